// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The prover is a program of its own, so that the everyday commands load neither LLVM nor Z3.
#pragma once

#include "cli/status.h"

namespace idreg::cli {

/// Replaces this process by `idreg-prover`, found beside this program, with the same arguments. Returns
/// only with an error.
[[nodiscard]] Error hand_over(char** argv);

}  // namespace idreg::cli
