#include "crypto/verifier.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/testing/documents.h"
#include "descriptor/netdoc/document_reader.h"
#include "descriptor/testing/testdata.h"
#include "gtest/gtest.h"

namespace scape::crypto {
namespace {

using descriptor::AnyDocument;
using descriptor::DocumentType;
using descriptor::testing::ReadTestdata;
using testing::Cat;
using testing::Said;

// Given is a text that is read as a file of that name.
struct Given {
  std::string name;
  std::string text;
};

Given File(const std::string& name) { return {name, ReadTestdata(name)}; }

// ForEach calls `visit` with every document.
template <typename Visit>
void ForEach(const std::vector<Given>& files, const Visit& visit) {
  for (const Given& file : files) {
    netdoc::DocumentReader reader(descriptor::ReaderTypes(), {}, std::string_view(file.text));
    netdoc::RawDocument raw;
    while (reader.Next(&raw)) {
      ASSERT_EQ(raw.problem, nullptr) << file.name;
      const std::unique_ptr<AnyDocument> document =
          static_cast<const DocumentType*>(raw.type)->make();
      netdoc::Diagnostics diagnostics(netdoc::Mode::kLenient);
      document->Parse(raw, diagnostics);
      visit(file, raw, *document);
    }
  }
}

// Outcomes returns how many documents of which type have which outcome: "extra-info good 11", and
// what was found wrong.
std::vector<std::string> Outcomes(const std::vector<Given>& files, VerifyOptions options,
                                  std::map<std::string, int>* problems = nullptr) {
  Evidence evidence = *Evidence::Create();
  ForEach(files, [&](const Given& file, const netdoc::RawDocument& raw,
                     const AnyDocument& document) { evidence.Add(document, file.name, raw); });
  auto verifier = *Verifier::Create(options, evidence);
  DocumentVerdict verdict;
  ForEach(files,
          [&](const Given& file, const netdoc::RawDocument& raw, const AnyDocument& document) {
            if (!Evidence::NeedsVerifying(raw)) return;
            verifier->Verify(document, raw, &verdict);
            if (verdict.outcome == Outcome::kGood) evidence.AddNamer(document, file.name, raw);
          });
  EXPECT_TRUE(evidence.complete());
  std::map<std::string, int> counts;
  ForEach(files, [&](const Given&, const netdoc::RawDocument& raw, const AnyDocument& document) {
    verifier->Verify(document, raw, &verdict);
    ++counts[Cat(descriptor::TypeOf(raw, document).name, " ", OutcomeName(verdict.outcome))];
    if (problems == nullptr) return;
    for (const Verdict& one : verdict.checks) {
      if (one.problem != nullptr) ++(*problems)[std::string(one.problem->name)];
    }
    for (const SignatureVerdict& one : verdict.status.signatures) {
      if (one.verdict.problem != nullptr) ++(*problems)[std::string(one.verdict.problem->name)];
    }
  });
  std::vector<std::string> outcomes;
  for (const auto& [name, count] : counts)
    outcomes.push_back(Cat(name, " ", std::to_string(count)));
  return outcomes;
}

using List = std::vector<std::string>;

AuthoritySet TestAuthorities() { return *ParseAuthorities(ReadTestdata("key-certificates")); }

netdoc::UtcTime TimeOfTestNetwork() {
  const std::string consensus = ReadTestdata("consensus-diff/consensus-microdesc.base");
  netdoc::UtcTime time;
  EXPECT_TRUE(netdoc::ParseTime(consensus.substr(consensus.find("valid-after ") + 12, 19), &time));
  return time;
}

TEST(Verifier, RelaysOfTor) {
  EXPECT_EQ(Outcomes({File("server-descriptors"), File("extra-infos")}, {}),
            (List{"extra-info good 11", "server-descriptor good 11"}));
  // The order does not matter, but the keys must be there.
  EXPECT_EQ(Outcomes({File("extra-infos"), File("server-descriptors")}, {}),
            (List{"extra-info good 11", "server-descriptor good 11"}));
  std::map<std::string, int> problems;
  EXPECT_EQ(Outcomes({File("extra-infos")}, {}, &problems), (List{"extra-info unknown 11"}));
  EXPECT_EQ(problems, (std::map<std::string, int>{{"signer-not-given", 11}}));
}

TEST(Verifier, CertificatesOfRelaysExpire) {
  VerifyOptions options;
  options.at = netdoc::UtcTime{TimeOfTestNetwork().unix_seconds + 400 * 86400};
  std::map<std::string, int> problems;
  EXPECT_EQ(Outcomes({File("server-descriptors")}, options, &problems),
            (List{"server-descriptor bad 11"}));
  EXPECT_GT(problems["expired"], 11);
  options.at = netdoc::UtcTime{TimeOfTestNetwork().unix_seconds - 400 * 86400};
  problems.clear();
  EXPECT_EQ(Outcomes({File("server-descriptors")}, options, &problems),
            (List{"server-descriptor bad 11"}));
  EXPECT_EQ(problems, (std::map<std::string, int>{{"not-yet-valid", 11}}));
}

TEST(Verifier, SanitisedDocumentsAreNotPassed) {
  std::map<std::string, int> problems;
  EXPECT_EQ(Outcomes({File("bridge-server-descriptors"), File("bridge-extra-infos"),
                      File("bridge-network-status")},
                     {}, &problems),
            (List{"bridge-extra-info unknown 12", "bridge-network-status unknown 1",
                  "bridge-server-descriptor unknown 12"}));
  EXPECT_EQ(problems, (std::map<std::string, int>{{"nothing-to-verify", 25}}));
}

TEST(Verifier, ConsensusOfTor) {
  VerifyOptions options;
  options.authorities = TestAuthorities();
  const Given consensus = File("consensus-diff/consensus-microdesc.base");
  EXPECT_EQ(Outcomes({consensus, File("key-certificates")}, options),
            (List{"dir-key-certificate-3 good 3", "network-status-microdesc-consensus-3 good 1"}));

  std::map<std::string, int> problems;
  EXPECT_EQ(Outcomes({consensus}, options, &problems),
            (List{"network-status-microdesc-consensus-3 unknown 1"}));
  EXPECT_EQ(problems,
            (std::map<std::string, int>{{"no-certificate", 3}, {"too-few-signatures", 1}}));

  problems.clear();
  options.authorities = AuthoritiesToday();
  EXPECT_EQ(Outcomes({consensus, File("key-certificates")}, options, &problems),
            (List{"dir-key-certificate-3 good 3", "network-status-microdesc-consensus-3 bad 1"}));
  EXPECT_EQ(problems,
            (std::map<std::string, int>{{"too-few-signatures", 1}, {"unknown-authority", 3}}));
}

TEST(Verifier, TimesOfAConsensus) {
  const std::vector<Given> files = {File("consensus-diff/consensus-microdesc.base"),
                                    File("key-certificates")};
  const auto bad = [&](int64_t seconds, std::string_view problem) {
    VerifyOptions options;
    options.authorities = TestAuthorities();
    options.at = netdoc::UtcTime{TimeOfTestNetwork().unix_seconds + seconds};
    std::map<std::string, int> problems;
    const List outcomes = Outcomes(files, options, &problems);
    EXPECT_EQ(problems.contains(std::string(problem)), !problem.empty()) << seconds;
    return outcomes.back();
  };
  const std::string type = "network-status-microdesc-consensus-3 ";
  EXPECT_EQ(bad(0, ""), type + "good 1");
  EXPECT_EQ(bad(-1, "not-yet-valid"), type + "bad 1");
  EXPECT_EQ(bad(80000, "expired"), type + "warned 1") << "tor uses one of yesterday";
  EXPECT_EQ(bad(2 * 86400, "expired"), type + "bad 1");
}

TEST(Verifier, CutOffConsensus) {
  Given consensus = File("consensus-diff/consensus-microdesc.base");
  consensus.text.resize(consensus.text.find("directory-footer"));
  VerifyOptions options;
  options.authorities = TestAuthorities();
  std::map<std::string, int> problems;
  Outcomes({consensus, File("key-certificates")}, options, &problems);
  EXPECT_EQ(problems, (std::map<std::string, int>{{"no-signatures", 1}}));
}

TEST(Verifier, WhatIsNotSignedIsNamed) {
  std::map<std::string, int> problems;
  EXPECT_EQ(Outcomes({File("microdescriptors")}, {}, &problems),
            (List{"microdescriptor unknown 11"}));
  EXPECT_EQ(problems, (std::map<std::string, int>{{"unsigned-document", 11}}));
  VerifyOptions options;
  options.authorities = TestAuthorities();
  const auto with = [&](const std::string& status) {
    return Outcomes({File(status), File("microdescriptors"), File("key-certificates")}, options)[1];
  };
  EXPECT_EQ(with("consensus-diff/consensus-microdesc.base"), "microdescriptor good 11");
  EXPECT_EQ(with("consensus-diff/consensus.base"), "microdescriptor unknown 11")
      << "it names server descriptors";
  options.authorities = AuthoritiesToday();
  EXPECT_EQ(with("consensus-diff/consensus-microdesc.base"), "microdescriptor unknown 11")
      << "what is bad names nobody";
}

TEST(Verifier, DetachedSignaturesOfTor) {
  VerifyOptions options;
  options.authorities = TestAuthorities();
  EXPECT_EQ(Outcomes({File("detached-signature-3"), File("key-certificates")}, options),
            (List{"detached-signature-3 good 1", "dir-key-certificate-3 good 3"}));
  Given other = File("detached-signature-3");
  other.text[other.text.find("consensus-digest ") + 20] ^= 1;
  std::map<std::string, int> problems;
  EXPECT_EQ(Outcomes({other, File("key-certificates")}, options, &problems).front(),
            "detached-signature-3 bad 1");
  EXPECT_EQ(problems, (std::map<std::string, int>{{"not-all-signatures-good", 1},
                                                  {"signature-of-other-text", 3}}));
}

// Each of these has gone through once.
TEST(Verifier, DigestsOfDetachedSignatures) {
  VerifyOptions options;
  options.authorities = TestAuthorities();
  const Given good = File("detached-signature-3");
  const auto outcome = [&](const std::string& text) {
    return Outcomes({{"x", text}, File("key-certificates")}, options).front();
  };
  const std::string line = "additional-digest microdesc sha256 ";
  const size_t at = good.text.find(line);
  ASSERT_NE(at, std::string::npos);
  std::string text = good.text;
  text.erase(at + line.size() + 2, 62);
  EXPECT_EQ(outcome(text), "detached-signature-3 bad 1") << "a digest of one byte";
  text = good.text;
  text.insert(at, line + std::string(64, '0') + "\n");
  EXPECT_EQ(outcome(text), "detached-signature-3 bad 1") << "two digests";
  text = good.text;
  for (size_t from = 0; (from = text.find("microdesc sha256", from)) != std::string::npos;) {
    text.replace(from, 16, "microdesc nonesuch");
  }
  EXPECT_EQ(outcome(text), "detached-signature-3 unknown 1") << "an algorithm that is none";
}

TEST(Verifier, DocumentsWithoutKeysOfTheirSigners) {
  std::map<std::string, int> problems;
  EXPECT_EQ(Outcomes({File("network-status-2"), File("directory"), File("running-routers")}, {},
                     &problems)
                .size(),
            3u);
  EXPECT_GT(problems.size(), 0u) << "they are made up: nobody has signed them";
  EXPECT_FALSE(problems.contains("unsigned-document"));
}

TEST(Verifier, StrictTakesNoWarning) {
  VerifyOptions options;
  options.authorities = TestAuthorities();
  options.at = netdoc::UtcTime{TimeOfTestNetwork().unix_seconds + 80000};
  options.strict = true;
  EXPECT_EQ(
      Outcomes({File("consensus-diff/consensus-microdesc.base"), File("key-certificates")}, options)
          .back(),
      "network-status-microdesc-consensus-3 bad 1");
}

TEST(Trust, IsOnlyMadeByChecks) {
  static_assert(!std::is_constructible_v<SignatureChecked<descriptor::NetworkStatus>,
                                         const descriptor::NetworkStatus&>);
  static_assert(!std::is_default_constructible_v<SignatureChecked<descriptor::NetworkStatus>>);
  static_assert(!std::is_default_constructible_v<TimeChecked<descriptor::ServerDescriptor>>);

  RelayChecker checker = *RelayChecker::Create();
  std::vector<Verdict> verdicts;
  std::string text = testing::Bodies(ReadTestdata("server-descriptors")).front();
  const auto document = testing::Parse<descriptor::ServerDescriptor>(text);
  const auto trusted = checker.Check(document, &verdicts);
  ASSERT_TRUE(trusted.has_value());
  EXPECT_EQ(&trusted->document(), &document);
  ASSERT_TRUE(trusted->expires().has_value());
  verdicts.clear();
  const auto valid = CheckTimes(*trusted, document.published, &verdicts);
  ASSERT_TRUE(valid.has_value());
  EXPECT_EQ(&valid->document(), &document);
  EXPECT_EQ(valid->at(), document.published);
  EXPECT_EQ(Said(verdicts), List{"time good"});
  verdicts.clear();
  EXPECT_FALSE(CheckTimes(*trusted, {trusted->expires()->unix_seconds + 1}, &verdicts).has_value());
  EXPECT_EQ(Said(verdicts), List{"time expired"});

  text[text.find("bandwidth ") + 10] ^= 1;
  const auto changed = testing::Parse<descriptor::ServerDescriptor>(text);
  EXPECT_FALSE(checker.Check(changed, &verdicts).has_value());
}

}  // namespace
}  // namespace scape::crypto
