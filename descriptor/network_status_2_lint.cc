// The rules across the items of a network status of version 2.
#include <algorithm>
#include <iterator>

#include "descriptor/entry_rules.h"
#include "descriptor/lint.h"
#include "descriptor/network_status_2.h"

namespace scape::descriptor {
namespace {

using netdoc::Severity;

constexpr std::string_view kDirOptions[] = {"BadDirectories", "BadExits", "Names", "Recommends",
                                            "Versions"};

bool HasOption(const NetworkStatus2& s, std::string_view option) {
  return s.dir_options.has_value() && s.dir_options->Has(option);
}

constexpr LintRule<NetworkStatus2> kRules[] = {
    {kStatusVersion,
     [](const NetworkStatus2& s, Finder& found) {
       if (s.read.Has(0) && s.network_status_version != 2) {
         Report(s, found, "network-status-version", "2");
       }
     }},
    {{"dir-fingerprint-mismatch", Severity::kError, Severity::kError,
      "`fingerprint` is not the SHA-1 of `dir-signing-key`",
      "one of the two is another authority's", ""},
     [](const NetworkStatus2& s, Finder& found) {
       RsaPublicKey key;
       if (found.context().sha1 == nullptr || !HasRead(s, "fingerprint") ||
           !s.dir_signing_key.has_value() || !s.dir_signing_key->Decode(&key)) {
         return;
       }
       if (found.context().sha1(key.der()) != s.fingerprint.bytes) Report(s, found, "fingerprint");
     }},
    {{"versions-option-mismatch", Severity::kWarning, Severity::kWarning,
      "`$keyword` and Versions among `dir-options` come together or not at all",
      "add the one, or leave the other out", ""},
     [](const NetworkStatus2& s, Finder& found) {
       const bool wanted = HasOption(s, "Versions");
       if (s.client_versions.has_value() != wanted) Report(s, found, "client-versions");
       if (s.server_versions.has_value() != wanted) Report(s, found, "server-versions");
     }},
    {{"unknown-dir-option", Severity::kWarning, Severity::kWarning,
      "`$text` is no option of a directory",
      "use Names, Recommends, Versions, BadDirectories or BadExits", ""},
     [](const NetworkStatus2& s, Finder& found) {
       if (!s.dir_options.has_value()) return;
       for (const std::string_view option : s.dir_options->flags()) {
         if (!std::binary_search(std::begin(kDirOptions), std::end(kDirOptions), option)) {
           found.At(option, RuleOf<NetworkStatus2>("dir-options"));
         }
       }
     }},
    kUnsortedEntries<NetworkStatus2>,
    kMissingDescriptorDigest<NetworkStatus2>,
};

}  // namespace

std::span<const LintRule<NetworkStatus2>> NetworkStatus2Rules() { return kRules; }

}  // namespace scape::descriptor
