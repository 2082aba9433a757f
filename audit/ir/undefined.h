// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the tables' functions call and no module defines.
#pragma once

#include <expected>
#include <span>
#include <string>
#include <vector>

#include "audit/read_ir.h"

namespace idreg::audit {

/// Names of functions that are called, at any depth, by a function that a row of sys_reg_descs in the ID
/// space names, and that none of the modules defines; sorted. Refused: a module that LLVM does not read.
[[nodiscard]] std::expected<std::vector<std::string>, Refusal> undefined_calls(std::span<const std::string> modules);

}  // namespace idreg::audit
