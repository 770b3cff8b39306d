// Real documents, where there are any: SCAPE_CORPUS names a folder of documents by type (its table
// of contents is SCAPE_CORPUS_MANIFEST), SCAPE_TESTNET_SAMPLE the files of a test network.
// tools/test sets them; without them these tests are skipped.
#include "descriptor/testing/corpus.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "descriptor/document_type.h"
#include "descriptor/testing/documents.h"
#include "descriptor/testing/properties.h"
#include "descriptor/testing/testdata.h"
#include "gtest/gtest.h"

namespace scape::descriptor {
namespace {

using netdoc::Mode;
using netdoc::Severity;
using testing::CorpusFile;
using testing::DocumentJson;
using testing::JsonFault;
using testing::ReadDocument;
using testing::ReadDocuments;
using testing::ReadFile;
using testing::ReadOptions;
using testing::RoundTripFault;

std::string Environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

class Corpus : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!testing::HasCorpus()) GTEST_SKIP() << testing::kNoCorpus;
    files_ = testing::CorpusFiles();
    ASSERT_GT(files_.size(), 100u);
  }

  // Options has the hint that the file's name gives.
  static ReadOptions Options(const CorpusFile& file) {
    ReadOptions options{.lint = false};
    options.reader.otherwise = TypeOfFileName(file.path);
    return options;
  }

  std::vector<CorpusFile> files_;
};

// No document is lost, and none is found that is not there.
TEST_F(Corpus, CountsAreThoseOfTheManifest) {
  size_t all = 0;
  for (const CorpusFile& file : files_) {
    if (file.malformed) continue;
    std::map<std::string_view, size_t> types;
    ReadDocuments(file.Text(), Options(file), [&](const ReadDocument& document) {
      ++types[document.parsed == nullptr ? "none" : document.type->name];
    });
    if (file.documents == 0) {  // not a document, says the manifest
      EXPECT_EQ(types.count(file.type), 0u) << file.path;
      continue;
    }
    EXPECT_EQ(types, (std::map<std::string_view, size_t>{{file.type, file.documents}}))
        << file.path;
    all += file.documents;
  }
  EXPECT_GT(all, 60000u);
}

// What is read is JSON, and is read again as it was when it is written.
TEST_F(Corpus, RoundTrip) {
  size_t documents = 0, all_written = 0;
  for (const CorpusFile& file : files_) {
    SCOPED_TRACE(file.path);
    ReadDocuments(file.Text(), Options(file), [&](const ReadDocument& document) {
      if (document.parsed == nullptr || HasFatalFailure()) return;
      bool written = false;
      ASSERT_EQ(JsonFault(*document.type, DocumentJson(document)), "") << document.raw.text;
      ASSERT_EQ(RoundTripFault(document, &written), "") << document.raw.text;
      ++documents;
      all_written += written;
    });
  }
  // Those that cannot be written are bad ones.
  EXPECT_LE(documents - all_written, 25u);
}

// Streams give what mapped files do.
TEST_F(Corpus, Streams) {
  class Pieces : public netdoc::ChunkSource {
   public:
    explicit Pieces(std::string_view text) : text_(text) {}
    absl::StatusOr<size_t> Read(std::span<char> buffer) override {
      const size_t size = std::min({size_t{4099}, buffer.size(), text_.size()});
      std::copy_n(text_.data(), size, buffer.data());
      text_.remove_prefix(size);
      return size;
    }

   private:
    std::string_view text_;
  };
  for (const CorpusFile& file : files_) {
    const std::string text = file.Text();
    Pieces pieces(text);
    netdoc::DocumentReader whole(ReaderTypes(), {}, text);
    netdoc::DocumentReader stream(ReaderTypes(), {.chunk = 512}, &pieces);
    netdoc::RawDocument a, b;
    while (whole.Next(&a)) {
      ASSERT_TRUE(stream.Next(&b)) << file.path;
      ASSERT_EQ(a.text, b.text) << file.path;
      ASSERT_EQ(a.annotations, b.annotations) << file.path;
      ASSERT_EQ(a.line, b.line) << file.path;
      ASSERT_EQ(a.offset, b.offset) << file.path;
      ASSERT_EQ(a.type, b.type) << file.path;
      ASSERT_EQ(a.problem, b.problem) << file.path;
    }
    ASSERT_FALSE(stream.Next(&b)) << file.path;
  }
}

