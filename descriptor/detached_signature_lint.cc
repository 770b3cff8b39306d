// The rules across the items of a detached signature document.
#include <algorithm>
#include <string_view>
#include <tuple>
#include <vector>

#include "descriptor/detached_signature.h"
#include "descriptor/lint.h"
#include "descriptor/signature_rules.h"

namespace scape::descriptor {
namespace {

using netdoc::Severity;

const netdoc::ItemRule* Rule(std::string_view keyword) {
  return RuleOf<DetachedSignature>(keyword);
}

// AllRead tells whether the line was read whole.
constexpr auto kAllRead = [](const auto& line) { return line.unread == 0; };

constexpr LintRule<DetachedSignature> kRules[] = {
    {{"wrong-digest-length", Severity::kError, Severity::kError,
      "a digest of this algorithm has $expects", "tor refuses the document", ""},
     [](const DetachedSignature& d, Finder& found) {
       for (const AdditionalDigest& digest : d.additional_digests) {
         if (digest.unread != 0) continue;
         const size_t size = DigestBytes(digest.algname);
         if (size == 0 || digest.digest.text.size() == 2 * size) continue;
         found.At(digest.digest.text, Rule("additional-digest"),
                  size == 20   ? "40 hexadecimal digits"
                  : size == 32 ? "64 hexadecimal digits"
                               : "128 hexadecimal digits");
       }
     }},
    {kUnknownDigestAlgorithm,
     [](const DetachedSignature& d, Finder& found) {
       const auto check = [&](const auto& line, std::string_view keyword) {
         constexpr unsigned kAlgname = 1 << 1;
         if ((line.unread & kAlgname) == 0 && DigestBytes(line.algname) == 0) {
           found.At(line.algname, Rule(keyword));
         }
       };
       for (const auto& digest : d.additional_digests) check(digest, "additional-digest");
       for (const auto& signature : d.additional_signatures) {
         check(signature, "additional-signature");
       }
     }},
    {{"repeated-digest", Severity::kWarning, Severity::kWarning,
      "a digest of the same flavor and algorithm stands before this one",
      "remove one; tor takes the first", ""},
     [](const DetachedSignature& d, Finder& found) {
       Repeated(
           d.additional_digests, kAllRead,
           [](const AdditionalDigest& digest) { return std::pair(digest.flavor, digest.algname); },
           [&](const AdditionalDigest& digest) {
             const char* const end = digest.algname.data() + digest.algname.size();
             found.At({digest.flavor.data(), static_cast<size_t>(end - digest.flavor.data())},
                      Rule("additional-digest"));
           });
     }},
    {kRepeatedSignature,
     [](const DetachedSignature& d, Finder& found) {
       Repeated(
           d.additional_signatures, kAllRead,
           [](const AdditionalSignature& s) {
             return std::tuple(s.flavor, s.algname, s.identity.bytes, s.signing_key_digest.bytes);
           },
           [&](const AdditionalSignature& s) {
             found.At(FirstLine(s.signature.keyword_line), Rule("additional-signature"));
           });
       Repeated(
           d.directory_signatures, kAllRead,
           [](const PlainSignature& s) {
             return std::pair(s.identity.bytes, s.signing_key_digest.bytes);
           },
           [&](const PlainSignature& s) {
             found.At(FirstLine(s.signature.keyword_line), Rule("directory-signature"));
           });
     }},
    {{"signature-without-digest", Severity::kWarning, Severity::kWarning,
      "there is no digest of the flavor that this is a signature of",
      "add its `additional-digest`; tor does not use the signature", ""},
     [](const DetachedSignature& d, Finder& found) {
       std::vector<std::string_view> flavors = {"ns"};
       for (const AdditionalDigest& digest : d.additional_digests) {
         if (digest.unread == 0) flavors.push_back(digest.flavor);
       }
       std::sort(flavors.begin(), flavors.end());
       for (const AdditionalSignature& signature : d.additional_signatures) {
         if (signature.unread == 0 &&
             !std::binary_search(flavors.begin(), flavors.end(), signature.flavor)) {
           found.At(FirstLine(signature.signature.keyword_line), Rule("additional-signature"));
         }
       }
     }},
    {{"validity-out-of-order", Severity::kWarning, Severity::kWarning,
      "`valid-after`, `fresh-until` and `valid-until` do not follow one another",
      "correct them; they are those of the consensus", ""},
     [](const DetachedSignature& d, Finder& found) {
       for (const std::string_view keyword : {"valid-after", "fresh-until", "valid-until"}) {
         if (!HasRead(d, keyword)) return;
       }
       if (d.fresh_until <= d.valid_after) {
         Report(d, found, "fresh-until");
       } else if (d.valid_until < d.fresh_until) {
         Report(d, found, "valid-until");
       }
     }},
};

}  // namespace

std::span<const LintRule<DetachedSignature>> DetachedSignatureRules() { return kRules; }

}  // namespace scape::descriptor
