// KeywordIndex finds the table row of a keyword: a hash table of 256 slots, built at compile time.
//
//   constexpr auto index = KeywordIndex<2>({"router", "uptime"});
//   index.Find("uptime");    // 1
//   index.Find("uptimes");   // -1
//
// The hash is over the length and the first, middle and last 8 bytes; up to 24 bytes those are the
// whole keyword, so comparing them is a full compare. Nothing is read outside the keyword.
#ifndef SCAPE_DESCRIPTOR_NETDOC_KEYWORD_INDEX_H_
#define SCAPE_DESCRIPTOR_NETDOC_KEYWORD_INDEX_H_

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>

#include "absl/base/attributes.h"

namespace scape::netdoc {

namespace internal {

// Load returns kBytes bytes as a number, the same when compiling as when running.
template <int kBytes>
constexpr uint64_t Load(const char* p) {
  if (std::is_constant_evaluated()) {
    uint64_t value = 0;
    for (int i = 0; i < kBytes; ++i) {
      const int place = std::endian::native == std::endian::little ? i : kBytes - 1 - i;
      value |= static_cast<uint64_t>(static_cast<unsigned char>(p[i])) << (8 * place);
    }
    return value;
  }
  std::conditional_t<kBytes == 8, uint64_t, std::conditional_t<kBytes == 4, uint32_t, uint8_t>>
      value;
  std::memcpy(&value, p, kBytes);
  return value;
}

}  // namespace internal

// KeywordKey is a keyword in the form that is hashed and compared.
struct KeywordKey {
  uint64_t head = 0;
  uint64_t middle = 0;
  uint64_t tail = 0;
  size_t size = 0;

  constexpr explicit KeywordKey(std::string_view keyword) : size(keyword.size()) {
    const char* p = keyword.data();
    if (size > 8) {
      head = internal::Load<8>(p);
      tail = internal::Load<8>(p + size - 8);
      if (size > 16) middle = internal::Load<8>(p + size / 2 - 4);
    } else if (size >= 4) {
      head = internal::Load<4>(p) | internal::Load<4>(p + size - 4) << 32;
    } else if (size > 0) {
      head = internal::Load<1>(p) | internal::Load<1>(p + size / 2) << 8 |
             internal::Load<1>(p + size - 1) << 16;
    }
  }
  constexpr KeywordKey() = default;

  constexpr uint32_t Hash() const {
    const uint64_t mixed = head ^ std::rotl(tail, 45) ^ std::rotl(middle, 23) ^ size;
    return static_cast<uint32_t>(mixed * 0x9e3779b97f4a7c15u >> 56);
  }
  constexpr bool Same(const KeywordKey& other) const {
    return head == other.head && middle == other.middle && tail == other.tail && size == other.size;
  }
};

template <size_t kRows>
class KeywordIndex {
 public:
  static_assert(kRows < 128);

  constexpr explicit KeywordIndex(const std::array<std::string_view, kRows>& keywords)
      : keywords_(keywords) {
    for (auto& slot : slots_) slot = kFree;
    for (size_t row = 0; row < kRows; ++row) {
      keys_[row] = KeywordKey(keywords[row]);
      uint32_t slot = keys_[row].Hash();
      int probe = 1;
      while (slots_[slot] != kFree) {
        slot = (slot + 1) % 256;
        ++probe;
      }
      slots_[slot] = static_cast<uint8_t>(row);
      if (probe > longest_probe_) longest_probe_ = probe;
    }
  }

  // Find returns the row of `keyword`, or -1.
  ABSL_ATTRIBUTE_ALWAYS_INLINE int Find(std::string_view keyword) const {
    const KeywordKey key(keyword);
    uint32_t slot = key.Hash();
    for (;;) {
      const uint8_t row = slots_[slot];
      if (row == kFree) return -1;
      if (keys_[row].Same(key) && (key.size <= 24 || keywords_[row] == keyword)) return row;
      slot = (slot + 1) % 256;
    }
  }

  constexpr int longest_probe() const { return longest_probe_; }

 private:
  static constexpr uint8_t kFree = 0xff;

  std::array<std::string_view, kRows> keywords_;
  std::array<KeywordKey, kRows> keys_{};
  std::array<uint8_t, 256> slots_{};
  int longest_probe_ = 0;
};

}  // namespace scape::netdoc

#endif  // SCAPE_DESCRIPTOR_NETDOC_KEYWORD_INDEX_H_
