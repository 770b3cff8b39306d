#include "descriptor/bridgedb_metrics.h"

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
using testing::ReadTestdata;
using testing::Replaced;
using testing::WithoutAnnotations;
using Strings = std::vector<std::string>;

TEST(BridgedbMetrics, EveryMember) {
  const Parsed<BridgedbMetrics> parsed(WithoutAnnotations(ReadTestdata("bridgedb-metrics-full")),
                                       kBridgedbMetrics, Mode::kLenient);
  const BridgedbMetrics& m = parsed.document;
  EXPECT_EQ(parsed.Problems(), Strings());
  EXPECT_EQ(m.bridgedb_metrics_end.end.unix_seconds, 1795134824);
  EXPECT_EQ(m.bridgedb_metrics_end.interval.seconds, 86400u);
  EXPECT_EQ(m.bridgedb_metrics_version, 1u);
  ASSERT_EQ(m.bridgedb_metric_counts.size(), 3u);
  EXPECT_EQ(m.bridgedb_metric_counts[1].key, "email.vanilla.gmail.fail.none");
  EXPECT_EQ(m.bridgedb_metric_counts[1].count, 10u);
  EXPECT_EQ(m.bridgedb_metric_counts[2].count, 120u);
  ASSERT_EQ(m.unrecognized.size(), 1u);
}

TEST(BridgedbMetrics, Faults) {
  const std::string good = WithoutAnnotations(ReadTestdata("bridgedb-metrics"));
  const auto with = [&](std::string_view from, std::string_view to) {
    return Parsed<BridgedbMetrics>(Replaced(good, from, to), kBridgedbMetrics, Mode::kStrict)
        .Problems();
  };
  EXPECT_EQ(with("version 2", "version 2"), Strings());
  EXPECT_EQ(with("bridgedb-metrics-version 2\n", ""),
            Strings({"error missing-item bridgedb-metrics-version"}));
  EXPECT_EQ(with("version 2", "version two"),
            Strings({"error bad-argument bridgedb-metrics-version"}));
  EXPECT_EQ(with("https.obfs4.de.success.none 30", "https.obfs4.de.success.none"),
            Strings({"error missing-argument bridgedb-metric-count"}));
  EXPECT_EQ(with("none 30", "none 3.5"), Strings({"error bad-argument bridgedb-metric-count"}));
}

}  // namespace
}  // namespace scape::descriptor
