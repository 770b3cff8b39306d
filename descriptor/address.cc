#include "descriptor/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <bit>
#include <cstring>

#if defined(__SSE2__)
#include <immintrin.h>
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
bool ParseIpv4(std::string_view text, const char* limit, Ipv4Address* address) {
  if (text.size() > 15 || limit - text.data() < 16) return ParseIpv4(text, address);
  const __m128i chunk = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data()));
  const uint32_t here = (1u << text.size()) - 1;
  uint32_t dots =
      static_cast<uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(chunk, _mm_set1_epi8('.')))) & here;
  const __m128i is_digit = _mm_and_si128(_mm_cmpgt_epi8(chunk, _mm_set1_epi8('0' - 1)),
                                         _mm_cmplt_epi8(chunk, _mm_set1_epi8('9' + 1)));
  const auto digits = static_cast<uint32_t>(_mm_movemask_epi8(is_digit));
  if (((digits | dots) & here) != here) return false;
  dots |= here + 1;  // what follows the text ends its last number
  const char* p = text.data();
  const char* const begin = p;
  uint32_t bits = 0;
  for (int part = 0; part < 4; ++part) {
    if (dots == 0) return false;
    const char* const end = begin + std::countr_zero(dots);
    dots &= dots - 1;
    uint32_t value = static_cast<unsigned char>(*p) - uint32_t{'0'};
    switch (end - p) {
      case 1:
        break;
      case 2:
        if (value == 0) return false;
        value = value * 10 + static_cast<unsigned char>(p[1]) - '0';
        break;
      case 3:
        if (value == 0) return false;
        value = value * 100 + static_cast<unsigned char>(p[1]) * 10u +
                static_cast<unsigned char>(p[2]) - 11u * '0';
        if (value > 255) return false;
        break;
      default:
        return false;
    }
    bits = bits << 8 | value;
    p = end + 1;
  }
  address->bits = bits;
  return dots == 0;
}
#else
bool ParseIpv4(std::string_view text, const char*, Ipv4Address* address) {
  return ParseIpv4(text, address);
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
  std::string_view argument;
  return in.Next(&argument) && (ParseIpv4(argument, in.item().limit, out) || in.Fail(argument));
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
  char copy[INET6_ADDRSTRLEN];
  if (text.size() >= sizeof copy || text.find('\0') != std::string_view::npos) return false;
  std::copy(text.begin(), text.end(), copy);
  copy[text.size()] = '\0';
  address->is_ipv6 = true;
  return inet_pton(AF_INET6, copy, address->bytes.data()) == 1;
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

bool Port::Read(ItemReader& in, Port* out) {
  uint64_t number;
  if (!in.ReadUnsigned(&number, 65535)) return false;
  out->number = static_cast<uint16_t>(number);
  return true;
}

bool AddressPort::Read(ItemReader& in, AddressPort* out) {
  std::string_view argument;
  if (!in.Next(&argument)) return false;
  const size_t colon = argument.rfind(':');
  if (colon == std::string_view::npos) return in.Fail(argument);
  std::string_view host = argument.substr(0, colon);
  uint64_t port;
  if (!netdoc::ParseUnsigned(argument.substr(colon + 1), &port) || port > 65535 || port == 0) {
    return in.Fail(argument);
  }
  const bool bracketed = host.size() >= 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  if (!ParseIpAddress(host, &out->address) || out->address.is_ipv6 != bracketed) {
    return in.Fail(argument);
  }
  out->port = static_cast<uint16_t>(port);
  return true;
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
