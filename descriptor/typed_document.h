// TypedDocument makes an AnyDocument, and MakeType a DocumentType, out of a document struct and its
// table. Only the files that declare a type include this: <type>_type.cc.
//
//   template <>
//   struct Traits<Microdescriptor> {
//     static std::span<const LintRule<Microdescriptor>> Rules() { return MicrodescriptorRules(); }
//     static DocumentDigests Digests(const Microdescriptor& m) { return {.sha256_of = m.text}; }
//   };
//
//   const DocumentType& MicrodescriptorType() {
//     static const DocumentType& type = *new DocumentType(MakeType<Microdescriptor>({...}));
//     return type;
//   }
#ifndef SCAPE_DESCRIPTOR_TYPED_DOCUMENT_H_
#define SCAPE_DESCRIPTOR_TYPED_DOCUMENT_H_

#include <algorithm>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "descriptor/document_type.h"
#include "descriptor/netdoc/parse.h"

namespace scape::descriptor {

using netdoc::kTable;

// Traits<T> is what a document struct does not say itself. It is specialised where there is any of
// it: its rules; Digests, Identity and ForEachLink, which are those of AnyDocument; LintSections,
// which applies the rules of other types to the documents within this one.
template <typename T>
struct Traits {
  static std::span<const LintRule<T>> Rules() { return {}; }
};

namespace internal {

template <typename T>
class TypedDocument final : public AnyDocument {
 public:
  void Parse(const netdoc::RawDocument& raw, const netdoc::LineIndex* lines,
             netdoc::Diagnostics& diagnostics) override {
    if (raw.annotations.empty()) {
      netdoc::internal::Clear(&annotations_);
    } else {
      netdoc::ParseAnnotations(raw.annotations, &annotations_, diagnostics);
    }
    netdoc::ParseDocument(raw.body, lines, raw.type_given ? raw.type->kind : netdoc::Kinds{0},
                          &document_, diagnostics);
  }
  void Check(const netdoc::RowFields& fields, netdoc::Diagnostics& diagnostics) override {
    netdoc::CheckDocument(&document_, diagnostics, fields);
  }
  void Lint(const LintContext& context, netdoc::Diagnostics& diagnostics) const override {
    diagnostics.set_page(kTable<T>.page);
    LintObsolete(diagnostics);
    LintWith(Traits<T>::Rules(), document_, context, diagnostics);
    if constexpr (requires { Traits<T>::LintSections(document_, context, diagnostics); }) {
      Traits<T>::LintSections(document_, context, diagnostics);
    }
  }
  void WriteMembers(const netdoc::RowFields& fields, netdoc::JsonWriter& json) const override {
    netdoc::WriteMembers(document_, fields, json);
  }
  void WriteCell(const netdoc::Column& column, char separator,
                 netdoc::JsonWriter& json) const override {
    netdoc::WriteCell(document_, column, separator, json);
  }
  void Encode(netdoc::Encoder& out) const override { netdoc::EncodeDocument(document_, out); }
  DocumentDigests Digests() const override {
    if constexpr (requires { Traits<T>::Digests(document_); }) {
      return Traits<T>::Digests(document_);
    }
    return {};
  }
  DocumentIdentity Identity(const LintContext& context) const override {
    if constexpr (requires { Traits<T>::Identity(document_, context); }) {
      return Traits<T>::Identity(document_, context);
    }
    return {};
  }
  void ForEachLink(const LintContext& context,
                   absl::FunctionRef<void(const Link&)> visit) const override {
    if constexpr (requires { Traits<T>::ForEachLink(document_, context, visit); }) {
      Traits<T>::ForEachLink(document_, context, visit);
    }
  }
  std::span<const std::string_view> unrecognized() const override { return document_.unrecognized; }
  netdoc::Kinds kind() const override { return document_.kind; }
  int NewestMinor() const override {
    int newest = 0;
    document_.seen.ForEach(
        [&](size_t row) { newest = std::max<int>(newest, kTable<T>.rules[row].since_minor); });
    return newest;
  }

 protected:
  const void* Get(const netdoc::ItemRule* rules) const override {
    return rules == kTable<T>.rules.data() ? &document_ : nullptr;
  }

 private:
  // LintObsolete finds lines that the tor which wrote the document no longer had.
  void LintObsolete(netdoc::Diagnostics& diagnostics) const {
    document_.seen.ForEach([&](size_t row) {
      const netdoc::ItemRule& rule = kTable<T>.rules[row];
      if (rule.status != netdoc::Status::kObsolete) return;
      if constexpr (requires { document_.AgeAgainst(rule.until); }) {
        if (document_.AgeAgainst(rule.until) == netdoc::Age::kOlder) return;
      }
      diagnostics.Add({.problem = &netdoc::problems::kObsoleteItem,
                       .where = LineOf(
                           document_.text, rule.keyword, requires { T::kAssignments; }),
                       .rule = &rule,
                       .expects = rule.until});
    });
  }

