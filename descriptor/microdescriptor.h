// Microdescriptor is what clients need to know of a relay, made by the authorities from its server
// descriptor (dir-spec 3.3).
//
//   netdoc::ParseDocument(text, kMicrodescriptor, &microdescriptor, diagnostics);
//   microdescriptor.ntor_onion_key->text;    // base64
//
// A parsed microdescriptor borrows the text it was parsed from. Members that the one-letter
// keywords fill have the specification's noun for a name.
#ifndef SCAPE_DESCRIPTOR_MICRODESCRIPTOR_H_
#define SCAPE_DESCRIPTOR_MICRODESCRIPTOR_H_

#include <optional>
#include <string_view>
#include <vector>

#include "descriptor/address.h"
#include "descriptor/exit_policy.h"
#include "descriptor/keys.h"
#include "descriptor/netdoc/parse.h"
#include "descriptor/netdoc/table.h"
#include "descriptor/netdoc/value.h"
#include "descriptor/protocols.h"
#include "descriptor/relay_id.h"

namespace scape::descriptor {

inline constexpr netdoc::Kinds kMicrodescriptor = 1;

// Identity is `id keytype identity`: "ed25519" with 32 bytes or "rsa1024" with 20 bytes of base64.
// Other key types are kept as they are.
struct Identity : netdoc::Line {
  std::string_view keytype;
  std::string_view identity;

  static constexpr auto kArguments =
      netdoc::Arguments(netdoc::Argument<&Identity::keytype>("keytype"),
                        netdoc::Argument<&Identity::identity>("identity"));
};

struct Microdescriptor : netdoc::Document {
  OnionKey onion_key;  // not present() without TAP key
  std::optional<Curve25519Key> ntor_onion_key;
  std::vector<AddressPort> or_address;
  std::optional<FamilyMembers> family;
  std::optional<FamilyIds> family_ids;
  std::optional<PortPolicy> exit_policy_summary;
  std::optional<PortPolicy> ipv6_exit_policy_summary;
  std::optional<ProtocolList> protocols;
  std::vector<Identity> identities;

  // CanExitTo answers as tor does for a relay of which it knows the microdescriptor: "probably"
  // for IPv4 ports that are accepted, because a summary says nothing of addresses.
  PolicyResult CanExitTo(const IpAddress& address, uint16_t port) const;
};

}  // namespace scape::descriptor

namespace scape::netdoc {

template <>
inline constexpr auto kTable<descriptor::Microdescriptor> = [] {
  using M = descriptor::Microdescriptor;
  return MakeTable<M>(
      "https://spec.torproject.org/dir-spec/computing-microdescriptors.html",
      Row<&M::onion_key>({.keyword = "onion-key",
                          .occurs = Occurs::kExactlyOnce,
                          .place = Place::kAtStart,
                          .object = "RSA PUBLIC KEY",
                          .object_use = ObjectUse::kOptional,
                          .extra = Extra::kForbidden,
                          .summary = "Begins the microdescriptor: the TAP onion key, if any."}),
      Row<&M::ntor_onion_key>({.keyword = "ntor-onion-key",
                               .occurs = Occurs::kExactlyOnce,
                               .since = "0.2.4.8-alpha",
                               .summary = "The curve25519 key of the ntor handshake."}),
      Row<&M::or_address>({.keyword = "a",
                           .occurs = Occurs::kAnyNumber,
                           .json = "or_address",
                           .status = Status::kObsolete,
                           .until = "0.3.2.10",
                           .summary = "Another address and ORPort."}),
      Row<&M::family>(
          {.keyword = "family", .tolerated = true, .summary = "The relays of the same operator."}),
      Row<&M::family_ids>({.keyword = "family-ids",
                           .since = "0.4.9.1-alpha",
                           .summary = "The families that the relay has certificates of."}),
      Row<&M::exit_policy_summary>(
          {.keyword = "p",
           .json = "exit_policy_summary",
           .tolerated = true,
           .summary = "The ports that exit to most addresses; without it, none."}),
      Row<&M::ipv6_exit_policy_summary>(
          {.keyword = "p6",
           .json = "ipv6_exit_policy_summary",
           .tolerated = true,
           .summary = "The ports that exit to IPv6; without it, none."}),
      Row<&M::protocols>({.keyword = "pr",
                          .json = "protocols",
                          .summary = "The subprotocol versions; proposed, never written."}),
      Row<&M::identities>({.keyword = "id",
                           .occurs = Occurs::kAnyNumber,
                           .json = "identities",
                           .summary = "The relay's identities, for telling equal keys apart."}));
}();

}  // namespace scape::netdoc

#endif  // SCAPE_DESCRIPTOR_MICRODESCRIPTOR_H_
