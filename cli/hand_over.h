// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What needs LLVM and Z3 is in programs of its own, so that the everyday commands load neither.
#pragma once

#include <string>

#include "cli/status.h"

namespace idreg::cli {

/// Where `program` is: beside this one.
[[nodiscard]] Result<std::string> beside(const char* program);

/// Replaces this process by `program`, found beside this one, with the same arguments. Returns only with
/// an error.
[[nodiscard]] Error hand_over(const char* program, char** argv);

}  // namespace idreg::cli
