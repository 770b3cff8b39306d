// Fuzzes the checks of signatures, keys and digests, of documents of any type.
#include <algorithm>
#include <memory>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "crypto/document_graph.h"
#include "crypto/verifier.h"
#include "descriptor/document_type.h"
#include "descriptor/fuzz/fuzz.h"
#include "descriptor/netdoc/document_reader.h"

namespace scape::fuzz {
namespace {

using crypto::DocumentVerdict;
using crypto::Outcome;
using crypto::Verdict;

void CheckVerdict(std::string_view text, const Verdict& verdict) {
  Require(verdict.check != nullptr, "a verdict is of a check");
  Require((verdict.problem == nullptr) == (verdict.outcome == Outcome::kGood),
          "what is not good has a problem");
  Require(verdict.where.data() == nullptr || IsInside(text, verdict.where),
          "a verdict is of a place in the document");
}

void CheckVerdict(std::string_view text, const DocumentVerdict& verdict, bool strict) {
  bool all_good = true, bad = false;
  for (const Verdict& one : verdict.checks) {
    CheckVerdict(text, one);
    all_good = all_good && one.outcome == Outcome::kGood;
    bad = bad || one.outcome == Outcome::kBad;
  }
  size_t good = 0;
  for (const crypto::SignatureVerdict& one : verdict.status.signatures) {
    CheckVerdict(text, one.verdict);
    good += one.verdict.outcome == Outcome::kGood || one.verdict.outcome == Outcome::kWarned;
  }
  Require(verdict.status.good <= good, "who counts has a good signature");
  Require(verdict.status.good <= verdict.status.trusted, "who counts is trusted");
  Require(!strict || verdict.outcome != Outcome::kWarned, "strict, nothing is warned of");
  if (verdict.outcome == Outcome::kGood) Require(all_good, "what is good is good in all");
  if (bad) Require(verdict.outcome == Outcome::kBad, "what is bad in one is bad");
}

bool Same(const Verdict& a, const Verdict& b) {
  return a.check == b.check && a.outcome == b.outcome && a.problem == b.problem &&
         a.expires == b.expires && a.where.data() == b.where.data() &&
         a.where.size() == b.where.size();
}

// Same tells whether two verdicts of one document are alike.
bool Same(const DocumentVerdict& a, const DocumentVerdict& b) {
  const auto& signatures = a.status.signatures;
  const auto& others = b.status.signatures;
  return a.outcome == b.outcome && a.status.good == b.status.good &&
         std::equal(a.checks.begin(), a.checks.end(), b.checks.begin(), b.checks.end(),
                    [](const Verdict& x, const Verdict& y) { return Same(x, y); }) &&
         std::equal(signatures.begin(), signatures.end(), others.begin(), others.end(),
                    [](const auto& x, const auto& y) { return Same(x.verdict, y.verdict); });
}

void Fuzz(std::string_view text) {
  struct Read {
    netdoc::RawDocument raw;
    std::unique_ptr<descriptor::AnyDocument> document;
  };
  std::vector<Read> documents;
  netdoc::DocumentReader reader(descriptor::ReaderTypes(), {}, text);
  netdoc::RawDocument raw;
  netdoc::Diagnostics unheard(netdoc::Mode::kLenient, /*limit=*/0);
  absl::StatusOr<crypto::Evidence> evidence = crypto::Evidence::Create();
  absl::StatusOr<crypto::DocumentGraph> graph = crypto::DocumentGraph::Create();
  Require(evidence.ok() && graph.ok(), "there is OpenSSL");
  while (reader.Next(&raw)) {
    if (raw.problem != nullptr) continue;
    documents.push_back({raw, static_cast<const descriptor::DocumentType*>(raw.type)->make()});
    documents.back().document->Parse(raw, unheard);
    evidence->Add(*documents.back().document, "input", raw);
    graph->Add(*documents.back().document, "input", raw);
  }
  graph->Check();
  for (const bool strict : {false, true}) {
    // Who signs consensuses: everybody of whom there is a certificate.
    crypto::VerifyOptions options{.strict = strict};
    std::vector<crypto::Sha1Digest> identities;
    for (const auto& one : evidence->certificates().certificates()) {
      identities.push_back(one.identity);
    }
    if (!identities.empty()) options.authorities = crypto::AuthoritySet::Of(identities);
    const auto verifier = crypto::Verifier::Create(options, *evidence);
    Require(verifier.ok(), "there is OpenSSL");
    DocumentVerdict verdict, again;
    for (const Read& one : documents) {
      if (strict || !crypto::Evidence::NeedsVerifying(one.raw)) continue;
      (*verifier)->Verify(*one.document, one.raw, &verdict);
      if (verdict.outcome == Outcome::kGood) evidence->AddNamer(*one.document, "input", one.raw);
    }
    for (const Read& one : documents) {
      (*verifier)->Verify(*one.document, one.raw, &verdict);
      CheckVerdict(one.raw.text, verdict, strict);
      // What others were and what is remembered of them changes nothing.
      const auto alone = crypto::Verifier::Create(options, *evidence);
      Require(alone.ok(), "there is OpenSSL");
      (*alone)->Verify(*one.document, one.raw, &again);
      Require(Same(verdict, again), "a document has one verdict");
    }
  }
  evidence->graph().Check();
}

}  // namespace
}  // namespace scape::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  scape::fuzz::Fuzz(scape::fuzz::TextOf(data, size));
  return 0;
}
