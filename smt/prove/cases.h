// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Deciding a question case by case: with the policy and the orders known, and codes counted by their
// rank, the rest often follows by substitution.
#pragma once

#include <span>

#include "smt/prove/facts.h"

namespace idreg::smt::prove {

/// How a question is split. Every split covers all values: nothing is assumed.
struct Cases {
  /// Policies and kinds of order, and shifts, bytes: each has the value of an enumerator or is below 64, or some has
  /// none of these.
  std::vector<Term> enumerators;
  /// The bias of general[0], by which ranks are counted; empty if neither of the next two is used.
  Term bias;
  /// Another bias, equal to that one or not; may be empty.
  Term other_bias;
  /// Codes of general[0], 64-bit variables: each above `ones`, or the code of some rank.
  std::vector<Term> codes;
  Term ones;  ///< 2^width - 1; may be empty if there are no codes
};

/// Decides `query` under all facts, case by case. Sat or Unknown as soon as one case is; the budget is
/// that of each case.
[[nodiscard]] Decision decide_by_cases(const Facts& facts, const Term& query, const Cases& cases, std::uint64_t budget);

}  // namespace idreg::smt::prove
