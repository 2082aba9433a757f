// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Designs against theorems: what became of each claim on each subject, the smallest counterexamples, and
// each design against the reference.
#pragma once

#include <string>

#include "cli/report/proof.h"

namespace idreg::cli::report {

/// {"subjects": [...], "claims": [...], "outcomes": [[...]], "reference": [...]}
[[nodiscard]] Json matrix_json(const Proofs& all);
[[nodiscard]] std::string matrix_text(const Proofs& all, const Terminal& terminal);

}  // namespace idreg::cli::report
