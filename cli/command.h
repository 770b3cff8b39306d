// Commands are the sub-commands of `scape`: one file each, and one row of the table in commands.cc.
// A command may have commands of its own, which are a table in its file.
//
// A row's `add` declares the command's options on a CLI11 app and returns the function that runs
// it. Help, the shell completions and the man page are all read off the apps: an option is declared
// once, where it is used.
#ifndef SCAPE_CLI_COMMAND_H_
#define SCAPE_CLI_COMMAND_H_

#include <functional>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "CLI/CLI.hpp"

namespace scape::cli {

inline constexpr std::string_view kVersion = "0.1.0";

// The exit statuses, of every command.
enum Exit : int {
  kFine = 0,
  kProblemsFound = 1,
  kCouldNotRun = 2,
};

using Runner = std::function<int()>;

struct Command {
  std::string_view name;
  std::string_view summary;      // one line, for the list
  std::string_view description;  // for --help and the man page
  std::string_view examples;     // lines of shell
  Runner (*add)(CLI::App& app);  // null: it has commands of its own
  std::span<const Command> (*commands)() = nullptr;
};

// Commands returns all of them in the order of --help.
std::span<const Command> Commands();

// ProgramCommand is a command as it stands in the command line.
struct ProgramCommand {
  const Command* command;
  CLI::App* app;
  Runner run;  // empty: it has commands of its own
  std::vector<ProgramCommand> commands;
};

// Program is the whole command line: the top app and its commands.
struct Program {
  CLI::App app;
  std::vector<ProgramCommand> commands;
};
std::unique_ptr<Program> MakeProgram();

Runner AddParse(CLI::App& app);
Runner AddLint(CLI::App& app);
Runner AddVerify(CLI::App& app);
Runner AddExplain(CLI::App& app);
Runner AddCompletion(CLI::App& app);
Runner AddMan(CLI::App& app);
std::span<const Command> ConsensusDiffCommands();

}  // namespace scape::cli

#endif  // SCAPE_CLI_COMMAND_H_
