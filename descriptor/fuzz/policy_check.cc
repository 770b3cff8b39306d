#include "descriptor/fuzz/policy_check.h"

#include <algorithm>
#include <string>
#include <vector>

#include "descriptor/fuzz/fuzz.h"

namespace scape::fuzz {
namespace {

using descriptor::ExitPattern;
using descriptor::ExitPolicyRule;
using descriptor::IpAddress;
using descriptor::PolicyResult;

struct Rule {
  bool accept;
  ExitPattern pattern;
};

bool IsAccepted(PolicyResult result) {
  return result == PolicyResult::kAccepted || result == PolicyResult::kProbablyAccepted;
}

// FirstMatch is what the first rule that matches says.
bool FirstMatch(const std::vector<Rule>& rules, const IpAddress& address, uint16_t port) {
  for (const Rule& rule : rules) {
    if (rule.pattern.MatchesAddress(address) && rule.pattern.MatchesPort(port)) return rule.accept;
  }
  return true;
}

// SummaryAccepts is dir-spec's rule for one port: accepted, unless more than two /8 networks are
// rejected before.
bool SummaryAccepts(const std::vector<Rule>& rules, uint16_t port) {
  constexpr struct {
    uint32_t bits;
    int size;
  } kPrivate[] = {{0x00000000, 8},  {0x0a000000, 8},  {0x7f000000, 8},
                  {0xa9fe0000, 16}, {0xac100000, 12}, {0xc0a80000, 16}};
  uint64_t rejected = 0;
  for (const Rule& rule : rules) {
    const ExitPattern& pattern = rule.pattern;
    if (pattern.kind == ExitPattern::Kind::kPrivate || pattern.address.is_ipv6) continue;
    if (!pattern.MatchesPort(port)) continue;
    if (rule.accept) {
      if (pattern.prefix_bits == 0) return rejected <= uint64_t{1} << 25;
    } else {
      const bool is_private =
          std::any_of(std::begin(kPrivate), std::end(kPrivate), [&](const auto& net) {
            return pattern.prefix_bits == net.size && pattern.address.ToIpv4().bits == net.bits;
          });
      if (!is_private) rejected += uint64_t{1} << (32 - pattern.prefix_bits);
    }
  }
  return false;
}

}  // namespace

void RequirePolicy(std::span<const ExitPolicyRule> lines) {
  std::vector<Rule> rules;
  std::vector<uint16_t> ports = {1, 80, 65535};
  std::vector<IpAddress> addresses = {IpAddress::FromIpv4({0x08080808}),
                                      IpAddress::FromIpv4({0x0a000001})};
  constexpr size_t kEnough = 40;  // ports and addresses to look at
  for (const ExitPolicyRule& line : lines) {
    Rule rule{descriptor::IsAccept(line.action), {}};
    if (!line.Decode(&rule.pattern)) continue;
    rules.push_back(rule);
    if (ports.size() > kEnough) continue;
    for (const int port : {rule.pattern.first_port - 1, rule.pattern.last_port + 1,
                           int{rule.pattern.first_port}, int{rule.pattern.last_port}}) {
      if (port > 0 && port < 65536) ports.push_back(static_cast<uint16_t>(port));
    }
    addresses.push_back(rule.pattern.address);
  }

  const bool exits = descriptor::IsExitingAllowed(lines);
  // Without an address, rules about IPv6 are taken for rules about every address, as tor does.
  const bool only_ipv4 = std::none_of(
      rules.begin(), rules.end(), [](const Rule& rule) { return rule.pattern.address.is_ipv6; });
  for (const IpAddress& address : addresses) {
    // A null address is an unknown one.
    if (std::all_of(address.bytes.begin(), address.bytes.end(),
                    [](uint8_t byte) { return byte == 0; })) {
      continue;
    }
    for (const uint16_t port : ports) {
      const PolicyResult result = descriptor::CanExitTo(lines, address, port);
      Require(result == (FirstMatch(rules, address, port) ? PolicyResult::kAccepted
                                                          : PolicyResult::kRejected),
              "the first rule that matches decides");
      if (address.is_ipv6) continue;
      Require(exits || !IsAccepted(result), "a policy that allows no exit accepts nothing");
      if (!only_ipv4) continue;
      const PolicyResult anywhere = descriptor::CanExitTo(lines, port);
      Require(anywhere != PolicyResult::kRejected || !IsAccepted(result),
              "what is rejected for certain is accepted nowhere");
      Require(anywhere != PolicyResult::kAccepted || IsAccepted(result),
              "what is accepted for certain is rejected nowhere");
    }
  }

  const std::string summary = descriptor::ExitPolicySummary(lines);
  const bool accept = summary.starts_with("accept ");
  Require(accept || summary.starts_with("reject "), "a summary accepts or rejects");
  Require(summary.size() <= 1000, "a summary is short enough for tor");
  const descriptor::PortPolicy policy{accept, std::string_view(summary).substr(7)};
  netdoc::Fault fault;
  Require(policy.Check(&fault), "a summary is a port list");
  const bool cut = summary.size() > 900;  // perhaps: then ports are missing
  for (const uint16_t port : ports) {
    const bool wanted = SummaryAccepts(rules, port);
    Require(policy.CanExitTo(port) == wanted || (cut && wanted), "a summary sums up");
  }
  descriptor::HasPrivateRules(lines);
  descriptor::HasDefaultRules(lines);
}

}  // namespace scape::fuzz
