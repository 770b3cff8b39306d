// ExtraInfo is what a relay or bridge tells of itself that clients need not know: how much it has
// carried, and for whom (dir-spec 2.1.2); and what is left of a bridge's when CollecTor has
// sanitised it.
//
//   netdoc::Diagnostics diagnostics(netdoc::Mode::kLenient);
//   ExtraInfo extra_info;
//   netdoc::ParseDocument(text, kRelayExtraInfo, &extra_info, diagnostics);
//   extra_info.extra_info.nickname.text;               // "caerSidi"
//   for (const Count& count : extra_info.dirreq_v3_ips->counts()) ...
//
// A parsed extra-info borrows the text it was parsed from. Parse into the same object again and
// again: its memory is reused. Members are named after their keywords, absent ones are empty. tor
// looks at no statistic, so a malformed one is a warning and the document stays.
#ifndef SCAPE_DESCRIPTOR_EXTRA_INFO_H_
#define SCAPE_DESCRIPTOR_EXTRA_INFO_H_

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "descriptor/address.h"
#include "descriptor/history.h"
#include "descriptor/keys.h"
#include "descriptor/netdoc/lazy_line.h"
#include "descriptor/netdoc/parse.h"
#include "descriptor/netdoc/table.h"
#include "descriptor/netdoc/value.h"
#include "descriptor/relay_id.h"
#include "descriptor/statistics.h"

namespace scape::descriptor {

// The kinds that share the table.
inline constexpr netdoc::Kinds kRelayExtraInfo = 1;
inline constexpr netdoc::Kinds kBridgeExtraInfo = 2;

// ExtraInfoLine is `extra-info nickname fingerprint`. Of a sanitised bridge, the fingerprint is
// hashed.
struct ExtraInfoLine : netdoc::Line {
  Nickname nickname;
  Sha1 fingerprint;

  static constexpr auto kArguments =
      netdoc::Arguments(netdoc::Argument<&ExtraInfoLine::nickname>("nickname"),
                        netdoc::Argument<&ExtraInfoLine::fingerprint>("fingerprint"));
};

// Transport is `transport name [address:port [k=v,k=v...]]`.
struct Transport : netdoc::Line {
  std::string_view name;
  std::optional<AddressPort> address_port;
  std::optional<std::string_view> options;  // as they stand there, escapes included

