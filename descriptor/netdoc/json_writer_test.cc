#include "descriptor/netdoc/json_writer.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace scape::netdoc {
namespace {

// Written returns the JSON of what `write` writes.
template <typename Write>
std::string Written(Write write) {
  JsonWriter json;
  write(json);
  return std::string(json.text());
}

template <typename Write>
std::string Cell(Write write, char separator = ',', std::string_view only = {}) {
  JsonWriter json;
  json.Raw("before,");
  json.BeginCell(only);
  write(json);
  json.EndCell(separator);
  EXPECT_EQ(json.text().substr(0, 7), "before,");
  return std::string(json.text().substr(7));
}

TEST(JsonWriterTest, ObjectsAndArrays) {
  JsonWriter json;
  json.BeginObject();
  json.Member("uptime", [&] { json.Unsigned(7); });
  json.Member("list", [&] {
    json.BeginArray();
    json.Signed(-1);
    json.Boolean(true);
    json.Boolean(false);
    json.EndArray();
  });
  json.EndObject();
  EXPECT_EQ(json.text(), R"({"uptime":7,"list":[-1,true,false]})");
}

TEST(JsonWriterTest, Numbers) {
  EXPECT_EQ(Written([](auto& json) { json.Unsigned(std::numeric_limits<uint64_t>::max()); }),
            "18446744073709551615");
  EXPECT_EQ(Written([](auto& json) { json.Signed(std::numeric_limits<int64_t>::min()); }),
            "-9223372036854775808");
}

TEST(JsonWriterTest, Escapes) {
  const auto string = [](std::string_view text) {
    return Written([&](auto& json) { json.String(text); });
  };
  EXPECT_EQ(string("a\"b\\c/d"), R"("a\"b\\c/d")");
  EXPECT_EQ(string("\b\f\n\r\t"), R"("\b\f\n\r\t")");
  EXPECT_EQ(string(std::string_view("\0\x01\x1f\x7f", 4)), "\"\\u0000\\u0001\\u001F\x7f\"");
  EXPECT_EQ(string("J\xc3\xbcrg \xf0\x9f\x98\x80"), "\"J\xc3\xbcrg \xf0\x9f\x98\x80\"");
  EXPECT_EQ(string(""), "\"\"");
}

TEST(JsonWriterTest, Times) {
  EXPECT_EQ(Written([](auto& json) { json.Time({1769672683}); }), R"("2026-01-29T07:44:43Z")");
  EXPECT_EQ(Written([](auto& json) { json.Time({std::numeric_limits<int64_t>::min()}); }).back(),
            '"');
}

TEST(JsonWriterTest, Hex) {
  const std::array<uint8_t, 3> bytes = {0x00, 0xab, 0xff};
  EXPECT_EQ(Written([&](auto& json) { json.Hex(bytes); }), R"("00ABFF")");
  const std::vector<uint8_t> many(100, 0x5a);
  std::string digits;
  for (int i = 0; i < 100; ++i) digits += "5A";
  EXPECT_EQ(Written([&](auto& json) { json.Hex(many); }), "\"" + digits + "\"");
}

TEST(JsonWriterTest, Base64) {
  const std::array<uint8_t, 1> bytes = {'f'};
  EXPECT_EQ(Written([&](auto& json) { json.Base64(bytes, /*pad=*/true); }), R"("Zg==")");
  EXPECT_EQ(Written([&](auto& json) { json.Base64(bytes, /*pad=*/false); }), R"("Zg")");
  EXPECT_EQ(Written([](auto& json) { json.Base64Text("AAAA\nBB\r\n C\tD\v=\n"); }),
            R"("AAAABBCD=")");
  EXPECT_EQ(Written([](auto& json) { json.Base64Text(""); }), "\"\"");
}

TEST(JsonWriterTest, Base64TextThatIsNoneStillIsJson) {
  EXPECT_EQ(Written([](auto& json) { json.Base64Text("A\"\xff\n"); }), "\"A\\\"\xef\xbf\xbd\"");
}

TEST(JsonWriterTest, BytesThatAreNoUtf8HaveASecondMember) {
  JsonWriter json;
  json.BeginObject();
  json.Member("contact", [&] { json.String("J\xfcrg"); });
  json.Member("platform", [&] { json.String("Tor"); });
  json.EndObject();
  EXPECT_EQ(
      json.text(),
      "{\"contact\":\"J\xef\xbf\xbdrg\",\"contact_bytes\":\"SvxyZw==\",\"platform\":\"Tor\"}");
}

TEST(JsonWriterTest, AllStringsOfTheMemberAreInItsBytes) {
  JsonWriter json;
  json.BeginObject();
  json.Member("family", [&] {
    json.BeginArray();
    json.String("a");
    json.Ascii("b");
    json.String("\xff");
    json.EndArray();
  });
  json.EndObject();
  EXPECT_EQ(
      json.text(),
      "{\"family\":[\"a\",\"b\",\"\xef\xbf\xbd\"],\"family_bytes\":[\"YQ==\",\"Yg==\",\"/w==\"]}");
}

TEST(JsonWriterTest, TheBytesStandBesideTheMemberThatHasThem) {
  JsonWriter json;
  json.BeginObject();
  json.Member("line", [&] {
    json.BeginObject();
    json.Member("name", [&] { json.String("\xfe"); });
    json.Member("port", [&] { json.Unsigned(1); });
    json.EndObject();
  });
  json.Member("after", [&] { json.String("x"); });
  json.EndObject();
  EXPECT_EQ(json.text(),
            "{\"line\":{\"name\":\"\xef\xbf\xbd\",\"name_bytes\":\"/g==\",\"port\":1},"
            "\"after\":\"x\"}");
}

TEST(FieldTreeTest, DottedPaths) {
  FieldTree fields;
  fields.Add("uptime");
  fields.Add("bandwidth.average");
  fields.Add("bandwidth.burst");
  ASSERT_EQ(fields.children.size(), 2u);
  ASSERT_NE(fields.Find("uptime"), nullptr);
  EXPECT_TRUE(fields.Find("uptime")->children.empty());
  ASSERT_NE(fields.Find("bandwidth"), nullptr);
  EXPECT_EQ(fields.Find("bandwidth")->children.size(), 2u);
  EXPECT_NE(fields.Find("bandwidth")->Find("burst"), nullptr);
  EXPECT_EQ(fields.Find("bandwidth")->Find("observed"), nullptr);
  EXPECT_EQ(fields.Find("average"), nullptr);
}

TEST(FieldTreeTest, TheWholeContainsItsParts) {
  FieldTree fields;
  fields.Add("bandwidth.average");
  fields.Add("bandwidth");
  EXPECT_TRUE(fields.Find("bandwidth")->children.empty());
  fields.Add("bandwidth.burst");
  EXPECT_TRUE(fields.Find("bandwidth")->children.empty());
}

std::string Selected(const FieldTree& fields) {
  JsonWriter json;
  json.Select(&fields);
  json.BeginObject();
  json.Member("uptime", [&] { json.Unsigned(7); });
  json.Member("bandwidth", [&] {
    json.BeginObject();
    json.Member("average", [&] { json.Unsigned(1); });
    json.Member("burst", [&] { json.Unsigned(2); });
    json.EndObject();
  });
  json.Member("entries", [&] {
    json.BeginArray();
    for (int i = 0; i < 2; ++i) {
      json.BeginObject();
      json.Member("name", [&] { json.String("n"); });
      json.Member("flags", [&] { json.String("f"); });
      json.EndObject();
    }
    json.EndArray();
  });
  json.Member("contact", [&] { json.String("\xff"); });
  json.EndObject();
  return std::string(json.text());
}

TEST(JsonWriterTest, SelectsFields) {
  FieldTree whole;
  whole.Add("uptime");
  whole.Add("bandwidth");
  EXPECT_EQ(Selected(whole), R"({"uptime":7,"bandwidth":{"average":1,"burst":2}})");
  FieldTree parts;
  parts.Add("bandwidth.burst");
  parts.Add("entries.name");
  EXPECT_EQ(Selected(parts), R"({"bandwidth":{"burst":2},"entries":[{"name":"n"},{"name":"n"}]})");
  FieldTree unknown;
  unknown.Add("nothing");
  EXPECT_EQ(Selected(unknown), "{}");
  FieldTree bytes;
  bytes.Add("contact");
  EXPECT_EQ(Selected(bytes), "{\"contact\":\"\xef\xbf\xbd\",\"contact_bytes\":\"/w==\"}");
}

TEST(JsonWriterTest, SelectionEndsWithNull) {
  FieldTree fields;
  fields.Add("nothing");
  JsonWriter json;
  json.Select(&fields);
  json.Select(nullptr);
  json.BeginObject();
  json.Member("a", [&] { json.Unsigned(1); });
  json.EndObject();
  EXPECT_EQ(json.text(), R"({"a":1})");
}

TEST(JsonWriterTest, ScalarsStandBareInACell) {
  EXPECT_EQ(Cell([](auto& json) { json.String("plain text"); }), "plain text");
  EXPECT_EQ(Cell([](auto& json) { json.Ascii("plain"); }), "plain");
  EXPECT_EQ(Cell([](auto& json) { json.Unsigned(18446744073709551615u); }), "18446744073709551615");
  EXPECT_EQ(Cell([](auto& json) { json.Signed(-5); }), "-5");
  EXPECT_EQ(Cell([](auto& json) { json.Boolean(true); }), "true");
  EXPECT_EQ(Cell([](auto& json) { json.Time({0}); }), "1970-01-01T00:00:00Z");
  EXPECT_EQ(Cell([](auto& json) { json.Hex(std::array<uint8_t, 2>{1, 2}); }), "0102");
  EXPECT_EQ(Cell([](auto& json) { json.Base64(std::array<uint8_t, 1>{'f'}, true); }), "Zg==");
  EXPECT_EQ(Cell([](auto& json) { json.Base64Text("AA\nAA\n"); }), "AAAA");
  EXPECT_EQ(Cell([](auto&) {}), "");
}

TEST(JsonWriterTest, CellsAreQuotedWhereTheyMustBe) {
  const auto csv = [](std::string_view text) {
    return Cell([&](auto& json) { json.String(text); });
  };
  const auto tsv = [](std::string_view text) {
    return Cell([&](auto& json) { json.String(text); }, '\t');
  };
  EXPECT_EQ(csv("a,b"), "\"a,b\"");
  EXPECT_EQ(tsv("a,b"), "a,b");
  EXPECT_EQ(csv("a\tb"), "a\tb");
  EXPECT_EQ(tsv("a\tb"), "\"a\tb\"");
  EXPECT_EQ(csv("say \"x\""), "\"say \"\"x\"\"\"");
  EXPECT_EQ(csv("a\nb"), "\"a\nb\"");
  EXPECT_EQ(csv("a\rb"), "\"a\rb\"");
  EXPECT_EQ(csv("\""), "\"\"\"\"");
  EXPECT_EQ(csv("J\xfcrg"), "J\xef\xbf\xbdrg");
}

TEST(JsonWriterTest, ObjectsInACellAreTheirJson) {
  const auto object = [](auto& json) {
    json.BeginObject();
    json.Member("a", [&] { json.String("x"); });
    json.Member("b", [&] { json.Unsigned(2); });
    json.EndObject();
  };
  EXPECT_EQ(Cell(object, '\t'), R"("{""a"":""x"",""b"":2}")");
  const auto array = [](auto& json) {
    json.BeginArray();
    json.Unsigned(1);
    json.EndArray();
  };
  EXPECT_EQ(Cell(array), "[1]");
}

TEST(JsonWriterTest, ACellMayBeForOneMember) {
  const auto object = [](auto& json) {
    json.BeginObject();
    json.Member("a", [&] { json.String("x"); });
    json.Member("b", [&] { json.Unsigned(2); });
    json.Member("c", [&] {
      json.BeginObject();
      json.Member("a", [&] { json.Boolean(true); });
      json.EndObject();
    });
    json.EndObject();
  };
  EXPECT_EQ(Cell(object, ',', "a"), "x");
  EXPECT_EQ(Cell(object, ',', "b"), "2");
  EXPECT_EQ(Cell(object, ',', "c"), R"("{""a"":true}")");
  EXPECT_EQ(Cell(object, ',', "d"), "");
}

TEST(JsonWriterTest, ManyCellsAndThenJson) {
  JsonWriter json;
  for (int i = 0; i < 3; ++i) {
    json.BeginCell();
    json.String(i == 1 ? "a,b" : "c");
    json.EndCell(',');
    json.Raw(i == 2 ? "" : ",");
  }
  json.NewLine();
  json.Restart();
  json.BeginObject();
  json.Member("a", [&] { json.String("b"); });
  json.EndObject();
  json.NewLine();
  EXPECT_EQ(json.text(), "c,\"a,b\",c\n{\"a\":\"b\"}\n");
}

TEST(JsonWriterTest, LinesOfJson) {
  JsonWriter json;
  for (uint64_t i = 0; i < 2; ++i) {
    json.Restart();
    json.BeginObject();
    json.Member("i", [&] { json.Unsigned(i); });
    json.EndObject();
    json.NewLine();
  }
  EXPECT_EQ(json.text(), "{\"i\":0}\n{\"i\":1}\n");
  json.Clear();
  EXPECT_EQ(json.text(), "");
  json.Restart();
  json.BeginArray();
  json.EndArray();
  EXPECT_EQ(json.text(), "[]");
}

TEST(JsonWriterTest, DecimalsAreTheirDigits) {
  JsonWriter json;
  json.BeginObject();
  json.Member("a", [&] { json.Decimal("0.30"); });
  json.Member("b", [&] {
    json.BeginArray();
    json.Decimal("-12.50");
    json.Decimal("7");
    json.EndArray();
  });
  json.EndObject();
  EXPECT_EQ(json.text(), R"({"a":0.30,"b":[-12.50,7]})");

  JsonWriter row;
  row.BeginCell();
  row.Decimal("0.30");
  row.EndCell(',');
  EXPECT_EQ(row.text(), "0.30");
}

}  // namespace
}  // namespace scape::netdoc
