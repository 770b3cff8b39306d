#include "cli/input.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <mutex>
#include <utility>

#include "absl/strings/str_format.h"
#include "archive/decoder.h"
#include "archive/source.h"
#include "archive/texts.h"
#include "cli/command.h"
#include "cli/temporary.h"
#include "crypto/lint_context.h"
#include "descriptor/netdoc/locate.h"

namespace scape::cli {
namespace {

using descriptor::AnyDocument;
using descriptor::DocumentType;
using netdoc::Diagnostic;
using netdoc::RawDocument;
using netdoc::Severity;

constexpr uint64_t kReleaseEvery = uint64_t{16} << 20;

}  // namespace

void InputResult::Add(const InputDocument& document) {
  documents += document.parsed != nullptr;
  errors += document.diagnostics.count(Severity::kError);
  warnings += document.diagnostics.count(Severity::kWarning);
}

void InputResult::Add(const InputResult& other) {
  documents += other.documents;
  errors += other.errors;
  warnings += other.warnings;
}

int InputResult::status() const {
  return could_not_run ? kCouldNotRun : errors > 0 ? kProblemsFound : kFine;
}

void AddInputOptions(CLI::App& app, InputOptions* options) {
  app.add_option(
         "PATH", options->paths,
         "Files, folders, or - for standard input; tarballs and what is compressed (xz, gz, "
         "bz2, zst, lzma) are read as they are")
      ->required()
      ->type_name("");
  app.add_option("--max-document", options->max_document,
                 "The longest document that is read, in bytes")
      ->type_name("BYTES")
      ->check(CLI::Range(size_t{1024}, size_t{1} << 40).description(""))
      ->capture_default_str();
  app.add_option("--memory", options->memory_mb,
                 "How much memory decompressing a file may take for its dictionary, in MB")
      ->type_name("MB")
      ->check(CLI::Range(size_t{1}, size_t{1} << 20).description(""))
      ->capture_default_str();
}

bool UseColor(int fd) {
  const char* no_color = std::getenv("NO_COLOR");
  return isatty(fd) == 1 && (no_color == nullptr || no_color[0] == '\0');
}

InputFiles::InputFiles(const std::vector<std::string>& paths, Read read) {
  std::vector<std::string> found;
  for (const std::string& path : paths) {
    struct stat info;
    if (path != "-" && stat(path.c_str(), &info) != 0) {
      absl::FPrintF(stderr, "scape: %s\n", std::string(absl::ErrnoToStatus(errno, path).message()));
      could_not_run_ = true;
      continue;
    }
    const size_t before = found.size() + errors_.size();
    archive::ListFiles(path, found, errors_);
    if (found.size() + errors_.size() == before) {
      errors_.push_back(absl::NotFoundError(path + ": there is no file in this folder"));
    }
  }
  if (could_not_run_) return;
  bool known = true;
  for (std::string& path : found) {
    File file{path == "-" ? "<stdin>" : path, path};
    const auto is_regular = [&](struct stat* info) {
      return file.path != "-" && stat(file.path.c_str(), info) == 0 && S_ISREG(info->st_mode);
    };
    struct stat info;
    if (!is_regular(&info) && read == Read::kTwice) {
      if (const absl::Status status = Copy(&file); !status.ok()) {
        errors_.push_back(status);
        continue;
      }
    }
    if (is_regular(&info)) {
      file.size = static_cast<uint64_t>(info.st_size);
      total_ += *file.size;
    } else {
      known = false;
    }
    files_.push_back(std::move(file));
  }
  if (!known) total_ = 0;
}

InputFiles::~InputFiles() {
  for (const int copy : copies_) close(copy);
}

absl::Status InputFiles::Copy(File* file) {
  absl::StatusOr<std::unique_ptr<archive::Source>> source = archive::Source::Open(file->path);
  if (!source.ok()) return source.status();
  std::string folder;
  const absl::StatusOr<int> copy = OpenUnnamed(&folder);
  if (!copy.ok()) return copy.status();
  copies_.push_back(*copy);
  std::vector<char> buffer(size_t{256} << 10);
  while (true) {
    absl::StatusOr<size_t> size = (*source)->chunks().Read(buffer);
    if (!size.ok()) return size.status();
    if (*size == 0) break;
    for (size_t written = 0; written < *size;) {
      const ssize_t done = write(*copy, buffer.data() + written, *size - written);
      if (done < 0 && errno == EINTR) continue;
      if (done < 0) {
        return absl::ErrnoToStatus(errno, file->name + ": cannot be copied to " + folder);
      }
      written += static_cast<size_t>(done);
    }
  }
  file->path = "/proc/self/fd/" + std::to_string(*copy);
  return absl::OkStatus();
}

class InputReader::Impl {
 public:
  Impl(const InputOptions& options, std::span<const InputFiles::File> files,
       InputCounters* counters)
      : options_(options),
        files_(files),
        counters_(*counters),
        reader_(descriptor::ReaderTypes(), {.max_document = options.max_document},
                std::string_view()) {}

