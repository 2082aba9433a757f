// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The caller's own full table: every four bits are an unsigned lower-safe field, and what differs is a
// list of exceptions written by hand (here the overrides). The general table is not asked.
#include "subjects/designs.h"
#include "subjects/linux_field.h"

namespace idreg::subjects {

namespace {

constexpr std::uint8_t kNibble = 4;

/// With `bounded`, the safe value of a lower-safe exception is its upper bound, whatever the limit. It
/// comes first: if the limit passed before, nothing would be bounded.
bool exception_accepts(const Entry& field, bool bounded, std::uint64_t value, std::uint64_t limit) {
  if (bounded && field.policy == Policy::LowerSafe &&
      number_of(field, value) > number_of(field, field.safe << field.shift)) {
    return false;
  }
  return is_limit_or_safe(field, value, limit);
}

bool check(const Entry* exceptions, std::uint32_t count, bool bounded, std::uint64_t value, std::uint64_t limit) {
  std::uint64_t listed = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    if (!is_field(exceptions[i])) continue;
    listed |= bits_of(exceptions[i]);
    if (!exception_accepts(exceptions[i], bounded, value, limit)) return false;
  }
  std::uint64_t judged = listed;
  for (std::uint8_t shift = 0; shift < kRegisterBits; shift = static_cast<std::uint8_t>(shift + kNibble)) {
    const Entry generated{shift, kNibble, Policy::LowerSafe, OrderKind::Rotation, 0, 0};
    if ((bits_of(generated) & listed) != 0) continue;
    judged |= bits_of(generated);
    if (!is_limit_or_safe(generated, value, limit)) return false;
  }
  return ((value ^ limit) & ~judged) == 0;
}

}  // namespace

IDREG_DESIGN(full_table) {
  (void)general;
  (void)general_count;
  (void)writable;
  return check(overrides, override_count, false, value, limit);
}

IDREG_DESIGN(full_table_bound) {
  (void)general;
  (void)general_count;
  (void)writable;
  return check(overrides, override_count, true, value, limit);
}

}  // namespace idreg::subjects
