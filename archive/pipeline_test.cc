#include "archive/pipeline.h"

#include <pthread.h>
#include <signal.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <latch>
#include <map>
#include <memory>
#include <mutex>
#include <new>
#include <set>
#include <thread>
#include <vector>

#include "absl/cleanup/cleanup.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gtest/gtest.h"

namespace scape::archive {
namespace {

struct Slot {
  int number = 0;
  int result = 0;
  int worked = 0;  // how often
  std::vector<int> grown;
};

struct Worker {
  std::set<std::thread::id> threads;  // that used it
};

absl::StatusOr<std::unique_ptr<Worker>> MakeWorker() { return std::make_unique<Worker>(); }

// Busy takes a while that depends on the number.
int Busy(int number) {
  volatile uint32_t state = static_cast<uint32_t>(number) * 2654435761u + 1;
  const uint32_t rounds = (state >> 20) % 3000;
  for (uint32_t i = 0; i < rounds; ++i) state = state * 1664525u + 1013904223u;
  return 3 * number + 1;
}

template <typename Slot, typename Function>
struct FunctionLane : Lane<Slot> {
  explicit FunctionLane(Function& produce) : produce(produce) {}
  bool Produce(Slot& slot) override { return produce(slot); }
  Function& produce;
};

template <typename Slot, typename Function>
struct FunctionConsumer : LaneConsumer<Slot> {
  explicit FunctionConsumer(Function& consume) : consume(consume) {}
  bool Consume(size_t lane, bool turn, Slot& slot) override {
    EXPECT_EQ(lane, 0u);
    EXPECT_TRUE(turn);
    return consume(slot);
  }
  Function& consume;
};

// RunOrdered runs one lane, of functions.
template <typename Slot, typename Worker, typename Produce, typename MakeWorker, typename Work,
          typename Consume>
absl::Status RunOrdered(const PipelineOptions& options, Produce produce, MakeWorker make_worker,
                        Work work, Consume consume) {
  FunctionConsumer<Slot, Consume> consumer(consume);
  return RunLanes<Slot, Worker>(
      options,
      [&](size_t) -> std::unique_ptr<Lane<Slot>> {
        return std::make_unique<FunctionLane<Slot, Produce>>(produce);
      },
      make_worker, work, consumer);
}

struct Ran {
  absl::Status status;
  std::vector<int> consumed;
  std::map<const Worker*, std::set<std::thread::id>> threads;  // by worker
  std::set<const Slot*> slots;
  int most_in_flight = 0;
  int produced = 0;
};

// RunItems checks what holds of all runs.
Ran RunItems(const PipelineOptions& options, int items, int stop_after = -1) {
  Ran ran;
  std::mutex mutex;
  const std::thread::id caller = std::this_thread::get_id();
  std::set<std::thread::id> readers;
  std::atomic<int> reading = 0;
  bool ended = false, stopped = false;
  int made = 0, started = 0, finished = 0;
  std::atomic<int> in_flight = 0;
  ran.status = RunOrdered<Slot, Worker>(
      options,
      [&](Slot& slot) {
        EXPECT_EQ(reading.fetch_add(1), 0) << "two threads at once";
        const absl::Cleanup read = [&reading] { --reading; };
        readers.insert(std::this_thread::get_id());
        EXPECT_FALSE(ended) << "asked again after the end";
        ended = ran.produced == items;
        if (ended) return false;
        slot.number = ran.produced++;
        slot.worked = 0;
        ran.slots.insert(&slot);
        ran.most_in_flight = std::max(ran.most_in_flight, in_flight.fetch_add(1) + 1);
        return true;
      },
      [&] {
        ++made;
        return MakeWorker();
      },
      [&](Worker& worker, Slot& slot) {
        {
          std::lock_guard lock(mutex);
          ++started;
          ran.threads[&worker].insert(std::this_thread::get_id());
        }
        worker.threads.insert(std::this_thread::get_id());
        slot.result = Busy(slot.number);
        ++slot.worked;
        std::lock_guard lock(mutex);
        ++finished;
      },
      [&](Slot& slot) {
        EXPECT_EQ(std::this_thread::get_id(), caller);
        EXPECT_EQ(slot.result, 3 * slot.number + 1);
        EXPECT_EQ(slot.worked, 1);
        slot.result = -1;
        ran.consumed.push_back(slot.number);
        --in_flight;
        if (static_cast<int>(ran.consumed.size()) != stop_after) return true;
        stopped = true;
        return false;
      });
  EXPECT_TRUE(ran.status.ok()) << ran.status;
  EXPECT_TRUE(ended || stopped);
  EXPECT_EQ(readers.contains(caller), options.jobs <= 1 && !readers.empty());
  EXPECT_EQ(made, std::max(options.jobs, 1));
  EXPECT_EQ(started, finished);
  const int expected = stop_after < 0 ? items : std::min(items, stop_after);
  EXPECT_EQ(ran.consumed.size(), static_cast<size_t>(expected));
  for (size_t i = 0; i < ran.consumed.size(); ++i) {
    EXPECT_EQ(ran.consumed[i], static_cast<int>(i));
    if (ran.consumed[i] != static_cast<int>(i)) break;
  }
  return ran;
}

TEST(Pipeline, KeepsTheOrder) {
  for (const int jobs : {0, 1, 2, 3, 8}) {
    for (const size_t slots : {0, 1, 5, 64}) {
      SCOPED_TRACE(testing::Message() << jobs << " jobs, " << slots << " slots");
      RunItems({.jobs = jobs, .slots = slots}, 1000);
    }
  }
}

TEST(Pipeline, NoMoreInFlightThanThereAreSlots) {
  for (const size_t slots : {8, 20}) {
    const Ran ran = RunItems({.jobs = 4, .slots = slots}, 2000);
    EXPECT_LE(ran.most_in_flight, static_cast<int>(slots));
    EXPECT_LE(ran.slots.size(), slots);
  }
  EXPECT_EQ(RunItems({.jobs = 1, .slots = 20}, 100).slots.size(), 1u);
  // At least two for each job.
  EXPECT_LE(RunItems({.jobs = 4, .slots = 1}, 100).most_in_flight, 8);
}

// All slots but the first one's fill, and are worked on, while the first item is.
TEST(Pipeline, ASlowItemHoldsNoMoreThanTheSlots) {
  constexpr int kSlots = 10;
  std::latch others(kSlots - 1);
  int produced = 0, most = 0;
  std::atomic<int> consumed = 0;
  const absl::Status status = RunOrdered<Slot, Worker>(
      {.jobs = 2, .slots = kSlots},
      [&](Slot& slot) {
        if (produced == 100) return false;
        slot.number = produced++;
        most = std::max(most, produced - consumed);
        return true;
      },
      MakeWorker,
      [&](Worker&, Slot& slot) {
        if (slot.number == 0) others.wait();
        if (slot.number > 0 && slot.number < kSlots) others.count_down();
      },
      [&](Slot& slot) {
        EXPECT_EQ(slot.number, consumed.fetch_add(1));
        return true;
      });
  EXPECT_TRUE(status.ok());
  EXPECT_EQ(consumed, 100);
  EXPECT_EQ(most, kSlots);
}

// The first items wait for each other: fewer threads than jobs would never end.
TEST(Pipeline, AllWorkersWorkAtOnce) {
  for (const int jobs : {2, 3, 8}) {
    std::latch together(jobs);
    std::mutex mutex;
    std::set<const Worker*> workers;
    int produced = 0;
    const absl::Status status = RunOrdered<Slot, Worker>(
        {.jobs = jobs}, [&](Slot&) { return produced++ < jobs; }, MakeWorker,
        [&](Worker& worker, Slot&) {
          {
            std::lock_guard lock(mutex);
            workers.insert(&worker);
          }
          together.arrive_and_wait();
        },
        [](Slot&) { return true; });
    EXPECT_TRUE(status.ok());
    EXPECT_EQ(workers.size(), static_cast<size_t>(jobs));
  }
}

TEST(Pipeline, EachWorkerHasAThreadOfItsOwn) {
  const Ran ran = RunItems({.jobs = 3}, 1000);
  std::set<std::thread::id> all;
  for (const auto& [worker, threads] : ran.threads) {
    EXPECT_EQ(threads.size(), 1u);
    all.insert(threads.begin(), threads.end());
  }
  EXPECT_EQ(all.size(), ran.threads.size());
  EXPECT_FALSE(all.contains(std::this_thread::get_id()));
}

TEST(Pipeline, OneJobNeedsNoThread) {
  const Ran ran = RunItems({.jobs = 1}, 10);
  ASSERT_EQ(ran.threads.size(), 1u);
  EXPECT_EQ(ran.threads.begin()->second, std::set{std::this_thread::get_id()});
}

TEST(Pipeline, Stops) {
  for (const int jobs : {1, 2, 5}) {
    EXPECT_LE(RunItems({.jobs = jobs, .slots = 16}, 100000, 37).produced, 37 + 16);
    EXPECT_LE(RunItems({.jobs = jobs, .slots = 16}, 100000, 1).produced, 1 + 16);
  }
}

// What is being worked on when consume says stop is finished before the call returns.
TEST(Pipeline, StopsWhileThereIsWork) {
  std::latch stopped(1);
  std::latch second(1);
  std::atomic<bool> finished = false;
  int produced = 0, consumed = 0;
  const absl::Status status = RunOrdered<Slot, Worker>(
      {.jobs = 2, .slots = 4},
      [&](Slot& slot) {
        slot.number = produced++;
        return true;
      },
      MakeWorker,
      [&](Worker&, Slot& slot) {
        if (slot.number == 0) second.wait();
        if (slot.number != 1) return;
        second.count_down();
        stopped.wait();
        finished = true;
      },
      [&](Slot&) {
        ++consumed;
        stopped.count_down();
        return false;
      });
  EXPECT_TRUE(status.ok());
  EXPECT_EQ(consumed, 1);
  EXPECT_TRUE(finished);
}

TEST(Pipeline, Nothing) {
  for (const int jobs : {1, 2, 16}) {
    RunItems({.jobs = jobs}, 0);
    RunItems({.jobs = jobs}, 1);
  }
}

TEST(Pipeline, WorkersThatCannotBeMade) {
  for (const int jobs : {1, 4}) {
    for (int good = 0; good < jobs; ++good) {
      int made = 0, called = 0;
      const absl::Status status = RunOrdered<Slot, Worker>(
          {.jobs = jobs}, [&](Slot&) { return ++called < 10; },
          [&]() -> absl::StatusOr<std::unique_ptr<Worker>> {
            if (made == good) return absl::FailedPreconditionError("no");
            ++made;
            return MakeWorker();
          },
          [&](Worker&, Slot&) { ++called; }, [&](Slot&) { return ++called < 10; });
      EXPECT_EQ(status, absl::FailedPreconditionError("no"));
      EXPECT_EQ(made, good);
      EXPECT_EQ(called, 0);
    }
  }
}

// NoThreads keeps threads from being started: no address space has room for such a stack.
class NoThreads {
 public:
  NoThreads() {
    pthread_attr_t huge;
    EXPECT_EQ(pthread_getattr_default_np(&before_), 0);
    EXPECT_EQ(pthread_attr_init(&huge), 0);
    EXPECT_EQ(pthread_attr_setstacksize(&huge, size_t{1} << 50), 0);
    EXPECT_EQ(pthread_setattr_default_np(&huge), 0);
    pthread_attr_destroy(&huge);
  }
  ~NoThreads() {
    EXPECT_EQ(pthread_setattr_default_np(&before_), 0);
    pthread_attr_destroy(&before_);
  }

