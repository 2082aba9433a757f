// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Part of lint.h and baseline.h: holding the solver's answers against direct evaluation.
#pragma once

#include <string>
#include <vector>

#include "smt/rules/world.h"

namespace idreg::smt::rules {

/// An internal error (std::logic_error) unless it holds.
void require(bool holds, const std::string& what);

/// Every rule but those waived (rising), evaluated on the registers and what the solver chose for the rest.
void check_kept(const World& world, const Values& values, const Symbols& symbols,
                const std::vector<std::size_t>& waived);

/// The registers with what the model says of fields that are not known.
[[nodiscard]] Values completed(World& world, const Model& model, Values values);

/// Codes of a field that are at or below `code` in the architecture's scheme, by falling rank.
[[nodiscard]] std::vector<std::uint64_t> at_or_below(const FieldKey& field, std::uint64_t code);

/// Sorts codes by falling rank in the architecture's scheme; those without an order by falling number.
void sort_by_rank(const FieldKey& field, std::vector<std::uint64_t>& codes);

}  // namespace idreg::smt::rules
