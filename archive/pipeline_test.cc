#include "archive/pipeline.h"

#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"

namespace scape::archive {
namespace {

struct Slot {
  int number = 0;
  int result = 0;
  std::vector<int> grown;
};

struct Worker {
  int index = 0;
};

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
  std::set<std::thread::id> threads;
  std::set<const Slot*> slots;
  int most_in_flight = 0;
  int produced = 0;
};

Ran RunItems(const PipelineOptions& options, int items, int stop_after = -1) {
  Ran ran;
  std::mutex mutex;
  int made = 0, in_flight = 0;
  ran.status = RunOrdered<Slot, Worker>(
      options,
      [&](Slot& slot) {
        if (ran.produced == items) return false;
        slot.number = ran.produced++;
        ran.slots.insert(&slot);
        ran.most_in_flight = std::max(ran.most_in_flight, ++in_flight);
        return true;
      },
      [&]() -> absl::StatusOr<std::unique_ptr<Worker>> {
        return std::make_unique<Worker>(Worker{made++});
      },
      [&](Worker&, Slot& slot) {
        slot.result = Busy(slot.number);
        std::lock_guard lock(mutex);
        ran.threads.insert(std::this_thread::get_id());
      },
      [&](Slot& slot) {
        EXPECT_EQ(slot.result, 3 * slot.number + 1);
        slot.result = -1;
        ran.consumed.push_back(slot.number);
        --in_flight;
        return static_cast<int>(ran.consumed.size()) != stop_after;
      });
  EXPECT_EQ(made, std::max(options.jobs, 1));
  return ran;
}

TEST(Pipeline, KeepsTheOrder) {
  for (const int jobs : {0, 1, 2, 3, 8}) {
    for (const size_t slots : {0, 1, 5, 64}) {
      const Ran ran = RunItems({.jobs = jobs, .slots = slots}, 1000);
      EXPECT_TRUE(ran.status.ok());
      ASSERT_EQ(ran.consumed.size(), 1000u) << jobs << " " << slots;
      for (int i = 0; i < 1000; ++i) ASSERT_EQ(ran.consumed[static_cast<size_t>(i)], i);
    }
  }
}

TEST(Pipeline, NoMoreInFlightThanThereAreSlots) {
  for (const size_t slots : {8, 20}) {
    const Ran ran = RunItems({.jobs = 4, .slots = slots}, 2000);
    EXPECT_LE(ran.most_in_flight, static_cast<int>(slots));
    EXPECT_LE(ran.slots.size(), slots);
    EXPECT_EQ(ran.consumed.size(), 2000u);
  }
  EXPECT_EQ(RunItems({.jobs = 1, .slots = 20}, 100).slots.size(), 1u);
}

TEST(Pipeline, OneJobNeedsNoThread) {
  const Ran ran = RunItems({.jobs = 1}, 10);
  EXPECT_EQ(ran.threads, std::set{std::this_thread::get_id()});
  EXPECT_FALSE(RunItems({.jobs = 2}, 10).threads.contains(std::this_thread::get_id()));
}

TEST(Pipeline, Stops) {
  for (const int jobs : {1, 2, 5}) {
    const Ran ran = RunItems({.jobs = jobs, .slots = 16}, 100000, 37);
    EXPECT_TRUE(ran.status.ok());
    EXPECT_EQ(ran.consumed.size(), 37u);
    EXPECT_LE(ran.produced, 37 + 16);
  }
}

TEST(Pipeline, Nothing) {
  for (const int jobs : {1, 2, 16}) {
    EXPECT_TRUE(RunItems({.jobs = jobs}, 0).consumed.empty());
    EXPECT_EQ(RunItems({.jobs = jobs}, 1).consumed.size(), 1u);
  }
}

TEST(Pipeline, WorkersThatCannotBeMade) {
  for (const int good : {0, 2}) {
    int made = 0, produced = 0;
    const absl::Status status = RunOrdered<Slot, Worker>(
        {.jobs = 4},
        [&](Slot&) {
          ++produced;
          return true;
        },
        [&]() -> absl::StatusOr<std::unique_ptr<Worker>> {
          if (made == good) return absl::FailedPreconditionError("no");
          ++made;
          return std::make_unique<Worker>();
        },
        [](Worker&, Slot&) {}, [](Slot&) { return true; });
    EXPECT_EQ(status.message(), "no");
    EXPECT_EQ(produced, 0);
  }
}

TEST(Pipeline, WhatHasGrownInASlotStays) {
  std::set<const int*> buffers;
  int number = 0;
  const absl::Status status = RunOrdered<Slot, Worker>(
      {.jobs = 2, .slots = 4},
      [&](Slot& slot) {
        slot.grown.resize(1000);
        return ++number <= 500;
      },
      []() -> absl::StatusOr<std::unique_ptr<Worker>> { return std::make_unique<Worker>(); },
      [](Worker&, Slot& slot) { slot.grown.clear(); },
      [&](Slot& slot) {
        buffers.insert(slot.grown.data());
        return true;
      });
  EXPECT_TRUE(status.ok());
  EXPECT_LE(buffers.size(), 4u);
}

TEST(Pipeline, ManySmallOnes) {
  for (int i = 0; i < 500; ++i) {
    const Ran ran = RunItems({.jobs = 1 + i % 5, .slots = static_cast<size_t>(i % 7)}, i % 23,
                             i % 3 == 0 ? i % 11 : -1);
    EXPECT_TRUE(ran.status.ok());
  }
}

}  // namespace
}  // namespace scape::archive
