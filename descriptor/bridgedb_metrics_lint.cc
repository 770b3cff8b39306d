// The rules across the items of BridgeDB's metrics.
#include "descriptor/bridgedb_metrics.h"
#include "descriptor/lint.h"

namespace scape::descriptor {
namespace {

using netdoc::Severity;

constexpr uint64_t kRoundedTo = 10;
constexpr uint64_t kNewestVersion = 2;

// Median, quartiles and the like are no requests, and are exact.
bool IsInternal(std::string_view key) { return key.starts_with("internal."); }

constexpr LintRule<BridgedbMetrics> kRules[] = {
    {{"unknown-metrics-version", Severity::kWarning, Severity::kWarning,
      "this version of BridgeDB's metrics is not 1 or 2", "correct the number", ""},
     [](const BridgedbMetrics& metrics, Finder& found) {
       if (!HasRead(metrics, "bridgedb-metrics-version")) return;
       const uint64_t version = metrics.bridgedb_metrics_version;
       if (version == 0 || version > kNewestVersion) {
         Report(metrics, found, "bridgedb-metrics-version");
       }
     }},
    {{"unrounded-count", Severity::kWarning, Severity::kWarning,
      "this count is not rounded to a multiple of $expects",
      "exact counts tell too much about users", ""},
     [](const BridgedbMetrics& metrics, Finder& found) {
       for (const BridgedbMetricCount& metric : metrics.bridgedb_metric_counts) {
         if (metric.unread == 0 && metric.count % kRoundedTo != 0 && !IsInternal(metric.key)) {
           found.At(metric.key, RuleOf<BridgedbMetrics>("bridgedb-metric-count"), "10");
         }
       }
     }},
    {{"repeated-metric", Severity::kWarning, Severity::kWarning,
      "a count of the same key stands before this one", "add the two up, or remove one", ""},
     [](const BridgedbMetrics& metrics, Finder& found) {
       Repeated(
           metrics.bridgedb_metric_counts,
           [](const BridgedbMetricCount& metric) { return metric.key; },
           [&](const BridgedbMetricCount& metric) {
             if (metric.key.empty()) return;
             found.At(metric.key, RuleOf<BridgedbMetrics>("bridgedb-metric-count"));
           });
     }},
};

}  // namespace

std::span<const LintRule<BridgedbMetrics>> BridgedbMetricsRules() { return kRules; }

}  // namespace scape::descriptor
