#include "crypto/verdict.h"

#include "descriptor/netdoc/diagnostic.h"
#include "descriptor/netdoc/item_rule.h"
#include "descriptor/netdoc/lexer.h"

namespace scape::crypto {

std::string VerdictMessage(const Verdict& verdict) {
  if (verdict.problem == nullptr) return std::string(verdict.check->meaning);
  netdoc::ItemRule rule;
  rule.keyword = verdict.check->name;
  return netdoc::FormatMessage({.problem = verdict.problem,
                                .where = verdict.where,
                                .rule = &rule,
                                .expects = verdict.expects});
}

std::string_view OutcomeName(Outcome outcome) {
  constexpr std::string_view kNames[] = {"good", "warned", "bad", "unknown"};
  return kNames[static_cast<size_t>(outcome)];
}

Verdict RsaVerdict(const CheckKind& check, std::string_view key_name, RsaChecker* checker,
                   std::span<const uint8_t> digest, std::span<const uint8_t> signature,
                   std::string_view where) {
  if (checker == nullptr) return BadVerdict(check, problems::kUnusableKey, where, key_name);
  switch (checker->Check(digest, signature)) {
    case RsaResult::kGood:
      return GoodVerdict(check, where);
    case RsaResult::kTrailingBytes: {
      // Under a small exponent anybody can find a block with a digest in front of it.
      if (checker->exponent() != RsaChecker::kUsualExponent) {
        return BadVerdict(check, problems::kTrailingSignatureBytes, where);
      }
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

std::string_view FirstUnsigned(std::string_view text, std::string_view keyword, Signatures number) {
  netdoc::Lexer lexer(text);
  bool first = true;
  for (netdoc::Item item; lexer.Next(&item); first = false) {
    if (item.keyword != keyword || (!first && number == Signatures::kOne)) return item.text;
  }
  return {};
}

}  // namespace scape::crypto
