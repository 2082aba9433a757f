// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Linux since 6.5: the general table and a writable mask; of the caller's entries only the policy is
// taken, and put into the general entry of the same shift.
#include "subjects/designs.h"
#include "subjects/linux_field.h"

namespace idreg::subjects {

IDREG_DESIGN(linux) {
  std::uint64_t judged = 0;
  for (std::uint32_t i = 0; i < general_count; ++i) {
    Entry field = general[i];
    if (!is_field(field) || (bits_of(field) & ~writable) != 0) continue;
    judged |= bits_of(field);
    // Sign and safe value stay the general entry's.
    for (std::uint32_t j = 0; j < override_count; ++j) {
      if (overrides[j].shift == field.shift) field.policy = overrides[j].policy;
    }
    if (!is_limit_or_safe(field, value, limit)) return false;
  }
  return ((value ^ limit) & ~judged) == 0;
}

}  // namespace idreg::subjects
