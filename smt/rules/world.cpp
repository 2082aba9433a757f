// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "smt/rules/world.h"

#include <string>

#include "corpora/arch/arch.h"

namespace idreg::smt::rules {

World::World(const RuleSet& rules, std::uint64_t budget) : rules_(rules), solver_(context_, budget) {
  for (const std::string& name : rules.symbols()) symbols_.push_back(bool_variable(context_, name));
  for (std::size_t i = 0; i < rules.rules().size(); ++i) {
    const Formula& formula = rules.rules()[i].formula;
    idreg::rules::collect(formula, nullptr, &fields_);
    switches_.push_back(bool_variable(context_, "rule " + std::to_string(i)));
    solver_.add(implies(switches_.back(), term(formula)));
  }
}

Term World::holds(const FieldKey& field, std::uint64_t code) { return holds_one_of(field, {code}); }

Term World::holds_one_of(const FieldKey& field, const std::vector<std::uint64_t>& codes) {
  const auto [place, fresh] = choices_.try_emplace({field, codes});
  if (fresh) {
    place->second = bool_variable(context_, "choice " + std::to_string(choices_.size()));
    std::vector<Term> any;
    for (const std::uint64_t one : codes) any.push_back(equal(code(field), bv(context_, field.width, one)));
    solver_.add(implies(place->second, disjunction(context_, any)));
  }
  return place->second;
}

Symbols World::symbols_in(const Model& model) const {
  Symbols symbols;
  for (const Term& symbol : symbols_) symbols.emplace_back(model.value(symbol) == 1);
  return symbols;
}

std::uint64_t World::code_in(const Model& model, const FieldKey& field) { return model.value(code(field)); }

const Term& World::code(const FieldKey& field) {
  const auto [place, fresh] = codes_.try_emplace(field);
  if (fresh) place->second = variable(context_, idreg::rules::name_of(field), field.width);
  return place->second;
}

Term World::comparison(const idreg::rules::Comparison& test) {
  const Term value = code(test.field);
  const Term constant = bv(context_, test.field.width, test.constant);
  switch (test.compare) {
    case arch::Compare::Equal:
      return equal(value, constant);
    case arch::Compare::AtLeast:
      return test.is_signed ? bvsle(constant, value) : bvule(constant, value);
    case arch::Compare::Below:
      return test.is_signed ? bvslt(value, constant) : bvult(value, constant);
  }
  return boolean(context_, false);
}

Term World::term(const Formula& formula) {
  std::vector<Term> args;
  for (const Formula& arg : formula.args) args.push_back(term(arg));
  switch (formula.op) {
    case Formula::Op::True:
      return boolean(context_, true);
    case Formula::Op::Symbol:
      return symbols_[formula.symbol];
    case Formula::Op::Test:
      return comparison(formula.test);
    case Formula::Op::Not:
      return logical_not(args[0]);
    case Formula::Op::And:
      return conjunction(context_, args);
    case Formula::Op::Or:
      return disjunction(context_, args);
    case Formula::Op::Iff:
      return equal(args[0], args[1]);
  }
  return boolean(context_, false);
}

}  // namespace idreg::smt::rules
