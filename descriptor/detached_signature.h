// DetachedSignature is what the authorities send each other when they have computed a consensus:
// its digests and their signatures of it, without the consensus itself (dir-spec 3.10).
//
//   DetachedSignature document;
//   netdoc::ParseDocument(text, kDetachedSignature, &document, diagnostics);
//   for (const PlainSignature& signature : document.directory_signatures) ...
//
// `consensus-digest` and `directory-signature` are of the consensus without flavor, by SHA-1; the
// additional ones name theirs. It borrows the text it was parsed from.
#ifndef SCAPE_DESCRIPTOR_DETACHED_SIGNATURE_H_
#define SCAPE_DESCRIPTOR_DETACHED_SIGNATURE_H_

#include <string_view>
#include <vector>

#include "descriptor/keys.h"
#include "descriptor/netdoc/parse.h"
#include "descriptor/netdoc/table.h"
#include "descriptor/netdoc/value.h"
#include "descriptor/relay_id.h"

namespace scape::descriptor {

inline constexpr netdoc::Kinds kDetachedSignature = 1;

// AdditionalDigest is `additional-digest flavor algname digest`.
struct AdditionalDigest : netdoc::Line {
  std::string_view flavor;
  std::string_view algname;
  HexDigest digest;

  static constexpr auto kArguments =
      netdoc::Arguments(netdoc::Argument<&AdditionalDigest::flavor>("flavor"),
                        netdoc::Argument<&AdditionalDigest::algname>("algname"),
                        netdoc::Argument<&AdditionalDigest::digest>("digest"));
};

// AdditionalSignature is `additional-signature flavor algname identity signing-key-digest`.
struct AdditionalSignature : netdoc::Line {
  std::string_view flavor;
  std::string_view algname;
  Sha1 identity;            // of the authority's identity key
  Sha1 signing_key_digest;  // of the key that signed
  RsaSignature signature;

  static constexpr auto kArguments = netdoc::Arguments(
      netdoc::Argument<&AdditionalSignature::flavor>("flavor"),
      netdoc::Argument<&AdditionalSignature::algname>("algname"),
      netdoc::Argument<&AdditionalSignature::identity>("identity"),
      netdoc::Argument<&AdditionalSignature::signing_key_digest>("signing_key_digest"),
      netdoc::Argument<&AdditionalSignature::signature>("signature"));
};

// PlainSignature is `directory-signature identity signing-key-digest`: of the consensus without
// flavor. That of a consensus itself, which may name an algorithm, is DirectorySignature
// (network_status.h).
struct PlainSignature : netdoc::Line {
  Sha1 identity;
  Sha1 signing_key_digest;
  RsaSignature signature;

  static constexpr auto kArguments =
      netdoc::Arguments(netdoc::Argument<&PlainSignature::identity>("identity"),
                        netdoc::Argument<&PlainSignature::signing_key_digest>("signing_key_digest"),
                        netdoc::Argument<&PlainSignature::signature>("signature"));
};

struct DetachedSignature : netdoc::Document {
  Sha1 consensus_digest;
  netdoc::UtcTime valid_after;
  netdoc::UtcTime fresh_until;
  netdoc::UtcTime valid_until;
  std::vector<AdditionalDigest> additional_digests;
  std::vector<AdditionalSignature> additional_signatures;
  std::vector<PlainSignature> directory_signatures;
};

}  // namespace scape::descriptor

namespace scape::netdoc {

template <>
inline constexpr auto kTable<descriptor::DetachedSignature> = [] {
  using D = descriptor::DetachedSignature;
  return MakeTable<D>(
      "https://spec.torproject.org/dir-spec/exchanging-detached-signatures.html",
      Row<&D::consensus_digest>(
          {.keyword = "consensus-digest",
           .occurs = Occurs::kExactlyOnce,
           .place = Place::kAtStart,
           .summary = "Begins the document: SHA-1 of the signed part of the consensus."}),
      Row<&D::valid_after>({.keyword = "valid-after",
                            .occurs = Occurs::kExactlyOnce,
                            .summary = "When the consensus begins to count."}),
      Row<&D::fresh_until>({.keyword = "fresh-until",
                            .occurs = Occurs::kExactlyOnce,
                            .summary = "When the next consensus is due."}),
      Row<&D::valid_until>({.keyword = "valid-until",
                            .occurs = Occurs::kExactlyOnce,
                            .summary = "When the consensus ceases to count."}),
      Row<&D::additional_digests>({.keyword = "additional-digest",
                                   .occurs = Occurs::kAnyNumber,
                                   .json = "additional_digests",
                                   .since = "0.2.2.6-alpha",
                                   .summary = "A digest of the consensus of another flavor."}),
      Row<&D::additional_signatures>(
          {.keyword = "additional-signature",
           .occurs = Occurs::kAnyNumber,
           .json = "additional_signatures",
           .object = "SIGNATURE",
           .object_use = ObjectUse::kRequired,
           .since = "0.2.2.6-alpha",
           .summary = "An authority's signature of the consensus of another flavor."}),
      Row<&D::directory_signatures>(
          {.keyword = "directory-signature",
           .occurs = Occurs::kOnceOrMore,
           .json = "directory_signatures",
           .object = "SIGNATURE",
           .object_use = ObjectUse::kRequired,
           .summary = "An authority's signature of the consensus without flavor."}));
}();

}  // namespace scape::netdoc

#endif  // SCAPE_DESCRIPTOR_DETACHED_SIGNATURE_H_
