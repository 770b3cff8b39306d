#include "descriptor/onionperf.h"
#include "descriptor/typed_document.h"
#include "descriptor/types.h"

namespace scape::descriptor {

const DocumentType& OnionperfType() {
  static const DocumentType& type = *new DocumentType(
      MakeType<Onionperf>({.name = "onionperf",
                           .newest_minor = 0,
                           .kind = kOnionperf,
                           .summary = "What OnionPerf measured on one day, as JSON.",
                           .verified_against = "an analysis of version 3.0, 2020",
                           .digests = "",
                           .begins = &Onionperf::Begins}));
  return type;
}

}  // namespace scape::descriptor
