#include "descriptor/fallback_directories.h"
#include "descriptor/typed_document.h"
#include "descriptor/types.h"

namespace scape::descriptor {

template <>
struct Traits<FallbackDirectories> {
  static std::span<const LintRule<FallbackDirectories>> Rules() {
    return FallbackDirectoriesRules();
  }
};

const DocumentType& FallbackDirectoriesType() {
  static const DocumentType& type = *new DocumentType(MakeType<FallbackDirectories>(
      {.name = "fallback-directories",
       .newest_minor = 0,
       .kind = kFallbackDirectories,
       .summary = "The relays that a tor without a consensus asks first.",
       .verified_against = "tor's lists from 2016 to 2026 and stem's of 2020",
       .digests = "",
       .resembles = &FallbackDirectories::Resembles}));
  return type;
}

}  // namespace scape::descriptor
