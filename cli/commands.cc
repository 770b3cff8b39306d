#include "cli/command.h"

namespace scape::cli {
namespace {

constexpr Command kCommands[] = {
    {"parse", "Print documents as JSON lines, JSON, CSV or TSV.",
     "Reads Tor directory documents and prints each as one JSON object, or as a row of CSV or "
     "TSV.\n"
     "PATH is a file, a folder (all files below it are read), or - for standard input.\n"
     "\n"
     "What can be read is printed, whatever else is wrong: the problems of a document are its "
     "member\n"
     "\"problems\", and errors are also told on standard error. With --strict everything that the\n"
     "specification forbids is an error.\n"
     "\n"
     "Exit status: 0 no errors, 1 errors were found, 2 could not run.",
     "scape parse cached-descriptors\n"
     "scape parse --fields router.nickname,bandwidth.observed --format csv server-descriptors/\n"
     "xz -dc server-descriptors-2026-01.tar.xz | tar -xO | scape parse - | jq .fingerprint",
     &AddParse},
    {"lint", "Tell what is wrong with documents, and where.",
     "Checks every document against the specification and against what tor accepts, and prints "
     "each\n"
     "problem with its place, the line, and a link to the rule. Signatures are not checked, and "
     "no\n"
     "rule looks at the clock.\n"
     "\n"
     "Documents that are given together are held against each other: what a network status or a\n"
     "descriptor names must be there and be the one that is meant, and what nothing names is an\n"
     "orphan. A kind of documents of which none is given, or none is named, is left out.\n"
     "\n"
     "Exit status: 0 no errors (warnings and notes may have been printed), 1 errors were found,\n"
     "2 could not run.",
     "scape lint cached-descriptors\n"
     "scape lint cached-microdesc-consensus cached-microdescs.new\n"
     "scape lint --format json descriptors/ | jq 'select(.severity == \"error\")'",
     &AddLint},
    {"verify", "Tell whether documents are validly signed, and if not, why not.",
     "Checks every signature, certificate and cross-certificate in the documents, against the "
     "keys\n"
     "that stand in them and in those given with them: server descriptors tell the keys of their\n"
     "extra-infos, certificates those of votes and consensuses. A consensus is good when more "
     "than\n"
     "half of the trusted authorities have signed it. What is not signed itself, such as a\n"
     "microdescriptor, is good when a good network status among those given names its digest.\n"
     "\n"
     "Each document is good; or warned of: tor takes it, although something is not right; or bad;\n"
     "or unknown: what it would be checked with is not there. Sanitised documents have nothing to\n"
     "verify, and are unknown.\n"
     "\n"
     "Exit status: 0 all are good or warned of, 1 one is not, 2 could not run.",
     "scape verify --certs cached-certs cached-consensus\n"
     "scape verify --certs certs/ --authorities at-valid-after --at at-valid-after consensuses/\n"
     "scape verify --at at-valid-after --jobs 2 server-descriptors/ extra-infos/\n"
     "scape verify --format json cached-descriptors | jq 'select(.outcome != \"good\")'",
     &AddVerify},
    {"explain", "Show what is known of document types, keywords and problems.",
     "Without arguments: the document types. With a TYPE: its keywords. With a TYPE and a "
     "KEYWORD:\n"
     "all that is known of it. With --problems: every problem that parse and lint can name.",
     "scape explain\n"
     "scape explain server-descriptor\n"
     "scape explain microdescriptor p",
     &AddExplain},
    {"consensus-diff", "Apply and make diffs of consensuses.",
     "A diff leads from one consensus to a later one (proposal 140). Caches send diffs to whoever\n"
     "says which consensus he has.",
     "scape consensus-diff apply cached-consensus diff --output consensus\n"
     "scape consensus-diff make cached-consensus consensus > diff",
     nullptr, &ConsensusDiffCommands},
    {"completion", "Print a shell completion script.",
     "Prints the completion script of a shell, made from the same table as this help.",
     "scape completion bash > /etc/bash_completion.d/scape\n"
     "scape completion fish > ~/.config/fish/completions/scape.fish",
     &AddCompletion},
    {"man", "Print the manual page.",
     "Prints the manual page in mdoc, made from the same table as this help.",
     "scape man | mandoc -l -", &AddMan},
};

// AddCommands adds commands, and theirs, below `parent`.
std::vector<ProgramCommand> AddCommands(std::span<const Command> commands, CLI::App& parent) {
  std::vector<ProgramCommand> added;
  parent.require_subcommand(1);
  for (const Command& command : commands) {
    CLI::App* app = parent.add_subcommand(std::string(command.name), std::string(command.summary));
    app->set_help_flag("-h,--help", "Show this help and exit");
    std::string footer = "\n" + std::string(command.description) + "\n\nExamples:\n  ";
    for (const char c : command.examples) {
      footer += c;
      if (c == '\n') footer += "  ";
    }
    app->footer(footer);
    ProgramCommand& last = added.emplace_back(ProgramCommand{&command, app, {}, {}});
    if (command.add != nullptr) last.run = command.add(*app);
    if (command.commands != nullptr) last.commands = AddCommands(command.commands(), *app);
  }
  return added;
}

}  // namespace

std::span<const Command> Commands() { return kCommands; }

std::unique_ptr<Program> MakeProgram() {
  auto program = std::make_unique<Program>();
  CLI::App& app = program->app;
  app.name("scape");
  app.description("scape reads and checks the documents of the Tor directory.");
  app.set_help_flag("-h,--help", "Show this help and exit");
  app.set_version_flag("--version", std::string("scape ") + std::string(kVersion),
                       "Show the version and exit");
  app.footer(
      "`scape COMMAND --help` tells more of a command. Exit status, of every command: 0 fine,\n"
      "1 problems were found, 2 could not run.");
  program->commands = AddCommands(Commands(), app);
  return program;
}

}  // namespace scape::cli
