// KeywordIndex finds the table row of a keyword: a hash table of 512 slots, built at compile time.
//
//   constexpr auto index = KeywordIndex<2>({"router", "uptime"});
//   index.Find("uptime");    // 1
//   index.Find("uptimes");   // -1
//
// A keyword is hashed and compared as three words, zeros behind its end; only of one that is longer
// than 24 bytes the rest is compared too. Of the hash functions that are tried when compiling the
// one with the fewest collisions is taken, for most tables without any.
#ifndef SCAPE_DESCRIPTOR_NETDOC_KEYWORD_INDEX_H_
#define SCAPE_DESCRIPTOR_NETDOC_KEYWORD_INDEX_H_

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "absl/base/attributes.h"

namespace scape::netdoc {

namespace internal {

// ByteShift is where byte i stands in its word when it is read from memory.
constexpr size_t ByteShift(size_t i) {
  return 8 * (std::endian::native == std::endian::little ? i % 8 : 7 - i % 8);
}

// kKeywordMasks[size] are the bytes of three words that belong to a keyword of that size.
inline constexpr auto kKeywordMasks = [] {
  std::array<std::array<uint64_t, 3>, 25> masks{};
  for (size_t size = 0; size < masks.size(); ++size) {
    for (size_t i = 0; i < size; ++i) masks[size][i / 8] |= uint64_t{0xff} << ByteShift(i);
  }
  return masks;
}();

}  // namespace internal

// KeywordKey is a keyword in the form that is hashed and compared.
struct KeywordKey {
  static constexpr size_t kBytes = 24;  // of a keyword that it holds

  uint64_t words[3] = {0, 0, 0};
  size_t size = 0;

  constexpr KeywordKey() = default;
  constexpr explicit KeywordKey(std::string_view keyword) : size(keyword.size()) {
    for (size_t i = 0; i < std::min(size, kBytes); ++i) {
      words[i / 8] |= static_cast<uint64_t>(static_cast<unsigned char>(keyword[i]))
                      << internal::ByteShift(i);
    }
  }

  // Load is the same for a keyword of which kBytes, those behind it included, can be read.
  ABSL_ATTRIBUTE_ALWAYS_INLINE static KeywordKey Load(std::string_view keyword) {
    KeywordKey key;
    std::memcpy(key.words, keyword.data(), kBytes);
    const size_t held = std::min(keyword.size(), kBytes);
    for (size_t i = 0; i < 3; ++i) key.words[i] &= internal::kKeywordMasks[held][i];
    key.size = keyword.size();
    return key;
  }

  constexpr size_t Hash(uint64_t factor) const {
    return (words[0] ^ std::rotl(words[1], 45) ^ std::rotl(words[2], 23) ^ size) * factor >> 55;
  }
  constexpr bool Same(const KeywordKey& other) const {
    return ((words[0] ^ other.words[0]) | (words[1] ^ other.words[1]) |
            (words[2] ^ other.words[2]) | (size ^ other.size)) == 0;
  }
};

// KeywordStart is how a plain line begins whose keyword, of less than kBytes, has arguments. No
// line begins as that of a longer keyword, of "opt", or of one that begins with no letter.
struct KeywordStart {
  static constexpr size_t kBytes = 32;
  static constexpr size_t kWords = kBytes / 8;

  std::array<uint64_t, kWords> bytes = {1};  // the keyword and an SP
  std::array<uint64_t, kWords> mask = {};    // those that count; none: no line begins as this
  size_t size = 0;                           // of the keyword

  constexpr KeywordStart() = default;
  constexpr explicit KeywordStart(std::string_view keyword) {
    const char first = keyword.empty() ? ' ' : keyword[0];
    const bool letter = (first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z');
    if (keyword.size() >= kBytes || !letter || keyword == "opt") return;
    size = keyword.size();
    bytes = {};
    for (size_t i = 0; i <= size; ++i) {
      const auto byte = static_cast<unsigned char>(i < size ? keyword[i] : ' ');
      bytes[i / 8] |= uint64_t{byte} << internal::ByteShift(i);
      mask[i / 8] |= uint64_t{0xff} << internal::ByteShift(i);
    }
  }

  // Begins tells whether `line` begins so; kBytes of it can be read. `kShort`: the keyword has less
  // than eight bytes, or it is none that a line begins as.
  template <bool kShort>
  ABSL_ATTRIBUTE_ALWAYS_INLINE bool Begins(const char* line) const {
    assert(!kShort || size < 8);
    uint64_t differ = 0;
    for (size_t i = 0; i < (kShort ? 1 : kWords); ++i) {
      uint64_t word;
      std::memcpy(&word, line + 8 * i, sizeof word);
      differ |= (word & mask[i]) ^ bytes[i];
    }
    return differ == 0;
  }
};

template <size_t kRows>
class KeywordIndex {
 public:
  static_assert(kRows < 128);

