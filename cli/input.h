// Input is the loop that the commands share: paths to documents, with messages and progress.
//
//   InputOptions options{.paths = {"cached-descriptors"}};
//   const InputResult result = ForEachDocument(options, [&](const InputDocument& document) {
//     ...                                       // parsed: document.parsed, document.diagnostics
//     return true;                              // false: stop reading
//   });
#ifndef SCAPE_CLI_INPUT_H_
#define SCAPE_CLI_INPUT_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/status/status.h"
#include "archive/tar_reader.h"
#include "descriptor/document_type.h"
#include "descriptor/netdoc/diagnostic.h"
#include "descriptor/netdoc/document_reader.h"

namespace scape::cli {

struct InputOptions {
  std::vector<std::string> paths;
  size_t max_document = size_t{32} << 20;
  size_t memory_mb = 512;  // that decoders may take
  int threads = 1;         // with more, what is compressed is decoded by threads of its own
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
    std::optional<uint64_t> size;  // bytes; none: a stream
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

// InputNotice is what is to be told of the input beside its documents.
struct InputNotice {
  std::string message;
  bool unreadable = false;  // it says why something could not be read
  std::string file;         // which; empty: the message names it
};

// ErrorMessages appends to *messages what each of the document's errors is told as, until there are
// `most` of them.
void ErrorMessages(const InputDocument& document, size_t most, std::vector<InputNotice>* messages);

// SkippedMessage tells what of a tarball has been passed over; empty: nothing.
std::string SkippedMessage(const archive::TarReader::Skipped& skipped);

// InputCounters are what has been read so far, by all readers.
struct InputCounters {
  std::atomic<uint64_t> bytes = 0;  // of the files, as they lie there
  std::atomic<uint64_t> documents = 0;
};

// InputReader cuts files into documents, one after the other: also what is compressed, and what is
// in tarballs.
//
//   InputReader reader(options, files.files(), &log.counters());
//   netdoc::RawDocument raw;
//   while (reader.Next(&raw)) {                // reader.file(), reader.lines()
//     for (const InputNotice& notice : reader.TakeNotices()) log.Add(notice);
//     ...
//   }                                          // and there may be notices behind the last one
class InputReader {
 public:
  // All must outlive the reader.
  InputReader(const InputOptions& options, std::span<const InputFiles::File> files,
              InputCounters* counters);
  ~InputReader();

  // MemberName is what a member of a tarball is called.
  static std::string MemberName(std::string_view file, std::string_view member);

  // Next finds the next document, or what is none.
  bool Next(netdoc::RawDocument* raw);
  // TakeNotices returns what is to be told before the document found last.
  std::vector<InputNotice> TakeNotices();
  bool has_notices() const;

  // These are of the document found last. In a tarball, its member is in the name of the file.
  const std::string& file() const;
  const netdoc::LineIndex* lines() const;
  // source is what the document's bytes belong to where they stay as long as it does; null: they
  // are valid until the next call of Next().
  std::shared_ptr<const void> source() const;

  // Left is how many bytes are still to be decompressed of the file at hand, as they lie there.
  uint64_t Left() const;

  // Stop makes Next() return false soon, also while it waits for a stream. Any thread.
  void Stop();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

// ProgressLine is what progress shows; `total` 0: not known.
std::string ProgressLine(uint64_t bytes, uint64_t total, uint64_t documents, double seconds);

// InputLog tells on standard error what there is to tell, and shows the progress on a terminal. It
// belongs to one thread, but for the counters and messages_are_shown().
class InputLog {
 public:
  // `files` must outlive it. What of them could not be looked into is told at once. With
  // Show::kNothing all is only counted. `what` is being done; empty: reading.
  enum class Show : uint8_t { kAll, kNothing };
  explicit InputLog(const InputFiles& files, std::string_view what = "", Show show = Show::kAll);
  ~InputLog();

  InputCounters& counters() { return counters_; }
  void ShowProgress();
  void HideProgress();

  // Message prints a line; after kMostMessages no more.
  static constexpr uint64_t kMostMessages = 100;
  void Message(const std::string& message);
  // Add counts what could not be read, and prints the message.
  void Add(const InputNotice& notice);
  bool messages_are_shown() const {
    return messages_.load(std::memory_order_relaxed) <= kMostMessages;
  }

  // failures are the files and folders that could not be read, the first kMostFailures of them, and
  // one more when there are more; errors is how many there are.
  static constexpr size_t kMostFailures = 10000;
  struct Failure {
    std::string file;  // empty: the message names it
    std::string message;
  };
  const std::vector<Failure>& failures() const { return failures_; }
  uint64_t errors() const { return errors_; }

 private:
  class Progress;
  const Show show_;
  InputCounters counters_;
  std::unique_ptr<Progress> progress_;
  std::atomic<uint64_t> messages_ = 0;
  uint64_t errors_ = 0;
  std::vector<Failure> failures_;
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
