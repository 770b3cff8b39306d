// Stages are the pieces of work that are measured, each over a whole text of documents.
//
//   std::unique_ptr<Stage> stage = FindStage(kServerDescriptors, "typed")->make();
//   stage->Run(text);    // grows what the stage reuses
//   stage->Run(text);    // steady state
//
// A stage keeps its documents and buffers from one Run() to the next, as a program would that reads
// one file after another.
#ifndef SCAPE_BENCHMARKS_STAGES_H_
#define SCAPE_BENCHMARKS_STAGES_H_

#include <memory>
#include <span>
#include <string_view>

#include "benchmarks/input.h"

namespace scape::benchmarks {

class Stage {
 public:
  virtual ~Stage() = default;
  virtual Totals Run(std::string_view text) = 0;
};

struct StageInfo {
  std::string_view name;
  std::string_view summary;
  bool may_allocate = false;  // in steady state
  std::unique_ptr<Stage> (*make)() = nullptr;
};

// StagesOf returns the stages of one kind of documents, the cheapest first.
std::span<const StageInfo> StagesOf(const Kind& kind);

// FindStage returns null when there is none.
const StageInfo* FindStage(const Kind& kind, std::string_view name);

// FirstDocument returns the first document of a text.
std::string_view FirstDocument(std::string_view text);

}  // namespace scape::benchmarks

#endif  // SCAPE_BENCHMARKS_STAGES_H_
