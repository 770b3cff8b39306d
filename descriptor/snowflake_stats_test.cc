#include "descriptor/snowflake_stats.h"

#include <string>
#include <string_view>
#include <vector>

#include "descriptor/testing/documents.h"
#include "descriptor/testing/testdata.h"
#include "descriptor/testing/values.h"
#include "gtest/gtest.h"

namespace scape::descriptor {
namespace {

using netdoc::Mode;
using testing::Parsed;
using testing::ReadDocument;
using testing::ReadDocuments;
using testing::ReadTestdata;
using testing::Replaced;
using testing::WithoutAnnotations;
using Strings = std::vector<std::string>;

Strings Problems(std::string_view text, Mode mode = Mode::kStrict) {
  return Parsed<SnowflakeStats>(std::string(text), kSnowflakeStats, mode).Problems();
}

// Every keyword is in the sample, and each line is a member of its own.
TEST(SnowflakeStats, EveryMember) {
  const Parsed<SnowflakeStats> parsed(WithoutAnnotations(ReadTestdata("snowflake-stats-full")),
                                      kSnowflakeStats, Mode::kLenient);
  const SnowflakeStats& s = parsed.document;
  EXPECT_EQ(parsed.Problems(), Strings());
  for (size_t row = 0; row < netdoc::kTable<SnowflakeStats>.kRows; ++row) {
    EXPECT_TRUE(s.read.Has(row)) << netdoc::kTable<SnowflakeStats>.rules[row].keyword;
  }
  EXPECT_EQ(s.snowflake_stats_end.end.unix_seconds, 1795204331);
  EXPECT_EQ(s.snowflake_stats_end.interval.seconds, 86400u);
  EXPECT_EQ(s.snowflake_ips->Find("DE"), 22);
  EXPECT_EQ(s.snowflake_ips->Find("??"), 3);
  EXPECT_EQ(s.snowflake_ips->Find("FR"), std::nullopt);
  EXPECT_EQ(s.snowflake_ips_webext, 48u);
  EXPECT_EQ(s.snowflake_ips_total, 67u);
  EXPECT_EQ(s.snowflake_idle_count, 660976u);
  EXPECT_EQ(s.snowflake_proxy_poll_without_relay_url_count, 176u);
  EXPECT_EQ(s.client_denied_count, 32u);
  EXPECT_EQ(s.client_nat_moderate_denied_count, 8u);
  EXPECT_EQ(s.client_http_ips->Find("RU"), 144);
  EXPECT_EQ(s.client_ampcache_count, 88u);
  EXPECT_EQ(s.client_sqs_ips->Find("TM"), 8);
  EXPECT_EQ(s.snowflake_ips_nat_unknown, 21u);
  EXPECT_EQ(s.snowflake_ips_nat_open, 1u);
  ASSERT_EQ(s.unrecognized.size(), 1u);
}

// The broker's own log: nothing but documents, one behind the other, of whatever year.
TEST(SnowflakeStats, ManyInAFile) {
  std::vector<std::string> json;
  EXPECT_EQ(ReadDocuments(ReadTestdata("snowflake-log"), {.mode = Mode::kStrict},
                          [&](const ReadDocument& document) {
                            ASSERT_NE(document.parsed, nullptr);
                            EXPECT_EQ(testing::ProblemList(document.diagnostics), Strings());
                            json.push_back(testing::DocumentJson(document));
                          }),
            3u);
  ASSERT_EQ(json.size(), 3u);
  EXPECT_EQ(json[0],
            R"({"type":"snowflake-stats 1.0","snowflake_stats_end":{"end":"2019-08-07T19:52:11Z",)"
            R"("interval":86400},"snowflake_ips":{"US":4,"DE":2,"??":1},"snowflake_ips_total":7,)"
            R"("snowflake_idle_count":976,"client_denied_count":0,)"
            R"("client_snowflake_match_count":64})");
  EXPECT_NE(json[1].find(R"("snowflake_ips":{},)"), std::string::npos) << json[1];
}

TEST(SnowflakeStats, Faults) {
  const std::string good = WithoutAnnotations(ReadTestdata("snowflake-stats"));
  EXPECT_EQ(Problems(good), Strings());
  const auto with = [&](std::string_view from, std::string_view to) {
    return Problems(Replaced(good, from, to));
  };
  EXPECT_EQ(with("(86400 s)", "(86400)"), Strings({"error bad-argument snowflake-stats-end"}));
  EXPECT_EQ(with("(86400 s)", "(0 s)"), Strings({"error bad-argument snowflake-stats-end"}));
  EXPECT_EQ(with(" (86400 s)", ""), Strings({"error missing-argument snowflake-stats-end"}));
  EXPECT_EQ(with("DE=2", "DE"), Strings({"error bad-argument snowflake-ips"}));
  EXPECT_EQ(with("DE=2", "US=2"), Strings({"error bad-argument snowflake-ips"}));
  EXPECT_EQ(with("total 7", "total -7"), Strings({"error bad-argument snowflake-ips-total"}));
  EXPECT_EQ(with("snowflake-ips-total 7\n", "snowflake-ips-total 7\nsnowflake-ips-total 7\n"),
            Strings({"error duplicate-item snowflake-ips-total"}));
  // What the broker writes of an empty list.
  EXPECT_EQ(with("snowflake-ips US=4,DE=2,?\?=1", "snowflake-ips "),
            Strings({"warning trailing-space snowflake-ips"}));
}

}  // namespace
}  // namespace scape::descriptor
