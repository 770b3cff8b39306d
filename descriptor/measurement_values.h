// Values of the files that measurements are kept in: bandwidth files and torperf results.
//
// They hold what they say or borrow the document's text. Any thread.
#ifndef SCAPE_DESCRIPTOR_MEASUREMENT_VALUES_H_
#define SCAPE_DESCRIPTOR_MEASUREMENT_VALUES_H_

#include <array>
#include <compare>
#include <cstdint>
#include <string_view>

#include "descriptor/netdoc/encoder.h"
#include "descriptor/netdoc/item_reader.h"
#include "descriptor/netdoc/json_writer.h"
#include "descriptor/netdoc/scalars.h"
#include "descriptor/netdoc/words.h"
#include "descriptor/relay_id.h"

namespace scape::descriptor {

// UnixTime is whole seconds since 1970, "1523911758"; shown as a time.
struct UnixTime {
  netdoc::UtcTime time;

  static constexpr std::string_view kExpects = "seconds since 1970";
  static constexpr uint64_t kMost = 253402300799;  // the end of the year 9999
  static bool Read(netdoc::ItemReader& in, UnixTime* out);
  void Write(netdoc::Encoder& out) const;
  void Json(netdoc::JsonWriter& json) const { json.Time(time); }
};

// IsoTime is "2018-04-16T20:49:18", or as the oldest files have it, seconds since 1970.
struct IsoTime {
  netdoc::UtcTime time;
  bool unix_form = false;

  static constexpr std::string_view kExpects = "a time, YYYY-MM-DDTHH:MM:SS";
  static bool Read(netdoc::ItemReader& in, IsoTime* out);
  void Write(netdoc::Encoder& out) const;
  void Json(netdoc::JsonWriter& json) const { json.Time(time); }
};

// Real is a number as programs print it, "4.1137" or "1e-05"; JSON has its digits as they stand.
struct Real {
  std::string_view text;

  static constexpr size_t kMostDigits = 64;  // characters
  static constexpr std::string_view kExpects = "a number such as 0.25 or 1e-05";
  static bool Read(netdoc::ItemReader& in, Real* out);
  void Write(netdoc::Encoder& out) const { out.Argument(text); }
  void Json(netdoc::JsonWriter& json) const { json.Decimal(text); }
  double ToDouble() const;
};

// PythonBoolean is "True" or "False", as Python writes them.
struct PythonBoolean {
  bool value = false;

  static constexpr std::string_view kExpects = "True or False";
  static bool Read(netdoc::ItemReader& in, PythonBoolean* out);
  void Write(netdoc::Encoder& out) const { out.Argument(value ? "True" : "False"); }
  void Json(netdoc::JsonWriter& json) const { json.Boolean(value); }
};

// NodeId is a relay's fingerprint with a "$" before it, which newer files may leave out.
struct NodeId {
  std::array<uint8_t, 20> bytes{};
  bool dollar = true;

  static constexpr std::string_view kExpects = "$ and 40 hexadecimal digits";
  static bool Read(netdoc::ItemReader& in, NodeId* out);
  void Write(netdoc::Encoder& out) const;
  void Json(netdoc::JsonWriter& json) const { json.Hex(bytes); }
};

// CountryCode is two letters, "ZZ" where the country is not known.
struct CountryCode {
  std::string_view text;

  static constexpr std::string_view kExpects = "a country code of two letters";
  static bool Read(netdoc::ItemReader& in, CountryCode* out);
  void Write(netdoc::Encoder& out) const { out.Argument(text); }
  void Json(netdoc::JsonWriter& json) const { json.String(text); }
};

// CountryList is country codes with commas between them. Lazy.
struct CountryList {
  std::string_view text;

  static constexpr std::string_view kExpects = "country codes with commas between them";
  static bool Read(netdoc::ItemReader& in, CountryList* out) { return in.Next(&out->text); }
  void Write(netdoc::Encoder& out) const { out.Argument(text); }
  void Json(netdoc::JsonWriter& json) const;
  bool Check(netdoc::Fault* fault) const;
  netdoc::Words countries() const { return netdoc::Words(text, ','); }
};

// RelayPath is the fingerprints of a circuit's relays, "$AAAA...,$BBBB...". Lazy.
struct RelayPath {
  std::string_view text;

  static constexpr std::string_view kExpects = "fingerprints with commas between them";
  static bool Read(netdoc::ItemReader& in, RelayPath* out) { return in.Next(&out->text); }
  void Write(netdoc::Encoder& out) const { out.Argument(text); }
  void Json(netdoc::JsonWriter& json) const;
  bool Check(netdoc::Fault* fault) const;
  netdoc::Words relays() const { return netdoc::Words(text, ','); }
};

// FormatVersion is "1.4.0".
struct FormatVersion {
  uint16_t major = 0, minor = 0, patch = 0;

  static constexpr std::string_view kExpects = "a version such as 1.4.0";
  static bool Read(netdoc::ItemReader& in, FormatVersion* out);
  void Write(netdoc::Encoder& out) const;
  void Json(netdoc::JsonWriter& json) const;
  friend auto operator<=>(const FormatVersion&, const FormatVersion&) = default;
};

// ParseNodeId reads 40 hexadecimal digits, perhaps with a "$" before them.
bool ParseNodeId(std::string_view text, NodeId* id);

}  // namespace scape::descriptor

#endif  // SCAPE_DESCRIPTOR_MEASUREMENT_VALUES_H_
