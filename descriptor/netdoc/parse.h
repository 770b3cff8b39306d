// ParseDocument is the one parse loop: every document type is read by it, from its table.
//
//   Example document;                              // see table.h
//   Diagnostics diagnostics(Mode::kStrict);
//   ParseDocument("uptime 7\n", kAllKinds, &document, diagnostics);
//   document.uptime;                               // 7
//   diagnostics.has_errors();                      // false
//
// Parsing goes on after every problem. The parsed document borrows the text. Parsing into an
// existing document reuses its memory: in steady state nothing is allocated. Linear in the text.
#ifndef SCAPE_DESCRIPTOR_NETDOC_PARSE_H_
#define SCAPE_DESCRIPTOR_NETDOC_PARSE_H_

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "descriptor/netdoc/diagnostic.h"
#include "descriptor/netdoc/document.h"
#include "descriptor/netdoc/item_reader.h"
#include "descriptor/netdoc/kernels.h"
#include "descriptor/netdoc/lexer.h"
#include "descriptor/netdoc/line_index.h"
#include "descriptor/netdoc/table.h"

namespace scape::netdoc {

// ReportNotes turns what the lexer noted into diagnostics.
void ReportNotes(const Item& item, const ItemRule* rule, Diagnostics& diagnostics);

// ReportUnknown is called for an item without a row; `expected_form`: it is not an annotation among
// items.
void ReportUnknown(const Item& item, bool expected_form, Diagnostics& diagnostics);

// ReportObject checks the presence and label of an item's object; false: it must not be read.
bool ReportObject(const Item& item, const ItemRule& rule, Diagnostics& diagnostics);

// ReportArguments reports a line of more than kMostArguments arguments, as many as tor takes.
inline constexpr size_t kMostArguments = 512;
void ReportArguments(const Item& item, const ItemRule& rule, Diagnostics& diagnostics);

std::string_view PlaceName(Place place);

// Age is what is known of the tor version that wrote a document, against a row's `since`.
enum class Age : uint8_t { kUnknown, kOlder, kNotOlder };

namespace internal {

// StopAt lists the tables around a section, innermost first.
struct StopAt {
  bool (*is_structural)(std::string_view keyword);
  bool (*line_is_structural)(std::string_view line);  // null: lines have keywords
  const FirstBytes* structural_bytes;
  const StopAt* outer;

  // StopsItem is Stops for an item, which may be a line without a keyword.
  bool StopsItem(const Item& item) const {
    if (Stops(item.keyword)) return true;
    for (const StopAt* at = this; at != nullptr; at = at->outer) {
      if (at->line_is_structural != nullptr && at->line_is_structural(item.whole_line()))
        return true;
    }
    return false;
  }

  // FirstBytesOfLines are those with which a structural line may begin.
  FirstBytes FirstBytesOfLines() const {
    FirstBytes bytes{};
    for (const StopAt* at = this; at != nullptr; at = at->outer) {
      for (size_t i = 0; i < bytes.size(); ++i) {
        bytes[i] |= (*at->structural_bytes)[i] || at->line_is_structural != nullptr;
      }
    }
    return bytes;
  }

  // StopsLine tells whether the line at `line` is structural.
  bool StopsLine(const char* line, const char* end) const {
    for (const StopAt* at = this; at != nullptr; at = at->outer) {
      if (at->line_is_structural != nullptr) {
        const void* newline = std::memchr(line, '\n', static_cast<size_t>(end - line));
        const char* line_end = newline == nullptr ? end : static_cast<const char*>(newline);
        const std::string_view text(line, static_cast<size_t>(line_end - line));
        if (at->line_is_structural(WithoutCarriageReturn(text))) return true;
      }
      if (!(*at->structural_bytes)[static_cast<unsigned char>(*line)]) continue;
      const char* keyword_end = line;
      while (keyword_end != end && static_cast<unsigned char>(*keyword_end) > ' ') ++keyword_end;
      if (at->is_structural({line, static_cast<size_t>(keyword_end - line)})) return true;
    }
    return false;
  }

  bool Stops(std::string_view keyword) const {
    for (const StopAt* at = this; at != nullptr; at = at->outer) {
      if (at->is_structural(keyword)) return true;
    }
    return false;
  }
};

struct ParseState {
  Lexer& lexer;
  Diagnostics& diagnostics;
  Item item;             // the item at hand
  bool pending = false;  // `item` has not been read yet
  const StopAt* stop_at = nullptr;
  const char* end = nullptr;  // of the last item that was read, in whatever document

