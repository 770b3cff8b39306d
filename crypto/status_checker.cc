#include "crypto/status_checker.h"

#include <algorithm>
#include <array>

namespace scape::crypto {
namespace {

using descriptor::DirectoryAuthority;
using descriptor::DirectorySignature;
using descriptor::NetworkStatus;
using status_checks::kDirectorySignature;

constexpr std::string_view kSigningKey = "the authority's signing key";

bool Contains(std::span<const Sha1Digest> identities, const Sha1Digest& identity) {
  return std::find(identities.begin(), identities.end(), identity) != identities.end();
}

// UnsignedText returns the first item behind the signed text that is no signature, or one too many.
std::string_view UnsignedText(const NetworkStatus& status, Signatures number) {
  const size_t size = status.signed_text().size();
  if (size == 0) return {};
  return FirstUnsigned(status.text.substr(size - kDirectorySignature.name.size() - 1),
                       kDirectorySignature.name, number);
}

}  // namespace

absl::StatusOr<StatusChecker> StatusChecker::Create() {
  absl::StatusOr<Sha1Digester> sha1 = Sha1Digester::Create();
  if (!sha1.ok()) return sha1.status();
  absl::StatusOr<Sha256Digester> sha256 = Sha256Digester::Create();
  if (!sha256.ok()) return sha256.status();
  return StatusChecker(*std::move(sha1), *std::move(sha256));
}

void StatusChecker::CheckConsensus(const NetworkStatus& consensus,
                                   std::span<const Sha1Digest> trusted, netdoc::UtcTime at,
                                   CertificateStore* certificates, StatusVerdict* result) {
  result->signatures.clear();
  std::vector<Sha1Digest> authorities(trusted.begin(), trusted.end());
  std::sort(authorities.begin(), authorities.end());
  authorities.erase(std::unique(authorities.begin(), authorities.end()), authorities.end());
  result->trusted = authorities.size();
  result->needed = authorities.size() / 2 + 1;

  const std::string_view signed_text = consensus.signed_text();
  std::optional<Sha1Digest> sha1;
  std::optional<Sha256Digest> sha256;
  std::vector<Sha1Digest> counted;
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
      CertificateStore::Certificate* const certificate =
          certificates->Find(one.identity, one.signing_key_digest);
      if (certificate == nullptr) {
        return UnknownVerdict(kDirectorySignature, problems::kNoCertificate, where);
      }
      std::array<uint8_t, descriptor::RsaSignature::kMaxBytes> bytes;
      size_t size;
      if (!signature.signature.Decode(&bytes, &size)) {
        return BadVerdict(kDirectorySignature, problems::kNotReadable, where);
      }
      if (by_sha1 && !sha1.has_value()) sha1 = sha1_.Hash(signed_text);
      if (!by_sha1 && !sha256.has_value()) sha256 = sha256_.Hash(signed_text);
      const std::span<const uint8_t> digest =
          by_sha1 ? std::span<const uint8_t>(*sha1) : std::span<const uint8_t>(*sha256);
      Verdict verdict = RsaVerdict(kDirectorySignature, kSigningKey, &certificate->signing_key,
                                   digest, std::span(bytes).first(size), where);
      if (verdict.outcome == Outcome::kBad) return verdict;
      verdict.expires = certificate->expires;
      if (certificate->expires < at) {
        return BadVerdict(kDirectorySignature, problems::kCertificateExpired, where);
      }
      if (!Contains(authorities, one.identity)) {
        return UnknownVerdict(kDirectorySignature, problems::kUnknownAuthority, where);
      }
      if (!Contains(counted, one.identity)) counted.push_back(one.identity);
      if (by_sha1 && consensus.kind == descriptor::kMicrodescConsensus) {
        verdict.outcome = Outcome::kWarned;
        verdict.problem = &problems::kSha1OfFlavor;
      }
      return verdict;
    }();
  }
  result->good = counted.size();
  result->unsigned_text = UnsignedText(consensus, Signatures::kSeveral);
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
  Verdict verdict = RsaVerdict(kDirectorySignature, kSigningKey, &certificate->signing_key,
                               sha1_.Hash(vote.signed_text()), std::span(bytes).first(size), where);
  if (verdict.outcome != Outcome::kBad) verdict.expires = certificate->expires;
  const std::string_view behind = UnsignedText(vote, Signatures::kOne);
  if (behind.data() != nullptr) {
    verdict =
        BadVerdict(kDirectorySignature, problems::kUnsignedText, behind, kDirectorySignature.name);
  }
  verdicts->push_back(verdict);
}

}  // namespace scape::crypto
