#include "descriptor/netdoc/parse.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "descriptor/netdoc/locate.h"
#include "descriptor/netdoc/value.h"

namespace scape::netdoc {
namespace {

using Strings = std::vector<std::string>;

// Lazy is any word; Check() refuses those with '!' and notes a blemish of those with '~'.
struct Lazy {
  std::string_view text;

  static constexpr std::string_view kExpects = "a word without '!'";
  static bool Read(ItemReader& in, Lazy* out) { return in.Next(&out->text); }
  void Write(Encoder& out) const { out.Argument(text); }
  void Json(JsonWriter& json) const { json.String(text); }
  bool Check(Fault* fault) const {
    if (text.find('~') != std::string_view::npos) {
      *fault = {&problems::kLooseBase64, text, {}, {}};
    }
    if (text.find('!') == std::string_view::npos) return true;
    *fault = {&problems::kBadArgument, text, {}, {}};
    return false;
  }
};

struct Body {
  std::string_view body;

  static constexpr std::string_view kExpects = "an object";
  static bool Read(ItemReader& in, Body* out) {
    out->body = in.item().object.body;
    return true;
  }
  void Write(Encoder& out) const { out.Object("X", body); }
  void Json(JsonWriter& json) const { json.Base64Text(body); }
};

struct Pair : Line {
  uint64_t left = 0;
  std::optional<uint64_t> right;
  std::optional<Lazy> word;

  static constexpr auto kArguments =
      Arguments(Argument<&Pair::left>("left"), Argument<&Pair::right>("right"),
                Argument<&Pair::word>("word"));
};

// A part has marks; a group has parts; a toy has groups.
struct Part : Document {
  uint64_t number = 0;
  std::vector<Lazy> mark;
};
struct Group : Document {
  std::string_view name;
  std::optional<Text> about;
  std::vector<Part> parts;
};
struct Toy : Document {
  uint64_t version = 0;
  std::optional<Text> title;
  uint64_t count = 0;
  bool flag = false;
  std::vector<Pair> pairs;
  Body key;
  std::optional<Body> seal;
  std::optional<uint64_t> newer;
  std::optional<uint64_t> only_a;
  std::optional<uint64_t> only_b;
  std::optional<Lazy> lazy;
  bool banned = false;
  std::vector<Group> groups;
  std::optional<uint64_t> footer;
  std::optional<Lazy> before_end;
  std::vector<Body> end;

  Age age = Age::kUnknown;
  Age AgeAgainst(std::string_view) const { return age; }
  Kinds FindKind() const { return only_b.has_value() ? 2 : 1; }
};

}  // namespace

template <>
inline constexpr auto kTable<Part> =
    MakeTable<Part>("https://example.org/part",
                    Row<&Part::number>({.keyword = "part",
                                        .occurs = Occurs::kExactlyOnce,
                                        .place = Place::kAtStart}),
                    Row<&Part::mark>({.keyword = "mark", .occurs = Occurs::kOnceOrMore}));

template <>
inline constexpr auto kTable<Group> =
    MakeTable<Group>("https://example.org/group",
                     Row<&Group::name>({.keyword = "group",
                                        .occurs = Occurs::kExactlyOnce,
                                        .place = Place::kAtStart}),
                     Row<&Group::about>({.keyword = "about"}),
                     Section<&Group::parts>({.occurs = Occurs::kAnyNumber}));

template <>
inline constexpr auto kTable<Toy> = MakeTable<Toy>(
    "https://example.org/toy",
    Row<&Toy::version>(
        {.keyword = "toy", .occurs = Occurs::kExactlyOnce, .place = Place::kAtStart}),
    Row<&Toy::title>({.keyword = "title", .place = Place::kSecond}),
    Row<&Toy::count>({.keyword = "count", .occurs = Occurs::kExactlyOnce}),
    Row<&Toy::flag>({.keyword = "flag", .extra = Extra::kForbidden}),
    Row<&Toy::pairs>({.keyword = "pair", .occurs = Occurs::kAnyNumber}),
    Row<&Toy::pairs>({.keyword = "couple", .occurs = Occurs::kAnyNumber}),
    Row<&Toy::key>({.keyword = "key",
                    .occurs = Occurs::kExactlyOnce,
                    .object = "X",
                    .object_use = ObjectUse::kOptional}),
    Row<&Toy::seal>({.keyword = "seal", .object = "X", .object_use = ObjectUse::kRequired}),
    Row<&Toy::newer>({.keyword = "newer", .occurs = Occurs::kExactlyOnce, .since = "1.5"}),
    Row<&Toy::only_a>({.keyword = "only-a", .in = 1}),
    Row<&Toy::only_b>({.keyword = "only-b", .occurs = Occurs::kExactlyOnce, .in = 2}),
    Row<&Toy::lazy>({.keyword = "lazy"}),
    Row<&Toy::banned>({.keyword = "banned", .status = Status::kForbidden}),
    Section<&Toy::groups>({.occurs = Occurs::kAnyNumber}),
    Row<&Toy::footer>({.keyword = "footer", .starts_group = true}),
    Row<&Toy::before_end>({.keyword = "before-end", .place = Place::kLastButOne}),
    Row<&Toy::end>({.keyword = "end",
                    .occurs = Occurs::kOnceOrMore,
                    .place = Place::kAtEnd,
                    .object = "X",
                    .object_use = ObjectUse::kOptional,
                    .starts_group = true}));

namespace {

constexpr std::string_view kMinimal = "toy 1\ncount 2\nkey\nend\n";
constexpr std::string_view kObject = "-----BEGIN X-----\nAAAA\n-----END X-----\n";

// Named lists problems as "error bad-argument 2:7".
Strings Named(std::string_view text, const Diagnostics& diagnostics) {
  Strings names;
  for (const Diagnostic& d : diagnostics.list()) {
    const Location at = Locate(text, d.where);
    names.push_back(std::string(SeverityName(d.severity)) + " " + std::string(d.problem->name) +
                    " " + std::to_string(at.line) + ":" + std::to_string(at.column));
  }
  return names;
}

class ParseTest : public testing::Test {
 protected:
  // Parse keeps the text: the document borrows it.
  const Toy& Parse(std::string text, Mode mode = Mode::kStrict, Kinds kinds = 0) {
    text_ = std::move(text);
    diagnostics_ = Diagnostics(mode);
    ParseDocument(std::string_view(text_), kinds, &toy_, diagnostics_);
    return toy_;
  }
  const Toy& Check(std::string text, Mode mode = Mode::kStrict, Kinds kinds = 0) {
    Parse(std::move(text), mode, kinds);
    CheckDocument(&toy_, diagnostics_);
    return toy_;
  }
  Strings problems() const { return Named(text_, diagnostics_); }

