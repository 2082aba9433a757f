// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Two statements of the same rules: differences planted on either side are found, and nothing else is.
#include "smt/rules/compare.h"

#include <gtest/gtest.h>

namespace idreg::smt::rules {
namespace {

using idreg::rules::FieldKey;

/// What a person might write of three features: A needs B, a field shows B, C exists from Armv8.2 on.
struct Writing {
  std::uint64_t threshold = 1;
  bool needs = true;
  bool unknown_feature = false;

  [[nodiscard]] RuleSet rules() const {
    RuleSet made;
    const auto is = [&](const char* name) {
      return idreg::rules::Literal{true, Formula::of_symbol(made.symbol(name))};
    };
    if (unknown_feature) made.add_clause({is("FEAT_X")}, {is("FEAT_B")}, "test");
    if (needs) made.add_clause({is("FEAT_A")}, {is("FEAT_B")}, "test");
    made.add_clause({is("FEAT_C")}, {is("v8Ap2")}, "test");
    const FieldKey field{4, 8, 4};
    Formula shown = Formula::iff(Formula::of_symbol(made.symbol("FEAT_B")),
                                 Formula::of_test({field, false, arch::Compare::AtLeast, threshold}));
    const Formula el1 = Formula::of_symbol(made.symbol("FEAT_AA64EL1"));
    made.add({idreg::rules::Kind::Shown, Formula::implies(el1, std::move(shown)), "FEAT_B is shown", "test", false});
    return made;
  }
};

std::vector<Unfollowed> against(const Writing& of, const Writing& from) {
  const auto found = unfollowed(of.rules(), from.rules(), {"FEAT_AA64EL1"}, 0);
  EXPECT_TRUE(found);
  return found.value_or(std::vector<Unfollowed>{});
}

TEST(Compare, TheSameRulesFollowFromEachOther) { EXPECT_TRUE(against({}, {}).empty()); }

TEST(Compare, ARuleThatIsMissingIsFoundOnOneSideOnly) {
  const Writing without{.needs = false};
  const auto found = against({}, without);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].only_here, std::vector<std::string>{"FEAT_A"});
  EXPECT_TRUE(against(without, {}).empty());
}

TEST(Compare, AnotherThresholdIsFoundOnBothSidesWithTheCodeBetween) {
  const Writing higher{.threshold = 2};
  for (const auto& found : {against({}, higher), against(higher, {})}) {
    ASSERT_EQ(found.size(), 1U);
    EXPECT_TRUE(found[0].only_here.empty());
    EXPECT_EQ(found[0].codes, std::vector<std::uint64_t>{1}) << "1 is what only one of them takes for B";
  }
}

TEST(Compare, FeaturesThatTheOtherSideDoesNotKnowAreNamed) {
  const auto found = against({.unknown_feature = true}, {});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].only_here, std::vector<std::string>{"FEAT_X"});
}

TEST(Compare, WhatIsGivenIsNoDifference) {
  RuleSet plain;
  plain.add({idreg::rules::Kind::Shown, Formula::of_symbol(plain.symbol("FEAT_AA64EL1")), "given", "test", false});
  const auto without = unfollowed(plain, Writing{}.rules(), {}, 0);
  const auto with = unfollowed(plain, Writing{}.rules(), {"FEAT_AA64EL1"}, 0);
  ASSERT_TRUE(without && with);
  EXPECT_EQ(without->size(), 1U);
  EXPECT_TRUE(with->empty());
}

TEST(Compare, OutOfBudgetIsNoAnswer) {
  EXPECT_FALSE(unfollowed(idreg::rules::own_rules(), idreg::rules::own_rules(), {}, 1));
}

}  // namespace
}  // namespace idreg::smt::rules
