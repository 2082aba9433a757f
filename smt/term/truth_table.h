// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Private to smt/term: what a literal of few inputs is, for every assignment of these.
#pragma once

#include "smt/term/circuit.h"

namespace idreg::smt {

/// Whether the literal depends on so few inputs that its truth table was made, and is false in all of it.
[[nodiscard]] bool is_never(const Circuit& circuit, Literal literal);

}  // namespace idreg::smt
