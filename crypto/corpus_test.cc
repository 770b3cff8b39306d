// The real documents that are wrong: reading, lint and the checks together must find out each.
#include "descriptor/testing/corpus.h"

#include <algorithm>
#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/testing/documents.h"
#include "crypto/verifier.h"
#include "descriptor/document_type.h"
#include "descriptor/testing/documents.h"
#include "descriptor/testing/testdata.h"
#include "gtest/gtest.h"

namespace scape::crypto {
namespace {

using descriptor::testing::CorpusFile;
using descriptor::testing::ReadDocument;
using descriptor::testing::ReadDocuments;
using descriptor::testing::ReadTestdata;
using netdoc::Severity;
using testing::Cat;

// What is wrong with each malformed document, by its author's words. Others that are added later
// must have some problem that is more than a private address.
constexpr struct {
  std::string_view file;
  std::string_view problem;
  std::string_view keyword;  // or check; "": none
} kMalformed[] = {
    {"arti-bad-certs-wrong-end", "item-after-end", "dir-signing-key"},
    {"arti-bad-certs-wrong-start", "text-outside-document", ""},
    {"arti-bad-mds-bogus-policy", "bad-argument", "p6"},
    {"arti-bad-mds-non-ascii-policy", "bad-argument", "p6"},
    {"arti-bad-routerdesc-bad-ed-sk-in-cert", "bad-ed25519-signature", "identity-ed25519"},
    {"arti-bad-routerdesc-bad-ipv6policy", "bad-argument", "ipv6-policy"},
    {"arti-bad-routerdesc-bad-sig-order", "item-after-end", "router-sig-ed25519"},
    {"arti-bad-routerdesc-bad-start2", "text-outside-document", ""},
    {"arti-bad-routerdesc-mismatched-ed-sk-in-cert", "master-key-mismatch", "master-key-ed25519"},
    {"arti-bad-routerdesc-no-ed-id-key-in-cert", "bad-object", "identity-ed25519"},
    {"metrics-lib-DescriptorParserImplTest-DEFECT", "bad-argument", "router"},
    {"metrics-lib-RelayNetworkStatusImplTest-validHeader", "missing-item", "directory-signature"},
    {"tor-DUPLICATE_KEY", "repeated-ed25519-identity", "id"},
    {"stem-extrainfo_nonascii_v3_reqs", "bad-argument", "dirreq-v3-reqs"},
    {"tor-EX_EI_BAD_NICKNAME", "bad-argument", "extra-info"},
    {"tor-EX_EI_BAD_PUBLISHED", "bad-argument", "published"},
    {"tor-EX_EI_BAD_SIG2", "bad-argument", "router-sig-ed25519"},
    {"tor-EX_EI_BAD_TOKENS", "duplicate-item", "published"},
    {"tor-EX_EI_ED_BAD_CERT1", "bad-object", "identity-ed25519"},
    {"tor-EX_EI_ED_MISPLACED_SIG", "misplaced-item", "router-signature"},
    {"tor-EX_EI_ED_MISSING_CERT", "missing-item", "identity-ed25519"},
    {"tor-EX_EI_ED_MISSING_SIG", "missing-item", "router-sig-ed25519"},
    {"tor-EX_RI_BAD_BANDWIDTH2", "bad-argument", "bandwidth"},
    {"tor-EX_RI_BAD_BANDWIDTH3", "bad-argument", "bandwidth"},
    {"tor-EX_RI_BAD_DIRPORT", "bad-argument", "router"},
    {"tor-EX_RI_BAD_FAMILY", "bad-argument", "family"},
    {"tor-EX_RI_BAD_FINGERPRINT", "bad-argument", "fingerprint"},
    {"tor-EX_RI_BAD_NAME2", "bad-argument", "router"},
    {"tor-EX_RI_BAD_NO_EXIT_POLICY", "no-exit-policy", "reject"},
    {"tor-EX_RI_BAD_NTOR_KEY", "bad-argument", "ntor-onion-key"},
    {"tor-EX_RI_BAD_ONIONKEY", "bad-object", "onion-key"},
    {"tor-EX_RI_BAD_TOKENS", "missing-argument", "router"},
    {"tor-EX_RI_BAD_UPTIME", "bad-argument", "uptime"},
    {"tor-EX_RI_ED_BAD_CROSSCERT1", "ntor-crosscert-mismatch", "ntor-onion-key-crosscert"},
    {"tor-EX_RI_ED_BAD_SIG3", "bad-argument", "router-sig-ed25519"},
    {"tor-EX_RI_ED_MISPLACED1", "misplaced-item", ""},
    {"tor-EX_RI_ED_MISPLACED2", "misplaced-item", ""},
    {"tor-EX_RI_ED_MISSING_CROSSCERT2", "missing-item", ""},
    {"tor-EX_RI_MISMATCHED_FINGERPRINT", "fingerprint-mismatch", "fingerprint"},
    {"tor-EX_RI_NEG_BANDWIDTH", "bad-argument", "bandwidth"},
    {"tor-EX_RI_ZERO_ORPORT", "or-port-zero", "router"},
};

// NotFoundOut returns the names in testdata/needs_keys.txt; every line must give a reason.
std::set<std::string> NotFoundOut() {
  std::set<std::string> names;
  std::istringstream lines(ReadTestdata("needs_keys.txt"));
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line[0] == '#') continue;
    const size_t tab = line.find('\t');
    EXPECT_LT(tab + 20, line.size()) << "without a reason: " << line;
    names.insert(line.substr(0, tab));
  }
  return names;
}

