// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The random suites at length; not part of the ordinary run.
#include <gtest/gtest.h>

#include "tests/smt/lift/suites.h"

namespace idreg::smt::lift::testing {

TEST(Campaign, RandomPrograms) { EXPECT_EQ(check_programs({}, 2, 400, 300), std::nullopt); }

TEST(Campaign, Engine) { EXPECT_EQ(check_engine({}, 2, 1000), std::nullopt); }

TEST(Campaign, Guards) {
  for (std::uint64_t seed = 2; seed < 12; ++seed) EXPECT_EQ(check_guards({}, seed), std::nullopt);
}

}  // namespace idreg::smt::lift::testing
