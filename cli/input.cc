#include "cli/input.h"

#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>

#include "absl/strings/str_format.h"
#include "archive/source.h"
#include "cli/command.h"
#include "crypto/lint_context.h"
#include "descriptor/netdoc/locate.h"

namespace scape::cli {
namespace {

using descriptor::AnyDocument;
using descriptor::DocumentType;
using netdoc::Diagnostic;
using netdoc::RawDocument;
using netdoc::Severity;

constexpr uint64_t kMostMessages = 100;
constexpr uint64_t kReleaseEvery = uint64_t{16} << 20;

// Progress is one line on a terminal, once the work has taken a second.
class Progress {
 public:
  explicit Progress(uint64_t total) : on_(isatty(STDERR_FILENO) == 1), total_(total) {}
  ~Progress() { Clear(); }

  void Update(uint64_t bytes, uint64_t documents) {
    if (!on_ || ++calls_ % 256 != 0) return;
    const auto now = std::chrono::steady_clock::now();
    if (now < next_) return;
    next_ = now + std::chrono::milliseconds(200);
    const double seconds = std::chrono::duration<double>(now - begin_).count();
    const std::string share =
        total_ > 0 ? absl::StrFormat("%3d%% of %.0f MB, ", 100 * bytes / total_, total_ / 1e6)
                   : absl::StrFormat("%.0f MB, ", bytes / 1e6);
    absl::FPrintF(stderr, "\r\x1b[K%s%d documents, %.0f MB/s", share, documents,
                  bytes / 1e6 / seconds);
    std::fflush(stderr);
    shown_ = true;
  }
  void Clear() {
    if (shown_) std::fputs("\r\x1b[K", stderr);
    shown_ = false;
  }

 private:
  bool on_;
  uint64_t total_;
  uint64_t calls_ = 0;
  bool shown_ = false;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point next_ = begin_ + std::chrono::seconds(1);
};

class Loop {
 public:
  Loop(const InputOptions& options, const std::function<bool(const InputDocument&)>& visit,
       uint64_t total)
      : options_(options), visit_(visit), diagnostics_(options.mode), progress_(total) {}

  // False: the visitor wants no more.
  bool File(const std::string& path) {
    absl::StatusOr<std::unique_ptr<archive::Source>> source = archive::Source::Open(path);
    const std::string name = path == "-" ? "<stdin>" : path;
    if (!source.ok()) {
      Message(absl::StrFormat("scape: %s", std::string(source.status().message())));
      ++result_.errors;
      return true;
    }
    if (const std::string_view format = archive::FormatName((*source)->first_bytes());
        !format.empty()) {
      Message(absl::StrFormat(
          "%s: error: this is a %s file, and archives are not read: unpack it first", name,
          std::string(format)));
      ++result_.errors;
      return true;
    }
    netdoc::ReaderOptions reader_options;
    reader_options.max_document = options_.max_document;
    reader_options.otherwise = descriptor::TypeOfFileName(path);
    const uint64_t documents_before = result_.documents;
    const uint64_t errors_before = result_.errors;
    bool go_on = true;
    const auto read = [&](netdoc::DocumentReader& reader) {
      RawDocument raw;
      uint64_t release_at = kReleaseEvery;
      while (go_on && reader.Next(&raw)) {
        go_on = Document(name, raw, &reader.lines());
        progress_.Update(bytes_before_ + reader.bytes_read(), result_.documents);
        if (reader.bytes_read() >= release_at) {
          (*source)->Release(reader.bytes_read());
          release_at = reader.bytes_read() + kReleaseEvery;
        }
      }
      if (!reader.status().ok()) {
        Message(absl::StrFormat("scape: %s", std::string(reader.status().message())));
        ++result_.errors;
      }
      bytes_before_ += reader.bytes_read();
    };
    if ((*source)->mapped().has_value()) {
      netdoc::DocumentReader reader(descriptor::ReaderTypes(), reader_options,
                                    *(*source)->mapped());
      read(reader);
    } else {
      netdoc::DocumentReader reader(descriptor::ReaderTypes(), reader_options,
                                    &(*source)->chunks());
      read(reader);
    }
    if (go_on && result_.documents == documents_before && result_.errors == errors_before) {
      RawDocument nothing;
      nothing.problem = &netdoc::problems::kNoDocument;
      go_on = Document(name, nothing, nullptr);
    }
    return go_on;
  }

  void Message(const std::string& message) {
    progress_.Clear();
    if (++messages_ <= kMostMessages) {
      absl::FPrintF(stderr, "%s\n", message);
    } else if (messages_ == kMostMessages + 1) {
      std::fputs("scape: more errors are counted, not shown\n", stderr);
    }
  }

