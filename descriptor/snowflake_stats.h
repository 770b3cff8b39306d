// SnowflakeStats is what the broker of the Snowflake transport counted in a day: the proxies that
// offered themselves, and the clients that asked for one.
//
//   SnowflakeStats stats;
//   netdoc::ParseDocument(text, kSnowflakeStats, &stats, diagnostics);
//   stats.snowflake_ips->Find("DE");                 // proxies in Germany
//   stats.client_denied_count;                       // rounded up to a multiple of 8
//
// Files have many, one behind the other. The broker has come to count more over the years; only the
// first line is in all. It borrows the text it was parsed from.
#ifndef SCAPE_DESCRIPTOR_SNOWFLAKE_STATS_H_
#define SCAPE_DESCRIPTOR_SNOWFLAKE_STATS_H_

#include <cstdint>
#include <optional>

#include "descriptor/netdoc/parse.h"
#include "descriptor/netdoc/table.h"
#include "descriptor/netdoc/value.h"
#include "descriptor/statistics.h"

namespace scape::descriptor {

inline constexpr netdoc::Kinds kSnowflakeStats = 1;

struct SnowflakeStats : netdoc::Document {
  StatisticsEnd snowflake_stats_end;
  std::optional<CountryCounts> snowflake_ips;
  std::optional<uint64_t> snowflake_ips_iptproxy;
  std::optional<uint64_t> snowflake_ips_standalone;
  std::optional<uint64_t> snowflake_ips_webext;
  std::optional<uint64_t> snowflake_ips_badge;
  std::optional<uint64_t> snowflake_ips_bloco;
  std::optional<uint64_t> snowflake_ips_total;
  std::optional<uint64_t> snowflake_idle_count;
  std::optional<uint64_t> snowflake_proxy_poll_with_relay_url_count;
  std::optional<uint64_t> snowflake_proxy_poll_without_relay_url_count;
  std::optional<uint64_t> snowflake_proxy_rejected_for_relay_url_count;
  std::optional<uint64_t> client_denied_count;
  std::optional<uint64_t> client_restricted_denied_count;
  std::optional<uint64_t> client_unrestricted_denied_count;
  std::optional<uint64_t> client_nat_strict_denied_count;
  std::optional<uint64_t> client_nat_moderate_denied_count;
  std::optional<uint64_t> client_nat_open_denied_count;
  std::optional<uint64_t> client_nat_unknown_denied_count;
  std::optional<uint64_t> client_snowflake_match_count;
  std::optional<uint64_t> client_snowflake_timeout_count;
  std::optional<uint64_t> client_http_count;
  std::optional<CountryCounts> client_http_ips;
  std::optional<uint64_t> client_ampcache_count;
  std::optional<CountryCounts> client_ampcache_ips;
  std::optional<uint64_t> client_sqs_count;
  std::optional<CountryCounts> client_sqs_ips;
  std::optional<uint64_t> snowflake_ips_nat_restricted;
  std::optional<uint64_t> snowflake_ips_nat_unrestricted;
  std::optional<uint64_t> snowflake_ips_nat_unknown;
  std::optional<uint64_t> snowflake_ips_nat_strict;
  std::optional<uint64_t> snowflake_ips_nat_moderate;
  std::optional<uint64_t> snowflake_ips_nat_open;
};

}  // namespace scape::descriptor

