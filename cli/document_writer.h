// DocumentWriter prints parsed documents as JSON, or as rows of CSV and TSV.
//
// JSON: "type" first, then "annotations" when there are any, the members in table order, "digest",
// "unrecognized", "problems" and "source". With chosen fields only those.
#ifndef SCAPE_CLI_DOCUMENT_WRITER_H_
#define SCAPE_CLI_DOCUMENT_WRITER_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cli/input.h"
#include "crypto/digest.h"
#include "descriptor/document_type.h"
#include "descriptor/netdoc/json_writer.h"

namespace scape::cli {

class DocumentWriter {
 public:
  // `fields` are dotted paths; none: everything.
  static absl::StatusOr<std::unique_ptr<DocumentWriter>> Create(
      const std::vector<std::string>& fields);

  // CheckFields returns an error that names the first field that no type of `types` has.
  absl::Status CheckFields(const std::vector<const descriptor::DocumentType*>& types) const;

  // RowFieldsOf returns which rows of a type are wanted; null: all.
  const netdoc::RowFields* RowFieldsOf(const descriptor::DocumentType& type);

  // Json writes one object.
  void Json(const InputDocument& document, netdoc::JsonWriter& json);

  // Header and Row write a line of CSV or TSV. All documents must be of the header's type. An
  // error: one of the fields is no column of it.
  absl::Status Header(const descriptor::DocumentType& type, char separator,
                      netdoc::JsonWriter& json);
  void Row(const InputDocument& document, char separator, netdoc::JsonWriter& json);

 private:
  struct Cell {
    std::string name;
    netdoc::Column column;  // of the table, when `own` is empty
    std::string_view own;   // a column that every type has: "type", "digest.sha1", ...
  };

  DocumentWriter(std::vector<std::string> fields, crypto::Sha1Digester sha1,
                 crypto::Sha256Digester sha256);

  absl::StatusOr<std::vector<Cell>> CellsOf(const descriptor::DocumentType& type) const;
  void Digest(const InputDocument& document, std::string_view only, netdoc::JsonWriter& json);
  void Problems(const InputDocument& document, netdoc::JsonWriter& json);
  void Source(const InputDocument& document, netdoc::JsonWriter& json);
  void Unrecognized(const InputDocument& document, netdoc::JsonWriter& json);

  std::vector<std::string> fields_;
  netdoc::FieldTree tree_;
  std::map<const descriptor::DocumentType*, netdoc::RowFields> row_fields_;
  std::vector<Cell> cells_;
  crypto::Sha1Digester sha1_;
  crypto::Sha256Digester sha256_;
};

}  // namespace scape::cli

#endif  // SCAPE_CLI_DOCUMENT_WRITER_H_
