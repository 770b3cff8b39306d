#include "descriptor/tor_version.h"

#include <gtest/gtest.h>

#include <compare>
#include <cstdint>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "descriptor/netdoc/encoder.h"
#include "descriptor/netdoc/item_reader.h"
#include "descriptor/netdoc/json_writer.h"
#include "descriptor/netdoc/lexer.h"
#include "descriptor/testing/values.h"

namespace scape::descriptor {
namespace {

using netdoc::Fault;
using testing::ReadItem;
using testing::ToItem;
using testing::ToJson;
using Status = TorVersion::Status;

TorVersion Version(std::string_view text) {
  TorVersion version;
  EXPECT_TRUE(ParseTorVersion(text, &version)) << text;
  return version;
}

TEST(TorVersionTest, Parses) {
  const struct {
    std::string_view text;
    uint32_t major, minor, micro;
    Status status;
    uint32_t patch;
    std::string_view tag, extra;
  } kCases[] = {
      {"0.4.8.21", 0, 4, 8, Status::kRelease, 21, "", ""},
      {"0.1.2", 0, 1, 2, Status::kRelease, 0, "", ""},
      {"0.4.9.1-alpha-dev", 0, 4, 9, Status::kRelease, 1, "alpha-dev", ""},
      {"0.1.2-rc", 0, 1, 2, Status::kRelease, 0, "rc", ""},
      {"0.0.9pre5", 0, 0, 9, Status::kPre, 5, "", ""},
      {"0.0.9rc5-cvs", 0, 0, 9, Status::kRc, 5, "cvs", ""},
      {"0.2.2.23-alpha (git-7dcd105be34a4f44)", 0, 2, 2, Status::kRelease, 23, "alpha",
       "(git-7dcd105be34a4f44)"},
      {"0.1.2.3 (a) ()", 0, 1, 2, Status::kRelease, 3, "", "(a) ()"},
      {"0.1.2 (r7)", 0, 1, 2, Status::kRelease, 0, "", "(r7)"},
      {"0.1.2.3-", 0, 1, 2, Status::kRelease, 3, "", ""},
      {"2147483647.00.01.2147483647", 2147483647, 0, 1, Status::kRelease, 2147483647, "", ""},
  };
  for (const auto& c : kCases) {
    for (const std::string prefix : {"", "Tor "}) {
      const std::string text = prefix + std::string(c.text);
      const TorVersion version = Version(text);
      EXPECT_EQ(version.major, c.major) << text;
      EXPECT_EQ(version.minor, c.minor) << text;
      EXPECT_EQ(version.micro, c.micro) << text;
      EXPECT_EQ(version.status, c.status) << text;
      EXPECT_EQ(version.patch, c.patch) << text;
      EXPECT_EQ(version.tag, c.tag) << text;
      EXPECT_EQ(version.extra, c.extra) << text;
      EXPECT_EQ(version.has_name, !prefix.empty()) << text;
    }
  }
}

TEST(TorVersionTest, RefusesWhatIsMalformed) {
  for (const std::string_view text : {"",
                                      "Tor",
                                      "Tor ",
                                      ".",
                                      "0",
                                      "0.1",
                                      "0.1.",
                                      "0.1.2.",
                                      "0.-1.0",
                                      "-0.1.2",
                                      "+0.1.2",
                                      "2147483648.0",
                                      "2147483648.0.0",
                                      "0.2.9.9999999999",
                                      "0.0.18446744073709551616",
                                      "0.2.9.18446744073709551617",
                                      "99999999999999999999999999999999.0.0",
                                      "0.1.2pre",
                                      "0.1.2rc",
                                      "0.1.2rc-1",
                                      "0.1.2pre-1",
                                      "0.1.2.3.4",
                                      "0.1.2.3a",
                                      "0.1.2a",
                                      "0.1.2.a",
                                      "a.b.c",
                                      " 0.1.2",
                                      "0.1.2 ",
                                      "0.1.2  (a)",
                                      "0.1.2 (a",
                                      "0.1.2 a)",
                                      "0.1.2 (a b)",
                                      "0.1.2 (a) b",
                                      "0.1.2(a)",
                                      "0.1.2 on Linux",
                                      "0.1.2-a b",
                                      "0.1.2\t(a)",
                                      "0.1.2\n",
                                      "tor 0.1.2",
                                      "Tor  0.1.2",
                                      "TorTor 0.1.2",
                                      "0.1.2\xff"}) {
    TorVersion version;
    EXPECT_FALSE(ParseTorVersion(text, &version)) << text;
  }
}

// The order of these is the one that stem 1.8.1 has for them.
TEST(TorVersionTest, Order) {
  constexpr std::string_view kAscending[] = {"0.1.0.1-rc",
                                             "0.1.0.1-rc-cvs",
                                             "0.1.1.10",
                                             "0.1.1.10-alpha",
                                             "0.1.1.10-alpha-cvs",
                                             "0.1.2",
                                             "0.1.2.1-alpha",
                                             "0.1.2.19",
                                             "0.2.0.34",
                                             "0.2.2.0-alpha-dev",
                                             "0.2.2.23-alpha",
                                             "0.2.3.9-alpha",
                                             "0.2.3.10-alpha",
                                             "0.2.3.25",
                                             "0.2.4.6-alpha",
                                             "0.2.4.6-alpha-dev",
                                             "0.2.4.9-alpha",
                                             "0.2.4.17",
                                             "0.2.4.17-beta",
                                             "0.2.4.17-rc",
                                             "0.2.9.15",
                                             "0.2.10.1",
                                             "0.3.5.11",
                                             "0.3.5.11-dev",
                                             "0.4.8.9",
                                             "0.4.8.9-rc",
                                             "0.4.8.21",
                                             "0.4.9.1-alpha",
                                             "0.4.9.1-alpha-dev",
                                             "0.4.10.0",
                                             "1.0.0.0"};
  for (size_t i = 0; i < std::size(kAscending); ++i) {
    for (size_t j = 0; j < std::size(kAscending); ++j) {
      const TorVersion a = Version(kAscending[i]);
      const TorVersion b = Version(kAscending[j]);
      EXPECT_EQ(a <=> b, i <=> j) << kAscending[i] << ' ' << kAscending[j];
      EXPECT_EQ(a == b, i == j) << kAscending[i] << ' ' << kAscending[j];
    }
  }
}

// The forms of 2003 and 2004, which stem does not know: pre, then rc, then the release.
TEST(TorVersionTest, OrderOfOldVersions) {
  constexpr std::string_view kAscending[] = {
      "0.0.8.1",  "0.0.9pre1", "0.0.9pre2", "0.0.9pre10", "0.0.9pre10-cvs", "0.0.9rc1",
      "0.0.9rc2", "0.0.9",     "0.0.9.1",   "0.0.9.10",   "0.1.0.1-rc"};
  for (size_t i = 1; i < std::size(kAscending); ++i) {
    EXPECT_LT(Version(kAscending[i - 1]), Version(kAscending[i])) << kAscending[i];
  }
}

TEST(TorVersionTest, Equality) {
  EXPECT_EQ(Version("0.1.2"), Version("0.1.2.0"));
  EXPECT_EQ(Version("0.4.8.9"), Version("0.4.8.09"));
  EXPECT_EQ(Version("Tor 0.4.8.9"), Version("0.4.8.9"));
  EXPECT_EQ(Version("0.2.2.23-alpha (git-7dcd105be34a4f44)"), Version("0.2.2.23-alpha"));
  EXPECT_NE(Version("0.2.2.23-alpha"), Version("0.2.2.23"));
  EXPECT_NE(Version("0.0.9pre0"), Version("0.0.9"));
}

TEST(TorVersionTest, ItIsATotalOrder) {
  std::mt19937 random(7);
  constexpr std::string_view kSeparators[] = {".", ".", "pre", "rc"};
  constexpr std::string_view kTags[] = {"", "", "-alpha", "-alpha-dev", "-rc", "-dev"};
  std::vector<std::string> texts;
  for (int i = 0; i < 120; ++i) {
    std::string text = std::to_string(random() % 2) + "." + std::to_string(random() % 3) + "." +
                       std::to_string(random() % 3);
    if (random() % 5 != 0) {
      text += kSeparators[random() % std::size(kSeparators)];
      text += std::to_string(random() % 3);
    }
    text += kTags[random() % std::size(kTags)];
    texts.push_back(text);
  }
  std::vector<TorVersion> versions;
  for (const std::string& text : texts) versions.push_back(Version(text));
  for (const TorVersion& a : versions) {
    EXPECT_TRUE(a == a);
    for (const TorVersion& b : versions) {
      EXPECT_EQ(a<b, b> a);
      EXPECT_EQ((a < b) + (a == b) + (a > b), 1);
      for (const TorVersion& c : versions) {
        if (a <= b && b <= c) {
          EXPECT_TRUE(a <= c) << a.ToString() << b.ToString() << c.ToString();
        }
      }
    }
  }
}

TEST(TorVersionTest, ToStringAndBack) {
  for (const std::string_view text :
       {"0.4.8.21", "0.1.2", "0.1.2.0", "0.1.2-rc", "0.0.9pre5", "0.0.9rc0-cvs",
        "0.4.9.1-alpha-dev", "0.2.2.23-alpha (git-7dcd105be34a4f44)", "0.1.2.3 (a) (b)"}) {
    EXPECT_EQ(Version(text).ToString(), text);
    EXPECT_EQ(Version("Tor " + std::string(text)).ToString(), text);
  }
  TorVersion made;
  made.minor = 4;
  made.micro = 8;
  EXPECT_EQ(made.ToString(), "0.4.8");
  made.patch = 3;
  EXPECT_EQ(made.ToString(), "0.4.8.3");
}

TEST(TorVersionTest, Platforms) {
  const struct {
    std::string_view platform, version;
  } kCases[] = {
      {"Tor 0.4.8.21 on Linux", "0.4.8.21"},
      {"Tor 0.2.4.17-rc on Linux", "0.2.4.17-rc"},
      {"Tor 0.1.1.10-alpha-cvs on FreeBSD i386", "0.1.1.10-alpha-cvs"},
      {"Tor 0.0.9pre5-cvs on Linux i686", "0.0.9pre5-cvs"},
      {"Tor 0.2.1.29 (r318f470bc5f2ad43) on Linux x86_64", "0.2.1.29 (r318f470bc5f2ad43)"},
      {"Tor 0.2.0.34 (r18423)", "0.2.0.34 (r18423)"},
      {"Tor 0.4.9.5", "0.4.9.5"},
      {"Tor  0.4.9.5\ton BSD", "0.4.9.5"},
      {"Tor 0.4.9.5 (not a tag) on Linux", "0.4.9.5"},
  };
  for (const auto& c : kCases) {
    TorVersion version;
    EXPECT_TRUE(TorVersionOfPlatform(c.platform, &version)) << c.platform;
    EXPECT_EQ(version.ToString(), c.version);
    EXPECT_TRUE(version.has_name);
  }
  for (const std::string_view platform :
       {"", "Tor", "Tor ", "Tor on Linux", "tor 0.4.8.21 on Linux", "Tor0.4.8.21 on Linux",
        "node-Tor 0.1.0 on Linux", "0.4.8.21 on Linux", "Tor 0.4 on Linux", "Tor 0.-1.0 on Linux",
        "Tor 0.2.9.9999999999 on Linux", "Tor Tor 0.4.8.21 on Linux", "bushel 1.0"}) {
    TorVersion version;
    EXPECT_FALSE(TorVersionOfPlatform(platform, &version)) << platform;
  }
}

TEST(TorVersionTest, ReadWriteReadAndJson) {
  for (const std::string line : {"v Tor 0.4.8.21", "v 0.4.9.1-alpha (git-0011)", "v 0.0.9rc5"}) {
    const auto version = ReadItem<TorVersion>(line);
    EXPECT_EQ(ToItem("v", version), line + "\n");
    EXPECT_EQ(ToJson(version), "\"" + version.ToString() + "\"");
  }
  const struct {
    std::string_view line, where;
    const netdoc::Problem* problem;
  } kBad[] = {
      {"v", "", &netdoc::problems::kMissingArgument},
      {"v Tor", "Tor", &netdoc::problems::kBadArgument},
      {"v Tor 0.4.x", "Tor 0.4.x", &netdoc::problems::kBadArgument},
  };
  for (const auto& c : kBad) {
    TorVersion version;
    Fault fault;
    EXPECT_FALSE(ReadItem(c.line, &version, &fault)) << c.line;
    EXPECT_EQ(fault.problem, c.problem) << c.line;
    EXPECT_EQ(fault.where, c.where) << c.line;
  }
}

// Versions with a few bytes changed: what is still read, is read from its own text again.
TEST(TorVersionTest, AnyBytesDoNoHarm) {
  std::mt19937 random(8);
  constexpr std::string_view kBytes = "0129.-prec() To\xff";
  constexpr std::string_view kVersions[] = {"Tor 0.4.8.21-alpha (git-0011)", "0.0.9pre5-cvs",
                                            "0.1.2rc3", "Tor 0.4.8"};
  int good = 0, bad = 0;
  for (int i = 0; i < 100000; ++i) {
    std::string text(kVersions[random() % std::size(kVersions)]);
    for (int changes = 1 + static_cast<int>(random() % 3); changes > 0; --changes) {
      const size_t place = random() % text.size();
      if (random() % 2 == 0) {
        text[place] = kBytes[random() % kBytes.size()];
      } else {
        text.insert(place, 1, kBytes[random() % kBytes.size()]);
      }
    }
    TorVersion version;
    TorVersionOfPlatform(text, &version);
    if (!ParseTorVersion(text, &version)) {
      ++bad;
      continue;
    }
    ++good;
    const std::string written = version.ToString();
    TorVersion again;
    EXPECT_TRUE(ParseTorVersion(written, &again)) << text;
    EXPECT_EQ(version, again) << text;
    EXPECT_EQ(again.ToString(), written) << text;
  }
  EXPECT_GT(good, 1000);
  EXPECT_GT(bad, 1000);
}

}  // namespace
}  // namespace scape::descriptor
