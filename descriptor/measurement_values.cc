#include "descriptor/measurement_values.h"

#include <charconv>
#include <iterator>

#include "absl/strings/str_format.h"

namespace scape::descriptor {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool IsCountry(std::string_view text) {
  return text.size() == 2 && IsLetter(text[0]) && IsLetter(text[1]);
}

// TakeDigits takes one digit or more from the front.
bool TakeDigits(std::string_view* text) {
  size_t size = 0;
  while (size < text->size() && IsDigit((*text)[size])) ++size;
  text->remove_prefix(size);
  return size != 0;
}

// IsReal tells whether `text` is a number as JSON has it.
bool IsReal(std::string_view text) {
  if (text.size() > Real::kMostDigits) return false;
  if (!text.empty() && text[0] == '-') text.remove_prefix(1);
  if (text.size() > 1 && text[0] == '0' && IsDigit(text[1])) return false;
  if (!TakeDigits(&text)) return false;
  if (!text.empty() && text[0] == '.') {
    text.remove_prefix(1);
    if (!TakeDigits(&text)) return false;
  }
  if (!text.empty() && (text[0] == 'e' || text[0] == 'E')) {
    text.remove_prefix(1);
    if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
    // A double has no more than three; more would be infinite, which JSON readers refuse.
    if (text.size() > 2 || !TakeDigits(&text)) return false;
  }
  return text.empty();
}

}  // namespace

bool UnixTime::Read(netdoc::ItemReader& in, UnixTime* out) {
  uint64_t seconds;
  if (!in.ReadUnsigned(&seconds, kMost)) return false;
  out->time.unix_seconds = static_cast<int64_t>(seconds);
  return true;
}

void UnixTime::Write(netdoc::Encoder& out) const {
  if (time.unix_seconds < 0 || static_cast<uint64_t>(time.unix_seconds) > kMost) out.Fail();
  out.SignedArgument(time.unix_seconds);
}

bool IsoTime::Read(netdoc::ItemReader& in, IsoTime* out) {
  std::string_view word;
  if (!in.Next(&word)) return false;
  uint64_t seconds;
  out->unix_form = netdoc::ParseUnsigned(word, &seconds);
  if (out->unix_form) {
    out->time.unix_seconds = static_cast<int64_t>(seconds);
    return seconds <= UnixTime::kMost || in.Fail(word);
  }
  constexpr size_t kDate = 10, kSize = 19;
  if (word.size() != kSize || word[kDate] != 'T') return in.Fail(word);
  char text[kSize];
  word.copy(text, kSize);
  text[kDate] = ' ';
  return netdoc::ParseTime({text, kSize}, &out->time) || in.Fail(word);
}

void IsoTime::Write(netdoc::Encoder& out) const {
  if (unix_form) return UnixTime{time}.Write(out);
  char text[32];
  const size_t size = netdoc::FormatTime(time, 'T', text);
  out.Argument({text, size});
}

bool Real::Read(netdoc::ItemReader& in, Real* out) {
  return in.Next(&out->text) && (IsReal(out->text) || in.Fail(out->text));
}

double Real::ToDouble() const {
  double number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

bool PythonBoolean::Read(netdoc::ItemReader& in, PythonBoolean* out) {
  std::string_view word;
  if (!in.Next(&word)) return false;
  out->value = word == "True";
  return out->value || word == "False" || in.Fail(word);
}

bool FormatVersion::Read(netdoc::ItemReader& in, FormatVersion* out) {
  std::string_view word;
  if (!in.Next(&word)) return false;
  uint16_t* const parts[] = {&out->major, &out->minor, &out->patch};
  size_t count = 0;
  for (const std::string_view part : netdoc::Words(word, '.')) {
    uint64_t number;
    if (count == std::size(parts) || !netdoc::ParseUnsigned(part, &number) || number > UINT16_MAX ||
        (part.size() > 1 && part[0] == '0')) {
      return in.Fail(word);
    }
    *parts[count++] = static_cast<uint16_t>(number);
  }
  return count == std::size(parts) || in.Fail(word);
}

void FormatVersion::Write(netdoc::Encoder& out) const {
  out.Argument(absl::StrFormat("%d.%d.%d", major, minor, patch));
}

void FormatVersion::Json(netdoc::JsonWriter& json) const {
  json.Ascii(absl::StrFormat("%d.%d.%d", major, minor, patch));
}

bool ParseNodeId(std::string_view text, NodeId* id) {
  id->dollar = !text.empty() && text[0] == '$';
  return netdoc::DecodeHex(text.substr(id->dollar), id->bytes);
}

bool NodeId::Read(netdoc::ItemReader& in, NodeId* out) {
  std::string_view word;
  return in.Next(&word) && (ParseNodeId(word, out) || in.Fail(word));
}

void NodeId::Write(netdoc::Encoder& out) const {
  char text[41] = {'$'};
  netdoc::EncodeHex(bytes, text + 1);
  out.Argument(std::string_view(text, sizeof text).substr(!dollar));
}

bool CountryCode::Read(netdoc::ItemReader& in, CountryCode* out) {
  return in.Next(&out->text) && (IsCountry(out->text) || in.Fail(out->text));
}

void CountryList::Json(netdoc::JsonWriter& json) const {
  json.BeginArray();
  for (const std::string_view country : countries()) json.String(country);
  json.EndArray();
}

bool CountryList::Check(netdoc::Fault* fault) const {
  for (const std::string_view country : countries()) {
    if (IsCountry(country)) continue;
    *fault = {&netdoc::problems::kBadArgument, country, kExpects, {}};
    return false;
  }
  return true;
}

void RelayPath::Json(netdoc::JsonWriter& json) const {
  json.BeginArray();
  NodeId id;
  for (const std::string_view relay : relays()) {
    if (ParseNodeId(relay, &id)) id.Json(json);
  }
  json.EndArray();
}

bool RelayPath::Check(netdoc::Fault* fault) const {
  NodeId id;
  for (const std::string_view relay : relays()) {
    if (ParseNodeId(relay, &id)) continue;
    *fault = {&netdoc::problems::kBadArgument, relay, kExpects, {}};
    return false;
  }
  return true;
}

}  // namespace scape::descriptor
