// NewlineScanner finds the line feeds of a text, 64 bytes at a time.
//
//   NewlineScanner<NativeKernel> scanner("router a\nuptime 1\n");
//   scanner.Next();   // points at the first "\n"
//   scanner.Next();   // points at the second "\n"
//   scanner.Next();   // points at the end of the text
//
// Besides the line feeds it tells cheaply whether the text holds anything but printable ASCII:
// odd() is true when a block of 64 bytes that was looked at has a control character other than LF
// or a byte above 0x7f, so that the common, clean document never pays for looking closer.
//
// It borrows the text, never reads outside it and asks for no padding. One scanner belongs to one
// thread.
#ifndef SCAPE_DESCRIPTOR_NETDOC_NEWLINE_SCANNER_H_
#define SCAPE_DESCRIPTOR_NETDOC_NEWLINE_SCANNER_H_

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "absl/base/attributes.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__ARM_NEON) && defined(__aarch64__)
#include <arm_neon.h>
#endif

namespace scape::netdoc {

// Block is what a kernel finds in 64 bytes: bit i of `found` is set when byte i is the one looked
// for; `odd` is true when a byte is a control character other than LF, or above 0x7f.
struct Block {
  uint64_t found = 0;
  bool odd = false;
};

// ScalarKernel is the plain C++ kernel: the reference that the others are tested against.
struct ScalarKernel {
  // Find returns the set of the bytes that equal `wanted`, of 64.
  static uint64_t Find(const char* bytes, char wanted) {
    uint64_t found = 0;
    for (int i = 0; i < 64; ++i) found |= static_cast<uint64_t>(bytes[i] == wanted) << i;
    return found;
  }

  template <char kWanted>
  static Block Scan(const char* bytes) {
    Block block;
    for (int i = 0; i < 64; ++i) {
      const unsigned char byte = static_cast<unsigned char>(bytes[i]);
      if (byte == kWanted) block.found |= uint64_t{1} << i;
      if ((byte < 0x20 && byte != '\n') || byte >= 0x80) block.odd = true;
    }
    return block;
  }
};

#if defined(__SSE2__)
struct NativeKernel {
  static uint64_t Find(const char* bytes, char wanted) {
    const __m128i byte = _mm_set1_epi8(wanted);
    const auto quarter = [&](int i) {
      const __m128i chunk = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes + 16 * i));
      return static_cast<uint64_t>(
          static_cast<uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(chunk, byte))));
    };
    return quarter(0) | quarter(1) << 16 | quarter(2) << 32 | quarter(3) << 48;
  }

  template <char kWanted>
  static Block Scan(const char* bytes) {
    const __m128i newline = _mm_set1_epi8('\n');
    const __m128i wanted = _mm_set1_epi8(kWanted);
    const __m128i space = _mm_set1_epi8(' ');
    __m128i odd = _mm_setzero_si128();
    // Returns the 16 bits of one quarter. Written as calls, because g++ -O2 keeps a loop a loop.
    const auto quarter = [&](int i) {
      const __m128i chunk = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes + 16 * i));
      const __m128i is_newline = _mm_cmpeq_epi8(chunk, newline);
      // Bytes above 0x7f are negative here, so one signed compare finds them and the controls.
      const __m128i is_low = _mm_cmplt_epi8(chunk, space);
      odd = _mm_or_si128(odd, _mm_xor_si128(is_newline, is_low));
      const __m128i is_wanted = kWanted == '\n' ? is_newline : _mm_cmpeq_epi8(chunk, wanted);
      return static_cast<uint64_t>(static_cast<uint32_t>(_mm_movemask_epi8(is_wanted)));
    };
    const uint64_t found = quarter(0) | quarter(1) << 16 | quarter(2) << 32 | quarter(3) << 48;
    return {found, _mm_movemask_epi8(odd) != 0};
  }
};
#elif defined(__ARM_NEON) && defined(__aarch64__)
struct NativeKernel {
  static uint64_t Find(const char* bytes, char wanted) {
    const uint8x16_t bits = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    uint8x16_t found[4];
    for (int i = 0; i < 4; ++i) {
      const uint8x16_t chunk = vld1q_u8(reinterpret_cast<const uint8_t*>(bytes + 16 * i));
      found[i] = vandq_u8(vceqq_u8(chunk, vdupq_n_u8(static_cast<uint8_t>(wanted))), bits);
    }
    uint8x16_t sum = vpaddq_u8(vpaddq_u8(found[0], found[1]), vpaddq_u8(found[2], found[3]));
    sum = vpaddq_u8(sum, sum);
    return vgetq_lane_u64(vreinterpretq_u64_u8(sum), 0);
  }

