// The tables, the problems and what becomes of the samples, against testdata/golden: a change of
// any of them shows as a difference of a file.
//
//   bazel run //descriptor:golden_test -- --update     # writes the files anew
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "descriptor/document_type.h"
#include "descriptor/testing/documents.h"
#include "descriptor/testing/generator.h"
#include "descriptor/testing/properties.h"
#include "descriptor/testing/testdata.h"
#include "gtest/gtest.h"

namespace scape::descriptor {
namespace {

using netdoc::ItemRule;
using netdoc::Mode;
using testing::ListTestdata;
using testing::ReadDocument;
using testing::ReadDocuments;
using testing::ReadOptions;
using testing::ReadTestdata;

bool update = false;

// ExpectFile compares with a file below testdata/, or writes it.
void ExpectFile(const std::string& name, const std::string& actual) {
  if (update) {
    const char* workspace = std::getenv("BUILD_WORKSPACE_DIRECTORY");
    ASSERT_NE(workspace, nullptr) << "--update is for `bazel run`";
    std::ofstream file(std::string(workspace) + "/testdata/" + name, std::ios::binary);
    file << actual;
    ASSERT_TRUE(file.flush()) << name;
    return;
  }
  const std::string expected = ReadTestdata(name);
  if (actual == expected) return;
  // All of it is long: the first line that differs tells enough.
  const auto [a, e] = std::mismatch(actual.begin(), actual.end(), expected.begin(), expected.end());
  const size_t begin = actual.rfind('\n', static_cast<size_t>(a - actual.begin()));
  const size_t at = begin == std::string::npos || begin >= expected.size() ? 0 : begin + 1;
  ADD_FAILURE() << "testdata/" << name << " differs at line "
                << 1 + std::count(actual.begin(), a, '\n') << ":\n  "
                << expected.substr(at, expected.find('\n', at) - at) << "\nis now\n  "
                << actual.substr(at, actual.find('\n', at) - at)
                << "\nIf that is meant: bazel run //descriptor:golden_test -- --update";
}

std::string_view Name(netdoc::ObjectUse use) {
  switch (use) {
    case netdoc::ObjectUse::kForbidden:
      return "none";
    case netdoc::ObjectUse::kRequired:
      return "required";
    case netdoc::ObjectUse::kOptional:
      return "optional";
  }
  return "?";
}

std::string_view Name(netdoc::Status status) {
  switch (status) {
    case netdoc::Status::kCurrent:
      return "";
    case netdoc::Status::kObsolete:
      return "obsolete";
    case netdoc::Status::kForbidden:
      return "forbidden";
  }
  return "?";
}

// Kinds returns the names of the types that share the row's table and may have the row.
std::string Kinds(const DocumentType& type, const ItemRule& rule) {
  std::string names;
  for (const DocumentType* other : DocumentTypes()) {
    if (other->rules.data() != type.rules.data() || (rule.in & other->kind) == 0) continue;
    names.append(names.empty() ? "" : ", ").append(other->name);
  }
  return names;
}

std::string Items() {
  std::string text;
  const auto line = [&](std::string_view name, std::string_view value) {
    if (value.empty()) return;
    text.append("  ").append(name).append(12 - name.size(), ' ').append(value).append("\n");
  };
  for (const DocumentType* type : DocumentTypes()) {
    text += std::string(type->name) + " " + std::to_string(type->major) + "." +
            std::to_string(type->newest_minor) + "\n";
    line("summary", type->summary);
    line("first", type->first_keyword);
    line("or", type->other_first_keyword);
    line("digests", type->digests);
    line("tried on", type->verified_against);
    line("page", type->page);
    for (const RowInfo& row : type->all_rows()) {
      const ItemRule& rule = *row.rule;
      if ((rule.in & type->kind) == 0) continue;
      text.append("\n").append(rule.keyword).append("\n");
      line("member", row.member);
      line("arguments", row.syntax);
      line("occurs", netdoc::OccursWords(rule.occurs));
      line("place", netdoc::PlaceWords(rule.place));
      if (!rule.object.empty()) {
        line("object", std::string(rule.object) + ", " + std::string(Name(rule.object_use)));
        line("or", rule.also_object);
      }
      if (row.depth == 0) line("in", Kinds(*type, rule));
      line("since", rule.since);
      line("until", rule.until);
      if (rule.since_minor != 0) {
        line("version", std::to_string(type->major) + "." + std::to_string(rule.since_minor));
      }
      line("extra", rule.extra == netdoc::Extra::kForbidden ? "forbidden" : "");
      line("status", Name(rule.status));
      line("when bad", !rule.tolerated        ? ""
                       : rule.needs_arguments ? "tolerated, but for missing arguments"
                                              : "tolerated");
      line("a second", rule.tolerated_twice ? "tolerated" : "");
      line("summary", rule.summary);
    }
    text += "\n";
  }
  return text;
}

std::string Problems() {
  std::string text;
  for (const netdoc::Problem* problem : AllProblems()) {
    text.append(problem->name).append("\n  strict ");
    text.append(netdoc::SeverityName(problem->strict)).append(", lenient ");
    text.append(netdoc::SeverityName(problem->lenient)).append("\n  ");
    text.append(problem->sentence).append("\n  ").append(problem->fix).append("\n");
  }
  return text;
}

// Json returns all documents of some files as one array, indented.
std::string Json(std::initializer_list<const char*> files) {
  std::string array = "[";
  for (const char* file : files) {
    ReadOptions options{.lint = false};
    options.reader.otherwise = TypeOfFileName(file);
    ReadDocuments(ReadTestdata(file), options, [&](const ReadDocument& document) {
      ASSERT_NE(document.parsed, nullptr) << file;
      if (array.size() > 1) array += ",";
      array += testing::DocumentJson(document);
    });
  }
  return testing::PrettyJson(array + "]");
}

// Lint returns what is printed of every bad document.
std::string Lint() {
  std::string text;
  for (const std::string& file : ListTestdata("bad")) {
    ReadOptions options{.mode = Mode::kStrict};
    if (file == "document-too-long") options.reader.max_document = 1024;
    if (file == "line-too-long") options.reader.max_line = 512;
    ReadDocuments(ReadTestdata("bad/" + file), options, [&](const ReadDocument& document) {
      for (const netdoc::Diagnostic& diagnostic : document.diagnostics.list()) {
        text += netdoc::FormatDiagnostic(diagnostic, file, document.raw.text, document.raw.line,
                                         /*color=*/false);
      }
    });
    text += "\n";
  }
  return text;
}

TEST(Golden, Items) { ExpectFile("golden/items.txt", Items()); }
TEST(Golden, Problems) { ExpectFile("golden/problems.txt", Problems()); }
TEST(Golden, Lint) { ExpectFile("golden/lint.txt", Lint()); }

TEST(Golden, ServerDescriptors) {
  ExpectFile("golden/server-descriptors.json", Json({"server-descriptor-full", "server-descriptors",
                                                     "generated-server-descriptors"}));
}

TEST(Golden, BridgeServerDescriptors) {
  ExpectFile("golden/bridge-server-descriptors.json",
             Json({"bridge-server-descriptor-full", "bridge-server-descriptors"}));
}

TEST(Golden, ExtraInfos) {
  ExpectFile("golden/extra-infos.json",
             Json({"extra-info-full", "extra-infos", "cached-extrainfo", "generated-extra-infos"}));
}

TEST(Golden, BridgeExtraInfos) {
  ExpectFile("golden/bridge-extra-infos.json",
             Json({"bridge-extra-info-full", "bridge-extra-infos"}));
}

TEST(Golden, Microdescriptors) {
  ExpectFile("golden/microdescriptors.json",
             Json({"microdescriptor-full", "microdescriptors", "generated-microdescriptors"}));
}

TEST(Golden, NetworkStatuses) {
  ExpectFile("golden/network-statuses.json",
             Json({"network-status-vote-3", "network-status-consensus-3",
                   "network-status-microdesc-consensus-3"}));
}

TEST(Golden, KeyCertificates) {
  ExpectFile("golden/key-certificates.json",
             Json({"dir-key-certificate-3-full", "key-certificates", "old-key-certificates"}));
}

TEST(Golden, DetachedSignatures) {
  ExpectFile("golden/detached-signatures.json",
             Json({"detached-signature-3-full", "detached-signature-3"}));
}

TEST(Golden, ConsensusDiffs) {
  ExpectFile("golden/consensus-diffs.json",
             Json({"consensus-diff/consensus.diff", "consensus-diff/diff-cache-entry"}));
}

TEST(Golden, ExitLists) {
  ExpectFile("golden/exit-lists.json", Json({"tordnsel-full", "tordnsel", "exit-addresses"}));
}

TEST(Golden, Statistics) {
  ExpectFile("golden/statistics.json",
             Json({"snowflake-stats-full", "snowflake-log", "bridgedb-metrics-full",
                   "bridgedb-metrics", "bridgestrap-stats-full", "bridgestrap-stats"}));
}

TEST(Golden, Directories) {
  ExpectFile("golden/directories.json",
             Json({"directory-full", "router-list", "router-list-of-descriptors",
                   "running-routers-full"}));
}

TEST(Golden, NetworkStatus2) {
  ExpectFile("golden/network-status-2.json", Json({"network-status-2-full"}));
}

TEST(Golden, BridgeNetworkStatus) {
  ExpectFile("golden/bridge-network-status.json",
             Json({"bridge-network-status", "networkstatus-bridges"}));
}
TEST(Golden, BandwidthFiles) {
  ExpectFile("golden/bandwidth-files.json",
             Json({"bandwidth-file", "bandwidth-file-full", "bandwidth-file-torflow"}));
}

TEST(Golden, Torperf) { ExpectFile("golden/torperf.json", Json({"torperf", "torperf-full"})); }

TEST(Golden, Onionperf) { ExpectFile("golden/onionperf.json", Json({"onionperf"})); }

TEST(Golden, BridgePoolAssignments) {
  ExpectFile("golden/bridge-pool-assignments.json", Json({"bridge-pool-assignment"}));
}

TEST(Golden, FallbackDirectories) {
  ExpectFile("golden/fallback-directories.json",
             Json({"fallback-directories", "fallback-directories-2", "1-fallback_dirs.inc",
                   "authority-directories", "cached-fallbacks"}));
}

TEST(Golden, Webstats) { ExpectFile("golden/webstats.json", Json({"webstats"})); }

// The samples that were generated are what the generator makes today.
TEST(Golden, GeneratedSamples) {
  ExpectFile("generated-server-descriptors",
             testing::GenerateServerDescriptors(12, 2, {.sha1 = &testing::Sha1}));
  ExpectFile("bridge-server-descriptors", testing::GenerateBridgeServerDescriptors(12, 7));
  ExpectFile("generated-extra-infos", testing::GenerateExtraInfos(12, 3));
  ExpectFile("bridge-extra-infos", testing::GenerateBridgeExtraInfos(12, 7));
  ExpectFile("generated-microdescriptors", testing::GenerateMicrodescriptors(24, 7));
}

}  // namespace
}  // namespace scape::descriptor

int main(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--update") == 0) {
      scape::descriptor::update = true;
    } else {
      std::fprintf(stderr, "unknown argument %s\n", argv[i]);
      return 2;
    }
  }
  return RUN_ALL_TESTS();
}
