// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "props/coverage.h"

#include <gtest/gtest.h>

#include "props/run.h"

namespace idreg::props {
namespace {

/// One field of 4 bits, lower-is-safe and signed, in the lists of a case.
Case signed_field(std::uint64_t value, std::uint64_t limit, std::uint64_t writable) {
  Case input{};
  input.reg = kNoRegister;
  input.general_count = 1;
  input.general[0] = {8, 4, Policy::LowerSafe, OrderKind::Rotation, 8, 0};
  input.value = value << 8;
  input.limit = limit << 8;
  input.writable = writable;
  return input;
}

const Claim& claim(const char* name) { return *find_claim(name); }

TEST(Coverage, SaysWhatACaseShows) {
  Coverage coverage;
  coverage.add(claim("register-equals-spec"), kEngineFunctions, signed_field(2, 0xe, 0xf00));
  Situation expected{Policy::LowerSafe, FieldOrder::Signed, Relation::Above, CodeKind::Other, true, false};
  EXPECT_TRUE(coverage.has(expected));
  EXPECT_EQ(coverage.count(), 1U);
  EXPECT_EQ(to_string(expected), "LowerSafe signed, above the limit, other code, writable, no override");

  // The top bit alone is the lowest of all, and the mask leaves out a bit of the field.
  coverage.add(claim("register-equals-spec"), kEngineFunctions, signed_field(8, 0xe, 0x700));
  expected = {Policy::LowerSafe, FieldOrder::Signed, Relation::Below, CodeKind::Boundary, false, false};
  EXPECT_TRUE(coverage.has(expected));
  EXPECT_EQ(coverage.count(), 2U);
}

TEST(Coverage, AnOverrideReplacesItsGeneralEntry) {
  Case input = signed_field(5, 5, ~std::uint64_t{0});
  input.override_count = 1;
  input.overrides[0] = {8, 4, Policy::HigherSafe, OrderKind::ReverseRotation, 0, 0};
  Coverage coverage;
  coverage.add(claim("register-equals-spec"), kEngineFunctions, input);
  EXPECT_EQ(coverage.count(), 1U);
  EXPECT_TRUE(coverage.has({Policy::HigherSafe, FieldOrder::Reverse, Relation::Equal, CodeKind::Other, true, true}));
}

TEST(Coverage, WhatIsNotReachedIsNamed) {
  // A run of one case leaves all else out; a run without cases leaves out everything.
  const Coverage all = possible(claim("register-equals-spec"), kEngineFunctions);
  Coverage coverage;
  EXPECT_EQ(coverage.missing(all).size(), all.count());
  coverage.add(claim("register-equals-spec"), kEngineFunctions, signed_field(2, 0xe, 0xf00));
  EXPECT_EQ(coverage.missing(all).size(), all.count() - 1);
  EXPECT_EQ(coverage.count_of(all), 1U);
  for (const Situation& situation : coverage.missing(all)) EXPECT_FALSE(coverage.has(situation));
}

TEST(Coverage, NothingReachedIsImpossible) {
  // The two halves of the file say the same: what cases show, and what they can show.
  for (const Claim& one : claims()) {
    const Coverage all = possible(one, kEngineFunctions);
    const RunResult run = sample(one, kEngineFunctions, 3, 3000);
    EXPECT_EQ(run.coverage.count(), run.coverage.count_of(all))
        << one.name << ": " << to_string(all.missing(run.coverage).front());
    EXPECT_EQ(run.coverage.count() == 0, all.count() == 0) << one.name;
  }
}

TEST(Coverage, TheSharedGeneratorReachesNearlyAll) {
  const Claim& one = claim("register-equals-spec");
  const Coverage all = possible(one, kEngineFunctions);
  const RunResult run = sample(one, kEngineFunctions, 1, 20'000);
  EXPECT_GE(run.coverage.count_of(all) * 100, all.count() * 95) << run.coverage.missing(all).size() << " missing";
  // RapidCheck draws from the same generator, and is counted too.
  EXPECT_GT(run_property(one, kEngineFunctions, 1, 1000).coverage.count(), all.count() / 3);
}

TEST(Coverage, ClaimsThatCompareNothingCountNothing) {
  EXPECT_EQ(possible(claim("precedence"), kEngineFunctions).count(), 0U);
  EXPECT_EQ(possible(claim("entries-equal-spec"), kEngineFunctions).count(), 0U);
}

}  // namespace
}  // namespace idreg::props
