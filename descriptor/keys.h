// Keys, signatures and certificates: what documents hold in base64.
//
//   // master-key-ed25519 o2Ec+YisBklemrderiFxM/hMCMI8kFzKe7/MLo0IX/Q
//   Ed25519Key key;                          // read by the table
//   std::array<uint8_t, 32> bytes;
//   key.Decode(&bytes);                      // true
//
//   IdentityCertificate certificate;         // the object of identity-ed25519
//   Ed25519Certificate parsed;
//   certificate.Decode(&parsed);             // true; parsed.certified_key, parsed.expires() ...
//
// The values are lazy: they keep a view of the document's text and decode it when asked. Check()
// tells whether the text is sound: base64, lengths, structure, the type of a certificate. It checks
// no signature and compares no keys, nor does it look at the clock. A value that is sound but
// loosely written (lines of other than 64 characters, padding missing) passes, with kLooseBase64 in
// the Fault. What is decoded (RsaPublicKey, Ed25519Certificate) owns its bytes, in arrays of fixed
// size: nothing here allocates when it reads.
//
// An object that may be missing (the `onion-key` of a microdescriptor) is one that is not
// present(): it passes Check(), is written as nothing, and is `true` in JSON, for its line stands.
#ifndef SCAPE_DESCRIPTOR_KEYS_H_
#define SCAPE_DESCRIPTOR_KEYS_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "descriptor/netdoc/value.h"

namespace scape::descriptor {

namespace problems {
inline constexpr netdoc::Problem kBytesAfterKey{
    "bytes-after-key",
    netdoc::Severity::kWarning,
    netdoc::Severity::kNone,
    "bytes follow the key in the object of `$keyword`",
    "encode the key again; fingerprints are of the key alone",
    ""};
}  // namespace problems

// kKeyProblems lists the problems that are declared here.
inline constexpr const netdoc::Problem* kKeyProblems[] = {&problems::kBytesAfterKey};

// Base64Argument is one argument: the base64 of Form::kBytes bytes, without padding, and with it if
// Form::kPadding says so.
template <typename Form>
struct Base64Argument {
  std::string_view text;  // as it stands in the document

  static constexpr size_t kBytes = Form::kBytes;
  static constexpr std::string_view kExpects = Form::kExpects;

  bool Decode(std::array<uint8_t, kBytes>* bytes) const;

  static bool Read(netdoc::ItemReader& in, Base64Argument* out) { return in.Next(&out->text); }
  void Write(netdoc::Encoder& out) const { out.Argument(text); }
  void Json(netdoc::JsonWriter& json) const;  // without padding, so that equal keys look equal
  bool Check(netdoc::Fault* fault) const;
};

namespace internal {
struct Curve25519KeyForm {
  static constexpr size_t kBytes = 32;
  static constexpr bool kPadding = true;
  static constexpr std::string_view kExpects = "a Curve25519 key of 43 base64 characters";
};
struct Ed25519KeyForm {
  static constexpr size_t kBytes = 32;
  static constexpr bool kPadding = true;
  static constexpr std::string_view kExpects = "an Ed25519 key of 43 base64 characters";
};
struct Ed25519SignatureForm {
  static constexpr size_t kBytes = 64;
  static constexpr bool kPadding = false;
  static constexpr std::string_view kExpects = "an Ed25519 signature of 86 base64 characters";
};
struct Sha256Base64Form {
  static constexpr size_t kBytes = 32;
  static constexpr bool kPadding = true;
  static constexpr std::string_view kExpects = "a SHA-256 digest of 43 base64 characters";
};
}  // namespace internal

using Curve25519Key = Base64Argument<internal::Curve25519KeyForm>;        // `ntor-onion-key`
using Ed25519Key = Base64Argument<internal::Ed25519KeyForm>;              // `master-key-ed25519`
using Ed25519Signature = Base64Argument<internal::Ed25519SignatureForm>;  // `router-sig-ed25519`
using Sha256Base64 = Base64Argument<internal::Sha256Base64Form>;  // `extra-info-digest`, ...

// RsaPublicKey is a PKCS#1 RSAPublicKey: SEQUENCE { INTEGER n, INTEGER e }.
struct RsaPublicKey {
  static constexpr size_t kMaxBits = 16384;
  static constexpr size_t kMaxBytes = 2304;  // of DER

