#include "descriptor/exit_policy.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "descriptor/netdoc/encoder.h"
#include "descriptor/netdoc/item_reader.h"
#include "descriptor/netdoc/json_writer.h"
#include "descriptor/netdoc/lexer.h"
#include "descriptor/netdoc/words.h"
#include "descriptor/testing/values.h"

namespace scape::descriptor {
namespace {

using netdoc::Encoder;
using netdoc::Fault;
using netdoc::Item;
using netdoc::ItemReader;
using netdoc::Lexer;
using netdoc::Value;
using netdoc::Words;
using testing::Address;
using testing::ReadItem;
using testing::ToJson;

// Rules reads "accept *:80, reject *:*"; they borrow the text.
std::vector<ExitPolicyRule> Rules(std::string_view text) {
  std::vector<ExitPolicyRule> rules;
  for (std::string_view part : Words(text, ',')) {
    while (part.starts_with(' ')) part.remove_prefix(1);
    ExitPolicyRule rule;
    EXPECT_TRUE(ReadItem(part, &rule)) << part;
    rules.push_back(rule);
  }
  return rules;
}

constexpr std::string_view kDefaultPolicy =
    "reject *:25,reject *:119,reject *:135-139,reject *:445,reject *:563,reject *:1214,"
    "reject *:4661-4666,reject *:6346-6429,reject *:6699,reject *:6881-6999,accept *:*";
constexpr std::string_view kPrivatePolicy =
    "reject 0.0.0.0/8:*,reject 169.254.0.0/16:*,reject 127.0.0.0/8:*,reject 192.168.0.0/16:*,"
    "reject 10.0.0.0/8:*,reject 172.16.0.0/12:*";

TEST(ExitPolicyRuleTest, JsonOfAnyLength) {
  for (const size_t size : {1, 71, 72, 73, 74, 5000}) {
    const std::string pattern(size, '*');
    const std::string line = "accept " + pattern;
    EXPECT_EQ(ToJson(ReadItem<ExitPolicyRule>(line)), "\"accept " + pattern + "\"");
  }
}

TEST(ExitPatternTest, Parses) {
  using Kind = ExitPattern::Kind;
  constexpr PolicyAction kAccept = PolicyAction::kAccept;
  constexpr PolicyAction kReject6 = PolicyAction::kReject6;
  const struct {
    std::string_view text;
    PolicyAction action;
    Kind kind;
    std::string_view address;
    int bits;
    uint16_t first, last;
  } kCases[] = {
      {"*:*", kAccept, Kind::kAny, "0.0.0.0", 0, 1, 65535},
      {"*:80", kAccept, Kind::kAny, "0.0.0.0", 0, 80, 80},
      {"*", kAccept, Kind::kAny, "0.0.0.0", 0, 1, 65535},
      {"*:*", kReject6, Kind::kAny, "::", 0, 1, 65535},
      {"*4:80", kAccept, Kind::kIpv4, "0.0.0.0", 0, 80, 80},
      {"*6:80", kAccept, Kind::kIpv6, "::", 0, 80, 80},
      {"192.0.2.7:1-65535", kAccept, Kind::kIpv4, "192.0.2.7", 32, 1, 65535},
      {"192.0.2.7", kAccept, Kind::kIpv4, "192.0.2.7", 32, 1, 65535},
      {"192.0.2.7/8:22-80", kAccept, Kind::kIpv4, "192.0.2.7", 8, 22, 80},
      {"192.0.2.7/0:443", kAccept, Kind::kIpv4, "192.0.2.7", 0, 443, 443},
      {"192.0.2.0/255.255.255.0:*", kAccept, Kind::kIpv4, "192.0.2.0", 24, 1, 65535},
      {"192.0.2.0/255.255.255.255:*", kAccept, Kind::kIpv4, "192.0.2.0", 32, 1, 65535},
      {"192.0.2.0/0.0.0.0:*", kAccept, Kind::kIpv4, "192.0.2.0", 0, 1, 65535},
      {"[2001:db8::]/32:80", kAccept, Kind::kIpv6, "2001:db8::", 32, 80, 80},
      {"[::1]:*", kReject6, Kind::kIpv6, "::1", 128, 1, 65535},
      {"[::1]", kReject6, Kind::kIpv6, "::1", 128, 1, 65535},
      {"*:65535", kAccept, Kind::kAny, "0.0.0.0", 0, 65535, 65535},
      {"*:0080", kAccept, Kind::kAny, "0.0.0.0", 0, 80, 80},
  };
  for (const auto& c : kCases) {
    ExitPattern pattern;
    ASSERT_TRUE(ParseExitPattern(c.text, c.action, &pattern)) << c.text;
    EXPECT_EQ(pattern.kind, c.kind) << c.text;
    EXPECT_EQ(pattern.address, Address(c.address)) << c.text;
    EXPECT_EQ(pattern.prefix_bits, c.bits) << c.text;
    EXPECT_EQ(pattern.first_port, c.first) << c.text;
    EXPECT_EQ(pattern.last_port, c.last) << c.text;
  }
  ExitPattern pattern;
  ASSERT_TRUE(ParseExitPattern("private:80", kAccept, &pattern));
  EXPECT_EQ(pattern.kind, Kind::kPrivate);
  EXPECT_EQ(pattern.first_port, 80);
  EXPECT_FALSE(pattern.AllAddresses());
}

TEST(ExitPatternTest, RefusesWhatIsMalformed) {
  for (const std::string_view text : {"",
                                      ":",
                                      ":80",
                                      "*:",
                                      "*:0",
                                      "*:0-80",
                                      "*:65536",
                                      "*:99999999999999999999",
                                      "*:80-79",
                                      "*:80-",
                                      "*:-80",
                                      "*:1-2-3",
                                      "*:1-2x",
                                      "*:+80",
                                      "*: 80",
                                      "*:a",
                                      "*:*:*",
                                      "**:80",
                                      "*5:80",
                                      "*/8:80",
                                      "*4/8:80",
                                      "private",
                                      "private:",
                                      "private:0",
                                      "private/8:80",
                                      "privates:80",
                                      "192.0.2:80",
                                      "192.0.2.256:80",
                                      "192.0.02.7:80",
                                      "192.0.2.7:",
                                      "192.0.2.7/:80",
                                      "192.0.2.7/33:80",
                                      "192.0.2.7/-1:80",
                                      "192.0.2.7/+8:80",
                                      "192.0.2.7/8/8:80",
                                      "192.0.2.7/255.0.255.0:80",
                                      "192.0.2.7/0.255.255.255:80",
                                      "192.0.2.7/8x:80",
                                      "192.0.2.7/99999999999999999999:80",
                                      "[::1",
                                      "[::1:80",
                                      "::1:80",
                                      "[::]/129:80",
                                      "[::]/255.0.0.0:80",
                                      "[::1]x:80",
                                      "x[::1]:80",
                                      "[192.0.2.7]:80",
                                      "[]:80",
                                      "[:80",
                                      "example.net:80"}) {
    ExitPattern pattern;
    EXPECT_FALSE(ParseExitPattern(text, PolicyAction::kAccept, &pattern)) << text;
  }
}

TEST(ExitPatternTest, AnyBytesDoNoHarm) {
  std::mt19937 random(20260729);
  constexpr std::string_view kBytes = "0123456789.:/[]*-apx\xff";
  for (int i = 0; i < 100000; ++i) {
    std::string text(random() % 24, ' ');
    for (char& c : text) c = kBytes[random() % kBytes.size()];
    ExitPattern pattern;
    if (!ParseExitPattern(text, PolicyAction::kReject, &pattern)) continue;
    EXPECT_LE(pattern.first_port, pattern.last_port) << text;
    EXPECT_GE(pattern.first_port, 1) << text;
    EXPECT_GE(pattern.prefix_bits, 0) << text;
    EXPECT_LE(pattern.prefix_bits, pattern.address.is_ipv6 ? 128 : 32) << text;
  }
}

TEST(ExitPolicyRuleTest, ReadWriteRead) {
  for (const std::string line :
       {"accept *:80", "reject 10.0.0.0/8:*", "accept6 [2001:db8::]/32:80-443", "reject6 *:*",
        "opt reject *:25"}) {
    ExitPolicyRule rule;
    ASSERT_TRUE(ReadItem(line, &rule)) << line;
    Encoder out;
    out.Item(rule.keyword());
    Value<ExitPolicyRule>::Write(out, rule);
    ASSERT_TRUE(out.ok());
    const std::string written = out.Finish();
    EXPECT_EQ(written, (line.starts_with("opt ") ? line.substr(4) : line) + "\n");
    ExitPolicyRule again;
    ASSERT_TRUE(ReadItem(written, &again));
    EXPECT_EQ(again.action, rule.action);
    EXPECT_EQ(again.pattern, rule.pattern);
    EXPECT_EQ(ToJson(rule), "\"" + written.substr(0, written.size() - 1) + "\"");
  }
}

TEST(ExitPolicyRuleTest, ReadFaults) {
  ExitPolicyRule rule;
  Fault fault;
  EXPECT_FALSE(ReadItem("accept", &rule, &fault));
  EXPECT_EQ(fault.problem, &netdoc::problems::kMissingArgument);
  EXPECT_FALSE(ReadItem("allow *:80", &rule, &fault));
  EXPECT_EQ(fault.problem, &netdoc::problems::kBadArgument);
  EXPECT_EQ(fault.where, "allow");
}

TEST(ExitPolicyRuleTest, JsonOfAnyBytes) {
  ExitPolicyRule rule{PolicyAction::kReject, "\"\\\x01"};
  EXPECT_EQ(ToJson(rule), R"("reject \"\\\u0001")");
}

TEST(ExitPolicyRuleTest, CheckFindsBadPatternsAndTheOtherFamily) {
  for (const std::string_view line : {"accept *:80", "reject private:*", "reject 10.0.0.0/8:*",
                                      "reject6 *:*", "accept6 [2001:db8::]/32:80"}) {
    ExitPolicyRule rule;
    ASSERT_TRUE(ReadItem(line, &rule));
    Fault fault;
    EXPECT_TRUE(Value<ExitPolicyRule>::Check(rule, &fault)) << line;
  }
  for (const std::string_view line :
       {"accept *:0", "accept [::1]:80", "reject *6:80", "reject *4:80", "accept6 10.0.0.0/8:80",
        "reject6 *6:80", "reject 10.0.0.0/33:*"}) {
    ExitPolicyRule rule;
    ASSERT_TRUE(ReadItem(line, &rule));
    Fault fault;
    EXPECT_FALSE(Value<ExitPolicyRule>::Check(rule, &fault)) << line;
    EXPECT_EQ(fault.problem, &netdoc::problems::kBadArgument);
    EXPECT_EQ(fault.where, rule.pattern);
    EXPECT_EQ(fault.where.data(), rule.pattern.data());
  }
}

TEST(CanExitToTest, TheFirstMatchDecides) {
  const auto rules = Rules(
      "reject 10.0.0.0/8:*,reject 192.0.2.0/24:25-80,accept 192.0.2.7:81,reject 192.0.2.7:*,"
      "accept *:80,reject *:1-1024");
  const struct {
    std::string_view address;
    uint16_t port;
    PolicyResult result;
  } kCases[] = {
      {"10.255.255.255", 80, PolicyResult::kRejected},
      {"11.0.0.0", 80, PolicyResult::kAccepted},
      {"192.0.2.200", 25, PolicyResult::kRejected},
      {"192.0.2.200", 81, PolicyResult::kRejected},
      {"192.0.3.1", 25, PolicyResult::kRejected},
      {"192.0.2.7", 81, PolicyResult::kAccepted},
      {"192.0.2.7", 82, PolicyResult::kRejected},
      {"192.0.2.7", 80, PolicyResult::kRejected},
      {"198.51.100.1", 79, PolicyResult::kRejected},
      {"198.51.100.1", 80, PolicyResult::kAccepted},
      {"198.51.100.1", 1024, PolicyResult::kRejected},
      {"198.51.100.1", 1025, PolicyResult::kAccepted},  // no rule: accepted
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(CanExitTo(rules, Address(c.address), c.port), c.result) << c.address << ' ' << c.port;
  }
  EXPECT_EQ(CanExitTo({}, Address("192.0.2.7"), 80), PolicyResult::kAccepted);
}

TEST(CanExitToTest, FamiliesDoNotMix) {
  const auto ipv4 = Rules("reject *:*");
  EXPECT_EQ(CanExitTo(ipv4, Address("2001:db8::1"), 80), PolicyResult::kAccepted);
  const auto both = Rules("accept6 [2001:db8::]/32:80,reject6 *:*,accept *:*");
  EXPECT_EQ(CanExitTo(both, Address("2001:db8::1"), 80), PolicyResult::kAccepted);
  EXPECT_EQ(CanExitTo(both, Address("2001:db9::1"), 80), PolicyResult::kRejected);
  EXPECT_EQ(CanExitTo(both, Address("192.0.2.7"), 80), PolicyResult::kAccepted);
  // The IPv4 address within an IPv6 one is not looked at.
  EXPECT_EQ(CanExitTo(ipv4, Address("::ffff:192.0.2.7"), 80), PolicyResult::kAccepted);
}

TEST(CanExitToTest, PrivateStandsForItsNetworks) {
  const auto rules = Rules("reject private:*,accept *:*,accept6 *:*");
  for (const std::string_view address :
       {"0.1.2.3", "10.0.0.1", "127.0.0.1", "169.254.1.1", "172.16.0.1", "172.31.255.255",
        "192.168.0.1", "::1", "fc00::1", "fdff::1", "fe80::1", "fec0::1", "ff02::1"}) {
    EXPECT_EQ(CanExitTo(rules, Address(address), 80), PolicyResult::kRejected) << address;
  }
  for (const std::string_view address : {"1.0.0.1", "172.32.0.0", "172.15.255.255", "192.169.0.1",
                                         "2001:db8::1", "fe00::1", "100::1"}) {
    EXPECT_EQ(CanExitTo(rules, Address(address), 80), PolicyResult::kAccepted) << address;
  }
}

TEST(CanExitToTest, UnknownAddressesMakeItProbable) {
  const struct {
    std::string_view rules;
    PolicyResult result;  // for port 80
  } kCases[] = {
      {"accept *:80,reject *:*", PolicyResult::kAccepted},
      {"reject *:80,accept *:*", PolicyResult::kRejected},
      {"reject 10.0.0.0/8:*,accept *:80", PolicyResult::kProbablyAccepted},
      {"accept 10.0.0.0/8:*,reject *:80", PolicyResult::kProbablyRejected},
      {"accept 10.0.0.0/8:*,accept *:80", PolicyResult::kAccepted},
      {"reject 10.0.0.0/8:*,reject *:80", PolicyResult::kRejected},
      {"reject 10.0.0.0/8:81,accept *:80", PolicyResult::kAccepted},
      {"reject 10.0.0.0/8:80", PolicyResult::kProbablyAccepted},
      {"reject private:*,accept *:80", PolicyResult::kProbablyAccepted},
      {"accept *:443,reject *:25", PolicyResult::kAccepted},
      {"reject 0.0.0.0/1:*,reject 128.0.0.0/1:*", PolicyResult::kProbablyAccepted},
  };
  for (const auto& c : kCases) {
    const auto rules = Rules(c.rules);
    EXPECT_EQ(CanExitTo(rules, 80), c.result) << c.rules;
    EXPECT_EQ(CanExitTo(rules, Address("0.0.0.0"), 80), c.result) << c.rules;
    EXPECT_EQ(CanExitTo(rules, Address("::"), 80), c.result) << c.rules;
  }
}

TEST(CanExitToTest, UnknownPortsMakeItProbable) {
  const IpAddress address = Address("192.0.2.7");
  EXPECT_EQ(CanExitTo(Rules("accept *:80,reject *:*"), address, 0),
            PolicyResult::kProbablyRejected);
  EXPECT_EQ(CanExitTo(Rules("reject *:80,accept *:*"), address, 0),
            PolicyResult::kProbablyAccepted);
  EXPECT_EQ(CanExitTo(Rules("reject 10.0.0.0/8:80,accept *:*"), address, 0),
            PolicyResult::kAccepted);
  EXPECT_EQ(CanExitTo(Rules("reject *:*"), address, 0), PolicyResult::kRejected);
  EXPECT_EQ(CanExitTo(Rules("accept *:*"), 0), PolicyResult::kRejected);
}

TEST(CanExitToTest, RulesThatCannotBeDecodedMatchNothing) {
  const auto rules = Rules("reject 10.0.0.0/99:*,accept *:80,reject *:*");
  EXPECT_EQ(CanExitTo(rules, Address("10.0.0.1"), 80), PolicyResult::kAccepted);
  EXPECT_EQ(CanExitTo(rules, 80), PolicyResult::kAccepted);
}

// RandomPolicy is a policy as text and as what it means, for references that decode nothing.
struct RandomPolicy {
  struct Meaning {
    bool accept;
    uint32_t network;
    int bits;
    uint32_t first, last;
  };
  std::string text;
  std::vector<Meaning> meanings;

