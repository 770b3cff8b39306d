// Diagnostic is one problem at one place of a document; Diagnostics collects them.
//
//   Diagnostics diagnostics(Mode::kLenient);
//   ParseDocument(text, options, &descriptor, diagnostics);
//   for (const Diagnostic& d : diagnostics.list())
//     std::cout << FormatMessage(d) << "\n";      // uptime must be a whole number ...
//
// A Diagnostic holds the offending bytes as a view into the document and builds its text only when
// asked, so that collecting costs nothing until somebody reads. It is valid as long as the
// document's text and the tables are. A Diagnostics object belongs to one thread; Clear() keeps its
// memory.
#ifndef SCAPE_DESCRIPTOR_NETDOC_DIAGNOSTIC_H_
#define SCAPE_DESCRIPTOR_NETDOC_DIAGNOSTIC_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "descriptor/netdoc/item_rule.h"
#include "descriptor/netdoc/problem.h"

namespace scape::netdoc {

enum class Mode : uint8_t { kLenient, kStrict };

struct Diagnostic {
  const Problem* problem = nullptr;
  Severity severity = Severity::kNone;
  std::string_view where;  // the offending bytes; empty at the end of the document for "missing"
  const ItemRule* rule = nullptr;  // the table row; null when there is none
  std::string_view argument;       // the argument's name in the table; empty: the whole line's
  std::string_view expects;        // what should have stood there
  std::string_view page;           // of the specification, for the document's type
};

class Diagnostics {
 public:
  // At most `limit` diagnostics are kept, the first ones; count() goes on.
  explicit Diagnostics(Mode mode, size_t limit = 1000) : mode_(mode), limit_(limit) {}

  Mode mode() const { return mode_; }

  // SeverityOf is how bad `problem` is in this mode.
  Severity SeverityOf(const Problem& problem) const {
    return mode_ == Mode::kStrict ? problem.strict : problem.lenient;
  }

  // Add takes a problem; its severity is set here. One that is none in this mode is dropped.
  void Add(Diagnostic diagnostic);

  void Clear();

  const std::vector<Diagnostic>& list() const { return list_; }
  uint64_t count(Severity severity) const { return counts_[static_cast<size_t>(severity)]; }
  bool has_errors() const { return count(Severity::kError) != 0; }

  // set_page names the page of the specification that the diagnostics to come belong to.
  void set_page(std::string_view page) { page_ = page; }

 private:
  Mode mode_;
  size_t limit_;
  std::string_view page_;
  std::vector<Diagnostic> list_;
  uint64_t counts_[4] = {};
};

// Printable returns `text` fit for a terminal: controls and bytes that are not UTF-8 replaced.
std::string Printable(std::string_view text);

// FormatMessage returns the sentence: "or_port must be a port from 1 to 65535, not \"x\"".
std::string FormatMessage(const Diagnostic& diagnostic);

// ItemLink returns the address of the paragraph on a table's page that a row is about.
std::string ItemLink(std::string_view page, const ItemRule& rule);

// SpecificationLink returns the address of the paragraph that the document breaks.
std::string SpecificationLink(const Diagnostic& diagnostic);

// FormatDiagnostic returns the form that people read:
//
//   cached-descriptors:812:8: error: uptime must be a whole number, not "x" [bad-argument]
//     uptime x
//            ^
//     = spec: https://spec.torproject.org/dir-spec/server-descriptor-format.html#item:uptime
//
// `document` is the text that diagnostic.where is a view into, `first_line` the number of its first
// line in the file. `color` puts ANSI colours around the parts.
std::string FormatDiagnostic(const Diagnostic& diagnostic, std::string_view file,
                             std::string_view document, uint64_t first_line, bool color);

}  // namespace scape::netdoc

#endif  // SCAPE_DESCRIPTOR_NETDOC_DIAGNOSTIC_H_
