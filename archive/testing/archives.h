// For tests: folders of their own, tarballs and compressed data, made by libarchive.
#ifndef SCAPE_ARCHIVE_TESTING_ARCHIVES_H_
#define SCAPE_ARCHIVE_TESTING_ARCHIVES_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "archive/decoder.h"
#include "descriptor/netdoc/document_reader.h"

namespace scape::archive::testing {

// Folder is a folder of the test's own, and is gone after it.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string operator/(std::string_view name) const { return path_ + "/" + std::string(name); }
  const std::string& path() const { return path_; }

  // Write makes a file, with the folders that it is in, and returns its path.
  std::string Write(std::string_view name, std::string_view text) const;

 private:
  std::string path_;
};

// kCompressions are all there are.
inline constexpr Compression kCompressions[] = {Compression::kXz, Compression::kLzma,
                                                Compression::kGzip, Compression::kBzip2,
                                                Compression::kZstd};

std::string Compressed(Compression compression, std::string_view text);

struct Entry {
  enum class Kind : uint8_t { kFile, kFolder, kLink, kHardLink, kDevice, kSparse };
  std::string name;
  std::string text;  // of links, where they lead
  Kind kind = Kind::kFile;
};

// Tar returns a tarball: "ustar", "gnutar", "pax" or "v7tar".
std::string Tar(const std::vector<Entry>& entries, std::string_view format = "gnutar");

// Pieces is a stream that gives `most` bytes at a time, and after all of them perhaps an error.
class Pieces : public netdoc::ChunkSource {
 public:
  Pieces(std::string_view text, size_t most, absl::Status status = absl::OkStatus())
      : text_(text), most_(most), status_(std::move(status)) {}
  absl::StatusOr<size_t> Read(std::span<char> buffer) override;

 private:
  std::string_view text_;
  size_t most_;
  absl::Status status_;
};

// ReadAll appends to *text what a stream gives, asked for `most` bytes at a time.
absl::Status ReadAll(netdoc::ChunkSource& stream, size_t most, std::string* text);

// Noise is text that hardly compresses, the same each time.
std::string Noise(size_t size, uint64_t seed);

}  // namespace scape::archive::testing

#endif  // SCAPE_ARCHIVE_TESTING_ARCHIVES_H_
