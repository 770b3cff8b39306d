#include "descriptor/lint.h"

#include "descriptor/netdoc/lexer.h"

namespace scape::descriptor {

std::string_view LineOf(std::string_view text, std::string_view keyword) {
  netdoc::Lexer lexer(text);
  netdoc::Item item;
  while (lexer.Next(&item)) {
    if (item.keyword == keyword && item.form <= netdoc::ItemForm::kOpt) return item.line();
  }
  return text.substr(text.size());
}

}  // namespace scape::descriptor
