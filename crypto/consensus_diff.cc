#include "crypto/consensus_diff.h"

#include "absl/status/status.h"
#include "descriptor/netdoc/scalars.h"

namespace scape::crypto {
namespace {

using descriptor::DiffFault;
using descriptor::DiffText;
namespace problems = descriptor::problems;

std::string Hex(const Sha3Digest& digest) {
  std::string hex(2 * digest.size(), '\0');
  netdoc::EncodeHex(digest, hex.data());
  return hex;
}

// StatusOf takes over a fault.
absl::Status StatusOf(DiffFault found, DiffFault* fault) {
  absl::Status status =
      absl::InvalidArgumentError(netdoc::FormatMessage(descriptor::DiagnosticOf(found)));
  if (fault != nullptr) *fault = std::move(found);
  return status;
}

}  // namespace

std::optional<std::string_view> SignedPart(std::string_view consensus) {
  constexpr std::string_view kFirst = "network-status-version";
  constexpr std::string_view kLast = "\ndirectory-signature ";
  size_t begin = 0;
  if (consensus.substr(0, kFirst.size()) != kFirst) {
    begin = consensus.find("\nnetwork-status-version");
    if (begin == std::string_view::npos) return std::nullopt;
    ++begin;
  }
  const size_t end = consensus.find(kLast, begin);
  if (end == std::string_view::npos) return std::nullopt;
  return consensus.substr(begin, end + kLast.size() - begin);
}

absl::StatusOr<Sha3Digest> ConsensusDiffDigest(std::string_view consensus, DiffFault* fault) {
  const std::optional<std::string_view> part = SignedPart(consensus);
  if (!part.has_value()) {
    return StatusOf(
        {&problems::kDiffNothingSigned, DiffText::kBase, consensus.substr(0, 0), {}, {}}, fault);
  }
  return Sha3_256(*part);
}

absl::StatusOr<std::string> ApplyConsensusDiff(std::string_view base, std::string_view text,
                                               DiffFault* fault) {
  descriptor::ConsensusDiff diff;
  DiffFault found;
  if (!descriptor::ParseConsensusDiff(text, &diff, &found))
    return StatusOf(std::move(found), fault);
  const absl::StatusOr<Sha3Digest> base_digest = ConsensusDiffDigest(base, fault);
  if (!base_digest.ok()) return base_digest.status();
  if (*base_digest != diff.base_digest) {
    return StatusOf({&problems::kDiffBaseDigest, DiffText::kDiff, diff.base_digest_text,
                     Hex(diff.base_digest), Hex(*base_digest)},
                    fault);
  }
  std::string target;
  if (!descriptor::ApplyEdCommands(base, diff, &target, &found)) {
    return StatusOf(std::move(found), fault);
  }
  const absl::StatusOr<Sha3Digest> target_digest = Sha3_256(target);
  if (!target_digest.ok()) return target_digest.status();
  if (*target_digest != diff.target_digest) {
    return StatusOf({&problems::kDiffTargetDigest, DiffText::kDiff, diff.target_digest_text,
                     Hex(diff.target_digest), Hex(*target_digest)},
                    fault);
  }
  return target;
}

absl::StatusOr<std::string> MakeConsensusDiff(std::string_view base, std::string_view target,
                                              DiffFault* fault) {
  const absl::StatusOr<Sha3Digest> base_digest = ConsensusDiffDigest(base, fault);
  if (!base_digest.ok()) return base_digest.status();
  const absl::StatusOr<Sha3Digest> target_digest = Sha3_256(target);
  if (!target_digest.ok()) return target_digest.status();
  std::string diff;
  descriptor::AppendDiffHeader(*base_digest, *target_digest, &diff);
  DiffFault found;
  if (!descriptor::MakeEdCommands(base, target, &diff, &found)) {
    return StatusOf(std::move(found), fault);
  }
  return diff;
}

}  // namespace scape::crypto
