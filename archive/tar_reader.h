// TarReader walks the members of a tarball, over libarchive: ustar, GNU's and POSIX's long names,
// tarballs behind each other.
//
//   TarReader reader(&blocks);
//   while (true) {
//     absl::StatusOr<bool> more = reader.Next();
//     if (!more.ok()) Tell(more.status());            // damaged; another call goes on behind it
//     else if (!*more) break;
//     else while (true) {                             // reader.name(), reader.size()
//       absl::StatusOr<Block> block = reader.Read();
//       if (!block.ok() || block->bytes.empty()) break;
//     }
//   }
//
// Only files are members: folders, links, devices and sparse files are passed over, the last three
// counted. Names are given as they stand there, and lead nowhere: nothing is ever made from them.
// Bytes are views of the blocks wherever libarchive leaves them there. It never seeks. It belongs
// to one thread.
#ifndef SCAPE_ARCHIVE_TAR_READER_H_
#define SCAPE_ARCHIVE_TAR_READER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "archive/blocks.h"

struct archive;
struct archive_entry;

namespace scape::archive {

// IsTar tells by a tarball's first block.
inline constexpr size_t kTarBlock = 512;
bool IsTar(std::string_view first_bytes);

class TarReader {
 public:
  struct Skipped {
    uint64_t links = 0;
    uint64_t devices = 0;
    uint64_t sparse = 0;
  };

  // `blocks` must outlive it.
  explicit TarReader(BlockSource* blocks);
  ~TarReader();
  TarReader(const TarReader&) = delete;
  TarReader& operator=(const TarReader&) = delete;

  // Next goes to the next member. False: there is none.
  absl::StatusOr<bool> Next();

  // These are of the member that Next() went to.
  const std::string& name() const { return name_; }
  uint64_t size() const { return size_; }
  // Read returns the next bytes, none at the end.
  absl::StatusOr<Block> Read();

  const Skipped& skipped() const { return skipped_; }

 private:
  static ssize_t Give(struct ::archive* tar, void* self, const void** bytes);
  absl::Status Error(std::string_view otherwise);

  BlockSource* blocks_;
  struct ::archive* tar_;
  Block block_;  // the one that libarchive was given last
  absl::Status source_;
  bool opened_ = false;
  bool has_member_ = false;  // the rest of which has not been passed over
  bool in_header_ = false;
  size_t header_bytes_ = 0;  // given to libarchive for the header at hand
  bool damaged_ = false;     // and no header found since
  bool ended_ = false;
  std::string name_;
  uint64_t size_ = 0;
  Skipped skipped_;
};

}  // namespace scape::archive

#endif  // SCAPE_ARCHIVE_TAR_READER_H_
