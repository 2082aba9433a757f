// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The judge against a tree that is right, and against the same tree broken in one place each: what breaks
// must be refuted for what it is, with the smallest witness, and nothing else may be.
#include <gtest/gtest.h>

#include <algorithm>

#include "audit/code/judge.h"
#include "tests/audit/code/trees.h"

namespace idreg::audit::code::testing {

namespace {

Verdict judged(const Tree& tree, const char* reg, const Options& options = {}) {
  return judge(tree, *tree.find(reg), options);
}

std::string summary(const Verdict& verdict) {
  std::string text(to_text(verdict.outcome));
  if (!verdict.reason.empty()) text += " (" + verdict.reason + ")";
  for (const Flaw& flaw : verdict.flaws) text += "; " + std::string(to_text(flaw.kind)) + " " + flaw.what;
  return text;
}

struct Broken {
  const char* flags;
  Kind kind;
  const char* what;
  std::uint64_t stored, limit;
};

class BrokenTree : public ::testing::TestWithParam<Broken> {};

const Broken kBroken[] = {
    {"-DPMUVER_SIGNED=1", Kind::AboveLimit, "PMUVer", 0x808, 0x8},
    {"-DPMUVER_TYPE=FTR_HIGHER_SAFE", Kind::AboveLimit, "PMUVer", 0x108, 0x8},
    {"-DPMUVER_TYPE=FTR_HIGHER_OR_ZERO_SAFE", Kind::AboveLimit, "PMUVer", 0x208, 0x108},
    {"-DPMUVER_TYPE=FTR_EXACT", Kind::TooStrict, "PMUVer", 0, 0},
    {"-DCHECK_REST=0", Kind::Mask, "bits outside 0xf00f0f", 0x8, 0x18},
    {"-DSTORE_MASK=0x10000000", Kind::AboveLimit, "CTX_CMPs", 0, 0},
    {"-DSHIFT_TOO_FAR=64", Kind::UndefinedBehaviour, "shift", 0, 0},
};

}  // namespace

TEST(Judge, ARightTreeIsProved) {
  const Tree tree = miniature();
  ASSERT_EQ(tree.registers.size(), 4U);
  const Verdict pfr0 = judged(tree, "ID_AA64PFR0_EL1");
  EXPECT_EQ(pfr0.outcome, Outcome::Proved) << summary(pfr0);
  EXPECT_TRUE(pfr0.policy.empty());
  EXPECT_EQ(pfr0.assumptions.size(), 1U);
}

TEST(Judge, AssumptionsAndPolicyAreNamed) {
  const Tree tree = miniature();
  const Verdict dfr0 = judged(tree, "ID_AA64DFR0_EL1");
  EXPECT_EQ(dfr0.outcome, Outcome::Proved) << summary(dfr0);
  // A limit of 0xF admits other codes: it is assumed away, and what happens otherwise is told.
  ASSERT_EQ(dfr0.assumptions.size(), 2U);
  EXPECT_EQ(dfr0.assumptions[1], "limit.PMUVer != 0xF (without it 0x8 is stored under 0xf08)");
  EXPECT_EQ(dfr0.policy, (std::vector<std::string>{"the limit itself", "DebugVer"}));
  // A VM without a PMU does not need the assumption.
  const Verdict without = judged(tree, "ID_AA64DFR0_EL1", {{{"pmu", false}}, 50'000'000});
  EXPECT_EQ(without.outcome, Outcome::Proved) << summary(without);
  EXPECT_EQ(without.assumptions.size(), 1U);
}

TEST(Judge, ARegisterThatTakesOnlyItsLimitIsNotProved) {
  const Tree tree = miniature();
  const Verdict afr0 = judged(tree, "ID_AA64AFR0_EL1");
  EXPECT_EQ(afr0.outcome, Outcome::Fixed) << summary(afr0);
  EXPECT_EQ(afr0.reason, "it accepts only the limit");
  // The kernel knows no table for this one.
  EXPECT_EQ(judged(tree, "ID_AA64PFR1_EL1").reason, "it accepts nothing");
  // A floor above every code refuses everything.
  const Verdict nothing = judged(miniature("-DDEBUGVER_FLOOR=16"), "ID_AA64DFR0_EL1");
  EXPECT_EQ(nothing.outcome, Outcome::Fixed);
  EXPECT_EQ(nothing.reason, "it accepts nothing");
}

TEST_P(BrokenTree, IsRefutedForWhatItIs) {
  const Broken& broken = GetParam();
  const Verdict verdict = judged(miniature(broken.flags), "ID_AA64DFR0_EL1");
  EXPECT_EQ(verdict.outcome, Outcome::Refuted) << summary(verdict);
  const auto flaw = std::ranges::find_if(
      verdict.flaws, [&](const Flaw& its) { return its.kind == broken.kind && its.what.starts_with(broken.what); });
  ASSERT_NE(flaw, verdict.flaws.end()) << summary(verdict);
  EXPECT_TRUE(flaw->witness.certified);
  if (broken.stored != 0) {
    EXPECT_EQ(flaw->witness.stored, broken.stored);
    EXPECT_EQ(flaw->witness.limit, broken.limit);
  }
}

INSTANTIATE_TEST_SUITE_P(All, BrokenTree, ::testing::ValuesIn(kBroken));

TEST(Judge, AFindingNamesTheFeaturesGained) {
  const Verdict verdict = judged(miniature("-DPMUVER_SIGNED=1"), "ID_AA64DFR0_EL1");
  ASSERT_FALSE(verdict.flaws.empty());
  const auto& gained = verdict.flaws[0].gained;
  EXPECT_NE(std::ranges::find(gained, "FEAT_PMUv3"), gained.end()) << summary(verdict);
  EXPECT_TRUE(verdict.flaws[0].real_limit);
}

TEST(Judge, VariablesAreNamedForPeople) {
  const Tree tree = miniature("-DPMUVER_SIGNED=1");
  const Verdict verdict = judged(tree, "ID_AA64DFR0_EL1");
  ASSERT_FALSE(verdict.flaws.empty());
  std::vector<std::string> state;
  for (const auto& [name, value] : verdict.flaws[0].witness.state) {
    if (value != 0) state.push_back(tree.in_words(name));
  }
  EXPECT_EQ(state, std::vector<std::string>{"the host's ID_AA64DFR0_EL1"});
  EXPECT_EQ(tree.in_words(tree.host_variable("ID_AA64PFR0_EL1")), "the host's ID_AA64PFR0_EL1");
  EXPECT_EQ(tree.in_words("cap!39"), "cap!39");
  EXPECT_EQ(parse_features("sve,!pmu").value(),
            (std::vector<std::pair<std::string, bool>>{{"sve", true}, {"pmu", false}}));
  EXPECT_EQ(parse_features("sve,pnu").error(), "pnu");
}

TEST(Judge, AnUnknownFunctionIsReportedAndNotBelieved) {
  const Tree tree = miniature("-DCHECK_REST=0 -Dmutex_unlock=somebody_elses_function");
  const Verdict verdict = judged(tree, "ID_AA64DFR0_EL1");
  EXPECT_EQ(verdict.outcome, Outcome::Unsupported) << summary(verdict);
  EXPECT_EQ(verdict.unknown, std::vector<std::string>{"somebody_elses_function"});
}

TEST(Judge, ARowWithoutAFunctionIsNotWritableUnlessItNamesAPlace) {
  EXPECT_EQ(judged(miniature("-DWITH_PFR2=0"), "ID_AA64PFR2_EL1").outcome, Outcome::NotWritable);
  const Verdict verdict = judged(miniature("-DWITH_PFR2=7"), "ID_AA64PFR2_EL1");
  EXPECT_EQ(verdict.outcome, Outcome::Unsupported);
  EXPECT_NE(verdict.reason.find("stores any value"), std::string::npos) << verdict.reason;
}

TEST(Tree, SaysWhatIsMissing) {
  const std::string text = "define void @f() {\n ret void\n}";
  const smt::lift::Program::Source sources[] = {{"empty.ll", text}};
  const auto tree = load_tree(sources);
  ASSERT_FALSE(tree.has_value());
  EXPECT_NE(tree.error().find("sys_reg_descs"), std::string::npos);
  const std::string renamed = compile_miniature("-Dset_user=write_function");
  const smt::lift::Program::Source other[] = {{"renamed.ll", renamed}};
  const auto unknown = load_tree(other);
  ASSERT_FALSE(unknown.has_value());
  EXPECT_NE(unknown.error().find("no member set_user"), std::string::npos) << unknown.error();
}

}  // namespace idreg::audit::code::testing
