#include "crypto/rsa.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <bit>
#include <string>

#include "absl/status/status.h"
#include "crypto/openssl_error.h"

namespace scape::crypto {
namespace {

using internal::ErrorMark;

struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using Key = std::unique_ptr<EVP_PKEY, FreeKey>;

// KeyMaker makes keys of OpenSSL; by thread, since it is looked up by name.
EVP_PKEY_CTX* KeyMaker() {
  struct Free {
    void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
  };
  static thread_local std::unique_ptr<EVP_PKEY_CTX, Free> maker;
  if (maker == nullptr) {
    maker.reset(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
    if (maker != nullptr && EVP_PKEY_fromdata_init(maker.get()) <= 0) maker.reset();
  }
  return maker.get();
}

// The DER of DigestInfo up to the digest, of the algorithms that Tor's documents have (RFC 8017,
// 9.2, note 1).
constexpr std::array<uint8_t, 15> kSha1Info = {0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e,
                                               0x03, 0x02, 0x1a, 0x05, 0x00, 0x04, 0x14};
constexpr std::array<uint8_t, 19> kSha256Info = {0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60,
                                                 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02,
                                                 0x01, 0x05, 0x00, 0x04, 0x20};

bool BeginsWith(std::span<const uint8_t> bytes, std::span<const uint8_t> first) {
  return bytes.size() >= first.size() && std::equal(first.begin(), first.end(), bytes.begin());
}

bool IsInfoWith(std::span<const uint8_t> content, std::span<const uint8_t> info,
                std::span<const uint8_t> digest) {
  return info.back() == digest.size() && content.size() == info.size() + digest.size() &&
         BeginsWith(content, info) && BeginsWith(content.subspan(info.size()), digest);
}

}  // namespace

void RsaChecker::Free::operator()(evp_pkey_ctx_st* context) const { EVP_PKEY_CTX_free(context); }

absl::StatusOr<RsaChecker> RsaChecker::Create(const descriptor::RsaPublicKey& key) {
  const std::string size = std::to_string(key.modulus_bits) + " bits";
  if (key.modulus_bits < kMinBits || key.modulus_bits > kMaxBits) {
    return absl::InvalidArgumentError("an RSA key of " + size);
  }
  // Where the exponent is large, a check takes as long as somebody likes.
  if (key.exponent_too_large || key.exponent % 2 == 0 || key.exponent < 3) {
    return absl::InvalidArgumentError("an RSA key with an unusable exponent");
  }
  const std::span<const uint8_t> modulus = key.modulus();
  if (modulus.back() % 2 == 0) return absl::InvalidArgumentError("an RSA key that is even");

  const ErrorMark errors;
  EVP_PKEY_CTX* const maker = KeyMaker();
  if (maker == nullptr) {
    return absl::FailedPreconditionError("OpenSSL does not offer RSA: " + errors.Why());
  }
  // Numbers are handed over in the machine's order of bytes.
  std::array<uint8_t, kMaxBytes> number;
  std::copy(modulus.begin(), modulus.end(), number.begin());
  if constexpr (std::endian::native == std::endian::little) {
    std::reverse(number.begin(), number.begin() + static_cast<ptrdiff_t>(modulus.size()));
  }
  uint64_t exponent = key.exponent;
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_RSA_N, number.data(), modulus.size()),
      OSSL_PARAM_construct_uint64(OSSL_PKEY_PARAM_RSA_E, &exponent), OSSL_PARAM_construct_end()};
  EVP_PKEY* made = nullptr;
  if (EVP_PKEY_fromdata(maker, &made, EVP_PKEY_PUBLIC_KEY, const_cast<OSSL_PARAM*>(parameters)) <=
      0) {
    return absl::InvalidArgumentError("an RSA key that OpenSSL refuses: " + errors.Why());
  }
  const Key owned(made);  // the context below holds it, too
  std::unique_ptr<EVP_PKEY_CTX, Free> context(EVP_PKEY_CTX_new(made, nullptr));
  if (context == nullptr || EVP_PKEY_verify_recover_init(context.get()) <= 0 ||
      EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PADDING) <= 0) {
    return absl::FailedPreconditionError("OpenSSL does not check with an RSA key of " + size +
                                         ": " + errors.Why());
  }
  return RsaChecker(context.release(), key.modulus_bits, key.exponent);
}

absl::StatusOr<RsaChecker> RsaChecker::Copy() const {
  const ErrorMark errors;
  evp_pkey_ctx_st* const copy = context_ == nullptr ? nullptr : EVP_PKEY_CTX_dup(context_.get());
  if (copy == nullptr) {
    return absl::FailedPreconditionError("OpenSSL does not copy a key: " + errors.Why());
  }
  return RsaChecker(copy, bits_, exponent_);
}

std::span<const uint8_t> RsaChecker::Recover(std::span<const uint8_t> signature,
                                             std::span<uint8_t, kMaxBytes> block) {
  if (context_ == nullptr || signature.size() > (bits_ + 7) / 8) return {};
  const ErrorMark errors;
  size_t size = block.size();
  if (EVP_PKEY_verify_recover(context_.get(), block.data(), &size, signature.data(),
                              signature.size()) <= 0) {
    return {};
  }
  return block.first(size);
}

RsaResult RsaChecker::Check(std::span<const uint8_t> digest, std::span<const uint8_t> signature) {
  std::array<uint8_t, kMaxBytes> block;
  const std::span<const uint8_t> content = Recover(signature, block);
  if (content.empty()) return RsaResult::kBadBlock;
  if (digest.empty()) return RsaResult::kOtherDigest;
  if (BeginsWith(content, digest)) {
    return content.size() == digest.size() ? RsaResult::kGood : RsaResult::kTrailingBytes;
  }
  if (IsInfoWith(content, kSha1Info, digest) || IsInfoWith(content, kSha256Info, digest)) {
    return RsaResult::kDigestInfo;
  }
  return RsaResult::kOtherDigest;
}

absl::StatusOr<Sha1Digest> Fingerprint(const descriptor::RsaPublicKey& key) {
  return Sha1(key.der());
}

}  // namespace scape::crypto
