// CertificateStore holds the key certificates of directory authorities that checked out, by which
// votes and consensuses are verified (dir-spec 3.1).
//
//   absl::StatusOr<CertificateStore> store = CertificateStore::Create();
//   if (!store.ok()) return store.status();
//   std::vector<Verdict> verdicts;
//   store->Add(certificate, &verdicts);              // a descriptor::KeyCertificate
//   store->Find(identity, signing_key_digest);       // null: there is none
//
// A certificate that is at fault is not kept. That it checks out says that the holder of its
// identity key made it, not that anybody trusts that identity; and times are for the caller to look
// at. Nothing is kept of the documents. One object belongs to one thread.
#ifndef SCAPE_CRYPTO_CERTIFICATE_STORE_H_
#define SCAPE_CRYPTO_CERTIFICATE_STORE_H_

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "crypto/checked.h"
#include "crypto/digest.h"
#include "crypto/rsa.h"
#include "crypto/verdict.h"
#include "descriptor/key_certificate.h"
#include "descriptor/netdoc/scalars.h"

namespace scape::crypto {

// The checks of a certificate, in the order of their verdicts.
namespace certificate_checks {
inline constexpr CheckKind kFingerprint{"fingerprint", "it is the SHA-1 of `dir-identity-key`"};
inline constexpr CheckKind kDirKeyCrosscert{"dir-key-crosscert",
                                            "the signing key has signed the identity key"};
inline constexpr CheckKind kDirKeyCertification{"dir-key-certification",
                                                "the identity key has signed the certificate"};
}  // namespace certificate_checks

class CertificateStore {
 public:
  struct Certificate {
    Sha1Digest identity;            // SHA-1 of the identity key
    Sha1Digest signing_key_digest;  // SHA-1 of the signing key
    netdoc::UtcTime published;
    netdoc::UtcTime expires;
    RsaChecker signing_key;
  };

  static absl::StatusOr<CertificateStore> Create();

  // Add checks a certificate, appends the verdicts, and keeps it when none is bad. Of two for the
  // same keys the one that expires last is kept. Old ones have no dir-key-crosscert.
  // Nothing is returned, either, unless it was kept.
  std::optional<SignatureChecked<descriptor::KeyCertificate>> Add(
      const descriptor::KeyCertificate& certificate, std::vector<Verdict>* verdicts);

  // Clear forgets all certificates.
  void Clear() { certificates_.clear(); }

  // Copy returns a store for another thread.
  absl::StatusOr<CertificateStore> Copy() const;

  // Find returns the certificate for these keys, null if there is none. It is valid until the next
  // Add.
  Certificate* Find(const Sha1Digest& identity, const Sha1Digest& signing_key_digest);

  std::span<const Certificate> certificates() const { return certificates_; }

 private:
  explicit CertificateStore(Sha1Digester sha1) : sha1_(std::move(sha1)) {}

  Sha1Digester sha1_;
  std::vector<Certificate> certificates_;
};

}  // namespace scape::crypto

#endif  // SCAPE_CRYPTO_CERTIFICATE_STORE_H_
