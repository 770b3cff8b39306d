#include "descriptor/fallback_directories.h"

#include <algorithm>

namespace scape::descriptor {
namespace {

constexpr std::string_view kBlanks = " \t";

std::string_view Trim(std::string_view text) {
  const size_t begin = std::min(text.find_first_not_of(kBlanks), text.size());
  const size_t end = text.find_last_not_of(kBlanks);
  return text.substr(begin, end == std::string_view::npos ? 0 : end + 1 - begin);
}

std::string_view FirstWord(std::string_view text) {
  return text.substr(0, text.find_first_of(kBlanks));
}

bool IsSeparator(std::string_view name) {
  return name.size() >= 5 && name.find_first_not_of('=') == std::string_view::npos;
}

// CommentName returns NAME of "/* NAME=VALUE */", "=====" of "/* ===== */", or nothing.
std::string_view CommentName(std::string_view line) {
  std::string_view name, value;
  return Uncomment(line, &name, &value) ? name : std::string_view();
}

// Strings of C in the lists begin entries, or go on with them.
enum class String { kNone, kFallback, kAuthority, kAuthorityAddress, kAssignment };

String Kind(std::string_view line, std::string_view* assigned) {
  std::string_view inner;
  bool comma;
  if (!Unquote(line, &inner, &comma)) return String::kNone;
  inner = Trim(inner);
  const std::string_view first = FirstWord(inner);
  if (const size_t equals = first.find('='); equals != std::string_view::npos) {
    *assigned = first.substr(0, equals);
    return String::kAssignment;
  }
  Ipv4Address address;
  if (!ParseIpv4(first.substr(0, first.find(':')), &address)) return String::kAuthority;
  return inner.find('=') != std::string_view::npos ? String::kFallback : String::kAuthorityAddress;
}

// CachedName returns NAME of "FINGERPRINT.NAME value".
std::string_view CachedName(std::string_view line) {
  constexpr size_t kDigits = 40;
  const std::string_view word = FirstWord(Trim(line));
  std::array<uint8_t, kDigits / 2> bytes;
  if (word.size() <= kDigits || word[kDigits] != '.') return {};
  return netdoc::DecodeHex(word.substr(0, kDigits), bytes) ? word.substr(kDigits + 1)
                                                           : std::string_view();
}

// BeginsEntry returns the row of the line that begins an entry of any form; else nothing.
std::string_view BeginsEntry(std::string_view line) {
  std::string_view assigned;
  switch (Kind(line, &assigned)) {
    case String::kFallback:
      return "relay";
    case String::kAuthority:
      return "authority";
    default:
      return CachedName(line) == "address" ? "cached-address" : "";
  }
}

bool IsCachedHeader(std::string_view line) {
  const std::string_view word = FirstWord(Trim(line));
  return word == "tor_commit" || word == "stem_commit" || word.substr(0, 7) == "header.";
}

}  // namespace

bool Unquote(std::string_view line, std::string_view* inner, bool* comma) {
  line = Trim(line);
  *comma = !line.empty() && line.back() == ',';
  if (*comma) line = Trim(line.substr(0, line.size() - 1));
  if (line.size() < 2 || line[0] != '"' || line.find('"', 1) != line.size() - 1) return false;
  *inner = line.substr(1, line.size() - 2);
  return true;
}

bool Uncomment(std::string_view line, std::string_view* name, std::string_view* value) {
  line = Trim(line);
  if (line.size() < 5 || line.substr(0, 2) != "/*" || line.substr(line.size() - 2) != "*/") {
    return false;
  }
  line = Trim(line.substr(2, line.size() - 4));
  *value = {};
  if (IsSeparator(line)) {
    *name = "=====";
    return true;
  }
  if (!netdoc::SplitKey(line, name, value) || name->empty() ||
      line.find_first_of(kBlanks) != std::string_view::npos ||
      line.find("*/") != std::string_view::npos) {
    return false;
  }
  return std::all_of(name->begin(), name->end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           c == '-';
  });
}

bool CommentHeader::Read(netdoc::ItemReader& in, CommentHeader* out) {
  const std::string_view line = in.Rest();
  return Uncomment(line, &out->name, &out->value) || in.Fail(line);
}

void CommentHeader::Write(netdoc::Encoder& out) const {
  out.Rest("/* " + std::string(name) + "=" + std::string(value) + " */");
}

void CommentHeader::Json(netdoc::JsonWriter& json) const {
  json.BeginObject();
  json.Member("name", [&] { json.String(name); });
  json.Member("value", [&] { json.String(value); });
  json.EndObject();
}

