// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The commands for templates and fleets that need Z3; `idreg` starts this program.
#include <array>

#include "cli/fleet_options.h"

int main(int argc, char** argv) {
  using namespace idreg::cli;
  const std::array<Declare, 2> commands = {
      [](CLI::App& app, Run& run) { declare_lint(app, run, run_lint); },
      [](CLI::App& app, Run& run) { declare_baseline(app, run, run_baseline); },
  };
  return run_program(argc, argv, commands);
}
