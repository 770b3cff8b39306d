// KeyCertificate says which signing key a directory authority uses for some months, signed with its
// long-term identity key, which is kept offline (dir-spec 3.1).
//
//   KeyCertificate certificate;
//   netdoc::ParseDocument(text, kKeyCertificate, &certificate, diagnostics);
//   certificate.fingerprint.bytes;                   // SHA-1 of the identity key
//   certificate.dir_key_expires;                     // when the signing key ceases to count
//   certificate.signed_text();                       // what dir_key_certification is over
//
// It stands alone, in files of several one behind the other, and as a section in a vote. A parsed
// certificate borrows the text it was parsed from.
#ifndef SCAPE_DESCRIPTOR_KEY_CERTIFICATE_H_
#define SCAPE_DESCRIPTOR_KEY_CERTIFICATE_H_

#include <cstdint>
#include <optional>
#include <string_view>

#include "descriptor/address.h"
#include "descriptor/keys.h"
#include "descriptor/netdoc/parse.h"
#include "descriptor/netdoc/table.h"
#include "descriptor/netdoc/value.h"
#include "descriptor/relay_id.h"

namespace scape::descriptor {

inline constexpr netdoc::Kinds kKeyCertificate = 1;

struct KeyCertificate : netdoc::Document {
  uint64_t dir_key_certificate_version = 0;  // 3
  std::optional<AddressPort> dir_address;    // of the authority's DirPort
  Sha1 fingerprint;                          // of dir_identity_key
  netdoc::UtcTime dir_key_published;
  netdoc::UtcTime dir_key_expires;
  std::optional<AnyRsaKey> dir_identity_key;
  std::optional<AnyRsaKey> dir_signing_key;
  std::optional<CrossSignature> dir_key_crosscert;    // of the identity key, by the signing key
  std::optional<RsaSignature> dir_key_certification;  // of the certificate, by the identity key

  // signed_text is what dir-key-certification signs and whose SHA-1 is the certificate's digest:
  // from `dir-key-certificate-version` through the line feed after `dir-key-certification`. Empty
  // when there is no signature.
  std::string_view signed_text() const;

  // For the parse loop: whether the certificate is older than the tor that first wrote
  // cross-certificates. Only its time tells.
  netdoc::Age AgeAgainst(std::string_view since) const;
};

}  // namespace scape::descriptor

namespace scape::netdoc {

template <>
inline constexpr auto kTable<descriptor::KeyCertificate> = [] {
  using C = descriptor::KeyCertificate;
  return MakeTable<C>(
      "https://spec.torproject.org/dir-spec/creating-key-certificates.html",
      Row<&C::dir_key_certificate_version>(
          {.keyword = "dir-key-certificate-version",
           .occurs = Occurs::kExactlyOnce,
           .place = Place::kAtStart,
           .summary = "Begins the certificate: the version of its format, 3."}),
      Row<&C::dir_address>({.keyword = "dir-address",
                            .since = "0.2.0.9-alpha",
                            .summary = "The IPv4 address and DirPort of the authority."}),
      Row<&C::fingerprint>({.keyword = "fingerprint",
                            .occurs = Occurs::kExactlyOnce,
                            .summary = "SHA-1 of the identity key."}),
      Row<&C::dir_key_published>({.keyword = "dir-key-published",
                                  .occurs = Occurs::kExactlyOnce,
                                  .summary = "When the certificate was made."}),
      Row<&C::dir_key_expires>({.keyword = "dir-key-expires",
                                .occurs = Occurs::kExactlyOnce,
                                .summary = "When the signing key ceases to count."}),
      Row<&C::dir_identity_key>({.keyword = "dir-identity-key",
                                 .occurs = Occurs::kExactlyOnce,
                                 .object = "RSA PUBLIC KEY",
                                 .object_use = ObjectUse::kRequired,
                                 .extra = Extra::kForbidden,
                                 .summary = "The long-term identity key of the authority."}),
      Row<&C::dir_signing_key>({.keyword = "dir-signing-key",
                                .occurs = Occurs::kExactlyOnce,
                                .object = "RSA PUBLIC KEY",
                                .object_use = ObjectUse::kRequired,
                                .extra = Extra::kForbidden,
                                .summary = "The key that signs votes and consensuses."}),
      Row<&C::dir_key_crosscert>(
          {.keyword = "dir-key-crosscert",
           .occurs = Occurs::kExactlyOnce,
           .object = "ID SIGNATURE",
           .also_object = "SIGNATURE",
           .object_use = ObjectUse::kRequired,
           .extra = Extra::kForbidden,
           .since = "0.2.1.9-alpha",
           .summary = "The digest of the identity key, signed with the signing key."}),
      Row<&C::dir_key_certification>(
          {.keyword = "dir-key-certification",
           .occurs = Occurs::kExactlyOnce,
           .place = Place::kAtEnd,
           .object = "SIGNATURE",
           .object_use = ObjectUse::kRequired,
           .extra = Extra::kForbidden,
           .summary = "The signature of the certificate by the identity key."}));
}();

}  // namespace scape::netdoc

#endif  // SCAPE_DESCRIPTOR_KEY_CERTIFICATE_H_
