// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "corpora/rules/rules.h"

namespace idreg::rules {
namespace {

std::string fault(const std::string& text) {
  const auto rules = parse_rules(text, "f");
  return rules ? "" : corpora::to_text(rules.error());
}

bool says(const RuleSet& rules, Kind kind, const std::string& text) {
  return std::ranges::any_of(rules.rules(), [&](const Rule& rule) { return rule.kind == kind && rule.text == text; });
}

TEST(RulesReader, EachKindOfRuleInWords) {
  const auto rules = parse_rules(R"(
given v8Ap0
version v8Ap1
  after v8Ap0
  allows FEAT_DPB, FEAT_RDM
  has FEAT_LSE
  has FEAT_VHE if FEAT_AA64EL2
  excludes FEAT_X
feature FEAT_SHA512
  needs FEAT_SHA3
  needs FEAT_A or FEAT_B if FEAT_C and FEAT_D
  excludes FEAT_E
code ID_AA64DFR1_EL1.ABLE >= 1
  needs FEAT_BWE
never ID_AA64PFR1_EL1.BT >= 2
shown FEAT_AA32EL0 ID_AA64PFR0_EL1.EL0 >= 2
)",
                                 "f");
  ASSERT_TRUE(rules) << corpora::to_text(rules.error());
  EXPECT_TRUE(says(*rules, Kind::Includes, "Armv8.1 includes Armv8.0"));
  EXPECT_TRUE(says(*rules, Kind::Since, "FEAT_RDM exists from Armv8.1 on"));
  EXPECT_TRUE(says(*rules, Kind::Mandatory, "Armv8.1 demands FEAT_LSE"));
  EXPECT_TRUE(says(*rules, Kind::Mandatory, "Armv8.1 demands FEAT_VHE where there is FEAT_AA64EL2"));
  EXPECT_TRUE(says(*rules, Kind::Excludes, "Armv8.1 excludes FEAT_X"));
  EXPECT_TRUE(says(*rules, Kind::Requires, "FEAT_SHA512 requires FEAT_SHA3"));
  EXPECT_TRUE(says(*rules, Kind::Requires, "FEAT_SHA512 requires FEAT_A or FEAT_B where there is FEAT_C and FEAT_D"));
  EXPECT_TRUE(says(*rules, Kind::Excludes, "FEAT_SHA512 excludes FEAT_E"));
  EXPECT_TRUE(says(*rules, Kind::Requires, "ID_AA64DFR1_EL1.ABLE >= 1 requires FEAT_BWE"));
  EXPECT_TRUE(says(*rules, Kind::Never, "ID_AA64PFR1_EL1.BT >= 2 is a code that no CPU may have"));
  EXPECT_TRUE(says(*rules, Kind::Shown, "FEAT_AA32EL0 is shown by ID_AA64PFR0_EL1.EL0 >= 2"));
}

TEST(RulesReader, FaultsNameTheLine) {
  EXPECT_EQ(fault("needs FEAT_A"), "f:1: 'needs' stands under no version, feature or code");
  EXPECT_EQ(fault("feature FEAT_A\n  has FEAT_B"), "f:2: 'has' is for versions");
  EXPECT_EQ(fault("version FEAT_A"), "f:1: 'FEAT_A' is no version");
  EXPECT_EQ(fault("feature FEAT_A\n  needs FEAT_B if FEAT_C if FEAT_D"), "f:2: two conditions ('if') in one line");
  EXPECT_EQ(fault("never ID_AA64PFR1_EL1.BT >= 16"), "f:1: '16' is not a code that ID_AA64PFR1_EL1.BT can hold");
  EXPECT_NE(fault("never ID_AA64PFR1_EL1.BU >= 1").find("is not 'REGISTER.FIELD OP NUMBER'"), std::string::npos);
  EXPECT_EQ(fault("view ID_NONE if FEAT_A"), "f:1: 'ID_NONE' is no known register");
  EXPECT_EQ(fault("view ID_PFR0_EL1"), "f:1: expected 'view NAMES if CONDITION'");
  EXPECT_EQ(fault("only x if FEAT_A"), "f:1: 'x' is no feature");
  EXPECT_NE(fault("rule 1").find("f:1: 'rule' is not version"), std::string::npos);
  EXPECT_EQ(fault("feature FEAT_A\n  needs FEAT_B or"),
            "f:2: 'FEAT_B or' is not 'REGISTER.FIELD OP NUMBER' of a known "
            "field with OP ==, >= or <");
  EXPECT_EQ(fault("source x"), "f:1: a source without a rule before it");
  EXPECT_EQ(fault(""), "f: states no rule");
}

TEST(RulesReader, AClauseOfTheManualIsTheOriginOfTheLineBefore) {
  const auto rules = parse_rules("feature FEAT_A\n  needs FEAT_B\n  needs FEAT_C, FEAT_D\n    source a clause\n", "f");
  ASSERT_TRUE(rules);
  EXPECT_EQ(rules->rules()[0].origin, "rules.txt:2");
  EXPECT_FALSE(rules->rules()[0].manual);
  EXPECT_EQ(rules->rules()[1].origin, "a clause");
  EXPECT_TRUE(rules->rules()[2].manual);
}

TEST(RulesReader, TheOwnRules) {
  const RuleSet rules = own_rules();
  EXPECT_TRUE(says(rules, Kind::Requires, "FEAT_SHA512 requires FEAT_SHA3"));
  EXPECT_TRUE(says(rules, Kind::Mandatory, "Armv8.4 demands FEAT_DIT"));
  EXPECT_TRUE(says(rules, Kind::Shown, "FEAT_AA32I8MM is shown by ID_ISAR6_EL1.I8MM >= 1 (where FEAT_AA32EL0)"));
  EXPECT_NE(rules.find("FEAT_LPA2"), nullptr) << "'FEAT_LPA2 && FEAT_TGran4K' are two names";
  EXPECT_EQ(rules.find("FEAT_LPA2 && FEAT_TGran4K"), nullptr);
}

}  // namespace
}  // namespace idreg::rules
