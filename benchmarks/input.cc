#include "benchmarks/input.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_format.h"
#include "descriptor/testing/generator.h"

namespace scape::benchmarks {
namespace {

constexpr size_t kGenerated = 4000;  // documents
constexpr size_t kGeneratedEntries = 7000;
constexpr uint64_t kSeed = 1;

bool StartsWith(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

// Words by single blanks, which is how the documents measured here are written.
std::vector<std::string_view> Split(std::string_view line) {
  std::vector<std::string_view> words;
  for (;;) {
    const size_t space = line.find(' ');
    words.push_back(line.substr(0, space));
    if (space == std::string_view::npos) return words;
    line.remove_prefix(space + 1);
  }
}

uint64_t Number(std::string_view text) {
  uint64_t number = 0;
  for (const char c : text) number = number * 10 + static_cast<uint64_t>(c - '0');
  return number;
}

// Examine walks the lines; `visit` gets those that begin an item.
template <typename Visit>
Totals Examine(std::string_view text, Visit visit) {
  Totals totals{.lines = 0,
                .items = 0,
                .documents = 0,
                .entries = 0,
                .objects = 0,
                .errors = 0,
                .checksum = 0};
  bool in_object = false;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    ++totals.lines;
    if (StartsWith(line, "-----BEGIN ")) {
      in_object = true;
      ++totals.objects;
    } else if (StartsWith(line, "-----END ")) {
      in_object = false;
    } else if (!in_object && !line.empty()) {
      ++totals.items;
      visit(line, totals);
    }
  }
  return totals;
}

Totals ExamineServerDescriptors(std::string_view text) {
  return Examine(text, [](std::string_view line, Totals& totals) {
    if (StartsWith(line, "router ")) {
      ++totals.documents;
      totals.checksum += Number(Split(line)[3]);
    } else if (StartsWith(line, "bandwidth ")) {
      totals.checksum += Number(Split(line)[3]);
    } else if (StartsWith(line, "accept ") || StartsWith(line, "reject ")) {
      ++totals.checksum;
    }
  });
}

Totals ExamineMicrodescriptors(std::string_view text) {
  return Examine(text, [](std::string_view line, Totals& totals) {
    if (line == "onion-key") {
      ++totals.documents;
    } else if (StartsWith(line, "ntor-onion-key ")) {
      totals.checksum += Split(line)[1].size();
    } else if (StartsWith(line, "id ") || StartsWith(line, "a ")) {
      ++totals.checksum;
    }
  });
}

// Values of `w` lines count, ORPorts of `r` lines, and methods or digests of `m` lines.
Totals ExamineStatuses(std::string_view text) {
  return Examine(text, [](std::string_view line, Totals& totals) {
    if (StartsWith(line, "network-status-version ")) {
      ++totals.documents;
    } else if (StartsWith(line, "r ")) {
      const std::vector<std::string_view> words = Split(line);
      ++totals.entries;
      totals.checksum += Number(words[words.size() - 2]);
    } else if (StartsWith(line, "w ")) {
      constexpr std::string_view kName = "Bandwidth=";
      const std::string_view word = Split(line)[1];
      if (StartsWith(word, kName)) totals.checksum += Number(word.substr(kName.size()));
    } else if (StartsWith(line, "m ")) {
      ++totals.checksum;
    }
  });
}

Totals ExamineExtraInfos(std::string_view text) {
  return Examine(text, [](std::string_view line, Totals& totals) {
    if (StartsWith(line, "extra-info ")) {
      ++totals.documents;
    } else if (StartsWith(line, "write-history ")) {
      totals.checksum += Number(Split(line)[3].substr(1));
    } else if (StartsWith(line, "transport ")) {
      ++totals.checksum;
    }
  });
}

// ReadFile reads at most `limit` bytes.
absl::StatusOr<std::string> ReadFile(const std::string& path, size_t limit) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"),
                                                             &std::fclose);
  if (file == nullptr) return absl::ErrnoToStatus(errno, path);
  std::string text;
  while (text.size() < limit) {
    const size_t size = text.size();
    text.resize(size + std::min(size_t{1} << 20, limit - size));
    const size_t got = std::fread(text.data() + size, 1, text.size() - size, file.get());
    text.resize(size + got);
    if (got == 0) break;
  }
  if (std::ferror(file.get())) return absl::ErrnoToStatus(errno, path);
  if (!text.empty() && text.size() < limit && text.back() != '\n') text += '\n';
  return text;
}

