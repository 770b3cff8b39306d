// Fuzzes documents of type webstats.
#include "descriptor/fuzz/document_fuzz.h"
#include "descriptor/webstats.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace scape::fuzz;
  using namespace scape::descriptor;
  FuzzDocument<Webstats>(TextOf(data, size), *FindDocumentType("webstats"));
  return 0;
}
