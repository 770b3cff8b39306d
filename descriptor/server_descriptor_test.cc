#include "descriptor/server_descriptor.h"

#include <string>
#include <string_view>
#include <vector>

#include "descriptor/netdoc/json_writer.h"
#include "descriptor/netdoc/write.h"
#include "descriptor/testing/testdata.h"
#include "descriptor/testing/values.h"
#include "gtest/gtest.h"

namespace scape::descriptor {
namespace {

using netdoc::Mode;
using testing::Address;
using testing::Parsed;
using testing::ReadTestdata;
using testing::Replaced;
using testing::ToJson;
using testing::WithoutAnnotations;
using Strings = std::vector<std::string>;

// Full is a descriptor with every keyword that a relay can have, obsolete ones too.
std::string Full() { return WithoutAnnotations(ReadTestdata("server-descriptor-full")); }
std::string BridgeFull() {
  return WithoutAnnotations(ReadTestdata("bridge-server-descriptor-full"));
}

constexpr int64_t kPublished = 1763669891;  // 2025-11-20 20:18:11

std::string Hex(std::span<const uint8_t> bytes) {
  std::string hex(2 * bytes.size(), '0');
  netdoc::EncodeHex(bytes, hex.data());
  return hex;
}

TEST(ServerDescriptor, EveryMember) {
  const Parsed<ServerDescriptor> parsed(Full(), kRelayDescriptor, Mode::kLenient);
  const ServerDescriptor& d = parsed.document;
  EXPECT_EQ(parsed.Problems(), Strings());
  EXPECT_EQ(d.kind, kRelayDescriptor);

  EXPECT_EQ(d.router.unread, 0);
  EXPECT_EQ(d.router.nickname.text, "pebbledusk99");
  EXPECT_EQ(d.router.address.bits, 0xc63364a7u);
  EXPECT_EQ(d.router.or_port.number, 52628);
  EXPECT_EQ(d.router.socks_port.number, 0);
  EXPECT_EQ(d.router.dir_port.number, 0);

  constexpr std::string_view kMaster =
      "9176D685906B7C18CA0F01D0871D29902AF5413DB3A4C20F02BE0510DCA6813A";
  std::array<uint8_t, 32> master;
  ASSERT_TRUE(d.master_key_ed25519.has_value() && d.master_key_ed25519->Decode(&master));
  EXPECT_EQ(Hex(master), kMaster);
  Ed25519Certificate certificate;
  ASSERT_TRUE(d.identity_ed25519.has_value() && d.identity_ed25519->Decode(&certificate));
  EXPECT_EQ(certificate.type, 4);
  EXPECT_EQ(certificate.signing_key, master);
  ASSERT_TRUE(d.ntor_onion_key_crosscert.has_value());
  EXPECT_TRUE(d.ntor_onion_key_crosscert->bit.value);
  ASSERT_TRUE(d.ntor_onion_key_crosscert->certificate.Decode(&certificate));
  EXPECT_EQ(certificate.type, 10);
  EXPECT_EQ(certificate.certified_key, master);
  ASSERT_EQ(d.family_cert.size(), 1u);
  ASSERT_TRUE(d.family_cert[0].Decode(&certificate));
  EXPECT_EQ(certificate.type, 12);
  EXPECT_EQ(certificate.certified_key, master);

  ASSERT_EQ(d.or_address.size(), 2u);
  EXPECT_EQ(d.or_address[0].address, Address("2001:db8::17"));
  EXPECT_EQ(d.or_address[0].port, 52628);
  EXPECT_EQ(d.or_address[1].address, Address("198.51.100.168"));
  EXPECT_EQ(d.or_address[1].port, 443);

  ASSERT_TRUE(d.platform.has_value());
  EXPECT_EQ(d.platform->text, "Tor 0.4.8.21 on Linux");
  ASSERT_TRUE(d.proto.has_value());
  EXPECT_TRUE(d.proto->Supports("Link", 5));
  EXPECT_FALSE(d.proto->Supports("Link", 6));
  ASSERT_TRUE(d.protocols.has_value());
  EXPECT_EQ(ToJson(*d.protocols), R"({"Link":[1,2],"Circuit":[1]})");
  EXPECT_EQ(d.published.unix_seconds, kPublished);
  ASSERT_TRUE(d.fingerprint.has_value());
  EXPECT_EQ(Hex(d.fingerprint->bytes), "A313AC3DD88C1960D07F3C54FF90EAF430A75CEA");
  EXPECT_EQ(d.uptime, 5830032);
  EXPECT_EQ(d.bandwidth.average, 1048576u);
  EXPECT_EQ(d.bandwidth.burst, 1048576u);
  EXPECT_EQ(d.bandwidth.observed, 34107247u);
  ASSERT_TRUE(d.overload_general.has_value());
  EXPECT_EQ(d.overload_general->version, 1u);
  EXPECT_EQ(d.overload_general->time.unix_seconds, kPublished - 2 * 3600 - 18 * 60 - 11);
  ASSERT_TRUE(d.extra_info_digest.has_value());
  EXPECT_EQ(Hex(d.extra_info_digest->sha1.bytes), "10BD1B39F47EB7F439CF17F8493A22254D667AB8");
  ASSERT_TRUE(d.extra_info_digest->sha256.has_value());
  EXPECT_EQ(d.extra_info_digest->sha256->text, "+LdcrZ8vmpZFMgA7W5z5RH3pdzUnZeqwbVLBZCp9/YQ");
  EXPECT_TRUE(d.caches_extra_info);

  RsaPublicKey key;
  ASSERT_TRUE(d.onion_key.has_value() && d.onion_key->Decode(&key));
  EXPECT_EQ(key.modulus_bits, 1024u);
  EXPECT_EQ(Hex(key.modulus().first(4)), "E2CEC1AB");
  ASSERT_TRUE(d.signing_key.has_value() && d.signing_key->Decode(&key));
  EXPECT_EQ(Hex(key.modulus().first(4)), "88096F3B");
  EXPECT_EQ(key.exponent, 65537u);
  std::array<uint8_t, 128> crosscert;
  size_t size = 0;
  ASSERT_TRUE(d.onion_key_crosscert.has_value() &&
              d.onion_key_crosscert->Decode(&crosscert, &size));
  EXPECT_EQ(size, 128u);
  EXPECT_EQ(crosscert[0], 0x2e);
  ASSERT_TRUE(d.link_key.has_value());

  ASSERT_TRUE(d.family.has_value());
  EXPECT_EQ(ToJson(*d.family),
            R"(["$0123456789ABCDEF0123456789ABCDEF01234567",)"
            R"("$89ABCDEF0123456789ABCDEF0123456789ABCDEF=quietowl","northstar"])");
  ASSERT_TRUE(d.hidden_service_dir.has_value());
  EXPECT_EQ(d.hidden_service_dir->versions, "");
  ASSERT_TRUE(d.contact.has_value());
  EXPECT_EQ(d.contact->text, "0xBBDFC730 pebbledusk99 <pebbledusk99@example.net>");
  EXPECT_EQ(d.bridge_distribution_request, "any");
  ASSERT_TRUE(d.hibernating.has_value());
  EXPECT_FALSE(d.hibernating->value);
  ASSERT_TRUE(d.ntor_onion_key.has_value());
  EXPECT_EQ(d.ntor_onion_key->text, "vxl0RyQyPYGWaJSj8R/+MRCzsun++5+bonLpeuPTcZY");
  ASSERT_TRUE(d.eventdns.has_value());
  EXPECT_TRUE(d.eventdns->value);
  EXPECT_EQ(d.dircacheport, 9030u);

  ASSERT_TRUE(d.read_history.has_value());
  EXPECT_EQ(ToJson(*d.read_history),
            R"({"end":"2025-11-20T20:00:00Z","interval":900,"values":[1024,0,2048]})");
  ASSERT_TRUE(d.write_history.has_value());
  EXPECT_EQ(d.write_history->interval.seconds, 86400u);
  ASSERT_EQ(d.exit_policy.size(), 4u);
  EXPECT_EQ(d.exit_policy[0].action, PolicyAction::kReject);
  EXPECT_EQ(d.exit_policy[0].pattern, "10.0.0.0/8:*");
  EXPECT_EQ(d.exit_policy[1].action, PolicyAction::kAccept);
  EXPECT_EQ(d.exit_policy[1].pattern, "*:80");
  EXPECT_EQ(d.exit_policy[3].pattern, "*:*");
  ASSERT_TRUE(d.ipv6_policy.has_value());
  EXPECT_TRUE(d.ipv6_policy->accept);
  EXPECT_EQ(d.ipv6_policy->ports, "80,443,6660-6669");
  EXPECT_TRUE(d.tunnelled_dir_server);
  EXPECT_TRUE(d.allow_single_hop_exits);
  ASSERT_TRUE(d.router_sig_ed25519.has_value());
  EXPECT_EQ(d.router_sig_ed25519->text.size(), 86u);
  std::array<uint8_t, 128> signature;
  ASSERT_TRUE(d.router_signature.has_value() && d.router_signature->Decode(&signature, &size));
  EXPECT_EQ(signature[0], 0x5e);

  EXPECT_FALSE(d.router_digest.has_value());
  EXPECT_FALSE(d.router_digest_sha256.has_value());
  ASSERT_EQ(d.unrecognized.size(), 1u);
  EXPECT_EQ(d.unrecognized[0], "x-weather sunny, 21 degrees\n");
}

TEST(ServerDescriptor, EveryMemberOfABridge) {
  const Parsed<ServerDescriptor> parsed(BridgeFull(), kBridgeDescriptor, Mode::kLenient);
  const ServerDescriptor& d = parsed.document;
  EXPECT_EQ(parsed.Problems(), Strings());
  EXPECT_EQ(d.kind, kBridgeDescriptor);
  EXPECT_EQ(d.router.address.bits, 0x0a650715u);
  EXPECT_EQ(d.router.dir_port.number, 55030);
  ASSERT_EQ(d.or_address.size(), 2u);
  EXPECT_EQ(d.or_address[0].address, Address("fd9f:2e19:3bcf::4a:1107"));
  ASSERT_TRUE(d.router_digest.has_value());
  EXPECT_EQ(Hex(d.router_digest->bytes), "2923F6FA36614586EA09B4424B438915CC1B9B67");
  std::array<uint8_t, 32> digest;
  ASSERT_TRUE(d.router_digest_sha256.has_value() && d.router_digest_sha256->Decode(&digest));
  EXPECT_EQ(d.bridge_distribution_request, "moat");
  EXPECT_FALSE(d.signing_key.has_value());
  EXPECT_TRUE(d.signed_text().empty());
}

// The kind is told from the items where no annotation tells it.
TEST(ServerDescriptor, FindKind) {
  EXPECT_EQ(Parsed<ServerDescriptor>(Full(), 0, Mode::kLenient).document.kind, kRelayDescriptor);
  EXPECT_EQ(Parsed<ServerDescriptor>(BridgeFull(), 0, Mode::kLenient).document.kind,
            kBridgeDescriptor);
  EXPECT_EQ(Parsed<ServerDescriptor>("router a 10.0.0.1 1 0 0\n", 0, Mode::kLenient).document.kind,
            kRelayDescriptor);
}

TEST(ServerDescriptor, SignedText) {
  const std::string full = Full();
  const Parsed<ServerDescriptor> parsed(full, kRelayDescriptor, Mode::kLenient);
  const size_t end = full.find("-----BEGIN SIGNATURE-----");
  EXPECT_EQ(parsed.document.signed_text(), full.substr(0, end));
  EXPECT_EQ(full.substr(end - 17, 17), "router-signature\n");
  const Parsed<ServerDescriptor> unsigned_one("router a 192.0.2.1 1 0 0\n", 0, Mode::kLenient);
  EXPECT_TRUE(unsigned_one.document.signed_text().empty());
}

TEST(ServerDescriptor, CanExitTo) {
  const Parsed<ServerDescriptor> parsed(Full(), kRelayDescriptor, Mode::kLenient);
  const ServerDescriptor& d = parsed.document;
  EXPECT_EQ(d.CanExitTo(Address("192.0.2.1"), 80), PolicyResult::kAccepted);
  EXPECT_EQ(d.CanExitTo(Address("192.0.2.1"), 6665), PolicyResult::kAccepted);
  EXPECT_EQ(d.CanExitTo(Address("192.0.3.1"), 6665), PolicyResult::kRejected);
  EXPECT_EQ(d.CanExitTo(Address("10.1.1.1"), 80), PolicyResult::kRejected);
  EXPECT_EQ(d.CanExitTo(Address("2001:db8::1"), 443), PolicyResult::kAccepted);
  EXPECT_EQ(d.CanExitTo(Address("2001:db8::1"), 25), PolicyResult::kRejected);
  // Without an ipv6-policy there is no exit to IPv6.
  const Parsed<ServerDescriptor> without(
      Replaced(Full(), "ipv6-policy accept 80,443,6660-6669\n", ""), 0, Mode::kLenient);
  EXPECT_EQ(without.document.CanExitTo(Address("2001:db8::1"), 443), PolicyResult::kRejected);
}

TEST(ServerDescriptor, TorVersion) {
  const auto version = [](std::string_view platform) {
    const Parsed<ServerDescriptor> parsed(
        Replaced(Full(), "platform Tor 0.4.8.21 on Linux\n", platform), 0, Mode::kLenient);
    const std::optional<TorVersion> found = parsed.document.tor_version();
    return found.has_value() ? found->ToString() : "none";
  };
  EXPECT_EQ(version("platform Tor 0.4.8.21 on Linux\n"), "0.4.8.21");
  EXPECT_EQ(version("platform Tor 0.2.2.35 (git-b04388f9e7546a9f) on OpenBSD amd64\n"),
            "0.2.2.35 (git-b04388f9e7546a9f)");
  EXPECT_EQ(version("platform node-Tor 0.1.0 on Linux\n"), "none");
  EXPECT_EQ(version("platform\n"), "none");
  EXPECT_EQ(version(""), "none");
}

// A descriptor of 2005, as tor 0.1.0 wrote it.
constexpr std::string_view kOld =
    "router oldtimer 192.0.2.5 9001 9050 9030\n"
    "platform Tor 0.1.0.14 on FreeBSD i386\n"
    "published 2005-12-16 18:01:03\n"
    "opt fingerprint 3e2f63e2 356F 5231 8B53 6A12 B644 5373 808A 5D6C\n"
    "uptime -4\n"
    "bandwidth 102400 10485760 0\n"
    "onion-key\n"
    "-----BEGIN RSA PUBLIC KEY-----\n"
    "MIGJAoGBAOLOwat/zFKmr7ckEVpkNmzfSCYXYY+LD8WiHXYtsnhgCAr8w+GKI7rc\n"
    "Iacj7PDQdBc4BgKx+PkCzUtsg3fAdsilMaslk3nEuytytcrL4y8ZWgulkvtQJna7\n"
    "kLoyfoJNR67P/ko13yk77iGZ/vxI4m/tD0uAfMkg8DdAqaW9oyvXAgMBAAE=\n"
    "-----END RSA PUBLIC KEY-----\n"
    "signing-key\n"
    "-----BEGIN RSA PUBLIC KEY-----\n"
    "MIGJAoGBAIgJbztSf0bFMCRIswICLE91ztbbHC4IJ7fTEpXwVv2N2py8t48bTOYc\n"
    "9Du4xUpkCHBjO6sH5dOvczcVUF+6B5EY/F9mcRRf5XUoAew9+CElb4XKAYPdu40y\n"
    "qEleauOGRpMblqTWnJpIkKMua+c/iVTq+V1VXAzK3qSUoA6HL6oFAgMBAAE=\n"
    "-----END RSA PUBLIC KEY-----\n"
    "opt write-history 2005-12-16 18:00:48 (900 s) 81,8848\n"
    "opt read-history  2005-12-16 18:00:48 (900 s)\n"
    "contact 1024D/9AB8A3CB  old timer \n"
    "opt hidden-service-dir 0 2\n"
    "opt hibernating 1\n"
    "reject 169.254.0.0/255.255.0.0:*\n"
    "accept *:20-22\n"
    "reject *\n"
    "router-signature\n"
    "-----BEGIN SIGNATURE-----\n"
    "XrAbXk4gSQV87dRaWUqDR8fkcP4IsnYYXH6Qz/qtoUFgqrveen3bKVLUVqAiS5ia\n"
    "PpLj5uY0Tu4phyJa+v0d0fw68amUc9GgaXujZGWE/oMuwQ6vJsvQhSRA7DOIvis0\n"
    "vUAWiCmTAqe05/aV3Fhz/DJvwi3hKrwBYcm54YdPSFs=\n"
    "-----END SIGNATURE-----\n"
    "\n";

TEST(ServerDescriptor, OldForms) {
  const Parsed<ServerDescriptor> parsed(std::string(kOld), kRelayDescriptor, Mode::kLenient);
  const ServerDescriptor& d = parsed.document;
  EXPECT_EQ(parsed.Problems(), Strings());
  EXPECT_EQ(d.router.socks_port.number, 9050);
  EXPECT_EQ(d.router.dir_port.number, 9030);
  EXPECT_EQ(d.uptime, -4);
  EXPECT_EQ(Hex(d.fingerprint->bytes), "3E2F63E2356F52318B536A12B6445373808A5D6C");
  EXPECT_EQ(ToJson(*d.read_history),
            R"({"end":"2005-12-16T18:00:48Z","interval":900,"values":[]})");
  EXPECT_EQ(ToJson(*d.write_history),
            R"({"end":"2005-12-16T18:00:48Z","interval":900,"values":[81,8848]})");
  EXPECT_EQ(d.contact->text, "1024D/9AB8A3CB  old timer ");
  EXPECT_EQ(ToJson(*d.hidden_service_dir), "[0,2]");
  EXPECT_TRUE(d.hibernating->value);
  EXPECT_EQ(d.CanExitTo(Address("169.254.3.3"), 22), PolicyResult::kRejected);
  EXPECT_EQ(d.CanExitTo(Address("192.0.2.3"), 22), PolicyResult::kAccepted);
  EXPECT_EQ(d.CanExitTo(Address("192.0.2.3"), 23), PolicyResult::kRejected);

  const Parsed<ServerDescriptor> strict(std::string(kOld), kRelayDescriptor, Mode::kStrict);
  EXPECT_EQ(strict.Problems(),
            Strings({"note opt-prefix fingerprint", "note opt-prefix write-history",
                     "note opt-prefix read-history", "warning trailing-space contact",
                     "note opt-prefix hidden-service-dir", "note opt-prefix hibernating"}));
}

// What is wrong with a changed descriptor, read strictly and read leniently.
struct Pair {
  std::string_view from;
  std::string_view to;
  Strings strict;
  Strings lenient;
};

TEST(ServerDescriptor, StrictAndLenient) {
  // As the full one, without the lines that strict parsing has notes on.
  const std::string good = Replaced(Full(), "x-weather sunny, 21 degrees\n", "");
  ASSERT_EQ(Parsed<ServerDescriptor>(good, kRelayDescriptor, Mode::kStrict).Problems(), Strings());
  const Pair kPairs[] = {
      // Forbidden, but read all the same.
      {"published 2025-11-20 20:18:11\n",
       "",
       {"error missing-item published"},
       {"warning missing-item published"}},
      {"caches-extra-info\n",
       "caches-extra-info 1\n",
       {"error extra-argument caches-extra-info"},
       {"warning extra-argument caches-extra-info"}},
      {"uptime 5830032\n",
       " uptime 5830032\n",
       {"error leading-space uptime"},
       {"warning leading-space uptime"}},
      {"uptime 5830032\n", "uptime 5830032 \n", {"warning trailing-space uptime"}, {}},
      {"contact 0xBBDFC730 ",
       "contact J\xfcrgen ",
       {"error not-utf8 contact"},
       {"warning not-utf8 contact"}},
      {"uptime 5830032\n",
       "uptime 5830032\r\n",
       {"error carriage-return uptime"},
       {"warning carriage-return uptime"}},
      {"accept *:80\n",
       "accept *:80\nreject6 *:25\n",
       {"error forbidden-item reject6"},
       {"warning forbidden-item reject6"}},
      {"uptime 5830032\n", "uptime 5830032\nx-moon\n", {"note unrecognized-item"}, {}},
      {"uptime 5830032\n", "opt uptime 5830032\n", {"note opt-prefix uptime"}, {}},
      {"uptime 5830032\n",
       "uptime 5830032\n# so\n",
       {"error comment-line"},
       {"warning comment-line"}},
      {"router-sig-ed25519 ",
       "router-digest 10BD1B39F47EB7F439CF17F8493A22254D667AB8\nrouter-sig-ed25519 ",
       {"error unexpected-item router-digest"},
       {"warning unexpected-item router-digest"}},
      // Nothing of the value could be kept.
      {"uptime 5830032\n",
       "uptime 5830032\nuptime 5\n",
       {"error duplicate-item uptime"},
       {"error duplicate-item uptime"}},
      {"uptime 5830032\n",
       "uptime soon\n",
       {"error bad-argument uptime"},
       {"error bad-argument uptime"}},
      {"published 2025-11-20 20:18:11\n",
       "published 2025-02-30 20:18:11\n",
       {"error bad-argument published"},
       {"error bad-argument published"}},
      {"bandwidth 1048576 1048576 34107247\n",
       "bandwidth 1048576 1048576\n",
       {"error missing-argument bandwidth"},
       {"error missing-argument bandwidth"}},
      {"router pebbledusk99 ",
       "router pebble_dusk ",
       {"error bad-argument router"},
       {"error bad-argument router"}},
      {"accept *:80\n",
       "accept *:0\n",
       {"error bad-argument accept"},
       {"error bad-argument accept"}},
      {"ntor-onion-key vxl0",
       "ntor-onion-key vxl",
       {"error bad-argument ntor-onion-key"},
       {"error bad-argument ntor-onion-key"}},
      // tor drops the line and keeps the document.
      {"extra-info-digest 10BD",
       "extra-info-digest 10B",
       {"warning bad-argument extra-info-digest"},
       {"warning bad-argument extra-info-digest"}},
  };
  for (const Pair& pair : kPairs) {
    const std::string text = Replaced(good, pair.from, pair.to);
    EXPECT_EQ(Parsed<ServerDescriptor>(text, kRelayDescriptor, Mode::kStrict).Problems(),
              pair.strict)
        << pair.to;
    EXPECT_EQ(Parsed<ServerDescriptor>(text, kRelayDescriptor, Mode::kLenient).Problems(),
              pair.lenient)
        << pair.to;
  }
}

// A bridge's descriptor has no keys of its own; a relay's line in it is out of place.
TEST(ServerDescriptor, KindsHaveTheirOwnRows) {
  const std::string bridge = Replaced(BridgeFull(), "x-weather sunny, 21 degrees\n", "");
  EXPECT_EQ(Parsed<ServerDescriptor>(bridge, kBridgeDescriptor, Mode::kStrict).Problems(),
            Strings());
  const std::string with_signature =
      Replaced(bridge, "hibernating 0\n",
               "hibernating 0\nrouter-sig-ed25519 " + std::string(86, 'A') + "\n");
  EXPECT_EQ(Parsed<ServerDescriptor>(with_signature, kBridgeDescriptor, Mode::kStrict).Problems(),
            Strings({"error unexpected-item router-sig-ed25519"}));
  const Strings as_relay =
      Parsed<ServerDescriptor>(bridge, kRelayDescriptor, Mode::kStrict).Problems();
  const Strings expected = {"error missing-item router-signature", "error missing-item signing-key",
                            "error missing-item identity-ed25519",
                            "error unexpected-item router-digest",
                            "error unexpected-item router-digest-sha256"};
  for (const std::string& problem : expected) {
    EXPECT_NE(std::find(as_relay.begin(), as_relay.end(), problem), as_relay.end()) << problem;
  }
}

// A line is missed only in descriptors of tors that wrote it.
TEST(ServerDescriptor, SinceRules) {
  // Without everything that came after the first version.
  std::string bare(kOld);
  for (const std::string_view line :
       {"opt fingerprint 3e2f63e2 356F 5231 8B53 6A12 B644 5373 808A 5D6C\n", "uptime -4\n",
        "opt write-history 2005-12-16 18:00:48 (900 s) 81,8848\n",
        "opt read-history  2005-12-16 18:00:48 (900 s)\n", "contact 1024D/9AB8A3CB  old timer \n",
        "opt hidden-service-dir 0 2\n", "opt hibernating 1\n"}) {
    bare = Replaced(bare, line, "");
  }
  const Strings ntor = {"missing-item ntor-onion-key"};
  const Strings ed25519 = {"missing-item identity-ed25519", "missing-item master-key-ed25519",
                           "missing-item ntor-onion-key-crosscert", "missing-item ntor-onion-key",
                           "missing-item router-sig-ed25519"};
  Strings proto = ed25519;
  proto.insert(proto.begin() + 2, "missing-item proto");
  struct Case {
    const char* platform;
    Strings missing;
    bool known;  // the age is, so that lenient parsing misses the same
  };
  const Case kCases[] = {
      {"Tor 0.0.9.10 on Linux", {}, true},           {"Tor 0.2.4.7-alpha on Linux", {}, true},
      {"Tor 0.2.4.8-alpha on Linux", ntor, true},    {"Tor 0.2.4.8-alpha-dev on Linux", ntor, true},
      {"Tor 0.2.7.1-alpha on Linux", ntor, true},    {"Tor 0.2.7.2-alpha on Linux", ed25519, true},
      {"Tor 0.2.9.3-alpha on Linux", ed25519, true}, {"Tor 0.2.9.4-alpha on Linux", proto, true},
      {"Tor 0.4.9.11 on Linux", proto, true},        {"Onionoor 1.0 on Linux", proto, false},
  };
  for (const Case& c : kCases) {
    const std::string text = Replaced(bare, "Tor 0.1.0.14 on FreeBSD i386", c.platform);
    Strings strict, lenient;
    for (const std::string& missing : c.missing) {
      strict.push_back("error " + missing);
      if (c.known) lenient.push_back("warning " + missing);
    }
    EXPECT_EQ(Parsed<ServerDescriptor>(text, kRelayDescriptor, Mode::kStrict).Problems(), strict)
        << c.platform;
    EXPECT_EQ(Parsed<ServerDescriptor>(text, kRelayDescriptor, Mode::kLenient).Problems(), lenient)
        << c.platform;
  }
}

// Of a line with one bad argument the others are kept, shown, and not written again.
TEST(ServerDescriptor, PartlyReadLine) {
  const Parsed<ServerDescriptor> parsed(
      Replaced(Full(), "198.51.100.167 52628 0 0\n", "198.51.100.167 70000 0 9030\n"), 0,
      Mode::kLenient);
  EXPECT_EQ(parsed.Problems(), Strings({"error bad-argument router"}));
  const RouterLine& router = parsed.document.router;
  EXPECT_EQ(router.unread, 1 << 2);
  EXPECT_EQ(router.nickname.text, "pebbledusk99");
  EXPECT_EQ(router.dir_port.number, 9030);
  EXPECT_EQ(ToJson(router), R"({"nickname":"pebbledusk99","address":"198.51.100.167",)"
                            R"("socks_port":0,"dir_port":9030})");
  netdoc::Encoder out;
  netdoc::EncodeDocument(parsed.document, out);
  EXPECT_FALSE(out.ok());
}

// The first of two counts.
TEST(ServerDescriptor, DuplicateLine) {
  const Parsed<ServerDescriptor> parsed(
      Replaced(Full(), "uptime 5830032\n", "uptime 5830032\nuptime 5\n"), 0, Mode::kLenient);
  EXPECT_EQ(parsed.document.uptime, 5830032);
}

// A document that is parsed into again holds nothing of the one before.
TEST(ServerDescriptor, Reuse) {
  const std::string full = Full();
  const std::string bare = "router a 192.0.2.1 9001 0 0\nreject *:*\n";
  netdoc::Diagnostics diagnostics(Mode::kLenient);
  ServerDescriptor reused, fresh;
  netdoc::ParseDocument(std::string_view(full), 0, &reused, diagnostics);
  netdoc::CheckDocument(&reused, diagnostics);
  netdoc::ParseDocument(std::string_view(bare), 0, &reused, diagnostics);
  netdoc::ParseDocument(std::string_view(bare), 0, &fresh, diagnostics);
  netdoc::JsonWriter reused_json, fresh_json;
  for (auto [document, json] : {std::pair(&reused, &reused_json), std::pair(&fresh, &fresh_json)}) {
    json->BeginObject();
    netdoc::WriteMembers(*document, {}, *json);
    json->EndObject();
  }
  EXPECT_EQ(reused_json.text(), fresh_json.text());
  EXPECT_EQ(reused_json.text(),
            R"({"router":{"nickname":"a","address":"192.0.2.1","or_port":9001,"socks_port":0,)"
            R"("dir_port":0},"exit_policy":["reject *:*"]})");
  EXPECT_TRUE(reused.unrecognized.empty());
}

// Whatever is cut off, what stands before it is read.
TEST(ServerDescriptor, Truncated) {
  const std::string full = Full();
  for (size_t size = 0; size <= full.size(); ++size) {
    const Parsed<ServerDescriptor> parsed(full.substr(0, size), kRelayDescriptor, Mode::kStrict);
    if (size < full.size()) {
      ASSERT_TRUE(parsed.diagnostics.has_errors()) << size;
    }
    if (size > full.find("\nidentity")) {
      ASSERT_EQ(parsed.document.router.nickname.text, "pebbledusk99");
    }
    if (size > full.find("\ncontact")) {
      ASSERT_TRUE(parsed.document.family.has_value());
    }
  }
}

}  // namespace
}  // namespace scape::descriptor
