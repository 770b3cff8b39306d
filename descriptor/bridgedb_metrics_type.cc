#include "descriptor/bridgedb_metrics.h"
#include "descriptor/typed_document.h"
#include "descriptor/types.h"

namespace scape::descriptor {

template <>
struct Traits<BridgedbMetrics> {
  static std::span<const LintRule<BridgedbMetrics>> Rules() { return BridgedbMetricsRules(); }
};

const DocumentType& BridgedbMetricsType() {
  static const DocumentType& type = *new DocumentType(MakeType<BridgedbMetrics>(
      {"bridgedb-metrics", 0, kBridgedbMetrics,
       "How many requests for bridges BridgeDB had in a day.", "none", ""}));
  return type;
}

}  // namespace scape::descriptor
