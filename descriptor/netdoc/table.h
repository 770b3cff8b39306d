// A document type is declared once: a struct says what a document holds, and a table beside it
// binds every keyword to a member.
//
//   struct Example : Document {
//     uint64_t uptime = 0;
//     std::optional<Text> contact;
//     std::vector<Text> note;
//   };
//   template <>
//   inline constexpr auto kTable<Example> = MakeTable<Example>(
//       "https://spec.torproject.org/...",
//       Row<&Example::uptime>({.keyword = "uptime", .occurs = Occurs::kExactlyOnce,
//                              .place = Place::kAtStart, .summary = "Seconds since the start."}),
//       Row<&Example::contact>({.keyword = "contact"}),
//       Row<&Example::note>({.keyword = "note", .occurs = Occurs::kAnyNumber}));
//
// The member's type chooses the reader, the writer and the JSON form (value.h), and must agree with
// `occurs`: T exactly once, std::optional<T> at most once (or once in only some kinds and
// versions), bool a keyword without arguments, a std::vector any number. A table that contradicts
// its struct does not compile. Two rows may share a vector.
//
// A member that holds documents of their own is a section: Section<&Status::entries>() begins with
// the first keyword of the section's own table and ends where a structural keyword of a table
// around it begins. LazySections<T> instead of a vector keeps their texts only.
//
// Lines without a keyword: a struct with
//
//   static std::string_view NameOf(std::string_view line);   // "request"; empty: it has a keyword
//   static constexpr bool kAssignments = true;               // keywords may end at '='
//   static constexpr bool kFreeBlanks = true;                // around lines they mean nothing
//
// has rows for them by the names that NameOf gives; such a row is a whole_line, and its value is
// read from all of the line. Lines that have a keyword but another form than its row may be named
// so, too. A document of very many such lines keeps them lazily: lazy_line.h.
//
// A document that is no lines at all but one value, such as JSON, is a struct with
//
//   static constexpr bool kOneValue = true;
//
// and one row, whose value is read from all of its text and written as whole lines.
//
// A format that has "#" lines says so: `static constexpr bool kComments = true;`. Others report
// them.
#ifndef SCAPE_DESCRIPTOR_NETDOC_TABLE_H_
#define SCAPE_DESCRIPTOR_NETDOC_TABLE_H_

#include <array>
#include <bit>
#include <cstddef>
#include <optional>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "descriptor/netdoc/document.h"
#include "descriptor/netdoc/item_rule.h"
#include "descriptor/netdoc/keyword_index.h"
#include "descriptor/netdoc/lazy_sections.h"
#include "descriptor/netdoc/value.h"

namespace scape::netdoc {

// kTable<T> is specialised beside each document struct T.
template <typename T>
inline constexpr std::nullptr_t kTable = nullptr;

namespace internal {

template <typename M>
struct MemberPointer;
template <typename Class, typename T>
struct MemberPointer<T Class::*> {
  using Type = T;
};

template <typename T>
struct MemberShape {  // exactly once
  using Inner = T;
  static constexpr bool kOptional = false, kFlag = false, kMany = false;
};
template <typename T>
struct MemberShape<std::optional<T>> {
  using Inner = T;
  static constexpr bool kOptional = true, kFlag = false, kMany = false;
};
template <>
struct MemberShape<bool> {
  using Inner = bool;
  static constexpr bool kOptional = true, kFlag = true, kMany = false;
};
template <typename T>
struct MemberShape<std::vector<T>> {
  using Inner = T;
  static constexpr bool kOptional = false, kFlag = false, kMany = true;
};
template <typename T>
struct MemberShape<LazySections<T>> : MemberShape<std::vector<T>> {};

}  // namespace internal

template <auto kMember>
struct Field {
  static constexpr auto member = kMember;
  using Type = typename internal::MemberPointer<decltype(kMember)>::Type;
  using Shape = internal::MemberShape<Type>;
  using Inner = typename Shape::Inner;
  static constexpr bool kSection = false;
  static constexpr bool kLazy = std::is_same_v<Type, LazySections<Inner>>;