  template <bool kMayPend>
  ABSL_ATTRIBUTE_ALWAYS_INLINE bool Next() {
    if constexpr (kMayPend) {
      if (pending) [[unlikely]] {
        pending = false;
        return true;
      }
    }
    return lexer.Next(&item);
  }
};

// Placement is where in its document the parse loop is.
struct Placement {
  size_t ordinal = 0;       // of the item at hand, comments not counted
  size_t last_but_one = 0;  // 1 + the ordinal of the item that must be last but one
  bool ended = false;       // the item that must be last has been read
  bool watch = true;        // at the first item, and after the end, every row is looked at
};

// CheckPlace reports an item that is not in its place.
void CheckPlace(const Item& item, const ItemRule& rule, Placement* at, Diagnostics& diagnostics);

// HasRows tells whether such an item may have a row in Doc's table.
template <typename Doc>
constexpr bool HasRows(ItemForm form) {
  if constexpr (requires { Doc::kItemForm; }) {
    return form == Doc::kItemForm;
  } else {
    return form == ItemForm::kPlain || form == ItemForm::kOpt;
  }
}

// ParseItems reads the items from where the state is; with kMayPend the first one may be at hand.
template <bool kMayPend, typename Doc>
void ParseItems(ParseState& state, Doc* doc);

// CutAssignment makes `name=value` a keyword and its arguments.
void CutAssignment(Item* item);

template <typename Doc>
bool IsStructural(std::string_view keyword) {
  return kTable<Doc>.IsStructural(keyword);
}

// kNamesLines tells whether Doc has lines without a keyword, which it names itself.
template <typename Doc>
inline constexpr bool kNamesLines = requires(std::string_view line) {
  Doc::NameOf(line);
};

// RowOfLine returns the row of a line that has no keyword, -1 where it has one.
template <typename Doc>
int RowOfLine(std::string_view line) {
  if constexpr (requires { Doc::NameOf(line); }) {
    const std::string_view name = Doc::NameOf(line);
    if (!name.empty()) return kTable<Doc>.index.Find(name);
  }
  return -1;
}

// LineIsStructural is IsStructural for lines without a keyword; null where Doc has none.
template <typename Doc>
inline constexpr bool (*kLineIsStructural)(std::string_view line) = [] {
  bool (*is_structural)(std::string_view) = nullptr;
  if constexpr (requires(std::string_view line) { Doc::NameOf(line); }) {
    is_structural = [](std::string_view line) {
      const int row = RowOfLine<Doc>(line);
      return row >= 0 && kTable<Doc>.rules[static_cast<size_t>(row)].starts_group;
    };
  }
  return is_structural;
}();

// KindSoFar is the document's kind, as far as the items that were read tell it.
template <typename Doc>
Kinds KindSoFar(const Doc& doc) {
  if (doc.kind != 0) return doc.kind;
  if constexpr (requires { doc.FindKind(); }) return doc.FindKind();
  return kAllKinds;
}

// PartlyRead tells whether something of a line was read although a part of it is at fault.
template <typename T>
bool PartlyRead(const T& value) {
  if constexpr (HasArguments<T>) {
    constexpr size_t kCount = std::tuple_size_v<std::remove_cvref_t<decltype(T::kArguments)>>;
    constexpr unsigned kAll = (1u << kCount) - 1;
    if constexpr (HasKeys<T>) {
      const bool any_key = std::apply(
          [&](const auto&... key) { return ((value.*key.member).has_value() || ...); }, T::kKeys);
      if (any_key) return true;
    }
    return value.unread != kAll;
  } else {
    (void)value;
    return false;
  }
}

// ExpectsOf is Value<T>::kExpects.
template <typename T>
constexpr std::string_view ExpectsOf() {
  return Value<T>::kExpects;
}

void AddFault(const Fault& fault, std::string_view expects, const ItemRule& rule,
              Diagnostics& diagnostics);

// SkipLines returns the number of the first line, from line `i` on, that begins with one of
// `bytes`, or ends.size(); line `n` is at behind + ends[n]. Not inlined: within its caller what the
// loop needs was kept in memory.
ABSL_ATTRIBUTE_NOINLINE inline size_t SkipLines(const char* behind, std::span<const uint32_t> ends,
                                                size_t i, const FirstBytes& bytes) {
  while (i != ends.size() && !bytes[static_cast<unsigned char>(behind[ends[i]])]) ++i;
  return i;
}

template <typename Doc, size_t kRow>
void ReadRow(ParseState& state, Doc* doc) {
  using F = FieldOf<Doc, kRow>;
  using Inner = typename F::Inner;
  constexpr const ItemRule& rule = kTable<Doc>.rules[kRow];
  auto& member = doc->*F::member;
  const Item& item = state.item;

  if constexpr (F::kLazy) {
    const StopAt around{&IsStructural<Doc>, kLineIsStructural<Doc>, &kTable<Doc>.structural_bytes,
                        state.stop_at};
    constexpr std::string_view kFirst = kTable<Inner>.rules[0].keyword;
    // Most sections follow each other: the first keyword is looked at before all others.
    constexpr bool kHasFirst = !kNamesLines<Inner> && !kNamesLines<Doc>;
    FirstBytes first = around.FirstBytesOfLines();
    if constexpr (kHasFirst) first[static_cast<unsigned char>(kFirst[0])] = true;
    const char* const text_end = state.lexer.end();
    const auto begins_next = [&](const char* line) {
      return kHasFirst && static_cast<size_t>(text_end - line) > kFirst.size() &&
             std::memcmp(line, kFirst.data(), kFirst.size()) == 0 && IsBlank(line[kFirst.size()]);
    };
    const char* begin = item.text.data();  // of the section at hand
    const char* const item_end = begin + item.text.size();
    LineIndex& lines = member.lines();  // of all sections
    size_t begin_line = lines.size();
    bool stopped = false;
    // Adds the sections that end with one of these lines, the first of which is to have the number
    // `line` in the index; returns how many are the sections'.
    const auto add = [&](const char* from, std::span<const uint32_t> ends, size_t line) {
      const char* const behind = from + 1;  // where the offset is that of a line feed
      // Behind the last one nothing may stand.
      const size_t count = ends.size() - (!ends.empty() && behind + ends.back() == text_end);
      for (size_t i = 0;; ++i) {
        i = SkipLines(behind, ends.first(count), i, first);
        if (i == count) break;
        const char* const next = behind + ends[i];
        if (next < item_end) continue;  // in the first one's object
        if (!begins_next(next)) {
          if (!around.StopsLine(next, text_end)) continue;
          stopped = true;
        }
        member.Add({begin, static_cast<size_t>(next - begin)}, text_end, begin_line);
        begin = next;
        begin_line = line + i + 1;
        if (stopped) return i + 1;
      }
      return ends.size();
    };
    if (const LineIndex* const all = state.lexer.lines(); all != nullptr) {
      const size_t line = all->LineAt(begin);
      const std::span<const uint32_t> ends(all->ends() + line, all->LineAt(text_end) - line);
      lines.AddFrom(*all, line, add(all->begin(), ends, lines.size()));
    } else {
      for (const char* piece = begin; piece != text_end && !stopped;) {
        const size_t size = std::min(LineIndex::kPiece, static_cast<size_t>(text_end - piece));
        const std::span<const uint32_t> ends = lines.Scan({piece, size});
        lines.Keep(add(lines.begin(), ends, lines.size()));
        piece += size;
      }
    }
    if (!stopped) {
      member.Add({begin, static_cast<size_t>(text_end - begin)}, text_end, begin_line);
      begin = text_end;
    }
    state.lexer.GoOn({begin, static_cast<size_t>(text_end - begin)});
    state.end = begin;
    doc->seen.Add(kRow);
    doc->read.Add(kRow);
  } else if constexpr (F::kSection) {
    const StopAt around{&IsStructural<Doc>, kLineIsStructural<Doc>, &kTable<Doc>.structural_bytes,
                        state.stop_at};
    const StopAt* outer = std::exchange(state.stop_at, &around);
    state.pending = true;
    Inner& section = member.emplace_back();
    section.text = item.text;  // where it begins
    section.kind = KindSoFar(*doc);
    state.diagnostics.set_page(kTable<Inner>.page);
    ParseItems</*kMayPend=*/true>(state, &section);
    state.diagnostics.set_page(kTable<Doc>.page);
    state.stop_at = outer;
    doc->seen.Add(kRow);
    doc->read.Add(kRow);
  } else {
    if constexpr (F::Shape::kMany) {
      doc->seen.Add(kRow);
    } else {
      const bool again = doc->seen.Has(kRow);
      doc->seen.Add(kRow);
      if (again) [[unlikely]] {
        state.diagnostics.Add(
            {.problem = &problems::kDuplicateItem, .where = item.line(), .rule = &rule});
        return;
      }
    }
    if constexpr (rule.object_use == ObjectUse::kForbidden) {
      if (item.object.present()) [[unlikely]]
        ReportObject(item, rule, state.diagnostics);
    } else if (item.object.label.size() != rule.object.size() ||
               std::memcmp(item.object.label.data(), rule.object.data(), rule.object.size()) != 0 ||
               (item.notes & kUnterminatedObject) != 0) {
      if (!ReportObject(item, rule, state.diagnostics)) return;
    }
    if constexpr (rule.status == Status::kForbidden) {
      state.diagnostics.Add(
          {.problem = &problems::kForbiddenItem, .where = item.line(), .rule = &rule});
    }
    if constexpr (!requires { Inner::kAnyNumber; }) {
      if (item.arguments.size() > 2 * kMostArguments) [[unlikely]] {
        ReportArguments(item, rule, state.diagnostics);
      }
    }
    ItemReader in(item, rule.whole_line ? item.whole_line() : item.arguments);
    bool good = true;
    if constexpr (F::Shape::kFlag) {
      member = true;
    } else if constexpr (F::Shape::kMany) {
      Inner& value = member.emplace_back();
      good = Value<Inner>::Read(in, &value);
      if (!good && !PartlyRead(value)) member.pop_back();
    } else if constexpr (F::Shape::kOptional) {
      Inner& value = member.emplace();
      good = Value<Inner>::Read(in, &value);
      if (!good && !PartlyRead(value)) member.reset();
    } else {
      good = Value<Inner>::Read(in, &member);
    }
    bool kept = good;
    if (!good) [[unlikely]] {
      AddFault(in.fault(), F::Shape::kFlag ? std::string_view() : ExpectsOf<Inner>(), rule,
               state.diagnostics);
      if constexpr (F::Shape::kFlag) {
      } else if constexpr (F::Shape::kMany) {
        kept = !member.empty();
      } else if constexpr (F::Shape::kOptional) {
        kept = member.has_value();
      } else {
        kept = PartlyRead(member);
      }
    } else if constexpr (rule.extra == Extra::kForbidden) {
      if (!in.AtEnd()) [[unlikely]] {
        state.diagnostics.Add(
            {.problem = &problems::kExtraArgument, .where = in.Rest(), .rule = &rule});
      }
    }
    if (kept) doc->read.Add(kRow);
  }
}

template <typename Doc>
inline constexpr auto kRowReaders = []<size_t... kRow>(std::index_sequence<kRow...>) {
  using Reader = void (*)(ParseState&, Doc*);
  return std::array<Reader, sizeof...(kRow)>{&ReadRow<Doc, kRow>...};
}
(std::make_index_sequence<std::remove_cvref_t<decltype(kTable<Doc>)>::kRows>());

// Reset empties a value. What a line lists is emptied one by one: all at once it is done by an
// instruction that takes long to begin.
template <typename T>
void Reset(T& value) {
  if constexpr (requires { value.reset(); }) {
    value.reset();
  } else if constexpr (HasArguments<T>) {
    std::apply([&](const auto&... argument) { (Reset(value.*argument.member), ...); },
               T::kArguments);
    value.unread = 0;
    if constexpr (HasKeys<T>) {
      std::apply([&](const auto&... key) { (Reset(value.*key.member), ...); }, T::kKeys);
      value.keyed = {};
      value.unread_keys = 0;
    }
  } else {
    value = {};
  }
}

// Clear empties a document and keeps its memory.
template <typename Doc>
void Clear(Doc* doc) {
  ForEachRow<Doc>([&]<size_t kRow>() {
    if constexpr (kFirstRow<Doc, kRow>) {
      using F = FieldOf<Doc, kRow>;
      auto& member = doc->*F::member;
      if constexpr (F::Shape::kMany) {
        member.clear();
      } else {
        Reset(member);
      }
    }
  });
  doc->unrecognized.clear();
  doc->seen = doc->read = doc->unsound = {};
}

// ReportUnexpected names the items of `rows` in doc->text.
template <typename Doc>
ABSL_ATTRIBUTE_NOINLINE void ReportUnexpected(const Doc& doc, RowSet rows,
                                              Diagnostics& diagnostics) {
  Lexer lexer(doc.text);
  Item item;
  while (lexer.Next(&item)) {
    const int row = kTable<Doc>.index.Find(item.keyword);
    if (row < 0 || !rows.Has(static_cast<size_t>(row))) continue;
    diagnostics.Add({.problem = &problems::kUnexpectedItem,
                     .where = item.line(),
                     .rule = &kTable<Doc>.rules[static_cast<size_t>(row)]});
  }
}

// ReportMissing names the rows that are missing at `end`.
template <typename Doc>
ABSL_ATTRIBUTE_NOINLINE void ReportMissing(const Doc& doc, RowSet missing, std::string_view end,
                                           Diagnostics& diagnostics) {
  missing.ForEach([&](size_t row) {
    const ItemRule& rule = kTable<Doc>.rules[row];
    if (!rule.since.empty()) {
      Age age = Age::kUnknown;
      if constexpr (requires { doc.AgeAgainst(rule.since); }) age = doc.AgeAgainst(rule.since);
      if (age == Age::kOlder) return;
      if (age == Age::kUnknown && diagnostics.mode() == Mode::kLenient) return;
    }
    diagnostics.Add({.problem = &problems::kMissingItem, .where = end, .rule = &rule});
  });
}

template <typename Doc>
void FinishDocument(std::string_view end, Doc* doc, Diagnostics& diagnostics) {
  constexpr const auto& table = kTable<Doc>;
  if constexpr (requires { doc->FindKind(); }) {
    if (doc->kind == 0) doc->kind = doc->FindKind();
  }
  if (doc->kind == 0) doc->kind = kAllKinds;
  ForEachRow<Doc>([&]<size_t kRow>() {
    using F = FieldOf<Doc, kRow>;
    if constexpr (F::kLazy) (doc->*F::member).set_kind(doc->kind);
  });
  if (table.IsWhole(doc->seen, doc->kind)) [[likely]]
    return;
  const RowSet missing = table.Required(doc->kind).Without(doc->seen);
  if (!missing.empty()) ReportMissing(*doc, missing, end, diagnostics);
  const RowSet unexpected = table.NotIn(doc->kind).And(doc->seen);
  if (!unexpected.empty()) ReportUnexpected(*doc, unexpected, diagnostics);
}

// ParseOneValue reads a document that is one value.
template <typename Doc>
void ParseOneValue(ParseState& state, Doc* doc) {
  static_assert(kTable<Doc>.kRows == 1);
  state.item.text = state.item.arguments = doc->text;
  state.item.limit = doc->text.data() + doc->text.size();
  ReadRow<Doc, 0>(state, doc);
  FinishDocument(doc->text.substr(doc->text.size()), doc, state.diagnostics);
}

// Follower is the row that likely follows another one. When so many times in all another one did,
// the last of them takes its place: at once would be too soon where two rows follow by turns.
struct Follower {
  static constexpr uint8_t kMostMisses = 32;

