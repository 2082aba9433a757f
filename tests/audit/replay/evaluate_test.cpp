// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Every operator against what the builders fold, at the widths where things go wrong.
#include "audit/replay/evaluate.h"

#include <gtest/gtest.h>

#include <random>

namespace idreg::audit::replay::testing {

namespace {

using smt::Context;
using smt::Term;
using Binary = Term (*)(const Term&, const Term&);

std::uint64_t folded(const Term& term, std::span<const Term> variables, std::span<const std::uint64_t> values) {
  std::vector<Term> numbers;
  for (std::size_t i = 0; i < variables.size(); ++i)
    numbers.push_back(smt::bv(term.context(), variables[i].width(), values[i]));
  return smt::substitute(term, variables, numbers).constant().value();
}

void compare(const Term& term, const std::vector<Term>& variables, std::mt19937_64& random) {
  const Term roots[] = {term};
  Evaluation evaluation(roots);
  const std::uint64_t special[] = {0, 1, ~std::uint64_t{0}, std::uint64_t{1} << 63, 8, 7};
  for (int i = 0; i < 40; ++i) {
    std::vector<std::uint64_t> values;
    for (const Term& variable : variables) {
      const std::uint64_t word = random() % 2 == 0 ? special[random() % 6] : random();
      values.push_back(variable.width() >= 64 ? word : word & ((std::uint64_t{1} << variable.width()) - 1));
    }
    std::vector<std::uint64_t> ordered;
    for (const auto& its : evaluation.variables()) {
      for (std::size_t v = 0; v < variables.size(); ++v) {
        if (variables[v].name() == its.name) ordered.push_back(values[v]);
      }
    }
    ASSERT_EQ(evaluation.run(ordered)[0], folded(term, variables, values)) << term.text();
  }
}

}  // namespace

TEST(Evaluate, EveryOperatorAsTheBuildersFoldIt) {
  const Context context;
  std::mt19937_64 random(20260401);
  const Binary words[] = {smt::bvadd, smt::bvsub, smt::bvmul, smt::bvudiv, smt::bvsdiv, smt::bvurem, smt::bvsrem,
                          smt::bvand, smt::bvor,  smt::bvxor, smt::bvshl,  smt::bvlshr, smt::bvashr};
  const Binary truths[] = {smt::bvult, smt::bvule, smt::bvslt, smt::bvsle, smt::equal};
  for (const unsigned width : {1U, 4U, 8U, 31U, 32U, 63U, 64U}) {
    const Term a = smt::variable(context, "a", width);
    const Term b = smt::variable(context, "b", width);
    const Term c = smt::variable(context, "c", width);
    for (const Binary operation : words) compare(operation(a, b), {a, b}, random);
    for (const Binary operation : truths) {
      compare(smt::to_bv(operation(a, b), 1), {a, b}, random);
      compare(smt::ite(operation(a, b), c, smt::bvneg(b)), {a, b, c}, random);
      compare(smt::to_bv(smt::logical_or(smt::logical_not(operation(a, b)), operation(c, a)), 2), {a, b, c}, random);
    }
    compare(smt::bvnot(a), {a}, random);
    compare(smt::extract(width - 1, width / 2, a), {a}, random);
    if (width <= 32) {
      compare(smt::concat(a, b), {a, b}, random);
      compare(smt::sign_extend(a, 64), {a}, random);
      compare(smt::zero_extend(a, 33), {a}, random);
    }
  }
}

}  // namespace idreg::audit::replay::testing
