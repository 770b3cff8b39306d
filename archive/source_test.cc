#include "archive/source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "archive/testing/archives.h"
#include "gtest/gtest.h"

namespace scape::archive {
namespace {

namespace fs = std::filesystem;
using testing::Folder;
using Strings = std::vector<std::string>;

std::string ReadAll(netdoc::ChunkSource& chunks, size_t most) {
  std::string text;
  std::string buffer(most, '\0');
  for (;;) {
    const absl::StatusOr<size_t> got = chunks.Read({buffer.data(), buffer.size()});
    EXPECT_TRUE(got.ok()) << got.status();
    if (!got.ok() || *got == 0) return text;
    text.append(buffer, 0, *got);
  }
}

// Text of `size` bytes that is nowhere like itself.
std::string LongText(size_t size) {
  std::string text;
  for (size_t i = 0; text.size() < size; ++i) text += std::to_string(i) + "\n";
  text.resize(size);
  return text;
}

TEST(Source, FilesAreMapped) {
  const Folder folder;
  for (const size_t size :
       {size_t{1}, Source::kFirstBytes - 1, Source::kFirstBytes, size_t{1} << 20}) {
    const std::string text = LongText(size);
    auto source = Source::Open(folder.Write("file", text));
    ASSERT_TRUE(source.ok()) << source.status();
    ASSERT_TRUE((*source)->mapped().has_value());
    EXPECT_EQ(*(*source)->mapped(), text);
    EXPECT_EQ((*source)->first_bytes(), text.substr(0, Source::kFirstBytes));
    EXPECT_EQ((*source)->size(), size);
    EXPECT_EQ(ReadAll((*source)->chunks(), 1000), text) << "by its chunks";
    EXPECT_EQ((*source)->chunks_read(), size);
  }
}

// What has been released can be read again.
TEST(Source, Release) {
  const Folder folder;
  const std::string text = LongText(300000);
  auto source = Source::Open(folder.Write("file", text));
  ASSERT_TRUE(source.ok());
  for (const uint64_t bytes : {0, 1, 65536, 65537, 1000, 200000, 300000}) {
    (*source)->Release(bytes);
    EXPECT_EQ(*(*source)->mapped(), text);
  }
}

TEST(Source, EmptyFile) {
  const Folder folder;
  auto source = Source::Open(folder.Write("empty", ""));
  ASSERT_TRUE(source.ok());
  EXPECT_EQ((*source)->first_bytes(), "");
  EXPECT_EQ((*source)->size(), 0u);
  if (!(*source)->mapped().has_value()) {
    EXPECT_EQ(ReadAll((*source)->chunks(), 10), "");
  }
}

// Files of /proc have no size, and cannot be mapped. Only Linux with /proc mounted has such files,
// and a test cannot make one.
TEST(Source, FilesWithoutSize) {
  auto source = Source::Open("/proc/self/status");
  if (!source.ok()) GTEST_SKIP() << "SKIPPED: there is no /proc";
  ASSERT_FALSE((*source)->mapped().has_value());
  const std::string text = ReadAll((*source)->chunks(), 4096);
  EXPECT_EQ(text.substr(0, 6), "Name:\t");
  EXPECT_EQ((*source)->first_bytes(), text.substr(0, Source::kFirstBytes));
}

TEST(Source, PipesAreStreams) {
  const Folder folder;
  const std::string path = folder / "pipe";
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  for (const size_t size : {size_t{0}, size_t{5}, Source::kFirstBytes, size_t{200000}}) {
    const std::string text = LongText(size);
    std::thread writer([&] { std::ofstream(path, std::ios::binary) << text; });
    auto source = Source::Open(path);
    ASSERT_TRUE(source.ok());
    EXPECT_FALSE((*source)->mapped().has_value());
    EXPECT_FALSE((*source)->size().has_value());
    EXPECT_EQ((*source)->first_bytes(), text.substr(0, Source::kFirstBytes));
    EXPECT_EQ(ReadAll((*source)->chunks(), 100), text);
    EXPECT_EQ((*source)->chunks_read(), size);
    writer.join();
  }
}

TEST(Source, StandardInput) {
  const Folder folder;
  const std::string text = LongText(100000);
  const int file = open(folder.Write("file", text).c_str(), O_RDONLY);
  const int before = dup(STDIN_FILENO);
  ASSERT_GE(dup2(file, STDIN_FILENO), 0);
  // Where it stands, not where the file begins.
  char byte;
  ASSERT_EQ(read(STDIN_FILENO, &byte, 1), 1);
  {
    auto source = Source::Open("-");
    ASSERT_TRUE(source.ok());
    EXPECT_FALSE((*source)->mapped().has_value());
    EXPECT_EQ(ReadAll((*source)->chunks(), 777), text.substr(1));
  }
  EXPECT_NE(fcntl(STDIN_FILENO, F_GETFD), -1) << "still open";
  dup2(before, STDIN_FILENO);
  close(before);
  close(file);
}

TEST(Source, Errors) {
  const Folder folder;
  const auto message = [](const std::string& path) {
    const auto source = Source::Open(path);
    return source.ok() ? "none" : std::string(source.status().message());
  };
  EXPECT_EQ(message(folder / "absent"), folder / "absent: No such file or directory");
  EXPECT_EQ(message(folder.path()), folder.path() + ": Is a directory");
  EXPECT_EQ(message(folder.Write("file", "x") + "/below"), folder / "file/below: Not a directory");
  EXPECT_EQ(Source::Open(folder / "absent").status().code(), absl::StatusCode::kNotFound);
  // Reading fails, not opening.
  if (fs::exists("/proc/self/mem")) {
    EXPECT_EQ(message("/proc/self/mem"), "/proc/self/mem: Input/output error");
  }
  if (geteuid() != 0) {
    const std::string secret = folder.Write("secret", "x");
    chmod(secret.c_str(), 0);
    EXPECT_EQ(message(secret), secret + ": Permission denied");
  }
}

TEST(ListFiles, OneFile) {
  const Folder folder;
  const std::string path = folder.Write("b", "x");
  Strings files = {"already there"};
  std::vector<absl::Status> errors;
  ListFiles(path, files, errors);
  ListFiles("-", files, errors);
  ListFiles(folder / "absent", files, errors);  // whoever opens it says so
  EXPECT_EQ(files, Strings({"already there", path, "-", folder / "absent"}));
  EXPECT_TRUE(errors.empty());
}

TEST(ListFiles, FoldersInOrder) {
  const Folder folder;
  const Strings expected = {folder.Write("a/2", ""), folder.Write("a/3/x", ""),
                            folder.Write("a.txt", ""), folder.Write("b", ""),
                            folder.Write("c/.hidden", "")};
  fs::create_directory(folder / "empty");
  Strings files;
  std::vector<absl::Status> errors;
  ListFiles(folder.path(), files, errors);
  EXPECT_EQ(files, expected);
  EXPECT_TRUE(errors.empty());
}

TEST(ListFiles, LinksAndOthers) {
  const Folder folder;
  const std::string file = folder.Write("file", "");
  const std::string below = folder.Write("folder/below", "");
  fs::create_symlink("file", folder / "link-to-file");
  fs::create_directory_symlink("folder", folder / "link-to-folder");
  fs::create_directory_symlink("..", folder / "folder/link-to-parent");
  fs::create_symlink("absent", folder / "link-to-nothing");
  ASSERT_EQ(mkfifo((folder / "pipe").c_str(), 0600), 0);
  Strings files;
  std::vector<absl::Status> errors;
  ListFiles(folder.path(), files, errors);
  EXPECT_EQ(files, Strings({file, below, folder / "link-to-file"}));
  EXPECT_TRUE(errors.empty());
  // A link that is named itself is followed.
  files.clear();
  ListFiles(folder / "link-to-folder", files, errors);
  EXPECT_EQ(files, Strings({folder / "link-to-folder/below"}));
}

// Root reads every folder, whatever its mode: as root nothing is refused that could be looked at.
TEST(ListFiles, FolderThatCannotBeRead) {
  if (geteuid() == 0) GTEST_SKIP() << "SKIPPED: root may read everything";
  const Folder folder;
  const std::string file = folder.Write("z", "");
  const std::string secret = folder / "secret";
  fs::create_directory(secret);
  chmod(secret.c_str(), 0);
  Strings files;
  std::vector<absl::Status> errors;
  ListFiles(folder.path(), files, errors);
  chmod(secret.c_str(), 0700);
  EXPECT_EQ(files, Strings({file}));
  ASSERT_EQ(errors.size(), 1u);
  EXPECT_EQ(errors[0].message(), secret + ": Permission denied");
}

}  // namespace
}  // namespace scape::archive
