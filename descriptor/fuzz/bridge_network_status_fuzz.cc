// Fuzzes network statuses of bridges.
#include "descriptor/bridge_network_status.h"
#include "descriptor/fuzz/document_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace scape::fuzz;
  using namespace scape::descriptor;
  const std::string_view text = TextOf(data, size);
  FuzzDocument<BridgeNetworkStatus>(text, *FindDocumentType("bridge-network-status"));
  return 0;
}
