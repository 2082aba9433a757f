// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "smt/prove/facts.h"

#include <set>

namespace idreg::smt::prove {

namespace {

/// Adds the variables of `term` to `seen`.
void collect_variables(const Term& term, std::set<unsigned>& seen) {
  for (const Term& node : topological_order({&term, 1})) {
    if (node.op() == Op::Variable) seen.insert(node.id());
  }
}

bool all_constant(std::span<const Term> terms) {
  for (const Term& term : terms) {
    if (term.op() != Op::Constant) return false;
  }
  return true;
}

Term as_word(const Term& term) { return term.is_bool() ? to_bv(term, 64) : term; }

}  // namespace

Facts::Facts(const Context& context, std::function<bool(const std::string&)> open)
    : context_(&context), open_(std::move(open)) {}

bool Facts::mentions_open(std::span<const Term> arguments) const {
  for (const Term& argument : arguments) {
    for (const Term& node : topological_order({&argument, 1})) {
      if (node.op() != Op::Variable) continue;
      const auto hidden = opened_.find(node.id());
      if (hidden != opened_.end() ? hidden->second : open_(node.name())) return true;
    }
  }
  return false;
}

Term Facts::apply(const spec::Function& function, std::span<const Term> arguments) {
  const Term definition = function.build(arguments);
  if (all_constant(arguments) || definition.op() == Op::Constant) return as_word(definition);

  std::vector<unsigned> key{static_cast<unsigned>(&function - spec::functions().data())};
  for (const Term& argument : arguments) key.push_back(argument.id());
  if (const auto known = results_.find(key); known != results_.end()) return known->second;

  const bool open = mentions_open(arguments);
  Term result;
  if (open) {
    result = as_word(definition);
  } else {
    const std::string name = std::string(function.symbol) + "#" + std::to_string(facts_.size());
    const Term head = definition.is_bool() ? bool_variable(*context_, name) : variable(*context_, name, 64);
    opened_[head.id()] = false;
    facts_.push_back({equal(head, definition), head, true});
    result = as_word(head);
  }
  results_[key] = result;
  kept_.insert(kept_.end(), arguments.begin(), arguments.end());
  return result;
}

void Facts::assume(const Term& fact) {
  if (!fact.is_true()) facts_.push_back({fact, Term(), !mentions_open({&fact, 1})});
}

Decision Facts::decide(const Term& query, std::uint64_t budget) const {
  Solver solver(*context_, budget);
  solver.add(query);
  std::set<unsigned> mentioned;
  collect_variables(query, mentioned);
  std::vector<bool> added(facts_.size(), false);
  for (std::size_t i = 0; i < facts_.size(); ++i) {
    if (facts_[i].held_back) continue;
    added[i] = true;
    solver.add(facts_[i].statement);
  }
  std::uint64_t resources = 0;
  for (;;) {
    Decision decision = solver.check();
    resources += decision.resources;
    decision.resources = resources;
    if (decision.answer != Answer::Sat) return decision;
    bool broken = false;
    for (std::size_t i = 0; i < facts_.size(); ++i) {
      if (added[i]) continue;
      const Fact& fact = facts_[i];
      if (!fact.head.empty() && !mentioned.contains(fact.head.id())) continue;
      if (decision.model.value(fact.statement) == 1) continue;
      added[i] = true;
      broken = true;
      solver.add(fact.statement);
      collect_variables(fact.statement, mentioned);
    }
    if (!broken) return decision;
  }
}

}  // namespace idreg::smt::prove
