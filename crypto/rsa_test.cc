#include "crypto/rsa.h"

#include <openssl/err.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/testing/secret_key.h"
#include "descriptor/server_descriptor.h"
#include "descriptor/testing/testdata.h"
#include "gtest/gtest.h"

namespace scape::crypto {
namespace {

using descriptor::RsaPublicKey;
using testing::Bytes;
using testing::SecretKey;

const SecretKey& Relay() {
  static const SecretKey& key = *new SecretKey(1024);
  return key;
}

Bytes Joined(std::span<const uint8_t> a, std::span<const uint8_t> b) {
  Bytes joined(a.begin(), a.end());
  joined.insert(joined.end(), b.begin(), b.end());
  return joined;
}

RsaResult Check(const SecretKey& key, std::span<const uint8_t> digest,
                std::span<const uint8_t> signature) {
  absl::StatusOr<RsaChecker> checker = RsaChecker::Create(key.public_key());
  EXPECT_TRUE(checker.ok()) << checker.status();
  return checker->Check(digest, signature);
}

TEST(RsaChecker, TakesABareDigest) {
  const Sha1Digest sha1 = *Sha1("a document");
  const Sha256Digest sha256 = *Sha256("a document");
  EXPECT_EQ(Check(Relay(), sha1, Relay().Sign(sha1)), RsaResult::kGood);
  EXPECT_EQ(Check(Relay(), sha256, Relay().Sign(sha256)), RsaResult::kGood);
  for (const unsigned bits : {512u, 2048u, 3072u}) {
    const SecretKey key(bits);
    EXPECT_EQ(Check(key, sha1, key.Sign(sha1)), RsaResult::kGood) << bits;
  }
}

TEST(RsaChecker, ManySignaturesByOneKey) {
  absl::StatusOr<RsaChecker> checker = RsaChecker::Create(Relay().public_key());
  ASSERT_TRUE(checker.ok());
  EXPECT_EQ(checker->bits(), 1024u);
  for (int i = 0; i < 50; ++i) {
    const Sha1Digest digest = *Sha1("document " + std::to_string(i));
    const Bytes signature = Relay().Sign(digest);
    EXPECT_EQ(checker->Check(digest, signature), RsaResult::kGood);
    // A failure in between changes nothing.
    Bytes wrong = signature;
    wrong[static_cast<size_t>(i)] ^= 1;
    EXPECT_NE(checker->Check(digest, wrong), RsaResult::kGood);
  }
  EXPECT_EQ(ERR_peek_error(), 0u) << "OpenSSL's queue of errors is as it was";
}

TEST(RsaChecker, TellsWhatIsWrong) {
  const Sha1Digest digest = *Sha1("a document"), other = *Sha1("another");
  const Bytes signature = Relay().Sign(digest);
  EXPECT_EQ(Check(Relay(), other, signature), RsaResult::kOtherDigest);
  EXPECT_EQ(Check(Relay(), {}, signature), RsaResult::kOtherDigest);
  EXPECT_EQ(Check(Relay(), *Sha256("a document"), signature), RsaResult::kOtherDigest);
  EXPECT_EQ(Check(Relay(), digest, Relay().Sign(std::span(digest).first(19))),
            RsaResult::kOtherDigest);
  EXPECT_EQ(Check(SecretKey(1024), digest, signature), RsaResult::kBadBlock) << "another key";
  const Bytes junk = {1, 2, 3};
  EXPECT_EQ(Check(Relay(), digest, Relay().Sign(Joined(digest, junk))), RsaResult::kTrailingBytes);
  EXPECT_EQ(Check(Relay(), digest, Relay().Sign(Joined(junk, digest))), RsaResult::kOtherDigest);
}

TEST(RsaChecker, TellsOfADigestInfo) {
  const Sha1Digest sha1 = *Sha1("a document");
  const Sha256Digest sha256 = *Sha256("a document");
  const SecretKey key(1024);
  // Written by hand from RFC 8017, so that the checker's own table is not its measure.
  const Bytes sha1_info =
      Joined(Bytes{0x30, 33, 0x30, 9, 6, 5, 43, 14, 3, 2, 26, 5, 0, 4, 20}, sha1);
  const Bytes sha256_info =
      Joined(Bytes{0x30, 49, 0x30, 13, 6, 9, 96, 134, 72, 1, 101, 3, 4, 2, 1, 5, 0, 4, 32}, sha256);
  EXPECT_EQ(Check(key, sha1, key.Sign(sha1_info)), RsaResult::kDigestInfo);
  EXPECT_EQ(Check(key, sha256, key.Sign(sha256_info)), RsaResult::kDigestInfo);
  EXPECT_EQ(Check(key, *Sha1("another"), key.Sign(sha1_info)), RsaResult::kOtherDigest);
  Bytes mixed = sha256_info;  // says 32 bytes, has 20
  mixed.resize(19);
  EXPECT_EQ(Check(key, sha1, key.Sign(Joined(mixed, sha1))), RsaResult::kOtherDigest);
}

// What is no block of type 1 with eight bytes 0xff at least.
TEST(RsaChecker, RefusesOtherBlocks) {
  const Sha1Digest digest = *Sha1("a document");
  Bytes block(128, 0xff);
  block[0] = 0;
  block[1] = 1;
  block[107] = 0;
  std::copy(digest.begin(), digest.end(), block.begin() + 108);
  EXPECT_EQ(Check(Relay(), digest, Relay().RaiseBlock(block)), RsaResult::kGood);
  const struct {
    size_t position;
    uint8_t byte;
    const char* what;
  } kCases[] = {{1, 2, "type 2"},
                {1, 0, "type 0"},
                {2, 0, "no 0xff at all"},
                {9, 0, "seven bytes 0xff"},
                {50, 0xfe, "another byte among them"},
                {107, 0xff, "no end"}};
  for (const auto& c : kCases) {
    Bytes other = block;
    other[c.position] = c.byte;
    EXPECT_NE(Check(Relay(), digest, Relay().RaiseBlock(other)), RsaResult::kGood) << c.what;
  }
  EXPECT_EQ(Check(Relay(), digest, {}), RsaResult::kBadBlock);
  EXPECT_EQ(Check(Relay(), digest, Bytes(128, 0)), RsaResult::kBadBlock);
  EXPECT_EQ(Check(Relay(), digest, Bytes(128, 0xff)), RsaResult::kBadBlock) << "above the modulus";
  EXPECT_EQ(Check(Relay(), digest, Bytes(129, 1)), RsaResult::kBadBlock) << "longer than the key";
  EXPECT_EQ(Check(Relay(), digest, Bytes(1 << 20, 1)), RsaResult::kBadBlock);
}

TEST(RsaChecker, EveryFlippedBitOfASignature) {
  absl::StatusOr<RsaChecker> checker = RsaChecker::Create(Relay().public_key());
  ASSERT_TRUE(checker.ok());
  const Sha1Digest digest = *Sha1("a document");
  const Bytes good = Relay().Sign(digest);
  for (size_t bit = 0; bit < 8 * good.size(); ++bit) {
    Bytes flipped = good;
    flipped[bit / 8] ^= static_cast<uint8_t>(1u << bit % 8);
    EXPECT_EQ(checker->Check(digest, flipped), RsaResult::kBadBlock) << bit;
  }
}

TEST(RsaChecker, RefusesUnusableKeys) {
  const auto refused = [](RsaPublicKey key) {
    return RsaChecker::Create(key).status().code() == absl::StatusCode::kInvalidArgument;
  };
  const RsaPublicKey good = Relay().public_key();
  EXPECT_FALSE(refused(good));
  EXPECT_TRUE(refused(RsaPublicKey{}));
  for (const uint64_t exponent : {0, 1, 2, 65536}) {
    RsaPublicKey key = good;
    key.exponent = exponent;
    EXPECT_TRUE(refused(key)) << exponent;
  }
  RsaPublicKey large = good;
  large.exponent_too_large = true;
  EXPECT_TRUE(refused(large));
  RsaPublicKey even = good;
  even.bytes[even.modulus_begin + 127] &= 0xfe;
  EXPECT_TRUE(refused(even));
  RsaPublicKey small = good;
  small.modulus_bits = 504;
  EXPECT_TRUE(refused(small));
}

// Signatures and fingerprints that tor has made.
TEST(RsaChecker, ServerDescriptorsOfTor) {
  const std::string text = descriptor::testing::ReadTestdata("server-descriptors");
  netdoc::Diagnostics diagnostics(netdoc::Mode::kLenient);
  int checked = 0;
  for (size_t begin = 0; begin < text.size();) {
    constexpr std::string_view kEnd = "\nrouter-signature\n";
    const size_t line = text.find(kEnd, begin);
    ASSERT_NE(line, std::string::npos);
    constexpr std::string_view kObjectEnd = "-----END SIGNATURE-----\n";
    const size_t end = text.find(kObjectEnd, line) + kObjectEnd.size();
    size_t first = text.find("router ", begin);
    const std::string_view document = std::string_view(text).substr(first, end - first);
    begin = end;

    descriptor::ServerDescriptor parsed;
    netdoc::ParseDocument(document, descriptor::kRelayDescriptor, &parsed, diagnostics);
    RsaPublicKey key;
    ASSERT_TRUE(parsed.signing_key->Decode(&key));
    EXPECT_EQ(*Fingerprint(key), parsed.fingerprint->bytes);
    std::array<uint8_t, 128> signature;
    size_t size;
    ASSERT_TRUE(parsed.router_signature->Decode(&signature, &size));
    const size_t through = line + kEnd.size() - first;
    absl::StatusOr<RsaChecker> checker = RsaChecker::Create(key);
    ASSERT_TRUE(checker.ok()) << checker.status();
    EXPECT_EQ(checker->Check(*Sha1(document.substr(0, through)), std::span(signature).first(size)),
              RsaResult::kGood);
    EXPECT_EQ(
        checker->Check(*Sha1(document.substr(0, through - 1)), std::span(signature).first(size)),
        RsaResult::kOtherDigest);
    ++checked;
  }
  EXPECT_EQ(checked, 11);
}

}  // namespace
}  // namespace scape::crypto
