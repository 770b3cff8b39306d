#include "cli/temporary.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

#include "absl/status/status.h"

namespace scape::cli {

absl::StatusOr<int> OpenUnnamed(std::string* folder) {
  const char* const chosen = std::getenv("TMPDIR");
  *folder = chosen != nullptr && chosen[0] != '\0' ? chosen : "/var/tmp";
  std::string name = *folder + "/scape-XXXXXX";
  const int file = mkostemp(name.data(), O_CLOEXEC);
  if (file < 0) return absl::ErrnoToStatus(errno, name);
  unlink(name.c_str());
  return file;
}

}  // namespace scape::cli
