#include "descriptor/lint.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

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
      // The value cannot be used, either.
      {"history-without-interval", {"opt-prefix", "bad-argument"}},
  };
  return others;
}

// Every problem that can be named has a document that is wrong in that one way.
TEST(BadDocuments, OneForEachProblem) {
  Strings expected;
  for (const netdoc::Problem* problem : AllProblems()) expected.emplace_back(problem->name);
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
  for (const char* file :
       {"server-descriptor", "bridge-server-descriptor", "microdescriptor", "server-descriptors",
        "cached-descriptors", "microdescriptors", "cached-microdescs", "bridge-server-descriptors",
        "generated-server-descriptors", "generated-microdescriptors", "server-descriptor-full",
        "bridge-server-descriptor-full", "microdescriptor-full"}) {
    SCOPED_TRACE(file);
    Names errors;
    const auto documents =
        ReadDocuments(ReadTestdata(file), {.mode = Mode::kStrict}, [&](const ReadDocument& read) {
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
