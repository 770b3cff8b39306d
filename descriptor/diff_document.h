// DiffDocument is a consensus diff as a document among others: as it is sent, or as tor keeps it in
// its folder diff-cache, with labels and a NUL before it. A line `network-status-version` ends it,
// as it begins a consensus; diffs between consensuses of one flavor have none.
//
//   DiffDocument document;
//   netdoc::ParseDocument(text, kConsensusDiffKind, &document, diagnostics);
//   ConsensusDiff diff;
//   DiffFault fault;
//   document.diff.Decode(&diff, &fault);
//
// Who wants to apply one needs less: consensus_diff.h. A document borrows the text it was parsed
// from.
#ifndef SCAPE_DESCRIPTOR_DIFF_DOCUMENT_H_
#define SCAPE_DESCRIPTOR_DIFF_DOCUMENT_H_

#include <string_view>

#include "descriptor/consensus_diff.h"
#include "descriptor/netdoc/parse.h"
#include "descriptor/netdoc/table.h"
#include "descriptor/netdoc/value.h"

namespace scape::descriptor {

inline constexpr netdoc::Kinds kConsensusDiffKind = 1;

// WholeDiff is all of the document. Lazy.
struct WholeDiff : netdoc::WholeText {
  static constexpr std::string_view kExpects = "a consensus diff";
  static constexpr std::string_view kMembers[] = {"labels", "base_sha3_256", "target_sha3_256",
                                                  "commands"};
  // {"labels":{...},"base_sha3_256":"...","target_sha3_256":"...",
  //  "commands":[{"action":"c","first":7,"last":7,"text":["..."]}]}; "last" may be "$".
  void Json(netdoc::JsonWriter& json) const;
  bool Check(netdoc::Fault* fault) const;

  // Decode reads the diff, and the labels where there are any; see ParseConsensusDiff.
  bool Decode(ConsensusDiff* diff, DiffFault* fault) const;
  bool Decode(ConsensusDiff* diff, DiffCacheEntry* entry, DiffFault* fault) const;
};

struct DiffDocument : netdoc::Document {
  WholeDiff diff;

  static constexpr bool kOneValue = true;
  // BeginsWithLabels tells whether the line is the first of tor's labels.
  static bool BeginsWithLabels(std::string_view line);
};

}  // namespace scape::descriptor

namespace scape::netdoc {

template <>
inline constexpr auto kTable<descriptor::DiffDocument> = [] {
  using D = descriptor::DiffDocument;
  return MakeTable<D>(
      descriptor::problems::kDiffPage,
      Row<&D::diff>({.keyword = "diff",
                     .occurs = Occurs::kExactlyOnce,
                     .summary = "All of the document: its labels, base_sha3_256, target_sha3_256 "
                                "and commands."}));
}();

}  // namespace scape::netdoc

#endif  // SCAPE_DESCRIPTOR_DIFF_DOCUMENT_H_