  constexpr explicit KeywordIndex(const std::array<std::string_view, kRows>& keywords)
      : keywords_(keywords) {
    for (size_t row = 0; row < kRows; ++row) keys_[row] = KeywordKey(keywords[row]);
    keys_[kRows].size = ~size_t{0};  // no keyword's
    uint64_t factor = 0x9e3779b97f4a7c15u;
    size_t fewest = ~size_t{0};
    for (int attempt = 0; attempt < 64 && fewest != 0; ++attempt) {
      const size_t collisions = Collisions(factor);
      if (collisions < fewest) {
        fewest = collisions;
        factor_ = factor;
      }
      factor = factor * 0x5851f42d4c957f2du + 2;  // stays odd
    }
    for (const std::string_view keyword : keywords) all_short_ &= keyword.size() <= 8;
    for (size_t row = 0; row < kRows; ++row) {
      // Where keywords are short, one word is compared: it has to hold the SP.
      if (!all_short_ || keywords[row].size() < 8) starts_[row] = KeywordStart(keywords[row]);
    }
    for (auto& slot : slots_) slot = kRows;
    for (size_t row = 0; row < kRows; ++row) {
      size_t slot = keys_[row].Hash(factor_);
      int probe = 1;
      while (slots_[slot] != kRows) {
        slot = (slot + 1) % kSlots;
        ++probe;
      }
      slots_[slot] = static_cast<uint8_t>(row);
      if (probe > longest_probe_) longest_probe_ = probe;
    }
  }

  // Find returns the row of `keyword`, or -1.
  int Find(std::string_view keyword) const { return FindKey(KeywordKey(keyword), keyword); }

  // This one is faster, and may look at the bytes up to `limit`.
  ABSL_ATTRIBUTE_ALWAYS_INLINE int Find(std::string_view keyword, const char* limit) const {
    // Known at compile time: which of the two it is.
    if (all_short_) {
      if (keyword.size() > 8 || limit - keyword.data() < 8) [[unlikely]]
        return Find(keyword);
      uint64_t word;
      std::memcpy(&word, keyword.data(), sizeof word);
      word &= internal::kKeywordMasks[keyword.size()][0];
      const size_t row = slots_[(word ^ keyword.size()) * factor_ >> 55];
      if (keys_[row].words[0] == word && keys_[row].size == keyword.size()) [[likely]]
        return static_cast<int>(row);
      return row == kRows ? -1 : Find(keyword);
    }
    if (static_cast<size_t>(limit - keyword.data()) < KeywordKey::kBytes) [[unlikely]] {
      return Find(keyword);
    }
    const KeywordKey key = KeywordKey::Load(keyword);
    const size_t row = slots_[key.Hash(factor_)];
    if (keys_[row].Same(key) && keyword.size() <= KeywordKey::kBytes) [[likely]]
      return static_cast<int>(row);
    return row == kRows ? -1 : FindKey(key, keyword);
  }

  constexpr int longest_probe() const { return longest_probe_; }
  constexpr bool all_short() const { return all_short_; }
  // start of a row's lines; no line's behind the last row.
  constexpr const KeywordStart& start(size_t row) const { return starts_[row]; }

 private:
  static constexpr size_t kSlots = 512;

  constexpr size_t Collisions(uint64_t factor) const {
    std::array<bool, kSlots> taken{};
    size_t collisions = 0;
    for (size_t row = 0; row < kRows; ++row) {
      bool& slot = taken[keys_[row].Hash(factor)];
      collisions += slot;
      slot = true;
    }
    return collisions;
  }

  ABSL_ATTRIBUTE_NOINLINE int FindKey(const KeywordKey& key, std::string_view keyword) const {
    for (size_t slot = key.Hash(factor_);; slot = (slot + 1) % kSlots) {
      const size_t row = slots_[slot];
      if (row == kRows) return -1;
      if (keys_[row].Same(key) && keywords_[row] == keyword) return static_cast<int>(row);
    }
  }

  std::array<std::string_view, kRows> keywords_;
  std::array<KeywordKey, kRows + 1> keys_{};  // the last one is of the free slots
  std::array<KeywordStart, kRows + 1> starts_{};
  uint64_t factor_ = 0;
  std::array<uint8_t, kSlots> slots_{};
  int longest_probe_ = 0;
  bool all_short_ = true;  // no keyword is longer than one word
};

}  // namespace scape::netdoc

#endif  // SCAPE_DESCRIPTOR_NETDOC_KEYWORD_INDEX_H_
