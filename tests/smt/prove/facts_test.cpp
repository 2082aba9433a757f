// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Definitions that are held back until a model breaks them: the answer is that under all of them.
#include "smt/prove/facts.h"

#include <gtest/gtest.h>

namespace idreg::smt::prove {
namespace {

constexpr std::uint64_t kBudget = 1'000'000;

class HeldBack : public testing::Test {
 protected:
  Term word(std::uint64_t value) const { return bv(context, 64, value); }
  Decision decide(const Term& query) const { return facts.decide(query, kBudget); }

  Context context;
  Facts facts{context, [](const std::string&) { return false; }, Strategy::Bits};
  Term x = variable(context, "x", 64);
  Term masked = facts.name(bvand(x, word(6)), "masked");
  Term marked = facts.name(bvor(masked, word(1)), "marked");
};

TEST_F(HeldBack, ADefinitionIsOpenedWhereItMatters) {
  EXPECT_EQ(decide(equal(masked, word(1))).answer, Answer::Unsat);
  EXPECT_EQ(decide(equal(masked, word(4))).answer, Answer::Sat);
}

// `marked` is 1 if `masked` is 0: a definition that holds in a model whose `masked` nothing ties to x.
TEST_F(HeldBack, WhatADefinitionThatHoldsIsAboutMattersToo) {
  EXPECT_EQ(decide(logical_and(equal(marked, word(1)), equal(x, word(6)))).answer, Answer::Unsat);
}

TEST_F(HeldBack, AModelSatisfiesEveryDefinitionBehindTheQuestion) {
  const Decision decision = decide(logical_and(equal(marked, word(7)), bvule(x, word(40))));
  ASSERT_EQ(decision.answer, Answer::Sat);
  EXPECT_EQ(decision.model.value(masked), decision.model.value(x) & 6);
  EXPECT_EQ(decision.model.value(marked), decision.model.value(masked) | 1);
}

}  // namespace
}  // namespace idreg::smt::prove
