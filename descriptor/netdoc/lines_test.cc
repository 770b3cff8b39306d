// Documents whose lines are not keyword lines: names that NameOf gives, `name=value`, lazy lines;
// and how a DocumentReader finds them.
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "descriptor/netdoc/document_reader.h"
#include "descriptor/netdoc/lazy_line.h"
#include "descriptor/netdoc/parse.h"
#include "descriptor/netdoc/write.h"

namespace scape::netdoc {
namespace {

using Strings = std::vector<std::string>;

struct Fruit : KeyedLine {
  std::string_view name;
  std::optional<uint64_t> weight;

  [[maybe_unused]] static constexpr auto kArguments = Arguments(Argument<&Fruit::name>("name"));
  static constexpr auto kKeys = Keys(Key<&Fruit::weight>("weight"));
  bool CheckLine(Fault* fault) const {
    if (weight.has_value()) return true;
    *fault = {&problems::kMissingArgument, keyed, "grams", "weight"};
    return false;
  }
};

// A basket: a line of digits, `size=7`, and lines "* NAME weight=GRAMS".
struct Star {
  static constexpr std::string_view kExpects = "*";
  static bool Read(ItemReader& in, Star*) {
    std::string_view star;
    return in.Next(&star);
  }
  void Write(Encoder& out) const { out.Argument("*"); }
  void Json(JsonWriter& json) const { json.Boolean(true); }
};

struct StarredFruit : Fruit {
  Star star;
  static constexpr auto kArguments =
      Arguments(Argument<&StarredFruit::star>("star"), Argument<&StarredFruit::name>("name"));
};

struct Basket : Document {
  uint64_t number = 0;
  std::optional<uint64_t> size;
  std::vector<LazyLine<StarredFruit>> fruits;

