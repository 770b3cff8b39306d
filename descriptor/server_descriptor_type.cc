#include "descriptor/server_descriptor.h"
#include "descriptor/typed_document.h"
#include "descriptor/types.h"

namespace scape::descriptor {

template <>
struct Traits<ServerDescriptor> {
  static std::span<const LintRule<ServerDescriptor>> Rules() { return ServerDescriptorRules(); }
  static DocumentDigests Digests(const ServerDescriptor& descriptor) {
    DocumentDigests digests;
    if (descriptor.kind == kBridgeDescriptor) {
      if (descriptor.router_digest.has_value()) digests.sha1 = descriptor.router_digest->bytes;
      std::array<uint8_t, 32> sha256;
      if (descriptor.router_digest_sha256.has_value() &&
          descriptor.router_digest_sha256->Decode(&sha256)) {
        digests.sha256 = sha256;
      }
    } else {
      digests.sha1_of = descriptor.signed_text();
    }
    return digests;
  }
};

const DocumentType& ServerDescriptorType() {
  static const DocumentType& type = *new DocumentType(
      MakeType<ServerDescriptor>({"server-descriptor", 0, kRelayDescriptor,
                                  "What a relay says about itself, signed with its identity keys.",
                                  "documents of relays from 2005 to 2026", "sha1"}));
  return type;
}

const DocumentType& BridgeServerDescriptorType() {
  static const DocumentType& type = *new DocumentType(MakeType<ServerDescriptor>(
      {"bridge-server-descriptor", 2, kBridgeDescriptor,
       "A bridge's server descriptor, sanitised by CollecTor: no keys, no addresses.",
       "documents of bridges from 2016 to 2019", "sha1 sha256"}));
  return type;
}

}  // namespace scape::descriptor
