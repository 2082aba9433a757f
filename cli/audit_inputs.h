// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where the IR of a Linux tree comes from: it is built, or it exists.
#pragma once

#include <string>

#include "audit/audit.h"
#include "cli/console.h"
#include "cli/status.h"

namespace idreg::cli {

/// As in AuditOptions.
struct TreeOptions {
  std::string tree, ir, config, cache;
};

[[nodiscard]] Result<audit::Inputs> inputs_of(const TreeOptions& options, Console& console);
/// The error and its exit status.
[[nodiscard]] std::unexpected<Error> refused(const audit::Refusal& refusal);

}  // namespace idreg::cli
