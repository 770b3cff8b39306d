// ServerDescriptor is what a relay or bridge says about itself (dir-spec 2.1), and what is left of
// a bridge's when CollecTor has sanitised it.
//
//   netdoc::Diagnostics diagnostics(netdoc::Mode::kLenient);
//   ServerDescriptor descriptor;
//   netdoc::ParseDocument(text, kRelayDescriptor, &descriptor, diagnostics);
//   descriptor.router.nickname.text;         // "caerSidi"
//   descriptor.bandwidth.observed;           // bytes per second
//   descriptor.proto->Supports("Link", 5);
//
// A parsed descriptor borrows the text it was parsed from. Parse into the same object again and
// again: its memory is reused. Members are named after their keywords, absent ones are empty.
#ifndef SCAPE_DESCRIPTOR_SERVER_DESCRIPTOR_H_
#define SCAPE_DESCRIPTOR_SERVER_DESCRIPTOR_H_

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "descriptor/address.h"
#include "descriptor/exit_policy.h"
#include "descriptor/history.h"
#include "descriptor/keys.h"
#include "descriptor/netdoc/parse.h"
#include "descriptor/netdoc/table.h"
#include "descriptor/netdoc/value.h"
#include "descriptor/protocols.h"
#include "descriptor/relay_id.h"
#include "descriptor/tor_version.h"

namespace scape::descriptor {

// The kinds that share the table.
inline constexpr netdoc::Kinds kRelayDescriptor = 1;
inline constexpr netdoc::Kinds kBridgeDescriptor = 2;

// RouterLine is `router nickname address ORPort SOCKSPort DirPort`. Port 0: none.
struct RouterLine : netdoc::Line {
  Nickname nickname;
  Ipv4Address address;
  Port or_port;
  Port socks_port;
  Port dir_port;

  static constexpr auto kArguments =
      netdoc::Arguments(netdoc::Argument<&RouterLine::nickname>("nickname"),
                        netdoc::Argument<&RouterLine::address>("address"),
                        netdoc::Argument<&RouterLine::or_port>("or_port"),
                        netdoc::Argument<&RouterLine::socks_port>("socks_port"),
                        netdoc::Argument<&RouterLine::dir_port>("dir_port"));
};

// Bandwidth is `bandwidth average burst observed`, all in bytes per second.
struct Bandwidth : netdoc::Line {
  uint64_t average = 0;
  uint64_t burst = 0;
  uint64_t observed = 0;

  static constexpr auto kArguments =
      netdoc::Arguments(netdoc::Argument<&Bandwidth::average>("average"),
                        netdoc::Argument<&Bandwidth::burst>("burst"),
                        netdoc::Argument<&Bandwidth::observed>("observed"));
};

// ExtraInfoDigest is `extra-info-digest sha1 [sha256]` of the extra-info document that belongs to
// this descriptor.
struct ExtraInfoDigest : netdoc::Line {
  Sha1 sha1;
  std::optional<Sha256Base64> sha256;

  static constexpr auto kArguments =
      netdoc::Arguments(netdoc::Argument<&ExtraInfoDigest::sha1>("sha1"),
                        netdoc::Argument<&ExtraInfoDigest::sha256>("sha256"));
};

// HiddenServiceDir is `hidden-service-dir`: the relay keeps onion-service descriptors. Old tors
// named the versions.
struct HiddenServiceDir {
  std::string_view versions;

