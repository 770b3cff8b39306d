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
#include <mutex>
#include <optional>
#include <vector>

#include "crypto/digest.h"

namespace scape::crypto {

// Recent is a bounded set, in rows of kRow entries, of which the one that was used last is the
// first.
template <typename Entry>
class Recent {
 public:
  static constexpr size_t kRow = 4;
  explicit Recent(size_t rows) : slots_(rows * kRow) {}  // of none nothing is remembered

  // Find returns the entry of `number` that `is` is true of, or null.
  template <typename Is>
  Entry* Find(uint64_t number, const Is& is) {
    Slot* const row = Row(number);
    if (row == nullptr) return nullptr;
    Slot* const found = std::find_if(
        row, row + kRow, [&](const Slot& slot) { return slot.number == number && is(slot.entry); });
    if (found == row + kRow) return nullptr;
    std::rotate(row, found, found + 1);
    return &row->entry;
  }
  // Replace returns the entry of its row that was used longest ago, which is to be overwritten
  // with one of `number`; null: nothing is to be remembered.
  Entry* Replace(uint64_t number) {
    Slot* const row = Row(number);
    if (row == nullptr) return nullptr;
    std::rotate(row, row + kRow - 1, row + kRow);
    row->number = number;
    return &row->entry;
  }

 private:
  struct Slot {
    uint64_t number = 0;
    Entry entry;
  };
  Slot* Row(uint64_t number) {
    return slots_.empty() ? nullptr : &slots_[number % (slots_.size() / kRow) * kRow];
  }
  std::vector<Slot> slots_;
};

// GoodChecks is what came of the last good checks, by what went into them. Any thread may use it.
template <typename Result>
class GoodChecks {
 public:
  // `rows` is a multiple of kMutexes, so that a row's entries have one mutex.
  static constexpr size_t kMutexes = 64;
  explicit GoodChecks(size_t rows) : checks_(rows) {}

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
