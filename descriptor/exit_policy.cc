#include "descriptor/exit_policy.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <iterator>
#include <numeric>
#include <utility>
#include <vector>

#include "descriptor/netdoc/words.h"

namespace scape::descriptor {

using netdoc::Encoder;
using netdoc::Fault;
using netdoc::ItemReader;
using netdoc::JsonWriter;

namespace {

struct Ipv4Net {
  uint32_t bits;
  int size;
};

// What "private" stands for, in the order in which tor writes it out. Authorities must agree on it
// for their summaries to be equal.
constexpr Ipv4Net kPrivateNets[] = {{0x00000000, 8},  {0xa9fe0000, 16}, {0x7f000000, 8},
                                    {0xc0a80000, 16}, {0x0a000000, 8},  {0xac100000, 12}};

// The ports that tor's default policy rejects before it accepts the rest.
constexpr struct {
  uint16_t first, last;
} kDefaultRejects[] = {{25, 25},     {119, 119},   {135, 139},   {445, 445},   {563, 563},
                       {1214, 1214}, {4661, 4666}, {6346, 6429}, {6699, 6699}, {6881, 6999}};

bool IsPrivate(const IpAddress& address) {
  if (!address.is_ipv6) {
    const uint32_t bits = address.ToIpv4().bits;
    return std::any_of(std::begin(kPrivateNets), std::end(kPrivateNets),
                       [&](Ipv4Net net) { return (bits ^ net.bits) >> (32 - net.size) == 0; });
  }
  const uint8_t first = address.bytes[0];
  return first == 0 || first == 0xff ||                // ::/8 and ff00::/8
         (first & 0xfe) == 0xfc ||                     // fc00::/7
         (first == 0xfe && address.bytes[1] >= 0x80);  // fe80::/10 and fec0::/10
}

// IsNet: the pattern is exactly `net`; a network within it is another.
bool IsNet(const ExitPattern& pattern, Ipv4Net net) {
  return pattern.kind == ExitPattern::Kind::kIpv4 && pattern.prefix_bits == net.size &&
         pattern.address.ToIpv4().bits == net.bits;
}

bool IsIpv4CatchAll(const ExitPattern& pattern) {
  return pattern.AllAddresses() && !pattern.address.is_ipv6 && pattern.AllPorts();
}

// ParsePort takes digits from the front of *text, a port from 1 to 65535.
bool ParsePort(std::string_view* text, uint16_t* port) {
  uint32_t number = 0;
  size_t size = 0;
  for (; size < text->size(); ++size) {
    const uint32_t digit = static_cast<unsigned char>((*text)[size]) - uint32_t{'0'};
    if (digit > 9) break;
    number = number * 10 + digit;
    if (number > 65535) return false;
  }
  text->remove_prefix(size);
  *port = static_cast<uint16_t>(number);
  return number != 0;
}

// ParsePorts reads "n" or "n-m".
bool ParsePorts(std::string_view text, uint16_t* first, uint16_t* last) {
  if (!ParsePort(&text, first)) return false;
  *last = *first;
  if (text.empty()) return true;
  if (text[0] != '-') return false;
  text.remove_prefix(1);
  return ParsePort(&text, last) && text.empty() && *first <= *last;
}

bool ParseMask(std::string_view text, bool is_ipv6, int* bits) {
  uint64_t number;
  if (netdoc::ParseUnsigned(text, &number)) {
    *bits = static_cast<int>(std::min<uint64_t>(number, 255));
    return *bits <= (is_ipv6 ? 128 : 32);
  }
  Ipv4Address mask;
  if (is_ipv6 || !ParseIpv4(text, &mask)) return false;
  *bits = std::countl_one(mask.bits);
  return *bits == 32 || mask.bits << *bits == 0;
}

// Decide is tor's answer; a null address or a port 0 is unknown.
PolicyResult Decide(std::span<const ExitPolicyRule> rules, const IpAddress* address,
                    uint16_t port) {
  if (address == nullptr && port == 0) return PolicyResult::kRejected;
  // Rules that match some of what is unknown.
  bool maybe_accept = false;
  bool maybe_reject = false;
  for (const ExitPolicyRule& rule : rules) {
    ExitPattern pattern;
    if (!rule.Decode(&pattern)) continue;
    if (address != nullptr && !pattern.MatchesAddress(*address)) continue;
    if (port != 0 && !pattern.MatchesPort(port)) continue;
    const bool accept = IsAccept(rule.action);
    const bool certain =
        (address != nullptr || pattern.AllAddresses()) && (port != 0 || pattern.AllPorts());
    if (!certain) {
      (accept ? maybe_accept : maybe_reject) = true;
    } else if (accept) {
      return maybe_reject ? PolicyResult::kProbablyAccepted : PolicyResult::kAccepted;
    } else {
      return maybe_accept ? PolicyResult::kProbablyRejected : PolicyResult::kRejected;
    }
  }
  return maybe_reject ? PolicyResult::kProbablyAccepted : PolicyResult::kAccepted;
}

// EffectiveRules cuts off what stands behind the first rule for *:*.
std::span<const ExitPolicyRule> EffectiveRules(std::span<const ExitPolicyRule> rules) {
  for (size_t i = 0; i < rules.size(); ++i) {
    ExitPattern pattern;
    if (rules[i].Decode(&pattern) && IsIpv4CatchAll(pattern)) return rules.first(i + 1);
  }
  return rules;
}

// RejectCounts holds for every segment of the ports how many addresses are rejected there: a
// Fenwick tree of the differences between neighbours, so that rules are added and counts are read
// in logarithmic time.
class RejectCounts {
 public:
  explicit RejectCounts(size_t segments) : sums_(segments + 1) {}
  // Add adds to the segments from `first` up to, not including, `end`.
  void Add(size_t first, size_t end, uint64_t count) {
    AddFrom(first, count);
    AddFrom(end, -count);
  }
  uint64_t Get(size_t segment) const {
    uint64_t sum = 0;
    for (size_t i = segment + 1; i != 0; i &= i - 1) sum += sums_[i];
    return sum;
  }

