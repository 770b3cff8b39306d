// The rules across the items of a detached signature document.
#include <algorithm>
#include <array>
#include <string_view>
#include <tuple>
#include <vector>

#include "descriptor/detached_signature.h"
#include "descriptor/lint.h"

namespace scape::descriptor {
namespace {

using netdoc::Severity;

const netdoc::ItemRule* Rule(std::string_view keyword) {
  const auto& table = netdoc::kTable<DetachedSignature>;
  return &table.rules[static_cast<size_t>(table.index.Find(keyword))];
}

// DigestBytes is the length of an algorithm's digests; 0: tor does not know it.
size_t DigestBytes(std::string_view algname) {
  if (algname == "sha1") return 20;
  if (algname == "sha256" || algname == "sha3-256") return 32;
  if (algname == "sha512" || algname == "sha3-512") return 64;
  return 0;
}

// Repeated calls `found` with every element of `all` whose key another one has, too; it is the
// later one. Elements are lines that were read whole.
template <typename T, typename Key, typename Found>
void Repeated(const std::vector<T>& all, Key key, Found found) {
  std::vector<const T*> sorted;
  for (const T& line : all) {
    if (line.unread == 0) sorted.push_back(&line);
  }
  std::sort(sorted.begin(), sorted.end(),
            [&](const T* a, const T* b) { return std::pair(key(*a), a) < std::pair(key(*b), b); });
  for (size_t i = 1; i < sorted.size(); ++i) {
    if (key(*sorted[i - 1]) == key(*sorted[i])) found(*sorted[i]);
  }
}

// Line is the part of the document's keyword line that `part` lies in.
std::string_view Line(const DetachedSignature& d, std::string_view part) {
  const size_t at = static_cast<size_t>(part.data() - d.text.data());
  const size_t before = at == 0 ? std::string_view::npos : d.text.rfind('\n', at - 1);
  const size_t begin = before == std::string_view::npos ? 0 : before + 1;
  return d.text.substr(begin, std::min(d.text.find('\n', at), d.text.size()) - begin);
}

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
    {{"unknown-digest-algorithm", Severity::kWarning, Severity::kWarning,
      "tor knows no such digest algorithm, and passes over the line", "use sha1 or sha256", ""},
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
           d.additional_digests,
           [](const AdditionalDigest& digest) { return std::pair(digest.flavor, digest.algname); },
           [&](const AdditionalDigest& digest) {
             found.At(Line(d, digest.flavor), Rule("additional-digest"));
           });
     }},
    {{"repeated-signature", Severity::kWarning, Severity::kWarning,
      "a signature by the same keys stands before this one", "remove one; tor takes the first", ""},
     [](const DetachedSignature& d, Finder& found) {
       Repeated(
           d.additional_signatures,
           [](const AdditionalSignature& s) {
             return std::tuple(s.flavor, s.algname, s.identity.bytes, s.signing_key_digest.bytes);
           },
           [&](const AdditionalSignature& s) {
             found.At(Line(d, s.flavor), Rule("additional-signature"));
           });
       Repeated(
           d.directory_signatures,
           [](const PlainSignature& s) {
             return std::pair(s.identity.bytes, s.signing_key_digest.bytes);
           },
           [&](const PlainSignature& s) {
             found.At(s.signature.body.substr(0, s.signature.body.find('\n')),
                      Rule("directory-signature"));
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
           found.At(Line(d, signature.flavor), Rule("additional-signature"));
         }
       }
     }},
    {{"validity-out-of-order", Severity::kWarning, Severity::kWarning,
      "`valid-after`, `fresh-until` and `valid-until` do not follow one another",
      "correct them; they are those of the consensus", ""},
     [](const DetachedSignature& d, Finder& found) {
       const auto read = [&](std::string_view keyword) {
         return d.read.Has(
             static_cast<size_t>(Rule(keyword) - netdoc::kTable<DetachedSignature>.rules.data()));
       };
       if (!read("valid-after") || !read("fresh-until") || !read("valid-until")) return;
       if (d.fresh_until <= d.valid_after) {
         found.At(LineOf(d.text, "fresh-until"), Rule("fresh-until"));
       } else if (d.valid_until < d.fresh_until) {
         found.At(LineOf(d.text, "valid-until"), Rule("valid-until"));
       }
     }},
};

}  // namespace

std::span<const LintRule<DetachedSignature>> DetachedSignatureRules() { return kRules; }

}  // namespace scape::descriptor
