// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "smt/term/solver.h"

#include "smt/term/solver_impl.h"

namespace idreg::smt {

std::uint64_t Model::value(const Term& term) const { return impl_->value(term); }

Solver::Solver(const Context& context, std::uint64_t budget, Strategy strategy)
    : impl_(strategy == Strategy::Circuit ? sat_solver(context, budget)
                                         : z3_solver(context, budget, strategy == Strategy::Search)) {}

Solver::~Solver() = default;

void Solver::push() { impl_->push(); }

void Solver::pop() { impl_->pop(); }

void Solver::add(const Term& assertion) { impl_->add(assertion); }

void Solver::add_at_most(std::span<const Term> terms, std::size_t most) { impl_->add_at_most(terms, most); }

Decision Solver::check() { return impl_->check({}); }

Decision Solver::check(std::span<const Term> assumptions) { return impl_->check(assumptions); }

std::string solver_version() { return z3_version() + ", " + sat_version(); }

std::string out_of_budget(std::uint64_t budget) {
  return "out of budget (" + std::to_string(budget) + " solver units)";
}

}  // namespace idreg::smt
