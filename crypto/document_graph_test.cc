#include "crypto/document_graph.h"

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crypto/consensus_diff.h"
#include "crypto/digest.h"
#include "crypto/lint_context.h"
#include "descriptor/document_type.h"
#include "descriptor/netdoc/diagnostic.h"
#include "descriptor/testing/generator.h"
#include "descriptor/testing/testdata.h"
#include "gtest/gtest.h"

namespace scape::crypto {
namespace {

using descriptor::LinkTarget;
using descriptor::testing::ListTestdata;
using descriptor::testing::ReadTestdata;
using Counts = DocumentGraph::Counts;

// Given is files that are held against each other.
class Given {
 public:
  explicit Given(DocumentGraph::Consensuses consensuses = DocumentGraph::Consensuses::kAll) {
    absl::StatusOr<DocumentGraph> graph = DocumentGraph::Create(consensuses);
    if (graph.ok()) graph_ = std::make_unique<DocumentGraph>(*std::move(graph));
  }

  Given& File(std::string_view name, std::string_view text) {
    netdoc::DocumentReader reader(descriptor::ReaderTypes(), {}, text);
    netdoc::RawDocument raw;
    netdoc::Diagnostics diagnostics(netdoc::Mode::kLenient);
    while (reader.Next(&raw)) {
      EXPECT_EQ(raw.problem, nullptr) << name;
      if (raw.problem != nullptr) continue;
      const auto document = static_cast<const descriptor::DocumentType*>(raw.type)->make();
      document->Parse(raw, diagnostics);
      EXPECT_TRUE(graph_->Add(*document, name, raw));
    }
    return *this;
  }
  // The graph must not need the text any more.
  Given& Testdata(const std::string& name) { return File(name, ReadTestdata(name)); }

  const DocumentGraph::Result& Check() {
    result_ = graph_->Check();
    return result_;
  }
  const Counts& Of(LinkTarget target) const { return result_.counts[static_cast<size_t>(target)]; }

  // Told returns "file:line problem expects" of each finding.
  std::vector<std::string> Told() const {
    std::vector<std::string> told;
    for (const DocumentGraph::Finding& finding : result_.findings) {
      told.push_back(std::string(finding.file) + ":" + std::to_string(finding.line) + " " +
                     std::string(finding.problem->name) + " " + std::string(finding.expects));
    }
    return told;
  }

