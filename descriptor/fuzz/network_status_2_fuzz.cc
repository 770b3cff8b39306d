// Fuzzes network statuses of version 2.
#include "descriptor/fuzz/document_fuzz.h"
#include "descriptor/network_status_2.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace scape::fuzz;
  using namespace scape::descriptor;
  const std::string_view text = TextOf(data, size);
  const NetworkStatus2 status =
      FuzzDocument<NetworkStatus2>(text, *FindDocumentType("network-status-2"));
  const std::string_view is_signed = status.signed_text();
  Require(is_signed.empty() || IsInside(text, is_signed), "what is signed lies in its document");
  Require(is_signed.empty() || is_signed.data() == text.data(),
          "what is signed begins the document");
  return 0;
}
