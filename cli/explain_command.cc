// `scape explain`: the tables, for people.
#include <algorithm>
#include <cstdio>
#include <memory>

#include "absl/strings/str_format.h"
#include "cli/command.h"
#include "crypto/verifier.h"
#include "descriptor/document_type.h"

namespace scape::cli {
namespace {

using descriptor::DocumentType;
using descriptor::RowInfo;
using netdoc::ItemRule;

struct ExplainOptions {
  std::string type;
  std::string keyword;
  bool problems = false;
};

void Print(const std::string& text) { std::fwrite(text.data(), 1, text.size(), stdout); }

void Types() {
  Print("The document types that are read here; `scape explain TYPE` shows one.\n\n");
  for (const DocumentType* type : descriptor::DocumentTypes()) {
    const std::string name =
        absl::StrFormat("%s %d.%d", std::string(type->name), type->major, type->newest_minor);
    Print(absl::StrFormat("  %-30s %s\n", name, std::string(type->summary)));
  }
}

void Keywords(const DocumentType& type) {
  Print(absl::StrFormat("%s %d.%d\n%s\n%s\nTried on: %s. Digests: %s.\n\n", std::string(type.name),
                        type.major, type.newest_minor, std::string(type.summary),
                        std::string(type.page), std::string(type.verified_against),
                        type.digests.empty() ? "none" : std::string(type.digests)));
  const std::vector<RowInfo> rows = type.all_rows();
  size_t keyword_width = 28, field_width = 26;
  for (const RowInfo& row : rows) {
    keyword_width = std::max(keyword_width, row.rule->keyword.size());
    field_width = std::max(field_width, row.member.size());
  }
  const auto line = [&](std::string_view keyword, std::string_view field, std::string_view rest) {
    Print(absl::StrFormat("%-*s %-*s %s\n", static_cast<int>(keyword_width), std::string(keyword),
                          static_cast<int>(field_width), std::string(field), std::string(rest)));
  };
  line("KEYWORD", "FIELD", absl::StrFormat("%-22s %s", "OCCURS", "MEANING"));
  for (const RowInfo& row : rows) {
    const ItemRule& rule = *row.rule;
    if ((rule.in & type.kind) == 0) continue;
    std::string occurs(netdoc::OccursWords(rule.occurs));
    if (const std::string_view place = netdoc::PlaceWords(rule.place); !place.empty()) {
      occurs += ", " + std::string(place);
    }
    line(std::string(size_t{2} * static_cast<size_t>(row.depth), ' ') + std::string(rule.keyword),
         row.member,
         absl::StrFormat("%-22s %s%s", occurs, std::string(rule.summary),
                         rule.status == netdoc::Status::kCurrent ? "" : " (obsolete)"));
  }
}

void Keyword(const DocumentType& type, const RowInfo& row) {
  const ItemRule& rule = *row.rule;
  Print(absl::StrFormat("%s (%s)\n%s\n\n", std::string(rule.keyword), std::string(type.name),
                        std::string(rule.summary)));
  const auto line = [](std::string_view name, std::string_view value) {
    if (!value.empty())
      Print(absl::StrFormat("  %-12s %s\n", std::string(name), std::string(value)));
  };
  line("arguments", row.syntax);
  line("occurs", netdoc::OccursWords(rule.occurs));
  line("place", netdoc::PlaceWords(rule.place));
  if (!rule.object.empty()) {
    line("object", absl::StrFormat(
                       "-----BEGIN %s-----%s", std::string(rule.object),
                       rule.object_use == netdoc::ObjectUse::kOptional ? " (may be absent)" : ""));
  }
  if (!rule.also_object.empty()) {
    line("", absl::StrFormat("or -----BEGIN %s-----", std::string(rule.also_object)));
  }
  line("field", row.member);
  line("since", rule.since);
  line("until", rule.until);
  if (rule.extra == netdoc::Extra::kForbidden) line("extra", "no more arguments may follow");
  if (rule.status == netdoc::Status::kObsolete) line("status", "obsolete");
  if (rule.status == netdoc::Status::kForbidden) line("status", "tor refuses documents with it");
  if (rule.tolerated) line("when bad", "tor drops the line and keeps the document");
  if (rule.tolerated_twice) line("a second", "tor keeps the document");
  line("spec", netdoc::ItemLink(row.page, rule));
}

void Problems() {
  Print(
      "What parse and lint can find. Severities: of `lint` and `parse --strict`, then of "
      "`parse`.\n\n");
  const auto print = [](const netdoc::Problem* problem) {
    Print(absl::StrFormat("%s (%s, %s)\n  %s\n  help: %s\n", std::string(problem->name),
                          std::string(netdoc::SeverityName(problem->strict)),
                          std::string(netdoc::SeverityName(problem->lenient)),
                          std::string(problem->sentence), std::string(problem->fix)));
  };
  for (const netdoc::Problem* problem : descriptor::AllProblems()) print(problem);
  Print("\nWhat verify can find. Severities: of `verify --strict`, then of `verify`.\n\n");
  for (const netdoc::Problem* problem : crypto::kVerdictProblems) print(problem);
  for (const netdoc::Problem* problem : crypto::kTimeProblems) print(problem);
  for (const netdoc::Problem* problem : crypto::kStatusVerdictProblems) print(problem);
  for (const netdoc::Problem* problem : crypto::kVerifierProblems) print(problem);
}

int Explain(const ExplainOptions& options) {
  if (options.problems) {
    Problems();
    return kFine;
  }
  if (options.type.empty()) {
    Types();
    return kFine;
  }
  const DocumentType* type = descriptor::FindDocumentType(options.type);
  if (type == nullptr) {
    absl::FPrintF(stderr, "scape explain: there is no type `%s`; `scape explain` lists the types\n",
                  options.type);
    return kCouldNotRun;
  }
  if (options.keyword.empty()) {
    Keywords(*type);
    return kFine;
  }
  bool found = false;
  for (const RowInfo& row : type->all_rows()) {
    if (row.rule->keyword != options.keyword) continue;
    if ((row.rule->in & type->kind) == 0) continue;
    // A section, and the line that begins it.
    if (found) Print("\n");
    found = true;
    Keyword(*type, row);
  }
  if (found) return kFine;
  absl::FPrintF(stderr, "scape explain: %s has no keyword `%s`; `scape explain %s` lists them\n",
                std::string(type->name), options.keyword, std::string(type->name));
  return kCouldNotRun;
}

}  // namespace

Runner AddExplain(CLI::App& app) {
  auto options = std::make_shared<ExplainOptions>();
  app.add_option("TYPE", options->type, "A document type")->type_name("");
  app.add_option("KEYWORD", options->keyword, "A keyword of the type")->type_name("");
  app.add_flag("--problems", options->problems, "List every problem that can be named");
  return [options] { return Explain(*options); };
}

}  // namespace scape::cli
