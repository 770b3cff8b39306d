#include "descriptor/bridgestrap_stats.h"

#include <string>
#include <string_view>
#include <vector>

#include "descriptor/testing/testdata.h"
#include "descriptor/testing/values.h"
#include "gtest/gtest.h"

namespace scape::descriptor {
namespace {

using netdoc::Mode;
using testing::Parsed;
using testing::ReadItem;
using testing::ReadTestdata;
using testing::WithoutAnnotations;
using Strings = std::vector<std::string>;

TEST(BridgestrapStats, EveryMember) {
  const Parsed<BridgestrapStats> parsed(WithoutAnnotations(ReadTestdata("bridgestrap-stats-full")),
                                        kBridgestrapStats, Mode::kStrict);
  const BridgestrapStats& s = parsed.document;
  EXPECT_EQ(parsed.Problems(), Strings({"note unrecognized-item"}));
  EXPECT_EQ(s.bridgestrap_stats_end.end.unix_seconds, 1795173133);
  EXPECT_EQ(s.bridgestrap_cached_requests, 12u);
  ASSERT_EQ(s.bridgestrap_tests.size(), 7u);
  EXPECT_FALSE(s.bridgestrap_tests[0].functional.value);
  EXPECT_TRUE(s.bridgestrap_tests[1].functional.value);
  EXPECT_TRUE(s.bridgestrap_tests[1].fingerprint.has_value());
  EXPECT_FALSE(s.bridgestrap_tests[6].fingerprint.has_value());
}

TEST(BridgestrapStats, Test) {
  const auto test =
      ReadItem<BridgestrapTest>("bridgestrap-test true 0123456789abcdef0123456789abcdef01234567\n");
  EXPECT_EQ(testing::ToJson(test),
            R"({"functional":true,"fingerprint":"0123456789ABCDEF0123456789ABCDEF01234567"})");
  EXPECT_EQ(testing::ToItem("bridgestrap-test", test),
            "bridgestrap-test true 0123456789ABCDEF0123456789ABCDEF01234567\n");
  EXPECT_EQ(testing::ToJson(ReadItem<BridgestrapTest>("bridgestrap-test false\n")),
            R"({"functional":false})");
  for (const char* bad : {"bridgestrap-test\n", "bridgestrap-test True\n", "bridgestrap-test 1\n",
                          "bridgestrap-test true 0123\n"}) {
    BridgestrapTest value;
    EXPECT_FALSE(ReadItem(bad, &value)) << bad;
  }
}

}  // namespace
}  // namespace scape::descriptor
