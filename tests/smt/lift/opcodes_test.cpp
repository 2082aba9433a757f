// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <gtest/gtest.h>

#include "tests/smt/lift/suites.h"

namespace idreg::smt::lift::testing {

TEST(Opcodes, AgreeWithNativeArithmetic) { EXPECT_EQ(check_opcodes({}, 5), std::nullopt); }

}  // namespace idreg::smt::lift::testing