// Cut drops what is behind the last document that ends within `size` bytes. A document begins with
// "@" lines, or where there are none with its first keyword, which begins the text.
void Cut(std::string* text, size_t size) {
  if (text->size() <= size) return;
  std::string_view first = *text;
  const bool annotated = first[0] == '@';
  first = first.substr(0, first.find_first_of(" \n"));
  for (size_t at = text->rfind('\n', size - 1); at != std::string::npos && at != 0;
       at = text->rfind('\n', at - 1)) {
    if (!StartsWith(std::string_view(*text).substr(at + 1), annotated ? "@" : first)) continue;
    // Of several annotations the first one counts.
    const size_t before = text->rfind('\n', at - 1);
    if (annotated && (*text)[before + 1] == '@') continue;
    text->resize(at + 1);
    return;
  }
}

}  // namespace

const Kind kServerDescriptors = {
    "server-descriptor",
    "documents",
    "SCAPE_BENCH_SERVER_DESCRIPTORS",
    "--server-descriptors",
    &ExamineServerDescriptors,
    [] { return descriptor::testing::GenerateServerDescriptors(kGenerated, kSeed); }};

const Kind kMicrodescriptors = {
    "microdescriptor",
    "documents",
    "SCAPE_BENCH_MICRODESCRIPTORS",
    "--microdescriptors",
    &ExamineMicrodescriptors,
    [] { return descriptor::testing::GenerateMicrodescriptors(kGenerated, kSeed); }};

const Kind kConsensuses = {
    "consensus", "entries", "SCAPE_BENCH_CONSENSUSES", "--consensuses", &ExamineStatuses, [] {
      using descriptor::testing::StatusForm;
      return descriptor::testing::GenerateStatus(StatusForm::kConsensus, kGeneratedEntries, kSeed) +
             descriptor::testing::GenerateStatus(StatusForm::kMicrodescConsensus, kGeneratedEntries,
                                                 kSeed);
    }};

const Kind kVotes = {"vote", "entries", "SCAPE_BENCH_VOTES", "--votes", &ExamineStatuses, [] {
                       return descriptor::testing::GenerateStatus(
                           descriptor::testing::StatusForm::kVote, kGeneratedEntries, kSeed);
                     }};

const Kind kExtraInfos = {
    "extra-info", "documents", "SCAPE_BENCH_EXTRA_INFOS", "--extra-infos", &ExamineExtraInfos, [] {
      return descriptor::testing::GenerateExtraInfos(kGenerated, kSeed);
    }};

uint64_t UnitsOf(const Kind& kind, const Totals& totals) {
  return kind.unit == "entries" ? totals.entries : totals.documents;
}

std::string Differences(const Totals& totals, const Totals& expected) {
  std::string differences;
  const auto compare = [&](std::string_view name, uint64_t is, uint64_t should) {
    if (is == Totals::kNotCounted || is == should) return;
    absl::StrAppendFormat(&differences, "%s%d %s instead of %d", differences.empty() ? "" : ", ",
                          is, name, should);
  };
  compare("lines", totals.lines, expected.lines);
  compare("items", totals.items, expected.items);
  compare("documents", totals.documents, expected.documents);
  compare("entries", totals.entries, expected.entries);
  compare("objects", totals.objects, expected.objects);
  compare("errors", totals.errors, expected.errors);
  compare("as checksum", totals.checksum, expected.checksum);
  return differences;
}

absl::StatusOr<Input> Load(const Kind& kind, const std::string& path, InputSize size) {
  Input input;
  if (path.empty()) {
    input.text = kind.generate();
    input.origin = "generated documents";
  } else {
    // One byte more shows Cut() that something follows.
    const size_t limit = size.at_most == SIZE_MAX ? SIZE_MAX : size.at_most + 1;
    absl::StatusOr<std::string> text = ReadFile(path, limit);
    if (!text.ok()) return text.status();
    input.text = *std::move(text);
    input.origin = path;
  }
  if (input.text.empty()) return absl::InvalidArgumentError(input.origin + ": empty");
  Cut(&input.text, size.at_most);
  const size_t once = input.text.size();
  input.text.reserve(std::max(once, size.at_least + once));
  while (input.text.size() < size.at_least) {
    input.text.append(input.text, 0, once);
    ++input.repeated;
  }
  input.expected = kind.examine(input.text);
  if (input.expected.documents == 0) {
    return absl::InvalidArgumentError(
        absl::StrFormat("%s: holds no %s", input.origin, std::string(kind.name)));
  }
  return input;
}

}  // namespace scape::benchmarks
