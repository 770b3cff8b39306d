// The program `scape`.
#include <csignal>
#include <cstdio>
#include <exception>
#include <iostream>

#include "cli/command.h"

int main(int argc, char** argv) {
  using scape::cli::kCouldNotRun;
  std::signal(SIGPIPE, SIG_IGN);  // a closed pipe is an error of write(2), handled there
  try {
    const std::unique_ptr<scape::cli::Program> program = scape::cli::MakeProgram();
    if (argc == 1) {
      std::cout << program->app.help();
      return 0;
    }
    try {
      program->app.parse(argc, argv);
    } catch (const CLI::Success& success) {  // --help, --version
      return program->app.exit(success);
    } catch (const CLI::ParseError& error) {
      std::cerr << "scape: " << error.what() << "\n"
                << "`scape --help` and `scape COMMAND --help` tell what can be given.\n";
      return kCouldNotRun;
    }
    for (const auto& [app, run] : program->runners) {
      if (app->parsed()) return run();
    }
    return kCouldNotRun;
  } catch (const std::bad_alloc&) {
    std::fputs("scape: out of memory\n", stderr);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "scape: %s\n", error.what());
  }
  return kCouldNotRun;
}
