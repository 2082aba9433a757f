// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Into which parts the comparison of a mutant with the original is split.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "smt/prove/plan.h"

namespace idreg::smt::prove {

/// The parts of the claims of sameness (props/same.h) about these functions of the engine.
[[nodiscard]] std::vector<PartPlan> plan_sameness(const std::set<std::string>& symbols);

/// The parts of the claim that a register by name is judged alike by both tables.
[[nodiscard]] std::vector<PartPlan> plan_same_table(const std::string& reg);

/// The ways in which such a part is asked, one after the other until one decides: a mutant that extends a width
/// otherwise needs the one, one that takes another operation the other.
[[nodiscard]] std::vector<PartPlan> ways_to_ask(const PartPlan& part);

}  // namespace idreg::smt::prove
