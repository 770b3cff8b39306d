#include "descriptor/netdoc/lazy_sections.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "descriptor/netdoc/document_reader.h"
#include "descriptor/netdoc/parse.h"
#include "descriptor/netdoc/write.h"

namespace scape::netdoc {

struct Leaf : Document {
  uint64_t number = 0;
  std::optional<Text> note;
};

template <>
inline constexpr auto kTable<Leaf> =
    MakeTable<Leaf>("https://example.org",
                    Row<&Leaf::number>({.keyword = "leaf",
                                        .occurs = Occurs::kExactlyOnce,
                                        .place = Place::kAtStart,
                                        .summary = "Begins a leaf."}),
                    Row<&Leaf::note>({.keyword = "note", .in = 2, .summary = "A note."}));

struct Tree : Document {
  Text name;
  LazySections<Leaf> leaves;
  bool roots = false;

  Kinds FindKind() const { return name.text == "oak" ? 2 : 1; }
};

template <>
inline constexpr auto kTable<Tree> =
    MakeTable<Tree>("https://example.org",
                    Row<&Tree::name>({.keyword = "tree",
                                      .occurs = Occurs::kExactlyOnce,
                                      .place = Place::kAtStart,
                                      .summary = "Begins a tree."}),
                    Section<&Tree::leaves>(
                        {.occurs = Occurs::kAnyNumber, .json = "leaves", .summary = "The leaves."}),
                    Row<&Tree::roots>({.keyword = "roots",
                                       .place = Place::kAtEnd,
                                       .starts_group = true,
                                       .summary = "Ends a tree."}));

namespace {

struct Parsed {
  std::string text;
  Tree tree;
  Diagnostics diagnostics{Mode::kStrict};

