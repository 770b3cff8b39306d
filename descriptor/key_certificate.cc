#include "descriptor/key_certificate.h"

namespace scape::descriptor {

std::string_view KeyCertificate::signed_text() const {
  return dir_key_certification.has_value() ? dir_key_certification->TextThrough(text)
                                           : std::string_view();
}

netdoc::Age KeyCertificate::AgeAgainst(std::string_view) const {
  // tor 0.2.1.9-alpha was the first; older ones went on to make certificates for a while.
  constexpr int64_t kReleased = 1230163200;  // 2008-12-25
  constexpr int64_t kGone = 1293840000;      // 2011-01-01
  const int64_t published = dir_key_published.unix_seconds;
  if (published == 0) return netdoc::Age::kUnknown;  // not read
  if (published < kReleased) return netdoc::Age::kOlder;
  return published < kGone ? netdoc::Age::kUnknown : netdoc::Age::kNotOlder;
}

}  // namespace scape::descriptor
