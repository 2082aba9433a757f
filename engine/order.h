// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Orders of a field's codes (Arm's ID schemes). Preconditions throughout: 1 <= width <= 64, codes
// and bias below 2^width, and a kind that OrderKind names.
#pragma once

#include <cstdint>

#include "engine/types.h"

namespace idreg::engine {

/// (code + bias) mod 2^width: the place of a code in a rotation.
[[nodiscard]] std::uint64_t rank(std::uint64_t code, std::uint64_t bias, std::uint32_t width) noexcept;

/// Whether code `a` promises no more than code `b` in this scheme. Source: Arm ARM D24.1.3.
[[nodiscard]] bool at_or_below(const Scheme& scheme, std::uint32_t width, std::uint64_t a, std::uint64_t b) noexcept;

/// The code that is at or below every other; for kind None the scheme's safe code.
[[nodiscard]] std::uint64_t lowest(const Scheme& scheme, std::uint32_t width) noexcept;

/// Whether all that `entry` permits is at or below the limit in `scheme`, whatever the limit.
/// Precondition: `entry` is well formed.
[[nodiscard]] bool fits(const Entry& entry, const Scheme& scheme) noexcept;

}  // namespace idreg::engine
