#include "archive/decoder.h"

#include <string>
#include <string_view>

#include "archive/testing/archives.h"
#include "gtest/gtest.h"

namespace scape::archive {
namespace {

using testing::Compressed;
using testing::kCompressions;
using testing::Noise;
using testing::Pieces;
using testing::ReadAll;

struct Decoded {
  std::string text;
  absl::Status status;
};

Decoded Decode(Compression compression, std::string_view data, size_t pieces, size_t most,
               const DecoderOptions& options = {}) {
  Pieces source(data, pieces);
  const auto decoder = MakeDecoder(compression, &source, options);
  Decoded decoded;
  decoded.status = ReadAll(*decoder, most, &decoded.text);
  std::string more;
  EXPECT_EQ(ReadAll(*decoder, most, &more), decoded.status) << "asked again";
  EXPECT_EQ(more, "");
  return decoded;
}

class DecoderTest : public ::testing::TestWithParam<Compression> {};

TEST_P(DecoderTest, IsKnownByItsFirstBytes) {
  const std::string data = Compressed(GetParam(), "router a 1.2.3.4 9001 0 0\n");
  EXPECT_EQ(CompressionOf(data), GetParam());
  EXPECT_EQ(CompressionOf(data.substr(0, kCompressionBytes)), GetParam());
  EXPECT_EQ(CompressionOf(data.substr(0, 1)), Compression::kNone);
}

TEST_P(DecoderTest, AnySizesOfPieces) {
  for (const size_t size : {0, 1, 1000, 700'000}) {
    const std::string text = Noise(size, size);
    const std::string data = Compressed(GetParam(), text);
    for (const size_t pieces : {size_t{13}, size_t{4096}, size_t{1} << 20}) {
      for (const size_t most : {size_t{1001}, size_t{1} << 20}) {
        const Decoded decoded = Decode(GetParam(), data, pieces, most);
        EXPECT_TRUE(decoded.status.ok()) << decoded.status;
        EXPECT_TRUE(decoded.text == text) << size << " bytes in pieces of " << pieces;
      }
    }
  }
}

TEST_P(DecoderTest, StreamsThatFollowEachOther) {
  const std::string one = Noise(5000, 1), two = Noise(700, 2);
  const std::string data = Compressed(GetParam(), one) + Compressed(GetParam(), two);
  for (const size_t pieces : {size_t{1}, size_t{100}, size_t{1} << 20}) {
    const Decoded decoded = Decode(GetParam(), data, pieces, 999);
    if (GetParam() == Compression::kLzma) {  // it has no such thing
      EXPECT_EQ(decoded.text, one);
      EXPECT_EQ(decoded.status.code(), absl::StatusCode::kDataLoss);
    } else {
      EXPECT_TRUE(decoded.status.ok()) << decoded.status;
      EXPECT_EQ(decoded.text, one + two);
    }
  }
}

TEST_P(DecoderTest, SomethingElseFollows) {
  const std::string text = Noise(5000, 1);
  const std::string data = Compressed(GetParam(), text) + "router a 1.2.3.4 9001 0 0\n";
  for (const size_t pieces : {size_t{1}, size_t{1} << 20}) {
    const Decoded decoded = Decode(GetParam(), data, pieces, 999);
    EXPECT_EQ(decoded.text, text);
    EXPECT_EQ(decoded.status.code(), absl::StatusCode::kDataLoss) << decoded.status;
  }
}

TEST_P(DecoderTest, ZerosMayFollow) {
  const std::string text = Noise(5000, 1);
  const std::string data = Compressed(GetParam(), text) + std::string(1024, '\0');
  const Decoded decoded = Decode(GetParam(), data, 100, 999);
  EXPECT_EQ(decoded.text, text);
  EXPECT_TRUE(decoded.status.ok()) << decoded.status;
}

// Cut anywhere, what could be decoded is there, and it is said that there should be more.
TEST_P(DecoderTest, CutOff) {
  const std::string text = Noise(3000, 3);
  const std::string data = Compressed(GetParam(), text);
  for (size_t size = 1; size < data.size(); ++size) {
    const Decoded decoded = Decode(GetParam(), data.substr(0, size), 1000, 500);
    // lzma may go on until its end mark, which need not be there.
    ASSERT_FALSE(decoded.status.ok()) << size << " of " << data.size() << " bytes";
    EXPECT_TRUE(text.starts_with(decoded.text)) << size;
    EXPECT_NE(std::string(decoded.status.message()).find("cut off"), std::string::npos)
        << size << ": " << decoded.status;
  }
}

// lzma has no checksum, and zstd may have none.
TEST_P(DecoderTest, EveryByteDamaged) {
  const std::string text = Noise(600, 4);
  const std::string data = Compressed(GetParam(), text);
  for (size_t i = 0; i < data.size(); ++i) {
    std::string damaged = data;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x10);
    const Decoded decoded = Decode(GetParam(), damaged, 1000, 500);
    if (decoded.text != text && GetParam() != Compression::kLzma &&
        GetParam() != Compression::kZstd) {
      EXPECT_FALSE(decoded.status.ok()) << "byte " << i;
    }
  }
}

TEST_P(DecoderTest, SourceThatFails) {
  const std::string data = Compressed(GetParam(), Noise(3000, 5));
  Pieces source(std::string_view(data).substr(0, data.size() / 2), 100,
                absl::UnavailableError("unplugged"));
  const auto decoder = MakeDecoder(GetParam(), &source, {});
  std::string text;
  EXPECT_EQ(ReadAll(*decoder, 500, &text), absl::UnavailableError("unplugged"));
}

INSTANTIATE_TEST_SUITE_P(All, DecoderTest, ::testing::ValuesIn(kCompressions),
                         [](const auto& info) { return std::string(CompressionName(info.param)); });

TEST(Decoder, MemoryIsBounded) {
  const std::string data = Compressed(Compression::kXz, Noise(100'000, 6));
  const Decoded decoded = Decode(Compression::kXz, data, 1 << 20, 1 << 20, {.memory = 1 << 20});
  EXPECT_EQ(decoded.status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(decoded.text, "");
}

TEST(Decoder, MemoryOfZstdIsBounded) {
  // The header of a frame with a window of 128 MB, and a first block.
  const std::string data("\x28\xb5\x2f\xfd\x00\x88\x01\x00\x00", 9);
  const Decoded decoded = Decode(Compression::kZstd, data, 1 << 20, 1 << 20, {.memory = 1 << 20});
  EXPECT_EQ(decoded.status.code(), absl::StatusCode::kResourceExhausted) << decoded.status;
  EXPECT_TRUE(Decode(Compression::kZstd, data, 1 << 20, 1 << 20).status.ok());
}

TEST(Decoder, SeveralThreads) {
  const std::string text = Noise(3 << 20, 7);
  const std::string data = Compressed(Compression::kXz, text);
  const Decoded decoded = Decode(Compression::kXz, data + data, 1 << 16, 1 << 18, {.threads = 3});
  EXPECT_TRUE(decoded.status.ok()) << decoded.status;
  EXPECT_TRUE(decoded.text == text + text);
}

TEST(Decoder, PlainTextIsNotCompressed) {
  for (const std::string_view text : {"", "B", "BZh", "BZhello", "router a", "]x", "@type"}) {
    EXPECT_EQ(CompressionOf(text), Compression::kNone) << text;
  }
}

TEST(Decoder, Suffixes) {
  EXPECT_EQ(WithoutSuffix("a/b.xz"), "a/b");
  EXPECT_EQ(WithoutSuffix("b.tar.bz2"), "b.tar");
  EXPECT_EQ(WithoutSuffix("b.lzma.gz"), "b.lzma");
  EXPECT_EQ(WithoutSuffix("consensus"), "consensus");
}

}  // namespace
}  // namespace scape::archive
