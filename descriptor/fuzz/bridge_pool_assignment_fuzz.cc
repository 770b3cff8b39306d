// Fuzzes documents of type bridge-pool-assignment.
#include "descriptor/bridge_pool_assignment.h"
#include "descriptor/fuzz/document_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace scape::fuzz;
  using namespace scape::descriptor;
  FuzzDocument<BridgePoolAssignment>(TextOf(data, size),
                                     *FindDocumentType("bridge-pool-assignment"));
  return 0;
}
