// Every kernel is held against the one in plain C++.
#include "descriptor/netdoc/kernels.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace scape::netdoc {
namespace {

// Scanned is what a kernel finds in some blocks.
struct Scanned {
  std::vector<uint64_t> newlines;
  std::vector<uint64_t> dashes;
  bool odd = false;
  bool operator==(const Scanned&) const = default;
};

template <typename Kernel>
Scanned Scan(std::string_view bytes) {
  Scanned found;
  found.newlines.resize(bytes.size() / kBlock);
  found.dashes.resize(bytes.size() / kBlock);
  found.odd = Kernel::Scan(bytes.data(), bytes.size() / kBlock,
                           {found.newlines.data(), found.dashes.data()});
  return found;
}

template <typename Kernel>
void ExpectAsScalar() {
  std::mt19937 random(10);
  for (int round = 0; round < 20000; ++round) {
    const bool clean = random() % 2 == 0;
    std::string bytes(kBlock * (1 + random() % 4), ' ');
    for (char& c : bytes) {
      c = clean ? "\n -=aZ~"[random() % 7] : static_cast<char>(random());
    }
    ASSERT_TRUE(Scan<Kernel>(bytes) == Scan<ScalarKernel>(bytes));
    for (const char wanted : {'\n', '-', '\xff'}) {
      ASSERT_EQ(Kernel::Find(bytes.data(), wanted), ScalarKernel::Find(bytes.data(), wanted));
    }
  }
  for (int i = 0; i < 256; ++i) {
    for (const size_t at : {0, 15, 16, 31, 63, 64, 127}) {
      std::string bytes(2 * kBlock, 'x');
      bytes[at] = static_cast<char>(i);
      ASSERT_TRUE(Scan<Kernel>(bytes) == Scan<ScalarKernel>(bytes)) << i;
      ASSERT_EQ(Scan<Kernel>(bytes).odd, (i < 0x20 && i != '\n') || i >= 0x80) << i;
    }
  }
}

TEST(KernelTest, NativeIsAsScalar) { ExpectAsScalar<NativeKernel>(); }

#if defined(SCAPE_AVX2)
TEST(KernelTest, Sse2IsAsScalar) { ExpectAsScalar<Sse2Kernel>(); }
// Only a processor that has the instructions can run them; the program asks the same question.
TEST(KernelTest, Avx2IsAsScalar) {
  if (!HasAvx2Kernel()) GTEST_SKIP() << "SKIPPED: this processor has no AVX2";
  ExpectAsScalar<Avx2Kernel>();
}
#endif

// Every kernel finds the same lines as plain C++, wherever the text begins and ends.
template <typename Kernel>
void ExpectSameLines() {
  std::mt19937 random(11);
  for (int round = 0; round < 400; ++round) {
    std::string text(random() % 300, '\0');
    for (char& c : text) c = "ab\n\nrd"[random() % 6];
    FirstBytes first{};
    first[random() % 2 == 0 ? 'r' : 'd'] = true;
    for (size_t begin = 0; begin <= text.size(); begin += 1 + random() % 9) {
      const char* const end = text.data() + text.size();
      ASSERT_EQ(Kernel::FindLine(text.data() + begin, end, first),
                ScalarKernel::FindLine(text.data() + begin, end, first))
          << text << " at " << begin;
    }
  }
}

TEST(KernelTest, LinesByTheirFirstByte) {
  FirstBytes first{};
  first['r'] = true;
  const std::string text = "r a\nx r\nr b\n";
  const char* const end = text.data() + text.size();
  // The first line has no line feed before it, and behind the last one nothing stands.
  EXPECT_EQ(ScalarKernel::FindLine(text.data(), end, first), text.data() + 8);
  EXPECT_EQ(ScalarKernel::FindLine(text.data() + 8, end, first), end);
  ExpectSameLines<NativeKernel>();
#if defined(__SSE2__)
  ExpectSameLines<Sse2Kernel>();
  if (HasAvx2Kernel()) ExpectSameLines<Avx2Kernel>();
#endif
}

}  // namespace
}  // namespace scape::netdoc