  bool Next(RawDocument* raw) {
    while (!stopped_.load(std::memory_order_relaxed)) {
      if (reading_) {
        if (reader_.Next(raw)) {
          found_ = true;
          counters_.documents.fetch_add(1, std::memory_order_relaxed);
          Progressed();
          return true;
        }
        FinishText();
        if (!found_) {
          *raw = {};
          raw->problem = &netdoc::problems::kNoDocument;
          return true;
        }
      } else if (texts_ != nullptr) {
        NextText();
      } else if (next_file_ < files_.size()) {
        Open(files_[next_file_++]);
      } else {
        return false;
      }
    }
    return false;
  }

  std::vector<InputNotice> TakeNotices() { return std::exchange(notices_, {}); }
  bool has_notices() const { return !notices_.empty(); }
  uint64_t Left() const {
    if (texts_ == nullptr || !texts_->is_compressed() || !size_.has_value()) return 0;
    return *size_ - std::min(position_, *size_);
  }
  const std::string& file() const { return name_; }
  const netdoc::LineIndex* lines() const { return reading_ ? &reader_.lines() : nullptr; }
  std::shared_ptr<const void> source() const { return text_.owner; }

  void Stop() {
    stopped_.store(true, std::memory_order_relaxed);
    const std::lock_guard lock(mutex_);
    if (texts_ != nullptr) texts_->Stop();
  }

 private:
  void Fail(const std::string& file, const std::string& message) {
    notices_.push_back({message, /*unreadable=*/true, file});
  }
  void FailText(const absl::Status& status) {
    // Who has stopped it knows.
    if (stopped_.load(std::memory_order_relaxed)) return;
    // Only decoders say so.
    const char* const hint =
        absl::IsResourceExhausted(status) ? " (--memory says how much that is)" : "";
    Fail(name_, absl::StrFormat("%s: error: %s%s", netdoc::Printable(name_),
                                std::string(status.message()), hint));
  }

  void Open(const InputFiles::File& file) {
    file_ = &file.name;
    name_ = file.name;
    release_at_ = kReleaseEvery;
    members_ = 0;
    position_ = 0;
    size_ = file.size;
    absl::StatusOr<std::unique_ptr<archive::TextReader>> texts = archive::TextReader::Open(
        file.path, {.memory = options_.memory_mb << 20, .threads = options_.threads});
    if (!texts.ok()) {
      Fail(file.name, absl::StrFormat("scape: %s", std::string(texts.status().message())));
      return;
    }
    SetTexts(*std::move(texts));
  }

  void SetTexts(std::unique_ptr<archive::TextReader> texts) {
    {
      const std::lock_guard lock(mutex_);
      texts_.swap(texts);
    }
    if (texts_ != nullptr && stopped_.load(std::memory_order_relaxed)) texts_->Stop();
  }

  void NextText() {
    found_ = false;
    if (!texts_->Next(&text_)) {
      Count(texts_->Position(0));
      if (texts_->is_archive()) FinishArchive();
      SetTexts(nullptr);
      return;
    }
    ++members_;
    name_ = text_.member.empty() ? *file_ : MemberName(*file_, text_.member);
    const DocumentType* otherwise = descriptor::TypeOfFileName(
        archive::WithoutSuffix(text_.member.empty() ? *file_ : text_.member));
    if (text_.stream != nullptr) {
      reader_.Restart(otherwise, text_.stream);
    } else if (!text_.status.ok() && text_.bytes.empty()) {
      FailText(text_.status);
      return;
    } else {
      reader_.Restart(otherwise, text_.bytes);
    }
    reading_ = true;
  }

  void FinishText() {
    reading_ = false;
    for (const absl::Status& status : {reader_.status(), text_.status}) {
      if (status.ok()) continue;
      FailText(status);
      found_ = true;
      break;
    }
  }

  void FinishArchive() {
    name_ = *file_;
    const std::string skipped = SkippedMessage(texts_->skipped());
    if (!skipped.empty()) notices_.push_back({netdoc::Printable(name_) + ": note: " + skipped});
    if (members_ == 0) FailText(absl::NotFoundError("there is no file in this tarball"));
  }

