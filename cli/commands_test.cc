// `scape lint`, `explain` and `consensus-diff`.
#include "cli/cli_test.h"

namespace scape::cli {
namespace {

// ---- lint

TEST_F(CliTest, LintText) {
  const std::string file = Sample("bad/fingerprint-mismatch");
  const Result result = Run({"lint", file});
  EXPECT_EQ(result.status, 1);
  EXPECT_EQ(result.err, "");
  EXPECT_EQ(result.out,
            file +
                ":13:1: error: `fingerprint` is not the SHA-1 of `signing-key` "
                "[fingerprint-mismatch]\n"
                "  fingerprint 552F 6172 40D7 EE64 F832 AAE5 27BF 518B B9BB 316D\n"
                "  ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~\n"
                "  = spec: https://spec.torproject.org/dir-spec/server-descriptor-format.html"
                "#item:fingerprint\n"
                "  = help: one of the two is another relay's\n"
                "1 document: 1 error, 0 warnings, 0 notes\n");
  EXPECT_EQ(Run({"lint", Sample("server-descriptor"), Sample("microdescriptor")}).out,
            "2 documents: 0 errors, 0 warnings, 0 notes\n");
}

// Documents that are given together are held against each other; what is foreign is an error.
TEST_F(CliTest, LintTogether) {
  Result result = Run({"lint", Sample("extra-infos"), Sample("server-descriptors")});
  EXPECT_EQ(result.status, 0);
  const Strings lines = Lines(result.out);
  ASSERT_GE(lines.size(), 2u);
  EXPECT_EQ(
      lines[lines.size() - 2],
      "extra-infos: 11 named, of these 11 found, 0 missing, 0 different, 0 foreign; 11 given, "
      "of these 0 orphaned");
  result = Run({"lint", "--format", "json", Sample("together/foreign-document")});
  EXPECT_EQ(result.status, 1);
  const rapidjson::Document json = Json(Lines(result.out).back());
  EXPECT_STREQ(json["problem"].GetString(), "foreign-document");
  EXPECT_EQ(json["line"].GetInt(), 15);
  EXPECT_STREQ(json["severity"].GetString(), "error");
  EXPECT_EQ(std::string_view(json["text"].GetString()).substr(0, 17), "extra-info-digest");
  // A file alone is not held against what is not given.
  EXPECT_EQ(Run({"lint", Sample("server-descriptors")}).out.find("extra-infos:"),
            std::string::npos);
}

TEST_F(CliTest, LintJson) {
  const Result result =
      Run({"lint", "--format", "json", Sample("bad/bad-argument"), Sample("bad/no-tap-key")});
  EXPECT_EQ(result.status, 1);
  const Strings lines = Lines(result.out);
  ASSERT_EQ(lines.size(), 2u);
  const rapidjson::Document json = Json(lines[0]);
  EXPECT_EQ(Names(json), Strings({"file", "line", "column", "severity", "problem", "keyword",
                                  "type", "message", "help", "spec", "text"}));
  EXPECT_EQ(json["line"].GetInt(), 14);
  EXPECT_EQ(json["column"].GetInt(), 8);
  EXPECT_STREQ(json["problem"].GetString(), "bad-argument");
  EXPECT_STREQ(json["keyword"].GetString(), "uptime");
  EXPECT_STREQ(json["text"].GetString(), "uptime five");
  EXPECT_STREQ(Json(lines[1])["severity"].GetString(), "note");
}

// ---- explain

TEST_F(CliTest, Explain) {
  const Result types = Run({"explain"});
  for (const char* type : {"server-descriptor 1.0", "bridge-server-descriptor 1.2",
                           "extra-info 1.0", "bridge-extra-info 1.3", "microdescriptor 1.0"}) {
    EXPECT_TRUE(Contains(types.out, type)) << type;
  }
  const Result type = Run({"explain", "microdescriptor"});
  for (const char* keyword : {"onion-key", "family-ids", "exit_policy_summary"}) {
    EXPECT_TRUE(Contains(type.out, keyword)) << keyword;
  }
  // A bridge's table has no lines of relays.
  EXPECT_FALSE(Contains(Run({"explain", "bridge-server-descriptor"}).out, "router-signature"));
  const Result keyword = Run({"explain", "server-descriptor", "bandwidth"});
  EXPECT_TRUE(Contains(keyword.out, "average burst observed")) << keyword.out;
  EXPECT_TRUE(Contains(keyword.out, "#item:bandwidth")) << keyword.out;
  const Result problems = Run({"explain", "--problems"});
  for (const auto& entry : fs::directory_iterator("testdata/bad")) {
    const std::string name = entry.path().filename().string();
    EXPECT_TRUE(Contains("\n" + problems.out, "\n" + name + " (")) << name;
  }
}

// ---- consensus-diff

TEST_F(CliTest, ConsensusDiff) {
  const std::string folder = Sample("consensus-diff/");
  for (const std::string& name : {folder + "consensus", folder + "consensus-microdesc"}) {
    const std::string base = ReadFile(name + ".base"), target = ReadFile(name + ".target");
    const std::string diff = ReadFile(name + ".diff");
    const Result applied = Run({"consensus-diff", "apply", name + ".base", name + ".diff"});
    EXPECT_EQ(applied.status, 0) << applied.err;
    EXPECT_EQ(applied.err, "");
    EXPECT_EQ(applied.out, target);
    const Result made = Run({"consensus-diff", "make", name + ".base", name + ".target"});
    EXPECT_EQ(made.status, 0) << made.err;
    EXPECT_EQ(made.out, diff);
    // Either may be standard input, or have an archive's annotation, which is no part of it.
    EXPECT_EQ(Run({"consensus-diff", "apply", "-", name + ".diff"}, base).out, target);
    EXPECT_EQ(Run({"consensus-diff", "apply", name + ".base", "-"}, diff).out, target);
    const std::string annotation = "@type network-status-consensus-3 1.0\n";
    EXPECT_EQ(
        Run({"consensus-diff", "make", Write("base", annotation + base), "-"}, annotation + target)
            .out,
        diff);
    // As a file of diff-cache.
    const std::string labels("document-type consensus-diff\nconsensus-flavor ns\n\0", 50);
    EXPECT_EQ(Run({"consensus-diff", "apply", name + ".base", "-"}, labels + diff).out, target);
    fs::create_directories(Path("out"));
    const Result file = Run({"consensus-diff", "apply", name + ".base", name + ".diff", "--output",
                             Path("out/consensus")});
    EXPECT_EQ(file.status, 0);
    EXPECT_EQ(file.out, "");
    EXPECT_EQ(ReadFile(Path("out/consensus")), target);
    EXPECT_EQ(FilesOf("out"), Strings({"consensus"}));
  }
}

TEST_F(CliTest, ConsensusDiffThatIsBad) {
  const std::string base = Sample("consensus-diff/consensus.base");
  const std::string diff = Sample("consensus-diff/consensus.diff");
  for (const auto& file : fs::directory_iterator(Sample("consensus-diff/bad"))) {
    const std::string problem = file.path().filename().string(), path = file.path().string();
    const std::string out = Write("out/file", "old\n");
    const Result result = problem == "diff-lone-dot"
                              ? Run({"consensus-diff", "make", base, path, "--output", out})
                          : problem == "diff-nothing-signed"
                              ? Run({"consensus-diff", "apply", path, diff, "--output", out})
                              : Run({"consensus-diff", "apply", base, path, "--output", out});
    EXPECT_EQ(result.status, 1) << problem;
    EXPECT_EQ(result.err.substr(0, path.size() + 1), path + ":");
    EXPECT_TRUE(Contains(Lines(result.err)[0], "[" + problem + "]")) << result.err;
    EXPECT_EQ(ReadFile(out), "old\n");
    EXPECT_EQ(FilesOf("out"), Strings({"file"}));
  }
  // Places are those of the file, whatever stands before the diff.
  const std::string text = ReadFile(Sample("consensus-diff/bad/diff-range"));
  const Result entry = Run({"consensus-diff", "apply", base, "-"}, "a b\nc d\n\n" + text);
  EXPECT_EQ(entry.err.substr(0, 20), "<stdin>:69:1: error:") << entry.err;
  const Result annotated =
      Run({"consensus-diff", "make", "-", base}, "@type x\n" + ReadFile(base) + "cut");
  EXPECT_EQ(annotated.status, 1);
  EXPECT_EQ(annotated.err.substr(0, 21), "<stdin>:128:1: error:") << annotated.err;
}

TEST_F(CliTest, ConsensusDiffThatCannotBeRead) {
  const std::string base = Sample("consensus-diff/consensus.base");
  const Result absent = Run({"consensus-diff", "apply", base, Path("absent")});
  EXPECT_EQ(absent.status, 2);
  EXPECT_EQ(absent.err, "scape: " + Path("absent") + ": No such file or directory\n");
  EXPECT_EQ(Run({"consensus-diff", "apply", "-", "-"}).status, 2);
  EXPECT_EQ(Run({"consensus-diff", "make", base, base, "--output", Path("no/such")}).status, 2);
  const Result gzip = Run({"consensus-diff", "apply", base, "-"}, "\x1f\x8b\x08");
  EXPECT_EQ(gzip.status, 1);
  EXPECT_TRUE(Contains(gzip.err, "<stdin>: error: the gzip data ends too early")) << gzip.err;
  const Result entry = Run({"consensus-diff", "apply", base, "-"}, "a b\n\n\x28\xb5\x2f\xfd");
  EXPECT_EQ(entry.status, 1);
  EXPECT_TRUE(Contains(entry.err, "is compressed with zstd [diff-compressed]")) << entry.err;
  const Result large =
      Run({"consensus-diff", "make", base, "-"}, std::string((size_t{32} << 20) + 1, '\n'));
  EXPECT_EQ(large.status, 1);
  EXPECT_EQ(large.err, "<stdin>: error: this is longer than 33554432 bytes\n");
}

}  // namespace
}  // namespace scape::cli
