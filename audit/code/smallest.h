// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The smallest write that meets a condition, by docs/minimal.md: fields that differ between value and
// limit, set bits of both together, value, limit.
#pragma once

#include "audit/code/judge.h"
#include "audit/code/questions.h"
#include "smt/term/narrow.h"
#include "smt/term/solver.h"

namespace idreg::audit::code {

/// Whether any write meets the condition. `narrow`: one for all questions of a context.
[[nodiscard]] smt::Decision ask(smt::Narrow& narrow, const smt::Term& condition, std::uint64_t budget);

/// The words of a witness: two values of one register, and what a third comes to.
struct Words {
  const arch::Register* reg;  ///< null: not known
  smt::Term value, limit, stored;
};

/// The smallest values that meet `condition`, and the state for them. Precondition: there are some.
[[nodiscard]] Witness smallest(const Words& words, const smt::Term& condition, std::uint64_t budget,
                               bool limit_is_fixed = false);
/// The same for terms with names.
[[nodiscard]] Witness smallest(const Questions& questions, const Words& words, const smt::Term& condition,
                               bool limit_is_fixed = false);

/// The smallest write that meets `condition`. Precondition: there is one. Uncertified where the budget of
/// some question ran out. `limit_is_fixed`: the condition leaves one limit; the same answer, sooner.
[[nodiscard]] Witness smallest(const Path& path, const smt::Term& condition, std::uint64_t budget,
                               bool limit_is_fixed = false);

}  // namespace idreg::audit::code
