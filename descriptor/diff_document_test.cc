#include "descriptor/diff_document.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <string_view>

#include "descriptor/document_type.h"
#include "descriptor/testing/documents.h"
#include "descriptor/testing/testdata.h"

namespace scape::descriptor {
namespace {

using netdoc::Diagnostics;
using netdoc::Mode;
using testing::DocumentJson;
using testing::ListTestdata;
using testing::ReadDocument;
using testing::ReadDocuments;
using testing::ReadTestdata;

TEST(DiffDocumentTest, IsDecoded) {
  const std::string text = ReadTestdata("consensus-diff/diff-cache-entry");
  DiffDocument document;
  Diagnostics diagnostics(Mode::kStrict);
  netdoc::ParseDocument(text, kConsensusDiffKind, &document, diagnostics);
  CheckDocument(&document, diagnostics);
  EXPECT_TRUE(diagnostics.list().empty());
  ConsensusDiff diff, alone;
  DiffFault fault;
  ASSERT_TRUE(document.diff.Decode(&diff, &fault));
  const std::string plain = ReadTestdata("consensus-diff/consensus.diff");
  ASSERT_TRUE(ParseConsensusDiff(plain, &alone, &fault));
  EXPECT_GT(diff.commands.size(), 0u);
  EXPECT_EQ(diff.commands.size(), alone.commands.size());
  EXPECT_EQ(diff.target_digest, alone.target_digest);
}

// A NUL within a consensus is odd, and no fault of the diff.
TEST(DiffDocumentTest, ANulIsNamed) {
  std::string text = ReadTestdata("consensus-diff/consensus.diff");
  const size_t at = text.find("\nr ");
  ASSERT_NE(at, text.npos);
  text[at + 4] = '\0';
  DiffDocument document;
  Diagnostics diagnostics(Mode::kStrict);
  netdoc::ParseDocument(std::string_view(text), kConsensusDiffKind, &document, diagnostics);
  CheckDocument(&document, diagnostics);
  ASSERT_EQ(diagnostics.list().size(), 1u);
  EXPECT_EQ(diagnostics.list()[0].problem, &netdoc::problems::kNulByte);
  EXPECT_EQ(diagnostics.list()[0].where.data(), text.data() + at + 4);
  ConsensusDiff diff;
  DiffFault fault;
  EXPECT_TRUE(document.diff.Decode(&diff, &fault));
}

// What can be wrong with the text alone, lint names at the same place as who applies the diff.
TEST(DiffDocumentTest, ProblemsAreNamed) {
  const std::set<std::string> of_the_base = {"diff-base-digest", "diff-beyond-base",
                                             "diff-lone-dot", "diff-nothing-signed",
                                             "diff-target-digest"};
  size_t named = 0;
  for (const std::string& file : ListTestdata("consensus-diff/bad")) {
    // The reader has told of a line that is too long.
    if (of_the_base.contains(file) || file == "diff-long-line") continue;
    const std::string text = ReadTestdata("consensus-diff/bad/" + file);
    ConsensusDiff diff;
    DiffFault fault;
    ASSERT_FALSE(WholeDiff{text}.Decode(&diff, &fault)) << file;
    DiffDocument document;
    Diagnostics diagnostics(Mode::kStrict);
    netdoc::ParseDocument(text, kConsensusDiffKind, &document, diagnostics);
    CheckDocument(&document, diagnostics);
    ASSERT_EQ(diagnostics.list().size(), 1u) << file;
    EXPECT_EQ(diagnostics.list()[0].problem->name, file);
    EXPECT_EQ(diagnostics.list()[0].where.data(), fault.where.data()) << file;
    ++named;
  }
  EXPECT_GT(named, 10u);
}

TEST(DiffDocumentTest, LongCommandsAreNamedWithTheirLimit) {
  const std::string text = "network-status-diff-version 1\nhash " + std::string(64, 'A') + " " +
                           std::string(64, 'B') + "\n" + std::string(200, '1') + "d\n";
  WholeDiff diff{text};
  netdoc::Fault fault;
  EXPECT_FALSE(diff.Check(&fault));
  EXPECT_EQ(fault.problem, &problems::kDiffLongLine);
  EXPECT_EQ(fault.expects, std::to_string(kMaxEdCommand));
  const std::string longer = text.substr(0, text.size() - 202) + std::string(kMaxDiffLine + 1, '1');
  diff.text = longer;
  EXPECT_FALSE(diff.Check(&fault));
  EXPECT_EQ(fault.expects, std::to_string(kMaxDiffLine));
}

// Lines of consensuses do not end a diff; a consensus does, as does anything else that begins.
TEST(DiffDocumentTest, AmongOtherDocuments) {
  const std::string diff = ReadTestdata("consensus-diff/consensus.diff");
  const std::string entry = ReadTestdata("consensus-diff/diff-cache-entry");
  std::string types;
  ReadDocuments(entry + entry + diff + "\n\n" + ReadTestdata("network-status-consensus-3") + diff +
                    diff + ReadTestdata("server-descriptor"),
                {}, [&](const ReadDocument& document) {
                  ASSERT_NE(document.parsed, nullptr);
                  EXPECT_EQ(document.diagnostics.count(netdoc::Severity::kError), 0u)
                      << document.raw.text;
                  types += std::string(document.type->name) + " ";
                });
  EXPECT_EQ(
      types,
      "consensus-diff consensus-diff consensus-diff network-status-consensus-3 consensus-diff "
      "consensus-diff server-descriptor ");
}

TEST(DiffDocumentTest, Json) {
  const std::string text = "network-status-diff-version 1\nhash " + std::string(64, 'A') + " " +
                           std::string(64, 'B') + "\n9,$d\n7c\none\ntwo\n.\n0a\nr x\n.\n";
  std::string json;
  ReadDocuments(text, {}, [&](const ReadDocument& document) { json += DocumentJson(document); });
  EXPECT_NE(
      json.find("\"commands\":[{\"action\":\"d\",\"first\":9,\"last\":\"$\"},{\"action\":\"c\","
                "\"first\":7,\"last\":7,\"text\":[\"one\",\"two\"]},{\"action\":\"a\",\"first\":0,"
                "\"last\":0,\"text\":[\"r x\"]}]"),
      std::string::npos)
      << json;
}

}  // namespace
}  // namespace scape::descriptor