  static constexpr auto kArguments =
      netdoc::Arguments(netdoc::Argument<&Transport::name>("name"),
                        netdoc::Argument<&Transport::address_port>("address_port"),
                        netdoc::Argument<&Transport::options>("options"));
};

struct ExtraInfo : netdoc::Document {
  ExtraInfoLine extra_info;
  std::optional<IdentityCertificate> identity_ed25519;
  std::optional<Ed25519Key> master_key_ed25519;
  netdoc::UtcTime published;
  std::optional<History> read_history;
  std::optional<History> write_history;
  std::optional<History> ipv6_read_history;
  std::optional<History> ipv6_write_history;
  std::optional<Sha1> geoip_db_digest;
  std::optional<Sha1> geoip6_db_digest;
  std::optional<netdoc::UtcTime> geoip_start_time;
  std::optional<CountryCounts> geoip_client_origins;
  std::optional<StatisticsEnd> bridge_stats_end;
  std::optional<CountryCounts> bridge_ips;
  std::optional<CountList> bridge_ip_versions;
  std::optional<CountList> bridge_ip_transports;
  std::optional<StatisticsEnd> dirreq_stats_end;
  std::optional<CountryCounts> dirreq_v2_ips;
  std::optional<CountryCounts> dirreq_v3_ips;
  std::optional<CountryCounts> dirreq_v2_reqs;
  std::optional<CountryCounts> dirreq_v3_reqs;
  std::optional<Share> dirreq_v2_share;
  std::optional<Share> dirreq_v3_share;
  std::optional<AnswerCounts> dirreq_v2_resp;
  std::optional<AnswerCounts> dirreq_v3_resp;
  std::optional<CountList> dirreq_v2_direct_dl;
  std::optional<CountList> dirreq_v3_direct_dl;
  std::optional<CountList> dirreq_v2_tunneled_dl;
  std::optional<CountList> dirreq_v3_tunneled_dl;
  std::optional<History> dirreq_read_history;
  std::optional<History> dirreq_write_history;
  std::optional<StatisticsEnd> entry_stats_end;
  std::optional<CountryCounts> entry_ips;
  std::optional<StatisticsEnd> cell_stats_end;
  std::optional<DecimalList> cell_processed_cells;
  std::optional<DecimalList> cell_queued_cells;
  std::optional<DecimalList> cell_time_in_queue;
  std::optional<uint64_t> cell_circuits_per_decile;
  std::optional<ConnBiDirect> conn_bi_direct;
  std::optional<ConnBiDirect> ipv6_conn_bi_direct;
  std::optional<StatisticsEnd> exit_stats_end;
  std::optional<PortCounts> exit_kibibytes_written;
  std::optional<PortCounts> exit_kibibytes_read;
  std::optional<StreamCounts> exit_streams_opened;
  std::optional<StatisticsEnd> hidserv_stats_end;
  std::optional<NoisyCount> hidserv_rend_relayed_cells;
  std::optional<NoisyCount> hidserv_dir_onions_seen;
  std::optional<StatisticsEnd> hidserv_v3_stats_end;
  std::optional<NoisyCount> hidserv_rend_v3_relayed_cells;
  std::optional<NoisyCount> hidserv_dir_v3_onions_seen;
  std::vector<Transport> transport;
  std::optional<netdoc::Text> transport_info;
  std::optional<netdoc::LazyLine<PaddingCounts>> padding_counts;
  std::optional<OverloadRatelimits> overload_ratelimits;
  std::optional<OverloadGeneral> overload_fd_exhausted;
  std::optional<OverloadGeneral> overload_general;
  std::optional<Sha256Base64> router_digest_sha256;
  std::optional<Sha1> router_digest;
  std::optional<Ed25519Signature> router_sig_ed25519;
  std::optional<RsaSignature> router_signature;

  // signed_text is what router-signature signs and whose SHA-1 is the document's digest: from
  // `extra-info` through the line feed after `router-signature`. Empty without a signature.
  std::string_view signed_text() const;
  // whole_text is what the SHA-256 in a server descriptor's `extra-info-digest` is of: the document
  // through the last line of its signature. Empty without a signature.
  std::string_view whole_text() const;

  // For the parse loop: the kind where no annotation told, and the age against a tor version, which
  // extra-infos do not name: `published` tells what is older than that version.
  netdoc::Kinds FindKind() const;
  netdoc::Age AgeAgainst(std::string_view since) const;
};

}  // namespace scape::descriptor

