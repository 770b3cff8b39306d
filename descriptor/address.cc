#include "descriptor/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <bit>
#include <cstring>

#include "absl/base/attributes.h"

namespace scape::descriptor {

using netdoc::Encoder;
using netdoc::ItemReader;
using netdoc::JsonWriter;

namespace {

// What reads an address finds its end itself, and may look at so many bytes: the longest one,
// with brackets and a port, and what is loaded at once behind it.
constexpr size_t kMostBytes = 64;

// ReadPart reads up to three digits, of which four bytes can be read, a number up to 255 without
// leading zeros, and returns how many they are; 0: there is none.
ABSL_ATTRIBUTE_ALWAYS_INLINE inline size_t ReadPart(const char* text, uint32_t* value) {
  const uint32_t digits = netdoc::LoadBytes<uint32_t>(text) ^ 0x30303030u;  // below ten each
  // What a byte above 0x7f carries into reaches only bytes behind it.
  const uint32_t others = (digits | (digits + 0x76767676u)) & 0x80808080u;
  const auto bits = static_cast<uint32_t>(std::countr_zero(others)) & ~7u;
  if (bits - 8 > 16) return 0;                  // none, or four
  const uint32_t last = digits << (32 - bits);  // the last one highest, zeros before the first
  *value = last * uint64_t{1 + (10 << 8) + (100 << 16)} >> 24 & 0xff;
  // As a number that has them in the order in which they stand, they compare as what they mean.
  const uint32_t in_order = __builtin_bswap32(last);
  static constexpr uint32_t kLeast[] = {0, 0, 0x000100, 0x010000};
  return in_order > 0x020505 || in_order < kLeast[bits / 8] ? 0 : bits / 8;
}

// ReadIpv4 returns the size of the address that `text` begins with, of which 16 bytes can be read;
// 0: there is none.
ABSL_ATTRIBUTE_ALWAYS_INLINE inline size_t ReadIpv4(const char* text, Ipv4Address* address) {
  const char* p = text;
  uint32_t bits = 0;
  for (int part = 0; part < 4; ++part) {
    if (part != 0 && *p++ != '.') return 0;
    uint32_t value;
    const size_t size = ReadPart(p, &value);
    if (size == 0) return 0;
    bits = bits << 8 | value;
    p += size;
  }
  address->bits = bits;
  return static_cast<size_t>(p - text);
}

// ReadGroup reads up to four hexadecimal digits, of which eight bytes can be read, and returns how
// many they are; 0: none, or more.
size_t ReadGroup(const char* text, unsigned* value) {
  constexpr uint64_t kEach = 0x0101010101010101u;
  const uint64_t bytes = netdoc::LoadBytes<uint64_t>(text);
  const uint64_t digits = bytes ^ 0x30 * kEach;                    // below ten if it is one
  const uint64_t letters = (bytes | 0x20 * kEach) ^ 0x60 * kEach;  // from one to six
  const uint64_t others = (digits | (digits + 0x76 * kEach)) &
                          (letters | (letters + 0x79 * kEach) | ~(letters + 0x7f * kEach)) &
                          0x80 * kEach;
  const int bits = std::countr_zero(others) & ~7;
  if (bits == 0 || bits > 32) return 0;
  uint64_t nibbles = (bytes & 0x0f * kEach) + (bytes >> 6 & kEach) * 9;
  nibbles <<= 64 - bits;  // the last one highest, zeros before the first
  nibbles = nibbles << 4 | nibbles >> 8;
  *value =
      static_cast<unsigned>(nibbles >> 24 & 0xff00) | static_cast<unsigned>(nibbles >> 48 & 0xff);
  return static_cast<size_t>(bits / 8);
}

// ReadIpv6 is ReadIpv4 for what inet_pton takes as IPv6 (RFC 4291, section 2.2); kMostBytes bytes
// can be read.
size_t ReadIpv6(const char* text, std::array<uint8_t, 16>* bytes) {
  const char* p = text;
  uint8_t* const first = bytes->data();
  uint8_t* const last = first + bytes->size();
  uint8_t* out = first;
  uint8_t* gap = nullptr;  // where "::" stands
  if (*p == ':') {
    if (p[1] != ':') return 0;
    gap = out;
    p += 2;
  }
  for (;;) {
    unsigned group;
    const size_t size = ReadGroup(p, &group);
    if (size == 0) {
      if (gap != out) return 0;  // the gap may be at the end
      break;
    }
    if (p[size] == '.') {
      Ipv4Address ipv4;
      const size_t whole = ReadIpv4(p, &ipv4);
      if (whole == 0 || last - out < 4) return 0;
      for (int shift = 24; shift >= 0; shift -= 8)
        *out++ = static_cast<uint8_t>(ipv4.bits >> shift);
      p += whole;
      break;
    }
    if (out == last) return 0;
    *out++ = static_cast<uint8_t>(group >> 8);
    *out++ = static_cast<uint8_t>(group);
    p += size;
    if (*p != ':') break;
    if (*++p == ':') {
      if (gap != nullptr) return 0;
      gap = out;
      ++p;
    }
  }
  if (gap == nullptr || out == last)
    return gap == nullptr && out == last ? static_cast<size_t>(p - text) : 0;
  std::fill(gap, std::copy_backward(gap, out, last), uint8_t{0});
  return static_cast<size_t>(p - text);
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
