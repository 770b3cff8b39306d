// The kernels find bytes in blocks of 64: what looks for the ends of all lines is one.
//
//   uint64_t found = NativeKernel::Find(block, '\n');   // bit i is set: block[i] is a line feed
//
// ScalarKernel is plain C++: the reference that the others are tested against. NativeKernel is the
// fastest of this processor. Nothing is read outside the bytes.
#ifndef SCAPE_DESCRIPTOR_NETDOC_KERNELS_H_
#define SCAPE_DESCRIPTOR_NETDOC_KERNELS_H_

#include <cstddef>
#include <cstdint>

#include "absl/base/attributes.h"

#if defined(__SSE2__)
#include <immintrin.h>
#elif defined(__ARM_NEON) && defined(__aarch64__)
#include <arm_neon.h>
#endif

namespace scape::netdoc {

inline constexpr size_t kBlock = 64;  // bytes

// Each kernel has these:
//
//   Find returns the set of the bytes of one block that equal `wanted`. Not Avx2Kernel's.
//   Scan writes where the line feeds of `bytes` are, in ascending order, bytes[0] being at
//   `offset`, and returns how many; `ends` has room for size + kScanSlack of them. *odd becomes
//   whether a byte is odd: a control character other than LF, or above 0x7f.
inline constexpr size_t kScanSlack = 4;

struct ScalarKernel {
  static uint64_t Find(const char* block, char wanted);
  static size_t Scan(const char* bytes, size_t size, uint32_t offset, uint32_t* ends, bool* odd);
};

#if defined(__SSE2__)

struct Sse2Kernel {
  static uint64_t Find(const char* block, char wanted) {
    const __m128i byte = _mm_set1_epi8(wanted);
    // Written as calls, because g++ -O2 keeps a loop a loop.
    const auto quarter = [&](int i) {
      const __m128i chunk = _mm_loadu_si128(reinterpret_cast<const __m128i*>(block + 16 * i));
      return static_cast<uint64_t>(
          static_cast<uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(chunk, byte))));
    };
    return quarter(0) | quarter(1) << 16 | quarter(2) << 32 | quarter(3) << 48;
  }
  static size_t Scan(const char* bytes, size_t size, uint32_t offset, uint32_t* ends, bool* odd);
};

// Avx2Kernel runs where HasAvx2Kernel(), in functions that are SCAPE_AVX2.
#define SCAPE_AVX2 [[gnu::target("avx2,bmi,popcnt")]]
struct Avx2Kernel {
  SCAPE_AVX2 static size_t Scan(const char* bytes, size_t size, uint32_t offset, uint32_t* ends,
                                bool* odd);
};

inline bool HasAvx2Kernel() {
  static const bool has = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
                          __builtin_cpu_supports("popcnt");
  return has;
}

// Find() is Sse2Kernel's: it is inlined, and a choice would cost more than it gains.
struct NativeKernel : Sse2Kernel {
  static size_t Scan(const char* bytes, size_t size, uint32_t offset, uint32_t* ends, bool* odd);
};

#elif defined(__ARM_NEON) && defined(__aarch64__)

struct NativeKernel {
  static uint64_t Find(const char* block, char wanted) {
    const uint8x16_t bits = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    uint8x16_t found[4];
    for (int i = 0; i < 4; ++i) {
      const uint8x16_t chunk = vld1q_u8(reinterpret_cast<const uint8_t*>(block + 16 * i));
      found[i] = vandq_u8(vceqq_u8(chunk, vdupq_n_u8(static_cast<uint8_t>(wanted))), bits);
    }
    uint8x16_t sum = vpaddq_u8(vpaddq_u8(found[0], found[1]), vpaddq_u8(found[2], found[3]));
    sum = vpaddq_u8(sum, sum);
    return vgetq_lane_u64(vreinterpretq_u64_u8(sum), 0);
  }
  static size_t Scan(const char* bytes, size_t size, uint32_t offset, uint32_t* ends, bool* odd);
};

#else
using NativeKernel = ScalarKernel;
#endif

}  // namespace scape::netdoc

#endif  // SCAPE_DESCRIPTOR_NETDOC_KERNELS_H_
