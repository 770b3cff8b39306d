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

namespace scape::descriptor {

using netdoc::Encoder;
using netdoc::ItemReader;
using netdoc::JsonWriter;

bool ParseIpv4(std::string_view text, Ipv4Address* address) {
  if (text.size() > 15) return false;
  uint32_t bits = 0;
  uint32_t part = ~uint32_t{0};  // none has begun
  int dots = 0;
  for (const char c : text) {
    const unsigned digit = static_cast<unsigned char>(c) - unsigned{'0'};
    if (digit <= 9) {
      if (part == 0) return false;  // a leading zero
      part = part == ~uint32_t{0} ? digit : part * 10 + digit;
    } else {
      if (c != '.' || part > 255) return false;
      bits = bits << 8 | part;
      part = ~uint32_t{0};
      ++dots;
    }
  }
  address->bits = bits << 8 | part;
  return dots == 3 && part <= 255;
}

#if defined(__SSE2__)
// Ipv4Of16 reads the address that the 16 bytes at `begin` start with, up to a byte that is no digit
// and no dot, and returns how many it has, at most 15; 0: there is none.
static size_t Ipv4Of16(const char* begin, Ipv4Address* address) {
  const __m128i chunk = _mm_loadu_si128(reinterpret_cast<const __m128i*>(begin));
  uint32_t dots =
      static_cast<uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(chunk, _mm_set1_epi8('.'))));
  const __m128i is_digit = _mm_and_si128(_mm_cmpgt_epi8(chunk, _mm_set1_epi8('0' - 1)),
                                         _mm_cmplt_epi8(chunk, _mm_set1_epi8('9' + 1)));
  const auto digits = static_cast<uint32_t>(_mm_movemask_epi8(is_digit));
  const int size = std::countr_zero(~(digits | dots) | 1u << 15);
  dots = (dots & ((1u << size) - 1)) | 1u << size;  // what follows ends the last number
  const char* p = begin;
  uint32_t bits = 0;
  for (int part = 0; part < 4; ++part) {
    if (dots == 0) return 0;
    const char* const end = begin + std::countr_zero(dots);
    dots &= dots - 1;
    uint32_t value = static_cast<unsigned char>(*p) - uint32_t{'0'};
    switch (end - p) {
      case 1:
        break;
      case 2:
        if (value == 0) return 0;
        value = value * 10 + static_cast<unsigned char>(p[1]) - '0';
        break;
      case 3:
        if (value == 0) return 0;
        value = value * 100 + static_cast<unsigned char>(p[1]) * 10u +
                static_cast<unsigned char>(p[2]) - 11u * '0';
        if (value > 255) return 0;
        break;
      default:
        return 0;
    }
    bits = bits << 8 | value;
    p = end + 1;
  }
  address->bits = bits;
  return dots == 0 ? static_cast<size_t>(size) : 0;
}

#endif

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

bool Ipv4Address::Read(ItemReader& in, Ipv4Address* out) {
#if defined(__SSE2__)
  if (in.NextBy([&](const char* begin) { return Ipv4Of16(begin, out); })) return true;
#endif
  std::string_view argument;
  return in.Next(&argument) && (ParseIpv4(argument, out) || in.Fail(argument));
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

// The value of a hexadecimal digit; of other bytes 16.
static constexpr std::array<uint8_t, 256> kHexValues = [] {
  std::array<uint8_t, 256> values{};
  for (auto& value : values) value = 16;
  for (uint8_t i = 0; i < 10; ++i) values['0' + i] = i;
  for (uint8_t i = 0; i < 6; ++i) values['a' + i] = values['A' + i] = static_cast<uint8_t>(10 + i);
  return values;
}();

// ParseIpv6 takes what inet_pton takes (RFC 4291, section 2.2), which wants a copy and takes twice
// as long; most entries of statuses have such an address.
static bool ParseIpv6(std::string_view text, std::array<uint8_t, 16>* bytes) {
  const char* p = text.data();
  const char* const end = p + text.size();
  uint8_t* const first = bytes->data();
  uint8_t* const last = first + bytes->size();
  uint8_t* out = first;
  uint8_t* gap = nullptr;  // where "::" stands
  if (p != end && *p == ':' && (++p == end || *p != ':')) return false;
  while (p != end) {
    if (*p == ':') {
      if (gap != nullptr) return false;
      gap = out;
      ++p;
      continue;
    }
    const char* const begin = p;
    unsigned group = 0;
    if (end - p >= 4) {  // most groups have four digits
      const auto digit = [p](int i) -> unsigned {
        return kHexValues[static_cast<unsigned char>(p[i])];
      };
      const unsigned a = digit(0), b = digit(1), c = digit(2), d = digit(3);
      if ((a | b | c | d) < 16) {
        group = a << 12 | b << 8 | c << 4 | d;
        p += 4;
      }
    }
    for (; p != end; ++p) {
      const unsigned digit = kHexValues[static_cast<unsigned char>(*p)];
      if (digit > 15) break;
      group = group << 4 | digit;
    }
    if (p == begin) return false;
    if (p != end && *p == '.') {
      Ipv4Address ipv4;
      if (last - out < 4 || !ParseIpv4({begin, static_cast<size_t>(end - begin)}, &ipv4)) {
        return false;
      }
      for (int shift = 24; shift >= 0; shift -= 8)
        *out++ = static_cast<uint8_t>(ipv4.bits >> shift);
      break;
    }
    if (p - begin > 4 || out == last) return false;
    *out++ = static_cast<uint8_t>(group >> 8);
    *out++ = static_cast<uint8_t>(group);
    if (p == end) break;
    if (*p != ':' || ++p == end) return false;
  }
  if (gap == nullptr || out == last) return gap == nullptr && out == last;
  std::fill(gap, std::copy_backward(gap, out, last), uint8_t{0});
  return true;
}

bool ParseIpAddress(std::string_view text, IpAddress* address) {
  Ipv4Address ipv4;
  if (ParseIpv4(text, &ipv4)) {
    *address = IpAddress::FromIpv4(ipv4);
    return true;
  }
  address->is_ipv6 = true;
  return ParseIpv6(text, &address->bytes);
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

bool AddressPort::Read(ItemReader& in, AddressPort* out) {
  std::string_view argument;
  if (!in.Next(&argument)) return false;
  const char* const begin = argument.data();
  const char* const end = begin + argument.size();
  const char* colon = end;
  while (colon != begin && *--colon != ':') {
  }
  std::string_view host(begin, static_cast<size_t>(colon - begin));
  uint64_t port;
  if (!netdoc::ParseUnsigned({colon + 1, static_cast<size_t>(end - colon - 1)}, &port) ||
      port > 65535 || port == 0) {
    return in.Fail(argument);
  }
  bool good;
  if (host.size() >= 2 && host.front() == '[' && host.back() == ']') {
    out->address.is_ipv6 = true;
    good = ParseIpv6(host.substr(1, host.size() - 2), &out->address.bytes);
  } else {
    good = ParseIpAddress(host, &out->address) && !out->address.is_ipv6;
  }
  out->port = static_cast<uint16_t>(port);
  return good || in.Fail(argument);
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
