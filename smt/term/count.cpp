// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "smt/term/count.h"

namespace idreg::smt {

Term at_most(const Context& context, std::span<const Term> terms, std::size_t most) {
  // Of the terms so far, at least 1, 2, ... are true.
  std::vector<Term> at_least(most + 2, boolean(context, false));
  at_least[0] = boolean(context, true);
  for (const Term& term : terms) {
    for (std::size_t j = most + 1; j > 0; --j) {
      at_least[j] = logical_or(at_least[j], logical_and(term, at_least[j - 1]));
    }
  }
  return logical_not(at_least[most + 1]);
}

std::vector<Term> bits_of(const Term& word) {
  std::vector<Term> bits;
  for (unsigned i = 0; i < word.width(); ++i) bits.push_back(to_bool(extract(i, i, word)));
  return bits;
}

}  // namespace idreg::smt
