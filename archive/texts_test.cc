#include "archive/texts.h"

#include <sys/stat.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <ostream>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "archive/testing/archives.h"
#include "gtest/gtest.h"

namespace scape::archive {
namespace {

using testing::Compressed;
using testing::Entry;
using testing::Folder;
using testing::kCompressions;
using testing::Noise;
using testing::Tar;

// Found is what there was in a text.
struct Found {
  std::string member;
  std::string text;
  std::string problem;

  friend bool operator==(const Found&, const Found&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Found& found) {
    return out << "{" << found.member << ", " << found.text.size()
               << " bytes: " << ::testing::PrintToString(found.text.substr(0, 60)) << ", "
               << found.problem << "}";
  }
};

std::vector<Found> ReadTexts(TextReader& texts) {
  std::vector<Found> all;
  Text text;
  while (texts.Next(&text)) {
    Found found{text.member, std::string(text.bytes), std::string(text.status.message())};
    if (text.stream != nullptr) {
      const absl::Status status = testing::ReadAll(*text.stream, 1000, &found.text);
      if (!status.ok()) found.problem = std::string(status.message());
    }
    all.push_back(std::move(found));
  }
  EXPECT_FALSE(texts.Next(&text)) << "after the end";
  return all;
}

// ReadPath reads all texts, with one thread and with several, and expects the same of both.
std::vector<Found> ReadPath(const std::string& path) {
  auto texts = TextReader::Open(path, {});
  EXPECT_TRUE(texts.ok()) << texts.status();
  auto ahead = TextReader::Open(path, {.threads = 2});
  EXPECT_TRUE(ahead.ok()) << ahead.status();
  if (!texts.ok() || !ahead.ok()) return {};
  std::vector<Found> all = ReadTexts(**texts);
  EXPECT_EQ(ReadTexts(**ahead), all);
  return all;
}

TEST(TextReader, PlainAndCompressedFiles) {
  const Folder folder;
  for (const std::string& text : {std::string(), std::string("router\n"), Noise(100'000, 1)}) {
    EXPECT_EQ(ReadPath(folder.Write("plain", text)), (std::vector<Found>{{"", text, ""}}));
    for (const Compression compression : kCompressions) {
      const std::string once = Compressed(compression, text);
      EXPECT_EQ(ReadPath(folder.Write("once", once)), (std::vector<Found>{{"", text, ""}}))
          << CompressionName(compression);
      const std::string twice = Compressed(Compression::kGzip, once);
      EXPECT_EQ(ReadPath(folder.Write("twice", twice)), (std::vector<Found>{{"", text, ""}}))
          << CompressionName(compression);
    }
  }
}

TEST(TextReader, NoSuchFile) {
  const Folder folder;
  auto texts = TextReader::Open(folder / "nothing", {});
  EXPECT_EQ(texts.status().code(), absl::StatusCode::kNotFound);
}

// What members there are in tarballs of all forms, compressed and not; of all sizes around those of
// blocks, and with names longer than a header has room for.
TEST(TextReader, Members) {
  const Folder folder;
  const std::string long_name =
      "votes-2019-05/01/" + std::string(150, 'v') + "/" + std::string(90, 'w');
  std::vector<Entry> entries = {{"top/", "", Entry::Kind::kFolder}, {long_name, "long name\n"}};
  for (const size_t size : {0, 1, 511, 512, 513, 2500, 200'000, 600'000}) {
    for (int i = 0; i < 4; ++i) {
      entries.push_back({absl::StrCat("top/", size, "-", i), Noise(size, size + i)});
    }
  }
  std::vector<Found> expected;
  for (const Entry& entry : entries) {
    if (entry.kind == Entry::Kind::kFile) expected.push_back({entry.name, entry.text, ""});
  }
  for (const std::string_view format : {"gnutar", "pax", "ustar"}) {
    SCOPED_TRACE(format);
    std::vector<Entry> fitting = entries;
    std::vector<Found> fits = expected;
    if (format == "ustar") {
      fitting.erase(fitting.begin() + 1);
      fits.erase(fits.begin());
    }
    const std::string tar = Tar(fitting, format);
    EXPECT_EQ(ReadPath(folder.Write("a.tar", tar)), fits);
    if (format != "gnutar") continue;
    for (const Compression compression : kCompressions) {
      EXPECT_EQ(ReadPath(folder.Write("a", Compressed(compression, tar))), fits)
          << CompressionName(compression);
    }
  }
}

TEST(TextReader, TheOldestTar) {
  const Folder folder;
  const std::string tar = Tar({{"a", "first\n"}, {"b", "second\n"}}, "v7tar");
  EXPECT_EQ(ReadPath(folder.Write("a.tar", tar)),
            (std::vector<Found>{{"a", "first\n", ""}, {"b", "second\n", ""}}));
  std::string damaged = tar;
  damaged[0] = 'z';
  EXPECT_FALSE(IsTar(damaged));
}

// Views are of the mapping, or of the blocks that have been decompressed, and stay.
TEST(TextReader, BytesStayWithTheirOwner) {
  const Folder folder;
  std::vector<Entry> entries;
  for (int i = 0; i < 3000; ++i) entries.push_back({absl::StrCat(i), Noise(900, i)});
  const std::string tar = Tar(entries);
  for (const std::string& path :
       {folder.Write("plain", tar), folder.Write("gz", Compressed(Compression::kGzip, tar))}) {
    auto texts = TextReader::Open(path, {});
    ASSERT_TRUE(texts.ok()) << texts.status();
    std::vector<Block> kept;
    Text text;
    size_t count = 0, copied = 0;
    while ((*texts)->Next(&text)) {
      ASSERT_NE(text.owner, nullptr) << "member " << count;
      if (count % 7 == 0) kept.push_back({text.bytes, text.owner});
      copied += text.owner.use_count() == 1 + (count % 7 == 0);
      ++count;
    }
    EXPECT_EQ(count, entries.size());
    // Those on the edge of two blocks of 512 KB.
    EXPECT_LE(copied, tar.size() / ChunkBlocks::kBlockBytes + 1);
    texts->reset();
    for (size_t i = 0; i < kept.size(); ++i) EXPECT_EQ(kept[i].bytes, entries[i * 7].text);
  }
}

// Blocks that nobody holds are used again.
TEST(ChunkBlocks, AreUsedAgain) {
  const std::string text = Noise(5 * ChunkBlocks::kBlockBytes + 100, 1);
  testing::Pieces pieces(text, 100'000);
  ChunkBlocks blocks(&pieces);
  std::string read;
  std::vector<const char*> seen;
  while (true) {
    absl::StatusOr<Block> block = blocks.Next();
    ASSERT_TRUE(block.ok());
    if (block->bytes.empty()) break;
    if (seen.empty() || seen.back() != block->bytes.data()) seen.push_back(block->bytes.data());
    read += block->bytes;
  }
  EXPECT_TRUE(read == text);
  EXPECT_EQ(seen.size(), 1u);
}

TEST(AheadBlocks, AllBlocksThenTheEnd) {
  const std::string text = Noise(5 * ChunkBlocks::kBlockBytes + 100, 1);
  for (const absl::Status& status : {absl::OkStatus(), absl::DataLossError("gone")}) {
    testing::Pieces pieces(text, 100'000, status);
    AheadBlocks blocks(std::make_unique<ChunkBlocks>(&pieces));
    std::string read;
    std::vector<Block> held;
    while (true) {
      absl::StatusOr<Block> block = blocks.Next();
      if (!block.ok() || block->bytes.empty()) {
        EXPECT_EQ(block.status(), status);
        break;
      }
      read += block->bytes;
      held.push_back(*std::move(block));
    }
    EXPECT_TRUE(read == text);
    EXPECT_EQ(blocks.Next().status(), status) << "asked again";
    std::string again;
    for (const Block& block : held) again += block.bytes;
    EXPECT_TRUE(again == text) << "blocks that are held are not used again";
  }
}

// Who reads no more leaves no thread behind.
TEST(AheadBlocks, GivenUp) {
  const std::string text = Noise(20 * ChunkBlocks::kBlockBytes, 1);
  for (const int read : {0, 1, 5}) {
    testing::Pieces pieces(text, 100'000);
    AheadBlocks blocks(std::make_unique<ChunkBlocks>(&pieces));
    for (int i = 0; i < read; ++i) EXPECT_TRUE(blocks.Next().ok());
  }
}

TEST(TextReader, CompressedMembers) {
  const Folder folder;
  const std::string text = Noise(50'000, 9);
  std::vector<Entry> entries;
  std::vector<Found> expected;
  for (const Compression compression : kCompressions) {
    const std::string name = absl::StrCat("w/", std::string(CompressionName(compression)));
    entries.push_back({name, Compressed(compression, text)});
    expected.push_back({name, text, ""});
  }
  const std::string large = Noise(TextReader::kWholeBytes + 1000, 10);
  entries.push_back({"large.gz", Compressed(Compression::kGzip, large)});
  expected.push_back({"large.gz", large, ""});
  entries.push_back({"plain", text});
  expected.push_back({"plain", text, ""});
  const std::string tar = Tar(entries);
  EXPECT_EQ(ReadPath(folder.Write("a.tar", tar)), expected);
  EXPECT_EQ(ReadPath(folder.Write("a.tar.xz", Compressed(Compression::kXz, tar))), expected);
}

// Members that are not kept in memory are streams, and need not be read to the end.
TEST(TextReader, LongMembers) {
  const Folder folder;
  const std::string large = Noise(TextReader::kWholeBytes + 1, 10);
  const std::vector<Entry> entries = {{"a", "a\n"}, {"b", large}, {"c", large}, {"d", "d\n"}};
  const std::string path = folder.Write("a.gz", Compressed(Compression::kGzip, Tar(entries)));
  EXPECT_EQ(
      ReadPath(path),
      (std::vector<Found>{{"a", "a\n", ""}, {"b", large, ""}, {"c", large, ""}, {"d", "d\n", ""}}));
  auto texts = TextReader::Open(path, {});
  ASSERT_TRUE(texts.ok());
  std::string names;
  Text text;
  while ((*texts)->Next(&text)) {
    names += text.member;
    EXPECT_EQ(text.stream != nullptr, text.member == "b" || text.member == "c");
  }
  EXPECT_EQ(names, "abcd");
}

TEST(TextReader, LinksDevicesAndSparseFilesArePassedOver) {
  const Folder folder;
  const std::string tar = Tar({{"folder", "", Entry::Kind::kFolder},
                               {"link", "/etc/passwd", Entry::Kind::kLink},
                               {"hard", "file", Entry::Kind::kHardLink},
                               {"device", "", Entry::Kind::kDevice},
                               {"sparse", std::string(100'000, 'x'), Entry::Kind::kSparse},
                               {"../../etc/passwd", "router\n"},
                               {"/etc/shadow", "router\n"}},
                              "pax");
  auto texts = TextReader::Open(folder.Write("a.tar", tar), {});
  ASSERT_TRUE(texts.ok());
  EXPECT_EQ(ReadTexts(**texts), (std::vector<Found>{{"../../etc/passwd", "router\n", ""},
                                                    {"/etc/shadow", "router\n", ""}}));
  ASSERT_TRUE((*texts)->is_archive());
  EXPECT_EQ((*texts)->skipped().links, 2u);
  EXPECT_EQ((*texts)->skipped().devices, 1u);
  EXPECT_EQ((*texts)->skipped().sparse, 1u);
}

TEST(TextReader, TarballsWithinTarballs) {
  const Folder folder;
  const std::string inner = Tar({{"a", "a\n"}});
  const std::string tar = Tar({{"inner.tar", inner},
                               {"inner.tar.gz", Compressed(Compression::kGzip, inner)},
                               {"b", "b\n"}});
  const std::vector<Found> found = ReadPath(folder.Write("a.tar", tar));
  ASSERT_EQ(found.size(), 3u);
  EXPECT_NE(found[0].problem, "");
  EXPECT_NE(found[1].problem, "");
  EXPECT_EQ(found[2], (Found{"b", "b\n", ""}));
}

TEST(TextReader, CompressedTooOften) {
  const Folder folder;
  std::string text = "router\n";
  for (int i = 0; i < 4; ++i) text = Compressed(Compression::kGzip, text);
  std::vector<Found> found = ReadPath(folder.Write("a", text));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].text, "");
  EXPECT_NE(found[0].problem.find("more than 3 times"), std::string::npos) << found[0].problem;
  found = ReadPath(folder.Write("a.tar", Tar({{"a", text}, {"b", "b\n"}})));
  ASSERT_EQ(found.size(), 2u);
  EXPECT_NE(found[0].problem.find("more than 3 times"), std::string::npos) << found[0].problem;
  EXPECT_EQ(found[1], (Found{"b", "b\n", ""}));
}

// A mark where tarballs have theirs makes no tarball, nor do digits that happen to be right.
TEST(IsTar, TextIsNone) {
  std::string text(600, 'x');
  text.replace(257, 5, "ustar");
  EXPECT_FALSE(IsTar(text));
  std::string tar = Tar({{"a", "a\n"}});
  EXPECT_TRUE(IsTar(tar));
  EXPECT_FALSE(IsTar(tar.substr(0, 511)));
  tar[0] = 'b';
  EXPECT_FALSE(IsTar(tar));
}

// A header that does not end is given up.
TEST(TextReader, HeadersAreBounded) {
  const Folder folder;
  std::string tar = Tar({{"a", "a\n"}});
  tar.resize(512);
  tar[156] = 'S';  // a sparse file of the old GNU form,
  tar.replace(386, 96, 96, '0');
  tar[482] = 1;  // with another block of its list behind it
  tar.replace(148, 8, 8, ' ');
  unsigned sum = 0;
  for (const char c : tar) sum += static_cast<unsigned char>(c);
  char digits[8];
  std::snprintf(digits, sizeof digits, "%06o", sum);
  tar.replace(148, 7, std::string(digits, 7));
  std::string block(512, '0');
  block[504] = 1;
  for (int i = 0; i < 40'000; ++i) tar += block;
  ASSERT_TRUE(IsTar(tar));
  const std::vector<Found> found =
      ReadPath(folder.Write("a.gz", Compressed(Compression::kGzip, tar)));
  ASSERT_EQ(found.size(), 1u) << ::testing::PrintToString(found);
  EXPECT_NE(found[0].problem.find("longer than any should be"), std::string::npos) << found[0];
  EXPECT_EQ(found[0].text, "");
}

// Who reads no more need not wait for a stream that gives nothing more.
TEST(TextReader, StreamsThatStall) {
  const Folder folder;
  const std::string path = folder / "pipe";
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  const std::string data = Compressed(Compression::kGzip, Noise(3 << 20, 1));
  for (const int threads : {1, 2}) {
    std::mutex open;
    open.lock();
    std::thread writer([&] {
      std::ofstream out(path, std::ios::binary);
      out.write(data.data(), 40'000);  // less than a pipe holds
      out.flush();
      open.lock();  // until the reader is gone
      open.unlock();
    });
    {
      auto texts = TextReader::Open(path, {.threads = threads});
      ASSERT_TRUE(texts.ok()) << texts.status();
      Text text;
      EXPECT_TRUE((*texts)->Next(&text));
      EXPECT_NE(text.stream, nullptr);
    }
    open.unlock();
    writer.join();
  }
}

TEST(TextReader, Positions) {
  const Folder folder;
  const std::string tar = Tar({{"a", "a\n"}, {"b", ""}, {"c", "c\n"}});
  for (const std::string& path : {folder.Write("plain", "router\n"), folder.Write("a.tar", tar)}) {
    auto texts = TextReader::Open(path, {});
    ASSERT_TRUE(texts.ok());
    Text text;
    uint64_t last = 0;
    while ((*texts)->Next(&text)) {
      EXPECT_GE((*texts)->Position(0), last);
      last = (*texts)->Position(text.bytes.size());
    }
    EXPECT_EQ((*texts)->Position(0), std::filesystem::file_size(path));
  }
}

TEST(TextReader, TarballsBehindEachOther) {
  const Folder folder;
  const std::string tar = Tar({{"a", "a\n"}}) + Tar({{"b", "b\n"}});
  EXPECT_EQ(ReadPath(folder.Write("a.tar", tar)),
            (std::vector<Found>{{"a", "a\n", ""}, {"b", "b\n", ""}}));
}

TEST(TextReader, EmptyTarball) {
  const Folder folder;
  auto texts =
      TextReader::Open(folder.Write("a.tar.gz", Compressed(Compression::kGzip, Tar({}))), {});
  ASSERT_TRUE(texts.ok());
  // Nothing but zeros: nothing says that it is a tarball.
  EXPECT_FALSE((*texts)->is_archive());
}

// Cut anywhere, the members before that are all there, and it is said that there should be more.
TEST(TextReader, CutOffTarballs) {
  const Folder folder;
  std::vector<Entry> entries;
  for (int i = 0; i < 20; ++i) entries.push_back({absl::StrCat("m", i), Noise(700, i)});
  const std::string tar = Tar(entries);
  const size_t used = 20 * (512 + 1024);
  for (size_t size = 600; size < used; size += 97) {
    for (const bool compressed : {false, true}) {
      const std::string text = tar.substr(0, size);
      const std::vector<Found> found =
          ReadPath(folder.Write("a", compressed ? Compressed(Compression::kGzip, text) : text));
      const size_t whole = size / 1536;
      ASSERT_GE(found.size(), whole);
      for (size_t i = 0; i < whole; ++i) {
        EXPECT_EQ(found[i], (Found{entries[i].name, entries[i].text, ""}));
      }
      // What is wrong is told once.
      EXPECT_LE(std::count_if(found.begin(), found.end(),
                              [](const Found& one) { return !one.problem.empty(); }),
                1)
          << ::testing::PrintToString(found.back());
      // Between two members nothing tells, nor in the zeros that fill the last one's block.
      if (size % 1536 != 0 && size % 1536 < 512 + 700) {
        EXPECT_NE(found.back().problem, "") << size << (compressed ? ", compressed" : "");
      }
    }
  }
}

TEST(TextReader, CutOffCompression) {
  const Folder folder;
  std::vector<Entry> entries;
  for (int i = 0; i < 300; ++i) entries.push_back({absl::StrCat("m", i), Noise(7000, i)});
  const std::string tar = Tar(entries);
  for (const Compression compression : kCompressions) {
    const std::string data = Compressed(compression, tar);
    const std::vector<Found> found = ReadPath(folder.Write("a", data.substr(0, data.size() / 2)));
    ASSERT_GT(found.size(), 100u) << CompressionName(compression);
    for (size_t i = 0; i + 2 < found.size(); ++i) {
      ASSERT_EQ(found[i], (Found{entries[i].name, entries[i].text, ""}));
    }
    EXPECT_NE(found.back().problem.find("cut off"), std::string::npos) << found.back();
  }
}

// A header that is damaged costs its member, and no other.
TEST(TextReader, DamagedHeader) {
  const Folder folder;
  std::vector<Entry> entries;
  for (int i = 0; i < 10; ++i) entries.push_back({absl::StrCat("m", i), Noise(700, i)});
  std::string tar = Tar(entries);
  tar[4 * 1536 + 100] ^= 1;
  const std::vector<Found> found = ReadPath(folder.Write("a.tar", tar));
  ASSERT_EQ(found.size(), 10u);
  for (size_t i = 0; i < 10; ++i) {
    if (i == 4) {
      EXPECT_EQ(found[i].text, "");
      EXPECT_NE(found[i].problem, "");
    } else {
      EXPECT_EQ(found[i], (Found{entries[i].name, entries[i].text, ""}));
    }
  }
}

absl::StatusOr<Block> OnlyTextOf(const std::string& path, size_t most) {
  auto texts = TextReader::Open(path, {});
  if (!texts.ok()) return texts.status();
  return OnlyText(**texts, most);
}

TEST(OnlyText, ErrorsAndAll) {
  const Folder folder;
  const std::string text = Noise(10'000, 1);
  const std::string xz = Compressed(Compression::kXz, text);
  for (const std::string& path : {folder.Write("plain", text), folder.Write("xz", xz)}) {
    absl::StatusOr<Block> whole = OnlyTextOf(path, 10'000);
    ASSERT_TRUE(whole.ok()) << whole.status();
    EXPECT_EQ(whole->bytes, text);
    EXPECT_EQ(OnlyTextOf(path, 9'999).status().code(), absl::StatusCode::kResourceExhausted);
  }
  EXPECT_EQ(OnlyTextOf(folder.Write("tar", Tar({{"a", text}})), 10'000).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(OnlyTextOf(folder.Write("cut", xz.substr(0, 2000)), 10'000).status().code(),
            absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace scape::archive
