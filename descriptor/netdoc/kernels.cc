#include "descriptor/netdoc/kernels.h"

#include <bit>

namespace scape::netdoc {
namespace {

const char* FindLineByByte(const char* begin, const char* end, const FirstBytes& first) {
  for (; begin != end; ++begin) {
    if (*begin == '\n' && begin + 1 != end && first[static_cast<unsigned char>(begin[1])]) {
      return begin + 1;
    }
  }
  return end;
}

template <typename Kernel>
ABSL_ATTRIBUTE_ALWAYS_INLINE inline const char* FindLineBy(const char* begin, const char* end,
                                                           const FirstBytes& first) {
  // The byte behind a block is looked at, too.
  for (; static_cast<size_t>(end - begin) > kBlock; begin += kBlock) {
    for (uint64_t newlines = Kernel::Find(begin, '\n'); newlines != 0; newlines &= newlines - 1) {
      const char* const line = begin + std::countr_zero(newlines) + 1;
      if (first[static_cast<unsigned char>(*line)]) return line;
    }
  }
  return FindLineByByte(begin, end, first);
}

}  // namespace

const char* ScalarKernel::FindLine(const char* begin, const char* end, const FirstBytes& first) {
  return FindLineByByte(begin, end, first);
}

uint64_t ScalarKernel::Find(const char* block, char wanted) {
  uint64_t found = 0;
  for (size_t i = 0; i < kBlock; ++i) found |= static_cast<uint64_t>(block[i] == wanted) << i;
  return found;
}

bool ScalarKernel::Scan(const char* bytes, size_t blocks, LineSets sets) {
  bool odd = false;
  for (size_t block = 0; block < blocks; ++block) {
    const char* const begin = bytes + block * kBlock;
    sets.newlines[block] = Find(begin, '\n');
    sets.dashes[block] = Find(begin, '-');
    for (size_t i = 0; i < kBlock; ++i) {
      const unsigned char byte = static_cast<unsigned char>(begin[i]);
      odd |= (byte < 0x20 && byte != '\n') || byte >= 0x80;
    }
  }
  return odd;
}

#if defined(__SSE2__)

bool Sse2Kernel::Scan(const char* bytes, size_t blocks, LineSets sets) {
  const __m128i newline = _mm_set1_epi8('\n');
  const __m128i dash = _mm_set1_epi8('-');
  const __m128i space = _mm_set1_epi8(' ');
  __m128i odd = _mm_setzero_si128();
  for (size_t block = 0; block < blocks; ++block) {
    uint64_t newlines = 0;
    uint64_t dashes = 0;
    for (int i = 0; i < 4; ++i) {
      const __m128i chunk = _mm_loadu_si128(
          reinterpret_cast<const __m128i*>(bytes + block * kBlock + static_cast<size_t>(16 * i)));
      const __m128i is_newline = _mm_cmpeq_epi8(chunk, newline);
      const __m128i is_dash = _mm_cmpeq_epi8(chunk, dash);
      // Bytes above 0x7f are negative here, so one signed compare finds them and the controls.
      odd = _mm_or_si128(odd, _mm_xor_si128(is_newline, _mm_cmplt_epi8(chunk, space)));
      newlines |= uint64_t{static_cast<uint32_t>(_mm_movemask_epi8(is_newline))} << 16 * i;
      dashes |= uint64_t{static_cast<uint32_t>(_mm_movemask_epi8(is_dash))} << 16 * i;
    }
    sets.newlines[block] = newlines;
    sets.dashes[block] = dashes;
  }
  return _mm_movemask_epi8(odd) != 0;
}

const char* Sse2Kernel::FindLine(const char* begin, const char* end, const FirstBytes& first) {
  return FindLineBy<Sse2Kernel>(begin, end, first);
}

SCAPE_AVX2 const char* Avx2Kernel::FindLine(const char* begin, const char* end,
                                            const FirstBytes& first) {
  return FindLineBy<Avx2Kernel>(begin, end, first);
}

const char* NativeKernel::FindLine(const char* begin, const char* end, const FirstBytes& first) {
  return HasAvx2Kernel() ? Avx2Kernel::FindLine(begin, end, first)
                         : Sse2Kernel::FindLine(begin, end, first);
}

SCAPE_AVX2 bool Avx2Kernel::Scan(const char* bytes, size_t blocks, LineSets sets) {
  const __m256i newline = _mm256_set1_epi8('\n');
  const __m256i dash = _mm256_set1_epi8('-');
  const __m256i space = _mm256_set1_epi8(' ');
  __m256i odd = _mm256_setzero_si256();
  for (size_t block = 0; block < blocks; ++block) {
    const __m256i* const chunks = reinterpret_cast<const __m256i*>(bytes + block * kBlock);
    const __m256i low = _mm256_loadu_si256(chunks);
    const __m256i high = _mm256_loadu_si256(chunks + 1);
    const __m256i low_newlines = _mm256_cmpeq_epi8(low, newline);
    const __m256i high_newlines = _mm256_cmpeq_epi8(high, newline);
    odd = _mm256_or_si256(odd, _mm256_xor_si256(low_newlines, _mm256_cmpgt_epi8(space, low)));
    odd = _mm256_or_si256(odd, _mm256_xor_si256(high_newlines, _mm256_cmpgt_epi8(space, high)));
    sets.newlines[block] = static_cast<uint32_t>(_mm256_movemask_epi8(low_newlines)) |
                           uint64_t{static_cast<uint32_t>(_mm256_movemask_epi8(high_newlines))}
                               << 32;
    sets.dashes[block] =
        static_cast<uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, dash))) |
        uint64_t{static_cast<uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, dash)))} << 32;
  }
  return _mm256_movemask_epi8(odd) != 0;
}

bool NativeKernel::Scan(const char* bytes, size_t blocks, LineSets sets) {
  return HasAvx2Kernel() ? Avx2Kernel::Scan(bytes, blocks, sets)
                         : Sse2Kernel::Scan(bytes, blocks, sets);
}

#elif defined(__ARM_NEON) && defined(__aarch64__)

bool NativeKernel::Scan(const char* bytes, size_t blocks, LineSets sets) {
  uint8x16_t odd = vdupq_n_u8(0);
  for (size_t block = 0; block < blocks; ++block) {
    const char* const begin = bytes + block * kBlock;
    sets.newlines[block] = Find(begin, '\n');
    sets.dashes[block] = Find(begin, '-');
    for (int i = 0; i < 4; ++i) {
      const uint8x16_t chunk = vld1q_u8(reinterpret_cast<const uint8_t*>(begin + 16 * i));
      const uint8x16_t is_odd =
          vorrq_u8(vcltq_u8(chunk, vdupq_n_u8(' ')), vcgeq_u8(chunk, vdupq_n_u8(0x80)));
      odd = vorrq_u8(odd, veorq_u8(vceqq_u8(chunk, vdupq_n_u8('\n')), is_odd));
    }
  }
  return vmaxvq_u8(odd) != 0;
}

const char* NativeKernel::FindLine(const char* begin, const char* end, const FirstBytes& first) {
  return FindLineBy<NativeKernel>(begin, end, first);
}

#endif

}  // namespace scape::netdoc
