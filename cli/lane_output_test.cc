#include "cli/lane_output.h"

#include <sys/resource.h>

#include <csignal>
#include <cstdlib>
#include <string>

#include "gtest/gtest.h"

namespace scape::cli {
namespace {

struct Written {
  std::string text;
  int calls = 0;
  LaneOutput lanes{[this](std::string_view more) {
    text += more;
    return ++calls != stop_at;
  }};
  int stop_at = -1;
};

TEST(LaneOutput, LanesComeInTheirOrder) {
  Written written;
  EXPECT_TRUE(written.lanes.Turn(0));
  EXPECT_TRUE(written.lanes.Put(1, false, "b1 "));
  EXPECT_TRUE(written.lanes.Put(0, true, "a1 "));
  EXPECT_TRUE(written.lanes.Put(2, false, "c1 "));
  EXPECT_TRUE(written.lanes.Put(1, false, ""));
  EXPECT_TRUE(written.lanes.Put(1, false, "b2 "));
  EXPECT_TRUE(written.lanes.Put(0, true, "a2 "));
  EXPECT_EQ(written.text, "a1 a2 ");
  EXPECT_TRUE(written.lanes.Turn(1));
  EXPECT_TRUE(written.lanes.Put(1, true, "b3 "));
  EXPECT_TRUE(written.lanes.Put(2, false, "c2 "));
  EXPECT_TRUE(written.lanes.Turn(2));
  EXPECT_EQ(written.text, "a1 a2 b1 b2 b3 c1 c2 ");
  EXPECT_EQ(written.calls, 7) << "each text at once";
  EXPECT_TRUE(written.lanes.status().ok());
  // And again, since nothing is left.
  EXPECT_TRUE(written.lanes.Put(4, false, "e "));
  EXPECT_TRUE(written.lanes.Turn(3));
  EXPECT_TRUE(written.lanes.Turn(4));
  EXPECT_EQ(written.text, "a1 a2 b1 b2 b3 c1 c2 e ");
}

TEST(LaneOutput, Stops) {
  Written written;
  written.stop_at = 2;
  EXPECT_TRUE(written.lanes.Put(0, true, "a"));
  EXPECT_TRUE(written.lanes.Put(1, false, "b"));
  EXPECT_TRUE(written.lanes.Put(1, false, "c"));
  EXPECT_FALSE(written.lanes.Turn(1));
  EXPECT_EQ(written.text, "ab");
}

// What cannot be put aside is not lost, and no more should come.
TEST(LaneOutput, WithoutAFolder) {
  const char* const before = std::getenv("TMPDIR");
  const std::string folder = before == nullptr ? "" : before;
  setenv("TMPDIR", "/absent", 1);
  Written written;
  EXPECT_TRUE(written.lanes.has_room());
  EXPECT_TRUE(written.lanes.Put(1, false, "b1 "));
  EXPECT_FALSE(written.lanes.has_room());
  EXPECT_TRUE(written.lanes.Put(1, false, "b2 "));
  EXPECT_TRUE(written.lanes.Put(0, true, "a1 "));
  EXPECT_TRUE(written.lanes.Turn(1));
  EXPECT_EQ(written.text, "a1 b1 b2 ");
  before == nullptr ? unsetenv("TMPDIR") : setenv("TMPDIR", folder.c_str(), 1);
}

TEST(LaneOutput, WhenTheFileMayNotGrow) {
  rlimit before;
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const rlimit little = {10'000, before.rlim_max};
  std::signal(SIGXFSZ, SIG_IGN);
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &little), 0);
  Written written;
  std::string expected;
  for (int i = 0; i < 7; ++i) {
    const std::string text(3000, static_cast<char>('a' + i));
    EXPECT_EQ(written.lanes.has_room(), i < 4);
    EXPECT_TRUE(written.lanes.Put(1, false, text));
    expected += text;
  }
  EXPECT_TRUE(written.lanes.Turn(1));
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
  EXPECT_EQ(written.text, expected);
  EXPECT_TRUE(written.lanes.has_room()) << "it is empty again";
}

}  // namespace
}  // namespace scape::cli
