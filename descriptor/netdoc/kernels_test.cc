// Every kernel is held against the one in plain C++.
#include "descriptor/netdoc/kernels.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace scape::netdoc {
namespace {

// Found is what a kernel finds in some bytes.
struct Found {
  std::vector<uint32_t> ends;
  bool odd = false;
  bool operator==(const Found&) const = default;
};

template <typename Kernel>
Found Scan(std::string_view bytes) {
  Found found;
  found.ends.resize(bytes.size() + kScanSlack);
  found.ends.resize(Kernel::Scan(bytes.data(), bytes.size(), 0, found.ends.data(), &found.odd));
  // Counted from elsewhere they are the same.
  std::vector<uint32_t> ends(bytes.size() + kScanSlack);
  ends.resize(Kernel::Scan(bytes.data(), bytes.size(), 1000, ends.data(), &found.odd));
  for (uint32_t& end : ends) end -= 1000;
  EXPECT_EQ(ends, found.ends);
  return found;
}

TEST(KernelTest, ScanTellsWhereLinesEnd) {
  std::string bytes(200, 'x');
  bytes[0] = bytes[63] = bytes[199] = '\n';
  EXPECT_EQ(Scan<ScalarKernel>(bytes).ends, (std::vector<uint32_t>{0, 63, 199}));
  EXPECT_EQ(Scan<ScalarKernel>(std::string(777, '\n')).ends.size(), 777u);
  EXPECT_EQ(Scan<ScalarKernel>("").ends.size(), 0u);
}

template <typename Kernel>
void ExpectAsScalar() {
  std::mt19937 random(10);
  for (int round = 0; round < 20000; ++round) {
    const bool clean = random() % 2 == 0;
    std::string bytes(kBlock + random() % (4 * kBlock), ' ');
    for (char& c : bytes) {
      c = clean ? "\n -=aZ~"[random() % 7] : static_cast<char>(random());
    }
    const std::string_view piece = std::string_view(bytes).substr(random() % bytes.size());
    ASSERT_TRUE(Scan<Kernel>(piece) == Scan<ScalarKernel>(piece));
    if constexpr (requires { &Kernel::Find; }) {
      for (const char wanted : {'\n', '-', '\xff'}) {
        ASSERT_EQ(Kernel::Find(bytes.data(), wanted), ScalarKernel::Find(bytes.data(), wanted));
      }
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

}  // namespace
}  // namespace scape::netdoc
