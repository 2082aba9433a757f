// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#pragma once

#include <string>

#include "tests/smt/lift/support.h"

namespace idreg::smt::lift::testing {

/// A C++ translation unit with functions f0.. of four 64-bit words, free of undefined behaviour.
[[nodiscard]] std::string random_program(Random& random, unsigned functions);

}  // namespace idreg::smt::lift::testing
