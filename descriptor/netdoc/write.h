// Writing documents from their tables: as JSON, as columns, and as text again.
//
//   JsonWriter json;
//   json.BeginObject();
//   WriteMembers(document, {}, json);    // "uptime":7,...   in table order
//   json.EndObject();
//
//   Encoder out;
//   EncodeDocument(document, out);       // the text, in table order
//   out.ok();
#ifndef SCAPE_DESCRIPTOR_NETDOC_WRITE_H_
#define SCAPE_DESCRIPTOR_NETDOC_WRITE_H_

#include <algorithm>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "descriptor/netdoc/encoder.h"
#include "descriptor/netdoc/json_writer.h"
#include "descriptor/netdoc/parse.h"
#include "descriptor/netdoc/table.h"

namespace scape::netdoc {

// A value type whose JSON is an object names its members, so that they can be columns.
template <typename T>
concept HasMembers = requires {
  T::kMembers;
};

// One whose members have names that the document chose says so with kOpenMembers.
template <typename T>
concept HasOpenMembers = requires {
  T::kOpenMembers;
};

// RowFields is what of each row is wanted, by row: null where nothing is. Empty: everything.
using RowFields = std::vector<const FieldTree*>;

// Column is one column of CSV: a row's member, or one member of its object.
struct Column {
  std::string name;  // "bandwidth.average"
  size_t row = 0;
  std::string_view member;  // "average"; empty: the whole value
};

// MembersOf returns the names of the members of T's JSON; none: it is no object.
template <typename T>
std::vector<std::string_view> MembersOf() {
  std::vector<std::string_view> members;
  if constexpr (requires { typename T::Decoded; }) {
    members = MembersOf<typename T::Decoded>();
  } else if constexpr (HasArguments<T>) {
    std::apply([&](const auto&... argument) { (members.push_back(argument.name), ...); },
               T::kArguments);
    if constexpr (HasKeys<T>) {
      std::apply([&](const auto&... key) { (members.push_back(key.json), ...); }, T::kKeys);
      members.push_back("other");
    }
  } else if constexpr (!std::is_same_v<std::remove_cvref_t<decltype(kTable<T>)>, std::nullptr_t>) {
    ForEachRow<T>([&]<size_t kRow>() {
      if constexpr (kFirstRow<T, kRow>) members.push_back(kJsonName<T, kRow>.view());
    });
    members.push_back("unrecognized");
  } else if constexpr (HasMembers<T>) {
    members.assign(std::begin(T::kMembers), std::end(T::kMembers));
  }
  return members;
}

// HasField tells whether the JSON of T can hold the member that a dotted path names.
template <typename T>
bool HasField(std::string_view path) {
  const size_t dot = path.find('.');
  const std::string_view head = path.substr(0, dot);
  const std::string_view tail = dot == std::string_view::npos ? "" : path.substr(dot + 1);
  constexpr std::string_view kBytes = "_bytes";
  bool has = false;
  ForEachRow<T>([&]<size_t kRow>() {
    using F = FieldOf<T, kRow>;
    using Inner = typename F::Inner;
    const std::string_view name = kJsonName<T, kRow>.view();
    if (has) return;
    if (tail.empty()) {
      has = head == name ||
            (head.ends_with(kBytes) && head.substr(0, head.size() - kBytes.size()) == name);
    } else if (head == name) {
      if constexpr (F::kSection) {
        has = tail == "unrecognized" || HasField<Inner>(tail);
      } else {
        const std::vector<std::string_view> members = MembersOf<Inner>();
        has = HasOpenMembers<Inner> || std::find(members.begin(), members.end(),
                                                 tail.substr(0, tail.find('.'))) != members.end();
      }
    }
  });
  return has;
}

// RowFieldsOf looks the rows of T up among the chosen fields.
template <typename T>
RowFields RowFieldsOf(const FieldTree& fields) {
  RowFields rows(kTable<T>.kRows, nullptr);
  ForEachRow<T>([&]<size_t kRow>() {
    const std::string name(kJsonName<T, kRow>.view());
    rows[kRow] = fields.Find(name);
    if (rows[kRow] == nullptr) rows[kRow] = fields.Find(name + "_bytes");
  });
  return rows;
}

// ColumnsOf returns all columns of T, in table order.
template <typename T>
std::vector<Column> ColumnsOf() {
  std::vector<Column> columns;
  ForEachRow<T>([&]<size_t kRow>() {
    if constexpr (kFirstRow<T, kRow>) {
      using F = FieldOf<T, kRow>;
      using Inner = typename F::Inner;
      const std::string name(kJsonName<T, kRow>.view());
      std::vector<std::string_view> members;
      if constexpr (F::kSection) {
        ForEachRow<Inner>(
            [&]<size_t kInner>() { members.push_back(kJsonName<Inner, kInner>.view()); });
      } else {
        members = MembersOf<Inner>();
      }
      if (F::Shape::kMany || members.empty()) {
        columns.push_back({name, kRow, {}});
      } else {
        for (const std::string_view member : members) {
          columns.push_back({name + "." + std::string(member), kRow, member});
        }
      }
    }
  });
  return columns;
}

namespace internal {

template <typename T>
void WriteSectionMembers(const T& section, JsonWriter& json);

// HasRow tells whether the document holds a sound value in this row's member.
template <typename T, size_t kRow>
bool HasRow(const T& document) {
  using F = FieldOf<T, kRow>;
  const auto& member = document.*F::member;
  if constexpr (F::Shape::kMany) {
    return !member.empty();
  } else if (!HasArguments<typename F::Inner> && document.unsound.Has(kRow)) {
    return false;
  } else if constexpr (F::Shape::kFlag) {
    return member;
  } else if constexpr (F::Shape::kOptional) {
    return member.has_value();
  } else {
    return document.read.Has(kRow);
  }
}

// WriteRow writes the value of a row that HasRow().
template <typename T, size_t kRow>
void WriteRow(const T& document, JsonWriter& json) {
  using F = FieldOf<T, kRow>;
  using Inner = typename F::Inner;
  const auto& member = document.*F::member;
  const auto write = [&](const auto& value) {
    if constexpr (F::kSection) {
      json.BeginObject();
      WriteSectionMembers(value, json);
      json.EndObject();
    } else {
      if constexpr (HasArguments<Inner>) {
        if (document.unsound.Has(kRow)) {
          Value<Inner>::JsonOfSound(json, value);
          return;
        }
      }
      Value<Inner>::Json(json, value);
    }
  };
  if constexpr (F::kLazy) {
    json.BeginArray();
    Inner section;
    Diagnostics unheard(Mode::kLenient, /*limit=*/0);  // CheckDocument has told
    member.ForEach(&section, unheard, [&](size_t) {
      if (document.unsound.Has(kRow)) CheckDocument(&section, unheard);
      write(section);
    });
    json.EndArray();
  } else if constexpr (F::Shape::kMany) {
    json.BeginArray();
    for (const Inner& value : member) {
      if constexpr (F::kSection || HasArguments<Inner>) {
        write(value);
      } else {
        Fault fault;
        if (document.unsound.Has(kRow) && !Value<Inner>::Check(value, &fault)) continue;
        write(value);
      }
    }
    json.EndArray();
  } else if constexpr (F::Shape::kFlag) {
    json.Boolean(true);
  } else if constexpr (F::Shape::kOptional) {
    write(*member);
  } else {
    write(member);
  }
}

}  // namespace internal

// WriteMembers writes the members of a parsed document, in table order. What is unsound
// (CheckDocument) is left out: a value, an argument of a line, an element of a list.
template <typename T>
void WriteMembers(const T& document, const RowFields& fields, JsonWriter& json) {
  ForEachRow<T>([&]<size_t kRow>() {
    if constexpr (kFirstRow<T, kRow>) {
      if (!fields.empty() && fields[kRow] == nullptr) return;
      if (!internal::HasRow<T, kRow>(document)) return;
      json.Member(kJsonName<T, kRow>.view(), [&] { internal::WriteRow<T, kRow>(document, json); });
    }
  });
}

namespace internal {
template <typename T>
void WriteSectionMembers(const T& section, JsonWriter& json) {
  WriteMembers(section, {}, json);
  if (section.unrecognized.empty()) return;
  json.Member("unrecognized", [&] {
    json.BeginArray();
    for (const std::string_view item : section.unrecognized) {
      json.String(item.substr(0, item.size() - item.ends_with('\n')));
    }
    json.EndArray();
  });
}

template <typename T>
inline constexpr auto kCellWriters = []<size_t... kRow>(std::index_sequence<kRow...>) {
  using Writer = bool (*)(const T&, std::string_view, JsonWriter&);
  return std::array<Writer, sizeof...(kRow)>{
      +[](const T& document, std::string_view member, JsonWriter& json) {
        if (!HasRow<T, kRow>(document)) return false;
        json.BeginCell(member);
        WriteRow<T, kRow>(document, json);
        return true;
      }...};
}
(std::make_index_sequence<std::remove_cvref_t<decltype(kTable<T>)>::kRows>());
}  // namespace internal

// WriteCell writes one cell; a row that the document does not have is an empty one.
template <typename T>
void WriteCell(const T& document, const Column& column, char separator, JsonWriter& json) {
  if (internal::kCellWriters<T>[column.row](document, column.member, json)) {
    json.EndCell(separator);
  }
}

// EncodeDocument writes the document as text: the rows in table order, the unrecognized items
// verbatim before sections and before those that must be last. out.ok() is false afterwards when a
// value has no text.
template <typename T>
void EncodeDocument(const T& document, Encoder& out, bool annotations = false) {
  bool unrecognized_written = false;
  const auto write_unrecognized = [&] {
    if (unrecognized_written) return;
    unrecognized_written = true;
    for (const std::string_view item : document.unrecognized) out.Unrecognized(item);
  };
  ForEachRow<T>([&]<size_t kRow>() {
    if constexpr (kFirstRow<T, kRow>) {
      using F = FieldOf<T, kRow>;
      using Inner = typename F::Inner;
      constexpr const ItemRule& rule = kTable<T>.rules[kRow];
      // Behind a section they would belong to it.
      if constexpr (F::kSection || rule.place == Place::kLastButOne ||
                    rule.place == Place::kAtEnd) {
        write_unrecognized();
      }
      const auto& member = document.*F::member;
      const auto begin = [&](std::string_view keyword) {
        if constexpr (requires { T::kOneValue; }) {
        } else if constexpr (rule.whole_line) {
          out.Line();
        } else if constexpr (requires { T::kAssignments; }) {
          out.Line().Key(keyword);
        } else {
          annotations ? out.Annotation(keyword) : out.Item(keyword);
        }
      };
      const auto write = [&](const auto& value) {
        if constexpr (requires { value.keyword(); }) {
          begin(value.keyword());
        } else {
          begin(rule.keyword);
        }
        if constexpr (!F::kSection) Value<Inner>::Write(out, value);
      };
      // Without its first line a section would be a part of the one before it.
      [[maybe_unused]] const auto write_section = [&](const auto& section) {
        if (section.seen.Has(0) && !section.read.Has(0)) out.Fail();
        EncodeDocument(section, out);
      };
      if constexpr (F::kLazy) {
        member.ForEach([&](const Inner& section, size_t) { write_section(section); });
      } else if constexpr (F::kSection) {
        for (const Inner& section : member) write_section(section);
      } else if constexpr (F::Shape::kMany) {
        for (const Inner& value : member) write(value);
      } else if constexpr (F::Shape::kFlag) {
        if (member) begin(rule.keyword);
      } else if constexpr (F::Shape::kOptional) {
        if (member.has_value()) write(*member);
      } else {
        // A document made by hand has no text; then a plain member is always meant.
        if (document.text.data() == nullptr || document.read.Has(kRow)) write(member);
      }
    }
  });
  write_unrecognized();
}

}  // namespace scape::netdoc

#endif  // SCAPE_DESCRIPTOR_NETDOC_WRITE_H_
