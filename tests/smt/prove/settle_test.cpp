// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "smt/prove/settle.h"

#include <gtest/gtest.h>

#include "props/claims.h"

namespace idreg::smt::prove {
namespace {

ClaimResult proved(const char* claim, std::vector<std::string> lemmas) {
  ClaimResult result{};
  result.claim = props::find_claim(claim);
  result.subject = "engine";
  result.outcome = Outcome::Proved;
  result.lemmas = std::move(lemmas);
  return result;
}

/// never-above-limit rests on field-equals-spec, and that on extraction; in an order that no single pass serves.
std::vector<ClaimResult> chain() {
  return {proved("never-above-limit", {"field-equals-spec"}), proved("field-equals-spec", {"extraction"}),
          proved("extraction", {})};
}

TEST(Withdraw, LeavesAloneWhatRestsOnProofs) {
  std::vector<ClaimResult> results = chain();
  Settled settled{
      {"never-above-limit", Outcome::Proved}, {"field-equals-spec", Outcome::Proved}, {"extraction", Outcome::Proved}};
  withdraw(results, settled, true);
  for (const ClaimResult& result : results) EXPECT_EQ(result.outcome, Outcome::Proved) << result.claim->name;
}

TEST(Withdraw, ReachesWhatRestsOnALemmaThatRestsOnOne) {
  std::vector<ClaimResult> results = chain();
  results[2].outcome = Outcome::Unknown;
  Settled settled{
      {"never-above-limit", Outcome::Proved}, {"field-equals-spec", Outcome::Proved}, {"extraction", Outcome::Unknown}};
  withdraw(results, settled, true);
  EXPECT_EQ(results[1].outcome, Outcome::Unknown);
  EXPECT_EQ(results[0].outcome, Outcome::Unknown);
  EXPECT_EQ(settled.at("field-equals-spec"), Outcome::Unknown);
  ASSERT_EQ(results[0].parts.size(), 1U);
  EXPECT_EQ(results[0].parts[0].name, "lemma field-equals-spec");
  EXPECT_EQ(results[0].parts[0].detail, "is itself unknown");
}

TEST(Withdraw, ASubjectsResultSaysNothingOfTheEngines) {
  std::vector<ClaimResult> results = chain();
  Settled settled{{"field-equals-spec", Outcome::Proved}, {"extraction", Outcome::Refuted}};
  withdraw(results, settled, false);
  EXPECT_EQ(results[1].outcome, Outcome::Unknown);
  EXPECT_EQ(results[0].outcome, Outcome::Proved);
  EXPECT_EQ(settled.at("field-equals-spec"), Outcome::Proved);
}

TEST(Firm, OnlyWhenEverythingBelowIsSettled) {
  const std::vector<ClaimResult> results = chain();
  Settled settled{{"never-above-limit", Outcome::Proved}, {"field-equals-spec", Outcome::Proved}};
  EXPECT_FALSE(firm(results[0], results, settled, true)) << "extraction may still fail";
  EXPECT_FALSE(firm(results[1], results, settled, true));
  EXPECT_TRUE(firm(results[2], results, settled, true)) << "it rests on nothing";
  EXPECT_TRUE(firm(results[0], results, settled, false))
      << "of a subject: the engine's lemma is settled, its own are not";
  settled["extraction"] = Outcome::Refuted;
  EXPECT_TRUE(firm(results[0], results, settled, true)) << "settled either way";
}

}  // namespace
}  // namespace idreg::smt::prove