  explicit Parsed(std::string from) : text(std::move(from)) {
    ParseDocument(std::string_view(text), 0, &tree, diagnostics);
  }
  std::vector<std::string> Problems() {
    CheckDocument(&tree, diagnostics);
    std::vector<std::string> found;
    for (const Diagnostic& diagnostic : diagnostics.list()) {
      found.push_back(std::string(diagnostic.problem->name) + " " + std::string(diagnostic.where));
    }
    return found;
  }
  std::string Json() {
    JsonWriter json;
    json.BeginObject();
    WriteMembers(tree, {}, json);
    json.EndObject();
    return std::string(json.text());
  }
};

TEST(LazySectionsTest, TextsAreKeptAndParsedOnDemand) {
  Parsed parsed("tree oak\nleaf 1\nnote a\nother line\nleaf 22\nroots\n");
  EXPECT_TRUE(parsed.Problems().size() == 1 &&
              parsed.diagnostics.list()[0].problem == &problems::kUnrecognizedItem);
  ASSERT_EQ(parsed.tree.leaves.size(), 2u);
  EXPECT_EQ(parsed.tree.leaves.text(0), "leaf 1\nnote a\nother line\n");
  EXPECT_EQ(parsed.tree.leaves.text(1), "leaf 22\n");
  EXPECT_TRUE(parsed.tree.roots);
  Leaf leaf;
  parsed.tree.leaves.Parse(1, &leaf, parsed.diagnostics);
  EXPECT_EQ(leaf.number, 22u);
  EXPECT_FALSE(leaf.note.has_value());
  EXPECT_EQ(parsed.Json(),
            R"({"tree":"oak","leaves":[{"leaf":1,"note":"a","unrecognized":["other line"]},)"
            R"({"leaf":22}],"roots":true})");
}

// All in a row, they are what they are one by one.
TEST(LazySectionsTest, ForEach) {
  // Nothing is guessed near the end: what stands there keeps it away.
  Parsed parsed("tree oak\nleaf 1\nnote a\nleaf x\nleaf 22\nleaf\nroots\nother " +
                std::string(40, 'x') + "\n");
  std::vector<std::string> rows;
  parsed.tree.leaves.ForEach([&](const Leaf& leaf, size_t i) {
    Leaf alone;
    Diagnostics unheard(Mode::kLenient);
    parsed.tree.leaves.Parse(i, &alone, unheard);
    EXPECT_EQ(alone.number, leaf.number);
    EXPECT_EQ(alone.text, leaf.text);
    EXPECT_EQ(alone.note.has_value(), leaf.note.has_value());
    EXPECT_EQ(alone.read.words[0], leaf.read.words[0]);
    rows.push_back(std::to_string(i) + " " + std::to_string(leaf.number) + " " +
                   std::string(leaf.text.substr(0, leaf.text.find('\n'))));
  });
  EXPECT_EQ(rows,
            (std::vector<std::string>{"0 1 leaf 1", "1 0 leaf x", "2 22 leaf 22", "3 0 leaf"}));
}

TEST(LazySectionsTest, KindOfTheDocumentIsTheirs) {
  Parsed parsed("tree fir\nleaf 1\nnote a\nroots\n");
  EXPECT_EQ(parsed.tree.leaves.kind(), 1);
  EXPECT_EQ(parsed.Problems(), std::vector<std::string>{"unexpected-item note a"});
}

TEST(LazySectionsTest, CheckingTellsWhatIsWrongWithin) {
  Parsed parsed("tree oak\nleaf x\nleaf 2\n leaf 3\nroots\n");
  EXPECT_FALSE(parsed.diagnostics.has_errors());
  // A leaf with a blank before it is no leaf of its own, as tor has it.
  EXPECT_EQ(parsed.Problems(),
            (std::vector<std::string>{"bad-argument x", "misplaced-item  leaf 3", "leading-space  ",
                                      "duplicate-item  leaf 3"}));
}

TEST(LazySectionsTest, WithoutAnEndTheyReachToTheTextsEnd) {
  Parsed parsed("tree oak\nleaf 1\nleaf 2");
  ASSERT_EQ(parsed.tree.leaves.size(), 2u);
  EXPECT_EQ(parsed.tree.leaves.text(1), "leaf 2");
  EXPECT_EQ(parsed.Problems(), std::vector<std::string>{"no-final-newline 2"});
}

TEST(LazySectionsTest, AKeywordMustMatchWhole) {
  Parsed parsed("tree oak\nleaf 1\nleaflet 7\nrootsy\nroots\n");
  ASSERT_EQ(parsed.tree.leaves.size(), 1u);
  EXPECT_EQ(parsed.tree.leaves.text(0), "leaf 1\nleaflet 7\nrootsy\n");
}

TEST(LazySectionsTest, ParsingAgainForgetsThem) {
  Parsed parsed("tree oak\nleaf 1\nroots\n");
  ParseDocument("tree oak\nroots\n", 0, &parsed.tree, parsed.diagnostics);
  EXPECT_TRUE(parsed.tree.leaves.empty());
}

// What looks like a section in a section's first object is none.
TEST(LazySectionsTest, AnObjectIsNotCut) {
  Parsed parsed(
      "tree oak\nleaf 1\n-----BEGIN A-----\nleaf 9\nAAAA\n-----END A-----\nleaf 2\nroots\n");
  ASSERT_EQ(parsed.tree.leaves.size(), 2u);
  EXPECT_EQ(parsed.tree.leaves.text(1), "leaf 2\n");
}

// A reader's lines change nothing, nor do odd bytes, for which they are not used, nor another item
// between the sections.
TEST(LazySectionsTest, WithTheLinesOfAReader) {
  static constexpr ReaderType kTreeType = {
      .name = "tree", .first_keyword = "tree", .has_keyword = [](std::string_view keyword) {
        return keyword == "leaf" || keyword == "note" || keyword == "roots" || keyword == "tree";
      }};
  static constexpr const ReaderType* kTreeTypes[] = {&kTreeType};
  std::string many = "tree oak\n";
  for (int i = 0; i < 3000; ++i) {
    many += "leaf " + std::to_string(i) + "\n";
    if (i % 7 == 0) many += "note " + std::string(static_cast<size_t>(i % 100), 'x') + "\n";
    if (i == 2000) many += "roots\n";
  }
  const std::string object = "-----BEGIN A-----\nleaf 9\nAAAA\n-----END A-----\n";
  for (const std::string& text :
       {many, many + "roots\n", many + "leaf \xfc\n", many + "note a\r\n" + many.substr(9),
        "tree oak\nleaf 1\n" + object + "leaf 2\nnote b",
        std::string("tree oak\nleaf 1\n\n\nleaf 2\n"),
        std::string("tree oak\nleaf 1\nroots\nleaf 2\nleaf 3\nroots\n")}) {
    DocumentReader reader(kTreeTypes, {}, std::string_view(text));
    RawDocument raw;
    ASSERT_TRUE(reader.Next(&raw));
    ASSERT_EQ(raw.body, text);
    Parsed plain(text);
    Tree tree;
    Diagnostics diagnostics(Mode::kStrict);
    ParseDocument(raw.body, &reader.lines(), 0, &tree, diagnostics);
    CheckDocument(&tree, diagnostics);
    ASSERT_EQ(tree.leaves.size(), plain.tree.leaves.size());
    JsonWriter json;
    json.BeginObject();
    WriteMembers(tree, {}, json);
    json.EndObject();
    EXPECT_EQ(json.text(), plain.Json());
    EXPECT_EQ(diagnostics.list().size(), plain.Problems().size());
    const Tree copy = tree;
    tree = Tree();
    Leaf leaf, expected;
    for (size_t i = 0; i < copy.leaves.size(); ++i) {
      EXPECT_EQ(copy.leaves.text(i), plain.tree.leaves.text(i));
      copy.leaves.Parse(i, &leaf, diagnostics);
      plain.tree.leaves.Parse(i, &expected, plain.diagnostics);
      ASSERT_EQ(leaf.number, expected.number) << i;
    }
  }
}

// With another item behind each of them, too. Were it not linear, this would take minutes.
TEST(LazySectionsTest, ManyRunsTakeLinearTime) {
  std::string text = "tree oak\n";
  for (int i = 0; i < 300000; ++i) text += "leaf 1\nroots\n";
  LineIndex lines;
  lines.Keep(lines.Scan(text).size());
  lines.AreOf(text);
  Tree tree;
  Diagnostics diagnostics(Mode::kLenient, /*limit=*/1);
  ParseDocument(std::string_view(text), &lines, 0, &tree, diagnostics);
  EXPECT_EQ(tree.leaves.size(), 300000u);
  ParseDocument(std::string_view(text), 0, &tree, diagnostics);
  EXPECT_EQ(tree.leaves.size(), 300000u);
}

TEST(LazySectionsTest, EncodingWritesThem) {
  const std::string text = "tree oak\nleaf 1\nnote a\nleaf 22\nroots\n";
  Parsed parsed(text);
  Encoder out;
  EncodeDocument(parsed.tree, out);
  EXPECT_TRUE(out.ok());
  EXPECT_EQ(out.Finish(), text);
}

}  // namespace
}  // namespace scape::netdoc
