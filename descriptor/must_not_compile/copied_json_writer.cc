// A JsonWriter writes to its own buffer.
// EXPECT: use of deleted function
#include "descriptor/must_not_compile/common.h"

namespace scape::netdoc {

void Use(JsonWriter& json) {
#if SCAPE_MUST_NOT_COMPILE
  JsonWriter other = json;
#else
  JsonWriter& other = json;
#endif
  other.BeginObject();
}

}  // namespace scape::netdoc
