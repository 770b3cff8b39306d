// SecretKey is an RSA key that OpenSSL has made, for tests to sign with.
//
//   const SecretKey key(1024);
//   key.Sign(*Sha1(text));              // as tor signs
//   key.public_key();                   // a descriptor::RsaPublicKey
#ifndef SCAPE_CRYPTO_TESTING_SECRET_KEY_H_
#define SCAPE_CRYPTO_TESTING_SECRET_KEY_H_

#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "descriptor/keys.h"
#include "gtest/gtest.h"

namespace scape::crypto::testing {

using Bytes = std::vector<uint8_t>;

// SecretKey signs any block content.
class SecretKey {
 public:
  explicit SecretKey(unsigned bits, unsigned exponent = 65537)
      : key_(Generate(bits, exponent), EVP_PKEY_free) {
    unsigned char* der = nullptr;
    const int size = i2d_PublicKey(key_.get(), &der);
    EXPECT_GT(size, 0);
    EXPECT_TRUE(descriptor::ParseRsaPublicKey({der, static_cast<size_t>(size)}, &public_key_));
    OPENSSL_free(der);
  }

  const descriptor::RsaPublicKey& public_key() const { return public_key_; }

  // Sign makes a block of type 1 with `content`.
  Bytes Sign(std::span<const uint8_t> content) const { return Raise(RSA_PKCS1_PADDING, content); }
  // Raise makes any block of the key's length.
  Bytes RaiseBlock(std::span<const uint8_t> block) const { return Raise(RSA_NO_PADDING, block); }

 private:
  static EVP_PKEY* Generate(unsigned bits, unsigned exponent) {
    std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)> context(
        EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr), EVP_PKEY_CTX_free);
    std::unique_ptr<BIGNUM, decltype(&BN_free)> e(BN_new(), BN_free);
    EVP_PKEY* key = nullptr;
    EXPECT_EQ(BN_set_word(e.get(), exponent), 1);
    EXPECT_GT(EVP_PKEY_keygen_init(context.get()), 0);
    EXPECT_GT(EVP_PKEY_CTX_set_rsa_keygen_bits(context.get(), static_cast<int>(bits)), 0);
    EXPECT_GT(EVP_PKEY_CTX_set1_rsa_keygen_pubexp(context.get(), e.get()), 0);
    EXPECT_GT(EVP_PKEY_generate(context.get(), &key), 0);
    return key;
  }
  Bytes Raise(int padding, std::span<const uint8_t> content) const {
    std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)> context(
        EVP_PKEY_CTX_new(key_.get(), nullptr), EVP_PKEY_CTX_free);
    EXPECT_GT(EVP_PKEY_sign_init(context.get()), 0);
    EXPECT_GT(EVP_PKEY_CTX_set_rsa_padding(context.get(), padding), 0);
    Bytes signature(static_cast<size_t>(EVP_PKEY_get_size(key_.get())));
    size_t size = signature.size();
    EXPECT_GT(EVP_PKEY_sign(context.get(), signature.data(), &size, content.data(), content.size()),
              0);
    signature.resize(size);
    return signature;
  }

  std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key_;
  descriptor::RsaPublicKey public_key_;
};

}  // namespace scape::crypto::testing

#endif  // SCAPE_CRYPTO_TESTING_SECRET_KEY_H_
