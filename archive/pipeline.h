// RunLanes is a parallel map that keeps the order. What it reads lies in lanes, such as the files
// of an archive: some lanes are read at once, each by a thread of its own; what they produce is
// worked on by several threads, and consumed by the calling one, in the order in which its lane has
// produced it.
//
//   struct Batch { std::vector<Item> in; std::string out; };
//   struct File : Lane<Batch> { bool Produce(Batch& batch) override { return
//   reader.Fill(&batch.in); } }; struct Print : LaneConsumer<Batch> {
//     bool Consume(size_t, bool, Batch& batch) override { return output.Write(batch.out); }
//   } print;
//   const absl::Status status = RunLanes<Batch, Checker>(
//       {.jobs = 4, .lanes = files.size(), .open = 2},
//       [&](size_t lane) { return std::make_unique<File>(files[lane]); },
//       [&] { return MakeChecker(); },                                // absl::StatusOr<unique_ptr>
//       [](Checker& checker, Batch& batch) { batch.out = checker.Check(batch.in); }, print);
//
// Each worker has a thread and an object of its own, which that thread also destroys. With one job,
// and where no thread can be started, all runs on the calling thread, a lane after the other.
//
// There are so many slots and no more, whoever is slow: they are made once and used again and
// again, what has grown in them stays grown. It knows nothing of what is in them.
//
// What a function throws, such as std::bad_alloc, is thrown again on the calling thread, when no
// other works any more. Work must not wait for something to be consumed. The threads take no
// signals: those arrive on the threads that were there before.
#ifndef SCAPE_ARCHIVE_PIPELINE_H_
#define SCAPE_ARCHIVE_PIPELINE_H_

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "archive/signals_blocked.h"

namespace scape::archive {

// Lane produces slots, one after the other. It is made, used and destroyed by one thread.
template <typename Slot>
class Lane {
 public:
  virtual ~Lane() = default;
  // Produce fills a slot. False: there is no more.
  virtual bool Produce(Slot& slot) = 0;
  // Stop makes a Produce() that waits for bytes return soon. Any thread, also while Produce() runs.
  virtual void Stop() {}
};

// LaneConsumer takes what has been worked on. All its functions are called on the calling thread.
template <typename Slot>
class LaneConsumer {
 public:
  virtual ~LaneConsumer() = default;
  // Consume takes a slot. It is the lane's turn when all that the lanes before it have produced has
  // been consumed; other lanes' slots are consumed only while Ahead(). False: stop.
  virtual bool Consume(size_t lane, bool turn, Slot& slot) = 0;
  virtual bool Ahead() { return false; }
  // Turn says that it is the lane's turn now: of each lane once, in their order. False: stop.
  virtual bool Turn([[maybe_unused]] size_t lane) { return true; }
};

struct PipelineOptions {
  int jobs = 1;      // threads that work
  size_t slots = 0;  // of each lane that is read; at least one more than jobs are made
  size_t lanes = 1;  // how many there are
  size_t open = 1;   // how many are read at once
};

namespace internal {

// Pipeline is what the threads of RunLanes share.
template <typename Slot>
class Pipeline {
 public:
  explicit Pipeline(const PipelineOptions& options)
      : lanes_(options.lanes),
        tracks_(std::clamp<size_t>(options.open, 1, std::max(lanes_, size_t{1}))) {
    const size_t slots = std::max(options.slots, static_cast<size_t>(options.jobs) + 1);
    for (Track& track : tracks_) track.entries = std::vector<Entry>(slots);
  }

  size_t tracks() const { return tracks_.size(); }

