#include "descriptor/key_certificate.h"
#include "descriptor/typed_document.h"
#include "descriptor/types.h"

namespace scape::descriptor {

template <>
struct Traits<KeyCertificate> {
  static std::span<const LintRule<KeyCertificate>> Rules() { return KeyCertificateRules(); }
  static DocumentDigests Digests(const KeyCertificate& certificate) {
    return {.sha1_of = certificate.signed_text()};
  }
};

const DocumentType& KeyCertificateType() {
  static const DocumentType& type = *new DocumentType(MakeType<KeyCertificate>(
      {"dir-key-certificate-3", 0, kKeyCertificate,
       "The signing key of a directory authority, certified by its identity key.",
       "certificates from 2007 to 2026", "sha1"}));
  return type;
}

}  // namespace scape::descriptor
