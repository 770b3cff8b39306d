// The documents of a text are views into it.
// EXPECT: use of deleted function
#include "descriptor/must_not_compile/common.h"

namespace scape::netdoc {

std::string Fetch();

bool First(RawDocument* document) {
#if SCAPE_MUST_NOT_COMPILE
  DocumentReader reader(descriptor::ReaderTypes(), {}, Fetch());
#else
  const std::string text = Fetch();
  DocumentReader reader(descriptor::ReaderTypes(), {}, text);
#endif
  return reader.Next(document);
}

}  // namespace scape::netdoc
