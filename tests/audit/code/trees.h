// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The tree to judge: the miniature, compiled with whatever a test breaks.
#pragma once

#include <string>

#include "audit/code/tree.h"

namespace idreg::audit::code::testing {

/// The miniature's IR, compiled with further flags ("-DPMUVER_SIGNED=1").
[[nodiscard]] std::string compile_miniature(const std::string& flags = "");
/// The same, loaded; a failure of the test in words if it does not load.
[[nodiscard]] Tree miniature(const std::string& flags = "");

}  // namespace idreg::audit::code::testing
