// FallbackDirectories is a list of the relays that a tor without a consensus asks first:
// fallback_dirs.inc in its versions 1 to 4, tor's list of the authorities (auth_dirs.inc), and
// stem's cached_fallbacks.cfg.
//
//   FallbackDirectories list;
//   netdoc::ParseDocument(text, kFallbackDirectories, &list, diagnostics);
//   for (const FallbackEntry& entry : list.fallbacks) *entry.relay.value.id;
//
// The first two are C: strings in quotes, which hold what is read, and comments, some of which do.
// All other lines of comments are prose; one between two entries belongs to the first of them. A
// parsed list borrows the text it was parsed from.
#ifndef SCAPE_DESCRIPTOR_FALLBACK_DIRECTORIES_H_
#define SCAPE_DESCRIPTOR_FALLBACK_DIRECTORIES_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "descriptor/address.h"
#include "descriptor/measurement_values.h"
#include "descriptor/netdoc/parse.h"
#include "descriptor/netdoc/table.h"
#include "descriptor/netdoc/value.h"
#include "descriptor/relay_id.h"

namespace scape::descriptor {

inline constexpr netdoc::Kinds kFallbackDirectories = 1;

// FixedName is a text that a type is made for.
template <size_t kSize>
struct FixedName {
  char text[kSize] = {};
  consteval FixedName(const char (&name)[kSize]) { std::copy_n(name, kSize, text); }
  constexpr std::string_view view() const { return {text, kSize - 1}; }
};

// Unquote finds what stands between the quotes of `line`, and whether a comma follows them.
bool Unquote(std::string_view line, std::string_view* inner, bool* comma);

// Uncomment finds NAME and VALUE of "/* NAME=VALUE */"; for "/* ===== */" the name is "=====".
bool Uncomment(std::string_view line, std::string_view* name, std::string_view* value);

// WrittenAlone returns the words that a value is written as. False: it has no text.
template <typename V>
bool WrittenAlone(const V& value, std::string* words) {
  netdoc::Encoder out;
  out.Line();
  netdoc::Value<V>::Write(out, value);
  if (!out.ok()) return false;
  *words = out.Finish();
  if (!words->empty() && words->back() == '\n') words->pop_back();
  return true;
}

// Quoted is a line of C: a string with the words of V in it, and perhaps a comma.
template <typename V>
struct Quoted {
  V value;
  bool comma = false;

  static constexpr std::string_view kExpects = "a string in quotes";
  static bool Read(netdoc::ItemReader& in, Quoted* out) {
    const std::string_view line = in.Rest();
    std::string_view inner;
    if (!Unquote(line, &inner, &out->comma)) return in.Fail(line, kExpects);
    netdoc::ItemReader words(in.item(), inner);
    if (netdoc::Value<V>::Read(words, &out->value)) return true;
    in.fault() = words.fault();
    return false;
  }
  void Write(netdoc::Encoder& out) const {
    std::string words;
    if (!WrittenAlone(value, &words)) return out.Fail();
    if constexpr (requires { V::kLeading; }) words.insert(0, V::kLeading);
    if constexpr (requires { V::kTrailing; }) words.append(V::kTrailing);
    out.Rest('"' + words + '"' + (comma ? "," : ""));
  }
  void Json(netdoc::JsonWriter& json) const { netdoc::Value<V>::Json(json, value); }
  bool Check(netdoc::Fault* fault) const { return netdoc::Value<V>::Check(value, fault); }
};

// Assigned is the word `NAME=V`.
template <FixedName kName, typename V>
struct Assigned {
  V value;

