// Consensus diffs (proposal 140; dir-spec "Consensus diffs"): from the consensus that a cache or a
// client has to the next one. A diff is two lines of header, then commands in the manner of `ed`,
// from the end of the base to its beginning:
//
//   network-status-diff-version 1
//   hash 98C15B0A... 93577302...
//   39850,$d                       delete lines 39850 to the last
//   39849c                         replace line 39849 by what follows, to a line that is "."
//   bandwidth-weights Wbd=0 ...
//   .
//   7a                             insert behind line 7; 0a: before the first
//   ...
//
//   ConsensusDiff diff;
//   DiffFault fault;
//   std::string target;
//   if (!ParseConsensusDiff(text, &diff, &fault) ||
//       !ApplyEdCommands(base, diff, &target, &fault)) {
//     std::cerr << netdoc::FormatMessage(DiagnosticOf(fault)) << "\n";
//   }
//
// This is the text alone. Who applies a diff that somebody else made compares the digests of its
// header, too: crypto/consensus_diff.h does all of it.
//
// A parsed diff borrows its text. Time and memory are linear in the texts, whatever they are. Any
// thread.
#ifndef SCAPE_DESCRIPTOR_CONSENSUS_DIFF_H_
#define SCAPE_DESCRIPTOR_CONSENSUS_DIFF_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "descriptor/netdoc/diagnostic.h"
#include "descriptor/netdoc/problem.h"

namespace scape::descriptor {

// The limits of tor's reader, which are those of this one.
inline constexpr size_t kMaxDiffLine = size_t{1} << 20;  // bytes of any line, base's or diff's
inline constexpr size_t kMaxEdCommand = 127;             // bytes of a command
inline constexpr uint32_t kMaxEdLine = 0x7fffffff;       // the largest line number

// kMaxMakeBytes is how long a text may be of which MakeEdCommands makes a diff.
inline constexpr size_t kMaxMakeBytes = size_t{32} << 20;

using DiffDigest = std::array<uint8_t, 32>;  // SHA3-256

// EdCommand is one change of the base. Lines are counted from 1.
struct EdCommand {
  static constexpr uint32_t kLast = 0xffffffff;  // "$"

