#include "descriptor/fuzz/tokens.h"

#include <set>
#include <string_view>

#include "descriptor/document_type.h"
#include "descriptor/netdoc/annotations.h"

namespace scape::fuzz {

std::vector<std::string> Tokens() {
  std::set<std::string> tokens = {"opt ", "-----BEGIN ", "-----END ", "-----\n"};
  const auto add = [&](std::string_view before, std::string_view word, std::string_view after) {
    tokens.insert(std::string(before).append(word).append(after));
  };
  for (const netdoc::ItemRule& rule : netdoc::kTable<netdoc::Annotations>.rules) {
    add("@", rule.keyword, " ");
  }
  for (const descriptor::DocumentType* type : descriptor::DocumentTypes()) {
    add("@type ", type->name, " " + std::to_string(type->major) + ".");
    for (const descriptor::RowInfo& row : type->all_rows()) {
      const netdoc::ItemRule& rule = *row.rule;
      add("", rule.keyword, rule.object.empty() ? " " : "\n");
      if (rule.object.empty()) continue;
      add("-----BEGIN ", rule.object, "-----\n");
      add("-----END ", rule.object, "-----\n");
    }
  }
  return {tokens.begin(), tokens.end()};
}

}  // namespace scape::fuzz
