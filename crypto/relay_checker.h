// RelayChecker checks what a relay has signed: its server descriptor and its extra-info (dir-spec,
// "Server descriptor format" and "Extra-info document format"; cert-spec).
//
//   absl::StatusOr<RelayChecker> checker = RelayChecker::Create();
//   if (!checker.ok()) return checker.status();
//   std::vector<Verdict> verdicts;
//   checker->Check(descriptor, &verdicts);
//   if (Worst(verdicts) == Outcome::kGood) ...
//
// Archives have the same relay again and again: of its certificates and cross-certificates only the
// first occurrence is decoded and checked, and its RSA key is made ready once. What is remembered
// is bounded (some 10 MB, and 4 KB for each of up to 32,768 keys), is known by SHA-256 of the text
// of everything that went into the check, and is only what was good. A checker belongs to one
// thread; checkers of several may share what they found good. A document's text must live as long
// as its verdicts.
//
// What stands in a document outside of what is signed is told, as tor would refuse it; other faults
// of the document are for parsing and lint. Times are not looked at here: a verdict tells when the
// certificate that it rests on expires.
#ifndef SCAPE_CRYPTO_RELAY_CHECKER_H_
#define SCAPE_CRYPTO_RELAY_CHECKER_H_

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "crypto/checked.h"
#include "crypto/digest.h"
#include "crypto/ed25519.h"
#include "crypto/recent.h"
#include "crypto/rsa.h"
#include "crypto/verdict.h"
#include "descriptor/extra_info.h"
#include "descriptor/keys.h"
#include "descriptor/server_descriptor.h"

namespace scape::crypto {

// The checks, in the order of their verdicts.
namespace relay_checks {
inline constexpr CheckKind kFingerprint{"fingerprint", "it is the SHA-1 of `signing-key`"};
inline constexpr CheckKind kIdentityEd25519{"identity-ed25519",
                                            "the master key has signed the signing key"};
inline constexpr CheckKind kOnionKeyCrosscert{
    "onion-key-crosscert", "the onion key has signed both identities of the relay"};
inline constexpr CheckKind kNtorOnionKeyCrosscert{
    "ntor-onion-key-crosscert", "the ntor key has signed the Ed25519 identity of the relay"};
inline constexpr CheckKind kFamilyCert{"family-cert",
                                       "the family's key has signed the identity of the relay",
                                       /*may_expire=*/true};
inline constexpr CheckKind kRouterSigEd25519{
    "router-sig-ed25519", "the signing key that the master key has signed has signed the document"};
inline constexpr CheckKind kRouterSignature{"router-signature",
                                            "the RSA identity key has signed the document"};
}  // namespace relay_checks

// RelayKeys is what a relay's extra-infos are checked with, out of its server descriptors. It owns
// what it holds.
struct RelayKeys {
  // MasterKey is none of a descriptor without an Ed25519 identity.
  using MasterKey = std::optional<Ed25519Point>;

  // One relay has one or two; more than so many are not kept.
  static constexpr size_t kMostMasterKeys = 16;

  std::string signing_key;             // the object's body
  Sha1Digest fingerprint{};            // of signing_key
  std::vector<MasterKey> master_keys;  // of several descriptors there may be several

  // Of returns nothing when the descriptor has no usable `signing-key`.
  static std::optional<RelayKeys> Of(const descriptor::ServerDescriptor& descriptor);
  // Add takes the master keys of another descriptor of the same relay.
  void Add(const RelayKeys& other);
};

namespace internal {

// Identity is the Ed25519 identity of a relay, by a certificate that is good.
struct Identity {
  Ed25519Point master_key;
  Ed25519Point signing_key;
  netdoc::UtcTime expires;  // of the signing key
};

// RelayMemory is what came of good checks.
struct RelayMemory {
  explicit RelayMemory(size_t rows) : identities(rows), others(2 * rows) {}
  GoodChecks<Identity> identities;
  GoodChecks<std::optional<netdoc::UtcTime>> others;  // when what was checked expires
};

}  // namespace internal

class RelayChecker {
 public:
  // With kForget nothing is remembered.
  enum class Memory : uint8_t { kRemember, kForget };
  static absl::StatusOr<RelayChecker> Create(Memory memory = Memory::kRemember);
  // Copy returns a checker for another thread; what one of them finds good, the other need not
  // check again. Keys each makes ready for itself.
  absl::StatusOr<RelayChecker> Copy() const;

