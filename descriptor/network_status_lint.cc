#include <algorithm>
#include <vector>

#include "descriptor/entry_rules.h"
#include "descriptor/lint.h"
#include "descriptor/netdoc/diagnostic.h"
#include "descriptor/network_status.h"

namespace scape::descriptor {
namespace {

using netdoc::Severity;
using netdoc::Words;

template <typename T>
void Report(const T& document, Finder& found, std::string_view keyword,
            std::string_view expects = {}) {
  found.At(LineOf(document.text, keyword), RuleOf<T>(keyword), expects);
}

bool EndsLater(const netdoc::UtcTime& from, const netdoc::UtcTime& until, int64_t seconds) {
  return until.unix_seconds - from.unix_seconds >= seconds;
}

constexpr LintRule<NetworkStatus> kRules[] = {
    {kStatusVersion,
     [](const NetworkStatus& s, Finder& found) {
       if (s.read.Has(0) && s.network_status_version.version != 3) {
         Report(s, found, "network-status-version", "3");
       }
     }},
    {{"status-flavor", Severity::kError, Severity::kError,
      "`$text` is no flavor of a consensus, and votes have none", "use ns or microdesc", ""},
     [](const NetworkStatus& s, Finder& found) {
       const std::optional<std::string_view>& flavor = s.network_status_version.flavor;
       if (!flavor.has_value()) return;
       if (s.is_vote() || (*flavor != "ns" && *flavor != "microdesc")) {
         found.At(*flavor, RuleOf<NetworkStatus>("network-status-version"));
       }
     }},
    {{"status-kind", Severity::kError, Severity::kError,
      "`vote-status` says $expects, which the type does not", "correct the line or the annotation",
      ""},
     [](const NetworkStatus& s, Finder& found) {
       if (s.vote_status.text.empty() || s.FindKind() == s.kind) return;
       Report(s, found, "vote-status", s.vote_status.text);
     }},
    {{"consensus-method-range", Severity::kError, Severity::kWarning,
      "a consensus method must be at least 1", "correct it", ""},
     [](const NetworkStatus& s, Finder& found) {
       if (s.consensus_method == 0u) Report(s, found, "consensus-method");
     }},
    {{"short-validity", Severity::kError, Severity::kWarning,
      "a status must be fresh for 5 minutes and valid for 10 at least", "correct the times", ""},
     [](const NetworkStatus& s, Finder& found) {
       if (!EndsLater(s.valid_after, s.fresh_until, 300)) Report(s, found, "fresh-until");
       if (!EndsLater(s.valid_after, s.valid_until, 600)) Report(s, found, "valid-until");
     }},
    {{"fresh-after-validity", Severity::kWarning, Severity::kWarning,
      "`fresh-until` lies behind `valid-until`", "correct the times", ""},
     [](const NetworkStatus& s, Finder& found) {
       if (s.valid_until < s.fresh_until) Report(s, found, "fresh-until");
     }},
    {{"short-voting-delay", Severity::kError, Severity::kWarning,
      "each voting delay must be at least 2 seconds", "correct it", ""},
     [](const NetworkStatus& s, Finder& found) {
       if (s.voting_delay.unread != 0) return;
       if (s.voting_delay.vote_seconds < 2 || s.voting_delay.dist_seconds < 2) {
         Report(s, found, "voting-delay");
       }
     }},
    {{"unsorted-flags", Severity::kError, Severity::kWarning,
      "flags must stand in ascending order, each once, but `$text` does not", "sort the flags", ""},
     [](const NetworkStatus& s, Finder& found) {
       if (const std::string_view flag = FirstUnsorted(s.known_flags); !flag.empty()) {
         found.At(flag, RuleOf<NetworkStatus>("known-flags"));
       }
     }},
    {{"too-many-flags", Severity::kError, Severity::kWarning, "a vote may know up to 64 flags",
      "leave some out", ""},
     [](const NetworkStatus& s, Finder& found) {
       size_t count = 0;
       for (const std::string_view flag : s.known_flags.flags()) {
         if (++count == 65 && s.is_vote()) found.At(flag, RuleOf<NetworkStatus>("known-flags"));
       }
     }},
    kUnsortedEntryFlags<NetworkStatus>,
    {{"unknown-flag", Severity::kWarning, Severity::kWarning,
      "`$text` is not among the flags that the status says it knows", "add it to `known-flags`",
      ""},
     [](const NetworkStatus& s, Finder& found) {
       // An entry has few flags, known-flags a dozen.
       ForEachEntry(s, [&](const RouterStatus& entry) {
         for (const std::string_view flag : entry.flags.flags()) {
           if (!s.known_flags.Has(flag)) found.At(flag, RuleOf<RouterStatus>("s"));
         }
       });
     }},
    kUnsortedEntries<NetworkStatus>,
    {{"duplicate-ed25519-identity", Severity::kError, Severity::kWarning,
      "two entries have the ed25519 identity $text", "an identity is one relay's: leave one out",
      ""},
     [](const NetworkStatus& s, Finder& found) {
       if (!s.is_vote()) return;
       std::vector<std::string_view> seen;
       ForEachEntry(s, [&](const RouterStatus& entry) {
         for (const StatusIdentity& one : entry.identities) {
           if (one.keytype == "ed25519" && one.identity != "none") seen.push_back(one.identity);
         }
       });
       std::sort(seen.begin(), seen.end());
       for (size_t i = 1; i < seen.size(); ++i) {
         if (seen[i] == seen[i - 1]) found.At(seen[i], RuleOf<RouterStatus>("id"));
       }
     }},
    {{"missing-flag", Severity::kWarning, Severity::kWarning,
      "a relay in a consensus must have the flag $expects", "leave the entry out", ""},
     [](const NetworkStatus& s, Finder& found) {
       if (s.is_vote()) return;
       ForEachEntry(s, [&](const RouterStatus& entry) {
         if (s.meets_consensus_method(4) && !entry.flags.Has("Running")) {
           found.At(FirstLine(entry), RuleOf<RouterStatus>("s"), "Running");
         }
         if (s.meets_consensus_method(24) && !entry.flags.Has("Valid")) {
           found.At(FirstLine(entry), RuleOf<RouterStatus>("s"), "Valid");
         }
       });
     }},
    {{"descriptor-digest-in-microdesc", Severity::kError, Severity::kWarning,
      "an entry of the flavor microdesc must not name a server descriptor",
      "leave the third argument out", ""},
     [](const NetworkStatus& s, Finder& found) {
       const bool wanted = s.kind != kMicrodescConsensus;
       ForEachEntry(s, [&](const RouterStatus& entry) {
         if (!wanted && entry.router.digest.has_value()) {
           found.At(FirstLine(entry), RuleOf<RouterStatus>("r"));
         }
       });
     }},
    kMissingDescriptorDigest<NetworkStatus>,
    {{"unsorted-authorities", Severity::kWarning, Severity::kWarning,
      "authorities must stand in ascending order of their identities", "sort them", ""},
     [](const NetworkStatus& s, Finder& found) {
       for (size_t i = 1; i < s.authorities.size(); ++i) {
         const DirSource& before = s.authorities[i - 1].dir_source;
         const DirSource& here = s.authorities[i].dir_source;
         if (here.identity.bytes < before.identity.bytes) {
           found.At(FirstLine(s.authorities[i]), RuleOf<DirectoryAuthority>("dir-source"));
         }
       }
     }},
    {{"incomplete-authority", Severity::kError, Severity::kWarning,
      "an authority must have a `$expects`", "add the line", ""},
     [](const NetworkStatus& s, Finder& found) {
       for (const DirectoryAuthority& authority : s.authorities) {
         if (authority.dir_source.is_legacy()) continue;
         if (!authority.contact.has_value()) {
           found.At(FirstLine(authority), RuleOf<DirectoryAuthority>("contact"), "contact");
         }
         if (!s.is_vote() && !authority.vote_digest.has_value()) {
           found.At(FirstLine(authority), RuleOf<DirectoryAuthority>("vote-digest"), "vote-digest");
         }
       }
     }},
    {{"one-authority", Severity::kError, Severity::kError, "a vote is of one authority",
      "leave the others out", ""},
     [](const NetworkStatus& s, Finder& found) {
       if (s.is_vote() && s.authorities.size() > 1) {
         found.At(FirstLine(s.authorities[1]), RuleOf<DirectoryAuthority>("dir-source"));
       }
     }},
    {{"foreign-certificate", Severity::kError, Severity::kError,
      "the certificate in a vote must be that of its authority", "put the right one in", ""},
     [](const NetworkStatus& s, Finder& found) {
       if (s.certificate.empty() || s.authorities.empty()) return;
       const KeyCertificate& certificate = s.certificate[0];
       if (certificate.fingerprint.bytes != s.authorities[0].dir_source.identity.bytes) {
         found.At(LineOf(certificate.text, "fingerprint"), RuleOf<KeyCertificate>("fingerprint"));
       }
     }},
    {{"missing-footer", Severity::kError, Severity::kWarning,
      "since consensus method 9 a footer begins with `directory-footer`", "add the line", ""},
     [](const NetworkStatus& s, Finder& found) {
       const bool needed = s.is_vote()
                               ? s.consensus_methods.has_value() && s.meets_consensus_method(9)
                               : s.meets_consensus_method(9);
       if (needed && !s.directory_footer) {
         found.At(LineOf(s.text, "directory-signature"), RuleOf<NetworkStatus>("directory-footer"));
       }
     }},
    {{"misplaced-footer", Severity::kError, Severity::kError,
      "`directory-footer` must stand before the other lines of the footer", "move it", ""},
     [](const NetworkStatus& s, Finder& found) {
       if (!s.directory_footer) return;
       const char* const footer = LineOf(s.text, "directory-footer").data();
       for (const std::string_view keyword : {"bandwidth-weights", "directory-signature"}) {
         const std::string_view line = LineOf(s.text, keyword);
         if (!line.empty() && line.data() < footer) {
           found.At(line, RuleOf<NetworkStatus>(keyword));
           return;
         }
       }
     }},
    {{"unknown-signer", Severity::kError, Severity::kWarning,
      "the signature is of an authority that the status does not name", "leave it out", ""},
     [](const NetworkStatus& s, Finder& found) {
       for (const DirectorySignature& signature : s.directory_signature) {
         constexpr unsigned kIdentity = 1u << 1;
         if ((signature.unread & kIdentity) != 0) continue;
         const bool named = std::any_of(
             s.authorities.begin(), s.authorities.end(), [&](const DirectoryAuthority& authority) {
               return authority.dir_source.identity == signature.identity ||
                      authority.legacy_dir_key == signature.identity;
             });
         if (!named && !s.authorities.empty()) {
           found.At(LineOf(s.text, "directory-signature"),
                    RuleOf<NetworkStatus>("directory-signature"));
         }
       }
     }},
    {{"parameter-range", Severity::kWarning, Severity::kWarning,
      "the parameter `$text` is outside its range: $expects", "tor takes the nearest value", ""},
     [](const NetworkStatus& s, Finder& found) {
       if (!s.params.has_value()) return;
       s.params->ForEach([&](const Parameter& parameter, std::string_view text) {
         const ParameterInfo* info = FindParameter(parameter.name);
         if (info == nullptr) return;
         if (parameter.value < info->minimum) {
           found.At(text, RuleOf<NetworkStatus>("params"), "it is below the least value");
         } else if (parameter.value > info->maximum) {
           found.At(text, RuleOf<NetworkStatus>("params"), "it is above the greatest value");
         }
       });
     }},
};

}  // namespace

std::span<const LintRule<NetworkStatus>> NetworkStatusRules() { return kRules; }

}  // namespace scape::descriptor
