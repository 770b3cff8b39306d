#include "crypto/status_checker.h"

#include <algorithm>
#include <array>

#include "absl/functional/function_ref.h"
#include "descriptor/lint.h"

namespace scape::crypto {
namespace {

using descriptor::DirectoryAuthority;
using descriptor::DirectorySignature;
using descriptor::NetworkStatus;
using descriptor::RsaPublicKey;
using status_checks::kDirectorySignature;
using status_checks::kFingerprint;

constexpr std::string_view kSigningKey = "the authority's signing key";

// UnsignedText returns what FirstUnsigned finds behind the signed text.
std::string_view UnsignedText(const NetworkStatus& status, std::string_view signed_text,
                              Signatures number) {
  const size_t size = signed_text.size();
  if (size == 0) return {};
  return FirstUnsigned(status.text.substr(size - kDirectorySignature.name.size() - 1),
                       kDirectorySignature.name, number);
}

// Counts tells whether a signature is one of those that make a consensus.
bool Counts(const Verdict& verdict) {
  return verdict.outcome == Outcome::kGood || verdict.outcome == Outcome::kWarned;
}

// Begin empties *result, whose memory is kept.
void Begin(const AuthoritySet& trusted, StatusVerdict* result) {
  result->signatures.clear();
  *result = {.signatures = std::move(result->signatures),
             .trusted = trusted.voters,
             .needed = trusted.needed()};
}

// AddVoter adds who has this identity, which is one of `trusted`, if he is not among them yet.
void AddVoter(const AuthoritySet& trusted, const Sha1Digest& identity,
              std::vector<std::string_view>* voters) {
  const std::string_view name = trusted.Find(identity)->voter;
  if (std::find(voters->begin(), voters->end(), name) == voters->end()) voters->push_back(name);
}

// CheckSignature checks one signature by an authority: its identity and key stand in `one`.
Verdict CheckSignature(const descriptor::RsaSignature& signature,
                       absl::FunctionRef<std::span<const uint8_t>()> digest,
                       const AuthoritySet& trusted, netdoc::UtcTime at,
                       CertificateStore* certificates, const SignatureVerdict& one) {
  const std::string_view where = signature.body;
  CertificateStore::Certificate* const certificate =
      certificates->Find(one.identity, one.signing_key_digest);
  const AuthoritySet::Member* const authority = trusted.Find(one.identity);
  if (certificate == nullptr) {
    return UnknownVerdict(
        kDirectorySignature,
        authority == nullptr ? problems::kUnknownAuthority : problems::kNoCertificate, where);
  }
  std::array<uint8_t, descriptor::RsaSignature::kMaxBytes> bytes;
  size_t size;
  if (!signature.Decode(&bytes, &size)) {
    return BadVerdict(kDirectorySignature, problems::kNotReadable, where);
  }
  Verdict verdict = RsaVerdict(kDirectorySignature, kSigningKey, &certificate->signing_key,
                               digest(), std::span(bytes).first(size), where);
  if (verdict.outcome == Outcome::kBad) return verdict;
  verdict.expires = certificate->expires;
  if (certificate->expires < at) {
    Verdict expired = BadVerdict(kDirectorySignature, problems::kCertificateExpired, where);
    expired.expires = certificate->expires;
    return expired;
  }
  if (authority == nullptr) {
    return UnknownVerdict(kDirectorySignature, problems::kUnknownAuthority, where);
  }
  if (authority->weak) {
    return UnknownVerdict(kDirectorySignature, problems::kWeakAuthorityKey, where);
  }
  return verdict;
}

}  // namespace

absl::StatusOr<StatusChecker> StatusChecker::Create() {
  absl::StatusOr<Sha1Digester> sha1 = Sha1Digester::Create();
  if (!sha1.ok()) return sha1.status();
  absl::StatusOr<Sha256Digester> sha256 = Sha256Digester::Create();
  if (!sha256.ok()) return sha256.status();
  return StatusChecker(*std::move(sha1), *std::move(sha256));
}

std::optional<SignatureChecked<NetworkStatus>> StatusChecker::CheckConsensus(
    const NetworkStatus& consensus, const AuthoritySet& trusted, netdoc::UtcTime at,
    CertificateStore* certificates, StatusVerdict* result) {
  Begin(trusted, result);
  const std::string_view signed_text = consensus.signed_text();
  std::optional<Sha1Digest> sha1;
  std::optional<Sha256Digest> sha256;
  std::vector<std::string_view> voters;
  std::vector<Verdict> counted;
  std::vector<std::pair<Sha1Digest, bool>> seen;
  for (const DirectorySignature& signature : consensus.directory_signature) {
    SignatureVerdict& one = result->signatures.emplace_back();
    one.identity = signature.identity.bytes;
    one.signing_key_digest = signature.signing_key_digest.bytes;
    one.algorithm = signature.algorithm_name();
    const std::string_view where = signature.signature.body;
    one.verdict = [&]() -> Verdict {
      if (signature.unread != 0) {
        return BadVerdict(kDirectorySignature, problems::kNotReadable, where);
      }
      const auto voter = std::find_if(consensus.authorities.begin(), consensus.authorities.end(),
                                      [&](const DirectoryAuthority& authority) {
                                        return authority.dir_source.unread == 0 &&
                                               authority.dir_source.identity.bytes == one.identity;
                                      });
      if (voter == consensus.authorities.end()) {
        return BadVerdict(kDirectorySignature, problems::kSignerIsNoVoter, where);
      }
      one.nickname = voter->dir_source.nickname;
      const bool by_sha1 = one.algorithm == "sha1";
      if (!by_sha1 && one.algorithm != "sha256") {
        return UnknownVerdict(kDirectorySignature, problems::kUnknownAlgorithm, where);
      }
      // Of several by one authority and algorithm tor takes the first, whether it is good or not.
      const auto key = std::pair(one.identity, by_sha1);
      if (std::find(seen.begin(), seen.end(), key) != seen.end()) {
        return {&kDirectorySignature, Outcome::kWarned, &problems::kSecondSignature, where, {}, {}};
      }
      seen.push_back(key);
      Verdict verdict = CheckSignature(
          signature.signature,
          [&]() -> std::span<const uint8_t> {
            if (by_sha1) {
              if (!sha1.has_value()) sha1 = sha1_.Hash(signed_text);
              return *sha1;
            }
            if (!sha256.has_value()) sha256 = sha256_.Hash(signed_text);
            return *sha256;
          },
          trusted, at, certificates, one);
      if (!Counts(verdict)) return verdict;
      AddVoter(trusted, one.identity, &voters);
      if (by_sha1 && consensus.kind == descriptor::kMicrodescConsensus) {
        verdict.outcome = Outcome::kWarned;
        verdict.problem = &problems::kSha1OfFlavor;
      }
      counted.push_back(verdict);
      return verdict;
    }();
  }
  result->good = voters.size();
  for (const SignatureVerdict& one : result->signatures) {
    if (one.verdict.problem == &problems::kNoCertificate) {
      AddVoter(trusted, one.identity, &voters);
    }
  }
  result->without_certificate = voters.size() - result->good;
  result->unsigned_text = UnsignedText(consensus, signed_text, Signatures::kSeveral);
  // A vote is no consensus; and of a signer that is none of the voters tor refuses the whole.
  const bool foreign = std::any_of(result->signatures.begin(), result->signatures.end(),
                                   [](const SignatureVerdict& one) {
                                     return one.verdict.problem == &problems::kSignerIsNoVoter;
                                   });
  if (!result->accepted() || foreign || consensus.kind == descriptor::kVote) return std::nullopt;
  return SignatureChecked<NetworkStatus>::If(consensus, counted);
}

void StatusChecker::CheckDetached(const descriptor::DetachedSignature& document,
                                  const AuthoritySet& trusted, netdoc::UtcTime at,
                                  CertificateStore* certificates, StatusVerdict* result) {
  Begin(trusted, result);
  const auto check = [&](const auto& signature, std::string_view flavor, std::string_view algorithm,
                         std::span<const uint8_t> digest) {
    SignatureVerdict& one = result->signatures.emplace_back();
    one.identity = signature.identity.bytes;
    one.signing_key_digest = signature.signing_key_digest.bytes;
    one.flavor = flavor;
    one.algorithm = algorithm;
    const std::string_view where = signature.signature.body;
    const size_t size = algorithm == "sha1" ? 20 : algorithm == "sha256" ? 32 : 0;
    if (size == 0) {
      one.verdict = UnknownVerdict(kDirectorySignature, problems::kUnknownAlgorithm, where);
      return;
    }
    // A shorter digest would be that of many texts.
    if (signature.unread != 0 || digest.size() != size) {
      one.verdict = BadVerdict(kDirectorySignature, problems::kNotReadable, where);
      return;
    }
    one.verdict = CheckSignature(
        signature.signature, [&] { return digest; }, trusted, at, certificates, one);
  };
  for (const descriptor::PlainSignature& signature : document.directory_signatures) {
    check(signature, {}, "sha1", document.consensus_digest.bytes);
  }
  for (const descriptor::AdditionalSignature& signature : document.additional_signatures) {
    std::array<uint8_t, 64> bytes;
    std::span<const uint8_t> digest;
    size_t stated = 0;
    for (const descriptor::AdditionalDigest& one : document.additional_digests) {
      if (one.flavor != signature.flavor || one.algname != signature.algname) continue;
      const std::string_view hex = one.digest.text;
      ++stated;
      if (hex.size() % 2 == 0 && hex.size() <= 2 * bytes.size() &&
          netdoc::DecodeHex(hex, std::span(bytes).first(hex.size() / 2))) {
        digest = std::span(bytes).first(hex.size() / 2);
      }
    }
    if (stated != 1) digest = {};  // of two it is not known which one is meant
    check(signature, signature.flavor, signature.algname, digest);
  }
  std::vector<std::pair<Sha1Digest, bool>> all_good;
  for (const SignatureVerdict& one : result->signatures) {
    const auto found = std::find_if(all_good.begin(), all_good.end(),
                                    [&](const auto& entry) { return entry.first == one.identity; });
    if (found == all_good.end()) {
      all_good.emplace_back(one.identity, Counts(one.verdict));
    } else {
      found->second = found->second && Counts(one.verdict);
    }
  }
  std::vector<std::string_view> voters;
  for (const auto& [identity, good] : all_good) {
    if (good) AddVoter(trusted, identity, &voters);
  }
  result->good = voters.size();
}

template <typename Document>
void StatusChecker::CheckByOwnKey(const Document& document, const AuthoritySet& trusted,
                                  std::vector<Verdict>* verdicts) {
  const std::string_view nowhere = document.text.substr(0, 0);
  if (!document.directory_signature.has_value()) {
    verdicts->push_back(
        BadVerdict(kDirectorySignature, problems::kNotSigned, nowhere, kDirectorySignature.name));
    return;
  }
  const descriptor::RsaSignature& signature = document.directory_signature->signature;
  const std::string_view where = signature.body;
  constexpr std::string_view kKeyName = "`dir-signing-key`";
  RsaPublicKey key;
  if (!document.dir_signing_key.has_value() || !document.dir_signing_key->Decode(&key)) {
    verdicts->push_back(
        document.dir_signing_key.has_value()
            ? BadVerdict(kDirectorySignature, problems::kUnusableKey, where, kKeyName)
            : UnknownVerdict(kDirectorySignature, problems::kSignerNotGiven, where, kKeyName));
    return;
  }
  const Sha1Digest fingerprint = sha1_.Hash(key.der());
  if constexpr (requires { document.fingerprint.bytes; }) {
    const std::string_view line = descriptor::LineOf(document.text, kFingerprint.name);
    verdicts->push_back(document.fingerprint.bytes == fingerprint
                            ? GoodVerdict(kFingerprint, line)
                            : BadVerdict(kFingerprint, problems::kWrongSubject, line, kKeyName));
  }
  std::array<uint8_t, descriptor::RsaSignature::kMaxBytes> bytes;
  size_t size;
  if (!signature.Decode(&bytes, &size)) {
    verdicts->push_back(BadVerdict(kDirectorySignature, problems::kNotReadable, where));
    return;
  }
  absl::StatusOr<RsaChecker> checker = RsaChecker::Create(key);
  Verdict verdict =
      RsaVerdict(kDirectorySignature, kKeyName, checker.ok() ? &*checker : nullptr,
                 sha1_.Hash(document.signed_text()), std::span(bytes).first(size), where);
  if (Counts(verdict) && trusted.Find(fingerprint) == nullptr) {
    verdict = UnknownVerdict(kDirectorySignature, problems::kUnknownAuthority, where);
  }
  const size_t line = document.signed_text().size();
  const size_t begin = document.signed_text().rfind('\n', line - 2) + 1;
  const std::string_view behind =
      FirstUnsigned(document.text.substr(begin), kDirectorySignature.name, Signatures::kOne);
  if (behind.data() != nullptr) {
    verdict =
        BadVerdict(kDirectorySignature, problems::kUnsignedText, behind, kDirectorySignature.name);
  }
  verdicts->push_back(verdict);
}

void StatusChecker::CheckOld(const descriptor::NetworkStatus2& status, const AuthoritySet& trusted,
                             std::vector<Verdict>* verdicts) {
  CheckByOwnKey(status, trusted, verdicts);
}

void StatusChecker::CheckOld(const descriptor::Directory& directory, const AuthoritySet& trusted,
                             std::vector<Verdict>* verdicts) {
  CheckByOwnKey(directory, trusted, verdicts);
}

void StatusChecker::CheckOld(const descriptor::RunningRouters& routers, const AuthoritySet& trusted,
                             std::vector<Verdict>* verdicts) {
  CheckByOwnKey(routers, trusted, verdicts);
}

void StatusChecker::CheckVote(const NetworkStatus& vote, std::vector<Verdict>* verdicts) {
  const std::string_view nowhere = vote.text.substr(0, 0);
  absl::StatusOr<CertificateStore> store = CertificateStore::Create();
  if (!store.ok() || vote.certificate.empty()) {
    verdicts->push_back(BadVerdict(kDirectorySignature, problems::kNotSigned, nowhere,
                                   "dir-key-certificate-version"));
    return;
  }
  store->Add(vote.certificate.front(), verdicts);
  // tor wants exactly one signature, and takes SHA-1 only.
  if (vote.directory_signature.empty()) {
    verdicts->push_back(
        BadVerdict(kDirectorySignature, problems::kNotSigned, nowhere, kDirectorySignature.name));
    return;
  }
  const DirectorySignature& signature = vote.directory_signature.front();
  const std::string_view where = signature.signature.body;
  const auto bad = [&](const netdoc::Problem& problem, std::string_view expects = {}) {
    verdicts->push_back(BadVerdict(kDirectorySignature, problem, where, expects));
  };
  std::array<uint8_t, descriptor::RsaSignature::kMaxBytes> bytes;
  size_t size;
  if (signature.unread != 0 || !signature.signature.Decode(&bytes, &size)) {
    return bad(problems::kNotReadable);
  }
  if (signature.algorithm_name() != "sha1") return bad(problems::kUnknownAlgorithm);
  if (vote.authorities.empty() || vote.authorities.front().dir_source.unread != 0 ||
      vote.authorities.front().dir_source.identity.bytes != signature.identity.bytes) {
    return bad(problems::kSignerIsNoVoter);
  }
  CertificateStore::Certificate* const certificate =
      store->Find(signature.identity.bytes, signature.signing_key_digest.bytes);
  if (certificate == nullptr) {
    return bad(problems::kWrongSigner, "the vote's certificate");
  }
  const std::string_view signed_text = vote.signed_text();
  Verdict verdict = RsaVerdict(kDirectorySignature, kSigningKey, &certificate->signing_key,
                               sha1_.Hash(signed_text), std::span(bytes).first(size), where);
  if (verdict.outcome != Outcome::kBad) verdict.expires = certificate->expires;
  const std::string_view behind = UnsignedText(vote, signed_text, Signatures::kOne);
  if (behind.data() != nullptr) {
    verdict =
        BadVerdict(kDirectorySignature, problems::kUnsignedText, behind, kDirectorySignature.name);
  }
  verdicts->push_back(verdict);
}

}  // namespace scape::crypto
