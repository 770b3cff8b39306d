#include "descriptor/protocols.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <set>
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

using netdoc::Fault;
using netdoc::Value;
using testing::ReadItem;
using testing::ToItem;
using testing::ToJson;

// Visited is what ForEach visits, as text: "Link:1,2 Cons:1".
template <typename T>
std::string Visited(const T& list) {
  std::string text;
  list.ForEach([&](const Protocol& protocol) {
    if (!text.empty()) text += ' ';
    text.append(protocol.name) += ':';
    bool first = true;
    for (unsigned version = 0; version < 100; ++version) {
      if (!protocol.Supports(version)) continue;
      text += (first ? "" : ",") + std::to_string(version);
      first = false;
    }
  });
  return text;
}

TEST(ProtocolListTest, ReadWriteReadAndJson) {
  const struct {
    std::string_view line, written, json;
  } kCases[] = {
      {"proto Cons=1-2 Link=1-5 LinkAuth=1,3", "proto Cons=1-2 Link=1-5 LinkAuth=1,3\n",
       R"({"Cons":[1,2],"Link":[1,2,3,4,5],"LinkAuth":[1,3]})"},
      {"proto Relay=1-2  Padding=2 ", "proto Relay=1-2 Padding=2\n",
       R"({"Relay":[1,2],"Padding":[2]})"},
      {"proto", "proto\n", "{}"},
      {"proto Link=", "proto Link=\n", R"({"Link":[]})"},
      {"proto Link=5,1,3-4,4", "proto Link=5,1,3-4,4\n", R"({"Link":[1,3,4,5]})"},
      {"proto x-1=0,63", "proto x-1=0,63\n", R"({"x-1":[0,63]})"},
      {"proto Link=007", "proto Link=007\n", R"({"Link":[7]})"},
  };
  for (const auto& c : kCases) {
    const auto list = ReadItem<ProtocolList>(c.line);
    Fault fault;
    EXPECT_TRUE(Value<ProtocolList>::Check(list, &fault)) << c.line;
    EXPECT_EQ(ToItem("proto", list), c.written);
    EXPECT_EQ(ToJson(list), c.json);
    EXPECT_EQ(ToJson(ReadItem<ProtocolList>(c.written)), c.json);
  }
}

TEST(ProtocolListTest, Supports) {
  const ProtocolList list{"Cons=1-2 Link=1-5 Relay=1,4-5 HSDir= Edge=0,63"};
  EXPECT_TRUE(list.Supports("Cons", 2));
  EXPECT_FALSE(list.Supports("Cons", 3));
  EXPECT_FALSE(list.Supports("Cons", 0));
  EXPECT_TRUE(list.Supports("Relay", 1));
  EXPECT_FALSE(list.Supports("Relay", 3));
  EXPECT_TRUE(list.Supports("Relay", 4));
  EXPECT_FALSE(list.Supports("HSDir", 0));
  EXPECT_TRUE(list.Supports("Edge", 0));
  EXPECT_TRUE(list.Supports("Edge", 63));
  EXPECT_FALSE(list.Supports("Edge", 64));
  EXPECT_FALSE(list.Supports("Edge", UINT64_MAX));
  EXPECT_FALSE(list.Supports("cons", 1));
  EXPECT_FALSE(list.Supports("Con", 1));
  EXPECT_FALSE(list.Supports("", 1));
  EXPECT_EQ(list.Find("Relay").versions, 0b110010u);
  EXPECT_EQ(list.Find("None").versions, 0u);
  EXPECT_EQ(Visited(list), "Cons:1,2 Link:1,2,3,4,5 Relay:1,4,5 HSDir: Edge:0,63");
}

