#include "descriptor/exit_list.h"
#include "descriptor/typed_document.h"
#include "descriptor/types.h"

namespace scape::descriptor {

template <>
struct Traits<ExitList> {
  static std::span<const LintRule<ExitList>> Rules() { return ExitListRules(); }
};

const DocumentType& ExitListType() {
  static const DocumentType& type = *new DocumentType(MakeType<ExitList>(
      {.name = "tordnsel",
       .newest_minor = 0,
       .kind = kExitList,
       .summary = "From which addresses exit relays were seen to connect: an exit list.",
       .verified_against = "lists from 2013 to 2024",
       .digests = "",
       .other_first_keyword = kTable<ExitNode>.rules[0].keyword}));
  return type;
}

}  // namespace scape::descriptor
