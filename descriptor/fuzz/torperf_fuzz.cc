// Fuzzes documents of type torperf.
#include "descriptor/torperf.h"
#include "descriptor/fuzz/document_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace scape::fuzz;
  using namespace scape::descriptor;
  FuzzDocument<Torperf>(TextOf(data, size), *FindDocumentType("torperf"));
  return 0;
}
