// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "smt/prove/undefined.h"

#include <algorithm>
#include <set>
#include <vector>

namespace idreg::smt::prove {

namespace {

using Variables = std::set<unsigned>;

/// A term of at most so many nodes is of the place where an obligation arises, not of the way there.
constexpr std::size_t kLocal = 24;

/// Adds the term's variables. False: it has more than kLocal nodes, counted with `nodes`.
bool add_variables(const Term& term, std::size_t& nodes, Variables& found) {
  if (++nodes > kLocal) return false;
  if (term.op() == Op::Variable) found.insert(term.id());
  return std::ranges::all_of(term.arguments(),
                             [&](const Term& operand) { return add_variables(operand, nodes, found); });
}

/// The small conjuncts of a path that are about nothing else than these variables.
void add_local(const Term& path, const Variables& about, std::vector<Term>& local) {
  std::size_t nodes = 0;
  Variables variables;
  if (path.op() == Op::And) {
    for (const Term& operand : path.arguments()) add_local(operand, about, local);
  } else if (add_variables(path, nodes, variables) && std::ranges::includes(about, variables)) {
    local.push_back(path);
  }
}

/// What is undefined, and of the path there only what is about the same variables.
Term without_path(const lift::Obligation& obligation) {
  std::vector<Term> local{obligation.undefined};
  std::size_t nodes = 0;
  Variables about;
  if (add_variables(obligation.undefined, nodes, about)) add_local(obligation.violated, about, local);
  return conjunction(obligation.undefined.context(), local);
}

}  // namespace

Decision decide_undefined(const Facts& facts, std::span<const lift::Obligation> obligations, std::uint64_t budget) {
  if (obligations.empty()) return {Answer::Unsat, "", 0, {}};
  const Term no = boolean(obligations.front().violated.context(), false);
  Term anywhere = no;
  Term bare = no;  // those of which nothing is left without their path
  Term all = no;
  for (const lift::Obligation& obligation : obligations) {
    const Term without = without_path(obligation);
    if (without.is_true())
      bare = logical_or(bare, obligation.violated);
    else
      anywhere = logical_or(anywhere, without);
    all = logical_or(all, obligation.violated);
  }
  const Decision local = facts.decide_locally(anywhere, kLocal, budget);
  Decision decision = facts.decide(local.answer == Answer::Unsat ? bare : all, budget);
  decision.resources += local.resources;
  return decision;
}

}  // namespace idreg::smt::prove
