// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The options that give a table of one's own, the same for every command.
#pragma once

#include "cli/input.h"

namespace CLI {
class App;
}

namespace idreg::cli {

/// Declares --table and --override, and --writable if `mask`. `options` must outlive `sub`.
void add_table_options(CLI::App& sub, TableOptions& options, bool mask);

}  // namespace idreg::cli
