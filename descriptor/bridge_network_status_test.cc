#include "descriptor/bridge_network_status.h"

#include <string>
#include <string_view>
#include <vector>

#include "descriptor/document_type.h"
#include "descriptor/testing/documents.h"
#include "descriptor/testing/properties.h"
#include "descriptor/testing/testdata.h"
#include "gtest/gtest.h"

namespace scape::descriptor {
namespace {

using netdoc::Mode;
using testing::Parsed;
using testing::ProblemList;
using testing::ReadDocument;
using testing::ReadDocuments;
using testing::ReadTestdata;
using testing::Replaced;
using Strings = std::vector<std::string>;

Strings Problems(std::string_view text) {
  Strings all;
  ReadDocuments(text, {.mode = Mode::kStrict}, [&](const ReadDocument& document) {
    for (std::string& problem : ProblemList(document.diagnostics)) all.push_back(problem);
  });
  return all;
}

TEST(BridgeNetworkStatus, Parsed) {
  const Parsed<BridgeNetworkStatus> parsed(
      testing::WithoutAnnotations(ReadTestdata("bridge-network-status")), kBridgeStatus,
      Mode::kStrict);
  const BridgeNetworkStatus& s = parsed.document;
  EXPECT_EQ(parsed.Problems(), Strings());
  EXPECT_TRUE(s.fingerprint.has_value());
  EXPECT_EQ(s.flag_thresholds->guard_tk, 691200u);
  ASSERT_EQ(s.entries.size(), 40u);
  RouterStatus entry;
  netdoc::Diagnostics diagnostics(Mode::kStrict);
  size_t with_ipv6 = 0;
  for (size_t i = 0; i < s.entries.size(); ++i) {
    s.entries.Parse(i, &entry, diagnostics);
    EXPECT_EQ(entry.kind, kBridgeStatus);
    EXPECT_TRUE(entry.flags.Has("Valid"));
    with_ipv6 += !entry.or_address.empty();
  }
  EXPECT_EQ(ProblemList(diagnostics), Strings());
  EXPECT_GT(with_ipv6, 5u);
}

// tor's own file is one, too; its bridge has an address that nobody has scrambled.
TEST(BridgeNetworkStatus, FileOfTor) {
  EXPECT_EQ(Problems(ReadTestdata("networkstatus-bridges")), Strings({"warning not-sanitised a"}));
}

TEST(BridgeNetworkStatusLint, Rules) {
  const std::string head = "published 2018-04-20 06:38:16\n";
  const std::string first =
      "r Unnamed AAlGwzESK67MpzYXyyPazNZ5qm4 RJ+KTZ6gYUSvkuOS5YFOIkYXtsY 2018-04-20 05:04:15 "
      "10.1.2.3 56654 0\ns Running Valid\n";
  const std::string second = Replaced(first, " AAl", " BAl");
  const auto lint = [&](std::string_view from, std::string_view to) {
    return Problems(head + Replaced(first, from, to) + second);
  };
  EXPECT_EQ(Problems(head + first + second), Strings());
  EXPECT_EQ(Problems(head), Strings());
  EXPECT_EQ(Problems(head + second + first), Strings({"error unsorted-entries r"}));
  EXPECT_EQ(Problems(head + first + first), Strings({"error unsorted-entries r"}));
  EXPECT_EQ(lint("10.1.2.3", "127.0.0.1"), Strings());
  EXPECT_EQ(lint("10.1.2.3", "192.0.2.3"), Strings({"warning not-sanitised r"}));
  EXPECT_EQ(lint("10.1.2.3", "10.1.2.x"), Strings({"error bad-argument r"}));
  EXPECT_EQ(lint("s Running", "a [fd9f:2e19:3bcf::1:2]:50000\ns Running"), Strings());
  EXPECT_EQ(lint("s Running", "a [2001:db8::1]:50000\ns Running"),
            Strings({"warning not-sanitised a"}));
  EXPECT_EQ(lint("Running Valid", "Valid Running"), Strings({"warning unsorted-entry-flags s"}));
  EXPECT_EQ(lint(" RJ+KTZ6gYUSvkuOS5YFOIkYXtsY", ""),
            Strings({"error missing-descriptor-digest r"}));
}

TEST(BridgeNetworkStatus, Versions) {
  const auto type = [](std::string_view text) {
    std::string name;
    ReadDocuments(text, {}, [&](const ReadDocument& document) {
      name = TypeName(document.raw, *document.parsed);
    });
    return name;
  };
  const std::string head = "published 2018-04-20 06:38:16\n";
  EXPECT_EQ(type(head), "bridge-network-status 1.0");
  EXPECT_EQ(type(head + "fingerprint 1D8F3A91C37C5D1C4C19B1AD1D0CFBE8BF72D8E1\n"),
            "bridge-network-status 1.2");
}

TEST(BridgeNetworkStatus, RoundTrip) {
  for (const char* file : {"bridge-network-status", "networkstatus-bridges"}) {
    EXPECT_EQ(ReadDocuments(ReadTestdata(file), {.mode = Mode::kStrict, .lint = false},
                            [&](const ReadDocument& document) {
                              ASSERT_NE(document.parsed, nullptr);
                              EXPECT_EQ(document.type->name, "bridge-network-status");
                              bool written = false;
                              EXPECT_EQ(testing::JsonFault(*document.type,
                                                           testing::DocumentJson(document)),
                                        "");
                              EXPECT_EQ(testing::RoundTripFault(document, &written), "");
                              EXPECT_TRUE(written);
                            }),
              1u);
  }
}

}  // namespace
}  // namespace scape::descriptor
