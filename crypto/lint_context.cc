#include "crypto/lint_context.h"

#include "crypto/digest.h"

namespace scape::crypto {

descriptor::LintContext LintContextWithDigests() {
  static const bool has_sha1 = Sha1("").ok();
  if (!has_sha1) return {};
  return {.sha1 = [](std::span<const uint8_t> bytes) {
    const absl::StatusOr<Sha1Digest> digest = Sha1(bytes);
    return digest.ok() ? *digest : Sha1Digest{};
  }};
}

}  // namespace scape::crypto
