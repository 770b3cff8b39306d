#include "descriptor/netdoc/line_index.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace scape::netdoc {
namespace {

// Adds all of `text`, so many bytes at a time.
void AddAll(std::string_view text, size_t piece_size, LineIndex* lines) {
  for (size_t at = 0; at < text.size(); at += piece_size) {
    lines->Keep(lines->Scan(text.substr(at, piece_size)).size());
  }
}

std::vector<uint32_t> Ends(const LineIndex& lines) {
  EXPECT_EQ(lines.ends()[lines.size()], LineIndex::kNone);
  return std::vector<uint32_t>(lines.ends(), lines.ends() + lines.size());
}

TEST(LineIndexTest, PieceAfterPiece) {
  const std::string text = "router a\nuptime 1\nno line feed";
  for (const size_t piece : {1, 7, 64, 1000}) {
    LineIndex lines;
    AddAll(text, piece, &lines);
    EXPECT_TRUE(lines.good());
    EXPECT_EQ(lines.begin(), text.data());
    EXPECT_EQ(Ends(lines), (std::vector<uint32_t>{8, 17})) << piece;
    EXPECT_EQ(lines.LineAt(text.data()), 0u);
    EXPECT_EQ(lines.LineAt(text.data() + 8), 0u);
    EXPECT_EQ(lines.LineAt(text.data() + 9), 1u);
    EXPECT_EQ(lines.LineAt(text.data() + 18), 2u);
  }
}

TEST(LineIndexTest, IsOfTheTextThatWasNamed) {
  const std::string text = "router a\nuptime 1\n";
  LineIndex lines;
  EXPECT_FALSE(lines.IsOf({}));
  AddAll(text, 64, &lines);
  EXPECT_FALSE(lines.IsOf(text));
  lines.AreOf(text);
  EXPECT_TRUE(lines.IsOf(text));
  EXPECT_FALSE(lines.IsOf(std::string_view(text).substr(0, 9)));
  const std::string copy = text;
  EXPECT_FALSE(lines.IsOf(copy));
  lines.clear();
  EXPECT_FALSE(lines.IsOf(text));
}

TEST(LineIndexTest, OddBytesMakeItUseless) {
  LineIndex lines;
  AddAll("router a\nuptime \x01\nbandwidth 1\n", 64, &lines);
  EXPECT_FALSE(lines.good());
  lines.clear();
  AddAll("router a\n", 64, &lines);
  EXPECT_TRUE(lines.good());
}

// Its memory is at most that of the text and a piece.
TEST(LineIndexTest, ItGivesUpWhereLinesAreShort) {
  const std::string text(100000, '\n');
  LineIndex lines;
  AddAll(text, LineIndex::kPiece, &lines);
  EXPECT_FALSE(lines.good());
  EXPECT_LE(lines.size(), LineIndex::kPiece);
  // What it has are the last piece's.
  EXPECT_EQ(lines.begin() + lines.ends()[lines.size() - 1], text.data() + text.size() - 1);
}

TEST(LineIndexTest, LinesOfAnother) {
  const std::string text = "tree oak\nleaf 1\nleaf 2\nroots\n";
  LineIndex all, some;
  AddAll(text, 64, &all);
  some.AddFrom(all, 1, 2);
  EXPECT_TRUE(some.good());
  EXPECT_EQ(Ends(some), (std::vector<uint32_t>{15, 22}));
  const LineIndex copy = some;
  some.clear();
  EXPECT_EQ(Ends(copy), (std::vector<uint32_t>{15, 22}));
}

}  // namespace
}  // namespace scape::netdoc
