#include "descriptor/sanitised.h"
#include "descriptor/server_descriptor.h"
#include "descriptor/typed_document.h"
#include "descriptor/types.h"

namespace scape::descriptor {

template <>
struct Traits<ServerDescriptor> {
  static std::span<const LintRule<ServerDescriptor>> Rules() { return ServerDescriptorRules(); }
  static DocumentDigests Digests(const ServerDescriptor& descriptor) {
    if (descriptor.kind == kBridgeDescriptor) return DigestsOfBridge(descriptor);
    return {.sha1_of = descriptor.signed_text()};
  }
  static DocumentIdentity Identity(const ServerDescriptor& descriptor, const LintContext& context) {
    DocumentIdentity identity{.target = LinkTarget::kServerDescriptor,
                              .published = descriptor.published};
    RsaPublicKey key;
    if (descriptor.fingerprint.has_value()) {
      identity.fingerprint = descriptor.fingerprint->bytes;
    } else if (context.sha1 != nullptr && descriptor.signing_key.has_value() &&
               descriptor.signing_key->Decode(&key)) {
      identity.fingerprint = context.sha1(key.der());
    }
    return identity;
  }
  static void ForEachLink(const ServerDescriptor& descriptor, const LintContext& context,
                          absl::FunctionRef<void(const Link&)> visit) {
    if (!descriptor.extra_info_digest.has_value()) return;
    const ExtraInfoDigest& digest = *descriptor.extra_info_digest;
    if ((digest.unread & 1) != 0) return;
    Link link{.to = LinkTarget::kExtraInfo,
              .sha1 = digest.sha1.bytes,
              .fingerprint = Identity(descriptor, context).fingerprint,
              .published = descriptor.published,
              .where = LineOf(descriptor.text, "extra-info-digest")};
    std::array<uint8_t, 32> sha256;
    if (digest.sha256.has_value() && digest.sha256->Decode(&sha256)) link.sha256 = sha256;
    if (descriptor.identity_ed25519.has_value()) {
      link.identity_certificate = descriptor.identity_ed25519->body;
    }
    visit(link);
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
