// Verifier tells of any document whether what signs it is right, with what other documents say:
// key certificates, server descriptors, and whoever names a document that is not signed itself.
//
//   absl::StatusOr<Evidence> evidence = Evidence::Create();
//   evidence->Add(*document, "cached-certs", raw);            // each document, in any order
//   auto verifier = Verifier::Create(options, *evidence);     // one for each thread
//   if (!verifier.ok()) return verifier.status();
//   if (Evidence::NeedsVerifying(raw)) ...                    // network statuses: verify them now,
//     evidence->AddNamer(*document, "cached-consensus", raw); // and tell what the good ones name
//   DocumentVerdict verdict;
//   (*verifier)->Verify(*document, raw, &verdict);
//   verdict.outcome;                                          // Outcome::kGood
//   for (const Verdict& v : verdict.checks) ...               // what was checked, and why not
//
// Evidence owns what it keeps, some 400 bytes for each relay and 200 for each digest that is named;
// once it is complete any number of threads may look at it. A Verifier belongs to one thread and
// borrows the evidence. A DocumentVerdict has views into the document.
#ifndef SCAPE_CRYPTO_VERIFIER_H_
#define SCAPE_CRYPTO_VERIFIER_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/base/attributes.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "crypto/authorities.h"
#include "crypto/certificate_store.h"
#include "crypto/checked.h"
#include "crypto/document_graph.h"
#include "crypto/relay_checker.h"
#include "crypto/status_checker.h"
#include "crypto/verdict.h"
#include "descriptor/document_type.h"
#include "descriptor/netdoc/document_reader.h"

namespace scape::crypto {

// Checks of a document as a whole.
namespace document_checks {
inline constexpr CheckKind kMajority{"directory-signature",
                                     "more than half of the trusted authorities have signed it"};
inline constexpr CheckKind kEach{"directory-signature", "each signature in it is right"};
inline constexpr CheckKind kTrustedSigner{"fingerprint", "it is one of the trusted authorities"};
inline constexpr CheckKind kNamed{
    "digest", "a document that was given, and is good if it is a network status, names it"};
inline constexpr CheckKind kReadable{"document", "it can be read"};
}  // namespace document_checks

namespace problems {
inline constexpr netdoc::Problem kTooFewSignatures{
    "too-few-signatures",
    Severity::kError,
    Severity::kError,
    "fewer of the trusted authorities have signed it than are needed",
    "what is wrong with each signature tells why",
    ""};
inline constexpr netdoc::Problem kNoSignatures{"no-signatures",
                                               Severity::kError,
                                               Severity::kError,
                                               "there is no signature at its end",
                                               "it was cut off: get it again, whole",
                                               ""};
inline constexpr netdoc::Problem kUnsignedDocument{
    "unsigned-document",
    Severity::kNote,
    Severity::kNote,
    "documents of this kind are not signed, and no good one that was given names it",
    "give the one that names it, and what that is verified with",
    ""};
inline constexpr netdoc::Problem kBadOfSome{
    "bad-signature-among-good",  Severity::kError,
    Severity::kWarning,          "enough have signed it, but not all signatures on it are right",
    "tor takes it all the same", ""};
inline constexpr netdoc::Problem kNotAllGood{"not-all-signatures-good",
                                             Severity::kError,
                                             Severity::kError,
                                             "not every signature in it is right",
                                             "what is wrong with each signature tells why",
                                             ""};
}  // namespace problems

// kVerifierProblems lists them.
inline constexpr const netdoc::Problem* kVerifierProblems[] = {
    &problems::kTooFewSignatures, &problems::kNoSignatures, &problems::kUnsignedDocument,
    &problems::kBadOfSome, &problems::kNotAllGood};

struct VerifyOptions {
  // The time at which documents must be valid; none: each at its own, which is `valid-after`,
  // `dir-key-published` or `published`.
  std::optional<netdoc::UtcTime> at;
  // Whose signatures make a consensus; none: those of its own time.
  std::optional<AuthoritySet> authorities;
  // What tor takes but should not be is bad.
  bool strict = false;
};

// Evidence is what documents are checked with.
class Evidence {
 public:
  static absl::StatusOr<Evidence> Create();

  // Add takes what there is in a document. A certificate that is at fault is left out.
  void Add(const descriptor::AnyDocument& document, std::string_view file,
           const netdoc::RawDocument& raw);

