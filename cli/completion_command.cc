// `scape completion` and `scape man`: both are read off the commands' own declarations.
#include <cstdio>
#include <memory>

#include "absl/strings/str_format.h"
#include "cli/command.h"

namespace scape::cli {
namespace {

void Print(const std::string& text) { std::fwrite(text.data(), 1, text.size(), stdout); }

// LongOptions returns "--type" and the like of an app, in the order of their declaration.
std::vector<const CLI::Option*> LongOptions(const CLI::App& app) {
  std::vector<const CLI::Option*> options;
  for (const CLI::Option* option : app.get_options()) {
    if (!option->get_lnames().empty()) options.push_back(option);
  }
  return options;
}

std::string LongName(const CLI::Option& option) { return "--" + option.get_lnames().front(); }

// Choices returns the values that an option takes, if it names them.
std::string Choices(const CLI::Option& option) {
  // CLI11 shows the members of IsMember in the type name: FORMAT:{a,b}.
  const std::string type = option.get_type_name();
  const size_t open = type.find('{');
  if (open == std::string::npos) return {};
  std::string choices = type.substr(open + 1, type.find('}') - open - 1);
  for (char& c : choices) {
    if (c == ',') c = ' ';
  }
  return choices;
}

std::string ValueName(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  return type.substr(0, type.find(':'));
}

std::string ShellQuote(std::string text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'') {
      quoted += "'\\''";
    } else {
      quoted += c;
    }
  }
  return quoted + "'";
}

// NamesOf returns "parse lint ...".
std::string NamesOf(const std::vector<ProgramCommand>& commands) {
  std::string names;
  for (const ProgramCommand& command : commands) {
    if (!names.empty()) names += ' ';
    names += command.command->name;
  }
  return names;
}

// BashOptions sets $options to those of a command, or answers with the values of the option before.
void BashOptions(const CLI::App& app, const std::string& indent) {
  Print(indent + "case $before in\n");
  std::string options;
  for (const CLI::Option* option : LongOptions(app)) {
    options += LongName(*option) + " ";
    if (const std::string choices = Choices(*option); !choices.empty()) {
      Print(indent + "  " + LongName(*option) + ") COMPREPLY=($(compgen -W \"" + choices +
            "\" -- \"$word\")); return ;;\n");
    }
  }
  Print(indent + "esac\n" + indent + "options=\"" + options + "\" ;;\n");
}

// BashCommands completes the word number `depth`, or goes on with the command that stands there.
void BashCommands(const std::vector<ProgramCommand>& commands, const std::string& options,
                  int depth) {
  const std::string indent(static_cast<size_t>(4 * depth - 2), ' ');
  Print(absl::StrFormat("%sif [ \"$COMP_CWORD\" -eq %d ]; then\n", indent, depth) + indent +
        "  COMPREPLY=($(compgen -W \"" + NamesOf(commands) + " " + options + "\" -- \"$word\"))\n" +
        indent + "  return\n" + indent + "fi\n" +
        absl::StrFormat("%scase ${COMP_WORDS[%d]} in\n", indent, depth));
  for (const ProgramCommand& command : commands) {
    Print(indent + "  " + std::string(command.command->name) + ")\n");
    if (command.commands.empty()) {
      BashOptions(*command.app, indent + "    ");
    } else {
      BashCommands(command.commands, "--help", depth + 1);
      Print(indent + "    ;;\n");
    }
  }
  Print(indent + "esac\n");
}

void Bash(const Program& program) {
  Print(
      "# bash completion for scape\n_scape() {\n"
      "  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} options=\n");
  BashCommands(program.commands, "--help --version", 1);
  Print(
      "  case $word in\n"
      "    -*) COMPREPLY=($(compgen -W \"$options\" -- \"$word\")) ;;\n"
      "    *) COMPREPLY=($(compgen -f -- \"$word\")) ;;\n"
      "  esac\n}\ncomplete -o filenames -F _scape scape\n");
}

void ZshOptions(const CLI::App& app, const std::string& indent) {
  Print(indent + "_arguments \\\n");
  for (const CLI::Option* option : LongOptions(app)) {
    std::string description = option->get_description();
    for (char& c : description) {
      if (c == '[' || c == ']') c = ' ';
    }
    std::string spec = "*" + LongName(*option) + "[" + description + "]";
    if (option->get_items_expected_max() > 0) {
      const std::string choices = Choices(*option);
      spec += ":" + ValueName(*option) + ":" + (choices.empty() ? "_files" : "(" + choices + ")");
    }
    Print(indent + "  " + ShellQuote(spec) + " \\\n");
  }
  Print(indent + "  '*:file:_files' ;;\n");
}

// ZshCommands completes the second of $words, or goes on with the command that stands there.
void ZshCommands(const std::vector<ProgramCommand>& commands, const std::string& indent) {
  Print(indent + "commands=(\n");
  for (const ProgramCommand& command : commands) {
    Print(indent + "  " +
          ShellQuote(command.app->get_name() + ":" + command.app->get_description()) + "\n");
  }
  Print(indent + ")\n" + indent + "if (( CURRENT == 2 )); then\n" + indent +
        "  _describe command commands\n" + indent + "  return\n" + indent + "fi\n" + indent +
        "command=$words[2]\n" + indent + "shift words\n" + indent + "(( CURRENT-- ))\n" + indent +
        "case $command in\n");
  for (const ProgramCommand& command : commands) {
    Print(indent + "  " + command.app->get_name() + ")\n");
    if (command.commands.empty()) {
      ZshOptions(*command.app, indent + "    ");
    } else {
      ZshCommands(command.commands, indent + "    ");
      Print(indent + "    ;;\n");
    }
  }
  Print(indent + "esac\n");
}

