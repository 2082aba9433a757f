// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The prover's answers: claims that hold, subjects that break them, and what is never called proved.
#include "smt/prove/prove.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <string>
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

struct Broken {
  const char* subject;
  const char* claim;
};

class Refutes : public testing::TestWithParam<Broken> {};

TEST_P(Refutes, TheClaim) {
  const auto result = result_of(options_for(GetParam().claim, GetParam().subject));
  ASSERT_TRUE(result.has_value());
  ASSERT_EQ(result->outcome, Outcome::Refuted);
  ASSERT_TRUE(result->counterexample.has_value());
  const auto subjects = props::subjects();
  const auto subject = std::ranges::find(subjects, std::string_view(GetParam().subject), &props::NamedSubject::name);
  ASSERT_NE(subject, subjects.end());
  EXPECT_EQ(result->claim->predicate(*subject->subject, result->counterexample->input), props::Verdict::Violated);
  EXPECT_EQ(result->claim->predicate(*subjects.front().subject, result->counterexample->input), props::Verdict::Holds)
      << "the engine itself gets this case right";
}

// Minimising some counterexamples takes minutes: those are for a campaign.
#ifdef IDREG_CAMPAIGN
constexpr Broken kBroken[] = {{"twin-narrow-extract", "extraction"}, {"pmuver-signed", "signed-and-pmuver"}};
#else
constexpr Broken kBroken[] = {{"twin-lax-entry", "entries-equal-spec"}};
#endif

INSTANTIATE_TEST_SUITE_P(Subjects, Refutes, testing::ValuesIn(kBroken),
                         [](const auto& info) { return fmt::format("Subject{}", info.index); });

// A proof about one mask: what it forbids to write cannot be above the limit, whatever its entry permits.
TEST(Prove, AFixedMaskIsTheOnlyOneSpokenOf) {
  Options options = options_for("never-above-limit", "pmuver-signed");
  options.settled = std::make_shared<std::map<std::string, Outcome>>();
  for (const props::Claim& claim : props::claims())
    (*options.settled)[claim.name] = Outcome::Proved;  // other tests' task
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
}

}  // namespace
}  // namespace idreg::smt::prove