  static constexpr std::string_view kExpects = netdoc::Value<V>::kExpects;
  static bool Read(netdoc::ItemReader& in, Assigned* out) {
    std::string_view word, name, text;
    if (!in.Next(&word)) return false;
    if (!netdoc::SplitKey(word, &name, &text) || name != kName.view()) return in.Fail(word);
    netdoc::ItemReader one(in.item(), text);
    if (netdoc::Value<V>::Read(one, &out->value)) return true;
    in.fault() = one.fault();
    return false;
  }
  void Write(netdoc::Encoder& out) const {
    out.Key(kName.view());
    netdoc::Value<V>::Write(out, value);
  }
  void Json(netdoc::JsonWriter& json) const { netdoc::Value<V>::Json(json, value); }
};

// Leading and Trailing put the blank that C's joining of strings needs before or behind V's words.
template <typename V>
struct Leading : V {
  static constexpr std::string_view kLeading = " ";
};
template <typename V>
struct Trailing : V {
  static constexpr std::string_view kTrailing = " ";
};

// Commented is the line "/* NAME=V */".
template <FixedName kName, typename V>
struct Commented {
  V value;

  static constexpr std::string_view kExpects = netdoc::Value<V>::kExpects;
  static bool Read(netdoc::ItemReader& in, Commented* out) {
    const std::string_view line = in.Rest();
    std::string_view name, text;
    if (!Uncomment(line, &name, &text)) return in.Fail(line);
    netdoc::ItemReader one(in.item(), text);
    if (netdoc::Value<V>::Read(one, &out->value)) return true;
    in.fault() = one.fault();
    return false;
  }
  void Write(netdoc::Encoder& out) const {
    std::string words;
    if (!WrittenAlone(value, &words)) return out.Fail();
    out.Rest("/* " + std::string(kName.view()) + "=" + words + " */");
  }
  void Json(netdoc::JsonWriter& json) const { netdoc::Value<V>::Json(json, value); }
};

// CommentHeader is a header that this table does not have.
struct CommentHeader {
  std::string_view name;
  std::string_view value;

  static constexpr std::string_view kExpects = "/* name=value */";
  static constexpr std::string_view kMembers[] = {"name", "value"};
  static bool Read(netdoc::ItemReader& in, CommentHeader* out);
  void Write(netdoc::Encoder& out) const;
  void Json(netdoc::JsonWriter& json) const;
};

// Mark is a line that is always the same; JSON shows that it is there.
template <FixedName kText>
struct Mark {
  static constexpr std::string_view kExpects = kText.view();
  static bool Read(netdoc::ItemReader& in, Mark*) { return in.Rest(), true; }
  void Write(netdoc::Encoder& out) const { out.Rest(kText.view()); }
  void Json(netdoc::JsonWriter& json) const { json.Boolean(true); }
};
using ListSeparator = Mark<"/* ===== */">;
using ListComma = Mark<",">;

// CompactTime is "20170516000000".
struct CompactTime {
  netdoc::UtcTime time;

  static constexpr std::string_view kExpects = "a time, YYYYMMDDHHMMSS";
  static bool Read(netdoc::ItemReader& in, CompactTime* out);
  void Write(netdoc::Encoder& out) const;
  void Json(netdoc::JsonWriter& json) const { json.Time(time); }
};

// FallbackAddress is an IPv4 address, with the DirPort until version 3.
struct FallbackAddress {
  Ipv4Address address;
  std::optional<uint16_t> dir_port;

  static constexpr std::string_view kExpects = "an IPv4 address, perhaps with a port";
  static bool Read(netdoc::ItemReader& in, FallbackAddress* out);
  void Write(netdoc::Encoder& out) const;
  void Json(netdoc::JsonWriter& json) const;
};

// FallbackRelay is `address:dirport orport=443 id=FINGERPRINT`.
struct FallbackRelay : netdoc::KeyedLine {
  FallbackAddress address;
  std::optional<Port> orport;
  std::optional<Sha1> id;

