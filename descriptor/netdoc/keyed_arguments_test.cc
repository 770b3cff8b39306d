#include "descriptor/netdoc/keyed_arguments.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <iterator>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "descriptor/netdoc/parse.h"
#include "descriptor/netdoc/write.h"

namespace scape::netdoc {

struct Weight : KeyedLine {
  std::string_view name;
  std::optional<uint32_t> bandwidth;
  std::optional<uint64_t> share;
  std::optional<Bit> unmeasured;
  std::optional<int64_t> drift;

  static constexpr auto kArguments = Arguments(Argument<&Weight::name>("name"));
  static constexpr auto kKeys =
      Keys(Key<&Weight::bandwidth>("Bandwidth", "bandwidth"), Key<&Weight::share>("Share", "share"),
           Key<&Weight::unmeasured>("Unmeasured", "unmeasured"), Key<&Weight::drift>("drift"));
};

struct Weights : Document {
  std::vector<Weight> weights;
};

template <>
inline constexpr auto kTable<Weights> = MakeTable<Weights>(
    "https://example.org",
    Row<&Weights::weights>({.keyword = "w", .occurs = Occurs::kAnyNumber, .summary = "A weight."}));

namespace {

struct Parsed {
  std::string text;
  Weights document;
  Diagnostics diagnostics{Mode::kStrict};

