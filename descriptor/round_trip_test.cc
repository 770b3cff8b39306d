// Whatever is read can be written, and is then read again as the same: over generated documents and
// the files of //testdata.
#include <random>
#include <string>
#include <string_view>

#include "descriptor/document_type.h"
#include "descriptor/testing/documents.h"
#include "descriptor/testing/generator.h"
#include "descriptor/testing/properties.h"
#include "descriptor/testing/testdata.h"
#include "gtest/gtest.h"

namespace scape::descriptor {
namespace {

using netdoc::Mode;
using testing::DocumentJson;
using testing::JsonFault;
using testing::ListTestdata;
using testing::ReadDocument;
using testing::ReadDocuments;
using testing::ReadTestdata;
using testing::RoundTripFault;

constexpr size_t kCount = 1000;
constexpr uint64_t kSeed = 20261121;

// Bulk returns `count` documents of each kind.
std::string Bulk(size_t count) {
  return testing::GenerateServerDescriptors(count, kSeed, {.sha1 = &testing::Sha1}) +
         testing::GenerateBridgeServerDescriptors(count, kSeed) +
         testing::GenerateExtraInfos(count, kSeed) +
         testing::GenerateBridgeExtraInfos(count, kSeed) +
         testing::GenerateMicrodescriptors(count, kSeed);
}

// Samples returns the documents of testdata of types that are not generated.
std::string Samples() {
  std::string text;
  for (const char* file :
       {"key-certificates", "old-key-certificates", "detached-signature-3", "snowflake-log",
        "snowflake-stats-full", "bridgedb-metrics", "bridgestrap-stats", "tordnsel"}) {
    text += ReadTestdata(file);
  }
  return text;
}

// Statuses returns those whose entries are documents of their own.
std::string Statuses() {
  std::string text;
  for (const char* file : {"network-status-2", "network-status-2-full", "bridge-network-status",
                           "running-routers-full", "directory-full", "router-list"}) {
    text += ReadTestdata(file);
  }
  return text;
}

void ExpectProperties(const ReadDocument& document, bool* written) {
  ASSERT_NE(document.parsed, nullptr) << document.raw.text;
  ASSERT_EQ(JsonFault(*document.type, DocumentJson(document)), "") << document.raw.text;
  ASSERT_EQ(RoundTripFault(document, written), "") << document.raw.text;
}

TEST(RoundTrip, GeneratedDocuments) {
  const std::string text = Bulk(kCount);
  size_t all_written = 0;
  EXPECT_EQ(ReadDocuments(text, {.lint = false},
                          [&](const ReadDocument& document) {
                            bool written = false;
                            ExpectProperties(document, &written);
                            all_written += written;
                          }),
            5 * kCount);
  EXPECT_EQ(all_written, 5 * kCount);
}

TEST(RoundTrip, GoodFiles) {
  for (const std::string& file : testing::GoodSamples()) {
    SCOPED_TRACE(file);
    for (const Mode mode : {Mode::kLenient, Mode::kStrict}) {
      testing::ReadOptions options{.mode = mode, .lint = false};
      options.reader.otherwise = TypeOfFileName(file);
      EXPECT_GT(ReadDocuments(ReadTestdata(file), options,
                              [&](const ReadDocument& document) {
                                bool written = false;
                                ExpectProperties(document, &written);
                                EXPECT_TRUE(written);
                              }),
                0u);
    }
  }
}

// Bad documents may be such that they cannot be written; what is written must hold all the same.
TEST(RoundTrip, BadFiles) {
  size_t all_written = 0;
  for (const std::string& file : ListTestdata("bad")) {
    SCOPED_TRACE(file);
    ReadDocuments(ReadTestdata("bad/" + file), {.lint = false}, [&](const ReadDocument& document) {
      bool written = false;
      if (document.parsed != nullptr) ExpectProperties(document, &written);
      all_written += written;
    });
  }
  EXPECT_GT(all_written, 50u);
}

// Lines of keywords that nobody knows are kept byte by byte, wherever they stand.
TEST(RoundTrip, UnknownLines) {
  constexpr std::string_view kUnknown[] = {
      "x-weather sunny, 21 degrees\n",
      "x-empty\n",
      "X-blanks  and\ttabs  \n",
      "x-utf8 \xe2\x98\x83\n",
      "x-latin1 \xfc\xff\n",
      "opt x-optional 1\n",
      "x-object a\n-----BEGIN X THING-----\nAAAA\n-----END X THING-----\n",
      "under_score 1\n",
  };
  const std::string text = Bulk(60) + Samples();
  std::mt19937_64 random(kSeed);
  ReadDocuments(text, {.lint = false}, [&](const ReadDocument& document) {
    // In exit lists they belong to an entry; some samples have such lines already.
    if (document.type->name == "tordnsel" || !document.parsed->unrecognized().empty()) return;
    // Between any two items, but not before the first.
    std::string changed(document.raw.annotations);
    std::vector<std::string> added;
    netdoc::Lexer lexer(document.raw.body);
    netdoc::Item item;
    while (lexer.Next(&item)) {
      changed += item.text;
      // Behind the signature nothing may stand, behind an object-less onion-key an object would.
      const bool last =
          item.keyword == "router-signature" || item.keyword == "dir-key-certification";
      if (random() % 4 == 0 && !last) {
        added.emplace_back(kUnknown[random() % std::size(kUnknown)]);
        changed += added.back();
      }
    }
    ASSERT_EQ(ReadDocuments(changed, {.lint = false},
                            [&](const ReadDocument& again) {
                              bool written = false;
                              ExpectProperties(again, &written);
                              EXPECT_TRUE(written);
                              std::vector<std::string> unrecognized;
                              for (const std::string_view kept : again.parsed->unrecognized()) {
                                unrecognized.emplace_back(kept);
                              }
                              EXPECT_EQ(unrecognized, added);
                            }),
              1u);
  });
}

// Damaged documents: bytes changed, taken away, doubled. Nothing is promised of what is read, but
// JSON is JSON, and what can be written is read again as it was.
TEST(RoundTrip, DamagedDocuments) {
  const std::string text = Bulk(60) + Samples() + Samples() + Samples() + Statuses();
  std::mt19937_64 random(kSeed);
  size_t parsed = 0, all_written = 0;
  for (int round = 0; round < 20; ++round) {
    std::string damaged = text;
    for (size_t i = 0; i < text.size() / 500; ++i) {
      const size_t at = random() % (damaged.size() - 200);
      const size_t size = 1 + random() % 100;
      switch (random() % 4) {
        case 0:
          damaged[at] = static_cast<char>(random());
          break;
        case 1:
          damaged[at] = " \n\t\r-#@:,.=\"\\0"[random() % 15];
          break;
        case 2:
          damaged.erase(at, size);
          break;
        default:
          damaged.insert(at, damaged.substr(random() % (damaged.size() - 200), size));
          break;
      }
    }
    parsed += ReadDocuments(damaged, {.lint = true}, [&](const ReadDocument& document) {
      bool written = false;
      if (document.parsed != nullptr) ExpectProperties(document, &written);
      all_written += written;
    });
  }
  EXPECT_GT(parsed, 1000u);
  EXPECT_GT(all_written, parsed / 4);
}

// A fault is found when there is one: the checks themselves.
TEST(Properties, JsonFault) {
  const DocumentType& type = *FindDocumentType("server-descriptor");
  EXPECT_EQ(JsonFault(type, R"({"type":"server-descriptor 1.0","uptime":1,"contact":"x"})"), "");
  EXPECT_NE(JsonFault(type, R"({"type":"server-descriptor 1.0","uptime":1)"), "");
  EXPECT_NE(JsonFault(type, "{\"type\":\"server-descriptor 1.0\",\"contact\":\"\xfc\"}"), "");
  EXPECT_NE(JsonFault(type, R"({"uptime":1,"type":"server-descriptor 1.0"})"), "");
  EXPECT_NE(JsonFault(type, R"({"type":"microdescriptor 1.0"})"), "");
  EXPECT_NE(JsonFault(type, R"({"type":"server-descriptor 1.0","contact":"x","uptime":1})"), "");
  EXPECT_NE(JsonFault(type, R"({"type":"server-descriptor 1.0","uptime":1,"uptime":1})"), "");
  EXPECT_NE(JsonFault(type, R"({"type":"server-descriptor 1.0","uptime":null})"), "");
  EXPECT_NE(JsonFault(type, R"({"type":"server-descriptor 1.0","uptime":1.5})"), "");
  EXPECT_NE(JsonFault(type, R"({"type":"server-descriptor 1.0","published":"2005-12-16"})"), "");
  EXPECT_NE(JsonFault(type, R"({"type":"server-descriptor 1.0","fingerprint":"ab"})"), "");
  EXPECT_NE(JsonFault(type, R"({"type":"server-descriptor 1.0","bandwidth":{"a":1,"a":2}})"), "");
}

}  // namespace
}  // namespace scape::descriptor