  static constexpr auto kArguments =
      netdoc::Arguments(netdoc::Argument<&FallbackRelay::address>("address"));
  static constexpr auto kKeys = netdoc::Keys(netdoc::Key<&FallbackRelay::orport>("orport"),
                                             netdoc::Key<&FallbackRelay::id>("id", "fingerprint"));
};

struct FallbackEntry : netdoc::Document {
  Quoted<FallbackRelay> relay;
  std::optional<Quoted<Leading<Assigned<"ipv6", AddressPort>>>> ipv6;
  std::optional<Quoted<Leading<Assigned<"weight", uint32_t>>>> weight;
  std::optional<Commented<"nickname", netdoc::Text>> nickname;
  std::optional<Commented<"extrainfo", netdoc::Boolean>> extrainfo;
  std::optional<ListSeparator> separator;
  std::optional<ListComma> comma;
  std::vector<netdoc::Text> prose;

  static constexpr bool kFreeBlanks = true;
  static std::string_view NameOf(std::string_view line);
};

// AuthorityName is `nickname orport=443`, and words such as "bridge" without a value.
struct AuthorityName : netdoc::KeyedLine {
  Nickname nickname;
  std::optional<Port> orport;

  static constexpr std::string_view kTrailing = " ";
  static constexpr auto kArguments =
      netdoc::Arguments(netdoc::Argument<&AuthorityName::nickname>("nickname"));
  static constexpr auto kKeys = netdoc::Keys(netdoc::Key<&AuthorityName::orport>("orport"));
};

// AuthorityAddress is `address:dirport FINGERPRINT`, the fingerprint perhaps in groups of four.
struct AuthorityAddress : netdoc::Line {
  AddressPort dir_address;
  Fingerprint fingerprint;

  static constexpr auto kArguments =
      netdoc::Arguments(netdoc::Argument<&AuthorityAddress::dir_address>("dir_address"),
                        netdoc::Argument<&AuthorityAddress::fingerprint>("fingerprint"));
};

struct AuthorityEntry : netdoc::Document {
  Quoted<AuthorityName> name;
  std::optional<Quoted<Trailing<Assigned<"v3ident", Sha1>>>> v3ident;
  std::optional<Quoted<Trailing<Assigned<"ipv6", AddressPort>>>> ipv6;
  Quoted<AuthorityAddress> address;
  std::vector<netdoc::Text> prose;

  static constexpr bool kFreeBlanks = true;
  static std::string_view NameOf(std::string_view line);
};

// CachedField is `FINGERPRINT.NAME V`, a line of stem's form.
template <FixedName kName, typename V>
struct CachedField {
  using Decoded = V;

  Sha1 relay;
  V value;
  std::string_view word;  // FINGERPRINT.NAME

  static constexpr std::string_view kExpects = netdoc::Value<V>::kExpects;
  static bool Read(netdoc::ItemReader& in, CachedField* out) {
    if (!in.Next(&out->word)) return false;
    if (!netdoc::DecodeHex(out->word.substr(0, out->word.find('.')), out->relay.bytes)) {
      return in.Fail(out->word, Sha1::kExpects);
    }
    return netdoc::Value<V>::Read(in, &out->value);
  }
  void Write(netdoc::Encoder& out) const {
    char text[40];
    netdoc::EncodeHex(relay.bytes, text);
    out.Argument(std::string(text, sizeof text) + "." + std::string(kName.view()));
    netdoc::Value<V>::Write(out, value);
  }
  void Json(netdoc::JsonWriter& json) const { netdoc::Value<V>::Json(json, value); }
};

// NamedLine is `NAME V`, a header of stem's form; its names are not those that keywords may have.
template <FixedName kName, typename V>
struct NamedLine {
  V value;

  static constexpr std::string_view kExpects = netdoc::Value<V>::kExpects;
  static bool Read(netdoc::ItemReader& in, NamedLine* out) {
    std::string_view name;
    return in.Next(&name) && netdoc::Value<V>::Read(in, &out->value);
  }
  void Write(netdoc::Encoder& out) const {
    out.Argument(kName.view());
    netdoc::Value<V>::Write(out, value);
  }
  void Json(netdoc::JsonWriter& json) const { netdoc::Value<V>::Json(json, value); }
};

// CachedAddress begins a relay's lines; JSON has the fingerprint here alone.
struct CachedAddress : CachedField<"address", Ipv4Address> {
  static constexpr std::string_view kMembers[] = {"fingerprint", "address"};
  static bool Read(netdoc::ItemReader& in, CachedAddress* out) {
    return CachedField<"address", Ipv4Address>::Read(in, out);
  }
  void Json(netdoc::JsonWriter& json) const;
};

// Ipv6Address is one without brackets.
struct Ipv6Address {
  IpAddress address;

