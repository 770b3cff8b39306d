// Digests of documents: SHA-1, SHA-256, SHA3-256, SHAKE-256, and HMAC over the
// first three. OpenSSL computes; this header gives each digest a type, finds
// the algorithms once per process, and reuses contexts, so that a digest costs
// no look-up and no set-up. (It allocates nothing either, but for one small
// block that OpenSSL 3.0 itself frees and takes at the start of each digest.)
//
// Which digest for what (dir-spec, rend-spec, control-spec):
//
//   SHA-1      fingerprints; digests of server descriptors, extra-infos, votes,
//              key certificates and the unflavored consensus
//   SHA-256    microdescriptors, the microdesc consensus, router-sig-ed25519
//   SHA3-256   onion services v3, shared randomness, consensus diffs
//   SHAKE-256  keys of the layers of an onion-service descriptor
//   HMAC       SHA-256: SAFECOOKIE authentication at a control port
//
// One digest of one text, when speed does not matter:
//
//   absl::StatusOr<Sha1Digest> digest = Sha1("abc");
//   // (*digest)[0] == 0xa9, (*digest)[19] == 0x9d
//
// Many digests, or a text that comes in pieces: make a Digester once and keep
// it.
//
//   absl::StatusOr<Sha256Digester> digester = Sha256Digester::Create();
//   if (!digester.ok()) return digester.status();   // OpenSSL has no SHA-256
//   for (std::string_view text : microdescriptors) {
//     Sha256Digest digest = digester->Hash(text);   // cannot be missing
//   }
//   digester->Update("Tor router descriptor signature v1");
//   digester->Update(signed_text);
//   Sha256Digest message = digester->Finish();      // and ready for the next
//
// A message authentication code, made and checked:
//
//   absl::StatusOr<HmacSha256> hmac = HmacSha256::Create(key);
//   if (!hmac.ok()) return hmac.status();
//   hmac->Update(cookie);
//   hmac->Update(client_nonce);
//   hmac->Update(server_nonce);
//   if (!hmac->Verify(server_hash)) return ...;     // in constant time
//
// Errors. OpenSSL offers what its configuration says: a provider may be
// missing, or a FIPS policy may forbid an algorithm. That shows when an object
// is created, so Create() and the functions on this page return
// absl::StatusOr, and Digester::Hash() and Finish() return the digest itself:
// whoever holds a Digester holds the proof that its algorithm is there. After
// that OpenSSL can fail only without memory, or when a FIPS module has stopped
// itself. Then the digest is fresh random bytes, so that it equals no digest in
// any document and every check fails closed, and status() is not OK from then
// on. Code that writes digests out looks at status() once, after the last of
// them. Hmac reports every failure, and Verify() counts one as a mismatch.
//
// Ownership. Arguments are only read during the call, nothing is kept of them.
// Results are arrays and belong to the caller. An object owns its OpenSSL
// context; the algorithms themselves are found at the first use in the process
// and never freed.
//
// Threads. Every function on this page may be called from any thread at any
// time, except from destructors of static objects. One object belongs to one
// thread at a time.
//
// Secrets. What a Digester has hashed can be found in its memory until it is
// destroyed, or Wipe() is called. Sha1(), Sha256() and Sha3_256() use an object
// of the calling thread and do not wipe it, so hash secrets with a Digester of
// your own; Shake256() wipes, because it derives keys. An Hmac wipes its key
// when it is destroyed. Results are the caller's to wipe, with Cleanse().

#ifndef SCAPE_CRYPTO_DIGEST_H_
#define SCAPE_CRYPTO_DIGEST_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

struct evp_mac_ctx_st;  // EVP_MAC_CTX, so that users need no OpenSSL header
struct evp_md_ctx_st;   // EVP_MD_CTX

