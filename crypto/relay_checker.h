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
// first occurrence is decoded and checked, and its keys are made ready once. What is remembered is
// bounded, is known by SHA-256 of the text of everything that went into the check, and is only what
// was good. A checker belongs to one thread; a document's text must live as long as its verdicts.
//
// What stands in a document outside of what is signed is told, as tor would refuse it; other faults
// of the document are for parsing and lint. Times are not looked at here: a verdict tells when the
// certificate that it rests on expires.
#ifndef SCAPE_CRYPTO_RELAY_CHECKER_H_
#define SCAPE_CRYPTO_RELAY_CHECKER_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "absl/status/statusor.h"
#include "crypto/checked.h"
#include "crypto/digest.h"
#include "crypto/ed25519.h"
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
  Sha1Digest fingerprint;              // of signing_key
  std::vector<MasterKey> master_keys;  // of several descriptors there may be several

  // Of returns nothing when the descriptor has no usable `signing-key`.
  static std::optional<RelayKeys> Of(const descriptor::ServerDescriptor& descriptor);
  // Add takes the master keys of another descriptor of the same relay.
  void Add(const RelayKeys& other);
};

class RelayChecker {
 public:
  // With kForget nothing is remembered.
  enum class Memory : uint8_t { kRemember, kForget };
  static absl::StatusOr<RelayChecker> Create(Memory memory = Memory::kRemember);

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
  // Identity is the Ed25519 identity of the document in hand.
  struct Identity {
    Ed25519Point master_key;
    Ed25519Point signing_key;
    netdoc::UtcTime expires;  // of the signing key
  };

  // SigningKey is a relay's RSA identity key, made ready.
  struct SigningKey {
    std::string body;  // empty: there is none
    Sha1Digest fingerprint;
    std::optional<RsaChecker> checker;  // none: OpenSSL cannot check with it
  };

  // Good is what came of a check that was good, of a certificate or a cross-certificate.
  template <typename Result>
  struct Good {
    Sha256Digest inputs;
    Result result;
  };

  // Recent is a bounded set, in rows of kRow of which the one that was used last is the first.
  template <typename Entry>
  class Recent {
   public:
    static constexpr size_t kRow = 4;
    explicit Recent(size_t rows) : slots_(rows * kRow) {}

    // Find returns the entry of `number` that `is` is true of, or null.
    template <typename Is>
    Entry* Find(uint64_t number, const Is& is) {
      Slot* const row = Row(number);
      if (row == nullptr) return nullptr;
      Slot* const found = std::find_if(row, row + kRow, [&](const Slot& slot) {
        return slot.number == number && is(slot.entry);
      });
      if (found == row + kRow) return nullptr;
      std::rotate(row, found, found + 1);
      return &row->entry;
    }
    // Replace returns the entry of its row that was used longest ago, which is to be overwritten
    // with one of `number`; null: nothing is to be remembered.
    Entry* Replace(uint64_t number) {
      Slot* const row = Row(number);
      if (row == nullptr) return nullptr;
      std::rotate(row, row + kRow - 1, row + kRow);
      row->number = number;
      return &row->entry;
    }

   private:
    struct Slot {
      uint64_t number = 0;
      Entry entry;
    };
    Slot* Row(uint64_t number) {
      return slots_.empty() ? nullptr : &slots_[number % (slots_.size() / kRow) * kRow];
    }
    std::vector<Slot> slots_;
  };

  template <typename Result>
  static const Result* Find(Recent<Good<Result>>& good, const Sha256Digest& inputs);
  template <typename Result>
  static void Remember(Recent<Good<Result>>& good, const Sha256Digest& inputs,
                       const std::type_identity_t<Result>& result);

  void CheckAll(const descriptor::ServerDescriptor& document, std::vector<Verdict>* verdicts);
  void CheckAll(const descriptor::ExtraInfo& document, const RelayKeys* relay,
                std::vector<Verdict>* verdicts);

  RelayChecker(Sha1Digester sha1, Sha256Digester sha256, size_t rows)
      : sha1_(std::move(sha1)),
        sha256_(std::move(sha256)),
        identities_(rows),
        good_(2 * rows),
        keys_(rows) {}

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
  // Inputs is of all that a check is of: its name and texts.
  Sha256Digest Inputs(const CheckKind& check, std::initializer_list<std::string_view> texts);

  Sha1Digester sha1_;
  Sha256Digester sha256_;
  Recent<Good<Identity>> identities_;
  Recent<Good<std::optional<netdoc::UtcTime>>> good_;  // when they expire
  Recent<SigningKey> keys_;
};

}  // namespace scape::crypto

#endif  // SCAPE_CRYPTO_RELAY_CHECKER_H_
