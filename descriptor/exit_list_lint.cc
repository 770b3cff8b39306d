// The rules across the items of an exit list.
#include <algorithm>
#include <vector>

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
       std::vector<const ExitNode*> sorted;
       for (const ExitNode& node : list.exit_nodes) {
         if (node.read.Has(0)) sorted.push_back(&node);
       }
       const auto less = [](const ExitNode* a, const ExitNode* b) {
         return std::pair(a->fingerprint.bytes, a) < std::pair(b->fingerprint.bytes, b);
       };
       std::sort(sorted.begin(), sorted.end(), less);
       for (size_t i = 1; i < sorted.size(); ++i) {
         if (sorted[i]->fingerprint == sorted[i - 1]->fingerprint) {
           found.At(LineOf(sorted[i]->text, kFirst->keyword), kFirst);
         }
       }
     }},
};

}  // namespace

std::span<const LintRule<ExitList>> ExitListRules() { return kRules; }

}  // namespace scape::descriptor
