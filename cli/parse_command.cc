// `scape parse`: documents as JSON lines, JSON, CSV or TSV.
#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "cli/batch.h"
#include "cli/command.h"
#include "cli/document_writer.h"
#include "cli/input.h"
#include "cli/lane_output.h"
#include "cli/output.h"

namespace scape::cli {
namespace {

using descriptor::DocumentType;

enum class Format { kJsonLines, kJson, kCsv, kTsv };

struct ParseOptions {
  InputOptions input;
  std::vector<std::string> types;
  std::string format = "jsonl";
  std::vector<std::string> fields;
  int jobs = 0;
  bool unordered = false;
  bool strict = false;
  std::string output;
};

// What is printed, the same for all threads.
struct Wanted {
  std::vector<const DocumentType*> types;  // none: all
  std::vector<std::string> fields;         // none: all
  Format format = Format::kJsonLines;

  bool table() const { return format == Format::kCsv || format == Format::kTsv; }
  char separator() const { return format == Format::kTsv ? '\t' : ','; }
  bool Has(const DocumentType* type) const {
    return types.empty() || std::find(types.begin(), types.end(), type) != types.end();
  }
};

// Batch is what is parsed at a time, and what became of it.
struct Batch : InputBatch {
  netdoc::JsonWriter text;
  InputResult result;
  std::vector<InputNotice> messages;
  const DocumentType* rows = nullptr;  // of a table: the type of its rows
  bool mixed = false;                  // of a table: there were rows of another type behind them
  absl::Status status;
};

class Worker {
 public:
  // `wanted` and `log` must outlive it.
  static absl::StatusOr<std::unique_ptr<Worker>> Create(const InputOptions& input,
                                                        const Wanted& wanted, const InputLog& log) {
    absl::StatusOr<std::unique_ptr<DocumentWriter>> writer = DocumentWriter::Create(wanted.fields);
    if (!writer.ok()) return writer.status();
    return std::unique_ptr<Worker>(new Worker(input, wanted, log, *std::move(writer)));
  }

  void Work(Batch* batch) {
    batch->text.Clear();
    batch->result = {};
    batch->messages.clear();
    batch->rows = nullptr;
    batch->mixed = false;
    batch->status = absl::OkStatus();
    // What will not be shown need not be made, but for the first that is left out.
    const size_t most = log_.messages_are_shown() ? InputLog::kMostMessages + 1 : 0;
    TellInOrder(
        *batch, [&](const InputNotice& notice) { batch->messages.push_back(notice); },
        [&](const Item& item) {
          const InputDocument document = parser_.Parse(item.file, item.raw, &item.lines);
          batch->result.Add(document);
          ErrorMessages(document, most, &batch->messages);
          return document.parsed == nullptr || !wanted_.Has(document.type) ||
                 Write(document, batch);
        });
  }

 private:
  Worker(const InputOptions& input, const Wanted& wanted, const InputLog& log,
         std::unique_ptr<DocumentWriter> writer)
      : wanted_(wanted), log_(log), writer_(std::move(writer)), input_(input), parser_(input_) {
    if (input_.mode == netdoc::Mode::kStrict) return;
    input_.checked = [this](const DocumentType& type) { return writer_->RowFieldsOf(type); };
  }

  // Write returns whether more can be written.
  bool Write(const InputDocument& document, Batch* batch) {
    netdoc::JsonWriter& text = batch->text;
    if (!wanted_.table()) {
      // Of the very first one the comma is left out.
      if (wanted_.format == Format::kJson) text.Raw(",\n");
      writer_->Json(document, text);
      if (wanted_.format == Format::kJsonLines) text.NewLine();
      return true;
    }
    if (batch->rows == nullptr) {
      batch->rows = document.type;
      netdoc::JsonWriter header;  // the consumer writes it once
      batch->status = writer_->Header(*document.type, wanted_.separator(), header);
    }
    batch->mixed = batch->rows != document.type;
    if (batch->mixed || !batch->status.ok()) return false;
    writer_->Row(document, wanted_.separator(), text);
    return true;
  }

