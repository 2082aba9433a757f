// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The idreg command.
#include <span>
#include <string_view>
#include <vector>

#include "cli/commands.h"
#include "cli/fleet_options.h"
#include "cli/hand_over.h"

namespace {

using idreg::cli::Declare;

struct Command {
  std::string_view name;  ///< empty: it looks at all others
  Declare declare;
};

/// The command that is named, alone: to declare the options of all takes longer than many a command does. All of
/// them for whatever names none.
std::vector<Declare> needed(std::span<const Command> commands, std::string_view word) {
  std::vector<Declare> all;
  for (const Command& command : commands) {
    if (!command.name.empty() && command.name == word) return {command.declare};
    all.push_back(command.declare);
  }
  return all;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace idreg::cli;
  const auto to = [argv](const char* program) {
    return
        [argv, program](const auto&, Console&) -> Result<Status> { return std::unexpected(hand_over(program, argv)); };
  };
  const auto list = [&](const ListOptions& options, Console& console) {
    return options.linux_tree.empty() ? run_list(options, console) : to("idreg-auditor")(options, console);
  };
  const Command commands[] = {
      {"list", [&](CLI::App& app, Run& run) { declare_list(app, run, list); }},
      {"decode", declare_decode},
      {"check", [&](CLI::App& app, Run& run) { declare_check(app, run, to("idreg-auditor")); }},
      {"lint", [&](CLI::App& app, Run& run) { declare_lint(app, run, to("idreg-fleet")); }},
      {"baseline", [&](CLI::App& app, Run& run) { declare_baseline(app, run, to("idreg-fleet")); }},
      {"prove", [&](CLI::App& app, Run& run) { declare_prove(app, run, to("idreg-prover")); }},
      {"fuzz", declare_fuzz},
      {"minimise", [&](CLI::App& app, Run& run) { declare_minimise(app, run, to("idreg-prover")); }},
      {"mutate", [&](CLI::App& app, Run& run) { declare_mutate(app, run, to("idreg-prover")); }},
      {"replay", declare_replay},
      {"report", declare_report},
      {"audit", [&](CLI::App& app, Run& run) { declare_audit(app, run, to("idreg-auditor")); }},
      {"diff", [&](CLI::App& app, Run& run) { declare_diff(app, run, to("idreg-auditor")); }},
      {"probe", declare_probe},
      {"bundle", declare_bundle},
      {"", declare_manual},
  };
  return for_bisect(run_program(argc, argv, needed(commands, argc > 1 ? argv[1] : "")), argc, argv);
}
