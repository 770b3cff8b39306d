#include "crypto/status_checker.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/testing/documents.h"
#include "crypto/testing/secret_key.h"
#include "descriptor/netdoc/scalars.h"
#include "descriptor/testing/corpus.h"
#include "descriptor/testing/generator.h"
#include "descriptor/testing/testdata.h"
#include "gtest/gtest.h"

namespace scape::crypto {
namespace {

using descriptor::KeyCertificate;
using descriptor::NetworkStatus;
using descriptor::testing::CorpusFile;
using descriptor::testing::ReadFile;
using descriptor::testing::ReadTestdata;
using testing::Bodies;
using testing::Bytes;
using testing::Cat;
using testing::Object;
using testing::Parse;
using testing::Said;
using testing::SecretKey;

CertificateStore Store() { return *CertificateStore::Create(); }
StatusChecker Checker() { return *StatusChecker::Create(); }

std::vector<std::string> Add(CertificateStore* store, std::string_view body) {
  std::vector<Verdict> verdicts;
  const auto certificate = Parse<KeyCertificate>(body);
  store->Add(certificate, &verdicts);
  return Said(verdicts);
}

const std::vector<std::string> kGoodCertificate = {"fingerprint good", "dir-key-crosscert good",
                                                   "dir-key-certification good"};

// Certificates of the test network, and who has them.
CertificateStore TestNetwork(std::vector<Sha1Digest>* identities) {
  CertificateStore store = Store();
  for (const std::string& body : Bodies(ReadTestdata("key-certificates"))) {
    EXPECT_EQ(Add(&store, body), kGoodCertificate);
  }
  EXPECT_EQ(store.certificates().size(), 3u);
  for (const auto& certificate : store.certificates()) {
    identities->push_back(certificate.identity);
  }
  return store;
}

struct Result {
  std::vector<std::string> said;  // of each signature
  size_t good = 0;
  bool accepted = false;
};

Result Check(std::string_view text, std::span<const Sha1Digest> trusted, CertificateStore* store,
             netdoc::UtcTime at) {
  StatusChecker checker = Checker();
  StatusVerdict verdict;
  const auto consensus = Parse<NetworkStatus>(text);
  checker.CheckConsensus(consensus, AuthoritySet::Of(trusted), at, store, &verdict);
  Result result{{}, verdict.good, verdict.accepted()};
  for (const SignatureVerdict& s : verdict.signatures) {
    result.said.push_back(s.verdict.problem == nullptr ? "good"
                                                       : std::string(s.verdict.problem->name));
  }
  return result;
}

TEST(CertificateStore, PartsOfAnotherAuthority) {
  const std::vector<std::string> bodies = Bodies(ReadTestdata("key-certificates"));
  const auto swapped = [&](std::string_view begin, std::string_view end) {
    const auto part = [&](std::string_view text) {
      const size_t from = text.find(begin);
      return text.substr(from, text.find(end, from + begin.size()) + end.size() - from);
    };
    std::string text = bodies[0];
    text.replace(text.find(part(bodies[0])), part(bodies[0]).size(), part(bodies[1]));
    CertificateStore store = Store();
    const std::vector<std::string> said = Add(&store, text);
    EXPECT_TRUE(store.certificates().empty());
    return said;
  };
  EXPECT_EQ(swapped("fingerprint ", "\n"),
            (std::vector<std::string>{"fingerprint wrong-subject", "dir-key-crosscert good",
                                      "dir-key-certification signature-of-other-text"}));
  EXPECT_EQ(swapped("dir-signing-key\n", "END RSA PUBLIC KEY-----\n"),
            (std::vector<std::string>{"fingerprint good", "dir-key-crosscert no-signature-by-key",
                                      "dir-key-certification signature-of-other-text"}));
  EXPECT_EQ(swapped("dir-identity-key\n", "END RSA PUBLIC KEY-----\n"),
            (std::vector<std::string>{"fingerprint wrong-subject",
                                      "dir-key-crosscert signature-of-other-text",
                                      "dir-key-certification no-signature-by-key"}));
  EXPECT_EQ(swapped("dir-key-certification\n", "END SIGNATURE-----\n"),
            (std::vector<std::string>{"fingerprint good", "dir-key-crosscert good",
                                      "dir-key-certification no-signature-by-key"}));
  EXPECT_EQ(swapped("dir-key-published ", "\n").back(),
            "dir-key-certification signature-of-other-text");
}

TEST(CertificateStore, WhatFollowsTheSignature) {
  const std::string good = Bodies(ReadTestdata("key-certificates")).front();
  CertificateStore store = Store();
  EXPECT_EQ(Add(&store, good + "dir-address 192.0.2.1:80\n").back(),
            "dir-key-certification unsigned-text");
  EXPECT_TRUE(store.certificates().empty());
}

TEST(CertificateStore, EveryFlippedBit) {
  const std::string good = Bodies(ReadTestdata("key-certificates")).front();
  const size_t end = good.find("\ndir-key-certification\n") + 23;
  std::string flipped = good;
  for (size_t bit = 0; bit < 8 * end; ++bit) {
    flipped[bit / 8] = static_cast<char>(good[bit / 8] ^ 1 << bit % 8);
    CertificateStore store = Store();
    Add(&store, flipped);
    EXPECT_TRUE(store.certificates().empty()) << "bit " << bit % 8 << " of byte " << bit / 8;
    flipped[bit / 8] = good[bit / 8];
  }
}

TEST(CertificateStore, OldCertificatesHaveNoCrosscert) {
  std::string text = Bodies(ReadTestdata("key-certificates")).front();
  const size_t from = text.find("dir-key-crosscert\n");
  text.erase(from, text.find("dir-key-certification\n") - from);
  CertificateStore store = Store();
  EXPECT_EQ(Add(&store, text)[1], "dir-key-crosscert not-signed") << "of today it must have one";
  EXPECT_TRUE(store.certificates().empty());
}

TEST(StatusChecker, ConsensusesOfTor) {
  std::vector<Sha1Digest> trusted;
  CertificateStore store = TestNetwork(&trusted);
  for (const std::string_view name : {"consensus.base", "consensus.target",
                                      "consensus-microdesc.base", "consensus-microdesc.target"}) {
    const std::string text = ReadTestdata(Cat("consensus-diff/", name));
    const auto consensus = Parse<NetworkStatus>(text);
    const Result result = Check(text, trusted, &store, consensus.valid_after);
    EXPECT_EQ(result.said, (std::vector<std::string>{"good", "good", "good"})) << name;
    EXPECT_TRUE(result.accepted);
    EXPECT_EQ(result.good, 3u);

    // Without certificates, and with nobody to trust.
    CertificateStore empty = Store();
    EXPECT_EQ(Check(text, trusted, &empty, consensus.valid_after).said,
              (std::vector<std::string>{"no-certificate", "no-certificate", "no-certificate"}));
    const Result nobody = Check(text, {}, &store, consensus.valid_after);
    EXPECT_EQ(nobody.said, (std::vector<std::string>{"unknown-authority", "unknown-authority",
                                                     "unknown-authority"}));
    EXPECT_FALSE(nobody.accepted);
    // A year later.
    const Result late =
        Check(text, trusted, &store, {consensus.valid_after.unix_seconds + 366 * 86400});
    EXPECT_EQ(late.said, (std::vector<std::string>{"certificate-expired", "certificate-expired",
                                                   "certificate-expired"}));
    EXPECT_FALSE(late.accepted);
  }
}

TEST(StatusChecker, MoreThanHalfOfTheTrusted) {
  std::vector<Sha1Digest> trusted;
  CertificateStore store = TestNetwork(&trusted);
  const std::string text = ReadTestdata("consensus-diff/consensus-microdesc.base");
  const netdoc::UtcTime at = Parse<NetworkStatus>(text).valid_after;
  for (size_t others = 0; others < 5; ++others) {
    std::vector<Sha1Digest> set = trusted;
    for (size_t i = 0; i < others; ++i) {
      set.push_back({static_cast<uint8_t>(i)});
      set.push_back(set.back());  // twice counts once
    }
    // Three have signed, of 3 to 7: enough up to 5.
    EXPECT_EQ(Check(text, set, &store, at).accepted, others <= 2) << others;
  }
}

// Signatures cut out, pasted twice, from another consensus.
TEST(StatusChecker, EditedSignatures) {
  std::vector<Sha1Digest> trusted;
  CertificateStore store = TestNetwork(&trusted);
  const std::string text = ReadTestdata("consensus-diff/consensus-microdesc.base");
  const std::string other = ReadTestdata("consensus-diff/consensus-microdesc.target");
  const netdoc::UtcTime at = Parse<NetworkStatus>(text).valid_after;
  const auto signatures = [](const std::string& consensus) {
    std::vector<std::string> all;
    constexpr std::string_view kEnd = "-----END SIGNATURE-----\n";
    for (size_t at = consensus.find("directory-signature "); at < consensus.size();) {
      const size_t end = consensus.find(kEnd, at) + kEnd.size();
      all.push_back(consensus.substr(at, end - at));
      at = end;
    }
    return all;
  };
  const std::vector<std::string> own = signatures(text), theirs = signatures(other);
  ASSERT_EQ(own.size(), 3u);
  ASSERT_EQ(theirs.size(), 3u);
  const std::string body = text.substr(0, text.find("directory-signature "));
  const auto check = [&](const std::string& edited) { return Check(edited, trusted, &store, at); };

  const Result two = check(Cat(body, own[0], own[2]));
  EXPECT_TRUE(two.accepted) << "two of three";
  const Result one = check(Cat(body, own[1]));
  EXPECT_EQ(one.said, std::vector<std::string>{"good"});
  EXPECT_FALSE(one.accepted) << "one of three";
  const Result twice = check(Cat(body, own[0], own[0], own[0]));
  EXPECT_EQ(twice.said, (std::vector<std::string>{"good", "second-signature", "second-signature"}));
  EXPECT_FALSE(twice.accepted);
  const Result strange = check(Cat(body, theirs[0], theirs[1], own[2]));
  EXPECT_EQ(strange.said, (std::vector<std::string>{"signature-of-other-text",
                                                    "signature-of-other-text", "good"}));
  EXPECT_FALSE(strange.accepted);
  const Result bad_first = check(Cat(body, theirs[0], own[0], own[1]));
  EXPECT_EQ(bad_first.said,
            (std::vector<std::string>{"signature-of-other-text", "second-signature", "good"}));
  EXPECT_FALSE(bad_first.accepted) << "as in tor, the first one counts";
  const Result none = check(body);
  EXPECT_TRUE(none.said.empty());
  EXPECT_FALSE(none.accepted);

  // What nobody has signed.
  EXPECT_TRUE(check(text).accepted);
  EXPECT_TRUE(check(text + "\n").accepted) << "a blank line is nothing";
  EXPECT_FALSE(check(text + "unknown 1\n").accepted);
  EXPECT_FALSE(check(Cat(text, text.substr(text.find("\nr ") + 1, 200), "\n")).accepted);
  EXPECT_FALSE(check(Cat(body, own[0], "bandwidth-weights Wbd=0\n", own[1], own[2])).accepted);

  // One authority's signature under another one's name.
  std::string renamed = own[0];
  renamed.replace(0, own[1].find('\n'), own[1].substr(0, own[1].find('\n')));
  EXPECT_EQ(check(Cat(body, renamed)).said, std::vector<std::string>{"no-signature-by-key"});
  // Without its dir-source.
  const std::string identity = own[0].substr(own[0].find("sha256 ") + 7, 40);
  std::string nobody = Cat(body, own[0]);
  nobody.replace(nobody.find(identity), 40, std::string(40, 'A'));
  EXPECT_EQ(check(nobody).said, std::vector<std::string>{"signer-is-no-voter"});
  // Another algorithm's name.
  for (const std::string_view name : {"sha1", "sha512", "sha3-256", "md5"}) {
    std::string algorithm = own[0];
    algorithm.replace(algorithm.find("sha256"), 6, name);
    EXPECT_EQ(check(Cat(body, algorithm)).said,
              std::vector<std::string>{name == "sha1" ? "signature-of-other-text"
                                                      : "unknown-signature-algorithm"});
  }
}

TEST(StatusChecker, EveryFlippedBit) {
  std::vector<Sha1Digest> trusted;
  CertificateStore store = TestNetwork(&trusted);
  StatusChecker checker = Checker();
  for (const std::string_view name : {"consensus.base", "consensus-microdesc.base"}) {
    // With one of its three signatures: it is enough to know.
    constexpr std::string_view kEnd = "-----END SIGNATURE-----\n";
    const std::string whole = ReadTestdata(Cat("consensus-diff/", name));
    const std::string good = whole.substr(0, whole.find(kEnd) + kEnd.size());
    const netdoc::UtcTime at = Parse<NetworkStatus>(good).valid_after;
    const size_t end = good.find("\ndirectory-signature ") + 21;
    ASSERT_LT(good.size(), 10000u);
    ASSERT_EQ(Check(good, trusted, &store, at).good, 1u);
    std::string flipped = good;
    StatusVerdict verdict;
    for (size_t bit = 0; bit < 8 * end; ++bit) {
      flipped[bit / 8] = static_cast<char>(good[bit / 8] ^ 1 << bit % 8);
      const auto consensus = Parse<NetworkStatus>(flipped);
      checker.CheckConsensus(consensus, AuthoritySet::Of(trusted), at, &store, &verdict);
      EXPECT_EQ(verdict.good, 0u) << "bit " << bit % 8 << " of byte " << bit / 8;
      flipped[bit / 8] = good[bit / 8];
    }
  }
}

std::string Hex(std::span<const uint8_t> bytes) {
  std::string hex(2 * bytes.size(), '0');
  netdoc::EncodeHex(bytes, hex.data());
  return hex;
}

// Authority is one of our own.
struct Authority {
  SecretKey identity{2048};
  SecretKey signing{1024};

