// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What was decided of a tree, tried on the tree's own functions.
#pragma once

#include "audit/replay/replay.h"
#include "cli/audit_code.h"
#include "cli/report/json.h"
#include "cli/status.h"

namespace idreg::cli {

/// Compiles the tree's functions for this machine, runs every witness and samples every register. Inconclusive
/// where they cannot be compiled.
[[nodiscard]] Result<audit::replay::Report> replay(const std::vector<std::string>& modules, const Judged& judged,
                                                   const audit::replay::Options& options);

/// Internal if anything disagreed.
[[nodiscard]] Status status_of(const audit::replay::Report& report);

[[nodiscard]] std::string to_text(const audit::replay::Report& report, const audit::replay::Options& options);
[[nodiscard]] report::Json to_json(const audit::replay::Report& report, const audit::replay::Options& options);

}  // namespace idreg::cli
