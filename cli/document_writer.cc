#include "cli/document_writer.h"

#include <algorithm>

#include "absl/strings/str_format.h"
#include "descriptor/netdoc/locate.h"
#include "descriptor/netdoc/words.h"
#include "descriptor/netdoc/write.h"

namespace scape::cli {
namespace {

using descriptor::DocumentDigests;
using descriptor::DocumentType;
using netdoc::Diagnostic;
using netdoc::JsonWriter;

// The members that every type has, around those of its table.
constexpr std::string_view kBefore[] = {"type", "annotations"};
constexpr std::string_view kAfter[] = {"digest", "unrecognized", "problems", "source"};
constexpr std::string_view kDigestMembers[] = {"sha1", "sha256"};
constexpr std::string_view kSourceMembers[] = {"file", "offset", "line"};

bool HasDigest(const DocumentType& type, std::string_view digest) {
  for (const std::string_view has : netdoc::Words(type.digests)) {
    if (has == digest) return true;
  }
  return false;
}

}  // namespace

DocumentWriter::DocumentWriter(std::vector<std::string> fields, crypto::Sha1Digester sha1,
                               crypto::Sha256Digester sha256)
    : fields_(std::move(fields)), sha1_(std::move(sha1)), sha256_(std::move(sha256)) {
  for (const std::string& field : fields_) tree_.Add(field);
}

absl::StatusOr<std::unique_ptr<DocumentWriter>> DocumentWriter::Create(
    const std::vector<std::string>& fields) {
  absl::StatusOr<crypto::Sha1Digester> sha1 = crypto::Sha1Digester::Create();
  if (!sha1.ok()) return sha1.status();
  absl::StatusOr<crypto::Sha256Digester> sha256 = crypto::Sha256Digester::Create();
  if (!sha256.ok()) return sha256.status();
  return std::unique_ptr<DocumentWriter>(
      new DocumentWriter(fields, *std::move(sha1), *std::move(sha256)));
}

absl::Status DocumentWriter::CheckFields(const std::vector<const DocumentType*>& types) const {
  for (const std::string& field : fields_) {
    const size_t dot = field.find('.');
    const std::string_view head = std::string_view(field).substr(0, dot);
    const std::string_view tail =
        dot == std::string::npos ? std::string_view() : std::string_view(field).substr(dot + 1);
    bool known = false;
    const auto is = [&](std::string_view name, auto members) {
      return head == name &&
             (tail.empty() || std::find(members.begin(), members.end(), tail) != members.end());
    };
    for (const std::string_view name : {"type", "unrecognized", "problems", "annotations"}) {
      known |= head == name && (tail.empty() || name == "annotations");
    }
    known |= is("digest", std::span(kDigestMembers)) || is("source", std::span(kSourceMembers));
    for (const DocumentType* type : types) known |= type->has_field(field);
    if (!known) {
      return absl::InvalidArgumentError(absl::StrFormat(
          "there is no field `%s`; `scape explain TYPE` lists the fields of a type", field));
    }
  }
  return absl::OkStatus();
}

const netdoc::RowFields* DocumentWriter::RowFieldsOf(const DocumentType& type) {
  if (fields_.empty()) return nullptr;
  const auto [at, added] = row_fields_.try_emplace(&type);
  if (added) at->second = type.row_fields(tree_);
  return &at->second;
}

void DocumentWriter::Digest(const InputDocument& document, std::string_view only,
                            JsonWriter& json) {
  const DocumentDigests digests = document.parsed->Digests();
  const bool cell = !only.empty();
  if (!cell) json.BeginObject();
  const auto write = [&](std::string_view name, auto value) {
    if (!cell) {
      json.Member(name, value);
    } else if (name == only) {
      value();
    }
  };
  if (digests.sha1.has_value()) {
    write("sha1", [&] { json.Hex(*digests.sha1); });
  } else if (digests.sha1_of.data() != nullptr && !digests.sha1_of.empty()) {
    write("sha1", [&] { json.Hex(sha1_.Hash(digests.sha1_of)); });
  }
  if (digests.sha256.has_value()) {
    write("sha256", [&] { json.Base64(*digests.sha256, /*pad=*/false); });
  } else if (digests.sha256_of.data() != nullptr && !digests.sha256_of.empty()) {
    write("sha256", [&] { json.Base64(sha256_.Hash(digests.sha256_of), /*pad=*/false); });
  }
  if (!cell) json.EndObject();
}

void DocumentWriter::Problems(const InputDocument& document, JsonWriter& json) {
  json.BeginArray();
  for (const Diagnostic& diagnostic : document.diagnostics.list()) {
    const netdoc::Location at = netdoc::Locate(document.raw.text, diagnostic.where);
    json.BeginObject();
    json.Member("problem", [&] { json.Ascii(diagnostic.problem->name); });
    json.Member("severity", [&] { json.Ascii(netdoc::SeverityName(diagnostic.severity)); });
    if (diagnostic.rule != nullptr) {
      json.Member("keyword", [&] { json.Ascii(diagnostic.rule->keyword); });
    }
    json.Member("line", [&] { json.Unsigned(document.raw.line + at.line - 1); });
    json.Member("column", [&] { json.Unsigned(at.column); });
    json.Member("message", [&] { json.String(netdoc::FormatMessage(diagnostic)); });
    json.EndObject();
  }
  json.EndArray();
}

void DocumentWriter::Source(const InputDocument& document, JsonWriter& json) {
  json.BeginObject();
  json.Member("file", [&] { json.String(document.file); });
  json.Member("offset", [&] { json.Unsigned(document.raw.offset); });
  json.Member("line", [&] { json.Unsigned(document.raw.line); });
  json.EndObject();
}

void DocumentWriter::Unrecognized(const InputDocument& document, JsonWriter& json) {
  json.BeginArray();
  for (std::string_view item : document.parsed->unrecognized()) {
    if (!item.empty() && item.back() == '\n') item.remove_suffix(1);
    json.String(item);
  }
  json.EndArray();
}

void DocumentWriter::Json(const InputDocument& document, JsonWriter& json) {
  json.Restart();
  json.Select(fields_.empty() ? nullptr : &tree_);
  json.BeginObject();
  json.Member("type", [&] { json.Ascii(TypeName(document.raw, *document.parsed)); });
  if (!document.raw.annotations.empty()) {
    // @type is the member "type".
    const netdoc::Annotations& annotations = document.parsed->annotations();
    netdoc::RowSet others = annotations.read;
    others.words[0] &= ~uint64_t{1};
    if (!others.empty()) {
      static const netdoc::FieldTree kWanted;
      netdoc::RowFields rows(netdoc::kTable<netdoc::Annotations>.kRows, &kWanted);
      rows[0] = nullptr;
      json.Member("annotations", [&] {
        json.BeginObject();
        netdoc::WriteMembers(annotations, rows, json);
        json.EndObject();
      });
    }
  }
  static const netdoc::RowFields kAll;
  const netdoc::RowFields* rows = RowFieldsOf(*document.type);
  document.parsed->WriteMembers(rows == nullptr ? kAll : *rows, json);
  if (!document.type->digests.empty()) {
    json.Member("digest", [&] { Digest(document, {}, json); });
  }
  if (!document.parsed->unrecognized().empty()) {
    json.Member("unrecognized", [&] { Unrecognized(document, json); });
  }
  if (!document.diagnostics.list().empty()) {
    json.Member("problems", [&] { Problems(document, json); });
  }
  json.Member("source", [&] { Source(document, json); });
  json.EndObject();
}

absl::StatusOr<std::vector<DocumentWriter::Cell>> DocumentWriter::CellsOf(
    const DocumentType& type) const {
  std::vector<Cell> all;
  for (const std::string_view name : kBefore) {
    if (name != "annotations") all.push_back({std::string(name), {}, name});
  }
  for (const netdoc::Column& column : type.columns()) {
    // Of a row that this type does not have, there is no column.
    if ((type.rules[column.row].in & type.kind) == 0) continue;
    all.push_back({column.name, column, {}});
  }
  for (const std::string_view name : kAfter) {
    if (name == "digest") {
      for (const std::string_view digest : kDigestMembers) {
        if (HasDigest(type, digest)) all.push_back({"digest." + std::string(digest), {}, name});
      }
    } else if (name == "source") {
      for (const std::string_view member : kSourceMembers) {
        all.push_back({"source." + std::string(member), {}, name});
      }
    } else {
      all.push_back({std::string(name), {}, name});
    }
  }
  if (fields_.empty()) return all;
  // The order of the columns is that in which the fields were named.
  std::vector<Cell> chosen;
  for (const std::string& field : fields_) {
    const size_t before = chosen.size();
    for (const Cell& cell : all) {
      if (cell.name == field || cell.name.substr(0, field.size() + 1) == field + ".") {
        chosen.push_back(cell);
      }
    }
    if (chosen.size() == before) {
      return absl::InvalidArgumentError(absl::StrFormat(
          "`%s` is no column of %s: lists are one column, and CSV and TSV have no raw bytes", field,
          std::string(type.name)));
    }
  }
  return chosen;
}

absl::Status DocumentWriter::Header(const DocumentType& type, char separator, JsonWriter& json) {
  absl::StatusOr<std::vector<Cell>> cells = CellsOf(type);
  if (!cells.ok()) return cells.status();
  cells_ = *std::move(cells);
  for (size_t i = 0; i < cells_.size(); ++i) {
    if (i != 0) json.Raw(std::string_view(&separator, 1));
    json.Raw(cells_[i].name);
  }
  json.NewLine();
  return absl::OkStatus();
}

void DocumentWriter::Row(const InputDocument& document, char separator, JsonWriter& json) {
  json.Select(nullptr);
  for (size_t i = 0; i < cells_.size(); ++i) {
    const Cell& cell = cells_[i];
    if (i != 0) json.Raw(std::string_view(&separator, 1));
    if (cell.own.empty()) {
      document.parsed->WriteCell(cell.column, separator, json);
      continue;
    }
    const size_t dot = cell.name.find('.');
    const std::string_view member =
        dot == std::string::npos ? std::string_view() : std::string_view(cell.name).substr(dot + 1);
    if (cell.own == "unrecognized" && document.parsed->unrecognized().empty()) continue;
    if (cell.own == "problems" && document.diagnostics.list().empty()) continue;
    json.BeginCell(cell.own == "source" ? member : std::string_view());
    if (cell.own == "type") {
      json.Ascii(TypeName(document.raw, *document.parsed));
    } else if (cell.own == "digest") {
      Digest(document, member, json);
    } else if (cell.own == "unrecognized") {
      Unrecognized(document, json);
    } else if (cell.own == "problems") {
      Problems(document, json);
    } else {
      Source(document, json);
    }
    json.EndCell(separator);
  }
  json.NewLine();
}

}  // namespace scape::cli