  ItemRule rule;
};

template <auto kMember>
struct SectionField : Field<kMember> {
  static constexpr bool kSection = true;
};

template <auto kMember>
consteval Field<kMember> Row(ItemRule rule) {
  return Field<kMember>{rule};
}

template <auto kMember>
consteval SectionField<kMember> Section(ItemRule rule) {
  using Inner = typename Field<kMember>::Inner;
  SectionField<kMember> field;
  field.rule = rule;
  field.rule.keyword = kTable<Inner>.rules[0].keyword;
  field.rule.starts_group = true;
  return field;
}

template <typename F>
consteval void CheckField(const ItemRule& rule) {
  using Shape = typename F::Shape;
  // A throw in consteval code is a compile error that shows this text.
  if (rule.keyword.empty()) throw "a row without a keyword";
  const bool many = rule.occurs == Occurs::kAnyNumber || rule.occurs == Occurs::kOnceOrMore;
  if (many != Shape::kMany) throw "a row that may occur often needs a vector, and only it does";
  const bool always = rule.in == kAllKinds && rule.since.empty() && rule.since_minor == 0;
  if (rule.occurs == Occurs::kAtMostOnce && !Shape::kOptional) {
    throw "a row that occurs at most once needs an optional or a flag";
  }
  if (rule.occurs == Occurs::kExactlyOnce && Shape::kOptional && always && !Shape::kFlag &&
      rule.object_use == ObjectUse::kForbidden) {
    throw "a row that always occurs exactly once needs a plain member";
  }
  if (F::kLazy && !F::kSection) throw "only sections are lazy";
  if ((rule.object_use == ObjectUse::kForbidden) != rule.object.empty()) {
    throw "a row names its object if it has one";
  }
}

// FirstBytes is a set of bytes with which a line may begin.
using FirstBytes = std::array<bool, 256>;

template <typename Doc, typename... Fields>
struct Table {
  static constexpr size_t kRows = sizeof...(Fields);
  using FieldList = std::tuple<Fields...>;

  std::string_view page;  // of the specification
  std::array<ItemRule, kRows> rules;
  KeywordIndex<kRows> index;

  template <size_t kRow>
  using FieldAt = std::tuple_element_t<kRow, FieldList>;

  // required[k] are the rows that a document of kind 1 << k must have, not_in[k] those that it must
  // not have.
  std::array<Place, kRows> places{};  // of the rules, close together
  std::array<RowSet, 16> required{};
  std::array<RowSet, 16> not_in{};

  // Without the instruction, counting bits is a call.
  static constexpr bool IsOne(Kinds kinds) { return kinds != 0 && (kinds & (kinds - 1)) == 0; }

  // Required and NotIn are for sets of kinds: what one of them must have, what none of them may.
  RowSet required_of_all{};  // for kAllKinds, which is common
  RowSet not_in_all{};
  constexpr RowSet Required(Kinds kinds) const {
    if (kinds == kAllKinds) return required_of_all;
    if (IsOne(kinds)) return required[std::countr_zero(kinds)];
    RowSet rows;
    for (size_t kind = 0; kind < 16; ++kind) {
      if (kinds >> kind & 1) rows = rows.With(required[kind]);
    }
    return rows;
  }
  constexpr RowSet NotIn(Kinds kinds) const {
    if (kinds == kAllKinds) return not_in_all;
    if (IsOne(kinds)) return not_in[std::countr_zero(kinds)];
    RowSet rows{{~uint64_t{0}, ~uint64_t{0}}};
    for (size_t kind = 0; kind < 16; ++kind) {
      if (kinds >> kind & 1) rows = rows.And(not_in[kind]);
    }
    return rows;
  }

  // IsWhole tells, of one kind, whether no row is missing among `seen` and none is unexpected; of
  // several it does not know.
  constexpr bool IsWhole(const RowSet& seen, Kinds kinds) const {
    if (!IsOne(kinds)) return false;
    const size_t kind = static_cast<size_t>(std::countr_zero(kinds));
    uint64_t wrong = 0;
    for (size_t word = 0; word < (kRows + 63) / 64; ++word) {
      wrong |= (required[kind].words[word] & ~seen.words[word]) |
               (not_in[kind].words[word] & seen.words[word]);
    }
    return wrong == 0;
  }

  RowSet sections{};  // the rows that are

  // Bytes with which a keyword that ends sections may begin.
  FirstBytes structural_bytes{};