 private:
  pthread_attr_t before_;
};

TEST(Pipeline, WithoutThreadsAllRunsHere) {
  int produced = 0, worked = 0, consumed = 0;
  const std::thread::id caller = std::this_thread::get_id();
  absl::Status status;
  {
    const NoThreads no_threads;
    status = RunOrdered<Slot, Worker>(
        {.jobs = 3}, [&](Slot&) { return ++produced <= 10; }, MakeWorker,
        [&](Worker&, Slot&) {
          EXPECT_EQ(std::this_thread::get_id(), caller);
          ++worked;
        },
        [&](Slot&) { return ++consumed > 0; });
  }
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(produced, 11);
  EXPECT_EQ(worked, 10);
  EXPECT_EQ(consumed, 10);
  RunItems({.jobs = 3}, 100);
}

// Each of these lanes has as many items as its number says, and may wait.
struct Numbered {
  size_t lane = 0;
  int number = 0;
};

class NumberedLane : public Lane<Numbered> {
 public:
  NumberedLane(size_t lane, int items, std::function<void(int)> wait = {})
      : lane_(lane), items_(items), wait_(std::move(wait)) {}
  bool Produce(Numbered& slot) override {
    if (wait_) wait_(next_);
    if (next_ == items_) return false;
    slot = {lane_, next_++};
    return true;
  }