  Sha1Digest fingerprint() const { return *Fingerprint(identity.public_key()); }
  Sha1Digest signing_key_digest() const { return *Fingerprint(signing.public_key()); }

  std::string Certificate(const SecretKey& certified_by) const {
    std::string text =
        Cat("dir-key-certificate-version 3\nfingerprint ", Hex(fingerprint()),
            "\ndir-key-published 2024-01-01 00:00:00\ndir-key-expires 2025-01-01 00:00:00\n"
            "dir-identity-key\n",
            Object("RSA PUBLIC KEY", identity.public_key().der()), "dir-signing-key\n",
            Object("RSA PUBLIC KEY", signing.public_key().der()), "dir-key-crosscert\n",
            Object("ID SIGNATURE", signing.Sign(fingerprint())), "dir-key-certification\n");
    return Cat(text, Object("SIGNATURE", certified_by.Sign(*Sha1(text))));
  }
  std::string DirSource() const {
    return Cat("dir-source one ", Hex(fingerprint()), " example.org 192.0.2.1 80 443\n");
  }
  std::string SignatureLine(std::string_view algorithm) const {
    return Cat("directory-signature ", algorithm, algorithm.empty() ? "" : " ", Hex(fingerprint()),
               " ", Hex(signing_key_digest()), "\n");
  }
};

const Authority& One() {
  static const Authority& authority = *new Authority;
  return authority;
}

constexpr netdoc::UtcTime kAt{1714564800};  // 2024-05-01 12:00

std::string Head(std::string_view flavor) {
  return Cat("network-status-version 3", flavor.empty() ? "" : " ", flavor,
             "\nvote-status consensus\nconsensus-method 33\nvalid-after 2024-05-01 12:00:00\n"
             "fresh-until 2024-05-01 13:00:00\nvalid-until 2024-05-01 15:00:00\n"
             "voting-delay 300 300\nknown-flags Running\n",
             One().DirSource(), "directory-footer\n");
}

// Each signature's lines, not only the first one's.
TEST(StatusChecker, LinesAroundSignatures) {
  std::vector<Sha1Digest> trusted;
  CertificateStore store = TestNetwork(&trusted);
  const std::string good = ReadTestdata("consensus-diff/consensus-microdesc.base");
  const netdoc::UtcTime at = Parse<NetworkStatus>(good).valid_after;
  ASSERT_TRUE(Check(good, trusted, &store, at).accepted);
  for (const std::string_view word : {"BEGIN", "END"}) {
    const std::string line = Cat("-----", word, " SIGNATURE-----\n");
    size_t found = 0;
    for (size_t i = good.find(line); i != std::string::npos; i = good.find(line, i + 1), ++found) {
      std::string changed = good;
      changed.replace(i, line.size(), Cat("-----", word, " SIGNATURF-----\n"));
      EXPECT_FALSE(Check(changed, trusted, &store, at).accepted) << word << " " << found;
    }
    EXPECT_EQ(found, 3u);
  }
  std::string blank = good;
  blank.insert(blank.rfind("-----BEGIN"), "\n");
  EXPECT_TRUE(Check(blank, trusted, &store, at).accepted);
  // Cut off within the last signature.
  EXPECT_FALSE(Check(good.substr(0, good.size() - 30), trusted, &store, at).accepted);
}

// Random bits of a consensus of 7,000 relays. SCAPE_FLIPS says how many, where a few are not
// enough.
TEST(StatusChecker, RandomFlippedBitsOfAFullConsensus) {
  const descriptor::testing::Network network = descriptor::testing::GenerateNetwork(
      7000, 7,
      {.sha1 = [](std::span<const uint8_t> bytes) { return *Sha1(bytes); },
       .sha256 = [](std::span<const uint8_t> bytes) { return *Sha256(bytes); }});
  std::string good = network.microdesc_consensus;
  const size_t source = good.find("\ndir-source ");
  ASSERT_NE(source, std::string::npos);
  good.insert(source + 1, One().DirSource());
  good.resize(good.find("\ndirectory-signature ") + 1);
  const size_t end = good.size() + std::string_view("directory-signature ").size();
  const Sha256Digest digest = *Sha256(Cat(good, "directory-signature "));
  good += Cat(One().SignatureLine("sha256"), Object("SIGNATURE", One().signing.Sign(digest)));
  ASSERT_GT(good.size(), 1000000u);

  CertificateStore store = Store();
  Add(&store, One().Certificate(One().identity));
  const Sha1Digest trusted[] = {One().fingerprint()};
  ASSERT_EQ(Check(good, trusted, &store, kAt).said, std::vector<std::string>{"good"});
  const char* const wanted = std::getenv("SCAPE_FLIPS");
  const unsigned long flips =
      wanted == nullptr ? 100 : std::strtoul(wanted, nullptr, 10);  // NOLINT
  StatusChecker checker = Checker();
  StatusVerdict verdict;
  std::mt19937_64 random(20261123);
  NetworkStatus consensus;
  netdoc::Diagnostics unheard(netdoc::Mode::kLenient, /*limit=*/0);
  for (unsigned long i = 0; i < flips; ++i) {  // NOLINT
    const size_t bit = random() % (8 * end);
    good[bit / 8] = static_cast<char>(good[bit / 8] ^ 1 << bit % 8);
    netdoc::ParseDocument(std::string_view(good), 0, &consensus, unheard);
    checker.CheckConsensus(consensus, AuthoritySet::Of(trusted), kAt, &store, &verdict);
    ASSERT_EQ(verdict.good, 0u) << "bit " << bit % 8 << " of byte " << bit / 8;
    good[bit / 8] = static_cast<char>(good[bit / 8] ^ 1 << bit % 8);
  }
  EXPECT_EQ(Check(good, trusted, &store, kAt).said, std::vector<std::string>{"good"});
  std::printf("%lu flips of %zu bytes\n", flips, good.size());
}

// Each form of a signature by our own authority.
TEST(StatusChecker, FormsOfASignature) {
  CertificateStore store = Store();
  ASSERT_EQ(Add(&store, One().Certificate(One().identity)), kGoodCertificate);
  const Sha1Digest trusted[] = {One().fingerprint()};
  const auto check = [&](std::string_view flavor, std::string_view algorithm, auto content) {
    const std::string text = Cat(Head(flavor), "directory-signature ");
    const Bytes signature = One().signing.Sign(content(text));
    const std::string document =
        Cat(Head(flavor), One().SignatureLine(algorithm), Object("SIGNATURE", signature));
    return Check(document, trusted, &store, kAt);
  };
  const auto sha1 = [](std::string_view text) {
    const Sha1Digest digest = *Sha1(text);
    return Bytes(digest.begin(), digest.end());
  };
  const auto sha256 = [](std::string_view text) {
    const Sha256Digest digest = *Sha256(text);
    return Bytes(digest.begin(), digest.end());
  };
  EXPECT_EQ(check("", "", sha1).said, std::vector<std::string>{"good"});
  EXPECT_EQ(check("", "sha1", sha1).said, std::vector<std::string>{"good"});
  EXPECT_EQ(check("microdesc", "sha256", sha256).said, std::vector<std::string>{"good"});
  EXPECT_TRUE(check("microdesc", "sha256", sha256).accepted);
  EXPECT_EQ(check("microdesc", "sha1", sha1).said, std::vector<std::string>{"sha1-of-flavor"});
  EXPECT_EQ(check("microdesc", "sha256", sha1).said,
            std::vector<std::string>{"signature-of-other-text"});
  EXPECT_EQ(check("", "", sha256).said, std::vector<std::string>{"signature-of-other-text"});
  const auto with_info = [&](std::string_view text) {
    Bytes info = {0x30, 33, 0x30, 9, 6, 5, 43, 14, 3, 2, 26, 5, 0, 4, 20};
    for (const uint8_t byte : sha1(text)) info.push_back(byte);
    return info;
  };
  EXPECT_EQ(check("", "", with_info).said, std::vector<std::string>{"digest-info-in-signature"});
  const auto trailing = [&](std::string_view text) {
    Bytes longer = sha1(text);
    longer.push_back(7);
    return longer;
  };
  const Result longer = check("", "", trailing);
  EXPECT_EQ(longer.said, std::vector<std::string>{"trailing-signature-bytes"});
  EXPECT_TRUE(longer.accepted) << "tor takes it";
}

TEST(StatusChecker, ForgedCertification) {
  const Authority other;
  CertificateStore store = Store();
  EXPECT_EQ(Add(&store, One().Certificate(other.identity)).back(),
            "dir-key-certification no-signature-by-key");
  const std::string signed_text = Cat(Head(""), "directory-signature ");
  const std::string document = Cat(Head(""), One().SignatureLine(""),
                                   Object("SIGNATURE", One().signing.Sign(*Sha1(signed_text))));
  const Sha1Digest trusted[] = {One().fingerprint()};
  EXPECT_EQ(Check(document, trusted, &store, kAt).said, std::vector<std::string>{"no-certificate"});
  Add(&store, One().Certificate(One().identity));
  EXPECT_EQ(Check(document, trusted, &store, kAt).said, std::vector<std::string>{"good"});
  EXPECT_EQ(Check(document, trusted, &store, {1735689600}).said, std::vector<std::string>{"good"})
      << "the last second";
  EXPECT_EQ(Check(document, trusted, &store, {1735689601}).said,
            std::vector<std::string>{"certificate-expired"});
}

std::vector<std::string> CheckVote(std::string_view text) {
  StatusChecker checker = Checker();
  std::vector<Verdict> verdicts;
  const auto vote = Parse<NetworkStatus>(text);
  EXPECT_TRUE(vote.is_vote());
  checker.CheckVote(vote, &verdicts);
  return Said(verdicts);
}

TEST(StatusChecker, Votes) {
  const Authority other;
  // The one that the vote says it is of, whose certificate is in it, who signs.
  const auto vote = [](const Authority& source, const Authority& certified, const Authority& signer,
                       const Authority& named) {
    const std::string text =
        Cat("network-status-version 3\nvote-status vote\nconsensus-methods 33\n"
            "published 2024-05-01 11:50:00\nvalid-after 2024-05-01 12:00:00\n"
            "fresh-until 2024-05-01 13:00:00\nvalid-until 2024-05-01 15:00:00\n"
            "voting-delay 300 300\nknown-flags Running\n",
            source.DirSource(), certified.Certificate(certified.identity), "directory-footer\n");
    const Sha1Digest digest = *Sha1(Cat(text, "directory-signature "));
    return Cat(text, named.SignatureLine(""), Object("SIGNATURE", signer.signing.Sign(digest)));
  };
  const auto with = [](std::string_view last) {
    std::vector<std::string> all = kGoodCertificate;
    all.push_back(Cat("directory-signature ", last));
    return all;
  };
  EXPECT_EQ(CheckVote(vote(One(), One(), One(), One())), with("good"));
  EXPECT_EQ(CheckVote(vote(One(), One(), other, One())), with("no-signature-by-key"));
  EXPECT_EQ(CheckVote(vote(other, One(), One(), One())), with("signer-is-no-voter"));
  EXPECT_EQ(CheckVote(vote(One(), other, One(), One())), with("wrong-signer"));
  EXPECT_EQ(CheckVote(vote(other, other, One(), other)), with("no-signature-by-key"));
  std::string changed = vote(One(), One(), One(), One());
  changed.replace(changed.find("known-flags Running"), 19, "known-flags Stable ");
  EXPECT_EQ(CheckVote(changed), with("signature-of-other-text"));
  const std::string once = vote(One(), One(), One(), One());
  EXPECT_EQ(CheckVote(once + once.substr(once.find("directory-signature "))), with("unsigned-text"))
      << "a vote has one signature";
  std::string unsigned_vote = vote(One(), One(), One(), One());
  unsigned_vote.resize(unsigned_vote.find("directory-signature "));
  EXPECT_EQ(CheckVote(unsigned_vote), with("not-signed"));
}

TEST(StatusChecker, VotesOfTor) {
  const char* const sample = std::getenv("SCAPE_TESTNET_SAMPLE");
  if (sample == nullptr) GTEST_SKIP() << "SKIPPED: SCAPE_TESTNET_SAMPLE is not set";
  size_t votes = 0;
  for (const std::string_view name : {"dir/vote-next", "cache/auth0/v3-status-votes"}) {
    for (const std::string& body : Bodies(ReadFile(Cat(sample, "/", name)))) {
      std::vector<std::string> all = kGoodCertificate;
      all.push_back("directory-signature good");
      EXPECT_EQ(CheckVote(body), all) << name;
      ++votes;
    }
  }
  EXPECT_GE(votes, 3u);
}

// The table of contents tells of most consensuses how many signatures are good, with which
// certificates.
TEST(StatusChecker, RealConsensuses) {
  if (!descriptor::testing::HasCorpus()) GTEST_SKIP() << descriptor::testing::kNoCorpus;
  const std::vector<CorpusFile> corpus = descriptor::testing::CorpusFiles();
  // The notes name one file of certificates; its neighbours have what it lacks. Those whose line
  // ends were damaged have keys that are none the worse for it.
  CertificateStore store = Store();
  for (const CorpusFile& file : corpus) {
    if (file.type != "dir-key-certificate-3") continue;
    std::string text = file.Text();
    text.erase(std::remove(text.begin(), text.end(), '\r'), text.end());
    for (const std::string& body : Bodies(text)) Add(&store, body);
  }
  EXPECT_GT(store.certificates().size(), 60u);
  std::vector<Sha1Digest> trusted;
  for (const auto& certificate : store.certificates()) trusted.push_back(certificate.identity);
  size_t files = 0, good_in_all = 0;
  for (const CorpusFile& file : corpus) {
    constexpr std::string_view kVerify = " signatures verify with ";
    if (!file.type.ends_with("consensus-3")) continue;
    const size_t note = file.notes.find(kVerify);
    if (note == std::string::npos) continue;
    unsigned good = 0, all = 0;
    const size_t numbers = file.notes.rfind("; ", note);
    ASSERT_EQ(std::sscanf(file.notes.c_str() + (numbers == std::string::npos ? 0 : numbers + 2),
                          "%u of %u", &good, &all),
              2)
        << file.notes;
    const std::string text = file.Text();
    const std::vector<std::string> bodies = Bodies(text);
    ASSERT_FALSE(bodies.empty()) << file.path;
    const auto consensus = Parse<NetworkStatus>(bodies.front());
    StatusVerdict verdict;
    StatusChecker checker = Checker();
    // The notes are of signatures alone, not of times.
    checker.CheckConsensus(consensus, AuthoritySet::Of(trusted), {0}, &store, &verdict);
    size_t found = 0;
    std::string said;
    for (const SignatureVerdict& one : verdict.signatures) {
      found += one.verdict.outcome == Outcome::kGood;
      said += Cat(" ", one.nickname, " ",
                  one.verdict.problem == nullptr ? "good" : one.verdict.problem->name);
    }
    EXPECT_EQ(found, good) << file.path << ": " << file.notes << said;
    EXPECT_EQ(verdict.signatures.size(), all) << file.path << ": " << file.notes;
    ++files;
    good_in_all += good;
  }
  EXPECT_GT(files, 30u);
  EXPECT_GT(good_in_all, 150u);
  std::printf("%zu consensuses, %zu good signatures\n", files, good_in_all);
}

}  // namespace
}  // namespace scape::crypto
