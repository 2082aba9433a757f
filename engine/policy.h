// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What one entry permits, on codes. Preconditions throughout: `entry` is well formed (tables.h),
// codes are below 2^width.
#pragma once

#include <cstdint>

#include "engine/types.h"

namespace idreg::engine {

/// The safe value of two codes. Linux: arm64_ftr_safe_value().
[[nodiscard]] std::uint64_t safe_code(const Entry& entry, std::uint64_t a, std::uint64_t b) noexcept;

/// Whether `value` may be shown under `limit`: equal to it, or the safe value of the two. Note that
/// Exact permits the limit too, not only the safe value.
[[nodiscard]] bool permitted_code(const Entry& entry, std::uint64_t value, std::uint64_t limit) noexcept;

/// Whether `a` is at or below `b` in the direction in which the entry's policy counts: what a policy
/// other than Exact permits, and the entry's own order for Exact.
[[nodiscard]] bool not_above(const Entry& entry, std::uint64_t a, std::uint64_t b) noexcept;

/// The highest permitted code at or below `wanted` (by `not_above`), if there is one; else the limit.
/// `*found` tells which.
[[nodiscard]] std::uint64_t nearest_code(const Entry& entry, std::uint64_t wanted, std::uint64_t limit,
                                         bool* found) noexcept;

}  // namespace idreg::engine
