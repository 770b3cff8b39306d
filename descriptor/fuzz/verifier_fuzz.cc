// Fuzzes the checks of signatures, keys and digests, of documents of any type.
#include <memory>
#include <vector>

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
    all_good = all_good && (one.outcome == Outcome::kGood || one.outcome == Outcome::kWarned);
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

// Same tells whether two verdicts of one document are alike.
bool Same(const DocumentVerdict& a, const DocumentVerdict& b) {
  if (a.outcome != b.outcome || a.checks.size() != b.checks.size()) return false;
  for (size_t i = 0; i < a.checks.size(); ++i) {
    if (a.checks[i].outcome != b.checks[i].outcome || a.checks[i].problem != b.checks[i].problem ||
        a.checks[i].expires != b.checks[i].expires) {
      return false;
    }
  }
  return true;
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
  Require(evidence.ok(), "there is OpenSSL");
  while (reader.Next(&raw)) {
    if (raw.problem != nullptr) continue;
    documents.push_back({raw, static_cast<const descriptor::DocumentType*>(raw.type)->make()});
    documents.back().document->Parse(raw, unheard);
    evidence->Add(*documents.back().document, "input", raw);
  }
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
      (*verifier)->Verify(*one.document, one.raw, &verdict);
      CheckVerdict(one.raw.text, verdict, strict);
      // What is remembered changes nothing.
      (*verifier)->Verify(*one.document, one.raw, &again);
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
