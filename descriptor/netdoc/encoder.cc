#include "descriptor/netdoc/encoder.h"

#include <charconv>

#include "descriptor/netdoc/lexer.h"

namespace scape::netdoc {

bool Encoder::BareLineHolds() const {
  if (bare_line_ == std::string::npos) return true;
  // As it stands it may be an annotation or the beginning of an object.
  const std::string_view line = std::string_view(text_).substr(bare_line_);
  return !line.starts_with('@') && !line.starts_with("-----");
}

void Encoder::CloseLine() {
  ok_ = ok();
  bare_line_ = std::string::npos;
  if (line_open_) text_ += '\n';
  line_open_ = joined_ = false;
}

void Encoder::Separate() {
  if (!line_open_) ok_ = false;
  if (!joined_) text_ += ' ';
  joined_ = false;
}

Encoder& Encoder::Line() {
  CloseLine();
  bare_line_ = text_.size();
  line_open_ = joined_ = true;
  return *this;
}

Encoder& Encoder::Key(std::string_view name) {
  if (name.find_first_of(" \t\r\n=") != std::string_view::npos) ok_ = false;
  Separate();
  (text_ += name) += '=';
  joined_ = true;
  return *this;
}

Encoder& Encoder::Word(std::string_view word) {
  if (word.find_first_of(" \t\r\n") != std::string_view::npos) ok_ = false;
  Separate();
  text_ += word;
  return *this;
}

Encoder& Encoder::Item(std::string_view keyword) {
  CloseLine();
  if (!IsKeyword(keyword)) ok_ = false;
  text_ += keyword;
  line_open_ = true;
  return *this;
}

Encoder& Encoder::Annotation(std::string_view keyword) {
  CloseLine();
  if (!IsKeyword(keyword)) ok_ = false;
  (text_ += '@') += keyword;
  line_open_ = true;
  return *this;
}

Encoder& Encoder::Argument(std::string_view argument) {
  if (argument.empty()) ok_ = false;
  return Word(argument);
}

Encoder& Encoder::Argument(uint64_t number) {
  char digits[24];
  const auto [end, error] = std::to_chars(digits, digits + sizeof digits, number);
  return Argument(std::string_view(digits, static_cast<size_t>(end - digits)));
}

Encoder& Encoder::SignedArgument(int64_t number) {
  char digits[24];
  const auto [end, error] = std::to_chars(digits, digits + sizeof digits, number);
  return Argument(std::string_view(digits, static_cast<size_t>(end - digits)));
}

Encoder& Encoder::TimeArgument(UtcTime time) {
  char formatted[32];
  const size_t size = FormatTime(time, ' ', formatted);
  // Years before 1970 and after 9999 are not read.
  if (size != 19 || time.unix_seconds < 0) ok_ = false;
  Separate();
  text_.append(formatted, size);
  return *this;
}

Encoder& Encoder::Rest(std::string_view text) {
  if (text.empty()) return *this;
  if (IsBlank(text.front()) || text.back() == '\r' || text.find('\n') != std::string_view::npos) {
    ok_ = false;
  }
  Separate();
  text_ += text;
  return *this;
}

Encoder& Encoder::Object(std::string_view label, std::string_view base64) {
  CloseLine();
  if (label.find('\n') != std::string_view::npos ||
      base64.find_first_of("-@") != std::string_view::npos) {
    ok_ = false;  // it would end before its END line, or a line of it would begin a document
  }
  text_.append("-----BEGIN ").append(label).append("-----\n");
  size_t column = 0;
  for (const char c : base64) {
    if (c == '\n' || c == '\r' || c == ' ' || c == '\t' || c == '\v') continue;
    text_ += c;
    if (++column == 64) {
      text_ += '\n';
      column = 0;
    }
  }
  if (column != 0) text_ += '\n';
  text_.append("-----END ").append(label).append("-----\n");
  return *this;
}

Encoder& Encoder::Object(std::string_view label, std::span<const uint8_t> bytes) {
  return Object(label, std::string_view(EncodeBase64(bytes, /*pad=*/true)));
}

Encoder& Encoder::Raw(std::string_view text) {
  CloseLine();
  text_ += text;
  if (!text.empty() && text.back() != '\n') text_ += '\n';
  return *this;
}

Encoder& Encoder::Unrecognized(std::string_view text) {
  Lexer lexer(text);
  netdoc::Item item;
  if (!lexer.Next(&item) || !lexer.rest().empty() || item.form == ItemForm::kStray ||
      (item.notes & kUnterminatedObject) != 0) {
    ok_ = false;
  }
  return Raw(text);
}

std::string Encoder::Finish() {
  CloseLine();
  return std::move(text_);
}

}  // namespace scape::netdoc
