// IP addresses and ports of documents.
//
//   IpAddress address;
//   ParseIpAddress("2001:db8::1", &address);   // true; address.is_ipv6
//
// Values: they hold their bytes and borrow nothing.
#ifndef SCAPE_DESCRIPTOR_ADDRESS_H_
#define SCAPE_DESCRIPTOR_ADDRESS_H_

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "descriptor/netdoc/value.h"

namespace scape::descriptor {

// Ipv4Address is a dotted quad; `bits` has its first number in the highest byte.
struct Ipv4Address {
  uint32_t bits = 0;

  static constexpr std::string_view kExpects = "an IPv4 address";
  static bool Read(netdoc::ItemReader& in, Ipv4Address* out);
  void Write(netdoc::Encoder& out) const;
  void Json(netdoc::JsonWriter& json) const;
  friend auto operator<=>(const Ipv4Address&, const Ipv4Address&) = default;
};

// ParseIpv4 reads four numbers from 0 to 255 without leading zeros.
bool ParseIpv4(std::string_view text, Ipv4Address* address);

// FormatIpv4 writes the dotted quad and returns its length, at most 15.
size_t FormatIpv4(Ipv4Address address, char out[16]);

// IpAddress is an IPv4 or IPv6 address; an IPv4 address is the first four bytes.
struct IpAddress {
  std::array<uint8_t, 16> bytes{};
  bool is_ipv6 = false;

  static IpAddress FromIpv4(Ipv4Address address);
  Ipv4Address ToIpv4() const;
  // ToString returns the usual form (RFC 5952 for IPv6), without brackets.
  std::string ToString() const;
  // InPrefix tells whether the first `bits` bits equal those of `prefix`, of the same family.
  bool InPrefix(const IpAddress& prefix, int bits) const;
  friend auto operator<=>(const IpAddress&, const IpAddress&) = default;
};

// ParseIpAddress reads a dotted quad or an IPv6 address without brackets.
bool ParseIpAddress(std::string_view text, IpAddress* address);

// IsInternal tells whether tor holds the address for one that is not reachable from outside:
// private, loopback, link-local, unspecified.
bool IsInternal(const IpAddress& address);

// Port is a TCP port, 0 for "none" where a document allows it.
struct Port {
  uint16_t number = 0;

  static constexpr std::string_view kExpects = "a port from 0 to 65535";
  static bool Read(netdoc::ItemReader& in, Port* out) {
    uint64_t wide;
    if (!in.ReadUnsigned(&wide, UINT16_MAX)) return false;
    out->number = static_cast<uint16_t>(wide);
    return true;
  }
  void Write(netdoc::Encoder& out) const { out.Argument(uint64_t{number}); }
  void Json(netdoc::JsonWriter& json) const { json.Unsigned(number); }
};

// AddressPort is "1.2.3.4:9001" or "[2001:db8::1]:9001" (`or-address`, `a`).
struct AddressPort {
  IpAddress address;
  uint16_t port = 0;

  static constexpr std::string_view kExpects = "IPV4:PORT or [IPV6]:PORT";
  static constexpr std::string_view kMembers[] = {"address", "port"};
  static bool Read(netdoc::ItemReader& in, AddressPort* out);
  void Write(netdoc::Encoder& out) const;
  void Json(netdoc::JsonWriter& json) const;
};

}  // namespace scape::descriptor

#endif  // SCAPE_DESCRIPTOR_ADDRESS_H_
