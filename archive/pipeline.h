// RunLanes is a parallel map that keeps the order. What it reads lies in lanes, such as the files
// of an archive: what a lane produces is worked on by several threads, and consumed by the calling
// one, in the order in which the lane has produced it.
//
//   struct Batch { std::vector<Item> in; std::string out; };
//   struct File : Lane<Batch> {
//     bool Produce(Batch& batch) override { return reader.Fill(&batch.in); }
//   };
//   struct Print : LaneConsumer<Batch> {
//     bool Consume(size_t, bool, Batch& batch) override { return output.Write(batch.out); }
//   } print;
//   const absl::Status status = RunLanes<Batch, Checker>(
//       {.jobs = 4, .lanes = files.size(), .open = 2},
//       [&](size_t lane) { return std::make_unique<File>(files[lane]); },
//       [&] { return MakeChecker(); },                                // absl::StatusOr<unique_ptr>
//       [](Checker& checker, Batch& batch) { batch.out = checker.Check(batch.in); }, print);
//
// There are as many threads as jobs, each with a worker of its own, which it also destroys. What to
// do next they choose so that none is idle while there is something to do: the lane comes first of
// which most is left to read, since only one thread at a time can read a lane; and of that lane
// reading, before the work. With one job, and where no thread can be started, all runs on the
// calling thread, a lane after the other.
//
// There are so many slots and no more, whoever is slow: they are made when they are needed and used
// again and again, what has grown in them stays grown. It knows nothing of what is in them.
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

// Lane produces slots, one after the other. It is used by one thread at a time.
template <typename Slot>
class Lane {
 public:
  virtual ~Lane() = default;
  // Produce fills a slot. False: there is no more.
  virtual bool Produce(Slot& slot) = 0;
  // Cost is how much is in the slot that Produce() has filled last.
  virtual uint64_t Cost() const { return 0; }
  // Left is how much work Produce() has still to do, as far as that is known, in a unit that is the
  // same for all lanes.
  virtual uint64_t Left() const { return 0; }
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
  int jobs = 1;  // threads that work
  // Of each lane that is read there are so many slots at most. It has as many as its share of the
  // jobs, and one; another is filled only while the cost of those in use is below this.
  size_t slots = 0;
  uint64_t cost = UINT64_MAX;
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
        most_cost_(options.cost),
        tracks_(std::clamp<size_t>(options.open, 1, std::max(lanes_, size_t{1}))),
        fewest_slots_((static_cast<size_t>(options.jobs) + tracks_.size() - 1) / tracks_.size() +
                      1) {
    const size_t slots = std::max(options.slots, fewest_slots_);
    for (Track& track : tracks_) track.entries = std::vector<Entry>(slots);
  }

  // Run is what each thread does.
  template <typename Open, typename Worker, typename Work>
  void Run(const Open& open, Worker& worker, const Work& work) {
    std::unique_lock lock(mutex_);
    while (true) {
      Track* track = nullptr;
      to_do_.wait(lock, [&] { return closing_ || (track = Pick()) != nullptr; });
      if (closing_) return;
      if (track->number == kNone) {
        OpenLane(lock, open, *track);
      } else if (CanRead(*track)) {
        Read(lock, *track);
      } else {
        Entry& entry = track->at(track->taken++);
        Unlocked(lock, [&] { work(worker, *entry.slot); });
        entry.is_done = true;
        to_consume_.notify_one();
      }
    }
  }

