#include "cli/lane_output.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "absl/status/statusor.h"
#include "cli/temporary.h"

namespace scape::cli {
namespace {

// So much of the disk stays free, and is looked after whenever so much has been put aside.
constexpr uint64_t kStaysFree = uint64_t{1} << 30;
constexpr uint64_t kLookEvery = uint64_t{64} << 20;

}  // namespace

LaneOutput::~LaneOutput() {
  if (file_ >= 0) close(file_);
}

bool LaneOutput::Put(size_t lane, bool turn, std::string_view text) {
  if (turn) return write_(text);
  if (text.empty()) return true;
  Piece piece{end_, text.size(), {}};
  if (!Keep(text, &piece)) {
    piece.kept = text;
    has_room_ = false;
  }
  aside_[lane].push_back(std::move(piece));
  return true;
}

// Keep writes the text to the file. False: it cannot.
bool LaneOutput::Keep(std::string_view text, Piece* piece) {
  if (end_ >= look_at_) LookForRoom();
  if (!has_room_) return false;
  for (size_t written = 0; written < text.size();) {
    const ssize_t done = pwrite(file_, text.data() + written, text.size() - written,
                                static_cast<off_t>(piece->offset + written));
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) return false;
    written += static_cast<size_t>(done);
  }
  end_ += text.size();
  return true;
}

void LaneOutput::LookForRoom() {
  look_at_ = end_ + kLookEvery;
  std::string folder;
  if (file_ < 0) {
    const absl::StatusOr<int> file = OpenUnnamed(&folder);
    if (file.ok()) file_ = *file;
  }
  struct statvfs disk;
  has_room_ = file_ >= 0 && fstatvfs(file_, &disk) == 0 &&
              uint64_t{disk.f_bavail} * disk.f_frsize >= kStaysFree + kLookEvery;
}

bool LaneOutput::Turn(size_t lane) {
  const auto found = aside_.find(lane);
  if (found == aside_.end()) return true;
  bool go_on = true;
  for (const Piece& piece : found->second) {
    if (!go_on) break;
    go_on = piece.kept.empty() ? WriteKept(piece) : write_(piece.kept);
  }
  aside_.erase(found);
  // With nothing aside it begins anew.
  if (aside_.empty() && file_ >= 0 && ftruncate(file_, 0) == 0) {
    end_ = look_at_ = 0;
    has_room_ = true;
  }
  return go_on;
}

// WriteKept writes what the file has of a piece, out of the system's memory, without a copy.
bool LaneOutput::WriteKept(const Piece& piece) {
  const uint64_t page = static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
  const uint64_t begin = piece.offset / page * page;
  const size_t before = piece.offset - begin;
  const size_t size = before + piece.size;
  void* const mapping =
      mmap(nullptr, size, PROT_READ, MAP_SHARED, file_, static_cast<off_t>(begin));
  if (mapping == MAP_FAILED) {
    status_ = absl::ErrnoToStatus(errno, "what was put aside cannot be read");
    return false;
  }
  const bool go_on =
      write_(std::string_view(static_cast<const char*>(mapping) + before, piece.size));
  munmap(mapping, size);
  // What has been written is not needed again.
  fallocate(file_, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, static_cast<off_t>(piece.offset),
            static_cast<off_t>(piece.size));
  return go_on;
}

}  // namespace scape::cli
