// Tarballs and compressed files, through the program.
#include <sys/resource.h>

#include <algorithm>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_format.h"
#include "archive/testing/archives.h"
#include "cli/cli_test.h"

namespace scape::cli {
namespace {

using archive::Compression;
using archive::testing::Compressed;
using archive::testing::Entry;
using archive::testing::kCompressions;
using archive::testing::Tar;

class ArchiveTest : public CliTest {
 protected:
  // A tarball as CollecTor has them, of some samples of one type.
  static std::vector<Entry> Entries() {
    std::vector<Entry> entries = {{"server-descriptors-2026-01/", "", Entry::Kind::kFolder}};
    for (const char* name : {"server-descriptors", "generated-server-descriptors"}) {
      entries.push_back(
          {std::string("server-descriptors-2026-01/0/") + name, ReadFile(Sample(name))});
    }
    return entries;
  }

  // WithoutSources returns what was printed without the names of files.
  static std::string WithoutSources(const std::string& lines) {
    return std::regex_replace(lines, std::regex(R"("file":"[^"]*")"), "");
  }
};

TEST_F(ArchiveTest, AreReadAsTheFilesInThem) {
  for (const Entry& entry : Entries()) {
    if (entry.kind == Entry::Kind::kFile) Write("plain/" + entry.name, entry.text);
  }
  const Result plain = Run({"parse", Path("plain")});
  const std::string tar = Tar(Entries());
  std::vector<std::string> paths = {Write("a.tar", tar)};
  for (const Compression compression : kCompressions) {
    const std::string name(archive::CompressionName(compression));
    paths.push_back(Write("a.tar." + name, Compressed(compression, tar)));
    std::vector<Entry> within = Entries();
    for (Entry& entry : within) {
      if (entry.kind != Entry::Kind::kFile) continue;
      entry.text = Compressed(compression, entry.text);
    }
    paths.push_back(Write("within-" + name + ".tar", Tar(within)));
  }
  // In the folder they come in the order of their names.
  Strings expected = Lines(WithoutSources(plain.out));
  std::sort(expected.begin(), expected.end());
  EXPECT_GT(expected.size(), 10u);
  for (const std::string& path : paths) {
    for (const bool stream : {false, true}) {
      const Result result = stream ? Run({"parse", "-"}, ReadFile(path)) : Run({"parse", path});
      EXPECT_EQ(result.status, plain.status) << path << ": " << result.err;
      Strings lines = Lines(WithoutSources(result.out));
      std::sort(lines.begin(), lines.end());
      EXPECT_EQ(lines, expected) << path;
      const std::string file = stream ? "<stdin>" : path;
      EXPECT_EQ(Json(Lines(result.out)[0])["source"]["file"].GetString(),
                file + "!server-descriptors-2026-01/0/server-descriptors");
    }
  }
}

TEST_F(ArchiveTest, PlacesOfProblems) {
  const std::string good = ReadFile(Sample("server-descriptor"));
  const std::string bad = Replaced(good, "\npublished ", "\npublished x");
  const std::string path =
      Write("a.tar.gz", Compressed(Compression::kGzip, Tar({{"d/good", good}, {"d/bad", bad}})));
  for (const char* command : {"parse", "lint"}) {
    const Result result = Run({command, path});
    EXPECT_EQ(result.status, 1);
    const std::string text = command == std::string("parse") ? result.err : result.out;
    EXPECT_TRUE(std::regex_search(
        text, std::regex(R"(a\.tar\.gz!d/bad:\d+:\d+: error: .*\[bad-argument\])")))
        << text;
    EXPECT_FALSE(Contains(text, "d/good:")) << text;
  }
  const Result verified = Run({"verify", path, "--at", "at-valid-after"});
  EXPECT_TRUE(Contains(verified.out, "a.tar.gz!d/good:")) << verified.out;
}

TEST_F(ArchiveTest, NamesOfMembersReachNoTerminal) {
  const std::string path =
      Write("a.tar", Tar({{"a\x1b]0;owned\x07", "hello\n"},
                          {"../../b\nc", ReadFile(Sample("server-descriptor"))}}));
  const Result result = Run({"parse", path, "--fields", "source.file"});
  EXPECT_EQ(result.status, 1);
  EXPECT_FALSE(Contains(result.err, "\x1b")) << result.err;
  ASSERT_EQ(Lines(result.out).size(), 1u);
  EXPECT_EQ(Json(Lines(result.out)[0])["source"]["file"].GetString(), path + "!../../b\nc");
}

TEST_F(ArchiveTest, LinksAreNotFollowed) {
  const std::string secret = Write("secret", ReadFile(Sample("server-descriptor")));
  const std::string path = Write("a.tar", Tar({{"link", secret, Entry::Kind::kLink},
                                               {"b", ReadFile(Sample("microdescriptor"))}}));
  const Result result = Run({"parse", path, "--fields", "type"});
  EXPECT_EQ(result.status, 0);
  EXPECT_EQ(Lines(result.out), Strings{R"({"type":"microdescriptor 1.0"})"});
  EXPECT_EQ(result.err, path + ": note: passed over: 1 links, 0 devices, 0 sparse files\n");
}

// What comes before damage is printed, what is wrong is told, and the next file is read.
TEST_F(ArchiveTest, DamagedArchives) {
  std::vector<Entry> entries;
  for (int i = 0; i < 60; ++i) {
    entries.push_back({std::to_string(i), ReadFile(Sample("generated-server-descriptors")) +
                                              "x-noise " + archive::testing::Noise(9000, i) +
                                              "\n"});
  }
  const std::string tar = Tar(entries);
  for (const Compression compression : kCompressions) {
    if (compression == Compression::kLzma) continue;  // it has no checksum
    SCOPED_TRACE(archive::CompressionName(compression));
    const std::string data = Compressed(compression, tar);
    std::string flipped = data;
    flipped[data.size() * 9 / 10] ^= 0x55;
    for (const std::string& damaged : {data.substr(0, data.size() * 9 / 10), flipped}) {
      // These frames have no checksum, either.
      if (compression == Compression::kZstd && damaged == flipped) continue;
      const std::string path = Write("in/a", damaged);
      Write("in/b", ReadFile(Sample("microdescriptor")));
      const Result result = Run({"parse", Path("in"), "--fields", "type,source.file"});
      EXPECT_EQ(result.status, 1);
      EXPECT_TRUE(std::regex_search(
          result.err, std::regex(R"(in/a(!\d+)?: error: the \w+ data .*, after \d+ bytes of it)")))
          << result.err;
      const Strings lines = Lines(result.out);
      ASSERT_GT(lines.size(), 1u);
      EXPECT_TRUE(Contains(lines.front(), "/in/a!0\""));
      EXPECT_TRUE(Contains(lines.back(), "microdescriptor"));
    }
  }
}

TEST_F(ArchiveTest, CertificatesInATarball) {
  const std::string path =
      Write("certs.tar.xz",
            Compressed(Compression::kXz, Tar({{"certs/a", ReadFile(Sample("key-certificates"))}})));
  const Strings arguments = {"verify", Sample("network-status-consensus-3"), "--at",
                             "at-valid-after", "--certs"};
  Strings plain = arguments, packed = arguments;
  plain.push_back(Sample("key-certificates"));
  packed.push_back(path);
  const Result expected = Run(plain), result = Run(packed);
  EXPECT_EQ(result.status, expected.status);
  EXPECT_EQ(result.out, expected.out);
  EXPECT_EQ(result.err, expected.err);
}

TEST_F(ArchiveTest, CompressedDiffs) {
  const std::string folder = Sample("consensus-diff/");
  const std::string base =
      Write("base.xz", Compressed(Compression::kXz, ReadFile(folder + "consensus-microdesc.base")));
  const std::string diff = Write(
      "diff.gz", Compressed(Compression::kGzip, ReadFile(folder + "consensus-microdesc.diff")));
  const Result result = Run({"consensus-diff", "apply", base, diff});
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_EQ(result.out, ReadFile(folder + "consensus-microdesc.target"));
  const Result tar = Run({"consensus-diff", "apply", Write("a.tar", Tar({{"a", "a"}})), diff});
  EXPECT_EQ(tar.status, 1);
  EXPECT_TRUE(Contains(tar.err, "a.tar: error: this is a tarball")) << tar.err;
}

TEST_F(ArchiveTest, Memory) {
  const std::string path =
      Write("a.xz", Compressed(Compression::kXz, ReadFile(Sample("server-descriptor"))));
  const Result result = Run({"parse", path, "--memory", "1"});
  EXPECT_EQ(result.status, 1);
  EXPECT_TRUE(Contains(result.err, "a.xz: error: to decompress this xz data takes ")) << result.err;
  EXPECT_TRUE(Contains(result.err, "--memory")) << result.err;
}

// Archives are read at once, and printed one behind the other.
TEST_F(ArchiveTest, SeveralArchives) {
  Strings paths;
  for (int i = 0; i < 5; ++i) {
    std::vector<Entry> entries;
    // The first is the longest.
    for (int j = 0; j < 40 - 8 * i; ++j) {
      entries.push_back({std::to_string(j), ReadFile(Sample("generated-server-descriptors"))});
    }
    paths.push_back(
        Write(std::to_string(i) + ".tar.xz", Compressed(Compression::kXz, Tar(entries))));
  }
  const auto run = [&](Strings options) {
    options.insert(options.begin(), {"parse", "--fields", "fingerprint,source"});
    options.insert(options.end(), paths.begin(), paths.end());
    const Result result = Run(options);
    EXPECT_EQ(result.status, 0) << result.err;
    return result.out;
  };
  const std::string expected = run({"--jobs", "1"});
  Strings sorted = Lines(expected);
  EXPECT_GT(sorted.size(), 1000u);
  std::sort(sorted.begin(), sorted.end());
  for (const char* jobs : {"2", "3", "8"}) {
    EXPECT_EQ(run({"--jobs", jobs}), expected) << jobs;
    Strings lines = Lines(run({"--jobs", jobs, "--unordered"}));
    std::sort(lines.begin(), lines.end());
    EXPECT_EQ(lines, sorted) << jobs;
  }
  // Where nothing can be put aside, what comes early waits.
  const char* const folder = std::getenv("TMPDIR");
  const std::string before = folder == nullptr ? "" : folder;
  setenv("TMPDIR", Path("absent").c_str(), 1);
  EXPECT_EQ(run({"--jobs", "3"}), expected);
  folder == nullptr ? unsetenv("TMPDIR") : setenv("TMPDIR", before.c_str(), 1);
  // As JSON it is one list, and as CSV one table.
  for (const char* format : {"json", "csv"}) {
    EXPECT_EQ(run({"--jobs", "3", "--format", format}), run({"--jobs", "1", "--format", format}));
  }
  EXPECT_EQ(Json(run({"--jobs", "3", "--format", "json"})).Size(), sorted.size());
}

// What is told comes in the order of the files, whoever finds it first.
TEST_F(ArchiveTest, MessagesKeepTheOrder) {
  const std::string xz = Compressed(Compression::kXz, ReadFile(Sample("microdescriptor")));
  Strings expected;
  for (int i = 0; i < 30; ++i) {
    const std::string name = absl::StrFormat("in/%02d", i);
    if (i % 3 == 0) {
      Write(name, xz.substr(0, xz.size() - 20));
    } else if (i % 3 == 1) {
      Write(name, ReadFile(Sample("bad/bad-argument")));
    } else {
      // With this the next file is in another lane.
      Write(name, "hello\n" + std::string(size_t{5} << 20, '\n'));
    }
    expected.push_back(Path(name));
  }
  for (const char* jobs : {"1", "2", "5"}) {
    const Result result = Run({"parse", "--jobs", jobs, Path("in")});
    EXPECT_EQ(result.status, 1);
    Strings files;
    for (const std::string& line : Lines(result.err)) {
      const std::string file = line.substr(0, line.find(':'));
      if (files.empty() || files.back() != file) files.push_back(file);
    }
    EXPECT_EQ(files, expected) << jobs;
  }
}

// A certificate that cannot be read costs itself.
TEST_F(ArchiveTest, CertificatesBesideDamage) {
  const std::string text = ReadFile(Sample("key-certificates"));
  const std::string damaged = Compressed(Compression::kXz, text).substr(0, 100);
  const std::string path =
      Write("certs.tar", Tar({{"a.xz", damaged}, {"link", "b", Entry::Kind::kLink}, {"b", text}}));
  const Result result = Run(
      {"verify", Sample("network-status-consensus-3"), "--at", "at-valid-after", "--certs", path});
  const Result plain = Run({"verify", Sample("network-status-consensus-3"), "--at",
                            "at-valid-after", "--certs", Sample("key-certificates")});
  EXPECT_EQ(result.status, plain.status);
  EXPECT_EQ(result.out, plain.out);
  EXPECT_TRUE(Contains(result.err, "certs.tar!a.xz: warning: it is left out: the xz data "))
      << result.err;
  EXPECT_TRUE(Contains(result.err, "certs.tar: note: passed over: 1 links")) << result.err;
}

// Little that becomes much takes time, not memory.
TEST_F(ArchiveTest, ZerosWithoutEnd) {
  const std::string zeros(size_t{100} << 20, '\0');
  const std::string path = Write("zeros.xz", Compressed(Compression::kXz, zeros));
  EXPECT_LT(fs::file_size(path), size_t{1} << 20);
  const Result result = Run({"parse", path});
  EXPECT_EQ(result.status, 1);
  EXPECT_TRUE(Contains(result.err, "document-too-long") || Contains(result.err, "line-too-long"))
      << result.err;
  EXPECT_LT(result.err.size(), 1000u);
}

}  // namespace
}  // namespace scape::cli