void Zsh(const Program& program) {
  Print("#compdef scape\n_scape() {\n  local -a commands\n  local command\n");
  ZshCommands(program.commands, "  ");
  Print("}\n_scape \"$@\"\n");
}

// FishCommands writes what is offered where `here` is true and none of the commands was given.
// `seen` tells that the commands above were.
void FishCommands(const std::vector<ProgramCommand>& commands, const std::string& here,
                  const std::string& seen) {
  for (const ProgramCommand& command : commands) {
    const std::string name = command.app->get_name();
    Print("complete -c scape -n " + here + " -f -a " + name + " -d " +
          ShellQuote(command.app->get_description()) + "\n");
    const std::string given = seen + "__fish_seen_subcommand_from " + name;
    if (!command.commands.empty()) {
      FishCommands(
          command.commands,
          ShellQuote(given + "; and not __fish_seen_subcommand_from " + NamesOf(command.commands)),
          given + "; and ");
      continue;
    }
    for (const CLI::Option* option : LongOptions(*command.app)) {
      std::string line = "complete -c scape -n " + ShellQuote(given) + " -l " +
                         option->get_lnames().front() + " -d " +
                         ShellQuote(option->get_description());
      if (option->get_items_expected_max() > 0) {
        const std::string choices = Choices(*option);
        line += choices.empty() ? " -r" : " -x -a " + ShellQuote(choices);
      }
      Print(line + "\n");
    }
  }
}

void Fish(const Program& program) {
  Print("complete -c scape -n __fish_use_subcommand -l version -d 'Show the version and exit'\n");
  FishCommands(program.commands, "__fish_use_subcommand", "");
}

// MdocText escapes text for mdoc. Of prose, each sentence begins a line, as mdoc wants it.
std::string MdocText(const std::string& text, bool prose = true) {
  std::string escaped;
  bool line_start = true;
  bool sentence_end = false;
  for (char c : text) {
    if (prose && sentence_end && c == ' ') c = '\n';
    if (line_start && (c == '.' || c == '\'')) escaped += "\\&";
    if (c == '\\') {
      escaped += "\\e";
    } else if (c == '-') {
      escaped += "\\-";
    } else {
      escaped += c;
    }
    line_start = c == '\n';
    sentence_end = c == '.';
  }
  return escaped;
}

// ManCommand writes of a command, and of those of its own; `above` are the words before its name.
void ManCommand(const ProgramCommand& program_command, const std::string& above) {
  const Command& command = *program_command.command;
  const std::string name = above + std::string(command.name);
  Print(".It Cm " + name + "\n");
  Print(MdocText(std::string(command.summary)) + "\n.Pp\n");
  bool blank = false;
  for (const char c : MdocText(std::string(command.description)) + "\n") {
    if (c == '\n' && blank) {
      Print(".Pp\n");
    } else {
      std::putchar(c);
    }
    blank = c == '\n';
  }
  Print(".Bl -tag -width Ds\n");
  for (const CLI::Option* option : LongOptions(*program_command.app)) {
    std::string item = ".It Fl \\-" + MdocText(option->get_lnames().front());
    if (option->get_items_expected_max() > 0) item += " Ar " + MdocText(ValueName(*option));
    Print(item + "\n" + MdocText(option->get_description()) + "\n");
  }
  Print(".El\n.Bd -literal -offset indent\n" +
        MdocText(std::string(command.examples), /*prose=*/false) + "\n.Ed\n");
  for (const ProgramCommand& below : program_command.commands) ManCommand(below, name + " ");
}

void Man(const Program& program) {
  Print(
      ".Dd $Mdocdate$\n.Dt SCAPE 1\n.Os\n.Sh NAME\n.Nm scape\n.Nd reads and checks the "
      "documents of the Tor directory\n.Sh SYNOPSIS\n.Nm\n.Ar command\n.Op Ar option ...\n"
      ".Op Ar path ...\n.Sh DESCRIPTION\n.Nm\nhas these commands:\n.Bl -tag -width Ds\n");
  for (const ProgramCommand& command : program.commands) ManCommand(command, "");
  Print(
      ".El\n.Sh ENVIRONMENT\n.Bl -tag -width Ds\n.It Ev NO_COLOR\nIf set, nothing is coloured.\n"
      ".El\n.Sh EXIT STATUS\n0 if all is fine, 1 if problems were found, 2 if the command could\n"
      "not run.\n");
}

}  // namespace

Runner AddCompletion(CLI::App& app) {
  auto shell = std::make_shared<std::string>();
  app.add_option("SHELL", *shell, "bash, zsh or fish")
      ->required()
      ->type_name("")
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  return [shell] {
    const std::unique_ptr<Program> program = MakeProgram();
    if (*shell == "bash") Bash(*program);
    if (*shell == "zsh") Zsh(*program);
    if (*shell == "fish") Fish(*program);
    return static_cast<int>(kFine);
  };
}

Runner AddMan(CLI::App& app) {
  (void)app;
  return [] {
    Man(*MakeProgram());
    return static_cast<int>(kFine);
  };
}

}  // namespace scape::cli
