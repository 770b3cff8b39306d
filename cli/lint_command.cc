// `scape lint`: what is wrong with documents, and where.
#include <unistd.h>

#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_format.h"
#include "cli/command.h"
#include "cli/input.h"
#include "cli/output.h"
#include "crypto/document_graph.h"
#include "descriptor/netdoc/json_writer.h"
#include "descriptor/netdoc/locate.h"

namespace scape::cli {
namespace {

using netdoc::Diagnostic;
using netdoc::Severity;

struct LintOptions {
  InputOptions input;
  std::string format = "text";
};

constexpr uint64_t kMostShown = 100;  // findings across documents of one problem, as text

// Spot is where a diagnostic's view is: in `text`, whose first line is that line of the file.
struct Spot {
  std::string_view file;
  std::string_view text;
  uint64_t line;
  std::string type;  // of the document; empty: it has none
};

void WriteJson(const Spot& spot, const Diagnostic& diagnostic, netdoc::JsonWriter& json) {
  const netdoc::Location at = netdoc::Locate(spot.text, diagnostic.where);
  json.Restart();
  json.BeginObject();
  json.Member("file", [&] { json.String(spot.file); });
  json.Member("line", [&] { json.Unsigned(spot.line + at.line - 1); });
  json.Member("column", [&] { json.Unsigned(at.column); });
  json.Member("severity", [&] { json.Ascii(netdoc::SeverityName(diagnostic.severity)); });
  json.Member("problem", [&] { json.Ascii(diagnostic.problem->name); });
  if (diagnostic.rule != nullptr) {
    json.Member("keyword", [&] { json.Ascii(diagnostic.rule->keyword); });
  }
  if (!spot.type.empty()) json.Member("type", [&] { json.Ascii(spot.type); });
  json.Member("message", [&] { json.String(netdoc::FormatMessage(diagnostic)); });
  json.Member("help", [&] { json.String(diagnostic.problem->fix); });
  json.Member("spec", [&] { json.String(netdoc::SpecificationLink(diagnostic)); });
  json.Member("text", [&] { json.String(at.text.substr(0, 512)); });
  json.EndObject();
  json.NewLine();
}

std::string Count(uint64_t number, const char* noun) {
  return absl::StrFormat("%d %s%s", number, noun, number == 1 ? "" : "s");
}

// Linter prints what is found, as it is found.
class Linter {
 public:
  Linter(bool as_json, crypto::DocumentGraph graph)
      : as_json_(as_json), color_(!as_json && UseColor(STDOUT_FILENO)), graph_(std::move(graph)) {}

  // False: nobody reads on.
  bool Document(const InputDocument& document) {
    Spot spot{document.file, document.raw.text, document.raw.line, {}};
    if (document.parsed != nullptr) {
      spot.type = TypeName(document.raw, *document.parsed);
      graph_is_full_ |= !graph_.Add(*document.parsed, document.file, document.raw);
    }
    for (const Diagnostic& diagnostic : document.diagnostics.list()) Print(spot, diagnostic);
    notes_ += document.diagnostics.count(Severity::kNote);
    return Flush();
  }

  // Together tells what is wrong between documents.
  void Together(InputResult* result) {
    if (graph_is_full_) {
      absl::FPrintF(stderr,
                    "scape lint: too many documents to be held against each other, more than %d; "
                    "each was looked at by itself\n",
                    crypto::DocumentGraph::kMostRecords);
      return;
    }
    const crypto::DocumentGraph::Result together = graph_.Check();
    netdoc::Diagnostics diagnostics(netdoc::Mode::kStrict);
    std::map<const netdoc::Problem*, uint64_t> shown;
    for (const crypto::DocumentGraph::Finding& finding : together.findings) {
      diagnostics.Clear();
      diagnostics.Add(
          {.problem = finding.problem, .where = finding.text, .expects = finding.expects});
      result->errors += diagnostics.count(Severity::kError);
      result->warnings += diagnostics.count(Severity::kWarning);
      notes_ += diagnostics.count(Severity::kNote);
      if (!as_json_ && ++shown[finding.problem] > kMostShown) continue;
      Print({finding.file, finding.text, finding.line, {}}, diagnostics.list()[0]);
      if (!Flush()) return;
    }
    if (as_json_) return;
    for (const auto& [problem, count] : shown) {
      if (count <= kMostShown) continue;
      out_.Raw(absl::StrFormat("... %d more of [%s], which --format json lists\n",
                               count - kMostShown, std::string(problem->name)));
    }
    for (size_t i = 0; i < together.counts.size(); ++i) {
      const crypto::DocumentGraph::Counts& counts = together.counts[i];
      if (!counts.looked_at()) continue;
      out_.Raw(absl::StrFormat(
          "%s: %d named, of these %d found, %d missing, %d different, %d foreign; %d given, of "
          "these %d orphaned\n",
          std::string(descriptor::kLinkTargetNames[i].several), counts.named, counts.found,
          counts.missing, counts.different, counts.foreign, counts.given, counts.orphaned));
    }
    Flush();
  }

  void Summary(const InputResult& result) {
    if (as_json_) return;
    out_.Raw(absl::StrFormat("%s: %s, %s, %s\n", Count(result.documents, "document"),
                             Count(result.errors, "error"), Count(result.warnings, "warning"),
                             Count(notes_, "note")));
    Flush();
  }

  // written is not OK when the output failed.
  const absl::Status& written() const { return written_; }

 private:
  void Print(const Spot& spot, const Diagnostic& diagnostic) {
    if (as_json_) {
      WriteJson(spot, diagnostic, out_);
    } else {
      out_.Raw(netdoc::FormatDiagnostic(diagnostic, spot.file, spot.text, spot.line, color_));
    }
  }

  bool Flush() {
    if (written_.ok() && !out_.text().empty()) written_ = output_.Write(out_.text());
    out_.Clear();
    return written_.ok() && !output_.closed();
  }

  const bool as_json_;
  const bool color_;
  crypto::DocumentGraph graph_;
  bool graph_is_full_ = false;
  Output output_;
  netdoc::JsonWriter out_;
  absl::Status written_;
  uint64_t notes_ = 0;
};

int Fail(const absl::Status& status) {
  absl::FPrintF(stderr, "scape lint: %s\n", std::string(status.message()));
  return kCouldNotRun;
}

int Lint(LintOptions& options) {
  options.input.mode = netdoc::Mode::kStrict;
  options.input.lint = true;
  options.input.tell_errors = false;
  absl::StatusOr<crypto::DocumentGraph> graph = crypto::DocumentGraph::Create();
  if (!graph.ok()) return Fail(graph.status());
  Linter linter(options.format == "json", *std::move(graph));
  InputResult result = ForEachDocument(
      options.input, [&](const InputDocument& document) { return linter.Document(document); });
  if (!result.could_not_run) {
    linter.Together(&result);
    linter.Summary(result);
  }
  return linter.written().ok() ? result.status() : Fail(linter.written());
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
