// Items are views: their text must outlive them.
// EXPECT: use of deleted function
#include "descriptor/must_not_compile/common.h"

namespace scape::netdoc {

std::string Fetch();

bool FirstItem(Item* item) {
#if SCAPE_MUST_NOT_COMPILE
  Lexer lexer(Fetch());
#else
  const std::string text = Fetch();
  Lexer lexer(text);
#endif
  return lexer.Next(item);
}

}  // namespace scape::netdoc
