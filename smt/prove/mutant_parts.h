// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Private to smt/prove: which parts of which claims are asked of a mutant, and in what order.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "smt/mutate/mutate.h"
#include "smt/prove/plan.h"

namespace idreg::smt::prove {

/// One part of one claim, and through what its proof runs on the engine.
struct PartUse {
  PartPlan plan;
  std::size_t claim;  ///< index of the claim
  std::size_t index;  ///< of the part in the claim
  std::size_t turn;   ///< 0 for the parts of a claim that are tried first
  std::optional<std::set<std::string, std::less<>>> entered = {};  ///< once it has been lifted
  std::uint64_t cost = 0;  ///< instructions of the claim's first part
};

/// The parts of every claim on the engine but no-ub, whose bitcode is another one.
[[nodiscard]] std::vector<PartUse> all_parts();

/// Whether a claim is about what the mutant breaks: it is tried before all others.
[[nodiscard]] bool is_about(const props::Claim& claim, const mutate::Mutant& mutant);

/// Whether a part reads the table of a register by name.
[[nodiscard]] bool reads_register(const PartPlan& part, const std::string& reg);

}  // namespace idreg::smt::prove
