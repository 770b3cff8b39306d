#include "crypto/consensus_diff.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "descriptor/netdoc/locate.h"
#include "descriptor/testing/testdata.h"
#include "gtest/gtest.h"

namespace scape::crypto {
namespace {

using descriptor::DiffFault;
using descriptor::DiffText;
using descriptor::testing::ListTestdata;
using descriptor::testing::ReadFile;
using descriptor::testing::ReadTestdata;
using descriptor::testing::Replaced;

std::string Sample(const std::string& name) { return ReadTestdata("consensus-diff/" + name); }

std::string Hex(const Sha3Digest& digest) {
  std::string hex;
  for (const uint8_t byte : digest) {
    hex += "0123456789ABCDEF"[byte >> 4];
    hex += "0123456789ABCDEF"[byte & 15];
  }
  return hex;
}

std::string DigestOf(std::string_view consensus) {
  const absl::StatusOr<Sha3Digest> digest = ConsensusDiffDigest(consensus);
  return digest.ok() ? Hex(*digest) : std::string(digest.status().message());
}

// Diff returns the diff, or the message.
std::string Diff(std::string_view base, std::string_view target) {
  const absl::StatusOr<std::string> diff = MakeConsensusDiff(base, target);
  return diff.ok() ? *diff : std::string(diff.status().message());
}

std::string Target(std::string_view base, std::string_view diff) {
  const absl::StatusOr<std::string> target = ApplyConsensusDiff(base, diff);
  return target.ok() ? *target : std::string(target.status().message());
}

TEST(ConsensusDiffDigestTest, SignedPart) {
  using namespace std::string_view_literals;
  EXPECT_EQ(
      SignedPart("network-status-version 3\nr\ndirectory-signature a\ndirectory-signature b\n"),
      "network-status-version 3\nr\ndirectory-signature ");
  // A longer keyword is another one; what stands before does not count.
  EXPECT_EQ(SignedPart("@type x\ndirectory-signature\nnetwork-status-version 3 microdesc\n"
                       "directory-signatures a\nx directory-signature a\ndirectory-signature b\n"),
            "network-status-version 3 microdesc\ndirectory-signatures a\nx directory-signature a\n"
            "directory-signature ");
  EXPECT_EQ(SignedPart(""), std::nullopt);
  EXPECT_EQ(SignedPart("network-status-version 3\n"), std::nullopt);
  EXPECT_EQ(SignedPart("network-status-version 3\ndirectory-signature\n"), std::nullopt);
  EXPECT_EQ(SignedPart("x network-status-version 3\ndirectory-signature a\n"), std::nullopt);
  EXPECT_EQ(SignedPart("directory-signature a\nnetwork-status-version 3\n"), std::nullopt);
}

TEST(ConsensusDiffDigestTest, OfSamples) {
  // As tor has written them into its diffs.
  EXPECT_EQ(DigestOf(Sample("consensus.base")),
            "D78D18138EA769DD9FC38FBA34FE1EDDE21EFBA472A6B1CC2ADF7DC020E4BAE5");
  EXPECT_EQ(DigestOf(Sample("consensus-microdesc.base")),
            "21D6599A903666D7DE1591A3577124FD8BDBF715D5DB8AC26D8ED80D30BF89FC");
}

// tor's diffs are applied, and the very same are made.
TEST(ConsensusDiffTest, Samples) {
  for (const std::string name : {"consensus", "consensus-microdesc"}) {
    const std::string base = Sample(name + ".base"), target = Sample(name + ".target");
    const std::string diff = Sample(name + ".diff");
    EXPECT_EQ(Target(base, diff), target) << name;
    EXPECT_EQ(Diff(base, target), diff) << name;
    EXPECT_EQ(Target(target, Diff(target, base)), base) << name;
    EXPECT_EQ(Target(base, Diff(base, base)), base) << name;
  }
  // Between the flavours, although nobody does.
  const std::string base = Sample("consensus.base"), target = Sample("consensus-microdesc.target");
  EXPECT_EQ(Target(base, Diff(base, target)), target);
}

// The base may have other signatures than the one that the diff was made of.
TEST(ConsensusDiffTest, OtherSignatures) {
  const std::string base = Sample("consensus.base"), target = Sample("consensus.target");
  const std::string diff = Diff(base, target);
  const std::string fewer = base.substr(0, base.rfind("directory-signature "));
  ASSERT_LT(fewer.size(), base.size());
  EXPECT_EQ(Target(fewer, diff), target);
  EXPECT_EQ(Target(base + base.substr(fewer.size()), diff), target);
}

// Digests in lower case are taken.
TEST(ConsensusDiffTest, LowerCase) {
  std::string diff = Sample("consensus.diff");
  const size_t begin = diff.find("hash ");
  std::transform(diff.begin() + static_cast<ptrdiff_t>(begin),
                 diff.begin() + static_cast<ptrdiff_t>(begin + 134),
                 diff.begin() + static_cast<ptrdiff_t>(begin),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  EXPECT_EQ(Target(Sample("consensus.base"), diff), Sample("consensus.target"));
}

TEST(ConsensusDiffTest, WrongBase) {
  const std::string base = Sample("consensus.base"), diff = Sample("consensus.diff");
  DiffFault fault;
  const auto result = ApplyConsensusDiff(Sample("consensus.target"), diff, &fault);
  EXPECT_EQ(result.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(fault.expected, "D78D18138EA769DD9FC38FBA34FE1EDDE21EFBA472A6B1CC2ADF7DC020E4BAE5");
  EXPECT_EQ(fault.found, DigestOf(Sample("consensus.target")));
  EXPECT_EQ(result.status().message(),
            "the diff is for another base: SHA3-256 of what is signed must be " + fault.expected +
                ", and is " + fault.found);
  // A byte that is signed, a byte that is not.
  EXPECT_EQ(Target(Replaced(base, "method 35", "method 36"), diff).substr(0, 29),
            "the diff is for another base:");
  std::string other_signature = base;
  other_signature[other_signature.size() - 40] ^= 1;
  EXPECT_EQ(Target(other_signature, diff), Sample("consensus.target"));
}

TEST(ConsensusDiffTest, WrongResult) {
  const std::string base = Sample("consensus.base"), target = Sample("consensus.target");
  DiffFault fault;
  const std::string diff = Replaced(Sample("consensus.diff"), "Bandwidth=6 ", "Bandwidth=7 ");
  const std::string wrong = Replaced(target, "Bandwidth=6 ", "Bandwidth=7 ");
  const auto result = ApplyConsensusDiff(base, diff, &fault);
  EXPECT_EQ(result.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(fault.problem, &descriptor::problems::kDiffTargetDigest);
  EXPECT_EQ(fault.expected, Hex(*Sha3_256(target)));
  EXPECT_EQ(fault.found, Hex(*Sha3_256(wrong)));
  // A change of the signatures is one, too.
  std::string cut = Sample("consensus.diff");
  cut[cut.find("KhEw+WAB")] = 'L';
  EXPECT_EQ(Target(base, cut).substr(0, 14), "the result is ");
}

// testdata/consensus-diff/bad: a file for each problem, named after it, and where it is.
TEST(ConsensusDiffTest, EveryProblem) {
  struct Expected {
    std::string name;
    int line, column;
    DiffText text = DiffText::kDiff;
  };
  const std::vector<Expected> expected = {
      {"diff-base-digest", 2, 6},
      {"diff-beyond-base", 3, 1},
      {"diff-cache-entry", 3, 1},
      {"diff-command", 33, 3},
      {"diff-compressed", 3, 2},
      {"diff-dollar", 3, 1},
      {"diff-hash", 2, 1},
      {"diff-line-number", 33, 4},
      {"diff-line-zero", 76, 1},
      {"diff-lone-dot", 3, 1, DiffText::kTarget},
      {"diff-long-line", 33, 1},
      {"diff-no-dot", 76, 1},
      {"diff-not-a-line", 31, 1},
      {"diff-nothing-inserted", 70, 1},
      {"diff-nothing-signed", 1, 1, DiffText::kBase},
      {"diff-order", 45, 1},
      {"diff-range", 66, 1},
      {"diff-range-before-a", 4, 1},
      {"diff-target-digest", 2, 71},
      {"diff-version", 1, 1},
  };
  std::vector<std::string> names;
  for (const Expected& problem : expected) {
    const std::string text = Sample("bad/" + problem.name);
    DiffFault fault;
    if (problem.name == "diff-cache-entry" || problem.name == "diff-compressed") {
      descriptor::DiffCacheEntry entry;
      EXPECT_FALSE(descriptor::FindDiff(text, &entry, &fault));
    } else if (problem.text == DiffText::kTarget) {
      EXPECT_FALSE(MakeConsensusDiff(Sample("consensus.base"), text, &fault).ok());
    } else if (problem.text == DiffText::kBase) {
      EXPECT_FALSE(MakeConsensusDiff(text, Sample("consensus.target"), &fault).ok());
      EXPECT_FALSE(ApplyConsensusDiff(text, Sample("consensus.diff"), &fault).ok());
    } else {
      EXPECT_FALSE(ApplyConsensusDiff(Sample("consensus.base"), text, &fault).ok());
    }
    ASSERT_NE(fault.problem, nullptr) << problem.name;
    EXPECT_EQ(fault.problem->name, problem.name);
    EXPECT_EQ(fault.text, problem.text) << problem.name;
    const netdoc::Location at = netdoc::Locate(text, fault.where);
    EXPECT_EQ(at.line, problem.line) << problem.name;
    EXPECT_EQ(at.column, problem.column) << problem.name;
    names.push_back(problem.name);
  }
  EXPECT_EQ(ListTestdata("consensus-diff/bad"), names);
  // A file for this one would be long; descriptor/consensus_diff_test has it.
  names.push_back("diff-text-too-long");
  std::sort(names.begin(), names.end());
  std::vector<std::string> all;
  for (const netdoc::Problem* problem : descriptor::kConsensusDiffProblems) {
    all.emplace_back(problem->name);
  }
  std::sort(all.begin(), all.end());
  EXPECT_EQ(all, names);
}

// ---- real consensuses, where there are any: see descriptor/corpus_test.cc

class Corpus : public ::testing::Test {
 protected:
  void SetUp() override {
    const char* corpus = std::getenv("SCAPE_CORPUS");
    if (corpus == nullptr) GTEST_SKIP() << "SKIPPED: SCAPE_CORPUS is not set";
    corpus_ = corpus;
  }
  // Read takes the beginning of a name.
  std::string Read(const std::string& folder, const std::string& name) const {
    for (const auto& entry : std::filesystem::directory_iterator(corpus_ + "/" + folder)) {
      if (entry.path().filename().string().substr(0, name.size()) == name) {
        return ReadFile(entry.path().string());
      }
    }
    ADD_FAILURE() << "there is no " << folder << "/" << name;
    return {};
  }
  std::string Consensus(const std::string& name) const {
    return Read("network-status-consensus-3", name);
  }
  std::string Microdesc(const std::string& name) const {
    return Read("network-status-microdesc-consensus-3", name);
  }
  std::string corpus_;
};

TEST_F(Corpus, DiffCacheEntries) {
  struct Expected {
    std::string name, flavor, from, hour, digest;
  };
  for (const Expected& expected : std::vector<Expected>{
           {"1009", "ns", "4FBA2AE695831958BDE93346207BCD0257C34E03D16344ADA8071450BF0B0D87",
            "2021-08-29T17:00:00",
            "3CB786E3B5AE600843701FD7D89EA508CCECD41172F89E304E4BFFA44E4F44F2"},
           {"1031", "microdesc", "83DB8EA895F48BF7B10B8A805F03AA0F9BD0E4ADC6125E749D68C263BAC43BE5",
            "2021-08-28T16:00:00",
            "B1ADBC04359B3BC774CFDA89B65D803B3FD9D0FAC7AD88B2DC6144E54EF2EE33"},
           {"1048", "microdesc", "F45CBD0C54ED1A575CA52212CBEF08A5D052C44EC2BDDF00D0B6419A95E53985",
            "2021-08-26T19:00:00",
            "8FE60149F2E1A865012B8E49023294E1F05B0714014ADFE82D0B0485CF244315"}}) {
    SCOPED_TRACE(expected.name);
    const std::string text = Read("consensus-diff", "2021-08-29-diff-cache-" + expected.name);
    descriptor::DiffCacheEntry entry;
    descriptor::ConsensusDiff diff;
    DiffFault fault;
    ASSERT_TRUE(descriptor::ReadDiffCacheEntry(text, &entry, &fault));
    EXPECT_EQ(entry.Find("document-type"), "consensus-diff");
    EXPECT_EQ(entry.Find("consensus-flavor"), expected.flavor);
    EXPECT_EQ(entry.Find("from-valid-after"), expected.hour);
    EXPECT_EQ(entry.Find("sha3-digest"), expected.digest);
    EXPECT_EQ(entry.compression, descriptor::Compression::kNone);
    EXPECT_EQ(Hex(*Sha3_256(entry.body)), expected.digest);
    ASSERT_TRUE(descriptor::ParseConsensusDiff(entry.body, &diff, &fault));
    EXPECT_EQ(Hex(diff.base_digest), expected.from);
    EXPECT_EQ(diff.base_digest_text, entry.Find("from-sha3-digest"));
    EXPECT_EQ(diff.target_digest_text, entry.Find("target-sha3-digest"));
    // The bases of the first two are not here; what they are is told.
    const std::string base =
        expected.flavor == "ns" ? Consensus("2021-08-29-19") : Microdesc("2021-08-26-19");
    const std::string result = Target(base, entry.body);
    if (expected.name == "1048") {
      EXPECT_EQ(result, Microdesc("2021-08-29-19"));
    } else {
      EXPECT_EQ(result, "the diff is for another base: SHA3-256 of what is signed must be " +
                            expected.from + ", and is " + DigestOf(base));
    }
  }
}

TEST_F(Corpus, Diffs) {
  const std::string base = Consensus("2019-07-20-21");
  const absl::StatusOr<std::string> target =
      ApplyConsensusDiff(base, Read("consensus-diff", "2019-torpy"));
  ASSERT_TRUE(target.ok()) << target.status();
  EXPECT_EQ(target->substr(0, 24), "network-status-version 3");
  EXPECT_GT(target->size(), 2000000u);
  EXPECT_EQ(Target(base, Diff(base, *target)), *target);
  EXPECT_EQ(
      Target(Microdesc("arti-consdiff-consensus1"), Read("consensus-diff", "arti-consdiff-diff1")),
      Microdesc("arti-consdiff-consensus2"));
}

TEST_F(Corpus, MakeAndApply) {
  const std::pair<std::string, std::string> pairs[] = {
      {Consensus("2019-07-20-18"), Consensus("2019-07-20-21")},
      {Microdesc("2021-08-26-19"), Microdesc("2021-08-29-19")},
      {Microdesc("2026-03-13-17"), Microdesc("2026-03-14-18")},
      {Microdesc("arti-consdiff-consensus1"), Microdesc("arti-consdiff-consensus2")},
      {Consensus("2010-01-25-21"), Consensus("2023-06-01-10")},  // hardly a relay in common
  };
  for (const auto& [base, target] : pairs) {
    EXPECT_EQ(Target(base, Diff(base, target)), target);
    EXPECT_EQ(Target(target, Diff(target, base)), base);
  }
  // As long as `diff -e` has it, and the signatures.
  EXPECT_LT(Diff(pairs[0].first, pairs[0].second).size(), 262000u);
  EXPECT_LT(Diff(pairs[1].first, pairs[1].second).size(), 910000u);
  // tor's own diff between the same two is 908639 bytes.
  EXPECT_LE(Diff(pairs[1].first, pairs[1].second).size(), 908639u);
}

}  // namespace
}  // namespace scape::crypto