  const Wanted& wanted_;
  const InputLog& log_;
  std::unique_ptr<DocumentWriter> writer_;
  InputOptions input_;
  InputParser parser_;
};

// Printer prints batches.
class Printer : public archive::LaneConsumer<Batch> {
 public:
  // All must outlive it.
  Printer(const Wanted& wanted, bool unordered, DocumentWriter* writer, Output* output,
          InputLog* log)
      : wanted_(wanted),
        unordered_(unordered),
        writer_(*writer),
        output_(*output),
        log_(*log),
        terminal_(output_.is_terminal()),
        lanes_([this](std::string_view text) { return Write(text); }) {}

  void Begin() {
    if (wanted_.format == Format::kJson) Write("[", /*documents=*/false);
  }

  bool Consume(size_t lane, bool turn, Batch& batch) override {
    log_.ShowProgress();
    turn = turn || unordered_;
    if (turn) {
      if (!Take(batch.result, batch.messages, batch.rows, batch.mixed, batch.status)) return false;
    } else {
      Aside& aside = asides_[lane];
      aside.result.Add(batch.result);
      for (InputNotice& message : batch.messages) {
        // What could not be read is counted; of other messages no more are shown.
        if (message.unreadable || aside.messages.size() <= InputLog::kMostMessages) {
          aside.messages.push_back(std::move(message));
        }
      }
      if (aside.status.ok()) aside.status = batch.status;
      aside.mixed |= batch.mixed ||
                     (aside.rows != nullptr && batch.rows != nullptr && aside.rows != batch.rows);
      if (aside.rows == nullptr) aside.rows = batch.rows;
    }
    return lanes_.Put(lane, turn, batch.text.text());
  }

  bool Ahead() override { return unordered_ || lanes_.has_room(); }

  bool Turn(size_t lane) override {
    const auto found = asides_.find(lane);
    if (found == asides_.end()) return true;
    const Aside aside = std::move(found->second);
    asides_.erase(found);
    return Take(aside.result, aside.messages, aside.rows, aside.mixed, aside.status) &&
           lanes_.Turn(lane);
  }

  // End writes what comes behind the last document.
  void End() {
    if (wanted_.table() && rows_ == nullptr && wanted_.types.size() == 1) {
      WriteHeader(*wanted_.types[0]);
    }
    if (wanted_.format == Format::kJson) Write(first_ ? "]\n" : "\n]\n", /*documents=*/false);
    if (written_.ok()) written_ = lanes_.status();
  }

  bool mixed() const { return mixed_; }
  const absl::Status& written() const { return written_; }
  const InputResult& result() const { return result_; }

 private:
  // Aside is what is known of a lane before its turn.
  struct Aside {
    InputResult result;
    std::vector<InputNotice> messages;
    const DocumentType* rows = nullptr;
    bool mixed = false;
    absl::Status status;
  };

  // Take does what comes before the text of documents is printed. Returns whether to go on.
  bool Take(const InputResult& result, const std::vector<InputNotice>& messages,
            const DocumentType* rows, bool mixed, const absl::Status& status) {
    result_.Add(result);
    for (const InputNotice& message : messages) log_.Add(message);
    if (written_.ok()) written_ = status;
    if (rows == nullptr) return written_.ok();
    mixed_ = mixed || (rows_ != nullptr && rows_ != rows);
    if (mixed_) return false;
    if (rows_ == nullptr) WriteHeader(*rows);
    rows_ = rows;
    return written_.ok();
  }

  void WriteHeader(const DocumentType& type) {
    netdoc::JsonWriter header;
    if (written_.ok()) written_ = writer_.Header(type, wanted_.separator(), header);
    Write(header.text(), /*documents=*/false);
  }

  bool Write(std::string_view text, bool documents = true) {
    if (documents && !text.empty()) {
      if (wanted_.format == Format::kJson && first_) text.remove_prefix(1);
      first_ = false;
    }
    if (terminal_) log_.HideProgress();
    if (written_.ok() && !text.empty()) written_ = output_.Write(text);
    return written_.ok() && !output_.closed();
  }

