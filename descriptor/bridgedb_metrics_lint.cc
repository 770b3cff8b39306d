// The rules across the items of BridgeDB's metrics.
#include <algorithm>
#include <vector>

#include "descriptor/bridgedb_metrics.h"
#include "descriptor/lint.h"

namespace scape::descriptor {
namespace {

using netdoc::Severity;

constexpr uint64_t kRoundedTo = 10;
constexpr uint64_t kNewestVersion = 2;

const netdoc::ItemRule* Rule(std::string_view keyword) {
  const auto& table = netdoc::kTable<BridgedbMetrics>;
  return &table.rules[static_cast<size_t>(table.index.Find(keyword))];
}

// Median, quartiles and the like are no requests, and are exact.
bool IsInternal(std::string_view key) { return key.starts_with("internal."); }

constexpr LintRule<BridgedbMetrics> kRules[] = {
    {{"unknown-metrics-version", Severity::kWarning, Severity::kWarning,
      "this version of BridgeDB's metrics is not 1 or 2", "correct the number", ""},
     [](const BridgedbMetrics& metrics, Finder& found) {
       const netdoc::ItemRule* rule = Rule("bridgedb-metrics-version");
       const auto row = static_cast<size_t>(rule - netdoc::kTable<BridgedbMetrics>.rules.data());
       if (!metrics.read.Has(row)) return;
       const uint64_t version = metrics.bridgedb_metrics_version;
       if (version == 0 || version > kNewestVersion) {
         found.At(LineOf(metrics.text, rule->keyword), rule);
       }
     }},
    {{"unrounded-count", Severity::kWarning, Severity::kWarning,
      "this count is not rounded to a multiple of $expects",
      "exact counts tell too much about users", ""},
     [](const BridgedbMetrics& metrics, Finder& found) {
       for (const BridgedbMetricCount& metric : metrics.bridgedb_metric_counts) {
         if (metric.unread == 0 && metric.count % kRoundedTo != 0 && !IsInternal(metric.key)) {
           found.At(metric.key, Rule("bridgedb-metric-count"), "10");
         }
       }
     }},
    {{"repeated-metric", Severity::kWarning, Severity::kWarning,
      "a count of the same key stands before this one", "add the two up, or remove one", ""},
     [](const BridgedbMetrics& metrics, Finder& found) {
       std::vector<std::string_view> keys;
       for (const BridgedbMetricCount& metric : metrics.bridgedb_metric_counts) {
         if (metric.unread == 0) keys.push_back(metric.key);
       }
       // In the document's order where they are equal, which is that of their addresses.
       std::stable_sort(keys.begin(), keys.end());
       for (size_t i = 1; i < keys.size(); ++i) {
         if (keys[i] == keys[i - 1]) found.At(keys[i], Rule("bridgedb-metric-count"));
       }
     }},
};

}  // namespace

std::span<const LintRule<BridgedbMetrics>> BridgedbMetricsRules() { return kRules; }

}  // namespace scape::descriptor
