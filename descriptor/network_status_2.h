// NetworkStatus2 is a network status of version 2: what one directory authority held of the
// network, from 2005 to 2012 (dir-spec-v2).
//
// The entries are those of the later versions, without the lines that came after; see
// router_status.h. A parsed status borrows the text it was parsed from.
#ifndef SCAPE_DESCRIPTOR_NETWORK_STATUS_2_H_
#define SCAPE_DESCRIPTOR_NETWORK_STATUS_2_H_

#include <optional>
#include <string_view>

#include "descriptor/address.h"
#include "descriptor/keys.h"
#include "descriptor/netdoc/lazy_sections.h"
#include "descriptor/netdoc/parse.h"
#include "descriptor/netdoc/table.h"
#include "descriptor/netdoc/value.h"
#include "descriptor/relay_id.h"
#include "descriptor/router_status.h"
#include "descriptor/status_values.h"

namespace scape::descriptor {

// DirSource2 is `dir-source hostname address DirPort`.
struct DirSource2 : netdoc::Line {
  std::string_view hostname;
  Ipv4Address address;
  Port dir_port;

  static constexpr auto kArguments =
      netdoc::Arguments(netdoc::Argument<&DirSource2::hostname>("hostname"),
                        netdoc::Argument<&DirSource2::address>("address"),
                        netdoc::Argument<&DirSource2::dir_port>("dir_port"));
};

struct NetworkStatus2 : netdoc::Document {
  uint64_t network_status_version = 0;  // 2
  DirSource2 dir_source;
  Sha1 fingerprint;  // of the authority's identity key
  std::optional<netdoc::Text> contact;
  std::optional<AnyRsaKey> dir_signing_key;
  std::optional<VersionList> client_versions;
  std::optional<VersionList> server_versions;
  netdoc::UtcTime published;
  std::optional<FlagList> dir_options;
  netdoc::LazySections<RouterStatus> entries;
  std::optional<NamedSignature> directory_signature;

  // signed_text is what the signature is over: all through the line feed behind its keyword line.
  // Empty when there is no signature.
  std::string_view signed_text() const;

  netdoc::Kinds FindKind() const { return kStatusV2; }  // for the parse loop
};

}  // namespace scape::descriptor

namespace scape::netdoc {

template <>
inline constexpr auto kTable<descriptor::NetworkStatus2> = [] {
  using S = descriptor::NetworkStatus2;
  return MakeTable<S>(
      "https://spec.torproject.org/dir-spec-v2",
      Row<&S::network_status_version>({.keyword = "network-status-version",
                                       .occurs = Occurs::kExactlyOnce,
                                       .place = Place::kAtStart,
                                       .summary = "Begins the status: the version, 2."}),
      Row<&S::dir_source>({.keyword = "dir-source",
                           .occurs = Occurs::kExactlyOnce,
                           .summary = "The authority's host, address and DirPort."}),
      Row<&S::fingerprint>({.keyword = "fingerprint",
                            .occurs = Occurs::kExactlyOnce,
                            .summary = "SHA-1 of the authority's identity key."}),
      Row<&S::contact>({.keyword = "contact", .summary = "How to reach the authority's operator."}),
      Row<&S::dir_signing_key>({.keyword = "dir-signing-key",
                                .occurs = Occurs::kExactlyOnce,
                                .object = "RSA PUBLIC KEY",
                                .object_use = ObjectUse::kRequired,
                                .summary = "The authority's identity key."}),
      Row<&S::client_versions>(
          {.keyword = "client-versions", .summary = "The tor versions recommended to clients."}),
      Row<&S::server_versions>(
          {.keyword = "server-versions", .summary = "The tor versions recommended to relays."}),
      Row<&S::published>({.keyword = "published",
                          .occurs = Occurs::kExactlyOnce,
                          .summary = "When the status was made."}),
      Row<&S::dir_options>({.keyword = "dir-options",
                            .summary = "What the authority has an opinion of: Names, Versions, "
                                       "Recommends, BadDirectories, BadExits."}),
      Section<&S::entries>({.occurs = Occurs::kAnyNumber,
                            .json = "entries",
                            .summary = "The relays, in the order of their identities."}),
      Row<&S::directory_signature>({.keyword = "directory-signature",
                                    .occurs = Occurs::kExactlyOnce,
                                    .place = Place::kAtEnd,
                                    .object = "SIGNATURE",
                                    .object_use = ObjectUse::kRequired,
                                    .starts_group = true,
                                    .summary = "The signature by the authority's identity key."}));
}();

}  // namespace scape::netdoc

#endif  // SCAPE_DESCRIPTOR_NETWORK_STATUS_2_H_