namespace scape::netdoc {

template <>
inline constexpr auto kTable<descriptor::SnowflakeStats> = [] {
  using S = descriptor::SnowflakeStats;
  return MakeTable<S>(
      "https://metrics.torproject.org/collector.html",
      Row<&S::snowflake_stats_end>(
          {.keyword = "snowflake-stats-end",
           .occurs = Occurs::kExactlyOnce,
           .place = Place::kAtStart,
           .summary = "Begins the statistics: when they end, and how long they are of."}),
      Row<&S::snowflake_ips>(
          {.keyword = "snowflake-ips",
           .summary = "Proxies that polled, by country: addresses, each counted once."}),
      Row<&S::snowflake_ips_iptproxy>({.keyword = "snowflake-ips-iptproxy",
                                       .summary = "Addresses of proxies in apps, by IPtProxy."}),
      Row<&S::snowflake_ips_standalone>(
          {.keyword = "snowflake-ips-standalone",
           .summary = "Addresses of proxies that are programs of their own."}),
      Row<&S::snowflake_ips_webext>(
          {.keyword = "snowflake-ips-webext",
           .summary = "Addresses of proxies in the extension of a browser."}),
      Row<&S::snowflake_ips_badge>(
          {.keyword = "snowflake-ips-badge", .summary = "Addresses of proxies in a web page."}),
      Row<&S::snowflake_ips_bloco>(
          {.keyword = "snowflake-ips-bloco", .summary = "Addresses of proxies in Bloco's apps."}),
      Row<&S::snowflake_ips_total>(
          {.keyword = "snowflake-ips-total", .summary = "Addresses of all proxies."}),
      Row<&S::snowflake_idle_count>(
          {.keyword = "snowflake-idle-count", .summary = "Polls of proxies that got no client."}),
      Row<&S::snowflake_proxy_poll_with_relay_url_count>(
          {.keyword = "snowflake-proxy-poll-with-relay-url-count",
           .summary = "Polls of proxies that can connect to any relay the broker names."}),
      Row<&S::snowflake_proxy_poll_without_relay_url_count>(
          {.keyword = "snowflake-proxy-poll-without-relay-url-count",
           .summary = "Polls of proxies that know one relay only."}),
      Row<&S::snowflake_proxy_rejected_for_relay_url_count>(
          {.keyword = "snowflake-proxy-rejected-for-relay-url-count",
           .summary = "Polls refused because of the relays that the proxy takes."}),
      Row<&S::client_denied_count>(
          {.keyword = "client-denied-count",
           .summary = "Requests of clients for which there was no proxy."}),
      Row<&S::client_restricted_denied_count>(
          {.keyword = "client-restricted-denied-count",
           .summary = "Of these, clients behind a restricted NAT, or an unknown one."}),
      Row<&S::client_unrestricted_denied_count>(
          {.keyword = "client-unrestricted-denied-count",
           .summary = "Of these, clients behind an unrestricted NAT."}),
      Row<&S::client_nat_strict_denied_count>(
          {.keyword = "client-nat-strict-denied-count",
           .summary = "Of these, clients behind a strict NAT."}),
      Row<&S::client_nat_moderate_denied_count>(
          {.keyword = "client-nat-moderate-denied-count",
           .summary = "Of these, clients behind a moderate NAT."}),
      Row<&S::client_nat_open_denied_count>({.keyword = "client-nat-open-denied-count",
                                             .summary = "Of these, clients behind an open NAT."}),
      Row<&S::client_nat_unknown_denied_count>(
          {.keyword = "client-nat-unknown-denied-count",
           .summary = "Of these, clients behind a NAT of unknown kind."}),
      Row<&S::client_snowflake_match_count>({.keyword = "client-snowflake-match-count",
                                             .summary = "Requests of clients that got a proxy."}),
      Row<&S::client_snowflake_timeout_count>(
          {.keyword = "client-snowflake-timeout-count",
           .summary = "Requests of clients whose proxy did not answer in time."}),
      Row<&S::client_http_count>({.keyword = "client-http-count",
                                  .summary = "Requests by HTTPS, with a front domain or without."}),
      Row<&S::client_http_ips>({.keyword = "client-http-ips", .summary = "These by country."}),
      Row<&S::client_ampcache_count>(
          {.keyword = "client-ampcache-count", .summary = "Requests by an AMP cache."}),
      Row<&S::client_ampcache_ips>(
          {.keyword = "client-ampcache-ips", .summary = "These by country."}),
      Row<&S::client_sqs_count>(
          {.keyword = "client-sqs-count", .summary = "Requests by Amazon SQS."}),
      Row<&S::client_sqs_ips>({.keyword = "client-sqs-ips", .summary = "These by country."}),
      Row<&S::snowflake_ips_nat_restricted>(
          {.keyword = "snowflake-ips-nat-restricted",
           .summary = "Addresses of proxies behind a restricted NAT."}),
      Row<&S::snowflake_ips_nat_unrestricted>(
          {.keyword = "snowflake-ips-nat-unrestricted",
           .summary = "Addresses of proxies behind an unrestricted NAT."}),
      Row<&S::snowflake_ips_nat_unknown>(
          {.keyword = "snowflake-ips-nat-unknown",
           .summary = "Addresses of proxies behind a NAT of unknown kind."}),
      Row<&S::snowflake_ips_nat_strict>({.keyword = "snowflake-ips-nat-strict",
                                         .summary = "Addresses of proxies behind a strict NAT."}),
      Row<&S::snowflake_ips_nat_moderate>(
          {.keyword = "snowflake-ips-nat-moderate",
           .summary = "Addresses of proxies behind a moderate NAT."}),
      Row<&S::snowflake_ips_nat_open>({.keyword = "snowflake-ips-nat-open",
                                       .summary = "Addresses of proxies behind an open NAT."}));
}();

}  // namespace scape::netdoc

#endif  // SCAPE_DESCRIPTOR_SNOWFLAKE_STATS_H_
