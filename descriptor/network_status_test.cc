#include "descriptor/network_status.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "descriptor/netdoc/document_reader.h"
#include "descriptor/testing/generator.h"
#include "descriptor/testing/testdata.h"

namespace scape::descriptor {
namespace {

using netdoc::Kinds;
using netdoc::Mode;
using testing::GenerateStatus;
using testing::Parsed;
using testing::Replaced;
using testing::StatusForm;

constexpr size_t kEntries = 7000;

std::string Status(StatusForm form, size_t entries) {
  return GenerateStatus(form, entries, 7, {.annotations = false});
}

TEST(NetworkStatusTest, KindIsFoundOut) {
  const std::map<StatusForm, Kinds> kinds = {
      {StatusForm::kVote, kVote},
      {StatusForm::kConsensus, kNsConsensus},
      {StatusForm::kMicrodescConsensus, kMicrodescConsensus}};
  for (const auto& [form, kind] : kinds) {
    const Parsed<NetworkStatus> status(Status(form, 3), 0, Mode::kStrict);
    EXPECT_EQ(status.document.kind, kind);
    EXPECT_EQ(status.Problems(), std::vector<std::string>());
    EXPECT_EQ(status.document.entries.size(), 3u);
    EXPECT_EQ(status.document.entries.kind(), kind);
    EXPECT_EQ(status.document.authorities.size(), form == StatusForm::kVote ? 1u : 9u);
    EXPECT_EQ(status.document.certificate.size(), form == StatusForm::kVote ? 1u : 0u);
  }
}

// What one form has, another refuses.
TEST(NetworkStatusTest, LinesOfTheOtherFormsAreRefused) {
  const std::string consensus = Status(StatusForm::kConsensus, 1);
  const Parsed<NetworkStatus> published(
      Replaced(consensus, "\nvalid-after", "\npublished 2026-07-01 00:00:00\nvalid-after"), 0,
      Mode::kStrict);
  EXPECT_EQ(published.Problems(), std::vector<std::string>{"error unexpected-item published"});
  const Parsed<NetworkStatus> statistics(
      Replaced(consensus, "\ndirectory-footer", "\nstats wfu=0.5 tk=1 mtbf=1\ndirectory-footer"), 0,
      Mode::kStrict);
  EXPECT_EQ(statistics.Problems(), std::vector<std::string>{"error unexpected-item stats"});
}

TEST(NetworkStatusTest, EntriesOfAMicrodescConsensusNameMicrodescriptors) {
  const std::string text = Status(StatusForm::kMicrodescConsensus, 1);
  const size_t begin = text.find("\nm ");
  const std::string without = text.substr(0, begin) + text.substr(text.find('\n', begin + 1));
  const Parsed<NetworkStatus> status(without, 0, Mode::kStrict);
  EXPECT_EQ(status.Problems(), std::vector<std::string>{"error missing-item m"});
}

TEST(NetworkStatusTest, EntriesAreFound) {
  const std::string text = Status(StatusForm::kVote, kEntries);
  NetworkStatus status;
  netdoc::Diagnostics diagnostics(Mode::kStrict);
  netdoc::ParseDocument(std::string_view(text), 0, &status, diagnostics);
  ASSERT_FALSE(diagnostics.has_errors());
  ASSERT_EQ(status.entries.size(), kEntries);
  RouterStatus entry;
  for (const size_t i : {size_t{0}, size_t{1}, kEntries / 2, kEntries - 1}) {
    status.entries.Parse(i, &entry, diagnostics);
    EXPECT_EQ(status.FindEntry(entry.router.identity.bytes), i);
    ASSERT_EQ(entry.identities.size(), 1u);
    EXPECT_EQ(status.FindEntryByEd25519(entry.identities[0].identity), i);
    const std::optional<size_t> named = status.FindEntryByNickname(entry.router.nickname.text);
    ASSERT_TRUE(named.has_value());
    EXPECT_LE(*named, i);
    ++entry.router.identity.bytes[19];
    EXPECT_EQ(status.FindEntry(entry.router.identity.bytes), std::nullopt);
  }
  EXPECT_EQ(status.FindEntryByNickname("nobody"), std::nullopt);
  EXPECT_EQ(status.FindEntryByEd25519("none"), std::nullopt);
}

TEST(NetworkStatusTest, EntryIsTyped) {
  const Parsed<RouterStatus> entry(
      "r amber7 AAECAwQFBgcICQoLDA0ODxAREhM FBUWFxgZGhscHR4fICEiIyQlJic 2026-06-30 12:00:00 "
      "192.0.2.1 9001 80\n"
      "a [2001:db8::1]:9001\n"
      "s Exit Fast Running Valid\n"
      "v Tor 0.4.9.11\n"
      "pr Link=1-5\n"
      "w Bandwidth=7 Measured=8 Colour=blue\n"
      "p accept 80,443\n",
      kNsConsensus, Mode::kStrict);
  EXPECT_EQ(entry.Problems(), std::vector<std::string>());
  const RouterStatus& e = entry.document;
  EXPECT_EQ(e.router.nickname.text, "amber7");
  for (uint8_t i = 0; i < 20; ++i) {
    EXPECT_EQ(e.router.identity.bytes[i], i);
    EXPECT_EQ(e.router.digest->bytes[i], i + 20);
  }
  EXPECT_EQ(e.router.published.unix_seconds, 1782820800);
  EXPECT_EQ(e.router.or_port.number, 9001);
  EXPECT_EQ(e.router.dir_port.number, 80);
  EXPECT_EQ(e.or_address.size(), 1u);
  EXPECT_TRUE(e.flags.Has("Exit"));
  EXPECT_FALSE(e.flags.Has("Exi"));
  EXPECT_EQ(e.bandwidth->bandwidth, 7u);
  EXPECT_EQ(e.bandwidth->measured, 8u);
  EXPECT_FALSE(e.bandwidth->unmeasured.has_value());
}

TEST(NetworkStatusTest, TimesAndMethods) {
  const Parsed<NetworkStatus> status(Status(StatusForm::kConsensus, 1), 0, Mode::kStrict);
  const NetworkStatus& s = status.document;
  const int64_t begin = s.valid_after.unix_seconds;
  EXPECT_FALSE(s.IsValid({begin - 1}));
  EXPECT_TRUE(s.IsValid({begin}));
  EXPECT_TRUE(s.IsFresh({begin + 3599}));
  EXPECT_FALSE(s.IsFresh({begin + 3600}));
  EXPECT_TRUE(s.IsValid({begin + 3 * 3600 - 1}));
  EXPECT_FALSE(s.IsValid({begin + 3 * 3600}));
  EXPECT_TRUE(s.meets_consensus_method(35));
  EXPECT_FALSE(s.meets_consensus_method(36));
  const Parsed<NetworkStatus> vote(Status(StatusForm::kVote, 1), 0, Mode::kStrict);
  EXPECT_TRUE(vote.document.meets_consensus_method(32));
  EXPECT_FALSE(vote.document.meets_consensus_method(31));
}

TEST(NetworkStatusTest, SignedTextEndsBehindTheFirstKeyword) {
  const Parsed<NetworkStatus> status(Status(StatusForm::kMicrodescConsensus, 2), 0, Mode::kStrict);
  const std::string_view is_signed = status.document.signed_text();
  EXPECT_EQ(is_signed.data(), status.text.data());
  EXPECT_TRUE(is_signed.ends_with("\ndirectory-signature "));
  EXPECT_EQ(is_signed.find("\ndirectory-signature "),
            is_signed.size() - std::string_view("\ndirectory-signature ").size());
  ASSERT_EQ(status.document.directory_signature.size(), 9u);
  EXPECT_EQ(status.document.directory_signature[0].algorithm_name(), "sha256");
}

TEST(NetworkStatusTest, AlgorithmOfASignatureMayBeLeftOut) {
  const Parsed<NetworkStatus> status(Status(StatusForm::kConsensus, 1), 0, Mode::kStrict);
  ASSERT_EQ(status.document.directory_signature.size(), 9u);
  const DirectorySignature& signature = status.document.directory_signature[0];
  EXPECT_FALSE(signature.algorithm.has_value());
  EXPECT_EQ(signature.algorithm_name(), "sha1");
  EXPECT_EQ(signature.identity, status.document.authorities[0].dir_source.identity);
}

TEST(NetworkStatusTest, ParametersAreComparedAsTorDoes) {
  const auto problems = [](const std::string& params) {
    const std::string text = Status(StatusForm::kConsensus, 0);
    const size_t begin = text.find("\nparams ");
    const Parsed<NetworkStatus> status(
        text.substr(0, begin) + "\nparams" + params + text.substr(text.find('\n', begin + 1)), 0,
        Mode::kStrict);
    return status.Problems();
  };
  const std::vector<std::string> kUnsorted{"error unsorted-list params"};
  EXPECT_EQ(problems(" a1=2 a=1"), std::vector<std::string>());  // '1' is below '='
  EXPECT_EQ(problems(" a=1 a1=2"), kUnsorted);
  EXPECT_EQ(problems(" a=1 a=2"), kUnsorted);
  EXPECT_EQ(problems(" a=2147483647 b=-2147483648"), std::vector<std::string>());
  EXPECT_EQ(problems(" a=2147483648"), std::vector<std::string>{"error bad-argument params"});
  EXPECT_EQ(problems(" a="), std::vector<std::string>{"error bad-argument params"});
}

// A stream of any length is cut into preamble, entries and footer.
TEST(NetworkStatusTest, PartsOfAStream) {
  const std::string text = Status(StatusForm::kVote, 40);
  netdoc::DocumentReader reader(StatusPartTypes(), {}, std::string_view(text));
  netdoc::RawDocument raw;
  std::map<std::string_view, int> parts;
  std::string joined;
  while (reader.Next(&raw)) {
    ASSERT_EQ(raw.problem, nullptr) << raw.text;
    ++parts[raw.type->name];
    joined += raw.text;
  }
  EXPECT_EQ(joined, text);
  EXPECT_EQ(parts["status-preamble"], 1);
  EXPECT_EQ(parts["router-status"], 40);
  EXPECT_EQ(parts["status-footer"], 1);
}

TEST(ParameterTest, RangesInWords) {
  const auto range = [](std::string_view name) {
    const ParameterInfo* const info = FindParameter(name);
    return info == nullptr ? std::string_view("unknown") : RangeOf(*info);
  };
  EXPECT_EQ(range("circwindow"), "100 to 1000");
  EXPECT_EQ(range("FastFlagMinThreshold"), "at least 4");
  EXPECT_EQ(range("vanguards-lite-enabled"), "0 to 1");  // the last
  EXPECT_EQ(range("AllowNonearlyExtend"), "0 to 1");     // the first
  EXPECT_EQ(range("cc_vegas_gamma_sbws"), "0 to 1000");
  EXPECT_EQ(range("circWindow"), "unknown");
}

}  // namespace
}  // namespace scape::descriptor
