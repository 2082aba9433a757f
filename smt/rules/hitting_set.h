// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The cheapest way to take something out of each of several sets.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace idreg::smt::rules {

/// Elements, rising, of which each set has at least one, at the least total weight; exact, by branching on
/// the elements of a set that is not hit, bounded by sets that share nothing. Among equals the first in
/// the order of branching. No set is empty. Nothing if more than `steps` branches would be needed.
[[nodiscard]] std::optional<std::vector<std::size_t>> cheapest_hitting_set(
    const std::vector<std::vector<std::size_t>>& sets, std::span<const std::uint64_t> weights, std::uint64_t steps);

}  // namespace idreg::smt::rules
