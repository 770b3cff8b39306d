#include "descriptor/onionperf.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <string_view>

#include "descriptor/document_type.h"
#include "descriptor/testing/documents.h"
#include "descriptor/testing/testdata.h"

namespace scape::descriptor {
namespace {

using netdoc::Diagnostics;
using netdoc::Mode;
using testing::DocumentJson;
using testing::ReadDocument;
using testing::ReadDocuments;
using testing::ReadTestdata;

// What is wrong with the text: the bytes from there on, and what is expected; "" if nothing.
std::string FaultOf(std::string_view text) {
  Onionperf onionperf;
  Diagnostics diagnostics(Mode::kStrict);
  netdoc::ParseDocument(text, kOnionperf, &onionperf, diagnostics);
  EXPECT_EQ(diagnostics.count(netdoc::Severity::kError), 0u) << text;
  CheckDocument(&onionperf, diagnostics);
  if (diagnostics.list().empty()) return "";
  const netdoc::Diagnostic& first = diagnostics.list()[0];
  EXPECT_EQ(first.problem, &netdoc::problems::kBadArgument);
  return std::string(text.substr(static_cast<size_t>(first.where.data() - text.data()))) + "|" +
         std::string(first.expects);
}

std::string JsonOf(std::string_view text) {
  std::string json;
  ReadDocuments(text, {}, [&](const ReadDocument& document) { json += DocumentJson(document); });
  return json;
}

TEST(OnionperfTest, IsReadAsItIs) {
  const std::string text =
      "{\n  \"data\": {\"a\": [1.2599999904632568, 1e300, -0, \"\\u00fc\", null, true, {}]},\n"
      "  \"type\": \"onionperf\",\n  \"version\": \"3.0\"\n}\n";
  EXPECT_EQ(FaultOf(text), "");
  // Numbers keep every digit.
  EXPECT_NE(
      JsonOf(text).find("\"analysis\":{\"data\":{\"a\":[1.2599999904632568,1e300,-0,\"\xc3\xbc\","
                        "null,true,{}]},\"type\":\"onionperf\",\"version\":\"3.0\"}"),
      std::string::npos)
      << JsonOf(text);
}

TEST(OnionperfTest, FaultsAndTheirPlaces) {
  constexpr std::string_view kTail = "\"type\":\"onionperf\",\"version\":\"1\"}\n";
  const std::string tail(kTail);
  EXPECT_EQ(FaultOf("{\"data\":1," + tail), "");
  EXPECT_EQ(FaultOf("{\"data\":1,}\n"), "}\n|JSON in UTF-8");
  EXPECT_EQ(FaultOf("{\"data\":\xff," + tail), "\xff," + tail + "|JSON in UTF-8");
  EXPECT_EQ(FaultOf("{\"data\":1," + tail + "{}"), "{}|JSON in UTF-8");
  EXPECT_EQ(FaultOf("{\"data\":[1,"), "{\"data\":[1,|JSON that goes on");
  EXPECT_EQ(FaultOf("{\n  \"data\":[1,\n\n"), "  \"data\":[1,\n\n|JSON that goes on");
  // The reader of JSON takes a NUL for the end.
  const std::string nul = "{\"data\":1," + tail + std::string(1, '\0') + "more";
  EXPECT_EQ(FaultOf(nul), std::string(1, '\0') + "more|JSON in UTF-8");
  const std::string whole(OnionperfAnalysis::kExpects);
  for (const std::string& text : std::initializer_list<std::string>{
           "{\"data\":1}", "[]", "{\"data\":1,\"type\":\"x\",\"version\":\"1\"}",
           "{\"type\":\"onionperf\",\"version\":\"1\"}", "{\"data\":{" + tail + "}",
           "{\"data\":1,\"type\":[\"onionperf\"],\"version\":\"1\"}"}) {
    EXPECT_EQ(FaultOf(text), text + "|" + whole);
  }
  EXPECT_NE(FaultOf("{\"data\":{\"a\":1,\"a\":2}," + tail).find("only once"), std::string::npos);
}

TEST(OnionperfTest, DepthIsLimited) {
  const auto nested = [](size_t depth) {  // the outermost object counts
    return "{\"data\":" + std::string(depth - 1, '[') + std::string(depth - 1, ']') +
           ",\"type\":\"onionperf\",\"version\":\"1\"}";
  };
  EXPECT_EQ(FaultOf(nested(OnionperfAnalysis::kMaxDepth)), "");
  EXPECT_NE(FaultOf(nested(OnionperfAnalysis::kMaxDepth + 1)).find("64"), std::string::npos);
  EXPECT_NE(FaultOf(nested(1000000)).find("64"), std::string::npos);
}

TEST(OnionperfTest, OtherJsonIsNone) {
  for (const std::string_view line :
       {"{", "{ \r", "{\"data\":{", "{ \"version\":\"1\"", "{\"type\": \"onionperf\","}) {
    EXPECT_TRUE(Onionperf::Begins(line)) << line;
  }
  for (const std::string_view line :
       {"", " {", "[", "{}", "{\"type\":\"server-descriptor 1.0\"", "{\"name\":1", "data"}) {
    EXPECT_FALSE(Onionperf::Begins(line)) << line;
  }
}

TEST(OnionperfTest, AmongOtherDocuments) {
  // No keyword begins it, so it stands first, behind another, or behind an annotation.
  const std::string one = ReadTestdata("onionperf");
  std::string types;
  ReadDocuments(one + one + ReadTestdata("microdescriptor") + "@type onionperf 1.0\n" + one, {},
                [&](const ReadDocument& document) {
                  ASSERT_NE(document.parsed, nullptr);
                  types += std::string(document.type->name) + " ";
                });
  EXPECT_EQ(types, "onionperf onionperf microdescriptor onionperf ");
  EXPECT_EQ(TypeOfFileName("2020-07-13.op-nl.onionperf.analysis.json")->name, "onionperf");
}

}  // namespace
}  // namespace scape::descriptor
