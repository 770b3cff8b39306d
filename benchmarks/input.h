// Input is the documents that a benchmark works on, and what is known of them beforehand.
//
//   absl::StatusOr<Input> input = Load(kServerDescriptors, "bulk/server-descriptors.txt",
//                                      {.at_least = 64 << 20});
//   input->text;                  // the file, repeated until it is that long
//   input->expected.documents;    // counted line by line, with none of the code that is measured
//
// Without a path the documents are made by descriptor/testing/generator.h.
#ifndef SCAPE_BENCHMARKS_INPUT_H_
#define SCAPE_BENCHMARKS_INPUT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace scape::benchmarks {

// Totals is what a pass over an input counts. A stage leaves at kNotCounted what it does not look
// at.
struct Totals {
  static constexpr uint64_t kNotCounted = UINT64_MAX;

  uint64_t lines = kNotCounted;
  uint64_t items = kNotCounted;
  uint64_t documents = kNotCounted;
  uint64_t entries = kNotCounted;   // of network statuses
  uint64_t objects = kNotCounted;   // decoded
  uint64_t errors = kNotCounted;    // diagnostics of that severity, and values that do not decode
  uint64_t checksum = kNotCounted;  // of some fields, see Checksum() in stages.cc
};

// Differences names the counts of `totals` that are not as `expected`; empty: none.
std::string Differences(const Totals& totals, const Totals& expected);

// Kind is one of the kinds of documents that are measured.
struct Kind {
  std::string_view name;         // "server-descriptor"
  std::string_view unit;         // what speed is told in: "documents", or "entries" of statuses
  std::string_view environment;  // the variable that names a file of them
  std::string_view flag;         // the flag of the same meaning
  // Examine counts what is in a text of these documents.
  Totals (*examine)(std::string_view text);
  std::string (*generate)();
};

extern const Kind kServerDescriptors;
extern const Kind kMicrodescriptors;
extern const Kind kConsensuses;  // of either flavor
extern const Kind kVotes;
extern const Kind kExtraInfos;
inline constexpr const Kind* kKinds[] = {&kServerDescriptors, &kMicrodescriptors, &kConsensuses,
                                         &kVotes, &kExtraInfos};

// UnitsOf returns how many of kind.unit there are.
uint64_t UnitsOf(const Kind& kind, const Totals& totals);

struct Input {
  std::string text;
  std::string origin;  // for people
  size_t repeated = 1;
  Totals expected;
};

struct InputSize {
  size_t at_least = 0;        // repeat the documents until there are so many bytes
  size_t at_most = SIZE_MAX;  // stop behind the last document that ends before
};

absl::StatusOr<Input> Load(const Kind& kind, const std::string& path, InputSize size);

}  // namespace scape::benchmarks

#endif  // SCAPE_BENCHMARKS_INPUT_H_
