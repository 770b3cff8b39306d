// DocumentTypes is the list of all document types, and AnyDocument a parsed document of one of them
// for code that handles all alike.
//
//   const DocumentType* type = FindDocumentType("microdescriptor");
//   std::unique_ptr<AnyDocument> document = type->make();
//   document->Parse(raw, diagnostics);       // raw: from a netdoc::DocumentReader
//   document->WriteMembers({}, json);
//
// An AnyDocument borrows the bytes of the document parsed last, and is used again and again. It
// belongs to one thread; the list is constant.
#ifndef SCAPE_DESCRIPTOR_DOCUMENT_TYPE_H_
#define SCAPE_DESCRIPTOR_DOCUMENT_TYPE_H_

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "descriptor/links.h"
#include "descriptor/lint.h"
#include "descriptor/netdoc/annotations.h"
#include "descriptor/netdoc/diagnostic.h"
#include "descriptor/netdoc/document_reader.h"
#include "descriptor/netdoc/table.h"
#include "descriptor/netdoc/write.h"

namespace scape::descriptor {

// DocumentDigests says what a document's digests are: the digests of these ranges of its text, or
// values that it states itself (of a sanitised bridge, whose own text is not known). A range with
// null data: the type has no such digest, or the document not its range.
struct DocumentDigests {
  std::string_view sha1_of;
  std::string_view sha256_of;
  std::optional<std::array<uint8_t, 20>> sha1;
  std::optional<std::array<uint8_t, 32>> sha256;
};

class AnyDocument {
 public:
  virtual ~AnyDocument() = default;

  // Parse reads the document, annotations included. `lines` is what its reader knows of its lines,
  // or null.
  virtual void Parse(const netdoc::RawDocument& raw, const netdoc::LineIndex* lines,
                     netdoc::Diagnostics& diagnostics) = 0;
  void Parse(const netdoc::RawDocument& raw, netdoc::Diagnostics& diagnostics) {
    Parse(raw, nullptr, diagnostics);
  }
  // Check looks at the lazy values: all, or those of the rows that `fields` names.
  virtual void Check(const netdoc::RowFields& fields, netdoc::Diagnostics& diagnostics) = 0;
  // Lint applies the rules across items.
  virtual void Lint(const LintContext& context, netdoc::Diagnostics& diagnostics) const = 0;

  virtual void WriteMembers(const netdoc::RowFields& fields, netdoc::JsonWriter& json) const = 0;
  virtual void WriteCell(const netdoc::Column& column, char separator,
                         netdoc::JsonWriter& json) const = 0;
  virtual void Encode(netdoc::Encoder& out) const = 0;
  virtual DocumentDigests Digests() const = 0;
  // Identity tells what the document may be named as. Some fingerprints need context.sha1.
  virtual DocumentIdentity Identity(const LintContext& context) const = 0;
  // ForEachLink calls `visit` with every digest by which the document names another one.
  virtual void ForEachLink(const LintContext& context,
                           absl::FunctionRef<void(const Link&)> visit) const = 0;
  virtual std::span<const std::string_view> unrecognized() const = 0;

  // kind is which of the kinds that share the table the document is.
  virtual netdoc::Kinds kind() const = 0;
  // NewestMinor is the newest minor version of the type that one of the document's items has come
  // with.
  virtual int NewestMinor() const = 0;

  const netdoc::Annotations& annotations() const { return annotations_; }

  // As returns the document itself; null: it is of another table than T's.
  template <typename T>
  const T* As() const {
    return static_cast<const T*>(Get(netdoc::kTable<T>.rules.data()));
  }

 protected:
  // Get returns the document if these are its rules.
  virtual const void* Get(const netdoc::ItemRule* rules) const = 0;

  netdoc::Annotations annotations_;
};

// RowInfo is a row of a type's table, or of one of its sections' tables.
struct RowInfo {
  const netdoc::ItemRule* rule;
  std::string member;  // its path in JSON: "exit_nodes.published"
  std::string syntax;  // of its arguments
  std::string_view page;
  int depth = 0;  // how many sections it is in
};

struct DocumentType : netdoc::ReaderType {
  std::string_view summary;
  std::string_view verified_against;  // what its table was tried on; "none": on no real document
  std::string_view digests;           // which digests it has: "sha1", "sha256", "sha1 sha256", ""
  std::string_view page;
  std::span<const netdoc::ItemRule> rules;
  std::unique_ptr<AnyDocument> (*make)() = nullptr;
  std::vector<netdoc::Column> (*columns)() = nullptr;
  bool (*has_field)(std::string_view path) = nullptr;
  netdoc::RowFields (*row_fields)(const netdoc::FieldTree& fields) = nullptr;
  std::vector<RowInfo> (*all_rows)() = nullptr;          // behind a section's row, its own ones
  std::vector<std::string> (*syntax)() = nullptr;        // of each row's arguments
  std::vector<std::string> (*member_names)() = nullptr;  // of each row, in JSON
  std::vector<const netdoc::Problem*> (*lint_problems)() = nullptr;
};

// DocumentTypes returns all types, in the order in which `scape explain` lists them.
std::span<const DocumentType* const> DocumentTypes();

// ReaderTypes is the same list for a DocumentReader.
std::span<const netdoc::ReaderType* const> ReaderTypes();

// FindDocumentType takes "server-descriptor" or "server-descriptor 1.0"; null: there is none.
const DocumentType* FindDocumentType(std::string_view name);

// TypeOfFileName returns what a file with such a name holds, for content that does not tell:
// CollecTor's names and those of tor's own folders. Null: the name does not tell, either.
const DocumentType* TypeOfFileName(std::string_view path);

// TypeOf returns the type of a parsed document: the reader's, or the one of its siblings that the
// document's items tell.
const DocumentType& TypeOf(const netdoc::RawDocument& raw, const AnyDocument& document);

// TypeName returns "bridge-server-descriptor 1.2" for a parsed document.
std::string TypeName(const netdoc::RawDocument& raw, const AnyDocument& document);

// AllProblems returns every problem that parsing and lint can name.
std::vector<const netdoc::Problem*> AllProblems();

}  // namespace scape::descriptor

#endif  // SCAPE_DESCRIPTOR_DOCUMENT_TYPE_H_
