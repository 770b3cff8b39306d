#include "descriptor/consensus_diff.h"

#include <algorithm>
#include <cstring>

#include "descriptor/netdoc/locate.h"
#include "descriptor/netdoc/scalars.h"

namespace scape::descriptor {
namespace {

constexpr std::string_view kVersionLine = "network-status-diff-version 1";
constexpr std::string_view kHash = "hash";

bool Fail(DiffFault* fault, const netdoc::Problem& problem, DiffText text, std::string_view where,
          std::string expected = {}) {
  fault->problem = &problem;
  fault->text = text;
  fault->where = where;
  fault->expected = std::move(expected);
  fault->found.clear();
  return false;
}

bool FailDiff(DiffFault* fault, const netdoc::Problem& problem, std::string_view where,
              std::string expected = {}) {
  return Fail(fault, problem, DiffText::kDiff, where, std::move(expected));
}

// TakeLine takes the next line from *rest, which is not empty; *line has no line feed.
bool TakeLine(DiffText text, std::string_view* rest, std::string_view* line, DiffFault* fault) {
  const size_t end = rest->find('\n');
  const bool ended = end != std::string_view::npos;
  *line = rest->substr(0, end);
  if (line->size() > kMaxDiffLine) {
    return Fail(fault, problems::kDiffLongLine, text, *line, std::to_string(kMaxDiffLine));
  }
  if (!ended) return Fail(fault, problems::kDiffNotALine, text, *line);
  rest->remove_prefix(end + 1);
  return true;
}

bool ParseHashLine(std::string_view line, ConsensusDiff* diff, DiffFault* fault) {
  constexpr size_t kHexDigits = 2 * std::tuple_size_v<DiffDigest>;
  constexpr size_t kFirst = kHash.size() + 1;
  constexpr size_t kSecond = kFirst + kHexDigits + 1;
  if (line.size() != kSecond + kHexDigits || line.substr(0, kHash.size()) != kHash ||
      line[kFirst - 1] != ' ' || line[kSecond - 1] != ' ') {
    return FailDiff(fault, problems::kDiffHash, line);
  }
  diff->hash_line = line;
  diff->base_digest_text = line.substr(kFirst, kHexDigits);
  diff->target_digest_text = line.substr(kSecond);
  if (!netdoc::DecodeHex(diff->base_digest_text, diff->base_digest)) {
    return FailDiff(fault, problems::kDiffHash, diff->base_digest_text);
  }
  if (!netdoc::DecodeHex(diff->target_digest_text, diff->target_digest)) {
    return FailDiff(fault, problems::kDiffHash, diff->target_digest_text);
  }
  return true;
}

// TakeNumber takes the digits at the beginning of *rest.
bool TakeNumber(std::string_view* rest, uint32_t* number, DiffFault* fault) {
  size_t size = 0;
  while (size < rest->size() && (*rest)[size] >= '0' && (*rest)[size] <= '9') ++size;
  uint64_t value = 0;
  if (!netdoc::ParseUnsigned(rest->substr(0, size), &value) || value > kMaxEdLine) {
    return FailDiff(fault, problems::kDiffLineNumber, rest->substr(0, std::max(size, size_t{1})));
  }
  *number = static_cast<uint32_t>(value);
  rest->remove_prefix(size);
  return true;
}

// ParseCommand reads "12,14c": all of a command but the lines that it inserts.
bool ParseCommand(std::string_view line, EdCommand* command, DiffFault* fault) {
  if (line.size() > kMaxEdCommand) {
    return FailDiff(fault, problems::kDiffLongLine, line, std::to_string(kMaxEdCommand));
  }
  std::string_view rest = line;
  if (!TakeNumber(&rest, &command->first, fault)) return false;
  command->last = command->first;
  bool is_range = false;
  if (!rest.empty() && rest[0] == ',') {
    is_range = true;
    rest.remove_prefix(1);
    if (!rest.empty() && rest[0] == '$') {
      command->last = EdCommand::kLast;
      rest.remove_prefix(1);
    } else if (!TakeNumber(&rest, &command->last, fault)) {
      return false;
    }
  }
  command->range = line.substr(0, line.size() - rest.size());
  if (is_range && command->last <= command->first) {
    return FailDiff(fault, problems::kDiffRange, command->range);
  }
  if (rest.size() != 1 || (rest[0] != 'a' && rest[0] != 'c' && rest[0] != 'd')) {
    return FailDiff(fault, problems::kDiffCommand, rest.empty() ? line : rest);
  }
  command->action = rest[0];
  if (command->last == EdCommand::kLast && command->action != 'd') {
    return FailDiff(fault, problems::kDiffDollar, command->range);
  }
  if (is_range && command->action == 'a') {
    return FailDiff(fault, problems::kDiffRangeBeforeA, command->range);
  }
  if (command->first == 0 && command->action != 'a') {
    return FailDiff(fault, problems::kDiffLineZero, command->range);
  }
  return true;
}

// TakeInserted takes the lines up to one that is ".".
bool TakeInserted(std::string_view* rest, EdCommand* command, DiffFault* fault) {
  const char* begin = rest->data();
  for (std::string_view line; !rest->empty();) {
    if (!TakeLine(DiffText::kDiff, rest, &line, fault)) return false;
    if (line != ".") continue;
    command->text = std::string_view(begin, static_cast<size_t>(line.data() - begin));
    if (command->text.empty()) {
      return FailDiff(fault, problems::kDiffNothingInserted, command->range);
    }
    return true;
  }
  return FailDiff(fault, problems::kDiffNoDot, command->range);
}

// LowestLine is the last line of the base that a command above `command` may reach. Behind "7a"
// line 7 itself is still there to be changed.
uint32_t LowestLine(const EdCommand& command) {
  return command.action == 'a' ? command.first : command.first - 1;
}

// CheckBase counts the lines, each of which must be ended and not too long.
bool CheckBase(std::string_view base, size_t* lines, DiffFault* fault) {
  *lines = 0;
  for (std::string_view rest = base, line; !rest.empty(); ++*lines) {
    if (!TakeLine(DiffText::kBase, &rest, &line, fault)) return false;
  }
  return true;
}

// BaseCursor goes through the base from its first line to its last.
class BaseCursor {
 public:
  explicit BaseCursor(std::string_view base) : rest_(base) {}

