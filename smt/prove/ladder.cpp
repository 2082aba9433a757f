// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "smt/prove/ladder.h"

#include <algorithm>
#include <utility>

#include "smt/term/count.h"

namespace idreg::smt::prove {

std::vector<Term> from_the_top(const Term& word) {
  std::vector<Term> bits = bits_of(word);
  std::ranges::reverse(bits);
  return bits;
}

Ladder::Ladder(Decide decide, const Term& question) : decide_(std::move(decide)), assertion_(question) {}

Answer Ladder::start() { return ask(boolean(assertion_.context(), true)); }

std::size_t Ladder::least_count(const std::vector<Term>& terms) {
  for (std::size_t count = 0; count < terms.size(); ++count) {
    const Term bound = at_most(assertion_.context(), terms, count);
    const Answer can = model_.value(to_bv(bound, 1)) == 1 ? Answer::Sat : ask(bound);
    if (can == Answer::Unknown) ++undecided_;
    if (can == Answer::Sat) {
      assume(bound);
      return count;
    }
  }
  return terms.size();
}

std::uint64_t Ladder::least(const Term& word) {
  least_of(from_the_top(word));
  return model_.value(word);
}

void Ladder::least_of(std::span<const Term> bits) {
  std::size_t together = 1;
  for (std::size_t from = 0; from < bits.size();) {
    if (model_.value(to_bv(bits[from], 1)) == 0) {
      assume(logical_not(bits[from++]));
      continue;
    }
    const std::span<const Term> next = bits.subspan(from, std::min(together, bits.size() - from));
    Term clear = boolean(assertion_.context(), true);
    for (const Term& bit : next) clear = logical_and(clear, logical_not(bit));
    const Answer can = ask(clear);
    if (can == Answer::Sat) {
      together = 2 * next.size();
      continue;  // as the model now has them
    }
    if (next.size() == 1) {
      if (can == Answer::Unknown) ++undecided_;
      assume(bits[from++]);
    }
    together = (next.size() + 1) / 2;
  }
}

void Ladder::assume(const Term& more) { assertion_ = logical_and(assertion_, more); }

Answer Ladder::ask(const Term& more) {
  Decision decision = decide_(logical_and(assertion_, more));
  if (decision.answer == Answer::Sat) model_ = std::move(decision.model);
  return decision.answer;
}

}  // namespace idreg::smt::prove
