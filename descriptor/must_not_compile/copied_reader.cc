// A reader has a buffer that its documents are views into.
// EXPECT: use of deleted function
#include "descriptor/must_not_compile/common.h"

namespace scape::netdoc {

void Use(DocumentReader& reader, RawDocument* document) {
#if SCAPE_MUST_NOT_COMPILE
  DocumentReader other = reader;
#else
  DocumentReader& other = reader;
#endif
  other.Next(document);
}

}  // namespace scape::netdoc
