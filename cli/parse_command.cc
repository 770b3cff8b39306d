// `scape parse`: documents as JSON lines, JSON, CSV or TSV.
#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "archive/pipeline.h"
#include "cli/batch.h"
#include "cli/command.h"
#include "cli/document_writer.h"
#include "cli/input.h"
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
struct Batch {
  Items items;
  netdoc::JsonWriter text;
  InputResult result;
  std::vector<std::string> messages;
  const DocumentType* rows = nullptr;  // of a table: the type of its rows
  bool mixed = false;                  // of a table: there were rows of another type behind them
  absl::Status status;
};

class Worker {
 public:
  // `wanted` must outlive it.
  static absl::StatusOr<std::unique_ptr<Worker>> Create(const InputOptions& input,
                                                        const Wanted& wanted) {
    absl::StatusOr<std::unique_ptr<DocumentWriter>> writer = DocumentWriter::Create(wanted.fields);
    if (!writer.ok()) return writer.status();
    return std::unique_ptr<Worker>(new Worker(input, wanted, *std::move(writer)));
  }

  void Work(Batch* batch) {
    batch->text.Clear();
    batch->result = {};
    batch->messages.clear();
    batch->rows = nullptr;
    batch->mixed = false;
    batch->status = absl::OkStatus();
    for (const Item& item : batch->items) {
      const InputDocument document = parser_.Parse(item.file, item.raw, &item.lines);
      batch->result.Add(document);
      ErrorMessages(document, InputReader::kMostMessages + 1, &batch->messages);
      if (document.parsed == nullptr || !wanted_.Has(document.type)) continue;
      if (!Write(document, batch)) return;
    }
  }

 private:
  Worker(const InputOptions& input, const Wanted& wanted, std::unique_ptr<DocumentWriter> writer)
      : wanted_(wanted), writer_(std::move(writer)), input_(input), parser_(input_) {
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
  std::unique_ptr<DocumentWriter> writer_;
  InputOptions input_;
  InputParser parser_;
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
  options.input.jobs = JobsOf(options.jobs);
  const InputFiles files(options.input.paths, InputFiles::Read::kOnce);
  if (files.could_not_run()) return kCouldNotRun;

  absl::Status written;
  const auto write = [&](std::string_view text) {
    if (written.ok() && !text.empty()) written = output.Write(text);
    return written.ok() && !output.closed();
  };
  const auto write_header = [&](const DocumentType& type) {
    netdoc::JsonWriter header;
    if (written.ok()) written = (*writer)->Header(type, wanted.separator(), header);
    return write(header.text());
  };
  InputReader reader(options.input, files);
  InputResult result;
  const DocumentType* rows = nullptr;
  bool mixed = false;
  bool first = true;
  const bool terminal = output.is_terminal();
  const auto consume = [&](Batch& batch) {
    result.Add(batch.result);
    for (const std::string& message : batch.messages) reader.Message(message);
    if (written.ok()) written = batch.status;
    if (batch.rows != nullptr) {
      mixed = batch.mixed || (rows != nullptr && rows != batch.rows);
      if (mixed) return false;
      if (rows == nullptr) write_header(*batch.rows);
      rows = batch.rows;
    }
    std::string_view text = batch.text.text();
    if (text.empty()) return written.ok();
    if (wanted.format == Format::kJson && first) text.remove_prefix(1);
    first = false;
    if (terminal) reader.HideProgress();
    return write(text);
  };
  if (wanted.format == Format::kJson) write("[");
  const absl::Status ran = archive::RunOrdered<Batch, Worker>(
      {.jobs = options.input.jobs, .slots = 0},
      [&](Batch& batch) { return Fill(reader, &batch.items); },
      [&] { return Worker::Create(options.input, wanted); },
      [](Worker& worker, Batch& batch) { worker.Work(&batch); }, consume);
  if (!ran.ok()) return Fail(std::string(ran.message()));
  if (mixed) {
    return Fail("the input has documents of more than one type: name one with --type");
  }
  result.errors += reader.errors();
  if (wanted.table() && rows == nullptr && wanted.types.size() == 1) {
    write_header(*wanted.types[0]);
  }
  if (wanted.format == Format::kJson) write(first ? "]\n" : "\n]\n");
  if (written.ok()) written = output.Commit();
  if (!written.ok()) return Fail(std::string(written.message()));
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
  app.add_flag("--strict", options->strict,
               "Everything that the specification forbids is an error");
  app.add_option("--output", options->output, "Write to this file instead of standard output")
      ->type_name("FILE");
  return [options] { return Parse(*options); };
}

}  // namespace scape::cli
