// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Trees to judge: the miniature, compiled with whatever a test breaks, and a real one where a build of the
// kernel's IR is at hand.
#pragma once

#include <optional>
#include <string>

#include "audit/code/tree.h"

namespace idreg::audit::code::testing {

/// The miniature's IR, compiled with further flags ("-DPMUVER_SIGNED=1").
[[nodiscard]] std::string compile_miniature(const std::string& flags = "");
/// The same, loaded; a failure of the test in words if it does not load.
[[nodiscard]] Tree miniature(const std::string& flags = "");

/// The folder of a real tree's IR: environment variable IDREG_KERNEL_IR; nothing if it is not set.
[[nodiscard]] std::optional<std::string> kernel_folder();

}  // namespace idreg::audit::code::testing
