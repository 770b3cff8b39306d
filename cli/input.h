// Input is the loop that the commands share: paths to documents, with messages and progress.
//
//   InputOptions options{.paths = {"cached-descriptors"}};
//   const InputResult result = ForEachDocument(options, [&](const InputDocument& document) {
//     ...                                       // parsed: document.parsed, document.diagnostics
//     return true;                              // false: stop reading
//   });
#ifndef SCAPE_CLI_INPUT_H_
#define SCAPE_CLI_INPUT_H_

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "CLI/CLI.hpp"
#include "descriptor/document_type.h"
#include "descriptor/netdoc/diagnostic.h"
#include "descriptor/netdoc/document_reader.h"

namespace scape::cli {

struct InputOptions {
  std::vector<std::string> paths;
  size_t max_document = size_t{32} << 20;
  netdoc::Mode mode = netdoc::Mode::kLenient;
  bool lint = false;        // apply the rules across items
  bool tell_errors = true;  // on standard error, a line each
  // Which of a type's lazy values are checked: null: all, else what it returns.
  std::function<const netdoc::RowFields*(const descriptor::DocumentType&)> checked;
};

// AddInputOptions declares PATH and --max-document.
void AddInputOptions(CLI::App& app, InputOptions* options);

struct InputDocument {
  const std::string& file;
  const netdoc::RawDocument& raw;
  descriptor::AnyDocument* parsed;  // null: raw.problem says why
  const descriptor::DocumentType* type;
  const netdoc::Diagnostics& diagnostics;
};

struct InputResult {
  uint64_t documents = 0;
  uint64_t errors = 0;
  uint64_t warnings = 0;
  bool could_not_run = false;
  // status is the exit status that follows from the above.
  int status() const;
};

InputResult ForEachDocument(const InputOptions& options,
                            const std::function<bool(const InputDocument&)>& visit);

// UseColor tells whether to colour what goes to file descriptor `fd`: it is a terminal, and
// NO_COLOR is not set.
bool UseColor(int fd);

}  // namespace scape::cli

#endif  // SCAPE_CLI_INPUT_H_
