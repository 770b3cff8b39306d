// Output is where a command writes its result: standard output, or the file of --output.
//
// A regular file is written aside and renamed when Commit() is called, so that whoever looks at it
// sees all or nothing, also after Ctrl-C. Devices and pipes are written directly, and what Write()
// is given is written to its end before Ctrl-C ends the program; a second Ctrl-C ends it at once. A
// reader that has gone away is no error: closed() becomes true, and the command stops quietly.
//
// An Output belongs to the thread that signals arrive on, the program's first.
#ifndef SCAPE_CLI_OUTPUT_H_
#define SCAPE_CLI_OUTPUT_H_

#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace scape::cli {

class Output {
 public:
  Output();
  ~Output();  // without Commit(): what was written aside is removed
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  // Open takes a path; empty or "-" is standard output.
  absl::Status Open(const std::string& path);
  // Write writes all of `bytes`, or returns why not.
  absl::Status Write(std::string_view bytes);
  // Commit makes the file appear under its name.
  absl::Status Commit();

  bool closed() const { return closed_; }
  bool is_terminal() const;

 private:
  int descriptor_ = 1;
  bool closed_ = false;
  std::string path_;
  std::string aside_;  // empty: written directly
};

}  // namespace scape::cli

#endif  // SCAPE_CLI_OUTPUT_H_
