// BridgedbMetrics is what BridgeDB, which gave bridges to users, counted in a day: requests by way,
// transport, country and outcome, and from version 2 on what it had to give.
//
//   BridgedbMetrics metrics;
//   netdoc::ParseDocument(text, kBridgedbMetrics, &metrics, diagnostics);
//   metrics.bridgedb_metric_counts[0].key;           // "https.obfs4.de.success.none"
//   metrics.bridgedb_metric_counts[0].count;         // 30
//
// It borrows the text it was parsed from.
#ifndef SCAPE_DESCRIPTOR_BRIDGEDB_METRICS_H_
#define SCAPE_DESCRIPTOR_BRIDGEDB_METRICS_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "descriptor/netdoc/parse.h"
#include "descriptor/netdoc/table.h"
#include "descriptor/netdoc/value.h"
#include "descriptor/statistics.h"

namespace scape::descriptor {

inline constexpr netdoc::Kinds kBridgedbMetrics = 1;

// BridgedbMetricCount is `bridgedb-metric-count key count`. A key is words with dots between them.
struct BridgedbMetricCount : netdoc::Line {
  std::string_view key;
  uint64_t count = 0;

  static constexpr auto kArguments =
      netdoc::Arguments(netdoc::Argument<&BridgedbMetricCount::key>("key"),
                        netdoc::Argument<&BridgedbMetricCount::count>("count"));
};

struct BridgedbMetrics : netdoc::Document {
  StatisticsEnd bridgedb_metrics_end;
  uint64_t bridgedb_metrics_version = 0;  // 1 or 2
  std::vector<BridgedbMetricCount> bridgedb_metric_counts;
};

}  // namespace scape::descriptor

namespace scape::netdoc {

template <>
inline constexpr auto kTable<descriptor::BridgedbMetrics> = [] {
  using M = descriptor::BridgedbMetrics;
  return MakeTable<M>(
      "https://metrics.torproject.org/collector.html",
      Row<&M::bridgedb_metrics_end>(
          {.keyword = "bridgedb-metrics-end",
           .occurs = Occurs::kExactlyOnce,
           .place = Place::kAtStart,
           .summary = "Begins the metrics: when they end, and how long they are of."}),
      Row<&M::bridgedb_metrics_version>({.keyword = "bridgedb-metrics-version",
                                         .occurs = Occurs::kExactlyOnce,
                                         .summary = "The version of the format, 1 or 2."}),
      Row<&M::bridgedb_metric_counts>({.keyword = "bridgedb-metric-count",
                                       .occurs = Occurs::kAnyNumber,
                                       .json = "bridgedb_metric_counts",
                                       .summary = "Requests of one kind, rounded up to a multiple "
                                                  "of 10; or a figure of BridgeDB's own."}));
}();

}  // namespace scape::netdoc

#endif  // SCAPE_DESCRIPTOR_BRIDGEDB_METRICS_H_
