// Fuzzes microdescriptors.
#include "descriptor/fuzz/document_fuzz.h"
#include "descriptor/microdescriptor.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace scape::fuzz;
  using namespace scape::descriptor;
  const std::string_view text = TextOf(data, size);
  const Microdescriptor microdescriptor =
      FuzzDocument<Microdescriptor>(text, *FindDocumentType("microdescriptor"));
  IpAddress ipv4 = IpAddress::FromIpv4({0x08080808});
  IpAddress ipv6;
  ipv6.is_ipv6 = true;
  ipv6.bytes[0] = 0x20;
  for (const uint16_t port : {0, 1, 22, 80, 443, 65535}) {
    for (const IpAddress& address : {ipv4, ipv6}) {
      const PolicyResult result = microdescriptor.CanExitTo(address, port);
      Require(result == PolicyResult::kProbablyAccepted || result == PolicyResult::kRejected,
              "a summary is never certain that it accepts");
      Require(port != 0 || result == PolicyResult::kRejected, "nobody exits to port 0");
    }
  }
  return 0;
}