  InputResult& result() { return result_; }

 private:
  bool Document(const std::string& name, const RawDocument& raw, const netdoc::LineIndex* lines) {
    diagnostics_.Clear();
    AnyDocument* parsed = nullptr;
    const DocumentType* type = nullptr;
    std::string expects;
    if (raw.problem != nullptr) {
      diagnostics_.set_page({});
      diagnostics_.Add({.problem = raw.problem, .where = raw.where, .expects = raw.expects});
    } else {
      type = static_cast<const DocumentType*>(raw.type);
      std::unique_ptr<AnyDocument>& reused = documents_[type->rules.data()];
      if (reused == nullptr) reused = type->make();
      parsed = reused.get();
      parsed->Parse(raw, lines, diagnostics_);
      type = &descriptor::TypeOf(raw, *parsed);
      const netdoc::RowFields* checked = options_.checked ? options_.checked(*type) : nullptr;
      static const netdoc::RowFields kAll;
      parsed->Check(checked == nullptr ? kAll : *checked, diagnostics_);
      if (options_.lint) parsed->Lint(crypto::LintContextWithDigests(), diagnostics_);
      ++result_.documents;
    }
    result_.errors += diagnostics_.count(Severity::kError);
    result_.warnings += diagnostics_.count(Severity::kWarning);
    if (options_.tell_errors) {
      for (const Diagnostic& diagnostic : diagnostics_.list()) {
        if (diagnostic.severity != Severity::kError) continue;
        if (messages_ > kMostMessages) break;
        const netdoc::Location at = netdoc::Locate(raw.text, diagnostic.where);
        Message(absl::StrFormat("%s:%d:%d: error: %s [%s]", name, raw.line + at.line - 1, at.column,
                                netdoc::FormatMessage(diagnostic),
                                std::string(diagnostic.problem->name)));
      }
    } else {
      progress_.Clear();
    }
    return visit_({name, raw, parsed, type, diagnostics_});
  }

  const InputOptions& options_;
  const std::function<bool(const InputDocument&)>& visit_;
  netdoc::Diagnostics diagnostics_;
  std::map<const netdoc::ItemRule*, std::unique_ptr<AnyDocument>> documents_;  // by table
  Progress progress_;
  InputResult result_;
  uint64_t bytes_before_ = 0;
  uint64_t messages_ = 0;
};

}  // namespace

int InputResult::status() const {
  return could_not_run ? kCouldNotRun : errors > 0 ? kProblemsFound : kFine;
}

void AddInputOptions(CLI::App& app, InputOptions* options) {
  app.add_option("PATH", options->paths, "Files, folders, or - for standard input")
      ->required()
      ->type_name("");
  app.add_option("--max-document", options->max_document,
                 "The longest document that is read, in bytes")
      ->type_name("BYTES")
      ->check(CLI::Range(size_t{1024}, size_t{1} << 40).description(""))
      ->capture_default_str();
}

bool UseColor(int fd) {
  const char* no_color = std::getenv("NO_COLOR");
  return isatty(fd) == 1 && (no_color == nullptr || no_color[0] == '\0');
}

InputResult ForEachDocument(const InputOptions& options,
                            const std::function<bool(const InputDocument&)>& visit) {
  InputResult result;
  std::vector<std::string> files;
  std::vector<absl::Status> errors;
  uint64_t total = 0;
  for (const std::string& path : options.paths) {
    struct stat info;
    if (path != "-" && stat(path.c_str(), &info) != 0) {
      absl::FPrintF(stderr, "scape: %s\n", std::string(absl::ErrnoToStatus(errno, path).message()));
      result.could_not_run = true;
      continue;
    }
    const size_t before = files.size() + errors.size();
    archive::ListFiles(path, files, errors);
    if (files.size() + errors.size() == before) {
      errors.push_back(absl::NotFoundError(path + ": there is no file in this folder"));
    }
  }
  if (result.could_not_run) return result;
  for (const std::string& file : files) {
    struct stat info;
    if (file == "-" || stat(file.c_str(), &info) != 0 || !S_ISREG(info.st_mode)) {
      total = 0;
      break;
    }
    total += static_cast<uint64_t>(info.st_size);
  }
  Loop loop(options, visit, total);
  for (const absl::Status& error : errors) {
    loop.Message(absl::StrFormat("scape: %s", std::string(error.message())));
    ++loop.result().errors;
  }
  for (const std::string& file : files) {
    if (!loop.File(file)) break;
  }
  return loop.result();
}

}  // namespace scape::cli