 private:
  void AddFrom(size_t segment, uint64_t count) {
    for (size_t i = segment + 1; i < sums_.size(); i += i & -i) sums_[i] += count;
  }
  std::vector<uint64_t> sums_;
};

// PortSet is a set of ports. Both operations take at most 1024 steps, however many ports it is.
class PortSet {
 public:
  void Add(uint16_t first, uint16_t last) {
    for (uint32_t word = first / 64; word <= last / 64u; ++word) {
      words_[word] |= Mask(word, first, last);
    }
  }
  bool Contains(uint16_t first, uint16_t last) const {
    for (uint32_t word = first / 64; word <= last / 64u; ++word) {
      if (~words_[word] & Mask(word, first, last)) return false;
    }
    return true;
  }

 private:
  // Mask returns the bits of one word that stand for ports from `first` to `last`.
  static uint64_t Mask(uint32_t word, uint32_t first, uint32_t last) {
    const uint64_t above = first / 64 == word ? ~uint64_t{0} << first % 64 : ~uint64_t{0};
    const uint64_t below = last / 64 == word ? ~uint64_t{0} >> (63 - last % 64) : ~uint64_t{0};
    return above & below;
  }
  uint64_t words_[1024] = {};
};

void AppendPorts(uint32_t first, uint32_t last, std::string* list) {
  if (!list->empty()) *list += ',';
  *list += std::to_string(first);
  if (last != first) (*list += '-') += std::to_string(last);
}

}  // namespace

std::string_view PolicyKeyword(PolicyAction action) {
  switch (action) {
    case PolicyAction::kAccept:
      return "accept";
    case PolicyAction::kReject:
      return "reject";
    case PolicyAction::kAccept6:
      return "accept6";
    case PolicyAction::kReject6:
      return "reject6";
  }
  return "";
}

bool ExitPattern::MatchesAddress(const IpAddress& wanted) const {
  return kind == Kind::kPrivate ? IsPrivate(wanted) : wanted.InPrefix(address, prefix_bits);
}

bool ParseExitPattern(std::string_view text, PolicyAction action, ExitPattern* pattern) {
  *pattern = ExitPattern();
  // An IPv6 address has colons of its own, within its brackets.
  size_t bracket = 0;
  if (!text.empty() && text[0] == '[') {
    bracket = text.find(']');
    if (bracket == std::string_view::npos) return false;
  }
  const size_t colon = text.find(':', bracket);
  std::string_view host = text.substr(0, colon);
  if (colon != std::string_view::npos) {
    const std::string_view ports = text.substr(colon + 1);
    if (ports != "*" && !ParsePorts(ports, &pattern->first_port, &pattern->last_port)) return false;
  }
  if (host == "private") {
    pattern->kind = ExitPattern::Kind::kPrivate;
    return colon != std::string_view::npos;
  }
  if (host == "*") {
    pattern->kind = ExitPattern::Kind::kAny;
    pattern->address.is_ipv6 = action == PolicyAction::kAccept6 || action == PolicyAction::kReject6;
    return true;
  }
  if (host == "*4" || host == "*6") {
    pattern->address.is_ipv6 = host == "*6";
    pattern->kind = host == "*6" ? ExitPattern::Kind::kIpv6 : ExitPattern::Kind::kIpv4;
    return true;
  }
  const size_t slash = host.find('/', bracket);
  const std::string_view mask = slash == std::string_view::npos ? "" : host.substr(slash + 1);
  host = host.substr(0, slash);
  const bool is_ipv6 = bracket != 0;
  if (is_ipv6) {
    if (host.size() != bracket + 1) return false;
    if (!ParseIpAddress(host.substr(1, bracket - 1), &pattern->address)) return false;
    if (!pattern->address.is_ipv6) return false;
  } else {
    Ipv4Address ipv4;
    if (!ParseIpv4(host, &ipv4)) return false;
    pattern->address = IpAddress::FromIpv4(ipv4);
  }
  pattern->kind = is_ipv6 ? ExitPattern::Kind::kIpv6 : ExitPattern::Kind::kIpv4;
  pattern->prefix_bits = is_ipv6 ? 128 : 32;
  return slash == std::string_view::npos || ParseMask(mask, is_ipv6, &pattern->prefix_bits);
}

bool ExitPolicyRule::Read(ItemReader& in, ExitPolicyRule* out) {
  const std::string_view keyword = in.item().keyword;
  if (keyword.size() == 6 || (keyword.size() == 7 && keyword[6] == '6')) [[likely]] {
    // Constant sizes: these compile to a few instructions.
    const bool is_ipv6 = keyword.size() == 7;
    if (std::memcmp(keyword.data(), "accept", 6) == 0) {
      out->action = is_ipv6 ? PolicyAction::kAccept6 : PolicyAction::kAccept;
      return in.Next(&out->pattern);
    }
    if (std::memcmp(keyword.data(), "reject", 6) == 0) {
      out->action = is_ipv6 ? PolicyAction::kReject6 : PolicyAction::kReject;
      return in.Next(&out->pattern);
    }
  }
  return in.Fail(keyword, "accept, reject, accept6 or reject6");
}

void ExitPolicyRule::Json(JsonWriter& json) const {
  const std::string_view action_word = keyword();
  char text[80];  // more than any pattern that can be decoded needs
  if (action_word.size() + 1 + pattern.size() > sizeof text) [[unlikely]] {
    json.String(std::string(action_word).append(" ").append(pattern));
    return;
  }
  char* end = std::copy(action_word.begin(), action_word.end(), text);
  *end++ = ' ';
  end = std::copy(pattern.begin(), pattern.end(), end);
  json.String(std::string_view(text, static_cast<size_t>(end - text)));
}

bool ExitPolicyRule::Check(Fault* fault) const {
  const bool is_ipv6 = action == PolicyAction::kAccept6 || action == PolicyAction::kReject6;
  ExitPattern decoded;
  std::string_view expects = kExpects;
  if (Decode(&decoded)) {
    const bool star_of_family = pattern.starts_with("*4") || pattern.starts_with("*6");
    const bool right_family =
        decoded.kind == ExitPattern::Kind::kPrivate || decoded.address.is_ipv6 == is_ipv6;
    if (right_family && !star_of_family) return true;
    expects = is_ipv6 ? "an IPv6 exit pattern such as [2001:db8::]/32:*"
                      : "an IPv4 exit pattern such as *:80 or 10.0.0.0/8:*";
  }
  *fault = {&netdoc::problems::kBadArgument, pattern, expects, {}};
  return false;
}

PolicyResult CanExitTo(std::span<const ExitPolicyRule> rules, const IpAddress& address,
                       uint16_t port) {
  const bool unknown = std::all_of(address.bytes.begin(), address.bytes.end(),
                                   [](uint8_t byte) { return byte == 0; });
  return Decide(rules, unknown ? nullptr : &address, port);
}

PolicyResult CanExitTo(std::span<const ExitPolicyRule> rules, uint16_t port) {
  return Decide(rules, nullptr, port);
}

std::string ExitPolicySummary(std::span<const ExitPolicyRule> rules) {
  // Two /8 networks.
  constexpr uint64_t kMaxRejected = uint64_t{1} << 25;
  // A summary of more bytes than this would not be read by tor.
  constexpr size_t kMaxSummary = 1000;
  constexpr size_t kMaxList = kMaxSummary - std::string_view("accept ").size();
  constexpr uint32_t kEndPort = 65536;

  // Rules as the ports they are about, `rejected` addresses for each, 0 in a rule that accepts.
  struct Step {
    uint32_t first_port, end_port;
    uint64_t rejected;
  };
  std::vector<Step> steps;
  // The ports fall into segments that no rule divides; here is where each begins.
  std::vector<uint32_t> begins{1, kEndPort};
  for (const ExitPolicyRule& rule : rules) {
    ExitPattern pattern;
    if (!rule.Decode(&pattern) || pattern.kind == ExitPattern::Kind::kPrivate) continue;
    if (pattern.address.is_ipv6) continue;
    Step step{pattern.first_port, uint32_t{pattern.last_port} + 1, 0};
    if (IsAccept(rule.action)) {
      if (pattern.prefix_bits != 0) continue;
    } else {
      if (std::any_of(std::begin(kPrivateNets), std::end(kPrivateNets),
                      [&](Ipv4Net net) { return IsNet(pattern, net); })) {
        continue;
      }
      step.rejected = uint64_t{1} << (32 - pattern.prefix_bits);
    }
    steps.push_back(step);
    begins.push_back(step.first_port);
    begins.push_back(step.end_port);
  }
  std::sort(begins.begin(), begins.end());
  begins.erase(std::unique(begins.begin(), begins.end()), begins.end());
  const size_t segments = begins.size() - 1;
  const auto segment_of = [&](uint32_t port) {
    return static_cast<size_t>(std::lower_bound(begins.begin(), begins.end(), port) -
                               begins.begin());
  };

  // The first rule that accepts a segment settles it: counts only grow. next[i] leads from i to the
  // first segment at or behind it that is not settled.
  std::vector<size_t> next(segments + 1);
  std::iota(next.begin(), next.end(), size_t{0});
  const auto unsettled = [&](size_t segment) {
    while (next[segment] != segment) segment = next[segment] = next[next[segment]];
    return segment;
  };
  RejectCounts counts(segments);
  std::vector<bool> accepted(segments);
  for (const Step& step : steps) {
    const size_t first = segment_of(step.first_port);
    const size_t end = segment_of(step.end_port);
    if (step.rejected != 0) {
      counts.Add(first, end, step.rejected);
      continue;
    }
    for (size_t i = unsettled(first); i < end; i = unsettled(i)) {
      accepted[i] = counts.Get(i) <= kMaxRejected;
      next[i] = i + 1;
    }
  }

  std::string accepts;
  std::string rejects;
  for (size_t i = 0; i < segments;) {
    size_t end = i + 1;
    while (end < segments && accepted[end] == accepted[i]) ++end;
    AppendPorts(begins[i], begins[end] - 1, accepted[i] ? &accepts : &rejects);
    i = end;
  }
  if (accepts.empty()) return "reject 1-65535";
  if (rejects.empty()) return "accept 1-65535";
  if (accepts.size() > kMaxList && rejects.size() > kMaxList) {
    accepts.resize(accepts.rfind(',', kMaxList));
    return "accept " + accepts;
  }
  return rejects.size() < accepts.size() ? "reject " + rejects : "accept " + accepts;
}

bool IsExitingAllowed(std::span<const ExitPolicyRule> rules) {
  // Ports that are rejected for every address, by family.
  PortSet rejected[2];
  for (const ExitPolicyRule& rule : rules) {
    ExitPattern pattern;
    if (!rule.Decode(&pattern)) continue;
    PortSet& ports = rejected[pattern.address.is_ipv6];
    if (IsAccept(rule.action)) {
      if (!ports.Contains(pattern.first_port, pattern.last_port)) return true;
    } else if (pattern.AllAddresses()) {
      ports.Add(pattern.first_port, pattern.last_port);
    }
  }
  // What no rule matches is accepted. Here that goes for IPv4 only: a descriptor without rules
  // about IPv6 does not accept it thereby.
  return !rejected[0].Contains(1, 65535);
}

bool HasPrivateRules(std::span<const ExitPolicyRule> rules) {
  rules = EffectiveRules(rules);
  ExitPattern first;
  bool accept = false;
  size_t matched = 0;  // how many of kPrivateNets the last rules were
  for (const ExitPolicyRule& rule : rules) {
    ExitPattern pattern;
    if (!rule.Decode(&pattern)) {
      matched = 0;
      continue;
    }
    if (pattern.kind == ExitPattern::Kind::kPrivate) return true;
    if (matched != 0 &&
        (!IsNet(pattern, kPrivateNets[matched]) || IsAccept(rule.action) != accept ||
         pattern.first_port != first.first_port || pattern.last_port != first.last_port)) {
      matched = 0;
    }
    if (matched == 0) {
      if (!IsNet(pattern, kPrivateNets[0])) continue;
      first = pattern;
      accept = IsAccept(rule.action);
    }
    if (++matched == std::size(kPrivateNets)) return true;
  }
  return false;
}

bool HasDefaultRules(std::span<const ExitPolicyRule> rules) {
  constexpr size_t kCount = std::size(kDefaultRejects) + 1;
  rules = EffectiveRules(rules);
  if (rules.size() < kCount) return false;
  rules = rules.last(kCount);
  ExitPattern wanted;
  ExitPattern pattern;
  for (size_t i = 0; i + 1 < kCount; ++i) {
    wanted.first_port = kDefaultRejects[i].first;
    wanted.last_port = kDefaultRejects[i].last;
    if (rules[i].action != PolicyAction::kReject || !rules[i].Decode(&pattern) ||
        pattern != wanted) {
      return false;
    }
  }
  return rules[kCount - 1].action == PolicyAction::kAccept && rules[kCount - 1].Decode(&pattern) &&
         pattern == ExitPattern();
}

bool PortPolicy::Read(ItemReader& in, PortPolicy* out) {
  std::string_view policy;
  if (!in.Next(&policy)) return false;
  out->accept = policy == "accept";
  if (!out->accept && policy != "reject") return in.Fail(policy);
  return in.Next(&out->ports);
}

void PortPolicy::Write(Encoder& out) const {
  out.Argument(accept ? "accept" : "reject").Argument(ports);
}

void PortPolicy::Json(JsonWriter& json) const {
  json.BeginObject();
  json.Member("policy", [&] { json.Ascii(accept ? "accept" : "reject"); });
  json.Member("port_list", [&] { json.String(ports); });
  json.EndObject();
}

bool PortPolicy::Check(Fault* fault) const {
  size_t entries = 0;
  for (const std::string_view entry : netdoc::Words(ports, ',')) {
    uint16_t first, last;
    if (!ParsePorts(entry, &first, &last) || ++entries > kMaxEntries) {
      *fault = {&netdoc::problems::kBadArgument, entry, kExpects, {}};
      return false;
    }
  }
  if (entries != 0) return true;
  *fault = {&netdoc::problems::kMissingArgument, ports, kExpects, {}};
  return false;
}

bool PortPolicy::Contains(uint16_t port) const {
  for (const std::string_view entry : netdoc::Words(ports, ',')) {
    uint16_t first, last;
    if (ParsePorts(entry, &first, &last) && first <= port && port <= last) return true;
  }
  return false;
}

}  // namespace scape::descriptor
