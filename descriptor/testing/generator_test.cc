#include "descriptor/testing/generator.h"

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "crypto/digest.h"
#include "descriptor/document_type.h"
#include "descriptor/netdoc/diagnostic.h"
#include "descriptor/netdoc/document_reader.h"
#include "descriptor/netdoc/lexer.h"
#include "gtest/gtest.h"

namespace scape::descriptor::testing {
namespace {

std::array<uint8_t, 20> Sha1(std::span<const uint8_t> bytes) { return crypto::Sha1(bytes).value(); }

std::array<uint8_t, 32> Sha256(std::span<const uint8_t> bytes) {
  return crypto::Sha256(bytes).value();
}

std::string Sha256Of(std::string_view text) {
  return netdoc::EncodeBase64(crypto::Sha256(text).value(), /*pad=*/false);
}

constexpr size_t kCount = 1000;

using Generator = std::string (*)(size_t, uint64_t, const GeneratorOptions&);

struct Kind {
  const char* type;
  Generator generate;
};
template <StatusForm kForm>
std::string GenerateStatuses(size_t count, uint64_t seed, const GeneratorOptions& options) {
  std::string text;
  for (size_t i = 0; i < count; ++i) text += GenerateStatus(kForm, 7, seed + i, options);
  return text;
}
constexpr Kind kKinds[] = {
    {"server-descriptor", &GenerateServerDescriptors},
    {"bridge-server-descriptor", &GenerateBridgeServerDescriptors},
    {"extra-info", &GenerateExtraInfos},
    {"bridge-extra-info", &GenerateBridgeExtraInfos},
    {"microdescriptor", &GenerateMicrodescriptors},
    {"network-status-vote-3", &GenerateStatuses<StatusForm::kVote>},
    {"network-status-consensus-3", &GenerateStatuses<StatusForm::kConsensus>},
    {"network-status-microdesc-consensus-3", &GenerateStatuses<StatusForm::kMicrodescConsensus>},
};

// ExpectGood: everything that strict parsing and lint know finds no error and no warning in so many
// documents of the type.
void ExpectGood(std::string_view type_name, const std::string& text, size_t expected) {
  SCOPED_TRACE(type_name);
  netdoc::DocumentReader reader(ReaderTypes(), {}, text);
  netdoc::RawDocument raw;
  size_t count = 0;
  while (reader.Next(&raw)) {
    ++count;
    ASSERT_EQ(raw.problem, nullptr) << raw.text;
    const auto* type = static_cast<const DocumentType*>(raw.type);
    EXPECT_EQ(type->name, type_name);
    netdoc::Diagnostics diagnostics(netdoc::Mode::kStrict);
    const std::unique_ptr<AnyDocument> document = type->make();
    document->Parse(raw, diagnostics);
    document->Check({}, diagnostics);
    document->Lint({.sha1 = &Sha1}, diagnostics);
    for (const netdoc::Diagnostic& diagnostic : diagnostics.list()) {
      if (diagnostic.severity == netdoc::Severity::kNote) continue;
      // A microdescriptor does not say how old it is, so strict parsing misses what came later.
      if (diagnostic.problem == &netdoc::problems::kMissingItem &&
          diagnostic.rule->keyword == "ntor-onion-key" && type->name == "microdescriptor") {
        continue;
      }
      ADD_FAILURE() << netdoc::FormatDiagnostic(diagnostic, type_name, raw.text, raw.line, false);
    }
    EXPECT_TRUE(document->unrecognized().empty());
    if (expected != 1) {
      EXPECT_LT(raw.body.size(), 20000u);
    }
  }
  EXPECT_EQ(count, expected);
}

// Generated documents are good ones.
TEST(Generator, DocumentsAreGood) {
  for (const Kind& kind : kKinds) {
    ExpectGood(kind.type, kind.generate(kCount, 7, {.sha1 = &Sha1}), kCount);
  }
}

// So are those of a network. What they say of each other is crypto/document_graph_test's.
TEST(Generator, NetworkIsGood) {
  const Network network = GenerateNetwork(40, 7, {.sha1 = &Sha1, .sha256 = &Sha256});
  ExpectGood("server-descriptor", network.server_descriptors, 40);
  ExpectGood("extra-info", network.extra_infos, 40);
  ExpectGood("microdescriptor", network.microdescriptors, 40);
  ExpectGood("network-status-consensus-3", network.consensus, 1);
  ExpectGood("network-status-microdesc-consensus-3", network.microdesc_consensus, 1);
  const Network smaller = GenerateNetwork(20, 7, {.sha1 = &Sha1, .sha256 = &Sha256});
  EXPECT_TRUE(network.server_descriptors.starts_with(smaller.server_descriptors));
}

// Every keyword that tors wrote occurs, but a few that are rare.
TEST(Generator, DocumentsAreOfManyForms) {
  const std::map<std::string_view, std::set<std::string_view>> never = {
      {"server-descriptor",
       {"link-key", "dircacheport", "accept6", "reject6", "bridge-distribution-request"}},
      {"bridge-server-descriptor",
       {"dircacheport", "accept6", "reject6", "overload-general", "hibernating", "eventdns",
        "allow-single-hop-exits", "read-history", "write-history", "ipv6-policy"}},
      {"extra-info", {}},
      {"bridge-extra-info",
       {"entry-stats-end", "entry-ips", "cell-stats-end", "cell-processed-cells",
        "cell-queued-cells", "cell-time-in-queue", "cell-circuits-per-decile", "conn-bi-direct",
        "ipv6-conn-bi-direct", "exit-stats-end", "exit-kibibytes-written", "exit-kibibytes-read",
        "exit-streams-opened", "overload-ratelimits", "overload-fd-exhausted", "overload-general"}},
      {"microdescriptor", {"pr"}},
      {"network-status-vote-3", {"package", "bandwidth-file-headers", "bandwidth-file-digest"}},
      {"network-status-consensus-3", {"package"}},
      {"network-status-microdesc-consensus-3", {"package"}},
  };
  for (const Kind& kind : kKinds) {
    const std::string text = kind.generate(kCount, 7, {.sha1 = &Sha1});
    std::set<std::string_view> seen;
    netdoc::Lexer lexer(text);
    netdoc::Item item;
    while (lexer.Next(&item)) seen.insert(item.keyword);
    const DocumentType& type = *FindDocumentType(kind.type);
    for (const netdoc::ItemRule& rule : type.rules) {
      if ((rule.in & type.kind) == 0) continue;
      EXPECT_NE(seen.count(rule.keyword), never.at(kind.type).count(rule.keyword))
          << kind.type << " " << rule.keyword;
    }
  }
}

TEST(Generator, SameSeedSameBytes) {
  for (const Kind& kind : kKinds) {
    const std::string text = kind.generate(50, 7, {});
    EXPECT_EQ(text, kind.generate(50, 7, {}));
    EXPECT_NE(text, kind.generate(50, 8, {}));
    const std::string fewer = kind.generate(20, 7, {});
    EXPECT_EQ(text.substr(0, fewer.size()), fewer);
  }
}

// The same on every platform and for ever: benchmarks and findings name a seed.
TEST(Generator, BytesOfSeed7) {
  EXPECT_EQ(Sha256Of(GenerateServerDescriptors(100, 7)),
            "PcpwUoOmL22gZmSVBw9r38bxS75ASUhJmGrDkzU6Lzg");
  EXPECT_EQ(Sha256Of(GenerateBridgeServerDescriptors(100, 7)),
            "aL/rmNjero7ZB/LV7scLXMlz/z12vuadp2Are7kEFfg");
  EXPECT_EQ(Sha256Of(GenerateExtraInfos(100, 7)), "ASg7LBOblWdgE2tHvuV2B2pPWzZzutOgHhupiuy5ZnQ");
  EXPECT_EQ(Sha256Of(GenerateBridgeExtraInfos(100, 7)),
            "OiEQxXcm7OVXFEp00R1uPWo1zjQ4laCMTPHUHBStlBc");
  EXPECT_EQ(Sha256Of(GenerateMicrodescriptors(100, 7)),
            "FdtjruRV0VaoBimWNcUXg3oUuO//ukliIIF2RMYjGuM");
}

TEST(Generator, Options) {
  EXPECT_EQ(GenerateServerDescriptors(100, 7).find("fingerprint "), std::string::npos);
  EXPECT_NE(GenerateServerDescriptors(100, 7, {.sha1 = &Sha1}).find("fingerprint "),
            std::string::npos);
  for (const Generator generate :
       {&GenerateServerDescriptors, &GenerateExtraInfos, &GenerateMicrodescriptors}) {
    EXPECT_NE(generate(100, 7, {}).find("\n@"), std::string::npos);
    const std::string bare = generate(100, 7, {.annotations = false});
    EXPECT_EQ(bare.find("\n@"), std::string::npos);
    EXPECT_NE(bare[0], '@');
  }
}

}  // namespace
}  // namespace scape::descriptor::testing