  // TakeTo returns the lines up to number `line`, that one included.
  std::string_view TakeTo(size_t line) {
    const char* at = rest_.data();
    const char* end = at + rest_.size();
    for (; taken_ < line && at != end; ++taken_) {
      at = static_cast<const char*>(std::memchr(at, '\n', static_cast<size_t>(end - at))) + 1;
    }
    const std::string_view lines(rest_.data(), static_cast<size_t>(at - rest_.data()));
    rest_.remove_prefix(lines.size());
    return lines;
  }
  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
  size_t taken_ = 0;
};

Compression CompressionOf(std::string_view bytes) {
  using namespace std::string_view_literals;
  const auto begins = [&](std::string_view magic) {
    return bytes.substr(0, magic.size()) == magic;
  };
  if (begins("\x1f\x8b"sv)) return Compression::kGzip;
  if (begins("\xfd"
             "7zXZ\0"sv)) {
    return Compression::kXz;
  }
  if (begins("\x28\xb5\x2f\xfd"sv)) return Compression::kZstd;
  if (begins("\x5d\0\0"sv)) return Compression::kLzma;
  // RFC 1950: method 8, a window of at most 32 KiB, and a check of the two bytes.
  if (bytes.size() >= 2) {
    const auto method = static_cast<unsigned char>(bytes[0]);
    const auto flags = static_cast<unsigned char>(bytes[1]);
    if ((method & 15) == 8 && method >> 4 <= 7 && (method * 256 + flags) % 31 == 0) {
      return Compression::kZlib;
    }
  }
  return Compression::kNone;
}

}  // namespace

netdoc::Diagnostic DiagnosticOf(const DiffFault& fault) {
  netdoc::Diagnostic diagnostic;
  diagnostic.problem = fault.problem;
  diagnostic.severity = netdoc::Severity::kError;
  diagnostic.where = fault.where;
  diagnostic.argument = fault.found;
  diagnostic.expects = fault.expected;
  return diagnostic;
}

bool IsConsensusDiff(std::string_view text) { return text.starts_with(kDiffFirstKeyword); }

bool ParseConsensusDiff(std::string_view text, ConsensusDiff* diff, DiffFault* fault) {
  diff->commands.clear();
  diff->inserted_bytes = 0;
  std::string_view rest = text, line;
  if (rest.empty()) return FailDiff(fault, problems::kDiffVersion, rest);
  if (!TakeLine(DiffText::kDiff, &rest, &line, fault)) return false;
  if (line != kVersionLine) return FailDiff(fault, problems::kDiffVersion, line);
  if (rest.empty()) return FailDiff(fault, problems::kDiffHash, rest);
  if (!TakeLine(DiffText::kDiff, &rest, &line, fault)) return false;
  if (!ParseHashLine(line, diff, fault)) return false;
  while (!rest.empty()) {
    EdCommand command;
    if (!TakeLine(DiffText::kDiff, &rest, &line, fault)) return false;
    if (!ParseCommand(line, &command, fault)) return false;
    if (!diff->commands.empty()) {
      // "$" is the greatest of all, so that it can stand in the first command only.
      if (command.last > LowestLine(diff->commands.back())) {
        return FailDiff(fault, problems::kDiffOrder, command.range);
      }
    }
    if (command.action != 'd' && !TakeInserted(&rest, &command, fault)) return false;
    diff->inserted_bytes += command.text.size();
    diff->commands.push_back(command);
  }
  return true;
}

bool ApplyEdCommands(std::string_view base, const ConsensusDiff& diff, std::string* out,
                     DiffFault* fault) {
  out->clear();
  size_t lines = 0;
  if (!CheckBase(base, &lines, fault)) return false;
  if (!diff.commands.empty()) {  // the first command reaches farthest
    const EdCommand& command = diff.commands.front();
    const bool to_end = command.last == EdCommand::kLast;
    if ((to_end ? command.first : command.last) > lines) {
      return FailDiff(fault, problems::kDiffBeyondBase, command.range, std::to_string(lines));
    }
    // "$" is the number of the last line, and "7,7d" is no range.
    if (to_end && command.first == lines) {
      return FailDiff(fault, problems::kDiffRange, command.range);
    }
  }
  out->reserve(base.size() + diff.inserted_bytes);
  BaseCursor cursor(base);
  for (auto command = diff.commands.rbegin(); command != diff.commands.rend(); ++command) {
    out->append(cursor.TakeTo(command->action == 'a' ? command->first : command->first - 1));
    if (command->action != 'a') cursor.TakeTo(command->last);
    out->append(command->text);
  }
  out->append(cursor.rest());
  return true;
}

void AppendDiffHeader(const DiffDigest& base, const DiffDigest& target, std::string* out) {
  char hex[2 * std::tuple_size_v<DiffDigest>];
  out->append(kVersionLine).append("\n").append(kHash);
  for (const DiffDigest* digest : {&base, &target}) {
    netdoc::EncodeHex(*digest, hex);
    out->append(" ").append(hex, sizeof hex);
  }
  out->append("\n");
}

std::string_view CompressionName(Compression compression) {
  switch (compression) {
    case Compression::kGzip:
      return "gzip";
    case Compression::kLzma:
      return "lzma";
    case Compression::kXz:
      return "xz";
    case Compression::kZlib:
      return "zlib";
    case Compression::kZstd:
      return "zstd";
    case Compression::kNone:
      break;
  }
  return {};
}

std::string_view DiffCacheEntry::Find(std::string_view name) const {
  for (const Label& label : labels) {
    if (label.name == name) return label.value;
  }
  return {};
}

bool ReadDiffCacheEntry(std::string_view text, DiffCacheEntry* entry, DiffFault* fault) {
  entry->labels.clear();
  std::string_view rest = text;
  while (!rest.empty() && rest[0] != '\0' && rest[0] != '\n') {
    const size_t end = rest.find('\n');
    const std::string_view line = rest.substr(0, end);
    const size_t space = line.find(' ');
    if (end == std::string_view::npos || space == 0 || space == std::string_view::npos ||
        line.find('\0') != std::string_view::npos) {
      return FailDiff(fault, problems::kDiffCacheEntry, line);
    }
    entry->labels.push_back({line.substr(0, space), line.substr(space + 1)});
    rest.remove_prefix(end + 1);
  }
  if (rest.empty() || entry->labels.empty()) {
    return FailDiff(fault, problems::kDiffCacheEntry, rest.substr(0, 0));
  }
  entry->body = rest.substr(1);
  entry->compression = CompressionOf(entry->body);
  return true;
}

bool FindDiff(std::string_view text, DiffCacheEntry* entry, DiffFault* fault) {
  *entry = {};
  entry->body = text;
  if (IsConsensusDiff(text)) return true;
  if (!ReadDiffCacheEntry(text, entry, fault)) return false;
  if (entry->compression == Compression::kNone) return true;
  return FailDiff(fault, problems::kDiffCompressed, entry->body.substr(0, 0),
                  std::string(CompressionName(entry->compression)));
}

}  // namespace scape::descriptor
