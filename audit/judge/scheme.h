// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the architecture says of one field, as the judgements need it: entries of a tree against schemes,
// features gained, codes that real hosts have.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "audit/finding.h"
#include "audit/ir.h"
#include "corpora/arch/arch.h"

namespace idreg::audit {

/// The entry as the engine understands it. The safe value is cut to the field. Preconditions: type_known,
/// 1 <= width <= 64, shift + width <= 64.
[[nodiscard]] Entry engine_entry(const FtrBits& bits);

/// Two codes of a field: a value that an entry permits under a limit although it is not at or below it.
struct Witness {
  std::uint64_t value = 0;
  std::uint64_t limit = 0;
  std::vector<std::string> gained;  ///< features that the value has and the limit has not, others bits 0
  bool limit_known = false;         ///< the limit's code is allocated: a real host can have it
};

/// The smallest witness against `entry`, those that gain a feature first, then those with an allocated
/// limit. nullopt: there is none (fields wider than 8 bits are searched at the edges of their orders only).
[[nodiscard]] std::optional<Witness> misfit(const arch::Register& reg, const arch::Field& field, const Entry& entry);

/// Features of `reg` that hold with `value` and not with `limit` in the field and 0 elsewhere.
[[nodiscard]] std::vector<std::string> gained(const arch::Register& reg, const arch::Field& field, std::uint64_t value,
                                              std::uint64_t limit);

/// Whether the architecture has given this code a meaning, as far as corpora/arch knows.
[[nodiscard]] bool allocated(const arch::Register& reg, const arch::Field& field, std::uint64_t code);

/// A definition of a feature under values of its registers, by place.
[[nodiscard]] bool holds(const arch::Definition& definition, const std::uint64_t (&registers)[4]);

/// Whether smaller and larger of the scheme are by two's complement; nullopt where the scheme has no such
/// order, or where both readings agree with it on all allocated codes (width 1).
[[nodiscard]] std::optional<bool> scheme_signed(const arch::Field& field);

/// How the scheme orders codes, for people: "unsigned", "signed (0x8 is lowest)", ...
[[nodiscard]] std::string scheme_words(const arch::Field& field);

[[nodiscard]] Basis basis_of(const arch::Field& field);

/// How an entry says it: "unsigned LowerSafe 0".
[[nodiscard]] std::string entry_words(const FtrBits& bits);

}  // namespace idreg::audit
