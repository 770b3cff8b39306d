// What is written, and where: files, devices, pipes, terminals; signals and full disks.
#include <chrono>
#include <thread>

#include "cli/cli_test.h"

namespace scape::cli {
namespace {

using namespace std::chrono_literals;

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
// Output that Ctrl-C breaks off ends behind a document.
TEST_F(CliTest, SignalsEndAtADocument) {
  for (int i = 0; i < 200; ++i) {
    fs::create_directories(Path("in"));
    fs::create_symlink(fs::absolute(Sample("generated-server-descriptors")),
                       Path("in/" + std::to_string(i)));
  }
  for (const char* jobs : {"1", "3"}) {
    for (const int signal_number : {SIGINT, SIGTERM, SIGHUP}) {
      int ends[2];
      ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
      const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
      const pid_t child =
          Start({kProgram, "parse", "--jobs", jobs, Path("in")}, null, ends[1], null);
      close(ends[1]);
      close(null);
      std::string text;
      char buffer[1000];
      ssize_t got = 0;
      // It fills the pipe, and waits in the middle of a document.
      while (text.size() < 100'000 && (got = read(ends[0], buffer, sizeof buffer)) > 0) {
        text.append(buffer, static_cast<size_t>(got));
      }
      std::this_thread::sleep_for(50ms);
      EXPECT_EQ(kill(child, signal_number), 0);
      std::this_thread::sleep_for(50ms);
      while ((got = read(ends[0], buffer, sizeof buffer)) > 0) {
        text.append(buffer, static_cast<size_t>(got));
      }
      close(ends[0]);
      Result result;
      Wait(child, &result);
      EXPECT_EQ(result.signal, signal_number);
      EXPECT_EQ(text.back(), '\n');
      Json(Lines(text).back());
      EXPECT_LT(Lines(text).size(),
                200 * Lines(ReadFile(Sample("generated-server-descriptors"))).size());
    }
  }
}

// Two signals end it also while it writes to somebody who does not read.
TEST_F(CliTest, TheSecondSignalEndsAtOnce) {
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
  const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  const Strings sample(100, Sample("generated-server-descriptors"));
  Strings arguments = {kProgram, "parse"};
  arguments.insert(arguments.end(), sample.begin(), sample.end());
  const pid_t child = Start(arguments, null, ends[1], null);
  close(ends[1]);
  close(null);
  char byte;
  EXPECT_EQ(read(ends[0], &byte, 1), 1);
  std::this_thread::sleep_for(100ms);
  EXPECT_EQ(kill(child, SIGINT), 0);
  std::this_thread::sleep_for(100ms);
  EXPECT_EQ(kill(child, SIGINT), 0);
  Result result;
  Wait(child, &result);
  EXPECT_EQ(result.signal, SIGINT);
  close(ends[0]);
}

// What is ignored, as nohup ignores SIGHUP, stays ignored.
TEST_F(CliTest, IgnoredSignalsStaySo) {
  const Result result =
      RunProgram({"sh", "-c",
                  "trap '' HUP; (sleep 0.4; cat " + Sample("server-descriptor") + ") | " +
                      kProgram + " parse - & sleep 0.2; kill -HUP $!; wait $!"});
  EXPECT_EQ(Lines(result.out).size(), 1u);
  EXPECT_EQ(result.status, 0) << result.err;
}

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
  EXPECT_TRUE(Contains(file.err, "/dev/full: No space left on device")) << file.err;
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

}  // namespace
}  // namespace scape::cli
