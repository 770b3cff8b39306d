#include "crypto/verdict.h"

#include <algorithm>

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

namespace {

// BadFrame returns what stands where the BEGIN or END line of the item's object should; without
// data: they are as they must be. The lexer takes objects with others, tor does not.
std::string_view BadFrame(const netdoc::Item& item) {
  constexpr std::string_view kBegin = "-----BEGIN ", kEnd = "-----END ", kDashes = "-----";
  if (!item.object.present()) return {};
  const std::string_view label = item.object.label;
  const auto is_frame = [label, kDashes](std::string_view line, std::string_view begin) {
    return line.size() == begin.size() + label.size() + kDashes.size() && line.starts_with(begin) &&
           line.substr(begin.size()).starts_with(label) && line.ends_with(kDashes);
  };
  const auto line_at = [&item](size_t at) {
    return item.text.substr(at, item.text.find('\n', at) - at);
  };
  // Blank lines may stand before the BEGIN line, which ends where the body begins.
  const auto body = static_cast<size_t>(item.object.body.data() - item.text.data());
  const std::string_view begin = line_at(item.text.rfind('\n', std::max<size_t>(body, 2) - 2) + 1);
  if (!is_frame(begin, kBegin)) return begin;
  const std::string_view end = line_at(body + item.object.body.size());
  return is_frame(end, kEnd) ? std::string_view() : end;
}

}  // namespace

std::string_view FirstUnsigned(std::string_view text, std::string_view keyword, Signatures number) {
  netdoc::Lexer lexer(text);
  bool first = true;
  for (netdoc::Item item; lexer.Next(&item); first = false) {
    if (item.keyword != keyword || (!first && number == Signatures::kOne)) return item.text;
    if (const std::string_view line = BadFrame(item); line.data() != nullptr) return line;
  }
  return {};
}

}  // namespace scape::crypto
