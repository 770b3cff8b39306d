#include "descriptor/torperf.h"
#include "descriptor/typed_document.h"
#include "descriptor/types.h"

namespace scape::descriptor {

template <>
struct Traits<Torperf> {
  static std::span<const LintRule<Torperf>> Rules() { return TorperfRules(); }
};

const DocumentType& TorperfType() {
  static const DocumentType& type =
      *new DocumentType(MakeType<Torperf>({.name = "torperf",
                                           .newest_minor = 1,
                                           .kind = kTorperf,
                                           .summary = "How long a file took to fetch through tor.",
                                           .verified_against = "measurements of 2016 and 2017",
                                           .digests = "",
                                           .begins = &Torperf::Begins}));
  return type;
}

}  // namespace scape::descriptor