TEST(ProtocolListTest, TheFirstOfANameCounts) {
  const ProtocolList list{"Link=1 Cons=1 Link=5 Cons=2 Aa=3"};
  EXPECT_TRUE(list.Supports("Link", 1));
  EXPECT_FALSE(list.Supports("Link", 5));
  EXPECT_EQ(ToJson(list), R"({"Link":[1],"Cons":[1],"Aa":[3]})");
  EXPECT_EQ(Visited(list), "Link:1 Cons:1 Link:5 Cons:2 Aa:3");
}

TEST(ProtocolListTest, CheckNamesTheBadEntry) {
  const std::string long_name(101, 'x');
  const std::string long_entry = long_name + "=1";
  for (const std::string_view bad : {std::string_view("Link"),
                                     std::string_view("=1"),
                                     std::string_view("="),
                                     std::string_view("Link=1,"),
                                     std::string_view("Link=,1"),
                                     std::string_view("Link=,"),
                                     std::string_view("Link=1,,2"),
                                     std::string_view("Link=1-"),
                                     std::string_view("Link=-1"),
                                     std::string_view("Link=3-1"),
                                     std::string_view("Link=1-2-3"),
                                     std::string_view("Link=64"),
                                     std::string_view("Link=0-64"),
                                     std::string_view("Link=4294967295"),
                                     std::string_view("Link=0-4294967294"),
                                     std::string_view("Link=4294967297"),
                                     std::string_view("Link=18446744073709551617"),
                                     std::string_view("Link=+1"),
                                     std::string_view("Link=a"),
                                     std::string_view("Link=1=2"),
                                     std::string_view("Li_nk=1"),
                                     std::string_view("L\xefnk=1"),
                                     std::string_view(","),
                                     std::string_view(long_entry)}) {
    const std::string line = "proto Cons=1 " + std::string(bad) + " Relay=1";
    const auto list = ReadItem<ProtocolList>(line);
    Fault fault;
    EXPECT_FALSE(Value<ProtocolList>::Check(list, &fault)) << bad;
    EXPECT_EQ(fault.problem, &netdoc::problems::kBadArgument);
    EXPECT_EQ(fault.where, bad);
    EXPECT_EQ(fault.where.data(), list.text.data() + 7);
  }
  Fault fault;
  EXPECT_TRUE((ProtocolList{std::string_view(long_entry).substr(1)}.Check(&fault)));
  EXPECT_FALSE((ProtocolList{"Cons=1\tLink=1"}.Check(&fault)));
  EXPECT_EQ(fault.where, "\t");
}

TEST(ProtocolListTest, WhatIsMalformedIsLeftOut) {
  const ProtocolList list{"Link=1-5,0-4294967294,7 Cons Relay=2-1 =3 Li\xff=1"};
  EXPECT_EQ(Visited(list), "Link:1,2,3,4,5,7 Relay:");
  EXPECT_EQ(ToJson(list), R"({"Link":[1,2,3,4,5,7],"Relay":[]})");
}

// However a list repeats itself, its JSON is bounded by its names.
TEST(ProtocolListTest, JsonIsBounded) {
  std::string text;
  for (int i = 0; i < 20000; ++i) text += "Link=0-63 Cons=0-63,0-63,0-63 ";
  const std::string json = ToJson(ProtocolList{text});
  EXPECT_EQ(std::count(json.begin(), json.end(), ','), 2 * 63 + 1);
  // 100000 names in falling order, each twice: this would not end in quadratic time.
  text.clear();
  for (int i = 100000; i > 0; --i) {
    const std::string entry = "n" + std::to_string(i) + "=1 ";
    text += entry + entry;
  }
  const std::string names = ToJson(ProtocolList{text});
  EXPECT_EQ(std::count(names.begin(), names.end(), ':'), 100000);
}

