// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The suites against a lifter with one deliberate mistake: each must be noticed.
#include <gtest/gtest.h>

#include <cstdio>

#include "smt/lift/faults.h"
#include "tests/smt/lift/suites.h"

namespace idreg::smt::lift::testing {

namespace {

/// Which suite notices, cheapest first.
std::optional<std::string> noticed(const Limits& limits) {
  if (auto failure = check_memory(limits)) return "memory: " + *failure;
  if (auto failure = check_environment(limits)) return "environment: " + *failure;
  if (auto failure = check_obligations(limits)) return "obligations: " + *failure;
  if (auto failure = check_opcodes(limits, 2)) return "opcodes: " + *failure;
  if (auto failure = check_engine(limits, 1, 8)) return "engine: " + *failure;
  if (auto failure = check_programs(limits, 1, 10, 40)) return "programs: " + *failure;
  if (auto failure = check_guards(limits, 1)) return "guards: " + *failure;
  return std::nullopt;
}

class PlantedFault : public ::testing::TestWithParam<std::uint8_t> {};

}  // namespace

TEST_P(PlantedFault, IsNoticed) {
  Limits limits;
  limits.fault = GetParam();
  const auto by = noticed(limits);
  EXPECT_TRUE(by.has_value()) << "fault " << int{GetParam()} << " goes unnoticed";
  if (by) std::printf("fault %d: %s\n", int{GetParam()}, by->substr(0, 160).c_str());
}

INSTANTIATE_TEST_SUITE_P(All, PlantedFault, ::testing::Range<std::uint8_t>(1, kFaults));

}  // namespace idreg::smt::lift::testing
