// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each safeguard of the prover against the fault that only it can catch: with it the fault is caught, and
// with it switched off the fault goes through, so a safeguard that is lost fails the test of its name.
// The table of all safeguards is in docs/trust.md.
#include <gtest/gtest.h>

#include <string>

#include "smt/lift/faults.h"
#include "smt/prove/prove.h"

namespace idreg::smt::prove {
namespace {

Options options_for(const char* claim, const char* subject) {
  Options options;
  options.claims = claim;
  options.subject = subject;
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
  // What is lifted is the engine, what runs is one bit short: the proof is right and about nothing that runs.
  Options options = options_for("extraction", "twin-narrow-extract");
  options.tampering.lifted_symbol = "idreg_subject_engine";
  const std::string caught = answer(options);
  EXPECT_TRUE(contains(caught, "a native case violates it")) << caught;
  options.tampering.no_sampling = true;
  EXPECT_EQ(answer(options), "proved");
}

TEST(Safeguards, AllAreOnUnlessATestSaysOtherwise) {
  const Tampering none = Options().tampering;
  EXPECT_FALSE(none.no_vacuity || none.no_replay || none.no_sampling);
  EXPECT_EQ(none.lifter_fault, 0U);
  EXPECT_EQ(none.lifted_symbol, nullptr);
}

}  // namespace
}  // namespace idreg::smt::prove