  // Read is what a thread that reads does: a lane after the other.
  template <typename Open>
  void Read(size_t number, const Open& open) {
    Track& track = tracks_[number];
    std::unique_lock lock(mutex_);
    while (!closing_ && next_lane_ < lanes_) {
      const size_t lane_number = next_lane_++;
      std::unique_ptr<Lane<Slot>> lane;
      Unlocked(lock, [&] { lane = open(lane_number); });
      track.lane = lane.get();
      bool more = true;
      while (more && !closing_) {
        Entry* entry = Free(lock, track);
        if (entry == nullptr) break;
        Unlocked(lock, [&] { more = lane->Produce(entry->slot); });
        if (closing_) break;
        entry->lane = lane_number;
        entry->is_end = !more;
        entry->is_done = !more;
        ++track.produced;
        if (more) {
          to_work_.notify_one();
        } else {
          to_consume_.notify_one();
        }
      }
      track.lane = nullptr;
      Unlocked(lock, [&] { lane.reset(); });
    }
  }

  // Work is what a thread that works does.
  template <typename Worker, typename Work>
  void RunWorker(Worker& worker, const Work& work) {
    std::unique_lock lock(mutex_);
    while (true) {
      Entry* entry = nullptr;
      to_work_.wait(lock, [&] { return closing_ || (entry = Take()) != nullptr; });
      if (closing_) return;
      Unlocked(lock, [&] { work(worker, entry->slot); });
      entry->is_done = true;
      to_consume_.notify_one();
    }
  }

  // Consume is what the calling thread does, until all is consumed, or something was thrown, or the
  // consumer has said to stop.
  void Consume(LaneConsumer<Slot>& consumer) {
    std::unique_lock lock(mutex_);
    std::vector<char> ended(lanes_, 0);
    size_t turn = 0;
    bool go_on = lanes_ > 0;
    if (go_on) Unlocked(lock, [&] { go_on = consumer.Turn(0); });
    while (go_on && failure_ == nullptr && turn < lanes_) {
      if (ended[turn] != 0) {
        if (++turn < lanes_) Unlocked(lock, [&] { go_on = consumer.Turn(turn); });
        continue;
      }
      Track* const track = Done(turn, consumer.Ahead());
      if (track == nullptr) {
        to_consume_.wait(
            lock, [&] { return failure_ != nullptr || Done(turn, consumer.Ahead()) != nullptr; });
        continue;
      }
      Entry& entry = track->at(track->consumed);
      if (entry.is_end) {
        ended[entry.lane] = 1;
      } else {
        Unlocked(lock,
                 [&] { go_on = consumer.Consume(entry.lane, entry.lane == turn, entry.slot); });
      }
      entry.is_done = false;
      // Nobody takes the end of a lane.
      track->taken = std::max(track->taken, ++track->consumed);
      to_read_.notify_all();
    }
  }

  // Close makes all threads end.
  void Close() {
    {
      const std::lock_guard lock(mutex_);
      closing_ = true;
      for (Track& track : tracks_) {
        if (track.lane != nullptr) track.lane->Stop();
      }
    }
    to_read_.notify_all();
    to_work_.notify_all();
  }

  const std::exception_ptr& failure() const { return failure_; }  // when no thread runs

 private:
  struct Entry {
    Slot slot{};
    size_t lane = 0;
    bool is_end = false;  // of the lane: there is nothing in the slot
    bool is_done = false;
  };
  // Track has the slots of the lanes that one thread reads. They go round: [consumed, taken) are
  // with workers or done, [taken, produced) wait for one.
  struct Track {
    std::vector<Entry> entries;
    uint64_t produced = 0, taken = 0, consumed = 0;
    Lane<Slot>* lane = nullptr;  // that is read now

    Entry& at(uint64_t number) { return entries[number % entries.size()]; }
  };

  // Unlocked calls without the lock, and keeps what is thrown.
  template <typename Call>
  void Unlocked(std::unique_lock<std::mutex>& lock, const Call& call) {
    lock.unlock();
    std::exception_ptr thrown;
    try {
      call();
    } catch (...) {
      thrown = std::current_exception();
    }
    lock.lock();
    if (thrown == nullptr) return;
    if (failure_ == nullptr) failure_ = thrown;
    closing_ = true;
    to_consume_.notify_one();
  }

  // Free waits for a slot that nobody has; null: the end.
  Entry* Free(std::unique_lock<std::mutex>& lock, Track& track) {
    to_read_.wait(
        lock, [&] { return closing_ || track.produced - track.consumed < track.entries.size(); });
    return closing_ ? nullptr : &track.at(track.produced);
  }

