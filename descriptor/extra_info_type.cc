#include "descriptor/extra_info.h"
#include "descriptor/sanitised.h"
#include "descriptor/typed_document.h"
#include "descriptor/types.h"

namespace scape::descriptor {

template <>
struct Traits<ExtraInfo> {
  static std::span<const LintRule<ExtraInfo>> Rules() { return ExtraInfoRules(); }
  static DocumentDigests Digests(const ExtraInfo& extra_info) {
    if (extra_info.kind == kBridgeExtraInfo) return DigestsOfBridge(extra_info);
    return {.sha1_of = extra_info.signed_text(), .sha256_of = extra_info.whole_text()};
  }
  static DocumentIdentity Identity(const ExtraInfo& extra_info, const LintContext&) {
    DocumentIdentity identity{.target = LinkTarget::kExtraInfo, .published = extra_info.published};
    if (extra_info.extra_info.unread == 0) {
      identity.fingerprint = extra_info.extra_info.fingerprint.bytes;
    }
    if (extra_info.identity_ed25519.has_value()) {
      identity.identity_certificate = extra_info.identity_ed25519->body;
    }
    return identity;
  }
};

const DocumentType& ExtraInfoType() {
  static const DocumentType& type = *new DocumentType(
      MakeType<ExtraInfo>({"extra-info", 0, kRelayExtraInfo,
                           "A relay's statistics, signed as its server descriptor is.",
                           "documents of relays from 2012 to 2026", "sha1 sha256"}));
  return type;
}

const DocumentType& BridgeExtraInfoType() {
  static const DocumentType& type = *new DocumentType(
      MakeType<ExtraInfo>({"bridge-extra-info", 3, kBridgeExtraInfo,
                           "A bridge's statistics, sanitised by CollecTor: no keys, no addresses.",
                           "documents of bridges from 2012 to 2019", "sha1 sha256"}));
  return type;
}

}  // namespace scape::descriptor
