// The program `scape`.
#include <malloc.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <exception>
#include <iostream>
#include <span>
#include <string>
#include <vector>

#include "cli/command.h"

namespace {

using scape::cli::kCouldNotRun;

// Flush writes what standard output still holds. Whoever reads it may have gone away; anything else
// that keeps it from being written is told.
int Flush(int status) {
  if ((std::fflush(stdout) == 0 && std::ferror(stdout) == 0) || errno == EPIPE) return status;
  std::fprintf(stderr, "scape: standard output: %s\n", std::strerror(errno));
  return kCouldNotRun;
}

using scape::cli::ProgramCommand;

// UnknownCommand returns what stands where a command should; empty: there is one, or nothing.
std::string UnknownCommand(const std::vector<ProgramCommand>& commands,
                           std::span<char*> arguments) {
  if (commands.empty() || arguments.empty()) return {};
  for (const ProgramCommand& command : commands) {
    if (command.command->name == arguments[0]) {
      return UnknownCommand(command.commands, arguments.subspan(1));
    }
  }
  return arguments[0];
}

// Chosen returns the command that was given; null: none was.
const ProgramCommand* Chosen(const std::vector<ProgramCommand>& commands) {
  for (const ProgramCommand& command : commands) {
    if (command.app->parsed()) return command.run ? &command : Chosen(command.commands);
  }
  return nullptr;
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is an error of write(2), handled there
  // Documents of some MB come and go by threads that take turns: what they leave is the system's.
  mallopt(M_MMAP_THRESHOLD, 1 << 20);
  try {
    const std::unique_ptr<scape::cli::Program> program = scape::cli::MakeProgram();
    if (argc == 1) {
      std::cout << program->app.help();
      return Flush(0);
    }
    try {
      program->app.parse(argc, argv);
    } catch (const CLI::Success& success) {  // --help, --version
      return Flush(program->app.exit(success));
    } catch (const CLI::ParseError& error) {
      const std::string unknown =
          UnknownCommand(program->commands, {argv + 1, static_cast<size_t>(argc - 1)});
      std::cerr << "scape: "
                << (unknown.empty() ? error.what()
                                    : "there is no command or option `" + unknown + "`")
                << "\n"
                << "`scape --help` and `scape COMMAND --help` tell what can be given.\n";
      return kCouldNotRun;
    }
    if (const ProgramCommand* command = Chosen(program->commands)) return Flush(command->run());
    return kCouldNotRun;
  } catch (const std::bad_alloc&) {
    std::fputs("scape: out of memory\n", stderr);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "scape: %s\n", error.what());
  }
  return kCouldNotRun;
}
