#include "crypto/verdict.h"

namespace scape::crypto {

Verdict RsaVerdict(const CheckKind& check, std::string_view key_name, RsaChecker* checker,
                   std::span<const uint8_t> digest, std::span<const uint8_t> signature,
                   std::string_view where) {
  if (checker == nullptr) return BadVerdict(check, problems::kUnusableKey, where, key_name);
  switch (checker->Check(digest, signature)) {
    case RsaResult::kGood:
      return GoodVerdict(check, where);
    case RsaResult::kTrailingBytes: {
      Verdict verdict = BadVerdict(check, problems::kTrailingSignatureBytes, where);
      verdict.outcome = Outcome::kWarned;
      return verdict;
    }
    case RsaResult::kDigestInfo:
      return BadVerdict(check, problems::kDigestInfoInSignature, where);
    case RsaResult::kOtherDigest:
      return BadVerdict(check, problems::kSignatureOfOtherText, where, key_name);
    case RsaResult::kBadBlock:
      break;
  }
  return BadVerdict(check, problems::kNoSignatureByKey, where, key_name);
}

}  // namespace scape::crypto
