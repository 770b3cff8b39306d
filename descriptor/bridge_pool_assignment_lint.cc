// The rules across the lines of a bridge pool assignment.
#include <algorithm>
#include <vector>

#include "descriptor/bridge_pool_assignment.h"
#include "descriptor/lint.h"

namespace scape::descriptor {
namespace {

using netdoc::Severity;

constexpr LintRule<BridgePoolAssignment> kRules[] = {
    {{"repeated-bridge", Severity::kWarning, Severity::kWarning,
      "this line's bridge has a line before", "keep one line of each bridge", ""},
     [](const BridgePoolAssignment& assignment, Finder& found) {
       std::vector<const PoolAssignment*> sorted;
       for (const PoolAssignment& bridge : assignment.bridges) {
         if ((bridge.unread & 1) == 0) sorted.push_back(&bridge);
       }
       std::sort(sorted.begin(), sorted.end(), [](const auto* a, const auto* b) {
         return std::pair(a->fingerprint.bytes, a) < std::pair(b->fingerprint.bytes, b);
       });
       for (size_t i = 1; i < sorted.size(); ++i) {
         if (sorted[i]->fingerprint.bytes != sorted[i - 1]->fingerprint.bytes) continue;
         found.At(sorted[i]->pool, RuleOf<BridgePoolAssignment>("bridge"));
       }
     }},
};

}  // namespace

std::span<const LintRule<BridgePoolAssignment>> BridgePoolAssignmentRules() { return kRules; }

}  // namespace scape::descriptor
