// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Counting in unary. Small bounds then follow by propagation, which sums in binary do not.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "smt/term/term.h"

namespace idreg::smt {

/// At most `most` of the Booleans are true.
[[nodiscard]] Term at_most(const Context& context, std::span<const Term> terms, std::size_t most);

/// The bits of a word as Booleans, lowest first.
[[nodiscard]] std::vector<Term> bits_of(const Term& word);

}  // namespace idreg::smt
