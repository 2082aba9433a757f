// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The letters by which corpora/arch/*.txt name an ID scheme. Each stands for the architecture's order
// of a field's codes and for the policy that fits it; docs/architecture-facts.md has the list.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "engine/types.h"

namespace idreg::corpora {

struct Letter {
  std::string_view name;
  std::string_view meaning;
  OrderKind kind;  ///< of the scheme
  /// The bias in terms of the width: a rotation by a constant is not the same number for all widths.
  enum class Bias : std::uint8_t { Zero, One, Half, All } bias;
  Policy policy;  ///< the one that fits
};

/// All letters, in the order in which the documentation lists them.
[[nodiscard]] std::span<const Letter> letters();

/// The letter with exactly this name; letters are told apart by case.
[[nodiscard]] std::optional<Letter> find_letter(std::string_view name);

/// The scheme a letter stands for in a field of this width. `safe` is read for kind None only.
[[nodiscard]] Scheme scheme_of(const Letter& letter, std::uint32_t width, std::uint64_t safe);

/// The entry that says the same to the engine: the scheme's own order, except under HigherSafe and
/// HigherOrZeroSafe, where the policy turns the order of plain numbers round, as Linux has it.
[[nodiscard]] Entry entry_of(const Letter& letter, std::uint32_t shift, std::uint32_t width, Policy policy,
                             std::uint64_t safe);

}  // namespace idreg::corpora
