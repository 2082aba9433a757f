// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The miniature's functions run on this machine: what was found of a tree shows, what was proved holds; and a
// verdict about another tree, or a forged one, is noticed.
#include "audit/replay/replay.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/audit/code/trees.h"

namespace idreg::audit::replay::testing {

namespace {

using code::testing::compile_miniature;

/// A tree that was lifted, and the functions of a tree that run: the same, unless a test wants otherwise.
struct Both {
  Both(const std::string& lifted, const std::string& run) : tree(code::testing::miniature(lifted)) {
    const std::string text = compile_miniature(run);
    const smt::lift::Program::Source sources[] = {{"miniature.ll", text}};
    auto loaded = Native::load(sources, tree, symbols(tree));
    EXPECT_TRUE(loaded.has_value()) << loaded.error();
    native = std::make_unique<Native>(std::move(*loaded));
    verdicts = code::judge_all(tree, {});
  }

  Report witnessed() {
    Report report;
    witnesses(*native, tree, verdicts, code::judge_limits(tree, {}), code::judge_sanitising(tree, {}), report);
    return report;
  }
  Report sampled(std::uint64_t cases) {
    Report report;
    for (const auto& verdict : verdicts) sample(*native, tree, verdict, {cases, 7}, report);
    return report;
  }

  code::Tree tree;
  std::unique_ptr<Native> native;
  std::vector<code::Verdict> verdicts;
};

bool any_contains(const std::vector<std::string>& all, std::string_view part) {
  return std::ranges::any_of(all, [&](const std::string& its) { return its.find(part) != std::string::npos; });
}

}  // namespace

TEST(Replay, ARightTreeDoesWhatTheTermsSay) {
  Both both("-DWITH_PFR1", "-DWITH_PFR1");
  const Report report = both.sampled(3000);
  EXPECT_EQ(report.disagreements, std::vector<std::string>{});
  EXPECT_EQ(report.registers, 4U);
  EXPECT_EQ(report.cases, 12000U);
  EXPECT_GT(report.accepted, 500U);
}

TEST(Replay, EveryFindingShows) {
  for (const char* flags : {"-DPMUVER_SIGNED=1 -DOVERRIDE_CHECKED=0", "-DPMUVER_TYPE=FTR_EXACT", "-DCHECK_REST=0",
                            "-DWITH_PFR1 -DPFR0_HIDDEN=0xf0000000000ULL", "'-DMERGED(f,a,b)=((a)>(b)?(a):(b))'"}) {
    Both both(flags, flags);
    const Report report = both.witnessed();
    EXPECT_EQ(report.disagreements, std::vector<std::string>{}) << flags;
    EXPECT_GT(report.witnesses, 0U) << flags;
  }
}

TEST(Replay, UndefinedShiftsEndThePath) {
  Both both("-DSHIFT_TOO_FAR=64", "-DSHIFT_TOO_FAR=64");
  const Report report = both.witnessed();
  EXPECT_EQ(report.disagreements, std::vector<std::string>{});
  EXPECT_GT(report.witnesses, 0U);
  EXPECT_FALSE(Both("-DSHIFT_TOO_FAR=64", "").witnessed().disagreements.empty());
}

TEST(Replay, AFindingAboutAnotherTreeDoesNotShow) {
  for (const char* flags : {"-DPMUVER_SIGNED=1", "-DPFR0_RAISED=0x10000000ULL", "-DOVERRIDE_CHECKED=0"}) {
    Both both(flags, "");
    EXPECT_NE(both.witnessed().disagreements, std::vector<std::string>{}) << flags;
  }
}

TEST(Replay, AWitnessThatIsNotOneIsNoticed) {
  Both both("-DPMUVER_SIGNED=1", "-DPMUVER_SIGNED=1");
  for (code::Verdict& verdict : both.verdicts) {
    for (code::Flaw& flaw : verdict.flaws) flaw.witness.value = flaw.witness.limit + 0x100;
  }
  EXPECT_TRUE(any_contains(both.witnessed().disagreements, "natively")) << "nothing was noticed";
}

TEST(Replay, TermsOfAnotherTreeAreNoticed) {
  for (const char* flags : {"-DPMUVER_SIGNED=1", "-DPMUVER_LIMIT=7"}) {
    Both both("", flags);
    EXPECT_TRUE(any_contains(both.sampled(3000).disagreements, "by the terms")) << flags;
  }
}

TEST(Replay, AValueAboveTheLimitOfWhatWasProvedIsNoticed) {
  Both both("-DPMUVER_SIGNED=1", "-DPMUVER_SIGNED=1");
  for (code::Verdict& verdict : both.verdicts) {
    if (verdict.outcome == Outcome::Refuted) verdict.outcome = Outcome::Proved;
  }
  EXPECT_TRUE(any_contains(both.sampled(3000).disagreements, "proved, and natively PMUVer is stored as"));
}

TEST(Replay, AFunctionThatIsNotKnownIsNamed) {
  Both both("-Dmutex_unlock=somebody_elses_function", "-Dmutex_unlock=somebody_elses_function");
  const Report report = both.sampled(10);
  EXPECT_TRUE(any_contains(report.not_tried, "somebody_elses_function"));
  EXPECT_EQ(report.disagreements, std::vector<std::string>{});
}

}  // namespace idreg::audit::replay::testing
