// Rules about the entries of network statuses, for every type that has them: S is a status with
// `entries`. Only the *_lint.cc of such types include this.
//
//   constexpr LintRule<NetworkStatus2> kRules[] = {
//       kUnsortedEntries<NetworkStatus2>,
//       ...
//   };
#ifndef SCAPE_DESCRIPTOR_ENTRY_RULES_H_
#define SCAPE_DESCRIPTOR_ENTRY_RULES_H_

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "descriptor/address.h"
#include "descriptor/lint.h"
#include "descriptor/netdoc/diagnostic.h"
#include "descriptor/netdoc/document.h"
#include "descriptor/router_status.h"
#include "descriptor/status_values.h"

namespace scape::descriptor {

// ForEachEntry calls visit(entry) for every entry, one after the other.
template <typename S, typename Visit>
void ForEachEntry(const S& status, Visit visit) {
  status.entries.ForEach([&](const RouterStatus& entry, size_t) { visit(entry); });
}

// The first flag that is not above the one before it; empty: they ascend.
inline std::string_view FirstUnsorted(const FlagList& flags) {
  std::string_view last;
  for (const std::string_view flag : flags.flags()) {
    if (last.data() != nullptr && last >= flag) return flag;
    last = flag;
  }
  return {};
}

template <typename S>
constexpr LintRule<S> kUnsortedEntryFlags = {
    {"unsorted-entry-flags", netdoc::Severity::kWarning, netdoc::Severity::kWarning,
     "the flags of an entry must stand in ascending order, but `$text` does not", "sort the flags",
     ""},
    [](const S& s, Finder& found) {
      ForEachEntry(s, [&](const RouterStatus& entry) {
        if (const std::string_view flag = FirstUnsorted(entry.flags); !flag.empty()) {
          found.At(flag, RuleOf<RouterStatus>("s"));
        }
      });
    }};

template <typename S>
constexpr LintRule<S> kUnsortedEntries = {
    {"unsorted-entries", netdoc::Severity::kError, netdoc::Severity::kWarning,
     "entries must stand in ascending order of their identities, each once", "sort the entries",
     ""},
    [](const S& s, Finder& found) {
      std::optional<IdentityBase64> last;
      ForEachEntry(s, [&](const RouterStatus& entry) {
        constexpr unsigned kIdentity = 1u << 1;
        if ((entry.router.unread & kIdentity) != 0 || !entry.read.Has(0)) return;
        if (last.has_value() && *last >= entry.router.identity) {
          found.At(FirstLine(entry.text), RuleOf<RouterStatus>("r"));
        }
        last = entry.router.identity;
      });
    }};

template <typename S>
constexpr LintRule<S> kMissingDescriptorDigest = {
    {"missing-descriptor-digest", netdoc::Severity::kError, netdoc::Severity::kError,
     "an entry must name its server descriptor", "add the digest behind the identity", ""},
    [](const S& s, Finder& found) {
      if (s.kind == kMicrodescConsensus) return;
      ForEachEntry(s, [&](const RouterStatus& entry) {
        if (entry.read.Has(0) && entry.router.unread == 0 && !entry.router.digest.has_value()) {
          found.At(FirstLine(entry.text), RuleOf<RouterStatus>("r"));
        }
      });
    }};

// kStatusVersion: $expects is the version that the type has.
inline constexpr netdoc::Problem kStatusVersion{
    "status-version",
    netdoc::Severity::kError,
    netdoc::Severity::kWarning,
    "the version of this network status must be $expects",
    "correct the version or the annotation; another version is another type",
    ""};

}  // namespace scape::descriptor

#endif  // SCAPE_DESCRIPTOR_ENTRY_RULES_H_
