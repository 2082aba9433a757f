// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "corpora/rules/formula.h"

#include <algorithm>
#include <utility>

#include "corpora/arch/lookup.h"
#include "engine/fields.h"

namespace idreg::rules {

namespace {

Formula made(Formula::Op op, std::vector<Formula> args) {
  Formula formula;
  formula.op = op;
  formula.args = std::move(args);
  return formula;
}

std::optional<bool> negation(std::optional<bool> truth) { return truth ? std::optional(!*truth) : std::nullopt; }

/// A conjunction for `neutral` true, a disjunction for false.
std::optional<bool> fold(const Formula& formula, bool neutral, const Values& values, const Symbols& symbols) {
  bool open = false;
  for (const Formula& arg : formula.args) {
    const std::optional<bool> truth = evaluate(arg, values, symbols);
    if (truth == !neutral) return !neutral;
    open = open || !truth;
  }
  return open ? std::nullopt : std::optional(neutral);
}

}  // namespace

std::string name_of(const FieldKey& field) {
  const arch::Register& reg = arch::registers()[field.reg];
  return std::string(reg.name) + "." + arch::bits_name(reg, field.shift, field.width);
}

bool Comparison::holds(std::uint64_t code) const {
  if (is_signed) {
    const unsigned unused = 64U - field.width;
    const auto number = static_cast<std::int64_t>(code << unused) >> unused;
    const auto bound = static_cast<std::int64_t>(constant);
    switch (compare) {
      case arch::Compare::Equal:
        return number == bound;
      case arch::Compare::AtLeast:
        return number >= bound;
      case arch::Compare::Below:
        return number < bound;
    }
  }
  switch (compare) {
    case arch::Compare::Equal:
      return code == constant;
    case arch::Compare::AtLeast:
      return code >= constant;
    case arch::Compare::Below:
      return code < constant;
  }
  return false;
}

Formula Formula::of_symbol(std::uint32_t symbol) {
  Formula formula = made(Op::Symbol, {});
  formula.symbol = symbol;
  return formula;
}

Formula Formula::of_test(const Comparison& test) {
  Formula formula = made(Op::Test, {});
  formula.test = test;
  return formula;
}

Formula Formula::negated(Formula of) {
  std::vector<Formula> args;
  args.push_back(std::move(of));
  return made(Op::Not, std::move(args));
}

Formula Formula::all(std::vector<Formula> args) {
  if (args.size() == 1) return std::move(args.front());
  return made(Op::And, std::move(args));
}

Formula Formula::any(std::vector<Formula> args) {
  if (args.size() == 1) return std::move(args.front());
  return made(Op::Or, std::move(args));
}

Formula Formula::iff(Formula a, Formula b) {
  std::vector<Formula> args;
  args.push_back(std::move(a));
  args.push_back(std::move(b));
  return made(Op::Iff, std::move(args));
}

Formula Formula::implies(Formula premise, Formula conclusion) {
  if (premise.op == Op::And && premise.args.empty()) return conclusion;
  std::vector<Formula> args;
  args.push_back(negated(std::move(premise)));
  args.push_back(std::move(conclusion));
  return made(Op::Or, std::move(args));
}

std::optional<bool> evaluate(const Formula& formula, const Values& values, const Symbols& symbols) {
  switch (formula.op) {
    case Formula::Op::True:
      return true;
    case Formula::Op::Symbol:
      return symbols[formula.symbol];
    case Formula::Op::Test: {
      const auto value = values.find(formula.test.field.reg);
      if (value == values.end()) return std::nullopt;
      return formula.test.holds(code_in(value->second, formula.test.field));
    }
    case Formula::Op::Not:
      return negation(evaluate(formula.args[0], values, symbols));
    case Formula::Op::And:
      return fold(formula, true, values, symbols);
    case Formula::Op::Or:
      return fold(formula, false, values, symbols);
    case Formula::Op::Iff: {
      const std::optional<bool> a = evaluate(formula.args[0], values, symbols);
      const std::optional<bool> b = evaluate(formula.args[1], values, symbols);
      return a && b ? std::optional(*a == *b) : std::nullopt;
    }
  }
  return std::nullopt;
}

void collect(const Formula& formula, std::set<std::uint32_t>* symbols, std::set<FieldKey>* fields) {
  if (formula.op == Formula::Op::Symbol && symbols != nullptr) symbols->insert(formula.symbol);
  if (formula.op == Formula::Op::Test && fields != nullptr) fields->insert(formula.test.field);
  for (const Formula& arg : formula.args) collect(arg, symbols, fields);
}

std::uint64_t code_in(std::uint64_t value, const FieldKey& field) {
  return engine::extract(value, field.shift, field.width);
}

std::uint64_t with_code(std::uint64_t value, const FieldKey& field, std::uint64_t code) {
  const std::uint64_t mask = engine::field_mask(field.shift, field.width);
  return (value & ~mask) | (code << field.shift & mask);
}

}  // namespace idreg::rules
