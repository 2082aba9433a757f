// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Ctrl-C as a request: a command that runs long ends its work, keeps what it has and reports it.
#pragma once

namespace idreg::cli {

/// From now on the first SIGINT or SIGTERM only sets a mark; the second ends the process as ever.
void catch_interrupts();

/// Whether there was one.
[[nodiscard]] bool interrupted();

}  // namespace idreg::cli
