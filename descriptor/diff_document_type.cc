#include "descriptor/diff_document.h"
#include "descriptor/network_status.h"
#include "descriptor/typed_document.h"
#include "descriptor/types.h"

namespace scape::descriptor {
namespace {

// A diff has lines of consensuses, but not the one with which they begin.
bool HasKeyword(std::string_view keyword) {
  return keyword != kTable<NetworkStatus>.rules[0].keyword &&
         internal::HasKeyword<NetworkStatus>(keyword);
}

}  // namespace

template <>
struct Traits<DiffDocument> {
  static std::span<const LintRule<DiffDocument>> Rules() { return {}; }
  static void ForEachLink(const DiffDocument& document, const LintContext&,
                          absl::FunctionRef<void(const Link&)> visit) {
    ConsensusDiff diff;
    DiffFault fault;
    if (!document.diff.Decode(&diff, &fault)) return;
    visit({.to = LinkTarget::kConsensus,
           .sha3_256 = diff.base_digest,
           .of_signed_part = true,
           .where = diff.hash_line});
    visit({.to = LinkTarget::kConsensus, .sha3_256 = diff.target_digest, .where = diff.hash_line});
  }
};

const DocumentType& ConsensusDiffType() {
  static const DocumentType& type = *new DocumentType(
      MakeType<DiffDocument>({.name = "consensus-diff",
                              .newest_minor = 0,
                              .kind = kConsensusDiffKind,
                              .summary = "What changed from one consensus to another.",
                              .verified_against = "five diffs of 2019 to 2021",
                              .digests = "",
                              .begins = &DiffDocument::BeginsWithLabels,
                              .first_keyword = kDiffFirstKeyword,
                              .has_keyword = &HasKeyword}));
  return type;
}

}  // namespace scape::descriptor
