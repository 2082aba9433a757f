// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The check of a whole register without a loop over its fields. Orders are rotations and policies are orders
// or their reverses, so all fields compare at once in a 64-bit word: one addition turns the codes of every
// field into ranks, one subtraction compares them. What a field needs beyond that (an extra permitted code,
// flags) is a masked test for zero. Claim packed-equals-loop: same answer as `permitted` (check.h).
#pragma once

#include <cstdint>

#include "engine/types.h"

namespace idreg::engine {

/// A table and a writable mask, prepared for many checks. Only wholly writable fields are *judged*; all other
/// bits are `fixed`. Each judged field is its top bit and, unless it is one bit wide, its low bits; what is
/// said of a field is said at its top bit.
///
/// Invariant, which keeps carries inside fields: the bit above a low bit is low or a top, no bit is both.
struct Packed {
  std::uint64_t fixed;    ///< bits that must equal the limit's
  std::uint64_t tops;     ///< the highest bit of each judged field
  std::uint64_t low;      ///< all other bits of judged fields
  std::uint64_t bias;     ///< each ranked field's bias, in place, without its highest bit
  std::uint64_t flip;     ///< that highest bit, and all bits (once more) where the higher rank is permitted
  std::uint64_t ranked;   ///< tops of the fields that compare by rank
  std::uint64_t exact;    ///< bits of the fields under policy Exact
  std::uint64_t safe;     ///< their safe codes, in place
  std::uint64_t fewer;    ///< bits of flags that may be cleared
  std::uint64_t more;     ///< bits of flags that may be set
  std::uint64_t or_zero;  ///< tops of the fields under HigherOrZeroSafe
};

/// Prepares a table. Precondition: it is well formed.
[[nodiscard]] Packed pack(const Table& table, std::uint64_t writable) noexcept;

/// `permitted(table, writable, value, limit)` of the table and mask that were packed.
[[nodiscard]] bool permitted_packed(const Packed& packed, std::uint64_t value, std::uint64_t limit) noexcept;

/// `permitted_packed` of `count` pairs: bit i % 64 of bitmap[i / 64] is set iff pair i is permitted, further
/// bits of the last word are 0. Returns how many are permitted.
/// Preconditions: `values` and `limits` reach `count` words, `bitmap` reaches (count + 63) / 64.
[[nodiscard]] std::uint64_t permitted_batch(const Packed& packed, const std::uint64_t* values,
                                            const std::uint64_t* limits, std::uint64_t count,
                                            std::uint64_t* bitmap) noexcept;

}  // namespace idreg::engine
