#include "descriptor/network_status_2.h"

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
using testing::Parsed;
using testing::ProblemList;
using testing::ReadDocument;
using testing::ReadDocuments;
using testing::ReadTestdata;
using testing::Replaced;
using Strings = std::vector<std::string>;

Strings Problems(std::string_view text) {
  Strings all;
  ReadDocuments(text, {.mode = Mode::kStrict}, [&](const ReadDocument& document) {
    for (std::string& problem : ProblemList(document.diagnostics)) all.push_back(problem);
  });
  return all;
}

TEST(NetworkStatus2, Parsed) {
  const Parsed<NetworkStatus2> parsed(ReadTestdata("network-status-2"), kStatusV2, Mode::kStrict);
  const NetworkStatus2& s = parsed.document;
  EXPECT_EQ(parsed.Problems(), Strings());
  EXPECT_EQ(s.network_status_version, 2u);
  EXPECT_EQ(s.dir_source.hostname, "emberwatch.example.net");
  EXPECT_EQ(s.dir_source.dir_port.number, 80u);
  EXPECT_TRUE(s.dir_options->Has("Versions"));
  EXPECT_FALSE(s.dir_options->Has("BadExits"));
  EXPECT_EQ(s.client_versions->text, "0.1.0.17,0.1.1.26");
  EXPECT_EQ(s.directory_signature->nickname, "emberwatch");
  EXPECT_TRUE(s.signed_text().starts_with("network-status-version 2\n"));
  EXPECT_TRUE(s.signed_text().ends_with("\ndirectory-signature emberwatch\n"));
  ASSERT_EQ(s.entries.size(), 3u);
  RouterStatus entry;
  netdoc::Diagnostics diagnostics(Mode::kStrict);
  s.entries.Parse(0, &entry, diagnostics);
  EXPECT_EQ(entry.kind, kStatusV2);
  EXPECT_EQ(entry.version->text, "Tor 0.1.1.26");
  EXPECT_TRUE(entry.flags.Has("V2Dir"));
  EXPECT_TRUE(entry.router.digest.has_value());
}

TEST(NetworkStatus2, WithoutSignature) {
  const std::string text = ReadTestdata("network-status-2");
  const Parsed<NetworkStatus2> parsed(text.substr(0, text.find("directory-signature")), kStatusV2,
                                      Mode::kStrict);
  EXPECT_EQ(parsed.Problems(), Strings({"error missing-item directory-signature"}));
  EXPECT_EQ(parsed.document.signed_text(), "");
  EXPECT_EQ(parsed.document.entries.size(), 3u);
}

TEST(NetworkStatus2Lint, Rules) {
  const std::string good = ReadTestdata("network-status-2");
  ASSERT_EQ(Problems(good), Strings());
  const auto lint = [&](std::string_view from, std::string_view to) {
    return Problems(Replaced(good, from, to));
  };
  const std::string options = "dir-options Names Versions\n";
  const std::string client = "client-versions 0.1.0.17,0.1.1.26\n";
  EXPECT_EQ(lint(client, ""), Strings({"warning versions-option-mismatch client-versions"}));
  EXPECT_EQ(lint(options, ""), Strings({"warning versions-option-mismatch client-versions",
                                        "warning versions-option-mismatch server-versions"}));
  EXPECT_EQ(lint(options, "dir-options Versions BadExits\n"), Strings());
  EXPECT_EQ(lint(options, "dir-options Versions names\n"),
            Strings({"warning unknown-dir-option dir-options"}));
  EXPECT_EQ(Problems("@type network-status-2 1.0\n" +
                     Replaced(good, "network-status-version 2", "network-status-version 3")),
            Strings({"error status-version network-status-version"}));

  // The first entry once more behind itself, and behind the last one.
  const size_t begin = good.find("\nr ") + 1;
  const std::string entry = good.substr(begin, good.find("\nr ", begin) + 1 - begin);
  EXPECT_EQ(lint(entry, entry + entry), Strings({"error unsorted-entries r"}));
  EXPECT_EQ(lint("directory-signature", entry + "directory-signature"),
            Strings({"error unsorted-entries r"}));

  const std::string line = entry.substr(0, entry.find('\n'));
  std::string shorter = line;
  const size_t identity = line.find(' ', 2) + 1, digest = line.find(' ', identity);
  shorter.erase(digest, line.find(' ', digest + 1) - digest);
  EXPECT_EQ(lint(line, shorter), Strings({"error missing-descriptor-digest r"}));
}

TEST(NetworkStatus2Lint, FingerprintOfTheKey) {
  const std::string text = ReadTestdata("bad/dir-fingerprint-mismatch");
  EXPECT_EQ(Problems(text), Strings({"error dir-fingerprint-mismatch fingerprint"}));
  // Without a hash function nobody can tell.
  netdoc::DocumentReader reader(ReaderTypes(), {}, text);
  netdoc::RawDocument raw;
  ASSERT_TRUE(reader.Next(&raw));
  const std::unique_ptr<AnyDocument> document = static_cast<const DocumentType*>(raw.type)->make();
  netdoc::Diagnostics diagnostics(Mode::kStrict);
  document->Parse(raw, diagnostics);
  document->Lint({}, diagnostics);
  EXPECT_EQ(ProblemList(diagnostics), Strings());
}

// Several in one file, and one that comes in pieces, are told from consensuses each time.
TEST(NetworkStatus2, ToldFromVersion3) {
  const std::string text = testing::WithoutAnnotations(ReadTestdata("network-status-2"));
  const std::string newer = testing::WithoutAnnotations(ReadTestdata("network-status-consensus-3"));
  Strings types;
  const auto read = [&](netdoc::DocumentReader& reader) {
    types.clear();
    netdoc::RawDocument raw;
    while (reader.Next(&raw)) types.emplace_back(raw.type == nullptr ? "none" : raw.type->name);
  };
  const std::string all = text + text + newer + text + newer;
  netdoc::DocumentReader whole(ReaderTypes(), {}, all);
  read(whole);
  const Strings expected = {"network-status-2", "network-status-2", "network-status-consensus-3",
                            "network-status-2", "network-status-consensus-3"};
  EXPECT_EQ(types, expected);

  class Pieces : public netdoc::ChunkSource {
   public:
    explicit Pieces(std::string_view text) : text_(text) {}
    absl::StatusOr<size_t> Read(std::span<char> buffer) override {
      const size_t size = std::min({buffer.size(), text_.size(), size_t{100}});
      text_.copy(buffer.data(), size);
      text_.remove_prefix(size);
      return size;
    }

   private:
    std::string_view text_;
  };
  Pieces pieces(all);
  netdoc::ReaderOptions options;
  options.chunk = 128;
  netdoc::DocumentReader stream(ReaderTypes(), options, &pieces);
  read(stream);
  EXPECT_EQ(types, expected);
}

TEST(NetworkStatus2, RoundTrip) {
  for (const char* file : {"network-status-2", "network-status-2-full"}) {
    EXPECT_EQ(ReadDocuments(ReadTestdata(file), {.mode = Mode::kStrict, .lint = false},
                            [&](const ReadDocument& document) {
                              ASSERT_NE(document.parsed, nullptr);
                              EXPECT_EQ(document.type->name, "network-status-2");
                              bool written = false;
                              EXPECT_EQ(testing::JsonFault(*document.type,
                                                           testing::DocumentJson(document)),
                                        "");
                              EXPECT_EQ(testing::RoundTripFault(document, &written), "");
                              EXPECT_TRUE(written);
                            }),
              1u);
  }
}

}  // namespace
}  // namespace scape::descriptor
