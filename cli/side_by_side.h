// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Two values of a register, or two dumps, side by side: bit-fields as a picture with the differences marked.
#pragma once

#include <string>

#include "cli/console.h"
#include "cli/status.h"

namespace idreg::cli {

/// What `idreg decode` was given for two sides.
struct SideBySideOptions {
  std::string reg;    ///< a register by name; empty: both sides are dumps
  std::string first;  ///< a value, or a dump
  std::string second;
  std::string html;   ///< where a page is written; empty: nowhere
  bool strict = false;
  bool json = false;
};

/// Errors: unreadable values or dumps, two dumps without a register in common.
[[nodiscard]] Result<Status> side_by_side(const SideBySideOptions& options, Console& console);

}  // namespace idreg::cli
