// Fuzzes documents of type consensus-diff.
#include "descriptor/diff_document.h"
#include "descriptor/fuzz/document_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace scape::fuzz;
  using namespace scape::descriptor;
  FuzzDocument<DiffDocument>(TextOf(data, size), *FindDocumentType("consensus-diff"));
  return 0;
}
