// Fuzzes single values: the scalars, every value type that a table uses, and the validators. What
// has a text form is read from it as it was.
#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "descriptor/document_type.h"
#include "descriptor/exit_policy.h"
#include "descriptor/extra_info.h"
#include "descriptor/fuzz/document_fuzz.h"
#include "descriptor/fuzz/fuzz.h"
#include "descriptor/fuzz/json_check.h"
#include "descriptor/fuzz/policy_check.h"
#include "descriptor/microdescriptor.h"
#include "descriptor/netdoc/annotations.h"
#include "descriptor/netdoc/scalars.h"
#include "descriptor/netdoc/words.h"
#include "descriptor/server_descriptor.h"
#include "descriptor/tor_version.h"
#include "descriptor/validate.h"

namespace scape::fuzz {
namespace {

using descriptor::PolicyAction;

void Numbers(std::string_view text) {
  const bool digits =
      !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
  uint64_t value, expected = 0;
  const bool fits =
      digits && std::from_chars(text.data(), text.data() + text.size(), expected).ec == std::errc();
  const bool read = netdoc::ParseUnsigned(text, &value);
  Require(read == fits && (!read || value == expected), "a whole number is its digits");

  int64_t number, wanted = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), wanted);
  const bool good = !text.empty() && error == std::errc() && end == text.data() + text.size();
  const bool is_signed = netdoc::ParseSigned(text, &number);
  Require(is_signed == good && (!good || number == wanted), "a signed number is its digits");
}

void Times(std::string_view text) {
  netdoc::UtcTime time;
  if (netdoc::ParseTime(text, &time)) {
    char formatted[32];
    const std::string_view shown(formatted, netdoc::FormatTime(time, ' ', formatted));
    // The last second of 9999 may be a leap second.
    if (text.substr(17) != "60") Require(shown == text, "a time is shown as it was written");
    netdoc::UtcTime again;
    Require(text == "9999-12-31 23:59:60" || (netdoc::ParseTime(shown, &again) && again == time),
            "a time that is shown can be read");
    Require(time.unix_seconds >= 0, "no time is before 1970");
  }
  if (text.size() >= 8) {
    std::memcpy(&time.unix_seconds, text.data(), 8);
    char formatted[32];
    const size_t size = netdoc::FormatTime(time, 'T', formatted);
    Require(size >= 19 && size <= sizeof formatted, "any time can be shown");
    netdoc::JsonWriter json;
    json.Time(time);
    RequireJson(json.text());
  }
}

void Encodings(std::string_view text) {
  std::vector<uint8_t> bytes(text.size() + 3);
  const netdoc::Base64Result checked = netdoc::CheckBase64(text);
  const netdoc::Base64Result decoded = netdoc::DecodeBase64(text, bytes);
  Require(checked.fault == decoded.fault && checked.size == decoded.size &&
              checked.position == decoded.position && checked.canonical == decoded.canonical,
          "base64 is checked as it is decoded");
  if (decoded.ok()) {
    const std::span<const uint8_t> content = std::span(bytes).first(decoded.size);
    for (const bool pad : {false, true}) {
      const std::string encoded = netdoc::EncodeBase64(content, pad);
      std::vector<uint8_t> again(decoded.size);
      const netdoc::Base64Result result = netdoc::DecodeBase64(encoded, again);
      Require(result.ok() && result.canonical && result.size == decoded.size &&
                  std::equal(again.begin(), again.end(), content.begin()),
              "bytes survive base64");
      if (decoded.canonical && text.find_first_of("\n\r\t\v ") == std::string_view::npos &&
          pad == text.ends_with('=')) {
        Require(encoded == text || decoded.size % 3 == 0, "canonical base64 is unique");
      }
    }
    if (decoded.size != 0) {
      std::vector<uint8_t> small(decoded.size - 1);
      Require(netdoc::DecodeBase64(text, small).fault == netdoc::Base64Fault::kTooLong,
              "what does not fit is too long");
    }
  } else if (decoded.fault != netdoc::Base64Fault::kDanglingBits) {
    Require(decoded.position < text.size(), "a fault has a place");
  }

  std::vector<uint8_t> nibbles(text.size() / 2);
  if (netdoc::DecodeHex(text, nibbles)) {
    std::string shown(text.size(), '?');
    netdoc::EncodeHex(nibbles, shown.data());
    Require(std::equal(shown.begin(), shown.end(), text.begin(),
                       [](char a, char b) { return a == (b >= 'a' ? b - 'a' + 'A' : b); }),
            "hexadecimal is shown in upper case");
  }

  const std::string replaced = netdoc::ReplaceInvalidUtf8(text);
  Require(netdoc::IsUtf8(replaced), "replaced text is UTF-8");
  Require(netdoc::IsUtf8(text) == (replaced == text), "UTF-8 is not replaced, anything else is");
  netdoc::JsonWriter json;
  json.BeginObject();
  json.Member("text", [&] { json.String(text); });
  json.EndObject();
  RequireJson(json.text());
}

