// A batch is so many documents as a thread takes at a time, kept until that has worked on them;
// ForEachBatch is the loop over them, on as many threads as there are jobs.
//
//   struct Batch : InputBatch { netdoc::JsonWriter text; };
//   class Printer : public archive::LaneConsumer<Batch> { ... } printer;
//   const absl::Status status = ForEachBatch<Batch, Worker>(
//       options, files, &log, jobs, [&] { return Worker::Create(); },
//       [](Worker& worker, Batch& batch) { worker.Work(&batch); }, printer);
//
// Each lane is a file, or several small ones that follow each other. Items are used again and
// again: what they have allocated for short documents stays.
#ifndef SCAPE_CLI_BATCH_H_
#define SCAPE_CLI_BATCH_H_

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "archive/pipeline.h"
#include "cli/input.h"
#include "descriptor/netdoc/document_reader.h"
#include "descriptor/netdoc/line_index.h"

namespace scape::cli {

struct Item {
  std::string file;
  netdoc::RawDocument raw;
  netdoc::LineIndex lines;  // of its body, as far as the reader knows them
  std::string copy;         // of what the reader does not keep
  std::shared_ptr<const void> source;
};

struct InputBatch {
  std::vector<Item> items;
  // What is to be told, each before the item of this number, or behind the last one.
  struct Notice {
    size_t before;
    InputNotice notice;
  };
  std::vector<Notice> notices;
};

// Fill takes the next documents from the reader, and what is none. False: there are none, and
// nothing is to be told.
bool Fill(InputReader& reader, InputBatch* batch);

// TellInOrder calls `tell` with each notice and `visit` with each item, in their order, until that
// returns false.
template <typename Tell, typename Visit>
void TellInOrder(const InputBatch& batch, const Tell& tell, const Visit& visit) {
  auto notice = batch.notices.begin();
  for (size_t i = 0; i <= batch.items.size(); ++i) {
    for (; notice != batch.notices.end() && notice->before == i; ++notice) tell(notice->notice);
    if (i < batch.items.size() && !visit(batch.items[i])) return;
  }
}

// FilesOfLanes cuts the files into lanes.
std::vector<std::span<const InputFiles::File>> FilesOfLanes(
    std::span<const InputFiles::File> files);

// BatchLane reads the files of a lane.
template <typename Batch>
class BatchLane : public archive::Lane<Batch> {
 public:
  BatchLane(const InputOptions& options, std::span<const InputFiles::File> files,
            InputCounters* counters)
      : reader_(options, files, counters) {}
  bool Produce(Batch& batch) override {
    const bool more = Fill(reader_, &batch);
    bytes_ = 0;
    for (const Item& item : batch.items) bytes_ += item.raw.text.size();
    return more;
  }
  uint64_t Cost() const override { return bytes_; }
  uint64_t Left() const override { return reader_.Left(); }
  void Stop() override { reader_.Stop(); }

 private:
  InputReader reader_;
  uint64_t bytes_ = 0;
};

// So many bytes of a lane wait or are worked on at once, or as many batches as its share of the
// jobs.
inline constexpr uint64_t kBytesOfLane = uint64_t{2} << 20;

// ForEachBatch reads, works and consumes. The log's counters run; who consumes shows them. An
// error: a worker could not be made.
template <typename Batch, typename Worker, typename MakeWorker, typename Work>
absl::Status ForEachBatch(const InputOptions& options, const InputFiles& files, InputLog* log,
                          int jobs, const MakeWorker& make_worker, const Work& work,
                          archive::LaneConsumer<Batch>& consumer) {
  const std::vector<std::span<const InputFiles::File>> lanes = FilesOfLanes(files.files());
  const size_t open = std::min(lanes.size(), static_cast<size_t>(jobs));
  InputOptions of_lane = options;
  of_lane.threads = open > 1 ? jobs / static_cast<int>(open) : jobs;
  return archive::RunLanes<Batch, Worker>(
      {.jobs = jobs, .slots = 64, .cost = kBytesOfLane, .lanes = lanes.size(), .open = open},
      [&](size_t lane) -> std::unique_ptr<archive::Lane<Batch>> {
        return std::make_unique<BatchLane<Batch>>(of_lane, lanes[lane], &log->counters());
      },
      make_worker, work, consumer);
}

// JobsOf returns the value of --jobs, or how many cores there are for 0.
int JobsOf(int option);
// AddJobsOption declares --jobs.
void AddJobsOption(CLI::App& app, int* jobs);

}  // namespace scape::cli

#endif  // SCAPE_CLI_BATCH_H_
