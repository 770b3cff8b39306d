// BridgeNetworkStatus is what the bridge authority holds of the bridges, sanitised by CollecTor.
//
// The entries are those of router_status.h, with hashed identities and digests and scrambled
// addresses. tor's own file networkstatus-bridges has the same form. A parsed status borrows the
// text it was parsed from.
#ifndef SCAPE_DESCRIPTOR_BRIDGE_NETWORK_STATUS_H_
#define SCAPE_DESCRIPTOR_BRIDGE_NETWORK_STATUS_H_

#include <optional>
#include <string_view>

#include "descriptor/netdoc/lazy_sections.h"
#include "descriptor/netdoc/parse.h"
#include "descriptor/netdoc/table.h"
#include "descriptor/netdoc/value.h"
#include "descriptor/relay_id.h"
#include "descriptor/router_status.h"

namespace scape::descriptor {

struct BridgeNetworkStatus : netdoc::Document {
  netdoc::UtcTime published;
  std::optional<FlagThresholds> flag_thresholds;
  std::optional<Sha1> fingerprint;  // of the bridge authority
  netdoc::LazySections<RouterStatus> entries;

  netdoc::Kinds FindKind() const { return kBridgeStatus; }  // for the parse loop
};

}  // namespace scape::descriptor

namespace scape::netdoc {

template <>
inline constexpr auto kTable<descriptor::BridgeNetworkStatus> = [] {
  using S = descriptor::BridgeNetworkStatus;
  return MakeTable<S>(
      "https://metrics.torproject.org/collector.html#type-bridge-network-status",
      Row<&S::published>({.keyword = "published",
                          .occurs = Occurs::kExactlyOnce,
                          .place = Place::kAtStart,
                          .summary = "When the status was made."}),
      Row<&S::flag_thresholds>({.keyword = "flag-thresholds",
                                .tolerated = true,
                                .summary = "What bridges need for their flags."}),
      Row<&S::fingerprint>({.keyword = "fingerprint",
                            .since_minor = 2,
                            .summary = "The fingerprint of the bridge authority."}),
      Section<&S::entries>({.occurs = Occurs::kAnyNumber,
                            .json = "entries",
                            .summary = "The bridges, in the order of their hashed identities."}));
}();

}  // namespace scape::netdoc

#endif  // SCAPE_DESCRIPTOR_BRIDGE_NETWORK_STATUS_H_
