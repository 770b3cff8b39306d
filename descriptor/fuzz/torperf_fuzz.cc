// Fuzzes documents of type torperf.
#include "descriptor/fuzz/document_fuzz.h"
#include "descriptor/torperf.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace scape::fuzz;
  using namespace scape::descriptor;
  FuzzDocument<Torperf>(TextOf(data, size), *FindDocumentType("torperf"));
  return 0;
}