  std::array<uint8_t, kMaxBytes> bytes{};
  size_t size = 0;           // of the DER in `bytes`
  size_t modulus_begin = 0;  // offset of n's first byte that is not zero
  size_t modulus_bits = 0;   // the length of n, its highest bit being set
  uint64_t exponent = 0;
  bool exponent_too_large = false;  // e needs more than 64 bits; `exponent` holds the lowest ones
  bool bytes_after = false;         // bytes followed the key; `bytes` does not have them

  // der is what a fingerprint is the SHA-1 of.
  std::span<const uint8_t> der() const { return {bytes.data(), size}; }
  // modulus is n, the highest byte first and not zero.
  std::span<const uint8_t> modulus() const {
    return std::span<const uint8_t>(bytes).subspan(modulus_begin, (modulus_bits + 7) / 8);
  }
};

// ParseRsaPublicKey reads strict DER: lengths and integers in their shortest form, both positive.
bool ParseRsaPublicKey(std::span<const uint8_t> der, RsaPublicKey* key);

// Ed25519Certificate is a certificate of cert-spec, "Ed25519 certificates": it says that a key is
// good for something until some time.
struct Ed25519Certificate {
  static constexpr size_t kMaxBytes = 1024;
  static constexpr size_t kSignatureBytes = 64;
  static constexpr uint8_t kSignedWithKey = 4;      // extension type
  static constexpr uint8_t kAffectsValidation = 1;  // extension flag

  struct Extension {
    uint8_t type = 0;
    uint8_t flags = 0;
    std::span<const uint8_t> data;
  };

  std::array<uint8_t, kMaxBytes> bytes{};
  size_t size = 0;  // of the certificate in `bytes`
  uint8_t version = 0;
  uint8_t type = 0;               // what the key is good for: 4, 8, 9, 10, 11, 12
  uint32_t expiration_hours = 0;  // since 1970
  uint8_t key_type = 0;           // 1: Ed25519
  std::array<uint8_t, 32> certified_key{};
  uint8_t extensions = 0;                 // how many
  bool has_signing_key = false;           // the signing-key extension is there
  std::array<uint8_t, 32> signing_key{};  // the key that signed, says the certificate

  netdoc::UtcTime expires() const { return {int64_t{expiration_hours} * 3600}; }
  // signed_bytes is what the signature is over.
  std::span<const uint8_t> signed_bytes() const { return {bytes.data(), size - kSignatureBytes}; }
  std::span<const uint8_t> signature() const {
    return {bytes.data() + size - kSignatureBytes, kSignatureBytes};
  }
  // ForEachExtension calls `visit` with every Extension, in order.
  template <typename Visit>
  void ForEachExtension(Visit visit) const {
    const uint8_t* p = bytes.data() + 40;
    for (unsigned i = 0; i < extensions; ++i) {
      const size_t length = static_cast<size_t>(p[0] << 8 | p[1]);
      visit(Extension{p[2], p[3], {p + 4, length}});
      p += 4 + length;
    }
  }
};

// ParseEd25519Certificate checks the structure: version 1, a signing-key extension of 32 bytes and
// at most one, no unknown extension that must be understood, nothing behind the signature. When it
// returns false, *reason is what a certificate must be and `bytes` is not, as in "a certificate of
// version 1".
bool ParseEd25519Certificate(std::span<const uint8_t> bytes, Ed25519Certificate* certificate,
                             std::string_view* reason);

// RsaKeyObject is an RSA public key. Form::kBits is the size it must have, 0: any up to 16384;
// Form::kExponent the exponent, 0: any that is odd.
template <typename Form>
struct RsaKeyObject {
  std::string_view body;

  static constexpr std::string_view kLabel = "RSA PUBLIC KEY";
  static constexpr std::string_view kExpects = Form::kExpects;

  bool present() const { return body.data() != nullptr; }
  // Decode reads any RSA key, whatever its size and exponent.
  bool Decode(RsaPublicKey* key) const;

