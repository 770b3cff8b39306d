#include "descriptor/netdoc/kernels.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace scape::netdoc {
namespace {

constexpr size_t kAhead = 2048;  // bytes that are asked for before they are read

// ScanBy is Scan with a Block, which looks at one block: Block::newlines is their set, and
// Block::odd() tells whether one of all that it has looked at was odd.
template <typename Block>
ABSL_ATTRIBUTE_ALWAYS_INLINE inline size_t ScanBy(const char* bytes, size_t size, uint32_t offset,
                                                  uint32_t* ends, bool* odd) {
  Block block;
  uint32_t* out = ends;
  char padded[kBlock];
  for (const char *at = bytes, *const end = bytes + size; at < end; offset += kBlock) {
    const size_t left = static_cast<size_t>(end - at);
    // Between two documents the processor loses sight of what is read next. This reads nothing.
    __builtin_prefetch(reinterpret_cast<const void*>(reinterpret_cast<uintptr_t>(at) + kAhead));
    const char* const next = at + std::min(left, kBlock);
    if (left < kBlock) [[unlikely]] {
      std::memset(padded, ' ', sizeof padded);
      std::memcpy(padded, at, left);
      at = padded;
    }
    uint64_t rest = block.LookAt(at);
    uint32_t* const behind = out + std::popcount(rest);
    const auto add = [&] {
      *out++ = offset + static_cast<uint32_t>(std::countr_zero(rest));
      rest &= rest - 1;
    };
    // Three are written unconditionally, more than most blocks have: a branch on their number would
    // be mispredicted.
    add();
    add();
    add();
    while (rest != 0) [[unlikely]] add();
    out = behind;
    at = next;
  }
  *odd = block.odd();
  return static_cast<size_t>(out - ends);
}

struct ScalarBlock {
  bool any_odd = false;

  uint64_t LookAt(const char* at) {
    for (size_t i = 0; i < kBlock; ++i) {
      const unsigned char byte = static_cast<unsigned char>(at[i]);
      any_odd |= (byte < 0x20 && byte != '\n') || byte >= 0x80;
    }
    return ScalarKernel::Find(at, '\n');
  }
  bool odd() const { return any_odd; }
};

}  // namespace

uint64_t ScalarKernel::Find(const char* block, char wanted) {
  uint64_t found = 0;
  for (size_t i = 0; i < kBlock; ++i) found |= static_cast<uint64_t>(block[i] == wanted) << i;
  return found;
}

size_t ScalarKernel::Scan(const char* bytes, size_t size, uint32_t offset, uint32_t* ends,
                          bool* odd) {
  return ScanBy<ScalarBlock>(bytes, size, offset, ends, odd);
}

#if defined(__SSE2__)

namespace {

struct Sse2Block {
  __m128i all_even = _mm_set1_epi8(-1);

  uint64_t LookAt(const char* at) {
    uint64_t newlines = 0;
    for (int i = 0; i < 4; ++i) {
      const __m128i chunk = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at + 16 * i));
      const __m128i newline = _mm_cmpeq_epi8(chunk, _mm_set1_epi8('\n'));
      // Bytes above 0x7f are negative here, so one signed compare finds them and the controls.
      all_even = _mm_and_si128(
          all_even, _mm_or_si128(newline, _mm_cmpgt_epi8(chunk, _mm_set1_epi8(' ' - 1))));
      newlines |= uint64_t{static_cast<uint32_t>(_mm_movemask_epi8(newline))} << 16 * i;
    }
    return newlines;
  }
  bool odd() const { return _mm_movemask_epi8(all_even) != 0xffff; }
};

struct Avx2Block {
  __m256i all_even;

  SCAPE_AVX2 Avx2Block() : all_even(_mm256_set1_epi8(-1)) {}

  SCAPE_AVX2 uint64_t LookAt(const char* at) {
    const __m256i newline = _mm256_set1_epi8('\n');
    const __m256i low = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at));
    const __m256i high = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at + 32));
    const __m256i low_newlines = _mm256_cmpeq_epi8(low, newline);
    const __m256i high_newlines = _mm256_cmpeq_epi8(high, newline);
    const __m256i control = _mm256_set1_epi8(' ' - 1);
    all_even =
        _mm256_and_si256(all_even, _mm256_or_si256(low_newlines, _mm256_cmpgt_epi8(low, control)));
    all_even = _mm256_and_si256(all_even,
                                _mm256_or_si256(high_newlines, _mm256_cmpgt_epi8(high, control)));
    return static_cast<uint32_t>(_mm256_movemask_epi8(low_newlines)) |
           uint64_t{static_cast<uint32_t>(_mm256_movemask_epi8(high_newlines))} << 32;
  }
  SCAPE_AVX2 bool odd() const { return _mm256_movemask_epi8(all_even) != -1; }
};

}  // namespace

size_t Sse2Kernel::Scan(const char* bytes, size_t size, uint32_t offset, uint32_t* ends,
                        bool* odd) {
  return ScanBy<Sse2Block>(bytes, size, offset, ends, odd);
}

SCAPE_AVX2 size_t Avx2Kernel::Scan(const char* bytes, size_t size, uint32_t offset, uint32_t* ends,
                                   bool* odd) {
  return ScanBy<Avx2Block>(bytes, size, offset, ends, odd);
}

size_t NativeKernel::Scan(const char* bytes, size_t size, uint32_t offset, uint32_t* ends,
                          bool* odd) {
  return HasAvx2Kernel() ? Avx2Kernel::Scan(bytes, size, offset, ends, odd)
                         : Sse2Kernel::Scan(bytes, size, offset, ends, odd);
}

#elif defined(__ARM_NEON) && defined(__aarch64__)

namespace {

struct NeonBlock {
  uint8x16_t sum = vdupq_n_u8(0);  // not zero: odd

  uint64_t LookAt(const char* at) {
    for (int i = 0; i < 4; ++i) {
      const uint8x16_t chunk = vld1q_u8(reinterpret_cast<const uint8_t*>(at + 16 * i));
      const uint8x16_t is_odd =
          vorrq_u8(vcltq_u8(chunk, vdupq_n_u8(' ')), vcgeq_u8(chunk, vdupq_n_u8(0x80)));
      sum = vorrq_u8(sum, veorq_u8(vceqq_u8(chunk, vdupq_n_u8('\n')), is_odd));
    }
    return NativeKernel::Find(at, '\n');
  }
  bool odd() const { return vmaxvq_u8(sum) != 0; }
};

}  // namespace

size_t NativeKernel::Scan(const char* bytes, size_t size, uint32_t offset, uint32_t* ends,
                          bool* odd) {
  return ScanBy<NeonBlock>(bytes, size, offset, ends, odd);
}

#endif

}  // namespace scape::netdoc
