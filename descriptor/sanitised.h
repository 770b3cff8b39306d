// What CollecTor's sanitising makes of a bridge's addresses and digests, and the problem of
// addresses of which it has made nothing: for all documents about bridges.
#ifndef SCAPE_DESCRIPTOR_SANITISED_H_
#define SCAPE_DESCRIPTOR_SANITISED_H_

#include <algorithm>
#include <array>
#include <cstdint>

#include "descriptor/address.h"
#include "descriptor/document_type.h"
#include "descriptor/netdoc/problem.h"

namespace scape::descriptor {

inline constexpr netdoc::Problem kNotSanitised{
    "not-sanitised",
    netdoc::Severity::kWarning,
    netdoc::Severity::kWarning,
    "a sanitised document about bridges still shows $expects",
    "sanitise it again before it is published",
    ""};

inline constexpr std::string_view kNotSanitisedIpv4 = "an address outside 10.0.0.0/8";
inline constexpr std::string_view kNotSanitisedIpv6 = "an address outside fd9f:2e19:3bcf::/48";

// IsSanitised: 10.0.0.0/8, and of old documents 127.0.0.1.
inline bool IsSanitised(Ipv4Address address) {
  return address.bits >> 24 == 10 || address.bits == 0x7f000001;
}

// IsSanitised of a further address: 10.0.0.0/8 and fd9f:2e19:3bcf::/48.
inline bool IsSanitised(const IpAddress& address) {
  constexpr std::array<uint8_t, 6> kPrefix = {0xfd, 0x9f, 0x2e, 0x19, 0x3b, 0xcf};
  return address.is_ipv6 ? std::equal(kPrefix.begin(), kPrefix.end(), address.bytes.begin())
                         : address.bytes[0] == 10;
}

// DigestsOfBridge are those that a sanitised document states; its own text has other ones.
template <typename Document>
DocumentDigests DigestsOfBridge(const Document& document) {
  DocumentDigests digests;
  if (document.router_digest.has_value()) digests.sha1 = document.router_digest->bytes;
  std::array<uint8_t, 32> sha256;
  if (document.router_digest_sha256.has_value() && document.router_digest_sha256->Decode(&sha256)) {
    digests.sha256 = sha256;
  }
  return digests;
}

}  // namespace scape::descriptor

#endif  // SCAPE_DESCRIPTOR_SANITISED_H_
