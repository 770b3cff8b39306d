// Document is the base of every parsed document and section: what all of them have.
#ifndef SCAPE_DESCRIPTOR_NETDOC_DOCUMENT_H_
#define SCAPE_DESCRIPTOR_NETDOC_DOCUMENT_H_

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "descriptor/netdoc/item_rule.h"

namespace scape::netdoc {

// RowSet is a set of rows of one table, at most 128.
struct RowSet {
  uint64_t words[2] = {0, 0};

  constexpr void Add(size_t row) { words[row / 64] |= uint64_t{1} << (row % 64); }
  constexpr bool Has(size_t row) const { return words[row / 64] >> (row % 64) & 1; }
  constexpr bool empty() const { return (words[0] | words[1]) == 0; }
  constexpr RowSet Without(const RowSet& other) const {
    return {{words[0] & ~other.words[0], words[1] & ~other.words[1]}};
  }
  constexpr RowSet With(const RowSet& other) const {
    return {{words[0] | other.words[0], words[1] | other.words[1]}};
  }
  constexpr RowSet And(const RowSet& other) const {
    return {{words[0] & other.words[0], words[1] & other.words[1]}};
  }
  // ForEach calls `visit` with every row of the set, in order.
  template <typename Visit>
  constexpr void ForEach(Visit visit) const {
    for (size_t word = 0; word < 2; ++word) {
      for (uint64_t bits = words[word]; bits != 0; bits &= bits - 1) {
        visit(word * 64 + static_cast<size_t>(std::countr_zero(bits)));
      }
    }
  }
};

struct Document {
  // text is what the document was parsed from, its annotations not included. Everything else in a
  // parsed document borrows it too.
  std::string_view text;
  // unrecognized holds the items whose keyword the table does not know, whole and verbatim.
  std::vector<std::string_view> unrecognized;
  RowSet seen;     // rows that occurred
  RowSet read;     // rows of which a value was read
  RowSet unsound;  // rows whose lazy value did not pass CheckDocument
  Kinds kind = 0;  // which of the kinds that share the table this is
};

}  // namespace scape::netdoc

#endif  // SCAPE_DESCRIPTOR_NETDOC_DOCUMENT_H_
