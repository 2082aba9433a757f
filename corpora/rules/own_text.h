// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The text of corpora/arch/rules.txt, put into the program by rules_generator.
#pragma once

#include <string_view>

namespace idreg::rules {

extern const std::string_view kOwnRules;

}  // namespace idreg::rules
