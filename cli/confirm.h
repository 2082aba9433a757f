// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// `idreg audit --confirm`: the findings about write paths, put to a booted kernel.
#pragma once

#include "cli/audit_code.h"
#include "cli/commands.h"

namespace idreg::cli {

/// Boots the kernel on one CPU after the other until each finding about a write path has an answer: once to learn
/// the limits, once more to send a write that shows the finding under one of them. Answers go into
/// `report.findings`, the machines' files into idreg-out/confirm. Errors: a machine that does not answer.
[[nodiscard]] Result<void> confirm(audit::Report& report, const Judged& judged, const audit::code::Options& code,
                                   const AuditOptions& options, Console& console);

}  // namespace idreg::cli
