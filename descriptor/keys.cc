#include "descriptor/keys.h"

#include <algorithm>
#include <bit>

namespace scape::descriptor {

using netdoc::Base64Result;
using netdoc::Encoder;
using netdoc::Fault;
using netdoc::ItemReader;
using netdoc::JsonWriter;

namespace {

constexpr size_t kLineLength = 64;  // of an object's base64

std::string_view FirstLine(std::string_view body) { return body.substr(0, body.find('\n')); }

// LooseLine returns the first line of an object's sound base64 that is not as the specification has
// it: 64 characters on every line but the last, 1 to 64 on that, padded. Empty: there is none.
std::string_view LooseLine(std::string_view body, const Base64Result& decoded) {
  std::string_view last;
  for (std::string_view rest = body; !rest.empty();) {
    const std::string_view line = FirstLine(rest);
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    if (line.empty()) return std::string_view(line.data(), 1);  // its line feed
    if (rest.empty() ? line.size() > kLineLength : line.size() != kLineLength) return line;
    if (netdoc::HasSpace(line)) return line;
    last = line;
  }
  return last.size() % 4 == 0 && decoded.canonical ? std::string_view() : last;
}

bool Bad(std::string_view where, std::string_view expects, Fault* fault) {
  *fault = {&netdoc::problems::kBadObject, where, expects, {}};
  return false;
}

// DecodeObject decodes the base64 of an object and notes what is wrong or loose about it.
bool DecodeObject(std::string_view body, std::span<uint8_t> bytes, std::string_view expects,
                  size_t* size, Fault* fault) {
  const Base64Result decoded = netdoc::DecodeBase64(body, bytes);
  if (decoded.fault == netdoc::Base64Fault::kTooLong) return Bad(FirstLine(body), expects, fault);
  if (!decoded.ok()) return Bad(body.substr(decoded.position, 1), "base64", fault);
  *size = decoded.size;
  // What tor writes, whole lines of 64 characters, needs no closer look.
  const size_t characters = (decoded.size + 2) / 3 * 4;
  if (decoded.canonical && characters != 0 && body.size() == characters + (characters + 63) / 64 &&
      body.back() == '\n') {
    bool even = true;
    for (size_t at = 64; at < body.size(); at += 65) even &= body[at] == '\n';
    if (even) return true;
  }
  const std::string_view loose = LooseLine(body, decoded);
  if (!loose.empty()) *fault = {&netdoc::problems::kLooseBase64, loose, {}, {}};
  return true;
}

// An object that is not there is shown as the line that is.
void JsonObject(std::string_view body, JsonWriter& json) {
  if (body.data() == nullptr) {
    json.Boolean(true);
  } else {
    json.Base64Text(body);
  }
}

void WriteObject(std::string_view label, std::string_view body, Encoder& out) {
  if (body.data() != nullptr) out.Object(label, body);
}

// DerReader reads DER from front to back: tag, length and contents of one value after another.
class DerReader {
 public:
  explicit DerReader(std::span<const uint8_t> bytes) : rest_(bytes) {}

  // Next takes the next value, which must have `tag`; lengths must be in their shortest form.
  bool Next(uint8_t tag, std::span<const uint8_t>* contents) {
    if (rest_.size() < 2 || rest_[0] != tag) return false;
    size_t length = rest_[1];
    size_t header = 2;
    if (length >= 0x80) {
      const size_t octets = length & 0x7f;
      if (octets == 0 || octets > 4 || rest_.size() < 2 + octets) return false;
      length = 0;
      for (size_t i = 0; i < octets; ++i) length = length << 8 | rest_[2 + i];
      if (rest_[2] == 0 || length < 0x80) return false;
      header += octets;
    }
    if (rest_.size() - header < length) return false;
    *contents = rest_.subspan(header, length);
    rest_ = rest_.subspan(header + length);
    return true;
  }

  // NextInteger takes an INTEGER above zero in its shortest form, without a leading zero byte.
  bool NextInteger(std::span<const uint8_t>* magnitude) {
    constexpr uint8_t kInteger = 0x02;
    if (!Next(kInteger, magnitude) || magnitude->empty() || (*magnitude)[0] >= 0x80) return false;
    if ((*magnitude)[0] == 0) {
      // It only keeps the number from being negative.
      if (magnitude->size() < 2 || (*magnitude)[1] < 0x80) return false;
      *magnitude = magnitude->subspan(1);
    }
    return true;
  }

  bool AtEnd() const { return rest_.empty(); }

