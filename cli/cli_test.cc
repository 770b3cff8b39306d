// Runs the program as people do, and looks at what comes out.
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "rapidjson/document.h"

extern char** environ;

namespace scape::cli {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using Strings = std::vector<std::string>;

constexpr char kProgram[] = "cli/scape";  // where Bazel puts it beside the test

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  EXPECT_TRUE(file.good()) << path;
  return std::move(text).str();
}

std::string Sample(std::string_view name) { return "testdata/" + std::string(name); }

struct Result {
  int status = -1;  // of the exit; -1: a signal ended it
  int signal = 0;
  std::string out;
  std::string err;
};

class CliTest : public ::testing::Test {
 protected:
  CliTest() {
    const char* parent = std::getenv("TEST_TMPDIR");
    std::string name = std::string(parent != nullptr ? parent : "/tmp") + "/cli.XXXXXX";
    folder_ = mkdtemp(name.data());
  }
  ~CliTest() override { fs::remove_all(folder_); }

  std::string Path(std::string_view name) const { return folder_ + "/" + std::string(name); }
  std::string Write(std::string_view name, std::string_view text) const {
    fs::create_directories(fs::path(Path(name)).parent_path());
    std::ofstream(Path(name), std::ios::binary) << text;
    return Path(name);
  }
  Strings FilesOf(std::string_view folder) const {
    Strings names;
    for (const auto& entry : fs::directory_iterator(Path(folder))) {
      names.push_back(entry.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  // Start runs a program with these files for its standard ones.
  static pid_t Start(const Strings& arguments, int in, int out, int err) {
    std::vector<char*> argv;
    for (const std::string& argument : arguments)
      argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in, 0);
    posix_spawn_file_actions_adddup2(&actions, out, 1);
    posix_spawn_file_actions_adddup2(&actions, err, 2);
    pid_t child = -1;
    EXPECT_EQ(posix_spawnp(&child, argv[0], &actions, nullptr, argv.data(), environ), 0);
    posix_spawn_file_actions_destroy(&actions);
    return child;
  }

  static void Wait(pid_t child, Result* result) {
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    if (WIFEXITED(status)) result->status = WEXITSTATUS(status);
    if (WIFSIGNALED(status)) result->signal = WTERMSIG(status);
  }

  // RunProgram runs to the end; `out_path` takes the place of what Result::out gets.
  Result RunProgram(const Strings& arguments, std::string_view input = "",
                    const std::string& out_path = "") {
    const std::string in_file = Write("standard/in", input);
    const std::string out_file = out_path.empty() ? Path("standard/out") : out_path;
    const int in = open(in_file.c_str(), O_RDONLY | O_CLOEXEC);
    const int out = open(out_file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    const int err =
        open(Path("standard/err").c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    Result result;
    Wait(Start(arguments, in, out, err), &result);
    close(in);
    close(out);
    close(err);
    if (out_path.empty()) result.out = ReadFile(out_file);
    result.err = ReadFile(Path("standard/err"));
    return result;
  }

  Result Run(Strings arguments, std::string_view input = "") {
    arguments.insert(arguments.begin(), kProgram);
    return RunProgram(arguments, input);
  }

  std::string folder_;
};

// Lines returns the lines of a text without their line feeds.
Strings Lines(const std::string& text) {
  Strings lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

rapidjson::Document Json(const std::string& text) {
  rapidjson::Document value;
  value.Parse<rapidjson::kParseValidateEncodingFlag>(text.c_str(), text.size());
  EXPECT_FALSE(value.HasParseError()) << text;
  return value;
}

Strings Names(const rapidjson::Value& object) {
  Strings names;
  for (const auto& member : object.GetObject()) names.emplace_back(member.name.GetString());
  return names;
}

bool Contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

std::string Replaced(std::string text, std::string_view from, std::string_view to) {
  const size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

constexpr const char* kCommands[] = {"parse",          "lint",       "explain",
                                     "consensus-diff", "completion", "man"};

// ---- exit status, help, messages

TEST_F(CliTest, ExitStatus) {
  EXPECT_EQ(Run({"parse", Sample("server-descriptors")}).status, 0);
  EXPECT_EQ(Run({"lint", Sample("server-descriptor")}).status, 0);
  EXPECT_EQ(Run({"explain"}).status, 0);
  // Warnings are no errors.
  EXPECT_EQ(Run({"lint", Sample("bad/internal-address")}).status, 0);
  EXPECT_EQ(Run({"parse", Sample("bad/missing-item")}).status, 0);
  EXPECT_EQ(Run({"parse", "--strict", Sample("bad/missing-item")}).status, 1);
  EXPECT_EQ(Run({"lint", Sample("bad/missing-item")}).status, 1);
  EXPECT_EQ(Run({"parse", Sample("bad/bad-argument")}).status, 1);
  EXPECT_EQ(Run({"parse", Sample("absent")}).status, 2);
  EXPECT_EQ(Run({"parse"}).status, 2);
  EXPECT_EQ(Run({"parse", "--colour", Sample("server-descriptors")}).status, 2);
  EXPECT_EQ(Run({"parse", "--format", "xml", Sample("server-descriptors")}).status, 2);
  EXPECT_EQ(Run({"parse", "--type", "consensus", Sample("server-descriptors")}).status, 2);
  EXPECT_EQ(Run({"parse", "--max-document", "many", Sample("server-descriptors")}).status, 2);
  EXPECT_EQ(Run({"prase"}).status, 2);
  EXPECT_EQ(Run({"--loud"}).status, 2);
  EXPECT_EQ(Run({"explain", "consensus"}).status, 2);
  EXPECT_EQ(Run({"explain", "microdescriptor", "router"}).status, 2);
  EXPECT_EQ(Run({"completion", "tcsh"}).status, 2);
}

TEST_F(CliTest, HelpAtEveryLevel) {
  for (const char* flag : {"--help", "-h"}) {
    const Result top = Run({flag});
    EXPECT_EQ(top.status, 0);
    EXPECT_EQ(top.err, "");
    for (const char* command : kCommands) EXPECT_TRUE(Contains(top.out, command)) << command;
    EXPECT_TRUE(Contains(top.out, "--version"));
    for (const char* command : kCommands) {
      const Result help = Run({command, flag});
      EXPECT_EQ(help.status, 0) << command;
      EXPECT_EQ(help.err, "") << command;
      EXPECT_TRUE(Contains(help.out, "Examples:")) << command;
      EXPECT_TRUE(Contains(help.out, "scape " + std::string(command))) << command;
    }
  }
  for (const char* command : {"apply", "make"}) {
    const Result help = Run({"consensus-diff", command, "--help"});
    EXPECT_EQ(help.status, 0) << command;
    EXPECT_TRUE(Contains(help.out, "scape consensus-diff " + std::string(command))) << help.out;
    EXPECT_TRUE(Contains(help.out, "--output")) << command;
    EXPECT_TRUE(Contains(Run({"consensus-diff", "--help"}).out, command)) << command;
  }
  const std::string parse = Run({"parse", "--help"}).out;
  for (const char* option :
       {"--type", "--format", "--fields", "--strict", "--output", "--max-document", "PATH"}) {
    EXPECT_TRUE(Contains(parse, option)) << option;
  }
  // Without anything: the same, for whoever tries it.
  EXPECT_EQ(Run({}).out, Run({"--help"}).out);
}

TEST_F(CliTest, Version) {
  const Result result = Run({"--version"});
  EXPECT_EQ(result.status, 0);
  EXPECT_EQ(result.out.substr(0, 6), "scape ");
  EXPECT_EQ(Lines(result.out).size(), 1u);
  EXPECT_EQ(result.err, "");
}

TEST_F(CliTest, UnknownOptionsAreNamed) {
  const Result option = Run({"parse", "--colour", Sample("server-descriptors")});
  EXPECT_EQ(option.out, "");
  EXPECT_TRUE(Contains(option.err, "--colour")) << option.err;
  EXPECT_TRUE(Contains(option.err, "--help")) << option.err;
  EXPECT_TRUE(Contains(Run({"prase"}).err, "prase"));
  const Result below = Run({"consensus-diff", "aply"});
  EXPECT_EQ(below.status, 2);
  EXPECT_TRUE(Contains(below.err, "there is no command or option `aply`")) << below.err;
  EXPECT_EQ(Run({"consensus-diff"}).status, 2);
  EXPECT_TRUE(Contains(Run({"consensus-diff", "make", "x"}).err, "TARGET is required"));
  const Result type = Run({"parse", "--type", "consensus", Sample("server-descriptors")});
  EXPECT_EQ(type.err,
            "scape parse: there is no type `consensus`; `scape explain` lists the types\n");
}

TEST_F(CliTest, MissingFile) {
  const Result result = Run({"parse", Sample("server-descriptor"), Path("absent")});
  EXPECT_EQ(result.status, 2);
  EXPECT_EQ(result.out, "");  // nothing is begun
  EXPECT_EQ(Run({"parse", "--format", "json", Path("absent")}).out, "");
  EXPECT_EQ(result.err, "scape: " + Path("absent") + ": No such file or directory\n");
}

// A file that cannot be read keeps nobody from reading the others. /proc/self/mem is one that opens
// and fails even for root; without /proc there is none.
TEST_F(CliTest, UnreadableFileInAFolder) {
  if (!fs::exists("/proc/self/mem")) GTEST_SKIP() << "SKIPPED: there is no /proc";
  fs::create_directory(Path("in"));
  fs::copy(Sample("server-descriptor"), Path("in/a"));
  fs::create_symlink("/proc/self/mem", Path("in/b"));
  fs::copy(Sample("microdescriptor"), Path("in/c"));
  const Result result = Run({"parse", Path("in")});
  EXPECT_EQ(result.status, 1);
  EXPECT_EQ(result.err, "scape: " + Path("in/b") + ": Input/output error\n");
  const Strings lines = Lines(result.out);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_STREQ(Json(lines[0])["source"]["file"].GetString(), Path("in/a").c_str());
  EXPECT_STREQ(Json(lines[1])["source"]["file"].GetString(), Path("in/c").c_str());
}

TEST_F(CliTest, CompressedInput) {
  const std::string gzip = "\x1f\x8b\x08" + std::string(100, '\1');
  const std::string file = Write("archive.gz", gzip);
  for (const Result& result : {Run({"parse", file}), Run({"lint", file})}) {
    EXPECT_EQ(result.status, 1);
    EXPECT_EQ(result.err,
              file + ": error: this is a gzip file, and archives are not read: unpack it first\n");
  }
  const Result stream = Run({"parse", "-"}, gzip);
  EXPECT_EQ(stream.status, 1);
  EXPECT_TRUE(Contains(stream.err, "<stdin>: error: this is a gzip file"));
}

TEST_F(CliTest, NoDocument) {
  const Result empty = Run({"parse", "-"}, "");
  EXPECT_EQ(empty.status, 1);
  EXPECT_TRUE(Contains(empty.err, "[no-document]")) << empty.err;
  const Result text = Run({"lint", "-"}, "Dear reader,\n");
  EXPECT_EQ(text.status, 1);
  EXPECT_TRUE(Contains(text.out, "<stdin>:1:1: error: ")) << text.out;
  EXPECT_TRUE(Contains(text.out, "[text-outside-document]")) << text.out;
}

// ---- input

TEST_F(CliTest, StandardInput) {
  const std::string text = ReadFile(Sample("server-descriptors"));
  const Result file = Run({"parse", Sample("server-descriptors")});
  const Result stream = Run({"parse", "-"}, text);
  EXPECT_EQ(stream.status, 0);
  std::string expected = file.out;
  const std::string from = "\"file\":\"" + Sample("server-descriptors") + "\"";
  for (size_t at; (at = expected.find(from)) != std::string::npos;) {
    expected.replace(at, from.size(), "\"file\":\"<stdin>\"");
  }
  EXPECT_EQ(stream.out, expected);
  EXPECT_EQ(Lines(stream.out).size(), 11u);
}

TEST_F(CliTest, FoldersAndSeveralPaths) {
  Write("in/b", ReadFile(Sample("microdescriptor")));
  Write("in/a/x", ReadFile(Sample("server-descriptor")));
  const Result result = Run(
      {"parse", "--fields", "type,source.file", Path("in"), Sample("bridge-server-descriptor")});
  EXPECT_EQ(result.status, 0) << result.err;
  EXPECT_EQ(
      Lines(result.out),
      Strings({R"({"type":"server-descriptor 1.0","source":{"file":")" + Path("in/a/x") + "\"}}",
               R"({"type":"microdescriptor 1.0","source":{"file":")" + Path("in/b") + "\"}}",
               R"({"type":"bridge-server-descriptor 1.2","source":{"file":")" +
                   Sample("bridge-server-descriptor") + "\"}}"}));
}

// Whatever is wrong with a document, the ones beside it are read.
TEST_F(CliTest, NeighboursOfBadDocuments) {
  const std::string good = ReadFile(Sample("server-descriptor"));
  const std::string other = ReadFile(Sample("microdescriptor"));
  const std::string long_line = "contact " + std::string((size_t{1} << 20) + 1, 'x') + "\n";
  const std::string bad[] = {
      "@type relay-weather 1.0\nsky cloudy\n",
      "@type server-descriptor 9.0\nrouter a\nonion-key\n",
      good.substr(0, good.size() / 2) + "\n",
      Replaced(good, "contact", "-----BEGIN X-----\nAAAA\ncontact"),
      Replaced(good, "uptime", std::string("\0\xff\x1b", 3)),
      Replaced(good, "contact", long_line + "contact"),
  };
  for (const std::string& document : bad) {
    for (const bool stream : {false, true}) {
      const std::string text = good + document + other;
      const Strings arguments = {"parse", "--strict", "--fields", "type,source.offset,digest",
                                 stream ? "-" : Write("in", text)};
      const Result result = Run(arguments, stream ? text : "");
      EXPECT_EQ(result.status, 1) << document.substr(0, 80);
      const Strings lines = Lines(result.out);
      ASSERT_GE(lines.size(), 2u) << document.substr(0, 80);
      EXPECT_EQ(lines.front(), R"({"type":"server-descriptor 1.0",)"
                               R"("digest":{"sha1":"2BF3135541160DDA66C53DC0FD3F4B4C4349DF55"},)"
                               R"("source":{"offset":0}})");
      EXPECT_EQ(lines.back(),
                R"({"type":"microdescriptor 1.0",)"
                R"("digest":{"sha256":"1TJ4009PcpFFKx+ltmYlnyPXU3nQRLi/HLYW2eCM16U"},)"
                R"("source":{"offset":)" +
                    std::to_string(good.size() + document.size()) + "}}");
    }
  }
}

TEST_F(CliTest, MaxDocument) {
  const Result result = Run({"parse", "--max-document", "1024", "--fields", "type",
                             Sample("server-descriptor"), Sample("microdescriptor")});
  EXPECT_EQ(result.status, 1);
  EXPECT_EQ(result.out, "{\"type\":\"microdescriptor 1.0\"}\n");
  EXPECT_TRUE(Contains(result.err, "[document-too-long]")) << result.err;
}

// ---- JSON

TEST_F(CliTest, JsonHasTheMembersInOrder) {
  const Result result = Run({"parse", "--strict", Sample("server-descriptor-full")});
  ASSERT_EQ(Lines(result.out).size(), 1u);
  const rapidjson::Document json = Json(result.out);
  const Strings names = Names(json);
  EXPECT_EQ(names.front(), "type");
  EXPECT_EQ(names[1], "router");
  EXPECT_EQ(Strings(names.end() - 5, names.end()),
            Strings({"router_signature", "digest", "unrecognized", "problems", "source"}));
  EXPECT_EQ(Names(json["router"]),
            Strings({"nickname", "address", "or_port", "socks_port", "dir_port"}));
  EXPECT_STREQ(json["published"].GetString(), "2025-11-20T20:18:11Z");
  EXPECT_STREQ(json["fingerprint"].GetString(), "A313AC3DD88C1960D07F3C54FF90EAF430A75CEA");
  EXPECT_STREQ(json["digest"]["sha1"].GetString(), "2FE2249AFEEEE5C692DF908A2CDF09888B447834");
  EXPECT_TRUE(json["tunnelled_dir_server"].IsTrue());
  EXPECT_EQ(json["uptime"].GetInt64(), 5830032);
  EXPECT_STREQ(json["exit_policy"][0].GetString(), "reject 10.0.0.0/8:*");
  EXPECT_STREQ(json["unrecognized"][0].GetString(), "x-weather sunny, 21 degrees");
  EXPECT_EQ(Names(json["problems"][0]),
            Strings({"problem", "severity", "line", "column", "message"}));
  EXPECT_EQ(Names(json["source"]), Strings({"file", "offset", "line"}));
  // A cache's annotations come behind the type.
  const rapidjson::Document cached =
      Json(Lines(Run({"parse", Sample("cached-descriptors")}).out)[0]);
  EXPECT_EQ(Names(cached)[1], "annotations");
  EXPECT_STREQ(cached["annotations"]["source"].GetString(), "127.0.0.1");
  // What there is none of is no member.
  const rapidjson::Document plain = Json(Run({"parse", Sample("server-descriptor")}).out);
  for (const char* absent : {"annotations", "family", "unrecognized", "problems", "or_address"}) {
    EXPECT_FALSE(plain.HasMember(absent)) << absent;
  }
}

TEST_F(CliTest, DigestsThatDocumentsState) {
  const rapidjson::Document bridge = Json(Run({"parse", Sample("bridge-server-descriptor")}).out);
  EXPECT_STREQ(bridge["digest"]["sha1"].GetString(), "F576D2370271C7F0FA47098ED8E6638B906EB270");
  EXPECT_STREQ(bridge["digest"]["sha256"].GetString(),
               "6zyeQ4jxAmAV+ZCwZqqq/cE/0Ng08Ik1GP3n5wESFTI");
}

TEST_F(CliTest, OffsetsAndLines) {
  const std::string text = ReadFile(Sample("server-descriptors"));
  for (const std::string& line : Lines(Run({"parse", Sample("server-descriptors")}).out)) {
    const rapidjson::Document json = Json(line);
    const uint64_t offset = json["source"]["offset"].GetUint64();
    EXPECT_EQ(text.substr(offset, 7 + json["router"]["nickname"].GetStringLength()),
              std::string("router ") + json["router"]["nickname"].GetString());
    EXPECT_EQ(json["source"]["line"].GetInt64(),
              1 + std::count(text.begin(), text.begin() + static_cast<ptrdiff_t>(offset), '\n'));
  }
}

TEST_F(CliTest, JsonArray) {
  const Result result = Run({"parse", "--format", "json", Sample("server-descriptors")});
  EXPECT_EQ(result.status, 0);
  const rapidjson::Document array = Json(result.out);
  ASSERT_TRUE(array.IsArray());
  EXPECT_EQ(array.Size(), 11u);
  const Result lines = Run({"parse", Sample("server-descriptors")});
  EXPECT_TRUE(Contains(result.out, Lines(lines.out)[3]));
  const Result none =
      Run({"parse", "--format", "json", "--type", "microdescriptor", Sample("server-descriptors")});
  EXPECT_TRUE(Json(none.out).IsArray());
  EXPECT_EQ(Json(none.out).Size(), 0u);
  EXPECT_EQ(none.out.back(), '\n');
}

// Bytes that are not UTF-8 are shown as U+FFFD, and beside it as they are.
TEST_F(CliTest, NotUtf8) {
  const Result result = Run({"parse", Sample("bad/not-utf8")});
  EXPECT_EQ(result.status, 0);
  const rapidjson::Document json = Json(result.out);
  EXPECT_STREQ(json["contact"].GetString(), "J\xef\xbf\xbdrgen <juergen@example.net>");
  EXPECT_STREQ(json["contact_bytes"].GetString(), "SvxyZ2VuIDxqdWVyZ2VuQGV4YW1wbGUubmV0Pg==");
  EXPECT_STREQ(json["problems"][0]["problem"].GetString(), "not-utf8");
  // The two belong together, whichever is named.
  for (const char* field : {"contact", "contact_bytes"}) {
    EXPECT_EQ(Run({"parse", "--fields", field, Sample("bad/not-utf8")}).out,
              "{\"contact\":\"J\xef\xbf\xbdrgen <juergen@example.net>\","
              "\"contact_bytes\":\"SvxyZ2VuIDxqdWVyZ2VuQGV4YW1wbGUubmV0Pg==\"}\n")
        << field;
  }
  EXPECT_EQ(Run({"parse", "--fields", "contact", Sample("server-descriptor")}).out,
            "{\"contact\":\"0xBBDFC730 pebbledusk99 <pebbledusk99@example.net>\"}\n");
}

TEST_F(CliTest, StrictAndLenient) {
  const std::string file = Sample("bad/missing-item");
  const rapidjson::Document lenient = Json(Run({"parse", file}).out);
  EXPECT_STREQ(lenient["problems"][0]["severity"].GetString(), "warning");
  const Result strict = Run({"parse", "--strict", file});
  EXPECT_STREQ(Json(strict.out)["problems"][0]["severity"].GetString(), "error");
  EXPECT_EQ(strict.err, file + ":52:1: error: `published` is missing [missing-item]\n");
  // Strict parsing knows what lint knows.
  EXPECT_EQ(Run({"parse", Sample("bad/or-port-zero")}).status, 0);
  EXPECT_EQ(Run({"parse", "--strict", Sample("bad/or-port-zero")}).status, 1);
}

// ---- fields, CSV, TSV

TEST_F(CliTest, Fields) {
  const auto parse = [&](const std::string& fields, const char* file = "server-descriptor-full") {
    const Result result = Run({"parse", "--fields", fields, Sample(file)});
    EXPECT_EQ(result.status, 0) << result.err;
    return result.out;
  };
  EXPECT_EQ(parse("uptime"), "{\"uptime\":5830032}\n");
  // In the order of the table, and together where they belong together.
  EXPECT_EQ(parse("uptime,router.or_port,router.nickname"),
            "{\"router\":{\"nickname\":\"pebbledusk99\",\"or_port\":52628},\"uptime\":5830032}\n");
  EXPECT_EQ(parse("or_address.port"), "{\"or_address\":[{\"port\":52628},{\"port\":443}]}\n");
  EXPECT_EQ(parse("proto.Link,ipv6_policy.policy"),
            "{\"proto\":{\"Link\":[1,2,3,4,5]},\"ipv6_policy\":{\"policy\":\"accept\"}}\n");
  EXPECT_EQ(parse("digest"),
            "{\"digest\":{\"sha1\":\"2FE2249AFEEEE5C692DF908A2CDF09888B447834\"}}\n");
  EXPECT_EQ(parse("source.line,type"),
            "{\"type\":\"server-descriptor 1.0\",\"source\":{\"line\":1}}\n");
  EXPECT_EQ(parse("unrecognized"), "{\"unrecognized\":[\"x-weather sunny, 21 degrees\"]}\n");
  EXPECT_EQ(parse("annotations", "cached-microdescs").substr(0, 58),
            "{\"annotations\":{\"last_listed\":\"2026-11-21T19:51:00Z\"}}\n{\"a");
  EXPECT_EQ(parse("family", "server-descriptor"), "{}\n");
  // Several options are one list.
  EXPECT_EQ(
      Run({"parse", "--fields", "uptime", "--fields", "type", Sample("server-descriptor")}).out,
      "{\"type\":\"server-descriptor 1.0\",\"uptime\":5830032}\n");
}

TEST_F(CliTest, UnknownField) {
  for (const char* field : {"upptime", "router.port", "uptime.seconds", "source.member", "a.b.c",
                            "or_address.nickname", "contact.text"}) {
    const Result result =
        Run({"parse", "--fields", std::string("uptime,") + field, Sample("server-descriptor")});
    EXPECT_EQ(result.status, 2) << field;
    EXPECT_EQ(result.out, "") << field;
    EXPECT_TRUE(Contains(result.err, "`" + std::string(field) + "`")) << result.err;
    EXPECT_TRUE(Contains(result.err, "scape explain")) << result.err;
  }
  // A field of another type is unknown when the type is named.
  EXPECT_EQ(Run({"parse", "--type", "server-descriptor", "--fields", "identities",
                 Sample("server-descriptor")})
                .status,
            2);
}

// Cells splits a line of CSV.
Strings Cells(const std::string& line, char separator = ',') {
  Strings cells(1);
  bool quoted = false;
  for (size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '"') {
      if (quoted && i + 1 < line.size() && line[i + 1] == '"') {
        cells.back() += line[++i];
      } else {
        quoted = !quoted;
      }
    } else if (line[i] == separator && !quoted) {
      cells.emplace_back();
    } else {
      cells.back() += line[i];
    }
  }
  return cells;
}

TEST_F(CliTest, Csv) {
  const Result result = Run({"parse", "--format", "csv", Sample("server-descriptor-full")});
  EXPECT_EQ(result.status, 0);
  const Strings lines = Lines(result.out);
  ASSERT_EQ(lines.size(), 2u);
  const Strings header = Cells(lines[0]);
  const Strings row = Cells(lines[1]);
  ASSERT_EQ(header.size(), row.size());
  const auto cell = [&](std::string_view name) {
    const auto at = std::find(header.begin(), header.end(), name);
    return at == header.end() ? "no column" : row[static_cast<size_t>(at - header.begin())];
  };
  EXPECT_EQ(header.front(), "type");
  EXPECT_EQ(header.back(), "source.line");
  EXPECT_EQ(cell("type"), "server-descriptor 1.0");
  EXPECT_EQ(cell("router.nickname"), "pebbledusk99");
  EXPECT_EQ(cell("bandwidth.observed"), "34107247");
  EXPECT_EQ(cell("published"), "2025-11-20T20:18:11Z");
  EXPECT_EQ(cell("tunnelled_dir_server"), "true");
  EXPECT_EQ(
      cell("exit_policy"),
      R"(["reject 10.0.0.0/8:*","accept *:80","accept 192.0.2.0/24:6660-6669","reject *:*"])");
  EXPECT_EQ(cell("or_address"),
            R"([{"address":"2001:db8::17","port":52628},{"address":"198.51.100.168","port":443}])");
  EXPECT_EQ(cell("digest.sha1"), "2FE2249AFEEEE5C692DF908A2CDF09888B447834");
  EXPECT_EQ(cell("ipv6_policy.policy"), "accept");
  EXPECT_EQ(cell("ipv6_policy.port_list"), "80,443,6660-6669");
  EXPECT_EQ(cell("read_history.interval"), "900");
  EXPECT_EQ(cell("read_history.values"), "[1024,0,2048]");
  EXPECT_EQ(cell("unrecognized"), R"(["x-weather sunny, 21 degrees"])");
  EXPECT_EQ(cell("source.offset"), "0");
  // Lines of bridges are no columns of relays.
  EXPECT_EQ(cell("router_digest"), "no column");
  // Every cell says what JSON does.
  const rapidjson::Document json = Json(Run({"parse", Sample("server-descriptor-full")}).out);
  EXPECT_EQ(cell("contact"), json["contact"].GetString());
  EXPECT_EQ(cell("router_signature"), json["router_signature"].GetString());
}

TEST_F(CliTest, CsvQuoting) {
  const std::string contact = "contact \"me\", you;\ttab <a@example.net>\n";
  const std::string text =
      Replaced(ReadFile(Sample("server-descriptor")),
               "contact 0xBBDFC730 pebbledusk99 <pebbledusk99@example.net>\n", contact);
  EXPECT_EQ(Run({"parse", "--format", "csv", "--fields", "uptime,contact,router", "-"}, text).out,
            "uptime,contact,router.nickname,router.address,router.or_port,router.socks_port,"
            "router.dir_port\n"
            "5830032,\"\"\"me\"\", you;\ttab <a@example.net>\",pebbledusk99,198.51.100.167,52628,"
            "0,0\n");
  EXPECT_EQ(Run({"parse", "--format", "tsv", "--fields", "uptime,contact", "-"}, text).out,
            "uptime\tcontact\n5830032\t\"\"\"me\"\", you;\ttab <a@example.net>\"\n");
  // What is not there is an empty cell.
  EXPECT_EQ(
      Run({"parse", "--format", "tsv", "--fields", "family,uptime,ipv6_policy.policy", "-"}, text)
          .out,
      "family\tuptime\tipv6_policy.policy\n\t5830032\t\n");
}

// A field of a list's objects, and raw bytes, are no columns.
TEST_F(CliTest, CsvHasNoSuchColumn) {
  for (const char* field : {"or_address.port", "contact_bytes", "annotations", "identities"}) {
    const Result result = Run({"parse", "--format", "csv", "--fields",
                               std::string("uptime,") + field, Sample("server-descriptor")});
    EXPECT_EQ(result.status, 2) << field;
    EXPECT_EQ(result.out, "") << field;
    EXPECT_TRUE(Contains(result.err, "`" + std::string(field) + "`")) << result.err;
  }
}

// Whoever named the type gets its header, also of no documents.
TEST_F(CliTest, CsvOfNothing) {
  EXPECT_EQ(Run({"parse", "--format", "csv", "--type", "microdescriptor", "--fields", "family",
                 Sample("server-descriptor")})
                .out,
            "family\n");
}

TEST_F(CliTest, CsvIsForOneType) {
  const std::string mixed =
      Write("mixed", ReadFile(Sample("server-descriptor")) + ReadFile(Sample("microdescriptor")) +
                         ReadFile(Sample("server-descriptor")));
  for (const char* format : {"csv", "tsv"}) {
    const Result result = Run({"parse", "--format", format, "--output", Path("out"), mixed});
    EXPECT_EQ(result.status, 2);
    EXPECT_TRUE(Contains(result.err, "--type")) << result.err;
    EXPECT_FALSE(fs::exists(Path("out")));
    const Result chosen = Run(
        {"parse", "--format", format, "--type", "server-descriptor", "--fields", "uptime", mixed});
    EXPECT_EQ(chosen.status, 0);
    EXPECT_EQ(chosen.out, "uptime\n5830032\n5830032\n");
  }
  const Result two = Run({"parse", "--format", "csv", "--type", "server-descriptor", "--type",
                          "microdescriptor", mixed});
  EXPECT_EQ(two.status, 2);
  EXPECT_EQ(two.out, "");
}

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
  EXPECT_TRUE(Contains(gzip.err, "<stdin>: error: this is a gzip file")) << gzip.err;
  const Result entry = Run({"consensus-diff", "apply", base, "-"}, "a b\n\n\x28\xb5\x2f\xfd");
  EXPECT_EQ(entry.status, 1);
  EXPECT_EQ(entry.err,
            "<stdin>: error: the body of this diff-cache entry is compressed (zstd): unpack it "
            "first\n");
  const Result large =
      Run({"consensus-diff", "make", base, "-"}, std::string((size_t{32} << 20) + 1, '\n'));
  EXPECT_EQ(large.status, 1);
  EXPECT_EQ(large.err, "<stdin>: error: this is longer than 33554432 bytes\n");
}

// ---- output

TEST_F(CliTest, OutputIsWrittenAsideAndRenamed) {
  const std::string expected = Run({"parse", Sample("server-descriptors")}).out;
  fs::create_directory(Path("out"));
  const Result result = Run({"parse", "--output", Path("out/new"), Sample("server-descriptors")});
  EXPECT_EQ(result.status, 0);
  EXPECT_EQ(result.out, "");
  EXPECT_EQ(ReadFile(Path("out/new")), expected);
  EXPECT_EQ(FilesOf("out"), Strings({"new"}));
  struct stat info;
  ASSERT_EQ(stat(Path("out/new").c_str(), &info), 0);
  const mode_t mask = umask(0);
  umask(mask);
  EXPECT_EQ(info.st_mode & 07777, 0666 & ~mask);
  // Problems are no reason to write nothing.
  EXPECT_EQ(Run({"parse", "--output", Path("out/new"), Sample("bad/bad-argument")}).status, 1);
  EXPECT_EQ(Lines(ReadFile(Path("out/new"))).size(), 1u);
}

TEST_F(CliTest, OutputKeepsTheMode) {
  const std::string file = Write("file", "old\n");
  ASSERT_EQ(chmod(file.c_str(), 0640), 0);
  struct stat before, after;
  ASSERT_EQ(stat(file.c_str(), &before), 0);
  EXPECT_EQ(Run({"parse", "--output", file, Sample("server-descriptor")}).status, 0);
  ASSERT_EQ(stat(file.c_str(), &after), 0);
  EXPECT_EQ(after.st_mode, before.st_mode);
  EXPECT_NE(after.st_ino, before.st_ino) << "renamed, not written over";
  EXPECT_NE(ReadFile(file), "old\n");
}

TEST_F(CliTest, OutputThroughALink) {
  const std::string file = Write("folder/file", "old\n");
  fs::create_symlink("folder/file", Path("link"));
  EXPECT_EQ(Run({"parse", "--output", Path("link"), Sample("server-descriptor")}).status, 0);
  EXPECT_TRUE(fs::is_symlink(Path("link")));
  EXPECT_NE(ReadFile(file), "old\n");
  EXPECT_EQ(FilesOf("folder"), Strings({"file"}));
}

TEST_F(CliTest, FailureLeavesTheOldFile) {
  const std::string file = Write("out/file", "old\n");
  for (const Strings& arguments :
       {Strings{"parse", "--output", file, Path("absent")},
        Strings{"parse", "--output", file, "--fields", "upptime", Sample("server-descriptor")},
        Strings{"parse", "--output", file, "--format", "csv", Sample("server-descriptor"),
                Sample("microdescriptor")}}) {
    EXPECT_EQ(Run(arguments).status, 2);
    EXPECT_EQ(ReadFile(file), "old\n");
    EXPECT_EQ(FilesOf("out"), Strings({"file"}));
  }
  const Result folder = Run({"parse", "--output", Path("out"), Sample("server-descriptor")});
  EXPECT_EQ(folder.status, 2);
  EXPECT_TRUE(Contains(folder.err, "Is a directory")) << folder.err;
  const Result nowhere = Run({"parse", "--output", Path("no/such"), Sample("server-descriptor")});
  EXPECT_EQ(nowhere.status, 2);
  EXPECT_TRUE(Contains(nowhere.err, "No such file or directory")) << nowhere.err;
}

// Devices and pipes are written directly.
TEST_F(CliTest, OutputToADevice) {
  EXPECT_EQ(Run({"parse", "--output", "/dev/null", Sample("server-descriptor")}).status, 0);
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
  const std::string pipe = Path("pipe");
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  std::string read_back;
  std::thread reader([&] { read_back = ReadFile(pipe); });
  EXPECT_EQ(Run({"parse", "--output", pipe, Sample("server-descriptor")}).status, 0);
  reader.join();
  EXPECT_EQ(read_back, Run({"parse", Sample("server-descriptor")}).out);
  EXPECT_TRUE(fs::is_fifo(pipe));
}

// Ctrl-C removes what was written aside, and leaves the old file.
TEST_F(CliTest, SignalsLeaveNoHalfFile) {
  const std::string document = ReadFile(Sample("server-descriptor"));
  for (const int signal_number : {SIGINT, SIGTERM, SIGHUP}) {
    const std::string file = Write("out/file", "old\n");
    int in[2];
    ASSERT_EQ(pipe2(in, O_CLOEXEC), 0);
    const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    const pid_t child = Start({kProgram, "parse", "--output", file, "-"}, in[0], null, null);
    close(in[0]);
    ASSERT_GT(write(in[1], document.data(), document.size()), 0);
    for (int i = 0; i < 1000 && FilesOf("out").size() < 2; ++i) std::this_thread::sleep_for(10ms);
    ASSERT_EQ(FilesOf("out").size(), 2u) << "nothing is written aside";
    EXPECT_EQ(ReadFile(file), "old\n");
    std::this_thread::sleep_for(20ms);  // the handlers are set a moment after
    kill(child, signal_number);
    Result result;
    Wait(child, &result);
    close(in[1]);
    close(null);
    EXPECT_EQ(result.signal, signal_number);
    EXPECT_EQ(FilesOf("out"), Strings({"file"}));
    EXPECT_EQ(ReadFile(file), "old\n");
  }
}

// `scape parse ... | head` ends without a word.
TEST_F(CliTest, ClosedPipeIsQuiet) {
  std::string text;
  for (int i = 0; i < 400; ++i) text += ReadFile(Sample("server-descriptor"));
  const std::string file = Write("many", text);
  for (const Strings& arguments :
       {Strings{kProgram, "parse", file}, Strings{kProgram, "lint", Sample("bad/bad-argument")},
        Strings{kProgram, "explain", "--problems"}, Strings{kProgram, "man"},
        Strings{kProgram, "parse", "--help"}}) {
    int out[2];
    ASSERT_EQ(pipe2(out, O_CLOEXEC), 0);
    close(out[0]);
    const int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
    const int err = open(Path("err").c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    Result result;
    Wait(Start(arguments, null, out[1], err), &result);
    close(out[1]);
    close(null);
    close(err);
    EXPECT_EQ(result.signal, 0) << arguments[1];
    EXPECT_NE(result.status, 2) << arguments[1];
    EXPECT_EQ(ReadFile(Path("err")), "") << arguments[1];
  }
}

// What could not be written is told. /dev/full is a full disk that needs no mount; a minimal
// container may lack it.
TEST_F(CliTest, FullDisk) {
  if (!fs::exists("/dev/full")) GTEST_SKIP() << "SKIPPED: there is no /dev/full";
  for (const Strings& arguments :
       {Strings{kProgram, "parse", Sample("server-descriptor")},
        Strings{kProgram, "parse", "--format", "csv", Sample("server-descriptor")},
        Strings{kProgram, "lint", Sample("bad/bad-argument")},
        Strings{kProgram, "lint", Sample("server-descriptor")},
        Strings{kProgram, "explain", "--problems"}, Strings{kProgram, "completion", "bash"},
        Strings{kProgram, "man"}}) {
    const Result result = RunProgram(arguments, "", "/dev/full");
    EXPECT_EQ(result.status, 2) << arguments[1];
    EXPECT_TRUE(Contains(result.err, "No space left on device")) << arguments[1] << result.err;
  }
  const Result file = Run({"parse", "--output", "/dev/full", Sample("server-descriptor")});
  EXPECT_EQ(file.status, 2);
  EXPECT_TRUE(Contains(file.err, "No space left on device")) << file.err;
}

// ---- terminals

// Neither colours nor progress go into files and pipes.
TEST_F(CliTest, NoColoursInPipes) {
  for (const Strings& arguments :
       {Strings{"lint", "testdata/bad"}, Strings{"parse", "testdata/bad"}, Strings{"explain"},
        Strings{"--help"}}) {
    const Result result = Run(arguments);
    EXPECT_FALSE(Contains(result.out, "\x1b")) << arguments[0];
    EXPECT_FALSE(Contains(result.err, "\x1b")) << arguments[0];
    EXPECT_FALSE(Contains(result.err, "\r")) << arguments[0];
  }
}

// OpenTerminal makes a pseudo-terminal. False: this system, a container perhaps, has none.
bool OpenTerminal(int* ours, int* theirs) {
  *ours = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (*ours < 0) return false;
  const char* name = grantpt(*ours) == 0 && unlockpt(*ours) == 0 ? ptsname(*ours) : nullptr;
  *theirs = name == nullptr ? -1 : open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (*theirs < 0) close(*ours);
  return *theirs >= 0;
}

// The program looks at a real terminal. A container without /dev/pts has none to give.
TEST_F(CliTest, ColoursOnATerminal) {
  int terminal, out;
  if (!OpenTerminal(&terminal, &out))
    GTEST_SKIP() << "SKIPPED: this system has no pseudo-terminals";
  close(terminal);
  close(out);
  const auto lint = [&](const char* no_color) {
    EXPECT_TRUE(OpenTerminal(&terminal, &out));
    const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (no_color != nullptr) setenv("NO_COLOR", no_color, 1);
    const pid_t child = Start({kProgram, "lint", Sample("bad/bad-argument")}, null, out, null);
    unsetenv("NO_COLOR");
    Result result;
    Wait(child, &result);
    char buffer[4096];
    const ssize_t got = read(terminal, buffer, sizeof buffer);
    close(out);
    close(null);
    close(terminal);
    EXPECT_EQ(result.status, 1);
    return std::string(buffer, got > 0 ? static_cast<size_t>(got) : 0);
  };
  EXPECT_TRUE(Contains(lint(nullptr), "\x1b[1;31merror:"));
  EXPECT_TRUE(Contains(lint(""), "\x1b[1;31merror:"));
  const std::string plain = lint("1");
  EXPECT_TRUE(Contains(plain, "error: uptime"));
  EXPECT_FALSE(Contains(plain, "\x1b"));
}

// ---- completion and the manual page

bool HasProgram(const std::string& name) {
  for (const char* folder : {"/usr/bin/", "/bin/", "/usr/local/bin/"}) {
    if (access((folder + name).c_str(), X_OK) == 0) return true;
  }
  return false;
}

TEST_F(CliTest, CompletionScripts) {
  for (const char* shell : {"bash", "zsh", "fish"}) {
    const Result script = Run({"completion", shell});
    EXPECT_EQ(script.status, 0);
    for (const char* word : {"parse", "lint", "explain", "consensus-diff", "apply", "make",
                             "output", "max-document", "jsonl"}) {
      EXPECT_TRUE(Contains(script.out, word)) << shell << " " << word;
    }
    if (!HasProgram(shell)) continue;
    const Result check = RunProgram({shell, "-n", Write("script", script.out)});
    EXPECT_EQ(check.status, 0) << shell;
    EXPECT_EQ(check.err, "") << shell;
  }
}

// The bash script completes commands, options, their values and files. bash itself runs it;
// tools/test has it, a test that is run by itself may not.
TEST_F(CliTest, BashCompletes) {
  if (!HasProgram("bash")) GTEST_SKIP() << "SKIPPED: there is no bash";
  const std::string script = Write("script", Run({"completion", "bash"}).out);
  Write("files/cached-descriptors", "");
  const auto complete = [&](const std::string& words) {
    const Result result = RunProgram(
        {"bash", "-c",
         "source \"$0\"; cd \"$1\"; COMP_WORDS=(" + words +
             "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _scape; printf '%s\\n' \"${COMPREPLY[@]}\"",
         script, Path("files")});
    EXPECT_EQ(result.err, "");
    return Lines(result.out);
  };
  EXPECT_EQ(complete("scape pa"), Strings({"parse"}));
  EXPECT_EQ(complete("scape parse --fo"), Strings({"--format"}));
  EXPECT_EQ(complete("scape parse --format js"), Strings({"jsonl", "json"}));
  EXPECT_EQ(complete("scape lint --format te"), Strings({"text"}));
  EXPECT_EQ(complete("scape parse cach"), Strings({"cached-descriptors"}));
  EXPECT_EQ(complete("scape consensus-diff a"), Strings({"apply"}));
  EXPECT_EQ(complete("scape consensus-diff make --o"), Strings({"--output"}));
  EXPECT_EQ(complete("scape consensus-diff make cach"), Strings({"cached-descriptors"}));
}

TEST_F(CliTest, ManualPage) {
  const Result page = Run({"man"});
  EXPECT_EQ(page.status, 0);
  for (const char* command : kCommands) {
    EXPECT_TRUE(Contains(page.out, ".It Cm " + std::string(command))) << command;
  }
  EXPECT_TRUE(Contains(page.out, ".It Cm consensus-diff make\n"));
  if (!HasProgram("mandoc")) GTEST_SKIP() << "SKIPPED: there is no mandoc to check the page";
  const Result lint =
      RunProgram({"mandoc", "-T", "lint", "-W", "warning", Write("scape.1", page.out)});
  EXPECT_EQ(lint.status, 0) << lint.out << lint.err;
  EXPECT_EQ(lint.out + lint.err, "");
  // All of the examples' lines come out as they were.
  const Result text = RunProgram({"mandoc", "-T", "ascii", Path("scape.1")});
  EXPECT_TRUE(Contains(text.out, "| jq .fingerprint")) << text.out;
}

}  // namespace
}  // namespace scape::cli
