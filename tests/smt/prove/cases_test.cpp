// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A question decided case by case has the answer of the question asked at once: no case is dropped, and what
// stands for a comparison says no more than is true.
#include "smt/prove/cases.h"

#include <gtest/gtest.h>

#include <array>
#include <random>

namespace idreg::smt::prove {
namespace {

constexpr std::uint64_t kBudget = 5'000'000;

class ByCases : public testing::Test {
 protected:
  Term word(std::uint64_t value) const { return bv(context, 64, value); }
  Answer at_once(const Term& query) const { return facts.decide(query, kBudget).answer; }
  Answer by_cases(const Term& query) const { return by_cases(query, cases); }
  Answer by_cases(const Term& query, const Cases& its) const {
    const Decision decision = decide_by_cases(facts, query, its, kBudget);
    if (decision.answer == Answer::Sat) EXPECT_EQ(decision.model.value(query), 1U) << query.text();
    return decision.answer;
  }

  Context context;
  Facts facts{context, [](const std::string&) { return true; }, Strategy::Bits};
  Term policy = variable(context, "policy", 8);
  Term kind = variable(context, "kind", 8);
  Term bias = variable(context, "bias", 64);
  Term other = variable(context, "other bias", 64);
  Term ones = word(7);
  std::array<Term, 3> codes = {variable(context, "a", 64), variable(context, "b", 64), variable(context, "c", 64)};
  Cases cases{.splits = {{policy, {0, 1, 2, 3}}, {kind, {0, 1, 2, 3}}},
              .bias = bias,
              .other_bias = other,
              .codes = {codes.begin(), codes.end()},
              .ones = ones};
};

// A split that forgets one of these would answer Unsat.
TEST_F(ByCases, EachCaseIsAsked) {
  constexpr std::uint64_t kBytes[] = {0, 1, 2, 3, 4, 255};
  std::size_t asked = 0;
  for (const std::uint64_t its_policy : kBytes) {
    for (const std::uint64_t its_kind : kBytes) {
      for (const bool same : {false, true}) {
        const Term biases = equal(equal(bias, other), boolean(context, same));
        const Term here = logical_and(equal(policy, bv(context, 8, its_policy)), equal(kind, bv(context, 8, its_kind)));
        EXPECT_EQ(by_cases(logical_and(here, biases)), Answer::Sat) << its_policy << " " << its_kind << " " << same;
        ++asked;
      }
    }
  }
  EXPECT_EQ(asked, 72U);
}

// Whatever stands for a bias that equals something, each of these is asked.
TEST_F(ByCases, EachBiasIsAsked) {
  const Term places[] = {word(0), ones, word(3)};
  const Term enumerators = logical_and(equal(policy, bv(context, 8, 1)), equal(kind, bv(context, 8, 2)));
  for (const Term& first : places) {
    for (const Term& second : places) {
      const Term here = logical_and(enumerators, logical_and(equal(bias, first), equal(other, second)));
      // Each equation by which questions are split occurs.
      const Term ends =
          logical_or(logical_or(equal(bias, word(0)), equal(bias, ones)),
                     logical_or(equal(other, word(0)), logical_or(equal(other, ones), equal(bias, other))));
      const Answer expected = at_once(logical_and(here, ends));
      EXPECT_EQ(by_cases(logical_and(here, ends)), expected) << here.text();
      EXPECT_EQ(by_cases(logical_and(here, logical_not(ends))), at_once(logical_and(here, logical_not(ends))));
    }
  }
}

TEST_F(ByCases, OneBitAndMoreAreAsked) {
  const Term width = variable(context, "width", 8);
  cases.width = width;
  const Term one_bit = equal(width, bv(context, 8, 1));
  for (std::uint64_t its_width = 0; its_width < 4; ++its_width) {
    for (const bool is_one : {false, true}) {
      const Term claimed = equal(one_bit, boolean(context, is_one));
      const Term here = logical_and(equal(policy, bv(context, 8, 0)), equal(kind, bv(context, 8, 3)));
      const Term query = logical_and(here, logical_and(equal(width, bv(context, 8, its_width)), claimed));
      EXPECT_EQ(by_cases(query), is_one == (its_width == 1) ? Answer::Sat : Answer::Unsat) << its_width << is_one;
    }
  }
}

TEST_F(ByCases, EachPlaceIsAskedAndAllOthers) {
  const Term shift = variable(context, "shift", 8);
  for (const bool plainly : {false, true}) {
    const Cases places{.splits = {{shift, {0, 1, 4, 9, 63}, plainly}}};
    for (std::uint64_t place = 0; place < 256; ++place) {
      const Term here = equal(shift, bv(context, 8, place));
      EXPECT_EQ(by_cases(here, places), Answer::Sat) << place;
    }
    // Of each place something else is asked: what they have in common does not answer it.
    const Term odd = equal(bvand(bvlshr(word(0xaaaaaaaaaaaaaaaa), zero_extend(shift, 64)), word(1)), word(1));
    EXPECT_EQ(by_cases(odd, places), Answer::Sat);
    const Term never = logical_and(odd, equal(extract(0, 0, shift), bv(context, 1, 0)));
    EXPECT_EQ(by_cases(never, places), Answer::Unsat);
  }
}

// Codes above 2^width are no codes: nothing is assumed of them.
TEST_F(ByCases, WordsThatAreNoCodesAreAsked) {
  const auto rank = [&](const Term& code) { return bvand(bvadd(code, bias), ones); };
  const Term twice = logical_and(logical_not(equal(codes[0], codes[1])), equal(rank(codes[0]), rank(codes[1])));
  const Term both =
      logical_and(twice, logical_and(bvule(rank(codes[0]), rank(codes[1])), bvule(rank(codes[1]), rank(codes[0]))));
  EXPECT_EQ(by_cases(both), Answer::Sat);
  EXPECT_EQ(by_cases(logical_and(both, logical_and(bvule(codes[0], ones), bvule(codes[1], ones)))), Answer::Unsat);
}

TEST_F(ByCases, FlagsNeedNotBeWithinEachOther) {
  const auto within = [&](const Term& a, const Term& b) { return equal(word(0), bvand(a, bvnot(b))); };
  Term apart = logical_not(logical_or(within(codes[0], codes[1]), within(codes[1], codes[0])));
  for (const Term& code : codes) apart = logical_and(apart, bvule(code, ones));
  EXPECT_EQ(by_cases(apart), Answer::Sat);
  EXPECT_EQ(by_cases(logical_and(apart, equal(codes[0], codes[1]))), Answer::Unsat);
}

/// A comparison of two codes, or of one with 0 or an end of an order.
class Atoms {
 public:
  Atoms(const Cases& cases, std::uint64_t seed) : cases_(cases), random_(seed) {}

