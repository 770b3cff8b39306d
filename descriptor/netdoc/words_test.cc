#include "descriptor/netdoc/words.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace scape::netdoc {
namespace {

using Strings = std::vector<std::string>;

Strings WordsOf(std::string_view text, char separator = ' ') {
  Strings words;
  for (const std::string_view word : Words(text, separator)) words.emplace_back(word);
  return words;
}

TEST(WordsTest, ARunOfBlanksIsOneSeparator) {
  EXPECT_EQ(WordsOf("alice  $AA bob"), (Strings{"alice", "$AA", "bob"}));
  EXPECT_EQ(WordsOf(" \ta\t \tb "), (Strings{"a", "b"}));
  EXPECT_EQ(WordsOf("a"), (Strings{"a"}));
  EXPECT_EQ(WordsOf("a,b\rc\nd"), (Strings{"a,b\rc\nd"}));
}

TEST(WordsTest, BlanksAloneAreNoWord) {
  EXPECT_EQ(WordsOf(""), Strings());
  EXPECT_EQ(WordsOf(" "), Strings());
  EXPECT_EQ(WordsOf("\t \t"), Strings());
  EXPECT_EQ(WordsOf(std::string_view()), Strings());
}

TEST(WordsTest, EveryOtherSeparatorCounts) {
  EXPECT_EQ(WordsOf("1,2,,3", ','), (Strings{"1", "2", "", "3"}));
  EXPECT_EQ(WordsOf("1", ','), (Strings{"1"}));
  EXPECT_EQ(WordsOf(",", ','), (Strings{"", ""}));
  EXPECT_EQ(WordsOf("1,", ','), (Strings{"1", ""}));
  EXPECT_EQ(WordsOf(",1", ','), (Strings{"", "1"}));
  EXPECT_EQ(WordsOf(" 1, 2 ", ','), (Strings{" 1", " 2 "}));
  EXPECT_EQ(WordsOf("", ','), Strings()) << "no text, no word";
  EXPECT_EQ(WordsOf("a\tb", '\t'), (Strings{"a", "b"}));
}

TEST(WordsTest, WordsAreViewsOfTheText) {
  const std::string_view text = "ab cd";
  const Words words(text);
  auto it = words.begin();
  EXPECT_EQ((*it).data(), text.data());
  ++it;
  EXPECT_EQ((*it).data(), text.data() + 3);
  EXPECT_TRUE(it != words.end());
  ++it;
  EXPECT_TRUE(it == words.end());
}

}  // namespace
}  // namespace scape::netdoc