  const Wanted& wanted_;
  const bool unordered_;
  DocumentWriter& writer_;
  Output& output_;
  InputLog& log_;
  const bool terminal_;
  LaneOutput lanes_;
  std::map<size_t, Aside> asides_;
  const DocumentType* rows_ = nullptr;
  bool mixed_ = false;
  bool first_ = true;
  absl::Status written_;
  InputResult result_;
};

int Fail(std::string_view message) {
  absl::FPrintF(stderr, "scape parse: %s\n", std::string(message));
  return kCouldNotRun;
}

int Parse(ParseOptions& options) {
  Wanted wanted;
  wanted.fields = options.fields;
  for (const std::string& name : options.types) {
    const DocumentType* type = descriptor::FindDocumentType(name);
    if (type == nullptr) {
      return Fail(absl::StrFormat("there is no type `%s`; `scape explain` lists the types", name));
    }
    wanted.types.push_back(type);
  }
  wanted.format = options.format == "json"  ? Format::kJson
                  : options.format == "csv" ? Format::kCsv
                  : options.format == "tsv" ? Format::kTsv
                                            : Format::kJsonLines;
  if (wanted.table() && wanted.types.size() > 1) return Fail("CSV and TSV are for one --type");

  absl::StatusOr<std::unique_ptr<DocumentWriter>> writer = DocumentWriter::Create(options.fields);
  if (!writer.ok()) return Fail(std::string(writer.status().message()));
  std::vector<const DocumentType*> possible = wanted.types;
  if (possible.empty()) {
    possible.assign(descriptor::DocumentTypes().begin(), descriptor::DocumentTypes().end());
  }
  if (absl::Status status = (*writer)->CheckFields(possible); !status.ok()) {
    return Fail(std::string(status.message()));
  }
  Output output;
  if (absl::Status status = output.Open(options.output); !status.ok()) {
    return Fail(std::string(status.message()));
  }

  options.input.mode = options.strict ? netdoc::Mode::kStrict : netdoc::Mode::kLenient;
  options.input.lint = options.strict;
  const InputFiles files(options.input.paths, InputFiles::Read::kOnce);
  if (files.could_not_run()) return kCouldNotRun;

  InputLog log(files);
  Printer printer(wanted, options.unordered, writer->get(), &output, &log);
  printer.Begin();
  const absl::Status ran = ForEachBatch<Batch, Worker>(
      options.input, files, &log, JobsOf(options.jobs),
      [&] { return Worker::Create(options.input, wanted, log); },
      [](Worker& worker, Batch& batch) { worker.Work(&batch); }, printer);
  log.HideProgress();
  if (!ran.ok()) return Fail(std::string(ran.message()));
  if (printer.mixed()) {
    return Fail("the input has documents of more than one type: name one with --type");
  }
  printer.End();
  absl::Status written = printer.written();
  if (written.ok()) written = output.Commit();
  if (!written.ok()) return Fail(std::string(written.message()));
  InputResult result = printer.result();
  result.errors += log.errors();
  return result.status();
}

}  // namespace

Runner AddParse(CLI::App& app) {
  auto options = std::make_shared<ParseOptions>();
  AddInputOptions(app, &options->input);
  app.add_option("--type", options->types, "Print only documents of this type (repeatable)")
      ->type_name("TYPE")
      ->allow_extra_args(false);
  app.add_option("--format", options->format, "How to print: jsonl, json, csv or tsv")
      ->type_name("FORMAT")
      ->check(CLI::IsMember({"jsonl", "json", "csv", "tsv"}))
      ->capture_default_str();
  app.add_option("--fields", options->fields,
                 "Print only these fields, as in router.nickname,published")
      ->type_name("A,B.C")
      ->delimiter(',')
      ->allow_extra_args(false);
  AddJobsOption(app, &options->jobs);
  app.add_flag("--unordered", options->unordered,
               "Print what is ready, in any order of the files: nothing is kept until its turn");
  app.add_flag("--strict", options->strict,
               "Everything that the specification forbids is an error");
  app.add_option("--output", options->output, "Write to this file instead of standard output")
      ->type_name("FILE");
  return [options] { return Parse(*options); };
}

}  // namespace scape::cli
