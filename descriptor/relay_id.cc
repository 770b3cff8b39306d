#include "descriptor/relay_id.h"

#include <cstring>

#include "descriptor/validate.h"

namespace scape::descriptor {

using netdoc::Encoder;
using netdoc::Fault;
using netdoc::ItemReader;
using netdoc::JsonWriter;

namespace {

void WriteWords(std::string_view text, Encoder& out) {
  for (const std::string_view word : netdoc::Words(text)) out.Argument(word);
}

void JsonWords(std::string_view text, JsonWriter& json) {
  json.BeginArray();
  for (const std::string_view word : netdoc::Words(text)) json.String(word);
  json.EndArray();
}

}  // namespace

bool Nickname::Read(ItemReader& in, Nickname* out) {
  const auto read = [&](const char* begin) {
    const size_t size = AlphanumericsOf16(begin);
    out->text = std::string_view(begin, size);
    return size;
  };
  if (in.NextBy(read)) return true;
  return in.Next(&out->text) && (IsNickname(out->text) || in.Fail(out->text));
}

bool Sha1::Read(ItemReader& in, Sha1* out) {
  std::string_view argument;
  return in.Next(&argument) && (netdoc::DecodeHex(argument, out->bytes) || in.Fail(argument));
}

void Sha1::Write(Encoder& out) const {
  char digits[40];
  netdoc::EncodeHex(bytes, digits);
  out.Argument(std::string_view(digits, sizeof digits));
}

bool HexDigest::Decode(std::array<uint8_t, kMostBytes>* bytes, size_t* size) const {
  *size = text.size() / 2;
  return !text.empty() && text.size() % 2 == 0 && *size <= kMostBytes &&
         netdoc::DecodeHex(text, std::span(*bytes).first(*size));
}

void HexDigest::Json(JsonWriter& json) const {
  std::array<uint8_t, kMostBytes> bytes;
  size_t size;
  Decode(&bytes, &size) ? json.Hex(std::span(bytes).first(size)) : json.String(text);
}

bool HexDigest::Check(Fault* fault) const {
  std::array<uint8_t, kMostBytes> bytes;
  size_t size;
  if (Decode(&bytes, &size)) return true;
  *fault = {&netdoc::problems::kBadArgument, text, kExpects, {}};
  return false;
}

bool Fingerprint::Read(ItemReader& in, Fingerprint* out) {
  const std::string_view text = in.Rest();
  if (text.empty()) return in.FailMissing();
  char digits[40];
  size_t size = 0;
  if (text.size() == 49) {  // the usual form
    for (; size < 40; size += 4) std::memcpy(digits + size, text.data() + size / 4 * 5, 4);
    bool spaced = true;
    for (size_t i = 4; i < 49; i += 5) spaced &= text[i] == ' ';
    if (spaced && netdoc::DecodeHex(std::string_view(digits, 40), out->bytes)) return true;
    size = 0;
  }
  for (const char c : text) {
    if (c == ' ') continue;
    if (size == sizeof digits) return in.Fail(text);
    digits[size++] = c;
  }
  return netdoc::DecodeHex(std::string_view(digits, size), out->bytes) || in.Fail(text);
}

void Fingerprint::Write(Encoder& out) const {
  char digits[40];
  netdoc::EncodeHex(bytes, digits);
  for (int group = 0; group < 10; ++group) out.Argument(std::string_view(digits + 4 * group, 4));
}

bool FamilyMembers::Read(ItemReader& in, FamilyMembers* out) {
  out->text = in.Rest();
  return true;
}
void FamilyMembers::Write(Encoder& out) const { WriteWords(text, out); }
void FamilyMembers::Json(JsonWriter& json) const { JsonWords(text, json); }

bool FamilyMembers::Check(Fault* fault) const {
  for (const std::string_view member : members()) {
    if (!IsRelayReference(member)) {
      // The other members stand: the fault is told, and the list kept.
      *fault = {&netdoc::problems::kBadArgument, member, kExpects, {}};
      break;
    }
  }
  return true;
}

bool FamilyIds::Read(ItemReader& in, FamilyIds* out) {
  out->text = in.Rest();
  return true;
}
void FamilyIds::Write(Encoder& out) const { WriteWords(text, out); }
void FamilyIds::Json(JsonWriter& json) const { JsonWords(text, json); }

}  // namespace scape::descriptor
