#include "archive/tar_reader.h"

#include <archive.h>
#include <archive_entry.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <functional>

#include "absl/strings/str_cat.h"

namespace scape::archive {
namespace {

using namespace std::string_view_literals;

// Contains tells whether `bytes` lie in `block`.
bool Contains(std::string_view block, const char* bytes, size_t size) {
  const std::less_equal<const char*> before;
  return before(block.data(), bytes) && before(bytes + size, block.data() + block.size());
}

// Headers of sparse files have lists, and libarchive keeps them before it can be asked for them.
constexpr size_t kMostOfHeader = size_t{4} << 20;

std::string NameOf(archive_entry* entry) {
  const char* name = archive_entry_pathname(entry);
  // A name that does not fit the locale's encoding is there as UTF-8, or not at all.
  if (name == nullptr) name = archive_entry_pathname_utf8(entry);
  return name == nullptr ? "(a name that cannot be read)" : name;
}

}  // namespace

// IsTar looks at the checksum, the sum of all bytes with blanks for itself, and not at marks: text
// may have those. No text that is a document has a NUL byte, and every header has some.
bool IsTar(std::string_view bytes) {
  constexpr size_t kAt = 148, kSize = 8;
  if (bytes.size() < kTarBlock) return false;
  bytes = bytes.substr(0, kTarBlock);
  std::string_view digits = bytes.substr(kAt, kSize);
  digits.remove_prefix(std::min(digits.find_first_not_of(' '), digits.size()));
  digits = digits.substr(0, digits.find_first_of("\0 "sv));
  if (bytes[0] == '\0' || digits.empty()) return false;
  int64_t given = 0;
  for (const char digit : digits) {
    if (digit < '0' || digit > '7') return false;  // most texts are told so
    given = given * 8 + (digit - '0');
  }
  // Some have added up the bytes as signed ones.
  int64_t sum = 0, signed_sum = 0;
  for (size_t i = 0; i < kTarBlock; ++i) {
    const char byte = i >= kAt && i < kAt + kSize ? ' ' : bytes[i];
    sum += static_cast<unsigned char>(byte);
    signed_sum += static_cast<signed char>(byte);
  }
  return (given == sum || given == signed_sum) && bytes.find('\0') != std::string_view::npos;
}

TarReader::TarReader(BlockSource* blocks) : blocks_(blocks), tar_(archive_read_new()) {
  if (tar_ == nullptr) return;
  archive_read_support_format_tar(tar_);
  archive_read_set_options(tar_, "tar:read_concatenated_archives");
}

TarReader::~TarReader() {
  if (tar_ != nullptr) archive_read_free(tar_);
}

ssize_t TarReader::Give(struct ::archive* tar, void* self, const void** bytes) {
  TarReader& reader = *static_cast<TarReader*>(self);
  absl::StatusOr<Block> block = reader.blocks_->Next();
  if (block.ok() && reader.in_header_) {
    reader.header_bytes_ += block->bytes.size();
    // A mapped file comes in one piece, and is as large as it is.
    if (reader.header_bytes_ > kMostOfHeader && reader.header_bytes_ > block->bytes.size()) {
      block = absl::InvalidArgumentError("a member's header is longer than any should be");
    }
  }
  if (!block.ok()) {
    reader.source_ = block.status();
    archive_set_error(tar, EIO, "the source failed");
    return -1;
  }
  reader.block_ = *std::move(block);
  *bytes = reader.block_.bytes.data();
  return static_cast<ssize_t>(reader.block_.bytes.size());
}

absl::Status TarReader::Error(std::string_view otherwise) {
  if (!source_.ok()) return source_;
  const char* const message = tar_ == nullptr ? nullptr : archive_error_string(tar_);
  return absl::DataLossError(absl::StrCat("the tar data is damaged: ",
                                          message == nullptr ? std::string(otherwise) : message));
}

absl::StatusOr<bool> TarReader::Next() {
  if (ended_) return false;
  if (tar_ == nullptr) {
    ended_ = true;
    return absl::UnavailableError("there is not enough memory to read a tarball");
  }
  if (!opened_) {
    opened_ = true;
    if (archive_read_open2(tar_, this, nullptr, &Give, nullptr, nullptr) != ARCHIVE_OK) {
      ended_ = true;
      return Error("cannot be opened");
    }
  }
  while (true) {
    // What is left of the member before is no part of the header.
    if (has_member_ && archive_read_data_skip(tar_) == ARCHIVE_FATAL) {
      ended_ = true;
      return Error("it ends too early");
    }
    has_member_ = false;
    archive_entry* entry = nullptr;
    in_header_ = true;
    header_bytes_ = 0;
    const int result = archive_read_next_header(tar_, &entry);
    in_header_ = false;
    if (result == ARCHIVE_EOF) {
      ended_ = true;
      return false;
    }
    if (result == ARCHIVE_FATAL) {
      ended_ = true;
      return Error("it ends too early");
    }
    if (result == ARCHIVE_RETRY) {
      // What stands there is no header. It is looked for the next one, block by block.
      if (damaged_) continue;
      damaged_ = true;
      return Error("a header is none");
    }
    damaged_ = false;
    has_member_ = true;
    const auto type = archive_entry_filetype(entry);
    if (archive_entry_hardlink(entry) != nullptr || type == AE_IFLNK) {
      ++skipped_.links;
    } else if (type == AE_IFDIR) {
      // Files say themselves where they lie.
    } else if (type != AE_IFREG) {
      ++skipped_.devices;
    } else if (archive_entry_sparse_count(entry) > 0) {
      ++skipped_.sparse;
    } else {
      name_ = NameOf(entry);
      size_ = static_cast<uint64_t>(std::max<int64_t>(archive_entry_size(entry), 0));
      return true;
    }
  }
}

absl::StatusOr<Block> TarReader::Read() {
  const void* bytes = nullptr;
  size_t size = 0;
  la_int64_t offset = 0;
  do {
    const int result = archive_read_data_block(tar_, &bytes, &size, &offset);
    if (result == ARCHIVE_EOF) return Block{};
    if (result == ARCHIVE_FATAL) ended_ = true;  // it has been told, once is enough
    if (result == ARCHIVE_FATAL || result == ARCHIVE_RETRY) return Error("it ends too early");
  } while (size == 0);
  const char* const text = static_cast<const char*>(bytes);
  return Block{{text, size}, Contains(block_.bytes, text, size) ? block_.owner : nullptr};
}

}  // namespace scape::archive