// Problem is what was found, and at which keyword or by which check.
struct Problem {
  std::string_view name;
  std::string_view keyword;
};

// Problems returns all that is found wrong with the documents of a text.
std::vector<Problem> Problems(std::string_view text) {
  std::vector<Problem> problems;
  Evidence evidence = *Evidence::Create();
  ReadDocuments(text, {}, [&](const ReadDocument& document) {
    if (document.parsed != nullptr) evidence.Add(*document.parsed, "", document.raw);
  });
  auto verifier = *Verifier::Create({}, evidence);
  DocumentVerdict verdict;
  ReadDocuments(text, {.mode = netdoc::Mode::kStrict}, [&](const ReadDocument& document) {
    for (const netdoc::Diagnostic& diagnostic : document.diagnostics.list()) {
      if (diagnostic.severity < Severity::kWarning ||
          diagnostic.problem->name == "internal-address") {
        continue;
      }
      problems.push_back(
          {diagnostic.problem->name, diagnostic.rule == nullptr ? "" : diagnostic.rule->keyword});
    }
    if (document.parsed == nullptr) return;
    verifier->Verify(*document.parsed, document.raw, &verdict);
    for (const Verdict& one : verdict.checks) {
      if (one.outcome == Outcome::kBad) problems.push_back({one.problem->name, one.check->name});
    }
  });
  return problems;
}

TEST(Corpus, MalformedDocumentsHaveANamedProblem) {
  if (!descriptor::testing::HasCorpus()) GTEST_SKIP() << descriptor::testing::kNoCorpus;
  const std::vector<CorpusFile> all = descriptor::testing::CorpusFiles();
  std::set<std::string> not_found_out = NotFoundOut();
  size_t files = 0;
  for (const CorpusFile& file : all) {
    if (!file.malformed) continue;
    ++files;
    const std::vector<Problem> problems = Problems(file.Text());
    std::string found;
    for (const Problem& problem : problems) found += Cat(problem.name, " ", problem.keyword, "; ");
    if (not_found_out.erase(file.Name()) != 0) {
      EXPECT_TRUE(problems.empty()) << file.path << " is found out: " << found;
      continue;
    }
    const auto* const expected =
        std::find_if(std::begin(kMalformed), std::end(kMalformed),
                     [&](const auto& known) { return known.file == file.Name(); });
    if (expected == std::end(kMalformed)) {
      EXPECT_FALSE(problems.empty()) << file.path;
      continue;
    }
    EXPECT_TRUE(std::any_of(problems.begin(), problems.end(),
                            [&](const Problem& problem) {
                              return problem.name == expected->problem &&
                                     (expected->keyword.empty() ||
                                      expected->keyword == problem.keyword);
                            }))
        << file.path << ": not " << expected->problem << " but " << found;
  }
  EXPECT_GE(files, std::size(kMalformed));
  EXPECT_EQ(not_found_out, std::set<std::string>()) << "no such files";
}

}  // namespace
}  // namespace scape::crypto
