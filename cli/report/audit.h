// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What an audit found, for people and for programs.
#pragma once

#include <string>

#include "audit/audit.h"
#include "cli/console.h"
#include "cli/report/json.h"

namespace idreg::cli::report {

[[nodiscard]] Json to_json(const audit::Finding& finding);
[[nodiscard]] Json to_json(const audit::Report& report);

/// "ID_AA64DFR0_EL1.PMUVer", the register alone, or "the tables".
[[nodiscard]] std::string name_of(const audit::Finding& finding);

/// SARIF 2.1.0: a rule for each kind of finding, by its word; places relative to the tree.
[[nodiscard]] Json sarif(const audit::Report& report);

/// Findings by severity, then what was decided of each register. `notes`: with findings that are notes.
[[nodiscard]] std::string to_text(const audit::Report& report, bool notes, const Terminal& terminal);

/// A reply to a mailing list: at most 40 lines of 72 columns, the worst first, and how many were left out.
[[nodiscard]] std::string mail(const audit::Report& report);

}  // namespace idreg::cli::report
