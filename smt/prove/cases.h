// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Deciding a question case by case: with the policy and the orders known, and codes counted by their
// rank, the rest often follows by substitution.
#pragma once

#include <cstdint>
#include <vector>

#include "smt/prove/facts.h"

namespace idreg::smt::prove {

/// How a question is split. Every split covers all values: nothing is assumed.
struct Cases {
  /// Each variable has one of its values, or some has none of them.
  struct Split {
    Term variable;
    std::vector<std::uint64_t> values;
    bool plainly = false;  ///< the value is put in, and no operator moved into the choices that are left
  };
  std::vector<Split> splits = {};
  /// The bias of general[0], by which ranks are counted; empty if none of the next three is used.
  Term bias = {};
  /// The width of general[0], 1 or not; may be empty.
  Term width = {};
  /// Another bias, equal to that one or not; may be empty.
  Term other_bias = {};
  /// Codes of general[0], 64-bit variables: each above `ones`, or the code of some rank.
  std::vector<Term> codes = {};
  Term ones = {};  ///< 2^width - 1; may be empty if there are no codes
};

/// Decides `query` under all facts, case by case. Sat or Unknown as soon as one case is; the budget is
/// that of each case.
[[nodiscard]] Decision decide_by_cases(const Facts& facts, const Term& query, const Cases& cases, std::uint64_t budget);

}  // namespace idreg::smt::prove
