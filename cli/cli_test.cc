// The program as a whole: exit status, help, messages, input, completion, the manual page.
#include "cli/cli_test.h"

namespace scape::cli {
namespace {

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

TEST_F(CliTest, DamagedCompressedInput) {
  const std::string gzip = "\x1f\x8b\x08" + std::string(100, '\1');
  const std::string file = Write("archive.gz", gzip);
  for (const Result& result : {Run({"parse", file}), Run({"lint", file})}) {
    EXPECT_EQ(result.status, 1);
    EXPECT_TRUE(Contains(result.err, file + ": error: the gzip data is damaged, after "))
        << result.err;
  }
  const Result stream = Run({"parse", "-"}, gzip);
  EXPECT_EQ(stream.status, 1);
  EXPECT_TRUE(Contains(stream.err, "<stdin>: error: the gzip data is damaged, after "));
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
