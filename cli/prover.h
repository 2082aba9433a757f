// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What idreg-prover does for `prove` and `minimise`.
#pragma once

#include "cli/commands.h"

namespace idreg::cli {

/// Discharges the claims that the options select and prints the results; counterexamples are written
/// as case files. Errors: an empty selection, unreadable input, an internal error of the prover.
[[nodiscard]] Result<Status> run_prove(const ProveOptions& options, Console& console);

/// Makes a stored counterexample the smallest for the same claim and prints the certificate of each level.
[[nodiscard]] Result<Status> run_minimise(const MinimiseOptions& options, Console& console);

}  // namespace idreg::cli
