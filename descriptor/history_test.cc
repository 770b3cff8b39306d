#include "descriptor/history.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "descriptor/netdoc/encoder.h"
#include "descriptor/netdoc/item_reader.h"
#include "descriptor/netdoc/json_writer.h"
#include "descriptor/netdoc/lexer.h"
#include "descriptor/testing/values.h"

namespace scape::descriptor {
namespace {

using netdoc::Encoder;
using netdoc::Fault;
using netdoc::Item;
using netdoc::Value;
using testing::ReadItem;
using testing::ToItem;
using testing::ToJson;

std::vector<uint64_t> Numbers(const History& history) {
  std::vector<uint64_t> numbers;
  for (const uint64_t number : history.numbers()) numbers.push_back(number);
  return numbers;
}

TEST(HistoryTest, ReadWriteReadAndJson) {
  const struct {
    std::string_view line, written, json;
  } kCases[] = {
      {"read-history 2026-01-29 07:44:43 (900 s) 1,2,3", "h 2026-01-29 07:44:43 (900 s) 1,2,3\n",
       R"({"end":"2026-01-29T07:44:43Z","interval":900,"values":[1,2,3]})"},
      {"opt read-history  2005-12-16 18:00:48 (900 s) 20774",
       "h 2005-12-16 18:00:48 (900 s) 20774\n",
       R"({"end":"2005-12-16T18:00:48Z","interval":900,"values":[20774]})"},
      {"read-history 2026-01-29 07:44:43 (86400 s)", "h 2026-01-29 07:44:43 (86400 s)\n",
       R"({"end":"2026-01-29T07:44:43Z","interval":86400,"values":[]})"},
      {"read-history 2026-01-29 07:44:43 (86400 s) ", "h 2026-01-29 07:44:43 (86400 s)\n",
       R"({"end":"2026-01-29T07:44:43Z","interval":86400,"values":[]})"},
      {"read-history 2026-01-29 07:44:43 (1 s) 0,18446744073709551615",
       "h 2026-01-29 07:44:43 (1 s) 0,18446744073709551615\n",
       R"({"end":"2026-01-29T07:44:43Z","interval":1,"values":[0,18446744073709551615]})"},
  };
  for (const auto& c : kCases) {
    History history;
    ASSERT_TRUE(ReadItem(c.line, &history)) << c.line;
    Fault fault;
    EXPECT_TRUE(Value<History>::Check(history, &fault)) << c.line;
    EXPECT_EQ(ToJson(history), c.json);
    const std::string written = ToItem("h", history);
    EXPECT_EQ(written, c.written);
    History again;
    ASSERT_TRUE(ReadItem(written, &again));
    EXPECT_EQ(again.end, history.end);
    EXPECT_EQ(again.interval.seconds, history.interval.seconds);
    EXPECT_EQ(Numbers(again), Numbers(history));
  }
}

TEST(HistoryTest, Members) {
  History history;
  ASSERT_TRUE(ReadItem("h 1970-01-01 00:01:00 (14400 s) 5,0,7 and more", &history));
  EXPECT_EQ(history.end.unix_seconds, 60);
  EXPECT_EQ(history.interval.seconds, 14400u);
  EXPECT_EQ(history.values, "5,0,7");
  EXPECT_EQ(Numbers(history), (std::vector<uint64_t>{5, 0, 7}));
  ASSERT_TRUE(ReadItem("h 1970-01-01 00:01:00 (14400 s)", &history));
  EXPECT_EQ(history.values, "");
  EXPECT_EQ(Numbers(history), std::vector<uint64_t>());
}

TEST(HistoryTest, ReadFaults) {
  const struct {
    std::string_view line, where;
    const netdoc::Problem* problem;
  } kCases[] = {
      {"h", "", &netdoc::problems::kMissingArgument},
      {"h 2026-01-29", "2026-01-29", &netdoc::problems::kBadArgument},
      {"h 2026-02-30 07:44:43 (900 s) 1", "2026-02-30 07:44:43", &netdoc::problems::kBadArgument},
      {"h 2026-01-29 07:44:43", "", &netdoc::problems::kMissingArgument},
      {"h 2026-01-29 07:44:43 (900", "", &netdoc::problems::kMissingArgument},
      {"h 2026-01-29 07:44:43 900 s 1", "900", &netdoc::problems::kBadArgument},
      {"h 2026-01-29 07:44:43 (-900 s) 1", "(-900", &netdoc::problems::kBadArgument},
      {"h 2026-01-29 07:44:43 (900s) 1", "(900s)", &netdoc::problems::kBadArgument},
      {"h 2026-01-29 07:44:43 ( s) 1", "(", &netdoc::problems::kBadArgument},
      {"h 2026-01-29 07:44:43 (900 m) 1", "m)", &netdoc::problems::kBadArgument},
      {"h 2026-01-29 07:44:43 (900 s 1", "s", &netdoc::problems::kBadArgument},
      {"h 2026-01-29 07:44:43 (18446744073709551616 s) 1", "(18446744073709551616",
       &netdoc::problems::kBadArgument},
  };
  for (const auto& c : kCases) {
    History history;
    Fault fault;
    EXPECT_FALSE(ReadItem(c.line, &history, &fault)) << c.line;
    EXPECT_EQ(fault.problem, c.problem) << c.line;
    EXPECT_EQ(fault.where, c.where) << c.line;
  }
}

// An interval is read at once where bytes behind it may be looked at: as at the end of a text.
TEST(HistoryTest, RoomBehindAnIntervalMakesNoDifference) {
  std::mt19937 random(6);
  int good = 0;
  for (int round = 0; round < 20000; ++round) {
    std::string text = "(";
    if (random() % 4 == 0) {
      text += "86400";  // a day, the usual one
    } else {
      for (size_t i = random() % 9; i != 0; --i) text += static_cast<char>('0' + random() % 10);
    }
    text += " s)";
    if (random() % 2 == 0) text[random() % text.size()] = " \t)(s0x"[random() % 7];
    Interval alone, followed;
    Fault fault_alone, fault_followed;
    const std::string last = "h " + text;
    const bool read = ReadItem(last, &alone, &fault_alone);
    const std::string line = last + " and enough of other words behind it";
    if (ReadItem(line, &followed, &fault_followed) != read) {
      // "(900 s" is not at its end there.
      EXPECT_EQ(fault_alone.problem, &netdoc::problems::kMissingArgument) << text;
      continue;
    }
    if (!read) continue;
    ++good;
    EXPECT_EQ(followed.seconds, alone.seconds) << text;
    EXPECT_EQ(followed.text, alone.text) << text;
  }
  EXPECT_GT(good, 8000);
  EXPECT_LT(good, 16000);
}

TEST(HistoryTest, CheckNamesTheFirstBadNumber) {
  const struct {
    std::string_view values, where, json;
  } kCases[] = {
      {"1,x,3", "x", R"([1,"x",3])"},
      {"1,,3", "", R"([1,"",3])"},
      {",1", "", R"(["",1])"},
      {"1,", "", R"([1,""])"},
      {"-1", "-1", R"(["-1"])"},
      {"1.5", "1.5", R"(["1.5"])"},
      {"1;2", "1;2", R"(["1;2"])"},
      {"18446744073709551616", "18446744073709551616", R"(["18446744073709551616"])"},
  };
  for (const auto& c : kCases) {
    const std::string line = "h 2026-01-29 07:44:43 (900 s) " + std::string(c.values);
    History history;
    ASSERT_TRUE(ReadItem(line, &history)) << line;
    Fault fault;
    EXPECT_FALSE(Value<History>::Check(history, &fault)) << line;
    EXPECT_EQ(fault.problem, &netdoc::problems::kBadArgument);
    EXPECT_EQ(fault.where, c.where);
    EXPECT_GE(fault.where.data(), line.data());
    EXPECT_LE(fault.where.data(), line.data() + line.size());
    EXPECT_EQ(ToJson(history), R"({"end":"2026-01-29T07:44:43Z","interval":900,"values":)" +
                                   std::string(c.json) + "}");
  }
  History history;
  ASSERT_TRUE(ReadItem("h 2026-01-29 07:44:43 (900 s) 1,x,3", &history));
  EXPECT_EQ(Numbers(history), (std::vector<uint64_t>{1, 0, 3}));
}

TEST(HistoryTest, AnIntervalOfNothing) {
  const std::string_view line = "h 2026-01-29 07:44:43 (0 s)";
  History history;
  ASSERT_TRUE(ReadItem(line, &history));
  Fault fault;
  EXPECT_FALSE(Value<History>::Check(history, &fault));
  EXPECT_EQ(fault.where, "(0 s)");
}

TEST(HistoryTest, RandomNumbersComeBack) {
  std::mt19937_64 random(9);
  for (int round = 0; round < 200; ++round) {
    std::vector<uint64_t> numbers(random() % 50);
    std::string line = "h 2026-01-29 07:44:43 (900 s)";
    for (size_t i = 0; i < numbers.size(); ++i) {
      numbers[i] = random() >> random() % 64;
      line += (i == 0 ? " " : ",") + std::to_string(numbers[i]);
    }
    History history;
    ASSERT_TRUE(ReadItem(line, &history));
    EXPECT_EQ(Numbers(history), numbers);
    EXPECT_EQ(ToItem("h", history), line + "\n");
    Fault fault;
    EXPECT_TRUE(history.Check(&fault));
  }
}

TEST(HistoryTest, ValuesWithBlanksAreNotWritten) {
  History history;
  ASSERT_TRUE(ReadItem("h 2026-01-29 07:44:43 (900 s) 1", &history));
  history.values = "1, 2";
  Encoder out;
  out.Item("h");
  history.Write(out);
  EXPECT_FALSE(out.ok());
}

TEST(OverloadGeneralTest, ReadWriteReadAndJson) {
  const std::string_view line = "overload-general 1 2026-01-29 07:00:00";
  OverloadGeneral overload;
  ASSERT_TRUE(ReadItem(line, &overload));
  EXPECT_EQ(overload.version, 1u);
  EXPECT_EQ(ToJson(overload), R"({"version":1,"time":"2026-01-29T07:00:00Z"})");
  const std::string written = ToItem("overload-general", overload);
  EXPECT_EQ(written, std::string(line) + "\n");
  OverloadGeneral again;
  ASSERT_TRUE(ReadItem(written, &again));
  EXPECT_EQ(again.version, overload.version);
  EXPECT_EQ(again.time, overload.time);
}

TEST(OverloadGeneralTest, ReadFaults) {
  OverloadGeneral overload;
  Fault fault;
  EXPECT_FALSE(ReadItem("overload-general x 2026-01-29 07:00:00", &overload, &fault));
  EXPECT_EQ(fault.argument, "version");
  EXPECT_EQ(fault.where, "x");
  EXPECT_EQ(ToJson(overload), R"({"time":"2026-01-29T07:00:00Z"})");
  EXPECT_FALSE(ReadItem("overload-general 1 yesterday", &overload, &fault));
  EXPECT_EQ(fault.argument, "time");
  EXPECT_FALSE(ReadItem("overload-general", &overload, &fault));
  EXPECT_EQ(fault.problem, &netdoc::problems::kMissingArgument);
}

}  // namespace
}  // namespace scape::descriptor
