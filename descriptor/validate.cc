#include "descriptor/validate.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace scape::descriptor {
namespace {

constexpr bool IsDigit(char c) { return c >= '0' && c <= '9'; }
constexpr bool IsAlphanumeric(char c) {
  return IsDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool IsHexDigit(char c) { return IsDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

bool IsIdentifier(std::string_view text) {
  if (text.empty() || text.size() > 16) return false;
  for (const char c : text) {
    if (!IsAlphanumeric(c)) return false;
  }
  return true;
}

// Base32Value returns 0 to 31, or -1.
int Base32Value(char c) {
  if (c >= 'a' && c <= 'z') return c - 'a';
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= '2' && c <= '7') return c - '2' + 26;
  return -1;
}

bool IsBase32(std::string_view text, size_t size) {
  if (text.size() != size) return false;
  for (const char c : text) {
    if (Base32Value(c) < 0) return false;
  }
  return true;
}

// ParseDecimal reads a number without leading zeros; -1: it is none, or above `limit`.
int ParseDecimal(std::string_view text, int limit) {
  if (text.empty() || text.size() > 5 || (text.size() > 1 && text[0] == '0')) return -1;
  int value = 0;
  for (const char c : text) {
    if (!IsDigit(c)) return -1;
    value = value * 10 + (c - '0');
  }
  return value <= limit ? value : -1;
}

}  // namespace

size_t AlphanumericsOf16(const char* text) {
#if defined(__SSE2__)
  const __m128i chunk = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text));
  const __m128i lower = _mm_or_si128(chunk, _mm_set1_epi8(0x20));
  const auto within = [](__m128i bytes, char first, char last) {
    return _mm_and_si128(_mm_cmpgt_epi8(bytes, _mm_set1_epi8(static_cast<char>(first - 1))),
                         _mm_cmplt_epi8(bytes, _mm_set1_epi8(static_cast<char>(last + 1))));
  };
  const int others =
      ~_mm_movemask_epi8(_mm_or_si128(within(lower, 'a', 'z'), within(chunk, '0', '9')));
  return static_cast<size_t>(std::countr_zero(static_cast<uint32_t>(others)));
#else
  return static_cast<size_t>(
      std::find_if_not(text, text + 16, [](char c) { return IsAlphanumeric(c); }) - text);
#endif
}

bool IsNickname(std::string_view text) {
  static constexpr auto kIsAlphanumeric = [] {
    std::array<bool, 256> table{};
    for (int c = 0; c < 256; ++c) table[c] = IsAlphanumeric(static_cast<char>(c));
    return table;
  }();
  if (text.empty() || text.size() > 19) return false;
  bool all = true;
  for (const char c : text) all &= kIsAlphanumeric[static_cast<unsigned char>(c)];
  return all;
}

bool IsHexDigits(std::string_view text, size_t count) {
  if (text.size() != count) return false;
  for (const char c : text) {
    if (!IsHexDigit(c)) return false;
  }
  return true;
}

bool IsFingerprint(std::string_view text, Prefix prefix) {
  const bool dollar = !text.empty() && text[0] == '$';
  if (dollar ? prefix == Prefix::kNone : prefix == Prefix::kDollar) return false;
  return IsHexDigits(text.substr(dollar), 40);
}

bool IsRelayReference(std::string_view text) {
  if (text.empty() || text[0] != '$') return IsNickname(text);
  if (!IsFingerprint(text.substr(0, 41), Prefix::kDollar)) return false;
  if (text.size() == 41) return true;
  return (text[41] == '=' || text[41] == '~') && IsNickname(text.substr(42));
}

bool IsIpv4Address(std::string_view text) {
  int parts = 0;
  for (;;) {
    const size_t dot = text.find('.');
    if (ParseDecimal(text.substr(0, dot), 255) < 0) return false;
    ++parts;
    if (dot == std::string_view::npos) break;
    text.remove_prefix(dot + 1);
  }
  return parts == 4;
}

bool IsIpv6Address(std::string_view text, bool allow_brackets) {
  if (allow_brackets && text.size() >= 2 && text.front() == '[' && text.back() == ']') {
    text = text.substr(1, text.size() - 2);
  }
  char copy[INET6_ADDRSTRLEN];
  if (text.empty() || text.size() >= sizeof copy) return false;
  std::memcpy(copy, text.data(), text.size());
  copy[text.size()] = '\0';
  in6_addr bytes;
  return std::strlen(copy) == text.size() && inet_pton(AF_INET6, copy, &bytes) == 1;
}

bool IsPort(std::string_view text, bool allow_zero) {
  const int port = ParseDecimal(text, 65535);
  return port > 0 || (allow_zero && port == 0);
}

bool IsCircuitId(std::string_view text) { return IsIdentifier(text); }
bool IsStreamId(std::string_view text) { return IsIdentifier(text); }
bool IsConnectionId(std::string_view text) { return IsIdentifier(text); }

bool IsOnionAddress(std::string_view text, OnionVersion version) {
  return (version != OnionVersion::kV3 && IsBase32(text, 16)) ||
         (version != OnionVersion::kV2 && IsBase32(text, 56));
}

bool DecodeOnionAddressV3(std::string_view text, OnionAddressV3* address) {
  if (!IsBase32(text, 56)) return false;
  std::array<uint8_t, 35> bytes{};
  uint32_t bits = 0;
  int count = 0;
  size_t size = 0;
  for (const char c : text) {
    bits = bits << 5 | static_cast<uint32_t>(Base32Value(c));
    count += 5;
    if (count >= 8) {
      count -= 8;
      bytes[size++] = static_cast<uint8_t>(bits >> count);
    }
  }
  std::memcpy(address->public_key.data(), bytes.data(), 32);
  std::memcpy(address->checksum.data(), bytes.data() + 32, 2);
  address->version = bytes[34];
  return true;
}

}  // namespace scape::descriptor
