// Exit policies: the rules of server descriptors and the port lists of summaries.
//
//   // reject 10.0.0.0/8:*
//   // accept *:80
//   // reject *:*
//   IpAddress address;
//   ParseIpAddress("192.0.2.7", &address);
//   CanExitTo(rules, address, 80);   // PolicyResult::kAccepted
//   CanExitTo(rules, 80);            // kProbablyAccepted: not for every address
//   ExitPolicySummary(rules);        // "accept 80"
//
// Rules and port lists are lazy: they borrow the document's text and are decoded when they are
// asked something. A rule that cannot be decoded matches nothing; Check() finds it. Nothing here
// allocates but ExitPolicySummary(), and every function may be called from any thread.
#ifndef SCAPE_DESCRIPTOR_EXIT_POLICY_H_
#define SCAPE_DESCRIPTOR_EXIT_POLICY_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "descriptor/address.h"
#include "descriptor/netdoc/value.h"

namespace scape::descriptor {

enum class PolicyAction : uint8_t { kAccept, kReject, kAccept6, kReject6 };

// PolicyKeyword returns "accept", "reject", "accept6" or "reject6".
std::string_view PolicyKeyword(PolicyAction action);

constexpr bool IsAccept(PolicyAction action) {
  return action == PolicyAction::kAccept || action == PolicyAction::kAccept6;
}

// ExitPattern is which addresses and ports a rule is about: "10.0.0.0/8:80-443" (dir-spec 2.1.3,
// "exitpattern").
struct ExitPattern {
  enum class Kind : uint8_t {
    kAny,      // "*": every IPv4 address; of accept6 and reject6 every IPv6 address
    kPrivate,  // "private": the networks that are not reachable from outside, IPv4 and IPv6
    kIpv4,     // a network, or "*4"
    kIpv6,     // a network, or "*6"
  };
  Kind kind = Kind::kAny;
  IpAddress address;  // as written, host bits too; 0.0.0.0 or :: for "*"; unused for "private"
  int prefix_bits = 0;
  uint16_t first_port = 1;
  uint16_t last_port = 65535;

  bool MatchesAddress(const IpAddress& wanted) const;
  bool MatchesPort(uint16_t port) const { return first_port <= port && port <= last_port; }
  bool AllPorts() const { return first_port == 1 && last_port == 65535; }
  // AllAddresses tells whether every address of the pattern's family matches.
  bool AllAddresses() const { return kind != Kind::kPrivate && prefix_bits == 0; }

  friend bool operator==(const ExitPattern&, const ExitPattern&) = default;
};

// ParseExitPattern reads ADDRESS[/MASK][:PORTS]. The address is "*", "*4", "*6", IPv4, [IPv6] or
// "private" (which needs its ports); the mask a number of bits, or a dotted one for IPv4; the ports
// "*", one or FIRST-LAST. `action` decides which family "*" means.
bool ParseExitPattern(std::string_view text, PolicyAction action, ExitPattern* pattern);

// ExitPolicyRule is one line of an exit policy. The item's keyword is its action.
struct ExitPolicyRule {
  PolicyAction action = PolicyAction::kReject;
  std::string_view pattern;

  static constexpr std::string_view kExpects = "an exit pattern such as *:80 or 10.0.0.0/8:*";
  static bool Read(netdoc::ItemReader& in, ExitPolicyRule* out);
  // Write writes the pattern: the item's keyword is written by who begins the item.
  void Write(netdoc::Encoder& out) const { out.Argument(pattern); }
  void Json(netdoc::JsonWriter& json) const;  // "reject 10.0.0.0/8:*"
  // Check: the pattern can be decoded, and is of the family that a descriptor may use with the
  // action. "*4" and "*6" belong into configurations.
  bool Check(netdoc::Fault* fault) const;

  std::string_view keyword() const { return PolicyKeyword(action); }
  bool Decode(ExitPattern* out) const { return ParseExitPattern(pattern, action, out); }
};

enum class PolicyResult : uint8_t { kAccepted, kRejected, kProbablyAccepted, kProbablyRejected };

// CanExitTo tells what the first rule that matches says; without such a rule kAccepted. Never
// "probably", unless the address is 0.0.0.0 or ::, or the port 0: that is then taken for unknown,
// as tor does.
//
// Rules about IPv4 do not decide on an IPv6 address. The rules of a server descriptor are all about
// IPv4; ask its `ipv6-policy` about IPv6.
PolicyResult CanExitTo(std::span<const ExitPolicyRule> rules, const IpAddress& address,
                       uint16_t port);

// CanExitTo without an address: what the first rule for the port and every address says, "probably"
// when a rule before it says otherwise for some addresses.
PolicyResult CanExitTo(std::span<const ExitPolicyRule> rules, uint16_t port);

// ExitPolicySummary returns the `p` line that authorities make of a policy, without its keyword:
// "accept 80,443" or "reject 25,119". Ports that more than two /8 networks are rejected for count
// as rejected; private networks do not count. Time O(n log n) for n rules.
std::string ExitPolicySummary(std::span<const ExitPolicyRule> rules);

// IsExitingAllowed tells whether there may be an address and a port to exit to. False is certain;
// true may be wrong when an accepted network is part of rejected ones.
bool IsExitingAllowed(std::span<const ExitPolicyRule> rules);

// HasPrivateRules tells whether a rule "private" is there, or the networks that tor writes in its
// place, one behind the other. What stands behind a rule for *:* is not looked at.
bool HasPrivateRules(std::span<const ExitPolicyRule> rules);

// HasDefaultRules tells whether the policy ends as tor's default policy does: reject *:25 to
// accept *:*.
bool HasDefaultRules(std::span<const ExitPolicyRule> rules);

// PortPolicy is the value of `p`, `p6` and `ipv6-policy`: "accept 80,443" or "reject 1-65535".
struct PortPolicy {
  bool accept = false;
  std::string_view ports;  // the list as it stands there

  static constexpr size_t kMaxEntries = 1000;
  static constexpr std::string_view kExpects =
      "accept or reject, and up to 1000 ports as in 80,443,6660-6669";
  static constexpr std::string_view kMembers[] = {"policy", "port_list"};
  static constexpr bool kAnyNumber = true;
  static bool Read(netdoc::ItemReader& in, PortPolicy* out);
  void Write(netdoc::Encoder& out) const;
  void Json(netdoc::JsonWriter& json) const;  // {"policy":"accept","port_list":"80,443"}
  bool Check(netdoc::Fault* fault) const;

  // Contains tells whether the port is in the list. Malformed entries are passed over.
  bool Contains(uint16_t port) const;
  bool CanExitTo(uint16_t port) const { return port != 0 && Contains(port) == accept; }
};

}  // namespace scape::descriptor

#endif  // SCAPE_DESCRIPTOR_EXIT_POLICY_H_
