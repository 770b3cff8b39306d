// LineIndex keeps where the line feeds of a text are, so that who reads it again need not look for
// them.
//
//   LineIndex lines;
//   lines.Keep(lines.Scan(text.substr(0, LineIndex::kPiece)).size());   // piece after piece
//   lines.begin() + lines.ends()[0];                      // the first '\n'
//
// It borrows the text. Its memory is kept when it is cleared; it is at most about twice that of the
// text, and mostly a tenth of it. A copy has the lines and no room.
#ifndef SCAPE_DESCRIPTOR_NETDOC_LINE_INDEX_H_
#define SCAPE_DESCRIPTOR_NETDOC_LINE_INDEX_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <utility>

#include "descriptor/netdoc/kernels.h"

namespace scape::netdoc {

class LineIndex {
 public:
  static constexpr uint32_t kNone = UINT32_MAX;  // stands behind the last one
  static constexpr size_t kPiece = 16 * kBlock;  // bytes: a good size

  LineIndex() = default;
  LineIndex(const LineIndex& other) { *this = other; }
  LineIndex(LineIndex&& other) noexcept { swap(other); }
  LineIndex& operator=(LineIndex&& other) noexcept {
    swap(other);
    return *this;
  }
  LineIndex& operator=(const LineIndex& other) {
    if (this == &other) return *this;
    clear();
    if (other.begin_ == nullptr) return *this;
    text_ = other.text_;
    AddFrom(other, 0, other.size_);
    return *this;
  }
  void swap(LineIndex& other) noexcept {
    std::swap(begin_, other.begin_);
    std::swap(text_, other.text_);
    std::swap(ends_, other.ends_);
    std::swap(room_, other.room_);
    std::swap(size_, other.size_);
    std::swap(odd_, other.odd_);
    std::swap(good_, other.good_);
  }

  // begin is what the offsets count from.
  const char* begin() const { return begin_; }
  const uint32_t* ends() const { return ends_.get(); }
  size_t size() const { return size_; }

  // good tells whether the index has all lines, and none of them has odd bytes (kernels.h). What is
  // left in one that is not good must not be used.
  bool good() const { return good_ && begin_ != nullptr; }

  // AreOf says that these are all lines of `text`, if they begin there; IsOf tells whether that has
  // been said, and that the index is good.
  void AreOf(std::string_view text) { text_ = begin_ == text.data() ? text : std::string_view(); }
  bool IsOf(std::string_view text) const {
    return good() && begin_ == text.data() && text_.size() == text.size();
  }
  // Moved says that the text has been copied: what was at `from` is at `to`.
  void Moved(const char* from, const char* to) {
    if (begin_ == nullptr) return;
    begin_ = to + (begin_ - from);
    if (text_.data() != nullptr) text_ = {begin_, text_.size()};
  }

  // LineAt returns the number of the line that `place`, which is not behind the last one, is in.
  size_t LineAt(const char* place) const {
    const uint32_t* const first = ends_.get();
    const size_t offset = static_cast<size_t>(place - begin_);
    return static_cast<size_t>(std::lower_bound(first, first + size_, offset) - first);
  }

  // Scan looks at the next piece and returns its line feeds, counted from begin(). They are valid
  // until the next call, and are not of the index before Keep().
  std::span<const uint32_t> Scan(std::string_view piece) {
    if (begin_ == nullptr) begin_ = piece.data();
    // Lines of less than four bytes, all in all, are no document's. Nor are so many bytes.
    const size_t before = static_cast<size_t>(piece.data() - begin_);
    if (before > kNone / 2 || size_ > before / 4) [[unlikely]]
      GiveUp();
    if (!good_) [[unlikely]] {
      begin_ = piece.data();
      size_ = 0;
    }
    const size_t needed = size_ + piece.size() + kScanSlack + 1;
    if (room_ < needed) MakeRoom(std::max({needed, 2 * room_, kAtFirst}));
    uint32_t* const ends = ends_.get() + size_;
    const auto offset = static_cast<uint32_t>(piece.data() - begin_);
    return {ends, NativeKernel::Scan(piece.data(), piece.size(), offset, ends, &odd_)};
  }
  // Keep keeps the first `count` of what Scan() returned.
  void Keep(size_t count) { Add(count, odd_); }

  // AddFrom adds `count` lines of another index of the same text.
  void AddFrom(const LineIndex& other, size_t line, size_t count) {
    begin_ = other.begin_;
    const size_t needed = size_ + count + 1;
    if (room_ < needed) MakeRoom(std::max(needed, 2 * room_));
    std::copy_n(other.ends_.get() + line, count, ends_.get() + size_);
    Add(count, !other.good_);
  }

  // GiveUp makes it an index that is not good.
  void GiveUp() { good_ = false; }

  void clear() {
    begin_ = nullptr;
    text_ = {};
    size_ = 0;
    good_ = true;
  }

 private:
  static constexpr size_t kAtFirst = 4096;  // lines: most documents have fewer

  void Add(size_t count, bool odd) {
    size_ += count;
    good_ = good_ && !odd;
    ends_[size_] = kNone;
  }

  void MakeRoom(size_t room) {
    std::unique_ptr<uint32_t[]> ends(new uint32_t[room]);  // not set: most of it never is
    std::copy_n(ends_.get(), size_, ends.get());
    ends_ = std::move(ends);
    room_ = room;
  }

  const char* begin_ = nullptr;
  std::string_view text_;
  std::unique_ptr<uint32_t[]> ends_;  // of size_ lines, kNone, and room
  size_t room_ = 0;
  size_t size_ = 0;
  bool odd_ = false;  // the piece that was scanned last
  bool good_ = true;
};

}  // namespace scape::netdoc

#endif  // SCAPE_DESCRIPTOR_NETDOC_LINE_INDEX_H_
