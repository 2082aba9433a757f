// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A Linux tree as a kernel to ask (cli/kernel.h), and what idreg-auditor does for the commands that ask one.
#pragma once

#include "cli/audit_inputs.h"
#include "cli/kernel.h"
#include "cli/migrate_command.h"

namespace idreg::cli {

/// Lifts each register's write path when it is first asked for. Errors: the tree cannot be built or read.
[[nodiscard]] Result<Kernel> kernel_of(const TreeOptions& options, Console& console);

/// `check --from --to` with --linux TREE or HOST@TREE.
[[nodiscard]] Result<Status> check_with_trees(const MigrateOptions& options, Console& console);

}  // namespace idreg::cli
