// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The architecture's rules about registers, as terms.
#pragma once

#include <string>
#include <vector>

#include "corpora/arch/arch.h"
#include "smt/term/term.h"

namespace idreg::audit::code {

/// The bits of an entry.
[[nodiscard]] std::uint64_t mask_of(const Entry& entry);
/// A field's code in a register, as a 64-bit word.
[[nodiscard]] smt::Term code_of(const smt::Term& reg, const Entry& entry);
/// The field's code `a` is at or below `b` in the field's scheme.
[[nodiscard]] smt::Term at_or_below(const arch::Field& field, const smt::Term& a, const smt::Term& b);
/// Some defining rule of the feature holds for the register's value; other registers are variables named
/// after them.
[[nodiscard]] smt::Term has_feature(const arch::Definition& definition, std::uint32_t reg, const smt::Term& value);
/// Features that `value` has and `limit` has not, whatever other registers hold; by the facts' order.
[[nodiscard]] std::vector<std::string> gained_features(const arch::Register& reg, std::uint64_t value,
                                                       std::uint64_t limit, const smt::Context& context);
/// The code is one that the facts give a meaning to.
[[nodiscard]] smt::Term has_meaning(const arch::Field& field, const smt::Term& code);

}  // namespace idreg::audit::code
