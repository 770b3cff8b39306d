// Nicknames, fingerprints and family members: how documents name relays.
//
// All borrow the document's text or hold their bytes. See validate.h for checking single strings.
#ifndef SCAPE_DESCRIPTOR_RELAY_ID_H_
#define SCAPE_DESCRIPTOR_RELAY_ID_H_

#include <array>
#include <cstdint>
#include <string_view>

#include "descriptor/netdoc/value.h"
#include "descriptor/netdoc/words.h"

namespace scape::descriptor {

// Nickname is 1 to 19 letters and digits (dir-spec 1.3, "nickname").
struct Nickname {
  std::string_view text;

  static constexpr std::string_view kExpects = "a nickname of 1 to 19 letters and digits";
  static bool Read(netdoc::ItemReader& in, Nickname* out);
  void Write(netdoc::Encoder& out) const { out.Argument(text); }
  void Json(netdoc::JsonWriter& json) const { json.String(text); }
};

// Sha1 is 20 bytes in hexadecimal, shown in upper case.
struct Sha1 {
  std::array<uint8_t, 20> bytes{};

  static constexpr std::string_view kExpects = "40 hexadecimal digits";
  static bool Read(netdoc::ItemReader& in, Sha1* out);
  void Write(netdoc::Encoder& out) const;
  void Json(netdoc::JsonWriter& json) const { json.Hex(bytes); }
  friend bool operator==(const Sha1&, const Sha1&) = default;
};

// HexDigest is a digest in hexadecimal of an algorithm that another argument names: at most 64
// bytes. Lazy; shown in upper case.
struct HexDigest {
  std::string_view text;

  static constexpr size_t kMostBytes = 64;
  static constexpr std::string_view kExpects = "an even number of hexadecimal digits, at most 128";
  // Decode writes the bytes to `bytes` and their number to *size.
  bool Decode(std::array<uint8_t, kMostBytes>* bytes, size_t* size) const;
  static bool Read(netdoc::ItemReader& in, HexDigest* out) { return in.Next(&out->text); }
  void Write(netdoc::Encoder& out) const { out.Argument(text); }
  void Json(netdoc::JsonWriter& json) const;
  bool Check(netdoc::Fault* fault) const;
};

// Fingerprint is the SHA-1 of a relay's identity key, written as 40 hexadecimal digits in ten
// groups of four (dir-spec 2.1.1, "fingerprint"); groups of other lengths are read as well.
struct Fingerprint {
  std::array<uint8_t, 20> bytes{};

  static constexpr std::string_view kExpects = "40 hexadecimal digits in ten groups of four";
  static bool Read(netdoc::ItemReader& in, Fingerprint* out);
  void Write(netdoc::Encoder& out) const;
  void Json(netdoc::JsonWriter& json) const { json.Hex(bytes); }
  friend bool operator==(const Fingerprint&, const Fingerprint&) = default;
};

// FamilyMembers is the list of a `family` line: nicknames and "$" fingerprints, perhaps with
// "=nickname" or "~nickname". Lazy: the members are words of the text.
struct FamilyMembers {
  std::string_view text;

  static constexpr std::string_view kExpects =
      "a nickname or $FINGERPRINT for every member of the family";
  static bool Read(netdoc::ItemReader& in, FamilyMembers* out);
  void Write(netdoc::Encoder& out) const;
  void Json(netdoc::JsonWriter& json) const;
  bool Check(netdoc::Fault* fault) const;
  netdoc::Words members() const { return netdoc::Words(text); }
};

// FamilyIds is the list of a `family-ids` line: opaque words such as "ed25519:<43 characters>".
struct FamilyIds {
  std::string_view text;

  static constexpr std::string_view kExpects = "family identities";
  static bool Read(netdoc::ItemReader& in, FamilyIds* out);
  void Write(netdoc::Encoder& out) const;
  void Json(netdoc::JsonWriter& json) const;
  netdoc::Words ids() const { return netdoc::Words(text); }
};

}  // namespace scape::descriptor

#endif  // SCAPE_DESCRIPTOR_RELAY_ID_H_
