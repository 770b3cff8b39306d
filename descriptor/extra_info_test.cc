#include "descriptor/extra_info.h"

#include <string>
#include <string_view>
#include <vector>

#include "descriptor/document_type.h"
#include "descriptor/netdoc/json_writer.h"
#include "descriptor/netdoc/write.h"
#include "descriptor/testing/documents.h"
#include "descriptor/testing/generator.h"
#include "descriptor/testing/testdata.h"
#include "descriptor/testing/values.h"
#include "gtest/gtest.h"

namespace scape::descriptor {
namespace {

using netdoc::Mode;
using testing::Address;
using testing::Parsed;
using testing::ReadDocument;
using testing::ReadDocuments;
using testing::ReadTestdata;
using testing::Replaced;
using testing::ToJson;
using testing::WithoutAnnotations;
using Strings = std::vector<std::string>;

// Full is a document with every keyword that a relay can have, obsolete ones too.
std::string Full() { return WithoutAnnotations(ReadTestdata("extra-info-full")); }
std::string BridgeFull() { return WithoutAnnotations(ReadTestdata("bridge-extra-info-full")); }
std::string Good() { return WithoutAnnotations(ReadTestdata("extra-info")); }

constexpr std::string_view kPublished = "published 2022-06-30 20:14:40\n";
constexpr int64_t kEnd = 1656604219;  // 2022-06-30 15:50:19

Strings Problems(const std::string& text, Mode mode, netdoc::Kinds kind = kRelayExtraInfo) {
  return Parsed<ExtraInfo>(text, kind, mode).Problems();
}

TEST(ExtraInfo, EveryMember) {
  const Parsed<ExtraInfo> parsed(Full(), kRelayExtraInfo, Mode::kLenient);
  const ExtraInfo& e = parsed.document;
  EXPECT_EQ(parsed.Problems(), Strings());
  EXPECT_EQ(e.extra_info.nickname.text, "meadowwood");
  EXPECT_EQ(ToJson(e.extra_info.fingerprint), "\"B7F5437DC7822913DD4C5ACE6086EDF8133C2DB4\"");
  Ed25519Certificate certificate;
  ASSERT_TRUE(e.identity_ed25519.has_value() && e.identity_ed25519->Decode(&certificate));
  EXPECT_EQ(certificate.type, 4);
  EXPECT_EQ(e.published.unix_seconds, 1656620080);

  ASSERT_TRUE(e.ipv6_write_history.has_value());
  EXPECT_EQ(e.ipv6_write_history->values, "5,0,7");
  EXPECT_EQ(e.ipv6_write_history->end.unix_seconds, kEnd);
  ASSERT_TRUE(e.ipv6_read_history.has_value());
  EXPECT_EQ(e.ipv6_read_history->values, "");
  ASSERT_TRUE(e.dirreq_read_history.has_value() && e.dirreq_write_history.has_value());
  EXPECT_EQ(e.dirreq_read_history->values, "1024,0");
  EXPECT_EQ(e.dirreq_write_history->interval.seconds, 14400u);
  ASSERT_TRUE(e.read_history.has_value() && e.write_history.has_value());
  EXPECT_LT(*e.read_history->numbers().begin(), *e.write_history->numbers().begin());

  ASSERT_TRUE(e.geoip_db_digest.has_value() && e.geoip6_db_digest.has_value());
  EXPECT_EQ(ToJson(*e.geoip_db_digest), "\"894D7267CE8BEABB3AF515CC6780F0DB77C2256C\"");
  EXPECT_EQ(ToJson(*e.geoip6_db_digest), "\"D742F9971F0F62333AC8E74477B7250A88E23E05\"");
  EXPECT_EQ(e.geoip_start_time->unix_seconds, kEnd - 86400);
  EXPECT_EQ(e.geoip_client_origins->Find("A1"), 8);

  EXPECT_EQ(e.bridge_stats_end->end.unix_seconds, kEnd);
  EXPECT_EQ(e.bridge_ips->Find("us"), 24);
  EXPECT_EQ(e.bridge_ip_versions->Find("v6"), 8);
  EXPECT_EQ(e.bridge_ip_transports->Find("<OR>"), 40);

  EXPECT_EQ(e.dirreq_stats_end->interval.seconds, 86400u);
  EXPECT_EQ(e.dirreq_v2_ips->text, "");
  EXPECT_EQ(e.dirreq_v3_ips->Find("gb"), 1488);
  EXPECT_EQ(e.dirreq_v2_reqs->Find("ap"), 8);
  EXPECT_EQ(e.dirreq_v3_reqs->Find("au"), 1424);
  EXPECT_EQ(e.dirreq_v2_resp->Find("ok"), 4);
  EXPECT_EQ(e.dirreq_v3_resp->Find("not-modified"), 220);
  EXPECT_EQ(e.dirreq_v2_share->percent.text, "100.00");
  EXPECT_EQ(e.dirreq_v3_share->percent.text, "0.30");
  EXPECT_EQ(e.dirreq_v2_direct_dl->Find("complete"), 0);
  EXPECT_EQ(e.dirreq_v3_direct_dl->Find("complete"), 1180);
  EXPECT_EQ(e.dirreq_v2_tunneled_dl->Find("max"), 24);
  EXPECT_EQ(e.dirreq_v3_tunneled_dl->Find("timeout"), 92);

  EXPECT_TRUE(e.entry_stats_end.has_value());
  EXPECT_EQ(e.entry_ips->Find("de"), 88);
  EXPECT_TRUE(e.cell_stats_end.has_value());
  EXPECT_EQ((*e.cell_processed_cells->numbers().begin()).text, "3915");
  EXPECT_EQ((*e.cell_queued_cells->numbers().begin()).text, "5.10");
  EXPECT_EQ((*e.cell_time_in_queue->numbers().begin()).text, "8779");
  EXPECT_EQ(e.cell_circuits_per_decile, 3556u);
  EXPECT_EQ(e.conn_bi_direct->both, 41u);
  EXPECT_EQ(e.ipv6_conn_bi_direct->both, 1u);
  EXPECT_TRUE(e.exit_stats_end.has_value());
  EXPECT_EQ(e.exit_kibibytes_written->Find("53"), 4512);
  EXPECT_EQ(e.exit_kibibytes_read->Find("other"), 29057);
  EXPECT_EQ(e.exit_streams_opened->Find("443"), 254144);

  EXPECT_TRUE(e.hidserv_stats_end.has_value() && e.hidserv_v3_stats_end.has_value());
  EXPECT_EQ(e.hidserv_rend_relayed_cells->number, -1266);
  EXPECT_EQ(e.hidserv_dir_onions_seen->number, -43);
  EXPECT_EQ(e.hidserv_rend_v3_relayed_cells->number, 140675);
  EXPECT_EQ(e.hidserv_dir_v3_onions_seen->bin_size, 8u);

  ASSERT_EQ(e.transport.size(), 2u);
  EXPECT_EQ(e.transport[0].name, "obfs4");
  EXPECT_EQ(e.transport[0].address_port->address, Address("203.0.113.200"));
  EXPECT_EQ(e.transport[0].address_port->port, 14328);
  EXPECT_EQ(e.transport[0].options, "iat-mode=0");
  EXPECT_EQ(e.transport[1].address_port->address, Address("2001:db8:142e:3cac::9"));
  EXPECT_FALSE(e.transport[1].options.has_value());
  EXPECT_EQ(e.transport_info->text, "version=1.2 name=obfs4, \"quoted\"");
  PaddingCounts padding;
  EXPECT_TRUE(e.padding_counts->Decode(&padding));
  EXPECT_EQ(padding.write_pad, 3650000u);
  EXPECT_EQ(e.overload_ratelimits->read_overload_count, 3u);
  EXPECT_EQ(e.overload_fd_exhausted->version, 1u);
  EXPECT_TRUE(e.overload_general.has_value());

  EXPECT_TRUE(e.router_sig_ed25519.has_value() && e.router_signature.has_value());
  EXPECT_FALSE(e.master_key_ed25519.has_value() || e.router_digest.has_value() ||
               e.router_digest_sha256.has_value());
  EXPECT_EQ(e.unrecognized, std::vector<std::string_view>{"x-weather sunny, 21 degrees\n"});
}

// The two full samples have all rows that their kinds may have.
TEST(ExtraInfo, FullSamplesAreFull) {
  const Parsed<ExtraInfo> relay(Full(), kRelayExtraInfo, Mode::kLenient);
  const Parsed<ExtraInfo> bridge(BridgeFull(), kBridgeExtraInfo, Mode::kLenient);
  EXPECT_EQ(bridge.Problems(), Strings());
  const auto& table = netdoc::kTable<ExtraInfo>;
  for (size_t row = 0; row < table.kRows; ++row) {
    EXPECT_EQ(relay.document.read.Has(row), (table.rules[row].in & kRelayExtraInfo) != 0)
        << table.rules[row].keyword;
    EXPECT_EQ(bridge.document.read.Has(row), (table.rules[row].in & kBridgeExtraInfo) != 0)
        << table.rules[row].keyword;
  }
}

TEST(ExtraInfo, FindKind) {
  EXPECT_EQ(Parsed<ExtraInfo>(Full(), 0, Mode::kLenient).document.kind, kRelayExtraInfo);
  EXPECT_EQ(Parsed<ExtraInfo>(BridgeFull(), 0, Mode::kLenient).document.kind, kBridgeExtraInfo);
  const std::string line = "extra-info a 0123456789abcdef0123456789ABCDEF01234567\n";
  EXPECT_EQ(Parsed<ExtraInfo>(line, 0, Mode::kLenient).document.kind, kRelayExtraInfo);
  EXPECT_EQ(Parsed<ExtraInfo>(line + "router-digest 0123456789abcdef0123456789ABCDEF01234567\n", 0,
                              Mode::kLenient)
                .document.kind,
            kBridgeExtraInfo);
}

TEST(ExtraInfo, SignedAndWholeText) {
  const std::string full = Full();
  // What follows the signature belongs to neither.
  const Parsed<ExtraInfo> parsed(full + "\n\nx-after 1\n", kRelayExtraInfo, Mode::kLenient);
  const size_t end = full.find("-----BEGIN SIGNATURE-----");
  EXPECT_EQ(parsed.document.signed_text(), full.substr(0, end));
  EXPECT_EQ(parsed.document.whole_text(), full);
  const Parsed<ExtraInfo> cut(full.substr(0, full.size() - 1), kRelayExtraInfo, Mode::kLenient);
  EXPECT_EQ(cut.document.signed_text(), full.substr(0, end));
  EXPECT_TRUE(cut.document.whole_text().empty());
  const Parsed<ExtraInfo> none(full.substr(0, end), kRelayExtraInfo, Mode::kLenient);
  EXPECT_TRUE(none.document.signed_text().empty());
  EXPECT_TRUE(none.document.whole_text().empty());
}

// The server descriptors of the same test network name the digests of its extra-infos.
TEST(ExtraInfo, DigestsAreThoseOfTheServerDescriptors) {
  Strings named, found;
  ReadDocuments(ReadTestdata("server-descriptors") + ReadTestdata("extra-infos"), {},
                [&](const ReadDocument& document) {
                  if (document.type->name == "server-descriptor") {
                    netdoc::JsonWriter json;
                    json.BeginObject();
                    document.parsed->WriteMembers({}, json);
                    json.EndObject();
                    const std::string text(json.text());
                    const size_t at = text.find("\"extra_info_digest\":{\"sha1\":\"");
                    ASSERT_NE(at, std::string::npos);
                    named.push_back(text.substr(at + 29, 40));
                    return;
                  }
                  const DocumentDigests digests = document.parsed->Digests();
                  const std::array<uint8_t, 20> sha1 =
                      testing::Sha1({reinterpret_cast<const uint8_t*>(digests.sha1_of.data()),
                                     digests.sha1_of.size()});
                  std::string hex(40, '0');
                  netdoc::EncodeHex(sha1, hex.data());
                  found.push_back(hex);
                });
  EXPECT_EQ(named.size(), 11u);
  EXPECT_EQ(found.size(), 11u);
  std::sort(named.begin(), named.end());
  std::sort(found.begin(), found.end());
  Strings both;
  std::set_intersection(named.begin(), named.end(), found.begin(), found.end(),
                        std::back_inserter(both));
  EXPECT_GE(both.size(), 9u);  // the two answers were not of the same moment
}

TEST(ExtraInfo, BridgesStateTheirDigests) {
  ReadDocuments(ReadTestdata("bridge-extra-info"), {}, [](const ReadDocument& document) {
    const DocumentDigests digests = document.parsed->Digests();
    EXPECT_EQ(digests.sha1_of.data(), nullptr);
    EXPECT_EQ(digests.sha256_of.data(), nullptr);
    ASSERT_TRUE(digests.sha1.has_value() && digests.sha256.has_value());
    EXPECT_EQ((*digests.sha1)[0], 0x70);
    EXPECT_EQ((*digests.sha256)[0], 0x3d);
  });
}

// Server descriptors and extra-infos in one file, with and without annotations.
TEST(ExtraInfo, MixedFiles) {
  const std::string kinds[] = {ReadTestdata("server-descriptor"),
                               ReadTestdata("extra-info"),
                               ReadTestdata("bridge-extra-info"),
                               WithoutAnnotations(ReadTestdata("server-descriptor")),
                               Good(),
                               WithoutAnnotations(ReadTestdata("bridge-extra-info")),
                               ReadTestdata("microdescriptor")};
  constexpr std::string_view kNames[] = {"server-descriptor", "extra-info", "bridge-extra-info",
                                         "server-descriptor", "extra-info", "bridge-extra-info",
                                         "microdescriptor"};
  std::string text;
  std::vector<std::string_view> expected, found;
  for (size_t i = 0; i < 7 * 7 * 7; ++i) {
    for (const size_t kind : {i % 7, i / 7 % 7, i / 49}) {
      text += kinds[kind];
      expected.push_back(kNames[kind]);
    }
  }
  ReadDocuments(text, {.mode = Mode::kStrict}, [&](const ReadDocument& document) {
    ASSERT_NE(document.parsed, nullptr) << document.raw.text;
    found.push_back(document.type->name);
    EXPECT_EQ(document.diagnostics.has_errors(), false) << document.raw.text;
  });
  EXPECT_EQ(found, expected);
  // `extra-info-digest` begins no extra-info, whatever stands before it.
  EXPECT_NE(ReadTestdata("server-descriptor").find("\nextra-info-digest "), std::string::npos);
}

TEST(ExtraInfo, TypeName) {
  const auto name = [](const std::string& text) {
    std::string names;
    ReadDocuments(text, {}, [&](const ReadDocument& document) {
      names += TypeName(document.raw, *document.parsed) + ";";
    });
    return names;
  };
  EXPECT_EQ(name(Full()), "extra-info 1.0;");
  EXPECT_EQ(name(BridgeFull()), "bridge-extra-info 1.3;");
  const std::string begin = "extra-info a 0123456789abcdef0123456789ABCDEF01234567\n";
  const std::string end = "router-digest 0123456789abcdef0123456789ABCDEF01234567\n";
  EXPECT_EQ(name(begin + end), "bridge-extra-info 1.0;");
  EXPECT_EQ(name(begin + "transport obfs4\n" + end), "bridge-extra-info 1.1;");
}

// A change to a good document, and what is found wrong with it in either mode. The places of what
// must be there are not those of statistics, of which all faults are warnings.
TEST(ExtraInfo, StrictAndLenient) {
  const std::string good = Good();
  EXPECT_EQ(Problems(good, Mode::kStrict), Strings());
  const std::string stats = "bridge-stats-end 2022-06-30 15:50:19 (86400 s)\n";
  const std::string seen = "hidserv-dir-v3-onions-seen 1401 delta_f=8 epsilon=0.30 bin_size=8\n";
  const auto warns = [](std::string_view keyword) {
    return Strings{"warning bad-argument " + std::string(keyword)};
  };
  const struct {
    std::string_view from;
    std::string to;
    Strings strict, lenient;
  } kCases[] = {
      {kPublished,
       "published 2022-06-31 20:14:40\n",
       {"error bad-argument published"},
       {"error bad-argument published"}},
      {kPublished, "", {"error missing-item published"}, {"warning missing-item published"}},
      {"extra-info meadowwood B7F5",
       "extra-info meadow-wood B7F5",
       {"error bad-argument extra-info"},
       {"error bad-argument extra-info"}},
      {"extra-info meadowwood B7F5",
       "extra-info meadowwood 7F5",
       {"error bad-argument extra-info"},
       {"error bad-argument extra-info"}},
      {"extra-info meadowwood B7F5", "extra-info meadowwood b7f5", {}, {}},
      {stats,
       "bridge-stats-end 2022-06-30 15:50:19\n",
       {"warning missing-argument bridge-stats-end"},
       {"warning missing-argument bridge-stats-end"}},
      {stats, "bridge-stats-end 2022-06-30 15:50:19 (0 s)\n", warns("bridge-stats-end"),
       warns("bridge-stats-end")},
      {stats, "bridge-stats-end 2022-06-30 (86400 s)\n", warns("bridge-stats-end"),
       warns("bridge-stats-end")},
      {"v4=64,v6=8", "v4=64,v6=", warns("bridge-ip-versions"), warns("bridge-ip-versions")},
      {"22=35480", "22=35480,ssh=1", warns("exit-kibibytes-written"),
       warns("exit-kibibytes-written")},
      {"5.10,3.76", "5.10,3,76,x", warns("cell-queued-cells"), warns("cell-queued-cells")},
      {"cell-circuits-per-decile 3556", "cell-circuits-per-decile -1",
       warns("cell-circuits-per-decile"), warns("cell-circuits-per-decile")},
      {seen,
       "hidserv-dir-v3-onions-seen\n",
       {"warning missing-argument hidserv-dir-v3-onions-seen"},
       {"warning missing-argument hidserv-dir-v3-onions-seen"}},
      {seen, "hidserv-dir-v3-onions-seen 14.01\n", warns("hidserv-dir-v3-onions-seen"),
       warns("hidserv-dir-v3-onions-seen")},
      {"geoip-db-digest 894D", "geoip-db-digest 94D", warns("geoip-db-digest"),
       warns("geoip-db-digest")},
      {"transport obfs4 203.0.113.200:14328", "transport obfs4 203.0.113.200", warns("transport"),
       warns("transport")},
      {"bin-size=10000", "bin-size=1e4", warns("padding-counts"), warns("padding-counts")},
      // tor counts some keywords and refuses a second; of the others it takes any number.
      {"exit-stats-end",
       "exit-kibibytes-read\nexit-stats-end",
       {"error duplicate-item exit-kibibytes-read"},
       {"error duplicate-item exit-kibibytes-read"}},
      {seen,
       seen + seen,
       {"warning duplicate-item hidserv-dir-v3-onions-seen"},
       {"warning duplicate-item hidserv-dir-v3-onions-seen"}},
      // tor writes an empty list with a space behind its keyword.
      {"bridge-ips \n", "bridge-ips\n", {}, {}},
      {"v4=64,v6=8\n", "v4=64,v6=8 \n", {"warning trailing-space bridge-ip-versions"}, {}},
  };
  for (const auto& c : kCases) {
    const std::string text = Replaced(good, c.from, c.to);
    EXPECT_EQ(Problems(text, Mode::kStrict), c.strict) << c.to;
    EXPECT_EQ(Problems(text, Mode::kLenient), c.lenient) << c.to;
  }
}

// A bad statistic takes nothing with it.
TEST(ExtraInfo, WhatIsSoundIsKept) {
  const auto json = [](std::string_view from, const std::string& to, std::string_view member) {
    const Parsed<ExtraInfo> parsed(Replaced(Good(), from, to), kRelayExtraInfo, Mode::kLenient);
    netdoc::JsonWriter all;
    all.BeginObject();
    netdoc::WriteMembers(parsed.document, {}, all);
    all.EndObject();
    const std::string text(all.text());
    const size_t at = text.find("\"" + std::string(member) + "\":");
    return at == std::string::npos ? "" : text.substr(at, text.find('}', at) + 1 - at);
  };
  EXPECT_EQ(json("bridge-ips \n", "bridge-ips \n", "bridge_ips"), R"("bridge_ips":{})");
  EXPECT_EQ(json("v4=64,v6=8", "v4=64,v5,v6=8", "bridge_ip_versions"),
            R"("bridge_ip_versions":{"v4":64,"v6":8})");
  EXPECT_EQ(json("bridge-stats-end 2022-06-30 15:50:19 (86400 s)",
                 "bridge-stats-end 2022-06-30 15:50:19 (0 s)", "bridge_stats_end"),
            R"("bridge_stats_end":{"end":"2022-06-30T15:50:19Z"})");
  EXPECT_EQ(json("1401 delta_f=8", "1401 delta_f=x", "hidserv_dir_v3_onions_seen"),
            R"("hidserv_dir_v3_onions_seen":{"number":1401,"epsilon":0.30,"bin_size":8})");
  EXPECT_EQ(json("5.10,3.76", "5.10,x", "cell_queued_cells"), "");
}

TEST(ExtraInfo, KindsHaveTheirOwnRows) {
  EXPECT_EQ(Problems(Good(), Mode::kLenient, kBridgeExtraInfo),
            Strings({"warning unexpected-item identity-ed25519",
                     "warning unexpected-item router-sig-ed25519",
                     "warning unexpected-item router-signature"}));
  const std::string bridge = WithoutAnnotations(ReadTestdata("bridge-extra-info"));
  EXPECT_EQ(Problems(bridge, Mode::kStrict, kBridgeExtraInfo), Strings());
  EXPECT_EQ(Problems(bridge + "transport-info x\n", Mode::kStrict, kBridgeExtraInfo),
            Strings({"error unexpected-item transport-info"}));
}

// The lines of ed25519 are missed where there should be some: in a document that has one of them,
// and, by strict reading, in any that was made after they were invented.
TEST(ExtraInfo, SinceRules) {
  const std::string good = Good();
  const size_t identity = good.find("identity-ed25519\n");
  const size_t signature = good.find("router-sig-ed25519");
  const std::string without_identity =
      good.substr(0, identity) + good.substr(good.find("published "));
  const std::string without_signature =
      good.substr(0, signature) + good.substr(good.find("router-signature\n"));
  const std::string without_either =
      without_identity.substr(0, without_identity.find("router-sig-ed25519")) +
      good.substr(good.find("router-signature\n"));
  EXPECT_EQ(Problems(without_identity, Mode::kLenient),
            Strings({"warning missing-item identity-ed25519"}));
  EXPECT_EQ(Problems(without_signature, Mode::kLenient),
            Strings({"warning missing-item router-sig-ed25519"}));
  EXPECT_EQ(Problems(without_either, Mode::kLenient), Strings());
  EXPECT_EQ(
      Problems(without_either, Mode::kStrict),
      Strings({"error missing-item identity-ed25519", "error missing-item router-sig-ed25519"}));
  EXPECT_EQ(Problems(Replaced(without_either, kPublished, "published 2015-07-26 23:59:59\n"),
                     Mode::kStrict),
            Strings());
}

TEST(ExtraInfo, Reuse) {
  ExtraInfo used;
  netdoc::Diagnostics diagnostics(Mode::kLenient);
  const std::string full = Full();
  const std::string bridge = WithoutAnnotations(ReadTestdata("bridge-extra-info"));
  netdoc::ParseDocument(std::string_view(full), kRelayExtraInfo, &used, diagnostics);
  netdoc::ParseDocument(std::string_view(bridge), kBridgeExtraInfo, &used, diagnostics);
  const Parsed<ExtraInfo> fresh(bridge, kBridgeExtraInfo, Mode::kLenient);
  const auto json = [](const ExtraInfo& document) {
    netdoc::JsonWriter writer;
    writer.BeginObject();
    netdoc::WriteMembers(document, {}, writer);
    writer.EndObject();
    return std::string(writer.text());
  };
  EXPECT_EQ(json(used), json(fresh.document));
  EXPECT_FALSE(used.padding_counts.has_value());
  EXPECT_EQ(used.transport.size(), 1u);
}

TEST(ExtraInfo, Truncated) {
  const std::string full = Full();
  for (size_t size = 0; size < full.size(); ++size) {
    const Parsed<ExtraInfo> parsed(full.substr(0, size), kRelayExtraInfo, Mode::kStrict);
    EXPECT_TRUE(parsed.diagnostics.has_errors()) << size;
  }
}

}  // namespace
}  // namespace scape::descriptor
