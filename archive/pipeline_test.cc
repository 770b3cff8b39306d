#include "archive/pipeline.h"

#include <pthread.h>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <latch>
#include <map>
#include <memory>
#include <mutex>
#include <new>
#include <set>
#include <thread>
#include <vector>

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
  bool ended = false;
  int made = 0, in_flight = 0, started = 0, finished = 0;
  ran.status = RunOrdered<Slot, Worker>(
      options,
      [&](Slot& slot) {
        EXPECT_EQ(std::this_thread::get_id(), caller);
        EXPECT_FALSE(ended) << "asked again after the end";
        ended = ran.produced == items;
        if (ended) return false;
        slot.number = ran.produced++;
        slot.worked = 0;
        ran.slots.insert(&slot);
        ran.most_in_flight = std::max(ran.most_in_flight, ++in_flight);
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
        ended = true;
        return false;
      });
  EXPECT_TRUE(ran.status.ok()) << ran.status;
  EXPECT_TRUE(ended);
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
  int produced = 0, consumed = 0, most = 0;
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
        EXPECT_EQ(slot.number, consumed++);
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

// No address space has room for such a stack.
TEST(Pipeline, ThreadsThatCannotBeStarted) {
  pthread_attr_t before, huge;
  ASSERT_EQ(pthread_getattr_default_np(&before), 0);
  ASSERT_EQ(pthread_attr_init(&huge), 0);
  ASSERT_EQ(pthread_attr_setstacksize(&huge, size_t{1} << 50), 0);
  ASSERT_EQ(pthread_setattr_default_np(&huge), 0);
  int called = 0;
  const absl::Status status = RunOrdered<Slot, Worker>(
      {.jobs = 3}, [&](Slot&) { return ++called < 10; }, MakeWorker, [](Worker&, Slot&) {},
      [&](Slot&) { return ++called < 10; });
  EXPECT_EQ(pthread_setattr_default_np(&before), 0);
  pthread_attr_destroy(&before);
  pthread_attr_destroy(&huge);
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted) << status;
  EXPECT_EQ(called, 0);
  RunItems({.jobs = 3}, 100);
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
