#include "descriptor/netdoc/diagnostic.h"

#include <algorithm>

#include "absl/strings/str_format.h"
#include "descriptor/netdoc/locate.h"
#include "descriptor/netdoc/scalars.h"

namespace scape::netdoc {
namespace {

constexpr size_t kLongestQuote = 60;

std::string Quote(std::string_view text) {
  const size_t newline = text.find('\n');
  if (newline != std::string_view::npos) text = text.substr(0, newline);
  const bool cut = text.size() > kLongestQuote;
  return "\"" + Printable(text.substr(0, kLongestQuote)) + (cut ? "...\"" : "\"");
}

std::string_view KeywordOf(const Diagnostic& d) {
  if (d.rule != nullptr) return d.rule->keyword;
  const size_t end = d.where.find_first_of(" \t\r\n");
  return d.where.substr(
      0, std::min(end == std::string_view::npos ? d.where.size() : end, kLongestQuote));
}

std::string Underline(std::string_view line, uint64_t column, size_t width) {
  std::string marks(std::min<uint64_t>(column - 1, line.size()), ' ');
  marks += '^';
  if (width > 1) marks.append(width - 1, '~');
  return marks;
}

}  // namespace

std::string_view SeverityName(Severity severity) {
  switch (severity) {
    case Severity::kError:
      return "error";
    case Severity::kWarning:
      return "warning";
    case Severity::kNote:
      return "note";
    case Severity::kNone:
      break;
  }
  return "none";
}

void Diagnostics::Add(Diagnostic diagnostic) {
  diagnostic.severity = SeverityOf(*diagnostic.problem);
  // What is tolerated is a malformed value, and of some rows a second one; a NUL byte is as bad as
  // anywhere.
  if (diagnostic.rule != nullptr) {
    const bool of_value =
        diagnostic.problem == &problems::kBadArgument ||
        (diagnostic.problem == &problems::kMissingArgument && !diagnostic.rule->needs_arguments);
    const bool second = diagnostic.problem == &problems::kDuplicateItem;
    if ((of_value && diagnostic.rule->tolerated) || (second && diagnostic.rule->tolerated_twice)) {
      diagnostic.severity = std::min(diagnostic.severity, Severity::kWarning);
    }
  }
  if (diagnostic.severity == Severity::kNone) return;
  ++counts_[static_cast<size_t>(diagnostic.severity)];
  if (list_.size() >= limit_) return;
  if (diagnostic.page.empty()) diagnostic.page = page_;
  list_.push_back(diagnostic);
}

void Diagnostics::Clear() {
  list_.clear();
  std::fill(std::begin(counts_), std::end(counts_), 0);
}

std::string Printable(std::string_view text) {
  std::string clean = ReplaceInvalidUtf8(text);
  for (char& c : clean) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = c == '\t' ? ' ' : '?';
  }
  return clean;
}

std::string FormatMessage(const Diagnostic& d) {
  std::string message;
  const std::string_view sentence = d.problem->sentence;
  for (size_t i = 0; i < sentence.size();) {
    const auto take = [&](std::string_view name) {
      if (sentence.substr(i, name.size()) != name) return false;
      i += name.size();
      return true;
    };
    if (sentence[i] != '$') {
      message += sentence[i++];
    } else if (take("$keyword")) {
      message += Printable(KeywordOf(d));
    } else if (take("$argument")) {
      message += d.argument.empty() ? KeywordOf(d) : d.argument;
    } else if (take("$expects")) {
      message += d.expects;
    } else if (take("$text")) {
      message += Printable(d.where.substr(0, kLongestQuote));
    } else {
      message += sentence[i++];
    }
  }
  if (d.problem == &problems::kBadArgument) {
    message += d.where.empty() ? ", and is empty" : ", not " + Quote(d.where);
  }
  return message;
}

std::string ItemLink(std::string_view page, const ItemRule& rule) {
  std::string link(page);
  // A line without a keyword has no place of its own, nor has a page that is one place of another.
  if (!rule.whole_line && page.find('#') == std::string_view::npos) {
    link.append("#item:").append(rule.keyword);
  }
  return link;
}

std::string SpecificationLink(const Diagnostic& d) {
  if (!d.problem->reference.empty()) return std::string(d.problem->reference);
  if (d.page.empty()) return std::string(kNetdocPage);
  return d.rule == nullptr ? std::string(d.page) : ItemLink(d.page, *d.rule);
}

std::string FormatDiagnostic(const Diagnostic& d, std::string_view file, std::string_view document,
                             uint64_t first_line, bool color) {
  const Location at = Locate(document, d.where);
  const bool is_error = d.severity == Severity::kError;
  const char* bold = color ? "\x1b[1m" : "";
  const char* tint = !color                             ? ""
                     : is_error                         ? "\x1b[1;31m"
                     : d.severity == Severity::kWarning ? "\x1b[1;35m"
                                                        : "\x1b[1;36m";
  const char* mark = color ? "\x1b[1;32m" : "";
  const char* plain = color ? "\x1b[0m" : "";
  std::string text = absl::StrFormat("%s%s:%d:%d: %s%s:%s %s [%s]\n", bold, Printable(file),
                                     first_line + at.line - 1, at.column, tint,
                                     std::string(SeverityName(d.severity)), plain, FormatMessage(d),
                                     std::string(d.problem->name));
  if (!at.text.empty()) {
    // A window of the line, so that the caret is seen although the line is long.
    constexpr size_t kWindow = 100;
    size_t begin = 0;
    if (at.column > kWindow - 20) begin = static_cast<size_t>(at.column) - 40;
    const std::string_view shown = at.text.substr(std::min(begin, at.text.size()), kWindow);
    const size_t column = static_cast<size_t>(at.column) - begin;
    size_t width = d.where.substr(0, d.where.find('\n')).size();
    width = std::min(width, shown.size() >= column ? shown.size() - column + 1 : size_t{1});
    // The caret counts characters: bytes that continue one take no place.
    const std::string before = Printable(shown.substr(0, std::min(column - 1, shown.size())));
    size_t characters = 0;
    for (const char c : before) characters += (static_cast<unsigned char>(c) & 0xc0) != 0x80;
    const std::string lead = begin > 0 ? "..." : "";
    text += absl::StrFormat("  %s%s%s\n  %s%s%s%s\n", lead, Printable(shown),
                            begin + kWindow < at.text.size() ? "..." : "",
                            std::string(lead.size(), ' '), mark,
                            Underline(std::string(characters, ' '), characters + 1, width), plain);
  }
  text += absl::StrFormat("  = spec: %s\n", SpecificationLink(d));
  if (!d.problem->fix.empty()) {
    text += absl::StrFormat("  = help: %s\n", std::string(d.problem->fix));
  }
  return text;
}

}  // namespace scape::netdoc
