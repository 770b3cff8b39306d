// descriptor_benchmark measures the stages of reading documents, of every kind in kKinds (input.h).
//
// Run it without flags: five repetitions of each stage, interleaved at random, medians. A table at
// the end compares each stage with memchr over the same bytes. See README.md.
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_format.h"
#include "benchmark/benchmark.h"
#include "benchmarks/allocations.h"
#include "benchmarks/input.h"
#include "benchmarks/stages.h"

namespace scape::benchmarks {
namespace {

constexpr size_t kAtLeast = size_t{64} << 20;

// Work is a stage over its input, checked before it is measured and warm from that.
class Work {
 public:
  Work(const Kind& kind, const Input& input, const StageInfo& info)
      : input_(input), info_(info), units_(UnitsOf(kind, input.expected)) {}

  // Check returns what is wrong with the stage's result; empty: nothing.
  std::string Check() {
    if (stage_ != nullptr) return fault_;
    stage_ = info_.make();
    fault_ = Differences(stage_->Run(input_.text), input_.expected);
    // A reader allocates when it is made: what more documents cost is their own.
    const std::string_view first = FirstDocument(input_.text);
    const uint64_t begin = Allocations();
    stage_->Run(first);
    const uint64_t once = Allocations();
    stage_->Run(input_.text);
    const uint64_t all = (Allocations() - once) - (once - begin);
    if (fault_.empty() && all != 0 && !info_.may_allocate) {
      fault_ = absl::StrFormat("%d allocations", all);
    }
    allocations_ = static_cast<double>(all) / static_cast<double>(units_);
    return fault_;
  }

  void Measure(benchmark::State& state) {
    if (const std::string fault = Check(); !fault.empty()) {
      state.SkipWithError(fault.c_str());
      return;
    }
    for (auto _ : state) benchmark::DoNotOptimize(stage_->Run(input_.text));
    const auto iterations = static_cast<int64_t>(state.iterations());
    state.SetBytesProcessed(iterations * static_cast<int64_t>(input_.text.size()));
    state.SetItemsProcessed(iterations * static_cast<int64_t>(units_));
    state.counters["allocs_per_unit"] = allocations_;
  }

 private:
  const Input& input_;
  const StageInfo& info_;
  const uint64_t units_;
  std::unique_ptr<Stage> stage_;
  std::string fault_;
  double allocations_ = 0;
};

// Reporter prints medians and their spread as Google Benchmark does, and a table of all at the end.
class Reporter : public benchmark::ConsoleReporter {
 public:
  Reporter() : ConsoleReporter(isatty(STDOUT_FILENO) == 1 ? OO_ColorTabular : OO_Tabular) {}

  void ReportRuns(const std::vector<Run>& runs) override {
    std::vector<Run> shown;
    for (const Run& run : runs) {
      failed_ |= run.error_occurred;
      const bool aggregate = run.run_type == Run::RT_Aggregate;
      if (aggregate && run.aggregate_name != "median" && run.aggregate_name != "cv") continue;
      shown.push_back(run);
      if (run.error_occurred || run.aggregate_name == "cv") continue;
      const auto bytes = run.counters.find("bytes_per_second");
      const auto items = run.counters.find("items_per_second");
      if (bytes == run.counters.end() || items == run.counters.end()) continue;
      medians_[run.run_name.function_name] = {bytes->second, items->second};
    }
    ConsoleReporter::ReportRuns(shown);
  }

  void Finalize() override {
    ConsoleReporter::Finalize();
    for (const Kind* kind : kKinds) {
      const double memchr = MedianOf(*kind, "memchr").bytes;
      if (memchr == 0) continue;
      std::printf("\n%-20s %10s %12s %10s\n", std::string(kind->name).c_str(), "MB/s",
                  (std::string(kind->unit) + "/s").c_str(), "of memchr");
      for (const StageInfo& stage : StagesOf(*kind)) {
        const Median median = MedianOf(*kind, stage.name);
        if (median.bytes == 0) continue;
        std::printf("  %-18s %10.0f %12.0f %10.3f\n", std::string(stage.name).c_str(),
                    median.bytes / 1e6, median.units, median.bytes / memchr);
      }
    }
  }

  bool failed() const { return failed_; }

 private:
  struct Median {
    double bytes = 0;
    double units = 0;
  };

  Median MedianOf(const Kind& kind, std::string_view stage) const {
    const auto found = medians_.find(absl::StrFormat("%s/%s", kind.name, stage));
    return found == medians_.end() ? Median() : found->second;
  }

  std::map<std::string, Median> medians_;  // or the only run
  bool failed_ = false;
};

int Main(int argc, char** argv) {
  // Later flags override earlier ones.
  std::string defaults[] = {"--benchmark_repetitions=5",
                            "--benchmark_enable_random_interleaving=true",
                            "--benchmark_report_aggregates_only=true"};
  std::map<const Kind*, std::string> paths;
  std::vector<char*> arguments = {argv[0]};
  for (std::string& flag : defaults) arguments.push_back(flag.data());
  for (const Kind* kind : kKinds) {
    const char* path = std::getenv(std::string(kind->environment).c_str());
    if (path != nullptr) paths[kind] = path;
  }
  for (int i = 1; i < argc; ++i) {
    bool taken = false;
    for (const Kind* kind : kKinds) {
      const std::string flag = std::string(kind->flag) + "=";
      if (std::string_view(argv[i]).substr(0, flag.size()) != flag) continue;
      paths[kind] = argv[i] + flag.size();
      taken = true;
    }
    if (!taken) arguments.push_back(argv[i]);
  }
  int count = static_cast<int>(arguments.size());
  benchmark::Initialize(&count, arguments.data());
  if (benchmark::ReportUnrecognizedArguments(count, arguments.data())) return 2;

  std::vector<std::unique_ptr<Input>> inputs;
  std::vector<std::unique_ptr<Work>> works;
  for (const Kind* kind : kKinds) {
    absl::StatusOr<Input> input = Load(*kind, paths[kind], {.at_least = kAtLeast});
    if (!input.ok()) {
      absl::FPrintF(stderr, "descriptor_benchmark: %s\n", std::string(input.status().message()));
      return 2;
    }
    inputs.push_back(std::make_unique<Input>(*std::move(input)));
    const Input& loaded = *inputs.back();
    absl::FPrintF(stderr, "%s: %s, %d times: %d bytes, %d %s\n", kind->name, loaded.origin,
                  loaded.repeated, loaded.text.size(), UnitsOf(*kind, loaded.expected), kind->unit);
    for (const StageInfo& stage : StagesOf(*kind)) {
      works.push_back(std::make_unique<Work>(*kind, loaded, stage));
      benchmark::RegisterBenchmark(
          absl::StrFormat("%s/%s", kind->name, stage.name).c_str(),
          [work = works.back().get()](benchmark::State& state) { work->Measure(state); })
          ->Unit(benchmark::kMillisecond);
    }
  }
  Reporter reporter;
  benchmark::RunSpecifiedBenchmarks(&reporter);
  benchmark::Shutdown();
  return reporter.failed() ? 1 : 0;
}

}  // namespace
}  // namespace scape::benchmarks

int main(int argc, char** argv) { return scape::benchmarks::Main(argc, argv); }
