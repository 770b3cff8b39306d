// What several tests ask of items.
#ifndef SCAPE_DESCRIPTOR_NETDOC_ITEMS_TEST_H_
#define SCAPE_DESCRIPTOR_NETDOC_ITEMS_TEST_H_

#include <gtest/gtest.h>

#include <string_view>
#include <vector>

#include "descriptor/netdoc/item.h"
#include "descriptor/netdoc/lexer.h"

namespace scape::netdoc {

template <typename Kernel>
std::vector<Item> ItemsOf(BasicLexer<Kernel>& lexer) {
  std::vector<Item> items;
  Item item;
  while (lexer.Next(&item)) items.push_back(item);
  EXPECT_TRUE(lexer.rest().empty());
  EXPECT_FALSE(lexer.Next(&item)) << "the end is the end";
  return items;
}

template <typename AnyLexer>
std::vector<Item> ItemsOf(std::string_view text) {
  AnyLexer lexer(text);
  return ItemsOf(lexer);
}

inline Item FirstItem(std::string_view text) {
  const std::vector<Item> items = ItemsOf<Lexer>(text);
  EXPECT_FALSE(items.empty());
  return items.empty() ? Item() : items[0];
}

// Views of no bytes may stand anywhere, but being there is not being absent.
inline bool SameView(std::string_view a, std::string_view b) {
  if (a.empty() && b.empty()) return (a.data() == nullptr) == (b.data() == nullptr);
  return a.data() == b.data() && a.size() == b.size();
}

inline bool SameItem(const Item& a, const Item& b) {
  return SameView(a.keyword, b.keyword) && SameView(a.arguments, b.arguments) &&
         SameView(a.object.label, b.object.label) && SameView(a.object.body, b.object.body) &&
         SameView(a.text, b.text) && a.form == b.form && a.notes == b.notes;
}

}  // namespace scape::netdoc

#endif  // SCAPE_DESCRIPTOR_NETDOC_ITEMS_TEST_H_