  char action = 0;         // 'a', 'c' or 'd'
  uint32_t first = 0;      // the first line that is replaced or deleted; of 'a', the line before
  uint32_t last = 0;       // the last one; of 'a' the same as `first`
  std::string_view range;  // "12,14", as it stands in the diff
  std::string_view text;   // the lines that are inserted, without the line that is "."
};

struct ConsensusDiff {
  DiffDigest base_digest{};    // of what is signed of the base
  DiffDigest target_digest{};  // of all of the target
  std::string_view base_digest_text;
  std::string_view target_digest_text;
  std::string_view hash_line;       // which both stand in
  std::vector<EdCommand> commands;  // in the order of the diff: the base's end comes first
  size_t inserted_bytes = 0;
};

// DiffText says which of the texts a fault is in.
enum class DiffText : uint8_t { kDiff, kBase, kTarget };

// DiffFault is why a diff cannot be read, applied or made: a problem at a place.
struct DiffFault {
  const netdoc::Problem* problem = nullptr;
  DiffText text = DiffText::kDiff;
  std::string_view where;  // a view into that text
  std::string expected;    // where the problem's sentence tells of something to be compared
  std::string found;
};

// DiagnosticOf returns the fault in the form that is printed; it borrows from `fault`.
netdoc::Diagnostic DiagnosticOf(const DiffFault& fault);

// ParseConsensusDiff takes what tor takes, but for two things that nobody writes: a line 0 to
// delete, and "$" below an insertion, which is not the same line to tor and to ed. False: *fault
// says why, and *diff is unspecified. A diff is all or nothing, so the first problem is the only
// one.
bool ParseConsensusDiff(std::string_view text, ConsensusDiff* diff, DiffFault* fault);

// ApplyEdCommands writes to *out what `diff` makes of `base`: at most base.size() +
// diff.inserted_bytes bytes. Digests are not looked at. `diff` is one that was parsed.
bool ApplyEdCommands(std::string_view base, const ConsensusDiff& diff, std::string* out,
                     DiffFault* fault);

// MakeEdCommands appends to *out the commands that make `target` of `base`. Of two consensuses they
// are about as short as can be: router status entries are compared with the entry of the same
// relay, and only few lines with each other. Of other texts they are right, but may be long.
//
// The signatures of the base are deleted as a whole, up to whatever line is its last: the digest
// that names the base does not cover them, and who applies the diff may have other ones.
//
// False: a line of a text is not ended or is too long, a text is longer than kMaxMakeBytes, or a
// line "." would have to be inserted, which the format cannot say.
bool MakeEdCommands(std::string_view base, std::string_view target, std::string* out,
                    DiffFault* fault);

// AppendDiffHeader appends the two lines before the commands.
void AppendDiffHeader(const DiffDigest& base, const DiffDigest& target, std::string* out);

inline constexpr std::string_view kDiffFirstKeyword = "network-status-diff-version";

// IsConsensusDiff tells whether `text` begins as a diff does.
bool IsConsensusDiff(std::string_view text);

// ---- tor's folder diff-cache: a file is lines "LABEL VALUE", then NUL or a blank line, then a
// consensus or a diff, as it is sent.

enum class Compression : uint8_t { kNone, kGzip, kLzma, kXz, kZlib, kZstd };

// CompressionName returns "gzip", "lzma", "xz", "zlib", "zstd"; "" for none.
std::string_view CompressionName(Compression compression);

struct DiffCacheEntry {
  struct Label {
    std::string_view name;
    std::string_view value;
  };
  std::vector<Label> labels;  // as they stand there
  std::string_view body;
  Compression compression = Compression::kNone;  // of the body, by its first bytes

