// A decoder undoes a compression while it is read: it takes a stream and is one.
//
//   std::unique_ptr<netdoc::ChunkSource> plain =
//       MakeDecoder(Compression::kXz, &file, {.memory = size_t{512} << 20});
//   plain->Read(buffer);                       // absl::DataLossError when the data is damaged
//
// What comes before damage is delivered, then the error says what is wrong and after how many bytes
// of the compressed data. Streams that follow each other are one, as the compressors' own tools
// have it. A decoder fills the buffer that it is given, unless the end comes first, and needs no
// memory but its dictionary, which is bounded; with several threads also the blocks that they are
// at, for which they are left out where the bound does not allow it. It belongs to one thread.
#ifndef SCAPE_ARCHIVE_DECODER_H_
#define SCAPE_ARCHIVE_DECODER_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "descriptor/netdoc/document_reader.h"

namespace scape::archive {

enum class Compression : uint8_t { kNone, kXz, kLzma, kGzip, kBzip2, kZstd };

// CompressionOf tells by how the data begins; kCompressionBytes are enough.
inline constexpr size_t kCompressionBytes = 14;
Compression CompressionOf(std::string_view first_bytes);

// CompressionName returns "xz", "lzma", "gzip", "bzip2" or "zstd"; "" for kNone.
std::string_view CompressionName(Compression compression);

// WithoutSuffix returns a file's name without ".xz", ".lzma", ".gz", ".bz2" or ".zst".
std::string_view WithoutSuffix(std::string_view name);

struct DecoderOptions {
  size_t memory = size_t{512} << 20;  // bytes that this decoder may take for its dictionary
  int threads = 1;  // of xz that was compressed in several blocks so many are decoded at once
};

// MakeDecoder returns a decoder for any compression but kNone. `source` must outlive it.
std::unique_ptr<netdoc::ChunkSource> MakeDecoder(Compression compression,
                                                 netdoc::ChunkSource* source,
                                                 const DecoderOptions& options);

}  // namespace scape::archive

#endif  // SCAPE_ARCHIVE_DECODER_H_