  uint8_t row = 0;
  uint8_t misses = 0;

  void Missed(int followed) {
    if (++misses < kMostMisses) return;
    *this = {static_cast<uint8_t>(followed), 0};
  }
};

// followers[0] is the row that likely begins a document, followers[n + 1] the one that follows row
// n. What is read does not depend on them, only how fast. Documents whose keywords are all short
// have no use for them: the next row in the table is compared faster than another one is looked up.
template <typename Doc>
inline thread_local constinit auto followers = [] {
  std::array<Follower, kTable<Doc>.kRows + 1> in_table_order;
  for (size_t i = 0; i < in_table_order.size(); ++i)
    in_table_order[i].row = static_cast<uint8_t>(i);
  return in_table_order;
}();

template <bool kMayPend, typename Doc>
void ParseItems(ParseState& state, Doc* doc) {
  if constexpr (requires { Doc::kOneValue; }) return ParseOneValue(state, doc);
  constexpr const auto& table = kTable<Doc>;
  Diagnostics& diagnostics = state.diagnostics;
  Placement at;
  const char* const begin = doc->text.data();
  if (state.end == nullptr) state.end = begin;
  constexpr bool kGuess = HasRows<Doc>(ItemForm::kPlain) && !kNamesLines<Doc> && !requires {
    Doc::kAssignments;
  };
  constexpr bool kLearn = kGuess && !table.index.all_short();
  size_t next = 0;  // behind the row of the item before
  // Tells whether an item is where most are: then there is nothing to check.
  const auto in_place = [&](size_t row) {
    const Place place = table.places[row];
    if (place == Place::kAnywhere && !at.watch) [[likely]]
      return true;
    if (place != Place::kAtStart || at.ordinal != 0) return false;
    at.watch = false;
    return true;
  };
  for (;;) {
    int row = -1;
    size_t likely = next;
    if constexpr (kLearn) likely = followers<Doc>[next].row;
    if (kGuess && !(kMayPend && state.pending) &&
        state.lexer.template NextLikely<table.index.all_short()>(&state.item,
                                                                 table.index.start(likely))) {
      // In its place it has nothing to note.
      if (in_place(likely)) [[likely]] {
        state.end = state.lexer.rest().data();
        next = likely + 1;
        kRowReaders<Doc>[likely](state, doc);
        ++at.ordinal;
        continue;
      }
      row = static_cast<int>(likely);
    } else if (!state.Next<kMayPend>()) {
      break;
    }
    const Item& item = state.item;
    if constexpr (requires { Doc::kFreeBlanks; }) {
      state.item.notes &= static_cast<uint16_t>(~(kLeadingSpace | kTrailingSpace));
    }
    if constexpr (requires { Doc::NameOf(item.keyword); }) row = RowOfLine<Doc>(item.whole_line());
    if (row < 0 && HasRows<Doc>(item.form)) {
      if constexpr (requires { Doc::kAssignments; }) CutAssignment(&state.item);
      row = table.index.Find(item.keyword, item.limit);
      if (row >= 0 && requires { Doc::NameOf(item.keyword); } &&
          table.rules[static_cast<size_t>(row)].whole_line) {
        row = -1;  // its name is no keyword
      }
    }
    if (row >= 0) [[likely]] {
      if constexpr (kLearn) {
        if (static_cast<size_t>(row) != likely) followers<Doc>[next].Missed(row);
      }
      next = static_cast<size_t>(row) + 1;
      const ItemRule& rule = table.rules[static_cast<size_t>(row)];
      if (!in_place(static_cast<size_t>(row))) [[unlikely]] {
        if (state.stop_at != nullptr && at.ordinal != 0 && rule.place == Place::kAtStart &&
            state.stop_at->StopsItem(item)) {
          state.pending = true;
          break;
        }
        CheckPlace(item, rule, &at, diagnostics);
      }
      if (item.notes != 0 || item.form == ItemForm::kOpt) [[unlikely]] {
        // A section reports its own first line.
        if (!table.sections.Has(static_cast<size_t>(row))) ReportNotes(item, &rule, diagnostics);
      }
      state.end = item.text.data() + item.text.size();
      kRowReaders<Doc>[static_cast<size_t>(row)](state, doc);
      ++at.ordinal;
      continue;
    }
    if (state.stop_at != nullptr && state.stop_at->StopsItem(item)) {
      state.pending = true;
      break;
    }
    state.end = item.text.data() + item.text.size();
    if constexpr (requires { Doc::kComments; }) {
      if (item.form == ItemForm::kComment) continue;
    }
    ReportUnknown(item, HasRows<Doc>(item.form), diagnostics);
    if (item.form == ItemForm::kComment) continue;
    if (at.ended) {
      diagnostics.Add({.problem = &problems::kItemAfterEnd, .where = item.line()});
    }
    doc->unrecognized.push_back(item.text);
    ++at.ordinal;
  }
  if (state.stop_at != nullptr) {
    doc->text = std::string_view(begin, static_cast<size_t>(state.end - begin));
  }
  FinishDocument(std::string_view(state.end, 0), doc, diagnostics);
}

// ParseText reads `text`, at which the lexer stands, into *doc.
template <typename Doc>
void ParseText(ParseState& state, std::string_view text, Kinds kind, Doc* doc) {
  Clear(doc);
  doc->text = text;
  doc->kind = kind;
  state.diagnostics.set_page(kTable<Doc>.page);
  state.pending = false;
  state.end = nullptr;
  // A section leaves behind the item that ended it.
  ParseItems<!kTable<Doc>.sections.empty()>(state, doc);
}

}  // namespace internal

// ParseDocument reads `text`, one document without annotations, into *doc. `kind` is which of the
// kinds that share the table it is; 0: found out from its items.
template <typename Doc>
void ParseDocument(std::string_view text ABSL_ATTRIBUTE_LIFETIME_BOUND, Kinds kind, Doc* doc,
                   Diagnostics& diagnostics) {
  Lexer lexer(text);
  internal::ParseState state{lexer, diagnostics, {}};
  internal::ParseText(state, text, kind, doc);
}
// This one is faster where `lines` are those of `text`, as a DocumentReader knows them.
template <typename Doc>
void ParseDocument(std::string_view text ABSL_ATTRIBUTE_LIFETIME_BOUND, const LineIndex* lines,
                   Kinds kind, Doc* doc, Diagnostics& diagnostics) {
  if (lines == nullptr || !lines->IsOf(text)) return ParseDocument(text, kind, doc, diagnostics);
  Lexer lexer(text, text.data() + text.size(), *lines, 0);
  internal::ParseState state{lexer, diagnostics, {}};
  internal::ParseText(state, text, kind, doc);
}
template <typename Doc, std::same_as<std::string> S>
void ParseDocument(S&& text, Kinds kind, Doc* doc, Diagnostics& diagnostics) = delete;

template <typename Doc, std::same_as<std::string> S>
void ParseDocument(S&& text, const LineIndex* lines, Kinds kind, Doc* doc,
                   Diagnostics& diagnostics) = delete;

// CheckDocument looks at the document's lazy values and at the form of its base64; what is wrong
// goes to `diagnostics`, and the rows to doc->unsound. Of all rows, or with `fields` (by row, see
// write.h) of those whose entry is not null. Strict parsing is ParseDocument and CheckDocument.
template <typename Doc>
void CheckDocument(Doc* doc, Diagnostics& diagnostics,
                   std::span<const FieldTree* const> fields = {}) {
  diagnostics.set_page(kTable<Doc>.page);
  ForEachRow<Doc>([&]<size_t kRow>() {
    using F = FieldOf<Doc, kRow>;
    constexpr const ItemRule& rule = kTable<Doc>.rules[kRow];
    if (!fields.empty() && fields[kRow] == nullptr) return;
    if constexpr (F::kLazy) {
      typename F::Inner section;
      (doc->*F::member).ForEach(&section, diagnostics, [&](size_t) {
        CheckDocument(&section, diagnostics);
        if (!section.unsound.empty()) doc->unsound.Add(kRow);
      });
      diagnostics.set_page(kTable<Doc>.page);
    } else if constexpr (F::kSection) {
      for (auto& section : doc->*F::member) CheckDocument(&section, diagnostics);
      diagnostics.set_page(kTable<Doc>.page);
    } else if constexpr (!F::Shape::kFlag && kFirstRow<Doc, kRow>) {
      const auto check = [&](const typename F::Inner& value) {
        Fault fault;  // may hold a blemish although the value is sound
        if (!Value<typename F::Inner>::Check(value, &fault)) doc->unsound.Add(kRow);
        if (fault.problem == nullptr) return;
        internal::AddFault(fault, internal::ExpectsOf<typename F::Inner>(), rule, diagnostics);
      };
      if (!doc->read.Has(kRow) && !F::Shape::kMany) return;
      if constexpr (F::Shape::kMany) {
        for (const auto& value : doc->*F::member) check(value);
      } else if constexpr (F::Shape::kOptional) {
        if ((doc->*F::member).has_value()) check(*(doc->*F::member));
      } else {
        check(doc->*F::member);
      }
    }
  });
}

template <typename T>
void LazySections<T>::Parse(size_t i, T* section, Diagnostics& diagnostics) const {
  Lexer lexer = LexerAt(i);
  internal::ParseState state{lexer, diagnostics, {}};
  internal::ParseText(state, places_[i].text, kind_, section);
}

template <typename T>
template <typename Visit>
void LazySections<T>::ForEach(T* section, Diagnostics& diagnostics, Visit visit) const {
  if (places_.empty()) return;
  Lexer lexer = LexerAt(0);
  internal::ParseState state{lexer, diagnostics, {}};
  for (size_t i = 0; i < places_.size(); ++i) {
    lexer.GoOn(places_[i].text);
    internal::ParseText(state, places_[i].text, kind_, section);
    visit(i);
  }
}

}  // namespace scape::netdoc

#endif  // SCAPE_DESCRIPTOR_NETDOC_PARSE_H_
