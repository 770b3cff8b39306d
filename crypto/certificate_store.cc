#include "crypto/certificate_store.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "descriptor/lint.h"

namespace scape::crypto {

using descriptor::KeyCertificate;
using descriptor::RsaPublicKey;

absl::StatusOr<CertificateStore> CertificateStore::Create() {
  absl::StatusOr<Sha1Digester> sha1 = Sha1Digester::Create();
  if (!sha1.ok()) return sha1.status();
  return CertificateStore(*std::move(sha1));
}

std::optional<SignatureChecked<KeyCertificate>> CertificateStore::Add(
    const KeyCertificate& document, std::vector<Verdict>* verdicts) {
  const size_t before = verdicts->size();
  using namespace certificate_checks;
  const std::string_view nowhere = document.text.substr(0, 0);
  RsaPublicKey identity_key, signing_key;
  const bool has_identity =
      document.dir_identity_key.has_value() && document.dir_identity_key->Decode(&identity_key);
  const bool has_signing =
      document.dir_signing_key.has_value() && document.dir_signing_key->Decode(&signing_key);
  const Sha1Digest identity = has_identity ? sha1_.Hash(identity_key.der()) : Sha1Digest{};
  bool good = true;
  const auto add = [&](Verdict verdict) {
    good = good && verdict.outcome != Outcome::kBad;
    verdicts->push_back(verdict);
  };

  if (has_identity && document.fingerprint.bytes == identity) {
    add(GoodVerdict(kFingerprint, nowhere));
  } else {
    add(BadVerdict(kFingerprint, problems::kWrongSubject,
                   descriptor::LineOf(document.text, kFingerprint.name), "`dir-identity-key`"));
  }

  absl::StatusOr<RsaChecker> by_identity = absl::InvalidArgumentError("there is no key");
  absl::StatusOr<RsaChecker> by_signing = absl::InvalidArgumentError("there is no key");
  if (has_identity) by_identity = RsaChecker::Create(identity_key);
  if (has_signing) by_signing = RsaChecker::Create(signing_key);

  std::array<uint8_t, descriptor::RsaSignature::kMaxBytes> bytes;
  size_t size;
  if (document.dir_key_crosscert.has_value()) {
    const std::string_view where = document.dir_key_crosscert->body;
    if (!document.dir_key_crosscert->Decode(&bytes, &size)) {
      add(BadVerdict(kDirKeyCrosscert, problems::kNotReadable, where));
    } else {
      add(RsaVerdict(kDirKeyCrosscert, "`dir-signing-key`",
                     by_signing.ok() ? &*by_signing : nullptr, identity,
                     std::span(bytes).first(size), where));
    }
  } else if (document.AgeAgainst("0.2.1.9-alpha") == netdoc::Age::kNotOlder) {
    add(BadVerdict(kDirKeyCrosscert, problems::kNotSigned, nowhere, kDirKeyCrosscert.name));
  } else if (!by_signing.ok()) {
    add(BadVerdict(kDirKeyCrosscert, problems::kUnusableKey, nowhere, "`dir-signing-key`"));
  }

  if (!document.dir_key_certification.has_value()) {
    add(BadVerdict(kDirKeyCertification, problems::kNotSigned, nowhere, kDirKeyCertification.name));
  } else if (!document.dir_key_certification->Decode(&bytes, &size)) {
    add(BadVerdict(kDirKeyCertification, problems::kNotReadable,
                   document.dir_key_certification->body));
  } else {
    Verdict verdict =
        RsaVerdict(kDirKeyCertification, "`dir-identity-key`",
                   by_identity.ok() ? &*by_identity : nullptr, sha1_.Hash(document.signed_text()),
                   std::span(bytes).first(size), document.dir_key_certification->body);
    if (verdict.outcome != Outcome::kBad) verdict.expires = document.dir_key_expires;
    const size_t line = document.signed_text().size() - kDirKeyCertification.name.size() - 1;
    const std::string_view behind =
        FirstUnsigned(document.text.substr(line), kDirKeyCertification.name, Signatures::kOne);
    if (behind.data() != nullptr) {
      verdict = BadVerdict(kDirKeyCertification, problems::kUnsignedText, behind,
                           kDirKeyCertification.name);
    }
    add(verdict);
  }

  if (!good || !by_signing.ok()) return std::nullopt;
  const Sha1Digest signing_key_digest = sha1_.Hash(signing_key.der());
  Certificate kept{identity, signing_key_digest, document.dir_key_published,
                   document.dir_key_expires, *std::move(by_signing)};
  Certificate* const same = Find(identity, signing_key_digest);
  if (same == nullptr) {
    certificates_.push_back(std::move(kept));
  } else if (same->expires < kept.expires) {
    *same = std::move(kept);
  }
  return SignatureChecked<KeyCertificate>::If(document,
                                              std::span<const Verdict>(*verdicts).subspan(before));
}

absl::StatusOr<CertificateStore> CertificateStore::Copy() const {
  absl::StatusOr<CertificateStore> copy = Create();
  if (!copy.ok()) return copy.status();
  copy->certificates_.reserve(certificates_.size());
  for (const Certificate& certificate : certificates_) {
    absl::StatusOr<RsaChecker> key = certificate.signing_key.Copy();
    if (!key.ok()) return key.status();
    copy->certificates_.push_back({certificate.identity, certificate.signing_key_digest,
                                   certificate.published, certificate.expires, *std::move(key)});
  }
  return copy;
}

CertificateStore::Certificate* CertificateStore::Find(const Sha1Digest& identity,
                                                      const Sha1Digest& signing_key_digest) {
  const auto found =
      std::find_if(certificates_.begin(), certificates_.end(), [&](const Certificate& certificate) {
        return certificate.identity == identity &&
               certificate.signing_key_digest == signing_key_digest;
      });
  return found == certificates_.end() ? nullptr : &*found;
}

}  // namespace scape::crypto
