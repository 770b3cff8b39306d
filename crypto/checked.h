// Trust is a type: a T was parsed; a SignatureChecked<T> is signed by whom it must be signed by; a
// TimeChecked<T> is that, and valid at a time that was given. Only this folder makes them, and a
// function that needs trust takes one:
//
//   void Use(const TimeChecked<NetworkStatus>& consensus);
//
//   const std::optional<SignatureChecked<NetworkStatus>> signed_one =
//       checker.CheckConsensus(consensus, AuthoritiesToday(), now, &store, &verdict);
//   if (!signed_one) ...                                 // verdict says why
//   std::vector<Verdict> verdicts;
//   if (const auto valid = CheckTimes(*signed_one, now, &verdicts)) Use(*valid);
//
// Both borrow the document, which must live as long and must not be parsed into meanwhile.
#ifndef SCAPE_CRYPTO_CHECKED_H_
#define SCAPE_CRYPTO_CHECKED_H_

#include <optional>
#include <span>
#include <vector>

#include "absl/base/attributes.h"
#include "crypto/verdict.h"
#include "descriptor/extra_info.h"
#include "descriptor/key_certificate.h"
#include "descriptor/netdoc/scalars.h"
#include "descriptor/network_status.h"
#include "descriptor/server_descriptor.h"

namespace scape::crypto {

namespace problems {
inline constexpr netdoc::Problem kNotYetValid{
    "not-yet-valid",
    Severity::kError,
    Severity::kError,
    "it is not valid yet at the given time",
    "look at the clock; or check the document at its own time",
    ""};
inline constexpr netdoc::Problem kExpired{
    "expired",
    Severity::kError,
    Severity::kError,
    "it has expired at the given time",
    "get a newer one; or, if it is meant to be an old one, check it at its own time",
    ""};
}  // namespace problems

inline constexpr const netdoc::Problem* kTimeProblems[] = {&problems::kNotYetValid,
                                                           &problems::kExpired};

namespace time_checks {
inline constexpr CheckKind kTime{"time", "the document is valid at the given time"};
}  // namespace time_checks

// Validity is when a document may be used, both ends included, as it says itself. Descriptors do
// not tell an end: the certificates that they rest on do.
struct Validity {
  std::optional<netdoc::UtcTime> from;
  std::optional<netdoc::UtcTime> until;
  // So many seconds before and behind tor uses it all the same.
  int64_t early = 0;
  int64_t late = 0;
};
Validity ValidityOf(const descriptor::NetworkStatus& status);
Validity ValidityOf(const descriptor::KeyCertificate& certificate);
Validity ValidityOf(const descriptor::ServerDescriptor& descriptor);
Validity ValidityOf(const descriptor::ExtraInfo& extra_info);

// CheckValidity appends a verdict on `validity`, and makes those of the verdicts before it bad
// whose certificates have expired; or warns, where CheckKind::may_expire.
void CheckValidity(const Validity& validity, netdoc::UtcTime at, std::string_view where,
                   std::vector<Verdict>* verdicts);

template <typename T>
class TimeChecked;

template <typename T>
class SignatureChecked {
 public:
  const T& document() const { return *document_; }
  // expires is when the first of the certificates does that its signatures rest on.
  std::optional<netdoc::UtcTime> expires() const { return expires_; }

 private:
  friend class RelayChecker;
  friend class StatusChecker;
  friend class CertificateStore;

  explicit SignatureChecked(const T& document ABSL_ATTRIBUTE_LIFETIME_BOUND)
      : document_(&document) {}

  // If returns nothing when one of `verdicts` is bad or unknown.
  static std::optional<SignatureChecked> If(const T& document, std::span<const Verdict> verdicts) {
    const Outcome worst = Worst(verdicts);
    if (worst != Outcome::kGood && worst != Outcome::kWarned) return std::nullopt;
    SignatureChecked checked(document);
    for (const Verdict& verdict : verdicts) {
      if (verdict.expires.has_value() &&
          (!checked.expires_.has_value() || *verdict.expires < *checked.expires_)) {
        checked.expires_ = verdict.expires;
      }
    }
    return checked;
  }

  const T* document_;
  std::optional<netdoc::UtcTime> expires_;
};

// CheckTimes appends the verdict on the document's times.
template <typename T>
std::optional<TimeChecked<T>> CheckTimes(const SignatureChecked<T>& document, netdoc::UtcTime at,
                                         std::vector<Verdict>* verdicts) {
  const size_t before = verdicts->size();
  Validity validity = ValidityOf(document.document());
  const std::optional<netdoc::UtcTime> expires = document.expires();
  if (expires.has_value() && (!validity.until.has_value() || *expires < *validity.until)) {
    validity.until = expires;
    validity.late = 0;
  }
  CheckValidity(validity, at, document.document().text.substr(0, 0), verdicts);
  const Outcome outcome = Worst(std::span(*verdicts).subspan(before));
  if (outcome == Outcome::kBad) return std::nullopt;
  return TimeChecked<T>(document, at);
}

template <typename T>
class TimeChecked {
 public:
  const T& document() const { return checked_.document(); }
  const SignatureChecked<T>& signature_checked() const { return checked_; }
  netdoc::UtcTime at() const { return at_; }

 private:
  friend std::optional<TimeChecked> CheckTimes<T>(const SignatureChecked<T>&, netdoc::UtcTime,
                                                  std::vector<Verdict>*);
  TimeChecked(const SignatureChecked<T>& checked, netdoc::UtcTime at)
      : checked_(checked), at_(at) {}

  SignatureChecked<T> checked_;
  netdoc::UtcTime at_;
};

}  // namespace scape::crypto

#endif  // SCAPE_CRYPTO_CHECKED_H_