 private:
  const size_t lane_;
  const int items_;
  const std::function<void(int)> wait_;
  int next_ = 0;
};

class NumberedConsumer : public LaneConsumer<Numbered> {
 public:
  explicit NumberedConsumer(bool ahead, size_t most_ahead = SIZE_MAX)
      : ahead_(ahead), most_ahead_(most_ahead) {}
  bool Consume(size_t lane, bool turn, Numbered& slot) override {
    EXPECT_EQ(slot.lane, lane);
    EXPECT_EQ(turn, lane + 1 == turns);
    EXPECT_TRUE(turn || Ahead());
    if (!turn) ++consumed_ahead;
    EXPECT_EQ(slot.number, static_cast<int>(lanes[lane].size())) << "lane " << lane;
    lanes[lane].push_back(slot.number);
    return !stop || !stop(lane, slot.number);
  }
  bool Ahead() override { return ahead_ && consumed_ahead < most_ahead_; }
  bool Turn(size_t lane) override {
    EXPECT_EQ(lane, turns);
    ++turns;
    return true;
  }

  std::map<size_t, std::vector<int>> lanes;
  size_t turns = 0;
  size_t consumed_ahead = 0;
  std::function<bool(size_t, int)> stop;

 private:
  const bool ahead_;
  const size_t most_ahead_;
};

TEST(Lanes, EachKeepsItsOrder) {
  for (const int jobs : {1, 2, 5}) {
    for (const size_t open : {1, 2, 7}) {
      for (const bool ahead : {false, true}) {
        for (const size_t lanes : {0, 1, 2, 40}) {
          SCOPED_TRACE(testing::Message() << jobs << " jobs, " << open << " open, " << lanes
                                          << " lanes, ahead " << ahead);
          NumberedConsumer consumer(ahead);
          const absl::Status status = RunLanes<Numbered, Worker>(
              {.jobs = jobs, .slots = 3, .lanes = lanes, .open = open},
              [&](size_t lane) -> std::unique_ptr<Lane<Numbered>> {
                return std::make_unique<NumberedLane>(lane, static_cast<int>(lane * 7 % 23));
              },
              MakeWorker, [](Worker&, Numbered& slot) { Busy(slot.number); }, consumer);
          EXPECT_TRUE(status.ok());
          EXPECT_EQ(consumer.turns, lanes);
          for (size_t lane = 0; lane < lanes; ++lane) {
            EXPECT_EQ(consumer.lanes[lane].size(), lane * 7 % 23);
          }
          EXPECT_LE(consumer.consumed_ahead, ahead && jobs > 1 ? SIZE_MAX : 0);
        }
      }
    }
  }
}

// The first lane waits until another one has been consumed to its end.
TEST(Lanes, OthersAreConsumedWhileOneWaits) {
  std::latch other(100);
  NumberedConsumer consumer(/*ahead=*/true);
  consumer.stop = [&](size_t lane, int) {
    if (lane == 1) other.count_down();
    return false;
  };
  const absl::Status status = RunLanes<Numbered, Worker>(
      {.jobs = 2, .slots = 3, .lanes = 2, .open = 2},
      [&](size_t lane) -> std::unique_ptr<Lane<Numbered>> {
        return std::make_unique<NumberedLane>(lane, 100, [&other, lane](int number) {
          if (lane == 0 && number == 5) other.wait();
        });
      },
      MakeWorker, [](Worker&, Numbered&) {}, consumer);
  EXPECT_TRUE(status.ok());
  EXPECT_EQ(consumer.lanes[0].size(), 100u);
  EXPECT_EQ(consumer.lanes[1].size(), 100u);
  EXPECT_GE(consumer.consumed_ahead, 100u);
}

TEST(Lanes, NoMoreAheadThanTheConsumerHasRoomFor) {
  NumberedConsumer consumer(/*ahead=*/true, /*most_ahead=*/10);
  const absl::Status status = RunLanes<Numbered, Worker>(
      {.jobs = 3, .slots = 4, .lanes = 5, .open = 3},
      [&](size_t lane) -> std::unique_ptr<Lane<Numbered>> {
        return std::make_unique<NumberedLane>(lane, 200);
      },
      MakeWorker, [](Worker&, Numbered&) {}, consumer);
  EXPECT_TRUE(status.ok());
  EXPECT_LE(consumer.consumed_ahead, 10u);
  for (size_t lane = 0; lane < 5; ++lane) EXPECT_EQ(consumer.lanes[lane].size(), 200u);
}

// Of two lanes of the same length that are slow to read, neither waits for the other to end: each
// waits in its middle until the other has come as far.
TEST(Lanes, WhatIsLeftIsReadFirst) {
  class Slow : public NumberedLane {
   public:
    Slow(size_t lane, int items, std::latch* half)
        : NumberedLane(lane, items), items_(items), half_(*half) {}
    bool Produce(Numbered& slot) override {
      if (++calls_ == items_ / 2) half_.arrive_and_wait();
      return NumberedLane::Produce(slot);
    }
    uint64_t Left() const override {
      return static_cast<uint64_t>(items_ - std::min(calls_, items_));
    }

   private:
    const int items_;
    std::latch& half_;
    int calls_ = 0;
  };
  std::latch half(2);
  NumberedConsumer consumer(/*ahead=*/true);
  const absl::Status status = RunLanes<Numbered, Worker>(
      {.jobs = 2, .slots = 3, .lanes = 2, .open = 2},
      [&](size_t lane) -> std::unique_ptr<Lane<Numbered>> {
        return std::make_unique<Slow>(lane, 1000, &half);
      },
      MakeWorker, [](Worker&, Numbered&) {}, consumer);
  EXPECT_TRUE(status.ok());
  EXPECT_EQ(consumer.lanes[1].size(), 1000u);
  EXPECT_GE(consumer.consumed_ahead, 300u);
}

// However fast later lanes are, no more are opened than are read at once, and one.
TEST(Lanes, NoneIsOpenedFarAhead) {
  std::latch others(2);
  std::atomic<size_t> opened = 0;
  NumberedConsumer consumer(/*ahead=*/true);
  const absl::Status status = RunLanes<Numbered, Worker>(
      {.jobs = 3, .slots = 4, .lanes = 20, .open = 2},
      [&](size_t lane) -> std::unique_ptr<Lane<Numbered>> {
        ++opened;
        return std::make_unique<NumberedLane>(lane, 10, [&, lane](int number) {
          if (lane == 0 && number == 5) {
            others.wait();
            EXPECT_LE(opened, 3u);
          }
          if ((lane == 1 || lane == 2) && number == 10) others.count_down();
        });
      },
      MakeWorker, [](Worker&, Numbered&) {}, consumer);
  EXPECT_TRUE(status.ok());
  EXPECT_EQ(opened, 20u);
}

// A lane that waits for bytes is stopped when nobody wants them any more.
TEST(Lanes, WhatWaitsIsStopped) {
  class Waiting : public Lane<Numbered> {
   public:
    explicit Waiting(std::latch* stopped) : stopped_(*stopped) {}
    bool Produce(Numbered& slot) override {
      slot = {0, number_++};
      if (number_ > 3) stopped_.wait();
      return number_ <= 3;
    }
    void Stop() override { stopped_.count_down(); }

   private:
    std::latch& stopped_;
    int number_ = 0;
  };
  std::latch stopped(1);
  NumberedConsumer consumer(/*ahead=*/false);
  consumer.stop = [](size_t, int number) { return number == 2; };
  const absl::Status status = RunLanes<Numbered, Worker>(
      {.jobs = 2, .lanes = 1},
      [&](size_t) -> std::unique_ptr<Lane<Numbered>> {
        return std::make_unique<Waiting>(&stopped);
      },
      MakeWorker, [](Worker&, Numbered&) {}, consumer);
  EXPECT_TRUE(status.ok());
  EXPECT_EQ(consumer.lanes[0].size(), 3u);
}

TEST(Lanes, WhatOpeningThrowsArrives) {
  for (const int jobs : {1, 3}) {
    NumberedConsumer consumer(/*ahead=*/true);
    const auto run = [&] {
      return RunLanes<Numbered, Worker>(
          {.jobs = jobs, .lanes = 9, .open = 2},
          [&](size_t lane) -> std::unique_ptr<Lane<Numbered>> {
            if (lane == 4) throw std::bad_alloc();
            return std::make_unique<NumberedLane>(lane, 10);
          },
          MakeWorker, [](Worker&, Numbered&) {}, consumer);
    };
    EXPECT_THROW(run().IgnoreError(), std::bad_alloc);
  }
}

// Costly slots are few, but as many as all jobs need.
TEST(Lanes, NoMoreThanTheCost) {
  class Costly : public NumberedLane {
   public:
    using NumberedLane::NumberedLane;
    uint64_t Cost() const override { return 10; }
  };
  for (const auto& [cost, most] : {std::pair<uint64_t, int>{100, 10}, {45, 5}, {0, 3}}) {
    std::atomic<int> in_flight = 0, most_in_flight = 0;
    NumberedConsumer consumer(/*ahead=*/false);
    consumer.stop = [&](size_t, int) {
      --in_flight;
      return false;
    };
    const absl::Status status = RunLanes<Numbered, Worker>(
        {.jobs = 2, .slots = 20, .cost = cost, .lanes = 1},
        [&](size_t lane) -> std::unique_ptr<Lane<Numbered>> {
          return std::make_unique<Costly>(lane, 500, [&](int number) {
            // The first is worked on until all is full that can be.
            if (number < 500) most_in_flight = std::max<int>(most_in_flight, ++in_flight);
          });
        },
        MakeWorker,
        [&](Worker&, Numbered& slot) {
          if (slot.number == 0) std::this_thread::sleep_for(std::chrono::milliseconds(50));
        },
        consumer);
    EXPECT_TRUE(status.ok());
    EXPECT_EQ(consumer.lanes[0].size(), 500u);
    EXPECT_LE(most_in_flight, most) << cost;
  }
}

// Workers are destroyed by their threads.
TEST(Lanes, WorkersGoWithTheirThreads) {
  struct Leaving {
    explicit Leaving(std::atomic<int>* left) : left(*left) {}
    ~Leaving() {
      if (std::this_thread::get_id() != made) ++left;
    }
    const std::thread::id made = std::this_thread::get_id();
    std::atomic<int>& left;
  };
  std::atomic<int> left = 0;
  NumberedConsumer consumer(/*ahead=*/false);
  const absl::Status status = RunLanes<Numbered, Leaving>(
      {.jobs = 3, .lanes = 1},
      [&](size_t lane) -> std::unique_ptr<Lane<Numbered>> {
        return std::make_unique<NumberedLane>(lane, 10);
      },
      [&]() -> absl::StatusOr<std::unique_ptr<Leaving>> {
        return std::make_unique<Leaving>(&left);
      },
      [](Leaving&, Numbered&) {}, consumer);
  EXPECT_TRUE(status.ok());
  EXPECT_EQ(left, 3);
}

// No thread of the pipeline takes signals.
TEST(Lanes, ThreadsTakeNoSignals) {
  NumberedConsumer consumer(/*ahead=*/false);
  std::atomic<int> asked = 0;
  const auto expect_blocked = [&asked] {
    sigset_t blocked;
    EXPECT_EQ(pthread_sigmask(SIG_SETMASK, nullptr, &blocked), 0);
    EXPECT_EQ(sigismember(&blocked, SIGINT), 1);
    ++asked;
  };
  const absl::Status status = RunLanes<Numbered, Worker>(
      {.jobs = 2, .lanes = 1},
      [&](size_t lane) -> std::unique_ptr<Lane<Numbered>> {
        return std::make_unique<NumberedLane>(lane, 10, [&](int) { expect_blocked(); });
      },
      MakeWorker, [&](Worker&, Numbered&) { expect_blocked(); }, consumer);
  EXPECT_TRUE(status.ok());
  EXPECT_EQ(asked, 21);
  sigset_t blocked;
  EXPECT_EQ(pthread_sigmask(SIG_SETMASK, nullptr, &blocked), 0);
  EXPECT_EQ(sigismember(&blocked, SIGINT), 0);
}

TEST(Pipeline, WhatHasGrownInASlotStays) {
  for (const int jobs : {1, 2}) {
    std::set<const Slot*> seen;
    int number = 0;
    const absl::Status status = RunOrdered<Slot, Worker>(
        {.jobs = jobs, .slots = 4},
        [&](Slot& slot) {
          const bool again = !seen.insert(&slot).second;
          EXPECT_GE(slot.grown.capacity(), again ? 1000u : 0u);
          slot.grown.clear();
          return ++number <= 500;
        },
        MakeWorker, [](Worker&, Slot& slot) { slot.grown.resize(1000); },
        [](Slot& slot) { return slot.grown.size() == 1000; });
    EXPECT_TRUE(status.ok());
    EXPECT_EQ(number, 501);
    EXPECT_LE(seen.size(), 4u);
  }
}

// A slot need not be movable.
TEST(Pipeline, SlotsStayWhereTheyAre) {
  struct Fixed {
    std::atomic<int> number = 0;
    std::mutex mutex;
  };
  for (const int jobs : {1, 2}) {
    int number = 0, sum = 0;
    const absl::Status status = RunOrdered<Fixed, Worker>(
        {.jobs = jobs},
        [&](Fixed& slot) {
          slot.number = ++number;
          return number <= 100;
        },
        MakeWorker, [](Worker&, Fixed& slot) { ++slot.number; },
        [&](Fixed& slot) {
          sum += slot.number;
          return true;
        });
    EXPECT_TRUE(status.ok());
    EXPECT_EQ(sum, 5150);
  }
}

TEST(Pipeline, ManySmallOnes) {
  for (int i = 0; i < 1000; ++i) {
    RunItems({.jobs = 1 + i % 5, .slots = static_cast<size_t>(i % 7)}, i % 23,
             i % 3 == 0 ? 1 + i % 11 : -1);
  }
}

// What is thrown anywhere arrives on the calling thread, when no other works any more.
TEST(Pipeline, ExceptionsArrive) {
  struct Number {
    int value = 0;
  };
  struct Nothing {};
  for (const int jobs : {1, 3}) {
    for (const int where : {0, 1, 2}) {
      int next = 0;
      const auto fail = [&](int at, int value) {
        if (at == where && value == 50) throw std::bad_alloc();
      };
      const auto run = [&] {
        return RunOrdered<Number, Nothing>(
            {.jobs = jobs, .slots = 8},
            [&](Number& number) {
              number.value = next++;
              fail(0, number.value);
              return next <= 1000;
            },
            []() -> absl::StatusOr<std::unique_ptr<Nothing>> {
              return std::make_unique<Nothing>();
            },
            [&](Nothing&, Number& number) { fail(1, number.value); },
            [&](Number& number) {
              fail(2, number.value);
              return true;
            });
      };
      EXPECT_THROW(run().IgnoreError(), std::bad_alloc) << jobs << " jobs, " << where;
      EXPECT_LT(next, 200);
    }
  }
}

}  // namespace
}  // namespace scape::archive
