// `scape verify`.
#include "cli/cli_test.h"

namespace scape::cli {
namespace {

const char kConsensus[] = "consensus-diff/consensus-microdesc.base";

Strings Verify(Strings arguments) {
  Strings all = {"verify", "--at", "at-valid-after"};
  all.insert(all.end(), arguments.begin(), arguments.end());
  return all;
}

// With the certificates of the test network, whose authorities are trusted.
Strings VerifyConsensus(Strings arguments) {
  Strings all =
      Verify({"--certs", Sample("key-certificates"), "--authorities", Sample("key-certificates")});
  all.insert(all.end(), arguments.begin(), arguments.end());
  return all;
}

TEST_F(CliTest, VerifyConsensusText) {
  const Result result = Run(VerifyConsensus({Sample(kConsensus)}));
  EXPECT_EQ(result.status, 0) << result.out << result.err;
  EXPECT_EQ(result.err, "");
  const Strings lines = Lines(result.out);
  ASSERT_EQ(lines.size(), 5u) << result.out;
  EXPECT_EQ(lines[0], Sample(kConsensus) +
                          ":1: good: network-status-microdesc-consensus-3 1.0, valid after "
                          "2026-11-21 19:51:00, signed by 3 of 3 trusted voters, 2 needed");
  EXPECT_TRUE(lines[1].starts_with("  good     ")) << lines[1];
  EXPECT_TRUE(Contains(lines[1], " B9C5277E4799CDDBA37CD40B4C49916A9871C26A sha256")) << lines[1];
  EXPECT_EQ(lines[4], "network-status-microdesc-consensus-3: 1 good");
}

TEST_F(CliTest, VerifyConsensusChanged) {
  const std::string text = ReadFile(Sample(kConsensus));
  const size_t at = text.find("\nr ") + 3;
  std::string other = text;
  other[at] = other[at] == 'x' ? 'y' : 'x';
  const Result result = Run(VerifyConsensus({Write("other", other)}));
  EXPECT_EQ(result.status, 1);
  EXPECT_TRUE(Contains(result.out,
                       ": bad: network-status-microdesc-consensus-3 1.0, valid after "
                       "2026-11-21 19:51:00, signed by 0 of 3 trusted voters, 2 needed"))
      << result.out;
  EXPECT_TRUE(Contains(result.out, "[signature-of-other-text]"));
  EXPECT_TRUE(Contains(result.out, "[too-few-signatures]"));
  EXPECT_TRUE(Contains(result.out, "network-status-microdesc-consensus-3: 1 bad\n"));
}

// What a person may have forgotten is told at the end.
TEST_F(CliTest, VerifyHints) {
  Result result = Run({"verify", "--at", "at-valid-after", "--authorities",
                       Sample("key-certificates"), Sample(kConsensus)});
  EXPECT_EQ(result.status, 1);
  EXPECT_TRUE(Contains(result.err, "--certs")) << result.err;
  result = Run({"verify", "--certs", Sample("old-key-certificates"), "--at", "at-valid-after",
                "--authorities", Sample("key-certificates"), Sample(kConsensus)});
  EXPECT_EQ(result.status, 1);
  EXPECT_TRUE(Contains(result.err, "--certs")) << result.err;
  result = Run(Verify({"--certs", Sample("key-certificates"), Sample(kConsensus)}));
  EXPECT_EQ(result.status, 1);
  EXPECT_TRUE(Contains(result.err, "--authorities")) << result.err;
  result = Run({"verify", "--at", "2031-01-01", "--certs", Sample("key-certificates"),
                "--authorities", Sample("key-certificates"), Sample(kConsensus)});
  EXPECT_EQ(result.status, 1);
  EXPECT_TRUE(Contains(result.out, "[expired]")) << result.out;
  EXPECT_TRUE(Contains(result.out, "days before 2031-01-01 00:00:00")) << result.out;
}

TEST_F(CliTest, VerifyRelays) {
  const Result result = Run(Verify({Sample("extra-infos"), Sample("server-descriptors")}));
  EXPECT_EQ(result.status, 0) << result.out << result.err;
  EXPECT_EQ(result.out,
            "extra-infos named by others: 11, of these 11 found, 0 missing, 0 different, 0 "
            "foreign\n"
            "extra-info: 11 good\n"
            "server-descriptor: 11 good\n");
  const Result alone = Run(Verify({Sample("extra-infos")}));
  EXPECT_EQ(alone.status, 1);
  EXPECT_TRUE(Contains(alone.out, "[signer-not-given]"));
  EXPECT_TRUE(Contains(alone.err, "give server descriptors together")) << alone.err;
}

TEST_F(CliTest, VerifySanitisedIsNotPassed) {
  const Result result = Run(Verify({Sample("bridge-server-descriptors")}));
  EXPECT_EQ(result.status, 1);
  EXPECT_TRUE(Contains(result.out, "bridge-server-descriptor: 12 unknown\n")) << result.out;
  EXPECT_TRUE(Contains(result.out, "[nothing-to-verify]"));
}

TEST_F(CliTest, VerifyJson) {
  const Result result =
      Run(VerifyConsensus({"--format", "json", Sample("server-descriptors"), Sample(kConsensus)}));
  const Strings lines = Lines(result.out);
  ASSERT_EQ(lines.size(), 12u);
  const rapidjson::Document relay = Json(lines[0]);
  EXPECT_EQ(Names(relay),
            Strings({"file", "line", "type", "outcome", "fingerprint", "time", "at", "checks"}));
  EXPECT_STREQ(relay["outcome"].GetString(), "good");
  EXPECT_EQ(relay["fingerprint"].GetStringLength(), 40u);
  EXPECT_STREQ(relay["checks"][0]["check"].GetString(), "fingerprint");
  const rapidjson::Document status = Json(lines[11]);
  EXPECT_EQ(status["good"].GetInt(), 3);
  EXPECT_EQ(status["needed"].GetInt(), 2);
  EXPECT_EQ(status["signatures"].Size(), 3u);
  EXPECT_STREQ(status["signatures"][0]["algorithm"].GetString(), "sha256");
}

TEST_F(CliTest, VerifyForServices) {
  std::string text = ReadFile(Sample("server-descriptors"));
  text[text.find("\nbandwidth ") + 11] ^= 1;
  const std::string file = Write("a:b,c", text);
  const Result github = Run(Verify({"--format", "github", file}));
  EXPECT_EQ(github.status, 1);
  const Strings lines = Lines(github.out);
  ASSERT_EQ(lines.size(), 1u) << github.out;
  EXPECT_TRUE(lines[0].starts_with("::error file=")) << lines[0];
  EXPECT_TRUE(Contains(lines[0], "a%3Ab%2Cc,line=")) << lines[0];
  EXPECT_TRUE(Contains(lines[0], "%0A")) << lines[0];

  const Result junit = Run(Verify({"--format", "junit", file}));
  EXPECT_EQ(junit.status, 1);
  const Strings xml = Lines(junit.out);
  ASSERT_EQ(xml.size(), 3u + 11 + 2);
  EXPECT_EQ(xml.front(), "<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
  EXPECT_EQ(xml.back(), "</testsuites>");
  EXPECT_TRUE(Contains(xml[3], "<failure message=\"")) << xml[3];
  EXPECT_TRUE(Contains(xml[4], "\"/>")) << xml[4];
}

// Whatever the number of threads, the output is the same.
TEST_F(CliTest, VerifyJobs) {
  const Strings paths = {Sample("extra-infos"),
                         Sample("server-descriptors"),
                         Sample("cached-descriptors"),
                         Sample("microdescriptors"),
                         Sample("generated-server-descriptors"),
                         Sample("bad")};
  const auto run = [&](std::string_view jobs) {
    Strings arguments = Verify({"--format", "json", "--jobs", std::string(jobs)});
    arguments.insert(arguments.end(), paths.begin(), paths.end());
    return Run(arguments);
  };
  const Result one = run("1");
  EXPECT_EQ(one.status, 1);
  EXPECT_GT(Lines(one.out).size(), 100u);
  for (const char* jobs : {"2", "7", "0"}) {
    const Result several = run(jobs);
    EXPECT_EQ(several.out, one.out) << jobs;
    EXPECT_EQ(several.status, one.status) << jobs;
  }
}

TEST_F(CliTest, VerifyStreams) {
  const std::string text = ReadFile(Sample("extra-infos")) + ReadFile(Sample("server-descriptors"));
  const Result result = Run(Verify({"-"}), text);
  EXPECT_EQ(result.status, 0) << result.out << result.err;
  const Result piped =
      RunProgram({"/bin/sh", "-c",
                  std::string("cat ") + Sample("server-descriptors") + " " + Sample("extra-infos") +
                      " | " + kProgram + " verify --at at-valid-after -"});
  EXPECT_EQ(piped.status, 0) << piped.out << piped.err;
  EXPECT_TRUE(Contains(piped.out, "extra-info: 11 good\n")) << piped.out;
}

std::string WithCarriageReturns(const std::string& text) {
  std::string damaged;
  for (const char c : text) {
    if (c == '\n') damaged += '\r';
    damaged += c;
  }
  return damaged;
}

TEST_F(CliTest, VerifyCarriageReturns) {
  const std::string certificates = WithCarriageReturns(ReadFile(Sample("key-certificates")));
  const std::string certs = Write("certs", "# ours\r\n" + certificates);
  Result result = Run(
      Verify({"--certs", certs, "--authorities", Sample("key-certificates"), Sample(kConsensus)}));
  EXPECT_EQ(result.status, 0) << result.out << result.err;
  EXPECT_TRUE(Contains(result.err, "warning: CR LF")) << result.err;
  // A document is bad, and it is told what it is that makes it so.
  const std::string damaged = Write("damaged", WithCarriageReturns(ReadFile(Sample(kConsensus))));
  result = Run(VerifyConsensus({damaged}));
  EXPECT_EQ(result.status, 1);
  EXPECT_TRUE(Contains(result.out, "it verifies when each CR LF in it is made an LF"))
      << result.out;
}

TEST_F(CliTest, VerifyCannotRun) {
  EXPECT_EQ(Run({"verify", Path("absent")}).status, 2);
  EXPECT_EQ(Run(Verify({"--certs", Path("absent"), Sample(kConsensus)})).status, 2);
  EXPECT_EQ(Run(Verify({"--authorities", Path("absent"), Sample(kConsensus)})).status, 2);
  EXPECT_EQ(Run(Verify({"--authorities", "1999", Sample(kConsensus)})).status, 2);
  EXPECT_EQ(
      Run(Verify({"--authorities", "today", "--authorities", "2016", Sample(kConsensus)})).status,
      2);
  EXPECT_EQ(Run({"verify", "--at", "tomorrow", Sample(kConsensus)}).status, 2);
  EXPECT_EQ(Run({"verify", "--at", "infinite-future", Sample(kConsensus)}).status, 2);
  EXPECT_EQ(Run({"verify", "--format", "xml", Sample(kConsensus)}).status, 2);
}

TEST_F(CliTest, VerifyWhatIsNoDocument) {
  const Result result = Run(Verify({Write("noise", "nothing\n"), Sample("server-descriptors")}));
  EXPECT_EQ(result.status, 1);
  EXPECT_TRUE(Contains(result.out, "not readable: 1 bad\n")) << result.out;
  EXPECT_TRUE(Contains(result.out, "server-descriptor: 11 good\n")) << result.out;
}

// Files are read twice, and what is wrong with one is told once.
TEST_F(CliTest, VerifyTellsOnce) {
  const Result result =
      Run(Verify({Write("x.gz", "\x1f\x8b\x08\x00"), Sample("server-descriptors")}));
  EXPECT_EQ(result.status, 1);
  EXPECT_EQ(Lines(result.err).size(), 1u) << result.err;
  EXPECT_TRUE(Contains(result.out, "server-descriptor: 11 good\n")) << result.out;
  // Who reads the output only is told, too.
  const std::string file = Path("x.gz");
  EXPECT_TRUE(Contains(Run(Verify({"--format", "junit", file})).out, "<error message=\""));
  EXPECT_TRUE(Contains(Run(Verify({"--format", "github", file})).out, "::error file="));
  const rapidjson::Document json = Json(Run(Verify({"--format", "json", file})).out);
  EXPECT_STREQ(json["outcome"].GetString(), "unknown");
}

// A descriptor of the same relay and time, with other text, is not the one that is named.
TEST_F(CliTest, VerifyTogether) {
  const Result result = Run(Verify({Sample("together/foreign-document")}));
  EXPECT_EQ(result.status, 1);
  EXPECT_TRUE(Contains(result.out, "[foreign-document]")) << result.out;
}

}  // namespace
}  // namespace scape::cli
