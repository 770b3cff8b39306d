#include "descriptor/statistics.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "descriptor/testing/values.h"

namespace scape::descriptor {
namespace {

using netdoc::Fault;
using netdoc::Value;
using testing::ReadItem;
using testing::ToItem;
using testing::ToJson;
using Entries = std::vector<std::pair<std::string, int64_t>>;

template <typename T>
Entries EntriesOf(const T& list) {
  Entries entries;
  for (const Count& count : list.counts()) entries.emplace_back(count.name, count.number);
  return entries;
}

// Where returns the offending bytes of a value that is read but not right, "-" of one that is.
template <typename T>
std::string Where(std::string_view line) {
  const T value = ReadItem<T>(line);
  Fault fault;
  const bool sound = Value<T>::Check(value, &fault);
  if (fault.problem == nullptr) {
    EXPECT_TRUE(sound) << line;
    return "-";
  }
  EXPECT_EQ(fault.problem, &netdoc::problems::kBadArgument);
  EXPECT_GE(fault.where.data(), line.data());
  EXPECT_LE(fault.where.data() + fault.where.size(), line.data() + line.size());
  return std::string(fault.where);
}

// Unread returns the offending bytes of a line that cannot be read.
template <typename T>
std::string Unread(std::string_view line) {
  T value;
  Fault fault;
  EXPECT_FALSE(ReadItem(line, &value, &fault)) << line;
  return std::string(fault.where);
}

TEST(Decimal, Parse) {
  for (const std::string_view good :
       {"0", "7", "0.30", "-0.5", "-12", "999999999999999999.999999999999999999", "007.50", "-0"}) {
    Decimal decimal;
    EXPECT_TRUE(ParseDecimal(good, &decimal)) << good;
    EXPECT_EQ(decimal.text, good);
  }
  for (const std::string_view bad :
       {"", "-", ".", ".5", "5.", "+1", "1e5", "1,5", "0x1", "1.2.3", " 1", "1 ", "--1", "1.-2",
        "nan", "inf", "1000000000000000000", "0.1000000000000000000"}) {
    Decimal decimal;
    EXPECT_FALSE(ParseDecimal(bad, &decimal)) << bad;
  }
}

TEST(Decimal, JsonIsTheDigits) {
  const auto json = [](std::string_view text) { return ToJson(Decimal{text}); };
  EXPECT_EQ(json("0.30"), "0.30");
  EXPECT_EQ(json("-12.50"), "-12.50");
  EXPECT_EQ(json("0"), "0");
  EXPECT_EQ(json("-0"), "-0");
  // JSON knows no zeros that lead.
  EXPECT_EQ(json("007.50"), "7.50");
  EXPECT_EQ(json("-00.5"), "-0.5");
  EXPECT_EQ(json("000"), "0");
  EXPECT_DOUBLE_EQ((Decimal{"-12.50"}).ToDouble(), -12.5);
  EXPECT_DOUBLE_EQ((Decimal{"0.30"}).ToDouble(), 0.3);
}

TEST(StatisticsEnd, ReadWriteReadAndJson) {
  const std::string_view line = "dirreq-stats-end 2019-04-19 06:50:12 (86400 s)";
  const auto end = ReadItem<StatisticsEnd>(line);
  EXPECT_EQ(end.end.unix_seconds, 1555656612);
  EXPECT_EQ(end.interval.seconds, 86400u);
  EXPECT_EQ(ToJson(end), R"({"end":"2019-04-19T06:50:12Z","interval":86400})");
  EXPECT_EQ(ToItem("dirreq-stats-end", end), std::string(line) + "\n");
  EXPECT_EQ(Where<StatisticsEnd>(line), "-");
  EXPECT_EQ(Where<StatisticsEnd>("e 2019-04-19 06:50:12 (0 s)"), "(0 s)");
}

// What can be read of a line is kept.
TEST(StatisticsEnd, ReadFaults) {
  const struct {
    std::string_view line, where, argument, json;
  } kCases[] = {
      {"e 2019-04-19 06:50:12", "", "interval", R"({"end":"2019-04-19T06:50:12Z"})"},
      {"e 2019-04-19 06:50:12 (-900 s)", "(-900", "interval", R"({"end":"2019-04-19T06:50:12Z"})"},
      {"e 2019-04-19 06:50:12 86400 s", "86400", "interval", R"({"end":"2019-04-19T06:50:12Z"})"},
      {"e 2019-04-19 06:50:12 (86400 m)", "m)", "interval", R"({"end":"2019-04-19T06:50:12Z"})"},
      {"e 2019-04-31 06:50:12 (900 s)", "2019-04-31 06:50:12", "end", R"({"interval":900})"},
      {"e", "", "end", "{}"},
  };
  for (const auto& c : kCases) {
    StatisticsEnd end;
    Fault fault;
    EXPECT_FALSE(ReadItem(c.line, &end, &fault)) << c.line;
    EXPECT_EQ(fault.where, c.where) << c.line;
    EXPECT_EQ(fault.argument, c.argument) << c.line;
    EXPECT_EQ(ToJson(end), c.json) << c.line;
  }
}

TEST(ParseCount, NamesAndNumbers) {
  Count count;
  ASSERT_TRUE(ParseCount("us=8", &count));
  EXPECT_EQ(count.name, "us");
  EXPECT_EQ(count.number, 8);
  EXPECT_EQ(count.text, "us=8");
  ASSERT_TRUE(ParseCount("<?\?>=-3", &count));
  EXPECT_EQ(count.name, "<?\?>");
  EXPECT_EQ(count.number, -3);
  ASSERT_TRUE(ParseCount("x=9223372036854775807", &count));
  EXPECT_EQ(count.number, INT64_MAX);
  for (const std::string_view bad : {"", "us", "=8", "us=", "us=8=9", "us=x", "us=8.5", "us=+8",
                                     "u s=8", "\xfc=8", "u\x7f=8", "us=9223372036854775808"}) {
    EXPECT_FALSE(ParseCount(bad, &count)) << bad;
  }
}

TEST(CountList, ReadWriteReadAndJson) {
  const struct {
    std::string_view line, written, json;
    Entries entries;
  } kCases[] = {
      {"k us=16,de=8,?\?=8",
       "k us=16,de=8,?\?=8\n",
       R"({"us":16,"de":8,"??":8})",
       {{"us", 16}, {"de", 8}, {"??", 8}}},
      {"k", "k\n", "{}", {}},
      {"k ", "k\n", "{}", {}},
      {"k <OR>=40,obfs4=8",
       "k <OR>=40,obfs4=8\n",
       R"({"<OR>":40,"obfs4":8})",
       {{"<OR>", 40}, {"obfs4", 8}}},
      {"k a=1,b=2", "k a=1,b=2\n", R"({"a":1,"b":2})", {{"a", 1}, {"b", 2}}},
      {"k a=-1", "k a=-1\n", R"({"a":-1})", {{"a", -1}}},
      {"k US=8 and more", "k US=8\n", R"({"US":8})", {{"US", 8}}},
  };
  for (const auto& c : kCases) {
    const auto list = ReadItem<CountList>(c.line);
    EXPECT_EQ(EntriesOf(list), c.entries) << c.line;
    EXPECT_EQ(ToJson(list), c.json);
    EXPECT_EQ(ToItem("k", list), c.written);
    EXPECT_EQ(Where<CountList>(c.line), "-") << c.line;
    EXPECT_NE(list.text.data(), nullptr) << c.line;
  }
}

// An entry that is malformed is named and left out; the others stand.
TEST(CountList, CheckNamesTheFirstBadEntry) {
  const struct {
    std::string_view line, where, json;
  } kCases[] = {
      {"k us=8,de,fr=8", "de", R"({"us":8,"fr":8})"},
      {"k us=8,", "", R"({"us":8})"},
      {"k ,us=8", "", R"({"us":8})"},
      {"k us=8, de=8", "", R"({"us":8})"},
      {"k us=eight,de=8,fr=", "us=eight", R"({"de":8})"},
      {"k S\xff=4026597208,us=8", "S\xff=4026597208", R"({"us":8})"},
      {"k us=8,us=16", "us=16", R"({"us":8})"},
      {"k us=8,de=8,us=16,de=24", "de=24", R"({"us":8,"de":8})"},
      {"k none", "none", "{}"},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(Where<CountList>(c.line), c.where) << c.line;
    EXPECT_EQ(ToJson(ReadItem<CountList>(c.line)), c.json) << c.line;
  }
}

TEST(CountList, Find) {
  const auto list = ReadItem<CountList>("k ok=8,busy=0,ok=12");
  EXPECT_EQ(list.Find("ok"), 8);
  EXPECT_EQ(list.Find("busy"), 0);
  EXPECT_EQ(list.Find("o"), std::nullopt);
  EXPECT_EQ(ReadItem<CountList>("k").Find(""), std::nullopt);
}

// More names than any honest list has, in any order.
TEST(CountList, LongLists) {
  std::mt19937_64 random(3);
  std::string line = "k ", json = "{";
  for (int i = 0; i < 5000; ++i) {
    const std::string name = std::to_string(random() % 10) + "-" + std::to_string(i);
    const std::string number = std::to_string(random() % 100000);
    line += (i == 0 ? "" : ",") + name + "=" + number;
    json += (i == 0 ? "\"" : ",\"") + name + "\":" + number;
  }
  EXPECT_EQ(ToJson(ReadItem<CountList>(line)), json + "}");
  EXPECT_EQ(Where<CountList>(line), "-");
  const std::string twice = line + "," + line.substr(2, line.find(',') - 2);
  EXPECT_EQ(Where<CountList>(twice), twice.substr(line.size() + 1));
  EXPECT_EQ(ToJson(ReadItem<CountList>(twice)), json + "}");
}

TEST(PortCounts, Names) {
  EXPECT_EQ(Where<PortCounts>("k 21=1,22=2,other=5"), "-");
  EXPECT_EQ(Where<PortCounts>("k 0=1,65535=2"), "-");
  EXPECT_EQ(Where<PortCounts>("k 65536=2"), "65536");
  EXPECT_EQ(Where<PortCounts>("k 80=2,http=2,ftp=2"), "http");
  EXPECT_EQ(Where<PortCounts>("k 80=x,http=2"), "80=x");
  EXPECT_EQ(ToJson(ReadItem<PortCounts>("k 80=2,http=2,other=7")),
            R"({"80":2,"http":2,"other":7})");
}

TEST(IsCountryCode, TwoLettersOrSo) {
  for (const std::string_view good : {"us", "US", "??", "a1", "A1", "eu", "zz"}) {
    EXPECT_TRUE(IsCountryCode(good)) << good;
  }
  for (const std::string_view bad : {"", "u", "usa", "1a", "11", "?", "?a", "a?", "???", "u-"}) {
    EXPECT_FALSE(IsCountryCode(bad)) << bad;
  }
}

TEST(DecimalList, ReadWriteReadAndJson) {
  const struct {
    std::string_view line, written, json;
  } kCases[] = {
      {"k 2.71,0.06,0.00", "k 2.71,0.06,0.00\n", "[2.71,0.06,0.00]"},
      {"k 23,8,4,2,2", "k 23,8,4,2,2\n", "[23,8,4,2,2]"},
      {"k 8,-4", "k 8,-4\n", "[8,-4]"},
      {"k", "k\n", "[]"},
      {"k ", "k\n", "[]"},
  };
  for (const auto& c : kCases) {
    const auto list = ReadItem<DecimalList>(c.line);
    EXPECT_EQ(ToJson(list), c.json);
    EXPECT_EQ(ToItem("k", list), c.written);
    EXPECT_EQ(Where<DecimalList>(c.line), "-");
  }
  std::vector<double> numbers;
  for (const Decimal& number : ReadItem<DecimalList>("k 2.5,x,4").numbers()) {
    numbers.push_back(number.ToDouble());
  }
  EXPECT_EQ(numbers, (std::vector<double>{2.5, 0, 4}));
}

// Of a list in which places matter, nothing is read when a place is bad.
TEST(DecimalList, CheckNamesTheFirstBadNumber) {
  const struct {
    std::string_view line, where;
  } kCases[] = {{"k 1,x,y", "x"}, {"k 1,,2", ""}, {"k 1,", ""}, {"k 1;2", "1;2"}};
  for (const auto& c : kCases) {
    EXPECT_EQ(Where<DecimalList>(c.line), c.where);
    Fault fault;
    EXPECT_FALSE(ReadItem<DecimalList>(c.line).Check(&fault)) << c.line;
  }
}

TEST(Share, ReadWriteReadAndJson) {
  const auto share = ReadItem<Share>("dirreq-v3-share 1.03%");
  EXPECT_EQ(ToJson(share), "1.03");
  EXPECT_EQ(ToItem("dirreq-v3-share", share), "dirreq-v3-share 1.03%\n");
  EXPECT_EQ(Where<Share>("s 100%"), "-");
  EXPECT_EQ(Unread<Share>("s 1.03"), "1.03");
  EXPECT_EQ(Unread<Share>("s -1.03%"), "-1.03%");
  EXPECT_EQ(Unread<Share>("s nan%"), "nan%");
  EXPECT_EQ(Unread<Share>("s %"), "%");
  EXPECT_EQ(Unread<Share>("s"), "");
}

TEST(ConnBiDirect, ReadWriteReadAndJson) {
  const std::string_view line = "conn-bi-direct 2012-05-03 12:07:50 (500 s) 277431,12089,0,2134";
  const auto connections = ReadItem<ConnBiDirect>(line);
  EXPECT_EQ(connections.both, 2134u);
  EXPECT_EQ(ToJson(connections), R"({"end":"2012-05-03T12:07:50Z","interval":500,"below":277431,)"
                                 R"("read":12089,"write":0,"both":2134})");
  EXPECT_EQ(ToItem("conn-bi-direct", connections), std::string(line) + "\n");
  EXPECT_EQ(Where<ConnBiDirect>(line), "-");
  EXPECT_EQ(Where<ConnBiDirect>("c 2012-05-03 12:07:50 (0 s) 1,2,3,4"), "(0 s)");
}

TEST(ConnBiDirect, ReadFaults) {
  const auto where = [](std::string_view rest) {
    return Unread<ConnBiDirect>("c 2012-05-03 12:07:50 " + std::string(rest));
  };
  EXPECT_EQ(where("(500 s)"), "");
  EXPECT_EQ(where("(500 s) 1,2,3"), "1,2,3");
  EXPECT_EQ(where("(500 s) 1,2,3,4,5"), "1,2,3,4,5");
  EXPECT_EQ(where("(500 s) 1,2,x,4"), "x");
  EXPECT_EQ(where("(500 s) 1,2,-3,4"), "-3");
  EXPECT_EQ(where("(500 s) 1,,3,4"), "");
  EXPECT_EQ(where("(x s) 1,2,3,4"), "(x");
}

TEST(NoisyCount, ReadWriteReadAndJson) {
  const std::string_view line =
      "hidserv-rend-relayed-cells -1266 delta_f=2048 epsilon=0.30 bin_size=1024";
  const auto cells = ReadItem<NoisyCount>(line);
  EXPECT_EQ(cells.number, -1266);
  ASSERT_TRUE(cells.epsilon.has_value());
  EXPECT_DOUBLE_EQ(cells.epsilon->ToDouble(), 0.3);
  EXPECT_EQ(cells.bin_size, 1024u);
  EXPECT_EQ(ToJson(cells), R"({"number":-1266,"delta_f":2048,"epsilon":0.30,"bin_size":1024})");
  EXPECT_EQ(ToItem("hidserv-rend-relayed-cells", cells), std::string(line) + "\n");
  // Keys come in any order, and may be missing or unknown.
  EXPECT_EQ(ToJson(ReadItem<NoisyCount>("h 5 bin_size=8 epsilon=1 sigma=2")),
            R"({"number":5,"epsilon":1,"bin_size":8,"other":{"sigma":"2"}})");
  EXPECT_EQ(Unread<NoisyCount>("h five epsilon=0.30"), "five");
  EXPECT_EQ(Unread<NoisyCount>("h 5 epsilon=low"), "low");
  EXPECT_EQ(Unread<NoisyCount>("h"), "");
}

TEST(PaddingCounts, ReadWriteReadAndJson) {
  const std::string_view line =
      "padding-counts 2019-03-08 14:01:29 (86400 s) bin-size=10000 write-drop=0 write-pad=10000 "
      "write-total=20000 read-drop=1 read-pad=30000 read-total=50000 enabled-read-pad=40000 "
      "enabled-read-total=60000 enabled-write-pad=70000 enabled-write-total=80000 "
      "max-chanpad-timers=499";
  const auto padding = ReadItem<PaddingCounts>(line);
  EXPECT_EQ(padding.interval.seconds, 86400u);
  EXPECT_EQ(padding.read_total, 50000u);
  EXPECT_EQ(ToJson(padding),
            R"({"end":"2019-03-08T14:01:29Z","interval":86400,"bin_size":10000,"write_drop":0,)"
            R"("write_pad":10000,"write_total":20000,"read_drop":1,"read_pad":30000,)"
            R"("read_total":50000,"enabled_read_pad":40000,"enabled_read_total":60000,)"
            R"("enabled_write_pad":70000,"enabled_write_total":80000,"max_chanpad_timers":499})");
  EXPECT_EQ(ToItem("padding-counts", padding), std::string(line) + "\n");
  EXPECT_EQ(Where<PaddingCounts>(line), "-");
  EXPECT_EQ(Unread<PaddingCounts>("p 2019-03-08 14:01:29 (86400 s) read-pad=-1"), "-1");
}

TEST(OverloadRatelimits, ReadWriteReadAndJson) {
  const std::string_view line = "overload-ratelimits 1 2021-05-01 14:00:00 20480 40960 3 0";
  const auto overload = ReadItem<OverloadRatelimits>(line);
  EXPECT_EQ(overload.burst_limit, 40960u);
  EXPECT_EQ(ToJson(overload),
            R"({"version":1,"time":"2021-05-01T14:00:00Z","rate_limit":20480,"burst_limit":40960,)"
            R"("read_overload_count":3,"write_overload_count":0})");
  EXPECT_EQ(ToItem("overload-ratelimits", overload), std::string(line) + "\n");
  EXPECT_EQ(Unread<OverloadRatelimits>("o 1 2021-05-01 14:00:00 20480 40960 3"), "");
  EXPECT_EQ(Unread<OverloadRatelimits>("o 1 2021-05-01 14:00:00 -1 40960 3 0"), "-1");
}

}  // namespace
}  // namespace scape::descriptor
