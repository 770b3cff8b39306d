// Fuzzes detached signatures.
#include "descriptor/detached_signature.h"
#include "descriptor/fuzz/document_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace scape::fuzz;
  using namespace scape::descriptor;
  const std::string_view text = TextOf(data, size);
  FuzzDocument<DetachedSignature>(text, *FindDocumentType("detached-signature-3"));
  return 0;
}
