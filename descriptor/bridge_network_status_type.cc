#include "descriptor/bridge_network_status.h"
#include "descriptor/typed_document.h"
#include "descriptor/types.h"

namespace scape::descriptor {

template <>
struct Traits<BridgeNetworkStatus> {
  static std::span<const LintRule<BridgeNetworkStatus>> Rules() {
    return BridgeNetworkStatusRules();
  }
  static void ForEachLink(const BridgeNetworkStatus& status, const LintContext&,
                          absl::FunctionRef<void(const Link&)> visit) {
    ForEachEntryLink(status.entries, visit);
  }
};

const DocumentType& BridgeNetworkStatusType() {
  static const DocumentType& type = *new DocumentType(MakeType<BridgeNetworkStatus>(
      {.name = "bridge-network-status",
       .newest_minor = 2,
       .kind = kBridgeStatus,
       .summary = "What the bridge authority holds of the bridges, sanitised.",
       .verified_against = "statuses from 2012 to 2019",
       .digests = "",
       // Other documents have this line, too, but none begins with it.
       .begins = [](std::string_view line) { return line.starts_with("published "); }}));
  return type;
}

}  // namespace scape::descriptor