  Term operator()() {
    const Context& context = cases_.ones.context();
    const Term zero = bv(context, 64, 0);
    const Term bias = pick(2) == 0 ? cases_.bias : cases_.other_bias;
    const Term a = code();
    const Term b = code();
    const auto rank = [&](const Term& c) { return bvand(bvadd(c, bias), cases_.ones); };
    Term atom;
    switch (pick(10)) {
      case 0:
        atom = equal(a, b);
        break;
      case 1:
        atom = equal(a, zero);
        break;
      case 2:
        atom = equal(zero, bvand(a, bvnot(b)));
        break;
      case 3:
        atom = equal(a, bvand(bvneg(bias), cases_.ones));
        break;
      case 4:
        atom = equal(a, bvand(bvnot(bias), cases_.ones));
        break;
      case 5:
        atom = equal(bias, zero);
        break;
      case 6:
        atom = equal(bias, cases_.ones);
        break;
      case 7:
        atom = bvule(rank(zero), rank(b));
        break;
      default:
        atom = bvule(rank(a), rank(b));
        break;
    }
    return pick(2) == 0 ? atom : logical_not(atom);
  }

 private:
  std::uint64_t pick(std::uint64_t below) { return random_() % below; }
  const Term& code() { return cases_.codes[pick(cases_.codes.size())]; }

  const Cases& cases_;
  std::mt19937_64 random_;
};

TEST_F(ByCases, RandomQuestionsHaveOneAnswer) {
  Atoms atom(cases, 1);
  std::array<std::size_t, 3> answers{};
  for (int round = 0; round < 150; ++round) {
    // Of no other policy or kind, for which the question is asked as it is.
    Term query = logical_and(bvule(policy, bv(context, 8, 3)), bvule(kind, bv(context, 8, 3)));
    for (const Term& code : codes) query = logical_and(query, bvule(code, ones));
    for (int clause = 0; clause < 6; ++clause) query = logical_and(query, logical_or(atom(), atom()));
    for (int unit = 0; unit < 2; ++unit) query = logical_and(query, atom());
    query = logical_and(query, implies(equal(kind, bv(context, 8, 1)), atom()));
    const Answer expected = at_once(query);
    ASSERT_EQ(by_cases(query), expected) << round << ": " << query.text();
    ++answers[static_cast<std::size_t>(expected)];
  }
  EXPECT_GT(answers[static_cast<std::size_t>(Answer::Unsat)], 10U) << "else nothing was at stake";
  EXPECT_GT(answers[static_cast<std::size_t>(Answer::Sat)], 10U);
}

}  // namespace
}  // namespace idreg::smt::prove