  template <char kWanted>
  static Block Scan(const char* bytes) {
    const uint8x16_t bits = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    const uint8x16_t newline = vdupq_n_u8('\n');
    uint8x16_t odd = vdupq_n_u8(0);
    uint8x16_t found[4];
    for (int i = 0; i < 4; ++i) {
      const uint8x16_t chunk = vld1q_u8(reinterpret_cast<const uint8_t*>(bytes + 16 * i));
      const uint8x16_t is_newline = vceqq_u8(chunk, newline);
      const uint8x16_t is_low =
          vorrq_u8(vcltq_u8(chunk, vdupq_n_u8(' ')), vcgeq_u8(chunk, vdupq_n_u8(0x80)));
      odd = vorrq_u8(odd, veorq_u8(is_newline, is_low));
      found[i] = vandq_u8(vceqq_u8(chunk, vdupq_n_u8(kWanted)), bits);
    }
    const uint8x16_t low = vpaddq_u8(found[0], found[1]);
    const uint8x16_t high = vpaddq_u8(found[2], found[3]);
    uint8x16_t sum = vpaddq_u8(low, high);
    sum = vpaddq_u8(sum, sum);
    return {vgetq_lane_u64(vreinterpretq_u64_u8(sum), 0), vmaxvq_u8(odd) != 0};
  }
};
#else
using NativeKernel = ScalarKernel;
#endif

template <typename Kernel>
class NewlineScanner {
 public:
  explicit NewlineScanner(std::string_view text)
      : block_(text.data()), end_(text.data() + text.size()) {
    if (block_ != end_) Load();
  }

  // Next returns the next line feed, or the end of the text when none is left.
  ABSL_ATTRIBUTE_ALWAYS_INLINE const char* Next() {
    while (newlines_ == 0) {
      if (end_ - block_ <= 64) return end_;
      block_ += 64;
      Load();
    }
    const char* found = block_ + std::countr_zero(newlines_);
    newlines_ &= newlines_ - 1;
    return found;
  }

  // Seek makes Next() go on at `position`, which must lie in the text.
  void Seek(const char* position) {
    block_ = position;
    newlines_ = 0;
    block_odd_ = false;
    if (block_ != end_) Load();
  }

  // SeekToDash makes Next() go on at the first '-' at or after `position`, or at the end of the
  // text, and returns that place. Line feeds on the way are not reported; odd bytes are.
  const char* SeekToDash(const char* position) {
    while (position != end_) {
      const Block block = ScanAt<'-'>(position);
      odd_ |= block.odd;
      if (block.found != 0) {
        position += std::countr_zero(block.found);
        break;
      }
      position += end_ - position <= 64 ? end_ - position : 64;
    }
    Seek(position);
    return position;
  }

  // odd says whether a block since ForgetOdd() was odd; the block at hand always counts.
  bool odd() const { return odd_; }
  void ForgetOdd() { odd_ = block_odd_; }

 private:
  template <char kWanted>
  Block ScanAt(const char* position) const {
    const size_t left = static_cast<size_t>(end_ - position);
    if (left >= 64) return Kernel::template Scan<kWanted>(position);
    char padded[64];
    std::memset(padded, ' ', sizeof padded);
    std::memcpy(padded, position, left);
    return Kernel::template Scan<kWanted>(padded);
  }

  void Load() {
    const Block block = ScanAt<'\n'>(block_);
    newlines_ = block.found;
    block_odd_ = block.odd;
    odd_ |= block.odd;
  }

  const char* block_;
  const char* end_;
  uint64_t newlines_ = 0;
  bool block_odd_ = false;
  bool odd_ = false;
};

}  // namespace scape::netdoc

#endif  // SCAPE_DESCRIPTOR_NETDOC_NEWLINE_SCANNER_H_