  static bool Read(netdoc::ItemReader& in, RsaKeyObject* out);
  void Write(netdoc::Encoder& out) const;
  void Json(netdoc::JsonWriter& json) const;
  bool Check(netdoc::Fault* fault) const;
};

namespace internal {
struct OnionKeyForm {
  static constexpr size_t kBits = 1024;
  static constexpr uint64_t kExponent = 65537;
  static constexpr std::string_view kExpects = "an RSA public key of 1024 bits with exponent 65537";
};
struct SigningKeyForm {
  static constexpr size_t kBits = 1024;
  static constexpr uint64_t kExponent = 0;
  static constexpr std::string_view kExpects = "an RSA public key of 1024 bits";
};
struct AnyRsaKeyForm {
  static constexpr size_t kBits = 0;
  static constexpr uint64_t kExponent = 0;
  static constexpr std::string_view kExpects = "an RSA public key";
};
}  // namespace internal

using OnionKey = RsaKeyObject<internal::OnionKeyForm>;      // `onion-key`
using SigningKey = RsaKeyObject<internal::SigningKeyForm>;  // `signing-key`: a relay's identity
using AnyRsaKey = RsaKeyObject<internal::AnyRsaKeyForm>;    // the keys of authorities

// BytesObject is an object of Form::kMinBytes to Form::kMaxBytes bytes: an RSA signature.
template <typename Form>
struct BytesObject {
  std::string_view body;

  static constexpr std::string_view kLabel = Form::kLabel;
  static constexpr std::string_view kExpects = Form::kExpects;
  static constexpr size_t kMaxBytes = Form::kMaxBytes;

  bool present() const { return body.data() != nullptr; }
  // Decode writes the bytes to `bytes` and their number to *size; false also when there are too few
  // or too many.
  bool Decode(std::array<uint8_t, kMaxBytes>* bytes, size_t* size) const;

  static bool Read(netdoc::ItemReader& in, BytesObject* out);
  void Write(netdoc::Encoder& out) const;
  void Json(netdoc::JsonWriter& json) const;
  bool Check(netdoc::Fault* fault) const;
};

// SignatureObject is a signature of a document.
template <typename Form>
struct SignatureObject : BytesObject<Form> {
  // The keyword line with its line feed: what most signatures are over ends with it.
  std::string_view keyword_line;

  // TextThrough returns what `text`, in which the signature stands, has through the keyword line;
  // empty where there is no signature.
  std::string_view TextThrough(std::string_view text) const {
    if (keyword_line.data() == nullptr) return {};
    const char* const end = keyword_line.data() + keyword_line.size();
    return text.substr(0, static_cast<size_t>(end - text.data()));
  }

  static bool Read(netdoc::ItemReader& in, SignatureObject* out);
};

namespace internal {
struct CrossCertForm {
  static constexpr std::string_view kLabel = "CROSSCERT";
  static constexpr size_t kMinBytes = 128, kMaxBytes = 128;
  static constexpr std::string_view kExpects = "an RSA signature of 128 bytes";
};
struct RelaySignatureForm {
  static constexpr std::string_view kLabel = "SIGNATURE";
  static constexpr size_t kMinBytes = 128, kMaxBytes = 128;
  static constexpr std::string_view kExpects = "an RSA signature of 128 bytes";
};
struct RsaSignatureForm {
  static constexpr std::string_view kLabel = "SIGNATURE";
  static constexpr size_t kMinBytes = 128, kMaxBytes = 512;
  static constexpr std::string_view kExpects = "an RSA signature of 128 to 512 bytes";
};
struct CrossSignatureForm : RsaSignatureForm {
  static constexpr std::string_view kLabel = "ID SIGNATURE";
};
}  // namespace internal

using CrossCertObject = BytesObject<internal::CrossCertForm>;          // `onion-key-crosscert`
using RelaySignature = SignatureObject<internal::RelaySignatureForm>;  // of server descriptors
using RsaSignature = SignatureObject<internal::RsaSignatureForm>;      // of all other documents
using CrossSignature = BytesObject<internal::CrossSignatureForm>;      // `dir-key-crosscert`

// CertificateObject is an Ed25519 certificate of Form::kType; Form::kNeedsSigner: with the key that
// signed it.
template <typename Form>
struct CertificateObject {
  std::string_view body;

