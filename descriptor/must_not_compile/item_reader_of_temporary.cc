// An ItemReader borrows the item.
// EXPECT: use of deleted function
#include "descriptor/must_not_compile/common.h"

namespace scape::netdoc {

Item Fetch();

bool FirstNumber(uint64_t* number) {
#if SCAPE_MUST_NOT_COMPILE
  ItemReader in(Fetch());
#else
  const Item item = Fetch();
  ItemReader in(item);
#endif
  return in.ReadUnsigned(number);
}

}  // namespace scape::netdoc
