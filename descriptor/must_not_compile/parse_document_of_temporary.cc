// A parsed document borrows its text.
// EXPECT: use of deleted function
#include "descriptor/must_not_compile/common.h"

namespace scape::netdoc {

std::string Fetch();

void Parse(Annotations* annotations, Diagnostics& diagnostics) {
#if SCAPE_MUST_NOT_COMPILE
  ParseDocument(Fetch(), kAllKinds, annotations, diagnostics);
#else
  const std::string text = Fetch();
  ParseDocument(text, kAllKinds, annotations, diagnostics);
  ParseDocument("purpose bridge\n", kAllKinds, annotations, diagnostics);
  ParseDocument(std::string_view(text), kAllKinds, annotations, diagnostics);
#endif
}

}  // namespace scape::netdoc
