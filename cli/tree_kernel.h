// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A Linux tree as a kernel to ask (cli/kernel.h), and what idreg-auditor does for the commands that ask one.
#pragma once

#include "audit/write_path.h"
#include "cli/audit_inputs.h"
#include "cli/commands.h"
#include "cli/kernel.h"
#include "cli/migrate_command.h"

namespace idreg::cli {

/// Lifts each register's write path when it is first asked for. Errors: the tree cannot be built or read.
[[nodiscard]] Result<Kernel> kernel_of(const TreeOptions& options, Console& console);

/// `check --from --to` with --linux TREE or HOST@TREE.
[[nodiscard]] Result<Status> check_with_trees(const MigrateOptions& options, Console& console);

/// `list fields --linux TREE`: what KVM of the tree takes for each field, as a function of the limit.
[[nodiscard]] Result<Status> list_of_tree(const ListOptions& options, Console& console);

/// The features of a vCPU as the write paths take them.
[[nodiscard]] audit::Vcpu vcpu_of(const corpora::VcpuFeatures& features);

}  // namespace idreg::cli