  RandomPolicy(std::mt19937& random, int rules) {
    const auto pick = [&](uint32_t below) { return static_cast<uint32_t>(random() % below); };
    for (int i = 0; i < rules; ++i) {
      Meaning m{pick(2) == 0, static_cast<uint32_t>(random()), 0, 1, 65535};
      constexpr int kBits[] = {0, 0, 0, 1, 6, 7, 8, 8, 8, 9, 16, 24, 31, 32};
      m.bits = kBits[pick(std::size(kBits))];
      // Few first bytes, so that rules overlap; some of them private.
      constexpr uint32_t kFirst[] = {10, 10, 127, 0, 20, 21, 200};
      m.network = m.network >> 8 | kFirst[pick(std::size(kFirst))] << 24;
      if (pick(3) == 0) m.network &= 0xff000000;
      switch (pick(4)) {
        case 0:
          break;
        case 1:
          m.first = m.last = 1 + pick(6);
          break;
        case 2:
          m.first = 1 + pick(65535);
          m.last = m.first + pick(65536 - m.first);
          break;
        case 3:
          m.first = 1 + pick(100);
          m.last = m.first + pick(40);
          break;
      }
      meanings.push_back(m);
      if (i != 0) text += ',';
      text += m.accept ? "accept " : "reject ";
      text += IpAddress::FromIpv4({m.network}).ToString() + "/" + std::to_string(m.bits) + ":" +
              std::to_string(m.first) + "-" + std::to_string(m.last);
    }
  }
};

TEST(CanExitToTest, AgreesWithANaiveReference) {
  std::mt19937 random(1);
  for (int round = 0; round < 400; ++round) {
    const RandomPolicy policy(random, static_cast<int>(random() % 10));
    const auto rules = Rules(policy.text);
    for (int query = 0; query < 40; ++query) {
      uint32_t address = random() | 1;
      if (!policy.meanings.empty() && query % 2 == 0) {
        address =
            policy.meanings[random() % policy.meanings.size()].network ^ (1u << random() % 32);
        if (address == 0) continue;
      }
      const uint32_t port = query % 3 == 0 ? 1 + random() % 65535 : 1 + random() % 140;
      bool accept = true;
      for (const auto& m : policy.meanings) {
        const uint64_t size = uint64_t{1} << (32 - m.bits);
        if (address / size == m.network / size && m.first <= port && port <= m.last) {
          accept = m.accept;
          break;
        }
      }
      EXPECT_EQ(CanExitTo(rules, IpAddress::FromIpv4({address}), static_cast<uint16_t>(port)),
                accept ? PolicyResult::kAccepted : PolicyResult::kRejected)
          << policy.text << ' ' << address << ' ' << port;
    }
  }
}

// What is certain without an address must hold for every address.
TEST(CanExitToTest, CertainAnswersHoldForEveryAddress) {
  std::mt19937 random(2);
  int certain = 0, probable = 0;
  for (int round = 0; round < 2000; ++round) {
    const RandomPolicy policy(random, 1 + static_cast<int>(random() % 5));
    const auto rules = Rules(policy.text);
    const uint16_t port = static_cast<uint16_t>(1 + random() % 140);
    const PolicyResult result = CanExitTo(rules, port);
    if (result != PolicyResult::kAccepted && result != PolicyResult::kRejected) {
      ++probable;
      continue;
    }
    ++certain;
    for (int query = 0; query < 20; ++query) {
      const uint32_t address = query < 10
                                   ? policy.meanings[random() % policy.meanings.size()].network | 1
                                   : random() | 1;
      EXPECT_EQ(CanExitTo(rules, IpAddress::FromIpv4({address}), port), result) << policy.text;
    }
  }
  EXPECT_GT(certain, 100);
  EXPECT_GT(probable, 100);
}

TEST(ExitPolicySummaryTest, Examples) {
  const struct {
    std::string_view rules, summary;
  } kCases[] = {
      {"reject *:*", "reject 1-65535"},
      {"accept *:*", "accept 1-65535"},
      {"accept *:80,accept *:443,reject *:*", "accept 80,443"},
      {"accept *:443,accept *:80,accept *:81,reject *:*", "accept 80-81,443"},
      {kDefaultPolicy, "reject 25,119,135-139,445,563,1214,4661-4666,6346-6429,6699,6881-6999"},
      // Nothing that is accepted for some addresses only counts.
      {"accept 192.0.2.0/24:80,reject *:*", "reject 1-65535"},
      // Private networks do not count, whatever their number.
      {"reject 10.0.0.0/8:*,reject 127.0.0.0/8:*,reject 0.0.0.0/8:*,accept *:*", "accept 1-65535"},
      {"reject private:*,accept *:*", "accept 1-65535"},
      // A network within a private one is none; nor is one with host bits.
      {"reject 10.0.0.0/9:80,reject 20.0.0.0/7:80,accept *:*", "reject 80"},
      {"reject 10.0.0.1/8:80,reject 20.0.0.0/7:80,accept *:*", "reject 80"},
      // Two /8 networks may be rejected, more not.
      {"reject 20.0.0.0/7:80,accept *:*", "accept 1-65535"},
      {"reject 20.0.0.0/8:80,reject 30.0.0.0/8:80,accept *:*", "accept 1-65535"},
      {"reject 20.0.0.0/8:80,reject 30.0.0.0/8:80,reject 40.0.0.0/32:80,accept *:*", "reject 80"},
      // What is rejected behind the accepting rule comes too late.
      {"accept *:80,reject *:80,reject *:*", "accept 80"},
      // The rules end without a word on the other ports: these are not accepted.
      {"accept *:80", "accept 80"},
      {"reject *:25", "reject 1-65535"},
      {"accept *:1-65534", "reject 65535"},
      {"accept *:2-65535", "reject 1"},
      // The shorter list; accept when they are equally long.
      {"accept *:1-32767,reject *:*", "accept 1-32767"},
      {"reject *:11111-22222,accept *:*", "reject 11111-22222"},
      {"accept *:1-9,accept *:10000-65535", "reject 10-9999"},
      {"accept *:2-65534", "accept 2-65534"},  // the other: "1,65535"
      // IPv6 is another matter.
      {"reject6 *:*,accept6 *:80,accept *:443,reject *:*", "accept 443"},
  };
  for (const auto& c : kCases) EXPECT_EQ(ExitPolicySummary(Rules(c.rules)), c.summary) << c.rules;
  EXPECT_EQ(ExitPolicySummary({}), "reject 1-65535");
}

std::string PortList(const std::array<bool, 65536>& accepted, bool wanted) {
  std::string list;
  for (uint32_t port = 1; port <= 65535; ++port) {
    if (accepted[port] != wanted) continue;
    const uint32_t first = port;
    while (port < 65535 && accepted[port + 1] == wanted) ++port;
    list += (list.empty() ? "" : ",") + std::to_string(first);
    if (port != first) list += "-" + std::to_string(port);
  }
  return list;
}

// BruteForceSummary asks every port on its own.
std::string BruteForceSummary(const RandomPolicy& policy) {
  static constexpr struct {
    uint32_t network;
    int bits;
  } kPrivate[] = {{0x0a000000, 8},  {0x7f000000, 8},  {0, 8},
                  {0xc0a80000, 16}, {0xa9fe0000, 16}, {0xac100000, 12}};
  std::array<bool, 65536> accepted{};
  bool some = false, all = true;
  for (uint32_t port = 1; port <= 65535; ++port) {
    uint64_t rejected = 0;
    for (const auto& m : policy.meanings) {
      if (port < m.first || port > m.last) continue;
      if (m.accept && m.bits == 0) {
        accepted[port] = rejected <= uint64_t{2} << 24;
        break;
      }
      const bool is_private = std::any_of(std::begin(kPrivate), std::end(kPrivate), [&](auto net) {
        return net.network == m.network && net.bits == m.bits;
      });
      if (!m.accept && !is_private) rejected += uint64_t{1} << (32 - m.bits);
    }
    (accepted[port] ? some : all) = accepted[port];
  }
  if (!some) return "reject 1-65535";
  if (all) return "accept 1-65535";
  const std::string accepts = PortList(accepted, true);
  const std::string rejects = PortList(accepted, false);
  return rejects.size() < accepts.size() ? "reject " + rejects : "accept " + accepts;
}

TEST(ExitPolicySummaryTest, AgreesWithBruteForce) {
  std::mt19937 random(3);
  std::map<char, int> seen;
  for (int round = 0; round < 150; ++round) {
    const RandomPolicy policy(random, static_cast<int>(random() % 20));
    const std::string summary = ExitPolicySummary(Rules(policy.text));
    EXPECT_EQ(summary, BruteForceSummary(policy)) << policy.text;
    ++seen[summary.find("1-65535") != std::string::npos ? '-' : summary[0]];
  }
  EXPECT_GT(seen['a'], 10);
  EXPECT_GT(seen['r'], 10);
}

TEST(ExitPolicySummaryTest, LongListsAreCutAtAComma) {
  // 400 single ports of five digits: both lists are longer than a summary may be.
  std::string text;
  std::string wanted = "accept ";
  for (int i = 0; i < 400; ++i) {
    const std::string port = std::to_string(20000 + 2 * i);
    text += "accept *:" + port + ",";
    const std::string entry = (i == 0 ? "" : ",") + port;
    if (wanted.size() + entry.size() <= 1000) wanted += entry;
  }
  text += "reject *:*";
  const std::string summary = ExitPolicySummary(Rules(text));
  EXPECT_EQ(summary, wanted);
  EXPECT_GT(summary.size(), 990u);
}

// ManyPorts returns a rule `keyword` for each of 165 single ports from 20000, and what follows.
std::string ManyPorts(std::string_view keyword, std::string_view rest) {
  std::string text;
  for (int i = 0; i < 165; ++i) {
    text.append(keyword) += " *:" + std::to_string(20000 + 3 * i) + ",";
  }
  return text.append(rest);
}

TEST(ExitPolicySummaryTest, AListThatFitsIsNotCut) {
  // The other list has ranges, and is far longer. This one has 989 bytes, then 993, then 994.
  std::string summary = ExitPolicySummary(Rules(ManyPorts("accept", "reject *:*")));
  EXPECT_EQ(summary.size(), 7u + 989);
  EXPECT_TRUE(summary.starts_with("accept 20000,20003,")) << summary;
  EXPECT_TRUE(summary.ends_with(",20492")) << summary;
  summary = ExitPolicySummary(Rules(ManyPorts("reject", "reject *:443,accept *:*")));
  EXPECT_EQ(summary.size(), 7u + 993);
  EXPECT_TRUE(summary.starts_with("reject 443,20000,")) << summary;
  EXPECT_TRUE(summary.ends_with(",20492")) << summary;
  summary = ExitPolicySummary(Rules(ManyPorts("accept", "accept *:443,reject *:*")));
  EXPECT_EQ(summary.size(), 7u + 993);
  EXPECT_TRUE(summary.ends_with(",20492")) << summary;
  summary = ExitPolicySummary(Rules(ManyPorts("accept", "accept *:1024,reject *:*")));
  EXPECT_EQ(summary.size(), 7u + 994 - 6);
  EXPECT_TRUE(summary.ends_with(",20489")) << summary;
  // Whichever list is shorter, it is the one of accepted ports that is cut.
  summary = ExitPolicySummary(Rules(ManyPorts("reject", "reject *:1024,accept *:*")));
  EXPECT_TRUE(summary.starts_with("accept 1-1023,1025-19999,20001-20002,")) << summary;
  EXPECT_LE(summary.size(), 1000u);
  EXPECT_GT(summary.size(), 1000u - 12);
}

// A document may hold any number of rules; this would not end if each cost time for each port.
TEST(ExitPolicySummaryTest, ManyRules) {
  std::string text;
  for (int i = 0; i < 200000; ++i) {
    text += i % 2 == 0 ? "accept *:" : "reject 192.0.2.7:";
    text += i % 2 == 0 ? std::to_string(1 + i % 65535) : "1-" + std::to_string(1 + i % 65535);
    text += ',';
  }
  text += "reject *:*";
  const auto rules = Rules(text);
  EXPECT_TRUE(ExitPolicySummary(rules).starts_with("accept 1"));
  EXPECT_TRUE(IsExitingAllowed(rules));
}

TEST(ExitPolicyTest, IsExitingAllowed) {
  for (const std::string_view rules :
       {"accept *:80,reject *:*", "reject *:1-65534", "reject 10.0.0.0/8:*", "accept *:*",
        "reject *:1-79,accept 192.0.2.7:1-80,reject *:*", "reject6 *:*",
        "accept6 [::1]:1,reject *:*", "reject *:64-127,accept *:128,reject *:*",
        "reject *:64-127,accept *:63,reject *:*"}) {
    EXPECT_TRUE(IsExitingAllowed(Rules(rules))) << rules;
  }
  for (const std::string_view rules :
       {"reject *:*", "reject *:*,accept *:80", "reject *:1-30000,reject *:30001-65535",
        "reject *:80,accept 192.0.2.7:80,reject *:*", "reject *:80-100,accept *:90-100,reject *:*",
        "reject 0.0.0.0/0:*", "reject *:64-127,accept *:64-127,reject *:*",
        "reject *:*,reject6 *:*,accept6 *:80"}) {
    EXPECT_FALSE(IsExitingAllowed(Rules(rules))) << rules;
  }
  EXPECT_TRUE(IsExitingAllowed({}));
}

TEST(ExitPolicyTest, HasPrivateRules) {
  const std::string nets(kPrivatePolicy);
  const auto has = [](const std::string& rules) { return HasPrivateRules(Rules(rules)); };
  EXPECT_TRUE(has(nets));
  EXPECT_TRUE(has(nets + ",accept *:80,reject *:*"));
  EXPECT_TRUE(has("accept *:80," + nets + ",reject *:*"));
  EXPECT_TRUE(has("reject 0.0.0.0/8:*," + nets));
  EXPECT_TRUE(has("reject private:*,accept *:*"));
  EXPECT_FALSE(has("reject *:*," + nets));
  EXPECT_FALSE(has(nets.substr(0, nets.rfind(','))));
  EXPECT_FALSE(has(nets.substr(nets.find(',') + 1)));
  EXPECT_FALSE(has("accept *:80,reject *:*"));
  EXPECT_FALSE(HasPrivateRules({}));
  std::string changed = nets;
  EXPECT_FALSE(has(changed.replace(changed.find("reject 127"), 6, "accept")));
  changed = nets;
  EXPECT_FALSE(has(changed.replace(changed.find("10.0.0.0/8:*"), 12, "10.0.0.0/8:8")));
  changed = nets;
  EXPECT_FALSE(has(changed.replace(changed.find("10.0.0.0/8:*"), 12, "10.0.0.0/9:*")));
}

TEST(ExitPolicyTest, HasDefaultRules) {
  const std::string rules(kDefaultPolicy);
  const auto has = [](const std::string& text) { return HasDefaultRules(Rules(text)); };
  EXPECT_TRUE(has(rules));
  EXPECT_TRUE(has(std::string(kPrivatePolicy) + "," + rules));
  EXPECT_TRUE(has(rules + ",reject *:80"));  // never reached
  EXPECT_FALSE(has("accept *:*," + rules));
  EXPECT_FALSE(has(rules.substr(rules.find(',') + 1)));
  EXPECT_FALSE(has(rules.substr(0, rules.rfind(','))));
  EXPECT_FALSE(has("reject *:25,reject *:119,accept *:*"));
  std::string changed = rules;
  EXPECT_FALSE(has(changed.replace(changed.find("*:445"), 5, "*:446")));
  changed = rules;
  EXPECT_FALSE(has(changed.replace(changed.find("reject *:445"), 6, "accept")));
  EXPECT_FALSE(HasDefaultRules({}));
}

TEST(PortPolicyTest, ReadWriteReadAndJson) {
  for (const std::string arguments : {"accept 80,443", "reject 1-65535", "accept 1"}) {
    PortPolicy policy;
    const std::string line = "p " + arguments;
    ASSERT_TRUE(ReadItem(line, &policy));
    EXPECT_EQ(policy.accept, arguments[0] == 'a');
    Encoder out;
    out.Item("p");
    Value<PortPolicy>::Write(out, policy);
    ASSERT_TRUE(out.ok());
    const std::string written = out.Finish();
    EXPECT_EQ(written, "p " + arguments + "\n");
    PortPolicy again;
    ASSERT_TRUE(ReadItem(written, &again));
    EXPECT_EQ(again.accept, policy.accept);
    EXPECT_EQ(again.ports, policy.ports);
    Fault fault;
    EXPECT_TRUE(Value<PortPolicy>::Check(policy, &fault));
  }
  EXPECT_EQ(ToJson(PortPolicy{true, "80,443"}), R"({"policy":"accept","port_list":"80,443"})");
  EXPECT_EQ(ToJson(PortPolicy{false, "1-65535"}), R"({"policy":"reject","port_list":"1-65535"})");
}

TEST(PortPolicyTest, ReadFaults) {
  PortPolicy policy;
  Fault fault;
  EXPECT_FALSE(ReadItem("p", &policy, &fault));
  EXPECT_EQ(fault.problem, &netdoc::problems::kMissingArgument);
  EXPECT_FALSE(ReadItem("p accept", &policy, &fault));
  EXPECT_EQ(fault.problem, &netdoc::problems::kMissingArgument);
  EXPECT_FALSE(ReadItem("p Accept 80", &policy, &fault));
  EXPECT_EQ(fault.where, "Accept");
  EXPECT_FALSE(ReadItem("p accepts 80", &policy, &fault));
  EXPECT_EQ(fault.where, "accepts");
}

TEST(PortPolicyTest, Ports) {
  const PortPolicy accept{true, "22,80-82,65535"};
  const PortPolicy reject{false, "22,80-82,65535"};
  for (const uint16_t port : {22, 80, 81, 82, 65535}) {
    EXPECT_TRUE(accept.Contains(port)) << port;
    EXPECT_TRUE(accept.CanExitTo(port)) << port;
    EXPECT_FALSE(reject.CanExitTo(port)) << port;
  }
  for (const uint16_t port : {1, 21, 23, 79, 83, 65534}) {
    EXPECT_FALSE(accept.Contains(port)) << port;
    EXPECT_FALSE(accept.CanExitTo(port)) << port;
    EXPECT_TRUE(reject.CanExitTo(port)) << port;
  }
  EXPECT_FALSE(accept.CanExitTo(0));
  EXPECT_FALSE(reject.CanExitTo(0));
  EXPECT_TRUE((PortPolicy{true, "x,90-80,80"}.Contains(80)));
  EXPECT_FALSE((PortPolicy{true, "x,90-80,80"}.Contains(85)));
}

TEST(PortPolicyTest, CheckNamesTheFirstBadEntry) {
  const struct {
    std::string_view ports, where;
  } kCases[] = {
      {"0", "0"},
      {"65536", "65536"},
      {"80,90-89", "90-89"},
      {"80,", ""},
      {",80", ""},
      {"80,,443", ""},
      {"80,x,443", "x"},
      {"80-", "80-"},
      {"-80", "-80"},
      {"1-2-3", "1-2-3"},
      {"+80", "+80"},
      {"80,*", "*"},
      {"0-80", "0-80"},
      {"80;443", "80;443"},
      {"1-65536", "1-65536"},
      {"8\xff", "8\xff"},
      {"4294967376", "4294967376"},
  };
  for (const auto& c : kCases) {
    const PortPolicy policy{true, c.ports};
    Fault fault;
    EXPECT_FALSE(Value<PortPolicy>::Check(policy, &fault)) << c.ports;
    EXPECT_EQ(fault.problem, &netdoc::problems::kBadArgument) << c.ports;
    EXPECT_EQ(fault.where, c.where) << c.ports;
    EXPECT_GE(fault.where.data(), c.ports.data()) << c.ports;
    EXPECT_LE(fault.where.data(), c.ports.data() + c.ports.size()) << c.ports;
  }
  Fault fault;
  EXPECT_FALSE((PortPolicy{true, ""}.Check(&fault)));
}

TEST(PortPolicyTest, AThousandEntries) {
  std::string ports = "1";
  for (int i = 2; i <= 1000; ++i) ports += "," + std::to_string(2 * i);
  Fault fault;
  EXPECT_TRUE((PortPolicy{true, ports}.Check(&fault)));
  ports += ",9999";
  EXPECT_FALSE((PortPolicy{true, ports}.Check(&fault)));
  EXPECT_EQ(fault.where, "9999");
}

// Every summary is a good port policy that answers as the brute force does.
TEST(PortPolicyTest, ReadsSummaries) {
  std::mt19937 random(4);
  for (int round = 0; round < 200; ++round) {
    const RandomPolicy random_policy(random, static_cast<int>(random() % 12));
    const std::string line = "p " + ExitPolicySummary(Rules(random_policy.text));
    PortPolicy policy;
    ASSERT_TRUE(ReadItem(line, &policy));
    Fault fault;
    EXPECT_TRUE(policy.Check(&fault)) << line;
    for (int i = 0; i < 20; ++i) {
      const uint32_t port = 1 + random() % (i % 2 == 0 ? 140 : 65535);
      uint64_t rejected = 0;
      bool accepted = false;
      for (const auto& m : random_policy.meanings) {
        if (port < m.first || port > m.last) continue;
        if (m.accept && m.bits == 0) {
          accepted = rejected <= uint64_t{1} << 25;
          break;
        }
        const bool is_private =
            m.bits == 8 && (m.network == 0x0a000000 || m.network == 0 || m.network == 0x7f000000);
        if (!m.accept && !is_private) rejected += uint64_t{1} << (32 - m.bits);
      }
      EXPECT_EQ(policy.CanExitTo(static_cast<uint16_t>(port)), accepted) << line << ' ' << port;
    }
  }
}

// Summaries of policies by the relay's ntor-onion-key.
using SummaryByKey = std::map<std::string, std::string, std::less<>>;

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

std::string Key(const Item& item) {
  return std::string(item.arguments.substr(0, item.arguments.find('=')));
}

// ReadDescriptors sums up the rules of every server descriptor of a file.
void ReadDescriptors(const std::filesystem::path& path, SummaryByKey* summaries) {
  const std::string text = ReadFile(path);
  std::string key;
  std::vector<ExitPolicyRule> rules;
  const auto finish = [&] {
    if (!key.empty()) (*summaries)[key] = ExitPolicySummary(rules);
    key.clear();
    rules.clear();
  };
  Lexer lexer(text);
  Item item;
  while (lexer.Next(&item)) {
    if (item.keyword == "router") finish();
    if (item.keyword == "ntor-onion-key") key = Key(item);
    if (item.keyword == "accept" || item.keyword == "reject") {
      ExitPolicyRule rule;
      ItemReader in(item);
      Fault fault;
      EXPECT_TRUE(ExitPolicyRule::Read(in, &rule) && rule.Check(&fault)) << path << item.text;
      rules.push_back(rule);
    }
  }
  finish();
}

// ReadMicrodescriptors takes the `p` line of every microdescriptor of a file.
void ReadMicrodescriptors(const std::filesystem::path& path, SummaryByKey* summaries) {
  const std::string text = ReadFile(path);
  std::string key;
  std::string summary;
  const auto finish = [&] {
    // Without a line everything is rejected.
    if (!key.empty()) (*summaries)[key] = summary.empty() ? "reject 1-65535" : summary;
    key.clear();
    summary.clear();
  };
  Lexer lexer(text);
  Item item;
  while (lexer.Next(&item)) {
    if (item.keyword == "onion-key") finish();
    if (item.keyword == "ntor-onion-key") key = Key(item);
    if (item.keyword == "p") summary = item.arguments;
  }
  finish();
}

// ComparePolicies returns how many relays are in both.
int ComparePolicies(const SummaryByKey& descriptors, const SummaryByKey& microdescriptors) {
  int compared = 0;
  for (const auto& [key, summary] : descriptors) {
    const auto found = microdescriptors.find(key);
    if (found == microdescriptors.end()) continue;
    EXPECT_EQ(summary, found->second) << key;
    ++compared;
  }
  return compared;
}

TEST(ExitPolicySummaryTest, MicrodescriptorsOfTheCorpus) {
  const char* const root = std::getenv("SCAPE_CORPUS");
  if (root == nullptr) GTEST_SKIP() << "SKIPPED: SCAPE_CORPUS names no corpus";
  SummaryByKey descriptors, microdescriptors;
  const std::filesystem::path corpus(root);
  for (const auto& entry : std::filesystem::directory_iterator(corpus / "server-descriptor")) {
    if (entry.path().extension() != ".xz") ReadDescriptors(entry.path(), &descriptors);
  }
  for (const auto& entry : std::filesystem::directory_iterator(corpus / "microdescriptor")) {
    if (entry.path().extension() != ".xz") ReadMicrodescriptors(entry.path(), &microdescriptors);
  }
  EXPECT_GE(ComparePolicies(descriptors, microdescriptors), 4);
}

TEST(ExitPolicySummaryTest, MicrodescriptorsOfTheTestNetwork) {
  const char* const root = std::getenv("SCAPE_TESTNET_SAMPLE");
  if (root == nullptr) GTEST_SKIP() << "SKIPPED: SCAPE_TESTNET_SAMPLE names no network";
  SummaryByKey descriptors, microdescriptors;
  const std::filesystem::path sample(root);
  ReadDescriptors(sample / "dir" / "server-all", &descriptors);
  ReadMicrodescriptors(sample / "dir" / "micro-all", &microdescriptors);
  EXPECT_GE(ComparePolicies(descriptors, microdescriptors), 10);
  EXPECT_TRUE(std::any_of(microdescriptors.begin(), microdescriptors.end(),
                          [](const auto& entry) { return entry.second != "reject 1-65535"; }));
}

}  // namespace
}  // namespace scape::descriptor