namespace scape::netdoc {

template <>
inline constexpr auto kTable<descriptor::ExtraInfo> = [] {
  using E = descriptor::ExtraInfo;
  constexpr Kinds kRelay = descriptor::kRelayExtraInfo;
  constexpr Kinds kBridge = descriptor::kBridgeExtraInfo;
  return MakeTable<E>(
      "https://spec.torproject.org/dir-spec/extra-info-document-format.html",
      Row<&E::extra_info>(
          {.keyword = "extra-info",
           .occurs = Occurs::kExactlyOnce,
           .place = Place::kAtStart,
           .summary =
               "Begins the document: the relay's name and fingerprint; of a bridge, hashed."}),
      Row<&E::identity_ed25519>(
          {.keyword = "identity-ed25519",
           .occurs = Occurs::kExactlyOnce,
           .place = Place::kSecond,
           .in = kRelay,
           .object = "ED25519 CERT",
           .object_use = ObjectUse::kRequired,
           .extra = Extra::kForbidden,
           .since = "0.2.7.2-alpha",
           .summary = "The ed25519 signing key, certified by the master key."}),
      Row<&E::master_key_ed25519>({.keyword = "master-key-ed25519",
                                   .in = kBridge,
                                   .since_minor = 3,
                                   .summary = "The SHA-256 of the ed25519 master identity key."}),
      Row<&E::published>({.keyword = "published",
                          .occurs = Occurs::kExactlyOnce,
                          .summary = "When the document was made, as in the server descriptor."}),
      Row<&E::read_history>({.keyword = "read-history",
                             .tolerated = true,
                             .summary = "Bytes read per interval, the oldest first."}),
      Row<&E::write_history>({.keyword = "write-history",
                              .tolerated = true,
                              .summary = "Bytes written per interval, the oldest first."}),
      Row<&E::ipv6_read_history>({.keyword = "ipv6-read-history",
                                  .since = "0.4.5.1-alpha",
                                  .tolerated = true,
                                  .tolerated_twice = true,
                                  .summary = "Bytes read over IPv6 per interval."}),
      Row<&E::ipv6_write_history>({.keyword = "ipv6-write-history",
                                   .since = "0.4.5.1-alpha",
                                   .tolerated = true,
                                   .tolerated_twice = true,
                                   .summary = "Bytes written over IPv6 per interval."}),
      Row<&E::geoip_db_digest>({.keyword = "geoip-db-digest",
                                .tolerated = true,
                                .tolerated_twice = true,
                                .summary = "SHA-1 of the GeoIP database for IPv4."}),
      Row<&E::geoip6_db_digest>({.keyword = "geoip6-db-digest",
                                 .tolerated = true,
                                 .tolerated_twice = true,
                                 .summary = "SHA-1 of the GeoIP database for IPv6."}),
      Row<&E::geoip_start_time>({.keyword = "geoip-start-time",
                                 .status = Status::kObsolete,
                                 .until = "0.2.2.4-alpha",
                                 .tolerated = true,
                                 .tolerated_twice = true,
                                 .summary = "When a bridge began to count its clients."}),
      Row<&E::geoip_client_origins>(
          {.keyword = "geoip-client-origins",
           .status = Status::kObsolete,
           .until = "0.2.2.4-alpha",
           .tolerated = true,
           .tolerated_twice = true,
           .summary = "Clients of a bridge by country, in multiples of 8."}),
      Row<&E::bridge_stats_end>({.keyword = "bridge-stats-end",
                                 .since = "0.2.2.4-alpha",
                                 .tolerated = true,
                                 .tolerated_twice = true,
                                 .summary = "When the bridge-* statistics ended."}),
      Row<&E::bridge_ips>({.keyword = "bridge-ips",
                           .since = "0.2.2.4-alpha",
                           .tolerated = true,
                           .tolerated_twice = true,
                           .summary = "Clients of a bridge by country, in multiples of 8."}),
      Row<&E::bridge_ip_versions>({.keyword = "bridge-ip-versions",
                                   .tolerated = true,
                                   .tolerated_twice = true,
                                   .summary = "Clients of a bridge by IP version."}),
      Row<&E::bridge_ip_transports>({.keyword = "bridge-ip-transports",
                                     .tolerated = true,
                                     .tolerated_twice = true,
                                     .summary = "Clients of a bridge by transport; <OR> is none."}),
      Row<&E::dirreq_stats_end>({.keyword = "dirreq-stats-end",
                                 .tolerated = true,
                                 .summary = "When the dirreq-* statistics ended."}),
      Row<&E::dirreq_v2_ips>({.keyword = "dirreq-v2-ips",
                              .tolerated = true,
                              .summary = "Clients that fetched a version 2 status, by country."}),
      Row<&E::dirreq_v3_ips>(
          {.keyword = "dirreq-v3-ips",
           .tolerated = true,
           .summary = "Clients that fetched a consensus, by country, in multiples of 8."}),
      Row<&E::dirreq_v2_reqs>({.keyword = "dirreq-v2-reqs",
                               .tolerated = true,
                               .summary = "Requests for a version 2 status, by country."}),
      Row<&E::dirreq_v3_reqs>(
          {.keyword = "dirreq-v3-reqs",
           .tolerated = true,
           .summary = "Requests for a consensus, by country, in multiples of 8."}),
      Row<&E::dirreq_v2_share>(
          {.keyword = "dirreq-v2-share",
           .tolerated = true,
           .summary = "Estimated share of all requests for a version 2 status."}),
      Row<&E::dirreq_v3_share>({.keyword = "dirreq-v3-share",
                                .tolerated = true,
                                .summary = "Estimated share of all requests for a consensus."}),
      Row<&E::dirreq_v2_resp>({.keyword = "dirreq-v2-resp",
                               .tolerated = true,
                               .summary = "Answers to requests for a version 2 status."}),
      Row<&E::dirreq_v3_resp>(
          {.keyword = "dirreq-v3-resp",
           .tolerated = true,
           .summary = "Answers to requests for a consensus, in multiples of 4."}),
      Row<&E::dirreq_v2_direct_dl>(
          {.keyword = "dirreq-v2-direct-dl",
           .tolerated = true,
           .summary = "Downloads of version 2 statuses over the DirPort, B/s."}),
      Row<&E::dirreq_v3_direct_dl>(
          {.keyword = "dirreq-v3-direct-dl",
           .tolerated = true,
           .summary = "Downloads of consensuses over the DirPort: number, then B/s."}),
      Row<&E::dirreq_v2_tunneled_dl>(
          {.keyword = "dirreq-v2-tunneled-dl",
           .tolerated = true,
           .summary = "Downloads of version 2 statuses over the ORPort, B/s."}),
      Row<&E::dirreq_v3_tunneled_dl>(
          {.keyword = "dirreq-v3-tunneled-dl",
           .tolerated = true,
           .summary = "Downloads of consensuses over the ORPort: number, then B/s."}),
      Row<&E::dirreq_read_history>({.keyword = "dirreq-read-history",
                                    .tolerated = true,
                                    .tolerated_twice = true,
                                    .summary = "Bytes read for directory requests per interval."}),
      Row<&E::dirreq_write_history>(
          {.keyword = "dirreq-write-history",
           .tolerated = true,
           .tolerated_twice = true,
           .summary = "Bytes written for directory requests per interval."}),
      Row<&E::entry_stats_end>({.keyword = "entry-stats-end",
                                .tolerated = true,
                                .summary = "When the entry-* statistics ended."}),
      Row<&E::entry_ips>(
          {.keyword = "entry-ips",
           .tolerated = true,
           .summary = "Clients that use the relay as entry, by country, in multiples of 8."}),
      Row<&E::cell_stats_end>({.keyword = "cell-stats-end",
                               .tolerated = true,
                               .summary = "When the cell-* statistics ended."}),
      Row<&E::cell_processed_cells>(
          {.keyword = "cell-processed-cells",
           .tolerated = true,
           .summary = "Mean cells per circuit, by decile of circuits, the loudest first."}),
      Row<&E::cell_queued_cells>({.keyword = "cell-queued-cells",
                                  .tolerated = true,
                                  .summary = "Mean cells in the queue of a circuit, by decile."}),
      Row<&E::cell_time_in_queue>(
          {.keyword = "cell-time-in-queue",
           .tolerated = true,
           .summary = "Mean milliseconds of a cell in its queue, by decile."}),
      Row<&E::cell_circuits_per_decile>({.keyword = "cell-circuits-per-decile",
                                         .tolerated = true,
                                         .summary = "Circuits in each decile."}),
      Row<&E::conn_bi_direct>({.keyword = "conn-bi-direct",
                               .tolerated = true,
                               .tolerated_twice = true,
                               .summary = "Connections by the direction of their traffic."}),
      Row<&E::ipv6_conn_bi_direct>(
          {.keyword = "ipv6-conn-bi-direct",
           .since = "0.4.5.1-alpha",
           .tolerated = true,
           .tolerated_twice = true,
           .summary = "Connections over IPv6 by the direction of their traffic."}),
      Row<&E::exit_stats_end>({.keyword = "exit-stats-end",
                               .tolerated = true,
                               .summary = "When the exit-* statistics ended."}),
      Row<&E::exit_kibibytes_written>({.keyword = "exit-kibibytes-written",
                                       .tolerated = true,
                                       .summary = "KiB written to exit connections, by port."}),
      Row<&E::exit_kibibytes_read>({.keyword = "exit-kibibytes-read",
                                    .tolerated = true,
                                    .summary = "KiB read from exit connections, by port."}),
      Row<&E::exit_streams_opened>(
          {.keyword = "exit-streams-opened",
           .tolerated = true,
           .summary = "Exit connections opened, by port, in multiples of 4."}),
      Row<&E::hidserv_stats_end>({.keyword = "hidserv-stats-end",
                                  .tolerated = true,
                                  .tolerated_twice = true,
                                  .summary = "When the hidserv-* statistics of version 2 ended."}),
      Row<&E::hidserv_rend_relayed_cells>({.keyword = "hidserv-rend-relayed-cells",
                                           .tolerated = true,
                                           .tolerated_twice = true,
                                           .summary = "Cells of rendezvous circuits, with noise."}),
      Row<&E::hidserv_dir_onions_seen>(
          {.keyword = "hidserv-dir-onions-seen",
           .tolerated = true,
           .tolerated_twice = true,
           .summary = "Onion services of version 2 whose descriptors came, with noise."}),
      Row<&E::hidserv_v3_stats_end>({.keyword = "hidserv-v3-stats-end",
                                     .since = "0.4.6.1-alpha",
                                     .tolerated = true,
                                     .tolerated_twice = true,
                                     .summary = "When the hidserv-*v3-* statistics ended."}),
      Row<&E::hidserv_rend_v3_relayed_cells>(
          {.keyword = "hidserv-rend-v3-relayed-cells",
           .since = "0.4.6.1-alpha",
           .tolerated = true,
           .tolerated_twice = true,
           .summary = "Cells of rendezvous circuits of version 3, with noise."}),
      Row<&E::hidserv_dir_v3_onions_seen>(
          {.keyword = "hidserv-dir-v3-onions-seen",
           .since = "0.4.6.1-alpha",
           .tolerated = true,
           .tolerated_twice = true,
           .summary = "Blinded onion services of version 3 seen, with noise."}),
      Row<&E::transport>(
          {.keyword = "transport",
           .occurs = Occurs::kAnyNumber,
           .since_minor = 1,
           .tolerated = true,
           .summary = "A pluggable transport; sanitised bridges show its name only."}),
      Row<&E::transport_info>({.keyword = "transport-info",
                               .in = kRelay,
                               .tolerated = true,
                               .tolerated_twice = true,
                               .summary = "Text about the pluggable transports."}),
      Row<&E::padding_counts>({.keyword = "padding-counts",
                               .tolerated = true,
                               .tolerated_twice = true,
                               .summary = "Cells and padding cells on all connections."}),
      Row<&E::overload_ratelimits>(
          {.keyword = "overload-ratelimits",
           .since = "0.4.6.1-alpha",
           .tolerated = true,
           .tolerated_twice = true,
           .summary = "When the limits of bandwidth were last reached, and how often."}),
      Row<&E::overload_fd_exhausted>(
          {.keyword = "overload-fd-exhausted",
           .since = "0.4.6.1-alpha",
           .tolerated = true,
           .tolerated_twice = true,
           .summary = "When the relay last had no file descriptor left."}),
      Row<&E::overload_general>(
          {.keyword = "overload-general",
           .status = Status::kObsolete,
           .since = "0.4.6.1-alpha",
           .until = "0.4.6.2-alpha",
           .tolerated = true,
           .tolerated_twice = true,
           .summary = "When the relay was last overloaded; now in server descriptors."}),
      Row<&E::router_sig_ed25519>({.keyword = "router-sig-ed25519",
                                   .occurs = Occurs::kExactlyOnce,
                                   .place = Place::kLastButOne,
                                   .in = kRelay,
                                   .since = "0.2.7.2-alpha",
                                   .summary = "The signature by the ed25519 signing key."}),
      Row<&E::router_signature>({.keyword = "router-signature",
                                 .occurs = Occurs::kExactlyOnce,
                                 .place = Place::kAtEnd,
                                 .in = kRelay,
                                 .object = "SIGNATURE",
                                 .object_use = ObjectUse::kRequired,
                                 .extra = Extra::kForbidden,
                                 .summary = "The signature by the RSA identity key."}),
      Row<&E::router_digest_sha256>(
          {.keyword = "router-digest-sha256",
           .in = kBridge,
           .since_minor = 3,
           .summary = "SHA-256 of the SHA-256 of the bridge's own document."}),
      Row<&E::router_digest>({.keyword = "router-digest",
                              .in = kBridge,
                              .summary = "SHA-1 of the digest of the bridge's own document."}));
}();

}  // namespace scape::netdoc

#endif  // SCAPE_DESCRIPTOR_EXTRA_INFO_H_
