// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/table_options.h"

#include <CLI/CLI.hpp>

namespace idreg::cli {

void add_table_options(CLI::App& sub, TableOptions& options, bool mask) {
  sub.add_option("--table", options.table,
                 "Your own general table instead of the architecture's (docs/file-formats.md)")
      ->type_name("FILE");
  sub.add_option("--override", options.overrides,
                 "An entry of your own that takes precedence, or a file of them; may be repeated. SAFE is a code.")
      ->type_name("NAME=ORDER,POLICY[,SAFE]|FILE")
      ->allow_extra_args(false);
  if (mask) sub.add_option("--writable", options.writable, "Bits that may be written")->type_name("MASK");
}

}  // namespace idreg::cli
