// The rules across the items of a sanitised status of bridges.
#include "descriptor/bridge_network_status.h"
#include "descriptor/entry_rules.h"
#include "descriptor/lint.h"
#include "descriptor/sanitised.h"

namespace scape::descriptor {
namespace {

constexpr LintRule<BridgeNetworkStatus> kRules[] = {
    {kNotSanitised,
     [](const BridgeNetworkStatus& s, Finder& found) {
       ForEachEntry(s, [&](const RouterStatus& entry) {
         constexpr unsigned kAddress = 1u << 4;
         if (entry.read.Has(0) && (entry.router.unread & kAddress) == 0 &&
             !IsSanitised(entry.router.address)) {
           found.At(FirstLine(entry.text), RuleOf<RouterStatus>("r"), kNotSanitisedIpv4);
         }
         for (const AddressPort& other : entry.or_address) {
           if (IsSanitised(other.address)) continue;
           Report(entry, found, "a", other.address.is_ipv6 ? kNotSanitisedIpv6 : kNotSanitisedIpv4);
           break;
         }
       });
     }},
    kUnsortedEntries<BridgeNetworkStatus>,
    kUnsortedEntryFlags<BridgeNetworkStatus>,
    kMissingDescriptorDigest<BridgeNetworkStatus>,
};

}  // namespace

std::span<const LintRule<BridgeNetworkStatus>> BridgeNetworkStatusRules() { return kRules; }

}  // namespace scape::descriptor
