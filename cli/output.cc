#include "cli/output.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>

namespace scape::cli {
namespace {

constexpr int kSignals[] = {SIGINT, SIGTERM, SIGHUP};

// What the signal handler knows. Signals arrive on the thread that writes: others block them.
char aside_path[4096];  // it removes that: only one output is written aside at a time
volatile std::sig_atomic_t writing = 0;
volatile std::sig_atomic_t arrived = 0;  // while writing

void Die(int signal_number) {
  if (aside_path[0] != '\0') unlink(aside_path);
  std::signal(signal_number, SIG_DFL);
  raise(signal_number);
}

// What is being written is written to its end, unless a second signal comes.
void Arrived(int signal_number) {
  if (writing != 0 && arrived == 0) {
    arrived = signal_number;
  } else {
    Die(signal_number);
  }
}

}  // namespace

Output::Output() {
  for (const int signal_number : kSignals) {
    struct sigaction action;
    // What is ignored, as nohup does it, stays so.
    if (sigaction(signal_number, nullptr, &action) != 0 || action.sa_handler != SIG_DFL) continue;
    std::signal(signal_number, &Arrived);
  }
}

absl::Status Output::Open(const std::string& path) {
  if (path.empty() || path == "-") return absl::OkStatus();
  struct stat info;
  const bool exists = stat(path.c_str(), &info) == 0;
  if (exists && S_ISDIR(info.st_mode)) return absl::ErrnoToStatus(EISDIR, path);
  if (exists && !S_ISREG(info.st_mode)) {
    descriptor_ = open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (descriptor_ < 0) return absl::ErrnoToStatus(errno, path);
    path_ = path;
    return absl::OkStatus();
  }
  path_ = path;
  // Through a link, the file it names is replaced, not the link.
  if (char* real = exists ? realpath(path.c_str(), nullptr) : nullptr; real != nullptr) {
    path_ = real;
    std::free(real);
  }
  std::string name = path_ + ".XXXXXX";
  if (name.size() >= sizeof aside_path) return absl::ErrnoToStatus(ENAMETOOLONG, path);
  descriptor_ = mkostemp(name.data(), O_CLOEXEC);
  if (descriptor_ < 0) return absl::ErrnoToStatus(errno, path);
  aside_ = name;
  std::memcpy(aside_path, name.c_str(), name.size() + 1);
  // As a file that is created without a detour would have it.
  const mode_t mask = umask(0);
  umask(mask);
  fchmod(descriptor_, exists ? info.st_mode & 07777 : 0666 & ~mask);
  return absl::OkStatus();
}

absl::Status Output::Write(std::string_view bytes) {
  absl::Status status;
  writing = 1;
  while (!bytes.empty() && !closed_) {
    const ssize_t wrote = write(descriptor_, bytes.data(), bytes.size());
    if (wrote < 0) {
      if (errno == EINTR) continue;
      if (errno != EPIPE) {
        status = absl::ErrnoToStatus(errno, path_.empty() ? "standard output" : path_);
        break;
      }
      closed_ = true;
      break;
    }
    bytes.remove_prefix(static_cast<size_t>(wrote));
  }
  writing = 0;
  if (arrived != 0) Die(arrived);
  return status;
}

absl::Status Output::Commit() {
  if (descriptor_ != 1) {
    if (close(descriptor_) != 0) {
      descriptor_ = 1;
      return absl::ErrnoToStatus(errno, path_);
    }
    descriptor_ = 1;
  }
  if (aside_.empty()) return absl::OkStatus();
  if (rename(aside_.c_str(), path_.c_str()) != 0) return absl::ErrnoToStatus(errno, path_);
  aside_path[0] = '\0';
  aside_.clear();
  return absl::OkStatus();
}

bool Output::is_terminal() const { return isatty(descriptor_) == 1; }

Output::~Output() {
  if (descriptor_ != 1 && descriptor_ >= 0) close(descriptor_);
  if (!aside_.empty()) {
    unlink(aside_.c_str());
    aside_path[0] = '\0';
  }
}

}  // namespace scape::cli
