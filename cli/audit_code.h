// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is decided of the code of a tree, joined with what was said of its tables.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "audit/audit.h"
#include "audit/code/judge.h"

namespace idreg::cli {

/// Judges every register's write path and puts verdicts and findings into `report`. What cannot be
/// loaded becomes a remark, with all registers left unexamined.
void add_code(audit::Report& report, const std::vector<std::string>& modules, const audit::code::Options& options);

/// The tree of some IR files, or why there is none.
[[nodiscard]] std::expected<audit::code::Tree, std::string> load_code(const std::vector<std::string>& modules);

}  // namespace idreg::cli