  // Most of that work can other threads do, each with a Gatherer of its own.
  struct Gathered {
    DocumentGraph::Described described;
    std::optional<RelayKeys> keys;
  };
  class Gatherer {
   public:
    static absl::StatusOr<Gatherer> Create();
    // Gather returns nothing of a document with certificates: Add(document, file, raw) takes it.
    std::optional<Gathered> Gather(const descriptor::AnyDocument& document,
                                   const netdoc::RawDocument& raw);

   private:
    explicit Gatherer(std::unique_ptr<DocumentGraph::Describer> describer)
        : describer_(std::move(describer)) {}
    std::unique_ptr<DocumentGraph::Describer> describer_;
  };
  void Add(Gathered gathered, std::string_view file);

  // A network status names others, which are then good; so it must be good itself. Add does not
  // tell what it names: AddNamer does, when all else has been added and it has been verified.
  static bool NeedsVerifying(const netdoc::RawDocument& raw);
  void AddNamer(const descriptor::AnyDocument& document, std::string_view file,
                const netdoc::RawDocument& raw);

  CertificateStore& certificates() { return certificates_; }
  const CertificateStore& certificates() const { return certificates_; }
  DocumentGraph& graph() { return graph_; }
  const DocumentGraph& graph() const { return graph_; }
  // complete is false when there were more documents than a DocumentGraph takes.
  bool complete() const { return complete_; }

  // KeysOf returns null when no descriptor of that relay was added.
  const RelayKeys* KeysOf(const Sha1Digest& fingerprint) const;

 private:
  Evidence(CertificateStore certificates, DocumentGraph graph)
      : certificates_(std::move(certificates)), graph_(std::move(graph)) {}
  void AddKeys(std::optional<RelayKeys> keys);

  CertificateStore certificates_;
  DocumentGraph graph_;
  absl::flat_hash_map<Sha1Digest, RelayKeys> relays_;
  std::vector<Verdict> verdicts_;
  bool complete_ = true;
};

// DocumentVerdict is what became of one document.
struct DocumentVerdict {
  Outcome outcome = Outcome::kUnknown;
  std::vector<Verdict> checks;          // of the document; of a consensus, as a whole
  StatusVerdict status;                 // the signatures of a consensus, or of a detached one
  std::optional<netdoc::UtcTime> time;  // its own
  netdoc::UtcTime at;                   // at which it was looked at
  // Where the line stands by which another document names it; empty: there is none.
  std::string_view named_in;
  uint64_t named_line = 0;
};

class Verifier {
 public:
  static absl::StatusOr<std::unique_ptr<Verifier>> Create(
      const VerifyOptions& options, const Evidence& evidence ABSL_ATTRIBUTE_LIFETIME_BOUND);

  // Copy returns a verifier for another thread, with the same options and evidence; what one of
  // them finds good of a relay, the other need not check again.
  absl::StatusOr<std::unique_ptr<Verifier>> Copy() const;

  // Verify overwrites *verdict. In a sanitised document, and in one of a type that is not signed
  // and that nothing names, there is nothing to verify, and the outcome is kUnknown.
  void Verify(const descriptor::AnyDocument& document, const netdoc::RawDocument& raw,
              DocumentVerdict* verdict);

 private:
  static absl::StatusOr<std::unique_ptr<Verifier>> Make(const VerifyOptions& options,
                                                        const Evidence& evidence,
                                                        absl::StatusOr<RelayChecker> relays);
  Verifier(const VerifyOptions& options, const Evidence& evidence, RelayChecker relays,
           StatusChecker statuses, CertificateStore certificates, CertificateStore scratch,
           Sha1Digester sha1, Sha256Digester sha256);

  netdoc::UtcTime At(netdoc::UtcTime own, DocumentVerdict* verdict) const;
  const AuthoritySet& Trusted(netdoc::UtcTime own);
  void VerifyStatus(const descriptor::NetworkStatus& status, DocumentVerdict* verdict);
  void VerifyUnsigned(const descriptor::AnyDocument& document, const netdoc::RawDocument& raw,
                      DocumentVerdict* verdict);

  const VerifyOptions options_;
  const Evidence& evidence_;
  RelayChecker relays_;
  StatusChecker statuses_;
  CertificateStore certificates_;
  CertificateStore scratch_;
  Sha1Digester sha1_;
  Sha256Digester sha256_;
  const AuthoritySet old_authorities_;
  AuthoritySet of_time_;  // of the last document's month
  std::optional<netdoc::UtcTime> of_time_is_of_;
};

}  // namespace scape::crypto

#endif  // SCAPE_CRYPTO_VERIFIER_H_
