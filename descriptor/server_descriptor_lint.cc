// The rules across the items of a server descriptor. Each is one row: the problem, and what finds
// it.
#include <algorithm>
#include <array>
#include <string_view>

#include "descriptor/lint.h"
#include "descriptor/netdoc/words.h"
#include "descriptor/sanitised.h"
#include "descriptor/server_descriptor.h"
#include "descriptor/validate.h"

namespace scape::descriptor {
namespace {

using netdoc::Severity;

constexpr size_t kLargestDescriptor = 20000;  // bytes; authorities refuse more
constexpr uint64_t kLargestBandwidth = 2147483647;

bool IsBridge(const ServerDescriptor& d) { return d.kind == kBridgeDescriptor; }

// The certificate decoded, if there is a sound one.
template <typename Certificate>
bool Decoded(const std::optional<Certificate>& certificate, Ed25519Certificate* out) {
  return certificate.has_value() && certificate->Decode(out);
}

bool MasterKey(const ServerDescriptor& d, std::array<uint8_t, 32>* key) {
  return d.master_key_ed25519.has_value() && d.master_key_ed25519->Decode(key);
}

bool FamilyMemberIs(std::string_view member, const ServerDescriptor& d) {
  if (member.empty()) return false;
  if (member[0] != '$') return member == d.router.nickname.text;
  std::array<uint8_t, 20> fingerprint;
  return d.fingerprint.has_value() && member.size() >= 41 &&
         netdoc::DecodeHex(member.substr(1, 40), fingerprint) &&
         fingerprint == d.fingerprint->bytes;
}

constexpr std::string_view kDistributionMethods[] = {
    "none", "any", "https", "email", "moat", "lox", "telegram", "settings", "hyphae"};

constexpr LintRule<ServerDescriptor> kRules[] = {
    {{"descriptor-too-large", Severity::kError, Severity::kError,
      "the descriptor is longer than 20000 bytes", "shorten `family`, `contact` or the exit policy",
      ""},
     [](const ServerDescriptor& d, Finder& found) {
       if (d.text.size() > kLargestDescriptor) {
         found.At(d.text.substr(kLargestDescriptor, 1));
       }
     }},
    {{"or-port-zero", Severity::kError, Severity::kError, "the ORPort is 0",
      "a relay has an ORPort; tor refuses the descriptor", ""},
     [](const ServerDescriptor& d, Finder& found) {
       if ((d.router.unread & 1 << 2) == 0 && d.router.or_port.number == 0) {
         Report(d, found, "router");
       }
     }},
    {{"socks-port-set", Severity::kWarning, Severity::kWarning, "the SOCKSPort is not 0",
      "write 0; it is obsolete since tor 0.0.9", ""},
     [](const ServerDescriptor& d, Finder& found) {
       if ((d.router.unread & 1 << 3) == 0 && d.router.socks_port.number != 0) {
         Report(d, found, "router");
       }
     }},
    {{"bandwidth-out-of-range", Severity::kError, Severity::kError,
      "`bandwidth` must be from 1 (average; the others from 0) to 2147483647 bytes per second",
      "tor refuses the descriptor", ""},
     [](const ServerDescriptor& d, Finder& found) {
       if (d.bandwidth.unread != 0 || !HasRead(d, "bandwidth")) return;
       const Bandwidth& b = d.bandwidth;
       if (b.average == 0 || b.average > kLargestBandwidth || b.burst > kLargestBandwidth ||
           b.observed > kLargestBandwidth) {
         Report(d, found, "bandwidth");
       }
     }},
    {{"bandwidth-burst-below-average", Severity::kWarning, Severity::kWarning,
      "the burst is smaller than the average", "burst is at least average", ""},
     [](const ServerDescriptor& d, Finder& found) {
       if (d.bandwidth.unread == 0 && d.bandwidth.average > d.bandwidth.burst) {
         Report(d, found, "bandwidth");
       }
     }},
    {{"negative-uptime", Severity::kError, Severity::kError, "the uptime is negative",
      "tor refuses it; some tors of 2006 wrote it", ""},
     [](const ServerDescriptor& d, Finder& found) {
       if (d.uptime.value_or(0) < 0) Report(d, found, "uptime");
     }},
    {{"internal-address", Severity::kWarning, Severity::kWarning,
      "this address cannot be reached from outside",
      "use a public address; authorities refuse others", ""},
     [](const ServerDescriptor& d, Finder& found) {
       if (IsBridge(d)) return;
       if ((d.router.unread & 1 << 1) == 0 && IsInternal(IpAddress::FromIpv4(d.router.address))) {
         Report(d, found, "router");
       }
       if (std::any_of(d.or_address.begin(), d.or_address.end(),
                       [](const AddressPort& a) { return IsInternal(a.address); })) {
         Report(d, found, "or-address");
       }
     }},
    {{"unknown-platform", Severity::kWarning, Severity::kWarning,
      "`platform` does not begin with `Tor` and a version",
      "authorities refuse \"Tor\" without a version", ""},
     [](const ServerDescriptor& d, Finder& found) {
       if (d.platform.has_value() && !d.tor_version().has_value()) Report(d, found, "platform");
     }},
    {{"no-tap-key", Severity::kNote, Severity::kNote, "there is no TAP `onion-key`",
      "nothing; authorities up to tor 0.4.9.11 refuse such descriptors", ""},
     [](const ServerDescriptor& d, Finder& found) {
       if (!IsBridge(d) && !d.onion_key.has_value()) found.At(d.text.substr(0, 6));
     }},
    {{"onion-key-crosscert-mismatch", Severity::kError, Severity::kError,
      "`onion-key` and `onion-key-crosscert` come together or not at all", "add or remove one", ""},
     [](const ServerDescriptor& d, Finder& found) {
       if (IsBridge(d) || !d.identity_ed25519.has_value()) return;
       if (d.onion_key.has_value() && !d.onion_key_crosscert.has_value()) {
         Report(d, found, "onion-key");
       } else if (!d.onion_key.has_value() && d.onion_key_crosscert.has_value()) {
         Report(d, found, "onion-key-crosscert");
       }
     }},
    {{"ntor-key-zero", Severity::kError, Severity::kError, "the ntor onion key is all zero",
      "no client can use the relay", ""},
     [](const ServerDescriptor& d, Finder& found) {
       std::array<uint8_t, 32> key;
       if (d.ntor_onion_key.has_value() && d.ntor_onion_key->Decode(&key) &&
           key == std::array<uint8_t, 32>{}) {
         Report(d, found, "ntor-onion-key");
       }
     }},
    {{"signing-key-exponent", Severity::kWarning, Severity::kWarning,
      "the exponent of the identity key is not 65537", "make a new identity key", ""},
     [](const ServerDescriptor& d, Finder& found) {
       RsaPublicKey key;
       if (d.signing_key.has_value() && d.signing_key->Decode(&key) && key.exponent != 65537) {
         Report(d, found, "signing-key");
       }
     }},
    {{"fingerprint-mismatch", Severity::kError, Severity::kError,
      "`fingerprint` is not the SHA-1 of `signing-key`", "one of the two is another relay's", ""},
     [](const ServerDescriptor& d, Finder& found) {
       RsaPublicKey key;
       if (found.context().sha1 == nullptr || !d.fingerprint.has_value() ||
           !d.signing_key.has_value() || !d.signing_key->Decode(&key)) {
         return;
       }
       if (found.context().sha1(key.der()) != d.fingerprint->bytes) Report(d, found, "fingerprint");
     }},
    {{"master-key-mismatch", Severity::kError, Severity::kError,
      "`master-key-ed25519` is not the key that signed the identity certificate",
      "one of the two is another relay's", ""},
     [](const ServerDescriptor& d, Finder& found) {
       Ed25519Certificate certificate;
       std::array<uint8_t, 32> master;
       if (Decoded(d.identity_ed25519, &certificate) && MasterKey(d, &master) &&
           certificate.has_signing_key && certificate.signing_key != master) {
         Report(d, found, "master-key-ed25519");
       }
     }},
    {{"ntor-crosscert-mismatch", Severity::kError, Severity::kError,
      "the ntor cross-certificate is for another ed25519 identity",
      "one of the two is another relay's", ""},
     [](const ServerDescriptor& d, Finder& found) {
       Ed25519Certificate certificate;
       std::array<uint8_t, 32> master;
       if (d.ntor_onion_key_crosscert.has_value() &&
           d.ntor_onion_key_crosscert->certificate.Decode(&certificate) && MasterKey(d, &master) &&
           certificate.certified_key != master) {
         Report(d, found, "ntor-onion-key-crosscert");
       }
     }},
    {{"family-cert-mismatch", Severity::kError, Severity::kError,
      "a family certificate is for another ed25519 identity", "remove it", ""},
     [](const ServerDescriptor& d, Finder& found) {
       Ed25519Certificate certificate;
       std::array<uint8_t, 32> master;
       if (!MasterKey(d, &master)) return;
       for (const FamilyCertificate& family : d.family_cert) {
         if (family.Decode(&certificate) && certificate.certified_key != master) {
           found.At(family.body, RuleOf<ServerDescriptor>("family-cert"));
         }
       }
     }},
    {{"too-many-families", Severity::kWarning, Severity::kWarning,
      "there are more than two family certificates", "three and more may be refused", ""},
     [](const ServerDescriptor& d, Finder& found) {
       if (d.family_cert.size() > 2) Report(d, found, "family-cert");
     }},
    {{"no-exit-policy", Severity::kError, Severity::kError,
      "there is neither an `accept` nor a `reject` line", "add `reject *:*` or a real policy", ""},
     [](const ServerDescriptor& d, Finder& found) {
       if (d.exit_policy.empty())
         found.At(d.text.substr(d.text.size()), RuleOf<ServerDescriptor>("reject"));
     }},
    {{"policy-without-end", Severity::kWarning, Severity::kWarning,
      "the exit policy does not end with a rule for all addresses and ports",
      "end it with `accept *:*` or `reject *:*`; what no rule matches is accepted", ""},
     [](const ServerDescriptor& d, Finder& found) {
       ExitPattern pattern;
       if (d.exit_policy.empty() || !d.exit_policy.back().Decode(&pattern)) return;
       if (!pattern.AllAddresses() || !pattern.AllPorts()) {
         found.At(d.exit_policy.back().pattern, RuleOf<ServerDescriptor>("reject"));
       }
     }},
    {{"unreachable-rule", Severity::kNote, Severity::kNote,
      "no connection can reach this rule: one before it matches everything", "remove it", ""},
     [](const ServerDescriptor& d, Finder& found) {
       for (size_t i = 0; i + 1 < d.exit_policy.size(); ++i) {
         ExitPattern pattern;
         if (d.exit_policy[i].Decode(&pattern) && pattern.AllAddresses() && pattern.AllPorts()) {
           found.At(d.exit_policy[i + 1].pattern, RuleOf<ServerDescriptor>("reject"));
           return;
         }
       }
     }},
    {{"accepts-private-addresses", Severity::kWarning, Severity::kWarning,
      "the exit policy accepts connections to private addresses",
      "reject private networks before the first `accept`", ""},
     [](const ServerDescriptor& d, Finder& found) {
       if (IsBridge(d)) return;
       // One host of each private network, until a rule for all ports has rejected it.
       constexpr uint32_t kHosts[] = {0x0a000001, 0x7f000001, 0xc0a80001, 0xac100001, 0xa9fe0001};
       std::array<bool, std::size(kHosts)> rejected{};
       for (const ExitPolicyRule& rule : d.exit_policy) {
         ExitPattern pattern;
         if (!rule.Decode(&pattern)) continue;
         for (size_t host = 0; host < std::size(kHosts); ++host) {
           if (rejected[host] || !pattern.MatchesAddress(IpAddress::FromIpv4({kHosts[host]}))) {
             continue;
           }
           if (rule.action == PolicyAction::kAccept) {
             found.At(rule.pattern, RuleOf<ServerDescriptor>("accept"));
             return;
           }
           rejected[host] = pattern.AllPorts();
         }
       }
     }},
    {{"family-lists-itself", Severity::kNote, Severity::kNote,
      "the relay lists itself in its family", "nothing; it may be left out", ""},
     [](const ServerDescriptor& d, Finder& found) {
       if (!d.family.has_value()) return;
       for (const std::string_view member : d.family->members()) {
         if (FamilyMemberIs(member, d)) {
           found.At(member, RuleOf<ServerDescriptor>("family"));
           return;
         }
       }
     }},
    {{"family-repeats-member", Severity::kNote, Severity::kNote, "the family names a member twice",
      "remove one", ""},
     [](const ServerDescriptor& d, Finder& found) {
       if (!d.family.has_value()) return;
       std::vector<std::string_view> members;
       for (const std::string_view member : d.family->members()) members.push_back(member);
       std::sort(members.begin(), members.end());
       const auto twice = std::adjacent_find(members.begin(), members.end());
       if (twice != members.end()) found.At(*twice, RuleOf<ServerDescriptor>("family"));
     }},
    {{"family-nickname", Severity::kNote, Severity::kNote,
      "the family names a member by nickname, which anyone may take", "use its $FINGERPRINT", ""},
     [](const ServerDescriptor& d, Finder& found) {
       if (!d.family.has_value()) return;
       for (const std::string_view member : d.family->members()) {
         if (IsNickname(member)) {
           found.At(member, RuleOf<ServerDescriptor>("family"));
           return;
         }
       }
     }},
    {{"unknown-distribution-method", Severity::kWarning, Severity::kWarning,
      "this is no way in which bridges are given out", "use any, none, https, email, moat, ...",
      ""},
     [](const ServerDescriptor& d, Finder& found) {
       if (d.bridge_distribution_request.has_value() &&
           std::find(std::begin(kDistributionMethods), std::end(kDistributionMethods),
                     *d.bridge_distribution_request) == std::end(kDistributionMethods)) {
         found.At(*d.bridge_distribution_request,
                  RuleOf<ServerDescriptor>("bridge-distribution-request"));
       }
     }},
    {{"history-after-published", Severity::kWarning, Severity::kWarning,
      "the history ends after the descriptor was published", "one of the two times is wrong", ""},
     [](const ServerDescriptor& d, Finder& found) {
       if (d.read_history.has_value() && d.read_history->end > d.published) {
         Report(d, found, "read-history");
       }
       if (d.write_history.has_value() && d.write_history->end > d.published) {
         Report(d, found, "write-history");
       }
     }},
    {kNotSanitised,
     [](const ServerDescriptor& d, Finder& found) {
       if (!IsBridge(d)) return;
       if (!IsSanitised(d.router.address)) Report(d, found, "router", kNotSanitisedIpv4);
       if (std::any_of(d.or_address.begin(), d.or_address.end(),
                       [](const AddressPort& other) { return !IsSanitised(other.address); })) {
         Report(d, found, "or-address", kNotSanitisedIpv6);
       }
       if (d.contact.has_value() && d.contact->text != "somebody") {
         Report(d, found, "contact", "a contact other than `somebody`");
       }
     }},
};

}  // namespace

std::span<const LintRule<ServerDescriptor>> ServerDescriptorRules() { return kRules; }

}  // namespace scape::descriptor
