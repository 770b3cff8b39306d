// `scape lint`: what is wrong with documents, and where.
#include <unistd.h>

#include <cstdio>
#include <memory>

#include "absl/strings/str_format.h"
#include "cli/command.h"
#include "cli/input.h"
#include "cli/output.h"
#include "descriptor/netdoc/json_writer.h"
#include "descriptor/netdoc/locate.h"

namespace scape::cli {
namespace {

using netdoc::Diagnostic;

struct LintOptions {
  InputOptions input;
  std::string format = "text";
};

void WriteJson(const InputDocument& document, const Diagnostic& diagnostic,
               netdoc::JsonWriter& json) {
  const netdoc::Location at = netdoc::Locate(document.raw.text, diagnostic.where);
  json.Restart();
  json.BeginObject();
  json.Member("file", [&] { json.String(document.file); });
  json.Member("line", [&] { json.Unsigned(document.raw.line + at.line - 1); });
  json.Member("column", [&] { json.Unsigned(at.column); });
  json.Member("severity", [&] { json.Ascii(netdoc::SeverityName(diagnostic.severity)); });
  json.Member("problem", [&] { json.Ascii(diagnostic.problem->name); });
  if (diagnostic.rule != nullptr) {
    json.Member("keyword", [&] { json.Ascii(diagnostic.rule->keyword); });
  }
  if (document.parsed != nullptr) {
    json.Member("type", [&] { json.Ascii(TypeName(document.raw, *document.parsed)); });
  }
  json.Member("message", [&] { json.String(netdoc::FormatMessage(diagnostic)); });
  json.Member("help", [&] { json.String(diagnostic.problem->fix); });
  json.Member("spec", [&] { json.String(netdoc::SpecificationLink(diagnostic)); });
  json.Member("text", [&] { json.String(at.text.substr(0, 512)); });
  json.EndObject();
  json.NewLine();
}

int Lint(LintOptions& options) {
  options.input.mode = netdoc::Mode::kStrict;
  options.input.lint = true;
  options.input.tell_errors = false;
  const bool as_json = options.format == "json";
  const bool color = !as_json && UseColor(STDOUT_FILENO);
  Output output;
  netdoc::JsonWriter out;
  absl::Status written;
  uint64_t notes = 0;
  const InputResult result = ForEachDocument(options.input, [&](const InputDocument& document) {
    for (const Diagnostic& diagnostic : document.diagnostics.list()) {
      if (as_json) {
        WriteJson(document, diagnostic, out);
      } else {
        out.Raw(netdoc::FormatDiagnostic(diagnostic, document.file, document.raw.text,
                                         document.raw.line, color));
      }
    }
    notes += document.diagnostics.count(netdoc::Severity::kNote);
    if (!out.text().empty()) {
      written = output.Write(out.text());
      out.Clear();
    }
    return written.ok() && !output.closed();
  });
  if (written.ok() && !as_json && !result.could_not_run) {
    const auto count = [](uint64_t number, const char* noun) {
      return absl::StrFormat("%d %s%s", number, noun, number == 1 ? "" : "s");
    };
    written = output.Write(absl::StrFormat(
        "%s: %s, %s, %s\n", count(result.documents, "document"), count(result.errors, "error"),
        count(result.warnings, "warning"), count(notes, "note")));
  }
  if (!written.ok()) {
    absl::FPrintF(stderr, "scape lint: %s\n", std::string(written.message()));
    return kCouldNotRun;
  }
  return result.status();
}

}  // namespace

Runner AddLint(CLI::App& app) {
  auto options = std::make_shared<LintOptions>();
  AddInputOptions(app, &options->input);
  app.add_option("--format", options->format, "How to print: text or json (an object per line)")
      ->type_name("FORMAT")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  return [options] { return Lint(*options); };
}

}  // namespace scape::cli
