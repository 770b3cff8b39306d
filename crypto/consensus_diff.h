// Consensus diffs with their digests: a base is taken only if it is the one that the diff names,
// and a result is given out only if it is the one that the diff promises.
//
//   descriptor::DiffFault fault;
//   absl::StatusOr<std::string> target = ApplyConsensusDiff(base, diff_text, &fault);
//   if (!target.ok()) ...     // "the diff is for another base: SHA3-256 of what is signed must be
//                             // 98C1..., and is 0B03..."
//
//   absl::StatusOr<std::string> diff = MakeConsensusDiff(base, target, &fault);
//
// Whether signatures are right is not looked at: a diff proves nothing about who made either text.
//
// Errors. kInvalidArgument: *fault says what is wrong, in which text and where; the status has its
// sentence. Any other code: OpenSSL could not hash, and *fault is not changed. `fault` may be null.
// Texts are only read during the call, but for the views of *fault. Any thread.
#ifndef SCAPE_CRYPTO_CONSENSUS_DIFF_H_
#define SCAPE_CRYPTO_CONSENSUS_DIFF_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "crypto/digest.h"
#include "descriptor/consensus_diff.h"

namespace scape::crypto {

// SignedPart returns what is signed of a consensus: from the line that begins with
// `network-status-version` to the space behind the next `directory-signature`, that one included.
std::optional<std::string_view> SignedPart(std::string_view consensus);

// ConsensusDiffDigest returns the name of a consensus in diffs, in `X-Or-Diff-From-Consensus` and
// in the folder diff-cache: SHA3-256 of what is signed.
absl::StatusOr<Sha3Digest> ConsensusDiffDigest(std::string_view consensus,
                                               descriptor::DiffFault* fault = nullptr);

// ApplyConsensusDiff returns what the diff makes of `base`. `base` begins with its first line: no
// annotation stands before it.
absl::StatusOr<std::string> ApplyConsensusDiff(std::string_view base, std::string_view diff,
                                               descriptor::DiffFault* fault = nullptr);

// MakeConsensusDiff returns a diff that makes `target` of `base`, of whichever signatures base has.
absl::StatusOr<std::string> MakeConsensusDiff(std::string_view base, std::string_view target,
                                              descriptor::DiffFault* fault = nullptr);

}  // namespace scape::crypto

#endif  // SCAPE_CRYPTO_CONSENSUS_DIFF_H_
