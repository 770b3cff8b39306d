// Real documents, where there are any: SCAPE_CORPUS names a folder of documents by type (its table
// of contents is SCAPE_CORPUS_MANIFEST), SCAPE_TESTNET_SAMPLE the files of a test network.
// tools/test sets them; without them these tests are skipped.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>
#include <sstream>
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
using testing::DocumentJson;
using testing::JsonFault;
using testing::ReadDocument;
using testing::ReadDocuments;
using testing::ReadFile;
using testing::ReadOptions;
using testing::ReadTestdata;
using testing::RoundTripFault;

std::string Environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

struct Entry {
  std::string path;  // below the corpus, as unpacked
  std::string type;  // without the version
  size_t documents = 0;
  bool malformed = false;
};

// Entries returns the files of the types that are read, from the table of contents.
std::vector<Entry> Entries() {
  std::vector<Entry> entries;
  std::istringstream manifest(ReadFile(Environment("SCAPE_CORPUS_MANIFEST")));
  std::string line;
  std::getline(manifest, line);  // the head
  while (std::getline(manifest, line)) {
    std::vector<std::string> columns;
    std::istringstream cells(line);
    for (std::string cell; std::getline(cells, cell, '\t');) columns.push_back(cell);
    if (columns.size() < 7) continue;
    Entry entry{columns[0], columns[5].substr(0, columns[5].find(' ')), 0, false};
    if (entry.type == "detached-signature") entry.type = "detached-signature-3";  // its full name
    if (entry.type == "directory-1") entry.type = "directory";  // lists of routers
    if (FindDocumentType(entry.type) == nullptr) continue;
    if (entry.path.find(".onionperf.analysis.json") != std::string::npos) entry.type = "onionperf";
    constexpr std::string_view kCompressed = ".xz";
    if (entry.path.size() > 3 && entry.path.substr(entry.path.size() - 3) == kCompressed) {
      entry.path.resize(entry.path.size() - 3);
    }
    entry.documents = std::strtoul(columns[6].c_str(), nullptr, 10);
    entry.malformed = entry.path.substr(0, 10) == "malformed/";
    entries.push_back(entry);
  }
  return entries;
}

class Corpus : public ::testing::Test {
 protected:
  void SetUp() override {
    if (Environment("SCAPE_CORPUS").empty() || Environment("SCAPE_CORPUS_MANIFEST").empty()) {
      GTEST_SKIP() << "SKIPPED: SCAPE_CORPUS and SCAPE_CORPUS_MANIFEST are not set";
    }
    entries_ = Entries();
    ASSERT_GT(entries_.size(), 100u);
  }
  static std::string Text(const Entry& entry) {
    return ReadFile(Environment("SCAPE_CORPUS") + "/" + entry.path);
  }

  // Options has the hint that the file's name gives.
  static ReadOptions Options(const Entry& entry) {
    ReadOptions options{.lint = false};
    options.reader.otherwise = TypeOfFileName(entry.path);
    return options;
  }

  std::vector<Entry> entries_;
};

// No document is lost, and none is found that is not there.
TEST_F(Corpus, CountsAreThoseOfTheManifest) {
  size_t all = 0;
  for (const Entry& entry : entries_) {
    if (entry.malformed) continue;
    std::map<std::string_view, size_t> types;
    ReadDocuments(Text(entry), Options(entry), [&](const ReadDocument& document) {
      ++types[document.parsed == nullptr ? "none" : document.type->name];
    });
    if (entry.documents == 0) {  // not a document, says the manifest
      EXPECT_EQ(types.count(entry.type), 0u) << entry.path;
      continue;
    }
    EXPECT_EQ(types, (std::map<std::string_view, size_t>{{entry.type, entry.documents}}))
        << entry.path;
    all += entry.documents;
  }
  EXPECT_GT(all, 60000u);
}