void Addresses(std::string_view text) {
  using namespace descriptor;
  Ipv4Address ipv4;
  const bool is_ipv4 = ParseIpv4(text, &ipv4);
  Require(is_ipv4 == IsIpv4Address(text), "the two readers of IPv4 addresses agree");
  char formatted[16];
  Require(!is_ipv4 || std::string_view(formatted, FormatIpv4(ipv4, formatted)) == text,
          "an IPv4 address is shown as it was written");
  IpAddress address;
  const bool is_address = ParseIpAddress(text, &address);
  Require(is_address == (is_ipv4 || IsIpv6Address(text)), "the readers of IPv6 addresses agree");
  if (is_address) {
    Require(address.is_ipv6 != is_ipv4, "an address has a family");
    IpAddress again;
    Require(ParseIpAddress(address.ToString(), &again) && again == address,
            "an address that is shown can be read");
    for (int bits = 0; bits <= (address.is_ipv6 ? 128 : 32); ++bits) {
      Require(address.InPrefix(address, bits), "an address is in its own network");
    }
    IsInternal(address);
  }
  uint64_t number;
  Require(!IsPort(text) || (netdoc::ParseUnsigned(text, &number) && number >= 1 && number <= 65535),
          "a port is a number from 1 to 65535");
  Require(!IsPort(text) || IsPort(text, true), "0 is one port more");
}

void Names(std::string_view text) {
  using namespace descriptor;
  OnionAddressV3 onion;
  const bool v3 = IsOnionAddress(text, OnionVersion::kV3);
  Require(DecodeOnionAddressV3(text, &onion) == v3, "an onion address can be decoded");
  Require(IsOnionAddress(text) == (v3 || IsOnionAddress(text, OnionVersion::kV2)),
          "an onion address has a version");
  Require(!IsNickname(text) || IsRelayReference(text), "a nickname names a relay");
  Require(!IsFingerprint(text, Prefix::kDollar) || IsRelayReference(text),
          "a fingerprint names a relay");
  Require(IsFingerprint(text, Prefix::kOptionalDollar) ==
              (IsFingerprint(text, Prefix::kNone) || IsFingerprint(text, Prefix::kDollar)),
          "a fingerprint has a dollar, or has none");
  Require(!IsCircuitId(text) || (!text.empty() && text.size() <= 16), "a circuit has a short name");
  IsStreamId(text);
  IsConnectionId(text);
  const DocumentType* type = FindDocumentType(text);
  Require(type == nullptr || text.starts_with(type->name), "a type is found by its name");
}

void Versions(std::string_view text) {
  using descriptor::TorVersion;
  TorVersion version, again;
  if (descriptor::ParseTorVersion(text, &version)) {
    const std::string shown = version.ToString();
    Require(version.has_name ? text.substr(4) == shown || text.size() > shown.size()
                             : text.size() >= shown.size(),
            "a version is shown without its name");
    Require(descriptor::ParseTorVersion(shown, &again) && again == version &&
                again.extra == version.extra && again.has_patch == version.has_patch &&
                again.tag == version.tag,
            "a version that is shown can be read");
    TorVersion floor;
    Require(version >= floor || version.status != TorVersion::Status::kRelease,
            "no version is below 0.0.0");
    again.tag = "zzz";
    Require((again <=> version) == (std::string_view("zzz") <=> version.tag),
            "the tag decides last");
  }
  if (descriptor::TorVersionOfPlatform(text, &version)) {
    Require(text.starts_with("Tor ") && version.has_name, "a platform begins with a name");
    Require(descriptor::ParseTorVersion(version.ToString(), &again) && again == version,
            "a platform's version is a version");
    Require(version.tag.empty() || IsInside(text, version.tag), "a tag lies in its text");
    Require(version.extra.empty() || IsInside(text, version.extra), "an extra lies in its text");
  }
}

