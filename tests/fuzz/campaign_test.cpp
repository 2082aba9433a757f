// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "fuzz/campaign.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "props/run.h"
#include "tests/props/local_claims.h"

namespace idreg::fuzz {
namespace {

const props::NamedSubject& subject_named(std::string_view name) {
  const auto found = std::ranges::find(props::subjects(), name, &props::NamedSubject::name);
  EXPECT_NE(found, props::subjects().end()) << name;
  return found == props::subjects().end() ? props::subjects().front() : *found;
}

Options options_for(const props::Claim& claim, const props::NamedSubject& subject) {
  Options options;
  options.claims = {&claim};
  options.subject = &subject;
  return options;
}

props::Verdict fails_rarely(const props::Subject& /*subject*/, const props::Case& input) {
  return input.value % 8191 == 17 ? props::Verdict::Violated : props::Verdict::Holds;
}

TEST(Campaign, RunsAsManyCasesAsAsked) {
  const props::Claim claim = props::test::always(props::test::holds_always);
  Options options = options_for(claim, props::subjects().front());
  options.runs = 10'000;
  for (const unsigned jobs : {1U, 3U}) {
    options.jobs = jobs;
    const auto reports = run(options);
    ASSERT_TRUE(reports.has_value());
    ASSERT_EQ(reports->size(), 1U);
    EXPECT_EQ(reports->front().cases, 10'000U);
    EXPECT_FALSE(reports->front().finding.has_value());
    EXPECT_FALSE(reports->front().gave_up);
    EXPECT_EQ(reports->front().reproduce, "idreg fuzz --random --claim local --subject engine --seed 1 --runs 10000");
  }
}

props::Verdict discards_often(const props::Subject& /*subject*/, const props::Case& input) {
  return input.value % 3 == 0 ? props::Verdict::Holds : props::Verdict::Discarded;
}

// What Options::runs, --runs and docs/campaigns.md say.
TEST(Campaign, RunsCountDiscardedCasesButForRapidCheck) {
  const props::Claim claim = props::test::always(discards_often);
  Options options = options_for(claim, props::subjects().front());
  options.runs = 5'000;
  const auto random = run(options);
  ASSERT_TRUE(random.has_value());
  EXPECT_GT(random->front().discarded, 0U);
  EXPECT_EQ(random->front().cases + random->front().discarded, 5'000U);
  options.engine = Engine::RapidCheck;
  const auto rapidcheck = run(options);
  ASSERT_TRUE(rapidcheck.has_value());
  EXPECT_GT(rapidcheck->front().discarded, 0U);
  EXPECT_EQ(rapidcheck->front().cases, 5'000U);
}

TEST(Campaign, JobsDoNotChangeTheResult) {
  const props::Claim claim = props::test::always(fails_rarely);
  Options options = options_for(claim, props::subjects().front());
  options.runs = 200'000;
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    options.seed = seed;
    options.jobs = 1;
    const auto one = run(options);
    options.jobs = 4;
    const auto four = run(options);
    ASSERT_TRUE(one.has_value() && four.has_value());
    ASSERT_TRUE(one->front().finding.has_value());
    EXPECT_EQ(one->front().cases, four->front().cases);
    EXPECT_EQ(one->front().finding->input, four->front().finding->input);
    EXPECT_EQ(one->front().reproduce, four->front().reproduce);
  }
}

// The campaign tries what `sample` tries, in the same order.
TEST(Campaign, FindsWhatSampleFinds) {
  const props::NamedSubject& twin = subject_named("twin-explains-first-only");
  const props::Claim& claim = *props::find_claim(twin.refutes);
  const props::RunResult sampled = props::sample(claim, *twin.subject, 5, 100'000, twin.name);
  ASSERT_TRUE(sampled.counterexample.has_value());
  Options options = options_for(claim, twin);
  options.seed = 5;
  options.runs = sampled.cases + sampled.discarded;
  const auto found = run(options);
  ASSERT_TRUE(found.has_value() && found->front().finding.has_value());
  EXPECT_EQ(found->front().reproduce, sampled.reproduce);
  const props::StoredCase& stored = *found->front().finding;
  EXPECT_EQ(stored.claim, twin.refutes);
  EXPECT_EQ(stored.subject, twin.name);
  EXPECT_EQ(claim.predicate(*twin.subject, stored.input), props::Verdict::Violated);
  // One case fewer, and the violation is out of reach.
  options.runs = sampled.cases + sampled.discarded - 1;
  EXPECT_FALSE(run(options)->front().finding.has_value());
}

TEST(Campaign, SaysWhenAllIsDiscarded) {
  const props::Claim claim = props::test::always(props::test::discards_always);
  Options options = options_for(claim, props::subjects().front());
  options.runs = 100;
  for (const Engine engine : {Engine::Random, Engine::RapidCheck}) {
    options.engine = engine;
    const auto reports = run(options);
    ASSERT_TRUE(reports.has_value());
    EXPECT_TRUE(reports->front().gave_up) << to_string(engine);
    EXPECT_FALSE(reports->front().finding.has_value());
  }
}

TEST(Campaign, EndsWithItsTime) {
  const props::Claim holds = props::test::always(props::test::holds_always);
  for (const Engine engine : {Engine::Random, Engine::RapidCheck}) {
    Options options = options_for(holds, props::subjects().front());
    options.claims = {&holds, &holds};
    options.engine = engine;
    options.seconds = 0.3;
    const auto reports = run(options);
    ASSERT_TRUE(reports.has_value());
    ASSERT_EQ(reports->size(), 2U);
    for (const ClaimReport& report : *reports) {
      EXPECT_GT(report.cases, 0U) << to_string(engine);
      EXPECT_LT(report.seconds, 5) << to_string(engine);
    }
  }
}

TEST(Campaign, TellsItsProgress) {
  const props::Claim claim = props::test::always(props::test::holds_always);
  Options options = options_for(claim, props::subjects().front());
  options.seconds = 0.5;
  options.jobs = 2;
  std::uint64_t last = 0;
  int calls = 0;
  options.progress = [&](const Progress& progress) {
    EXPECT_GE(progress.cases, last);
    EXPECT_EQ(progress.budget, 0.5);
    EXPECT_EQ(progress.total, 0U);
    last = progress.cases;
    ++calls;
  };
  ASSERT_TRUE(run(options).has_value());
  EXPECT_GE(calls, 2);
}

TEST(Campaign, RapidCheckRefutesToo) {
  const props::NamedSubject& twin = subject_named("twin-dropped-sign");
  Options options = options_for(*props::find_claim(twin.refutes), twin);
  options.engine = Engine::RapidCheck;
  options.runs = 10'000;
  const auto reports = run(options);
  ASSERT_TRUE(reports.has_value() && reports->front().finding.has_value());
  EXPECT_NE(reports->front().reproduce.find("--rapidcheck"), std::string::npos);
}

TEST(Campaign, WrongOptionsAreErrorsInWords) {
  const props::Claim claim = props::test::always(props::test::holds_always);
  Options options;
  EXPECT_EQ(run(options).error(), "no claims to run");
  options.claims = {&claim};
  EXPECT_EQ(run(options).error(), "no subject to run them on");
  options.subject = &props::subjects().front();
  options.engine = Engine::LibFuzzer;
  options.targets = "/nonexistent";
  EXPECT_NE(run(options).error().find("no fuzz_claims in \"/nonexistent\""), std::string::npos);
}

}  // namespace
}  // namespace idreg::fuzz
