#include "descriptor/exit_list.h"

#include <string>
#include <string_view>
#include <vector>

#include "descriptor/document_type.h"
#include "descriptor/testing/documents.h"
#include "descriptor/testing/testdata.h"
#include "descriptor/testing/values.h"
#include "gtest/gtest.h"

namespace scape::descriptor {
namespace {

using netdoc::Mode;
using testing::Parsed;
using testing::ReadDocument;
using testing::ReadDocuments;
using testing::ReadTestdata;
using testing::Replaced;
using testing::WithoutAnnotations;
using Strings = std::vector<std::string>;

std::string Full() { return WithoutAnnotations(ReadTestdata("tordnsel-full")); }

constexpr std::string_view kNode =
    "ExitNode 0123456789ABCDEF0123456789ABCDEF01234567\n"
    "Published 2026-11-20 03:00:00\n"
    "LastStatus 2026-11-20 09:02:24\n"
    "ExitAddress 192.0.2.17 2026-11-20 09:03:00\n";

Strings Problems(std::string_view text, Mode mode = Mode::kStrict) {
  return Parsed<ExitList>(std::string(text), kExitList, mode).Problems();
}

TEST(ExitList, EveryMember) {
  const Parsed<ExitList> parsed(Full(), kExitList, Mode::kLenient);
  const ExitList& list = parsed.document;
  EXPECT_EQ(parsed.Problems(), Strings());
  ASSERT_TRUE(list.downloaded.has_value());
  EXPECT_EQ(list.downloaded->unix_seconds, 1795197721);
  ASSERT_EQ(list.unrecognized.size(), 1u);
  EXPECT_EQ(list.unrecognized[0], "x-weather sunny, 21 degrees\n");
  ASSERT_EQ(list.exit_nodes.size(), 2u);
  const ExitNode& node = list.exit_nodes[0];
  EXPECT_EQ(node.published.unix_seconds, 1795143600);
  EXPECT_EQ(node.last_status.unix_seconds, 1795165344);
  ASSERT_EQ(node.exit_addresses.size(), 2u);
  EXPECT_EQ(testing::ToJson(node.exit_addresses[1].address), "\"198.51.100.18\"");
  EXPECT_EQ(node.exit_addresses[1].time.unix_seconds, 1795165440);
  // What nobody knows stays where it stood.
  ASSERT_EQ(node.unrecognized.size(), 1u);
  EXPECT_EQ(node.unrecognized[0], "x-moon crescent\n");
  EXPECT_EQ(list.exit_nodes[1].exit_addresses.size(), 1u);
  EXPECT_TRUE(list.exit_nodes[1].unrecognized.empty());
}

TEST(ExitList, Encodes) {
  const std::string text = Full();
  const Parsed<ExitList> parsed(text, kExitList, Mode::kLenient);
  netdoc::Encoder out;
  netdoc::EncodeDocument(parsed.document, out);
  ASSERT_TRUE(out.ok());
  EXPECT_EQ(out.Finish(), text);
}

TEST(ExitList, UnknownLinesOfAnEntryAreInItsJson) {
  Strings json;
  ReadDocuments(ReadTestdata("tordnsel-full"), {}, [&](const ReadDocument& document) {
    json.push_back(testing::DocumentJson(document));
  });
  ASSERT_EQ(json.size(), 1u);
  EXPECT_NE(json[0].find("\"unrecognized\":[\"x-moon crescent\"]}"), std::string::npos) << json[0];
}

TEST(ExitList, Faults) {
  const std::string node(kNode);
  EXPECT_EQ(Problems(node), Strings());
  EXPECT_EQ(Problems("Downloaded 2026-11-20 18:02:01\n"), Strings());  // nobody exits
  EXPECT_EQ(Problems(Replaced(node, "Published 2026-11-20 03:00:00\n", "") + node),
            Strings({"error missing-item Published"}));
  EXPECT_EQ(Problems(node.substr(0, node.find("ExitAddress"))),
            Strings({"error missing-item ExitAddress"}));
  EXPECT_EQ(Problems(Replaced(node, "192.0.2.17", "192.0.2.256")),
            Strings({"error bad-argument ExitAddress"}));
  EXPECT_EQ(Problems(Replaced(node, " 09:03:00", "")), Strings({"error bad-argument ExitAddress"}));
  EXPECT_EQ(Problems(Replaced(node, "0123456789ABCDEF01234567\n", "\n")),
            Strings({"error bad-argument ExitNode"}));
  EXPECT_EQ(Problems(node + "Published 2026-11-20 03:00:00\n"),
            Strings({"error duplicate-item Published"}));
  EXPECT_EQ(Problems(node + "Downloaded 2026-11-20 18:02:01\n"),
            Strings({"error misplaced-item Downloaded"}));
}

// An entry whose relay is not known cannot be written, for it would be a part of the one before.
TEST(ExitList, EntryWithoutRelayHasNoText) {
  const std::string node(kNode);
  const Parsed<ExitList> parsed(node + Replaced(node, "0123456789ABCDEF01234567\n", "\n"),
                                kExitList, Mode::kLenient);
  EXPECT_EQ(parsed.document.exit_nodes.size(), 2u);
  netdoc::Encoder out;
  netdoc::EncodeDocument(parsed.document, out);
  EXPECT_FALSE(out.ok());
}

// A file without annotations is known by its first line, Downloaded or the first entry; entries
// begin no document.
TEST(ExitList, FilesWithoutType) {
  const std::string node(kNode);
  const std::string downloaded = "Downloaded 2026-11-20 18:02:01\n";
  const auto read = [](const std::string& text) {
    Strings found;
    ReadDocuments(text, {.lint = false}, [&](const ReadDocument& document) {
      found.push_back(document.parsed == nullptr ? std::string(document.raw.problem->name)
                                                 : std::string(document.type->name));
    });
    return found;
  };
  EXPECT_EQ(read(node), Strings({"tordnsel"}));
  EXPECT_EQ(read(node + node), Strings({"tordnsel"}));
  EXPECT_EQ(read(downloaded + node + node), Strings({"tordnsel"}));
  EXPECT_EQ(read(downloaded + node + downloaded + node), Strings({"tordnsel", "tordnsel"}));
  EXPECT_EQ(read("onion-key\n" + node), Strings({"microdescriptor", "tordnsel"}));
  EXPECT_EQ(read(node + "onion-key\n"), Strings({"tordnsel", "microdescriptor"}));
  EXPECT_EQ(read("ExitNodes x\n"), Strings({"text-outside-document"}));
  EXPECT_EQ(read("Published 2026-11-20 03:00:00\n" + node),
            Strings({"text-outside-document", "tordnsel"}));
}

}  // namespace
}  // namespace scape::descriptor