bool CompactTime::Read(netdoc::ItemReader& in, CompactTime* out) {
  std::string_view word;
  if (!in.Next(&word)) return false;
  if (word.size() != 14) return in.Fail(word);
  std::string text;
  for (size_t i = 0; i < word.size(); ++i) {
    if (i == 4 || i == 6) text += '-';
    if (i == 8) text += ' ';
    if (i == 10 || i == 12) text += ':';
    text += word[i];
  }
  return netdoc::ParseTime(text, &out->time) || in.Fail(word);
}

void CompactTime::Write(netdoc::Encoder& out) const {
  char text[32];
  std::string digits(text, netdoc::FormatTime(time, ' ', text));
  std::erase_if(digits, [](char c) { return c < '0' || c > '9'; });
  out.Argument(digits);
}

bool FallbackAddress::Read(netdoc::ItemReader& in, FallbackAddress* out) {
  std::string_view word;
  if (!in.Next(&word)) return false;
  const size_t colon = word.find(':');
  out->dir_port.reset();
  if (!ParseIpv4(word.substr(0, colon), &out->address)) return in.Fail(word);
  if (colon == std::string_view::npos) return true;
  uint64_t port;
  if (!netdoc::ParseUnsigned(word.substr(colon + 1), &port) || port > UINT16_MAX) {
    return in.Fail(word);
  }
  out->dir_port = static_cast<uint16_t>(port);
  return true;
}

void FallbackAddress::Write(netdoc::Encoder& out) const {
  char text[16];
  std::string word(text, FormatIpv4(address, text));
  if (dir_port.has_value()) word += ":" + std::to_string(*dir_port);
  out.Argument(word);
}

void FallbackAddress::Json(netdoc::JsonWriter& json) const {
  json.BeginObject();
  json.Member("address", [&] { address.Json(json); });
  if (dir_port.has_value()) json.Member("dir_port", [&] { json.Unsigned(*dir_port); });
  json.EndObject();
}

void CachedAddress::Json(netdoc::JsonWriter& json) const {
  json.BeginObject();
  json.Member("fingerprint", [&] { relay.Json(json); });
  json.Member("address", [&] { value.Json(json); });
  json.EndObject();
}

bool Ipv6Address::Read(netdoc::ItemReader& in, Ipv6Address* out) {
  std::string_view word;
  if (!in.Next(&word)) return false;
  return (ParseIpAddress(word, &out->address) && out->address.is_ipv6) || in.Fail(word);
}

std::string_view FallbackEntry::NameOf(std::string_view line) {
  std::string_view assigned;
  switch (Kind(line, &assigned)) {
    case String::kFallback:
      return "relay";
    case String::kAssignment:
      return assigned == "ipv6" ? "ipv6" : assigned == "weight" ? "weight" : "";
    case String::kAuthority:
    case String::kAuthorityAddress:
      return {};
    case String::kNone:
      break;
  }
  const std::string_view name = CommentName(line);
  if (name == "nickname") return "nickname";
  if (name == "extrainfo") return "extrainfo";
  if (name == "=====") return "separator";
  if (Trim(line) == ",") return "comma";
  return CachedName(line).empty() && !IsCachedHeader(line) ? "prose" : "";
}

std::string_view AuthorityEntry::NameOf(std::string_view line) {
  std::string_view assigned;
  switch (Kind(line, &assigned)) {
    case String::kAuthority:
      return "authority";
    case String::kAuthorityAddress:
      return "address";
    case String::kAssignment:
      return assigned == "ipv6" ? "ipv6" : assigned == "v3ident" ? "v3ident" : "";
    case String::kFallback:
      return {};
    case String::kNone:
      break;
  }
  return CachedName(line).empty() && !IsCachedHeader(line) ? "prose" : "";
}

std::string_view CachedFallback::NameOf(std::string_view line) {
  const std::string_view name = CachedName(line);
  return name == "address" ? "cached-address" : name;
}

std::string_view FallbackDirectories::NameOf(std::string_view line) {
  if (const std::string_view begins = BeginsEntry(line); !begins.empty()) return begins;
  std::string_view assigned;
  if (IsCachedHeader(line)) {
    const std::string_view word = FirstWord(Trim(line));
    return netdoc::kTable<FallbackDirectories>.index.Find(word) >= 0 ? word : "orphan";
  }
  if (Kind(line, &assigned) != String::kNone || !CachedName(line).empty()) return "orphan";
  const std::string_view name = CommentName(line);
  if (name.empty() || name == "nickname" || name == "extrainfo") return "prose";
  if (name == "=====") return "separators";
  for (const std::string_view header : {"type", "version", "timestamp", "source"}) {
    if (name == header) return header;
  }
  return "header";
}

bool FallbackDirectories::Resembles(std::string_view line) {
  const std::string_view name = CommentName(line);
  return name == "type" || name == "version" || FirstWord(line) == "tor_commit" ||
         FirstWord(line) == "header.type" || !BeginsEntry(line).empty();
}

}  // namespace scape::descriptor
