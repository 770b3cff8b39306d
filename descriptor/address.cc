#include "descriptor/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <bit>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "absl/base/attributes.h"
#include "absl/strings/ascii.h"

namespace scape::descriptor {

using netdoc::Encoder;
using netdoc::ItemReader;
using netdoc::JsonWriter;

namespace {

// What reads an address finds its end itself, and may look at so many bytes: the longest one,
// with brackets and a port, and what is loaded at once behind it.
constexpr size_t kMostBytes = 64;

// Which bytes of an address are no digits is found once: where a part ends is then told without a
// load that waits for the part before. OtherThanDigits returns their set among 16 bytes,
// OtherThanHexDigits among kMostHex; the bits behind them are set.
constexpr size_t kMostHex = 48;

#if defined(__SSE2__)

// Within tells which bytes lie in [first, first + count).
__m128i Within(__m128i bytes, char first, char count) {
  const __m128i offsets = _mm_sub_epi8(bytes, _mm_set1_epi8(first));
  const __m128i last = _mm_set1_epi8(static_cast<char>(count - 1));
  return _mm_cmpeq_epi8(_mm_min_epu8(offsets, last), offsets);
}

__m128i Load16(const char* text) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(text)); }

uint32_t OtherThanDigits(const char* text) {
  return ~static_cast<uint32_t>(_mm_movemask_epi8(Within(Load16(text), '0', 10)));
}

uint64_t OtherThanHexDigits(const char* text) {
  uint64_t digits = 0;
  for (size_t i = 0; i < kMostHex; i += 16) {
    const __m128i bytes = Load16(text + i);
    const __m128i letters = Within(_mm_or_si128(bytes, _mm_set1_epi8(0x20)), 'a', 6);
    const __m128i found = _mm_or_si128(Within(bytes, '0', 10), letters);
    digits |= uint64_t{static_cast<uint32_t>(_mm_movemask_epi8(found))} << i;
  }
  return ~digits;
}

#else

uint32_t OtherThanDigits(const char* text) {
  uint32_t digits = 0;
  for (size_t i = 0; i < 16; ++i) digits |= uint32_t{absl::ascii_isdigit(text[i])} << i;
  return ~digits;
}

uint64_t OtherThanHexDigits(const char* text) {
  uint64_t digits = 0;
  for (size_t i = 0; i < kMostHex; ++i) digits |= uint64_t{absl::ascii_isxdigit(text[i])} << i;
  return ~digits;
}

#endif

// ReadPart reads one to three digits, four bytes with them can be read, a number up to 255 without
// leading zeros. False: they are none.
ABSL_ATTRIBUTE_ALWAYS_INLINE inline bool ReadPart(const char* text, size_t size, uint32_t* value) {
  const uint32_t digits = netdoc::LoadBytes<uint32_t>(text) ^ 0x30303030u;  // below ten each
  const uint32_t last = digits << (32 - 8 * size);  // the last one highest, zeros before the first
  *value = last * uint64_t{1 + (10 << 8) + (100 << 16)} >> 24 & 0xff;
  // As a number that has them in the order in which they stand, they compare as what they mean.
  const uint32_t in_order = __builtin_bswap32(last);
  static constexpr uint32_t kLeast[] = {0, 0, 0x000100, 0x010000};
  return in_order <= 0x020505 && in_order >= kLeast[size];
}

// ReadIpv4 returns the size of the address that `text` begins with, of which 16 bytes can be read;
// 0: there is none.
ABSL_ATTRIBUTE_ALWAYS_INLINE inline size_t ReadIpv4(const char* text, Ipv4Address* address) {
  const uint32_t others = OtherThanDigits(text);
  size_t at = 0;
  uint32_t bits = 0;
  for (int part = 0; part < 4; ++part) {
    if (part != 0 && text[at++] != '.') return 0;
    const auto size = static_cast<size_t>(std::countr_zero(others >> at));
    uint32_t value;
    if (size - 1 >= 3 || !ReadPart(text + at, size, &value)) return 0;
    bits = bits << 8 | value;
    at += size;
  }
  address->bits = bits;
  return at;
}

// GroupOf returns what one to four hexadecimal digits mean; eight bytes with them can be read.
unsigned GroupOf(const char* text, size_t size) {
  constexpr uint64_t kEach = 0x0101010101010101u;
  const uint64_t bytes = netdoc::LoadBytes<uint64_t>(text);
  uint64_t nibbles = (bytes & 0x0f * kEach) + (bytes >> 6 & kEach) * 9;
  nibbles <<= 64 - 8 * size;  // the last one highest, zeros before the first
  nibbles = nibbles << 4 | nibbles >> 8;
  return static_cast<unsigned>(nibbles >> 24 & 0xff00) |
         static_cast<unsigned>(nibbles >> 48 & 0xff);
}