  explicit Parsed(std::string line) : text(std::move(line)) {
    ParseDocument(std::string_view(text), kAllKinds, &document, diagnostics);
  }
  std::string Json() {
    JsonWriter json;
    json.BeginObject();
    WriteMembers(document, {}, json);
    json.EndObject();
    return std::string(json.text());
  }
  std::string Encoded() {
    Encoder out;
    EncodeDocument(document, out);
    const bool ok = out.ok();
    return ok ? out.Finish() : "cannot be encoded";
  }
};

TEST(KeyedArgumentsTest, AreReadInAnyOrder) {
  Parsed parsed("w a drift=-3 Bandwidth=7\n");
  EXPECT_FALSE(parsed.diagnostics.has_errors());
  ASSERT_EQ(parsed.document.weights.size(), 1u);
  const Weight& weight = parsed.document.weights[0];
  EXPECT_EQ(weight.name, "a");
  EXPECT_EQ(weight.bandwidth, 7u);
  EXPECT_EQ(weight.drift, -3);
  EXPECT_FALSE(weight.unmeasured.has_value());
  EXPECT_EQ(parsed.Json(), R"({"w":[{"name":"a","bandwidth":7,"drift":-3}]})");
  EXPECT_EQ(parsed.Encoded(), "w a Bandwidth=7 drift=-3\n");
}

TEST(KeyedArgumentsTest, OthersAreKept) {
  Parsed parsed("w a Bandwidth=7 Colour=blue odd Empty= bandwidth=8\n");
  EXPECT_FALSE(parsed.diagnostics.has_errors());
  EXPECT_EQ(parsed.Json(), R"({"w":[{"name":"a","bandwidth":7,)"
                           R"("other":{"Colour":"blue","odd":"","Empty":"","bandwidth":"8"}}]})");
  EXPECT_EQ(parsed.Encoded(), "w a Bandwidth=7 Colour=blue odd Empty= bandwidth=8\n");
}

TEST(KeyedArgumentsTest, ABadValueIsNamedAndTheRestIsRead) {
  Parsed parsed("w a Unmeasured=2 Bandwidth=x drift=1\n");
  ASSERT_EQ(parsed.diagnostics.list().size(), 1u);
  const Diagnostic& diagnostic = parsed.diagnostics.list()[0];
  EXPECT_EQ(diagnostic.where, "2");
  EXPECT_EQ(diagnostic.argument, "Unmeasured");
  EXPECT_EQ(diagnostic.expects, "0 or 1");
  ASSERT_EQ(parsed.document.weights.size(), 1u);
  EXPECT_EQ(parsed.document.weights[0].drift, 1);
  EXPECT_FALSE(parsed.document.weights[0].bandwidth.has_value());
  EXPECT_EQ(parsed.document.weights[0].unread_keys, 0b101u);
  EXPECT_EQ(parsed.Encoded(), "cannot be encoded");
}

TEST(KeyedArgumentsTest, TheFirstOfTwoCounts) {
  Parsed parsed("w a Bandwidth=7 Bandwidth=8\n");
  ASSERT_EQ(parsed.diagnostics.list().size(), 1u);
  EXPECT_EQ(parsed.diagnostics.list()[0].where, "8");
  EXPECT_EQ(parsed.document.weights[0].bandwidth, 7u);
}

TEST(KeyedArgumentsTest, AValueIsNeededAfterTheEqualsSign) {
  Parsed parsed("w a Bandwidth=\n");
  ASSERT_EQ(parsed.diagnostics.list().size(), 1u);
  EXPECT_EQ(parsed.diagnostics.list()[0].problem, &problems::kMissingArgument);
}

TEST(KeyedArgumentsTest, AreMissingAndGoneWhenReadAgain) {
  Parsed parsed("w a Bandwidth=7\n");
  ParseDocument("w b\n", kAllKinds, &parsed.document, parsed.diagnostics);
  EXPECT_FALSE(parsed.diagnostics.has_errors());
  ASSERT_EQ(parsed.document.weights.size(), 1u);
  EXPECT_FALSE(parsed.document.weights[0].bandwidth.has_value());
  EXPECT_EQ(parsed.Json(), R"({"w":[{"name":"b"}]})");
}

// Words in the list's order are read at once where bytes behind them may be looked at: as all are
// behind an unknown word.
TEST(KeyedArgumentsTest, TheirOrderMakesNoDifference) {
  const std::string_view words[] = {
      "Bandwidth=7",
      "Bandwidth=4294967295",
      "Bandwidth=4294967296",
      "Bandwidth=12345678",
      "Bandwidth=000000000000007",
      "Bandwidth=0000000000000007",
      "Bandwidth=00000000000000007",
      "Bandwidth=99999999999999999999",
      "Bandwidth=",
      "Bandwidth=7x",
      "Bandwidth=-7",
      "Bandwidths=7",
      "Bandwidth",
      "Share=1",
      "Share=18446744073709551615",
      "Share=123456789012345",
      "Unmeasured=1",
      "drift=-5",
      "x",
      "x=1",
  };
  std::mt19937 random(5);
  int sound = 0;
  for (int round = 0; round < 20000; ++round) {
    std::string line;
    for (size_t i = random() % 5; i != 0; --i) {
      line += random() % 10 == 0 ? "\t" : random() % 10 == 0 ? "  " : " ";
      line += words[random() % std::size(words)];
    }
    const std::string behind = "\nw b Bandwidth=1 Share=2 and enough of other words\n";
    const Parsed at_once("w a" + line + behind);
    const Parsed one_by_one("w a z" + line + behind);
    ASSERT_EQ(at_once.document.weights.size(), 2u) << line;
    ASSERT_EQ(one_by_one.document.weights.size(), 2u) << line;
    const Weight& a = at_once.document.weights[0];
    const Weight& b = one_by_one.document.weights[0];
    EXPECT_EQ(a.bandwidth, b.bandwidth) << line;
    EXPECT_EQ(a.share, b.share) << line;
    EXPECT_EQ(a.drift, b.drift) << line;
    EXPECT_EQ(a.unmeasured.has_value(), b.unmeasured.has_value()) << line;
    EXPECT_EQ(a.unread_keys, b.unread_keys) << line;
    const auto& problems = at_once.diagnostics.list();
    ASSERT_EQ(problems.size(), one_by_one.diagnostics.list().size()) << line;
    for (size_t i = 0; i < problems.size(); ++i) {
      EXPECT_EQ(problems[i].problem, one_by_one.diagnostics.list()[i].problem) << line;
      EXPECT_EQ(problems[i].where, one_by_one.diagnostics.list()[i].where) << line;
    }
    sound += problems.empty();
  }
  EXPECT_GT(sound, 2000);
  EXPECT_LT(sound, 18000);
}

TEST(KeyedArgumentsTest, AreColumnsAndSyntax) {
  EXPECT_EQ(MembersOf<Weight>(), (std::vector<std::string_view>{"name", "bandwidth", "share",
                                                                "unmeasured", "drift", "other"}));
  EXPECT_EQ(ValueSyntax<Weight>(), "name [Bandwidth=] [Share=] [Unmeasured=] [drift=]");
}

// Unknown names may be any bytes, and come twice: JSON stays JSON.
TEST(KeyedArgumentsTest, NamesAreAnyBytes) {
  EXPECT_EQ(Parsed("w a x=1 x=2 \xff=3 \xff\n").Json(), R"({"w":[{"name":"a","other":{"x":"1",")"
                                                        "\xef\xbf\xbd"
                                                        R"(":"3"}}]})");
}

}  // namespace
}  // namespace scape::netdoc
