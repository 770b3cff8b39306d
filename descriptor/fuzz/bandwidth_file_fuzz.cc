// Fuzzes documents of type bandwidth-file.
#include "descriptor/bandwidth_file.h"
#include "descriptor/fuzz/document_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace scape::fuzz;
  using namespace scape::descriptor;
  FuzzDocument<BandwidthFile>(TextOf(data, size), *FindDocumentType("bandwidth-file"));
  return 0;
}