// ReadIpv6 is ReadIpv4 for what inet_pton takes as IPv6 (RFC 4291, section 2.2); kMostBytes bytes
// can be read.
size_t ReadIpv6(const char* text, std::array<uint8_t, 16>* bytes) {
  const uint64_t others = OtherThanHexDigits(text);
  size_t at = 0;
  uint8_t* const first = bytes->data();
  uint8_t* const last = first + bytes->size();
  uint8_t* out = first;
  uint8_t* gap = nullptr;  // where "::" stands
  if (text[0] == ':') {
    if (text[1] != ':') return 0;
    gap = out;
    at = 2;
  }
  for (;;) {
    const auto size = static_cast<size_t>(std::countr_zero(others >> at));
    if (size - 1 >= 4) {
      if (gap != out) return 0;  // the gap may be at the end
      break;
    }
    if (text[at + size] == '.') {
      Ipv4Address ipv4;
      const size_t whole = ReadIpv4(text + at, &ipv4);
      if (whole == 0 || last - out < 4) return 0;
      for (int shift = 24; shift >= 0; shift -= 8)
        *out++ = static_cast<uint8_t>(ipv4.bits >> shift);
      at += whole;
      break;
    }
    if (out == last) return 0;
    const unsigned group = GroupOf(text + at, size);
    *out++ = static_cast<uint8_t>(group >> 8);
    *out++ = static_cast<uint8_t>(group);
    at += size;
    if (text[at] != ':') break;
    if (text[++at] == ':') {
      if (gap != nullptr) return 0;
      gap = out;
      ++at;
    }
  }
  if (gap == nullptr || out == last) return gap == nullptr && out == last ? at : 0;
  std::fill(gap, std::copy_backward(gap, out, last), uint8_t{0});
  return at;
}

// ReadWhole tells whether read(bytes), one of these, takes all of `text`.
template <typename ReadOne>
bool ReadWhole(std::string_view text, ReadOne read) {
  char padded[kMostBytes] = {};
  if (text.empty() || text.size() > kMostBytes - 8) return false;
  std::memcpy(padded, text.data(), text.size());
  return read(padded) == text.size();
}

}  // namespace

bool ParseIpv4(std::string_view text, Ipv4Address* address) {
  return ReadWhole(text, [&](const char* bytes) { return ReadIpv4(bytes, address); });
}

size_t FormatIpv4(Ipv4Address address, char out[16]) {
  char* p = out;
  for (int shift = 24; shift >= 0; shift -= 8) {
    const unsigned part = address.bits >> shift & 255;
    if (part > 99) *p++ = static_cast<char>('0' + part / 100);
    if (part > 9) *p++ = static_cast<char>('0' + part / 10 % 10);
    *p++ = static_cast<char>('0' + part % 10);
    if (shift != 0) *p++ = '.';
  }
  return static_cast<size_t>(p - out);
}

// ReadAnyIpv4 is for an address at the end of a text, and for what is none.
ABSL_ATTRIBUTE_NOINLINE static bool ReadAnyIpv4(ItemReader& in, Ipv4Address* out) {
  std::string_view argument;
  return in.Next(&argument) && (ParseIpv4(argument, out) || in.Fail(argument));
}

bool Ipv4Address::Read(ItemReader& in, Ipv4Address* out) {
  return in.NextBy([&](const char* begin) { return ReadIpv4(begin, out); }) || ReadAnyIpv4(in, out);
}

void Ipv4Address::Write(Encoder& out) const {
  char text[16];
  out.Argument(std::string_view(text, FormatIpv4(*this, text)));
}

void Ipv4Address::Json(JsonWriter& json) const {
  char text[16];
  json.Ascii(std::string_view(text, FormatIpv4(*this, text)));
}

IpAddress IpAddress::FromIpv4(Ipv4Address address) {
  IpAddress result;
  for (int i = 0; i < 4; ++i) result.bytes[i] = static_cast<uint8_t>(address.bits >> (24 - 8 * i));
  return result;
}

Ipv4Address IpAddress::ToIpv4() const {
  uint32_t bits = 0;
  for (int i = 0; i < 4; ++i) bits = bits << 8 | bytes[i];
  return {bits};
}

std::string IpAddress::ToString() const {
  char text[INET6_ADDRSTRLEN] = "";
  inet_ntop(is_ipv6 ? AF_INET6 : AF_INET, bytes.data(), text, sizeof text);
  return text;
}

