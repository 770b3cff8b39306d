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

void Bash(const Program& program) {
  std::string names;
  for (const auto& [app, run] : program.runners) names += app->get_name() + " ";
  Print(
      "# bash completion for scape\n_scape() {\n"
      "  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} options=\n"
      "  if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
      "    COMPREPLY=($(compgen -W \"" +
      names +
      "--help --version\" -- \"$word\"))\n"
      "    return\n  fi\n  case ${COMP_WORDS[1]} in\n");
  for (const auto& [app, run] : program.runners) {
    Print("    " + app->get_name() + ")\n      case $before in\n");
    std::string options;
    for (const CLI::Option* option : LongOptions(*app)) {
      options += LongName(*option) + " ";
      if (const std::string choices = Choices(*option); !choices.empty()) {
        Print("        " + LongName(*option) + ") COMPREPLY=($(compgen -W \"" + choices +
              "\" -- \"$word\")); return ;;\n");
      }
    }
    Print("      esac\n      options=\"" + options + "\" ;;\n");
  }
  Print(
      "  esac\n  case $word in\n"
      "    -*) COMPREPLY=($(compgen -W \"$options\" -- \"$word\")) ;;\n"
      "    *) COMPREPLY=($(compgen -f -- \"$word\")) ;;\n"
      "  esac\n}\ncomplete -o filenames -F _scape scape\n");
}

void Zsh(const Program& program) {
  Print("#compdef scape\n_scape() {\n  local -a commands\n  commands=(\n");
  for (const auto& [app, run] : program.runners) {
    Print("    " + ShellQuote(app->get_name() + ":" + app->get_description()) + "\n");
  }
  Print(
      "  )\n  if (( CURRENT == 2 )); then\n    _describe command commands\n    return\n  fi\n"
      "  local command=$words[2]\n  shift words\n  (( CURRENT-- ))\n  case $command in\n");
  for (const auto& [app, run] : program.runners) {
    Print("    " + app->get_name() + ")\n      _arguments \\\n");
    for (const CLI::Option* option : LongOptions(*app)) {
      std::string description = option->get_description();
      for (char& c : description) {
        if (c == '[' || c == ']') c = ' ';
      }
      std::string spec = "*" + LongName(*option) + "[" + description + "]";
      if (option->get_items_expected_max() > 0) {
        const std::string choices = Choices(*option);
        spec += ":" + ValueName(*option) + ":" + (choices.empty() ? "_files" : "(" + choices + ")");
      }
      Print("        " + ShellQuote(spec) + " \\\n");
    }
    Print("        '*:file:_files' ;;\n");
  }
  Print("  esac\n}\n_scape \"$@\"\n");
}

void Fish(const Program& program) {
  Print("complete -c scape -n __fish_use_subcommand -l version -d 'Show the version and exit'\n");
  for (const auto& [app, run] : program.runners) {
    const std::string name = app->get_name();
    Print("complete -c scape -n __fish_use_subcommand -f -a " + name + " -d " +
          ShellQuote(app->get_description()) + "\n");
    for (const CLI::Option* option : LongOptions(*app)) {
      std::string line = "complete -c scape -n '__fish_seen_subcommand_from " + name + "' -l " +
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

void Man(const Program& program) {
  Print(
      ".Dd $Mdocdate$\n.Dt SCAPE 1\n.Os\n.Sh NAME\n.Nm scape\n.Nd reads and checks the "
      "documents of the Tor directory\n.Sh SYNOPSIS\n.Nm\n.Ar command\n.Op Ar option ...\n"
      ".Op Ar path ...\n.Sh DESCRIPTION\n.Nm\nhas these commands:\n.Bl -tag -width Ds\n");
  const std::span<const Command> commands = Commands();
  for (size_t i = 0; i < commands.size(); ++i) {
    const CLI::App& app = *program.runners[i].first;
    Print(".It Cm " + std::string(commands[i].name) + "\n");
    Print(MdocText(std::string(commands[i].summary)) + "\n.Pp\n");
    bool blank = false;
    for (const char c : MdocText(std::string(commands[i].description)) + "\n") {
      if (c == '\n' && blank) {
        Print(".Pp\n");
      } else {
        std::putchar(c);
      }
      blank = c == '\n';
    }
    Print(".Bl -tag -width Ds\n");
    for (const CLI::Option* option : LongOptions(app)) {
      std::string item = ".It Fl \\-" + MdocText(option->get_lnames().front());
      if (option->get_items_expected_max() > 0) item += " Ar " + MdocText(ValueName(*option));
      Print(item + "\n" + MdocText(option->get_description()) + "\n");
    }
    Print(".El\n.Bd -literal -offset indent\n" +
          MdocText(std::string(commands[i].examples), /*prose=*/false) + "\n.Ed\n");
  }
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
