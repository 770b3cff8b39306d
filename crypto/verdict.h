// Verdict is what became of one check of one document: data, for whoever prints it, counts it or
// decides by it.
//
//   std::vector<Verdict> verdicts;
//   checker.Check(descriptor, &verdicts);
//   for (const Verdict& v : verdicts) {
//     v.check->name;               // "router-sig-ed25519"
//     v.outcome;                   // Outcome::kBad
//     v.problem->name;             // "signature-of-other-text"
//   }
//
// What was not checked is told as such, with what was missing: it is never good. A Verdict's views
// are into the document, or constant; it owns nothing.
#ifndef SCAPE_CRYPTO_VERDICT_H_
#define SCAPE_CRYPTO_VERDICT_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crypto/rsa.h"
#include "descriptor/netdoc/problem.h"
#include "descriptor/netdoc/scalars.h"

namespace scape::crypto {

// CheckKind is one thing that can be checked. Names are the keywords that hold the signature.
struct CheckKind {
  std::string_view name;
  std::string_view meaning;  // what is so when it is good, as a sentence's second half
  bool may_expire = false;   // tor does not look at when the certificate expires
};

enum class Outcome : uint8_t {
  kGood,
  kWarned,   // good, and tor takes it, but it is not as it should be: `problem` says why
  kBad,      // `problem` says why
  kUnknown,  // could not be checked: `problem` says what was missing
};

struct Verdict {
  const CheckKind* check = nullptr;
  Outcome outcome = Outcome::kGood;
  const netdoc::Problem* problem = nullptr;  // null: good
  std::string_view where;                    // the bytes of the document that it is about
  std::string_view expects;                  // what stands for $expects in the problem's sentence
  // When a certificate that it rests on expires.
  std::optional<netdoc::UtcTime> expires;
};

inline Verdict GoodVerdict(const CheckKind& check, std::string_view where,
                           std::optional<netdoc::UtcTime> expires = {}) {
  return {&check, Outcome::kGood, nullptr, where, {}, expires};
}
inline Verdict BadVerdict(const CheckKind& check, const netdoc::Problem& problem,
                          std::string_view where, std::string_view expects = {}) {
  return {&check, Outcome::kBad, &problem, where, expects, {}};
}
inline Verdict UnknownVerdict(const CheckKind& check, const netdoc::Problem& problem,
                              std::string_view where, std::string_view expects = {}) {
  return {&check, Outcome::kUnknown, &problem, where, expects, {}};
}

// VerdictMessage returns the problem's sentence; of a good one, what the check means.
std::string VerdictMessage(const Verdict& verdict);
std::string_view OutcomeName(Outcome outcome);  // "good", "warned", "bad", "unknown"

// RsaVerdict is that of `signature`, which stands at `where`, of `digest`, by the key of `checker`,
// whose name in a sentence is `key_name`. Null: the key is unusable.
Verdict RsaVerdict(const CheckKind& check, std::string_view key_name, RsaChecker* checker,
                   std::span<const uint8_t> digest, std::span<const uint8_t> signature,
                   std::string_view where);

// FirstUnsigned returns the first item of `text` that is no signature, or of a signature what
// stands where its BEGIN or END line should; without data: there is neither. It is for what stands
// behind the text that is signed: `text` begins with the line of a signature, `keyword`, of which
// there may be one or several.
enum class Signatures : uint8_t { kOne, kSeveral };
std::string_view FirstUnsigned(std::string_view text, std::string_view keyword, Signatures number);

// Worst returns the outcome of a document as a whole: bad if one is bad, else unknown if one is,
// else warned if one is. Nothing was checked: unknown.
inline Outcome Worst(std::span<const Verdict> verdicts) {
  bool warned = false, unknown = verdicts.empty();
  for (const Verdict& verdict : verdicts) {
    if (verdict.outcome == Outcome::kBad) return Outcome::kBad;
    unknown = unknown || verdict.outcome == Outcome::kUnknown;
    warned = warned || verdict.outcome == Outcome::kWarned;
  }
  return unknown ? Outcome::kUnknown : warned ? Outcome::kWarned : Outcome::kGood;
}

// What checks of signatures and keys find. kVerdictProblems lists them.
namespace problems {
using netdoc::Severity;
inline constexpr netdoc::Problem kSignatureOfOtherText{
    "signature-of-other-text",
    Severity::kError,
    Severity::kError,
    "`$keyword` is a signature by $expects, but of another text",
    "the document was changed after it was signed, or the signature is another document's",
    ""};
inline constexpr netdoc::Problem kNoSignatureByKey{
    "no-signature-by-key",
    Severity::kError,
    Severity::kError,
    "`$keyword` is no signature by $expects",
    "another key made it, or its bytes or the key's were changed",
    ""};
inline constexpr netdoc::Problem kBadEd25519Signature{
    "bad-ed25519-signature",
    Severity::kError,
    Severity::kError,
    "`$keyword` is no signature of this text by $expects",
    "the document was changed after it was signed, or another key made the signature",
    ""};
inline constexpr netdoc::Problem kDigestInfoInSignature{
    "digest-info-in-signature",
    Severity::kError,
    Severity::kError,
    "`$keyword` signs a DigestInfo; in Tor the bare digest is signed",
    "sign the digest without naming its algorithm; tor refuses this",
    ""};
inline constexpr netdoc::Problem kTrailingSignatureBytes{
    "trailing-signature-bytes",
    Severity::kError,
    Severity::kWarning,
    "bytes follow the digest that `$keyword` signs",
    "sign the digest alone; tor takes it all the same",
    ""};
inline constexpr netdoc::Problem kUnusableKey{"unusable-key",
                                              Severity::kError,
                                              Severity::kError,
                                              "nothing can be checked with the key of `$keyword`",
                                              "the key is malformed, or of a size nobody uses",
                                              ""};
inline constexpr netdoc::Problem kNotReadable{
    "not-readable",
    Severity::kError,
    Severity::kError,
    "`$keyword` cannot be decoded, so that nothing can be checked with it",
    "what lint says of it comes first",
    ""};
inline constexpr netdoc::Problem kNotSigned{"not-signed",
                                            Severity::kError,
                                            Severity::kError,
                                            "there is no `$expects` to check",
                                            "every document of this kind has one",
                                            ""};
inline constexpr netdoc::Problem kWrongSigner{
    "wrong-signer",
    Severity::kError,
    Severity::kError,
    "the certificate of `$keyword` names another key as its signer than $expects",
    "it belongs to another relay",
    ""};
inline constexpr netdoc::Problem kWrongSubject{"wrong-subject",
                                               Severity::kError,
                                               Severity::kError,
                                               "`$keyword` is for another key than $expects",
                                               "it belongs to another relay",
                                               ""};
inline constexpr netdoc::Problem kUnsignedText{
    "unsigned-text",
    Severity::kError,
    Severity::kError,
    "what stands here is not signed by `$expects`, nor a part of it",
    "it was added, damaged or cut off: get the document again",
    ""};
inline constexpr netdoc::Problem kNoEd25519Identity{
    "no-ed25519-identity",
    Severity::kError,
    Severity::kWarning,
    "the tor that wrote this has an Ed25519 identity, and nothing here is signed by it",
    "whoever has the RSA key can have removed it; tor refuses the document",
    ""};
inline constexpr netdoc::Problem kSignerNotGiven{
    "signer-not-given",
    Severity::kNote,
    Severity::kNote,
    "$expects is not known, so that `$keyword` was not checked",
    "give the document that has it",
    ""};
inline constexpr netdoc::Problem kNothingToVerify{
    "nothing-to-verify",
    Severity::kNote,
    Severity::kNote,
    "a sanitised document has no signature left",
    "nothing: only what the bridge itself has published could be checked",
    ""};
}  // namespace problems

inline constexpr const netdoc::Problem* kVerdictProblems[] = {&problems::kSignatureOfOtherText,
                                                              &problems::kNoSignatureByKey,
                                                              &problems::kBadEd25519Signature,
                                                              &problems::kDigestInfoInSignature,
                                                              &problems::kTrailingSignatureBytes,
                                                              &problems::kUnusableKey,
                                                              &problems::kNotReadable,
                                                              &problems::kNotSigned,
                                                              &problems::kWrongSigner,
                                                              &problems::kWrongSubject,
                                                              &problems::kUnsignedText,
                                                              &problems::kNoEd25519Identity,
                                                              &problems::kSignerNotGiven,
                                                              &problems::kNothingToVerify};

}  // namespace scape::crypto

#endif  // SCAPE_CRYPTO_VERDICT_H_
