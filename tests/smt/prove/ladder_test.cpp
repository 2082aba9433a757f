// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The least model, where it is known: of words that have one of a few values.
#include "smt/prove/ladder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <random>
#include <vector>

#include "smt/term/count.h"

namespace idreg::smt::prove {
namespace {

/// Whether a word of 12 bits has one of the values.
Term one_of(const Term& word, const std::vector<std::uint64_t>& values) {
  Term any = boolean(word.context(), false);
  for (const std::uint64_t value : values) any = logical_or(any, equal(word, bv(word.context(), 12, value)));
  return any;
}

Ladder::Decide by_solver(const Context& context, std::uint64_t budget) {
  return [&context, budget](const Term& question) {
    Solver solver(context, budget);
    solver.add(question);
    return solver.check();
  };
}

TEST(Ladder, EndsAtTheLeastOfTheValues) {
  std::mt19937_64 random(1);
  for (int round = 0; round < 60; ++round) {
    std::vector<std::uint64_t> values(1 + random() % 6);
    for (std::uint64_t& value : values) value = random() & 0xfff;
    const Context context;
    const Term word = variable(context, "word", 12);
    Ladder ladder(by_solver(context, 0), one_of(word, values));
    ASSERT_EQ(ladder.start(), Answer::Sat);
    if (round % 2 == 1) {
      const auto set = [](std::uint64_t value) { return std::popcount(value); };
      const int least = set(std::ranges::min(values, {}, set));
      EXPECT_EQ(ladder.least_count(bits_of(word)), static_cast<std::size_t>(least));
      std::erase_if(values, [&](std::uint64_t value) { return set(value) != least; });
    }
    EXPECT_EQ(ladder.least(word), std::ranges::min(values));
    EXPECT_EQ(ladder.model().value(word), std::ranges::min(values));
    EXPECT_TRUE(ladder.certified());
  }
}

TEST(Ladder, IsNotCertifiedWhereAnAnswerIsMissing) {
  const Context context;
  const Term word = variable(context, "word", 12);
  int asked = 0;
  const auto decide = [&](const Term& question) {
    Decision decision = by_solver(context, 0)(question);
    if (asked++ > 0 && decision.answer == Answer::Unsat) decision.answer = Answer::Unknown;
    return decision;
  };
  Ladder ladder(decide, one_of(word, {0x0f3}));
  ASSERT_EQ(ladder.start(), Answer::Sat);
  EXPECT_EQ(ladder.undecided(), 0U);
  EXPECT_EQ(ladder.least(word), 0x0f3U);
  EXPECT_EQ(ladder.undecided(), 6U) << "one for each bit that is set";
  EXPECT_FALSE(ladder.certified());
}

}  // namespace
}  // namespace idreg::smt::prove
