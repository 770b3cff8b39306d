// `scape consensus-diff apply` and `make`.
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "absl/strings/str_format.h"
#include "archive/texts.h"
#include "cli/command.h"
#include "cli/input.h"
#include "cli/output.h"
#include "crypto/consensus_diff.h"
#include "descriptor/consensus_diff.h"

namespace scape::cli {
namespace {

using descriptor::DiffFault;
using descriptor::DiffText;

struct DiffOptions {
  std::string base;
  std::string other;  // the diff, or the target
  std::string output;
};

// DiffInput is one file, in memory.
class DiffInput {
 public:
  // Read returns an exit status; other than kFine, it has told why.
  int Read(const std::string& path) {
    name_ = path == "-" ? "<stdin>" : path;
    const absl::StatusOr<std::unique_ptr<archive::TextReader>> texts =
        archive::TextReader::Open(path, {});
    if (!texts.ok()) {
      absl::FPrintF(stderr, "scape: %s\n", std::string(texts.status().message()));
      return kCouldNotRun;
    }
    absl::StatusOr<archive::Block> text = archive::OnlyText(**texts, descriptor::kMaxMakeBytes);
    if (!text.ok()) {
      absl::FPrintF(stderr, "%s: error: %s\n", netdoc::Printable(name_),
                    std::string(text.status().message()));
      // What is not as it should be is a problem; what cannot be read is none of the file's.
      return absl::IsDataLoss(text.status()) || absl::IsInvalidArgument(text.status()) ||
                     absl::IsResourceExhausted(text.status())
                 ? kProblemsFound
                 : kCouldNotRun;
    }
    text_ = *std::move(text);
    return kFine;
  }

  const std::string& name() const { return name_; }
  std::string_view text() const { return text_.bytes; }

  // consensus is the text without the annotations of an archive: they are no part of it.
  std::string_view consensus() const {
    std::string_view rest = text_.bytes;
    while (!rest.empty() && rest[0] == '@') {
      rest.remove_prefix(std::min(rest.find('\n'), rest.size() - 1) + 1);
    }
    return rest;
  }

  int Error(const std::string& message) const {
    absl::FPrintF(stderr, "%s: error: %s\n", name_, message);
    return kProblemsFound;
  }

 private:
  std::string name_;
  archive::Block text_;
};

int CouldNotRun(const absl::Status& status) {
  absl::FPrintF(stderr, "scape consensus-diff: %s\n", std::string(status.message()));
  return kCouldNotRun;
}

int Tell(const DiffFault& fault, const DiffInput& input) {
  const std::string text =
      netdoc::FormatDiagnostic(descriptor::DiagnosticOf(fault), input.name(), input.text(),
                               /*first_line=*/1, UseColor(STDERR_FILENO));
  std::fwrite(text.data(), 1, text.size(), stderr);
  return kProblemsFound;
}

int ReadBoth(const DiffOptions& options, DiffInput* base, DiffInput* other) {
  if (options.base == "-" && options.other == "-") {
    return CouldNotRun(absl::InvalidArgumentError("only one of the two can be standard input"));
  }
  const int status = base->Read(options.base);
  return status != kFine ? status : other->Read(options.other);
}

// Finish writes the result, or tells why there is none.
int Finish(const DiffOptions& options, const absl::StatusOr<std::string>& result,
           const DiffFault& fault, const DiffInput& base, const DiffInput& other) {
  if (absl::IsInvalidArgument(result.status())) {
    return Tell(fault, fault.text == DiffText::kBase ? base : other);
  }
  if (!result.ok()) return CouldNotRun(result.status());
  Output output;
  absl::Status written = output.Open(options.output);
  if (written.ok()) written = output.Write(*result);
  if (written.ok()) written = output.Commit();
  return written.ok() ? static_cast<int>(kFine) : CouldNotRun(written);
}

int Apply(const DiffOptions& options) {
  DiffInput base, other;
  if (const int status = ReadBoth(options, &base, &other); status != kFine) return status;
  DiffFault fault;
  descriptor::DiffCacheEntry entry;
  if (!descriptor::FindDiff(other.text(), &entry, &fault)) return Tell(fault, other);
  return Finish(options, crypto::ApplyConsensusDiff(base.consensus(), entry.body, &fault), fault,
                base, other);
}

int Make(const DiffOptions& options) {
  DiffInput base, target;
  if (const int status = ReadBoth(options, &base, &target); status != kFine) return status;
  DiffFault fault;
  return Finish(options, crypto::MakeConsensusDiff(base.consensus(), target.consensus(), &fault),
                fault, base, target);
}

Runner Add(CLI::App& app, const char* other_name, const char* other,
           int (*run)(const DiffOptions&)) {
  auto options = std::make_shared<DiffOptions>();
  app.add_option("BASE", options->base, "The consensus that is there, or - for standard input")
      ->required()
      ->type_name("");
  app.add_option(other_name, options->other, other)->required()->type_name("");
  app.add_option("--output", options->output, "Write to this file instead of standard output")
      ->type_name("FILE");
  return [options, run] { return run(*options); };
}

Runner AddApply(CLI::App& app) {
  return Add(app, "DIFF", "The diff, or - for standard input", &Apply);
}

Runner AddMake(CLI::App& app) {
  return Add(app, "TARGET", "The consensus to come to, or - for standard input", &Make);
}

constexpr Command kCommands[] = {
    {"apply", "Print the consensus that a diff makes of another.",
     "BASE is a consensus, DIFF what a directory cache sent, or a file of tor's folder "
     "diff-cache.\n"
     "Before and after, the digests in the diff are compared: what is printed is the consensus\n"
     "that was meant. Whether its signatures are right is not looked at.\n"
     "\n"
     "Exit status: 0 fine, 1 the diff is damaged or is for another consensus, 2 could not run.",
     "scape consensus-diff apply cached-consensus diff-cache/1048 --output consensus", &AddApply},
    {"make", "Print the diff that leads from one consensus to another.",
     "BASE and TARGET are consensuses. The diff is right whichever signatures the base of its\n"
     "receiver has: they are no part of the digest by which diffs are asked for.\n"
     "\n"
     "Exit status: 0 fine, 1 no diff can be made of these, 2 could not run.",
     "scape consensus-diff make consensus-18-00 consensus-19-00 > diff", &AddMake},
};

}  // namespace

std::span<const Command> ConsensusDiffCommands() { return kCommands; }

}  // namespace scape::cli
