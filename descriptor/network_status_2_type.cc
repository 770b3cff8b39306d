#include "descriptor/network_status_2.h"
#include "descriptor/typed_document.h"
#include "descriptor/types.h"

namespace scape::descriptor {

template <>
struct Traits<NetworkStatus2> {
  static std::span<const LintRule<NetworkStatus2>> Rules() { return NetworkStatus2Rules(); }
  static DocumentDigests Digests(const NetworkStatus2& status) {
    return {.sha1_of = status.signed_text()};
  }
  static void ForEachLink(const NetworkStatus2& status, const LintContext&,
                          absl::FunctionRef<void(const Link&)> visit) {
    ForEachEntryLink(status.entries, visit);
  }
};

const DocumentType& NetworkStatus2Type() {
  static const DocumentType& type = *new DocumentType(
      MakeType<NetworkStatus2>({.name = "network-status-2",
                                .newest_minor = 0,
                                .kind = kStatusV2,
                                .summary = "What one authority held of the network, until 2012.",
                                .verified_against = "one status of 2005",
                                .digests = "sha1",
                                .first_words = "network-status-version 2"}));
  return type;
}

}  // namespace scape::descriptor
