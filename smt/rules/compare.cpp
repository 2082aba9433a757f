// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "smt/rules/compare.h"

#include <set>

#include "smt/rules/common.h"

namespace idreg::smt::rules {
namespace {

/// The same statement with the numbers that `names` has for the symbols.
Formula renumbered(const Formula& formula, const RuleSet& old, RuleSet& names) {
  Formula result = formula;
  if (formula.op == Formula::Op::Symbol) result.symbol = names.symbol(old.symbols()[formula.symbol]);
  for (std::size_t i = 0; i < formula.args.size(); ++i) result.args[i] = renumbered(formula.args[i], old, names);
  return result;
}

/// The premises first, then the negation of each rule in question.
RuleSet together(const RuleSet& of, const RuleSet& from, const std::vector<std::string>& given, std::size_t* premises) {
  RuleSet all;
  for (const std::string& name : given) {
    all.add({idreg::rules::Kind::Requires, Formula::of_symbol(all.symbol(name)), name, "given", false});
  }
  for (const auto& rule : from.rules()) {
    all.add({rule.kind, renumbered(rule.formula, from, all), rule.text, rule.origin, rule.manual});
  }
  *premises = all.rules().size();
  for (const auto& rule : of.rules()) {
    all.add({rule.kind, Formula::negated(renumbered(rule.formula, of, all)), rule.text, rule.origin, rule.manual});
  }
  return all;
}

std::set<std::string> spoken_of(const RuleSet& rules) {
  std::set<std::uint32_t> symbols;
  for (const auto& rule : rules.rules()) idreg::rules::collect(rule.formula, &symbols, nullptr);
  std::set<std::string> names;
  for (const std::uint32_t symbol : symbols) names.insert(rules.symbols()[symbol]);
  return names;
}

}  // namespace

Answered<std::vector<Unfollowed>> unfollowed(const RuleSet& of, const RuleSet& from,
                                             const std::vector<std::string>& given, std::uint64_t budget) {
  std::size_t premises = 0;
  const RuleSet all = together(of, from, given, &premises);
  const std::set<std::string> known = spoken_of(from);
  World world(all, budget);
  for (std::size_t i = 0; i < premises; ++i) world.solver().add(world.in_force(i));
  std::vector<Unfollowed> found;
  for (std::size_t i = 0; i < of.rules().size(); ++i) {
    const Term question[] = {world.in_force(premises + i)};
    const Decision decision = world.solver().check(question);
    if (decision.answer == Answer::Unknown) return std::unexpected(Inconclusive{decision.reason});
    if (decision.answer == Answer::Unsat) continue;
    Unfollowed one{i, {}, {}, {}};
    std::set<std::uint32_t> symbols;
    std::set<FieldKey> fields;
    idreg::rules::collect(of.rules()[i].formula, &symbols, &fields);
    for (const std::uint32_t symbol : symbols) {
      if (!known.contains(of.symbols()[symbol])) one.only_here.push_back(of.symbols()[symbol]);
    }
    const Values values = completed(world, decision.model, {});
    const Symbols chosen = world.symbols_in(decision.model);
    for (std::size_t rule = 0; rule < premises; ++rule) {
      require(idreg::rules::evaluate(all.rules()[rule].formula, values, chosen) == true,
              "a premise does not hold in a counterexample");
    }
    require(idreg::rules::evaluate(all.rules()[premises + i].formula, values, chosen) == true,
            "a counterexample obeys the rule in question");
    for (const FieldKey& field : fields) {
      one.fields.push_back(field);
      one.codes.push_back(idreg::rules::code_in(values.at(field.reg), field));
    }
    found.push_back(std::move(one));
  }
  return found;
}

}  // namespace idreg::smt::rules
