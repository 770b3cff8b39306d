// Checking Ed25519 signatures and the certificates that chain them (cert-spec), and the Ed25519
// form of Curve25519 keys, by which a relay's ntor key signs (dir-spec, ntor-onion-key-crosscert).
//
//   if (!CheckEd25519(message, signature, key)) ...
//
//   descriptor::Ed25519Certificate certificate;              // identity-ed25519
//   if (!document.identity_ed25519->Decode(&certificate)) ...
//   CheckCertificate(certificate, master_key);               // CertificateResult::kGood
//   certificate.expires() >= now;                            // time is for the caller
//
//   Ed25519Point key;
//   if (Ed25519FromCurve25519(ntor_onion_key, /*sign=*/true, &key)) ...
//
// libsodium checks. Like it, and other than tor, a key or an R of small order is refused: under
// such a key anybody can make signatures. Keys and signatures that are no canonical encoding are
// refused, too.
//
// Nothing is kept of the arguments. Any thread. The first call makes libsodium ready.
#ifndef SCAPE_CRYPTO_ED25519_H_
#define SCAPE_CRYPTO_ED25519_H_

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "descriptor/keys.h"

namespace scape::crypto {

// Ed25519Point is a public key: 32 bytes, as they stand in documents.
using Ed25519Point = std::array<uint8_t, 32>;

// CheckEd25519 tells whether `signature` is one of `message` by `key`.
bool CheckEd25519(std::span<const uint8_t> message, std::span<const uint8_t, 64> signature,
                  std::span<const uint8_t, 32> key);
bool CheckEd25519(std::string_view message, std::span<const uint8_t, 64> signature,
                  std::span<const uint8_t, 32> key);

// IsEd25519Key tells whether signatures by `key` can mean anything: it is a point of the curve in
// its only encoding, within the prime-order group, and not of small order.
bool IsEd25519Key(std::span<const uint8_t, 32> key);

// CertificateResult is what became of one certificate, times aside.
enum class CertificateResult : uint8_t {
  kGood,
  kOtherSigner,  // the signing-key extension names another key than the one it must be signed with
  kBadSignature,
};

// CheckCertificate tells whether `certificate` is signed by `signer`. Its type, its expiration and
// what it certifies are for the caller.
CertificateResult CheckCertificate(const descriptor::Ed25519Certificate& certificate,
                                   std::span<const uint8_t, 32> signer);

// Ed25519FromCurve25519 makes the Ed25519 form of a Curve25519 key (proposal 228): its y is
// (u-1)/(u+1), and `sign` is the sign of its x, which u does not tell. False: u is p-1, which has
// none. That the result is a point of the curve is not looked at; CheckEd25519 does.
bool Ed25519FromCurve25519(std::span<const uint8_t, 32> curve25519, bool sign, Ed25519Point* key);

}  // namespace scape::crypto

#endif  // SCAPE_CRYPTO_ED25519_H_
