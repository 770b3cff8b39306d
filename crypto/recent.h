// Bounded memories for checkers: Recent, of one thread, and GoodChecks, which threads may share.
//
//   GoodChecks<UtcTime> good(1024);
//   good.Add(digest_of_all_that_was_checked, expires);
//   if (const std::optional<UtcTime> expires = good.Find(digest)) ...
#ifndef SCAPE_CRYPTO_RECENT_H_
#define SCAPE_CRYPTO_RECENT_H_

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "crypto/digest.h"

namespace scape::crypto {

// Recent is a bounded set, in rows of kRow entries, of which the one that was used last is the
// first. It grows as it is filled.
template <typename Entry>
class Recent {
 public:
  static constexpr size_t kRow = 4;
  explicit Recent(size_t rows) : rows_(rows) {}  // of none nothing is remembered

  // Find returns the entry of `number` that `is` is true of, or null. Of the number 0 `is` may see
  // entries that were never set.
  template <typename Is>
  Entry* Find(uint64_t number, const Is& is) {
    if (rows_.empty() || RowOf(number) == nullptr) return nullptr;
    Row& row = *RowOf(number);
    const auto found = std::find_if(row.begin(), row.end(), [&](const Slot& slot) {
      return slot.number == number && is(slot.entry);
    });
    if (found == row.end()) return nullptr;
    std::rotate(row.begin(), found, found + 1);
    return &row.front().entry;
  }
  // Replace returns the entry of its row that was used longest ago, which is to be overwritten
  // with one of `number`; null: nothing is to be remembered.
  Entry* Replace(uint64_t number) {
    if (rows_.empty()) return nullptr;
    if (RowOf(number) == nullptr) RowOf(number) = std::make_unique<Row>();
    Row& row = *RowOf(number);
    std::rotate(row.begin(), row.end() - 1, row.end());
    row.front().number = number;
    return &row.front().entry;
  }

 private:
  struct Slot {
    uint64_t number = 0;
    Entry entry;
  };
  using Row = std::array<Slot, kRow>;
  std::unique_ptr<Row>& RowOf(uint64_t number) { return rows_[number % rows_.size()]; }
  std::vector<std::unique_ptr<Row>> rows_;
};

// GoodChecks is what came of the last good checks, by what went into them. Any thread may use it.
template <typename Result>
class GoodChecks {
 public:
  // `rows` is rounded up to a multiple of kMutexes, so that a row's entries have one mutex.
  static constexpr size_t kMutexes = 64;
  explicit GoodChecks(size_t rows)
      : checks_(std::max<size_t>((rows + kMutexes - 1) / kMutexes, 1) * kMutexes) {}

  std::optional<Result> Find(const Sha256Digest& inputs) {
    const uint64_t number = Number(inputs);
    const std::lock_guard<std::mutex> lock(mutexes_[number % kMutexes]);
    const Check* const found =
        checks_.Find(number, [&inputs](const Check& check) { return check.inputs == inputs; });
    if (found == nullptr) return std::nullopt;
    return found->result;
  }
  void Add(const Sha256Digest& inputs, const Result& result) {
    const uint64_t number = Number(inputs);
    const std::lock_guard<std::mutex> lock(mutexes_[number % kMutexes]);
    *checks_.Replace(number) = {inputs, result};
  }

 private:
  struct Check {
    Sha256Digest inputs;
    Result result;
  };
  static uint64_t Number(const Sha256Digest& inputs) {
    uint64_t number;
    std::memcpy(&number, inputs.data(), sizeof number);
    return number;
  }
  Recent<Check> checks_;
  std::array<std::mutex, kMutexes> mutexes_;
};

}  // namespace scape::crypto

#endif  // SCAPE_CRYPTO_RECENT_H_
