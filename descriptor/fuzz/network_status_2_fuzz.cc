// Fuzzes network statuses of version 2.
#include "descriptor/fuzz/document_fuzz.h"
#include "descriptor/network_status_2.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace scape::fuzz;
  using namespace scape::descriptor;
  const std::string_view text = TextOf(data, size);
  const NetworkStatus2 status =
      FuzzDocument<NetworkStatus2>(text, *FindDocumentType("network-status-2"));
  Require(IsInside(text, status.signed_text()), "what is signed lies in its document");
  Require(status.signed_text().empty() || status.signed_text().data() == text.data(),
          "what is signed begins the document");
  return 0;
}
