// NewlineScanner finds the line feeds of a text.
//
//   NewlineScanner<NativeKernel> scanner("router a\nuptime 1\n");
//   scanner.Next();   // points at the first "\n"
//   scanner.Next();   // points at the second "\n"
//   scanner.Next();   // points at the end of the text
//
// It looks at every byte once, some blocks ahead, and keeps the sets of line feeds and of dashes.
// Besides it tells cheaply whether the text holds anything but printable ASCII: odd() is true when
// the blocks that were looked at have a control character other than LF or a byte above 0x7f, so
// that the common, clean document never pays for looking closer.
//
// It borrows the text, never reads outside it and asks for no padding. One scanner belongs to one
// thread.
#ifndef SCAPE_DESCRIPTOR_NETDOC_NEWLINE_SCANNER_H_
#define SCAPE_DESCRIPTOR_NETDOC_NEWLINE_SCANNER_H_

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "absl/base/attributes.h"
#include "descriptor/netdoc/kernels.h"

namespace scape::netdoc {

template <typename Kernel>
class NewlineScanner {
 public:
  explicit NewlineScanner(std::string_view text) : end_(text.data() + text.size()) {
    Load(text.data());
  }

  // Next returns the next line feed, or the end of the text when none is left.
  ABSL_ATTRIBUTE_ALWAYS_INLINE const char* Next() {
    while (rest_ == 0) {
      if (!Advance()) return end_;
    }
    const char* found = block_ + std::countr_zero(rest_);
    rest_ &= rest_ - 1;
    return found;
  }

  // Seek makes Next() go on at `position`, which must lie in the text or be its end.
  void Seek(const char* position) {
    if (!IsAtHand(position)) {
      Load(position);
      return;
    }
    const size_t offset = static_cast<size_t>(position - begin_);
    GoTo(offset / kBlock);
    rest_ &= ~uint64_t{0} << offset % kBlock;
  }

  // SeekToDash makes Next() go on at the first '-' at or after `position`, or at the end of the
  // text, and returns that place. Line feeds on the way are not reported; odd bytes are.
  const char* SeekToDash(const char* position) {
    if (!IsAtHand(position)) Load(position);
    size_t index = static_cast<size_t>(position - begin_) / kBlock;
    // A shift takes the count modulo 64.
    uint64_t dashes = ~uint64_t{0} << static_cast<size_t>(position - begin_) % kBlock;
    dashes &= index < blocks_ ? dashes_[index] : 0;
    while (dashes == 0) {
      if (++index >= blocks_) {
        index_ = blocks_ - 1;
        rest_ = 0;
        if (!Advance()) return end_;
        index = 0;
      }
      dashes = dashes_[index];
    }
    const uint64_t dash = dashes & (0 - dashes);
    GoTo(index);
    rest_ &= 0 - dash;
    return block_ + std::countr_zero(dash);
  }

  // odd says whether blocks since ForgetOdd() were odd; those at hand always count.
  bool odd() const { return odd_; }
  void ForgetOdd() { odd_ = blocks_odd_; }

 private:
  static constexpr size_t kAhead = 8;  // blocks

  bool IsAtHand(const char* position) const {
    return position >= begin_ && static_cast<size_t>(position - begin_) < blocks_ * kBlock;
  }

  void GoTo(size_t index) {
    index_ = index;
    block_ = begin_ + index * kBlock;
    rest_ = newlines_[index];
  }

  // Advance goes to the next block. False: there is none.
  bool Advance() {
    if (++index_ < blocks_) [[likely]] {
      block_ += kBlock;
      rest_ = newlines_[index_];
      return true;
    }
    --index_;
    if (static_cast<size_t>(end_ - begin_) <= blocks_ * kBlock) return false;
    Load(begin_ + blocks_ * kBlock);
    return true;
  }

  // Load looks at the blocks that begin with `position`.
  ABSL_ATTRIBUTE_NOINLINE void Load(const char* position) {
    begin_ = position;
    const size_t left = static_cast<size_t>(end_ - position);
    blocks_ = std::min(left / kBlock, kAhead);
    blocks_odd_ = blocks_ != 0 && Kernel::Scan(position, blocks_, {newlines_, dashes_});
    const size_t short_block = left - blocks_ * kBlock;
    if (blocks_ < kAhead && short_block != 0) {
      char padded[kBlock];
      std::memset(padded, ' ', sizeof padded);
      std::memcpy(padded, position + blocks_ * kBlock, short_block);
      blocks_odd_ |= Kernel::Scan(padded, 1, {newlines_ + blocks_, dashes_ + blocks_});
      ++blocks_;
    }
    odd_ |= blocks_odd_;
    index_ = 0;
    block_ = position;
    rest_ = blocks_ == 0 ? 0 : newlines_[0];
  }

  const char* end_;
  const char* begin_;          // of the blocks at hand
  const char* block_;          // the current one
  uint64_t rest_;              // its line feeds that were not returned
  size_t index_;               // its number
  size_t blocks_;              // how many are at hand; the last one of a text may be short
  bool blocks_odd_ = false;    // those at hand
  bool odd_ = false;           // since ForgetOdd()
  uint64_t newlines_[kAhead];  // of the blocks at hand
  uint64_t dashes_[kAhead];
};

}  // namespace scape::netdoc

#endif  // SCAPE_DESCRIPTOR_NETDOC_NEWLINE_SCANNER_H_
