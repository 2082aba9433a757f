// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Part of rules.h: the definitions of features.txt as rules.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "corpora/rules/rules.h"

namespace idreg::rules {

/// Conditions under which a register or a feature's definition says something.
struct Guards {
  std::map<std::uint32_t, Formula> registers;  ///< by index into arch::registers()
  std::map<std::string, Formula, std::less<>> features;
};

/// One rule for each of arch::definitions(): under its guards, the feature iff some conjunction holds.
void add_definitions(const Guards& guards, RuleSet& rules);

}  // namespace idreg::rules
