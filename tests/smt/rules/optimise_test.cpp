// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "smt/rules/optimise.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace idreg::smt::rules {
namespace {

TEST(Optimise, AgreesWithTryingEverything) {
  std::mt19937_64 random(2);
  constexpr std::size_t kVariables = 8;
  for (int round = 0; round < 60; ++round) {
    const Context context;
    Solver solver(context, 0);
    std::vector<Wish> wishes;
    for (std::size_t i = 0; i < kVariables; ++i) {
      wishes.push_back({bool_variable(context, "w" + std::to_string(i)), 1 + random() % 4});
    }
    // Clauses that forbid some of the wishes together.
    std::vector<std::uint64_t> forbidden;
    for (int i = 0; i < 6; ++i) {
      std::uint64_t together = random() & random() & 0xff;
      if (together == 0) together = 1;
      forbidden.push_back(together);
      std::vector<Term> any;
      for (std::size_t one = 0; one < kVariables; ++one) {
        if ((together >> one & 1) != 0) any.push_back(logical_not(wishes[one].literal));
      }
      solver.add(disjunction(context, any));
    }
    std::uint64_t least = ~std::uint64_t{0};
    for (std::uint64_t kept = 0; kept >> kVariables == 0; ++kept) {
      if (std::ranges::any_of(forbidden, [&](std::uint64_t one) { return (kept & one) == one; })) continue;
      std::uint64_t cost = 0;
      for (std::size_t one = 0; one < kVariables; ++one) cost += (kept >> one & 1) != 0 ? 0 : wishes[one].weight;
      least = std::min(least, cost);
    }
    const Optimum found = optimise(solver, {}, wishes);
    ASSERT_EQ(found.kind, Optimum::Kind::Best);
    EXPECT_EQ(found.cost, least) << "round " << round;
    for (std::size_t one = 0; one < kVariables; ++one) {
      const bool lost = std::ranges::binary_search(found.lost, one);
      if (!lost) EXPECT_EQ(found.model.value(wishes[one].literal), 1U);
    }
  }
}

TEST(Optimise, HardAssumptionsThatConflictGiveTheirCore) {
  const Context context;
  Solver solver(context, 0);
  const Term a = bool_variable(context, "a");
  const Term b = bool_variable(context, "b");
  const Term c = bool_variable(context, "c");
  solver.add(logical_not(logical_and(a, c)));
  const std::vector<Term> hard{a, b, c};
  const Optimum found = optimise(solver, hard, {});
  ASSERT_EQ(found.kind, Optimum::Kind::Impossible);
  EXPECT_EQ(minimal_core(solver, hard, found.core), (std::vector<std::size_t>{0, 2}));
}

TEST(Optimise, ASpentBudgetIsNoAnswer) {
  const Context context;
  Solver solver(context, 1);
  const Term x = variable(context, "x", 32);
  const Term y = variable(context, "y", 32);
  const Term wish = bool_variable(context, "wish");
  solver.add(implies(wish, equal(bvmul(x, y), bv(context, 32, 0x12345677))));
  solver.add(bvult(bv(context, 32, 1), x));
  solver.add(bvult(bv(context, 32, 1), y));
  const Optimum found = optimise(solver, {}, std::vector<Wish>{{wish, 1}});
  EXPECT_EQ(found.kind, Optimum::Kind::Unknown);
  EXPECT_FALSE(found.reason.empty());
}

}  // namespace
}  // namespace idreg::smt::rules