  void Progressed() {
    const uint64_t position = texts_->Position(text_.stream == nullptr ? reader_.bytes_read() : 0);
    Count(position);
    if (position < release_at_) return;
    texts_->Release(position);
    release_at_ = position + kReleaseEvery;
  }
  void Count(uint64_t position) {
    if (position <= position_) return;
    counters_.bytes.fetch_add(position - position_, std::memory_order_relaxed);
    position_ = position;
  }

  const InputOptions& options_;
  const std::span<const InputFiles::File> files_;
  InputCounters& counters_;
  std::vector<InputNotice> notices_;
  size_t next_file_ = 0;
  const std::string* file_ = nullptr;
  std::string name_;  // of the text at hand
  std::mutex mutex_;  // of texts_, when another thread stops it
  std::unique_ptr<archive::TextReader> texts_;
  std::atomic<bool> stopped_ = false;
  archive::Text text_;
  netdoc::DocumentReader reader_;
  bool reading_ = false;  // the text at hand
  bool found_ = false;    // something in it
  uint64_t members_ = 0;  // texts of the file
  uint64_t release_at_ = kReleaseEvery;
  std::optional<uint64_t> size_;  // of the file
  uint64_t position_ = 0;         // in the file, as far as it has been counted
};

InputReader::InputReader(const InputOptions& options, std::span<const InputFiles::File> files,
                         InputCounters* counters)
    : impl_(std::make_unique<Impl>(options, files, counters)) {}
InputReader::~InputReader() = default;
std::string InputReader::MemberName(std::string_view file, std::string_view member) {
  std::string name(file);
  return name.append("!").append(member);
}
bool InputReader::Next(RawDocument* raw) { return impl_->Next(raw); }
std::vector<InputNotice> InputReader::TakeNotices() { return impl_->TakeNotices(); }
bool InputReader::has_notices() const { return impl_->has_notices(); }
const std::string& InputReader::file() const { return impl_->file(); }
const netdoc::LineIndex* InputReader::lines() const { return impl_->lines(); }
std::shared_ptr<const void> InputReader::source() const { return impl_->source(); }
uint64_t InputReader::Left() const { return impl_->Left(); }
void InputReader::Stop() { impl_->Stop(); }

std::string SkippedMessage(const archive::TarReader::Skipped& skipped) {
  if (skipped.links + skipped.devices + skipped.sparse == 0) return {};
  return absl::StrFormat("passed over: %d links, %d devices, %d sparse files", skipped.links,
                         skipped.devices, skipped.sparse);
}

// Progress is one line on a terminal, once the work has taken a second.
class InputLog::Progress {
 public:
  Progress(uint64_t total, std::string_view what)
      : on_(isatty(STDERR_FILENO) == 1), total_(total), what_(what) {}
  ~Progress() { Clear(); }