void Policies(std::string_view text) {
  using namespace descriptor;
  for (const PolicyAction action : {PolicyAction::kAccept, PolicyAction::kReject,
                                    PolicyAction::kAccept6, PolicyAction::kReject6}) {
    ExitPattern pattern, again;
    if (!ParseExitPattern(text, action, &pattern)) continue;
    Require(pattern.first_port >= 1 && pattern.first_port <= pattern.last_port,
            "ports are in order");
    Require(pattern.prefix_bits >= 0 && pattern.prefix_bits <= (pattern.address.is_ipv6 ? 128 : 32),
            "a mask fits its family");
    std::string shown = pattern.kind == ExitPattern::Kind::kAny       ? "*"
                        : pattern.kind == ExitPattern::Kind::kPrivate ? "private"
                        : pattern.address.is_ipv6 ? "[" + pattern.address.ToString() + "]"
                                                  : pattern.address.ToString();
    if (pattern.kind == ExitPattern::Kind::kIpv4 || pattern.kind == ExitPattern::Kind::kIpv6) {
      shown += "/" + std::to_string(pattern.prefix_bits);
      Require(pattern.MatchesAddress(pattern.address), "a network holds its own address");
      Require(pattern.address.is_ipv6 == (pattern.kind == ExitPattern::Kind::kIpv6),
              "a network has a family");
    }
    shown += ":" + std::to_string(pattern.first_port) + "-" + std::to_string(pattern.last_port);
    Require(ParseExitPattern(shown, action, &again) && again == pattern,
            "a pattern that is shown can be read");
  }

  // The lines of the text as a policy.
  std::vector<ExitPolicyRule> rules;
  for (const std::string_view line : netdoc::Words(text, '\n')) {
    if (rules.size() == 100) break;
    const bool accept = line.starts_with('+');
    rules.push_back(
        {accept ? PolicyAction::kAccept : PolicyAction::kReject, line.substr(accept ? 1 : 0)});
  }
  RequirePolicy(rules);

  for (const bool accept : {false, true}) {
    const PortPolicy policy{accept, text};
    netdoc::Fault fault;
    if (!policy.Check(&fault)) continue;
    size_t listed = 0;
    for (uint32_t port = 0; port < 65536; port += 97) {
      listed += policy.Contains(static_cast<uint16_t>(port));
      Require(port == 0 || policy.CanExitTo(static_cast<uint16_t>(port)) ==
                               (policy.Contains(static_cast<uint16_t>(port)) == accept),
              "a port list decides by what it contains");
    }
    Require(!policy.Contains(0), "no list contains port 0");
    Require(text != "1-65535" || listed == 675, "a list of all ports has them all");
  }
}

void Protocols(std::string_view text) {
  using namespace descriptor;
  Protocol protocol;
  if (ParseProtocol(text, &protocol)) {
    Require(text.starts_with(protocol.name) && text[protocol.name.size()] == '=',
            "a protocol begins with its name");
    std::string shown(protocol.name);
    shown += '=';
    for (unsigned version = 0; version < 64; ++version) {
      if (protocol.Supports(version)) {
        if (shown.back() != '=') shown += ',';
        shown += std::to_string(version);
      }
    }
    Protocol again;
    Require(ParseProtocol(shown, &again) && again.versions == protocol.versions,
            "a protocol that is shown can be read");
    Require(!protocol.Supports(64), "no version is above 63");
  } else {
    Require(protocol.name.empty() || text.starts_with(protocol.name), "a name is kept or empty");
  }
}

void WordsOf(std::string_view text) {
  for (const char separator : {' ', ',', '\n'}) {
    size_t count = 0;
    std::string joined;
    const char* end = text.data();
    for (const std::string_view word : netdoc::Words(text, separator)) {
      Require(IsInside(text, word) && word.data() >= end, "words are in order");
      end = word.data() + word.size();
      if (count++ != 0) joined += separator;
      joined += word;
      Require(separator != ' ' || !word.empty(), "no word between blanks is empty");
    }
    Require(separator == ' ' || joined == text, "words and separators are the text");
  }
  netdoc::FieldTree fields;
  fields.Add(text);
  const std::string_view head = text.substr(0, text.find('.'));
  Require(fields.Find(head) != nullptr && fields.Find(head)->name == head, "a field can be found");
}

