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
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/status/status.h"
#include "descriptor/document_type.h"
#include "descriptor/netdoc/diagnostic.h"
#include "descriptor/netdoc/document_reader.h"

namespace scape::cli {

struct InputOptions {
  std::vector<std::string> paths;
  size_t max_document = size_t{32} << 20;
  size_t memory_mb = 512;  // that decoders may take
  int jobs = 1;            // with more, what is compressed is decoded by threads of its own
  netdoc::Mode mode = netdoc::Mode::kLenient;
  bool lint = false;        // apply the rules across items
  bool tell_errors = true;  // on standard error, a line each
  // Which of a type's lazy values are checked: null: all, else what it returns.
  std::function<const netdoc::RowFields*(const descriptor::DocumentType&)> checked;
};

// AddInputOptions declares PATH, --max-document and --memory.
void AddInputOptions(CLI::App& app, InputOptions* options);

struct InputDocument {
  const std::string& file;  // and what in it, as in "2019-05.tar.xz!2019-05/0/1/01ab…"
  const netdoc::RawDocument& raw;
  descriptor::AnyDocument* parsed;  // null: raw.problem says why
  const descriptor::DocumentType* type;
  const netdoc::Diagnostics& diagnostics;
};

// InputParser parses documents, one after the other, as the options say. It belongs to one thread.
class InputParser {
 public:
  // `options` must outlive it.
  explicit InputParser(const InputOptions& options);

  // Parse returns views of the arguments and of what the parser has, until the next call. `lines`
  // is what is known of the lines of the document, or null.
  InputDocument Parse(const std::string& file, const netdoc::RawDocument& raw,
                      const netdoc::LineIndex* lines);

 private:
  const InputOptions& options_;
  netdoc::Diagnostics diagnostics_;
  std::map<const netdoc::ItemRule*, std::unique_ptr<descriptor::AnyDocument>> documents_;
};

// ErrorMessages appends to *messages what each of the document's errors is told as, until there are
// `most` of them.
void ErrorMessages(const InputDocument& document, size_t most, std::vector<std::string>* messages);

struct InputResult {
  uint64_t documents = 0;
  uint64_t errors = 0;
  uint64_t warnings = 0;
  bool could_not_run = false;
  // Add counts a document and its problems.
  void Add(const InputDocument& document);
  void Add(const InputResult& other);
  // status is the exit status that follows from the above.
  int status() const;
};

// InputFiles are the files that the paths of a command line name.
class InputFiles {
 public:
  struct File {
    std::string name;  // in messages
    std::string path;
  };

  // A path that does not exist makes could_not_run(), and is told. With kTwice streams are copied
  // to unnamed files in the folder for temporary ones, so that all can be read again.
  enum class Read : uint8_t { kOnce, kTwice };
  InputFiles(const std::vector<std::string>& paths, Read read);
  ~InputFiles();
  InputFiles(const InputFiles&) = delete;
  InputFiles& operator=(const InputFiles&) = delete;

  const std::vector<File>& files() const { return files_; }
  const std::vector<absl::Status>& errors() const { return errors_; }  // of folders
  bool could_not_run() const { return could_not_run_; }
  uint64_t total() const { return total_; }  // bytes; 0: not known

 private:
  absl::Status Copy(File* file);

  std::vector<File> files_;
  std::vector<absl::Status> errors_;
  std::vector<int> copies_;
  bool could_not_run_ = false;
  uint64_t total_ = 0;
};

// InputReader cuts the files into documents, one after the other, with progress on a terminal: also
// what is compressed, and what is in tarballs.
//
//   InputReader reader(options, files);
//   netdoc::RawDocument raw;
//   while (reader.Next(&raw)) ...              // reader.file(), reader.lines()
class InputReader {
 public:
  // `options` and `files` must outlive the reader. With Tell::kNothing what cannot be read is only
  // counted.
  enum class Tell : uint8_t { kAll, kNothing };
  InputReader(const InputOptions& options, const InputFiles& files, const char* what = "",
              Tell tell = Tell::kAll);
  ~InputReader();

  // MemberName is what a member of a tarball is called.
  static std::string MemberName(std::string_view file, std::string_view member);

  // Next finds the next document, or what is none. What cannot be read is told, and counted.
  bool Next(netdoc::RawDocument* raw);

  // These are of the document found last. In a tarball, its member is in the name of the file.
  const std::string& file() const;
  const netdoc::LineIndex* lines() const;
  // source is what the document's bytes belong to where they stay as long as it does; null: they
  // are valid until the next call of Next().
  std::shared_ptr<const void> source() const;

  // Message prints a line on standard error, beside the progress; after kMostMessages no more.
  static constexpr uint64_t kMostMessages = 100;
  void Message(const std::string& message);
  bool messages_are_shown() const;
  void HideProgress();

  // failures are the files and folders that could not be read, the first kMostFailures of them, and
  // one more when there are more; errors is how many there are.
  static constexpr size_t kMostFailures = 10000;
  struct Failure {
    std::string file;  // empty: the message names it
    std::string message;
  };
  const std::vector<Failure>& failures() const;
  uint64_t errors() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

InputResult ForEachDocument(const InputOptions& options, const InputFiles& files,
                            const std::function<bool(const InputDocument&)>& visit);
// ForEachDocument for files that are read once.
InputResult ForEachDocument(const InputOptions& options,
                            const std::function<bool(const InputDocument&)>& visit);

// UseColor tells whether to colour what goes to file descriptor `fd`: it is a terminal, and
// NO_COLOR is not set.
bool UseColor(int fd);

}  // namespace scape::cli

#endif  // SCAPE_CLI_INPUT_H_
