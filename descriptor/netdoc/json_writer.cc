#include "descriptor/netdoc/json_writer.h"

#include <charconv>
#include <cstring>

namespace scape::netdoc {
namespace {

bool IsAscii(std::string_view text) {
  size_t i = 0;
  uint64_t all = 0;
  for (; i + 8 <= text.size(); i += 8) {
    uint64_t word;
    std::memcpy(&word, text.data() + i, 8);
    all |= word;
  }
  for (; i < text.size(); ++i) all |= static_cast<unsigned char>(text[i]);
  return (all & 0x8080808080808080u) == 0;
}

std::span<const uint8_t> Bytes(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

}  // namespace

const FieldTree* FieldTree::Find(std::string_view wanted) const {
  for (const FieldTree& child : children) {
    if (child.name == wanted) return &child;
  }
  return nullptr;
}

void FieldTree::Add(std::string_view path) {
  const size_t dot = path.find('.');
  const std::string_view head = path.substr(0, dot);
  FieldTree* child = const_cast<FieldTree*>(Find(head));
  if (child == nullptr) {
    children.push_back({std::string(head), {}});
    child = &children.back();
    if (dot != std::string_view::npos) child->Add(path.substr(dot + 1));
  } else if (dot == std::string_view::npos) {
    child->children.clear();  // the whole member is wanted after all
  } else if (!child->children.empty()) {
    child->Add(path.substr(dot + 1));
  }
}

void JsonWriter::String(std::string_view text) {
  if (bytes_) {
    Base64(Bytes(text), /*pad=*/true);
    return;
  }
  if (!IsAscii(text) && !IsUtf8(text)) {
    if (!cell_) replaced_ = true;
    scratch_ = ReplaceInvalidUtf8(text);
    text = scratch_;
  }
  cell_scalar() ? CellText(text) : Value(text);
}

void JsonWriter::Ascii(std::string_view text) {
  if (bytes_) {
    Base64(Bytes(text), /*pad=*/true);
    return;
  }
  cell_scalar() ? CellText(text) : Value(text);
}

void JsonWriter::Time(UtcTime time) {
  char formatted[33];
  size_t size = FormatTime(time, 'T', formatted);
  formatted[size++] = 'Z';
  const std::string_view text(formatted, size);
  cell_scalar() ? CellText(text) : Value(text);
}

void JsonWriter::Hex(std::span<const uint8_t> bytes) {
  scratch_.resize(2 * bytes.size());
  EncodeHex(bytes, scratch_.data());
  cell_scalar() ? CellText(scratch_) : Value(scratch_);
}

void JsonWriter::Base64(std::span<const uint8_t> bytes, bool pad) {
  const std::string text = EncodeBase64(bytes, pad);
  cell_scalar() ? CellText(text) : Value(text);
}

void JsonWriter::Base64Text(std::string_view text) {
  scratch_.clear();
  while (!text.empty()) {
    const size_t line = text.find('\n');
    std::string_view part = text.substr(0, line);
    text.remove_prefix(line == std::string_view::npos ? text.size() : line + 1);
    if (part.find_first_of("\r \t\v") == std::string_view::npos) {
      scratch_ += part;
    } else {
      for (const char c : part) {
        if (c != '\r' && c != ' ' && c != '\t' && c != '\v') scratch_ += c;
      }
    }
  }
  if (!IsAscii(scratch_)) scratch_ = ReplaceInvalidUtf8(scratch_);  // no base64 at all
  cell_scalar() ? CellText(scratch_) : Value(scratch_);
}

void JsonWriter::CellUnsigned(uint64_t value) {
  char digits[24];
  Raw({digits, static_cast<size_t>(std::to_chars(digits, digits + 24, value).ptr - digits)});
}

void JsonWriter::CellSigned(int64_t value) {
  char digits[24];
  Raw({digits, static_cast<size_t>(std::to_chars(digits, digits + 24, value).ptr - digits)});
}

void JsonWriter::BeginCell(std::string_view only) {
  cell_ = true;
  only_ = only;
  depth_ = 0;
  cell_begin_ = buffer_.GetSize();
  writer_.Reset(buffer_);
}

void JsonWriter::EndCell(char separator) {
  cell_ = false;
  only_ = {};
  const size_t size = buffer_.GetSize() - cell_begin_;
  const std::string_view cell(buffer_.GetString() + cell_begin_, size);
  if (cell.find_first_of(separator == ',' ? "\",\r\n" : "\"\t\r\n") == std::string_view::npos) {
    return;
  }
  scratch_.assign(1, '"');
  for (const char c : cell) {
    if (c == '"') scratch_ += '"';
    scratch_ += c;
  }
  scratch_ += '"';
  buffer_.Pop(size);
  Raw(scratch_);
}

}  // namespace scape::netdoc