// FindKeyword looks a word up in T's table, by its hash and by looking at every row.
template <typename T>
void FindKeyword(std::string_view word) {
  const auto& table = netdoc::kTable<T>;
  int expected = -1;
  for (size_t row = 0; row < table.kRows; ++row) {
    if (table.rules[row].keyword == word) expected = static_cast<int>(row);
  }
  Require(table.index.Find(word) == expected, "a keyword is found by its hash");
}

// ReadValue reads a V from one item, and again from what it wrote.
template <typename V>
void ReadValue(std::string_view text, std::string_view keyword) {
  netdoc::Lexer lexer(text);
  netdoc::Item item;
  if (!lexer.Next(&item)) return;
  // The item as it would be with this keyword.
  item.keyword = keyword;
  netdoc::ItemReader in(item);
  V value{};
  if (!netdoc::Value<V>::Read(in, &value)) {
    Require(in.fault().problem != nullptr, "what cannot be read has a problem");
    Require(IsInside(text, in.fault().where) || IsInside(keyword, in.fault().where),
            "a problem lies in its text");
    return;
  }
  ExamineValue(text, value);
  netdoc::Fault fault;
  const bool sound = netdoc::Value<V>::Check(value, &fault);
  netdoc::JsonWriter json;
  json.BeginObject();
  json.Member("value", [&] { netdoc::Value<V>::Json(json, value); });
  json.EndObject();
  if (sound) RequireJson(json.text());

  netdoc::Encoder out;
  out.Item("keyword");
  netdoc::Value<V>::Write(out, value);
  if (!out.ok()) return;
  const std::string written = out.Finish();
  netdoc::Lexer second_lexer{std::string_view(written)};
  netdoc::Item second;
  Require(second_lexer.Next(&second) && second_lexer.rest().empty(), "a value is one item");
  second.keyword = keyword;
  netdoc::ItemReader again(second);
  V copy{};
  Require(netdoc::Value<V>::Read(again, &copy), "what was written can be read");
  netdoc::Fault none;
  // It may have become sound: a list is written with single spaces.
  Require(netdoc::Value<V>::Check(copy, &none) || !sound, "what was sound is written soundly");
  netdoc::JsonWriter json_again;
  json_again.BeginObject();
  json_again.Member("value", [&] { netdoc::Value<V>::Json(json_again, copy); });
  json_again.EndObject();
  Require(json_again.text() == json.text(), "what was written is the same value");
}

template <typename T>
void ReadValues(std::string_view text) {
  netdoc::ForEachRow<T>([&]<size_t kRow>() {
    using F = netdoc::FieldOf<T, kRow>;
    if constexpr (!F::kSection && !F::Shape::kFlag) {
      ReadValue<typename F::Inner>(text, netdoc::kTable<T>.rules[kRow].keyword);
    }
  });
}

}  // namespace
}  // namespace scape::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace scape::fuzz;
  const std::string_view text = TextOf(data, size);
  for (const std::string_view value : {text, text.substr(0, text.find('\n'))}) {
    Numbers(value);
    Times(value);
    Encodings(value);
    Addresses(value);
    Names(value);
    Versions(value);
    Policies(value);
    Protocols(value);
    WordsOf(value);
    FindKeyword<scape::descriptor::ServerDescriptor>(value);
    FindKeyword<scape::descriptor::ExtraInfo>(value);
    FindKeyword<scape::descriptor::Microdescriptor>(value);
    if (value.size() == text.size()) break;
  }
  const std::string item = "x " + std::string(text);
  ReadValues<scape::descriptor::ServerDescriptor>(item);
  ReadValues<scape::descriptor::ExtraInfo>(item);
  ReadValues<scape::descriptor::Microdescriptor>(item);
  ReadValues<scape::netdoc::Annotations>(item);
  ReadValue<scape::descriptor::TorVersion>(item, "x");
  return 0;
}
