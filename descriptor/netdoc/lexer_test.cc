// What the lexer makes of each form of line, by example.
#include "descriptor/netdoc/lexer.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "descriptor/netdoc/items_test.h"

namespace scape::netdoc {
namespace {

TEST(LexerTest, AnEmptyTextHasNoItems) {
  EXPECT_TRUE(ItemsOf<Lexer>("").empty());
  EXPECT_TRUE(ItemsOf<Lexer>("\n").empty());
  EXPECT_TRUE(ItemsOf<Lexer>(" \t\r\n\n\r\n  ").empty());
}

TEST(LexerTest, AKeywordLine) {
  const std::string_view text = "bandwidth 1 2  3\n";
  const Item item = FirstItem(text);
  EXPECT_EQ(item.keyword, "bandwidth");
  EXPECT_EQ(item.arguments, "1 2  3");
  EXPECT_EQ(item.text, text);
  EXPECT_EQ(item.line(), "bandwidth 1 2  3");
  EXPECT_EQ(item.form, ItemForm::kPlain);
  EXPECT_EQ(item.notes, 0);
  EXPECT_FALSE(item.object.present());
}

TEST(LexerTest, BlanksBeforeArgumentsAreNoPartOfThem) {
  const Item item = FirstItem("bandwidth \t  1\t2\n");
  EXPECT_EQ(item.arguments, "1\t2");
  EXPECT_EQ(item.notes, 0) << "TAB is white space";
}

TEST(LexerTest, AnObject) {
  const std::string_view text =
      "onion-key\n-----BEGIN RSA PUBLIC KEY-----\nAAAA\nBB==\n-----END RSA PUBLIC KEY-----\nx 1\n";
  const std::vector<Item> items = ItemsOf<Lexer>(text);
  ASSERT_EQ(items.size(), 2u);
  EXPECT_TRUE(items[0].object.present());
  EXPECT_EQ(items[0].object.label, "RSA PUBLIC KEY");
  EXPECT_EQ(items[0].object.body, "AAAA\nBB==\n");
  EXPECT_EQ(items[0].line(), "onion-key");
  EXPECT_EQ(items[0].notes, 0);
  EXPECT_EQ(items[1].keyword, "x");
}

TEST(LexerTest, AnEmptyObjectIsPresent) {
  const Item item = FirstItem("k\n-----BEGIN X-----\n-----END X-----\n");
  EXPECT_TRUE(item.object.present());
  EXPECT_EQ(item.object.body, "");
  EXPECT_NE(item.object.body.data(), nullptr);
  EXPECT_EQ(item.notes, 0);
}

TEST(LexerTest, AnEmptyLabelIsPresent) {
  const Item item = FirstItem("k\n-----BEGIN -----\nAAAA\n-----END -----\n");
  EXPECT_TRUE(item.object.present());
  EXPECT_EQ(item.object.label, "");
  EXPECT_EQ(item.notes, 0);
}

TEST(LexerTest, OptIsTakenOff) {
  const Item item = FirstItem("opt  uptime 5\n");
  EXPECT_EQ(item.form, ItemForm::kOpt);
  EXPECT_EQ(item.keyword, "uptime");
  EXPECT_EQ(item.arguments, "5");
  EXPECT_EQ(FirstItem("opt\tuptime\t5\n").keyword, "uptime");
}

TEST(LexerTest, OptIsTakenOffOnce) {
  const Item item = FirstItem("opt opt x\n");
  EXPECT_EQ(item.form, ItemForm::kOpt);
  EXPECT_EQ(item.keyword, "opt");
  EXPECT_EQ(item.arguments, "x");
}

TEST(LexerTest, OptAloneIsAKeyword) {
  for (const std::string_view text : {"opt\n", "opt \n", "opt", "opt \t", "opt\r\n", "opt \r\n"}) {
    const Item item = FirstItem(text);
    EXPECT_EQ(item.form, ItemForm::kPlain) << text;
    EXPECT_EQ(item.keyword, "opt");
    EXPECT_EQ(item.arguments, "");
  }
  EXPECT_EQ(FirstItem("option x\n").keyword, "option");
  EXPECT_EQ(FirstItem("opt-x y\n").form, ItemForm::kPlain);
}

TEST(LexerTest, AnItemWithOptMayHaveAnObject) {
  const Item item = FirstItem("opt key\n-----BEGIN X-----\nAAAA\n-----END X-----\n");
  EXPECT_EQ(item.form, ItemForm::kOpt);
  EXPECT_EQ(item.object.body, "AAAA\n");
}

TEST(LexerTest, Annotations) {
  const Item item = FirstItem("@downloaded-at 2026-01-01 00:00:00\n");
  EXPECT_EQ(item.form, ItemForm::kAnnotation);
  EXPECT_EQ(item.keyword, "downloaded-at");
  EXPECT_EQ(item.arguments, "2026-01-01 00:00:00");
  EXPECT_EQ(FirstItem("@\n").keyword, "");
  EXPECT_EQ(FirstItem("@ x\n").arguments, "x");
  EXPECT_EQ(FirstItem("@opt x y\n").keyword, "opt");
}

TEST(LexerTest, Comments) {
  for (const std::string_view text : {"# a comment\n", " \t# a comment\n", "#\n", "#-----BEGIN"}) {
    const Item item = FirstItem(text);
    EXPECT_EQ(item.form, ItemForm::kComment) << text;
    EXPECT_EQ(item.text, text);
    EXPECT_EQ(item.keyword, "");
    EXPECT_EQ(item.arguments, "");
  }
}

TEST(LexerTest, ACommentTakesNoObject) {
  const std::vector<Item> items = ItemsOf<Lexer>("#\n-----BEGIN X-----\nAAAA\n-----END X-----\n");
  ASSERT_EQ(items.size(), 2u);
  EXPECT_EQ(items[0].form, ItemForm::kComment);
  EXPECT_EQ(items[1].form, ItemForm::kStray);
  EXPECT_EQ(items[1].object.label, "X");
}

TEST(LexerTest, AHashInALineIsText) {
  EXPECT_EQ(FirstItem("uptime 9#9 # x\n").arguments, "9#9 # x");
}

TEST(LexerTest, StrayLines) {
  for (const std::string_view text : {"-----END X-----\n", "-----\n", "------\n", "-----BEGI\n"}) {
    const Item item = FirstItem(text);
    EXPECT_EQ(item.form, ItemForm::kStray) << text;
    EXPECT_FALSE(item.object.present());
    EXPECT_EQ(item.text, text);
    EXPECT_EQ(item.keyword, "");
  }
  EXPECT_EQ(FirstItem("----\n").keyword, "----") << "four dashes";
}

TEST(LexerTest, AStrayObjectIsOneItem) {
  const std::string_view text = "-----BEGIN X-----\nAAAA\n-----END X-----\n";
  const std::vector<Item> items = ItemsOf<Lexer>(text);
  ASSERT_EQ(items.size(), 1u);
  EXPECT_EQ(items[0].form, ItemForm::kStray);
  EXPECT_EQ(items[0].text, text);
  EXPECT_EQ(items[0].object.body, "AAAA\n");
}

TEST(LexerTest, ASecondObjectIsStray) {
  const std::string object = "-----BEGIN X-----\nAAAA\n-----END X-----\n";
  const std::string text = "k\n" + object + object;
  const std::vector<Item> items = ItemsOf<Lexer>(text);
  ASSERT_EQ(items.size(), 2u);
  EXPECT_EQ(items[1].form, ItemForm::kStray);
  EXPECT_EQ(items[1].text, object);
}

TEST(LexerTest, LeadingSpaceIsNoted) {
  for (const std::string_view text : {" uptime 5\n", "\tuptime 5\n", " \r uptime 5\n"}) {
    const Item item = FirstItem(text);
    EXPECT_EQ(item.keyword, "uptime");
    EXPECT_TRUE(item.notes & kLeadingSpace);
    EXPECT_EQ(item.text, text);
  }
  EXPECT_FALSE(FirstItem("uptime 5\n").notes & kLeadingSpace);
  EXPECT_EQ(FirstItem(" -----END X-----\n").form, ItemForm::kStray);
}

TEST(LexerTest, AnIndentedObjectIsStray) {
  const std::vector<Item> items = ItemsOf<Lexer>("k\n -----BEGIN X-----\nAAAA\n-----END X-----\n");
  ASSERT_EQ(items.size(), 2u);
  EXPECT_FALSE(items[0].object.present());
  EXPECT_EQ(items[1].form, ItemForm::kStray);
  EXPECT_EQ(items[1].object.body, "AAAA\n");
  EXPECT_TRUE(items[1].notes & kLeadingSpace);
}

TEST(LexerTest, TrailingSpaceIsNoted) {
  for (const std::string_view text :
       {"a b \n", "a b\t\n", "a b  ", "a b \r\n", "a \n", "a\t", "a \r\n", "opt a \n", "@a \n"}) {
    EXPECT_TRUE(FirstItem(text).notes & kTrailingSpace) << "[" << text << "]";
  }
  for (const std::string_view text : {"a b\n", "a  b\n", "a\n", "a", "a\r\n", "a b\r\n", "# \n"}) {
    EXPECT_FALSE(FirstItem(text).notes & kTrailingSpace) << "[" << text << "]";
  }
  EXPECT_EQ(FirstItem("a b \n").arguments, "b ") << "what it says is kept";
}

TEST(LexerTest, ACarriageReturnEndsNoArgument) {
  const Item item = FirstItem("published 2026-01-01 00:00:00\r\n");
  EXPECT_EQ(item.arguments, "2026-01-01 00:00:00");
  EXPECT_EQ(item.notes, kCarriageReturn);
  EXPECT_EQ(FirstItem("uptime\r\n").keyword, "uptime");
  EXPECT_EQ(FirstItem("contact a\rb\n").arguments, "a\rb");
  EXPECT_EQ(FirstItem("contact a\r\r\n").arguments, "a\r") << "only the one of the line's end";
  EXPECT_EQ(FirstItem("contact a\rb\n").notes, kCarriageReturn);
  EXPECT_EQ(FirstItem("uptime\r \n").keyword, "uptime\r");
}

TEST(LexerTest, ObjectsMayHaveCarriageReturns) {
  const Item item = FirstItem("k\r\n-----BEGIN X-----\r\nAAAA\r\n-----END X-----\r\n");
  EXPECT_EQ(item.object.label, "X");
  EXPECT_EQ(item.object.body, "AAAA\r\n");
  EXPECT_EQ(item.notes, kCarriageReturn);
}

TEST(LexerTest, OddBytesAreNoted) {
  EXPECT_EQ(FirstItem(std::string_view("contact a\0b\n", 12)).notes, kNul);
  EXPECT_EQ(FirstItem("contact a\x01\n").notes, kControl);
  EXPECT_EQ(FirstItem("contact a\vb\n").notes, kControl);
  EXPECT_EQ(FirstItem("contact a\x7f\n").notes, 0);
  EXPECT_EQ(FirstItem("contact \xc3\xbc\n").notes, kNonAscii);
  EXPECT_EQ(FirstItem("contact \x80\x01\r\n").notes, kNonAscii | kControl | kCarriageReturn);
  EXPECT_EQ(FirstItem("\xff\xfe x\n").notes, kNonAscii);
  EXPECT_EQ(FirstItem("k\n-----BEGIN X-----\nA\x80==\n-----END X-----\n").notes, kNonAscii);
}

TEST(LexerTest, OddBytesAreNotedOnTheirItemOnly) {
  // All of it in one block of 64 bytes.
  const std::vector<Item> items = ItemsOf<Lexer>("a 1\nb \xff\nc 1\nd\r\ne 1\n");
  ASSERT_EQ(items.size(), 5u);
  EXPECT_EQ(items[0].notes, 0);
  EXPECT_EQ(items[1].notes, kNonAscii);
  EXPECT_EQ(items[2].notes, 0);
  EXPECT_EQ(items[3].notes, kCarriageReturn);
  EXPECT_EQ(items[4].notes, 0);
}

TEST(LexerTest, ABadKeywordIsStillOne) {
  const Item item = FirstItem("!!%$\xff x\n");
  EXPECT_EQ(item.keyword, "!!%$\xff");
  EXPECT_FALSE(IsKeyword(item.keyword));
  EXPECT_EQ(FirstItem(std::string_view("\0x y\n", 5)).keyword, std::string_view("\0x", 2));
}

TEST(LexerTest, AMissingFinalNewlineIsNoted) {
  for (const std::string_view text :
       {"a", "a b", "# c", "-----END X-----", "-----BEGIN X-----", "k\n-----BEGIN X-----",
        "k\n-----BEGIN X-----\nAAAA", "k\n-----BEGIN X-----\nAAAA\n-----END X-----",
        "k\n\n-----BEGIN X-----", "@a", "opt a", " a", "k\n-----BEGIN"}) {
    const Item item = FirstItem(text);
    EXPECT_EQ(item.text, text);
    EXPECT_TRUE(item.notes & kNoFinalNewline) << text;
  }
}

TEST(LexerTest, AnObjectWithoutEndStopsAtWhatIsNoBase64) {
  const std::string_view text =
      "onion-key\n-----BEGIN RSA PUBLIC KEY-----\nMIGJ\nAoGB=\nsigning key\nuptime 5\n";
  const std::vector<Item> items = ItemsOf<Lexer>(text);
  ASSERT_EQ(items.size(), 3u);
  EXPECT_TRUE(items[0].notes & kUnterminatedObject);
  EXPECT_EQ(items[0].object.body, "MIGJ\nAoGB=\n");
  EXPECT_EQ(items[1].keyword, "signing");
  EXPECT_EQ(items[2].keyword, "uptime");
}

TEST(LexerTest, AnObjectWithoutEndStopsBeforeTheNextObject) {
  const std::vector<Item> items =
      ItemsOf<Lexer>("a\n-----BEGIN X-----\nAAAA\nb 1\n-----BEGIN Y-----\nBBBB\n-----END Y-----\n");
  ASSERT_EQ(items.size(), 2u);
  EXPECT_EQ(items[0].object.body, "AAAA\n");
  EXPECT_TRUE(items[0].notes & kUnterminatedObject);
  EXPECT_EQ(items[1].object.label, "Y");
  EXPECT_EQ(items[1].object.body, "BBBB\n");
  EXPECT_EQ(items[1].notes, 0);
}

TEST(LexerTest, ALineWithADashEndsAnObject) {
  // Base64 has no dash, so `router-signature` cannot be taken for some.
  const std::vector<Item> items = ItemsOf<Lexer>("a\n-----BEGIN X-----\nAAAA\nrouter-signature\n");
  ASSERT_EQ(items.size(), 2u);
  EXPECT_EQ(items[0].object.body, "AAAA\n");
  EXPECT_EQ(items[1].keyword, "router-signature");
}

TEST(LexerTest, AnEndLineInMidLineIsNone) {
  const std::vector<Item> items = ItemsOf<Lexer>("a\n-----BEGIN X-----\nAAAA-----END X-----\n");
  ASSERT_EQ(items.size(), 2u);
  EXPECT_TRUE(items[0].notes & kUnterminatedObject);
  EXPECT_EQ(items[0].object.body, "");
  EXPECT_EQ(items[1].keyword, "AAAA-----END");
}

TEST(LexerTest, OtherEndLabelsAreNoted) {
  for (const std::string_view end : {"-----END Y-----", "-----END X----", "-----END X------",
                                     "-----END X----- ", "-----END X", "-----END "}) {
    const std::string text = "k\n-----BEGIN X-----\nAAAA\n" + std::string(end) + "\nz\n";
    const std::vector<Item> items = ItemsOf<Lexer>(text);
    ASSERT_EQ(items.size(), 2u) << end;
    EXPECT_TRUE(items[0].notes & kObjectLabelMismatch) << end;
    EXPECT_EQ(items[0].object.body, "AAAA\n");
  }
  EXPECT_TRUE(FirstItem("k\n-----BEGIN X-----\n-----END\n").notes & kUnterminatedObject);
}

TEST(LexerTest, BadBeginLinesAreNoted) {
  struct Case {
    std::string_view line, label;
  };
  for (const auto& [line, label] :
       {Case{"-----BEGIN", ""}, Case{"-----BEGINX", ""}, Case{"-----BEGIN X", "X"},
        Case{"-----BEGIN X----", "X----"}, Case{"-----BEGIN X----- ", "X----- "},
        Case{"-----BEGINNER-----", "ER-----"}}) {
    const std::string text = "k\n" + std::string(line) + "\nAAAA\n-----END X-----\n";
    const Item item = FirstItem(text);
    EXPECT_TRUE(item.notes & kBadBeginLine) << line;
    EXPECT_TRUE(item.object.present()) << line;
    EXPECT_EQ(item.object.label, label);
    EXPECT_EQ(item.object.body, "AAAA\n");
  }
}

TEST(LexerTest, BlankLinesBeforeAnObjectAreItsItems) {
  for (const std::string_view blank : {"\n", "\n\n", " \n", "\r\n", "\t \n\n \r\n"}) {
    const std::string text =
        "k\n" + std::string(blank) + "-----BEGIN X-----\nAAAA\n-----END X-----\n";
    const std::vector<Item> items = ItemsOf<Lexer>(text);
    ASSERT_EQ(items.size(), 1u);
    EXPECT_TRUE(items[0].notes & kBlankBeforeObject);
    EXPECT_EQ(items[0].object.body, "AAAA\n");
    EXPECT_EQ(items[0].text, text);
  }
}

TEST(LexerTest, BlankLinesBeforeAnythingElseAreNobodys) {
  const std::vector<Item> items = ItemsOf<Lexer>("k\n\n \nl\n\n-----END X-----\n");
  ASSERT_EQ(items.size(), 3u);
  EXPECT_EQ(items[0].text, "k\n");
  EXPECT_EQ(items[1].text, "l\n");
  EXPECT_EQ(items[2].text, "-----END X-----\n");
}

// A gap of more than one block was skipped without being looked at.
TEST(LexerTest, CarriageReturnsInALongGapBeforeAnObjectAreNoted) {
  const std::string text = "k\n" + std::string(150, '\n') + "\r\n" + std::string(150, '\n') +
                           "-----BEGIN X-----\nAAAA\n-----END X-----\n";
  EXPECT_EQ(FirstItem(text).notes, kBlankBeforeObject | kCarriageReturn);
}

TEST(LexerTest, ManyBlankLinesTakeLinearTime) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "k\n" + std::string(1000, '\n');
  EXPECT_EQ(ItemsOf<Lexer>(text).size(), 1000u);
}

TEST(LexerTest, ManyUnterminatedObjectsTakeLinearTime) {
  std::string text;
  for (int i = 0; i < 20000; ++i) text += "k\n-----BEGIN X-----\nAAAA\n";
  EXPECT_EQ(ItemsOf<Lexer>(text).size(), 20000u);
}

TEST(LexerTest, ExamineTextLooksAtEveryByte) {
  for (int byte = 0; byte < 256; ++byte) {
    const char c = static_cast<char>(byte);
    const int expected = byte == 0      ? kNul
                         : byte == '\r' ? kCarriageReturn
                         : byte >= 0x80 ? kNonAscii
                         : byte == '\t' ? 0
                         : byte == '\n' ? 0
                         : byte < 0x20  ? kControl
                                        : 0;
    EXPECT_EQ(ExamineText(std::string_view(&c, 1)), expected) << byte;
  }
}

TEST(LexerTest, KeywordsByTheGrammar) {
  for (const std::string_view good : {"a", "A", "0", "onion-key", "x-", "a--b", "X-1"}) {
    EXPECT_TRUE(IsKeyword(good)) << good;
  }
  for (const std::string_view bad : {"", "-", "-a", "a_b", "a.b", "\xc3\xa9", "a b", "@a"}) {
    EXPECT_FALSE(IsKeyword(bad)) << bad;
  }
  EXPECT_FALSE(IsKeyword(std::string_view("a\0", 2)));
}

TEST(LexerTest, ALikelyKeyword) {
  // Near the end nothing is likely: it would be read too far.
  const std::string text = "s Fast Running\nsx 1\ns  Fast\ns\ns \nopt s 1\n" +
                           std::string(KeywordStart::kBytes, 'x') + "\ns 1\n";
  const KeywordStart likely("s");
  Lexer lexer(text);
  Item item;
  std::string found;
  for (;;) {
    const bool is_likely = lexer.NextLikely<true>(&item, likely);
    if (!is_likely && !lexer.Next(&item)) break;
    found += is_likely ? 'y' : 'n';
  }
  // One SP, arguments and nothing to note; the rest is for Next().
  EXPECT_EQ(found, "ynnnnnnn");
}

TEST(LexerTest, ALikelyLongKeyword) {
  const std::string keyword(KeywordStart::kBytes - 1, 'k');
  const std::string text = "not-long 1\n" + keyword + " 2\n" + keyword + "k 3\n" +
                           std::string(KeywordStart::kBytes, 'x') + "\n";
  Lexer lexer{std::string_view(text)};
  Item item;
  EXPECT_FALSE(lexer.NextLikely<false>(&item, KeywordStart(keyword)));
  ASSERT_TRUE(lexer.NextLikely<false>(&item, KeywordStart("not-long")));
  EXPECT_EQ(item.arguments, "1");
  ASSERT_TRUE(lexer.NextLikely<false>(&item, KeywordStart(keyword)));
  EXPECT_EQ(item.keyword, keyword);
  EXPECT_EQ(item.arguments, "2");
  EXPECT_FALSE(lexer.NextLikely<false>(&item, KeywordStart(keyword)));
  EXPECT_FALSE(lexer.NextLikely<false>(&item, KeywordStart(keyword + "k"))) << "it is too long";
}

TEST(LexerTest, ALikelyItemHasNoObject) {
  const KeywordStart likely("s");
  const std::string text =
      "s 1\n-----BEGIN A-----\nAA==\n-----END A-----\ns 2\ns 3 \ns 4\n\ns 5\n" +
      std::string(KeywordStart::kBytes, 'x') + "\n";
  Lexer lexer(text);
  Item item;
  EXPECT_FALSE(lexer.NextLikely<true>(&item, likely));
  ASSERT_TRUE(lexer.Next(&item));
  EXPECT_TRUE(item.object.present());
  ASSERT_TRUE(lexer.NextLikely<true>(&item, likely));
  EXPECT_EQ(item.arguments, "2");
  EXPECT_FALSE(item.object.present());  // and not that of the item before
  EXPECT_FALSE(lexer.NextLikely<true>(&item, likely)) << "a blank at its end";
  ASSERT_TRUE(lexer.Next(&item));
  EXPECT_EQ(item.notes, kTrailingSpace);
  EXPECT_FALSE(lexer.NextLikely<true>(&item, likely)) << "an object might follow the blank line";
  ASSERT_TRUE(lexer.Next(&item));
  ASSERT_TRUE(lexer.Next(&item));
  EXPECT_EQ(item.arguments, "5");
  EXPECT_EQ(item.notes, 0);
}

TEST(LexerTest, RestIsWhatHasNotBeenRead) {
  const std::string text = "a\nb\n";
  Lexer lexer{std::string_view(text)};
  Item item;
  EXPECT_EQ(lexer.rest(), text);
  ASSERT_TRUE(lexer.Next(&item));
  EXPECT_EQ(lexer.rest(), "b\n");
  ASSERT_TRUE(lexer.Next(&item));
  EXPECT_EQ(lexer.rest(), "");
}

TEST(LexerTest, AtTheEndTheItemIsUnchanged) {
  const std::string text = "a b\n\n \n";
  Lexer lexer{std::string_view(text)};
  Item item;
  ASSERT_TRUE(lexer.Next(&item));
  const Item before = item;
  EXPECT_FALSE(lexer.Next(&item));
  EXPECT_TRUE(SameItem(item, before));
}

}  // namespace
}  // namespace scape::netdoc