  // Consume is what the calling thread does, until all is consumed, or something was thrown, or the
  // consumer has said to stop.
  void Consume(LaneConsumer<Slot>& consumer) {
    std::unique_lock lock(mutex_);
    std::vector<char> ended(lanes_, 0);
    bool go_on = lanes_ > 0;
    if (go_on) Unlocked(lock, [&] { go_on = consumer.Turn(0); });
    while (go_on && failure_ == nullptr && turn_ < lanes_) {
      if (ended[turn_] != 0) {
        ++turn_;
        to_do_.notify_one();  // another lane may be opened
        if (turn_ < lanes_) Unlocked(lock, [&] { go_on = consumer.Turn(turn_); });
        continue;
      }
      Track* const track = Done(consumer.Ahead());
      if (track == nullptr) {
        to_consume_.wait(lock,
                         [&] { return failure_ != nullptr || Done(consumer.Ahead()) != nullptr; });
        continue;
      }
      if (track->consumed == track->produced) {  // and nothing comes any more
        ended[track->number] = 1;
        track->number = kNone;
      } else {
        Entry& entry = track->at(track->consumed);
        const bool turn = track->number == turn_;
        Unlocked(lock, [&] { go_on = consumer.Consume(track->number, turn, *entry.slot); });
        track->free.push_back(std::move(entry.slot));
        track->cost -= entry.cost;
        entry.is_done = false;
        ++track->consumed;
      }
      to_do_.notify_one();
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
    to_do_.notify_all();
  }

  const std::exception_ptr& failure() const { return failure_; }  // when no thread runs

 private:
  static constexpr size_t kNone = SIZE_MAX;

  struct Entry {
    std::unique_ptr<Slot> slot;
    uint64_t cost = 0;
    bool is_done = false;
  };
  // Track has the slots of a lane, until that is consumed. They go round: [consumed, taken) are
  // with workers or done, [taken, produced) wait for one.
  struct Track {
    std::vector<Entry> entries;
    uint64_t produced = 0, taken = 0, consumed = 0;
    size_t number = kNone;  // of the lane
    std::unique_ptr<Lane<Slot>> lane;
    bool is_busy = false;    // a thread opens, reads or destroys the lane
    bool has_ended = false;  // nothing will be produced any more
    uint64_t left = 0;
    uint64_t cost = 0;                        // of the slots in use
    std::vector<std::unique_ptr<Slot>> free;  // the others

    Entry& at(uint64_t index) { return entries[index % entries.size()]; }
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

  bool CanRead(const Track& track) const {
    if (track.is_busy || track.has_ended) return false;
    const uint64_t used = track.produced - track.consumed;
    return used < fewest_slots_ || (used < track.entries.size() && track.cost < most_cost_);
  }

  // Pick returns the track of which something can be done now; one without a lane: a lane can be
  // opened. Null: none.
  Track* Pick() {
    Track* best = nullptr;
    for (Track& track : tracks_) {
      if (track.number == kNone) {
        // So many lanes ahead of the one whose turn it is, and no more, are kept for later.
        if (next_lane_ < lanes_ && next_lane_ <= turn_ + tracks_.size()) return &track;
        continue;
      }
      if (!CanRead(track) && track.taken == track.produced) continue;
      if (best == nullptr || track.left > best->left ||
          (track.left == best->left && track.number < best->number)) {
        best = &track;
      }
    }
    return best;
  }

  template <typename Open>
  void OpenLane(std::unique_lock<std::mutex>& lock, const Open& open, Track& track) {
    track.number = next_lane_++;
    track.is_busy = true;
    track.has_ended = false;
    to_do_.notify_one();
    std::unique_ptr<Lane<Slot>> lane;
    uint64_t left = 0;
    Unlocked(lock, [&] {
      lane = open(track.number);
      left = lane->Left();
    });
    track.lane = std::move(lane);
    track.left = left;
    track.is_busy = false;
  }

  void Read(std::unique_lock<std::mutex>& lock, Track& track) {
    Entry& entry = track.at(track.produced);
    track.is_busy = true;
    bool more = false;
    uint64_t left = 0;
    if (!track.free.empty()) {  // the last that was used: it has grown, and few others have
      entry.slot = std::move(track.free.back());
      track.free.pop_back();
    }
    Unlocked(lock, [&] {
      if (entry.slot == nullptr) entry.slot = std::make_unique<Slot>();
      more = track.lane->Produce(*entry.slot);
      left = track.lane->Left();
      entry.cost = track.lane->Cost();
    });
    track.left = left;
    if (more) {
      track.cost += entry.cost;
      ++track.produced;
      to_do_.notify_one();
    } else {
      track.free.push_back(std::move(entry.slot));
      std::unique_ptr<Lane<Slot>> lane = std::move(track.lane);
      Unlocked(lock, [&] { lane.reset(); });
      track.has_ended = true;
      to_consume_.notify_one();
    }
    track.is_busy = false;
  }

  // Done returns the track of which something can be consumed, or that is consumed: that of the
  // lane whose turn it is, or another; null: none.
  Track* Done(bool ahead) {
    Track* other = nullptr;
    for (Track& track : tracks_) {
      if (track.number == kNone) continue;
      const bool is_done =
          track.consumed == track.produced ? track.has_ended : track.at(track.consumed).is_done;
      if (!is_done) continue;
      if (track.number == turn_) return &track;
      if (ahead || track.consumed == track.produced) other = &track;
    }
    return other;
  }

  const size_t lanes_;
  const uint64_t most_cost_;
  std::vector<Track> tracks_;
  const size_t fewest_slots_;
  size_t next_lane_ = 0;
  size_t turn_ = 0;  // the lane whose turn it is
  bool closing_ = false;
  std::exception_ptr failure_;
  std::mutex mutex_;  // of all these but the slots' content
  std::condition_variable to_do_, to_consume_;
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
  threads.reserve(workers.size());
  try {
    const SignalsBlocked blocked;
    for (std::unique_ptr<Worker>& worker : workers) {
      threads.emplace_back([&pipeline, &open, &work, &worker] {
        pipeline.Run(open, *worker, work);
        worker.reset();
      });
    }
  } catch (const std::system_error&) {  // only so does std::thread say it; fewer will do
  }
  if (threads.empty()) {
    run_here();
    return absl::OkStatus();
  }
  pipeline.Consume(consumer);
  pipeline.Close();
  for (std::thread& thread : threads) thread.join();
  if (pipeline.failure() != nullptr) std::rethrow_exception(pipeline.failure());
  return absl::OkStatus();
}

}  // namespace scape::archive

#endif  // SCAPE_ARCHIVE_PIPELINE_H_
