// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Fields as the designs of 2022 and 2023 know them: Linux's language, where a field is signed or
// unsigned, its value a 64-bit number, and nothing else is said of its order. Re-implemented in our own
// words; the faults of each design are its own (docs/designs.md).
#pragma once

#include <cstdint>

#include "engine/types.h"

namespace idreg::subjects {

/// Whether an entry is a field at all. Tables were trusted: what is none is passed over in silence.
inline bool is_field(const Entry& field) noexcept {
  return field.width >= 1 && field.width <= kRegisterBits && field.shift <= kRegisterBits - field.width;
}

/// The field's bits. Precondition: is_field.
inline std::uint64_t bits_of(const Entry& field) noexcept {
  return (~std::uint64_t{0} >> (kRegisterBits - field.width)) << field.shift;
}

/// The field's code as a number, which Linux passes through an `int` on its way: negative where the field is signed and
/// its top bit is set, but also where it is unsigned and 32 bits wide; of a wider one the low 32 bits count.
/// Precondition: is_field.
inline std::int64_t number_of(const Entry& field, std::uint64_t reg) noexcept {
  const std::uint64_t top = reg << (kRegisterBits - field.width - field.shift);
  if (field.bias != 0) {
    return static_cast<std::int32_t>(static_cast<std::int64_t>(top) >> (kRegisterBits - field.width));
  }
  return static_cast<std::int32_t>(top >> (kRegisterBits - field.width));
}

/// The safe one of two numbers. The safe value of an Exact entry is the number in the table: of a signed
/// field 0xF there is 15, which no code of the field is read as.
inline std::int64_t safe_number(const Entry& field, std::int64_t a, std::int64_t b) noexcept {
  switch (field.policy) {
    case Policy::Exact:
      return static_cast<std::int64_t>(field.safe);
    case Policy::LowerSafe:
      return a < b ? a : b;
    case Policy::HigherOrZeroSafe:
      if (a == 0 || b == 0) return 0;
      [[fallthrough]];
    case Policy::HigherSafe:
      return a > b ? a : b;
  }
  return static_cast<std::int64_t>(field.safe);
}

/// Whether `value` is the safe one of itself and the limit.
inline bool is_safe(const Entry& field, std::uint64_t value, std::uint64_t limit) noexcept {
  const std::int64_t wanted = number_of(field, value);
  return safe_number(field, wanted, number_of(field, limit)) == wanted;
}

/// The same, and the limit itself whatever the policy.
inline bool is_limit_or_safe(const Entry& field, std::uint64_t value, std::uint64_t limit) noexcept {
  return ((value ^ limit) & bits_of(field)) == 0 || is_safe(field, value, limit);
}

}  // namespace idreg::subjects
