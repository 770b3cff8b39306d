#include "archive/testing/archives.h"

#include <archive.h>
#include <archive_entry.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>

namespace scape::archive::testing {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void Die(const char* what, struct ::archive* writer) {
  std::fprintf(stderr, "%s: %s\n", what, archive_error_string(writer));
  std::abort();
}

la_ssize_t Append(struct ::archive*, void* to, const void* bytes, size_t size) {
  static_cast<std::string*>(to)->append(static_cast<const char*>(bytes), size);
  return static_cast<la_ssize_t>(size);
}

void Open(struct ::archive* writer, std::string* to) {
  archive_write_set_bytes_in_last_block(writer, 1);
  if (archive_write_open(writer, to, nullptr, &Append, nullptr) != ARCHIVE_OK) {
    Die("archive_write_open", writer);
  }
}

}  // namespace

Folder::Folder() {
  const char* parent = std::getenv("TEST_TMPDIR");
  std::string name = std::string(parent != nullptr ? parent : "/tmp") + "/folder.XXXXXX";
  path_ = mkdtemp(name.data());
}
Folder::~Folder() { fs::remove_all(path_); }

std::string Folder::Write(std::string_view name, std::string_view text) const {
  const std::string path = *this / name;
  fs::create_directories(fs::path(path).parent_path());
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

std::string Compressed(Compression compression, std::string_view text) {
  std::string out;
  struct ::archive* const writer = archive_write_new();
  archive_write_set_format_raw(writer);
  const std::string name(CompressionName(compression));
  if (archive_write_add_filter_by_name(writer, name.c_str()) != ARCHIVE_OK) {
    Die("archive_write_add_filter_by_name", writer);
  }
  Open(writer, &out);
  archive_entry* const entry = archive_entry_new();
  archive_entry_set_pathname(entry, "text");
  archive_entry_set_filetype(entry, AE_IFREG);
  archive_write_header(writer, entry);
  if (archive_write_data(writer, text.data(), text.size()) !=
      static_cast<la_ssize_t>(text.size())) {
    Die("archive_write_data", writer);
  }
  archive_entry_free(entry);
  if (archive_write_free(writer) != ARCHIVE_OK) std::abort();
  return out;
}

std::string Tar(const std::vector<Entry>& entries, std::string_view format) {
  std::string out;
  struct ::archive* const writer = archive_write_new();
  if (archive_write_set_format_by_name(writer, std::string(format).c_str()) != ARCHIVE_OK) {
    Die("archive_write_set_format_by_name", writer);
  }
  Open(writer, &out);
  for (const Entry& one : entries) {
    archive_entry* const entry = archive_entry_new();
    archive_entry_set_pathname(entry, one.name.c_str());
    archive_entry_set_perm(entry, 0644);
    bool has_text = false;
    switch (one.kind) {
      case Entry::Kind::kSparse:
      case Entry::Kind::kFile:
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_size(entry, static_cast<la_int64_t>(one.text.size()));
        if (one.kind == Entry::Kind::kSparse) {
          // The first 4096 bytes are a hole.
          archive_entry_sparse_add_entry(entry, 4096,
                                         static_cast<la_int64_t>(one.text.size()) - 4096);
        }
        has_text = true;
        break;
      case Entry::Kind::kFolder:
        archive_entry_set_filetype(entry, AE_IFDIR);
        break;
      case Entry::Kind::kLink:
        archive_entry_set_filetype(entry, AE_IFLNK);
        archive_entry_set_symlink(entry, one.text.c_str());
        break;
      case Entry::Kind::kHardLink:
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_hardlink(entry, one.text.c_str());
        break;
      case Entry::Kind::kDevice:
        archive_entry_set_filetype(entry, AE_IFCHR);
        break;
    }
    if (archive_write_header(writer, entry) != ARCHIVE_OK) Die("archive_write_header", writer);
    if (has_text) archive_write_data(writer, one.text.data(), one.text.size());
    archive_entry_free(entry);
  }
  if (archive_write_free(writer) != ARCHIVE_OK) std::abort();
  return out;
}

absl::StatusOr<size_t> Pieces::Read(std::span<char> buffer) {
  const size_t size = std::min({most_, buffer.size(), text_.size()});
  if (size == 0 && !status_.ok()) return status_;
  std::copy_n(text_.data(), size, buffer.data());
  text_.remove_prefix(size);
  return size;
}

absl::Status ReadAll(netdoc::ChunkSource& stream, size_t most, std::string* text) {
  std::string buffer(most, '\0');
  while (true) {
    const absl::StatusOr<size_t> got = stream.Read({buffer.data(), buffer.size()});
    if (!got.ok()) return got.status();
    if (*got == 0) return absl::OkStatus();
    text->append(buffer, 0, *got);
  }
}

std::string Noise(size_t size, uint64_t seed) {
  std::mt19937_64 random(seed);
  std::string text(size, '\0');
  for (char& c : text) c = static_cast<char>(' ' + random() % 64);
  return text;
}

}  // namespace scape::archive::testing
