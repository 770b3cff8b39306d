#include "descriptor/netdoc/json_writer.h"

#include <charconv>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace scape::netdoc {
namespace {

// IsPlain tells whether JSON shows `text` as it is: printable ASCII without quotes and backslashes.
bool IsPlain(std::string_view text) {
  const char* p = text.data();
  size_t left = text.size();
#if defined(__SSE2__)
  const __m128i space = _mm_set1_epi8(' '), quote = _mm_set1_epi8('"');
  const __m128i backslash = _mm_set1_epi8('\\');
  for (; left >= 16; p += 16, left -= 16) {
    const __m128i chunk = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
    // Bytes above 0x7f are negative here, so one signed compare finds them and the controls.
    const __m128i odd =
        _mm_or_si128(_mm_cmplt_epi8(chunk, space),
                     _mm_or_si128(_mm_cmpeq_epi8(chunk, quote), _mm_cmpeq_epi8(chunk, backslash)));
    if (_mm_movemask_epi8(odd) != 0) return false;
  }
#endif
  bool plain = true;
  for (; left > 0; ++p, --left) {
    plain &= static_cast<unsigned char>(*p - ' ') < 0x60 && *p != '"' && *p != '\\';
  }
  return plain;
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
  if (cell_scalar()) {
    CellText(IsUtf8(text) ? text : std::string_view(scratch_ = ReplaceInvalidUtf8(text)));
  } else if (IsPlain(text)) {
    PlainValue(text);
  } else if (IsUtf8(text)) {
    Value(text);
  } else {
    if (!cell_) replaced_ = true;
    scratch_ = ReplaceInvalidUtf8(text);
    Value(scratch_);
  }
}

// RapidJSON takes care of what stands before the value; the value itself is copied whole.
void JsonWriter::PlainValue(std::string_view text) {
  writer_.RawValue("", 0, rapidjson::kStringType);
  char* out = buffer_.Push(text.size() + 2);
  *out++ = '"';
  if (!text.empty()) std::memcpy(out, text.data(), text.size());  // it may be nowhere
  out[text.size()] = '"';
}

void JsonWriter::Ascii(std::string_view text) {
  if (bytes_) {
    Base64(Bytes(text), /*pad=*/true);
    return;
  }
  cell_scalar() ? CellText(text) : PlainValue(text);
}

void JsonWriter::Decimal(std::string_view text) {
  if (cell_scalar()) {
    CellText(text);
  } else {
    writer_.RawValue(text.data(), text.size(), rapidjson::kNumberType);
  }
}

void JsonWriter::Time(UtcTime time) {
  char formatted[33];
  size_t size = FormatTime(time, 'T', formatted);
  formatted[size++] = 'Z';
  const std::string_view text(formatted, size);
  cell_scalar() ? CellText(text) : PlainValue(text);
}

void JsonWriter::Hex(std::span<const uint8_t> bytes) {
  scratch_.resize(2 * bytes.size());
  EncodeHex(bytes, scratch_.data());
  cell_scalar() ? CellText(scratch_) : PlainValue(scratch_);
}

void JsonWriter::Base64(std::span<const uint8_t> bytes, bool pad) {
  const std::string text = EncodeBase64(bytes, pad);
  cell_scalar() ? CellText(text) : PlainValue(text);
}

void JsonWriter::Base64Text(std::string_view text) {
  scratch_.clear();
  while (!text.empty()) {
    const size_t line = text.find('\n');
    std::string_view part = text.substr(0, line);
    text.remove_prefix(line == std::string_view::npos ? text.size() : line + 1);
    if (!HasSpace(part)) {
      scratch_ += part;
    } else {
      for (const char c : part) {
        if (c != '\r' && c != ' ' && c != '\t' && c != '\v') scratch_ += c;
      }
    }
  }
  if (cell_scalar()) {
    CellText(scratch_);
  } else if (IsPlain(scratch_)) {
    PlainValue(scratch_);
  } else {  // no base64 at all
    Value(ReplaceInvalidUtf8(scratch_));
  }
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