  static constexpr bool kAssignments = true;
  static std::string_view NameOf(std::string_view line) {
    if (!line.empty() && line.find_first_not_of("0123456789") == std::string_view::npos) {
      return "number";
    }
    return line.substr(0, 2) == "* " ? "fruit" : "";
  }
};

// The same, where blanks around lines mean nothing.
struct FreeBasket : Document {
  std::vector<Text> lines;
  static constexpr bool kFreeBlanks = true;
  static std::string_view NameOf(std::string_view) { return "line"; }
};

}  // namespace

template <>
inline constexpr auto kTable<Basket> = MakeTable<Basket>(
    "https://example.org/",
    Row<&Basket::number>({.keyword = "number",
                          .occurs = Occurs::kExactlyOnce,
                          .place = Place::kAtStart,
                          .whole_line = true}),
    Row<&Basket::size>({.keyword = "size"}),
    Row<&Basket::fruits>({.keyword = "fruit", .occurs = Occurs::kAnyNumber, .whole_line = true}));

template <>
inline constexpr auto kTable<FreeBasket> = MakeTable<FreeBasket>(
    "https://example.org/",
    Row<&FreeBasket::lines>({.keyword = "line", .occurs = Occurs::kAnyNumber, .whole_line = true}));

namespace {

template <typename T>
Strings Parse(std::string_view text, T* doc, Mode mode = Mode::kStrict) {
  Diagnostics diagnostics(mode);
  ParseDocument(text, kAllKinds, doc, diagnostics);
  CheckDocument(doc, diagnostics);
  Strings problems;
  for (const Diagnostic& diagnostic : diagnostics.list()) {
    problems.push_back(std::string(diagnostic.problem->name) + " " + std::string(diagnostic.where));
  }
  return problems;
}

std::string Json(const Basket& basket) {
  JsonWriter json;
  json.BeginObject();
  WriteMembers(basket, {}, json);
  json.EndObject();
  return std::string(json.text());
}

std::string Encoded(const Basket& basket) {
  Encoder out;
  EncodeDocument(basket, out);
  EXPECT_TRUE(out.ok());
  return out.Finish();
}

TEST(Lines, WithoutKeywords) {
  constexpr std::string_view kText = "42\nsize=7\n* pear weight=200\n* plum colour=blue weight=9\n";
  Basket basket;
  EXPECT_EQ(Parse(kText, &basket), Strings());
  EXPECT_EQ(basket.number, 42u);
  EXPECT_EQ(basket.size, 7u);
  ASSERT_EQ(basket.fruits.size(), 2u);
  StarredFruit fruit;
  EXPECT_TRUE(basket.fruits[1].Decode(&fruit));
  EXPECT_EQ(fruit.name, "plum");
  EXPECT_EQ(fruit.weight, 9u);
  EXPECT_EQ(Json(basket),
            R"({"number":42,"size":7,"fruit":[{"star":true,"name":"pear","weight":200},)"
            R"({"star":true,"name":"plum","weight":9,"other":{"colour":"blue"}}]})");
  EXPECT_EQ(Encoded(basket), kText);
}

TEST(Lines, EndInCarriageReturnsToo) {
  Basket basket;
  const Strings problems = Parse("42\r\nsize=7\r\n* pear weight=200\r\n", &basket);
  for (const std::string& problem : problems) EXPECT_EQ(problem.substr(0, 15), "carriage-return");
  EXPECT_EQ(problems.size(), 3u);
  EXPECT_EQ(Encoded(basket), "42\nsize=7\n* pear weight=200\n");
}

// The name of a row for whole lines is no keyword.
TEST(Lines, NamesOfRowsAreNoKeywords) {
  for (const char* text : {"42\nfruit pear\n", "42\nfruit=pear\n", "42\nnumber=43\n"}) {
    Basket basket;
    const Strings problems = Parse(text, &basket);
    ASSERT_EQ(problems.size(), 1u) << text;
    EXPECT_EQ(problems[0].substr(0, 18), "unrecognized-item ");
    EXPECT_EQ(basket.fruits.size(), 0u);
    EXPECT_EQ(basket.number, 42u);
    EXPECT_EQ(basket.unrecognized.size(), 1u);
  }
}

TEST(Lines, PlacesAndCounts) {
  Basket basket;
  EXPECT_EQ(Parse("size=7\n42\n", &basket), Strings({"misplaced-item 42"}));
  EXPECT_EQ(Parse("42\n43\n", &basket), Strings({"misplaced-item 43", "duplicate-item 43"}));
  EXPECT_EQ(Parse("size=7\n", &basket), Strings({"missing-item "}));
  EXPECT_EQ(Parse("42\nsize=\n", &basket), Strings({"missing-argument "}));
}

// One fault of a lazy line is told; what else it says stands, and the line is written as it is.
TEST(LazyLine, KeepsWhatIsNotAtFault) {
  Basket basket;
  EXPECT_EQ(Parse("42\n* pear weight=heavy\n* fig\n", &basket),
            Strings({"bad-argument heavy", "missing-argument "}));
  StarredFruit fruit;
  EXPECT_FALSE(basket.fruits[0].Decode(&fruit));
  EXPECT_EQ(fruit.name, "pear");
  EXPECT_FALSE(fruit.weight.has_value());
  EXPECT_EQ(Json(basket),
            R"({"number":42,"fruit":[{"star":true,"name":"pear"},{"star":true,"name":"fig"}]})");
  EXPECT_EQ(Encoded(basket), "42\n* pear weight=heavy\n* fig\n");
}

TEST(LazyLine, NamesItsMembers) {
  EXPECT_TRUE(HasField<Basket>("fruit.weight"));
  EXPECT_FALSE(HasField<Basket>("fruit.colour"));
  EXPECT_EQ(ValueSyntax<LazyLine<StarredFruit>>(), "star name [weight=]");
}

TEST(Lines, BlanksAroundThem) {
  Basket basket;
  EXPECT_EQ(Parse("42\n * fig weight=1\n", &basket).empty(), false);
  FreeBasket free;
  EXPECT_EQ(Parse("  a b \n\tc\n", &free), Strings());
  ASSERT_EQ(free.lines.size(), 2u);
  EXPECT_EQ(free.lines[0].text, "a b ");
}

// ---- the reader

bool IsNumber(std::string_view line) { return Basket::NameOf(line) == "number"; }
bool IsFruit(std::string_view line) { return Basket::NameOf(line) == "fruit"; }
bool NoKeyword(std::string_view) { return false; }

const ReaderType kBasketType{.name = "basket", .begins = &IsNumber, .has_keyword = &NoKeyword};
const ReaderType kFruitsType{.name = "fruits", .resembles = &IsFruit, .has_keyword = &NoKeyword};
const ReaderType kBagType{.name = "bag", .first_keyword = "bag", .has_keyword = &NoKeyword};
const ReaderType* const kTypes[] = {&kBagType, &kFruitsType, &kBasketType};

Strings Read(std::string_view text, const ReaderType* otherwise = nullptr) {
  DocumentReader reader(kTypes, {.otherwise = otherwise}, text);
  RawDocument raw;
  Strings documents;
  while (reader.Next(&raw)) {
    documents.push_back(std::string(raw.problem != nullptr ? raw.problem->name : raw.type->name) +
                        ":" + std::string(raw.body));
  }
  return documents;
}

TEST(Reader, TypesWithoutAFirstKeyword) {
  EXPECT_EQ(Read("42\nsize=7\n* pear\n43\nbag x\n* pear\n"),
            Strings({"basket:42\nsize=7\n* pear\n", "basket:43\n", "bag:bag x\n* pear\n"}));
  EXPECT_EQ(Read("42\r\n43\r\n"), Strings({"basket:42\r\n", "basket:43\r\n"}));
}

// A line that a document may begin with, but which does not begin another one within it.
TEST(Reader, TypesThatAreToldByTheFirstLineAlone) {
  EXPECT_EQ(Read("* pear\n* fig\n42\n* plum\nbag\n"),
            Strings({"fruits:* pear\n* fig\n42\n* plum\n", "bag:bag\n"}));
}

TEST(Reader, OtherwiseIsAskedLast) {
  EXPECT_EQ(Read("odd\n"), Strings({"text-outside-document:odd\n"}));
  EXPECT_EQ(Read("odd\n", &kFruitsType), Strings({"fruits:odd\n"}));
  EXPECT_EQ(Read("42\nodd\n", &kFruitsType), Strings({"basket:42\nodd\n"}));
}

}  // namespace
}  // namespace scape::netdoc
