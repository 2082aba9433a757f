// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The commands of idreg that read the IR of Linux trees, or may; `idreg` starts this program.
#include <array>

#include "cli/auditor.h"
#include "cli/commands.h"
#include "cli/tree_kernel.h"

int main(int argc, char** argv) {
  using namespace idreg::cli;
  const std::array<Declare, 4> commands = {
      [](CLI::App& app, Run& run) { declare_audit(app, run, run_audit); },
      [](CLI::App& app, Run& run) { declare_diff(app, run, run_diff); },
      [](CLI::App& app, Run& run) { declare_check(app, run, check_with_trees); },
      [](CLI::App& app, Run& run) { declare_list(app, run, list_of_tree); },
  };
  return for_bisect(run_program(argc, argv, commands), argc, argv);
}
