// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where the IR of a Linux tree comes from: it is built, or it exists.
#pragma once

#include <string>
#include <vector>

#include "audit/audit.h"
#include "audit/kernel/build.h"
#include "cli/console.h"
#include "cli/status.h"

namespace idreg::cli {

/// As in AuditOptions.
struct TreeOptions {
  std::string tree, ir, config, cache;
  std::vector<std::string> git = {};  ///< repository and revision; empty: `tree`
};

/// How a tree is built: with progress on the console.
[[nodiscard]] audit::BuildOptions build_options(const TreeOptions& options, Console& console);
[[nodiscard]] Result<audit::Inputs> inputs_of(const TreeOptions& options, Console& console);
/// The error and its exit status.
[[nodiscard]] std::unexpected<Error> refused(const audit::Refusal& refusal);

}  // namespace idreg::cli
