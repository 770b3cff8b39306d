#include "crypto/recent.h"

#include <atomic>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include "gtest/gtest.h"

namespace scape::crypto {
namespace {

Sha256Digest DigestOf(uint64_t number) {
  Sha256Digest digest{};
  std::memcpy(digest.data(), &number, sizeof number);
  return digest;
}

bool Has(Recent<std::string>& recent, uint64_t number, const std::string& entry) {
  const std::string* const found =
      recent.Find(number, [&](const std::string& one) { return one == entry; });
  return found != nullptr && *found == entry;
}

TEST(Recent, TheOneThatWasUsedLongestAgoGoes) {
  constexpr size_t kRows = 8;
  Recent<std::string> recent(kRows);
  const std::vector<std::string> names = {"a", "b", "c", "d"};
  for (size_t i = 0; i < names.size(); ++i) *recent.Replace(3 + kRows * i) = names[i];
  for (size_t i = 0; i < names.size(); ++i) EXPECT_TRUE(Has(recent, 3 + kRows * i, names[i]));
  EXPECT_TRUE(Has(recent, 3, "a"));  // b is the oldest now
  *recent.Replace(3 + kRows * 4) = "e";
  EXPECT_TRUE(Has(recent, 3, "a"));
  EXPECT_FALSE(Has(recent, 3 + kRows, "b"));
  EXPECT_TRUE(Has(recent, 3 + kRows * 2, "c"));
  EXPECT_TRUE(Has(recent, 3 + kRows * 4, "e"));
  // Another row is not concerned.
  *recent.Replace(4) = "f";
  EXPECT_TRUE(Has(recent, 3, "a"));
  EXPECT_TRUE(Has(recent, 4, "f"));
}

TEST(Recent, OneNumberMayHaveSeveral) {
  Recent<std::string> recent(1);
  *recent.Replace(7) = "a";
  *recent.Replace(7) = "b";
  EXPECT_TRUE(Has(recent, 7, "a"));
  EXPECT_TRUE(Has(recent, 7, "b"));
  EXPECT_FALSE(Has(recent, 8, "a")) << "of another number";
}

TEST(Recent, WithoutRowsNothingIsRemembered) {
  Recent<std::string> recent(0);
  EXPECT_EQ(recent.Replace(1), nullptr);
  EXPECT_FALSE(Has(recent, 1, "a"));
}

TEST(GoodChecks, RowsAreRoundedUp) {
  GoodChecks<int> good(0);
  good.Add(DigestOf(5), 1);
  EXPECT_EQ(good.Find(DigestOf(5)), 1);
}

TEST(GoodChecks, AllOfTheInputsMustBeTheSame) {
  GoodChecks<int> good(GoodChecks<int>::kMutexes);
  Sha256Digest digest = DigestOf(1);
  EXPECT_FALSE(good.Find(digest).has_value());
  good.Add(digest, 5);
  EXPECT_EQ(good.Find(digest), 5);
  digest[31] ^= 1;
  EXPECT_FALSE(good.Find(digest).has_value());
}

// What is found is what was added, whichever thread it was.
TEST(GoodChecks, Threads) {
  GoodChecks<uint64_t> good(GoodChecks<uint64_t>::kMutexes);
  std::atomic<size_t> wrong = 0, found = 0;
  const auto use = [&](uint64_t first) {
    for (uint64_t i = 0; i < 20000; ++i) {
      const uint64_t number = (first + i * i) % 300 + 1;
      if (const auto result = good.Find(DigestOf(number))) {
        ++found;
        wrong += *result != number * 3 + 1;
      } else {
        good.Add(DigestOf(number), number * 3 + 1);
      }
    }
  };
  std::vector<std::thread> threads;
  for (uint64_t i = 0; i < 4; ++i) threads.emplace_back(use, 100 * i);
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0u);
  EXPECT_GT(found, 1000u);
}

}  // namespace
}  // namespace scape::crypto
