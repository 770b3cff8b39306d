// Temporary files have no name: they go when they are closed, however the program ends.
#ifndef SCAPE_CLI_TEMPORARY_H_
#define SCAPE_CLI_TEMPORARY_H_

#include <string>

#include "absl/status/statusor.h"

namespace scape::cli {

// OpenUnnamed opens an unnamed file, for reading and writing, in the folder that TMPDIR names, or
// /var/tmp: /tmp may lie in memory. *folder becomes that folder; the caller closes the file.
absl::StatusOr<int> OpenUnnamed(std::string* folder);

}  // namespace scape::cli

#endif  // SCAPE_CLI_TEMPORARY_H_
