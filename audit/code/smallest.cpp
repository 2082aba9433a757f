// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "audit/code/smallest.h"

#include <algorithm>
#include <iterator>

#include "audit/code/property.h"
#include "corpora/arch/lookup.h"
#include "smt/term/count.h"
#include "smt/term/solver.h"

namespace idreg::audit::code {

namespace {

using smt::Answer;
using smt::Term;

/// One minimisation: what is found so far is asserted level by level.
class Search {
 public:
  Search(const Questions& questions, const Term& condition)
      : solver_(questions.context(), questions.budget(), smt::Strategy::Circuit) {
    questions.define(solver_);
    solver_.add(smt::Narrow()(condition));
    const smt::Decision first = solver_.check();
    found_ = first.answer == Answer::Sat;
    model_ = first.model;
  }

  /// As few of the terms as can be are true; held.
  void fewest(std::span<const Term> terms) {
    for (std::size_t most = 0; found_; ++most) {
      if (!improve_to(terms, most) && most < terms.size()) continue;
      solver_.add_at_most(terms, most);
      return;
    }
  }

  /// The same, quicker where many must be true: downwards from what is found.
  void fewest_of_many(std::span<const Term> terms) {
    if (!found_) return;
    const auto true_ones = [&] {
      return static_cast<std::size_t>(
          std::ranges::count_if(terms, [&](const Term& term) { return model_.value(term) != 0; }));
    };
    std::size_t most = true_ones();
    while (most > 0 && improve_to(terms, most - 1)) most = true_ones();
    solver_.add_at_most(terms, most);
  }

  /// The least value of a word with few set bits, then held: from the top bit down, those that are set.
  void least_word(const Term& word) {
    if (!found_) return;
    const Term zero = smt::equal(word, smt::bv(word.context(), word.width(), 0));
    if (model_.value(word) == 0 || improve(zero)) return solver_.add(zero);
    for (unsigned i = word.width(); i-- > 0;) {
      const Term clear = smt::equal(smt::extract(i, i, word), smt::bv(word.context(), 1, 0));
      const bool set = (model_.value(word) >> i & 1) != 0;
      const bool kept = set && !improve(clear);
      solver_.add(kept ? smt::logical_not(clear) : clear);
    }
  }

  [[nodiscard]] bool found() const { return found_; }
  [[nodiscard]] bool certified() const { return certified_; }
  [[nodiscard]] std::uint64_t value(const Term& term) const { return model_.value(term); }

 private:
  bool improve(const Term& condition) {
    solver_.push();
    solver_.add(condition);
    return found_better();
  }
  bool improve_to(std::span<const Term> terms, std::size_t most) {
    solver_.push();
    solver_.add_at_most(terms, most);
    return found_better();
  }

  /// Under what was added since the last push, which is taken back.
  bool found_better() {
    const smt::Decision decision = solver_.check();
    solver_.pop();
    if (decision.answer == Answer::Unknown) certified_ = false;
    if (decision.answer != Answer::Sat) return false;
    model_ = decision.model;
    return true;
  }

  smt::Solver solver_;
  smt::Model model_;
  bool found_ = false;
  bool certified_ = true;
};

/// Which fields differ; bits in no field count together as one.
std::vector<Term> differing_fields(const Words& words) {
  const Term differ = smt::bvxor(words.value, words.limit);
  std::vector<Term> result;
  std::uint64_t outside = ~std::uint64_t{0};
  const auto add = [&](std::uint64_t mask) {
    result.push_back(smt::to_bool(smt::bvand(differ, smt::bv(differ.context(), 64, mask))));
    outside &= ~mask;
  };
  if (words.reg != nullptr) {
    for (const arch::Field& field : arch::fields(*words.reg)) add(mask_of(field.entry));
  }
  add(outside);
  return result;
}

}  // namespace

smt::Decision ask(smt::Narrow& narrow, const Term& condition, std::uint64_t budget) {
  const Term narrowed = narrow(condition);
  if (narrowed.is_false()) return {Answer::Unsat, "", 0, {}, {}};
  smt::Solver solver(condition.context(), budget, smt::Strategy::Circuit);
  solver.add(narrowed);
  return solver.check();
}

Witness smallest(const Path& path, const Term& condition, std::uint64_t budget, bool limit_is_fixed) {
  return smallest(Words{path.reg->reg, path.value, path.limit, path.stored}, condition, budget, limit_is_fixed);
}

Witness smallest(const Words& words, const Term& condition, std::uint64_t budget, bool limit_is_fixed) {
  return smallest(Questions(condition.context(), budget), words, condition, limit_is_fixed);
}

Witness smallest(const Questions& questions, const Words& words, const Term& condition, bool limit_is_fixed) {
  Search search(questions, condition);
  search.fewest(differing_fields(words));
  std::vector<Term> bits = smt::bits_of(words.value);
  std::ranges::copy(smt::bits_of(words.limit), std::back_inserter(bits));
  if (limit_is_fixed) search.fewest_of_many(bits);
  if (!limit_is_fixed) search.fewest(bits);
  search.least_word(words.value);
  search.least_word(words.limit);
  const Term roots[] = {condition, words.value, words.limit, words.stored};
  std::vector<Term> variables = questions.variables(roots);
  // What userspace writes is told apart; a value that is shown can be a variable of the state.
  std::erase_if(variables, [](const Term& term) { return term.name() == "value"; });
  // What is left of the state: as little of it as there can be, so that the witness is one and the same.
  std::ranges::sort(variables, {}, [](const Term& term) { return term.name(); });
  for (const Term& variable : variables) {
    search.least_word(variable.is_bool() ? smt::to_bv(variable, 1) : variable);
  }
  Witness witness{search.value(words.value),
                  search.value(words.limit),
                  search.value(words.stored),
                  {},
                  search.found() && search.certified()};
  for (const Term& variable : variables) witness.state.emplace_back(variable.name(), search.value(variable));
  return witness;
}

}  // namespace idreg::audit::code
