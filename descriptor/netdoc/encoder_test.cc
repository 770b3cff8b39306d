#include "descriptor/netdoc/encoder.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "descriptor/netdoc/item_reader.h"
#include "descriptor/netdoc/lexer.h"

namespace scape::netdoc {
namespace {

TEST(EncoderTest, KeywordLines) {
  Encoder out;
  out.Item("bandwidth").Argument(1).Argument(uint64_t{2}).Argument("three");
  out.Item("hidden-service-dir");
  EXPECT_EQ(out.text(), "bandwidth 1 2 three\nhidden-service-dir");
  EXPECT_TRUE(out.ok());
  EXPECT_EQ(out.Finish(), "bandwidth 1 2 three\nhidden-service-dir\n");
}

TEST(EncoderTest, NothingIsAnEmptyText) {
  Encoder out;
  EXPECT_EQ(out.position(), 0u);
  EXPECT_EQ(out.Finish(), "");
}

TEST(EncoderTest, Annotations) {
  Encoder out;
  out.Annotation("type").Argument("server-descriptor").Argument("1.0");
  EXPECT_EQ(out.Finish(), "@type server-descriptor 1.0\n");
}

TEST(EncoderTest, Numbers) {
  Encoder out;
  out.Item("k")
      .Argument(std::numeric_limits<uint64_t>::max())
      .SignedArgument(std::numeric_limits<int64_t>::min())
      .SignedArgument(-1)
      .SignedArgument(0);
  EXPECT_EQ(out.Finish(), "k 18446744073709551615 -9223372036854775808 -1 0\n");
}

TEST(EncoderTest, Times) {
  Encoder out;
  out.Item("published").TimeArgument({1769672683});
  EXPECT_TRUE(out.ok());
  EXPECT_EQ(out.Finish(), "published 2026-01-29 07:44:43\n");
}

TEST(EncoderTest, TimesThatCannotBeReadBackFail) {
  for (const int64_t seconds :
       {int64_t{-1}, int64_t{253402300800}, std::numeric_limits<int64_t>::max(),
        std::numeric_limits<int64_t>::min()}) {
    Encoder out;
    out.Item("published").TimeArgument({seconds});
    EXPECT_FALSE(out.ok()) << seconds;
  }
}

TEST(EncoderTest, ObjectsAreWrappedAt64) {
  Encoder out;
  out.Item("k").Object("X", std::string(64, 'A') + std::string(4, 'B'));
  EXPECT_EQ(out.Finish(),
            "k\n-----BEGIN X-----\n" + std::string(64, 'A') + "\nBBBB\n-----END X-----\n");
  Encoder whole;
  whole.Item("k").Object("X", std::string(128, 'A'));
  EXPECT_EQ(whole.Finish(), "k\n-----BEGIN X-----\n" + std::string(64, 'A') + "\n" +
                                std::string(64, 'A') + "\n-----END X-----\n");
}

TEST(EncoderTest, WhiteSpaceInBase64IsDropped) {
  Encoder out;
  out.Item("k").Object("X", "AA\nAA\r\n B\tB=\v=\n");
  EXPECT_EQ(out.Finish(), "k\n-----BEGIN X-----\nAAAABB==\n-----END X-----\n");
}

TEST(EncoderTest, ObjectsOfBytesArePadded) {
  const std::vector<uint8_t> bytes = {'f'};
  Encoder out;
  out.Item("k").Object("X", bytes);
  EXPECT_EQ(out.Finish(), "k\n-----BEGIN X-----\nZg==\n-----END X-----\n");
  Encoder empty;
  empty.Item("k").Object("X", std::vector<uint8_t>());
  EXPECT_EQ(empty.Finish(), "k\n-----BEGIN X-----\n-----END X-----\n");
}

TEST(EncoderTest, ItemsAfterObjects) {
  Encoder out;
  out.Item("a").Object("X", "AAAA");
  out.Item("b").Argument("c");
  EXPECT_EQ(out.Finish(), "a\n-----BEGIN X-----\nAAAA\n-----END X-----\nb c\n");
}

TEST(EncoderTest, RestIsWrittenAsItIs) {
  Encoder out;
  out.Item("contact").Rest("J\xfcrg  <a at b>\t.");
  out.Item("platform").Rest("");
  EXPECT_TRUE(out.ok());
  EXPECT_EQ(out.Finish(), "contact J\xfcrg  <a at b>\t.\nplatform\n");
}

TEST(EncoderTest, RawLinesAreVerbatim) {
  Encoder out;
  out.Item("a");
  out.Raw(" opt b  c \r\n");
  out.Raw("d");
  out.Raw("");
  out.Item("e");
  EXPECT_TRUE(out.ok());
  EXPECT_EQ(out.Finish(), "a\n opt b  c \r\nd\ne\n");
}

TEST(EncoderTest, PositionIsBeforeTheLineFeed) {
  Encoder out;
  out.Item("router").Argument("a");
  EXPECT_EQ(out.position(), 8u);
  out.Item("router-sig-ed25519");
  EXPECT_EQ(out.position(), 27u);
  out.Raw("");
  EXPECT_EQ(out.position(), 28u);
}

TEST(EncoderTest, ArgumentsThatWouldNotBeReadBackFail) {
  for (const std::string_view bad : {"", " ", "a b", "a\tb", "a\n", "\r", "a\r"}) {
    Encoder out;
    out.Item("k").Argument(bad);
    EXPECT_FALSE(out.ok()) << bad;
    out.Item("l").Argument("good");
    EXPECT_FALSE(out.ok()) << "errors stick";
  }
}

TEST(EncoderTest, KeywordsThatAreNoneFail) {
  for (const std::string_view bad : {"", "-a", "a b", "@a", "a_b", "#", "\xc3\xa9"}) {
    Encoder item, annotation;
    item.Item(bad);
    EXPECT_FALSE(item.ok()) << bad;
    annotation.Annotation(bad);
    EXPECT_FALSE(annotation.ok()) << bad;
  }
}

TEST(EncoderTest, TextThatWouldNotBeReadBackFails) {
  for (const std::string_view bad : {"a\nb", "\n", " a", "\ta", "a\r"}) {
    Encoder out;
    out.Item("contact").Rest(bad);
    EXPECT_FALSE(out.ok()) << "[" << bad << "]";
  }
}

TEST(EncoderTest, ObjectsThatWouldNotBeReadBackFail) {
  Encoder label;
  label.Item("k").Object("X\nY", "AAAA");
  EXPECT_FALSE(label.ok());
  Encoder body;
  body.Item("k").Object("X", "AAAA\n-----END X-----");
  EXPECT_FALSE(body.ok());
  // In a file, a line that begins with '@' would begin a document.
  Encoder at;
  at.Item("k").Object("X", std::string(64, 'A') + "@");
  EXPECT_FALSE(at.ok());
}

TEST(EncoderTest, AnArgumentNeedsAnOpenLine) {
  Encoder first;
  first.Argument("a");
  EXPECT_FALSE(first.ok());
  Encoder after_object;
  after_object.Item("k").Object("X", "AAAA").Argument("a");
  EXPECT_FALSE(after_object.ok());
  Encoder rest;
  rest.Raw("a\n").Rest("text");
  EXPECT_FALSE(rest.ok());
  Encoder time;
  time.TimeArgument({0});
  EXPECT_FALSE(time.ok());
}

TEST(EncoderTest, FailSticks) {
  Encoder out;
  EXPECT_TRUE(out.ok());
  out.Fail();
  EXPECT_FALSE(out.ok());
  out.Item("k");
  EXPECT_FALSE(out.ok());
}

TEST(EncoderTest, TheLexerReadsWhatWasWritten) {
  Encoder out;
  out.Item("published").TimeArgument({1769672683}).Argument(7).Rest("the  rest ");
  out.Item("key").Argument("x").Object("RSA PUBLIC KEY", std::string(100, 'Q'));
  ASSERT_TRUE(out.ok());
  const std::string text = out.Finish();
  Lexer lexer(text);
  Item item;
  ASSERT_TRUE(lexer.Next(&item));
  ItemReader in(item);
  UtcTime time;
  uint64_t number;
  ASSERT_TRUE(in.ReadTime(&time));
  ASSERT_TRUE(in.ReadUnsigned(&number));
  EXPECT_EQ(time.unix_seconds, 1769672683);
  EXPECT_EQ(number, 7u);
  EXPECT_EQ(in.Rest(), "the  rest ");
  ASSERT_TRUE(lexer.Next(&item));
  EXPECT_EQ(item.arguments, "x");
  EXPECT_EQ(item.object.label, "RSA PUBLIC KEY");
  EXPECT_EQ(item.object.body, std::string(64, 'Q') + "\n" + std::string(36, 'Q') + "\n");
  EXPECT_EQ(item.notes, 0);
  EXPECT_FALSE(lexer.Next(&item));
}

// A line without a keyword must not become something else.
TEST(EncoderTest, BareLines) {
  Encoder good;
  good.Line().Key("bw").Argument(7);
  good.Line().Rest("a -----BEGIN");
  EXPECT_TRUE(good.ok());
  EXPECT_EQ(good.Finish(), "bw=7\na -----BEGIN\n");
  for (const std::string_view text : {"-----BEGIN X-----", "@type x"}) {
    Encoder bad;
    bad.Line().Rest(text);
    EXPECT_FALSE(bad.ok()) << text;
    bad.Item("uptime");
    EXPECT_FALSE(bad.ok()) << text;
  }
}

}  // namespace
}  // namespace scape::netdoc
