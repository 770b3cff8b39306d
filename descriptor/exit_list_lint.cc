// The rules across the items of an exit list.
#include "descriptor/exit_list.h"
#include "descriptor/lint.h"

namespace scape::descriptor {
namespace {

using netdoc::Severity;

const netdoc::ItemRule* const kFirst = &netdoc::kTable<ExitNode>.rules[0];

constexpr LintRule<ExitList> kRules[] = {
    {{"repeated-exit-node", Severity::kWarning, Severity::kWarning,
      "an entry of the same relay stands before this one", "make one entry of the two", ""},
     [](const ExitList& list, Finder& found) {
       Repeated(
           list.exit_nodes, [](const ExitNode& node) { return node.read.Has(0); },
           [](const ExitNode& node) { return node.fingerprint.bytes; },
           [&](const ExitNode& node) { Report(node, found, kFirst->keyword); });
     }},
};

}  // namespace

std::span<const LintRule<ExitList>> ExitListRules() { return kRules; }

}  // namespace scape::descriptor
