#include "crypto/checked.h"

#include <algorithm>

namespace scape::crypto {
namespace {

constexpr int64_t kDay = 86400;

bool Before(netdoc::UtcTime a, netdoc::UtcTime b, int64_t slack) {
  return a.unix_seconds < b.unix_seconds - slack;
}

}  // namespace

Validity ValidityOf(const descriptor::NetworkStatus& status) {
  // tor builds circuits with a consensus of yesterday when it has no other.
  return {status.valid_after, status.valid_until, 0, kDay};
}

Validity ValidityOf(const descriptor::KeyCertificate& certificate) {
  return {certificate.dir_key_published, certificate.dir_key_expires, kDay, 0};
}

Validity ValidityOf(const descriptor::ServerDescriptor& descriptor) {
  return {descriptor.published, std::nullopt, kDay, 0};
}

Validity ValidityOf(const descriptor::ExtraInfo& extra_info) {
  return {extra_info.published, std::nullopt, kDay, 0};
}

void CheckValidity(const Validity& validity, netdoc::UtcTime at, std::string_view where,
                   std::vector<Verdict>* verdicts) {
  for (Verdict& verdict : *verdicts) {
    if (!verdict.expires.has_value() || verdict.outcome == Outcome::kBad ||
        !Before(*verdict.expires, at, 0)) {
      continue;
    }
    verdict.problem = &problems::kExpired;
    verdict.outcome = verdict.check->may_expire ? Outcome::kWarned : Outcome::kBad;
  }
  Verdict verdict = GoodVerdict(time_checks::kTime, where, validity.until);
  if (validity.from.has_value() && Before(at, *validity.from, 0)) {
    verdict.problem = &problems::kNotYetValid;
    verdict.outcome = Before(at, *validity.from, validity.early) ? Outcome::kBad : Outcome::kWarned;
    verdict.expires = validity.from;
  } else if (validity.until.has_value() && Before(*validity.until, at, 0)) {
    verdict.problem = &problems::kExpired;
    verdict.outcome = Before(*validity.until, at, validity.late) ? Outcome::kBad : Outcome::kWarned;
  }
  verdicts->push_back(verdict);
}

}  // namespace scape::crypto
