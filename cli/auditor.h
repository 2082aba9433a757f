// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What idreg-auditor does for `audit`.
#pragma once

#include "cli/commands.h"

namespace idreg::cli {

/// Judges a tree and prints what was found. Finding: something worse than a note was found, or an accepted
/// finding is stale. Inconclusive: the tree's structures are not known, or some register was not decided.
[[nodiscard]] Result<Status> run_audit(const AuditOptions& options, Console& console);

/// Compares what two trees let userspace write. Finding: there is a change. Inconclusive: no change was
/// found, and some register was not decided.
[[nodiscard]] Result<Status> run_diff(const DiffOptions& options, Console& console);

}  // namespace idreg::cli
