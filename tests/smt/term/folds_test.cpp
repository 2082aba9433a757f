// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the builders make of variables, special constants and nested terms means the same as the term
// that Z3 itself makes of them, decided by the solver.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <vector>

#include "tests/smt/term/operators.h"

namespace idreg::smt::test {
namespace {

/// Wider than a machine word, to see that no fold takes 64 bits for the whole.
constexpr unsigned kWidest = 70;

/// Operands that folds look at: variables, constants at the ends, and each other's negations.
std::vector<Term> operands(const Context& context, unsigned width) {
  const Term x = variable(context, "x", width);
  const Term y = variable(context, "y", width);
  const Term p = bool_variable(context, "p");
  std::vector<Term> result = {x, y, bvnot(x), bvneg(y), ite(p, bv(context, width, 1), bv(context, width, 0))};
  for (const std::uint64_t value : {std::uint64_t{0}, std::uint64_t{1}, ones(width), ones(width) / 2 + 1}) {
    result.push_back(bv(context, width, value));
  }
  if (width > 1) result.push_back(zero_extend(variable(context, "half", width / 2), width));
  return result;
}

/// Counts what was compared: a test in which nothing folds would show nothing.
struct Tally {
  std::size_t compared = 0;
  std::size_t folded = 0;
};

void expect_same(Judge& judge, Tally& tally, const Term& built, const Term& unfolded) {
  ++tally.compared;
  if (built.same(unfolded)) return;
  ++tally.folded;
  ASSERT_EQ(judge.differ(built, unfolded), Answer::Unsat)
      << "built: " << built.text() << "\nmeant: " << unfolded.text();
}

void report(const char* what, const Tally& tally) {
  fmt::print("{}: {} terms, of which {} are not the plain node\n", what, tally.compared, tally.folded);
  EXPECT_GT(tally.folded, 10U);
}

class Folds : public testing::TestWithParam<unsigned> {
 protected:
  Context context_;
  Judge judge_{context_};
  Tally tally_;
};

TEST_P(Folds, BinaryOperators) {
  for (const Binary& op : binaries()) {
    if (op.hard && GetParam() > 5) continue;
    for (const Term& a : operands(context_, GetParam())) {
      for (const Term& b : operands(context_, GetParam())) {
        ASSERT_NO_FATAL_FAILURE(expect_same(judge_, tally_, op.build(a, b), unfolded(op, a, b))) << op.name;
      }
    }
  }
  report("binary", tally_);
}

// Of wide words, products and quotients only by constants: the rest is the solver's business.
TEST_P(Folds, ProductsAndQuotientsByConstants) {
  const Term x = variable(context_, "x", GetParam());
  for (const Binary& op : binaries()) {
    if (!op.hard) continue;
    for (const std::uint64_t value : {std::uint64_t{0}, std::uint64_t{1}}) {
      const Term c = bv(context_, GetParam(), value);
      ASSERT_NO_FATAL_FAILURE(expect_same(judge_, tally_, op.build(x, c), unfolded(op, x, c))) << op.name;
      if (op.build != bvmul) continue;
      ASSERT_NO_FATAL_FAILURE(expect_same(judge_, tally_, op.build(c, x), unfolded(op, c, x))) << op.name;
    }
  }
  EXPECT_GT(tally_.folded, 3U);
}

TEST_P(Folds, UnaryOperators) {
  for (const Unary& op : unaries()) {
    for (const Term& a : operands(context_, GetParam())) {
      ASSERT_NO_FATAL_FAILURE(expect_same(judge_, tally_, op.build(a), unfolded(op, a))) << op.name;
      const Term once = op.build(a);
      ASSERT_NO_FATAL_FAILURE(expect_same(judge_, tally_, op.build(once), unfolded(op, once))) << op.name;
    }
  }
}

TEST_P(Folds, Equality) {
  const Term p = bool_variable(context_, "p");
  std::vector<Term> terms = operands(context_, GetParam());
  const Term zero = bv(context_, GetParam(), 0);
  const Term one = bv(context_, GetParam(), 1);
  for (const Term& yes : {zero, one}) {
    for (const Term& no : {zero, one}) terms.push_back(unfolded_ite(p, yes, no));
  }
  for (const Term& a : terms) {
    for (const Term& b : terms) {
      ASSERT_NO_FATAL_FAILURE(expect_same(judge_, tally_, equal(a, b), unfolded_equal(a, b)));
    }
    ASSERT_NO_FATAL_FAILURE(expect_same(judge_, tally_, to_bool(a), unfolded_not(unfolded_equal(a, zero))));
  }
  report("equal", tally_);
}

TEST_P(Folds, Choices) {
  const Term p = bool_variable(context_, "p");
  const Term q = bool_variable(context_, "q");
  std::vector<Term> terms = operands(context_, GetParam());
  terms.push_back(unfolded_ite(p, terms[0], terms[1]));
  terms.push_back(unfolded_ite(q, terms[1], terms[0]));
  for (const Term& condition : {p, logical_not(p), boolean(context_, true), boolean(context_, false)}) {
    for (const Term& yes : terms) {
      for (const Term& no : terms) {
        ASSERT_NO_FATAL_FAILURE(expect_same(judge_, tally_, ite(condition, yes, no), unfolded_ite(condition, yes, no)));
      }
    }
  }
  report("ite", tally_);
}

TEST_P(Folds, Extensions) {
  for (Term a : operands(context_, GetParam())) {
    for (const unsigned more : {0U, 1U, 7U, 70U}) {
      const unsigned width = a.width() + more;
      ASSERT_NO_FATAL_FAILURE(expect_same(judge_, tally_, zero_extend(a, width), unfolded_zero_extend(a, width)));
      ASSERT_NO_FATAL_FAILURE(expect_same(judge_, tally_, sign_extend(a, width), unfolded_sign_extend(a, width)));
      const Term twice = unfolded_zero_extend(zero_extend(a, width), width + 3);
      ASSERT_NO_FATAL_FAILURE(expect_same(judge_, tally_, zero_extend(zero_extend(a, width), width + 3), twice));
      const Term sign = unfolded_sign_extend(unfolded_zero_extend(a, width), width + 3);
      ASSERT_NO_FATAL_FAILURE(expect_same(judge_, tally_, sign_extend(zero_extend(a, width), width + 3), sign));
    }
  }
  report("extensions", tally_);
}

INSTANTIATE_TEST_SUITE_P(Widths, Folds, testing::Values(1U, 2U, 3U, 4U, 8U, 31U, 32U, 63U, 64U, kWidest));

TEST(FoldsOfParts, ExtractAndConcat) {
  const Context context;
  Judge judge(context);
  Tally tally;
  const Term x = variable(context, "x", 6);
  const Term y = variable(context, "y", 3);
  const Term nested = unfolded_concat(unfolded_concat(y, x), y);
  const std::vector<Term> terms = {x,
                                   bv(context, 6, 37),
                                   unfolded_concat(x, y),
                                   unfolded_concat(y, x),
                                   nested,
                                   unfolded_zero_extend(x, 9),
                                   unfolded_zero_extend(unfolded_concat(x, y), 70),
                                   unfolded_sign_extend(y, 8),
                                   unfolded_extract(4, 1, x),
                                   bv(context, 2, 0)};
  for (const Term& a : terms) {
    for (unsigned high = 0; high < a.width(); ++high) {
      for (unsigned low = 0; low <= high; ++low) {
        ASSERT_NO_FATAL_FAILURE(expect_same(judge, tally, extract(high, low, a), unfolded_extract(high, low, a)));
      }
    }
    for (const Term& b : terms) {
      ASSERT_NO_FATAL_FAILURE(expect_same(judge, tally, concat(a, b), unfolded_concat(a, b)));
    }
  }
  // Adjacent pieces of one term are that term's piece; pieces that are not adjacent are not.
  for (unsigned cut = 1; cut < 6; ++cut) {
    for (unsigned skipped = 0; cut + skipped < 6; ++skipped) {
      const Term high = unfolded_extract(5, cut + skipped, x);
      const Term low = unfolded_extract(cut - 1, 0, x);
      ASSERT_NO_FATAL_FAILURE(expect_same(judge, tally, concat(high, low), unfolded_concat(high, low)));
      ASSERT_NO_FATAL_FAILURE(expect_same(judge, tally, concat(low, high), unfolded_concat(low, high)));
    }
  }
  report("parts", tally);
}

TEST(FoldsOfBooleans, EveryPair) {
  const Context context;
  Judge judge(context);
  Tally tally;
  const Term p = bool_variable(context, "p");
  const Term q = bool_variable(context, "q");
  const Term r = bool_variable(context, "r");
  std::vector<Term> terms = {boolean(context, true), boolean(context, false), p, q, unfolded_not(p), unfolded_not(q)};
  for (const Term& left : {p, unfolded_not(p), r}) {
    for (const Term& right : {q, unfolded_not(q)}) {
      terms.push_back(unfolded_and(left, right));
      terms.push_back(unfolded_or(right, left));
    }
  }
  for (const Term& a : terms) {
    ASSERT_NO_FATAL_FAILURE(expect_same(judge, tally, logical_not(a), unfolded_not(a)));
    for (const Term& b : terms) {
      ASSERT_NO_FATAL_FAILURE(expect_same(judge, tally, logical_and(a, b), unfolded_and(a, b)));
      ASSERT_NO_FATAL_FAILURE(expect_same(judge, tally, logical_or(a, b), unfolded_or(a, b)));
      ASSERT_NO_FATAL_FAILURE(expect_same(judge, tally, implies(a, b), unfolded_or(unfolded_not(a), b)));
      ASSERT_NO_FATAL_FAILURE(expect_same(judge, tally, equal(a, b), unfolded_equal(a, b)));
      ASSERT_NO_FATAL_FAILURE(expect_same(judge, tally, ite(a, b, p), unfolded_ite(a, b, p)));
      ASSERT_NO_FATAL_FAILURE(expect_same(judge, tally, ite(a, q, b), unfolded_ite(a, q, b)));
    }
  }
  report("Booleans", tally);
}

TEST(FoldsOfBooleans, OneAsAWord) {
  const Context context;
  Judge judge(context);
  const Term p = bool_variable(context, "p");
  for (const unsigned width : {1U, 8U, 64U}) {
    const Term meant = unfolded_ite(p, bv(context, width, 1), bv(context, width, 0));
    EXPECT_EQ(judge.differ(to_bv(p, width), meant), Answer::Unsat);
    EXPECT_EQ(judge.differ(to_bool(to_bv(p, width)), p), Answer::Unsat);
    EXPECT_TRUE(to_bool(to_bv(p, width)).same(p)) << "guards that went through a word are the guard again";
  }
}

// The control: identities that do not hold, each close to one that does, are told from the plain term.
TEST(FoldsControl, WrongIdentitiesAreNoticed) {
  const Context context;
  Judge judge(context);
  const Term x = variable(context, "x", 8);
  const Term y = variable(context, "y", 8);
  const Term p = bool_variable(context, "p");
  const auto op = [](std::string_view name) -> const Binary& {
    for (const Binary& candidate : binaries()) {
      if (name == candidate.name) return candidate;
    }
    ADD_FAILURE() << "no operator " << name;
    return binaries().front();
  };
  const Term zero = bv(context, 8, 0);
  const std::pair<Term, Term> wrong[] = {
      {unfolded(op("bvsub"), x, y), unfolded(op("bvsub"), y, x)},          // commutes
      {unfolded(op("bvudiv"), x, x), bv(context, 8, 1)},                    // not when x is 0
      {unfolded(op("bvurem"), x, zero), zero},                              // x
      {unfolded(op("bvashr"), bv(context, 8, 0xff), x), zero},              // all ones
      {unfolded(op("bvule"), zero, x), unfolded(op("bvult"), zero, x)},     // not when x is 0
      {unfolded(op("bvsle"), zero, x), boolean(context, true)},             // signed
      {unfolded_concat(unfolded_extract(7, 5, x), unfolded_extract(3, 0, x)), unfolded_extract(6, 0, x)},
      {unfolded_sign_extend(x, 16), unfolded_zero_extend(x, 16)},
      {unfolded_ite(p, x, y), unfolded_ite(p, y, x)},
      {unfolded_or(p, unfolded_equal(x, y)), p},
  };
  for (const auto& [a, b] : wrong) EXPECT_EQ(judge.differ(a, b), Answer::Sat) << a.text() << " and " << b.text();
}

}  // namespace
}  // namespace idreg::smt::test
