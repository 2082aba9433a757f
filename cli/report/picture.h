// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A register drawn as a row of boxes, one for each field, from bit 63 down.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/console.h"
#include "corpora/arch/arch.h"

namespace idreg::cli::report {

/// One line inside the boxes: a register value, with a label left of the picture ("value", "limit").
struct Line {
  std::string label;  ///< may be empty
  std::uint64_t value = 0;
};

/// Draws `reg` with one line of codes for each of `lines`. Fields that overlap `marked` are drawn in
/// colour where there is colour, and get a '!' after their name. Bits in no field are drawn as '-' for
/// all zero and by their code otherwise. Lines are at most `terminal.width` columns wide, as long as
/// one box fits.
[[nodiscard]] std::string picture(const arch::Register& reg, const std::vector<Line>& lines, std::uint64_t marked,
                                  const Terminal& terminal);

}  // namespace idreg::cli::report
