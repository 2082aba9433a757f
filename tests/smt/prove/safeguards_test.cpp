// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each safeguard of the prover against the fault that only it can catch: with it the fault is caught, and
// with it switched off the fault goes through, so a safeguard that is lost fails the test of its name.
// The table of all safeguards is in docs/trust.md.
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "smt/lift/faults.h"
#include "smt/prove/prove.h"

namespace idreg::smt::prove {
namespace {

Options options_for(const char* claim, const char* subject) {
  Options options;
  options.claims = claim;
  options.subject = subject;
  options.settled = std::make_shared<std::map<std::string, Outcome>>();
  for (const props::Claim& one : props::claims()) (*options.settled)[one.name] = Outcome::Proved;  // other tests' task
  return options;
}

/// "proved", "refuted", ..., or the words of the internal error.
std::string answer(const Options& options) {
  const auto results = prove(options);
  if (!results) return results.error().what;
  return to_string(results->front().outcome);
}

bool contains(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

TEST(Safeguards, VacuityOfAClaimThatSpeaksOfNothing) {
  // A merge that refuses all lists: no table is made, and every claim about tables holds of each of none.
  Options options = options_for("limit-permitted", "twin-merges-nothing");
  EXPECT_EQ(answer(options), "vacuous");
  options.tampering.no_vacuity = true;
  options.tampering.no_sampling = true;  // which gives up on a claim without cases
  EXPECT_EQ(answer(options), "proved");
}

TEST(Safeguards, VacuityOfAConclusionThatCannotFail) {
  // Holds of every case, and would of any engine.
  props::Claim planted = *props::find_claim("entries-equal-spec");
  planted.predicate = [](const props::Subject&, const props::Case&) { return props::Verdict::Holds; };
  Options options = options_for("entries-equal-spec", "engine");
  options.tampering.planted = &planted;
  EXPECT_EQ(answer(options), "vacuous");
  options.tampering.no_vacuity = true;
  EXPECT_EQ(answer(options), "proved");
}

TEST(Safeguards, ReplayOfACounterexampleOfTheLiftersMaking) {
  // The lifter takes the mask's logical shift for an arithmetic one: the engine seems to be wrong.
  Options options = options_for("extraction", "engine");
  options.tampering.lifter_fault = static_cast<std::uint8_t>(lift::Fault::LshrAsAshr);
  const std::string caught = answer(options);
  EXPECT_TRUE(contains(caught, "does not replay")) << caught;
  options.tampering.no_replay = true;
  EXPECT_EQ(answer(options), "refuted");
}

TEST(Safeguards, NativeSamplingOfAProofAboutOtherCode) {
  // What is lifted is the engine, what runs has no signs: the proof is right and about nothing that runs.
  Options options = options_for("orders-equal-spec", "twin-dropped-sign");
  options.tampering.lifted_symbol = "idreg_subject_engine";
  const std::string caught = answer(options);
  EXPECT_TRUE(contains(caught, "a native case violates it")) << caught;
  options.tampering.no_sampling = true;
  EXPECT_EQ(answer(options), "proved");
}

TEST(Safeguards, FuzzingAndEnumerationAgainstAProofAboutOtherCode) {
  // The same, and what fuzzing or enumeration found is handed over.
  Options options = options_for("extraction", "twin-narrow-extract");
  options.tampering.lifted_symbol = "idreg_subject_engine";
  options.tampering.no_sampling = true;
  props::Case found{};
  found.general[0].width = 1;
  found.value = 1;
  options.violations["extraction"] = found;
  const std::string caught = answer(options);
  EXPECT_TRUE(contains(caught, "a native case violates it")) << caught;
  // (Without it: "proved", as above.) Where nothing is proved it refutes.
  options.violations.clear();
  options.budget = 1;
  EXPECT_EQ(answer(options), "unknown");
  options.violations["extraction"] = found;
  EXPECT_EQ(answer(options), "refuted");
}

TEST(Safeguards, ALemmaThatOnlyANativeCaseRefutes) {
  // A step of a kind that no part of the lemma is about: it refutes the lemma after all its parts are proved, and what
  // rests on it must not stay proved, though it comes later and was asked about in the same run.
  Options options;
  options.claims = "merge*";
  props::Case found{};
  found.general_count = 2;
  options.violations["merge-step"] = found;
  const auto results = prove(options);
  ASSERT_TRUE(results.has_value()) << results.error().what;
  ASSERT_EQ(results->size(), 2U);
  EXPECT_STREQ(results->at(0).claim->name, "merge-step");
  EXPECT_EQ(results->at(0).outcome, Outcome::Refuted);
  EXPECT_STREQ(results->at(1).claim->name, "merged-well-formed");
  EXPECT_EQ(results->at(1).outcome, Outcome::Unknown);
}

TEST(Safeguards, CanaryOfASolverThatRefutesNothing) {
  // A solver is taken to say unsat to everything. Sampling, which sees this fault too, is off: of a rare fault it sees
  // nothing.
  Options options = options_for("orders-equal-spec", "twin-dropped-sign");
  options.tampering.solver_lies = true;
  options.tampering.no_sampling = true;
  const std::string caught = answer(options);
  EXPECT_TRUE(contains(caught, "the prover is broken: orders-equal-spec on twin-dropped-sign must be refuted"))
      << caught;
  options.tampering.no_canary = true;
  EXPECT_EQ(answer(options), "proved");
}

TEST(Safeguards, SelfIdentityOfALifterThatIsNoFunction) {
  // The same bitcode is lifted to something else the second time, and a proof is of whichever came first.
  Options options = options_for("extraction", "engine");
  options.tampering.unstable_fault = static_cast<std::uint8_t>(lift::Fault::SelectSwapped);
  const std::string caught = answer(options);
  EXPECT_TRUE(contains(caught, "is lifted to two things")) << caught;
  options.tampering.no_identity = true;
  EXPECT_EQ(answer(options), "proved");
}

TEST(Safeguards, SecondSolverOfAFirstThatIsWrong) {
  if (std::system("cvc5 --version >/dev/null 2>&1") != 0) GTEST_SKIP() << "no cvc5 (tools/setup installs it)";
  // Wrong only about this subject, so that the canary sees nothing.
  Options options = options_for("orders-equal-spec", "twin-dropped-sign");
  options.tampering.solver_lies = true;
  options.tampering.no_canary = true;
  options.tampering.no_sampling = true;
  options.second =
      SecondOpinions{testing::TempDir() + "idreg_safeguards", false, {*second_solver("cvc5", 1'000'000, 60)}};
  const std::string caught = answer(options);
  EXPECT_TRUE(contains(caught, "idreg says unsat, cvc5 says sat")) << caught;
  options.second.reset();
  EXPECT_EQ(answer(options), "proved");
}

TEST(Safeguards, AllAreOnUnlessATestSaysOtherwise) {
  const Tampering none = Options().tampering;
  EXPECT_FALSE(none.no_vacuity || none.no_replay || none.no_sampling || none.no_canary || none.no_identity);
  EXPECT_FALSE(none.solver_lies);
  EXPECT_EQ(none.lifter_fault, 0U);
  EXPECT_EQ(none.unstable_fault, 0U);
  EXPECT_EQ(none.lifted_symbol, nullptr);
  EXPECT_EQ(none.planted, nullptr);
}

}  // namespace
}  // namespace idreg::smt::prove
