#include "archive/source.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

namespace scape::archive {
namespace {

absl::Status ErrnoStatus(const std::string& path) {
  const int error = errno;
  return absl::ErrnoToStatus(error, path);
}

// ReadSome is read(2), gone on with after a signal.
ssize_t ReadSome(int descriptor, char* buffer, size_t size) {
  ssize_t got;
  do {
    got = read(descriptor, buffer, size);
  } while (got < 0 && errno == EINTR);
  return got;
}

}  // namespace

class Source::Chunks : public netdoc::ChunkSource {
 public:
  // `first` has been read already; `count` counts what is given.
  // With a `stop` it is waited for that or for bytes, whatever comes first.
  Chunks(int descriptor, int stop, std::string_view first, std::atomic<uint64_t>* count)
      : descriptor_(descriptor), stop_(stop), first_(first), count_(count) {}

  absl::StatusOr<size_t> Read(std::span<char> buffer) override {
    if (!first_.empty()) {
      const size_t size = std::min(first_.size(), buffer.size());
      std::memcpy(buffer.data(), first_.data(), size);
      first_.remove_prefix(size);
      count_->fetch_add(size, std::memory_order_relaxed);
      return size;
    }
    if (stop_ >= 0) {
      pollfd waiting[] = {{descriptor_, POLLIN, 0}, {stop_, POLLIN, 0}};
      while (poll(waiting, 2, -1) < 0 && errno == EINTR) {
      }
      if (waiting[1].revents != 0) return absl::CancelledError("reading has been stopped");
    }
    const ssize_t got = ReadSome(descriptor_, buffer.data(), buffer.size());
    if (got < 0) return ErrnoStatus("cannot be read");
    count_->fetch_add(static_cast<size_t>(got), std::memory_order_relaxed);
    return static_cast<size_t>(got);
  }

 private:
  int descriptor_;
  int stop_;
  std::string_view first_;
  std::atomic<uint64_t>* count_;
};

absl::StatusOr<std::unique_ptr<Source>> Source::Open(const std::string& path) {
  std::unique_ptr<Source> source(new Source());
  const bool standard_input = path == "-";
  source->descriptor_ =
      standard_input ? dup(STDIN_FILENO) : open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (source->descriptor_ < 0) return ErrnoStatus(path);
  struct stat info;
  if (fstat(source->descriptor_, &info) != 0) return ErrnoStatus(path);
  if (S_ISDIR(info.st_mode)) {
    errno = EISDIR;
    return ErrnoStatus(path);
  }
  if (S_ISREG(info.st_mode) && !standard_input) {
    source->size_ = static_cast<uint64_t>(info.st_size);
    if (info.st_size > 0) {
      void* mapping = mmap(nullptr, static_cast<size_t>(info.st_size), PROT_READ, MAP_PRIVATE,
                           source->descriptor_, 0);
      if (mapping != MAP_FAILED) {
        madvise(mapping, static_cast<size_t>(info.st_size), MADV_SEQUENTIAL);
        source->mapping_ = mapping;
        source->mapped_ =
            std::string_view(static_cast<const char*>(mapping), static_cast<size_t>(info.st_size));
        source->first_bytes_ = source->mapped_->substr(0, kFirstBytes);
        source->chunks_ = std::make_unique<Chunks>(source->descriptor_, -1, std::string_view(),
                                                   &source->chunks_read_);
        return source;
      }
    }
    // Empty, or a file that cannot be mapped, such as those of /proc: a stream will do.
  }
  source->stop_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (source->stop_ < 0) return ErrnoStatus(path);
  source->first_.resize(kFirstBytes);
  size_t size = 0;
  while (size < kFirstBytes) {
    const ssize_t got =
        ReadSome(source->descriptor_, source->first_.data() + size, kFirstBytes - size);
    if (got < 0) return ErrnoStatus(path);
    if (got == 0) break;
    size += static_cast<size_t>(got);
  }
  source->first_.resize(size);
  source->first_bytes_ = source->first_;
  source->chunks_ = std::make_unique<Chunks>(source->descriptor_, source->stop_,
                                             source->first_bytes_, &source->chunks_read_);
  return source;
}

Source::~Source() {
  if (mapping_ != nullptr) munmap(mapping_, mapped_->size());
  if (descriptor_ >= 0) close(descriptor_);
  if (stop_ >= 0) close(stop_);
}

void Source::Stop() {
  if (stop_ >= 0) eventfd_write(stop_, 1);
}

void Source::Release(uint64_t bytes) {
  constexpr uint64_t kPage = uint64_t{1} << 16;
  bytes = bytes / kPage * kPage;
  if (mapping_ == nullptr || bytes <= released_) return;
  madvise(static_cast<char*>(mapping_) + released_, bytes - released_, MADV_DONTNEED);
  released_ = bytes;
}

void ListFiles(const std::string& path, std::vector<std::string>& files,
               std::vector<absl::Status>& errors) {
  namespace fs = std::filesystem;
  std::error_code error;
  if (path == "-" || !fs::is_directory(path, error)) {
    files.push_back(path);
    return;
  }
  std::vector<fs::path> names;
  fs::directory_iterator entries(path, error);
  for (; !error && entries != fs::directory_iterator(); entries.increment(error)) {
    names.push_back(entries->path());
  }
  if (error) errors.push_back(absl::ErrnoToStatus(error.value(), path));
  std::sort(names.begin(), names.end());
  for (const fs::path& name : names) {
    const fs::file_status status = fs::symlink_status(name, error);
    if (fs::is_directory(status)) {
      ListFiles(name.string(), files, errors);
    } else if (fs::is_regular_file(status)) {
      files.push_back(name.string());
    } else if (fs::is_symlink(status) && fs::is_regular_file(name, error)) {
      files.push_back(name.string());
    }
  }
}

}  // namespace scape::archive
