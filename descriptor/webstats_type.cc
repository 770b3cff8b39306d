#include "descriptor/typed_document.h"
#include "descriptor/types.h"
#include "descriptor/webstats.h"

namespace scape::descriptor {

template <>
struct Traits<Webstats> {
  static std::span<const LintRule<Webstats>> Rules() { return WebstatsRules(); }
};

const DocumentType& WebstatsType() {
  static const DocumentType& type =
      *new DocumentType(MakeType<Webstats>({.name = "webstats",
                                            .newest_minor = 0,
                                            .kind = kWebstats,
                                            .summary = "A web server's access log, sanitised.",
                                            .verified_against = "none",
                                            .digests = "",
                                            .resembles = &Webstats::Resembles}));
  return type;
}

}  // namespace scape::descriptor
