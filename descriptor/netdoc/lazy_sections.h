// LazySections<T> is a member for very many sections: of each it keeps the text alone, and parses
// it when it is asked for.
//
//   struct Status : Document {
//     LazySections<RouterStatus> entries;
//   };
//   RouterStatus entry;
//   status.entries.Parse(17, &entry, diagnostics);     // reuses the entry's memory
//   status.entries.ForEach(&entry, diagnostics, [&](size_t i) {
//     entry.router.nickname;                           // of all, one after another: faster
//   });
//
// Its row is declared as of any section (table.h). What is wrong within the sections is told by
// CheckDocument, as of every lazy value. The sections borrow the document's text.
#ifndef SCAPE_DESCRIPTOR_NETDOC_LAZY_SECTIONS_H_
#define SCAPE_DESCRIPTOR_NETDOC_LAZY_SECTIONS_H_

#include <cstddef>
#include <string_view>
#include <vector>

#include "descriptor/netdoc/diagnostic.h"
#include "descriptor/netdoc/item_rule.h"
#include "descriptor/netdoc/lexer.h"
#include "descriptor/netdoc/line_index.h"

namespace scape::netdoc {

template <typename T>
class LazySections {
 public:
  size_t size() const { return places_.size(); }
  bool empty() const { return places_.empty(); }
  // text returns section i as it stands in the document.
  std::string_view text(size_t i) const { return places_[i].text; }
  // kind is which of the kinds that share the document's table the sections are of.
  Kinds kind() const { return kind_; }

  // Parse reads section i. Defined in parse.h.
  void Parse(size_t i, T* section, Diagnostics& diagnostics) const;

  // ForEach reads all sections, each into *section, and calls visit(position). Defined in parse.h.
  template <typename Visit>
  void ForEach(T* section, Diagnostics& diagnostics, Visit visit) const;
  // This one calls visit(section, position) and tells no problems: CheckDocument does.
  template <typename Visit>
  void ForEach(Visit visit) const {
    T section;
    Diagnostics unheard(Mode::kLenient, /*limit=*/0);
    ForEach(&section, unheard, [&](size_t i) { visit(section, i); });
  }

  // For who reads or makes documents. A section ends with a line feed or at `limit`, the end of the
  // document, up to which its bytes may be looked at; it begins with line `line` of the index,
  // which has the lines of all sections.
  void Add(std::string_view text, const char* limit, size_t line) {
    places_.push_back({text, line});
    limit_ = limit;
  }
  LineIndex& lines() { return lines_; }
  void set_kind(Kinds kind) { kind_ = kind; }
  void clear() {
    places_.clear();
    lines_.clear();
  }

 private:
  struct Place {
    std::string_view text;
    size_t line;
  };

  Lexer LexerAt(size_t i) const {
    return lines_.good() ? Lexer(places_[i].text, limit_, lines_, places_[i].line)
                         : Lexer(places_[i].text, limit_);
  }

  std::vector<Place> places_;
  LineIndex lines_;
  const char* limit_ = nullptr;
  Kinds kind_ = kAllKinds;
};

}  // namespace scape::netdoc

#endif  // SCAPE_DESCRIPTOR_NETDOC_LAZY_SECTIONS_H_
