// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The manual page and the shell completion, from the very options that --help prints.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>
#include <string>
#include <vector>

#include "cli/commands.h"

namespace idreg::cli {
namespace {

/// Text in roff: a backslash, a hyphen and a leading dot or quote mean something there.
std::string roff(const std::string& text) {
  std::string result;
  bool line_start = true;
  for (const char c : text) {
    if (line_start && (c == '.' || c == '\'')) result += "\\&";
    if (c == '\\') {
      result += "\\e";
    } else {
      if (c == '-') result += '\\';
      result += c;
    }
    line_start = c == '\n';
  }
  return result;
}

std::vector<const CLI::App*> commands_of(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App* one) { return !one->get_group().empty(); });
}

/// Options as they are given, not the positional arguments.
std::vector<const CLI::Option*> options_of(const CLI::App& command) {
  return command.get_options([](const CLI::Option* one) { return !one->get_lnames().empty(); });
}

std::string option_names(const CLI::Option& option) {
  std::string text;
  for (const std::string& name : option.get_snames()) text += "-" + name + ", ";
  for (const std::string& name : option.get_lnames()) text += "--" + name + ", ";
  text.resize(text.size() - 2);
  return text;
}

/// "TYPE" after an option that takes a value; flags take none.
std::string shown_value(const CLI::Option& option) {
  return option.get_items_expected_max() == 0 ? "" : " " + option.get_type_name();
}

std::string command_page(const CLI::App& command) {
  std::string text = fmt::format(".SS idreg {}", command.get_name());
  for (const CLI::Option* one : command.get_options([](const CLI::Option* o) { return o->get_positional(); }))
    text += " " + roff(one->get_type_name());
  text += "\n" + roff(command.get_description()) + ".\n";
  for (const CLI::Option* option : options_of(command))
    text += fmt::format(".TP\n\\fB{}\\fR{}\n{}\n", roff(option_names(*option)), roff(shown_value(*option)),
                        roff(option->get_description()));
  if (!command.get_footer().empty()) text += ".PP\n.nf\n" + roff(command.get_footer()) + "\n.fi\n";
  return text;
}

std::string manual_page(const CLI::App& app) {
  std::string text = fmt::format(".TH IDREG 1 \"\" \"{}\" \"User Commands\"\n", version_text());
  text += ".SH NAME\nidreg \\- prove, fuzz and explain how arm64 CPU feature-ID registers are validated\n";
  text += ".SH SYNOPSIS\n.B idreg\n.I COMMAND\n[\\fIOPTION\\fR]... [\\fIARGUMENT\\fR]...\n.SH DESCRIPTION\n" +
          roff(app.get_description()) + "\n.SH COMMANDS\n";
  for (const CLI::App* command : commands_of(app)) text += command_page(*command);
  return text + ".SH SEE ALSO\nThe documents in docs/ of the source tree, README.md first.\n";
}

/// One function for bash: commands, then the options of the command; claims and subjects by name, else files.
std::string completion(const CLI::App& app) {
  std::string names;
  std::string cases;
  for (const CLI::App* command : commands_of(app)) {
    names += command->get_name() + " ";
    cases += fmt::format("    {}) words=\"", command->get_name());
    for (const CLI::Option* option : options_of(*command))
      for (const std::string& name : option->get_lnames()) cases += "--" + name + " ";
    cases += "\" ;;\n";
  }
  std::string text = R"bash(# bash completion for idreg; made by `idreg completion`
_idreg() {
  local word="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}" words="" list=""
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W "@NAMES@--help --version" -- "$word"))
    return
  fi
  case "$before" in
    --claim) list=claim ;;
    --subject) list=subject ;;
  esac
  if [[ -n "$list" ]]; then
    words="$("${COMP_WORDS[0]}" list "${list}s" --json 2>/dev/null | sed -n "s/.*\"$list\": \"\([^\"]*\)\".*/\1/p")"
  elif [[ "$word" == -* ]]; then
    case "${COMP_WORDS[1]}" in
@CASES@    esac
  fi
  [[ -z "$words" ]] || COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -F _idreg idreg
)bash";
  text.replace(text.find("@NAMES@"), 7, names);
  return text.replace(text.find("@CASES@"), 7, cases);
}

}  // namespace

void declare_manual(CLI::App& app, Run& run) {
  // The app outlives what its commands run.
  CLI::App* manual = app.add_subcommand("manual", "Prints this manual page, for man");
  manual->footer("Example: idreg manual | man -l -");
  manual->callback([&app, &run] {
    run = [&app](Console& console) -> Result<Status> {
      console.print(manual_page(app));
      return Status::Holds;
    };
  });
  CLI::App* shell = app.add_subcommand("completion", "Prints the completion for bash");
  shell->footer("Example: idreg completion >> ~/.bashrc");
  shell->callback([&app, &run] {
    run = [&app](Console& console) -> Result<Status> {
      console.print(completion(app));
      return Status::Holds;
    };
  });
}

}  // namespace idreg::cli