  // Check appends the verdicts of all that is in the document, and of what must be. A sanitised
  // bridge's has one verdict, kNothingToVerify. Nothing is returned unless all are good, or warned.
  std::optional<SignatureChecked<descriptor::ServerDescriptor>> Check(
      const descriptor::ServerDescriptor& document, std::vector<Verdict>* verdicts);

  // Check of an extra-info: the RSA key and the Ed25519 identity are those of the relay's server
  // descriptor. Null: they are not known, and what the RSA key has signed is Outcome::kUnknown.
  // Another relay's are kWrongSigner. The descriptor itself is not checked here, nor whether it
  // names this very extra-info by its digest.
  std::optional<SignatureChecked<descriptor::ExtraInfo>> Check(
      const descriptor::ExtraInfo& document, const RelayKeys* relay,
      std::vector<Verdict>* verdicts);

 private:
  using Identity = internal::Identity;

  // SigningKey is a relay's RSA identity key, made ready.
  struct SigningKey {
    std::string body;  // empty: there is none
    Sha1Digest fingerprint;
    std::optional<RsaChecker> checker;  // none: OpenSSL cannot check with it
  };

  void CheckAll(const descriptor::ServerDescriptor& document, std::vector<Verdict>* verdicts);
  void CheckAll(const descriptor::ExtraInfo& document, const RelayKeys* relay,
                std::vector<Verdict>* verdicts);

  // Without `memory` nothing is remembered.
  RelayChecker(Sha1Digester sha1, Sha256Digester sha256,
               std::shared_ptr<internal::RelayMemory> memory);
  static absl::StatusOr<RelayChecker> Make(std::shared_ptr<internal::RelayMemory> memory);

  std::optional<Identity> CheckIdentity(
      const std::optional<descriptor::IdentityCertificate>& certificate,
      const std::optional<descriptor::Ed25519Key>& master_key, std::string_view text,
      std::vector<Verdict>* verdicts);
  void CheckEd25519Signature(const std::optional<descriptor::Ed25519Signature>& signature,
                             const std::optional<Identity>& identity, std::string_view text,
                             size_t signatures, std::vector<Verdict>* verdicts);
  Verdict OnionKeyVerdict(const descriptor::ServerDescriptor& document,
                          const SigningKey* signing_key, const Identity& identity);
  Verdict NtorVerdict(const descriptor::ServerDescriptor& document, const Identity& identity);
  Verdict FamilyVerdict(const descriptor::FamilyCertificate& family, const Identity& identity);
  template <typename Document>
  void CheckRsaSignature(const Document& document, SigningKey& key, size_t signatures,
                         std::vector<Verdict>* verdicts);
  SigningKey* Ready(std::string_view body, SigningKey* own);
  // Of a good check, when what was checked expires, if it does.
  using Expires = std::optional<netdoc::UtcTime>;
  std::optional<Expires> Recall(const Sha256Digest& inputs) const;
  void Remember(const Sha256Digest& inputs, const Expires& expires);
  // Inputs is of all that a check is of: its name and texts.
  Sha256Digest Inputs(const CheckKind& check, std::initializer_list<std::string_view> texts);

  Sha1Digester sha1_;
  Sha256Digester sha256_;
  std::shared_ptr<internal::RelayMemory> memory_;
  Recent<SigningKey> keys_;
};

}  // namespace scape::crypto

#endif  // SCAPE_CRYPTO_RELAY_CHECKER_H_
