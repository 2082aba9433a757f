// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Ignore mask plus local validation: the general check leaves out the fields that the caller names, and
// the caller validates those by code of its own, written by hand: "not more than the limit's".
#include "subjects/designs.h"
#include "subjects/linux_field.h"

namespace idreg::subjects {

namespace {

/// The caller's hand-written part: numbers compared as they stand, without sign or policy.
bool locally_valid(const Entry* overrides, std::uint32_t count, std::uint64_t value, std::uint64_t limit) {
  for (std::uint32_t i = 0; i < count; ++i) {
    if (!is_field(overrides[i])) continue;
    const std::uint64_t bits = bits_of(overrides[i]);
    if ((value & bits) > (limit & bits)) return false;
  }
  return true;
}

}  // namespace

IDREG_DESIGN(ignore_mask) {
  (void)writable;
  std::uint64_t ignored = 0;
  for (std::uint32_t i = 0; i < override_count; ++i) {
    if (is_field(overrides[i])) ignored |= bits_of(overrides[i]);
  }
  std::uint64_t judged = ignored;
  for (std::uint32_t i = 0; i < general_count; ++i) {
    if (!is_field(general[i]) || (bits_of(general[i]) & ignored) != 0) continue;
    judged |= bits_of(general[i]);
    if (!is_limit_or_safe(general[i], value, limit)) return false;
  }
  return ((value ^ limit) & ~judged) == 0 && locally_valid(overrides, override_count, value, limit);
}

}  // namespace idreg::subjects