bool IpAddress::InPrefix(const IpAddress& prefix, int bits) const {
  if (is_ipv6 != prefix.is_ipv6) return false;
  const int whole = bits / 8;
  if (std::memcmp(bytes.data(), prefix.bytes.data(), static_cast<size_t>(whole)) != 0) return false;
  if (bits % 8 == 0) return true;
  const int shift = 8 - bits % 8;
  return bytes[whole] >> shift == prefix.bytes[whole] >> shift;
}

bool ParseIpAddress(std::string_view text, IpAddress* address) {
  Ipv4Address ipv4;
  if (ParseIpv4(text, &ipv4)) {
    *address = IpAddress::FromIpv4(ipv4);
    return true;
  }
  address->is_ipv6 = true;
  return ReadWhole(text, [&](const char* bytes) { return ReadIpv6(bytes, &address->bytes); });
}

bool IsInternal(const IpAddress& address) {
  struct Net {
    uint32_t bits;
    int size;
  };
  if (!address.is_ipv6) {
    constexpr Net kNets[] = {{0x00000000, 8},  {0x0a000000, 8},  {0x7f000000, 8},
                             {0xa9fe0000, 16}, {0xac100000, 12}, {0xc0a80000, 16}};
    const uint32_t bits = address.ToIpv4().bits;
    return std::any_of(std::begin(kNets), std::end(kNets),
                       [&](Net net) { return (bits ^ net.bits) >> (32 - net.size) == 0; });
  }
  const auto& b = address.bytes;
  const bool zeros = std::all_of(b.begin(), b.begin() + 15, [](uint8_t byte) { return byte == 0; });
  return (zeros && b[15] <= 1) ||         // :: and ::1
         (b[0] & 0xfe) == 0xfc ||         // fc00::/7
         (b[0] == 0xfe && b[1] >= 0x80);  // fe80::/10 and fec0::/10
}

// ReadHost returns the size of the "[IPV6]" or "IPV4" that `text` begins with, of which kMostBytes
// can be read; 0: there is none.
ABSL_ATTRIBUTE_ALWAYS_INLINE static inline size_t ReadHost(const char* text, IpAddress* address) {
  if (*text != '[') {
    Ipv4Address ipv4;
    const size_t size = ReadIpv4(text, &ipv4);
    if (size != 0) *address = IpAddress::FromIpv4(ipv4);
    return size;
  }
  address->is_ipv6 = true;
  const size_t size = ReadIpv6(text + 1, &address->bytes);
  return size != 0 && text[size + 1] == ']' ? size + 2 : 0;
}

// ReadAddressPort is the same for an address and a port of up to seven digits.
ABSL_ATTRIBUTE_ALWAYS_INLINE static inline size_t ReadAddressPort(const char* text,
                                                                  AddressPort* out) {
  const size_t host = ReadHost(text, &out->address);
  if (host == 0 || text[host] != ':') return 0;
  uint64_t port;
  const size_t size = netdoc::ReadDigits(text + host + 1, &port);
  if (size == 0 || port > UINT16_MAX || port == 0) return 0;
  out->port = static_cast<uint16_t>(port);
  return host + 1 + size;
}

// ReadAnyAddressPort is for the end of a text, for ports of more digits, and for what is none.
ABSL_ATTRIBUTE_NOINLINE static bool ReadAnyAddressPort(ItemReader& in, AddressPort* out) {
  std::string_view argument;
  if (!in.Next(&argument)) return false;
  const size_t colon = argument.rfind(':');
  uint64_t port;
  const bool good = colon != argument.npos &&
                    netdoc::ParseUnsigned(argument.substr(colon + 1), &port) &&
                    port <= UINT16_MAX && port != 0 &&
                    ReadWhole(argument.substr(0, colon),
                              [&](const char* text) { return ReadHost(text, &out->address); });
  if (!good) return in.Fail(argument);
  out->port = static_cast<uint16_t>(port);
  return true;
}

bool AddressPort::Read(ItemReader& in, AddressPort* out) {
  return in.NextBy<kMostBytes>([&](const char* text) { return ReadAddressPort(text, out); }) ||
         ReadAnyAddressPort(in, out);
}

void AddressPort::Write(Encoder& out) const {
  std::string text = address.ToString();
  if (address.is_ipv6) text = "[" + text + "]";
  out.Argument(text + ":" + std::to_string(port));
}

void AddressPort::Json(JsonWriter& json) const {
  json.BeginObject();
  json.Member("address", [&] { json.Ascii(address.ToString()); });
  json.Member("port", [&] { json.Unsigned(port); });
  json.EndObject();
}

}  // namespace scape::descriptor