// What is read is JSON, and is read again as it was when it is written.
TEST_F(Corpus, RoundTrip) {
  size_t documents = 0, all_written = 0;
  for (const Entry& entry : entries_) {
    SCOPED_TRACE(entry.path);
    ReadDocuments(Text(entry), Options(entry), [&](const ReadDocument& document) {
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
  for (const Entry& entry : entries_) {
    const std::string text = Text(entry);
    Pieces pieces(text);
    netdoc::DocumentReader whole(ReaderTypes(), {}, text);
    netdoc::DocumentReader stream(ReaderTypes(), {.chunk = 512}, &pieces);
    netdoc::RawDocument a, b;
    while (whole.Next(&a)) {
      ASSERT_TRUE(stream.Next(&b)) << entry.path;
      ASSERT_EQ(a.text, b.text) << entry.path;
      ASSERT_EQ(a.annotations, b.annotations) << entry.path;
      ASSERT_EQ(a.line, b.line) << entry.path;
      ASSERT_EQ(a.offset, b.offset) << entry.path;
      ASSERT_EQ(a.type, b.type) << entry.path;
      ASSERT_EQ(a.problem, b.problem) << entry.path;
    }
    ASSERT_FALSE(stream.Next(&b)) << entry.path;
  }
}

// What is wrong with each malformed document, by its author's words. Others that are added later
// must have some problem that is more than a private address.
constexpr struct {
  std::string_view file;
  std::string_view problem;
  std::string_view keyword;  // "": none
} kMalformed[] = {
    {"arti-bad-certs-wrong-end", "item-after-end", "dir-signing-key"},
    {"arti-bad-certs-wrong-start", "text-outside-document", ""},
    {"arti-bad-mds-bogus-policy", "bad-argument", "p6"},
    {"arti-bad-mds-non-ascii-policy", "bad-argument", "p6"},
    {"arti-bad-routerdesc-bad-ipv6policy", "bad-argument", "ipv6-policy"},
    {"arti-bad-routerdesc-bad-sig-order", "item-after-end", "router-sig-ed25519"},
    {"arti-bad-routerdesc-bad-start2", "text-outside-document", ""},
    {"arti-bad-routerdesc-mismatched-ed-sk-in-cert", "master-key-mismatch", "master-key-ed25519"},
    {"arti-bad-routerdesc-no-ed-id-key-in-cert", "bad-object", "identity-ed25519"},
    {"metrics-lib-DescriptorParserImplTest-DEFECT", "bad-argument", "router"},
    {"metrics-lib-RelayNetworkStatusImplTest-validHeader", "missing-item", "directory-signature"},
    {"tor-DUPLICATE_KEY", "repeated-ed25519-identity", "id"},
    {"stem-extrainfo_nonascii_v3_reqs", "bad-argument", "dirreq-v3-reqs"},
    {"tor-EX_EI_BAD_NICKNAME", "bad-argument", "extra-info"},
    {"tor-EX_EI_BAD_PUBLISHED", "bad-argument", "published"},
    {"tor-EX_EI_BAD_SIG2", "bad-argument", "router-sig-ed25519"},
    {"tor-EX_EI_BAD_TOKENS", "duplicate-item", "published"},
    {"tor-EX_EI_ED_BAD_CERT1", "bad-object", "identity-ed25519"},
    {"tor-EX_EI_ED_MISPLACED_SIG", "misplaced-item", "router-signature"},
    {"tor-EX_EI_ED_MISSING_CERT", "missing-item", "identity-ed25519"},
    {"tor-EX_EI_ED_MISSING_SIG", "missing-item", "router-sig-ed25519"},
    {"tor-EX_RI_BAD_BANDWIDTH2", "bad-argument", "bandwidth"},
    {"tor-EX_RI_BAD_BANDWIDTH3", "bad-argument", "bandwidth"},
    {"tor-EX_RI_BAD_DIRPORT", "bad-argument", "router"},
    {"tor-EX_RI_BAD_FAMILY", "bad-argument", "family"},
    {"tor-EX_RI_BAD_FINGERPRINT", "bad-argument", "fingerprint"},
    {"tor-EX_RI_BAD_NAME2", "bad-argument", "router"},
    {"tor-EX_RI_BAD_NO_EXIT_POLICY", "no-exit-policy", "reject"},
    {"tor-EX_RI_BAD_NTOR_KEY", "bad-argument", "ntor-onion-key"},
    {"tor-EX_RI_BAD_ONIONKEY", "bad-object", "onion-key"},
    {"tor-EX_RI_BAD_TOKENS", "missing-argument", "router"},
    {"tor-EX_RI_BAD_UPTIME", "bad-argument", "uptime"},
    {"tor-EX_RI_ED_BAD_CROSSCERT1", "ntor-crosscert-mismatch", "ntor-onion-key-crosscert"},
    {"tor-EX_RI_ED_BAD_SIG3", "bad-argument", "router-sig-ed25519"},
    {"tor-EX_RI_ED_MISPLACED1", "misplaced-item", ""},
    {"tor-EX_RI_ED_MISPLACED2", "misplaced-item", ""},
    {"tor-EX_RI_ED_MISSING_CROSSCERT2", "missing-item", ""},
    {"tor-EX_RI_MISMATCHED_FINGERPRINT", "fingerprint-mismatch", "fingerprint"},
    {"tor-EX_RI_NEG_BANDWIDTH", "bad-argument", "bandwidth"},
    {"tor-EX_RI_ZERO_ORPORT", "or-port-zero", "router"},
};

// NeedKeys returns the names in testdata/needs_keys.txt; every line must give a reason.
std::set<std::string> NeedKeys() {
  std::set<std::string> names;
  std::istringstream lines(ReadTestdata("needs_keys.txt"));
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line[0] == '#') continue;
    const size_t tab = line.find('\t');
    EXPECT_LT(tab + 20, line.size()) << "without a reason: " << line;
    names.insert(line.substr(0, tab));
  }
  return names;
}

// The signing keys that tor holds for stolen are found, and are all from before the middle of 2014.
TEST_F(Corpus, DenylistedSigningKeys) {
  size_t certificates = 0, denylisted = 0;
  for (const Entry& entry : entries_) {
    if (entry.type != "dir-key-certificate-3" || entry.malformed) continue;
    ReadDocuments(Text(entry), {.mode = Mode::kStrict}, [&](const ReadDocument& document) {
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

TEST_F(Corpus, MalformedDocumentsHaveANamedProblem) {
  std::set<std::string> need_keys = NeedKeys();
  size_t files = 0;
  for (const Entry& entry : entries_) {
    if (!entry.malformed) continue;
    ++files;
    const std::string file = entry.path.substr(10);
    const auto* expected = std::find_if(std::begin(kMalformed), std::end(kMalformed),
                                        [&](const auto& known) { return known.file == file; });
    bool named = false, others = false;
    std::string found;
    ReadDocuments(Text(entry), {.mode = Mode::kStrict}, [&](const ReadDocument& document) {
      for (const netdoc::Diagnostic& diagnostic : document.diagnostics.list()) {
        const std::string_view keyword =
            diagnostic.rule == nullptr ? std::string_view() : diagnostic.rule->keyword;
        found.append(diagnostic.problem->name).append(" ").append(keyword).append("; ");
        if (diagnostic.severity < Severity::kWarning) continue;
        others |= diagnostic.problem->name != "internal-address";
        named |= expected != std::end(kMalformed) &&
                 diagnostic.problem->name == expected->problem &&
                 (expected->keyword.empty() || expected->keyword == keyword);
      }
    });
    if (need_keys.erase(file) != 0) {
      EXPECT_FALSE(others) << file << " has a problem and needs no keys: " << found;
    } else if (expected != std::end(kMalformed)) {
      EXPECT_TRUE(named) << file << ": not " << expected->problem << " but " << found;
    } else {
      EXPECT_TRUE(others) << file << ": " << found;
    }
  }
  EXPECT_GE(files, std::size(kMalformed));
  EXPECT_EQ(need_keys, std::set<std::string>()) << "no such files";
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
