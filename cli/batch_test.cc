#include "cli/batch.h"

#include <set>
#include <string>
#include <vector>

#include "archive/testing/archives.h"
#include "gtest/gtest.h"

namespace scape::cli {
namespace {

using archive::testing::Folder;

std::string Descriptor(size_t size) {
  return "@type microdescriptor 1.0\nonion-key\nx " + std::string(size, 'x') + "\n";
}

// Batches returns all batches of the paths.
template <typename Visit>
void ForEach(const std::vector<std::string>& paths, const Visit& visit) {
  const InputFiles files(paths, InputFiles::Read::kOnce);
  const InputOptions options;
  InputCounters counters;
  InputReader reader(options, files.files(), &counters);
  InputBatch batch;
  while (Fill(reader, &batch)) visit(batch);
  EXPECT_TRUE(batch.items.empty());
}

TEST(Batch, NoMoreThanSoManyDocuments) {
  const Folder folder;
  std::string text;
  for (int i = 0; i < 1000; ++i) text += Descriptor(10);
  size_t documents = 0, batches = 0;
  ForEach({folder.Write("a", text)}, [&](const InputBatch& batch) {
    EXPECT_LE(batch.items.size(), 64u);
    for (const Item& item : batch.items) EXPECT_EQ(item.raw.text, Descriptor(10));
    documents += batch.items.size();
    ++batches;
  });
  EXPECT_EQ(documents, 1000u);
  EXPECT_EQ(batches, 16u);
}

TEST(Batch, LongDocumentsAreFew) {
  const Folder folder;
  std::string text;
  for (int i = 0; i < 40; ++i) text += Descriptor(100'000);
  ForEach({folder.Write("a", text)},
          [&](const InputBatch& batch) { EXPECT_LE(batch.items.size(), 3u); });
}

// What has been copied of long documents is not kept for each item.
TEST(Batch, CopiesOfLongDocumentsGo) {
  const Folder folder;
  std::vector<archive::testing::Entry> entries;
  for (int i = 0; i < 200; ++i) {
    // By turns, so that each item sees long ones.
    entries.push_back({std::to_string(i), Descriptor(i % 5 == 0 ? 5'000'000 : 100)});
  }
  const std::string path = folder.Write("a.tar", archive::testing::Tar(entries));
  const InputFiles files({path}, InputFiles::Read::kOnce);
  InputCounters counters;
  const InputOptions options;
  InputReader reader(options, files.files(), &counters);
  InputBatch batch;
  size_t documents = 0;
  while (Fill(reader, &batch)) {
    documents += batch.items.size();
    size_t kept = 0;
    for (const Item& item : batch.items) kept += item.copy.capacity();
    EXPECT_LE(kept, size_t{12} << 20);
  }
  EXPECT_EQ(documents, 200u);
}

// Blocks that hardly hold documents are not kept by the dozen.
TEST(Batch, OwnersAreFew) {
  const Folder folder;
  std::vector<std::string> paths;
  for (int i = 0; i < 100; ++i) paths.push_back(folder.Write(std::to_string(i), Descriptor(10)));
  ForEach(paths, [&](const InputBatch& batch) {
    std::set<const void*> owners;
    for (const Item& item : batch.items) {
      EXPECT_NE(item.source, nullptr);
      owners.insert(item.source.get());
    }
    EXPECT_LE(owners.size(), 9u);
  });
}

TEST(Batch, NoticesStandWhereTheyBelong) {
  const Folder folder;
  const std::string cut =
      archive::testing::Compressed(archive::Compression::kXz, Descriptor(10)).substr(0, 20);
  std::vector<std::string> paths;
  for (const char* name : {"0-bad", "1", "2-bad", "3-bad", "4", "5-bad"}) {
    paths.push_back(folder.Write(name, name[1] == '\0' ? Descriptor(10) : cut));
  }
  std::string order;
  ForEach(paths, [&](const InputBatch& batch) {
    TellInOrder(
        batch,
        [&](const InputNotice& notice) {
          EXPECT_TRUE(notice.unreadable);
          order += notice.file.substr(notice.file.rfind('/') + 1) + " ";
        },
        [&](const Item& item) {
          order += item.file.substr(item.file.rfind('/') + 1) + " ";
          return true;
        });
  });
  EXPECT_EQ(order, "0-bad 1 2-bad 3-bad 4 5-bad ");
}

TEST(Batch, LanesAreFilesOrSeveralSmallOnes) {
  std::vector<InputFiles::File> files;
  const auto lanes = [&](const std::vector<int64_t>& sizes) {
    files.clear();
    for (const int64_t size : sizes) {
      files.push_back({"", "", size < 0 ? std::nullopt : std::optional<uint64_t>(size)});
    }
    std::vector<size_t> counts;
    const InputFiles::File* next = files.data();
    for (const auto& lane : FilesOfLanes(files)) {
      EXPECT_EQ(lane.data(), next);
      next += lane.size();
      counts.push_back(lane.size());
    }
    EXPECT_EQ(next, files.data() + files.size());
    return counts;
  };
  constexpr int64_t kMega = 1 << 20;
  using Counts = std::vector<size_t>;
  EXPECT_EQ(lanes({}), Counts{});
  EXPECT_EQ(lanes({10}), Counts{1});
  EXPECT_EQ(lanes({10, 20, 30}), Counts{3});
  EXPECT_EQ(lanes({10, 100 * kMega, 20, 30}), (Counts{1, 1, 2}));
  EXPECT_EQ(lanes({-1, -1, 10, -1, 10, 10}), (Counts{1, 1, 1, 1, 2}));
  EXPECT_EQ(lanes({3 * kMega, 3 * kMega, 3 * kMega}), (Counts{2, 1}));
  EXPECT_LT(lanes(std::vector<int64_t>(10'000, 0)).size(), 100u);
  EXPECT_GT(lanes(std::vector<int64_t>(10'000, 0)).size(), 10u);
}

TEST(Progress, SaysWhatIsLeft) {
  EXPECT_EQ(ProgressLine(50'000'000, 200'000'000, 3000, 10.0),
            " 25% of 200 MB, 3000 documents, 300/s, 5 MB/s, 0:30 left");
  EXPECT_EQ(ProgressLine(1'000'000, 1'000'000'000, 1, 1.0),
            "  0% of 1000 MB, 1 documents, 1/s, 1 MB/s, 16:39 left");
  EXPECT_EQ(ProgressLine(50'000'000, 0, 3000, 10.0), "50 MB, 3000 documents, 300/s, 5 MB/s");
  // A file may grow while it is read.
  EXPECT_EQ(ProgressLine(3'000'000, 2'000'000, 1, 1.0), "100% of 2 MB, 1 documents, 1/s, 3 MB/s");
  EXPECT_EQ(ProgressLine(0, 1, 0, 0.0), "  0% of 0 MB, 0 documents, 0/s, 0 MB/s");
}

}  // namespace
}  // namespace scape::cli
