// JsonWriter writes documents as JSON, over RapidJSON's Writer.
//
//   JsonWriter json;
//   json.BeginObject();
//   json.Member("uptime", [&] { json.Unsigned(7); });
//   json.EndObject();
//   json.text();   // {"uptime":7}
//
// Bytes that are not UTF-8: the member holds U+FFFD in their place, and a second member,
// "<member>_bytes", holds the base64 of the bytes as they are.
//
// In cell mode the same calls fill one cell of CSV or TSV: a string, number or boolean stands there
// bare, an object or array as its JSON text.
//
// It owns its buffer; Clear() keeps the memory. It belongs to one thread.
#ifndef SCAPE_DESCRIPTOR_NETDOC_JSON_WRITER_H_
#define SCAPE_DESCRIPTOR_NETDOC_JSON_WRITER_H_

#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "descriptor/netdoc/scalars.h"
#include "rapidjson/stringbuffer.h"
#include "rapidjson/writer.h"

namespace scape::netdoc {

// FieldTree is what of an object is wanted: the fields "a" and "b.c" are a tree of a and b over c.
// A node without children wants all of its member.
struct FieldTree {
  std::string name;
  std::vector<FieldTree> children;

  // Find returns the child `wanted`, or null.
  const FieldTree* Find(std::string_view wanted) const;
  // Add inserts a dotted path.
  void Add(std::string_view path);
};

class JsonWriter {
 public:
  JsonWriter() : writer_(buffer_) {}
  JsonWriter(const JsonWriter&) = delete;
  JsonWriter& operator=(const JsonWriter&) = delete;

  void BeginObject() {
    if (cell_ && depth_ == 0 && !only_.empty()) return;
    ++depth_, writer_.StartObject();
  }
  void EndObject() {
    if (cell_ && depth_ == 0 && !only_.empty()) return;
    --depth_, writer_.EndObject();
  }
  void BeginArray() { ++depth_, writer_.StartArray(); }
  void EndArray() { --depth_, writer_.EndArray(); }

  // Member writes `name` and what `write` writes, unless the fields chosen with Select leave it
  // out. `write` may be called a second time, for the bytes.
  template <typename Write>
  void Member(std::string_view name, Write write) {
    if (cell_ && depth_ == 0 && !only_.empty()) {
      if (name != only_) return;
      const std::string_view only = std::exchange(only_, {});
      write();
      only_ = only;
      return;
    }
    const FieldTree* const outer = selected_;
    if (outer != nullptr) {
      const FieldTree* wanted = outer->Find(name);
      if (wanted == nullptr) {
        if (outer->Find(BytesName(name)) == nullptr) return;
      } else {
        selected_ = wanted->children.empty() ? nullptr : wanted;
      }
    }
    Key(name);
    const bool outer_replaced = replaced_;
    replaced_ = false;
    write();
    if (replaced_) {
      Key(BytesName(name));
      bytes_ = true;
      write();
      bytes_ = false;
    }
    replaced_ = outer_replaced;
    selected_ = outer;
  }

  // Select makes Member() write only what `fields` names, from here down; null: everything.
  void Select(const FieldTree* fields) { selected_ = fields; }

  void String(std::string_view text);
  void Unsigned(uint64_t value) {
    cell_scalar() ? CellUnsigned(value) : (void)writer_.Uint64(value);
  }
  void Signed(int64_t value) { cell_scalar() ? CellSigned(value) : (void)writer_.Int64(value); }
  void Boolean(bool value) {
    cell_scalar() ? CellText(value ? "true" : "false") : (void)writer_.Bool(value);
  }
  // Decimal writes a number as its digits stand in `text`, which must be a JSON number.
  void Decimal(std::string_view text);
  // Ascii is String for text that is known to need neither escapes nor a look at its encoding.
  void Ascii(std::string_view text);
  void Time(UtcTime time);                   // RFC 3339: "2026-01-29T07:44:43Z"
  void Hex(std::span<const uint8_t> bytes);  // upper-case
  void Base64(std::span<const uint8_t> bytes, bool pad);
  void Base64Text(std::string_view text);  // base64 text, its white space dropped

  // BeginCell and EndCell enclose one cell; `separator` is ',' or '\t'. Quotes, the separator and
  // line ends make EndCell() quote the cell as RFC 4180 has it. `only` names the one member of the
  // object to come that the cell is for.
  void BeginCell(std::string_view only = {});
  void EndCell(char separator);

  // Json writes a value that is JSON already, in UTF-8 and without line feeds.
  void Json(std::string_view text) {
    writer_.RawValue(text.data(), text.size(), rapidjson::kObjectType);
  }

  // NewLine ends a line of JSON lines, or a row.
  void NewLine() { buffer_.Put('\n'); }
  // Raw appends bytes as they are.
  void Raw(std::string_view text) {
    if (!text.empty()) std::memcpy(buffer_.Push(text.size()), text.data(), text.size());
  }

  // Restart makes the writer ready for the next top-level value behind what is in the buffer.
  void Restart() { writer_.Reset(buffer_); }

  std::string_view text() const { return {buffer_.GetString(), buffer_.GetSize()}; }
  void Clear() { buffer_.Clear(); }

 private:
  bool cell_scalar() const { return cell_ && depth_ == 0; }
  void Key(std::string_view name) {
    writer_.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
  }
  std::string_view BytesName(std::string_view name) {
    bytes_name_.assign(name).append("_bytes");
    return bytes_name_;
  }
  void Value(std::string_view text) {
    writer_.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
  }
  void PlainValue(std::string_view text);
  void CellText(std::string_view text) { Raw(text); }
  void CellUnsigned(uint64_t value);
  void CellSigned(int64_t value);

  rapidjson::StringBuffer buffer_;
  rapidjson::Writer<rapidjson::StringBuffer> writer_;
  const FieldTree* selected_ = nullptr;
  bool replaced_ = false;  // a string of the member at hand was not UTF-8
  bool bytes_ = false;     // strings are written as the base64 of their bytes
  bool cell_ = false;
  std::string_view only_;  // of a cell: the member of the outermost object that it shows
  int depth_ = 0;
  size_t cell_begin_ = 0;
  std::string scratch_;
  std::string bytes_name_;
};

}  // namespace scape::netdoc

#endif  // SCAPE_DESCRIPTOR_NETDOC_JSON_WRITER_H_
