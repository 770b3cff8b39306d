// Fuzzes consensus diffs. An input is two texts with a NUL byte between them: a base, and what is
// taken for a diff of it, for a consensus to make a diff to, and for a file of tor's diff-cache.
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "descriptor/consensus_diff.h"
#include "descriptor/fuzz/fuzz.h"

namespace scape::fuzz {
namespace {

using descriptor::ApplyEdCommands;
using descriptor::ConsensusDiff;
using descriptor::DiffFault;
using descriptor::DiffText;
using descriptor::EdCommand;

std::vector<std::string_view> LinesOf(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const size_t size = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.push_back(text.substr(0, size));
    text.remove_prefix(size);
  }
  return lines;
}

// ApplyAsEd is what `ed` does: one command after the other, on the text as it is by then.
std::string ApplyAsEd(std::string_view base, const ConsensusDiff& diff) {
  std::vector<std::string_view> lines = LinesOf(base);
  for (const EdCommand& command : diff.commands) {
    auto at = lines.begin() + command.first;
    if (command.action != 'a') {
      const size_t last =
          command.last == EdCommand::kLast ? lines.size() : static_cast<size_t>(command.last);
      at = lines.erase(at - 1, lines.begin() + static_cast<ptrdiff_t>(last));
    }
    const std::vector<std::string_view> inserted = LinesOf(command.text);
    lines.insert(at, inserted.begin(), inserted.end());
  }
  std::string text;
  for (const std::string_view line : lines) text += line;
  return text;
}

void RequireFault(const DiffFault& fault, std::string_view text) {
  Require(fault.problem != nullptr, "what fails has a problem");
  Require(IsInside(text, fault.where), "a problem lies in its text");
  Require(!netdoc::FormatMessage(DiagnosticOf(fault)).empty(), "a problem has a message");
}

void ExamineDiff(std::string_view base, std::string_view text) {
  ConsensusDiff diff;
  DiffFault fault;
  if (!ParseConsensusDiff(text, &diff, &fault)) {
    Require(fault.text == DiffText::kDiff, "a diff that cannot be read has the problem itself");
    RequireFault(fault, text);
    return;
  }
  size_t inserted = 0;
  for (const EdCommand& command : diff.commands) {
    Require(IsInside(text, command.range) && !command.range.empty(), "a range lies in its diff");
    Require(command.text.empty() == (command.action == 'd'), "all but d insert");
    Require(command.text.empty() || IsInside(text, command.text), "lines lie in their diff");
    Require(command.first <= command.last, "a range ascends");
    inserted += command.text.size();
  }
  Require(inserted == diff.inserted_bytes, "inserted bytes are counted");
  std::string out;
  if (!ApplyEdCommands(base, diff, &out, &fault)) {
    RequireFault(fault, fault.text == DiffText::kBase ? base : text);
    return;
  }
  Require(out.size() <= base.size() + inserted, "a result is as long as what it is made of");
  Require(out == ApplyAsEd(base, diff), "the result is that of ed");
}

size_t Dots(std::string_view text) {
  const std::vector<std::string_view> lines = LinesOf(text);
  return static_cast<size_t>(std::count(lines.begin(), lines.end(), ".\n"));
}

// `base` and `target` have a line feed at their ends.
void ExamineMake(std::string_view base, std::string_view target) {
  std::string text;
  DiffFault fault;
  descriptor::AppendDiffHeader({}, {}, &text);
  const bool made = descriptor::MakeEdCommands(base, target, &text, &fault);
  constexpr std::string_view kSignature = "directory-signature ";
  size_t end = 0;
  for (const std::string_view line : LinesOf(base)) {
    if (line.substr(0, kSignature.size()) == kSignature) break;
    end += line.size();
  }
  Require(made == (Dots(target) <= Dots(base.substr(0, end))),
          "a diff is made if the base has the lines that cannot be inserted, and only then");
  if (!made) {
    Require(fault.text == DiffText::kTarget && fault.where == ".\n", "it tells of the line");
    RequireFault(fault, target);
    return;
  }
  ConsensusDiff diff;
  std::string out;
  Require(ParseConsensusDiff(text, &diff, &fault), "what is made can be read");
  Require(ApplyEdCommands(base, diff, &out, &fault), "what is made can be applied");
  Require(out == target, "a diff makes its target");
}

void ExamineEntry(std::string_view text) {
  descriptor::DiffCacheEntry entry;
  DiffFault fault;
  if (!ReadDiffCacheEntry(text, &entry, &fault)) {
    RequireFault(fault, text);
    return;
  }
  const char* end = text.data();
  for (const auto& label : entry.labels) {
    Require(label.name.data() == end && !label.name.empty(), "labels follow one another");
    Require(label.value.data() == end + label.name.size() + 1, "a value follows its name");
    end = label.value.data() + label.value.size() + 1;
  }
  Require(entry.body.data() == end + 1, "the body follows the labels and a byte");
  Require(entry.body.data() + entry.body.size() == text.data() + text.size(),
          "the body is all that is left");
}

std::string Ended(std::string_view text) {
  std::string ended(text);
  if (!ended.empty() && ended.back() != '\n') ended += '\n';
  return ended;
}

}  // namespace
}  // namespace scape::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace scape::fuzz;
  const std::string_view text = TextOf(data, size);
  const size_t nul = std::min(text.find('\0'), text.size());
  const std::string_view base = text.substr(0, nul);
  const std::string_view other = text.substr(std::min(nul + 1, text.size()));
  ExamineDiff(base, other);
  ExamineDiff(Ended(base), other);
  ExamineMake(Ended(base), Ended(other));
  ExamineMake(Ended(other), Ended(base));
  ExamineEntry(text);
  ExamineEntry(other);
  return 0;
}
