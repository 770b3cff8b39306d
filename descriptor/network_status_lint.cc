#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "descriptor/entry_rules.h"
#include "descriptor/lint.h"
#include "descriptor/netdoc/diagnostic.h"
#include "descriptor/network_status.h"
#include "descriptor/signature_rules.h"

namespace scape::descriptor {
namespace {

using netdoc::Severity;
using netdoc::Words;

// IsShort tells of two lines with times whether there are less than so many seconds between them.
bool IsShort(const NetworkStatus& s, std::string_view until_keyword, netdoc::UtcTime until,
             int64_t seconds) {
  return HasRead(s, "valid-after") && HasRead(s, until_keyword) &&
         until.unix_seconds - s.valid_after.unix_seconds < seconds;
}

bool HasIdentity(const DirectoryAuthority& authority) {
  constexpr unsigned kIdentity = 1u << 1;
  return authority.read.Has(0) && (authority.dir_source.unread & kIdentity) == 0;
}

// NewestMethod is the consensus's method, or the newest that the vote's authority knows.
uint64_t NewestMethod(const NetworkStatus& s) {
  if (!s.is_vote()) return s.consensus_method.value_or(1);
  uint64_t newest = 1;
  if (!s.consensus_methods.has_value()) return newest;
  for (const std::string_view word : Words(s.consensus_methods->text)) {
    uint64_t method;
    if (netdoc::ParseUnsigned(word, &method)) newest = std::max(newest, method);
  }
  return newest;
}

void FindUnknownFlags(const NetworkStatus& s, Finder& found) {
  std::vector<std::string_view> known;
  for (const std::string_view flag : s.known_flags.flags()) known.push_back(flag);
  std::sort(known.begin(), known.end());
  ForEachEntry(s, [&](const RouterStatus& entry) {
    for (const std::string_view flag : entry.flags.flags()) {
      if (!std::binary_search(known.begin(), known.end(), flag)) {
        found.At(flag, RuleOf<RouterStatus>("s"));
      }
    }
  });
}

const size_t kProtocolsRow = static_cast<size_t>(netdoc::kTable<RouterStatus>.index.Find("pr"));

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
       if (IsShort(s, "fresh-until", s.fresh_until, 300)) Report(s, found, "fresh-until");
       if (IsShort(s, "valid-until", s.valid_until, 600)) Report(s, found, "valid-until");
     }},
    {{"fresh-after-validity", Severity::kWarning, Severity::kWarning,
      "`fresh-until` lies behind `valid-until`", "correct the times", ""},
     [](const NetworkStatus& s, Finder& found) {
       if (!HasRead(s, "fresh-until") || !HasRead(s, "valid-until")) return;
       if (s.valid_until < s.fresh_until) Report(s, found, "fresh-until");
     }},
    {{"short-voting-delay", Severity::kError, Severity::kWarning,
      "each voting delay must be at least 2 seconds, and at most 2147483647", "correct it", ""},
     [](const NetworkStatus& s, Finder& found) {
       if (!HasRead(s, "voting-delay") || s.voting_delay.unread != 0) return;
       const auto [least, most] =
           std::minmax(s.voting_delay.vote_seconds, s.voting_delay.dist_seconds);
       if (least < 2 || most > INT32_MAX) {
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
       if (!s.is_vote()) FindUnknownFlags(s, found);
     }},
    {{"unknown-flag-in-vote", Severity::kError, Severity::kWarning,
      "`$text` is not among the flags that the vote says it knows",
      "add it to `known-flags`; tor refuses the vote", ""},
     [](const NetworkStatus& s, Finder& found) {
       if (s.is_vote()) FindUnknownFlags(s, found);
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
           found.At(FirstLine(entry.text), RuleOf<RouterStatus>("s"), "Running");
         }
         if (s.meets_consensus_method(24) && !entry.flags.Has("Valid")) {
           found.At(FirstLine(entry.text), RuleOf<RouterStatus>("s"), "Valid");
         }
       });
     }},
    {{"descriptor-digest-in-microdesc", Severity::kError, Severity::kWarning,
      "an entry of the flavor microdesc must not name a server descriptor",
      "leave the third argument out", ""},
     [](const NetworkStatus& s, Finder& found) {
       if (s.kind != kMicrodescConsensus) return;
       ForEachEntry(s, [&](const RouterStatus& entry) {
         if (entry.router.digest.has_value()) {
           found.At(FirstLine(entry.text), RuleOf<RouterStatus>("r"));
         }
       });
     }},
    {{"microdescriptor-line", Severity::kError, Severity::kWarning, "the `m` line of $expects",
      "correct the line", ""},
     [](const NetworkStatus& s, Finder& found) {
       const netdoc::ItemRule* const rule = RuleOf<RouterStatus>("m");
       ForEachEntry(s, [&](const RouterStatus& entry) {
         for (const MicrodescriptorDigests& digests : entry.microdescriptor) {
           if (s.is_vote() && digests.methods.empty()) {
             found.At(digests.digests, rule, "a vote begins with consensus methods");
           } else if (s.kind == kMicrodescConsensus && !digests.methods.empty()) {
             found.At(digests.methods, rule, "a consensus is one digest alone");
           } else if (s.kind == kMicrodescConsensus && &digests != &entry.microdescriptor[0]) {
             found.At(digests.digests, rule, "a consensus's entry comes once");
           }
         }
       });
     }},
    {{"ed25519-identity", Severity::kError, Severity::kWarning,
      "an ed25519 identity must be 43 base64 characters, or none", "correct it", ""},
     [](const NetworkStatus& s, Finder& found) {
       if (!s.is_vote()) return;
       ForEachEntry(s, [&](const RouterStatus& entry) {
         for (const StatusIdentity& one : entry.identities) {
           netdoc::Fault fault;
           if (one.keytype != "ed25519" || one.identity == "none" || one.unread != 0) continue;
           if (!Ed25519Key{one.identity}.Check(&fault)) {
             found.At(one.identity, RuleOf<RouterStatus>("id"));
           }
         }
       });
     }},
    {{"missing-protocols", Severity::kError, Severity::kWarning,
      "since consensus method 25 every entry has a `pr`", "add the line", ""},
     [](const NetworkStatus& s, Finder& found) {
       if (NewestMethod(s) < 25) return;
       ForEachEntry(s, [&](const RouterStatus& entry) {
         if (!entry.seen.Has(kProtocolsRow)) {
           found.At(FirstLine(entry.text), RuleOf<RouterStatus>("pr"));
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
         if (!HasIdentity(s.authorities[i - 1]) || !HasIdentity(s.authorities[i])) continue;
         if (here.identity.bytes < before.identity.bytes) {
           found.At(FirstLine(s.authorities[i].text), RuleOf<DirectoryAuthority>("dir-source"));
         }
       }
     }},
    {{"incomplete-authority", Severity::kError, Severity::kWarning,
      "an authority must have a `$expects`", "add the line", ""},
     [](const NetworkStatus& s, Finder& found) {
       for (const DirectoryAuthority& authority : s.authorities) {
         if (authority.dir_source.is_legacy()) continue;
         if (!authority.contact.has_value()) {
           found.At(FirstLine(authority.text), RuleOf<DirectoryAuthority>("contact"), "contact");
         }
         if (!s.is_vote() && !authority.vote_digest.has_value()) {
           found.At(FirstLine(authority.text), RuleOf<DirectoryAuthority>("vote-digest"),
                    "vote-digest");
         }
       }
     }},
    {{"one-authority", Severity::kError, Severity::kError, "a vote is of one authority",
      "leave the others out", ""},
     [](const NetworkStatus& s, Finder& found) {
       if (!s.is_vote()) return;
       if (s.authorities.size() > 1) {
         found.At(FirstLine(s.authorities[1].text), RuleOf<DirectoryAuthority>("dir-source"));
       }
       if (s.certificate.size() > 1) {
         found.At(FirstLine(s.certificate[1].text),
                  RuleOf<KeyCertificate>("dir-key-certificate-version"));
       }
     }},
    {{"foreign-certificate", Severity::kError, Severity::kError,
      "the certificate in a vote must be that of its authority", "put the right one in", ""},
     [](const NetworkStatus& s, Finder& found) {
       if (s.certificate.empty() || s.authorities.empty()) return;
       const KeyCertificate& certificate = s.certificate[0];
       if (!HasRead(certificate, "fingerprint") || !HasIdentity(s.authorities[0])) return;
       if (certificate.fingerprint.bytes != s.authorities[0].dir_source.identity.bytes) {
         Report(certificate, found, "fingerprint");
       }
     }},
    {{"missing-footer", Severity::kError, Severity::kWarning,
      "since consensus method 9 a footer begins with `directory-footer`", "add the line", ""},
     [](const NetworkStatus& s, Finder& found) {
       if (NewestMethod(s) >= 9 && !s.directory_footer) {
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
       if (s.authorities.empty()) return;
       std::vector<std::array<uint8_t, 20>> named;
       for (const DirectoryAuthority& authority : s.authorities) {
         named.push_back(authority.dir_source.identity.bytes);
         if (authority.legacy_dir_key.has_value()) named.push_back(authority.legacy_dir_key->bytes);
       }
       std::sort(named.begin(), named.end());
       for (const DirectorySignature& signature : s.directory_signature) {
         constexpr unsigned kIdentity = 1u << 1;
         if ((signature.unread & kIdentity) != 0 ||
             std::binary_search(named.begin(), named.end(), signature.identity.bytes)) {
           continue;
         }
         found.At(FirstLine(signature.signature.keyword_line),
                  RuleOf<NetworkStatus>("directory-signature"));
       }
     }},
    {kUnknownDigestAlgorithm,
     [](const NetworkStatus& s, Finder& found) {
       for (const DirectorySignature& signature : s.directory_signature) {
         if (DigestBytes(signature.algorithm_name()) == 0) {
           found.At(signature.algorithm_name(), RuleOf<NetworkStatus>("directory-signature"));
         }
       }
     }},
    {kRepeatedSignature,
     [](const NetworkStatus& s, Finder& found) {
       Repeated(
           s.directory_signature,
           [](const DirectorySignature& signature) {
             return std::pair(signature.algorithm_name(), signature.identity.bytes);
           },
           [&](const DirectorySignature& signature) {
             if (signature.unread != 0) return;
             found.At(FirstLine(signature.signature.keyword_line),
                      RuleOf<NetworkStatus>("directory-signature"));
           });
     }},
    {{"parameter-range", Severity::kWarning, Severity::kWarning,
      "the parameter `$text` must be $expects", "tor takes the nearest value",
      "https://spec.torproject.org/param-spec.html"},
     [](const NetworkStatus& s, Finder& found) {
       if (!s.params.has_value()) return;
       s.params->ForEach([&](const Parameter& parameter, std::string_view text) {
         const ParameterInfo* info = FindParameter(parameter.name);
         if (info == nullptr) return;
         if (parameter.value < info->minimum || parameter.value > info->maximum) {
           found.At(text, RuleOf<NetworkStatus>("params"), RangeOf(*info));
         }
       });
     }},
};

}  // namespace

std::span<const LintRule<NetworkStatus>> NetworkStatusRules() { return kRules; }

}  // namespace scape::descriptor
