// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What `idreg diff` says of tables.
#pragma once

#include <string>

#include "audit/diff.h"
#include "cli/report/json.h"

namespace idreg::cli {

/// register, field, kind, old, new, location, witness where there is one.
[[nodiscard]] report::Json json_of(const audit::Change& change);
[[nodiscard]] std::string text_of(const audit::Change& change);

}  // namespace idreg::cli