  static constexpr std::string_view kExpects = "an IPv6 address";
  static bool Read(netdoc::ItemReader& in, Ipv6Address* out);
  void Write(netdoc::Encoder& out) const { out.Argument(address.ToString()); }
  void Json(netdoc::JsonWriter& json) const { json.String(address.ToString()); }
};

struct CachedFallback : netdoc::Document {
  CachedAddress address;
  std::optional<CachedField<"or_port", Port>> or_port;
  std::optional<CachedField<"dir_port", Port>> dir_port;
  std::optional<CachedField<"nickname", Nickname>> nickname;
  std::optional<CachedField<"has_extrainfo", netdoc::TrueOrFalse>> has_extrainfo;
  std::optional<CachedField<"orport6_address", Ipv6Address>> orport6_address;
  std::optional<CachedField<"orport6_port", Port>> orport6_port;

  static std::string_view NameOf(std::string_view line);
};

struct FallbackDirectories : netdoc::Document {
  std::optional<Commented<"type", std::string_view>> type;
  std::optional<Commented<"version", FormatVersion>> version;
  std::optional<Commented<"timestamp", CompactTime>> timestamp;
  std::optional<Commented<"source", std::string_view>> source;
  std::vector<CommentHeader> other_headers;
  std::vector<ListSeparator> separators;
  std::vector<netdoc::Text> prose;
  std::optional<NamedLine<"tor_commit", std::string_view>> tor_commit;
  std::optional<NamedLine<"stem_commit", std::string_view>> stem_commit;
  std::optional<NamedLine<"header.type", std::string_view>> header_type;
  std::optional<NamedLine<"header.version", FormatVersion>> header_version;
  std::optional<NamedLine<"header.timestamp", CompactTime>> header_timestamp;
  std::optional<NamedLine<"header.source", std::string_view>> header_source;
  std::vector<netdoc::Text> orphans;
  std::vector<FallbackEntry> fallbacks;
  std::vector<AuthorityEntry> authorities;
  std::vector<CachedFallback> cached_fallbacks;

  static constexpr bool kFreeBlanks = true;
  static std::string_view NameOf(std::string_view line);
  // Resembles tells whether such a list may begin with `line`.
  static bool Resembles(std::string_view line);
};

}  // namespace scape::descriptor

