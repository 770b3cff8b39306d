#include "crypto/ed25519.h"

#include <openssl/bn.h>
#include <sodium.h>

#include <algorithm>
#include <memory>

#include "crypto/openssl_error.h"

namespace scape::crypto {
namespace {

// Ready makes libsodium choose its code for this processor, once. It works without, only slower, so
// that it failed needs no telling.
void Ready() {
  static const int ready = sodium_init();
  static_cast<void>(ready);
}

struct FreeNumber {
  void operator()(BIGNUM* number) const { BN_free(number); }
  void operator()(BN_CTX* context) const { BN_CTX_free(context); }
  void operator()(BN_MONT_CTX* context) const { BN_MONT_CTX_free(context); }
};
using Number = std::unique_ptr<BIGNUM, FreeNumber>;

// Field is the prime p = 2^255-19 and room for calculations, of one thread.
struct Field {
  Number p{BN_new()};
  Number p_minus_2{BN_new()};
  Number u{BN_new()};
  Number numerator{BN_new()};
  Number denominator{BN_new()};
  std::unique_ptr<BN_CTX, FreeNumber> context{BN_CTX_new()};
  std::unique_ptr<BN_MONT_CTX, FreeNumber> montgomery{BN_MONT_CTX_new()};
  bool ready = p != nullptr && p_minus_2 != nullptr && u != nullptr && numerator != nullptr &&
               denominator != nullptr && context != nullptr && montgomery != nullptr &&
               BN_set_bit(p.get(), 255) && BN_sub_word(p.get(), 19) &&
               BN_copy(p_minus_2.get(), p.get()) && BN_sub_word(p_minus_2.get(), 2) &&
               BN_MONT_CTX_set(montgomery.get(), p.get(), context.get());
};

}  // namespace

bool CheckEd25519(std::span<const uint8_t> message, std::span<const uint8_t, 64> signature,
                  std::span<const uint8_t, 32> key) {
  Ready();
  return crypto_sign_verify_detached(signature.data(), message.data(), message.size(),
                                     key.data()) == 0;
}

bool CheckEd25519(std::string_view message, std::span<const uint8_t, 64> signature,
                  std::span<const uint8_t, 32> key) {
  return CheckEd25519(std::span(reinterpret_cast<const uint8_t*>(message.data()), message.size()),
                      signature, key);
}

bool IsEd25519Key(std::span<const uint8_t, 32> key) {
  Ready();
  return crypto_core_ed25519_is_valid_point(key.data()) == 1;
}

CertificateResult CheckCertificate(const descriptor::Ed25519Certificate& certificate,
                                   std::span<const uint8_t, 32> signer) {
  if (certificate.has_signing_key &&
      !std::equal(signer.begin(), signer.end(), certificate.signing_key.begin())) {
    return CertificateResult::kOtherSigner;
  }
  return CheckEd25519(
             certificate.signed_bytes(),
             certificate.signature().first<descriptor::Ed25519Certificate::kSignatureBytes>(),
             signer)
             ? CertificateResult::kGood
             : CertificateResult::kBadSignature;
}

bool Ed25519FromCurve25519(std::span<const uint8_t, 32> curve25519, bool sign, Ed25519Point* key) {
  static thread_local Field field;
  if (!field.ready) return false;
  const internal::ErrorMark errors;
  std::array<uint8_t, 32> bytes;
  std::copy(curve25519.begin(), curve25519.end(), bytes.begin());
  bytes[31] &= 0x7f;  // the top bit is none of u's (RFC 7748, 5)
  BIGNUM* const u = field.u.get();
  BIGNUM* const numerator = field.numerator.get();
  BIGNUM* const denominator = field.denominator.get();
  const BIGNUM* const p = field.p.get();
  BN_CTX* const context = field.context.get();
  if (BN_lebin2bn(bytes.data(), static_cast<int>(bytes.size()), u) == nullptr ||
      !BN_nnmod(u, u, p, context) || !BN_copy(numerator, u) ||
      !BN_mod_sub(numerator, numerator, BN_value_one(), p, context) ||
      !BN_mod_add(denominator, u, BN_value_one(), p, context) || BN_is_zero(denominator) ||
      // x^(p-2) is 1/x (Fermat), and faster than BN_mod_inverse.
      !BN_mod_exp_mont(denominator, denominator, field.p_minus_2.get(), p, context,
                       field.montgomery.get()) ||
      !BN_mod_mul(numerator, numerator, denominator, p, context) ||
      BN_bn2lebinpad(numerator, key->data(), static_cast<int>(key->size())) < 0) {
    return false;
  }
  if (sign) (*key)[31] |= 0x80;
  return true;
}

}  // namespace scape::crypto
