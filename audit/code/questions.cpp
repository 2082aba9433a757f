// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "audit/code/questions.h"

#include <string>

namespace idreg::audit::code {

using smt::Term;

Term Questions::name(const Term& whole) {
  const Term term = narrow_(whole);
  if (term.op() == smt::Op::Variable || term.constant()) return term;
  if (const auto known = names_.find(term.id()); known != names_.end()) return known->second;
  const std::string text = "name!" + std::to_string(names_.size());
  const Term name = term.is_bool() ? smt::bool_variable(context_, text) : smt::variable(context_, text, term.width());
  solver_.add(smt::equal(name, term));
  names_.emplace(term.id(), name);
  meanings_.emplace(name.id(), term);
  return name;
}

void Questions::define(smt::Solver& solver) const {
  for (const auto& [id, meaning] : meanings_) solver.add(smt::equal(names_.at(meaning.id()), meaning));
}

std::vector<Term> Questions::variables(std::span<const Term> terms) const {
  // Names first: what they mean is about variables and no other names.
  std::vector<Term> roots(terms.begin(), terms.end());
  for (const Term& term : smt::topological_order(terms)) {
    if (const auto meaning = meanings_.find(term.id()); meaning != meanings_.end()) roots.push_back(meaning->second);
  }
  std::vector<Term> result;
  for (const Term& term : smt::topological_order(roots)) {
    if (term.op() == smt::Op::Variable && !meanings_.contains(term.id())) result.push_back(term);
  }
  return result;
}

smt::Decision Questions::ask(const Term& condition) {
  // A new variable is free, so what it implies never constrains a question that does not assume it.
  const Term asked[] = {smt::bool_variable(context_, "question!" + std::to_string(asked_++))};
  solver_.add(smt::implies(asked[0], narrow_(condition)));
  return solver_.check(asked);
}

}  // namespace idreg::audit::code
