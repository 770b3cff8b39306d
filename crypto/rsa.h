// Checking RSA signatures as Tor makes them: PKCS#1 v1.5, block type 1, whose content is the bare
// digest, without the DigestInfo that names the algorithm (tor-spec 0.3, dir-spec 1.3).
//
//   absl::StatusOr<RsaChecker> checker = RsaChecker::Create(key);   // a descriptor::RsaPublicKey
//   if (!checker.ok()) return checker.status();
//   checker->Check(*Sha1(signed_text), signature);                  // RsaResult::kGood
//
// Making a key ready costs more than checking with it, so whoever has several signatures by one key
// keeps the RsaChecker. OpenSSL computes.
//
// A document's key is only what it says: who trusts it compares its fingerprint first. Nothing is
// kept of the arguments. One object belongs to one thread at a time.
#ifndef SCAPE_CRYPTO_RSA_H_
#define SCAPE_CRYPTO_RSA_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "absl/status/statusor.h"
#include "crypto/digest.h"
#include "descriptor/keys.h"

struct evp_pkey_ctx_st;  // EVP_PKEY_CTX, so that users need no OpenSSL header

namespace scape::crypto {

// RsaResult is what became of one signature.
enum class RsaResult : uint8_t {
  kGood,
  // The block has the digest and bytes behind it. tor takes it, since it compares only so many
  // bytes as a digest has. Where the exponent is 3 that means nothing: such a block can be made
  // without the key.
  kTrailingBytes,
  // The block has a DigestInfo, as most other protocols want it, with the right digest in it.
  kDigestInfo,
  kOtherDigest,  // sound, but of another text
  // What comes out is no PKCS#1 block: another key made it, or it was damaged.
  kBadBlock,
};

class RsaChecker {
 public:
  // Create makes the key ready. kInvalidArgument: it is none that OpenSSL can check with: fewer
  // than kMinBits or more than kMaxBits, an exponent that is even, 1 or above 64 bits.
  // kFailedPrecondition: OpenSSL has no RSA.
  static constexpr size_t kMinBits = 512;
  static constexpr size_t kMaxBits = descriptor::RsaPublicKey::kMaxBits;
  static absl::StatusOr<RsaChecker> Create(const descriptor::RsaPublicKey& key);

  // Copy returns a checker of the same key for another thread.
  absl::StatusOr<RsaChecker> Copy() const;

  // Check tells whether `signature` is one of `digest`, of 1 to 64 bytes, by this key.
  RsaResult Check(std::span<const uint8_t> digest, std::span<const uint8_t> signature);

  // Recover undoes `signature`: the content of the block, which `block` must have kMaxBytes for.
  // Empty: it is no PKCS#1 block of type 1, or its content is empty, or `signature` is longer than
  // the key.
  static constexpr size_t kMaxBytes = kMaxBits / 8;
  std::span<const uint8_t> Recover(std::span<const uint8_t> signature,
                                   std::span<uint8_t, kMaxBytes> block);

  // bits is the length of the key's modulus.
  size_t bits() const { return bits_; }
  static constexpr uint64_t kUsualExponent = 65537;
  uint64_t exponent() const { return exponent_; }

 private:
  struct Free {
    void operator()(evp_pkey_ctx_st* context) const;
  };
  RsaChecker(evp_pkey_ctx_st* context, size_t bits, uint64_t exponent)
      : context_(context), bits_(bits), exponent_(exponent) {}

  std::unique_ptr<evp_pkey_ctx_st, Free> context_;
  size_t bits_;
  uint64_t exponent_;
};

// Fingerprint is the SHA-1 of the key's DER, by which keys are named.
absl::StatusOr<Sha1Digest> Fingerprint(const descriptor::RsaPublicKey& key);

}  // namespace scape::crypto

#endif  // SCAPE_CRYPTO_RSA_H_
