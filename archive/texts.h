// TextReader walks the texts that a file holds: itself; or what it was compressed from; or the
// members of a tarball, compressed or not, and what those were compressed from.
//
//   absl::StatusOr<std::unique_ptr<TextReader>> texts = TextReader::Open("2019-05.tar.xz", {});
//   Text text;
//   while ((*texts)->Next(&text)) {
//     if (!text.status.ok()) Tell(text.member, text.status);   // and it goes on
//     else if (text.stream == nullptr) Use(text.bytes);
//     else Use(*text.stream);
//   }
//
// What a file is, its first bytes tell, never its name. Members of up to kWholeBytes, and larger
// ones where they are in memory anyway, are given whole; what is longer, or compressed, is a
// stream. Texts whose bytes have an owner stay as long as somebody holds it, and may be used by
// other threads; all else is valid until the next call of Next(). A TextReader belongs to one
// thread.
//
// Memory: what decoders take, a block or two of 512 KB, and one member that is given whole. It
// never seeks, and makes no file.
#ifndef SCAPE_ARCHIVE_TEXTS_H_
#define SCAPE_ARCHIVE_TEXTS_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "archive/blocks.h"
#include "archive/decoder.h"
#include "archive/source.h"
#include "archive/tar_reader.h"

namespace scape::archive {

struct Text {
  std::string member;      // its name in the tarball; empty: the file itself
  std::string_view bytes;  // all of it, unless there is a stream
  netdoc::ChunkSource* stream = nullptr;
  std::shared_ptr<const void> owner;  // of the bytes
  absl::Status status;                // why that is not all, and there may be nothing
};

class TextReader {
 public:
  static constexpr size_t kWholeBytes = size_t{4} << 20;

  // Open takes a path, or "-" for standard input.
  static absl::StatusOr<std::unique_ptr<TextReader>> Open(const std::string& path,
                                                          const DecoderOptions& options);
  ~TextReader();
  TextReader(const TextReader&) = delete;
  TextReader& operator=(const TextReader&) = delete;

  // Next finds the next text. False: there is none.
  bool Next(Text* text);

  // Position is how much of the file, as it lies there, is done with, and `done` bytes of the text
  // at hand.
  uint64_t Position(uint64_t done) const;
  // Release gives back to the system what is mapped before that.
  void Release(uint64_t position);

  // Stop makes a Next() that waits for a stream, or a read of its text, give an error. Any thread.
  void Stop() { source_->Stop(); }

  bool is_compressed() const { return !of_file_.empty(); }
  bool is_archive() const { return tar_.has_value(); }
  const TarReader::Skipped& skipped() const { return tar_->skipped(); }

 private:
  class Peeked;
  class MemberBlocks;

  TextReader(std::unique_ptr<Source> source, const DecoderOptions& options);
  netdoc::ChunkSource* Decoded(netdoc::ChunkSource* source, Compression compression,
                               std::string_view* first);
  void ReadDecoded(netdoc::ChunkSource* plain, bool is_tar);
  void ReadTar();
  void NextMember(Text* text);
  Block Gathered(const Block& begin, uint64_t size, absl::Status* status);

  const std::shared_ptr<Source> source_;
  const DecoderOptions options_;
  // Each reads from the one before it.
  std::vector<std::unique_ptr<netdoc::ChunkSource>> of_file_;
  std::unique_ptr<BlockSource> blocks_;
  std::optional<TarReader> tar_;
  std::unique_ptr<BlockSource> member_blocks_;  // of the member at hand
  std::vector<std::unique_ptr<netdoc::ChunkSource>> of_member_;
  bool ended_ = false;
  bool too_many_layers_ = false;
  const char* at_ = nullptr;  // the text at hand, if it is in the mapping
  uint64_t done_ = 0;         // where the last one in the mapping ended
};

// Whole returns all of a text, if that is at most `most` bytes, else absl::ResourceExhaustedError.
absl::StatusOr<Block> Whole(const Text& text, size_t most);

// OnlyText returns all of a file that is one text, compressed or not: a tarball is none.
absl::StatusOr<Block> OnlyText(TextReader& texts, size_t most);

}  // namespace scape::archive

#endif  // SCAPE_ARCHIVE_TEXTS_H_