namespace scape::netdoc {

template <>
inline constexpr auto kTable<descriptor::FallbackEntry> = [] {
  using F = descriptor::FallbackEntry;
  return MakeTable<F>(
      "https://spec.torproject.org/dir-list-spec",
      Row<&F::relay>({.keyword = "relay",
                      .occurs = Occurs::kExactlyOnce,
                      .place = Place::kAtStart,
                      .whole_line = true,
                      .arguments = "\"ADDRESS[:DIRPORT] orport=PORT id=FINGERPRINT\"",
                      .summary = "Begins an entry: how to reach a relay."}),
      Row<&F::ipv6>({.keyword = "ipv6",
                     .whole_line = true,
                     .arguments = "\" ipv6=[ADDRESS]:PORT\"",
                     .summary = "The relay's IPv6 address and ORPort."}),
      Row<&F::weight>({.keyword = "weight",
                       .whole_line = true,
                       .arguments = "\" weight=NUMBER\"",
                       .summary = "How often to choose the relay; in lists before 2.0.0."}),
      Row<&F::nickname>({.keyword = "nickname",
                         .whole_line = true,
                         .arguments = "/* nickname=NICKNAME */",
                         .summary = "The relay's nickname, perhaps empty; since 2.0.0."}),
      Row<&F::extrainfo>(
          {.keyword = "extrainfo",
           .whole_line = true,
           .arguments = "/* extrainfo=0 */",
           .summary = "Whether the relay caches extra-info documents; since 2.0.0."}),
      Row<&F::separator>({.keyword = "separator",
                          .whole_line = true,
                          .arguments = "/* ===== */",
                          .summary = "Ends an entry, since 2.0.0."}),
      Row<&F::comma>({.keyword = "comma",
                      .whole_line = true,
                      .arguments = ",",
                      .summary = "Parts the entries for C, since 2.0.0."}),
      Row<&F::prose>({.keyword = "prose",
                      .occurs = Occurs::kAnyNumber,
                      .whole_line = true,
                      .summary = "Lines of other comments."}));
}();

template <>
inline constexpr auto kTable<descriptor::AuthorityEntry> = [] {
  using A = descriptor::AuthorityEntry;
  return MakeTable<A>("https://spec.torproject.org/dir-list-spec",
                      Row<&A::name>({.keyword = "authority",
                                     .occurs = Occurs::kExactlyOnce,
                                     .place = Place::kAtStart,
                                     .json = "name",
                                     .whole_line = true,
                                     .arguments = "\"NICKNAME orport=PORT \"",
                                     .summary = "Begins an entry: a directory authority."}),
                      Row<&A::v3ident>({.keyword = "v3ident",
                                        .whole_line = true,
                                        .arguments = "\"v3ident=FINGERPRINT \"",
                                        .summary = "SHA-1 of its identity key for voting."}),
                      Row<&A::ipv6>({.keyword = "ipv6",
                                     .whole_line = true,
                                     .arguments = "\"ipv6=[ADDRESS]:PORT \"",
                                     .summary = "Its IPv6 address and ORPort."}),
                      Row<&A::address>({.keyword = "address",
                                        .occurs = Occurs::kExactlyOnce,
                                        .whole_line = true,
                                        .arguments = "\"ADDRESS:DIRPORT FINGERPRINT\",",
                                        .summary = "Its DirPort and its relay's fingerprint."}),
                      Row<&A::prose>({.keyword = "prose",
                                      .occurs = Occurs::kAnyNumber,
                                      .whole_line = true,
                                      .summary = "Lines of comments."}));
}();

template <>
inline constexpr auto kTable<descriptor::CachedFallback> = [] {
  using C = descriptor::CachedFallback;
  return MakeTable<C>(
      "https://spec.torproject.org/dir-list-spec",
      Row<&C::address>({.keyword = "cached-address",
                        .occurs = Occurs::kExactlyOnce,
                        .place = Place::kAtStart,
                        .json = "relay",
                        .whole_line = true,
                        .arguments = "FINGERPRINT.address IPV4",
                        .summary = "Begins an entry: a relay and its address."}),
      Row<&C::or_port>({.keyword = "or_port",
                        .whole_line = true,
                        .arguments = "FINGERPRINT.or_port PORT",
                        .summary = "The relay's ORPort."}),
      Row<&C::dir_port>({.keyword = "dir_port",
                         .whole_line = true,
                         .arguments = "FINGERPRINT.dir_port PORT",
                         .summary = "The relay's DirPort."}),
      Row<&C::nickname>({.keyword = "nickname",
                         .whole_line = true,
                         .arguments = "FINGERPRINT.nickname NICKNAME",
                         .summary = "The relay's nickname."}),
      Row<&C::has_extrainfo>({.keyword = "has_extrainfo",
                              .whole_line = true,
                              .arguments = "FINGERPRINT.has_extrainfo true",
                              .summary = "Whether the relay caches extra-info documents."}),
      Row<&C::orport6_address>({.keyword = "orport6_address",
                                .whole_line = true,
                                .arguments = "FINGERPRINT.orport6_address IPV6",
                                .summary = "The relay's IPv6 address."}),
      Row<&C::orport6_port>({.keyword = "orport6_port",
                             .whole_line = true,
                             .arguments = "FINGERPRINT.orport6_port PORT",
                             .summary = "The ORPort at that address."}));
}();

template <>
inline constexpr auto kTable<descriptor::FallbackDirectories> = [] {
  using F = descriptor::FallbackDirectories;
  return MakeTable<F>(
      "https://spec.torproject.org/dir-list-spec",
      Row<&F::type>({.keyword = "type",
                     .place = Place::kAtStart,
                     .json = "list_type",
                     .whole_line = true,
                     .arguments = "/* type=fallback */",
                     .summary = "What list it is; since 2.0.0."}),
      Row<&F::version>({.keyword = "version",
                        .place = Place::kSecond,
                        .whole_line = true,
                        .arguments = "/* version=4.0.0 */",
                        .summary = "The version of the format; since 2.0.0."}),
      Row<&F::timestamp>({.keyword = "timestamp",
                          .whole_line = true,
                          .arguments = "/* timestamp=YYYYMMDDHHMMSS */",
                          .summary = "When the list was made; since 2.0.0."}),
      Row<&F::source>({.keyword = "source",
                       .json = "list_source",
                       .whole_line = true,
                       .arguments = "/* source=offer-list */",
                       .summary = "What the list was made from."}),
      Row<&F::other_headers>({.keyword = "header",
                              .occurs = Occurs::kAnyNumber,
                              .json = "other_headers",
                              .whole_line = true,
                              .arguments = "/* name=value */",
                              .summary = "A header that is not known."}),
      Row<&F::separators>({.keyword = "separators",
                           .occurs = Occurs::kAnyNumber,
                           .whole_line = true,
                           .arguments = "/* ===== */",
                           .summary = "Ends the headers, and how the list was made."}),
      Row<&F::prose>({.keyword = "prose",
                      .occurs = Occurs::kAnyNumber,
                      .whole_line = true,
                      .summary = "Lines of comments on how the list was made."}),
      Row<&F::tor_commit>({.keyword = "tor_commit",
                           .whole_line = true,
                           .arguments = "tor_commit VALUE",
                           .summary = "In stem's form: the commit of tor's list."}),
      Row<&F::stem_commit>({.keyword = "stem_commit",
                            .whole_line = true,
                            .arguments = "stem_commit VALUE",
                            .summary = "In stem's form: the commit of stem."}),
      Row<&F::header_type>({.keyword = "header.type",
                            .json = "header_type",
                            .whole_line = true,
                            .arguments = "header.type VALUE",
                            .summary = "In stem's form: the header `type`."}),
      Row<&F::header_version>({.keyword = "header.version",
                               .json = "header_version",
                               .whole_line = true,
                               .arguments = "header.version VALUE",
                               .summary = "In stem's form: the header `version`."}),
      Row<&F::header_timestamp>({.keyword = "header.timestamp",
                                 .json = "header_timestamp",
                                 .whole_line = true,
                                 .arguments = "header.timestamp VALUE",
                                 .summary = "In stem's form: the header `timestamp`."}),
      Row<&F::header_source>({.keyword = "header.source",
                              .json = "header_source",
                              .whole_line = true,
                              .arguments = "header.source VALUE",
                              .summary = "In stem's form: the header `source`."}),
      Row<&F::orphans>({.keyword = "orphan",
                        .occurs = Occurs::kAnyNumber,
                        .json = "orphans",
                        .whole_line = true,
                        .summary = "Lines of an entry before the first entry."}),
      Section<&F::fallbacks>({.occurs = Occurs::kAnyNumber,
                              .json = "fallbacks",
                              .summary = "The relays of fallback_dirs.inc."}),
      Section<&F::authorities>({.occurs = Occurs::kAnyNumber,
                                .json = "authorities",
                                .summary = "The authorities of auth_dirs.inc."}),
      Section<&F::cached_fallbacks>({.occurs = Occurs::kAnyNumber,
                                     .json = "cached_fallbacks",
                                     .summary = "The relays of stem's form."}));
}();

}  // namespace scape::netdoc

#endif  // SCAPE_DESCRIPTOR_FALLBACK_DIRECTORIES_H_
