// CliTest is the fixture of the tests that run the program as people do, and look at what comes
// out.
//
//   TEST_F(CliTest, MissingFile) {
//     const Result result = Run({"parse", Path("absent")});
//     EXPECT_EQ(result.status, 2);
//   }
#ifndef SCAPE_CLI_CLI_TEST_H_
#define SCAPE_CLI_CLI_TEST_H_

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "rapidjson/document.h"

extern char** environ;

namespace scape::cli {

namespace fs = std::filesystem;
using Strings = std::vector<std::string>;

inline constexpr char kProgram[] = "cli/scape";  // where Bazel puts it beside the test

inline std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  EXPECT_TRUE(file.good()) << path;
  return std::move(text).str();
}

inline std::string Sample(std::string_view name) { return "testdata/" + std::string(name); }

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
inline Strings Lines(const std::string& text) {
  Strings lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

inline rapidjson::Document Json(const std::string& text) {
  rapidjson::Document value;
  value.Parse<rapidjson::kParseValidateEncodingFlag>(text.c_str(), text.size());
  EXPECT_FALSE(value.HasParseError()) << text;
  return value;
}

inline Strings Names(const rapidjson::Value& object) {
  Strings names;
  for (const auto& member : object.GetObject()) names.emplace_back(member.name.GetString());
  return names;
}

inline bool Contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

inline std::string Replaced(std::string text, std::string_view from, std::string_view to) {
  const size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

inline constexpr const char* kCommands[] = {"parse",          "lint",       "verify", "explain",
                                            "consensus-diff", "completion", "man"};

}  // namespace scape::cli

#endif  // SCAPE_CLI_CLI_TEST_H_
