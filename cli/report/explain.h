// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A counterexample in words: field by field what is asked, how the codes stand, and who says what.
#pragma once

#include <string>

#include "props/claims.h"

namespace idreg::cli::report {

/// One paragraph for each field in which value and limit differ; fields of a register by name go by their
/// names and meanings. Empty where the claim compares no value with a limit.
[[nodiscard]] std::string explanation(const props::Claim& claim, const props::Subject& subject,
                                      const props::Case& input, unsigned width);

}  // namespace idreg::cli::report
