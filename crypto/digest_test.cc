#include "crypto/digest.h"

#include <gtest/gtest.h>
#include <malloc.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/escaping.h"

namespace scape::crypto {
namespace {

// OpenSSL's allocator is replaced before its first use, so that tests can count
// allocations and look into the memory that it gives back.
struct Heap {
  std::atomic<int> allocations{0};
  std::atomic<int> blocks_freed_with_secret{0};
  std::atomic<bool> exhausted{false};  // true: there is no memory
  // Looked for in freed memory; empty for "do not look". Set by one test while
  // no other thread runs.
  std::string_view secret;
};

Heap& heap() {
  static Heap& heap = *new Heap;
  return heap;
}

void* CountedMalloc(size_t size, const char*, int) {
  ++heap().allocations;
  if (heap().exhausted) return nullptr;
  return std::malloc(size);
}

void* CountedRealloc(void* block, size_t size, const char*, int) {
  ++heap().allocations;
  if (heap().exhausted) return nullptr;
  return std::realloc(block, size);
}

void InspectingFree(void* block, const char*, int) {
  if (block != nullptr && !heap().secret.empty()) {
    const std::string_view bytes(static_cast<const char*>(block), malloc_usable_size(block));
    if (bytes.find(heap().secret) != std::string_view::npos) {
      ++heap().blocks_freed_with_secret;
    }
  }
  std::free(block);
}

const bool kHeapIsObserved =
    CRYPTO_set_mem_functions(CountedMalloc, CountedRealloc, InspectingFree) == 1;

std::string Hex(std::span<const uint8_t> bytes) {
  std::string hex;
  for (const uint8_t byte : bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    hex += kDigits[byte >> 4];
    hex += kDigits[byte & 15];
  }
  return hex;
}

// Hex of a result that may be missing, for comparisons that print both sides.
template <typename T>
std::string Hex(const absl::StatusOr<T>& digest) {
  return digest.ok() ? Hex(std::span<const uint8_t>(*digest)) : digest.status().ToString();
}

std::string FromHex(const char* hex) { return absl::HexStringToBytes(hex); }

std::string Shake256Hex(std::string_view text, size_t size) {
  std::vector<uint8_t> output(size);
  const absl::Status status = Shake256(text, output);
  return status.ok() ? Hex(output) : status.ToString();
}

// Numbers as onion services and shared randomness write them.
std::string BigEndian(uint64_t number, int size) {
  std::string bytes;
  for (int shift = 8 * (size - 1); shift >= 0; shift -= 8) {
    bytes += static_cast<char>(number >> shift & 0xff);
  }
  return bytes;
}

// Bytes without any period that could hide an error.
std::string Sample(size_t size) {
  std::string sample;
  uint32_t state = 12345;
  while (sample.size() < size) {
    state = state * 1664525 + 1013904223;
    sample += static_cast<char>(state >> 24);
  }
  return sample;
}

// The messages of FIPS 180 and of NIST's "Examples with intermediate values".
constexpr std::string_view k448Bits = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
constexpr std::string_view k896Bits =
    "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
    "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu";
const std::string& MillionA() {
  static const std::string& text = *new std::string(1'000'000, 'a');
  return text;
}
const std::string& A3Times200() {
  static const std::string& text = *new std::string(200, '\xa3');
  return text;
}

TEST(Sha1Test, PublishedVectors) {
  EXPECT_EQ(Hex(Sha1("")), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
  EXPECT_EQ(Hex(Sha1("abc")), "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(Hex(Sha1(k448Bits)), "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
  EXPECT_EQ(Hex(Sha1(k896Bits)), "a49b2446a02c645bf419f995b67091253a04a259");
  EXPECT_EQ(Hex(Sha1(MillionA())), "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
}

TEST(Sha256Test, PublishedVectors) {
  EXPECT_EQ(Hex(Sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Hex(Sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Hex(Sha256(k448Bits)),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(Hex(Sha256(k896Bits)),
            "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
  EXPECT_EQ(Hex(Sha256(MillionA())),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha3_256Test, PublishedVectors) {
  EXPECT_EQ(Hex(Sha3_256("")), "a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a");
  EXPECT_EQ(Hex(Sha3_256("abc")),
            "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532");
  EXPECT_EQ(Hex(Sha3_256(k448Bits)),
            "41c0dba2a9d6240849100376a8235e2c82e1b9998a999e21db32dd97496d3376");
  EXPECT_EQ(Hex(Sha3_256(k896Bits)),
            "916f6061fe879741ca6469b43971dfdb28b1a32dc36cb3254e812be27aad1d18");
  EXPECT_EQ(Hex(Sha3_256(A3Times200())),
            "79f38adec5c20307a98ef76e8324afbfd46cfd81b22e3973c65fa1bd9de31787");
  EXPECT_EQ(Hex(Sha3_256(MillionA())),
            "5c8875ae474a3634ba4fd55ec85bffd661f32aca75c6d699d0cdcb6c115891c1");
}

// NIST publishes 512 bytes for each of the first two messages.
TEST(Shake256Test, PublishedVectors) {
  EXPECT_EQ(Shake256Hex("", 136),
            "46b9dd2b0ba88d13233b3feb743eeb243fcd52ea62b81b82b50c27646ed5762f"
            "d75dc4ddd8c0f200cb05019d67b592f6fc821c49479ab48640292eacb3b7c4be"
            "141e96616fb13957692cc7edd0b45ae3dc07223c8e92937bef84bc0eab862853"
            "349ec75546f58fb7c2775c38462c5010d846c185c15111e595522a6bcd16cf86"
            "f3d122109e3b1fdd");
  EXPECT_EQ(Shake256Hex("", 512).substr(1024 - 64),
            "ab0bae316339894304e35877b0c28a9b1fd166c796b9cc258a064a8f57e27f2a");
  EXPECT_EQ(Shake256Hex(A3Times200(), 192),
            "cd8a920ed141aa0407a22d59288652e9d9f1a7ee0c1e7c1ca699424da84a904d"
            "2d700caae7396ece96604440577da4f3aa22aeb8857f961c4cd8e06f0ae6610b"
            "1048a7f64e1074cd629e85ad7566048efc4fb500b486a3309a8f26724c0ed628"
            "001a1099422468de726f1061d99eb9e93604d5aa7467d4b1bd6484582a384317"
            "d7f47d750b8f5499512bb85a226c4243556e696f6bd072c5aa2d9b69730244b5"
            "6853d16970ad817e213e470618178001c9fb56c54fefa5fee67d2da524bb3b0b");
  EXPECT_EQ(Shake256Hex("abc", 64),
            "483366601360a8771c6863080cc4114d8db44530f8f1e1ee4f94ea37e78b5739"
            "d5a15bef186a5386c75744c0527e1faa9f8726e462a12a4feb06bd8801e751e4");
  EXPECT_EQ(Shake256Hex(MillionA(), 64),
            "3578a7a4ca9137569cdf76ed617d31bb994fca9c1bbf8b184013de8234dfd13a"
            "3fd124d4df76c0a539ee7dd2f6e1ec346124c815d9410e145eb561bcd97b18ab");
}

// 136 is the block length of SHAKE-256, 80 and 40 are what onion services use.
TEST(Shake256Test, ShorterOutputIsTheBeginningOfTheLonger) {
  const std::string longest = Shake256Hex(k448Bits, 1000);
  constexpr size_t kSizes[] = {0,  1,   2,   20,  31,  32,  33,  40, 64,
                               80, 135, 136, 137, 271, 272, 273, 999};
  for (const size_t size : kSizes) {
    EXPECT_EQ(Shake256Hex(k448Bits, size), longest.substr(0, 2 * size)) << size;
  }
}

TEST(Shake256Test, ObjectIsReusedWithDifferentLengths) {
  absl::StatusOr<Shake256Digester> shake = Shake256Digester::Create();
  ASSERT_TRUE(shake.ok()) << shake.status();
  constexpr size_t kSizes[] = {80, 0, 1, 300, 40};
  for (const size_t size : kSizes) {
    std::vector<uint8_t> output(size);
    shake->Update("a");
    shake->Update("bc");
    shake->Finish(output);
    EXPECT_EQ(Hex(output), Shake256Hex("abc", size));
  }
  EXPECT_TRUE(shake->status().ok());
}

TEST(Shake256Test, ResetAndWipeDropWhatWasGathered) {
  absl::StatusOr<Shake256Digester> shake = Shake256Digester::Create();
  ASSERT_TRUE(shake.ok()) << shake.status();
  std::array<uint8_t, 40> output;
  shake->Update("not this");
  shake->Reset();
  shake->Update("abc");
  shake->Finish(output);
  EXPECT_EQ(Hex(output), Shake256Hex("abc", 40));
  shake->Update("not this");
  shake->Wipe();
  shake->Update("abc");
  shake->Finish(output);
  EXPECT_EQ(Hex(output), Shake256Hex("abc", 40));
}

// What every Digester does, whichever the algorithm.
template <typename T>
class DigesterTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(created_.ok()) << created_.status(); }
  T& digester() { return *created_; }

 private:
  absl::StatusOr<T> created_ = T::Create();
};

using Digesters = ::testing::Types<Sha1Digester, Sha256Digester, Sha3Digester>;
TYPED_TEST_SUITE(DigesterTest, Digesters);

// 300 bytes are several blocks of every algorithm (64, 64 and 136 bytes).
TYPED_TEST(DigesterTest, TwoPiecesAtEverySplitEqualOneShot) {
  const std::string text = Sample(300);
  const auto expected = this->digester().Hash(text);
  for (size_t split = 0; split <= text.size(); ++split) {
    this->digester().Update(std::string_view(text).substr(0, split));
    this->digester().Update(std::string_view(text).substr(split));
    EXPECT_EQ(this->digester().Finish(), expected) << split;
  }
}

TYPED_TEST(DigesterTest, PiecesOfEveryLengthEqualOneShot) {
  const std::string text = Sample(300);
  const auto expected = this->digester().Hash(text);
  for (size_t length = 1; length <= text.size(); ++length) {
    for (size_t begin = 0; begin < text.size(); begin += length) {
      this->digester().Update(std::string_view(text).substr(begin, length));
    }
    EXPECT_EQ(this->digester().Finish(), expected) << length;
  }
}

TYPED_TEST(DigesterTest, EveryLengthDiffersFromItsNeighbour) {
  const std::string text = Sample(300);
  auto previous = this->digester().Finish();
  for (size_t length = 1; length <= text.size(); ++length) {
    const auto digest = this->digester().Hash(std::string_view(text).substr(0, length));
    EXPECT_NE(digest, previous) << length;
    previous = digest;
  }
}

TYPED_TEST(DigesterTest, FinishBeginsAnew) {
  const auto empty = this->digester().Hash("");
  const auto abc = this->digester().Hash("abc");
  EXPECT_EQ(this->digester().Finish(), empty);
  EXPECT_EQ(this->digester().Finish(), empty);
  this->digester().Update("abc");
  EXPECT_EQ(this->digester().Finish(), abc);
  EXPECT_EQ(this->digester().Finish(), empty);
  EXPECT_NE(abc, empty);
}

TYPED_TEST(DigesterTest, EmptyUpdatesChangeNothing) {
  const auto abc = this->digester().Hash("abc");
  this->digester().Update(std::string_view());
  this->digester().Update("abc");
  this->digester().Update("");
  this->digester().Update(std::span<const uint8_t>());
  EXPECT_EQ(this->digester().Finish(), abc);
}

TYPED_TEST(DigesterTest, HashResetAndWipeDropWhatWasGathered) {
  const auto abc = this->digester().Hash("abc");
  this->digester().Update("not this");
  EXPECT_EQ(this->digester().Hash("abc"), abc);
  this->digester().Update("not this");
  this->digester().Reset();
  this->digester().Update("abc");
  EXPECT_EQ(this->digester().Finish(), abc);
  this->digester().Update("not this");
  this->digester().Wipe();
  this->digester().Update("abc");
  EXPECT_EQ(this->digester().Finish(), abc);
  EXPECT_TRUE(this->digester().status().ok());
}

TYPED_TEST(DigesterTest, BytesAndTextAreTheSame) {
  const std::vector<uint8_t> bytes = {0x00, 0x61, 0x80, 0xff};
  const std::string text("\x00\x61\x80\xff", 4);
  const auto expected = this->digester().Hash(text);
  EXPECT_EQ(this->digester().Hash(bytes), expected);
  EXPECT_EQ(this->digester().Hash(AsText(bytes)), expected);
  this->digester().Update(bytes);
  EXPECT_EQ(this->digester().Finish(), expected);
}

TYPED_TEST(DigesterTest, MovesWithPendingInput) {
  const auto abc = this->digester().Hash("abc");
  this->digester().Update("a");
  TypeParam moved = std::move(this->digester());
  moved.Update("bc");
  EXPECT_EQ(moved.Finish(), abc);

  absl::StatusOr<TypeParam> other = TypeParam::Create();
  ASSERT_TRUE(other.ok()) << other.status();
  other->Update("not this");
  moved.Update("ab");
  *other = std::move(moved);
  other->Update("c");
  EXPECT_EQ(other->Finish(), abc);
  EXPECT_TRUE(other->status().ok());
}

TYPED_TEST(DigesterTest, MovedFromObjectSaysSoAndItsDigestsEqualNothing) {
  const auto abc = this->digester().Hash("abc");
  this->digester().Update("a");
  TypeParam moved = std::move(this->digester());
  this->digester().Update("abc");
  const auto first = this->digester().Finish();
  const auto second = this->digester().Hash("abc");
  EXPECT_NE(first, abc);
  EXPECT_NE(second, abc);
  EXPECT_NE(first, second);
  EXPECT_NE(first, typename TypeParam::Digest{});
  this->digester().Reset();
  this->digester().Wipe();
  EXPECT_EQ(this->digester().status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_TRUE(moved.status().ok());
}

// A digest that could not be computed must not look like one. Where OpenSSL
// needs no memory to start (3.0 does), there is nothing to report either.
TYPED_TEST(DigesterTest, WithoutMemoryFailsClosed) {
  ASSERT_TRUE(kHeapIsObserved);
  const auto abc = this->digester().Hash("abc");
  heap().exhausted = true;
  const auto first = this->digester().Hash("abc");
  const auto second = this->digester().Hash("abc");
  const absl::Status created = TypeParam::Create().status();
  heap().exhausted = false;
  EXPECT_EQ(created.code(), absl::StatusCode::kResourceExhausted);
  const absl::Status status = this->digester().status();
  if (status.ok()) {
    EXPECT_EQ(first, abc);
    EXPECT_EQ(second, abc);
    return;
  }
  EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
  EXPECT_NE(first, abc);
  EXPECT_NE(second, abc);
  EXPECT_NE(first, second);
  // It stays so: a digest in between is missing, and nobody may overlook that.
  EXPECT_NE(this->digester().Hash("abc"), abc);
  EXPECT_EQ(this->digester().status(), status);
}

// OpenSSL 3.0 takes its own small block at each start; other versions need not.
TYPED_TEST(DigesterTest, StartingCostsAtMostOneAllocation) {
  ASSERT_TRUE(kHeapIsObserved);
  const std::string text = Sample(2000);
  this->digester().Hash(text);
  for (int i = 0; i < 100; ++i) {
    const int before = heap().allocations;
    this->digester().Hash(text);
    EXPECT_LE(heap().allocations, before + 1);
    this->digester().Update(text);
    this->digester().Reset();
    this->digester().Update(text);
    this->digester().Update(text);
    this->digester().Finish();
    EXPECT_LE(heap().allocations, before + 3);
  }
}

TYPED_TEST(DigesterTest, IsMovedNotCopied) {
  static_assert(!std::is_copy_constructible_v<TypeParam>);
  static_assert(!std::is_copy_assignable_v<TypeParam>);
  static_assert(std::is_nothrow_move_constructible_v<TypeParam>);
  static_assert(std::is_nothrow_move_assignable_v<TypeParam>);
}

TEST(DigestTest, ConvenienceFunctionsReuseTheirObjects) {
  ASSERT_TRUE(kHeapIsObserved);
  const std::string text = Sample(2000);
  for (int round = 0; round < 10; ++round) {
    const int before = heap().allocations;
    ASSERT_TRUE(Sha1(text).ok());
    ASSERT_TRUE(Sha256(text).ok());
    ASSERT_TRUE(Sha3_256(text).ok());
    if (round == 0) continue;  // made here, unless another test was first
    EXPECT_LE(heap().allocations, before + 3);
  }
}

TEST(DigestTest, ConvenienceFunctionsRecoverWhenThereIsMemoryAgain) {
  ASSERT_TRUE(kHeapIsObserved);
  const std::string abc = Hex(Sha256("abc"));
  const std::string shake = Shake256Hex("abc", 300);
  std::vector<uint8_t> output(300, 1);
  heap().exhausted = true;
  const absl::StatusOr<Sha256Digest> digest = Sha256("abc");
  const absl::Status status = Shake256("abc", output);
  heap().exhausted = false;
  if (digest.ok()) {
    EXPECT_EQ(Hex(digest), abc);
  }
  EXPECT_EQ(Hex(output), status.ok() ? shake : std::string(600, '0'));
  EXPECT_EQ(Hex(Sha256("abc")), abc);
  EXPECT_EQ(Shake256Hex("abc", 300), shake);
}

TEST(DigestTest, ConvenienceFunctionsTakeBytes) {
  const std::array<uint8_t, 3> abc = {'a', 'b', 'c'};
  EXPECT_EQ(Hex(Sha1(abc)), Hex(Sha1("abc")));
  EXPECT_EQ(Hex(Sha256(abc)), Hex(Sha256("abc")));
  EXPECT_EQ(Hex(Sha3_256(abc)), Hex(Sha3_256("abc")));
  std::array<uint8_t, 80> output;
  ASSERT_TRUE(Shake256(abc, output).ok());
  EXPECT_EQ(Hex(output), Shake256Hex("abc", 80));
}

TEST(DigestTest, SizesMatchTheTypes) {
  EXPECT_EQ(sizeof(Sha1Digest), 20u);
  EXPECT_EQ(sizeof(Sha256Digest), 32u);
  EXPECT_EQ(sizeof(Sha3Digest), 32u);
  EXPECT_EQ(DigestSize(DigestAlgorithm::kShake256), 0u);
}

// The index of an onion service and of a directory on the hash ring
// (rend-spec-v3, "Where to publish a hidden service descriptor"), and the
// shared random value (srv-spec). The values are those of tor's own tests,
// test_hs_indexes and test_shared_random.
TEST(DigestTest, OnionServiceAndSharedRandomVectorsOfTor) {
  absl::StatusOr<Sha3Digester> sha3 = Sha3Digester::Create();
  ASSERT_TRUE(sha3.ok()) << sha3.status();

  sha3->Update("store-at-idx");
  sha3->Update(std::string(32, '\x42'));  // blinded public key
  sha3->Update(BigEndian(1, 8));          // replica
  sha3->Update(BigEndian(1440, 8));       // length of the time period
  sha3->Update(BigEndian(42, 8));         // number of the time period
  EXPECT_EQ(Hex(sha3->Finish()),
            "37e5cbbd56a22823714f18f1623ece5983a0d64c78495a8cfab854245e5f9a8a");

  sha3->Update("node-idx");
  sha3->Update(std::string(32, '\x42'));  // ed25519 identity
  sha3->Update(std::string(32, '\x43'));  // shared random value
  sha3->Update(BigEndian(42, 8));
  sha3->Update(BigEndian(1440, 8));
  EXPECT_EQ(Hex(sha3->Finish()),
            "db475361014a09965e7e5e4d4a25b8f8d4b8f16cb1d8a7e95eed50249cc1a2d5");

  for (const char* name : {"41", "42", "43"}) {  // 'A', 'B', 'C' as hex
    for (int i = 0; i < 20; ++i) sha3->Update(name);
    sha3->Update(std::string(56, FromHex(name)[0]));
  }
  const Sha3Digest hashed_reveals = sha3->Finish();
  sha3->Update("shared-random");
  sha3->Update(BigEndian(3, 8));
  sha3->Update(BigEndian(1, 4));
  sha3->Update(hashed_reveals);
  sha3->Update(std::string(32, 'Z'));
  EXPECT_EQ(Hex(sha3->Finish()),
            "2a9b1d6237dab312a40f575da85c147663e7ed3f80e9555395f15b515c74253d");
}

TEST(DigestTest, ThreadsDoNotDisturbEachOther) {
  constexpr size_t kThreads = 8;
  constexpr size_t kRounds = 300;
  std::vector<std::string> texts;
  std::vector<std::string> expected;
  const auto all_digests = [](const std::string& text) {
    absl::StatusOr<HmacSha256> hmac = HmacSha256::Create(text);
    std::string code = "no HMAC";
    if (hmac.ok()) {
      hmac->Update(text);
      code = Hex(hmac->Finish());
    }
    return Hex(Sha1(text)) + Hex(Sha256(text)) + Hex(Sha3_256(text)) + Shake256Hex(text, 80) + code;
  };
  for (size_t i = 0; i < kRounds; ++i) {
    texts.push_back(Sample(7 * i));
    expected.push_back(all_digests(texts.back()));
  }
  std::atomic<int> wrong{0};
  std::vector<std::thread> threads;
  for (size_t t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (size_t i = 0; i < kRounds; ++i) {
        const size_t round = (i * 7 + t * 31) % kRounds;
        if (all_digests(texts[round]) != expected[round]) ++wrong;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

// RFC 2202, section 3.
TEST(HmacTest, Sha1VectorsOfRfc2202) {
  struct Vector {
    std::string key, data;
    std::string_view code;
  };
  const Vector vectors[] = {
      {std::string(20, '\x0b'), "Hi There", "b617318655057264e28bc0b6fb378c8ef146be00"},
      {"Jefe", "what do ya want for nothing?", "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"},
      {std::string(20, '\xaa'), std::string(50, '\xdd'),
       "125d7342b9ac11cd91a39af48aa17b4f63f175d3"},
      {FromHex("0102030405060708090a0b0c0d0e0f10111213141516171819"), std::string(50, '\xcd'),
       "4c9007f4026250c6bc8414f9bf50c86c2d7235da"},
      {std::string(20, '\x0c'), "Test With Truncation", "4c1a03424b55e07fe7f27be1d58bb9324a9a5a04"},
      {std::string(80, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First",
       "aa4ae5e15272d00e95705637ce8a3b55ed402112"},
      {std::string(80, '\xaa'),
       "Test Using Larger Than Block-Size Key and Larger Than One Block-Size "
       "Data",
       "e8e99d0f45237d786d6bbaa7965c7808bbff1a91"},
  };
  for (const Vector& vector : vectors) {
    absl::StatusOr<HmacSha1> hmac = HmacSha1::Create(vector.key);
    ASSERT_TRUE(hmac.ok()) << hmac.status();
    hmac->Update(vector.data);
    EXPECT_EQ(Hex(hmac->Finish()), vector.code) << vector.data;
  }
}

// RFC 4231, section 4. Case 5 publishes only the first 128 bits.
TEST(HmacTest, Sha256VectorsOfRfc4231) {
  struct Vector {
    std::string key, data;
    std::string_view code;
  };
  const Vector vectors[] = {
      {std::string(20, '\x0b'), "Hi There",
       "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
      {"Jefe", "what do ya want for nothing?",
       "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
      {std::string(20, '\xaa'), std::string(50, '\xdd'),
       "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
      {FromHex("0102030405060708090a0b0c0d0e0f10111213141516171819"), std::string(50, '\xcd'),
       "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"},
      {std::string(20, '\x0c'), "Test With Truncation", "a3b6167473100ee06e0c796c2955552b"},
      {std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First",
       "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
      {std::string(131, '\xaa'),
       "This is a test using a larger than block-size key and a larger than "
       "block-size data. The key needs to be hashed before being used by the "
       "HMAC algorithm.",
       "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"},
  };
  for (const Vector& vector : vectors) {
    absl::StatusOr<HmacSha256> hmac = HmacSha256::Create(vector.key);
    ASSERT_TRUE(hmac.ok()) << hmac.status();
    hmac->Update(vector.data);
    EXPECT_EQ(Hex(hmac->Finish()).substr(0, vector.code.size()), vector.code) << vector.data;
  }
}

// NIST, "Examples with intermediate values", HMAC_SHA3-256.
TEST(HmacTest, Sha3VectorsOfNist) {
  struct Vector {
    int key_size;
    std::string_view data;
    std::string_view code;
  };
  constexpr Vector kVectors[] = {
      {32, "Sample message for keylen<blocklen",
       "4fe8e202c4f058e8dddc23d8c34e467343e23555e24fc2f025d598f558f67205"},
      {136, "Sample message for keylen=blocklen",
       "68b94e2e538a9be4103bebb5aa016d47961d4d1aa906061313b557f8af2c3faa"},
      {168, "Sample message for keylen>blocklen",
       "9bcf2c238e235c3ce88404e813bd2f3a97185ac6f238c63d6229a00b07974258"},
  };
  for (const Vector& vector : kVectors) {
    std::vector<uint8_t> key;
    for (int i = 0; i < vector.key_size; ++i) {
      key.push_back(static_cast<uint8_t>(i));
    }
    absl::StatusOr<HmacSha3> hmac = HmacSha3::Create(key);
    ASSERT_TRUE(hmac.ok()) << hmac.status();
    hmac->Update(vector.data);
    EXPECT_EQ(Hex(hmac->Finish()), vector.code) << vector.data;
  }
}

// The value is in many libraries' tests, Python's among them.
TEST(HmacTest, EmptyKeyAndEmptyMessage) {
  constexpr std::string_view kExpected =
      "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad";
  for (const std::string_view key : {std::string_view(), std::string_view("")}) {
    absl::StatusOr<HmacSha256> hmac = HmacSha256::Create(key);
    ASSERT_TRUE(hmac.ok()) << hmac.status();
    EXPECT_EQ(Hex(hmac->Finish()), kExpected);
    hmac->Update("");
    EXPECT_EQ(Hex(hmac->Finish()), kExpected);
  }
}

TEST(HmacTest, PiecesAndReuseEqualOneShot) {
  const std::string key = Sample(32);
  const std::string text = Sample(200);
  absl::StatusOr<HmacSha256> hmac = HmacSha256::Create(key);
  ASSERT_TRUE(hmac.ok()) << hmac.status();
  hmac->Update(text);
  const std::string expected = Hex(hmac->Finish());
  for (size_t split = 0; split <= text.size(); ++split) {
    hmac->Update(std::string_view(text).substr(0, split));
    hmac->Update(std::string_view(text).substr(split));
    EXPECT_EQ(Hex(hmac->Finish()), expected) << split;
  }
  hmac->Update("not this");
  hmac->Reset();
  hmac->Update(text);
  EXPECT_EQ(Hex(hmac->Finish()), expected);

  absl::StatusOr<HmacSha256> other = HmacSha256::Create(Sample(33));
  ASSERT_TRUE(other.ok()) << other.status();
  other->Update(text);
  EXPECT_NE(Hex(other->Finish()), expected);
}

TEST(HmacTest, VerifyAcceptsTheWholeCodeOnly) {
  absl::StatusOr<HmacSha256> hmac = HmacSha256::Create("key");
  ASSERT_TRUE(hmac.ok()) << hmac.status();
  hmac->Update("message");
  const absl::StatusOr<HmacSha256::Code> code = hmac->Finish();
  ASSERT_TRUE(code.ok()) << code.status();
  const auto verify = [&](auto expected) {
    hmac->Update("mess");
    hmac->Update("age");
    return hmac->Verify(expected);
  };
  EXPECT_TRUE(verify(*code));
  EXPECT_TRUE(verify(AsText(*code)));
  for (size_t i = 0; i < code->size(); ++i) {
    HmacSha256::Code wrong = *code;
    wrong[i] ^= 1;
    EXPECT_FALSE(verify(wrong)) << i;
    EXPECT_FALSE(verify(AsText(*code).substr(0, i))) << i;
  }
  EXPECT_FALSE(verify(std::string(AsText(*code)) + '\0'));
  EXPECT_TRUE(verify(*code)) << "failed attempts must not linger";
  hmac->Update("another message");
  EXPECT_FALSE(hmac->Verify(*code));
}

TEST(HmacTest, MovedFromObjectReportsAndVerifiesNothing) {
  absl::StatusOr<HmacSha256> hmac = HmacSha256::Create("Jefe");
  ASSERT_TRUE(hmac.ok()) << hmac.status();
  hmac->Update("what do ya want ");
  HmacSha256 moved = *std::move(hmac);
  moved.Update("for nothing?");
  EXPECT_EQ(Hex(moved.Finish()),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");

  hmac->Update("abc");  // NOLINT(bugprone-use-after-move): what is tested
  EXPECT_EQ(hmac->Finish().status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_FALSE(hmac->Verify(HmacSha256::Code{}));
  EXPECT_FALSE(hmac->Verify(""));
  hmac->Reset();
  *hmac = std::move(moved);
  hmac->Update("what do ya want for nothing?");
  EXPECT_TRUE(hmac->Finish().ok());
}

TEST(HmacTest, WithoutMemoryVerifiesNothing) {
  ASSERT_TRUE(kHeapIsObserved);
  absl::StatusOr<HmacSha256> hmac = HmacSha256::Create("key");
  ASSERT_TRUE(hmac.ok()) << hmac.status();
  const absl::StatusOr<HmacSha256::Code> code = hmac->Finish();
  ASSERT_TRUE(code.ok()) << code.status();
  heap().exhausted = true;
  const bool created = HmacSha256::Create("key").ok();
  const bool verified = hmac->Verify(*code);
  heap().exhausted = false;
  EXPECT_FALSE(created);
  if (verified) return;  // an OpenSSL that needs no memory for it
  EXPECT_FALSE(hmac->Verify(*code));
  EXPECT_FALSE(hmac->Verify(HmacSha256::Code{}));
  EXPECT_EQ(hmac->Finish().status().code(), absl::StatusCode::kInternal);
}

TEST(ConstantTimeEqualsTest, ComparesAllBytesAndLengths) {
  EXPECT_TRUE(ConstantTimeEquals("", ""));
  EXPECT_TRUE(ConstantTimeEquals(std::string_view(), ""));
  EXPECT_TRUE(ConstantTimeEquals("abc", "abc"));
  EXPECT_FALSE(ConstantTimeEquals("abc", "abd"));
  EXPECT_FALSE(ConstantTimeEquals("abc", "Abc"));
  EXPECT_FALSE(ConstantTimeEquals("abc", "ab"));
  EXPECT_FALSE(ConstantTimeEquals("abc", "abcd"));
  EXPECT_FALSE(ConstantTimeEquals("", "a"));
  EXPECT_FALSE(ConstantTimeEquals("a", ""));
  EXPECT_FALSE(ConstantTimeEquals(std::string_view("a\0b", 3), std::string_view("a\0c", 3)));
  const std::string text = Sample(100);
  for (size_t i = 0; i < text.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string other = text;
      other[i] = static_cast<char>(other[i] ^ (1 << bit));
      EXPECT_FALSE(ConstantTimeEquals(text, other)) << i << " " << bit;
    }
  }
}

TEST(ConstantTimeEqualsTest, TakesBytes) {
  const std::array<uint8_t, 3> array = {1, 2, 3};
  const std::vector<uint8_t> vector = {1, 2, 3};
  EXPECT_TRUE(ConstantTimeEquals(array, vector));
  EXPECT_FALSE(ConstantTimeEquals(std::span(array).first(2), vector));
  EXPECT_TRUE(ConstantTimeEquals(std::span<const uint8_t>(), std::span<const uint8_t>()));
}

TEST(CleanseTest, Overwrites) {
  std::vector<uint8_t> secret = {1, 2, 3, 4};
  Cleanse(std::span(secret).first(3));
  EXPECT_EQ(secret, (std::vector<uint8_t>{0, 0, 0, 4}));
  Cleanse({});
}

// Memory that OpenSSL gives back holds neither keys nor messages. The secret is
// shorter than a block, so that it waits in the context's buffer.
TEST(SecretsTest, NothingSecretIsFreed) {
  ASSERT_TRUE(kHeapIsObserved);
  const std::string secret = Sample(48);
  heap().secret = std::string_view(secret).substr(8, 24);
  heap().blocks_freed_with_secret = 0;
  {
    // The check sees what it is meant to see.
    void* block = OPENSSL_malloc(secret.size());
    ASSERT_NE(block, nullptr);
    secret.copy(static_cast<char*>(block), secret.size());
    OPENSSL_free(block);
    ASSERT_EQ(heap().blocks_freed_with_secret, 1);
    heap().blocks_freed_with_secret = 0;
  }
  {
    absl::StatusOr<Sha256Digester> digester = Sha256Digester::Create();
    ASSERT_TRUE(digester.ok());
    digester->Update(secret);
    digester->Wipe();
    digester->Update(secret);
  }
  {
    absl::StatusOr<Sha3Digester> digester = Sha3Digester::Create();
    ASSERT_TRUE(digester.ok());
    digester->Hash(secret);
  }
  {
    absl::StatusOr<Shake256Digester> digester = Shake256Digester::Create();
    ASSERT_TRUE(digester.ok());
    digester->Update(secret);
  }
  {
    std::array<uint8_t, 80> output;
    ASSERT_TRUE(Shake256(secret, output).ok());
  }
  {
    absl::StatusOr<HmacSha256> hmac = HmacSha256::Create(secret);
    ASSERT_TRUE(hmac.ok());
    hmac->Update(secret);
    ASSERT_TRUE(hmac->Finish().ok());
  }
  EXPECT_EQ(heap().blocks_freed_with_secret, 0);
  heap().secret = {};
}

// Runs in a process of its own, in which no provider may offer anything: what a
// broken or restricted configuration of OpenSSL looks like.
void TryEverythingWithoutProviders() {
  const auto require = [](bool condition, int line) {
    if (!condition) std::_Exit(line % 200 + 1);
  };
  require(EVP_set_default_properties(nullptr, "provider=none") == 1, __LINE__);
  ERR_clear_error();

  const absl::Status sha1 = Sha1Digester::Create().status();
  require(sha1.code() == absl::StatusCode::kFailedPrecondition, __LINE__);
  require(std::string(sha1.message()).find("OpenSSL does not offer SHA1") == 0, __LINE__);
  require(Sha256Digester::Create().status().code() == sha1.code(), __LINE__);
  require(Sha3Digester::Create().status().code() == sha1.code(), __LINE__);
  require(Shake256Digester::Create().status().code() == sha1.code(), __LINE__);
  require(HmacSha256::Create("key").status().code() == sha1.code(), __LINE__);
  for (int i = 0; i < 2; ++i) {
    require(Sha1("abc").status() == sha1, __LINE__);
    require(Sha256("abc").status().code() == sha1.code(), __LINE__);
    require(Sha3_256("abc").status().code() == sha1.code(), __LINE__);
    std::array<uint8_t, 2> output = {1, 2};
    require(Shake256("abc", output).code() == sha1.code(), __LINE__);
    require(output == std::array<uint8_t, 2>{}, __LINE__);
  }
  require(ERR_peek_error() == 0, __LINE__);  // the queue is as it was
  std::_Exit(0);
}

TEST(MissingAlgorithmDeathTest, IsReportedNotFatal) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(TryEverythingWithoutProviders(), ::testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace scape::crypto
