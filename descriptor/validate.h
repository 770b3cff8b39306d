// Validators for single strings, with stem's answers (stem.util.tor_tools, stem.util.connection).
//
//   IsNickname("caerSidi");                       // true
//   IsFingerprint("A756...", Prefix::kNone);      // true for 40 hexadecimal digits
//   IsOnionAddress("...", OnionVersion::kV3);     // 56 base32 characters; the checksum: see below
//
// Pure functions, any thread.
#ifndef SCAPE_DESCRIPTOR_VALIDATE_H_
#define SCAPE_DESCRIPTOR_VALIDATE_H_

#include <array>
#include <cstdint>
#include <string_view>

namespace scape::descriptor {

enum class Prefix : uint8_t { kNone, kDollar, kOptionalDollar };
enum class OnionVersion : uint8_t { kAny, kV2, kV3 };

// IsNickname: 1 to 19 letters and digits.
bool IsNickname(std::string_view text);

// AlphanumericsOf16 returns how many letters and digits the 16 bytes at `text` begin with.
size_t AlphanumericsOf16(const char* text);

// IsFingerprint: 40 hexadecimal digits, "$" before them as `prefix` says.
bool IsFingerprint(std::string_view text, Prefix prefix = Prefix::kNone);

// IsRelayReference: a nickname, or "$" fingerprint with an optional "=nickname" or "~nickname".
bool IsRelayReference(std::string_view text);

bool IsHexDigits(std::string_view text, size_t count);

bool IsIpv4Address(std::string_view text);  // four numbers 0 to 255 without leading zeros
bool IsIpv6Address(std::string_view text, bool allow_brackets = false);
bool IsPort(std::string_view text, bool allow_zero = false);  // 1 to 65535, no leading zeros

// IsCircuitId, IsStreamId and IsConnectionId: 1 to 16 letters and digits (control-spec 2.1).
bool IsCircuitId(std::string_view text);
bool IsStreamId(std::string_view text);
bool IsConnectionId(std::string_view text);

// IsOnionAddress: the name without ".onion": 16 base32 characters (v2) or 56 (v3). Either case.
bool IsOnionAddress(std::string_view text, OnionVersion version = OnionVersion::kAny);

// OnionAddressV3 is what a v3 name encodes (rend-spec-v3 6, "ONIONADDRESS"). The name is right when
// `version` is 3 and `checksum` is the first two bytes of SHA3-256(".onion checksum" | public_key |
// version): whoever has a hash makes that last comparison.
struct OnionAddressV3 {
  std::array<uint8_t, 32> public_key{};
  std::array<uint8_t, 2> checksum{};
  uint8_t version = 0;
};

// DecodeOnionAddressV3: false when `text` is not 56 base32 characters.
bool DecodeOnionAddressV3(std::string_view text, OnionAddressV3* address);

}  // namespace scape::descriptor

#endif  // SCAPE_DESCRIPTOR_VALIDATE_H_