  static constexpr std::string_view kLabel = Form::kLabel;
  static constexpr std::string_view kExpects = Form::kExpects;

  bool present() const { return body.data() != nullptr; }
  // Decode reads any certificate, whatever its type.
  bool Decode(Ed25519Certificate* certificate) const;

  static bool Read(netdoc::ItemReader& in, CertificateObject* out);
  void Write(netdoc::Encoder& out) const;
  void Json(netdoc::JsonWriter& json) const;
  bool Check(netdoc::Fault* fault) const;
};

namespace internal {
struct IdentityCertificateForm {
  static constexpr std::string_view kLabel = "ED25519 CERT";
  static constexpr uint8_t kType = 0x04;
  static constexpr bool kNeedsSigner = true;
  static constexpr std::string_view kExpects =
      "a certificate of type 4 (signing key) with the key that signed it";
};
struct NtorCrossCertificateForm {
  static constexpr std::string_view kLabel = "ED25519 CERT";
  static constexpr uint8_t kType = 0x0a;
  static constexpr bool kNeedsSigner = false;
  static constexpr std::string_view kExpects = "a certificate of type 10 (ntor cross-certificate)";
};
struct FamilyCertificateForm {
  static constexpr std::string_view kLabel = "FAMILY CERT";
  static constexpr uint8_t kType = 0x0c;
  static constexpr bool kNeedsSigner = true;
  static constexpr std::string_view kExpects =
      "a certificate of type 12 (family) with the key that signed it";
};
}  // namespace internal

using IdentityCertificate = CertificateObject<internal::IdentityCertificateForm>;
using NtorCrossCertificate = CertificateObject<internal::NtorCrossCertificateForm>;
using FamilyCertificate = CertificateObject<internal::FamilyCertificateForm>;

// NtorOnionKeyCrosscert is the item `ntor-onion-key-crosscert`: the relay's identity, signed with
// its ntor key. `bit` is the sign of that key's Ed25519 form.
struct NtorOnionKeyCrosscert : netdoc::Line {
  netdoc::Bit bit;
  NtorCrossCertificate certificate;

  static constexpr auto kArguments =
      netdoc::Arguments(netdoc::Argument<&NtorOnionKeyCrosscert::bit>("bit"),
                        netdoc::Argument<&NtorOnionKeyCrosscert::certificate>("certificate"));
};

// NamedSignature is `directory-signature nickname` with the signature of that authority, in
// documents from before version 3.
struct NamedSignature : netdoc::Line {
  std::string_view nickname;
  RsaSignature signature;

  static constexpr auto kArguments =
      netdoc::Arguments(netdoc::Argument<&NamedSignature::nickname>("nickname"),
                        netdoc::Argument<&NamedSignature::signature>("signature"));
};

extern template struct Base64Argument<internal::Curve25519KeyForm>;
extern template struct Base64Argument<internal::Ed25519KeyForm>;
extern template struct Base64Argument<internal::Ed25519SignatureForm>;
extern template struct Base64Argument<internal::Sha256Base64Form>;
extern template struct RsaKeyObject<internal::OnionKeyForm>;
extern template struct RsaKeyObject<internal::SigningKeyForm>;
extern template struct RsaKeyObject<internal::AnyRsaKeyForm>;
extern template struct BytesObject<internal::CrossCertForm>;
extern template struct BytesObject<internal::RelaySignatureForm>;
extern template struct BytesObject<internal::RsaSignatureForm>;
extern template struct BytesObject<internal::CrossSignatureForm>;
extern template struct SignatureObject<internal::RelaySignatureForm>;
extern template struct SignatureObject<internal::RsaSignatureForm>;
extern template struct CertificateObject<internal::IdentityCertificateForm>;
extern template struct CertificateObject<internal::NtorCrossCertificateForm>;
extern template struct CertificateObject<internal::FamilyCertificateForm>;

}  // namespace scape::descriptor

#endif  // SCAPE_DESCRIPTOR_KEYS_H_
