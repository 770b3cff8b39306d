// The rules across the items of a key certificate.
#include <algorithm>
#include <array>
#include <string_view>

#include "descriptor/key_certificate.h"
#include "descriptor/lint.h"

namespace scape::descriptor {
namespace {

using netdoc::Severity;

constexpr size_t kLargestCertificate = 131072;         // bytes; tor refuses more
constexpr int64_t kLongestLifetime = 2 * 366 * 86400;  // seconds; tor-gencert makes 24 months
constexpr size_t kIdentityBits = 3072;
constexpr size_t kSigningBits = 2048;

// The SHA-1 of signing keys that were in use when OpenSSL gave memory away (CVE-2014-0160); tor
// trusts nothing that they sign.
constexpr std::string_view kDenylisted[] = {
    "09CD84F751FD6E955E0F8ADB497D5401470D697E", "0E7E9C07F0969D0468AD741E172A6109DC289F3C",
    "57B85409891D3FB32137F642FDEDF8B7F8CDFDCD", "87326329007AF781F587AF5B594E540B2B6C7630",
    "98CC82342DE8D298CF99D3F1A396475901E0D38E", "9904B52336713A5ADCB13E4FB14DC919E0D45571",
    "9DCD8E3F1DD1597E2AD476BBA28A1A89F3095227", "A61682F34B9BB9694AC98491FE1ABBFE61923941",
    "B59F6E99C575113650C99F1C425BA7B20A8C071D", "D27178388FA75B96D37FA36E0B015227DDDBDA51"};

bool IsDenylisted(const std::array<uint8_t, 20>& digest) {
  return std::any_of(std::begin(kDenylisted), std::end(kDenylisted), [&](std::string_view listed) {
    std::array<uint8_t, 20> bytes;
    return netdoc::DecodeHex(listed, bytes) && bytes == digest;
  });
}

bool HasTimes(const KeyCertificate& c) {
  return HasRead(c, "dir-key-published") && HasRead(c, "dir-key-expires");
}

bool Decoded(const std::optional<AnyRsaKey>& object, RsaPublicKey* key) {
  return object.has_value() && object->Decode(key);
}

constexpr LintRule<KeyCertificate> kRules[] = {
    {{"certificate-too-large", Severity::kError, Severity::kError,
      "the certificate is longer than 131072 bytes", "tor refuses it; remove what is not needed",
      ""},
     [](const KeyCertificate& c, Finder& found) {
       if (c.text.size() > kLargestCertificate) found.At(c.text.substr(kLargestCertificate, 1));
     }},
    {{"unknown-certificate-version", Severity::kError, Severity::kError,
      "this version of key certificates is not 3", "there is no other; correct the number", ""},
     [](const KeyCertificate& c, Finder& found) {
       constexpr std::string_view kKeyword = "dir-key-certificate-version";
       if (HasRead(c, kKeyword) && c.dir_key_certificate_version != 3) {
         Report(c, found, kKeyword);
       }
     }},
    {{"dir-address-not-ipv4", Severity::kError, Severity::kError,
      "`dir-address` is no IPv4 address", "tor refuses the certificate", ""},
     [](const KeyCertificate& c, Finder& found) {
       if (c.dir_address.has_value() && c.dir_address->address.is_ipv6) {
         Report(c, found, "dir-address");
       }
     }},
    {{"identity-key-mismatch", Severity::kError, Severity::kError,
      "`fingerprint` is not the SHA-1 of `dir-identity-key`",
      "one of the two is another authority's", ""},
     [](const KeyCertificate& c, Finder& found) {
       RsaPublicKey key;
       if (found.context().sha1 == nullptr || !HasRead(c, "fingerprint") ||
           !Decoded(c.dir_identity_key, &key)) {
         return;
       }
       if (found.context().sha1(key.der()) != c.fingerprint.bytes) Report(c, found, "fingerprint");
     }},
    {{"expires-before-published", Severity::kWarning, Severity::kWarning,
      "the certificate expires before it is published", "one of the two times is wrong", ""},
     [](const KeyCertificate& c, Finder& found) {
       if (HasTimes(c) && c.dir_key_expires <= c.dir_key_published) {
         Report(c, found, "dir-key-expires");
       }
     }},
    {{"long-certificate-lifetime", Severity::kWarning, Severity::kWarning,
      "the certificate is good for more than two years",
      "make one for 3 to 12 months: a signing key is online, and may be stolen", ""},
     [](const KeyCertificate& c, Finder& found) {
       if (HasTimes(c) &&
           c.dir_key_expires.unix_seconds - c.dir_key_published.unix_seconds > kLongestLifetime) {
         Report(c, found, "dir-key-expires");
       }
     }},
    {{"short-authority-key", Severity::kWarning, Severity::kWarning,
      "`$keyword` has fewer than $expects bits", "make a longer key", ""},
     [](const KeyCertificate& c, Finder& found) {
       RsaPublicKey key;
       if (Decoded(c.dir_identity_key, &key) && key.modulus_bits < kIdentityBits) {
         Report(c, found, "dir-identity-key", "3072");
       }
       if (Decoded(c.dir_signing_key, &key) && key.modulus_bits < kSigningBits) {
         Report(c, found, "dir-signing-key", "2048");
       }
     }},
    {{"authority-key-exponent", Severity::kWarning, Severity::kWarning,
      "the exponent of `$keyword` is not 65537", "make a new key", ""},
     [](const KeyCertificate& c, Finder& found) {
       const auto check = [&](const std::optional<AnyRsaKey>& object, std::string_view keyword) {
         RsaPublicKey key;
         if (Decoded(object, &key) && (key.exponent != 65537 || key.exponent_too_large)) {
           Report(c, found, keyword);
         }
       };
       check(c.dir_identity_key, "dir-identity-key");
       check(c.dir_signing_key, "dir-signing-key");
     }},
    {{"denylisted-signing-key", Severity::kError, Severity::kWarning,
      "the signing key may have been stolen in 2014; tor trusts nothing that it signs",
      "make a new signing key", ""},
     [](const KeyCertificate& c, Finder& found) {
       RsaPublicKey key;
       if (found.context().sha1 != nullptr && Decoded(c.dir_signing_key, &key) &&
           IsDenylisted(found.context().sha1(key.der()))) {
         Report(c, found, "dir-signing-key");
       }
     }},
};

}  // namespace

std::span<const LintRule<KeyCertificate>> KeyCertificateRules() { return kRules; }

}  // namespace scape::descriptor