 private:
  std::unique_ptr<DocumentGraph> graph_;
  DocumentGraph::Result result_;
};

using Strings = std::vector<std::string>;

// One network's documents belong together: tor computed the digests.
TEST(DocumentGraph, WhatTorMadeBelongsTogether) {
  Given given;
  given.Testdata("server-descriptors").Testdata("extra-infos").Check();
  EXPECT_EQ(given.Told(), Strings());
  const Counts& extra_infos = given.Of(LinkTarget::kExtraInfo);
  EXPECT_EQ(extra_infos.given, 11u);
  EXPECT_EQ(extra_infos.named, 11u);
  EXPECT_EQ(extra_infos.found, 11u);
  EXPECT_EQ(
      extra_infos.missing + extra_infos.different + extra_infos.foreign + extra_infos.orphaned, 0u);
  EXPECT_FALSE(given.Of(LinkTarget::kServerDescriptor).looked_at());
}

// A consensus of 7,000 relays with all that it names, digests computed where they were made up.
TEST(DocumentGraph, Network) {
  constexpr size_t kRelays = 7000;
  const descriptor::testing::Network network = descriptor::testing::GenerateNetwork(
      kRelays, 7,
      {.sha1 = [](std::span<const uint8_t> bytes) { return *Sha1(bytes); },
       .sha256 = [](std::span<const uint8_t> bytes) { return *Sha256(bytes); }});
  Given given;
  given.File("consensus", network.consensus)
      .File("microdesc", network.microdesc_consensus)
      .File("extra-infos", network.extra_infos)
      .File("microdescriptors", network.microdescriptors)
      .File("descriptors", network.server_descriptors);
  given.Check();
  // Of the votes that the consensuses name none was given.
  EXPECT_EQ(given.Told(), Strings());
  for (const LinkTarget target :
       {LinkTarget::kServerDescriptor, LinkTarget::kExtraInfo, LinkTarget::kMicrodescriptor}) {
    EXPECT_EQ(given.Of(target).given, kRelays);
    EXPECT_EQ(given.Of(target).named, kRelays);
    EXPECT_EQ(given.Of(target).found, kRelays);
  }
}

// The order in which files are given is of no matter, nor is a document that is given twice.
TEST(DocumentGraph, AnyOrder) {
  Given given;
  given.Testdata("extra-infos").Testdata("server-descriptors").Testdata("extra-infos").Check();
  EXPECT_EQ(given.Told(), Strings());
  EXPECT_EQ(given.Of(LinkTarget::kExtraInfo).found, 11u);
}

// Alone, nothing is missing.
TEST(DocumentGraph, OnlyWhatIsGivenIsHeldAgainstEachOther) {
  for (const std::string file : {"server-descriptors", "extra-infos", "microdescriptors",
                                 "network-status-consensus-3", "network-status-vote-3"}) {
    Given given;
    given.Testdata(file).Check();
    EXPECT_EQ(given.Told(), Strings()) << file;
    for (size_t i = 0; i < descriptor::kLinkTargets; ++i) {
      EXPECT_FALSE(given.Of(static_cast<LinkTarget>(i)).looked_at()) << file;
    }
  }
}

// A diff names what is signed of one consensus, and all of another.
TEST(DocumentGraph, ConsensusesOfADiff) {
  Given both;
  both.Testdata("consensus-diff/consensus-microdesc.base")
      .Testdata("consensus-diff/consensus-microdesc.diff")
      .Testdata("consensus-diff/consensus-microdesc.target")
      .Testdata("consensus-diff/consensus.base")  // which this diff is not of
      .Check();
  EXPECT_EQ(both.Told(), Strings());
  EXPECT_EQ(both.Of(LinkTarget::kConsensus).given, 3u);
  EXPECT_EQ(both.Of(LinkTarget::kConsensus).named, 2u);
  EXPECT_EQ(both.Of(LinkTarget::kConsensus).found, 2u);

  // The base's signatures may be others; the target is all of its text.
  std::string base = ReadTestdata("consensus-diff/consensus-microdesc.base");
  std::string target = ReadTestdata("consensus-diff/consensus-microdesc.target");
  for (std::string* text : {&base, &target}) {
    const size_t end = text->rfind("-----END SIGNATURE-----");
    ASSERT_NE(end, std::string::npos);
    (*text)[end - 10] = (*text)[end - 10] == 'A' ? 'B' : 'A';
  }
  // Each is named in its own way.
  std::string swapped = ReadTestdata("consensus-diff/consensus-microdesc.diff");
  const size_t line = swapped.find("hash ") + 5;
  swapped = swapped.substr(0, line) + swapped.substr(line + 65, 64) + " " +
            swapped.substr(line, 64) + swapped.substr(line + 129);
  Given wrong;
  wrong.Testdata("consensus-diff/consensus-microdesc.base")
      .Testdata("consensus-diff/consensus-microdesc.target")
      .File("diff", swapped)
      .Check();
  EXPECT_EQ(wrong.Told(),
            Strings({"diff:2 missing-document consensus", "diff:2 missing-document consensus"}));

  // What one diff leads to, the next leads from: one document.
  const std::string middle = ReadTestdata("consensus-diff/consensus-microdesc.target");
  const std::string last = ReadTestdata("consensus-diff/consensus-microdesc.base");
  Given chain;
  chain.File("first", last)
      .Testdata("consensus-diff/consensus-microdesc.diff")
      .File("middle", middle)
      .File("back", *MakeConsensusDiff(middle, last))
      .Check();
  EXPECT_EQ(chain.Told(), Strings());
  EXPECT_EQ(chain.Of(LinkTarget::kConsensus).given, 2u);
  EXPECT_EQ(chain.Of(LinkTarget::kConsensus).named, 2u);
  EXPECT_EQ(chain.Of(LinkTarget::kConsensus).found, 2u);

  Given changed;
  changed.File("base", base)
      .Testdata("consensus-diff/consensus-microdesc.diff")
      .File("target", target)
      .Check();
  EXPECT_EQ(changed.Told(), Strings({"consensus-diff/consensus-microdesc.diff:2 missing-document "
                                     "consensus"}));
  EXPECT_EQ(changed.Of(LinkTarget::kConsensus).found, 1u);
}

// Where consensuses are only looked at when they were named before, the order matters.
TEST(DocumentGraph, ConsensusesNamedBefore) {
  const std::vector<std::string> files = {"consensus-diff/consensus-microdesc.diff",
                                          "consensus-diff/consensus-microdesc.base",
                                          "consensus-diff/consensus-microdesc.target"};
  Given before(DocumentGraph::Consensuses::kNamedBefore);
  for (const std::string& file : files) before.Testdata(file);
  before.Check();
  EXPECT_EQ(before.Of(LinkTarget::kConsensus).found, 2u);
  Given behind(DocumentGraph::Consensuses::kNamedBefore);
  for (size_t i = files.size(); i-- > 0;) behind.Testdata(files[i]);
  behind.Check();
  EXPECT_EQ(behind.Of(LinkTarget::kConsensus).given, 0u);
  EXPECT_EQ(behind.Told(), Strings());
}

// Each problem has a file of documents that show it, and nothing else.
TEST(DocumentGraph, EachProblemHasItsFile) {
  Strings names;
  for (const netdoc::Problem* problem : descriptor::kLinkProblems) {
    names.emplace_back(problem->name);
    Given given;
    given.Testdata("together/" + names.back());
    const auto findings = given.Check().findings;
    ASSERT_EQ(findings.size(), 1u) << names.back();
    EXPECT_EQ(findings[0].problem, problem);
    // The line stands there.
    const std::string text = "\n" + ReadTestdata("together/" + names.back());
    size_t at = 0;
    for (uint64_t line = 0; line < findings[0].line; ++line) at = text.find('\n', at) + 1;
    EXPECT_EQ(text.substr(at, findings[0].text.size()), findings[0].text);
  }
  std::sort(names.begin(), names.end());
  EXPECT_EQ(ListTestdata("together"), names);
}

}  // namespace
}  // namespace scape::crypto