  void Update(const InputCounters& counters) {
    if (!on_) return;
    const auto now = std::chrono::steady_clock::now();
    if (now < next_) return;
    next_ = now + std::chrono::milliseconds(200);
    const double seconds = std::chrono::duration<double>(now - begin_).count();
    const uint64_t bytes = counters.bytes.load(std::memory_order_relaxed);
    const uint64_t documents = counters.documents.load(std::memory_order_relaxed);
    absl::FPrintF(stderr, "\r\x1b[K%s%s", what_, ProgressLine(bytes, total_, documents, seconds));
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
  std::string what_;
  bool shown_ = false;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point next_ = begin_ + std::chrono::seconds(1);
};

std::string ProgressLine(uint64_t bytes, uint64_t total, uint64_t documents, double seconds) {
  const double rate = seconds > 0 ? static_cast<double>(bytes) / seconds : 0;
  std::string line = total > 0 ? absl::StrFormat("%3d%% of %.0f MB",
                                                 100 * std::min(bytes, total) / total, total / 1e6)
                               : absl::StrFormat("%.0f MB", bytes / 1e6);
  absl::StrAppendFormat(&line, ", %d documents, %.0f/s, %.0f MB/s", documents,
                        seconds > 0 ? static_cast<double>(documents) / seconds : 0.0, rate / 1e6);
  if (total > bytes && rate > 0) {
    const auto left = static_cast<int64_t>(static_cast<double>(total - bytes) / rate + 0.5);
    absl::StrAppendFormat(&line, ", %d:%02d left", left / 60, left % 60);
  }
  return line;
}

InputLog::InputLog(const InputFiles& files, std::string_view what, Show show)
    : show_(show), progress_(std::make_unique<Progress>(files.total(), what)) {
  for (const absl::Status& error : files.errors()) {
    Add({absl::StrFormat("scape: %s", std::string(error.message())), /*unreadable=*/true, ""});
  }
}
InputLog::~InputLog() = default;

void InputLog::ShowProgress() { progress_->Update(counters_); }
void InputLog::HideProgress() { progress_->Clear(); }

void InputLog::Message(const std::string& message) {
  if (show_ == Show::kNothing) return;
  progress_->Clear();
  const uint64_t number = messages_.fetch_add(1, std::memory_order_relaxed) + 1;
  if (number <= kMostMessages) {
    absl::FPrintF(stderr, "%s\n", message);
  } else if (number == kMostMessages + 1) {
    std::fputs("scape: more errors are counted, not shown\n", stderr);
  }
}

void InputLog::Add(const InputNotice& notice) {
  Message(notice.message);
  if (!notice.unreadable) return;
  if (++errors_ <= kMostFailures) failures_.push_back({notice.file, notice.message});
  if (errors_ == kMostFailures + 1) failures_.push_back({"", "more could not be read"});
}

InputParser::InputParser(const InputOptions& options)
    : options_(options), diagnostics_(options.mode) {}

InputDocument InputParser::Parse(const std::string& file, const RawDocument& raw,
                                 const netdoc::LineIndex* lines) {
  diagnostics_.Clear();
  if (raw.problem != nullptr) {
    diagnostics_.set_page({});
    diagnostics_.Add({.problem = raw.problem, .where = raw.where, .expects = raw.expects});
    return {file, raw, nullptr, nullptr, diagnostics_};
  }
  const auto* type = static_cast<const DocumentType*>(raw.type);
  std::unique_ptr<AnyDocument>& parsed = documents_[type->rules.data()];
  if (parsed == nullptr) parsed = type->make();
  parsed->Parse(raw, lines, diagnostics_);
  type = &descriptor::TypeOf(raw, *parsed);
  const netdoc::RowFields* checked = options_.checked ? options_.checked(*type) : nullptr;
  static const netdoc::RowFields kAll;
  parsed->Check(checked == nullptr ? kAll : *checked, diagnostics_);
  if (options_.lint) parsed->Lint(crypto::LintContextWithDigests(), diagnostics_);
  return {file, raw, parsed.get(), type, diagnostics_};
}

void ErrorMessages(const InputDocument& document, size_t most, std::vector<InputNotice>* messages) {
  for (const Diagnostic& diagnostic : document.diagnostics.list()) {
    if (diagnostic.severity != Severity::kError) continue;
    if (messages->size() >= most) break;
    const netdoc::Location at = netdoc::Locate(document.raw.text, diagnostic.where);
    messages->push_back({absl::StrFormat(
        "%s:%d:%d: error: %s [%s]", netdoc::Printable(document.file),
        document.raw.line + at.line - 1, at.column, netdoc::FormatMessage(diagnostic),
        std::string(diagnostic.problem->name))});
  }
}

InputResult ForEachDocument(const InputOptions& options, const InputFiles& files,
                            const std::function<bool(const InputDocument&)>& visit) {
  InputResult result;
  if (files.could_not_run()) {
    result.could_not_run = true;
    return result;
  }
  InputLog log(files);
  InputReader reader(options, files.files(), &log.counters());
  InputParser parser(options);
  RawDocument raw;
  std::vector<InputNotice> messages;
  const auto tell = [&] {
    if (!reader.has_notices()) return;
    for (const InputNotice& notice : reader.TakeNotices()) log.Add(notice);
  };
  bool go_on = true;
  for (uint32_t count = 0; go_on && reader.Next(&raw); ++count) {
    tell();
    if (count % 256 == 0) log.ShowProgress();
    const InputDocument document = parser.Parse(reader.file(), raw, reader.lines());
    result.Add(document);
    if (options.tell_errors) {
      messages.clear();
      if (log.messages_are_shown()) {
        ErrorMessages(document, InputLog::kMostMessages + 1, &messages);
      }
      for (const InputNotice& message : messages) log.Add(message);
    } else {
      log.HideProgress();
    }
    go_on = visit(document);
  }
  tell();
  result.errors += log.errors();
  return result;
}

InputResult ForEachDocument(const InputOptions& options,
                            const std::function<bool(const InputDocument&)>& visit) {
  return ForEachDocument(options, InputFiles(options.paths, InputFiles::Read::kOnce), visit);
}

}  // namespace scape::cli
