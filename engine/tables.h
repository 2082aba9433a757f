// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From lists of entries to the effective table of a register: what a list must satisfy, and which
// definition wins where an override and a general entry describe the same bits.
#pragma once

#include <cstdint>

#include "engine/types.h"

namespace idreg::engine {

/// Whether one entry is well formed, whatever its neighbours: TableErrorKind::None, or the first
/// rule it breaks in the order of TableErrorKind (Width to Safe). Any bytes may be passed.
[[nodiscard]] TableErrorKind entry_error(const Entry& entry) noexcept;

/// A table in the making; see `add_override` and `add_general`. Start from all zero.
struct Builder {
  Table table;
  std::uint64_t override_bits;  ///< bits of the overrides added so far
  std::uint64_t general_bits;   ///< bits of the general entries added so far, replaced ones included
};

/// Adds one override. Refused, with the builder unchanged: ill formed, or overlapping an override
/// already added. Precondition: no general entry has been added yet.
[[nodiscard]] TableErrorKind add_override(Builder& builder, const Entry& entry) noexcept;

/// Adds one general entry, unless an override has exactly its bits. Refused, with the builder
/// unchanged: ill formed, overlapping a general entry already added, or overlapping an override
/// without being equal to it in bits.
[[nodiscard]] TableErrorKind add_general(Builder& builder, const Entry& entry) noexcept;

/// The effective table of `general` under `overrides`: each override replaces the general entry that
/// has exactly its bits, or adds a field; anything else is refused and nothing is dropped silently.
/// The order of entries within a list does not matter. On an error `*table` is all zero.
/// Preconditions: the pointers reach that many entries (null is fine for none), `table` is not null.
[[nodiscard]] TableError merge(const Entry* general, std::uint32_t general_count, const Entry* overrides,
                               std::uint32_t override_count, Table* table) noexcept;

/// Bits that the effective fields cover.
[[nodiscard]] std::uint64_t covered(const Table& table) noexcept;

/// Whether a table holds its invariant (types.h). `merge` makes no other; this is for tables that
/// come from elsewhere.
[[nodiscard]] bool well_formed(const Table& table) noexcept;

}  // namespace idreg::engine
