// Source opens what a path names: a file, which is mapped, or a stream, which is read in chunks.
//
//   absl::StatusOr<std::unique_ptr<Source>> source = Source::Open("cached-descriptors");
//   if (!source.ok()) ...                       // "cached-descriptors: No such file or directory"
//   if ((*source)->mapped()) Use(*(*source)->mapped());
//   else Use((*source)->chunks());            // its errors do not name the file
//
//   ListFiles({"archive/"}, files, errors);     // every file below, in the order of their names
//
// A Source owns its mapping and its descriptor: views of its bytes end with it. One Source belongs
// to one thread. Nothing is written. Below a folder, links to folders are not followed.
#ifndef SCAPE_ARCHIVE_SOURCE_H_
#define SCAPE_ARCHIVE_SOURCE_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "descriptor/netdoc/document_reader.h"

namespace scape::archive {

class Source {
 public:
  // Open takes a path, or "-" for standard input. A regular file is mapped, anything else a stream.
  static absl::StatusOr<std::unique_ptr<Source>> Open(const std::string& path);
  ~Source();
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;

  // mapped is the whole file; without a value for streams.
  std::optional<std::string_view> mapped() const { return mapped_; }
  // chunks reads from the beginning, a mapped file, too: not by its mapping.
  netdoc::ChunkSource& chunks() { return *chunks_; }
  // chunks_read is how many bytes chunks() has given. Any thread.
  uint64_t chunks_read() const { return chunks_read_.load(std::memory_order_relaxed); }
  // first_bytes are the first kFirstBytes bytes, or all there are.
  static constexpr size_t kFirstBytes = 512;
  std::string_view first_bytes() const { return first_bytes_; }
  // size is that of a regular file.
  std::optional<uint64_t> size() const { return size_; }

  // Stop makes chunks() of a stream give an error from now on, also to who is waiting for more. Any
  // thread.
  void Stop();

  // Release says that the first `bytes` bytes of the mapping are not needed again, so that a large
  // file does not fill the memory. They may be read again, from the disk.
  void Release(uint64_t bytes);

 private:
  class Chunks;
  Source() = default;

  int descriptor_ = -1;
  int stop_ = -1;  // an eventfd, of a stream
  void* mapping_ = nullptr;
  uint64_t released_ = 0;
  std::atomic<uint64_t> chunks_read_ = 0;
  std::optional<std::string_view> mapped_;
  std::optional<uint64_t> size_;
  std::string first_;
  std::string_view first_bytes_;
  std::unique_ptr<netdoc::ChunkSource> chunks_;
};

// ListFiles appends to `files` every file that `path` names: itself, or, of a folder, all files
// below it, each folder in the order of its names. What cannot be looked into goes to `errors`.
void ListFiles(const std::string& path, std::vector<std::string>& files,
               std::vector<absl::Status>& errors);

}  // namespace scape::archive

#endif  // SCAPE_ARCHIVE_SOURCE_H_