  static constexpr std::string_view kExpects = "version numbers, or nothing";
  static bool Read(netdoc::ItemReader& in, HiddenServiceDir* out);
  void Write(netdoc::Encoder& out) const;
  void Json(netdoc::JsonWriter& json) const;  // true, or the list of versions
  bool Check(netdoc::Fault* fault) const;
};

struct ServerDescriptor : netdoc::Document {
  RouterLine router;
  std::optional<IdentityCertificate> identity_ed25519;
  std::optional<Ed25519Key> master_key_ed25519;
  std::vector<AddressPort> or_address;
  std::optional<netdoc::Text> platform;
  std::optional<ProtocolList> proto;
  std::optional<OldProtocols> protocols;
  netdoc::UtcTime published;
  std::optional<Fingerprint> fingerprint;
  std::optional<int64_t> uptime;  // seconds; negative in some descriptors of 2006
  Bandwidth bandwidth;
  std::optional<OverloadGeneral> overload_general;
  std::optional<ExtraInfoDigest> extra_info_digest;
  bool caches_extra_info = false;
  std::optional<OnionKey> onion_key;  // TAP, RSA
  std::optional<SigningKey> signing_key;
  std::optional<CrossCertObject> onion_key_crosscert;
  std::optional<NtorOnionKeyCrosscert> ntor_onion_key_crosscert;
  std::vector<FamilyCertificate> family_cert;
  std::optional<FamilyMembers> family;
  std::optional<HiddenServiceDir> hidden_service_dir;
  std::optional<netdoc::Text> contact;
  std::optional<std::string_view> bridge_distribution_request;
  std::optional<netdoc::Boolean> hibernating;
  std::optional<Curve25519Key> ntor_onion_key;
  std::optional<netdoc::Boolean> eventdns;
  std::optional<AnyRsaKey> link_key;
  std::optional<uint64_t> dircacheport;
  std::optional<History> read_history;
  std::optional<History> write_history;
  std::vector<ExitPolicyRule> exit_policy;  // in the document's order
  std::optional<PortPolicy> ipv6_policy;
  bool tunnelled_dir_server = false;
  bool allow_single_hop_exits = false;
  std::optional<Sha256Base64> router_digest_sha256;
  std::optional<Sha1> router_digest;
  std::optional<Ed25519Signature> router_sig_ed25519;
  std::optional<RelaySignature> router_signature;

  // tor_version is the version of `platform`, if it names one.
  std::optional<TorVersion> tor_version() const;

  // CanExitTo answers as tor does: IPv4 by the exit policy, IPv6 by ipv6-policy.
  PolicyResult CanExitTo(const IpAddress& address, uint16_t port) const;

  // signed_text is what router-signature signs and whose SHA-1 is the descriptor's digest: from
  // `router` through the line feed after `router-signature`. Empty when there is no signature.
  std::string_view signed_text() const;

  // For the parse loop: the kind where no annotation told, and the age against a tor version.
  netdoc::Kinds FindKind() const;
  netdoc::Age AgeAgainst(std::string_view since) const;
};

}  // namespace scape::descriptor

