#include "descriptor/netdoc/item_reader.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace scape::netdoc {
namespace {

Item OneItem(std::string_view text) {
  Item item;
  Lexer lexer(text);
  EXPECT_TRUE(lexer.Next(&item));
  return item;
}

TEST(ItemReaderTest, ArgumentsFromLeftToRight) {
  const Item item = OneItem("k  a\tb \t c \n");
  ItemReader in(item);
  std::string_view argument;
  for (const char* expected : {"a", "b", "c"}) {
    EXPECT_FALSE(in.AtEnd());
    ASSERT_TRUE(in.Next(&argument));
    EXPECT_EQ(argument, expected);
  }
  EXPECT_TRUE(in.AtEnd());
  EXPECT_FALSE(in.Next(&argument));
  EXPECT_EQ(in.fault().problem, &problems::kMissingArgument);
  EXPECT_EQ(in.fault().where.data(), item.arguments.data() + item.arguments.size());
  EXPECT_TRUE(in.fault().where.empty());
  EXPECT_TRUE(in.AtEnd());
}

TEST(ItemReaderTest, NoArguments) {
  for (const std::string_view text : {"k\n", "k \n", "k", "k\r\n", "-----END X-----\n", "#\n"}) {
    const Item item = OneItem(text);
    ItemReader in(item);
    EXPECT_TRUE(in.AtEnd()) << text;
    std::string_view argument;
    EXPECT_FALSE(in.Next(&argument));
    EXPECT_EQ(in.Rest(), "");
    uint64_t number;
    EXPECT_FALSE(in.ReadUnsigned(&number));
    EXPECT_EQ(in.fault().problem, &problems::kMissingArgument);
    UtcTime time;
    EXPECT_FALSE(in.ReadTime(&time));
    EXPECT_EQ(in.fault().problem, &problems::kMissingArgument);
  }
}

TEST(ItemReaderTest, RestIsEverythingThatIsLeft) {
  const Item item = OneItem("k a   b  c \n");
  ItemReader in(item);
  std::string_view argument;
  ASSERT_TRUE(in.Next(&argument));
  EXPECT_EQ(in.Rest(), "b  c ");
  EXPECT_TRUE(in.AtEnd());
  EXPECT_EQ(in.Rest(), "");
}

TEST(ItemReaderTest, ReadUnsigned) {
  const Item item = OneItem("k 1 007\t18446744073709551615  00000000000000000000009 5\n");
  ItemReader in(item);
  for (const uint64_t expected : {uint64_t{1}, uint64_t{7}, UINT64_MAX, uint64_t{9}, uint64_t{5}}) {
    uint64_t number;
    ASSERT_TRUE(in.ReadUnsigned(&number));
    EXPECT_EQ(number, expected);
  }
  EXPECT_TRUE(in.AtEnd());
}

TEST(ItemReaderTest, ABadNumberIsTakenAsAWhole) {
  for (const std::string bad : {"x", "-1", "+1", "1x", "1.5", "18446744073709551616", "0x10",
                                "99999999999999999999999", "1\xff"}) {
    const std::string text = "k " + bad + " 8\n";
    const Item item = OneItem(text);
    ItemReader in(item);
    uint64_t number;
    EXPECT_FALSE(in.ReadUnsigned(&number)) << bad;
    EXPECT_EQ(in.fault().problem, &problems::kBadArgument);
    EXPECT_EQ(in.fault().where, bad);
    ASSERT_TRUE(in.ReadUnsigned(&number)) << "the argument behind it is read all the same";
    EXPECT_EQ(number, 8u);
  }
}

TEST(ItemReaderTest, NextByTakesAWholeArgument) {
  const std::string text = "k abc  de f\n" + std::string(ItemReader::kAtOnce, 'x');
  const Item item = OneItem(text);
  const auto takes = [](size_t size) { return [size](const char*) { return size; }; };
  ItemReader in(item);
  EXPECT_FALSE(in.NextBy(takes(0)));
  EXPECT_FALSE(in.NextBy(takes(2))) << "not to its end";
  EXPECT_FALSE(in.NextBy(takes(30))) << "beyond the item";
  EXPECT_TRUE(in.NextBy(takes(3)));
  EXPECT_TRUE(
      in.NextBy([](const char* text) { return std::string_view(text, 2) == "de" ? 2 : 0; }));
  EXPECT_TRUE(in.NextBy(takes(1)));
  EXPECT_FALSE(in.NextBy(takes(1))) << "none is left";
}

TEST(ItemReaderTest, NextByReadsNothingBehindTheText) {
  const Item item = OneItem("k abc\n");
  ItemReader in(item);
  bool called = false;
  EXPECT_FALSE(in.NextBy([&](const char*) {
    called = true;
    return size_t{3};
  }));
  EXPECT_FALSE(called);
}

TEST(ItemReaderTest, NumbersAtTheEndOfAText) {
  for (const std::string text : {"k 65535", "k 65535\n", "k 65535 0\n", "k 0065535 x y z\n"}) {
    for (const bool more : {false, true}) {
      const std::string whole = text + (more ? "\n" + std::string(64, '9') : "");
      const Item item = OneItem(whole);
      ItemReader in(item);
      uint64_t value;
      ASSERT_TRUE(in.ReadUnsigned(&value, 65535)) << whole;
      EXPECT_EQ(value, 65535u);
      ItemReader other(item);
      EXPECT_FALSE(other.ReadUnsigned(&value, 65534)) << whole;
      EXPECT_EQ(other.fault().problem, &problems::kBadArgument);
    }
  }
}

TEST(ItemReaderTest, ReadTime) {
  const Item item = OneItem("k  2026-01-29 07:44:43 1970-01-01 00:00:00 x\n");
  ItemReader in(item);
  UtcTime time;
  ASSERT_TRUE(in.ReadTime(&time));
  EXPECT_EQ(time.unix_seconds, 1769672683);
  ASSERT_TRUE(in.ReadTime(&time));
  EXPECT_EQ(time.unix_seconds, 0);
  EXPECT_EQ(in.Rest(), "x");
}

TEST(ItemReaderTest, ABadTimeIsTwoArguments) {
  for (const std::string bad :
       {"2026-01-29  07:44:43", "2026-01-29\t07:44:43", "2026-02-30 07:44:43",
        "2026-01-29 07:44:43x", "2026-1-29 7:44:43", "yesterday noon"}) {
    const std::string text = "k " + bad + " 5\n";
    const Item item = OneItem(text);
    ItemReader in(item);
    UtcTime time;
    EXPECT_FALSE(in.ReadTime(&time)) << bad;
    EXPECT_EQ(in.fault().problem, &problems::kBadArgument);
    EXPECT_EQ(in.fault().where, bad);
    EXPECT_EQ(in.Rest(), "5");
  }
  const Item item = OneItem("k 2026-01-29\n");
  ItemReader in(item);
  UtcTime time;
  EXPECT_FALSE(in.ReadTime(&time));
  EXPECT_EQ(in.fault().where, "2026-01-29");
}

TEST(ItemReaderTest, FaultsSayWhatTheReaderSays) {
  const Item item = OneItem("k a b\n");
  ItemReader in(item);
  std::string_view argument;
  ASSERT_TRUE(in.Next(&argument));
  EXPECT_FALSE(in.Fail(argument));
  EXPECT_EQ(in.fault().problem, &problems::kBadArgument);
  EXPECT_EQ(in.fault().where, "a");
  EXPECT_EQ(in.fault().expects, "");
  EXPECT_FALSE(in.Fail(argument, "something else"));
  EXPECT_EQ(in.fault().expects, "something else");
  EXPECT_FALSE(in.Fail(problems::kBadObject, argument, "an object"));
  EXPECT_EQ(in.fault().problem, &problems::kBadObject);
  EXPECT_FALSE(in.FailMissing());
  EXPECT_EQ(in.fault().problem, &problems::kMissingArgument);
  EXPECT_EQ(in.fault().expects, "");
}

}  // namespace
}  // namespace scape::netdoc
