// StatusChecker checks the signatures of votes and consensuses, and tells whether enough
// authorities have signed (dir-spec 3.4 and 5.3): more than half of a given set of trusted ones.
//
//   CertificateStore store = ...;                       // with the authorities' certificates
//   absl::StatusOr<StatusChecker> checker = StatusChecker::Create();
//   if (!checker.ok()) return checker.status();
//   StatusVerdict verdict;
//   checker->CheckConsensus(consensus, trusted, at, &store, &verdict);
//   verdict.accepted();                                  // good >= needed, and all is signed
//   for (const SignatureVerdict& s : verdict.signatures) ...   // who, and why not
//
// An authority counts once, however often it has signed, and only if its identity is trusted, is
// among the consensus's dir-source lines, and a certificate of it that has not expired at the given
// time names the key. As in tor, each algorithm is that which the signature names.
//
// Verdicts have views into the consensus. One object belongs to one thread.
#ifndef SCAPE_CRYPTO_STATUS_CHECKER_H_
#define SCAPE_CRYPTO_STATUS_CHECKER_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "crypto/certificate_store.h"
#include "crypto/digest.h"
#include "crypto/verdict.h"
#include "descriptor/netdoc/scalars.h"
#include "descriptor/network_status.h"

namespace scape::crypto {

namespace status_checks {
inline constexpr CheckKind kDirectorySignature{"directory-signature",
                                               "the authority has signed the document"};
}  // namespace status_checks

// What signatures of authorities have wrong beside what verdict.h has.
namespace problems {
inline constexpr netdoc::Problem kUnknownAuthority{
    "unknown-authority",
    Severity::kNote,
    Severity::kNote,
    "this authority is not one of those that are trusted, and its signature does not count",
    "name the right set of authorities, if it should",
    ""};
inline constexpr netdoc::Problem kNoCertificate{
    "no-certificate",
    Severity::kNote,
    Severity::kNote,
    "there is no certificate for this authority's signing key",
    "give the authority's certificate of that time",
    ""};
inline constexpr netdoc::Problem kCertificateExpired{
    "certificate-expired",
    Severity::kError,
    Severity::kError,
    "the certificate of the signing key has expired",
    "give a newer certificate; or the time at which the document was valid, if it is an old one",
    ""};
inline constexpr netdoc::Problem kSecondSignature{
    "second-signature",
    Severity::kWarning,
    Severity::kWarning,
    "a signature by this authority and algorithm stands before this one, which is passed over",
    "remove one; tor takes the first, good or not",
    ""};
inline constexpr netdoc::Problem kSignerIsNoVoter{
    "signer-is-no-voter",
    Severity::kError,
    Severity::kError,
    "no `dir-source` names the authority that signed here",
    "tor refuses the whole document",
    ""};
inline constexpr netdoc::Problem kUnknownAlgorithm{
    "unknown-signature-algorithm",
    Severity::kNote,
    Severity::kNote,
    "no signature with this digest algorithm is checked",
    "tor passes over it, too",
    ""};
inline constexpr netdoc::Problem kSha1OfFlavor{
    "sha1-of-flavor",
    Severity::kError,
    Severity::kWarning,
    "consensuses of a flavor are signed by SHA-256; this one is by SHA-1",
    "sign with sha256; tor takes it all the same",
    ""};
}  // namespace problems

// SignatureVerdict is what became of one signature.
struct SignatureVerdict {
  Verdict verdict;
  Sha1Digest identity{};
  Sha1Digest signing_key_digest{};
  std::string_view algorithm;
  std::string_view nickname;  // by the document's dir-source; empty: none names it
};

struct StatusVerdict {
  std::vector<SignatureVerdict> signatures;  // in the document's order
  size_t trusted = 0;                        // how many authorities
  size_t needed = 0;                         // more than half of them
  size_t good = 0;                           // authorities with a signature that counts
  // What follows the signed text and is no signature: anybody can have written it. Usually nothing,
  // without data.
  std::string_view unsigned_text;
  // Nothing can be accepted that nobody is trusted to sign.
  bool accepted() const {
    return trusted != 0 && good >= needed && unsigned_text.data() == nullptr;
  }
};

class StatusChecker {
 public:
  static absl::StatusOr<StatusChecker> Create();

  // CheckConsensus checks every signature. `trusted` are identities; one that comes twice counts
  // once. *verdict is overwritten.
  void CheckConsensus(const descriptor::NetworkStatus& consensus,
                      std::span<const Sha1Digest> trusted, netdoc::UtcTime at,
                      CertificateStore* certificates, StatusVerdict* verdict);

  // CheckVote checks the certificate in a vote, that it is the voter's, and the vote's one
  // signature by it. Verdicts are appended.
  void CheckVote(const descriptor::NetworkStatus& vote, std::vector<Verdict>* verdicts);

 private:
  StatusChecker(Sha1Digester sha1, Sha256Digester sha256)
      : sha1_(std::move(sha1)), sha256_(std::move(sha256)) {}

  Sha1Digester sha1_;
  Sha256Digester sha256_;
};

}  // namespace scape::crypto

#endif  // SCAPE_CRYPTO_STATUS_CHECKER_H_
