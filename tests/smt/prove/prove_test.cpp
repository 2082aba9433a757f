// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The prover's answers: claims that hold, subjects that break them, and what is never called proved.
#include "smt/prove/prove.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "props/claims.h"
#include "smt/prove/self_check.h"

namespace idreg::smt::prove {
namespace {

std::optional<ClaimResult> result_of(const Options& options) {
  auto results = prove(options);
  if (!results) {
    ADD_FAILURE() << results.error().what;
    return std::nullopt;
  }
  EXPECT_EQ(results->size(), 1U) << options.claims;
  if (results->empty()) return std::nullopt;
  for (const Part& part : results->front().parts) {
    if (part.outcome != Outcome::Proved && !part.detail.empty()) fmt::print("  {}: {}\n", part.name, part.detail);
  }
  fmt::print("{} on {}: {} in {:.1f} s, {} parts\n", options.claims, options.subject,
             to_string(results->front().outcome), results->front().seconds, results->front().parts.size());
  return std::move(results->front());
}

Options options_for(const char* claim, const char* subject) {
  Options options;
  options.claims = claim;
  options.subject = subject;
  return options;
}

class Holds : public testing::TestWithParam<const char*> {};

TEST_P(Holds, OfTheEngine) {
  const auto result = result_of(options_for(GetParam(), "engine"));
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(result->outcome, Outcome::Proved);
  EXPECT_GT(result->parts.size(), 0U);
  EXPECT_EQ(result->sampled, 2'000U) << "and so many native cases agree";
  EXPECT_FALSE(result->counterexample.has_value());
}

INSTANTIATE_TEST_SUITE_P(Claims, Holds, testing::Values("extraction", "entries-equal-spec", "orders-equal-spec"));

/// Lemmas that are taken for proved: other tests' task.
std::shared_ptr<std::map<std::string, Outcome>> all_settled() {
  auto settled = std::make_shared<std::map<std::string, Outcome>>();
  for (const props::Claim& claim : props::claims()) (*settled)[claim.name] = Outcome::Proved;
  return settled;
}

/// Subjects that some claim must refute: all in a campaign, some that are soon refuted in every run.
std::vector<props::NamedSubject> broken() {
  std::vector<props::NamedSubject> result;
  for (const props::NamedSubject& subject : props::subjects()) {
    if (subject.refutes != nullptr && subject.subject->design == nullptr) result.push_back(subject);
  }
#ifndef IDREG_CAMPAIGN
  const std::set<std::string_view> kept{"twin-dropped-sign", "twin-lax-entry", "twin-wrong-lowest",
                                        "twin-zero-forgotten", "twin-blames-another"};
  std::erase_if(result, [&](const props::NamedSubject& subject) { return !kept.contains(subject.name); });
#endif
  return result;
}

class Refutes : public testing::TestWithParam<props::NamedSubject> {};

TEST_P(Refutes, TheClaim) {
  const props::NamedSubject& subject = GetParam();
  Options options = options_for(subject.refutes, subject.name);
  options.settled = all_settled();
  options.samples = 0;  // it is the solver that must see it
  const auto result = result_of(options);
  ASSERT_TRUE(result.has_value());
  ASSERT_EQ(result->outcome, Outcome::Refuted);
  ASSERT_TRUE(result->counterexample.has_value());
  if (std::string_view(subject.refutes) == "no-ub") return;  // no predicate shows it
  const props::Case& input = result->counterexample->input;
  EXPECT_EQ(result->claim->predicate(*subject.subject, input), props::Verdict::Violated);
  EXPECT_NE(result->claim->predicate(*props::subjects().front().subject, input), props::Verdict::Violated)
      << "the engine itself gets this case right";
}

INSTANTIATE_TEST_SUITE_P(Subjects, Refutes, testing::ValuesIn(broken()), [](const auto& info) {
  std::string name = info.param.name;
  std::ranges::replace(name, '-', '_');
  return name;
});

// A proof about one mask: what it forbids to write cannot be above the limit, whatever its entry permits.
TEST(Prove, AFixedMaskIsTheOnlyOneSpokenOf) {
  Options options = options_for("never-above-limit", "pmuver-signed");
  options.settled = all_settled();
  options.writable = 0xf0;  // PMUVer is [11:8]
  const auto below = result_of(options);
  ASSERT_TRUE(below.has_value());
  EXPECT_EQ(below->outcome, Outcome::Proved);
  EXPECT_TRUE(std::ranges::count(below->assumptions, "the writable mask is 0xf0, and no other") == 1);
  options.writable = 0xf00;
  const auto above = result_of(options);
  ASSERT_TRUE(above.has_value());
  ASSERT_EQ(above->outcome, Outcome::Refuted);
  ASSERT_TRUE(above->counterexample.has_value());
  EXPECT_EQ(above->counterexample->input.writable, 0xf00U);
  EXPECT_EQ(above->counterexample->input.value, 0x800U);
}

TEST(Prove, ResultsAreHandedOutInOrderOnceFinal) {
  Options options = options_for("*ies-equal-spec", "engine");
  std::vector<std::string> handed;
  options.finished = [&](const ClaimResult& result) {
    EXPECT_EQ(result.outcome, Outcome::Proved);
    EXPECT_EQ(result.sampled, options.samples) << "sampled before it is called final";
    handed.emplace_back(result.claim->name);
  };
  const auto results = prove(options);
  ASSERT_TRUE(results.has_value());
  std::vector<std::string> in_order;
  for (const ClaimResult& result : *results) in_order.emplace_back(result.claim->name);
  EXPECT_EQ(in_order, (std::vector<std::string>{"policies-equal-spec", "entries-equal-spec"}));
  EXPECT_EQ(handed, in_order);
}

TEST(Prove, WithoutBudgetNothingIsProved) {
  Options options = options_for("extraction", "engine");
  options.budget = 1;
  const auto result = result_of(options);
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(result->outcome, Outcome::Unknown);
  EXPECT_TRUE(std::ranges::any_of(result->parts, [](const Part& part) {
    return part.outcome == Outcome::Unknown && part.detail.find("out of budget") != std::string::npos;
  })) << "and a part says why";
}

TEST(SelfCheck, TheCanaryIsRefutedAndLiftingIsAFunction) {
  EXPECT_TRUE(check_canary().has_value());
  EXPECT_TRUE(check_identity().has_value());
}

// What is right must not pass for a canary: this is how a prover that refutes nothing would look.
TEST(SelfCheck, ACanaryThatIsNotRefutedIsAnInternalError) {
  const Canary right{"orders-equal-spec", "engine"};
  const auto refuted = check_canary(right);
  ASSERT_FALSE(refuted.has_value());
  EXPECT_EQ(refuted.error().what, "the prover is broken: orders-equal-spec on engine must be refuted, but is proved");
  const auto identity = check_identity(right);
  ASSERT_FALSE(identity.has_value());
  EXPECT_NE(identity.error().what.find("is lifted to the same"), std::string::npos) << identity.error().what;
}

// The defect of Linux 6.5 to 2026, in the design's own words.
TEST(Designs, LinuxSince65IsRefutedBySmallestCase) {
  const auto result = result_of(options_for("never-above-limit", "linux-6.5"));
  ASSERT_TRUE(result.has_value());
  ASSERT_EQ(result->outcome, Outcome::Refuted);
  ASSERT_TRUE(result->counterexample.has_value());
  EXPECT_TRUE(result->counterexample->smallest);
  EXPECT_EQ(result->counterexample->input.value, 0x800U);
  EXPECT_EQ(result->counterexample->input.limit, 0U);
}

TEST(Designs, AClaimAboutTheEnginesFunctionsIsNotApplicable) {
  const auto result = result_of(options_for("sanitise-order", "linux-6.5"));
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(result->outcome, Outcome::NotApplicable);
  EXPECT_TRUE(result->parts.empty());
  ASSERT_EQ(result->assumptions.size(), 1U);
  EXPECT_TRUE(result->assumptions[0].starts_with("not applicable: "));
}

TEST(Prove, UnknownSubjectIsAnError) {
  const auto results = prove(options_for("extraction", "nobody"));
  ASSERT_FALSE(results.has_value());
  EXPECT_EQ(results.error().what, "unknown subject nobody");
}

TEST(Prove, NoClaimOfThatNameIsAnEmptyList) {
  const auto results = prove(options_for("no-such-claim", "engine"));
  ASSERT_TRUE(results.has_value());
  EXPECT_TRUE(results->empty());
}

// The hash of nothing was reported once, since a comparison in embed.cmake was never true.
TEST(Provenance, NamesWhatAProofIsAbout) {
  const Provenance about = provenance();
  EXPECT_EQ(about.bitcode_sha256.size(), 64U);
  EXPECT_EQ(about.bitcode_sha256.find_first_not_of("0123456789abcdef"), std::string::npos);
  EXPECT_NE(about.bitcode_sha256, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
      << "SHA-256 of nothing";
  EXPECT_NE(about.compiler.find("clang 19"), std::string::npos) << about.compiler;
  EXPECT_NE(about.solver.find("Z3 "), std::string::npos) << about.solver;
  EXPECT_NE(about.solver.find("CaDiCaL "), std::string::npos) << about.solver;
}

}  // namespace
}  // namespace idreg::smt::prove