  T document_;
};

// HasKeyword looks in the tables of the sections, too.
template <typename T>
bool HasKeyword(std::string_view keyword) {
  bool has = kTable<T>.index.Find(keyword) >= 0;
  netdoc::ForEachRow<T>([&]<size_t kRow>() {
    using F = netdoc::FieldOf<T, kRow>;
    if constexpr (F::kSection) has = has || HasKeyword<typename F::Inner>(keyword);
  });
  return has;
}

template <typename T>
std::vector<std::string> Syntax() {
  std::vector<std::string> syntax;
  netdoc::ForEachRow<T>([&]<size_t kRow>() {
    using F = netdoc::FieldOf<T, kRow>;
    constexpr const netdoc::ItemRule& rule = kTable<T>.rules[kRow];
    if (!rule.arguments.empty()) {
      syntax.emplace_back(rule.arguments);
    } else if constexpr (F::Shape::kFlag || F::kSection) {
      syntax.emplace_back();
    } else {
      syntax.push_back(netdoc::ValueSyntax<typename F::Inner>());
    }
  });
  return syntax;
}

template <typename T>
std::vector<std::string> MemberNames() {
  std::vector<std::string> names;
  netdoc::ForEachRow<T>(
      [&]<size_t kRow>() { names.emplace_back(netdoc::kJsonName<T, kRow>.view()); });
  return names;
}

template <typename T>
void AddRows(const std::string& prefix, int depth, std::vector<RowInfo>* rows) {
  const std::vector<std::string> syntax = Syntax<T>();
  netdoc::ForEachRow<T>([&]<size_t kRow>() {
    using F = netdoc::FieldOf<T, kRow>;
    const std::string member = prefix + std::string(netdoc::kJsonName<T, kRow>.view());
    rows->push_back({&kTable<T>.rules[kRow], member, syntax[kRow], kTable<T>.page, depth});
    if constexpr (F::kSection) AddRows<typename F::Inner>(member + ".", depth + 1, rows);
  });
}

template <typename T>
std::vector<RowInfo> AllRows() {
  std::vector<RowInfo> rows;
  AddRows<T>("", 0, &rows);
  return rows;
}

template <typename T>
std::vector<const netdoc::Problem*> LintProblems() {
  std::vector<const netdoc::Problem*> problems;
  for (const LintRule<T>& rule : Traits<T>::Rules()) problems.push_back(&rule.problem);
  return problems;
}

}  // namespace internal

// Named is what a type has of its own where types share a struct.
struct Named {
  std::string_view name;
  uint8_t newest_minor;
  netdoc::Kinds kind;
  std::string_view summary;
  std::string_view verified_against;
  std::string_view digests;
  std::string_view first_words = {};
  std::string_view other_first_keyword = {};
  // Where no keyword begins a document; see ReaderType.
  bool (*begins)(std::string_view line) = nullptr;
  // Where another type's first keyword may begin one, too; see ReaderType.
  bool (*claims)(std::string_view comments, std::string_view line) = nullptr;
  bool (*resembles)(std::string_view line) = nullptr;
  // Where a document that is one value begins with a keyword all the same.
  std::string_view first_keyword = {};
  // Where lines of another type stand within a document: which keywords they have.
  bool (*has_keyword)(std::string_view keyword) = nullptr;
};

template <typename T>
DocumentType MakeType(const Named& named) {
  DocumentType type;
  type.name = named.name;
  type.newest_minor = named.newest_minor;
  type.first_keyword = named.first_keyword;
  if (type.first_keyword.empty() && named.begins == nullptr && named.resembles == nullptr) {
    type.first_keyword = kTable<T>.rules[0].keyword;
  }
  type.begins = named.begins;
  type.resembles = named.resembles;
  type.first_words = named.first_words;
  type.other_first_keyword = named.other_first_keyword;
  type.claims = named.claims;
  if constexpr (requires { T::kComments; }) type.comments = T::kComments;
  type.kind = named.kind;
  type.has_keyword = named.has_keyword != nullptr ? named.has_keyword : &internal::HasKeyword<T>;
  type.summary = named.summary;
  type.verified_against = named.verified_against;
  type.digests = named.digests;
  type.page = kTable<T>.page;
  type.rules = kTable<T>.rules;
  type.make = []() -> std::unique_ptr<AnyDocument> {
    return std::make_unique<internal::TypedDocument<T>>();
  };
  type.columns = &netdoc::ColumnsOf<T>;
  type.has_field = &netdoc::HasField<T>;
  type.row_fields = &netdoc::RowFieldsOf<T>;
  type.all_rows = &internal::AllRows<T>;
  type.syntax = &internal::Syntax<T>;
  type.member_names = &internal::MemberNames<T>;
  type.lint_problems = &internal::LintProblems<T>;
  return type;
}

}  // namespace scape::descriptor

#endif  // SCAPE_DESCRIPTOR_TYPED_DOCUMENT_H_
