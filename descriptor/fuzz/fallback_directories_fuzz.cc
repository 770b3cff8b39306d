// Fuzzes documents of type fallback-directories.
#include "descriptor/fallback_directories.h"
#include "descriptor/fuzz/document_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace scape::fuzz;
  using namespace scape::descriptor;
  FuzzDocument<FallbackDirectories>(TextOf(data, size), *FindDocumentType("fallback-directories"));
  return 0;
}