namespace scape::crypto {

// DigestAlgorithm names the functions of this header.
enum class DigestAlgorithm : uint8_t { kSha1, kSha256, kSha3_256, kShake256 };

// DigestSize is the length in bytes of the digests of `algorithm`. It is 0 for
// SHAKE-256, whose caller chooses.
constexpr size_t DigestSize(DigestAlgorithm algorithm) {
  switch (algorithm) {
    case DigestAlgorithm::kSha1:
      return 20;
    case DigestAlgorithm::kSha256:
    case DigestAlgorithm::kSha3_256:
      return 32;
    case DigestAlgorithm::kShake256:
      return 0;
  }
  return 0;
}

// Sha1Digest, Sha256Digest and Sha3Digest are plain bytes: comparable, hashable
// by Abseil, free of destructors. The last two are the same type; the names
// tell the reader which one is meant.
using Sha1Digest = std::array<uint8_t, DigestSize(DigestAlgorithm::kSha1)>;
using Sha256Digest = std::array<uint8_t, DigestSize(DigestAlgorithm::kSha256)>;
using Sha3Digest = std::array<uint8_t, DigestSize(DigestAlgorithm::kSha3_256)>;

// AsText views bytes as the text that the functions of this header take. The
// result is valid as long as the bytes are.
//
//   digester.Update(AsText(key));   // the same as digester.Update(key)
inline std::string_view AsText(std::span<const uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Implementation details, not for use elsewhere.
namespace digest_internal {

struct FreeContext {
  void operator()(evp_md_ctx_st* context) const;
  void operator()(evp_mac_ctx_st* context) const;
};

// DigestState is one OpenSSL context and the rule when to start it: at the
// first Update or Finish after Create, Finish, Reset or Wipe.
class DigestState {
 public:
  static absl::StatusOr<DigestState> Create(DigestAlgorithm algorithm);
  DigestState(DigestState&& other) noexcept;
  DigestState& operator=(DigestState&& other) noexcept;

  void Update(std::string_view text);
  void Finish(std::span<uint8_t> digest);
  void FinishShake(std::span<uint8_t> output);
  void Hash(std::string_view text, std::span<uint8_t> digest);
  void Reset() { started_ = false; }
  void Wipe();
  absl::Status status() const;

 private:
  DigestState(DigestAlgorithm algorithm, evp_md_ctx_st* context)
      : context_(context), algorithm_(algorithm) {}
  bool Start();
  void Fail(std::span<uint8_t> digest);

  std::unique_ptr<evp_md_ctx_st, FreeContext> context_;  // null: moved from
  DigestAlgorithm algorithm_;
  bool started_ = false;
  bool failed_ = false;
};

// HmacState is the same for EVP_MAC.
class HmacState {
 public:
  static absl::StatusOr<HmacState> Create(DigestAlgorithm algorithm, std::string_view key);
  HmacState(HmacState&& other) noexcept;
  HmacState& operator=(HmacState&& other) noexcept;

  void Update(std::string_view text);
  absl::Status Finish(std::span<uint8_t> code);
  void Reset() { started_ = false; }

 private:
  explicit HmacState(evp_mac_ctx_st* context) : context_(context) {}
  bool Start();

  std::unique_ptr<evp_mac_ctx_st, FreeContext> context_;  // null: moved from
  bool started_ = false;
  bool failed_ = false;
};

}  // namespace digest_internal

// Digester computes digests of one algorithm, any number of them, one after
// another. It can be moved, not copied; after a move the old object only
// reports failure.
//
// Use it by the names below: Sha1Digester, Sha256Digester, Sha3Digester.
template <DigestAlgorithm kAlgorithm>
class Digester {
  static_assert(DigestSize(kAlgorithm) != 0, "SHAKE-256 is Shake256Digester");

 public:
  // Digest is what this object produces: an array of bytes.
  using Digest = std::array<uint8_t, DigestSize(kAlgorithm)>;

  // Create makes a Digester, or says why OpenSSL cannot compute the algorithm
  // (absl::StatusCode::kFailedPrecondition; kResourceExhausted without memory).
  static absl::StatusOr<Digester> Create() {
    absl::StatusOr<digest_internal::DigestState> state =
        digest_internal::DigestState::Create(kAlgorithm);
    if (!state.ok()) return state.status();
    return Digester(*std::move(state));
  }

  // Update appends `text` to what is being hashed. Where a text is cut into
  // pieces makes no difference to the digest.
  void Update(std::string_view text) { state_.Update(text); }
  void Update(std::span<const uint8_t> bytes) { state_.Update(AsText(bytes)); }

  // Finish returns the digest of everything since the last Finish, Hash, Reset
  // or Wipe, and begins anew.
  Digest Finish() {
    Digest digest;
    state_.Finish(digest);
    return digest;
  }

  // Hash returns the digest of `text` alone. What Update had gathered is
  // dropped.
  Digest Hash(std::string_view text) {
    Digest digest;
    state_.Hash(text, digest);
    return digest;
  }
  Digest Hash(std::span<const uint8_t> bytes) { return Hash(AsText(bytes)); }

  // Reset drops what Update has gathered.
  void Reset() { state_.Reset(); }

  // Wipe is a Reset that also overwrites the memory of what was hashed, as the
  // destructor does.
  void Wipe() { state_.Wipe(); }

  // status is OK unless OpenSSL refused to go on after Create, or the object
  // was moved from. Once it is not OK it stays so, and digests are random.
  absl::Status status() const { return state_.status(); }

 private:
  explicit Digester(digest_internal::DigestState state) : state_(std::move(state)) {}

  digest_internal::DigestState state_;
};

using Sha1Digester = Digester<DigestAlgorithm::kSha1>;
using Sha256Digester = Digester<DigestAlgorithm::kSha256>;
using Sha3Digester = Digester<DigestAlgorithm::kSha3_256>;

// Shake256Digester is a Digester whose output is as long as the caller wishes.
// A longer output of the same text begins with the shorter one.
//
//   absl::StatusOr<Shake256Digester> shake = Shake256Digester::Create();
//   if (!shake.ok()) return shake.status();
//   shake->Update(secret);
//   shake->Update("hsdir-superencrypted-data");
//   std::array<uint8_t, 80> keys;
//   shake->Finish(keys);                    // keys holds 80 bytes
class Shake256Digester {
 public:
  // Create makes a Shake256Digester, or says why OpenSSL has no SHAKE-256
  // (absl::StatusCode::kFailedPrecondition).
  static absl::StatusOr<Shake256Digester> Create() {
    absl::StatusOr<digest_internal::DigestState> state =
        digest_internal::DigestState::Create(DigestAlgorithm::kShake256);
    if (!state.ok()) return state.status();
    return Shake256Digester(*std::move(state));
  }

  // Update appends `text` to what is being hashed.
  void Update(std::string_view text) { state_.Update(text); }
  void Update(std::span<const uint8_t> bytes) { state_.Update(AsText(bytes)); }

  // Finish fills `output`, however long it is, and begins anew. The caller owns
  // `output` and, when it is a key, wipes it.
  void Finish(std::span<uint8_t> output) { state_.FinishShake(output); }

  // Reset drops what Update has gathered.
  void Reset() { state_.Reset(); }

  // Wipe is a Reset that also overwrites the memory of what was hashed, as the
  // destructor does.
  void Wipe() { state_.Wipe(); }

  // status is as in Digester.
  absl::Status status() const { return state_.status(); }

 private:
  explicit Shake256Digester(digest_internal::DigestState state) : state_(std::move(state)) {}

  digest_internal::DigestState state_;
};

// Hmac computes keyed message authentication codes (RFC 2104), any number of
// them with the same key. It can be moved, not copied.
//
// Use it by the names below: HmacSha1, HmacSha256, HmacSha3.
template <DigestAlgorithm kAlgorithm>
class Hmac {
  static_assert(DigestSize(kAlgorithm) != 0, "HMAC needs a fixed length");

 public:
  // Code is the message authentication code: an array of bytes.
  using Code = std::array<uint8_t, DigestSize(kAlgorithm)>;

  // Create makes an Hmac with `key`, of any length, or says why OpenSSL cannot
  // (absl::StatusCode::kFailedPrecondition). OpenSSL keeps a copy of the key
  // and wipes it when the Hmac is destroyed.
  static absl::StatusOr<Hmac> Create(std::string_view key) {
    absl::StatusOr<digest_internal::HmacState> state =
        digest_internal::HmacState::Create(kAlgorithm, key);
    if (!state.ok()) return state.status();
    return Hmac(*std::move(state));
  }
  static absl::StatusOr<Hmac> Create(std::span<const uint8_t> key) { return Create(AsText(key)); }

  // Update appends `text` to the message. A failure is kept and reported by
  // Finish.
  void Update(std::string_view text) { state_.Update(text); }
  void Update(std::span<const uint8_t> bytes) { state_.Update(AsText(bytes)); }

  // Finish returns the code of everything since the last Finish, Verify or
  // Reset, and begins anew with the same key.
  absl::StatusOr<Code> Finish() {
    Code code;
    absl::Status status = state_.Finish(code);
    if (!status.ok()) return status;
    return code;
  }

  // Verify finishes, and says whether the code is `expected`, all of it. The
  // time taken does not tell where the two differ. A failure of OpenSSL is
  // false, as is an `expected` of another length.
  bool Verify(std::span<const uint8_t> expected);
  bool Verify(std::string_view expected);

  // Reset drops what Update has gathered and keeps the key.
  void Reset() { state_.Reset(); }

 private:
  explicit Hmac(digest_internal::HmacState state) : state_(std::move(state)) {}

  digest_internal::HmacState state_;
};

using HmacSha1 = Hmac<DigestAlgorithm::kSha1>;
using HmacSha256 = Hmac<DigestAlgorithm::kSha256>;
using HmacSha3 = Hmac<DigestAlgorithm::kSha3_256>;

// Sha1 returns the SHA-1 digest of `text`, using a Digester of the calling
// thread. It fails only as Sha1Digester::Create() and status() do, and a failure
// of one call does not stay for the next.
absl::StatusOr<Sha1Digest> Sha1(std::string_view text);
inline absl::StatusOr<Sha1Digest> Sha1(std::span<const uint8_t> bytes) {
  return Sha1(AsText(bytes));
}

// Sha256 returns the SHA-256 digest of `text`; otherwise as Sha1.
absl::StatusOr<Sha256Digest> Sha256(std::string_view text);
inline absl::StatusOr<Sha256Digest> Sha256(std::span<const uint8_t> bytes) {
  return Sha256(AsText(bytes));
}

// Sha3_256 returns the SHA3-256 digest of `text` (FIPS 202, not the older
// Keccak); otherwise as Sha1.
absl::StatusOr<Sha3Digest> Sha3_256(std::string_view text);
inline absl::StatusOr<Sha3Digest> Sha3_256(std::span<const uint8_t> bytes) {
  return Sha3_256(AsText(bytes));
}

// Shake256 fills `output` with the SHAKE-256 output of `text`, and leaves
// nothing of either in memory of its own. If it fails, `output` is zeros.
//
//   std::array<uint8_t, 80> keys;
//   absl::Status status = Shake256(secret, keys);
absl::Status Shake256(std::string_view text, std::span<uint8_t> output);
inline absl::Status Shake256(std::span<const uint8_t> bytes, std::span<uint8_t> output) {
  return Shake256(AsText(bytes), output);
}

// ConstantTimeEquals says whether `a` and `b` are the same bytes, in a time
// that depends on their lengths and not on what is in them. Different lengths
// are unequal at once: a length is not a secret.
//
// For public digests, operator== is as good and faster.
bool ConstantTimeEquals(std::string_view a, std::string_view b);
inline bool ConstantTimeEquals(std::span<const uint8_t> a, std::span<const uint8_t> b) {
  return ConstantTimeEquals(AsText(a), AsText(b));
}

// Cleanse overwrites `bytes` with zeros, and the compiler may not leave that
// out even if nobody reads them again.
void Cleanse(std::span<uint8_t> bytes);

template <DigestAlgorithm kAlgorithm>
bool Hmac<kAlgorithm>::Verify(std::string_view expected) {
  Code code;
  const bool equal = state_.Finish(code).ok() && ConstantTimeEquals(AsText(code), expected);
  Cleanse(code);
  return equal;
}

template <DigestAlgorithm kAlgorithm>
bool Hmac<kAlgorithm>::Verify(std::span<const uint8_t> expected) {
  return Verify(AsText(expected));
}

}  // namespace scape::crypto

#endif  // SCAPE_CRYPTO_DIGEST_H_
