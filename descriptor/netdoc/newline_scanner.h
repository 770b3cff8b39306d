// NewlineScanner finds the line feeds of a text.
//
//   NewlineScanner<NativeKernel> scanner("router a\nuptime 1\n");
//   scanner.Next();   // points at the first "\n"
//   scanner.Next();   // points at the second "\n"
//   scanner.Next();   // points at the end of the text
//
// For line feeds it looks at every byte once, a piece of the text ahead, and keeps where the line
// feeds are, so that where a line ends is no question of how long it is. Besides it tells cheaply
// whether the text holds anything but printable ASCII: odd() is true when the pieces that were
// looked at have a control character other than LF or a byte above 0x7f, so that the common, clean
// document never pays for looking closer. In a text with a LineIndex they are not looked for again.
//
// It borrows the text and the index, never reads outside the text and asks for no padding. One
// scanner belongs to one thread.
#ifndef SCAPE_DESCRIPTOR_NETDOC_NEWLINE_SCANNER_H_
#define SCAPE_DESCRIPTOR_NETDOC_NEWLINE_SCANNER_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "absl/base/attributes.h"
#include "descriptor/netdoc/kernels.h"
#include "descriptor/netdoc/line_index.h"

namespace scape::netdoc {

template <typename Kernel>
class NewlineScanner {
 public:
  explicit NewlineScanner(std::string_view text) : end_(text.data() + text.size()) {
    Load(text.data());
  }
  // This one begins at a line of an index, which must be good and reach as far as Next() is called;
  // `end` is that of its text, or behind it.
  NewlineScanner(const LineIndex& index, size_t line, const char* end)
      : end_(end),
        piece_(index.begin()),
        size_(static_cast<size_t>(end - piece_)),
        first_(index.ends()),
        last_(first_ + index.size()),
        next_(first_ + line) {}
  NewlineScanner(const NewlineScanner&) = delete;
  NewlineScanner& operator=(const NewlineScanner&) = delete;

  // Next returns the next line feed, or the end of the text when none is left.
  ABSL_ATTRIBUTE_ALWAYS_INLINE const char* Next() {
    const char* line;
    return Next(&line);
  }
  // This one also tells where the next line begins.
  ABSL_ATTRIBUTE_ALWAYS_INLINE const char* Next(const char** line) {
    const uint32_t offset = *next_;
    if (offset == LineIndex::kNone) [[unlikely]] {
      const char* const found = NextOfLaterPiece();
      *line = found + (found != end_);
      return found;
    }
    ++next_;
    *line = piece_ + offset + 1;
    return piece_ + offset;
  }

  // Peek is Next() without taking it; null: it is not of the piece at hand. Take takes what Peek
  // returned.
  ABSL_ATTRIBUTE_ALWAYS_INLINE const char* Peek(const char** line) const {
    const uint32_t offset = *next_;
    if (offset == LineIndex::kNone) [[unlikely]]
      return nullptr;
    *line = piece_ + offset + 1;
    return piece_ + offset;
  }
  void Take() { ++next_; }

  // Seek makes Next() go on at `position`, which must lie in the text or be its end.
  void Seek(const char* position) {
    if (IsAtHand(position)) {
      GoTo(position);
    } else {
      Load(position);
    }
  }

  // SeekToDash makes Next() go on at the first '-' at or after `position`, or at the end of the
  // text, and returns that place. Line feeds on the way are not reported; odd bytes are.
  const char* SeekToDash(const char* position) {
    const void* const dash = std::memchr(position, '-', static_cast<size_t>(end_ - position));
    const char* const found = dash != nullptr ? static_cast<const char*>(dash) : end_;
    if (!IsAtHand(position)) Load(position);
    while (!IsAtHand(found) && piece_ + size_ != end_) Load(piece_ + size_);
    GoTo(found);
    return found;
  }

  // odd says whether a piece since ForgetOdd() was odd; the one at hand always counts.
  bool odd() const { return odd_; }
  void ForgetOdd() { odd_ = piece_odd_; }
  // odd_at_hand says whether the piece at hand is odd. The line that Peek() ends is in it, if the
  // scanner stands at its beginning.
  bool odd_at_hand() const { return piece_odd_; }

 private:
  static constexpr size_t kMost = 8 * kBlock;  // of a piece

  bool IsAtHand(const char* position) const {
    return position >= piece_ && static_cast<size_t>(position - piece_) < size_;
  }

  // GoTo makes Next() go on at `position`, in the piece at hand or at its end.
  void GoTo(const char* position) {
    const size_t offset = static_cast<size_t>(position - piece_);
    // It is mostly near.
    for (int i = 0; i < 16 && next_ != last_ && *next_ < offset; ++i) ++next_;
    const bool behind = next_ != last_ && *next_ < offset;
    if (behind || (next_ != first_ && next_[-1] >= offset)) {
      next_ = std::lower_bound(first_, last_, offset);
    }
  }

  ABSL_ATTRIBUTE_NOINLINE const char* NextOfLaterPiece() {
    while (piece_ + size_ != end_) {
      Load(piece_ + size_);
      if (*next_ != LineIndex::kNone) return piece_ + *next_++;
    }
    return end_;
  }

  // Load looks at the piece that begins at `position`.
  ABSL_ATTRIBUTE_NOINLINE void Load(const char* position) {
    piece_ = position;
    size_ = std::min(static_cast<size_t>(end_ - position), kMost);
    first_ = next_ = ends_;
    last_ = ends_ + Kernel::Scan(position, size_, 0, ends_, &piece_odd_);
    ends_[last_ - first_] = LineIndex::kNone;
    odd_ |= piece_odd_;
  }

  const char* end_;
  const char* piece_;       // the piece at hand: all of an index
  size_t size_;             // its bytes
  const uint32_t* first_;   // its line feeds, from piece_
  const uint32_t* last_;    // behind them; there stands LineIndex::kNone
  const uint32_t* next_;    // the one that Next() returns
  bool piece_odd_ = false;  // the one at hand
  bool odd_ = false;        // since ForgetOdd()
  uint32_t ends_[kMost + kScanSlack + 1];
};

}  // namespace scape::netdoc

#endif  // SCAPE_DESCRIPTOR_NETDOC_NEWLINE_SCANNER_H_
