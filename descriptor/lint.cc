#include "descriptor/lint.h"

#include "descriptor/netdoc/lexer.h"

namespace scape::descriptor {

std::string_view LineOf(std::string_view text, std::string_view keyword, bool assignments) {
  netdoc::Lexer lexer(text);
  netdoc::Item item;
  while (lexer.Next(&item)) {
    if (item.form > netdoc::ItemForm::kOpt) continue;
    const std::string_view word = item.keyword;
    if (word == keyword || (assignments && word.starts_with(keyword) &&
                            word.substr(keyword.size()).starts_with('='))) {
      return item.line();
    }
  }
  return text.substr(text.size());
}

}  // namespace scape::descriptor
