// A parsed document borrows its text, and does not take it over.
// EXPECT: use of deleted function
#include "descriptor/must_not_compile/common.h"

namespace scape::netdoc {

void Parse(std::string text, Annotations* annotations, Diagnostics& diagnostics) {
#if SCAPE_MUST_NOT_COMPILE
  ParseDocument(std::move(text), kAllKinds, annotations, diagnostics);
#else
  ParseDocument(text, kAllKinds, annotations, diagnostics);
#endif
}

}  // namespace scape::netdoc
