// Fuzzes server descriptors, of relays and of sanitised bridges.
#include "descriptor/fuzz/document_fuzz.h"
#include "descriptor/fuzz/policy_check.h"
#include "descriptor/server_descriptor.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace scape::fuzz;
  using namespace scape::descriptor;
  const std::string_view text = TextOf(data, size);
  const DocumentType* type = FindDocumentType("server-descriptor");
  const DocumentType* other = FindDocumentType("bridge-server-descriptor");
  if (text.find("\nrouter-digest") != std::string_view::npos) std::swap(type, other);
  const ServerDescriptor descriptor = FuzzDocument<ServerDescriptor>(text, *type);
  RequireJson(ExamineBoth(text, *other));

  RequirePolicy(descriptor.exit_policy);
  Require(descriptor.signed_text().empty() || (descriptor.signed_text().data() == text.data() &&
                                               IsInside(text, descriptor.signed_text())),
          "what is signed begins the descriptor");
  if (const auto version = descriptor.tor_version(); version.has_value()) {
    TorVersion again;
    const std::string shown = version->ToString();
    Require(ParseTorVersion(shown, &again) && again == *version,
            "a version is what it is shown as");
  }
  IpAddress ipv6;
  ipv6.is_ipv6 = true;
  ipv6.bytes[0] = 0x20;
  Require(descriptor.CanExitTo(ipv6, 80) == PolicyResult::kRejected ||
              descriptor.ipv6_policy.has_value(),
          "without ipv6-policy no exit to IPv6");
  return 0;
}
