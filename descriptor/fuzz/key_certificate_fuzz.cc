// Fuzzes key certificates of directory authorities.
#include "descriptor/fuzz/document_fuzz.h"
#include "descriptor/key_certificate.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace scape::fuzz;
  using namespace scape::descriptor;
  const std::string_view text = TextOf(data, size);
  const KeyCertificate certificate =
      FuzzDocument<KeyCertificate>(text, *FindDocumentType("dir-key-certificate-3"));
  const std::string_view is_signed = certificate.signed_text();
  Require(is_signed.empty() || (is_signed.data() == text.data() && IsInside(text, is_signed)),
          "what is signed begins the certificate");
  Require(is_signed.empty() != certificate.dir_key_certification.has_value(),
          "what has a signature is signed");
  return 0;
}
