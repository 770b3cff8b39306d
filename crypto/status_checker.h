// StatusChecker checks the signatures of votes and consensuses, and tells whether enough
// authorities have signed (dir-spec 3.4 and 5.3): more than half of a given set of trusted ones.
//
//   CertificateStore store = ...;                       // with the authorities' certificates
//   absl::StatusOr<StatusChecker> checker = StatusChecker::Create();
//   if (!checker.ok()) return checker.status();
//   StatusVerdict verdict;
//   checker->CheckConsensus(consensus, AuthoritiesToday(), now, &store, &verdict);
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
#include "crypto/authorities.h"
#include "crypto/certificate_store.h"
#include "crypto/checked.h"
#include "crypto/digest.h"
#include "crypto/verdict.h"
#include "descriptor/detached_signature.h"
#include "descriptor/directory.h"
#include "descriptor/netdoc/scalars.h"
#include "descriptor/network_status.h"
#include "descriptor/network_status_2.h"

namespace scape::crypto {

namespace status_checks {
inline constexpr CheckKind kDirectorySignature{"directory-signature",
                                               "the authority has signed the document"};
inline constexpr CheckKind kFingerprint{"fingerprint", "it is the SHA-1 of `dir-signing-key`"};
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
inline constexpr netdoc::Problem kWeakAuthorityKey{
    "weak-authority-key",
    Severity::kNote,
    Severity::kNote,
    "this authority's key is one that anybody can guess, and its signature does not count",
    "nothing: Debian's OpenSSL made such keys until May 2008",
    ""};
inline constexpr netdoc::Problem kSha1OfFlavor{
    "sha1-of-flavor",
    Severity::kError,
    Severity::kWarning,
    "consensuses of a flavor are signed by SHA-256; this one is by SHA-1",
    "sign with sha256; tor takes it all the same",
    ""};
}  // namespace problems

// kStatusVerdictProblems lists them.
inline constexpr const netdoc::Problem* kStatusVerdictProblems[] = {
    &problems::kUnknownAuthority, &problems::kNoCertificate,   &problems::kCertificateExpired,
    &problems::kSecondSignature,  &problems::kSignerIsNoVoter, &problems::kUnknownAlgorithm,
    &problems::kWeakAuthorityKey, &problems::kSha1OfFlavor};

// SignatureVerdict is what became of one signature.
struct SignatureVerdict {
  Verdict verdict;
  Sha1Digest identity{};
  Sha1Digest signing_key_digest{};
  std::string_view algorithm;
  std::string_view flavor;    // of a detached signature; empty: the consensus has none
  std::string_view nickname;  // by the document's dir-source; empty: none names it
};

struct StatusVerdict {
  std::vector<SignatureVerdict> signatures;  // in the document's order
  size_t trusted = 0;                        // how many voters
  size_t needed = 0;                         // more than half of them
  size_t good = 0;                           // voters with a signature that counts
  size_t without_certificate = 0;            // other trusted voters who have signed; see problems
  // What follows the signed text and is no signature, or stands where a BEGIN or END line of one
  // should: anybody can have written it. Usually nothing, without data.
  std::string_view unsigned_text;
  // Nothing can be accepted that nobody is trusted to sign.
  bool accepted() const {
    return trusted != 0 && good >= needed && unsigned_text.data() == nullptr;
  }
};

class StatusChecker {
 public:
  static absl::StatusOr<StatusChecker> Create();

  // CheckConsensus checks every signature, with certificates that have not expired at the time
  // `at`. *verdict is overwritten.
  // Nothing is returned unless it is accepted.
  std::optional<SignatureChecked<descriptor::NetworkStatus>> CheckConsensus(
      const descriptor::NetworkStatus& consensus, const AuthoritySet& trusted, netdoc::UtcTime at,
      CertificateStore* certificates, StatusVerdict* verdict);

  // CheckVote checks the certificate in a vote, that it is the voter's, and the vote's one
  // signature by it. Verdicts are appended. Whether anybody trusts the voter is for the caller, and
  // a vote by one of them is no consensus: nothing is returned that could be taken for one.
  void CheckVote(const descriptor::NetworkStatus& vote, std::vector<Verdict>* verdicts);

  // CheckDetached checks signatures that are sent apart from their consensuses, against the digests
  // that stand beside them. `good` counts the voters, each of whose signatures is good; it is not
  // compared with `needed` by anything but accepted().
  void CheckDetached(const descriptor::DetachedSignature& document, const AuthoritySet& trusted,
                     netdoc::UtcTime at, CertificateStore* certificates, StatusVerdict* verdict);

  // CheckOld checks the documents of the first two directory protocols. Each has the key in it that
  // has signed it; `trusted` are fingerprints of such keys, as OldAuthorities() has them.
  void CheckOld(const descriptor::NetworkStatus2& status, const AuthoritySet& trusted,
                std::vector<Verdict>* verdicts);
  void CheckOld(const descriptor::Directory& directory, const AuthoritySet& trusted,
                std::vector<Verdict>* verdicts);
  void CheckOld(const descriptor::RunningRouters& routers, const AuthoritySet& trusted,
                std::vector<Verdict>* verdicts);

 private:
  template <typename Document>
  void CheckByOwnKey(const Document& document, const AuthoritySet& trusted,
                     std::vector<Verdict>* verdicts);

  StatusChecker(Sha1Digester sha1, Sha256Digester sha256)
      : sha1_(std::move(sha1)), sha256_(std::move(sha256)) {}

  Sha1Digester sha1_;
  Sha256Digester sha256_;
};

}  // namespace scape::crypto

#endif  // SCAPE_CRYPTO_STATUS_CHECKER_H_