  // Take returns what is to be worked on next, of the first lane that has something; null: nothing.
  Entry* Take() {
    Track* first = nullptr;
    for (Track& track : tracks_) {
      while (track.taken < track.produced && track.at(track.taken).is_end) ++track.taken;
      if (track.taken == track.produced) continue;
      if (first == nullptr || track.at(track.taken).lane < first->at(first->taken).lane) {
        first = &track;
      }
    }
    return first == nullptr ? nullptr : &first->at(first->taken++);
  }

  // Done returns the track of which the next slot can be consumed: that of the lane whose turn it
  // is, or another; null: none.
  Track* Done(size_t turn, bool ahead) {
    Track* other = nullptr;
    for (Track& track : tracks_) {
      if (track.consumed == track.produced || !track.at(track.consumed).is_done) continue;
      if (track.at(track.consumed).lane == turn) return &track;
      if (ahead) other = &track;
    }
    return other;
  }

  const size_t lanes_;
  std::vector<Track> tracks_;
  size_t next_lane_ = 0;
  bool closing_ = false;
  std::exception_ptr failure_;
  std::mutex mutex_;  // of all these but the slots' content
  std::condition_variable to_read_, to_work_, to_consume_;
};

}  // namespace internal

// RunLanes returns when all is consumed, or when the consumer has said to stop and what was being
// worked on is done. An error: a worker could not be made; then no lane was opened.
template <typename Slot, typename Worker, typename Open, typename MakeWorker, typename Work>
absl::Status RunLanes(const PipelineOptions& options, const Open& open,
                      const MakeWorker& make_worker, const Work& work,
                      LaneConsumer<Slot>& consumer) {
  std::vector<std::unique_ptr<Worker>> workers;
  for (int i = 0; i < std::max(options.jobs, 1); ++i) {
    absl::StatusOr<std::unique_ptr<Worker>> worker = make_worker();
    if (!worker.ok()) return worker.status();
    workers.push_back(*std::move(worker));
  }
  const auto run_here = [&] {
    Slot slot{};
    for (size_t number = 0; number < options.lanes; ++number) {
      if (!consumer.Turn(number)) return;
      const std::unique_ptr<Lane<Slot>> lane = open(number);
      while (lane->Produce(slot)) {
        work(*workers.front(), slot);
        if (!consumer.Consume(number, /*turn=*/true, slot)) return;
      }
    }
  };
  if (workers.size() == 1) {
    run_here();
    return absl::OkStatus();
  }

  internal::Pipeline<Slot> pipeline(options);
  std::vector<std::thread> threads;
  threads.reserve(workers.size() + pipeline.tracks());
  size_t working = 0, reading = 0;
  {
    const SignalsBlocked blocked;
    try {
      for (; working < workers.size(); ++working) {
        threads.emplace_back([&pipeline, &work, worker = &workers[working]] {
          pipeline.RunWorker(**worker, work);
          worker->reset();
        });
      }
      for (; reading < pipeline.tracks(); ++reading) {
        threads.emplace_back([&pipeline, &open, reading] { pipeline.Read(reading, open); });
      }
    } catch (const std::system_error&) {  // only so does std::thread say it
    }
  }
  const auto end = [&] {
    pipeline.Close();
    for (std::thread& thread : threads) thread.join();
  };
  if (reading == 0) {
    // None of what is needed at least could be started. Workers have gone with their threads.
    end();
    workers.clear();
    absl::StatusOr<std::unique_ptr<Worker>> worker = make_worker();
    if (!worker.ok()) return worker.status();
    workers.push_back(*std::move(worker));
    run_here();
    return absl::OkStatus();
  }
  pipeline.Consume(consumer);
  end();
  if (pipeline.failure() != nullptr) std::rethrow_exception(pipeline.failure());
  return absl::OkStatus();
}

}  // namespace scape::archive

#endif  // SCAPE_ARCHIVE_PIPELINE_H_
