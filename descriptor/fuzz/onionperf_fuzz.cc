// Fuzzes documents of type onionperf.
#include "descriptor/fuzz/document_fuzz.h"
#include "descriptor/onionperf.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace scape::fuzz;
  using namespace scape::descriptor;
  FuzzDocument<Onionperf>(TextOf(data, size), *FindDocumentType("onionperf"));
  return 0;
}
