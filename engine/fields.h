// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Bits of one field. Precondition of every function here: 1 <= width, shift + width <= 64.
//
// These functions are compiled in a file of their own, so that no other file inlines them: the
// proofs of everything above use their specification instead of their bits (docs/trust.md).
#pragma once

#include <cstdint>

#include "engine/types.h"

namespace idreg::engine {

/// The register bits [shift, shift + width) that a field covers.
[[nodiscard]] std::uint64_t field_mask(std::uint32_t shift, std::uint32_t width) noexcept;

/// The code of a field: bits [shift, shift + width) of `reg`, moved down to bit 0.
[[nodiscard]] std::uint64_t extract(std::uint64_t reg, std::uint32_t shift, std::uint32_t width) noexcept;

/// `reg` with the field's bits replaced by `code`; bits of `code` above `width` are ignored.
[[nodiscard]] std::uint64_t insert(std::uint64_t reg, std::uint32_t shift, std::uint32_t width,
                                   std::uint64_t code) noexcept;

}  // namespace idreg::engine
