// The scalars of the meta-format: whole numbers, times, hexadecimal and base64.
//
//   uint64_t n;   ParseUnsigned("4096", &n);                      // true
//   UtcTime t;    ParseTime("2026-01-29 07:44:43", &t);           // true
//
// What a function returns depends on its arguments only. It allocates nothing (those that return a
// string say so) and may be called from any thread. False means malformed; the output is then
// unspecified.
#ifndef SCAPE_DESCRIPTOR_NETDOC_SCALARS_H_
#define SCAPE_DESCRIPTOR_NETDOC_SCALARS_H_

#include <bit>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

#include "absl/base/attributes.h"
#include "absl/time/time.h"

namespace scape::netdoc {

// UtcTime is an instant in whole seconds since 1970-01-01 00:00:00 UTC.
struct UtcTime {
  int64_t unix_seconds = 0;

  friend auto operator<=>(const UtcTime&, const UtcTime&) = default;
  absl::Time ToAbsl() const { return absl::FromUnixSeconds(unix_seconds); }
};

// ParseUnsigned reads decimal digits and nothing else. False also when the number needs more than
// 64 bits.
bool ParseUnsigned(std::string_view text, uint64_t* value);

// LoadBytes loads the bytes of a T, 32 or 64 bits, the first one lowest.
template <typename T>
T LoadBytes(const char* bytes) {
  T value;
  std::memcpy(&value, bytes, sizeof value);
  if constexpr (std::endian::native != std::endian::little) {
    value = sizeof value == 8 ? static_cast<T>(__builtin_bswap64(value))
                              : static_cast<T>(__builtin_bswap32(static_cast<uint32_t>(value)));
  }
  return value;
}

// ReadDigits reads the digits that begin with `text`, of which eight bytes can be read, and returns
// how many they are; 0: none, or more than seven. ReadLongDigits is the same for up to fifteen;
// sixteen bytes can be read.
size_t ReadDigits(const char* text, uint64_t* value);
size_t ReadLongDigits(const char* text, uint64_t* value);

namespace internal {

// EightDigits are eight bytes, each less than ten where it was a digit, and how many bits those
// have that come before the first that was none.
struct EightDigits {
  uint64_t digits;
  int bits;

  explicit EightDigits(const char* text) : digits(LoadBytes<uint64_t>(text) ^ 0x3030303030303030u) {
    // What a byte above 0x7f carries into reaches only bytes behind it.
    const uint64_t others = (digits | (digits + 0x7676767676767676u)) & 0x8080808080808080u;
    bits = std::countr_zero(others) & ~7;
  }

  // Number is what they are; bits is not 0.
  uint64_t Number() const {
    uint64_t number = digits << (64 - bits);  // zeros before them
    number = number * 10 + (number >> 8);
    constexpr uint64_t kPairs = 0x000000ff000000ffu;
    return ((number & kPairs) * (100 + (uint64_t{1000000} << 32)) +
            (number >> 16 & kPairs) * (1 + (uint64_t{10000} << 32))) >>
           32;
  }
};

// ReadMoreDigits is ReadLongDigits for a text that begins with eight, which are `high`.
size_t ReadMoreDigits(const char* text, uint64_t high, uint64_t* value);

}  // namespace internal

inline size_t ReadDigits(const char* text, uint64_t* value) {
  const internal::EightDigits read(text);
  if (read.bits == 0 || read.bits == 64) return 0;
  *value = read.Number();
  return static_cast<size_t>(read.bits / 8);
}

ABSL_ATTRIBUTE_ALWAYS_INLINE inline size_t ReadLongDigits(const char* text, uint64_t* value) {
  const internal::EightDigits read(text);
  if (read.bits == 64) return internal::ReadMoreDigits(text, read.Number(), value);
  if (read.bits == 0) return 0;
  *value = read.Number();
  return static_cast<size_t>(read.bits / 8);
}

// ParseSigned is ParseUnsigned with an optional '-' before the digits.
bool ParseSigned(std::string_view text, int64_t* value);

// ParseTime reads "YYYY-MM-DD HH:MM:SS", all digits present, a real date of year 1970 or later.
// Second 60 is taken as the next minute's second 0.
bool ParseTime(std::string_view text, UtcTime* time);

// FormatTime writes "YYYY-MM-DD?HH:MM:SS" with `separator` in the place of '?', 19 bytes for the
// years 1970 to 9999, and returns the number of bytes written (at most 32).
size_t FormatTime(UtcTime time, char separator, char out[32]);

// DecodeHex decodes exactly 2 * out.size() hexadecimal digits of either case; `out` must not
// overlap `text`.
bool DecodeHex(std::string_view text, std::span<uint8_t> out);

// EncodeHex writes 2 * bytes.size() upper-case digits to `out`.
void EncodeHex(std::span<const uint8_t> bytes, char* out);

// Base64Fault says what is wrong with a base64 text.
enum class Base64Fault : uint8_t {
  kNone,
  kBadCharacter,  // a character outside the alphabet (white space is skipped)
  kDanglingBits,  // one character too many: six bits that make no byte
  kTextAfterEnd,  // something other than white space and '=' behind the first '='
  kTooLong,       // more bytes than the caller's buffer holds
};

struct Base64Result {
  Base64Fault fault = Base64Fault::kNone;
  size_t size = 0;        // bytes decoded
  size_t position = 0;    // of the offending character in the text, when there is a fault
  bool canonical = true;  // padding right (or absent), and the unused bits of the last group zero

  bool ok() const { return fault == Base64Fault::kNone; }
};

// DecodeBase64 decodes `text` (RFC 4648 alphabet, padded or not, LF, CR, SP, TAB and VT skipped)
// into `out`.
Base64Result DecodeBase64(std::string_view text, std::span<uint8_t> out);

// DecodeBase64Sha1 decodes 20 bytes from 27 characters, without padding or blanks: what every entry
// of a network status has. *unused are the two bits of the last character that are of no byte.
bool DecodeBase64Sha1(std::string_view text, std::array<uint8_t, 20>* bytes, uint8_t* unused);

// CheckBase64 is DecodeBase64 without a place to put the bytes.
Base64Result CheckBase64(std::string_view text);

// EncodeBase64 returns the base64 of `bytes`, padded when `pad`.
std::string EncodeBase64(std::span<const uint8_t> bytes, bool pad);

// HasSpace tells whether `text` holds a space, or a control character such as TAB and CR.
bool HasSpace(std::string_view text);

// IsUtf8 tells whether `text` is well-formed UTF-8.
bool IsUtf8(std::string_view text);

// ReplaceInvalidUtf8 returns `text` with U+FFFD in the place of each maximal ill-formed sequence.
std::string ReplaceInvalidUtf8(std::string_view text);

}  // namespace scape::netdoc

#endif  // SCAPE_DESCRIPTOR_NETDOC_SCALARS_H_