  std::string text_;
  Toy toy_;
  Diagnostics diagnostics_{Mode::kStrict};
};

// With returns kMinimal and `lines` before its end.
std::string With(std::string_view lines) {
  std::string text(kMinimal);
  text.insert(text.find("end\n"), lines);
  return text;
}

// RowOf returns the row of `keyword`.
size_t RowOf(std::string_view keyword) {
  return static_cast<size_t>(kTable<Toy>.index.Find(keyword));
}

TEST(FollowerTest, IsReplacedAfterSomeMisses) {
  using internal::Follower;
  Follower follower{.row = 3};
  for (int i = 1; i < Follower::kMostMisses; ++i) follower.Missed(i % 2 == 0 ? 5 : 6);
  EXPECT_EQ(follower.row, 3);
  follower.Missed(5);
  EXPECT_EQ(follower.row, 5);
  EXPECT_EQ(follower.misses, 0);
}

// Which row follows which is learned, for speed. Where an odd byte is near nothing is guessed: what
// is read is the same.
TEST_F(ParseTest, GuessedLinesAreReadAsOthers) {
  std::vector<std::string> lines = {"title A title\n",
                                    "count 2\n",
                                    "flag\n",
                                    "pair 1 2\n",
                                    "couple 3 4\n",
                                    "only-a 1\n",
                                    "newer 1\n",
                                    "group g\n",
                                    "about x\n",
                                    "part 1\nmark a\n",
                                    "footer 1\n",
                                    "before-end 1\n",
                                    "opt count 3\n",
                                    "end\n",
                                    "other 1\n",
                                    "#\n",
                                    "seal\n" + std::string(kObject)};
  const auto read = [](const std::string& text) {
    Toy toy;
    Diagnostics diagnostics(Mode::kStrict);
    ParseDocument(std::string_view(text), 0, &toy, diagnostics);
    Strings all = Named(text, diagnostics);
    toy.seen.ForEach([&](size_t row) { all.push_back(std::to_string(row)); });
    toy.read.ForEach([&](size_t row) { all.push_back(std::to_string(row)); });
    for (const std::string_view item : toy.unrecognized) {
      all.emplace_back(item.substr(0, item.find(' ')));
    }
    for (const Group& group : toy.groups) {
      all.push_back(std::to_string(group.text.size()));
      for (const Part& part : group.parts) all.push_back(std::to_string(part.mark.size()));
    }
    all.push_back(std::to_string(toy.pairs.size()) + " " + std::to_string(toy.count) + " " +
                  std::to_string(toy.footer.value_or(0)));
    return all;
  };
  std::mt19937 random(5);
  for (int round = 0; round < 40; ++round) {
    std::shuffle(lines.begin(), lines.end(), random);
    for (int documents = 0; documents < 50; ++documents) {
      std::string text = "toy 1\n";
      for (const std::string& line : lines) {
        for (size_t times = random() % 8 == 0 ? random() % 3 : 1; times != 0; --times) text += line;
      }
      const std::string rest(40, 'z');
      ASSERT_LT(text.size() + rest.size() + 8, 512u) << "more than one piece";
      ASSERT_EQ(read(text + "zz zz" + rest + "\n"), read(text + "zz \xc3\xbc" + rest + "\n"))
          << text;
    }
  }
}

TEST_F(ParseTest, AStringLiteralIsAText) {
  ParseDocument("toy 1\ncount 2\nkey\nend\n", kAllKinds, &toy_, diagnostics_);
  EXPECT_EQ(toy_.count, 2u);
}

TEST_F(ParseTest, TheLeast) {
  toy_.age = Age::kOlder;
  const Toy& toy = Parse(std::string(kMinimal));
  EXPECT_EQ(problems(), Strings());
  EXPECT_FALSE(diagnostics_.has_errors());
  EXPECT_EQ(toy.version, 1u);
  EXPECT_EQ(toy.count, 2u);
  EXPECT_FALSE(toy.flag);
  EXPECT_FALSE(toy.title.has_value());
  EXPECT_TRUE(toy.pairs.empty());
  EXPECT_EQ(toy.key.body.data(), nullptr);
  EXPECT_EQ(toy.end.size(), 1u);
  EXPECT_EQ(toy.kind, 1);
  EXPECT_EQ(toy.text, kMinimal);
  EXPECT_TRUE(toy.read.Has(RowOf("count")));
  EXPECT_FALSE(toy.read.Has(RowOf("title")));
}

TEST_F(ParseTest, TheMost) {
  toy_.age = Age::kNotOlder;
  const std::string object(kObject);
  const Toy& toy =
      Check("toy 1\ntitle of  the toy \nflag\ncount 2\npair 1\ncouple 2 3\npair 4 5 word\nkey\n" +
                object + "seal\n" + object +
                "newer 7\nonly-b 9\nlazy word\ngroup one\nabout it\npart 1\nmark a\n" +
                "mark b\npart 2\nmark c\ngroup two\nfooter 5\nbefore-end x\nend\n" + object,
            Mode::kStrict, 0);
  EXPECT_EQ(problems(), Strings({"warning trailing-space 2:18"}));
  EXPECT_EQ(toy.title->text, "of  the toy ");
  EXPECT_TRUE(toy.flag);
  ASSERT_EQ(toy.pairs.size(), 3u);
  EXPECT_EQ(toy.pairs[0].left, 1u);
  EXPECT_FALSE(toy.pairs[0].right.has_value());
  EXPECT_EQ(toy.pairs[1].left, 2u);
  EXPECT_EQ(toy.pairs[1].right, 3u);
  EXPECT_EQ(toy.pairs[2].word->text, "word");
  EXPECT_EQ(toy.key.body, "AAAA\n");
  EXPECT_EQ(toy.seal->body, "AAAA\n");
  EXPECT_EQ(toy.newer, 7u);
  EXPECT_EQ(toy.kind, 2);
  EXPECT_EQ(toy.footer, 5u);
  EXPECT_EQ(toy.before_end->text, "x");
  ASSERT_EQ(toy.groups.size(), 2u);
  EXPECT_EQ(toy.groups[0].name, "one");
  EXPECT_EQ(toy.groups[0].about->text, "it");
  ASSERT_EQ(toy.groups[0].parts.size(), 2u);
  EXPECT_EQ(toy.groups[0].parts[0].number, 1u);
  ASSERT_EQ(toy.groups[0].parts[0].mark.size(), 2u);
  EXPECT_EQ(toy.groups[0].parts[0].mark[1].text, "b");
  EXPECT_EQ(toy.groups[0].parts[1].mark[0].text, "c");
  EXPECT_EQ(toy.groups[1].name, "two");
  EXPECT_TRUE(toy.groups[1].parts.empty());
  EXPECT_TRUE(toy.unrecognized.empty());
}

TEST_F(ParseTest, SectionsKnowTheirText) {
  const Toy& toy =
      Parse(With("group one\nabout it\npart 1\nmark a\npart 2\nmark b\n\ngroup two\n"));
  ASSERT_EQ(toy.groups.size(), 2u);
  EXPECT_EQ(toy.groups[0].text, "group one\nabout it\npart 1\nmark a\npart 2\nmark b\n");
  EXPECT_EQ(toy.groups[1].text, "group two\n");
  ASSERT_EQ(toy.groups[0].parts.size(), 2u);
  EXPECT_EQ(toy.groups[0].parts[0].text, "part 1\nmark a\n");
  EXPECT_EQ(toy.groups[0].parts[1].text, "part 2\nmark b\n");
  EXPECT_TRUE(toy.read.Has(RowOf("group")));
  EXPECT_TRUE(toy.seen.Has(RowOf("group")));
}

TEST_F(ParseTest, WhatASectionLacksIsMissedAtItsEnd) {
  toy_.age = Age::kOlder;
  Parse("toy 1\ncount 2\nkey\ngroup one\npart 1\npart 2\nmark a\nfooter 1\nend\n");
  EXPECT_EQ(problems(), Strings({"error missing-item 6:1"}));
}

TEST_F(ParseTest, WhatADocumentLacksIsMissedAtItsEnd) {
  toy_.age = Age::kOlder;
  Parse("toy 1\ncount 2\nkey\ngroup one\npart 1\nmark a\n");
  EXPECT_EQ(problems(), Strings({"error missing-item 7:1"}));
  EXPECT_EQ(diagnostics_.list()[0].rule->keyword, "end");
}

TEST_F(ParseTest, AnUnknownItemStaysInItsSection) {
  const Toy& toy =
      Parse(With("group one\nx-new 1\npart 1\nmark a\nx-new 2\ntitle late\n"), Mode::kLenient);
  ASSERT_EQ(toy.groups.size(), 1u);
  EXPECT_EQ(toy.groups[0].unrecognized, std::vector<std::string_view>{"x-new 1\n"});
  ASSERT_EQ(toy.groups[0].parts.size(), 1u);
  EXPECT_EQ(toy.groups[0].parts[0].unrecognized,
            (std::vector<std::string_view>{"x-new 2\n", "title late\n"}));
  EXPECT_TRUE(toy.unrecognized.empty());
  EXPECT_EQ(toy.end.size(), 1u);
}

TEST_F(ParseTest, AnEmptyTextMissesEverything) {
  Parse("");
  EXPECT_EQ(problems(),
            Strings({"error missing-item 1:1", "error missing-item 1:1", "error missing-item 1:1",
                     "error missing-item 1:1", "error missing-item 1:1"}));
  Parse("", Mode::kLenient);
  EXPECT_EQ(problems(), Strings({"warning missing-item 1:1", "warning missing-item 1:1",
                                 "warning missing-item 1:1", "warning missing-item 1:1"}));
}

TEST_F(ParseTest, SinceDependsOnTheAge) {
  toy_.age = Age::kOlder;
  Parse(std::string(kMinimal));
  EXPECT_EQ(problems(), Strings());
  toy_.age = Age::kNotOlder;
  Parse(std::string(kMinimal));
  EXPECT_EQ(problems(), Strings({"error missing-item 5:1"}));
  Parse(std::string(kMinimal), Mode::kLenient);
  EXPECT_EQ(problems(), Strings({"warning missing-item 5:1"}));
  toy_.age = Age::kUnknown;
  Parse(std::string(kMinimal));
  EXPECT_EQ(problems(), Strings({"error missing-item 5:1"}));
  Parse(std::string(kMinimal), Mode::kLenient);
  EXPECT_EQ(problems(), Strings());
}

TEST_F(ParseTest, OfDuplicatesTheFirstIsKept) {
  toy_.age = Age::kOlder;
  for (const Mode mode : {Mode::kStrict, Mode::kLenient}) {
    const Toy& toy = Parse(With("count 3\nfooter 1\nfooter 2\n"), mode);
    EXPECT_EQ(toy.count, 2u);
    EXPECT_EQ(toy.footer, 1u);
    EXPECT_EQ(problems(), Strings({"error duplicate-item 4:1", "error duplicate-item 6:1"}));
  }
}

TEST_F(ParseTest, ADuplicateFlagIsOne) {
  toy_.age = Age::kOlder;
  EXPECT_TRUE(Parse(With("flag\nflag\n")).flag);
  EXPECT_EQ(problems(), Strings({"error duplicate-item 5:1"}));
}

TEST_F(ParseTest, ADuplicateOfABadValueIsNotRead) {
  toy_.age = Age::kOlder;
  const Toy& toy = Parse("toy 1\ncount x\ncount 7\nkey\nend\n");
  EXPECT_EQ(problems(), Strings({"error bad-argument 2:7", "error duplicate-item 3:1"}));
  EXPECT_FALSE(toy.read.Has(RowOf("count")));
  EXPECT_TRUE(toy.seen.Has(RowOf("count")));
}

TEST_F(ParseTest, BadAndMissingArguments) {
  toy_.age = Age::kOlder;
  const Toy& toy = Parse("toy\ncount -2\nkey\nfooter 99999999999999999999\nend\n");
  EXPECT_EQ(problems(), Strings({"error missing-argument 1:4", "error bad-argument 2:7",
                                 "error bad-argument 4:8"}));
  EXPECT_EQ(FormatMessage(diagnostics_.list()[0]), "toy is missing: it is a whole number");
  EXPECT_EQ(FormatMessage(diagnostics_.list()[1]), "count must be a whole number, not \"-2\"");
  EXPECT_FALSE(toy.footer.has_value());
  EXPECT_FALSE(toy.read.Has(RowOf("toy")));
  EXPECT_FALSE(toy.read.Has(RowOf("footer")));
}

TEST_F(ParseTest, OfALineWhatCouldBeReadIsKept) {
  toy_.age = Age::kOlder;
  const Toy& toy = Parse(With("pair x 5\npair 6 y word\npair\n"));
  EXPECT_EQ(problems(), Strings({"error bad-argument 4:6", "error bad-argument 5:8",
                                 "error missing-argument 6:5"}));
  EXPECT_EQ(diagnostics_.list()[0].argument, "left");
  EXPECT_EQ(diagnostics_.list()[1].argument, "right");
  EXPECT_EQ(FormatMessage(diagnostics_.list()[1]), "right must be a whole number, not \"y\"");
  ASSERT_EQ(toy.pairs.size(), 3u);
  EXPECT_EQ(toy.pairs[0].unread, 1);
  EXPECT_EQ(toy.pairs[0].right, 5u);
  EXPECT_EQ(toy.pairs[1].unread, 2);
  EXPECT_EQ(toy.pairs[1].left, 6u);
  EXPECT_FALSE(toy.pairs[1].right.has_value());
  EXPECT_EQ(toy.pairs[1].word->text, "word");
}

TEST_F(ParseTest, AnUnreadElementIsNotKept) {
  toy_.age = Age::kOlder;
  const Toy& toy = Parse(With("group g\npart 1\nmark\nmark a\n"));
  ASSERT_EQ(toy.groups[0].parts[0].mark.size(), 1u);
  EXPECT_EQ(toy.groups[0].parts[0].mark[0].text, "a");
  EXPECT_EQ(problems(), Strings({"error missing-argument 6:5"}));
}

TEST_F(ParseTest, ExtraArguments) {
  toy_.age = Age::kOlder;
  EXPECT_TRUE(Parse(With("flag  of  all\nfooter 1 2\n")).flag);
  EXPECT_EQ(problems(), Strings({"error extra-argument 4:7"}));
  EXPECT_EQ(diagnostics_.list()[0].where, "of  all");
  Parse(With("flag \n"));
  EXPECT_EQ(problems(), Strings({"warning trailing-space 4:5"}));
}

TEST_F(ParseTest, Objects) {
  toy_.age = Age::kOlder;
  const std::string object(kObject);
  std::string other = object;
  other.replace(other.find('X'), 1, "Y");
  other.replace(other.rfind('X'), 1, "Y");
  Parse(With("seal\n"));
  EXPECT_EQ(problems(), Strings({"error missing-object 4:1"}));
  EXPECT_FALSE(toy_.seal.has_value());
  EXPECT_TRUE(Parse(With("flag\n" + object)).flag);
  EXPECT_EQ(problems(), Strings({"error unexpected-object 5:12"}));
  Parse(With("seal\n" + other));
  EXPECT_EQ(problems(), Strings({"error bad-object 5:12"}));
  EXPECT_FALSE(toy_.seal.has_value());
  Parse(With("seal\n-----BEGIN X-----\nAAAA\nfooter 1\n"));
  EXPECT_EQ(problems(), Strings({"error unterminated-object 5:1"}));
  EXPECT_FALSE(toy_.seal.has_value());
  Parse(With(other));
  EXPECT_EQ(problems(), Strings({"error bad-object 4:12"})) << "it is the object of `key`";
  Parse(With("flag\n" + object + object), Mode::kLenient);
  EXPECT_EQ(problems(), Strings({"warning unexpected-object 5:12", "error stray-object 8:1"}));
  EXPECT_EQ(toy_.unrecognized, std::vector<std::string_view>{object});
}

TEST_F(ParseTest, Places) {
  toy_.age = Age::kOlder;
  Parse("count 2\ntoy 1\nkey\nend\n");
  EXPECT_EQ(problems(), Strings({"error misplaced-item 2:1"}));
  EXPECT_EQ(FormatMessage(diagnostics_.list()[0]), "`toy` must be the first line");
  Parse("toy 1\ncount 2\ntitle x\nkey\nend\n");
  EXPECT_EQ(problems(), Strings({"error misplaced-item 3:1"}));
  EXPECT_EQ(FormatMessage(diagnostics_.list()[0]), "`title` must be the second line");
  Parse("toy 1\n# a comment\ntitle x\nkey\ncount 2\nend\n", Mode::kLenient);
  EXPECT_EQ(problems(), Strings({"warning comment-line 2:1"})) << "comments do not count";
  Parse("x-new\ntoy 1\nkey\ncount 2\nend\n");
  EXPECT_EQ(problems(), Strings({"note unrecognized-item 1:1", "error misplaced-item 2:1"}));
  Parse("toy 1\nkey\ncount 2\nend\nfooter 1\nx-new\n");
  EXPECT_EQ(problems(), Strings({"error item-after-end 5:1", "note unrecognized-item 6:1",
                                 "error item-after-end 6:1"}));
  EXPECT_EQ(toy_.footer, 1u);
  Parse("toy 1\nkey\nbefore-end x\ncount 2\nend\n");
  EXPECT_EQ(problems(), Strings({"error misplaced-item 5:1"}));
  Parse("toy 1\nkey\ncount 2\nbefore-end x\nend\n");
  EXPECT_EQ(problems(), Strings());
}

TEST_F(ParseTest, ManyItemsMayBeLast) {
  toy_.age = Age::kOlder;
  const Toy& toy = Parse(std::string(kMinimal) + "end\nend\n");
  EXPECT_EQ(problems(), Strings());
  EXPECT_EQ(toy.end.size(), 3u);
}

TEST_F(ParseTest, Kinds) {
  toy_.age = Age::kOlder;
  EXPECT_EQ(Parse(With("only-a 1\n")).kind, 1);
  EXPECT_EQ(problems(), Strings());
  EXPECT_EQ(Parse(With("only-a 1\nonly-b 1\n")).kind, 2);
  EXPECT_EQ(problems(), Strings({"error unexpected-item 4:1"}));
  EXPECT_EQ(Parse(With("only-a 1\n"), Mode::kStrict, 2).kind, 2);
  EXPECT_EQ(problems(), Strings({"error missing-item 6:1", "error unexpected-item 4:1"}));
  EXPECT_EQ(diagnostics_.list()[0].rule->keyword, "only-b");
  EXPECT_EQ(toy_.only_a, 1u) << "it is kept all the same";
}

TEST_F(ParseTest, ForbiddenItems) {
  toy_.age = Age::kOlder;
  EXPECT_TRUE(Parse(With("banned\n")).banned);
  EXPECT_EQ(problems(), Strings({"error forbidden-item 4:1"}));
  Parse(With("banned\n"), Mode::kLenient);
  EXPECT_EQ(problems(), Strings({"warning forbidden-item 4:1"}));
}

TEST_F(ParseTest, UnknownItemsAreKeptWhole) {
  toy_.age = Age::kOlder;
  const std::string object(kObject);
  const std::string unknown = " x-new 1 2 \n" + object;
  const Toy& toy = Parse(With(unknown + "-x 1\n@type x 1.0\n-----END X-----\n"));
  EXPECT_EQ(toy.unrecognized, (std::vector<std::string_view>{unknown, "-x 1\n", "@type x 1.0\n",
                                                             "-----END X-----\n"}));
  EXPECT_EQ(problems(), Strings({"note unrecognized-item 4:2", "error leading-space 4:1",
                                 "warning trailing-space 4:11", "error bad-keyword 8:1",
                                 "error misplaced-item 9:1", "error stray-object 10:1"}));
}

TEST_F(ParseTest, AnAnnotationIsNoItem) {
  toy_.age = Age::kOlder;
  const Toy& toy = Parse(With("@flag\n"));
  EXPECT_FALSE(toy.flag);
  EXPECT_EQ(problems(), Strings({"error misplaced-item 4:1"}));
}

TEST_F(ParseTest, OptIsRead) {
  toy_.age = Age::kOlder;
  const Toy& toy = Parse("opt toy 1\nopt count 2\nkey\nend\n");
  EXPECT_EQ(toy.count, 2u);
  EXPECT_EQ(problems(), Strings({"note opt-prefix 1:1", "note opt-prefix 2:1"}));
}

TEST_F(ParseTest, NotesBecomeProblems) {
  toy_.age = Age::kOlder;
  struct Case {
    std::string_view line;
    Strings strict, lenient;
  };
  const Case cases[] = {
      {" footer 1\n", {"error leading-space 4:1"}, {"warning leading-space 4:1"}},
      {"footer 1 \n", {"warning trailing-space 4:9"}, {}},
      {"flag \n", {"warning trailing-space 4:5"}, {}},
      {"footer 1\r\n", {"error carriage-return 4:9"}, {"warning carriage-return 4:9"}},
      {"lazy a\x01\n", {"warning control-character 4:7"}, {"warning control-character 4:7"}},
      {std::string_view("lazy a\0b\n", 9), {"error nul-byte 4:7"}, {"warning nul-byte 4:7"}},
      {"lazy J\xfcrg\n", {"error not-utf8 4:7"}, {"warning not-utf8 4:7"}},
      {"lazy J\xc3\xbcrg\n", {}, {}},
      {"seal\n\n-----BEGIN X-----\nAAAA\n-----END X-----\n",
       {"warning blank-before-object 6:1"},
       {}},
      {"seal\n-----BEGIN X-----\nAAAA\n-----END Y-----\n",
       {"error unterminated-object 5:1"},
       {"error unterminated-object 5:1"}},
      {"#\n", {"error comment-line 4:1"}, {"warning comment-line 4:1"}},
      {"!! x\n", {"error bad-keyword 4:1"}, {"warning bad-keyword 4:1"}},
  };
  for (const auto& [line, strict, lenient] : cases) {
    Parse(With(line), Mode::kStrict);
    EXPECT_EQ(problems(), strict) << line;
    Parse(With(line), Mode::kLenient);
    EXPECT_EQ(problems(), lenient) << line;
  }
  Parse(std::string(kMinimal.substr(0, kMinimal.size() - 1)));
  EXPECT_EQ(problems(), Strings({"error no-final-newline 4:3"}));
}

TEST_F(ParseTest, CheckLooksAtLazyValues) {
  toy_.age = Age::kOlder;
  Check(With("lazy a!b\n"));
  EXPECT_EQ(problems(), Strings({"error bad-argument 4:6"}));
  EXPECT_EQ(FormatMessage(diagnostics_.list()[0]), "lazy must be a word without '!', not \"a!b\"");
  EXPECT_TRUE(toy_.unsound.Has(RowOf("lazy")));
  Check(With("lazy a~b\n"));
  EXPECT_EQ(problems(), Strings({"warning loose-base64 4:6"}));
  EXPECT_TRUE(toy_.unsound.empty());
  Parse(With("lazy a!b\n"));
  EXPECT_EQ(problems(), Strings()) << "parsing alone does not look";
}

TEST_F(ParseTest, CheckLooksIntoLinesAndSections) {
  toy_.age = Age::kOlder;
  Check(With("pair 1 2 a!b\npair 1 2 c\ngroup g\npart 1\nmark !\nfooter 1\nlazy !\n"));
  EXPECT_EQ(problems(), Strings({"error bad-argument 4:10", "error bad-argument 10:6",
                                 "error bad-argument 8:6"}));
  EXPECT_EQ(diagnostics_.list()[0].argument, "word");
  EXPECT_EQ(FormatMessage(diagnostics_.list()[0]), "word must be a word without '!', not \"a!b\"");
  EXPECT_TRUE(toy_.unsound.Has(RowOf("pair")));
  EXPECT_TRUE(toy_.groups[0].parts[0].unsound.Has(1));
}

TEST_F(ParseTest, ProblemsNameThePageOfTheirTable) {
  toy_.age = Age::kOlder;
  Check(With("lazy !\ngroup g\nabout\npart x\nmark !\nfooter x\nbefore-end !\n"));
  for (const Diagnostic& d : diagnostics_.list()) {
    const bool part = d.rule->keyword == "part" || d.rule->keyword == "mark";
    EXPECT_EQ(d.page, part ? "https://example.org/part" : "https://example.org/toy")
        << d.rule->keyword;
  }
  EXPECT_EQ(diagnostics_.list().size(), 5u);
}

TEST_F(ParseTest, ADocumentThatIsReusedKeepsNothing) {
  toy_.age = Age::kOlder;
  Check(With("title x\nflag\npair 1\nseal\n" + std::string(kObject) +
             "lazy !\nx-new\ngroup g\npart 1\nmark a\nfooter 1\n"));
  const Toy& toy = Parse(std::string(kMinimal));
  EXPECT_EQ(problems(), Strings());
  EXPECT_FALSE(toy.title.has_value());
  EXPECT_FALSE(toy.flag);
  EXPECT_TRUE(toy.pairs.empty());
  EXPECT_FALSE(toy.seal.has_value());
  EXPECT_FALSE(toy.lazy.has_value());
  EXPECT_TRUE(toy.groups.empty());
  EXPECT_TRUE(toy.unrecognized.empty());
  EXPECT_FALSE(toy.footer.has_value());
  EXPECT_TRUE(toy.unsound.empty());
  EXPECT_FALSE(toy.seen.Has(RowOf("flag")));
  EXPECT_EQ(toy.kind, 1);
}

TEST_F(ParseTest, ADocumentThatIsReusedKeepsItsMemory) {
  std::string lines;
  for (int i = 0; i < 100; ++i) lines += "pair 1\nx-new\n";
  Parse(With(lines));
  const size_t pairs = toy_.pairs.capacity(), unrecognized = toy_.unrecognized.capacity();
  EXPECT_GE(pairs, 100u);
  Parse(std::string(kMinimal));
  EXPECT_EQ(toy_.pairs.capacity(), pairs);
  EXPECT_EQ(toy_.unrecognized.capacity(), unrecognized);
}

TEST_F(ParseTest, OnlyTheFirstProblemsAreKept) {
  std::string lines;
  for (int i = 0; i < 50; ++i) lines += "pair x\n";
  text_ = With(lines);
  Diagnostics diagnostics(Mode::kStrict, /*limit=*/10);
  ParseDocument(std::string_view(text_), 0, &toy_, diagnostics);
  EXPECT_EQ(diagnostics.list().size(), 10u);
  EXPECT_GE(diagnostics.count(Severity::kError), 50u);
  diagnostics.Clear();
  EXPECT_TRUE(diagnostics.list().empty());
  EXPECT_FALSE(diagnostics.has_errors());
}

// Views of a document point into its text, whatever the text is.
TEST_F(ParseTest, RandomLines) {
  constexpr std::string_view kLines[] = {"toy 1\n",
                                         "count 2\n",
                                         "count x\n",
                                         "flag\n",
                                         "flag x\n",
                                         "pair 1 2 a\n",
                                         "pair\n",
                                         "couple x\n",
                                         "key\n",
                                         "seal\n",
                                         "newer 1\n",
                                         "only-a 1\n",
                                         "only-b 2\n",
                                         "lazy !\n",
                                         "banned\n",
                                         "group g\n",
                                         "group\n",
                                         "about x\n",
                                         "part 1\n",
                                         "part\n",
                                         "mark a\n",
                                         "mark !\n",
                                         "footer 1\n",
                                         "before-end x\n",
                                         "end\n",
                                         "x-new 1\n",
                                         "#\n",
                                         "@type x\n",
                                         "\n",
                                         " flag\r\n",
                                         "-----BEGIN X-----\n",
                                         "AAAA\n",
                                         "-----END X-----\n",
                                         "opt ",
                                         "title \xff\n"};
  std::mt19937 random(8);
  for (int round = 0; round < 20000; ++round) {
    std::string text;
    for (size_t left = random() % 30; left > 0; --left) {
      text += kLines[random() % std::size(kLines)];
    }
    toy_.age = static_cast<Age>(random() % 3);
    const Toy& toy = Check(text, random() % 2 == 0 ? Mode::kStrict : Mode::kLenient,
                           static_cast<Kinds>(random() % 4));
    const auto inside = [&](std::string_view part, std::string_view whole) {
      return part.data() >= whole.data() &&
             part.data() + part.size() <= whole.data() + whole.size();
    };
    for (const Diagnostic& d : diagnostics_.list()) {
      ASSERT_TRUE(inside(d.where, toy.text)) << d.problem->name << " of [" << text << "]";
      ASSERT_FALSE(FormatDiagnostic(d, "file", toy.text, 1, false).empty());
    }
    for (const std::string_view item : toy.unrecognized) ASSERT_TRUE(inside(item, toy.text));
    for (const Group& group : toy.groups) {
      ASSERT_TRUE(inside(group.text, toy.text)) << "[" << text << "]";
      ASSERT_FALSE(group.text.empty());
      for (const Part& part : group.parts) {
        ASSERT_TRUE(inside(part.text, group.text)) << "[" << text << "]";
        ASSERT_FALSE(part.text.empty());
      }
    }
  }
}

}  // namespace
}  // namespace scape::netdoc
