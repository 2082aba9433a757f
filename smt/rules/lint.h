// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Could a CPU with these registers exist? If not, which rules and fields do not go together, and which
// least lowering makes them.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "smt/rules/world.h"

namespace idreg::smt::rules {

/// A field and its code.
struct FieldCode {
  FieldKey field;
  std::uint64_t code = 0;
};

/// Codes of one field, the others as they are, with which the conflict is gone.
struct Mending {
  FieldKey field;
  std::uint64_t code = 0;               ///< as it is
  std::vector<std::uint64_t> codes;     ///< rising; at least one
};

/// Rules that no CPU with these fields obeys all at once, and of which none can be left out.
struct Conflict {
  std::vector<std::size_t> rules;  ///< by index; rising
  std::vector<FieldCode> fields;
  std::size_t waived = 0;          ///< the rule without which all others hold
  std::vector<Mending> mendings;
  bool of_base = false;            ///< the base breaks this rule already
};

struct Change {
  FieldKey field;
  std::uint64_t from = 0;
  std::uint64_t to = 0;
};

struct Lint {
  std::vector<Conflict> conflicts;
  std::optional<std::vector<Change>> repair;  ///< fewest fields lowered, then least (exception
                                              ///< levels, FP and AdvSIMD count for eight); none without conflict
  std::string no_repair;  ///< why there is none although there is a conflict
  std::vector<std::uint32_t> open;  ///< registers that rules read and that are not known, by index

  /// Whether something conflicts that the base does not break.
  [[nodiscard]] bool consistent() const;
};

/// Why there is no answer: out of budget.
struct Inconclusive {
  std::string reason;
};
template <typename T>
using Answered = std::expected<T, Inconclusive>;

/// Judges `values`. With a base, its own broken rules are told apart and tolerated in the repair.
/// Each answer is held against direct evaluation; a difference is an internal error (std::logic_error).
[[nodiscard]] Answered<Lint> lint(World& world, const Values& values, const Values* base);

/// The fewest rules that have to be waived so that the others hold for these values, by index. `cheap`
/// are waived first, where it is a choice.
[[nodiscard]] Answered<std::vector<std::size_t>> broken_rules(World& world, const Values& values,
                                                              const std::vector<std::size_t>& cheap);

}  // namespace idreg::smt::rules