  // Find returns the value of the first label of that name; empty if there is none.
  std::string_view Find(std::string_view name) const;
};

// ReadDiffCacheEntry: false, with a fault that lies in `text`, when it is no such file.
bool ReadDiffCacheEntry(std::string_view text, DiffCacheEntry* entry, DiffFault* fault);

// FindDiff finds the diff of a text that is one, or such a file: it is entry->body. False: it is
// neither, or compressed.
bool FindDiff(std::string_view text, DiffCacheEntry* entry, DiffFault* fault);

// ---- what can be wrong

namespace problems {
inline constexpr std::string_view kDiffPage =
    "https://spec.torproject.org/proposals/140-consensus-diffs.html";

// A diff that is not exactly right is of no use: every severity is that of an error.
inline constexpr netdoc::Problem DiffProblem(std::string_view name, std::string_view sentence,
                                             std::string_view fix) {
  return {name, netdoc::Severity::kError, netdoc::Severity::kError, sentence, fix, kDiffPage};
}

inline constexpr netdoc::Problem kDiffVersion =
    DiffProblem("diff-version", "the first line must be `network-status-diff-version 1`",
                "no other version is known");
inline constexpr netdoc::Problem kDiffHash = DiffProblem(
    "diff-hash", "the second line must be `hash` and two digests of 64 hexadecimal digits",
    "fetch the diff again");
inline constexpr netdoc::Problem kDiffNotALine =
    DiffProblem("diff-not-a-line", "the last line has no line feed",
                "end it with a line feed; the file may have been cut");
inline constexpr netdoc::Problem kDiffLongLine = DiffProblem(
    "diff-long-line", "this line is longer than $expects bytes", "tor refuses such a line");
inline constexpr netdoc::Problem kDiffCommand = DiffProblem(
    "diff-command", "this is no command: it must be a line or a range, and one of a, c and d",
    "the file is damaged: fetch it again");
inline constexpr netdoc::Problem kDiffLineNumber =
    DiffProblem("diff-line-number", "a line number must be digits, and at most 2147483647",
                "the file is damaged: fetch it again");
inline constexpr netdoc::Problem kDiffLineZero =
    DiffProblem("diff-line-zero", "there is no line 0 to delete or replace",
                "lines are counted from 1; only 0a, before the first line, makes sense");
inline constexpr netdoc::Problem kDiffRange =
    DiffProblem("diff-range", "a range must end behind the line with which it begins",
                "a single line is written as one number");
inline constexpr netdoc::Problem kDiffDollar = DiffProblem(
    "diff-dollar", "`$` can end a range that is deleted, and nothing else", "write the number");
inline constexpr netdoc::Problem kDiffRangeBeforeA = DiffProblem(
    "diff-range-before-a", "`a` takes one line and no range", "write the line to insert behind");
inline constexpr netdoc::Problem kDiffOrder =
    DiffProblem("diff-order", "a command must lie before the lines of the one above it",
                "commands go from the end of the base to its beginning");
inline constexpr netdoc::Problem kDiffNothingInserted = DiffProblem(
    "diff-nothing-inserted", "no line follows that could be inserted", "use d to delete lines");
inline constexpr netdoc::Problem kDiffNoDot =
    DiffProblem("diff-no-dot", "the lines to insert are not ended by a line `.`",
                "the file may have been cut: fetch it again");
inline constexpr netdoc::Problem kDiffBeyondBase =
    DiffProblem("diff-beyond-base", "the base has $expects lines",
                "the diff is for another consensus, or damaged");
inline constexpr netdoc::Problem kDiffLoneDot = DiffProblem(
    "diff-lone-dot", "a line `.` would have to be inserted, and would end the insertion",
    "no diff can be made of this text; no consensus has such a line");
inline constexpr netdoc::Problem kDiffTextTooLong = DiffProblem(
    "diff-text-too-long", "this text is longer than $expects bytes", "no consensus is so long");
inline constexpr netdoc::Problem kDiffCacheEntry = DiffProblem(
    "diff-cache-entry", "this is neither a diff nor labels, a NUL or blank line, and a body",
    "a diff begins with `network-status-diff-version`");
inline constexpr netdoc::Problem kDiffCompressed =
    DiffProblem("diff-compressed", "what stands behind the labels is compressed with $expects",
                "unpack it first");
// Of whoever looks at the digests (crypto/consensus_diff.h):
inline constexpr netdoc::Problem kDiffNothingSigned =
    DiffProblem("diff-nothing-signed", "there is no signed consensus in here",
                "it begins with `network-status-version` and goes to `directory-signature`");
inline constexpr netdoc::Problem kDiffBaseDigest = DiffProblem(
    "diff-base-digest",
    "the diff is for another base: SHA3-256 of what is signed must be $expects, and is $argument",
    "find the consensus with that digest");
inline constexpr netdoc::Problem kDiffTargetDigest = DiffProblem(
    "diff-target-digest",
    "the result is not the consensus it should be: its SHA3-256 must be $expects, and is $argument",
    "the diff is damaged, or was made by a broken program: fetch it again");
}  // namespace problems

inline constexpr const netdoc::Problem* kConsensusDiffProblems[] = {
    &problems::kDiffVersion,      &problems::kDiffHash,         &problems::kDiffNotALine,
    &problems::kDiffLongLine,     &problems::kDiffCommand,      &problems::kDiffLineNumber,
    &problems::kDiffLineZero,     &problems::kDiffRange,        &problems::kDiffDollar,
    &problems::kDiffRangeBeforeA, &problems::kDiffOrder,        &problems::kDiffNothingInserted,
    &problems::kDiffNoDot,        &problems::kDiffBeyondBase,   &problems::kDiffLoneDot,
    &problems::kDiffTextTooLong,  &problems::kDiffCacheEntry,   &problems::kDiffNothingSigned,
    &problems::kDiffBaseDigest,   &problems::kDiffTargetDigest, &problems::kDiffCompressed,
};

}  // namespace scape::descriptor

#endif  // SCAPE_DESCRIPTOR_CONSENSUS_DIFF_H_
