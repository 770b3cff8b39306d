#include "crypto/relay_checker.h"

#include <sodium.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "crypto/testing/documents.h"
#include "crypto/testing/secret_key.h"
#include "descriptor/netdoc/scalars.h"
#include "descriptor/testing/corpus.h"
#include "descriptor/testing/testdata.h"
#include "gtest/gtest.h"

namespace scape::crypto {
namespace {

using descriptor::ExtraInfo;
using descriptor::ServerDescriptor;
using descriptor::testing::CorpusFile;
using descriptor::testing::ReadTestdata;
using testing::Bodies;
using testing::Bytes;
using testing::Cat;
using testing::Object;
using testing::Parse;
using testing::Said;
using testing::SecretKey;

RelayChecker MakeChecker(RelayChecker::Memory memory = RelayChecker::Memory::kRemember) {
  absl::StatusOr<RelayChecker> checker = RelayChecker::Create(memory);
  EXPECT_TRUE(checker.ok()) << checker.status();
  return *std::move(checker);
}

std::vector<Verdict> CheckDescriptor(RelayChecker& checker, std::string_view body) {
  const auto document = Parse<ServerDescriptor>(body);
  std::vector<Verdict> verdicts;
  checker.Check(document, &verdicts);
  return verdicts;
}

std::vector<std::string> Said(std::string_view body) {
  RelayChecker checker = MakeChecker(RelayChecker::Memory::kForget);
  return Said(CheckDescriptor(checker, body));
}

// Between returns what stands in `text` from `begin` through `end`.
std::string Between(std::string_view text, std::string_view begin, std::string_view end) {
  const size_t from = text.find(begin);
  const size_t to = text.find(end, from + begin.size());
  EXPECT_NE(to, std::string_view::npos) << begin;
  return std::string(text.substr(from, to + end.size() - from));
}

std::string Replaced(std::string_view text, std::string_view from, std::string_view to) {
  const size_t begin = text.find(from);
  EXPECT_NE(begin, std::string_view::npos) << from;
  return Cat(text.substr(0, begin), to, text.substr(begin + from.size()));
}

TEST(RelayChecker, ServerDescriptorsOfTor) {
  RelayChecker checker = MakeChecker();
  const std::vector<std::string> bodies = Bodies(ReadTestdata("server-descriptors"));
  ASSERT_EQ(bodies.size(), 11u);
  size_t families = 0;
  for (int round = 0; round < 2; ++round) {  // the second time from memory
    for (const std::string& body : bodies) {
      const std::vector<Verdict> verdicts = CheckDescriptor(checker, body);
      const auto document = Parse<ServerDescriptor>(body);
      std::vector<std::string> all = {"fingerprint good", "identity-ed25519 good",
                                      "onion-key-crosscert good", "ntor-onion-key-crosscert good"};
      all.insert(all.end(), document.family_cert.size(), "family-cert good");
      families += document.family_cert.size();
      all.insert(all.end(), {"router-sig-ed25519 good", "router-signature good"});
      EXPECT_EQ(Said(verdicts), all);
      EXPECT_EQ(Worst(verdicts), Outcome::kGood);
      ASSERT_TRUE(verdicts[1].expires.has_value());
      EXPECT_EQ(verdicts[verdicts.size() - 2].expires, verdicts[1].expires)
          << "the signature rests on the certificate";
      EXPECT_GT(verdicts[1].expires->unix_seconds, document.published.unix_seconds);
      EXPECT_LT(verdicts[1].expires->unix_seconds, document.published.unix_seconds + 90 * 86400);
    }
  }
  EXPECT_EQ(families, 4u);
}

TEST(RelayChecker, CachesAndTheirAnnotations) {
  RelayChecker checker = MakeChecker();
  for (const std::string& body : Bodies(ReadTestdata("cached-descriptors"))) {
    EXPECT_EQ(Worst(CheckDescriptor(checker, body)), Outcome::kGood);
  }
}

TEST(RelayChecker, ExtraInfosOfTor) {
  RelayChecker checker = MakeChecker();
  const std::vector<std::string> bodies = Bodies(ReadTestdata("server-descriptors"));
  std::map<Sha1Digest, RelayKeys> relays;
  for (const std::string& body : bodies) {
    const auto document = Parse<ServerDescriptor>(body);
    relays.emplace(document.fingerprint->bytes, *RelayKeys::Of(document));
  }
  ASSERT_EQ(relays.size(), 11u);
  int checked = 0;
  for (const std::string& body : Bodies(ReadTestdata("extra-infos"))) {
    const auto said = [&](std::string_view text, const RelayKeys* relay) {
      const auto document = Parse<ExtraInfo>(text);
      std::vector<Verdict> verdicts;
      checker.Check(document, relay, &verdicts);
      return Said(verdicts);
    };
    using List = std::vector<std::string>;
    const std::string ed_good = "router-sig-ed25519 good";
    const auto own = relays.find(Parse<ExtraInfo>(body).extra_info.fingerprint.bytes);
    ASSERT_NE(own, relays.end());
    EXPECT_EQ(said(body, &own->second),
              (List{"identity-ed25519 good", ed_good, "router-signature good"}));
    EXPECT_EQ(said(body, nullptr),
              (List{"identity-ed25519 good", ed_good, "router-signature signer-not-given"}));
    const auto other = own == relays.begin() ? std::prev(relays.end()) : relays.begin();
    EXPECT_EQ(said(body, &other->second),
              (List{"identity-ed25519 good", ed_good, "identity-ed25519 wrong-signer",
                    "router-signature wrong-signer"}));
    // The identity taken away.
    const std::string without = Replaced(
        Replaced(body, Between(body, "\nidentity-ed25519\n", "END ED25519 CERT-----\n"), "\n"),
        Between(body, "\nrouter-sig-ed25519 ", "\n"), "\n");
    EXPECT_EQ(said(without, &own->second),
              (List{"identity-ed25519 not-signed", "router-signature signature-of-other-text"}));
    EXPECT_EQ(said(body + "transport obfs4 192.0.2.1:1\n", &own->second).back(),
              "router-signature unsigned-text");
    ++checked;
  }
  EXPECT_EQ(checked, 11);
}

// A line that is put in anywhere, the end included.
TEST(RelayChecker, LinesPutIn) {
  const std::string good = Bodies(ReadTestdata("server-descriptors")).front();
  RelayChecker checker = MakeChecker();
  for (const std::string_view line :
       {"contact x\n", "accept *:*\n", "or-address [2001:db8::1]:443\n", "unknown\n",
        "family-cert\n", "router-signature\n", "-----BEGIN SIGNATURE-----\n"}) {
    for (size_t at = 0; at != std::string::npos; at = good.find('\n', at)) {
      if (at != 0) ++at;
      const std::string text = Cat(good.substr(0, at), line, good.substr(at));
      EXPECT_NE(Worst(CheckDescriptor(checker, text)), Outcome::kGood) << line << " at " << at;
      if (at == good.size()) break;
    }
  }
  EXPECT_EQ(Said(good + "accept *:*\n").back(), "router-signature unsigned-text");
  EXPECT_EQ(Worst(CheckDescriptor(checker, good + "\n\n")), Outcome::kGood) << "blank lines";
}

TEST(RelayChecker, FingerprintThatCannotBeRead) {
  const std::string good = Bodies(ReadTestdata("server-descriptors")).front();
  RelayChecker checker = MakeChecker();
  const auto said =
      Said(CheckDescriptor(checker, Replaced(good, "\nfingerprint ", "\nfingerprint Z")));
  EXPECT_EQ(said.front(), "fingerprint not-readable");
}

TEST(RelayChecker, SanitisedBridgesHaveNothingToVerify) {
  RelayChecker checker = MakeChecker();
  std::vector<Verdict> verdicts =
      CheckDescriptor(checker, Bodies(ReadTestdata("bridge-server-descriptor")).front());
  EXPECT_EQ(Said(verdicts), std::vector<std::string>{"router-signature nothing-to-verify"});
  EXPECT_EQ(Worst(verdicts), Outcome::kUnknown);
  verdicts.clear();
  const std::string extra_info = Bodies(ReadTestdata("bridge-extra-info")).front();
  const auto document = Parse<ExtraInfo>(extra_info);
  checker.Check(document, nullptr, &verdicts);
  EXPECT_EQ(Said(verdicts), std::vector<std::string>{"router-signature nothing-to-verify"});
}

TEST(RelayChecker, GeneratedDocumentsAreSignedByNobody) {
  RelayChecker checker = MakeChecker();
  int bad = 0;
  for (const std::string& body : Bodies(ReadTestdata("generated-server-descriptors"))) {
    bad += Worst(CheckDescriptor(checker, body)) == Outcome::kBad;
  }
  EXPECT_EQ(bad, 12);
}

// Every bit of what is signed, and of the signatures' bytes.
TEST(RelayChecker, EveryFlippedBitOfAServerDescriptor) {
  const std::string good = Bodies(ReadTestdata("server-descriptors")).front();
  RelayChecker checker = MakeChecker();
  ASSERT_EQ(Worst(CheckDescriptor(checker, good)), Outcome::kGood);
  const size_t end = good.find("\nrouter-signature\n") + 18;
  std::string flipped = good;
  for (size_t bit = 0; bit < 8 * end; ++bit) {
    flipped[bit / 8] = static_cast<char>(good[bit / 8] ^ 1 << bit % 8);
    EXPECT_NE(Worst(CheckDescriptor(checker, flipped)), Outcome::kGood)
        << "bit " << bit % 8 << " of byte " << bit / 8;
    flipped[bit / 8] = good[bit / 8];
  }
  EXPECT_EQ(Worst(CheckDescriptor(checker, good)), Outcome::kGood);
}

// Every bit of a signature's text: the check fails, or reading tells what is wrong with the text.
TEST(RelayChecker, EveryFlippedBitOfASignaturesText) {
  const std::string good = Bodies(ReadTestdata("server-descriptors")).front();
  RelayChecker checker = MakeChecker();
  std::vector<Verdict> verdicts;
  const size_t begin = good.find("\nrouter-sig-ed25519 ") + 20;
  std::string flipped = good;
  size_t unchanged = 0;
  for (size_t bit = 8 * begin; bit < 8 * good.size(); ++bit) {
    flipped[bit / 8] = static_cast<char>(good[bit / 8] ^ 1 << bit % 8);
    ServerDescriptor document;
    netdoc::Diagnostics diagnostics(netdoc::Mode::kStrict);
    netdoc::ParseDocument(flipped, 0, &document, diagnostics);
    netdoc::CheckDocument(&document, diagnostics);
    verdicts.clear();
    checker.Check(document, &verdicts);
    if (Worst(verdicts) == Outcome::kGood) {
      ++unchanged;
      EXPECT_FALSE(diagnostics.list().empty()) << "bit " << bit % 8 << " of byte " << bit / 8;
    }
    flipped[bit / 8] = good[bit / 8];
  }
  // Line feeds that became other white space, and the bits that the last characters have beyond the
  // last byte.
  EXPECT_LE(unchanged, 16u);
}

TEST(RelayChecker, EveryFlippedBitOfAnExtraInfo) {
  const std::string good = Bodies(ReadTestdata("extra-infos")).front();
  const Sha1Digest fingerprint = Parse<ExtraInfo>(good).extra_info.fingerprint.bytes;
  const std::vector<std::string> relays = Bodies(ReadTestdata("server-descriptors"));
  RelayKeys relay;
  for (const std::string& body : relays) {
    const auto document = Parse<ServerDescriptor>(body);
    if (document.fingerprint->bytes == fingerprint) relay = *RelayKeys::Of(document);
  }
  RelayChecker checker = MakeChecker();
  std::vector<Verdict> verdicts;
  const auto outcome = [&](std::string_view body) {
    const auto document = Parse<ExtraInfo>(body);
    verdicts.clear();
    checker.Check(document, &relay, &verdicts);
    return Worst(verdicts);
  };
  ASSERT_EQ(outcome(good), Outcome::kGood);
  const size_t end = good.find("\nrouter-signature\n") + 18;
  std::string flipped = good;
  for (size_t bit = 0; bit < 8 * end; ++bit) {
    flipped[bit / 8] = static_cast<char>(good[bit / 8] ^ 1 << bit % 8);
    EXPECT_NE(outcome(flipped), Outcome::kGood) << "bit " << bit % 8 << " of byte " << bit / 8;
    flipped[bit / 8] = good[bit / 8];
  }
}

// Parts of one relay's descriptor in another one's.
TEST(RelayChecker, PartsOfAnotherRelay) {
  const std::vector<std::string> bodies = Bodies(ReadTestdata("server-descriptors"));
  const std::string& a = bodies[0];
  const std::string& b = bodies[1];
  const auto swapped = [&](std::string_view begin, std::string_view end) {
    return Said(Replaced(a, Between(a, begin, end), Between(b, begin, end)));
  };
  const std::string ed_bad = "router-sig-ed25519 bad-ed25519-signature";
  const std::string rsa_other = "router-signature signature-of-other-text";

  EXPECT_EQ(swapped("\nidentity-ed25519\n", "END ED25519 CERT-----\n"),
            (std::vector<std::string>{"fingerprint good", "identity-ed25519 wrong-signer",
                                      "router-sig-ed25519 signer-not-given", rsa_other}));
  EXPECT_EQ(swapped("\nonion-key-crosscert\n", "END CROSSCERT-----\n"),
            (std::vector<std::string>{"fingerprint good", "identity-ed25519 good",
                                      "onion-key-crosscert no-signature-by-key",
                                      "ntor-onion-key-crosscert good", ed_bad, rsa_other}));
  EXPECT_EQ(swapped("\nntor-onion-key-crosscert ", "END ED25519 CERT-----\n"),
            (std::vector<std::string>{
                "fingerprint good", "identity-ed25519 good", "onion-key-crosscert good",
                "ntor-onion-key-crosscert wrong-subject", ed_bad, rsa_other}));
  EXPECT_EQ(swapped("\nntor-onion-key ", "\n"),
            (std::vector<std::string>{
                "fingerprint good", "identity-ed25519 good", "onion-key-crosscert good",
                "ntor-onion-key-crosscert bad-ed25519-signature", ed_bad, rsa_other}));
  EXPECT_EQ(swapped("\nrouter-signature\n", "END SIGNATURE-----\n"),
            (std::vector<std::string>{"fingerprint good", "identity-ed25519 good",
                                      "onion-key-crosscert good", "ntor-onion-key-crosscert good",
                                      "router-sig-ed25519 good",
                                      "router-signature no-signature-by-key"}));
  EXPECT_EQ(swapped("\nrouter-sig-ed25519 ", "\n"),
            (std::vector<std::string>{"fingerprint good", "identity-ed25519 good",
                                      "onion-key-crosscert good", "ntor-onion-key-crosscert good",
                                      ed_bad, rsa_other}));
  EXPECT_EQ(swapped("\nfingerprint ", "\n"),
            (std::vector<std::string>{"fingerprint wrong-subject", "identity-ed25519 good",
                                      "onion-key-crosscert good", "ntor-onion-key-crosscert good",
                                      ed_bad, rsa_other}));
}

TEST(RelayChecker, TheSignOfTheNtorKey) {
  const std::string good = Bodies(ReadTestdata("server-descriptors")).front();
  const bool bit = Parse<ServerDescriptor>(good).ntor_onion_key_crosscert->bit.value;
  const std::string flipped = Replaced(good, Cat("ntor-onion-key-crosscert ", bit ? "1" : "0"),
                                       Cat("ntor-onion-key-crosscert ", bit ? "0" : "1"));
  EXPECT_EQ(Said(flipped)[3], "ntor-onion-key-crosscert bad-ed25519-signature");
}

TEST(RelayChecker, WhatIsMissing) {
  const std::string good = Bodies(ReadTestdata("server-descriptors")).front();
  const auto without = [&](std::string_view begin, std::string_view end) {
    return Said(Replaced(good, Between(good, begin, end), "\n"));
  };
  EXPECT_EQ(without("\nidentity-ed25519\n", "END ED25519 CERT-----\n")[1],
            "identity-ed25519 not-signed");
  EXPECT_EQ(without("\nonion-key-crosscert\n", "END CROSSCERT-----\n")[2],
            "onion-key-crosscert not-signed");
  EXPECT_EQ(without("\nntor-onion-key-crosscert ", "END ED25519 CERT-----\n")[3],
            "ntor-onion-key-crosscert not-signed");
  EXPECT_EQ(without("\nntor-onion-key ", "\n")[3], "ntor-onion-key-crosscert unusable-key");
  EXPECT_EQ(without("\nrouter-sig-ed25519 ", "\n")[4], "router-sig-ed25519 not-signed");
  EXPECT_EQ(without("\nrouter-signature\n", "END SIGNATURE-----\n")[5],
            "router-signature not-signed");
  EXPECT_EQ(without("\nsigning-key\n", "END RSA PUBLIC KEY-----\n").back(),
            "router-signature unusable-key");
  EXPECT_EQ(Worst({}), Outcome::kUnknown) << "where nothing was checked nothing is good";
}

const SecretKey& Relay() {
  static const SecretKey& key = *new SecretKey(1024);
  return key;
}

// OldDescriptor is one of before tor 0.2.7; `content` of its digest is what is signed.
template <typename Content>
std::string OldDescriptor(Content content, const SecretKey& identity = Relay()) {
  std::string text =
      Cat("router Unnamed 192.0.2.1 9001 0 0\nplatform Tor 0.2.4.20 on Linux\n"
          "published 2014-01-02 03:04:05\nbandwidth 1 1 1\nonion-key\n",
          Object("RSA PUBLIC KEY", Relay().public_key().der()), "signing-key\n",
          Object("RSA PUBLIC KEY", identity.public_key().der()), "reject *:*\nrouter-signature\n");
  const Sha1Digest digest = *Sha1(text);
  return text + Object("SIGNATURE", identity.Sign(content(digest)));
}

TEST(RelayChecker, FormsOfAnRsaSignature) {
  const auto joined = [](std::vector<uint8_t> a, std::span<const uint8_t> b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
  };
  const auto said = [](const std::string& text) { return Said(text); };
  EXPECT_EQ(said(OldDescriptor([](const Sha1Digest& d) { return d; })),
            std::vector<std::string>{"router-signature good"});
  EXPECT_EQ(said(OldDescriptor([&](const Sha1Digest& d) {
              return joined({0x30, 33, 0x30, 9, 6, 5, 43, 14, 3, 2, 26, 5, 0, 4, 20}, d);
            })),
            std::vector<std::string>{"router-signature digest-info-in-signature"});
  EXPECT_EQ(said(OldDescriptor([](const Sha1Digest& d) {
              Bytes longer(d.begin(), d.end());
              longer.push_back(0);
              return longer;
            })),
            std::vector<std::string>{"router-signature trailing-signature-bytes"});
  EXPECT_EQ(said(OldDescriptor([](const Sha1Digest&) { return *Sha1("another text"); })),
            std::vector<std::string>{"router-signature signature-of-other-text"});

  RelayChecker checker = MakeChecker();
  const std::string trailing = OldDescriptor([](const Sha1Digest& d) {
    Bytes longer(d.begin(), d.end());
    longer.push_back(0);
    return longer;
  });
  EXPECT_EQ(Worst(CheckDescriptor(checker, trailing)), Outcome::kWarned) << "tor takes it";
  // Anybody can make such a block for a key with the exponent 3.
  const SecretKey small(1024, 3);
  EXPECT_EQ(said(OldDescriptor([](const Sha1Digest& d) { return d; }, small)),
            std::vector<std::string>{"router-signature good"});
  const std::string forged = OldDescriptor(
      [](const Sha1Digest& d) {
        Bytes longer(d.begin(), d.end());
        longer.push_back(0);
        return longer;
      },
      small);
  EXPECT_EQ(Worst(CheckDescriptor(checker, forged)), Outcome::kBad);
}

// Whoever certifies a key of small order can make signatures that anybody can make.
TEST(RelayChecker, CertifiedKeyOfSmallOrder) {
  std::array<uint8_t, 32> seed{};
  seed[0] = 9;
  Ed25519Point master;
  std::array<uint8_t, 64> secret;
  crypto_sign_seed_keypair(master.data(), secret.data(), seed.data());
  const auto descriptor = [&](const Ed25519Point& signing_key, const auto& sign,
                              std::string_view between = "") {
    Bytes certificate = {1, 4, 0, 7, 0, 0, 1};
    certificate.insert(certificate.end(), signing_key.begin(), signing_key.end());
    for (const uint8_t byte : {1, 0, 32, 4, 0}) certificate.push_back(byte);
    certificate.insert(certificate.end(), master.begin(), master.end());
    std::array<uint8_t, 64> signature;
    crypto_sign_detached(signature.data(), nullptr, certificate.data(), certificate.size(),
                         secret.data());
    certificate.insert(certificate.end(), signature.begin(), signature.end());
    std::string text = Cat("router Unnamed 192.0.2.1 9001 0 0\nidentity-ed25519\n",
                           Object("ED25519 CERT", certificate), "platform Tor 0.4.8.1 on Linux\n",
                           "published 2024-01-02 03:04:05\nbandwidth 1 1 1\nsigning-key\n",
                           Object("RSA PUBLIC KEY", Relay().public_key().der()),
                           "reject *:*\nrouter-sig-ed25519 ");
    const Sha256Digest message = *Sha256(Cat("Tor router descriptor signature v1", text));
    text += Cat(netdoc::EncodeBase64(sign(message), /*pad=*/false), "\n", between,
                "router-signature\n");
    const Sha1Digest digest = *Sha1(text);
    return text + Object("SIGNATURE", Relay().Sign(digest));
  };
  // The same with a key of its own is good, so that it is the key's order that is refused.
  std::array<uint8_t, 32> own_seed{};
  Ed25519Point own;
  std::array<uint8_t, 64> own_secret;
  crypto_sign_seed_keypair(own.data(), own_secret.data(), own_seed.data());
  const auto sign = [&](const Sha256Digest& message) {
    std::array<uint8_t, 64> signature;
    crypto_sign_detached(signature.data(), nullptr, message.data(), message.size(),
                         own_secret.data());
    return signature;
  };
  const std::vector<std::string> good = Said(descriptor(own, sign));
  // A line that only the RSA key has signed.
  EXPECT_EQ(Said(descriptor(own, sign, "contact x\n"))[2], "router-sig-ed25519 unsigned-text");
  EXPECT_EQ(good, (std::vector<std::string>{"identity-ed25519 good",
                                            "ntor-onion-key-crosscert not-signed",
                                            "router-sig-ed25519 good", "router-signature good"}));
  Ed25519Point neutral{};
  neutral[0] = 1;
  const std::vector<std::string> bad = Said(descriptor(neutral, [](const Sha256Digest&) {
    std::array<uint8_t, 64> signature{};
    signature[0] = 1;  // R is the neutral element, S is 0: R = S*B - h*A for every h
    return signature;
  }));
  EXPECT_EQ(bad[2], "router-sig-ed25519 bad-ed25519-signature");
}

// With the RSA key alone: lines that the Ed25519 key has not signed, or no Ed25519 key at all.
TEST(RelayChecker, SignedByTheRsaKeyAlone) {
  const auto resigned = [](const std::string& text) {
    return text + Object("SIGNATURE", Relay().Sign(*Sha1(text)));
  };
  const std::string old = OldDescriptor([](const Sha1Digest& d) { return d; });
  const std::string head = old.substr(0, old.find("router-signature\n"));
  const std::string stripped =
      resigned(Replaced(head, "Tor 0.2.4.20", "Tor 0.4.9.1") + "router-signature\n");
  EXPECT_EQ(Said(stripped), (std::vector<std::string>{"identity-ed25519 no-ed25519-identity",
                                                      "router-signature good"}));
  for (const std::string_view hint :
       {"family-cert\n", "ntor-onion-key-crosscert 0\n", "master-key-ed25519 x\n",
        "router-sig-ed25519 x\n", "identity-ed25519\n"}) {
    const std::vector<std::string> said = Said(resigned(Cat(head, hint, "router-signature\n")));
    EXPECT_NE(said, std::vector<std::string>{"router-signature good"}) << hint;
    EXPECT_EQ(said.back(), "router-signature good") << hint;
  }
  // What tor would hash ends at the first line that begins so.
  EXPECT_EQ(Said(resigned(head + "router-signatures 1\nrouter-signature\n")),
            std::vector<std::string>{"router-signature unsigned-text"});
  EXPECT_EQ(Said(resigned(head + "opt router-signature\n")),
            std::vector<std::string>{"router-signature unsigned-text"});
}

// What is remembered changes no verdict: good and bad documents by turns.
TEST(RelayChecker, MemoryChangesNoVerdict) {
  const std::vector<std::string> bodies = Bodies(ReadTestdata("server-descriptors"));
  RelayChecker remembers = MakeChecker();
  std::vector<std::string> texts;
  for (size_t i = 0; i + 1 < bodies.size(); ++i) {
    const std::string& a = bodies[i];
    const std::string& b = bodies[i + 1];
    texts.push_back(a);
    for (const auto& [begin, end] : {std::pair<std::string_view, std::string_view>{
                                         "\nidentity-ed25519\n", "END ED25519 CERT-----\n"},
                                     {"\nmaster-key-ed25519 ", "\n"},
                                     {"\nonion-key\n", "END RSA PUBLIC KEY-----\n"},
                                     {"\nsigning-key\n", "END RSA PUBLIC KEY-----\n"},
                                     {"\nonion-key-crosscert\n", "END CROSSCERT-----\n"},
                                     {"\nntor-onion-key ", "\n"},
                                     {"\nntor-onion-key-crosscert ", "END ED25519 CERT-----\n"}}) {
      texts.push_back(Replaced(a, Between(a, begin, end), Between(b, begin, end)));
    }
    const std::string line = Between(a, "\nntor-onion-key-crosscert ", "\n");
    for (const char* const other : {" 0", " 1", " x", " 01", ""}) {
      texts.push_back(Replaced(a, line, Cat("\nntor-onion-key-crosscert", other, "\n")));
    }
  }
  // Times, too, and another thread's, which shares what is remembered.
  const auto whole = [](const std::vector<Verdict>& verdicts) {
    std::vector<std::string> said = Said(verdicts);
    for (size_t i = 0; i < said.size(); ++i) {
      if (verdicts[i].expires.has_value()) {
        said[i] += Cat(" ", std::to_string(verdicts[i].expires->unix_seconds));
      }
    }
    return said;
  };
  std::vector<std::vector<std::string>> expected;
  for (const std::string& text : texts) {
    RelayChecker forgets = MakeChecker(RelayChecker::Memory::kForget);
    expected.push_back(whole(CheckDescriptor(forgets, text)));
  }
  const auto check_all = [&](RelayChecker& checker) {
    for (int round = 0; round < 2; ++round) {
      for (size_t i = 0; i < texts.size(); ++i) {
        EXPECT_EQ(whole(CheckDescriptor(checker, texts[i])), expected[i]);
      }
    }
  };
  absl::StatusOr<RelayChecker> copy = remembers.Copy();
  ASSERT_TRUE(copy.ok()) << copy.status();
  std::thread other([&] { check_all(*copy); });
  check_all(remembers);
  other.join();
}

// Keys are told apart whatever their number: all are found again.
TEST(RelayChecker, ExtraInfosAfterDescriptors) {
  RelayChecker checker = MakeChecker();
  std::map<Sha1Digest, RelayKeys> relays;
  for (const std::string& body : Bodies(ReadTestdata("server-descriptors"))) {
    EXPECT_EQ(Worst(CheckDescriptor(checker, body)), Outcome::kGood);
    const auto keys = RelayKeys::Of(Parse<ServerDescriptor>(body));
    ASSERT_TRUE(keys.has_value());
    relays.emplace(keys->fingerprint, *keys);
  }
  const std::vector<std::string> bodies = Bodies(ReadTestdata("extra-infos"));
  std::vector<Verdict> verdicts;
  for (const std::string& body : bodies) {
    const auto document = Parse<ExtraInfo>(body);
    const RelayKeys& keys = relays.at(document.extra_info.fingerprint.bytes);
    verdicts.clear();
    EXPECT_TRUE(checker.Check(document, &keys, &verdicts).has_value());
    // Whatever is said of its fingerprint, a key is what it is.
    RelayKeys other = relays.begin()->second.fingerprint == keys.fingerprint
                          ? relays.rbegin()->second
                          : relays.begin()->second;
    other.fingerprint = keys.fingerprint;
    other.master_keys = keys.master_keys;
    verdicts.clear();
    EXPECT_FALSE(checker.Check(document, &other, &verdicts).has_value());
    EXPECT_EQ(verdicts.back().problem, &problems::kWrongSigner);
  }
}

// An item that cannot be read is not one that is not there.
TEST(RelayChecker, IdentityOfAnExtraInfoThatCannotBeRead) {
  std::string text = Bodies(ReadTestdata("extra-infos")).front();
  for (const std::string_view line :
       {"-----BEGIN ED25519 CERT-----", "-----END ED25519 CERT-----"}) {
    text = Replaced(text, line, Replaced(line, "CERT", "CERTIFICATE"));
  }
  RelayChecker checker = MakeChecker();
  std::vector<Verdict> verdicts;
  const auto document = Parse<ExtraInfo>(text);
  checker.Check(document, nullptr, &verdicts);
  ASSERT_FALSE(verdicts.empty());
  EXPECT_EQ(verdicts.front().problem, &problems::kNotReadable);
}

// The lines around a signature must be those of an object; blank lines tor passes over.
TEST(RelayChecker, LinesAroundASignature) {
  const std::string good = Bodies(ReadTestdata("server-descriptors")).front();
  const std::string tail = good.substr(good.find("\nrouter-signature\n"));
  const auto said = [&](std::string_view from, std::string_view to) {
    std::string changed = tail;
    changed.replace(changed.rfind(from), from.size(), to);
    const std::string text = Cat(good.substr(0, good.size() - tail.size()), changed);
    return Said(text).back();
  };
  constexpr std::string_view kGood = "router-signature good";
  EXPECT_EQ(said("-----BEGIN", "\n-----BEGIN"), kGood);
  EXPECT_EQ(said("-----BEGIN", "\n\n\n-----BEGIN"), kGood);
  EXPECT_NE(said("-----BEGIN", "----BEGIN"), kGood);
  EXPECT_NE(said("BEGIN SIGNATURE-----", "BEGIN SIGNATURE----"), kGood);
  EXPECT_NE(said("BEGIN SIGNATURE-----", "BEGIN SIGNATURE-----\r"), kGood);
  EXPECT_NE(said("END SIGNATURE-----", "END SIGNATURE----"), kGood);
  EXPECT_NE(said("END SIGNATURE-----", "END SIGNATURE-----\r"), kGood);
  EXPECT_NE(said("END SIGNATURE-----", "END CROSSCERT-----"), kGood);
  EXPECT_NE(said("-----END SIGNATURE-----\n", ""), kGood);
}

// The table of contents tells how many RSA signatures of a file are good: an opinion of its own.
TEST(RelayChecker, RealServerDescriptors) {
  if (!descriptor::testing::HasCorpus()) GTEST_SKIP() << descriptor::testing::kNoCorpus;
  const std::vector<CorpusFile> corpus = descriptor::testing::CorpusFiles();
  RelayChecker checker = MakeChecker();
  size_t files = 0, good_in_all = 0;
  std::map<std::string, size_t> all;
  for (const CorpusFile& file : corpus) {
    const size_t note = file.notes.find("RSA signatures: ");
    if (note == std::string::npos || file.type != "server-descriptor") continue;
    unsigned good = 0, bad = 0, absent = 0;
    ASSERT_EQ(std::sscanf(file.notes.c_str() + note, "RSA signatures: %u good, %u bad, %u absent",
                          &good, &bad, &absent),
              3)
        << file.notes;
    unsigned found_good = 0, found_bad = 0, found_absent = 0;
    for (const std::string& body : Bodies(file.Text())) {
      for (const Verdict& verdict : CheckDescriptor(checker, body)) {
        ++all[Cat(verdict.check->name, " ",
                  verdict.problem == nullptr ? "good" : verdict.problem->name)];
        if (verdict.check != &relay_checks::kRouterSignature) continue;
        found_good += verdict.outcome == Outcome::kGood;
        found_absent += verdict.problem == &problems::kNotSigned;
        found_bad += verdict.outcome == Outcome::kBad && verdict.problem != &problems::kNotSigned;
      }
    }
    EXPECT_EQ(found_good, good) << file.path;
    EXPECT_EQ(found_bad, bad) << file.path;
    EXPECT_EQ(found_absent, absent) << file.path;
    ++files;
    good_in_all += good;
  }
  EXPECT_GE(files, 39u);
  EXPECT_GT(good_in_all, 6000u);
  for (const auto& [said, count] : all) std::printf("%8zu %s\n", count, said.c_str());
}

}  // namespace
}  // namespace scape::crypto
