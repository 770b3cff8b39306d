// Rules about signatures of authorities, for every type that has several. Only the *_lint.cc of
// such types include this.
#ifndef SCAPE_DESCRIPTOR_SIGNATURE_RULES_H_
#define SCAPE_DESCRIPTOR_SIGNATURE_RULES_H_

#include <cstddef>
#include <string_view>

#include "descriptor/netdoc/problem.h"

namespace scape::descriptor {

// DigestBytes is the length of an algorithm's digests; 0: tor does not know it.
inline size_t DigestBytes(std::string_view algname) {
  if (algname == "sha1") return 20;
  if (algname == "sha256" || algname == "sha3-256") return 32;
  if (algname == "sha512" || algname == "sha3-512") return 64;
  return 0;
}

inline constexpr netdoc::Problem kUnknownDigestAlgorithm{
    "unknown-digest-algorithm", netdoc::Severity::kWarning,
    netdoc::Severity::kWarning, "tor knows no such digest algorithm, and passes over the line",
    "use sha1 or sha256",       ""};

inline constexpr netdoc::Problem kRepeatedSignature{
    "repeated-signature",
    netdoc::Severity::kWarning,
    netdoc::Severity::kWarning,
    "a signature by the same keys stands before this one",
    "remove one; tor takes the first",
    ""};

}  // namespace scape::descriptor

#endif  // SCAPE_DESCRIPTOR_SIGNATURE_RULES_H_