 private:
  std::span<const uint8_t> rest_;
};

}  // namespace

template <typename Form>
bool Base64Argument<Form>::Decode(std::array<uint8_t, kBytes>* bytes) const {
  constexpr size_t kUnpadded = (kBytes * 8 + 5) / 6;
  constexpr size_t kPadded = (kBytes + 2) / 3 * 4;
  const bool padded = Form::kPadding && text.size() == kPadded && text.back() == '=';
  if (text.size() != kUnpadded && !padded) return false;
  const Base64Result decoded = netdoc::DecodeBase64(text, *bytes);
  return decoded.ok() && decoded.size == kBytes;
}

template <typename Form>
void Base64Argument<Form>::Json(JsonWriter& json) const {
  json.String(text.substr(0, text.find_last_not_of('=') + 1));
}

template <typename Form>
bool Base64Argument<Form>::Check(Fault* fault) const {
  std::array<uint8_t, kBytes> bytes;
  if (!Decode(&bytes)) {
    *fault = {&netdoc::problems::kBadArgument, text, kExpects, {}};
    return false;
  }
  if (!netdoc::CheckBase64(text).canonical) {
    *fault = {&netdoc::problems::kLooseBase64, text, {}, {}};
  }
  return true;
}

bool ParseRsaPublicKey(std::span<const uint8_t> der, RsaPublicKey* key) {
  constexpr uint8_t kSequence = 0x30;
  DerReader outer(der);
  std::span<const uint8_t> sequence, modulus, exponent;
  if (!outer.Next(kSequence, &sequence)) return false;
  DerReader inner(sequence);
  if (!inner.NextInteger(&modulus) || !inner.NextInteger(&exponent) || !inner.AtEnd()) return false;
  const size_t size = static_cast<size_t>(sequence.data() + sequence.size() - der.data());
  const size_t bits = modulus.size() * 8 - static_cast<size_t>(std::countl_zero(modulus[0]));
  if (size > RsaPublicKey::kMaxBytes || bits > RsaPublicKey::kMaxBits) return false;
  std::copy_n(der.begin(), size, key->bytes.begin());
  key->size = size;
  key->modulus_begin = static_cast<size_t>(modulus.data() - der.data());
  key->modulus_bits = bits;
  key->exponent = 0;
  for (const uint8_t byte : exponent) key->exponent = key->exponent << 8 | byte;
  key->exponent_too_large = exponent.size() > 8;
  key->bytes_after = !outer.AtEnd();
  return true;
}

template <typename Form>
bool RsaKeyObject<Form>::Decode(RsaPublicKey* key) const {
  std::array<uint8_t, RsaPublicKey::kMaxBytes> bytes;
  const Base64Result decoded = netdoc::DecodeBase64(body, bytes);
  return decoded.ok() && ParseRsaPublicKey(std::span(bytes).first(decoded.size), key);
}

template <typename Form>
bool RsaKeyObject<Form>::Read(ItemReader& in, RsaKeyObject* out) {
  out->body = in.item().object.body;
  return true;
}

template <typename Form>
void RsaKeyObject<Form>::Write(Encoder& out) const {
  WriteObject(kLabel, body, out);
}

template <typename Form>
void RsaKeyObject<Form>::Json(JsonWriter& json) const {
  JsonObject(body, json);
}

template <typename Form>
bool RsaKeyObject<Form>::Check(Fault* fault) const {
  if (!present()) return true;
  std::array<uint8_t, RsaPublicKey::kMaxBytes> bytes;
  size_t size;
  RsaPublicKey key;
  if (!DecodeObject(body, bytes, kExpects, &size, fault)) return false;
  if (!ParseRsaPublicKey(std::span(bytes).first(size), &key) ||
      (Form::kBits != 0 && key.modulus_bits != Form::kBits)) {
    return Bad(FirstLine(body), kExpects, fault);
  }
  const bool exponent_ok =
      Form::kExponent == 0 ? key.exponent % 2 == 1 && (key.exponent > 1 || key.exponent_too_large)
                           : key.exponent == Form::kExponent && !key.exponent_too_large;
  if (!exponent_ok) return Bad(FirstLine(body), kExpects, fault);
  if (key.bytes_after && fault->problem == nullptr) {
    *fault = {&problems::kBytesAfterKey, FirstLine(body), {}, {}};
  }
  return true;
}

template <typename Form>
bool BytesObject<Form>::Decode(std::array<uint8_t, kMaxBytes>* bytes, size_t* size) const {
  const Base64Result decoded = netdoc::DecodeBase64(body, *bytes);
  *size = decoded.size;
  return decoded.ok() && decoded.size >= Form::kMinBytes;
}

template <typename Form>
bool BytesObject<Form>::Read(ItemReader& in, BytesObject* out) {
  out->body = in.item().object.body;
  return true;
}

template <typename Form>
void BytesObject<Form>::Write(Encoder& out) const {
  WriteObject(kLabel, body, out);
}

template <typename Form>
void BytesObject<Form>::Json(JsonWriter& json) const {
  JsonObject(body, json);
}

template <typename Form>
bool BytesObject<Form>::Check(Fault* fault) const {
  if (!present()) return true;
  std::array<uint8_t, kMaxBytes> bytes;
  size_t size;
  if (!DecodeObject(body, bytes, kExpects, &size, fault)) return false;
  return size >= Form::kMinBytes || Bad(FirstLine(body), kExpects, fault);
}

template <typename Form>
bool SignatureObject<Form>::Read(ItemReader& in, SignatureObject* out) {
  const std::string_view text = in.item().text;
  out->keyword_line = text.substr(0, text.find('\n') + 1);
  return BytesObject<Form>::Read(in, out);
}

bool ParseEd25519Certificate(std::span<const uint8_t> bytes, Ed25519Certificate* certificate,
                             std::string_view* reason) {
  constexpr size_t kHeader = 40;  // up to and with the number of extensions
  const auto fail = [&](std::string_view expects) {
    *reason = expects;
    return false;
  };
  if (bytes.size() > Ed25519Certificate::kMaxBytes) {
    return fail("a certificate of at most 1024 bytes");
  }
  if (bytes.size() < kHeader + Ed25519Certificate::kSignatureBytes) {
    return fail("a certificate of at least 104 bytes");
  }
  if (bytes[0] != 1) return fail("a certificate of version 1");
  Ed25519Certificate& out = *certificate;
  std::copy(bytes.begin(), bytes.end(), out.bytes.begin());
  out.size = bytes.size();
  out.version = bytes[0];
  out.type = bytes[1];
  out.expiration_hours = 0;
  for (size_t i = 2; i < 6; ++i) out.expiration_hours = out.expiration_hours << 8 | bytes[i];
  out.key_type = bytes[6];
  std::copy_n(bytes.begin() + 7, out.certified_key.size(), out.certified_key.begin());
  out.extensions = bytes[39];
  out.has_signing_key = false;

  std::span<const uint8_t> rest = bytes.subspan(kHeader);
  rest = rest.first(rest.size() - Ed25519Certificate::kSignatureBytes);
  for (unsigned i = 0; i < out.extensions; ++i) {
    constexpr size_t kExtensionHeader = 4;
    if (rest.size() < kExtensionHeader) return fail("a certificate with all of its extensions");
    const size_t length = static_cast<size_t>(rest[0] << 8 | rest[1]);
    const uint8_t type = rest[2];
    const uint8_t flags = rest[3];
    rest = rest.subspan(kExtensionHeader);
    if (rest.size() < length) return fail("a certificate with all of its extensions");
    if (type == Ed25519Certificate::kSignedWithKey) {
      if (length != out.signing_key.size()) return fail("a certificate with a signer of 32 bytes");
      if (out.has_signing_key) return fail("a certificate with one signer");
      out.has_signing_key = true;
      std::copy_n(rest.begin(), length, out.signing_key.begin());
    } else if (flags & Ed25519Certificate::kAffectsValidation) {
      return fail("a certificate without unknown extensions that affect validation");
    }
    rest = rest.subspan(length);
  }
  if (!rest.empty()) return fail("a certificate with its signature right behind its extensions");
  if (!out.has_signing_key) out.signing_key = {};
  return true;
}

template <typename Form>
bool CertificateObject<Form>::Decode(Ed25519Certificate* certificate) const {
  std::array<uint8_t, Ed25519Certificate::kMaxBytes> bytes;
  std::string_view reason;
  const Base64Result decoded = netdoc::DecodeBase64(body, bytes);
  return decoded.ok() &&
         ParseEd25519Certificate(std::span(bytes).first(decoded.size), certificate, &reason);
}

template <typename Form>
bool CertificateObject<Form>::Read(ItemReader& in, CertificateObject* out) {
  out->body = in.item().object.body;
  return true;
}

template <typename Form>
void CertificateObject<Form>::Write(Encoder& out) const {
  WriteObject(kLabel, body, out);
}

template <typename Form>
void CertificateObject<Form>::Json(JsonWriter& json) const {
  JsonObject(body, json);
}

template <typename Form>
bool CertificateObject<Form>::Check(Fault* fault) const {
  if (!present()) return true;
  std::array<uint8_t, Ed25519Certificate::kMaxBytes> bytes;
  size_t size;
  Ed25519Certificate certificate;
  std::string_view reason;
  if (!DecodeObject(body, bytes, "a certificate of at most 1024 bytes", &size, fault)) return false;
  if (!ParseEd25519Certificate(std::span(bytes).first(size), &certificate, &reason)) {
    return Bad(FirstLine(body), reason, fault);
  }
  if (certificate.type != Form::kType || (Form::kNeedsSigner && !certificate.has_signing_key)) {
    return Bad(FirstLine(body), kExpects, fault);
  }
  return true;
}

template struct Base64Argument<internal::Curve25519KeyForm>;
template struct Base64Argument<internal::Ed25519KeyForm>;
template struct Base64Argument<internal::Ed25519SignatureForm>;
template struct Base64Argument<internal::Sha256Base64Form>;
template struct RsaKeyObject<internal::OnionKeyForm>;
template struct RsaKeyObject<internal::SigningKeyForm>;
template struct RsaKeyObject<internal::AnyRsaKeyForm>;
template struct BytesObject<internal::CrossCertForm>;
template struct BytesObject<internal::RelaySignatureForm>;
template struct BytesObject<internal::RsaSignatureForm>;
template struct BytesObject<internal::CrossSignatureForm>;
template struct SignatureObject<internal::RelaySignatureForm>;
template struct SignatureObject<internal::RsaSignatureForm>;
template struct CertificateObject<internal::IdentityCertificateForm>;
template struct CertificateObject<internal::NtorCrossCertificateForm>;
template struct CertificateObject<internal::FamilyCertificateForm>;

}  // namespace scape::descriptor
