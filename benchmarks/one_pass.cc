// one_pass runs one stage over a file some times, and nothing else: for profilers, and for programs
// that compare. See README.md.
//
//   one_pass KIND STAGE FILE [PASSES [BYTES]]
//
// KIND is one of kKinds (input.h). FILE "" takes generated documents. PASSES: how
// often, 1 without it. BYTES: only the documents that begin the file, so many bytes at most.
//
// It prints one line: bytes, documents (of statuses: entries), and the median CPU time of the
// passes. Exit status: 1 when
// the stage's result was wrong, 2 when it could not run.
#include <time.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "benchmarks/input.h"
#include "benchmarks/stages.h"

// The name that profilers are told to collect in.
extern "C" [[gnu::noinline]] void scape_measured_pass(scape::benchmarks::Stage* stage,
                                                      std::string_view text,
                                                      scape::benchmarks::Totals* totals) {
  *totals = stage->Run(text);
}

namespace scape::benchmarks {
namespace {

double CpuSeconds() {
  timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

int Usage() {
  std::fputs("usage: one_pass KIND STAGE FILE [PASSES [BYTES]]\n", stderr);
  for (const Kind* kind : kKinds) {
    std::fprintf(stderr, "%s:\n", std::string(kind->name).c_str());
    for (const StageInfo& stage : StagesOf(*kind)) {
      std::fprintf(stderr, "  %-10s %s\n", std::string(stage.name).c_str(),
                   std::string(stage.summary).c_str());
    }
  }
  return 2;
}

int Main(int argc, char** argv) {
  if (argc < 4 || argc > 6) return Usage();
  const Kind* kind = nullptr;
  for (const Kind* known : kKinds) {
    if (known->name == argv[1]) kind = known;
  }
  const StageInfo* info = kind == nullptr ? nullptr : FindStage(*kind, argv[2]);
  uint64_t passes = 1, bytes = SIZE_MAX;
  if (info == nullptr || (argc > 4 && !absl::SimpleAtoi(argv[4], &passes)) || passes == 0 ||
      (argc > 5 && !absl::SimpleAtoi(argv[5], &bytes))) {
    return Usage();
  }
  absl::StatusOr<Input> input = Load(*kind, argv[3], {.at_most = bytes});
  if (!input.ok()) {
    std::fprintf(stderr, "one_pass: %s\n", std::string(input.status().message()).c_str());
    return 2;
  }
  const std::unique_ptr<Stage> stage = info->make();
  std::vector<double> seconds;
  Totals totals;
  for (uint64_t i = 0; i < passes; ++i) {
    const double begin = CpuSeconds();
    scape_measured_pass(stage.get(), input->text, &totals);
    seconds.push_back(CpuSeconds() - begin);
  }
  if (const std::string fault = Differences(totals, input->expected); !fault.empty()) {
    std::fprintf(stderr, "one_pass: wrong result: %s\n", fault.c_str());
    return 1;
  }
  std::sort(seconds.begin(), seconds.end());
  const double median = seconds[seconds.size() / 2];
  const uint64_t units = UnitsOf(*kind, input->expected);
  std::printf("%s %s bytes=%zu docs=%llu cpu=%.6fs %.1f MB/s %.0f %s/s\n", argv[1], argv[2],
              input->text.size(), static_cast<unsigned long long>(units), median,
              static_cast<double>(input->text.size()) / median / 1e6,
              static_cast<double>(units) / median, std::string(kind->unit).c_str());
  return 0;
}

}  // namespace
}  // namespace scape::benchmarks

int main(int argc, char** argv) { return scape::benchmarks::Main(argc, argv); }
