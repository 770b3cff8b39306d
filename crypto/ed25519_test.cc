#include "crypto/ed25519.h"

#include <sodium.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "descriptor/netdoc/scalars.h"
#include "gtest/gtest.h"

namespace scape::crypto {
namespace {

using descriptor::Ed25519Certificate;

struct KeyPair {
  Ed25519Point key;
  std::array<uint8_t, 64> secret;

  explicit KeyPair(uint8_t seed_byte) {
    std::array<uint8_t, 32> seed;
    seed.fill(seed_byte);
    crypto_sign_seed_keypair(key.data(), secret.data(), seed.data());
  }
  std::array<uint8_t, 64> Sign(std::span<const uint8_t> message) const {
    std::array<uint8_t, 64> signature;
    crypto_sign_detached(signature.data(), nullptr, message.data(), message.size(), secret.data());
    return signature;
  }
};

Ed25519Point Hex(std::string_view hex) {
  Ed25519Point bytes;
  EXPECT_TRUE(netdoc::DecodeHex(hex, bytes)) << hex;
  return bytes;
}

// RFC 8032, 7.1, test 2.
TEST(CheckEd25519, KnownSignature) {
  const Ed25519Point key = Hex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
  std::array<uint8_t, 64> signature;
  ASSERT_TRUE(
      netdoc::DecodeHex("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
                        signature));
  EXPECT_TRUE(CheckEd25519("r", signature, key));
  EXPECT_FALSE(CheckEd25519("s", signature, key));
  EXPECT_FALSE(CheckEd25519("", signature, key));
  signature[40] ^= 4;
  EXPECT_FALSE(CheckEd25519("r", signature, key));
}

TEST(CheckEd25519, EveryFlippedBit) {
  const KeyPair pair(7);
  std::array<uint8_t, 48> message{};
  std::array<uint8_t, 64> signature = pair.Sign(message);
  Ed25519Point key = pair.key;
  ASSERT_TRUE(CheckEd25519(message, signature, key));
  const auto all_fail = [&](std::span<uint8_t> bytes) {
    for (size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
      bytes[bit / 8] ^= static_cast<uint8_t>(1u << bit % 8);
      EXPECT_FALSE(CheckEd25519(message, signature, key)) << bit;
      bytes[bit / 8] ^= static_cast<uint8_t>(1u << bit % 8);
    }
  };
  all_fail(message);
  all_fail(signature);
  all_fail(key);
}

// Under a key of small order one signature fits many messages: R the neutral element, S zero.
TEST(CheckEd25519, KeysOfSmallOrderSignNothing) {
  const std::string_view kSmall[] = {
      "0100000000000000000000000000000000000000000000000000000000000000",
      "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
      "0000000000000000000000000000000000000000000000000000000000000000",
      "0000000000000000000000000000000000000000000000000000000000000080",
      "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
      "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
      "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
      "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"};
  for (const std::string_view hex : kSmall) {
    const Ed25519Point key = Hex(hex);
    EXPECT_FALSE(IsEd25519Key(key)) << hex;
    std::array<uint8_t, 64> signature{};
    signature[0] = 1;
    for (const std::string_view message : {"a", "b", "c", "d", "e", "f", "g", "h"}) {
      EXPECT_FALSE(CheckEd25519(message, signature, key)) << hex;
    }
  }
}

TEST(IsEd25519Key, OnlyWhatIsOne) {
  EXPECT_TRUE(IsEd25519Key(KeyPair(1).key));
  EXPECT_FALSE(
      IsEd25519Key(Hex("0200000000000000000000000000000000000000000000000000000000000000")))
      << "no point has this y";
  EXPECT_FALSE(
      IsEd25519Key(Hex("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")))
      << "a second encoding of 1";
}

// Certificate makes one of type 4 for a key of zeros.
Ed25519Certificate Certificate(const KeyPair& signer, const Ed25519Point* named) {
  std::vector<uint8_t> bytes = {1, 4, 0, 7, 0, 0, 1};
  bytes.resize(bytes.size() + 32);
  bytes.push_back(named != nullptr);
  if (named != nullptr) {
    for (const uint8_t byte : {0, 32, 4, 0}) bytes.push_back(byte);
    bytes.insert(bytes.end(), named->begin(), named->end());
  }
  const std::array<uint8_t, 64> signature = signer.Sign(bytes);
  bytes.insert(bytes.end(), signature.begin(), signature.end());
  Ed25519Certificate certificate;
  std::string_view reason;
  EXPECT_TRUE(descriptor::ParseEd25519Certificate(bytes, &certificate, &reason)) << reason;
  return certificate;
}

TEST(CheckCertificate, Results) {
  const KeyPair signer(1), other(2);
  EXPECT_EQ(CheckCertificate(Certificate(signer, &signer.key), signer.key),
            CertificateResult::kGood);
  EXPECT_EQ(CheckCertificate(Certificate(signer, nullptr), signer.key), CertificateResult::kGood);
  EXPECT_EQ(CheckCertificate(Certificate(signer, nullptr), other.key),
            CertificateResult::kBadSignature);
  EXPECT_EQ(CheckCertificate(Certificate(signer, &signer.key), other.key),
            CertificateResult::kOtherSigner);
  EXPECT_EQ(CheckCertificate(Certificate(signer, &other.key), signer.key),
            CertificateResult::kOtherSigner);
  EXPECT_EQ(CheckCertificate(Certificate(other, &signer.key), signer.key),
            CertificateResult::kBadSignature);
  Ed25519Certificate flipped = Certificate(signer, &signer.key);
  flipped.bytes[3] ^= 1;  // its expiration
  EXPECT_EQ(CheckCertificate(flipped, signer.key), CertificateResult::kBadSignature);
}

// libsodium has the other direction: back again is where one began, with the right sign.
TEST(Ed25519FromCurve25519, IsTheWayBack) {
  int negative = 0;
  for (int seed = 0; seed < 200; ++seed) {
    const KeyPair pair(static_cast<uint8_t>(seed));
    std::array<uint8_t, 32> curve25519;
    ASSERT_EQ(crypto_sign_ed25519_pk_to_curve25519(curve25519.data(), pair.key.data()), 0);
    const bool sign = (pair.key[31] & 0x80) != 0;
    negative += sign;
    Ed25519Point back;
    ASSERT_TRUE(Ed25519FromCurve25519(curve25519, sign, &back));
    EXPECT_EQ(back, pair.key);
    ASSERT_TRUE(Ed25519FromCurve25519(curve25519, !sign, &back));
    EXPECT_NE(back, pair.key);
    back[31] ^= 0x80;
    EXPECT_EQ(back, pair.key);
    curve25519[31] |= 0x80;  // of no meaning
    ASSERT_TRUE(Ed25519FromCurve25519(curve25519, sign, &back));
    EXPECT_EQ(back, pair.key);
  }
  EXPECT_GT(negative, 60);
  EXPECT_LT(negative, 140);
}

TEST(Ed25519FromCurve25519, KnownPoints) {
  // The base point: u = 9 is y = 4/5.
  Ed25519Point key;
  ASSERT_TRUE(Ed25519FromCurve25519(
      Hex("0900000000000000000000000000000000000000000000000000000000000000"), false, &key));
  EXPECT_EQ(key, Hex("5866666666666666666666666666666666666666666666666666666666666666"));
  // u = p-1 has none; u = p is u = 0, whose y is -1.
  EXPECT_FALSE(Ed25519FromCurve25519(
      Hex("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"), false, &key));
  ASSERT_TRUE(Ed25519FromCurve25519(
      Hex("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"), false, &key));
  EXPECT_EQ(key, Hex("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"));
}

}  // namespace
}  // namespace scape::crypto