namespace scape::netdoc {

template <>
inline constexpr auto kTable<descriptor::ServerDescriptor> = [] {
  using D = descriptor::ServerDescriptor;
  constexpr Kinds kRelay = descriptor::kRelayDescriptor;
  constexpr Kinds kBridge = descriptor::kBridgeDescriptor;
  return MakeTable<D>(
      "https://spec.torproject.org/dir-spec/server-descriptor-format.html",
      Row<&D::router>(
          {.keyword = "router",
           .occurs = Occurs::kExactlyOnce,
           .place = Place::kAtStart,
           .summary = "Begins the descriptor: the relay's name, IPv4 address and ports."}),
      Row<&D::identity_ed25519>(
          {.keyword = "identity-ed25519",
           .occurs = Occurs::kExactlyOnce,
           .place = Place::kSecond,
           .in = kRelay,
           .object = "ED25519 CERT",
           .object_use = ObjectUse::kRequired,
           .extra = Extra::kForbidden,
           .since = "0.2.7.2-alpha",
           .summary = "The ed25519 signing key, certified by the master key."}),
      Row<&D::master_key_ed25519>(
          {.keyword = "master-key-ed25519",
           .occurs = Occurs::kExactlyOnce,
           .in = kRelay | kBridge,
           .since = "0.2.7.2-alpha",
           .since_minor = 1,
           .summary = "The ed25519 master identity key; of a bridge, its SHA-256."}),
      Row<&D::or_address>({.keyword = "or-address",
                           .occurs = Occurs::kAnyNumber,
                           .since = "0.2.3.1-alpha",
                           .summary = "Another address and ORPort, usually IPv6."}),
      Row<&D::platform>(
          {.keyword = "platform", .summary = "The tor version and the operating system."}),
      Row<&D::proto>({.keyword = "proto",
                      .occurs = Occurs::kExactlyOnce,
                      .since = "0.2.9.4-alpha",
                      .summary = "The subprotocol versions that the relay supports."}),
      Row<&D::protocols>({.keyword = "protocols",
                          .status = Status::kObsolete,
                          .until = "0.2.9.4-alpha",
                          .summary = "Link and circuit protocol versions, before `proto`."}),
      Row<&D::published>({.keyword = "published",
                          .occurs = Occurs::kExactlyOnce,
                          .summary = "When the descriptor was made."}),
      Row<&D::fingerprint>({.keyword = "fingerprint",
                            .summary = "SHA-1 of the identity key; of a bridge, hashed again."}),
      Row<&D::uptime>({.keyword = "uptime", .summary = "Seconds since the tor process started."}),
      Row<&D::bandwidth>({.keyword = "bandwidth",
                          .occurs = Occurs::kExactlyOnce,
                          .summary = "Rate, burst and measured throughput in bytes per second."}),
      Row<&D::overload_general>({.keyword = "overload-general",
                                 .since = "0.4.6.2-alpha",
                                 .summary = "When the relay was last overloaded, to the hour."}),
      Row<&D::extra_info_digest>({.keyword = "extra-info-digest",
                                  .since = "0.2.0.1-alpha",
                                  .tolerated = true,
                                  .needs_arguments = true,
                                  .summary = "SHA-1 and SHA-256 of the extra-info document."}),
      Row<&D::caches_extra_info>({.keyword = "caches-extra-info",
                                  .extra = Extra::kForbidden,
                                  .summary = "The relay serves extra-info documents."}),
      Row<&D::onion_key>({.keyword = "onion-key",
                          .in = kRelay,
                          .object = "RSA PUBLIC KEY",
                          .object_use = ObjectUse::kRequired,
                          .extra = Extra::kForbidden,
                          .summary = "The TAP onion key, RSA of 1024 bits; being dropped."}),
      Row<&D::signing_key>({.keyword = "signing-key",
                            .occurs = Occurs::kExactlyOnce,
                            .in = kRelay,
                            .object = "RSA PUBLIC KEY",
                            .object_use = ObjectUse::kRequired,
                            .extra = Extra::kForbidden,
                            .summary = "The RSA identity key, 1024 bits."}),
      Row<&D::onion_key_crosscert>({.keyword = "onion-key-crosscert",
                                    .in = kRelay,
                                    .object = "CROSSCERT",
                                    .object_use = ObjectUse::kRequired,
                                    .extra = Extra::kForbidden,
                                    .since = "0.2.7.2-alpha",
                                    .summary = "The identities, signed by the TAP onion key."}),
      Row<&D::ntor_onion_key_crosscert>(
          {.keyword = "ntor-onion-key-crosscert",
           .occurs = Occurs::kExactlyOnce,
           .in = kRelay,
           .object = "ED25519 CERT",
           .object_use = ObjectUse::kRequired,
           .extra = Extra::kForbidden,
           .since = "0.2.7.2-alpha",
           .summary = "The ed25519 identity, certified by the ntor onion key."}),
      Row<&D::family_cert>({.keyword = "family-cert",
                            .occurs = Occurs::kAnyNumber,
                            .in = kRelay,
                            .object = "FAMILY CERT",
                            .object_use = ObjectUse::kRequired,
                            .since = "0.4.9.1-alpha",
                            .summary = "The ed25519 identity, certified by a family key."}),
      Row<&D::family>({.keyword = "family", .summary = "The relays run by the same operator."}),
      Row<&D::hidden_service_dir>({.keyword = "hidden-service-dir",
                                   .summary = "The relay keeps onion-service descriptors."}),
      Row<&D::contact>({.keyword = "contact", .summary = "How to reach the operator."}),
      Row<&D::bridge_distribution_request>(
          {.keyword = "bridge-distribution-request",
           .since = "0.3.2.3-alpha",
           .summary = "How a bridge wants its address to be given out."}),
      Row<&D::hibernating>({.keyword = "hibernating",
                            .summary = "1: the relay has used up its traffic and sleeps."}),
      Row<&D::ntor_onion_key>({.keyword = "ntor-onion-key",
                               .occurs = Occurs::kExactlyOnce,
                               .since = "0.2.4.8-alpha",
                               .summary = "The curve25519 key of the ntor handshake."}),
      Row<&D::eventdns>({.keyword = "eventdns",
                         .status = Status::kObsolete,
                         .until = "0.2.0.1-alpha",
                         .summary = "1: the relay resolved names asynchronously."}),
      Row<&D::link_key>({.keyword = "link-key",
                         .in = kRelay,
                         .object = "RSA PUBLIC KEY",
                         .object_use = ObjectUse::kRequired,
                         .status = Status::kObsolete,
                         .until = "0.0.8",
                         .summary = "The RSA key of link encryption."}),
      Row<&D::dircacheport>({.keyword = "dircacheport",
                             .status = Status::kObsolete,
                             .until = "0.0.9",
                             .summary = "The DirPort, before it had a place."}),
      Row<&D::read_history>({.keyword = "read-history",
                             .status = Status::kObsolete,
                             .until = "0.2.0.1-alpha",
                             .summary = "Bytes read per interval; now in extra-infos."}),
      Row<&D::write_history>({.keyword = "write-history",
                              .status = Status::kObsolete,
                              .until = "0.2.0.1-alpha",
                              .summary = "Bytes written per interval; now in extra-infos."}),
      Row<&D::exit_policy>({.keyword = "accept",
                            .occurs = Occurs::kAnyNumber,
                            .json = "exit_policy",
                            .extra = Extra::kForbidden,
                            .summary = "An exit policy rule: the first that matches decides."}),
      Row<&D::exit_policy>({.keyword = "reject",
                            .occurs = Occurs::kAnyNumber,
                            .json = "exit_policy",
                            .extra = Extra::kForbidden,
                            .summary = "An exit policy rule: the first that matches decides."}),
      Row<&D::exit_policy>({.keyword = "accept6",
                            .occurs = Occurs::kAnyNumber,
                            .json = "exit_policy",
                            .status = Status::kForbidden,
                            .summary = "An IPv6 rule; tor refuses descriptors that have one."}),
      Row<&D::exit_policy>({.keyword = "reject6",
                            .occurs = Occurs::kAnyNumber,
                            .json = "exit_policy",
                            .status = Status::kForbidden,
                            .summary = "An IPv6 rule; tor refuses descriptors that have one."}),
      Row<&D::ipv6_policy>({.keyword = "ipv6-policy",
                            .since = "0.2.4.7-alpha",
                            .summary = "The ports that exit to IPv6; without it, none."}),
      Row<&D::tunnelled_dir_server>(
          {.keyword = "tunnelled-dir-server",
           .extra = Extra::kForbidden,
           .since = "0.2.8.1-alpha",
           .summary = "The relay answers directory requests over its ORPort."}),
      Row<&D::allow_single_hop_exits>({.keyword = "allow-single-hop-exits",
                                       .extra = Extra::kForbidden,
                                       .status = Status::kObsolete,
                                       .until = "0.3.1.1-alpha",
                                       .summary = "The relay may be the only hop of a circuit."}),
      Row<&D::router_sig_ed25519>({.keyword = "router-sig-ed25519",
                                   .occurs = Occurs::kExactlyOnce,
                                   .place = Place::kLastButOne,
                                   .in = kRelay,
                                   .since = "0.2.7.2-alpha",
                                   .summary = "The signature by the ed25519 signing key."}),
      Row<&D::router_signature>({.keyword = "router-signature",
                                 .occurs = Occurs::kExactlyOnce,
                                 .place = Place::kAtEnd,
                                 .in = kRelay,
                                 .object = "SIGNATURE",
                                 .object_use = ObjectUse::kRequired,
                                 .extra = Extra::kForbidden,
                                 .summary = "The signature by the RSA identity key."}),
      Row<&D::router_digest_sha256>(
          {.keyword = "router-digest-sha256",
           .in = kBridge,
           .since_minor = 1,
           .summary = "SHA-256 of the SHA-256 of the bridge's own descriptor."}),
      Row<&D::router_digest>({.keyword = "router-digest",
                              .in = kBridge,
                              .summary = "SHA-1 of the digest of the bridge's own descriptor."}));
}();

}  // namespace scape::netdoc

#endif  // SCAPE_DESCRIPTOR_SERVER_DESCRIPTOR_H_
