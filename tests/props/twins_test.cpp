// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// RapidCheck refutes every must-fail twin that a native run can see, from every seed, and the engine
// survives. Prints how long it took.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "props/run.h"

namespace idreg::props {
namespace {

constexpr std::uint64_t kSeeds = IDREG_SEEDS;
constexpr std::uint64_t kTries = 200'000;

/// Undefined behaviour is nothing that a native run answers: sanitizers and the prover see it.
bool seen_natively(const NamedSubject& twin) { return std::string_view(twin.refutes) != "no-ub"; }

std::uint64_t median(std::vector<std::uint64_t> numbers) {
  std::ranges::sort(numbers);
  return numbers[numbers.size() / 2];
}

TEST(Twins, RapidCheckRefutesEach) {
  fmt::print("{:<32} {:<22} {:>7} {:>12} {:>12} {:>10}\n", "twin", "claim", "refuted", "median cases", "worst cases",
             "seconds");
  std::size_t seen = 0;
  for (const NamedSubject& twin : subjects()) {
    if (twin.refutes == nullptr) continue;
    const Claim* claim = find_claim(twin.refutes);
    ASSERT_NE(claim, nullptr) << twin.name << " refutes " << twin.refutes;
    if (!seen_natively(twin)) {
      fmt::print("{:<32} {:<22} for sanitizers and the prover\n", twin.name, twin.refutes);
      continue;
    }
    ++seen;
    std::vector<std::uint64_t> cases;
    double seconds = 0;
    for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
      const RunResult result = run_property(*claim, *twin.subject, seed, kTries, twin.name);
      seconds += result.seconds;
      ASSERT_EQ(result.outcome, RunResult::Outcome::Violated) << result.reproduce;
      ASSERT_EQ(claim->predicate(*twin.subject, *result.counterexample), Verdict::Violated) << result.reproduce;
      cases.push_back(result.cases);
    }
    fmt::print("{:<32} {:<22} {:>3}/{:<3} {:>12} {:>12} {:>10.3f}\n", twin.name, twin.refutes, cases.size(), kSeeds,
               median(cases), *std::ranges::max_element(cases), seconds / static_cast<double>(kSeeds));
  }
  EXPECT_GE(seen, 20U);
}

TEST(Twins, TheEngineSurvives) {
  const NamedSubject& engine = subjects().front();
  ASSERT_STREQ(engine.name, "engine");
  for (const Claim& claim : claims()) {
    const RunResult result = run_property(claim, *engine.subject, 1, IDREG_SURVIVED, engine.name);
    EXPECT_EQ(result.outcome, RunResult::Outcome::Passed) << result.reproduce;
    EXPECT_EQ(result.cases, std::uint64_t{IDREG_SURVIVED}) << claim.name;
  }
}

}  // namespace
}  // namespace idreg::props
