// RunOrdered is a parallel map that keeps the order: what is produced one after the other is worked
// on by several threads, and consumed in the order in which it was produced.
//
//   struct Batch { std::vector<Item> in; std::string out; };
//   const absl::Status status = RunOrdered<Batch, Checker>(
//       {.jobs = 4, .slots = 64},
//       [&](Batch& batch) { return reader.Fill(&batch.in); },         // false: no more
//       [&] { return MakeChecker(); },                                // absl::StatusOr<unique_ptr>
//       [](Checker& checker, Batch& batch) { batch.out = checker.Check(batch.in); },
//       [&](Batch& batch) { return output.Write(batch.out); });       // false: stop
//
// Produce and consume run on the calling thread, so that readers and writers need no locks; they
// should be cheap beside the work, since that thread does none. Nothing is consumed while produce
// waits. Each worker has a thread and an object of its own. With one job all runs on the calling
// thread, and there is no other.
//
// There are so many slots and no more, whoever is slow: they are made once and used again and
// again, what has grown in them stays grown. One job has one slot. It knows nothing of what is in
// them.
//
// What a function throws, such as std::bad_alloc, is thrown again on the calling thread, when no
// other works any more. Work must not wait for something to be consumed.
#ifndef SCAPE_ARCHIVE_PIPELINE_H_
#define SCAPE_ARCHIVE_PIPELINE_H_

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"

namespace scape::archive {

struct PipelineOptions {
  int jobs = 1;       // threads that work
  size_t slots = 64;  // at least one more than jobs are made
};

// RunOrdered returns when all is consumed, or when `consume` has said to stop and what was being
// worked on is done. An error: a worker could not be made, or its thread not started; then nothing
// was produced.
template <typename Slot, typename Worker, typename Produce, typename MakeWorker, typename Work,
          typename Consume>
absl::Status RunOrdered(const PipelineOptions& options, Produce&& produce, MakeWorker&& make_worker,
                        Work&& work, Consume&& consume) {
  const size_t jobs = static_cast<size_t>(std::max(options.jobs, 1));
  std::vector<std::unique_ptr<Worker>> workers;
  for (size_t i = 0; i < jobs; ++i) {
    absl::StatusOr<std::unique_ptr<Worker>> worker = make_worker();
    if (!worker.ok()) return worker.status();
    workers.push_back(*std::move(worker));
  }
  if (jobs == 1) {
    Slot slot{};
    while (produce(slot)) {
      work(*workers.front(), slot);
      if (!consume(slot)) break;
    }
    return absl::OkStatus();
  }

  // Slots go round: [consumed, taken) are with workers or done, [taken, produced) wait for one.
  std::vector<Slot> slots(std::max(options.slots, jobs + 1));
  std::vector<char> done(slots.size());
  uint64_t produced = 0, taken = 0, consumed = 0;
  bool closing = false;
  std::exception_ptr failure;
  std::mutex mutex;  // of all these but the slots' content
  std::condition_variable to_work, to_consume;

  const auto run = [&](Worker& worker) {
    std::unique_lock lock(mutex);
    while (true) {
      to_work.wait(lock, [&] { return closing || taken < produced; });
      if (closing) return;
      const uint64_t mine = taken++;
      lock.unlock();
      std::exception_ptr thrown;
      try {
        work(worker, slots[mine % slots.size()]);
      } catch (...) {
        thrown = std::current_exception();
      }
      lock.lock();
      if (thrown != nullptr && failure == nullptr) failure = thrown;
      done[mine % slots.size()] = 1;
      // To wake the calling thread for each item would cost more than the rest of this: it sleeps
      // until half of the slots have been taken.
      if (produced - taken <= slots.size() / 2 && done[consumed % slots.size()] != 0) {
        to_consume.notify_one();
      }
    }
  };

  absl::Status status;
  std::vector<std::thread> threads;
  threads.reserve(jobs);
  try {
    for (const auto& worker : workers) threads.emplace_back(run, std::ref(*worker));
  } catch (const std::exception& error) {  // only so does std::thread say it
    status = absl::ResourceExhaustedError(
        absl::StrCat("cannot start ", jobs, " threads: ", error.what()));
  }

  std::unique_lock lock(mutex);
  const auto unlocked = [&](const auto& call, Slot& slot) {
    lock.unlock();
    bool go_on = false;
    std::exception_ptr thrown;
    try {
      go_on = call(slot);
    } catch (...) {
      thrown = std::current_exception();
    }
    lock.lock();
    if (thrown != nullptr) failure = thrown;
    return go_on;
  };
  for (bool more = status.ok(); (more || consumed < produced) && failure == nullptr;) {
    const size_t next = consumed % slots.size();
    if (consumed < produced && done[next] != 0) {
      const bool go_on = unlocked(consume, slots[next]);
      done[next] = 0;
      ++consumed;
      if (!go_on) break;
    } else if (more && produced - consumed < slots.size()) {
      more = unlocked(produce, slots[produced % slots.size()]);
      if (!more) continue;
      ++produced;
      to_work.notify_one();
    } else {
      to_consume.wait(lock, [&] { return done[next] != 0; });
    }
  }
  closing = true;
  lock.unlock();
  to_work.notify_all();
  for (std::thread& thread : threads) thread.join();
  if (failure != nullptr) std::rethrow_exception(failure);
  return status;
}

}  // namespace scape::archive

#endif  // SCAPE_ARCHIVE_PIPELINE_H_
