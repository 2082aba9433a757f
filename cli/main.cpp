// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The idreg command.
#include <array>

#include "cli/commands.h"
#include "cli/fleet_options.h"
#include "cli/hand_over.h"

int main(int argc, char** argv) {
  using namespace idreg::cli;
  const auto to = [argv](const char* program) {
    return
        [argv, program](const auto&, Console&) -> Result<Status> { return std::unexpected(hand_over(program, argv)); };
  };
  const auto list = [&](const ListOptions& options, Console& console) {
    return options.linux_tree.empty() ? run_list(options, console) : to("idreg-auditor")(options, console);
  };
  const std::array commands = {
      Declare([&](CLI::App& app, Run& run) { declare_list(app, run, list); }),
      Declare(declare_decode),
      Declare([&](CLI::App& app, Run& run) { declare_check(app, run, to("idreg-auditor")); }),
      Declare([&](CLI::App& app, Run& run) { declare_lint(app, run, to("idreg-fleet")); }),
      Declare([&](CLI::App& app, Run& run) { declare_baseline(app, run, to("idreg-fleet")); }),
      Declare([&](CLI::App& app, Run& run) { declare_prove(app, run, to("idreg-prover")); }),
      Declare(declare_fuzz),
      Declare([&](CLI::App& app, Run& run) { declare_minimise(app, run, to("idreg-prover")); }),
      Declare([&](CLI::App& app, Run& run) { declare_mutate(app, run, to("idreg-prover")); }),
      Declare(declare_replay),
      Declare(declare_report),
      Declare([&](CLI::App& app, Run& run) { declare_audit(app, run, to("idreg-auditor")); }),
      Declare([&](CLI::App& app, Run& run) { declare_diff(app, run, to("idreg-auditor")); }),
      Declare(declare_probe),
      Declare(declare_bundle),
      Declare(declare_manual),
  };
  return for_bisect(run_program(argc, argv, commands), argc, argv);
}
