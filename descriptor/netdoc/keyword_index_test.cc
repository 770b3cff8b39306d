#include "descriptor/netdoc/keyword_index.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace scape::netdoc {
namespace {

// Find looks a copy up that has its exact size, so that a sanitizer sees a read past its end. It is
// -2 when the other Find(), with more or less text behind the keyword, finds something else.
template <size_t kRows>
int Find(const KeywordIndex<kRows>& index, std::string_view keyword) {
  const std::vector<char> copy(keyword.begin(), keyword.end());
  const int row = index.Find({copy.data(), copy.size()});
  for (const size_t more : {0, 1, 22, 23, 24, 40}) {
    std::vector<char> text = copy;
    text.resize(copy.size() + more, 'a');
    if (index.Find({text.data(), copy.size()}, text.data() + text.size()) != row) return -2;
  }
  return row;
}

TEST(KeywordIndexTest, FindsItsKeywords) {
  constexpr std::array<std::string_view, 9> kKeywords = {"router",
                                                         "p",
                                                         "s",
                                                         "w",
                                                         "opt",
                                                         "uptime",
                                                         "ntor-onion-key-crosscert",
                                                         "bridge-distribution-request",
                                                         "hidserv-rend-v3-relayed-cells"};
  constexpr KeywordIndex<9> index(kKeywords);
  static_assert(index.longest_probe() == 1);
  for (size_t row = 0; row < kKeywords.size(); ++row) {
    EXPECT_EQ(Find(index, kKeywords[row]), static_cast<int>(row)) << kKeywords[row];
  }
  for (const std::string_view other :
       {"", "route", "routers", "Router", "r", "pp", "uptimes", "uptimf", "op",
        "bridge-distribution-requesu", "bridge-xistribution-request",
        "hidserv-rend-v3-relayed-cell", "hidserv-rend-v4-relayed-cells"}) {
    EXPECT_EQ(Find(index, other), -1) << other;
  }
}

TEST(KeywordIndexTest, OneBitMakesAnotherKeyword) {
  for (size_t size = 1; size <= 40; ++size) {
    std::string keyword;
    for (size_t i = 0; i < size; ++i) keyword += static_cast<char>('a' + i % 26);
    const KeywordIndex<1> index({keyword});
    EXPECT_EQ(Find(index, keyword), 0);
    for (size_t i = 0; i < size; ++i) {
      for (int bit = 0; bit < 8; ++bit) {
        std::string other = keyword;
        other[i] = static_cast<char>(other[i] ^ 1 << bit);
        EXPECT_EQ(Find(index, other), -1) << other;
      }
    }
    EXPECT_EQ(Find(index, keyword.substr(1)), -1);
    EXPECT_EQ(Find(index, keyword + "x"), -1);
    EXPECT_EQ(Find(index, keyword + std::string(1, '\0')), -1);
  }
}

TEST(KeywordIndexTest, NulBytesAreBytes) {
  for (size_t size = 1; size <= 30; ++size) {
    const std::string nuls(size, '\0');
    const KeywordIndex<1> index({nuls});
    for (size_t other = 0; other <= 30; ++other) {
      EXPECT_EQ(Find(index, std::string(other, '\0')), other == size ? 0 : -1);
    }
  }
}

TEST(KeywordIndexTest, AFullTableAgreesWithLookingAtEveryRow) {
  std::mt19937 random(6);
  constexpr size_t kRows = 127;
  for (int round = 0; round < 50; ++round) {
    // Few letters, so that there are many near misses.
    const auto keyword = [&] {
      std::string text;
      for (size_t left = 1 + random() % 30; left > 0; --left) {
        text += static_cast<char>('a' + random() % 2);
      }
      return text;
    };
    std::vector<std::string> texts;
    while (texts.size() < kRows) {
      std::string text = keyword();
      if (std::find(texts.begin(), texts.end(), text) == texts.end()) texts.push_back(text);
    }
    std::array<std::string_view, kRows> keywords;
    std::copy(texts.begin(), texts.end(), keywords.begin());
    const KeywordIndex<kRows> index(keywords);
    for (size_t row = 0; row < kRows; ++row) {
      ASSERT_EQ(Find(index, texts[row]), static_cast<int>(row));
    }
    for (int i = 0; i < 2000; ++i) {
      const std::string text = keyword();
      const auto found = std::find(texts.begin(), texts.end(), text);
      const int expected = found == texts.end() ? -1 : static_cast<int>(found - texts.begin());
      ASSERT_EQ(Find(index, text), expected) << text;
    }
  }
}

// LineBegins tells whether `text` begins as a line of `row`.
template <size_t kRows>
bool LineBegins(const KeywordIndex<kRows>& index, size_t row, std::string text) {
  text.resize(text.size() + KeywordStart::kBytes, ' ');
  return index.all_short() ? index.start(row).template Begins<true>(text.data())
                           : index.start(row).template Begins<false>(text.data());
}

TEST(KeywordIndexTest, StartsOfLines) {
  const KeywordIndex<3> index({"r", "longest", "too-long"});
  ASSERT_TRUE(index.all_short());
  EXPECT_TRUE(LineBegins(index, 0, "r nickna"));
  EXPECT_FALSE(LineBegins(index, 0, "r\tnickna"));
  EXPECT_FALSE(LineBegins(index, 0, "rs nickn"));
  EXPECT_TRUE(LineBegins(index, 1, "longest 1"));
  EXPECT_FALSE(LineBegins(index, 1, "longest\n1"));
  EXPECT_FALSE(LineBegins(index, 1, "longesx 1"));
  EXPECT_FALSE(LineBegins(index, 2, "too-long 1")) << "one word does not hold its SP";
  // Behind the last row there is none.
  EXPECT_FALSE(LineBegins(index, 3, std::string(8, '\0')));
  EXPECT_FALSE(LineBegins(index, 3, std::string("\1\0\0\0\0\0\0\0", 8)));
}

TEST(KeywordIndexTest, StartsOfLinesWithLongKeywords) {
  const std::string most(31, 'k'), too_many(32, 'k');
  const KeywordIndex<4> index({"s", "not-long", most, too_many});
  ASSERT_FALSE(index.all_short());
  EXPECT_TRUE(LineBegins(index, 0, "s Fast"));
  EXPECT_TRUE(LineBegins(index, 1, "not-long 1"));
  EXPECT_FALSE(LineBegins(index, 1, "not-longx 1"));
  EXPECT_TRUE(LineBegins(index, 2, most + " 1"));
  EXPECT_FALSE(LineBegins(index, 2, most + "\n1"));
  EXPECT_FALSE(LineBegins(index, 2, too_many + " 1"));
  EXPECT_FALSE(LineBegins(index, 3, too_many + " 1"));
  for (size_t i = 0; i < most.size(); ++i) {
    std::string other = most + " 1";
    other[i] = 'l';
    EXPECT_FALSE(LineBegins(index, 2, other)) << i;
  }
  EXPECT_FALSE(LineBegins(index, 4, std::string("\1\0\0\0\0\0\0\0", 8)));
}

TEST(KeywordIndexTest, KeywordsThatNoLineIsGuessedToBeginWith) {
  for (const std::string_view keyword : {"", "opt", "1st", "@type", "#", "-----BEGIN"}) {
    EXPECT_EQ(KeywordStart(keyword).mask[0], 0u) << keyword;
  }
  EXPECT_NE(KeywordStart("option").mask[0], 0u);
}

TEST(KeywordIndexTest, ALoadedKeyIsTheSame) {
  const std::string text = "transport-info-and-more-of-it";
  for (size_t size = 0; size <= KeywordKey::kBytes; ++size) {
    const std::string_view keyword = std::string_view(text).substr(0, size);
    EXPECT_TRUE(KeywordKey::Load(keyword).Same(KeywordKey(keyword))) << keyword;
  }
}

}  // namespace
}  // namespace scape::netdoc
