#include "descriptor/netdoc/locate.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <string_view>

namespace scape::netdoc {
namespace {

void ExpectAt(std::string_view text, size_t offset, size_t size, uint64_t line, uint64_t column,
              std::string_view whole_line) {
  const Location location = Locate(text, text.substr(offset, size));
  EXPECT_EQ(location.line, line) << offset;
  EXPECT_EQ(location.column, column) << offset;
  EXPECT_EQ(location.text, whole_line) << offset;
}

TEST(LocateTest, LinesAndColumns) {
  const std::string_view text = "router a\nuptime x\n";
  ExpectAt(text, 0, 6, 1, 1, "router a");
  ExpectAt(text, 7, 1, 1, 8, "router a");
  ExpectAt(text, 8, 1, 1, 9, "router a");  // the line feed itself
  ExpectAt(text, 9, 1, 2, 1, "uptime x");
  ExpectAt(text, 16, 1, 2, 8, "uptime x");
  ExpectAt(text, 7, 5, 1, 8, "router a");  // across the line's end
}

TEST(LocateTest, TheEndOfTheText) {
  ExpectAt("a\n", 2, 0, 2, 1, "");
  ExpectAt("a", 1, 0, 1, 2, "a");
  ExpectAt("", 0, 0, 1, 1, "");
}

TEST(LocateTest, EmptyLines) {
  const std::string_view text = "\n\nx\n";
  ExpectAt(text, 0, 1, 1, 1, "");
  ExpectAt(text, 1, 1, 2, 1, "");
  ExpectAt(text, 2, 1, 3, 1, "x");
}

TEST(LocateTest, NoPlaceAtAllIsTheEnd) {
  const Location location = Locate("a\nb\n", std::string_view());
  EXPECT_EQ(location.line, 3u);
  EXPECT_EQ(location.column, 1u);
  EXPECT_EQ(Locate(std::string_view(), std::string_view()).line, 1u);
}

TEST(CountLinesTest, AgreesWithCountingOneByOne) {
  std::mt19937 random(5);
  for (size_t size = 0; size < 400; ++size) {
    // Of exactly this size, so that a sanitizer sees a read past the end.
    const auto bytes = std::make_unique<char[]>(size);
    for (size_t i = 0; i < size; ++i) bytes[i] = random() % 4 == 0 ? '\n' : 'x';
    const std::string_view text(bytes.get(), size);
    EXPECT_EQ(CountLines(text), static_cast<uint64_t>(std::count(text.begin(), text.end(), '\n')));
  }
}

}  // namespace
}  // namespace scape::netdoc
