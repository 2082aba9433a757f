// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// `idreg audit --confirm`: the findings about write paths, put to a booted kernel.
#pragma once

#include <map>

#include "cli/audit_code.h"
#include "cli/commands.h"
#include "lab/confirm.h"

namespace idreg::cli {

/// The write that a booted kernel was asked for, by finding (of the report's).
using Shots = std::map<const audit::Finding*, lab::Shot>;

/// Boots the kernel on one CPU after the other until each finding about a write path has an answer: once to learn
/// the limits, once more to send a write that shows the finding under one of them. Answers go into
/// `report.findings`, the machines' files into idreg-out/confirm; the writes that were sent last are returned. Errors:
/// a machine that does not answer.
[[nodiscard]] Result<Shots> confirm(audit::Report& report, const Judged& judged, const audit::code::Options& code,
                                    const AuditOptions& options, Console& console);

}  // namespace idreg::cli
