// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which situations of a field a run tried, and by name which not (props/coverage.h).
#pragma once

#include <string>

#include "cli/report/json.h"
#include "props/coverage.h"

namespace idreg::cli::report {

struct Situations {
  props::Coverage reached;
  props::Coverage possible;  ///< by the claims that were run
};

/// {"reached": 1, "possible": 2, "missing": ["LowerSafe unsigned, ..."]}
[[nodiscard]] Json situations_json(const Situations& situations);

/// A line with the two numbers, and what is missing, wrapped to the width; long lists are cut, with their
/// length. Empty where the claims compare no value with a limit.
[[nodiscard]] std::string situations_text(const Situations& situations, unsigned width);

}  // namespace idreg::cli::report
