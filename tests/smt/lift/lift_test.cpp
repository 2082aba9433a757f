// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <gtest/gtest.h>

#include "tests/smt/lift/suites.h"

namespace idreg::smt::lift::testing {

TEST(Lift, MemoryHoldsWhatWasWritten) { EXPECT_EQ(check_memory({}), std::nullopt); }

TEST(Lift, EnvironmentIsWhatTheRulesSay) { EXPECT_EQ(check_environment({}), std::nullopt); }

TEST(Lift, UndefinedBehaviourIsAnObligation) { EXPECT_EQ(check_obligations({}), std::nullopt); }

TEST(Lift, EngineAgreesWithItsBitcode) { EXPECT_EQ(check_engine({}, 1, 60), std::nullopt); }

TEST(Lift, RandomProgramsAgreeWithTheirNativeCode) { EXPECT_EQ(check_programs({}, 1, 60, 100), std::nullopt); }

TEST(Lift, GuardsAreDisjointAndComplete) { EXPECT_EQ(check_guards({}, 1), std::nullopt); }

}  // namespace idreg::smt::lift::testing
