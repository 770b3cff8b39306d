// The rules across the lines of a bridge pool assignment.
#include "descriptor/bridge_pool_assignment.h"
#include "descriptor/lint.h"

namespace scape::descriptor {
namespace {

using netdoc::Severity;

constexpr LintRule<BridgePoolAssignment> kRules[] = {
    {{"repeated-bridge", Severity::kWarning, Severity::kWarning,
      "this line's bridge has a line before", "keep one line of each bridge", ""},
     [](const BridgePoolAssignment& assignment, Finder& found) {
       Repeated(
           assignment.bridges, [](const PoolAssignment& bridge) { return bridge.unread == 0; },
           [](const PoolAssignment& bridge) { return bridge.fingerprint.bytes; },
           [&](const PoolAssignment& bridge) {
             found.At(bridge.pool, RuleOf<BridgePoolAssignment>("bridge"));
           });
     }},
};

}  // namespace

std::span<const LintRule<BridgePoolAssignment>> BridgePoolAssignmentRules() { return kRules; }

}  // namespace scape::descriptor
