// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a guest is shown and what a host keeps of its CPUs, of a tree that is right and of the same tree
// broken in one place each.
#include <gtest/gtest.h>

#include <algorithm>

#include "audit/code/limit.h"
#include "audit/code/sanitise.h"
#include "tests/audit/code/trees.h"

namespace idreg::audit::code::testing {

namespace {

std::string words(const Flaw& flaw) {
  std::string text =
      std::string(flaw.field != nullptr ? flaw.field->name : "") + " " + std::string(to_text(*flaw.severity));
  for (const std::string& feature : flaw.gained) text += " " + feature;
  return text + (flaw.witness.certified ? "" : " (not certified)");
}

template <class Verdicts>
std::vector<std::string> flaws_of(const Verdicts& verdicts) {
  std::vector<std::string> all;
  for (const auto& verdict : verdicts) {
    EXPECT_EQ(verdict.undecided, "");
    for (const Flaw& flaw : verdict.flaws) all.push_back(words(flaw));
  }
  return all;
}

std::vector<std::string> limits(const std::string& flags) { return flaws_of(judge_limits(miniature(flags), {})); }
std::vector<std::string> sanitising(const std::string& flags) {
  return flaws_of(judge_sanitising(miniature(flags), {}));
}

using List = std::vector<std::string>;

}  // namespace

TEST(Limit, ARightTreeShowsNothingThatTheHostLacks) {
  EXPECT_EQ(limits(""), List{});
  EXPECT_EQ(limits("-DWITH_PFR1"), List{});
}

TEST(Limit, WhatReachesAGuestUncappedIsTold) {
  const auto verdicts = judge_limits(miniature("-DPFR0_HIDDEN=0xf0000ULL"), {});
  ASSERT_EQ(verdicts.size(), 2U);
  const auto& pfr0 = verdicts[0].uncapped;
  EXPECT_EQ(std::ranges::count(pfr0, "FP"), 0);        // hidden
  EXPECT_EQ(std::ranges::count(pfr0, "AdvSIMD"), 1);   // as it is where a capability is present
  const auto& dfr0 = verdicts[1].uncapped;
  EXPECT_EQ(std::ranges::count(dfr0, "DebugVer"), 1);
  EXPECT_EQ(std::ranges::count(dfr0, "PMUVer"), 0);    // capped, 0xF excepted
}

TEST(Limit, ARaisedFieldIsFound) {
  const Tree tree = miniature("-DPFR0_RAISED=0x10000000ULL");
  const auto verdicts = judge_limits(tree, {});
  EXPECT_EQ(flaws_of(verdicts), List{"RAS high FEAT_RAS FEAT_RASv1p1 FEAT_RASv2"});
  const Flaw& flaw = verdicts[0].flaws[0];
  EXPECT_EQ(flaw.kind, Kind::Limit);
  EXPECT_EQ(flaw.witness.value, 0x10000000U);
  EXPECT_EQ(flaw.witness.limit, 0U);
  EXPECT_NE(flaw.location.find("miniature.c:"), std::string::npos) << flaw.location;
}

TEST(Limit, RaisedOnTheWordOfAnotherFactIsANote) {
  EXPECT_EQ(limits("-DPFR0_RAISED='(fact?0x10000000ULL:0)'"), List{"RAS note FEAT_RAS FEAT_RASv1p1 FEAT_RASv2"});
}

TEST(Limit, AFractionalFieldLeftAloneIsFound) {
  // MPAM is hidden, MPAM_frac is not: what was version 1.1 reads as version 0.1.
  EXPECT_EQ(limits("-DWITH_PFR1 -DPFR0_HIDDEN=0xf0000000000ULL"),
            (List{"MPAM_frac high FEAT_MPAMv0p1", "MPAM_frac low"}));
  EXPECT_EQ(limits("-DWITH_PFR1 -DPFR0_HIDDEN=0xf0000000000ULL -DPFR1_HIDDEN=0xf0000ULL"), List{});
}

TEST(Limit, AFieldHiddenByTheWrongCodeIsFound) {
  // AdvSIMD is signed: 0 says that it is there.
  EXPECT_EQ(limits("'-DADVSIMD_ABSENT(val)=((val)&~0xf00000ULL)'"), List{"AdvSIMD high FEAT_AdvSIMD"});
}

TEST(Sanitise, ARightTreeGainsNothing) {
  // Linux has no order in which 0xF is the lowest code of PMUVer; no feature hangs on it.
  EXPECT_EQ(sanitising("-DWITH_PFR1"), List{"PMUVer note"});
}

TEST(Sanitise, MergingThatTakesTheLargerIsFound) {
  const auto found = sanitising("'-DMERGED(f,a,b)=((a)>(b)?(a):(b))'");
  EXPECT_EQ(std::ranges::count(found, "SVE high FEAT_SVE"), 1);
  EXPECT_EQ(std::ranges::count_if(found, [](const auto& flaw) { return flaw.starts_with("FP high FEAT_FP"); }), 1);
  EXPECT_GE(std::ranges::count_if(found, [](const auto& flaw) { return flaw.starts_with("PMUVer high FEAT_PMUv3"); }),
            1);
}

TEST(Sanitise, AnOverrideThatNobodyChecksIsFound) {
  const Tree tree = miniature("-DOVERRIDE_CHECKED=0");
  const auto verdicts = judge_sanitising(tree, {});
  const auto found = flaws_of(verdicts);
  EXPECT_EQ(std::ranges::count(found, "SVE high FEAT_SVE"), 1);
  // The other registers have an override that no other file can set.
  EXPECT_EQ(std::ranges::count_if(found, [](const auto& flaw) { return flaw.starts_with("PMUVer high"); }), 0);
  const auto sve = std::ranges::find(verdicts[0].flaws, "SVE", [](const Flaw& flaw) { return flaw.field->name; });
  EXPECT_NE(sve->what.find("the command line"), std::string::npos);
  EXPECT_EQ(sve->witness.value, 0x100000000U);
}

TEST(Sanitise, UndefinedBehaviourIsFoundAndWhereNotDecidedNotBelievedAbsent) {
  // A register of which nothing else is asked: its table lists no field.
  const Tree tree =
      miniature("-DWITH_PFR1 -DPFR1_EMPTY '-DUPDATING(reg,new)=if(reg==&reg_pfr1)reg->sys_val=1UL<<(new&127)'");
  const auto pfr1 = [&](const Options& options) {
    for (const SanitiseVerdict& verdict : judge_sanitising(tree, options))
      if (std::string(verdict.reg->name) == "ID_AA64PFR1_EL1") return verdict;
    return SanitiseVerdict{};
  };
  const SanitiseVerdict decided = pfr1({});
  ASSERT_EQ(decided.flaws.size(), 1U);
  EXPECT_EQ(decided.flaws[0].kind, Kind::UndefinedBehaviour);
  EXPECT_EQ(decided.undecided, "");
  Options few;
  few.budget = 1;
  const SanitiseVerdict open = pfr1(few);
  EXPECT_TRUE(open.flaws.empty());
  EXPECT_NE(open.undecided, "");
}

TEST(Sanitise, AWrongSignIsFoundHereToo) {
  const auto found = sanitising("-DPMUVER_SIGNED=1");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_TRUE(found[0].starts_with("PMUVer high FEAT_PMUv3")) << found[0];
}

}  // namespace idreg::audit::code::testing
