// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The solver's answers, budgets and models; walking and rewriting of terms.
#include "smt/term/solver.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <bit>
#include <csignal>
#include <cstdlib>
#include <set>
#include <string>
#include <vector>

#include "smt/term/count.h"

namespace idreg::smt {
namespace {

constexpr Strategy kAll[] = {Strategy::Bits, Strategy::Circuit, Strategy::Search};
/// Those that can be pushed to, and asked under assumptions.
constexpr Strategy kIncremental[] = {Strategy::Bits, Strategy::Circuit};

TEST(Solver, SatHasAModelThatMeetsTheAssertions) {
  for (const Strategy strategy : kAll) {
    const Context context;
    const Term x = variable(context, "x", 16);
    const Term p = bool_variable(context, "p");
    Solver solver(context, 0, strategy);
    solver.add(equal(bvmul(x, bv(context, 16, 3)), bv(context, 16, 0xabcd)));
    solver.add(p);
    const Decision decision = solver.check();
    ASSERT_EQ(decision.answer, Answer::Sat);
    EXPECT_EQ(decision.model.value(x) * 3 & 0xffff, 0xabcdU);
    EXPECT_EQ(decision.model.value(p), 1U);
    EXPECT_EQ(decision.model.value(bvadd(x, bv(context, 16, 1))), (decision.model.value(x) + 1) & 0xffff);
    EXPECT_EQ(decision.model.value(variable(context, "never mentioned", 64)), 0U);
  }
}

TEST(Solver, AModelOutlivesItsQuestion) {
  for (const Strategy strategy : kIncremental) {
    const Context context;
    const Term x = variable(context, "x", 8);
    Solver solver(context, 0, strategy);
    solver.push();
    solver.add(equal(x, bv(context, 8, 77)));
    const Model model = solver.check().model;
    solver.pop();
    solver.add(equal(x, bv(context, 8, 3)));
    const Model other = solver.check().model;
    EXPECT_EQ(model.value(x), 77U);
    EXPECT_EQ(other.value(bvadd(x, x)), 6U);
  }
}

TEST(Solver, PopForgetsWhatPushBegan) {
  for (const Strategy strategy : kIncremental) {
    const Context context;
    const Term x = variable(context, "x", 8);
    Solver solver(context, 0, strategy);
    solver.add(bvult(x, bv(context, 8, 4)));
    solver.push();
    solver.push();
    solver.add(equal(x, bv(context, 8, 4)));
    EXPECT_EQ(solver.check().answer, Answer::Unsat);
    solver.pop();
    EXPECT_EQ(solver.check().answer, Answer::Sat);
    solver.add(equal(x, bv(context, 8, 3)));
    EXPECT_EQ(solver.check().model.value(x), 3U);
    solver.pop();
    solver.add(bvult(x, bv(context, 8, 3)));
    EXPECT_EQ(solver.check().answer, Answer::Sat);
  }
}

TEST(Solver, ACoreIsOfTheAssumptionsThatDoNotGoTogether) {
  for (const Strategy strategy : kIncremental) {
    const Context context;
    const Term x = variable(context, "x", 8);
    std::vector<Term> assumptions;
    Solver solver(context, 0, strategy);
    for (const std::uint64_t value : {1U, 2U, 3U}) {
      assumptions.push_back(bool_variable(context, "at least " + std::to_string(value)));
      solver.add(implies(assumptions.back(), bvule(bv(context, 8, value), x)));
    }
    assumptions.push_back(bool_variable(context, "less than 2"));
    solver.add(implies(assumptions.back(), bvult(x, bv(context, 8, 2))));
    solver.add(bvult(x, bv(context, 8, 3)));
    EXPECT_EQ(solver.check(std::vector{assumptions[0], assumptions[3]}).answer, Answer::Sat);
    const Decision decision = solver.check(std::vector{assumptions[0], assumptions[1], assumptions[3]});
    ASSERT_EQ(decision.answer, Answer::Unsat);
    EXPECT_EQ(decision.core, (std::vector<std::size_t>{1, 2}));
    EXPECT_EQ(solver.check(std::vector{assumptions[2]}).core, std::vector<std::size_t>{0});
    EXPECT_EQ(solver.check().answer, Answer::Sat) << "assumptions hold for one question";
  }
}

// Of many operands those that are never true may be left out, and no other.
TEST(Solver, ADisjunctionIsTrueWhereAnOperandIs) {
  const auto ask = [](Strategy strategy, auto more) {
    const Context context;
    const Term a = variable(context, "a", 8);
    const Term b = variable(context, "b", 8);
    const Term sum = bvadd(a, b);
    const Term same = bvadd(bvand(a, b), bvor(a, b));  // by other gates
    Term any = boolean(context, false);
    for (unsigned i = 0; i < 8; ++i) any = logical_or(any, logical_not(equal(extract(i, i, sum), extract(i, i, same))));
    any = logical_or(any, more(a, b));
    Solver solver(context, 0, strategy);
    solver.add(any);
    const Decision decision = solver.check();
    if (decision.answer == Answer::Sat) EXPECT_EQ(decision.model.value(any), 1U);
    return decision.answer;
  };
  for (const Strategy strategy : kAll) {
    const auto none = [](const Term& a, const Term&) { return boolean(a.context(), false); };
    EXPECT_EQ(ask(strategy, none), Answer::Unsat);
    const auto always = [](const Term& a, const Term& b) {
      const Term by_steps = bvadd(bvadd(a, bvnot(b)), bv(a.context(), 8, 1));
      return equal(extract(6, 5, bvsub(a, b)), extract(6, 5, by_steps));
    };
    EXPECT_EQ(ask(strategy, always), Answer::Sat);
    for (const std::uint64_t value : {0U, 1U, 77U, 128U, 255U}) {
      const auto once = [&](const Term& a, const Term& b) {
        return logical_and(equal(a, bv(a.context(), 8, value)), equal(b, bv(a.context(), 8, 255 - value)));
      };
      EXPECT_EQ(ask(strategy, once), Answer::Sat) << value;
    }
  }
}

TEST(Solver, AtMostSoManyIsJustThat) {
  const Context context;
  const Term x = variable(context, "x", 6);
  const std::vector<Term> bits = bits_of(x);
  for (const Strategy strategy : kIncremental) {
    Solver solver(context, 0, strategy);
    for (std::size_t most = 0; most <= 6; ++most) {
      solver.push();
      solver.add_at_most(bits, most);
      for (std::uint64_t value = 0; value < 64; ++value) {
        solver.push();
        solver.add(equal(x, bv(context, 6, value)));
        const bool few = static_cast<std::size_t>(std::popcount(value)) <= most;
        EXPECT_EQ(solver.check().answer, few ? Answer::Sat : Answer::Unsat) << value << " at most " << most;
        solver.pop();
      }
      solver.pop();
    }
  }
}

/// Whether a product of two factors above 1 can be this prime: false, and long to see.
Term hard(const Context& context) {
  const Term x = zero_extend(variable(context, "x", 32), 64);
  const Term y = zero_extend(variable(context, "y", 32), 64);
  const Term one = bv(context, 64, 1);
  const Term product = equal(bvmul(x, y), bv(context, 64, 0x7fffffffffffffe7));
  return logical_and(product, logical_and(bvult(one, x), bvult(one, y)));
}

TEST(Solver, ABudgetThatIsSpentIsUnknownAndSaysSo) {
  const Context context;
  for (const Strategy strategy : kIncremental) {
    Solver solver(context, 10'000, strategy);
    solver.add(hard(context));
    const Decision decision = solver.check();
    EXPECT_EQ(decision.answer, Answer::Unknown);
    EXPECT_EQ(decision.reason, "out of budget (10000 solver units)");
    EXPECT_GE(decision.resources, 10'000U);
  }
}

/// Ctrl-C while a solver searches. Ends the process with 0 if the search goes on as if it had been decided.
void search_and_be_interrupted(Strategy strategy) {
  std::signal(SIGALRM, [](int) { std::raise(SIGINT); });
  const Context context;
  Solver solver(context, 0, strategy);
  solver.add(hard(context));
  ualarm(200'000, 0);
  (void)solver.check();
  std::_Exit(0);
}

TEST(SolverDeathTest, AnInterruptEndsTheProcessAndIsNoAnswer) {
  for (const Strategy strategy : kAll)
    EXPECT_EXIT(search_and_be_interrupted(strategy), testing::KilledBySignal(SIGINT), "");
}

TEST(Solver, TheSameQueryCostsTheSame) {
  for (const Strategy strategy : kAll) {
    std::set<std::uint64_t> costs;
    for (int i = 0; i < 3; ++i) {
      const Context context;
      Solver solver(context, 100'000, strategy);
      solver.add(bvult(variable(context, "x", 32), bv(context, 32, 1 << 20)));
      solver.add(hard(context));
      costs.insert(solver.check().resources);
    }
    EXPECT_EQ(costs.size(), 1U);
  }
}

TEST(TermDeathTest, TermsOfTwoContextsDoNotMix) {
  const Context context;
  const Context other;
  EXPECT_DEATH((void)bvadd(variable(context, "x", 8), variable(other, "y", 8)), "an operand of another context");
}

TEST(Term, SubstitutionIsAllAtOnce) {
  const Context context;
  const Term x = variable(context, "x", 8);
  const Term y = variable(context, "y", 8);
  const Term from[] = {x, y};
  const Term to[] = {y, x};
  EXPECT_TRUE(substitute(bvsub(x, y), from, to).same(bvsub(y, x)));
}

TEST(Term, RebuildingMovesOperatorsIntoChoicesAndFolds) {
  const Context context;
  const Term p = bool_variable(context, "p");
  const Term x = variable(context, "x", 8);
  const Term y = variable(context, "y", 8);
  const Term one = bv(context, 8, 1);
  const Term choice = ite(p, x, y);
  EXPECT_TRUE(rebuild(bvadd(choice, one), {}, {}).same(ite(p, bvadd(x, one), bvadd(y, one))));
  EXPECT_EQ(rebuild(bvult(choice, one), std::vector{choice}, std::vector{one}).constant(), 0U);
}

TEST(Term, RebuildingMeansTheSameAsSubstituting) {
  const Context context;
  const Term p = bool_variable(context, "p");
  const Term x = variable(context, "x", 8);
  const Term y = variable(context, "y", 8);
  const Term z = variable(context, "z", 8);
  Term term = ite(p, bvsub(x, y), bvmul(y, z));
  term = ite(bvule(term, x), extract(7, 0, sign_extend(term, 16)), bvxor(bvshl(term, z), bvnot(ite(p, z, term))));
  term = bvadd(bvand(term, ite(bvslt(x, z), x, y)), bvlshr(ite(p, y, term), z));
  const Term from[] = {y};
  const Term to[] = {bvsub(z, x)};
  Solver solver(context, 0);
  solver.add(logical_not(equal(rebuild(term, from, to), substitute(term, from, to))));
  EXPECT_EQ(solver.check().answer, Answer::Unsat);
  Solver other(context, 0);
  other.add(logical_not(equal(rebuild(term, from, to), term)));
  EXPECT_EQ(other.check().answer, Answer::Sat) << "the comparison can fail";
}

TEST(Term, OperandsComeBeforeTheirUsers) {
  const Context context;
  const Term x = variable(context, "x", 8);
  const Term sum = bvadd(x, bv(context, 8, 3));
  const Term root = equal(bvmul(sum, sum), x);
  std::set<unsigned> seen;
  for (const Term& term : topological_order({&root, 1})) {
    for (const Term& argument : term.arguments()) EXPECT_TRUE(seen.contains(argument.id())) << term.text();
    EXPECT_TRUE(seen.insert(term.id()).second) << "twice: " << term.text();
  }
  EXPECT_TRUE(seen.contains(root.id()));
  EXPECT_EQ(seen.size(), 5U) << "x, 3, their sum, the product, the comparison";
}

}  // namespace
}  // namespace idreg::smt
