// BridgestrapStats says which bridges bridgestrap, which tries them, could reach in a day.
//
//   BridgestrapStats stats;
//   netdoc::ParseDocument(text, kBridgestrapStats, &stats, diagnostics);
//   stats.bridgestrap_tests[0].functional.value;     // whether a circuit could be built
//   stats.bridgestrap_tests[0].fingerprint;          // of the bridge, hashed; if it is known
//
// It borrows the text it was parsed from.
#ifndef SCAPE_DESCRIPTOR_BRIDGESTRAP_STATS_H_
#define SCAPE_DESCRIPTOR_BRIDGESTRAP_STATS_H_

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "descriptor/netdoc/parse.h"
#include "descriptor/netdoc/table.h"
#include "descriptor/netdoc/value.h"
#include "descriptor/relay_id.h"
#include "descriptor/statistics.h"

namespace scape::descriptor {

inline constexpr netdoc::Kinds kBridgestrapStats = 1;

// BridgestrapTest is `bridgestrap-test functional [fingerprint]`.
struct BridgestrapTest : netdoc::Line {
  netdoc::TrueOrFalse functional;
  std::optional<Sha1> fingerprint;

  static constexpr auto kArguments =
      netdoc::Arguments(netdoc::Argument<&BridgestrapTest::functional>("functional"),
                        netdoc::Argument<&BridgestrapTest::fingerprint>("fingerprint"));
};

struct BridgestrapStats : netdoc::Document {
  StatisticsEnd bridgestrap_stats_end;
  std::optional<uint64_t> bridgestrap_cached_requests;
  std::vector<BridgestrapTest> bridgestrap_tests;
};

}  // namespace scape::descriptor

namespace scape::netdoc {

template <>
inline constexpr auto kTable<descriptor::BridgestrapStats> = [] {
  using S = descriptor::BridgestrapStats;
  return MakeTable<S>(
      "https://metrics.torproject.org/collector.html",
      Row<&S::bridgestrap_stats_end>(
          {.keyword = "bridgestrap-stats-end",
           .occurs = Occurs::kExactlyOnce,
           .place = Place::kAtStart,
           .summary = "Begins the statistics: when they end, and how long they are of."}),
      Row<&S::bridgestrap_cached_requests>(
          {.keyword = "bridgestrap-cached-requests",
           .summary = "Requests that were answered from earlier tests."}),
      Row<&S::bridgestrap_tests>(
          {.keyword = "bridgestrap-test",
           .occurs = Occurs::kAnyNumber,
           .json = "bridgestrap_tests",
           .summary = "Whether a bridge works, and the SHA-1 of its fingerprint."}));
}();

}  // namespace scape::netdoc

#endif  // SCAPE_DESCRIPTOR_BRIDGESTRAP_STATS_H_
