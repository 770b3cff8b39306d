#include "descriptor/bridgestrap_stats.h"
#include "descriptor/typed_document.h"
#include "descriptor/types.h"

namespace scape::descriptor {

const DocumentType& BridgestrapStatsType() {
  static const DocumentType& type = *new DocumentType(
      MakeType<BridgestrapStats>({"bridgestrap-stats", 0, kBridgestrapStats,
                                  "Which bridges bridgestrap could reach in a day.", "none", ""}));
  return type;
}

}  // namespace scape::descriptor
