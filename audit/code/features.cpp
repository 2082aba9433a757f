// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "audit/code/features.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "corpora/arch/lookup.h"

namespace idreg::audit::code {

using rules::FieldKey;
using rules::Formula;
using smt::Context;
using smt::Term;

namespace {

/// A guard names features, whose own guards name others: no deeper than this.
constexpr unsigned kDepth = 4;

Term comparison(const rules::Comparison& test, const Term& reg) {
  const Term code = smt::extract(test.field.shift + test.field.width - 1U, test.field.shift, reg);
  const Term wide = test.is_signed ? smt::sign_extend(code, 64) : smt::zero_extend(code, 64);
  const Term constant = smt::bv(reg.context(), 64, test.constant);
  const Term below = test.is_signed ? smt::bvslt(wide, constant) : smt::bvult(wide, constant);
  switch (test.compare) {
    case arch::Compare::Equal:
      return smt::equal(wide, constant);
    case arch::Compare::AtLeast:
      return smt::logical_not(below);
    case arch::Compare::Below:
      return below;
  }
  return below;
}

std::vector<std::uint32_t> symbols_of(const Formula& formula) {
  if (formula.op == Formula::Op::Symbol) return {formula.symbol};
  std::vector<std::uint32_t> result;
  for (const Formula& part : formula.args) {
    for (const std::uint32_t symbol : symbols_of(part)) result.push_back(symbol);
  }
  return result;
}

}  // namespace

Showings::Showings() : rules_(rules::own_rules()) {
  for (const rules::Rule& rule : rules_.rules()) {
    if (rule.kind != rules::Kind::Shown) continue;
    const Formula* iff = &rule.formula;
    Showing showing;
    if (iff->op == Formula::Op::Or) {  // guard implies (feature iff shown)
      const Formula& unless = iff->args[0];
      showing.guard = unless.op == Formula::Op::Not ? unless.args[0] : Formula::negated(unless);
      iff = &iff->args[1];
    }
    if (iff->op != Formula::Op::Iff) continue;
    showing.features = iff->args[0];
    showing.shown = iff->args[1];
    std::vector<std::string> names;
    for (const std::uint32_t symbol : symbols_of(iff->args[0])) {
      by_symbol_.emplace(symbol, all_.size());
      names.push_back(rules_.symbols()[symbol]);
    }
    showing.feature = fmt::format("{}", fmt::join(names, ", "));
    rules::collect(showing.shown, nullptr, &showing.fields);
    all_.push_back(std::move(showing));
  }
  for (Showing& showing : all_) collect_fields(showing.guard, 0, showing.guard_fields);
}

void Showings::collect_fields(const Formula& formula, unsigned depth, std::set<FieldKey>& fields) const {
  std::set<std::uint32_t> symbols;
  rules::collect(formula, &symbols, &fields);
  if (depth == kDepth) return;
  for (const std::uint32_t symbol : symbols) {
    const auto [first, last] = by_symbol_.equal_range(symbol);
    for (auto its = first; its != last; ++its) {
      collect_fields(all_[its->second].shown, depth + 1, fields);
      collect_fields(all_[its->second].guard, depth + 1, fields);
    }
  }
}

Term Showings::term(const Formula& formula, const Context& context, const std::map<std::uint32_t, Term>& values) const {
  return term(formula, context, values, 0);
}

Term Showings::has(std::string_view feature, const Context& context,
                   const std::map<std::uint32_t, Term>& values) const {
  const std::uint32_t* symbol = rules_.find(feature);
  if (symbol == nullptr) return smt::bool_variable(context, feature);
  return term(Formula::of_symbol(*symbol), context, values);
}

Term Showings::consistent(const Formula& formula, const Context& context,
                          const std::map<std::uint32_t, Term>& values) const {
  Term all = smt::boolean(context, true);
  for (const std::uint32_t symbol : symbols_of(formula)) {
    const Term has = term(Formula::of_symbol(symbol), context, values);
    const auto [first, last] = by_symbol_.equal_range(symbol);
    for (auto its = first; its != last; ++its) {
      const Showing& showing = all_[its->second];
      const Term shown = term(showing.shown, context, values);
      all = smt::logical_and(all, smt::implies(term(showing.guard, context, values), smt::equal(has, shown)));
    }
  }
  return all;
}

Term Showings::term(const Formula& formula, const Context& context, const std::map<std::uint32_t, Term>& values,
                    unsigned depth) const {
  std::vector<Term> parts;
  for (const Formula& part : formula.args) parts.push_back(term(part, context, values, depth));
  switch (formula.op) {
    case Formula::Op::True:
      return smt::boolean(context, true);
    case Formula::Op::Not:
      return smt::logical_not(parts[0]);
    case Formula::Op::And:
      return smt::conjunction(context, parts);
    case Formula::Op::Or:
      return smt::disjunction(context, parts);
    case Formula::Op::Iff:
      return smt::equal(parts[0], parts[1]);
    case Formula::Op::Test: {
      const auto known = values.find(formula.test.field.reg);
      if (known != values.end()) return comparison(formula.test, known->second);
      return comparison(formula.test, smt::variable(context, arch::registers()[formula.test.field.reg].name, 64));
    }
    case Formula::Op::Symbol:
      break;
  }
  const auto [first, last] = by_symbol_.equal_range(formula.symbol);
  if (first == last || depth == kDepth) return smt::bool_variable(context, rules_.symbols()[formula.symbol]);
  Term any = smt::boolean(context, false);
  for (auto its = first; its != last; ++its) {
    const Showing& showing = all_[its->second];
    any = smt::logical_or(any, smt::logical_and(term(showing.guard, context, values, depth + 1),
                                                term(showing.shown, context, values, depth + 1)));
  }
  return any;
}

}  // namespace idreg::audit::code