  // IsStructural tells whether `keyword` ends the sections of this document.
  bool IsStructural(std::string_view keyword) const {
    const int row = index.Find(keyword);
    return row >= 0 && rules[static_cast<size_t>(row)].starts_group &&
           !rules[static_cast<size_t>(row)].whole_line;
  }
};

template <typename Doc, typename... Fields>
consteval auto MakeTable(std::string_view page, Fields... fields) {
  constexpr size_t kRows = sizeof...(Fields);
  const std::array<ItemRule, kRows> rules{fields.rule...};
  (CheckField<Fields>(fields.rule), ...);
  std::array<std::string_view, kRows> keywords{fields.rule.keyword...};
  for (size_t i = 0; i < kRows; ++i) {
    for (size_t j = 0; j < i; ++j) {
      if (keywords[i] == keywords[j]) throw "two rows have the same keyword";
    }
  }
  Table<Doc, Fields...> table{page, rules, KeywordIndex<kRows>(keywords)};
  for (size_t row = 0; row < kRows; ++row) table.places[row] = rules[row].place;
  const std::array<bool, kRows> is_section{Fields::kSection...};
  for (size_t row = 0; row < kRows; ++row) {
    if (is_section[row]) table.sections.Add(row);
  }
  for (const ItemRule& rule : rules) {
    if (!rule.starts_group || rule.whole_line) continue;
    table.structural_bytes[static_cast<unsigned char>(rule.keyword[0])] = true;
  }
  for (size_t kind = 0; kind < 16; ++kind) {
    for (size_t row = 0; row < kRows; ++row) {
      if ((rules[row].in >> kind & 1) == 0) {
        table.not_in[kind].Add(row);
      } else if (rules[row].occurs == Occurs::kExactlyOnce ||
                 rules[row].occurs == Occurs::kOnceOrMore ||
                 (rules[row].required_in >> kind & 1) != 0) {
        table.required[kind].Add(row);
      }
    }
  }
  table.not_in_all = table.not_in[0];
  for (size_t kind = 0; kind < 16; ++kind) {
    table.required_of_all = table.required_of_all.With(table.required[kind]);
    table.not_in_all = table.not_in_all.And(table.not_in[kind]);
  }
  if (table.index.longest_probe() > 4) throw "the keyword index needs too many probes";
  return table;
}

// ForEachRow calls visit.template operator()<kRow>() for every row of T's table.
template <typename T, typename Visit>
constexpr void ForEachRow(Visit visit) {
  [&]<size_t... kRow>(std::index_sequence<kRow...>) { (visit.template operator()<kRow>(), ...); }
  (std::make_index_sequence<std::remove_cvref_t<decltype(kTable<T>)>::kRows>());
}

template <typename T, size_t kRow>
using FieldOf = typename std::remove_cvref_t<decltype(kTable<T>)>::template FieldAt<kRow>;

// SameMember tells whether rows A and B of T's table share a member.
template <typename T, size_t kA, size_t kB>
constexpr bool SameMember() {
  if constexpr (std::is_same_v<decltype(FieldOf<T, kA>::member),
                               decltype(FieldOf<T, kB>::member)>) {
    return FieldOf<T, kA>::member == FieldOf<T, kB>::member;
  } else {
    return false;
  }
}

// kFirstRow tells whether no row before kRow shares its member: where a shared member is written.
template <typename T, size_t kRow>
inline constexpr bool kFirstRow = []<size_t... kBefore>(std::index_sequence<kBefore...>) {
  return (!SameMember<T, kBefore, kRow>() && ... && true);
}
(std::make_index_sequence<kRow>());

namespace internal {

struct ShortName {
  char text[48] = {};
  size_t size = 0;
  constexpr std::string_view view() const { return {text, size}; }
};

constexpr ShortName MakeJsonName(const ItemRule& rule) {
  ShortName name;
  const std::string_view from = rule.json.empty() ? rule.keyword : rule.json;
  for (const char c : from) name.text[name.size++] = c == '-' ? '_' : c;
  return name;
}

}  // namespace internal

// kJsonName is the member's name in JSON: the keyword with '_' for '-', or the row's own.
template <typename T, size_t kRow>
inline constexpr internal::ShortName kJsonName = internal::MakeJsonName(kTable<T>.rules[kRow]);

}  // namespace scape::netdoc

#endif  // SCAPE_DESCRIPTOR_NETDOC_TABLE_H_
