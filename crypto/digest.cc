#include "crypto/digest.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "crypto/openssl_error.h"

namespace scape::crypto {
namespace {

using internal::ErrorMark;

// Row is what OpenSSL calls an algorithm. The order is DigestAlgorithm's.
struct Row {
  DigestAlgorithm algorithm;
  const char* name;
};
constexpr std::array<Row, 4> kRows = {{
    {DigestAlgorithm::kSha1, OSSL_DIGEST_NAME_SHA1},
    {DigestAlgorithm::kSha256, OSSL_DIGEST_NAME_SHA2_256},
    {DigestAlgorithm::kSha3_256, OSSL_DIGEST_NAME_SHA3_256},
    {DigestAlgorithm::kShake256, "SHAKE256"},
}};

constexpr size_t Index(DigestAlgorithm algorithm) { return static_cast<size_t>(algorithm); }

constexpr bool RowsAreInOrder() {
  for (size_t i = 0; i < kRows.size(); ++i) {
    if (Index(kRows[i].algorithm) != i) return false;
  }
  return true;
}
static_assert(RowsAreInOrder());

// Fetched is the outcome of asking OpenSSL for one algorithm.
template <typename T>
struct Fetched {
  T* method = nullptr;
  absl::Status status;
};

absl::Status Missing(const std::string& name, const std::string& why) {
  return absl::FailedPreconditionError("OpenSSL does not offer " + name + ": " + why);
}

Fetched<EVP_MD> FetchDigest(const Row& row) {
  const ErrorMark errors;
  Fetched<EVP_MD> fetched;
  fetched.method = EVP_MD_fetch(nullptr, row.name, nullptr);
  if (fetched.method == nullptr) {
    fetched.status = Missing(row.name, errors.Why());
    return fetched;
  }
  // Results are written into arrays of DigestSize bytes, so a provider with
  // another opinion about the size must not get that far.
  const size_t size = DigestSize(row.algorithm);
  if (size != 0 && static_cast<size_t>(EVP_MD_get_size(fetched.method)) != size) {
    EVP_MD_free(fetched.method);
    fetched.method = nullptr;
    fetched.status = Missing(row.name, "its digests have another size");
  }
  return fetched;
}

using FetchedDigests = std::array<Fetched<EVP_MD>, kRows.size()>;

FetchedDigests FetchDigests() {
  FetchedDigests all;
  for (const Row& row : kRows) {
    all[Index(row.algorithm)] = FetchDigest(row);
  }
  return all;
}

// GetDigest returns OpenSSL's method, looked up once per process. Never freed:
// threads and static objects may still use it while the process ends.
const Fetched<EVP_MD>& GetDigest(DigestAlgorithm algorithm) {
  static const FetchedDigests& all = *new FetchedDigests(FetchDigests());
  return all[Index(algorithm)];
}

Fetched<EVP_MAC> FetchHmac() {
  const ErrorMark errors;
  Fetched<EVP_MAC> fetched;
  fetched.method = EVP_MAC_fetch(nullptr, OSSL_MAC_NAME_HMAC, nullptr);
  if (fetched.method == nullptr) {
    fetched.status = Missing(OSSL_MAC_NAME_HMAC, errors.Why());
  }
  return fetched;
}

// GetHmac is GetDigest for the HMAC construction.
const Fetched<EVP_MAC>& GetHmac() {
  static const Fetched<EVP_MAC>& hmac = *new Fetched<EVP_MAC>(FetchHmac());
  return hmac;
}

absl::Status OutOfMemory() {
  return absl::ResourceExhaustedError("no memory for an OpenSSL context");
}

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

// OfThisThread returns the calling thread's own object of type T, which one of
// the functions below uses and leaves without pending input.
template <typename T>
absl::StatusOr<T>& OfThisThread() {
  thread_local absl::StatusOr<T> object = T::Create();
  // A failure for want of memory should not last as long as the thread.
  if (!object.ok() || !object->status().ok()) object = T::Create();
  return object;
}

template <typename T>
absl::StatusOr<typename T::Digest> HashOnThisThread(std::string_view text) {
  absl::StatusOr<T>& digester = OfThisThread<T>();
  if (!digester.ok()) return digester.status();
  const typename T::Digest digest = digester->Hash(text);
  absl::Status status = digester->status();
  if (!status.ok()) return status;
  return digest;
}

}  // namespace

namespace digest_internal {

void FreeContext::operator()(evp_md_ctx_st* context) const { EVP_MD_CTX_free(context); }

void FreeContext::operator()(evp_mac_ctx_st* context) const { EVP_MAC_CTX_free(context); }

absl::StatusOr<DigestState> DigestState::Create(DigestAlgorithm algorithm) {
  const Fetched<EVP_MD>& digest = GetDigest(algorithm);
  if (digest.method == nullptr) return digest.status;
  const ErrorMark errors;
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  if (context == nullptr) return OutOfMemory();
  DigestState state(algorithm, context);
  // Started here once, so that a provider which refuses does so now.
  if (!state.Start()) return Missing(kRows[Index(algorithm)].name, errors.Why());
  state.Reset();
  return state;
}

// A moved-from state must not look started: its context is gone.
DigestState::DigestState(DigestState&& other) noexcept
    : context_(std::move(other.context_)),
      algorithm_(other.algorithm_),
      started_(std::exchange(other.started_, false)),
      failed_(other.failed_) {}

DigestState& DigestState::operator=(DigestState&& other) noexcept {
  context_ = std::move(other.context_);
  algorithm_ = other.algorithm_;
  started_ = std::exchange(other.started_, false);
  failed_ = other.failed_;
  return *this;
}

bool DigestState::Start() {
  if (context_ == nullptr || failed_) return false;
  if (EVP_DigestInit_ex2(context_.get(), GetDigest(algorithm_).method, nullptr) != 1) {
    failed_ = true;
    return false;
  }
  started_ = true;
  return true;
}

// Fixed bytes would be a digest that a document could state. The system's
// random bytes need neither memory nor OpenSSL.
void DigestState::Fail(std::span<uint8_t> digest) {
  failed_ = true;
  started_ = false;
  constexpr size_t kMostAtOnce = 256;  // POSIX: GETENTROPY_MAX
  while (!digest.empty()) {
    const std::span<uint8_t> piece = digest.first(std::min(digest.size(), kMostAtOnce));
    if (getentropy(piece.data(), piece.size()) != 0) {
      std::memset(piece.data(), 0, piece.size());
    }
    digest = digest.subspan(piece.size());
  }
}

void DigestState::Update(std::string_view text) {
  if (!started_ && !Start()) return;
  if (EVP_DigestUpdate(context_.get(), text.data(), text.size()) != 1) {
    Fail({});
  }
}

void DigestState::Finish(std::span<uint8_t> digest) {
  if (!started_ && !Start()) return Fail(digest);
  if (EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr) != 1) {
    return Fail(digest);
  }
  started_ = false;
}

void DigestState::FinishShake(std::span<uint8_t> output) {
  if (!started_ && !Start()) return Fail(output);
  if (!output.empty() && EVP_DigestFinalXOF(context_.get(), output.data(), output.size()) != 1) {
    return Fail(output);
  }
  started_ = false;
}

void DigestState::Hash(std::string_view text, std::span<uint8_t> digest) {
  Reset();
  Update(text);
  Finish(digest);
}

void DigestState::Wipe() {
  started_ = false;
  // Freeing the algorithm's state wipes it; the next Start makes another.
  if (context_ != nullptr) EVP_MD_CTX_reset(context_.get());
}

absl::Status DigestState::status() const {
  if (!failed_ && context_ != nullptr) return absl::OkStatus();
  if (context_ == nullptr) {
    return absl::FailedPreconditionError("this digester was moved away");
  }
  return absl::InternalError(std::string("OpenSSL stopped computing ") +
                             kRows[Index(algorithm_)].name);
}

absl::StatusOr<HmacState> HmacState::Create(DigestAlgorithm algorithm, std::string_view key) {
  const Fetched<EVP_MAC>& hmac = GetHmac();
  if (hmac.method == nullptr) return hmac.status;
  const ErrorMark errors;
  EVP_MAC_CTX* context = EVP_MAC_CTX_new(hmac.method);
  if (context == nullptr) return OutOfMemory();
  HmacState state(context);

  const char* name = kRows[Index(algorithm)].name;
  const std::array<OSSL_PARAM, 2> parameters = {
      // OpenSSL only reads the name; its type is not const for other uses.
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, const_cast<char*>(name), 0),
      OSSL_PARAM_construct_end()};
  // To OpenSSL a null key means "the one from before", so an empty key needs
  // an address.
  static constexpr unsigned char kNoKey[1] = {0};
  if (EVP_MAC_init(context, key.empty() ? kNoKey : Bytes(key), key.size(), parameters.data()) !=
      1) {
    return Missing(std::string("HMAC with ") + name, errors.Why());
  }
  // The caller's array has DigestSize bytes.
  if (EVP_MAC_CTX_get_mac_size(context) != DigestSize(algorithm)) {
    return Missing(std::string("HMAC with ") + name, "its codes have another size");
  }
  state.started_ = true;
  return state;
}