// The signing keys that tor holds for stolen are found, and are all from before the middle of 2014.
TEST_F(Corpus, DenylistedSigningKeys) {
  size_t certificates = 0, denylisted = 0;
  for (const CorpusFile& file : files_) {
    if (file.type != "dir-key-certificate-3" || file.malformed) continue;
    ReadDocuments(file.Text(), {.mode = Mode::kStrict}, [&](const ReadDocument& document) {
      ++certificates;
      for (const netdoc::Diagnostic& diagnostic : document.diagnostics.list()) {
        if (diagnostic.problem->name != "denylisted-signing-key") continue;
        ++denylisted;
        const std::string json = DocumentJson(document);
        EXPECT_LT(json.substr(json.find("dir_key_published") + 20, 10), "2014-04-09") << json;
      }
    });
  }
  EXPECT_GE(certificates, 412u);
  EXPECT_GE(denylisted, 4u);
}

// Everything that today's tor wrote into the caches of a test network is good.
TEST(TestnetSample, StrictWithoutErrors) {
  const std::string sample = Environment("SCAPE_TESTNET_SAMPLE");
  if (sample.empty()) GTEST_SKIP() << "SKIPPED: SCAPE_TESTNET_SAMPLE is not set";
  size_t files = 0, documents = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(sample)) {
    const std::string name = entry.path().filename().string();
    const auto begins = [&](std::string_view with) { return name.substr(0, with.size()) == with; };
    const std::string folder = entry.path().parent_path().filename().string();
    std::string_view type;
    if (begins("cached-descriptors") || begins("server-")) {
      type = "server-descriptor";
    } else if (begins("cached-extrainfo") || name == "extra-all") {
      type = "extra-info";
    } else if ((begins("cached-microdesc") && !begins("cached-microdesc-c")) ||
               begins("micro-all")) {
      type = "microdescriptor";
    } else if (name == "cached-certs" || name == "authority_certificate" || name == "keys-all" ||
               name == "keys-fp" || folder == "keys-authority") {
      type = "dir-key-certificate-3";
    } else if (begins("consensus-signatures")) {
      type = "detached-signature-3";
    } else if (name == "networkstatus-bridges") {
      type = "bridge-network-status";
    }
    if (!entry.is_regular_file() || folder == "compressed" || type.empty()) continue;
    SCOPED_TRACE(entry.path().string());
    ++files;
    documents += ReadDocuments(
        ReadFile(entry.path().string()), {.mode = Mode::kStrict},
        [&](const ReadDocument& document) {
          ASSERT_NE(document.parsed, nullptr);
          EXPECT_EQ(document.type->name, type);
          for (const netdoc::Diagnostic& diagnostic : document.diagnostics.list()) {
            EXPECT_NE(diagnostic.severity, Severity::kError)
                << netdoc::FormatDiagnostic(diagnostic, name, document.raw.text, document.raw.line,
                                            /*color=*/false);
          }
          EXPECT_TRUE(document.parsed->unrecognized().empty());
          bool written = false;
          EXPECT_EQ(JsonFault(*document.type, DocumentJson(document)), "");
          EXPECT_EQ(RoundTripFault(document, &written), "");
          EXPECT_TRUE(written);
        });
  }
  EXPECT_GE(files, 15u);
  EXPECT_GE(documents, 150u);
}

}  // namespace
}  // namespace scape::descriptor