// Random lists against versions that are kept in sets.
TEST(ProtocolListTest, AgreesWithAReference) {
  std::mt19937 random(5);
  for (int round = 0; round < 500; ++round) {
    std::set<unsigned> wanted;
    std::string entry = "Link=";
    for (int ranges = static_cast<int>(random() % 5); ranges > 0; --ranges) {
      const unsigned first = random() % 64;
      const unsigned last = random() % 2 == 0 ? first : first + random() % (64 - first);
      for (unsigned version = first; version <= last; ++version) wanted.insert(version);
      if (entry.back() != '=') entry += ',';
      entry += std::to_string(first);
      if (last != first || random() % 4 == 0) entry += "-" + std::to_string(last);
    }
    const std::string text = "Cons=1 " + entry;
    const ProtocolList list{text};
    Fault fault;
    EXPECT_TRUE(list.Check(&fault)) << text;
    for (unsigned version = 0; version < 70; ++version) {
      EXPECT_EQ(list.Supports("Link", version), wanted.contains(version)) << text << version;
    }
  }
}

TEST(ProtocolListTest, AnyBytesDoNoHarm) {
  std::mt19937 random(6);
  constexpr std::string_view kBytes = "Lk=,-0169 \t\xff";
  for (int i = 0; i < 50000; ++i) {
    std::string text(random() % 20, ' ');
    for (char& c : text) c = kBytes[random() % kBytes.size()];
    const ProtocolList list{text};
    Fault fault;
    // A fault is within the text.
    if (!list.Check(&fault)) {
      EXPECT_GE(fault.where.data(), text.data());
      EXPECT_LE(fault.where.data() + fault.where.size(), text.data() + text.size());
    }
    ToJson(list);
    const OldProtocols old{text};
    if (!old.Check(&fault)) {
      EXPECT_GE(fault.where.data(), text.data());
    }
    ToJson(old);
  }
}

TEST(OldProtocolsTest, ReadWriteReadAndJson) {
  const struct {
    std::string_view line, written, json;
  } kCases[] = {
      {"protocols Link 1 2 Circuit 1", "protocols Link 1 2 Circuit 1\n",
       R"({"Link":[1,2],"Circuit":[1]})"},
      {"opt protocols Link 1  2 Circuit 1", "protocols Link 1 2 Circuit 1\n",
       R"({"Link":[1,2],"Circuit":[1]})"},
      {"protocols Circuit Link 3 3", "protocols Circuit Link 3 3\n",
       R"({"Circuit":[],"Link":[3]})"},
      {"protocols Link 1 Link 2", "protocols Link 1 Link 2\n", R"({"Link":[1]})"},
      {"protocols", "protocols\n", "{}"},
  };
  for (const auto& c : kCases) {
    const auto list = ReadItem<OldProtocols>(c.line);
    Fault fault;
    EXPECT_TRUE(Value<OldProtocols>::Check(list, &fault)) << c.line;
    EXPECT_EQ(ToItem("protocols", list), c.written);
    EXPECT_EQ(ToJson(list), c.json);
    EXPECT_EQ(ToJson(ReadItem<OldProtocols>(c.written)), c.json);
  }
  EXPECT_EQ(Visited(OldProtocols{"Link 1 2 Circuit 1"}), "Link:1,2 Circuit:1");
}

TEST(OldProtocolsTest, CheckNamesTheBadWord) {
  const struct {
    std::string_view text, where, visited;
  } kCases[] = {
      {"1 Link 2", "1", "Link:2"},
      {"Link 64", "64", "Link:"},
      {"Link 1 99999999999999999999999 2", "99999999999999999999999", "Link:1,2"},
      {"Link 1 Cir_cuit 2 Relay 3", "Cir_cuit", "Link:1 Relay:3"},
      {"Link -1=", "-1=", "Link:"},
  };
  for (const auto& c : kCases) {
    const OldProtocols list{c.text};
    Fault fault;
    EXPECT_FALSE(Value<OldProtocols>::Check(list, &fault)) << c.text;
    EXPECT_EQ(fault.problem, &netdoc::problems::kBadArgument);
    EXPECT_EQ(fault.where, c.where);
    EXPECT_EQ(Visited(list), c.visited);
  }
}

}  // namespace
}  // namespace scape::descriptor
