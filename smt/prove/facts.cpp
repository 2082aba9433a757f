// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "smt/prove/facts.h"

#include <algorithm>
#include <set>

#include "engine/types.h"

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

Facts::Facts(const Context& context, std::function<bool(const std::string&)> open, Strategy strategy)
    : context_(&context), open_(std::move(open)), strategy_(strategy) {}

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

  Term result = as_word(definition);
  if (!mentions_open(arguments)) {
    result = fresh(definition, function.symbol);
    applications_.push_back({&function, {arguments.begin(), arguments.end()}, result});
  }
  results_[key] = result;
  return result;
}

Term Facts::fresh(const Term& definition, const std::string& hint) {
  const std::string variable_name = hint + "#" + std::to_string(facts_.size());
  const Term head =
      definition.is_bool() ? bool_variable(*context_, variable_name) : variable(*context_, variable_name, 64);
  opened_[head.id()] = false;
  facts_.push_back({equal(head, definition), head});
  return as_word(head);
}

Term Facts::name(const Term& definition, const std::string& hint) {
  if (definition.op() == Op::Constant || definition.op() == Op::Variable) return definition;
  if (mentions_open({&definition, 1})) return definition;
  const std::vector<unsigned> key{static_cast<unsigned>(spec::functions().size()), definition.id()};
  if (const auto known = results_.find(key); known != results_.end()) return known->second;
  return results_[key] = fresh(definition, hint);
}

void Facts::assume(const Term& fact) {
  if (!fact.is_true() && assumed_.insert(fact.id()).second) facts_.push_back({fact, Term()});
}

std::vector<const Facts::Application*> Facts::applications_of(std::string_view symbol) const {
  std::vector<const Application*> result;
  for (const Application& application : applications_) {
    if (application.function->symbol == symbol) result.push_back(&application);
  }
  return result;
}

bool Facts::same(std::span<const Term> a, std::span<const Term> b) {
  return std::ranges::equal(a, b, [](const Term& x, const Term& y) { return x.same(y); });
}

Term Facts::is_zero(const Term& word) const { return equal(word, bv(*context_, 64, 0)); }

// Two codes of a field are equal iff the bits under its mask are (claim extraction).
void Facts::add_equal_codes(std::vector<Term>& result) const {
  const auto extracts = applications_of("idreg_spec_extract");
  for (const Application* mask : applications_of("idreg_spec_field_mask")) {
    for (std::size_t i = 0; i < extracts.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        const auto shape = [](const Application* e) { return std::span(e->arguments).subspan(1); };
        if (!same(shape(extracts[i]), mask->arguments) || !same(shape(extracts[j]), mask->arguments)) continue;
        const Term difference = bvxor(extracts[i]->arguments[0], extracts[j]->arguments[0]);
        result.push_back(
            equal(is_zero(bvand(difference, mask->result)), equal(extracts[i]->result, extracts[j]->result)));
      }
    }
  }
}

// What an entry permits that fits a scheme is at or below the limit in it (claim fits-is-sound); equal
// codes it permits by definition. The lemma is about codes: both must be extracts.
void Facts::add_fitting(std::vector<Term>& result) const {
  const auto extracts = applications_of("idreg_spec_extract");
  const auto is_code = [&](const Term& code) {
    return std::ranges::any_of(extracts, [&](const Application* e) { return e->result.same(code); });
  };
  const auto part = [](const Application* a, std::size_t from, std::size_t count) {
    return std::span(a->arguments).subspan(from, count);
  };
  const auto errors = applications_of("idreg_spec_entry_error");
  for (const Application* fits : applications_of("idreg_spec_fits")) {
    std::vector<Term> premises{to_bool(fits->result)};
    bool entry = false;
    bool scheme = false;
    for (const Application* error : errors) {
      const bool of_entry = same(part(error, 1, 5), part(fits, 0, 5));
      const bool of_scheme = same(part(error, 3, 3), part(fits, 5, 3)) && error->arguments[1].same(fits->arguments[0]);
      if (of_entry || of_scheme) premises.push_back(is_zero(error->result));
      entry = entry || of_entry;
      scheme = scheme || of_scheme;
    }
    if (!entry || !scheme) continue;
    for (const Application* permitted : applications_of("idreg_spec_permitted_code")) {
      if (!same(part(fits, 0, 5), part(permitted, 0, 5))) continue;
      if (!is_code(permitted->arguments[5]) || !is_code(permitted->arguments[6])) continue;
      for (const Application* below : applications_of("idreg_spec_at_or_below")) {
        if (!same(part(below, 4, 2), part(permitted, 5, 2)) || !same(part(below, 1, 3), part(fits, 5, 3))) continue;
        if (!below->arguments[0].same(fits->arguments[0])) continue;
        const Term accepted =
            logical_or(equal(permitted->arguments[5], permitted->arguments[6]), to_bool(permitted->result));
        const Term premise = logical_and(conjunction(*context_, premises), accepted);
        result.push_back(implies(premise, to_bool(below->result)));
      }
    }
  }
}

