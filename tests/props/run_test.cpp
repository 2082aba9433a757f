// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "props/run.h"

#include <gtest/gtest.h>

#include "tests/props/local_claims.h"

namespace idreg::props {
namespace {

using Outcome = RunResult::Outcome;
using Runner = RunResult (*)(const Claim&, const Subject&, std::uint64_t, std::uint64_t, std::string_view);

class Runners : public testing::TestWithParam<Runner> {};

RunResult plain_sample(const Claim& claim, const Subject& subject, std::uint64_t seed, std::uint64_t count,
                       std::string_view subject_name) {
  return sample(claim, subject, seed, count, subject_name);
}

INSTANTIATE_TEST_SUITE_P(All, Runners, testing::Values(plain_sample, run_property),
                         [](const auto& info) { return info.index == 0 ? "Sample" : "RapidCheck"; });

TEST_P(Runners, PassCountsEveryCase) {
  const RunResult result = GetParam()(test::always(test::holds_always), kEngineFunctions, 7, 500, "engine");
  EXPECT_EQ(result.outcome, Outcome::Passed);
  EXPECT_EQ(result.cases, 500U);
  EXPECT_EQ(result.discarded, 0U);
  EXPECT_EQ(result.seed, 7U);
  EXPECT_FALSE(result.counterexample.has_value());
  EXPECT_NE(result.reproduce.find("--claim local --subject engine --seed 7 --runs 500"), std::string::npos)
      << result.reproduce;
}

TEST_P(Runners, ViolationHasACounterexampleThatViolates) {
  const Claim claim = test::always(test::fails_above_31);
  const RunResult result = GetParam()(claim, kEngineFunctions, 1, 1000, "");
  ASSERT_EQ(result.outcome, Outcome::Violated);
  ASSERT_TRUE(result.counterexample.has_value());
  EXPECT_EQ(claim.predicate(kEngineFunctions, *result.counterexample), Verdict::Violated);
  EXPECT_GT(result.cases, 0U);
  EXPECT_EQ(result.reproduce.find("--subject"), std::string::npos) << result.reproduce;
}

TEST_P(Runners, FirstCaseMayViolate) {
  const RunResult result = GetParam()(test::always(test::fails_always), kEngineFunctions, 1, 1000, "");
  EXPECT_EQ(result.outcome, Outcome::Violated);
  EXPECT_EQ(result.cases, 1U);
}

TEST_P(Runners, GivesUpWhereAllIsDiscarded) {
  const RunResult result = GetParam()(test::always(test::discards_always), kEngineFunctions, 1, 100, "");
  EXPECT_EQ(result.outcome, Outcome::GaveUp);
  EXPECT_EQ(result.cases, 0U);
  EXPECT_GE(result.discarded, 1000U);
  EXPECT_LE(result.discarded, 1100U);
}

TEST_P(Runners, SameSeedSameAnswer) {
  const Claim claim = test::always(test::fails_above_31);
  const RunResult one = GetParam()(claim, kEngineFunctions, 3, 1000, "");
  const RunResult two = GetParam()(claim, kEngineFunctions, 3, 1000, "");
  EXPECT_EQ(one.cases, two.cases);
  EXPECT_EQ(one.counterexample, two.counterexample);
}

TEST_P(Runners, NoCasesAskedNoneTried) {
  const RunResult result = GetParam()(test::always(test::fails_always), kEngineFunctions, 1, 0, "");
  EXPECT_EQ(result.outcome, Outcome::Passed);
  EXPECT_EQ(result.cases, 0U);
}

// RC_PARAMS is set to nonsense for this test (CMakeLists.txt).
TEST_P(Runners, SayNothingOfTheirOwn) {
  ASSERT_NE(std::getenv("RC_PARAMS"), nullptr);
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  (void)GetParam()(test::always(test::fails_above_31), kEngineFunctions, 1, 100, "");
  (void)GetParam()(test::always(test::discards_always), kEngineFunctions, 1, 100, "");
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(RunProperty, ShrinksAsFarAsGreedily) {
  const Claim claim = test::always(test::fails_above_31);
  Case expected{};
  expected.value = std::uint64_t{1} << 32U;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const RunResult result = run_property(claim, kEngineFunctions, seed, 1000);
    ASSERT_TRUE(result.counterexample.has_value());
    EXPECT_EQ(*result.counterexample, expected) << "seed " << seed;
  }
}

TEST(Sample, ReproduceNamesTheCasesTried) {
  const Claim claim = test::always(test::fails_above_31);
  const RunResult result = sample(claim, kEngineFunctions, 1, 1000, "engine");
  const std::uint64_t tried = result.cases + result.discarded;
  EXPECT_EQ(result.reproduce,
            "idreg fuzz --random --claim local --subject engine --seed 1 --runs " + std::to_string(tried));
  EXPECT_EQ(nth_case(claim, 1, tried - 1), *result.counterexample);
}

}  // namespace
}  // namespace idreg::props