HmacState::HmacState(HmacState&& other) noexcept
    : context_(std::move(other.context_)),
      started_(std::exchange(other.started_, false)),
      failed_(other.failed_) {}

HmacState& HmacState::operator=(HmacState&& other) noexcept {
  context_ = std::move(other.context_);
  started_ = std::exchange(other.started_, false);
  failed_ = other.failed_;
  return *this;
}

bool HmacState::Start() {
  if (context_ == nullptr || failed_) return false;
  // No key and no parameters: the same as before.
  started_ = EVP_MAC_init(context_.get(), nullptr, 0, nullptr) == 1;
  failed_ = !started_;
  return started_;
}

void HmacState::Update(std::string_view text) {
  if (!started_ && !Start()) return;
  if (text.empty()) return;
  if (EVP_MAC_update(context_.get(), Bytes(text), text.size()) != 1) {
    failed_ = true;
    started_ = false;
  }
}

absl::Status HmacState::Finish(std::span<uint8_t> code) {
  if (context_ == nullptr) {
    return absl::FailedPreconditionError("this HMAC was moved away");
  }
  const ErrorMark errors;
  size_t size = 0;
  if ((started_ || Start()) &&
      EVP_MAC_final(context_.get(), code.data(), &size, code.size()) == 1 && size == code.size()) {
    started_ = false;
    return absl::OkStatus();
  }
  failed_ = true;
  started_ = false;
  return absl::InternalError("OpenSSL stopped computing HMAC: " + errors.Why());
}

}  // namespace digest_internal

absl::StatusOr<Sha1Digest> Sha1(std::string_view text) {
  return HashOnThisThread<Sha1Digester>(text);
}

absl::StatusOr<Sha256Digest> Sha256(std::string_view text) {
  return HashOnThisThread<Sha256Digester>(text);
}

absl::StatusOr<Sha3Digest> Sha3_256(std::string_view text) {
  return HashOnThisThread<Sha3Digester>(text);
}

absl::Status Shake256(std::string_view text, std::span<uint8_t> output) {
  absl::StatusOr<Shake256Digester>& shake = OfThisThread<Shake256Digester>();
  if (!shake.ok()) {
    Cleanse(output);
    return shake.status();
  }
  shake->Update(text);
  shake->Finish(output);
  shake->Wipe();
  absl::Status status = shake->status();
  if (!status.ok()) Cleanse(output);
  return status;
}

bool ConstantTimeEquals(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

void Cleanse(std::span<uint8_t> bytes) { OPENSSL_cleanse(bytes.data(), bytes.size()); }

}  // namespace scape::crypto
