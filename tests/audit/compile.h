// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The tests' own tables as IR.
#pragma once

#include <string>

namespace idreg::audit::test {

/// Compiles tests/audit/tables.c for arm64 with these options; the path of the IR, which is a file of this
/// process. Aborts where the compiler fails.
[[nodiscard]] std::string compiled(const std::string& options);

/// A directory of this process, removed at its end.
[[nodiscard]] const std::string& scratch();

}  // namespace idreg::audit::test
