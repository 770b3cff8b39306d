// `scape parse`: documents as JSON lines, JSON, CSV or TSV.
#include <algorithm>
#include <cstdio>
#include <memory>

#include "absl/strings/str_format.h"
#include "cli/command.h"
#include "cli/document_writer.h"
#include "cli/input.h"
#include "cli/output.h"

namespace scape::cli {
namespace {

using descriptor::DocumentType;

constexpr size_t kWriteAt = size_t{128} << 10;

enum class Format { kJsonLines, kJson, kCsv, kTsv };

struct ParseOptions {
  InputOptions input;
  std::vector<std::string> types;
  std::string format = "jsonl";
  std::vector<std::string> fields;
  bool strict = false;
  std::string output;
};

int Fail(std::string_view message) {
  absl::FPrintF(stderr, "scape parse: %s\n", std::string(message));
  return kCouldNotRun;
}

int Parse(ParseOptions& options) {
  std::vector<const DocumentType*> types;
  for (const std::string& name : options.types) {
    const DocumentType* type = descriptor::FindDocumentType(name);
    if (type == nullptr) {
      return Fail(absl::StrFormat("there is no type `%s`; `scape explain` lists the types", name));
    }
    types.push_back(type);
  }
  const Format format = options.format == "json"  ? Format::kJson
                        : options.format == "csv" ? Format::kCsv
                        : options.format == "tsv" ? Format::kTsv
                                                  : Format::kJsonLines;
  const bool table = format == Format::kCsv || format == Format::kTsv;
  const char separator = format == Format::kTsv ? '\t' : ',';
  if (table && types.size() > 1) return Fail("CSV and TSV are for one --type");

  absl::StatusOr<std::unique_ptr<DocumentWriter>> writer = DocumentWriter::Create(options.fields);
  if (!writer.ok()) return Fail(std::string(writer.status().message()));
  std::vector<const DocumentType*> possible = types;
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
  if (!options.strict) {
    options.input.checked = [&](const DocumentType& type) { return (*writer)->RowFieldsOf(type); };
  }
  netdoc::JsonWriter json;
  absl::Status written;
  uint64_t printed = 0;
  bool mixed = false;
  const DocumentType* header = nullptr;
  const bool at_once = output.is_terminal();
  if (format == Format::kJson) json.Raw("[");
  const InputResult result = ForEachDocument(options.input, [&](const InputDocument& document) {
    if (document.parsed == nullptr) return true;
    if (!types.empty() && std::find(types.begin(), types.end(), document.type) == types.end()) {
      return true;
    }
    if (table) {
      if (header == nullptr) {
        header = document.type;
        written = (*writer)->Header(*header, separator, json);
        if (!written.ok()) return false;
      } else if (header != document.type) {
        mixed = true;
        return false;
      }
      (*writer)->Row(document, separator, json);
    } else {
      if (format == Format::kJson) json.Raw(printed == 0 ? "\n" : ",\n");
      (*writer)->Json(document, json);
      if (format == Format::kJsonLines) json.NewLine();
    }
    ++printed;
    if (at_once || json.text().size() >= kWriteAt) {
      written = output.Write(json.text());
      json.Clear();
    }
    return written.ok() && !output.closed();
  });
  if (mixed) {
    return Fail("the input has documents of more than one type: name one with --type");
  }
  if (result.could_not_run) return result.status();
  if (table && written.ok() && header == nullptr && types.size() == 1) {
    written = (*writer)->Header(*types[0], separator, json);
  }
  if (format == Format::kJson) json.Raw(printed == 0 ? "]\n" : "\n]\n");
  if (written.ok()) written = output.Write(json.text());
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
  app.add_flag("--strict", options->strict,
               "Everything that the specification forbids is an error");
  app.add_option("--output", options->output, "Write to this file instead of standard output")
      ->type_name("FILE");
  return [options] { return Parse(*options); };
}

}  // namespace scape::cli
