// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The commands of idreg that need LLVM and solvers; `idreg` starts this program.
#include <array>

#include "cli/commands.h"
#include "cli/mutate.h"
#include "cli/prover.h"

int main(int argc, char** argv) {
  using namespace idreg::cli;
  const std::array<Declare, 3> commands = {
      [](CLI::App& app, Run& run) { declare_prove(app, run, run_prove); },
      [](CLI::App& app, Run& run) { declare_minimise(app, run, run_minimise); },
      [](CLI::App& app, Run& run) { declare_mutate(app, run, run_mutate); },
  };
  return run_program(argc, argv, commands);
}
