#include "descriptor/lint.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "descriptor/consensus_diff.h"
#include "descriptor/document_type.h"
#include "descriptor/testing/documents.h"
#include "descriptor/testing/testdata.h"
#include "gtest/gtest.h"

namespace scape::descriptor {
namespace {

using netdoc::Mode;
using netdoc::Severity;
using testing::ListTestdata;
using testing::ReadDocument;
using testing::ReadDocuments;
using testing::ReadOptions;
using testing::ReadTestdata;
using testing::Replaced;
using Strings = std::vector<std::string>;
using Names = std::set<std::string>;

// Two problems are about limits that a small file can break only when they are low.
ReadOptions OptionsFor(std::string_view file, Mode mode) {
  ReadOptions options{.mode = mode};
  if (file == "document-too-long") options.reader.max_document = 1024;
  if (file == "line-too-long") options.reader.max_line = 512;
  return options;
}

struct Found {
  Names names;
  std::map<std::string, Severity> severities;
};

Found Lint(std::string_view text, const ReadOptions& options) {
  Found found;
  ReadDocuments(text, options, [&](const ReadDocument& document) {
    for (const netdoc::Diagnostic& diagnostic : document.diagnostics.list()) {
      const std::string name(diagnostic.problem->name);
      found.names.insert(name);
      found.severities[name] = diagnostic.severity;
      if (diagnostic.where.data() != nullptr) {
        EXPECT_GE(diagnostic.where.data(), document.raw.text.data()) << name;
        EXPECT_LE(diagnostic.where.data() + diagnostic.where.size(),
                  document.raw.text.data() + document.raw.text.size())
            << name;
      }
      const std::string message = netdoc::FormatMessage(diagnostic);
      for (const char* left : {"$keyword", "$argument", "$expects", "$text"}) {
        EXPECT_EQ(message.find(left), std::string::npos) << message;
      }
      EXPECT_NE(netdoc::SpecificationLink(diagnostic), "") << name;
    }
  });
  return found;
}

// What else is found in a file, because it cannot be otherwise.
const std::map<std::string, Names>& Others() {
  static const auto& others = *new std::map<std::string, Names>{
      // Only old descriptors have histories, and they have `opt`.
      {"history-after-published", {"opt-prefix"}},
  };
  return others;
}

// Problems that no document of our own can have: a key with a certain digest.
constexpr std::string_view kWithoutDocument[] = {"denylisted-signing-key"};

// Every other problem of one document has a document that is wrong in that one way. What documents
// have wrong together is crypto/document_graph_test's.
TEST(BadDocuments, OneForEachProblem) {
  Strings expected;
  for (const netdoc::Problem* problem : AllProblems()) {
    if (std::count(std::begin(kWithoutDocument), std::end(kWithoutDocument), problem->name) == 0 &&
        std::count(std::begin(kLinkProblems), std::end(kLinkProblems), problem) == 0 &&
        std::count(std::begin(kConsensusDiffProblems), std::end(kConsensusDiffProblems), problem) ==
            0) {
      expected.emplace_back(problem->name);
    }
  }
  std::sort(expected.begin(), expected.end());
  EXPECT_EQ(std::adjacent_find(expected.begin(), expected.end()), expected.end());
  EXPECT_EQ(ListTestdata("bad"), expected);
}

TEST(BadDocuments, ProblemIsNamed) {
  std::map<std::string, const netdoc::Problem*> problems;
  for (const netdoc::Problem* problem : AllProblems()) {
    problems[std::string(problem->name)] = problem;
  }
  for (const std::string& file : ListTestdata("bad")) {
    SCOPED_TRACE(file);
    const std::string text = ReadTestdata("bad/" + file);
    ASSERT_TRUE(problems.count(file));
    const netdoc::Problem& problem = *problems[file];

    Names expected{file};
    if (Others().count(file)) expected.insert(Others().at(file).begin(), Others().at(file).end());
    const Found strict = Lint(text, OptionsFor(file, Mode::kStrict));
    EXPECT_EQ(strict.names, expected);
    EXPECT_EQ(strict.severities.at(file), problem.strict);

    const Found lenient = Lint(text, OptionsFor(file, Mode::kLenient));
    EXPECT_EQ(lenient.names.count(file), problem.lenient == Severity::kNone ? 0 : 1);
    if (lenient.names.count(file)) {
      EXPECT_EQ(lenient.severities.at(file), problem.lenient);
    }
  }
}

// The good files have no error; of microdescriptors from before the ntor key, strict reading cannot
// know how old they are.
TEST(GoodDocuments, NoErrors) {
  for (const std::string& file : testing::GoodSamples()) {
    SCOPED_TRACE(file);
    Names errors;
    ReadOptions options{.mode = Mode::kStrict};
    options.reader.otherwise = TypeOfFileName(file);
    const auto documents =
        ReadDocuments(ReadTestdata(file), options, [&](const ReadDocument& read) {
          for (const netdoc::Diagnostic& diagnostic : read.diagnostics.list()) {
            if (diagnostic.severity != Severity::kError) continue;
            errors.insert(std::string(diagnostic.problem->name) + " " +
                          std::string(diagnostic.rule->keyword));
          }
        });
    EXPECT_GT(documents, 0u);
    EXPECT_EQ(errors, std::string_view(file) == "generated-microdescriptors"
                          ? Names{"missing-item ntor-onion-key"}
                          : Names{});
  }
}

// ---- the rules, at their edges

// An Edit of a document in which lint finds nothing, and what it finds afterwards.
struct Edit {
  std::string_view from;
  std::string to;
  Names found;
};

void ExpectEdits(const std::string& good, std::initializer_list<Edit> edits) {
  ASSERT_EQ(Lint(good, {.mode = Mode::kStrict}).names, Names());
  for (const Edit& edit : edits) {
    EXPECT_EQ(Lint(Replaced(good, edit.from, edit.to), {.mode = Mode::kStrict}).names, edit.found)
        << edit.to;
  }
}

constexpr std::string_view kRouter = "router pebbledusk99 198.51.100.167 52628 0 0\n";
constexpr std::string_view kBandwidth = "bandwidth 1048576 1048576 34107247\n";
constexpr std::string_view kUptime = "uptime 5830032\n";
constexpr std::string_view kHsDir = "hidden-service-dir\n";
constexpr std::string_view kPolicy = "reject *:*\n";
constexpr std::string_view kPlatform = "platform Tor 0.4.8.21 on Linux\n";

TEST(ServerDescriptorLint, NumbersAndAddresses) {
  ExpectEdits(
      ReadTestdata("server-descriptor"),
      {
          {kRouter, "router pebbledusk99 198.51.100.167 0 0 9030\n", {"or-port-zero"}},
          {kRouter, "router pebbledusk99 198.51.100.167 1 0 65535\n", {}},
          {kRouter, "router pebbledusk99 198.51.100.167 1 9050 0\n", {"socks-port-set"}},
          {kRouter, "router pebbledusk99 10.0.0.1 9001 0 0\n", {"internal-address"}},
          {kRouter, "router pebbledusk99 0.0.0.0 9001 0 0\n", {"internal-address"}},
          {kRouter, "router pebbledusk99 172.32.0.1 9001 0 0\n", {}},
          // What cannot be read is a bad argument, and nothing more.
          {kRouter, "router pebbledusk99 198.51.100.256 9001 0 0\n", {"bad-argument"}},
          {kRouter, "router pebbledusk99 198.51.100.167 x 0 0\n", {"bad-argument"}},
          {kPlatform, std::string(kPlatform) + "or-address [fe80::1]:9001\n", {"internal-address"}},
          {kPlatform, std::string(kPlatform) + "or-address [2001:db8::1]:9001\n", {}},
          {kBandwidth, "bandwidth 1 2147483647 0\n", {}},
          {kBandwidth, "bandwidth 2147483647 2147483647 2147483647\n", {}},
          {kBandwidth, "bandwidth 0 1 0\n", {"bandwidth-out-of-range"}},
          {kBandwidth, "bandwidth 1 1 2147483648\n", {"bandwidth-out-of-range"}},
          {kBandwidth, "bandwidth 2 1 0\n", {"bandwidth-burst-below-average"}},
          {kBandwidth, "bandwidth -2 1 0\n", {"bad-argument"}},
          {kUptime, "uptime 0\n", {}},
          {kUptime, "uptime -1\n", {"negative-uptime"}},
          {kUptime, "", {}},
      });
}

TEST(ServerDescriptorLint, Platform) {
  ExpectEdits(ReadTestdata("server-descriptor"),
              {
                  {kPlatform, "platform Tor 0.4.8.21\n", {}},
                  {kPlatform, "platform Tor\n", {"unknown-platform"}},
                  {kPlatform, "platform\n", {"unknown-platform"}},
                  {kPlatform, "platform tor 0.4.8.21 on Linux\n", {"unknown-platform"}},
                  {kPlatform, "", {}},
              });
}

TEST(ServerDescriptorLint, Size) {
  const std::string good = ReadTestdata("server-descriptor");
  const size_t size = testing::WithoutAnnotations(good).size();
  const std::string fits(20000 - size - 1, 'x');
  ExpectEdits(good, {
                        {"<pebbledusk99@example.net>", "<pebbledusk99@example.net> " + fits, {}},
                        {"<pebbledusk99@example.net>",
                         "<pebbledusk99@example.net> " + fits + "x",
                         {"descriptor-too-large"}},
                    });
}

TEST(ServerDescriptorLint, Policy) {
  const std::string end(kPolicy);
  const std::string privates =
      "reject 0.0.0.0/8:*\nreject 169.254.0.0/16:*\nreject 127.0.0.0/8:*\n"
      "reject 192.168.0.0/16:*\nreject 10.0.0.0/8:*\nreject 172.16.0.0/12:*\n";
  ExpectEdits(
      ReadTestdata("server-descriptor"),
      {
          {kPolicy, "", {"no-exit-policy"}},
          {kPolicy, "reject *\n", {}},
          {kPolicy, "reject 0.0.0.0/0:1-65535\n", {}},
          {kPolicy, "reject *:1-65534\n", {"policy-without-end"}},
          {kPolicy, "reject 192.0.2.0/24:*\n", {"policy-without-end"}},
          {kPolicy, end + end, {"unreachable-rule"}},
          {kPolicy, privates + "accept *:80\n" + end, {}},
          {kPolicy, privates + "accept *:*\n", {}},
          {kPolicy, "reject private:*\naccept *:*\n", {}},
          {kPolicy, "accept 192.0.2.0/24:*\n" + end, {}},
          {kPolicy, "accept 10.0.0.1:80\n" + end, {"accepts-private-addresses"}},
          {kPolicy, "accept *:80\n" + end, {"accepts-private-addresses"}},
          {kPolicy, "reject 10.0.0.0/8:25\naccept *:80\n" + end, {"accepts-private-addresses"}},
          {kPolicy, "accept *:80-\n" + end, {"bad-argument"}},
          {kPolicy, "accept [2001:db8::]/32:80\n" + end, {"bad-argument"}},
      });
}

TEST(ServerDescriptorLint, Family) {
  const auto family = [](std::string_view members) {
    return std::string(kHsDir) + "family " + std::string(members) + "\n";
  };
  const std::string own = "$A313AC3DD88C1960D07F3C54FF90EAF430A75CEA";
  const std::string other = "$0123456789ABCDEF0123456789ABCDEF01234567";
  ExpectEdits(
      ReadTestdata("server-descriptor"),
      {
          {kHsDir, family(other), {}},
          {kHsDir, family(other + "=quietowl"), {}},
          {kHsDir, family(own), {"family-lists-itself"}},
          {kHsDir, family("$a313ac3dd88c1960d07f3c54ff90eaf430a75cea~me"), {"family-lists-itself"}},
          {kHsDir, family("pebbledusk99"), {"family-lists-itself", "family-nickname"}},
          {kHsDir, family(other + " " + other), {"family-repeats-member"}},
          {kHsDir, family("quietowl"), {"family-nickname"}},
          {kHsDir, family("quiet-owl"), {"bad-argument"}},
      });
}

TEST(ServerDescriptorLint, Keys) {
  const std::string good = ReadTestdata("server-descriptor");
  const auto object_of = [&](std::string_view keyword) {
    const size_t begin = good.find("\n" + std::string(keyword)) + 1;
    const size_t end = good.find("-----END", begin);
    return good.substr(begin, good.find('\n', end) + 1 - begin);
  };
  const std::string onion = object_of("onion-key\n");
  const std::string crosscert = object_of("onion-key-crosscert\n");
  ExpectEdits(good, {
                        {onion, "", {"onion-key-crosscert-mismatch", "no-tap-key"}},
                        {crosscert, "", {"onion-key-crosscert-mismatch"}},
                        {"A313 AC3D", "A313 AC3E", {"fingerprint-mismatch"}},
                    });
}

// Rules that compare a digest are passed over without one.
TEST(ServerDescriptorLint, WithoutSha1) {
  const std::string text = ReadTestdata("bad/fingerprint-mismatch");
  netdoc::DocumentReader reader(ReaderTypes(), {}, text);
  netdoc::RawDocument raw;
  ASSERT_TRUE(reader.Next(&raw));
  const std::unique_ptr<AnyDocument> document = static_cast<const DocumentType*>(raw.type)->make();
  netdoc::Diagnostics diagnostics(Mode::kStrict);
  document->Parse(raw, diagnostics);
  document->Lint({}, diagnostics);
  EXPECT_EQ(testing::ProblemList(diagnostics), Strings());
  document->Lint({.sha1 = &testing::Sha1}, diagnostics);
  EXPECT_EQ(testing::ProblemList(diagnostics), Strings({"error fingerprint-mismatch fingerprint"}));
}

TEST(ServerDescriptorLint, Bridges) {
  const std::string router = "router onionfield788 10.201.73.89 53210 0 0\n";
  const std::string method = "bridge-distribution-request moat\n";
  const std::string contact = "contact somebody\n";
  ExpectEdits(ReadTestdata("bridge-server-descriptor"),
              {
                  // Addresses are what sanitising makes them, and internal ones.
                  {router, "router onionfield788 127.0.0.1 1 0 0\n", {}},
                  {router, "router onionfield788 192.0.2.1 53210 0 0\n", {"not-sanitised"}},
                  {method, method + "or-address [fd9f:2e19:3bcf::1:2]:50000\n", {}},
                  {method, method + "or-address 10.3.2.1:50000\n", {}},
                  {method, method + "or-address [2001:db8::1]:50000\n", {"not-sanitised"}},
                  {method, method + "or-address 192.0.2.1:50000\n", {"not-sanitised"}},
                  {contact, "contact somebody else\n", {"not-sanitised"}},
                  {contact, "", {}},
                  {method, "bridge-distribution-request lox\n", {}},
                  {method, "bridge-distribution-request Moat\n", {"unknown-distribution-method"}},
                  // Bridges have no keys, and may accept what they like.
                  {"reject *:*\n", "accept *:*\n", {}},
              });
}

TEST(ServerDescriptorLint, Histories) {
  const std::string good = ReadTestdata("server-descriptor");
  const auto with = [&](std::string_view line) {
    Names names = Lint(Replaced(good, kUptime, std::string(kUptime) + std::string(line)),
                       {.mode = Mode::kStrict})
                      .names;
    EXPECT_EQ(names.erase("obsolete-item"), 1u) << line;
    return names;
  };
  EXPECT_EQ(with("read-history 2025-11-20 20:18:11 (900 s) 1\n"), Names());
  EXPECT_EQ(with("read-history 2025-11-20 20:18:12 (900 s) 1\n"), Names{"history-after-published"});
  EXPECT_EQ(with("write-history 2025-11-21 20:18:11 (900 s) 1\n"),
            Names{"history-after-published"});
  EXPECT_EQ(with("write-history 2025-11-20 20:18:11 (900 s)\n"), Names());
}

// What was normal when a descriptor was written is not obsolete in it.
TEST(Lint, ObsoleteItems) {
  const std::string text = ReadTestdata("server-descriptor");
  const auto names = [&](std::string_view platform) {
    return Lint(Replaced(Replaced(text, kPlatform, platform), kUptime,
                         std::string(kUptime) + "protocols Link 1 2 Circuit 1\n"),
                {.mode = Mode::kStrict})
        .names;
  };
  EXPECT_EQ(names("platform Tor 0.2.9.3-alpha on Linux\n"), Names());
  EXPECT_EQ(names("platform Tor 0.2.9.4-alpha on Linux\n"), Names{"obsolete-item"});
  EXPECT_EQ(names("platform Tor 0.4.9.11 on Linux\n"), Names{"obsolete-item"});
}

// tor drops some items that are malformed, but counts the arguments of all.
TEST(Lint, MissingArgumentsOfWhatIsTolerated) {
  const std::string good = ReadTestdata("server-descriptor");
  const size_t begin = good.find("\nextra-info-digest ") + 1;
  const std::string line = good.substr(begin, good.find('\n', begin) - begin);
  const auto severity = [&](std::string_view other, const std::string& problem) {
    const Found found = Lint(Replaced(good, line, other), {.mode = Mode::kStrict});
    EXPECT_EQ(found.names, Names{problem}) << other;
    return found.severities.at(problem);
  };
  EXPECT_EQ(severity("extra-info-digest", "missing-argument"), Severity::kError);
  EXPECT_EQ(severity("extra-info-digest 0123", "bad-argument"), Severity::kWarning);
}

TEST(Lint, TooManyArguments) {
  const std::string good = ReadTestdata("server-descriptor");
  const auto names = [&](std::string_view line, size_t more) {
    std::string text(line);
    for (size_t i = 0; i < more; ++i) text += " 7";
    return Lint(Replaced(good, kUptime, std::string(kUptime) + text + "\n"),
                {.mode = Mode::kStrict})
        .names;
  };
  EXPECT_EQ(names("or-address 192.0.2.9:9", 511), Names());
  EXPECT_EQ(names("or-address 192.0.2.9:9", 512), Names{"too-many-arguments"});
  // Unknown lines are kept whole, and text has words, not arguments.
  EXPECT_EQ(names("x-weather", 600), Names{"unrecognized-item"});
  EXPECT_EQ(Lint(Replaced(good, "contact 0x", "contact " + std::string(1200, ' ') + "0x"),
                 {.mode = Mode::kStrict})
                .names,
            Names());
}

TEST(ExtraInfoLint, Counts) {
  const std::string versions = "bridge-ip-versions v4=64,v6=8\n";
  const std::string origins = versions + "geoip-client-origins ";
  const std::string old = "obsolete-item";
  ExpectEdits(ReadTestdata("extra-info"),
              {
                  {"v4=64,v6=8", "v4=-64,v6=8", {"negative-count"}},
                  {"v4=64,v6=8", "v4=3,v6=5", {}},
                  {versions, origins + "us=8\n", {old}},
                  {versions, origins + "?\?=8,A1=8,US=8,us=8\n", {old}},
                  {versions, origins + "us=16,de=8,fr=8\n", {old}},
                  {versions, origins + "us=16,fr=8,de=8\n", {old, "unsorted-counts"}},
                  {versions, origins + "us=8,de=16\n", {old, "unsorted-counts"}},
                  {versions, origins + "usa=8\n", {old, "bad-country-code"}},
                  {versions, origins + "1a=8\n", {old, "bad-country-code"}},
                  {versions, origins + "us=12\n", {old, "unrounded-count"}},
                  {versions, origins + "us=0,zz=-8\n", {old, "negative-count"}},
                  {versions, origins + "us=16,us=16\n", {old, "bad-argument"}},
                  {"not-modified=220", "not-modified=222", {"unrounded-count"}},
                  {"not-modified=220", "not-modified=4", {}},
                  {"not-modified=220", "not-modified=-4", {"negative-count"}},
                  {"complete=1180", "complete=1181", {}},
                  // Ports come in ascending order, and only streams are rounded.
                  {"22=35480,53=4512", "22=35481,53=4512", {}},
                  {"22=35480,53=4512", "53=4512,22=35480", {"unsorted-counts"}},
                  {"8080=73150,other=53439", "other=53439,8080=73150", {"unsorted-counts"}},
                  {"22=351092,53=70208", "22=351093,53=70208", {"unrounded-count"}},
                  {"22=351092,53=70208", "22=-351092,53=70208", {"negative-count"}},
                  {"5.10,3.76", "5.10,-0.01", {"negative-count"}},
                  // Noise may make a number negative.
                  {"onions-seen 1401", "onions-seen -1401", {}},
              });
}

TEST(ExtraInfoLint, OtherLines) {
  const std::string versions = "bridge-ip-versions v4=64,v6=8\n";
  const std::string read = "ipv6-read-history 2022-06-30 ";
  const std::string good = ReadTestdata("extra-info");
  ExpectEdits(good, {
                        {versions, "dirreq-v3-share 100.00%\n", {}},
                        {versions, "dirreq-v2-share 100.1%\n", {"share-over-100"}},
                        {versions, read + "20:14:40 (900 s) 1\n", {}},
                        {versions, read + "20:14:41 (900 s) 1\n", {"history-after-published"}},
                        {versions, read + "20:14:40 (0 s) 1\n", {"bad-argument"}},
                        {"transport dummy", "transport obfs4", {"repeated-transport"}},
                        {"transport dummy", "transport Obfs4", {}},
                        // A line without a name repeats none.
                        {versions, "transport\ntransport\n", {"missing-argument"}},
                        // An unreadable time of the document is one problem.
                        {"published 2022-06-30", "published 2022-06-31", {"bad-argument"}},
                    });
  const size_t size = testing::WithoutAnnotations(good).size();
  const std::string info = "transport-info ";
  const std::string fits(50000 - size + versions.size() - info.size() - 1, 'x');
  ExpectEdits(good, {
                        {versions, info + fits + "\n", {}},
                        {versions, info + fits + "x\n", {"extra-info-too-large"}},
                    });
}

TEST(ExtraInfoLint, Bridges) {
  const std::string transport = "transport obfs4\n";
  ExpectEdits(ReadTestdata("bridge-extra-info"),
              {
                  {transport, "transport obfs4\ntransport fte\n", {}},
                  {transport, "transport obfs4 10.0.0.1:1\n", {"not-sanitised"}},
                  {transport, transport + transport, {"repeated-transport"}},
              });
}

TEST(MicrodescriptorLint, Identities) {
  const std::string good = ReadTestdata("microdescriptor");
  const std::string id = "id ed25519 dARuGN5AkRhmMOkeuHNbXa9uI3IneBT3Vi/GcAEhFU8\n";
  const std::string ntor = "ntor-onion-key CiTeRAqoZV06S+FkL5qIWKS6iLL+PWpYGii08/lwpfM\n";
  ExpectEdits(good, {
                        {id, id + id, {"repeated-ed25519-identity"}},
                        {id, id + "id rsa1024 AeRxXNHxOXpcNJWlZ6SI/KLhI+w\n", {}},
                        {id, id + "id rsa1024 AeRxXNHxOXpcNJWlZ6SI\n", {"bad-identity"}},
                        {id, "id ed25519 none\n", {"bad-identity"}},
                        {id, "id x-moon crescent\n", {}},
                        {id, "", {}},
                        {ntor, "ntor-onion-key " + std::string(43, 'A') + "\n", {"ntor-key-zero"}},
                    });
}

TEST(KeyCertificateLint, Times) {
  const std::string expires = "dir-key-expires 2027-03-01 12:00:00\n";
  ExpectEdits(ReadTestdata("dir-key-certificate-3"),
              {
                  {expires, "dir-key-expires 2026-03-01 12:00:01\n", {}},
                  {expires, "dir-key-expires 2026-03-01 12:00:00\n", {"expires-before-published"}},
                  {expires, "dir-key-expires 2025-03-01 12:00:00\n", {"expires-before-published"}},
                  {expires, "dir-key-expires 2028-03-02 12:00:00\n", {}},
                  {expires, "dir-key-expires 2028-03-02 12:00:01\n", {"long-certificate-lifetime"}},
                  // What cannot be read is a bad argument, and nothing more.
                  {expires, "dir-key-expires never\n", {"bad-argument"}},
              });
}

TEST(KeyCertificateLint, Others) {
  const std::string good = ReadTestdata("dir-key-certificate-3");
  const std::string version = "dir-key-certificate-version 3\n";
  const std::string address = "dir-address 198.51.100.12:9030\n";
  const std::string fingerprint = good.substr(good.find("\nfingerprint ") + 13, 40);
  const std::string other = (fingerprint[0] == '0' ? "1" : "0") + fingerprint.substr(1);
  const size_t size = testing::WithoutAnnotations(good).size();
  const auto longer = [&](size_t bytes) {
    return "dir-address 198.51.100.12:9030 " + std::string(bytes - size - 1, 'x') + "\n";
  };
  ExpectEdits(good,
              {
                  {version, "dir-key-certificate-version 2\n", {"unknown-certificate-version"}},
                  {version, "dir-key-certificate-version x\n", {"bad-argument"}},
                  {address, "", {}},
                  {address, "dir-address [2001:db8::1]:9030\n", {"dir-address-not-ipv4"}},
                  {address, "dir-address 198.51.100.12\n", {"bad-argument"}},
                  {address, longer(131072), {}},
                  {address, longer(131073), {"certificate-too-large"}},
                  {fingerprint, other, {"identity-key-mismatch"}},
              });
}

TEST(NetworkStatusLint, Votes) {
  const std::string good = ReadTestdata("network-status-vote-3");
  const std::string methods = "consensus-methods 32 33 34 35\n";
  const std::string delay = "voting-delay 300 300\n";
  const std::string footer = "directory-footer\n";
  const std::string fingerprint = good.substr(good.find("\nfingerprint ") + 13, 40);
  const std::string other = (fingerprint[0] == '0' ? "1" : "0") + fingerprint.substr(1);
  const std::string version = "dir-key-certificate-version 3\n";
  const std::string known = good.substr(good.find("known-flags "));
  const std::string flags = known.substr(0, known.find('\n') + 1);
  ExpectEdits(good,
              {
                  {footer, "", {"missing-footer"}},
                  {methods, "consensus-methods 5 6 7\n", {}},
                  {delay, "", {"missing-item"}},
                  {delay, "voting-delay 1 300\n", {"short-voting-delay"}},
                  {delay, "voting-delay 300 2147483648\n", {"short-voting-delay"}},
                  {delay, "voting-delay x 300\n", {"bad-argument"}},
                  {"fingerprint " + fingerprint,
                   "fingerprint " + other,
                   {"foreign-certificate", "identity-key-mismatch"}},
                  {"fingerprint " + fingerprint, "fingerprint x", {"bad-argument"}},
                  {version, "dir-key-certificate-version 2\n", {"unknown-certificate-version"}},
                  {flags, flags.substr(0, flags.size() - 7) + "\n", {"unknown-flag-in-vote"}},
              });
}

// The signature that is at fault is pointed at, not the first one.
TEST(NetworkStatusLint, Signatures) {
  const std::string good = ReadTestdata("network-status-consensus-3");
  const size_t first = good.find("directory-signature ");
  const size_t second = good.find("directory-signature ", first + 1);
  const std::string two = good.substr(first, second - first);
  const auto problems = [&](const std::string& text, std::string_view* where) {
    std::string found;
    ReadDocuments(text, {.mode = Mode::kStrict, .lint = true},
                  [&](const testing::ReadDocument& document) {
                    for (const netdoc::Diagnostic& diagnostic : document.diagnostics.list()) {
                      found += std::string(diagnostic.problem->name) + " ";
                      *where = diagnostic.where;
                    }
                  });
    return found;
  };
  std::string_view where;
  std::string text = good;
  text.replace(second + 20, 4, "DEAD");
  EXPECT_EQ(problems(text, &where), "unknown-signer ");
  EXPECT_EQ(where.substr(20, 4), "DEAD");
  text = good + two;
  EXPECT_EQ(problems(text, &where), "repeated-signature ");
  EXPECT_EQ(where.data(), text.data() + good.size());
  text = good;
  text.insert(first + 20, "blake3 ");
  EXPECT_EQ(problems(text, &where), "unknown-digest-algorithm ");
}

// In a vote, a line of flags and very many known ones cost no more than their sum.
TEST(NetworkStatusLint, ManyFlagsAreNotSquared) {
  std::string text = ReadTestdata("network-status-consensus-3");
  const size_t known = text.find("known-flags ");
  std::string flags;
  for (int i = 0; i < 60000; ++i) flags += " f" + std::to_string(i);
  text.insert(text.find('\n', known), flags);
  const size_t entry = text.find("\ns ");
  text.insert(text.find('\n', entry + 1), flags);
  EXPECT_EQ(Lint(text, {.mode = Mode::kStrict}).names.count("unknown-flag"), 0u);
}

std::array<uint8_t, 20> DigestOfAStolenKey(std::span<const uint8_t>) {
  // The SHA-1 of a signing key of 2014.
  return {0x0e, 0x7e, 0x9c, 0x07, 0xf0, 0x96, 0x9d, 0x04, 0x68, 0xad,
          0x74, 0x1e, 0x17, 0x2a, 0x61, 0x09, 0xdc, 0x28, 0x9f, 0x3c};
}

TEST(KeyCertificateLint, DenylistedSigningKey) {
  const std::string text = ReadTestdata("dir-key-certificate-3");
  netdoc::DocumentReader reader(ReaderTypes(), {}, text);
  netdoc::RawDocument raw;
  ASSERT_TRUE(reader.Next(&raw));
  const std::unique_ptr<AnyDocument> document = static_cast<const DocumentType*>(raw.type)->make();
  netdoc::Diagnostics diagnostics(Mode::kStrict);
  document->Parse(raw, diagnostics);
  document->Lint({}, diagnostics);
  EXPECT_EQ(testing::ProblemList(diagnostics), Strings());
  document->Lint({.sha1 = &DigestOfAStolenKey}, diagnostics);
  EXPECT_EQ(testing::ProblemList(diagnostics),
            Strings({"error identity-key-mismatch fingerprint",
                     "error denylisted-signing-key dir-signing-key"}));
}

TEST(DetachedSignatureLint, Digests) {
  const std::string digest =
      "additional-digest microdesc sha256 "
      "4BB8C93ECCF4860235EACB443C070DCAC08452B2971AF72A10F4A04A8782A1FD\n";
  const auto of = [&](std::string_view name, size_t bytes) {
    return digest + "additional-digest moon " + std::string(name) + " " +
           std::string(2 * bytes, 'A') + "\n";
  };
  ExpectEdits(
      ReadTestdata("detached-signature-3"),
      {
          {digest, "", {"signature-without-digest"}},
          {digest, digest + digest, {"repeated-digest"}},
          {digest, of("sha1", 20), {}},
          {digest, of("sha1", 32), {"wrong-digest-length"}},
          {digest, of("sha256", 32), {}},
          {digest, of("sha256", 20), {"wrong-digest-length"}},
          {digest, of("sha3-256", 32), {}},
          {digest, of("sha512", 64), {}},
          {digest, of("sha512", 32), {"wrong-digest-length"}},
          {digest, of("sha3-512", 63), {"wrong-digest-length"}},
          {digest, of("blake3", 7), {"unknown-digest-algorithm"}},
          // Of the same flavor, but another algorithm.
          {digest, digest + "additional-digest microdesc sha1 " + std::string(40, 'A') + "\n", {}},
      });
}

TEST(DetachedSignatureLint, Times) {
  const std::string fresh = "fresh-until 2026-11-21 19:51:40\n";
  ExpectEdits(ReadTestdata("detached-signature-3"),
              {
                  {fresh, "fresh-until 2026-11-21 19:51:20\n", {"validity-out-of-order"}},
                  {fresh, "fresh-until 2026-11-21 19:51:21\n", {}},
                  {fresh, "fresh-until 2026-11-21 19:52:20\n", {}},
                  {fresh, "fresh-until 2026-11-21 19:52:21\n", {"validity-out-of-order"}},
                  {fresh, "fresh-until soon\n", {"bad-argument"}},
              });
}

TEST(DetachedSignatureLint, Signatures) {
  const std::string good = ReadTestdata("detached-signature-3");
  const size_t additional = good.find("additional-signature");
  const size_t second = good.find("additional-signature", additional + 1);
  const size_t plain = good.find("directory-signature");
  const std::string first = good.substr(additional, second - additional);
  const std::string last = good.substr(good.rfind("directory-signature"));
  const auto names = [&](const std::string& more) {
    return Lint(good.substr(0, plain) + more + good.substr(plain), {.mode = Mode::kStrict}).names;
  };
  EXPECT_EQ(names(""), Names());
  EXPECT_EQ(names(first), Names{"repeated-signature"});
  EXPECT_EQ(names(last), Names{"repeated-signature"});
  EXPECT_EQ(names(Replaced(first, "microdesc", "moon")), Names{"signature-without-digest"});
  EXPECT_EQ(names(Replaced(first, "microdesc", "ns")), Names());
  EXPECT_EQ(names(Replaced(first, "sha256", "sha1")), Names());
  EXPECT_EQ(names(Replaced(first, "sha256", "md5")), Names{"unknown-digest-algorithm"});
  EXPECT_EQ(names(Replaced(first, "B9C5277E", "B9C5277F")), Names());
}

TEST(ExitListLint, RepeatedNode) {
  const std::string good = ReadTestdata("exit-addresses");
  const std::string entry = good.substr(0, good.find("ExitNode", 1));
  EXPECT_EQ(Lint(good, {.mode = Mode::kStrict}).names, Names());
  EXPECT_EQ(Lint(good + entry, {.mode = Mode::kStrict}).names, Names{"repeated-exit-node"});
  EXPECT_EQ(
      Lint(good + "ExitNode x\n" + entry.substr(entry.find("Published")), {.mode = Mode::kStrict})
          .names,
      Names{"bad-argument"});
}

TEST(SnowflakeStatsLint, Counts) {
  const std::string ips = "snowflake-ips US=4,DE=2,?\?=1\n";
  const std::string total = "snowflake-ips-total 7\n";
  const std::string denied = "client-denied-count 0\n";
  ExpectEdits(ReadTestdata("snowflake-stats"),
              {
                  {ips, "snowflake-ips A1=4,us=3\n", {}},
                  {ips, "snowflake-ips USA=4\n", {"bad-country-code"}},
                  {ips, "snowflake-ips US=-8\n", {"negative-count"}},
                  {ips, "snowflake-ips\n", {}},
                  {total, "snowflake-ips-total 9\n", {}},
                  {denied, "client-denied-count 8\n", {}},
                  {denied, "client-denied-count 9\n", {"unrounded-count"}},
                  {denied, denied + "client-sqs-ips US=8,?\?=1\n", {"unrounded-count"}},
              });
}

TEST(BridgedbMetricsLint, Counts) {
  const std::string version = "bridgedb-metrics-version 2\n";
  const std::string count = "https.obfs4.de.success.none 30\n";
  ExpectEdits(ReadTestdata("bridgedb-metrics"),
              {
                  {version, "bridgedb-metrics-version 1\n", {}},
                  {version, "bridgedb-metrics-version 0\n", {"unknown-metrics-version"}},
                  {version, "bridgedb-metrics-version 3\n", {"unknown-metrics-version"}},
                  {count, "https.obfs4.de.success.none 35\n", {"unrounded-count"}},
                  {count, "internal.handouts.max 35\n", {}},
                  {count, "moat.obfs4.ir.success.none 30\n", {"repeated-metric"}},
              });
}

// ---- how problems are printed

TEST(FormatDiagnostic, ShowsPlaceAndRule) {
  const std::string text = "junk\n" + ReadTestdata("bad/bad-argument");
  Strings shown;
  ReadDocuments(text, {.mode = Mode::kStrict}, [&](const ReadDocument& document) {
    for (const netdoc::Diagnostic& diagnostic : document.diagnostics.list()) {
      shown.push_back(netdoc::FormatDiagnostic(diagnostic, "file", document.raw.text,
                                               document.raw.line, /*color=*/false));
    }
  });
  EXPECT_EQ(
      shown,
      Strings({"file:1:1: error: these bytes belong to no document [text-outside-document]\n"
               "  junk\n"
               "  ^~~~\n"
               "  = spec: https://spec.torproject.org/dir-spec/netdoc.html\n"
               "  = help: a document begins with its @type line or its first keyword\n",
               "file:15:8: error: uptime must be a whole number, not \"five\" [bad-argument]\n"
               "  uptime five\n"
               "         ^~~~\n"
               "  = spec: https://spec.torproject.org/dir-spec/server-descriptor-format.html"
               "#item:uptime\n"
               "  = help: correct the value; nothing was read from it\n"}));
}

}  // namespace
}  // namespace scape::descriptor
