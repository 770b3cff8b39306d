// Fuzzes BridgeDB's metrics.
#include "descriptor/bridgedb_metrics.h"
#include "descriptor/fuzz/document_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace scape::fuzz;
  using namespace scape::descriptor;
  const std::string_view text = TextOf(data, size);
  FuzzDocument<BridgedbMetrics>(text, *FindDocumentType("bridgedb-metrics"));
  return 0;
}