// Fields that start at the same bit share it (claim extraction).
void Facts::add_shared_bits(std::vector<Term>& result) const {
  const auto masks = applications_of("idreg_spec_field_mask");
  for (std::size_t i = 0; i < masks.size(); ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      const Term& shift = masks[i]->arguments[0];
      if (!shift.same(masks[j]->arguments[0])) continue;
      const Term room = bvsub(bv(*context_, 64, kRegisterBits), shift);
      const auto admitted = [&](const Term& width) {
        return logical_and(logical_not(is_zero(width)), bvule(width, room));
      };
      const Term premise = logical_and(bvult(shift, bv(*context_, 64, kRegisterBits)),
                                       logical_and(admitted(masks[i]->arguments[1]), admitted(masks[j]->arguments[1])));
      result.push_back(implies(premise, logical_not(is_zero(bvand(masks[i]->result, masks[j]->result)))));
    }
  }
}

// An entry without error has a width, and room for it; an error is one of six (claim entries-equal-spec).
void Facts::add_shapes(std::vector<Term>& result) const {
  for (const Application* error : applications_of("idreg_spec_entry_error")) {
    const Term& shift = error->arguments[0];
    const Term& width = error->arguments[1];
    const Term most = bv(*context_, 64, kRegisterBits);
    const Term admitted =
        logical_and(logical_not(is_zero(width)), logical_and(bvule(width, most), bvule(shift, bvsub(most, width))));
    result.push_back(implies(is_zero(error->result), admitted));
    const auto most_kind = static_cast<std::uint64_t>(TableErrorKind::Safe);
    result.push_back(bvule(error->result, bv(*context_, 64, most_kind)));
  }
}

std::vector<Term> Facts::consequences() const {
  std::vector<Term> result;
  add_equal_codes(result);
  add_fitting(result);
  add_shared_bits(result);
  add_shapes(result);
  std::erase_if(result, [](const Term& t) { return t.is_true(); });
  return result;
}

Decision Facts::decide_locally(const Term& query, std::size_t nodes, std::uint64_t budget) const {
  if (query.is_false()) return {Answer::Unsat, "", 0, {}};
  std::vector<Term> assertions{query};
  for (const Fact& fact : facts_) {
    if (fact.head.empty() && topological_order({&fact.statement, 1}).size() <= nodes)
      assertions.push_back(fact.statement);
  }
  Solver solver(*context_, budget, strategy_);
  for (const Term& assertion : assertions) solver.add(assertion);
  Decision decision = solver.check();
  if (decision.answer == Answer::Unsat && observer_) observer_(assertions, decision);
  return decision;
}

void Facts::mention_further(std::span<const Fact* const> definitions, std::set<unsigned>& mentioned) {
  for (std::size_t before = 0; before != mentioned.size();) {
    before = mentioned.size();
    for (const Fact* fact : definitions) {
      if (mentioned.contains(fact->head.id())) collect_variables(fact->statement, mentioned);
    }
  }
}

Decision Facts::decide(const Term& query, std::uint64_t budget) const {
  if (query.is_false()) return {Answer::Unsat, "", 0, {}};
  Solver solver(*context_, budget, strategy_);
  std::vector<Term> assertions;
  const auto add = [&](const Term& assertion) {
    solver.add(assertion);
    if (observer_) assertions.push_back(assertion);
  };
  add(query);
  std::set<unsigned> mentioned;
  collect_variables(query, mentioned);
  for (const Term& consequence : consequences()) add(consequence);
  // What is assumed goes in with the question: the solver shares what the two have in common.
  std::vector<const Fact*> definitions;
  for (const Fact& fact : facts_) {
    if (!fact.head.empty()) {
      definitions.push_back(&fact);
      continue;
    }
    add(fact.statement);
    collect_variables(fact.statement, mentioned);
  }
  std::uint64_t resources = 0;
  for (;;) {
    Decision decision = solver.check();
    resources += decision.resources;
    decision.resources = resources;
    if (decision.answer != Answer::Sat) {
      if (observer_) observer_(assertions, decision);
      return decision;
    }
    const auto add_broken = [&] {
      return std::erase_if(definitions, [&](const Fact* fact) {
        if (!mentioned.contains(fact->head.id()) || decision.model.value(fact->statement) == 1) return false;
        add(fact->statement);
        collect_variables(fact->statement, mentioned);
        return true;
      });
    };
    std::size_t broken = add_broken();
    if (broken == 0) {
      // A definition that holds may do so by a value of what it is about that this cannot have.
      mention_further(definitions, mentioned);
      broken = add_broken();
    }
    if (broken == 0) {
      if (observer_) observer_(assertions, decision);
      return decision;
    }
  }
}

}  // namespace idreg::smt::prove
