/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * An outside subject, whole: a check as people first write it. Every field is a number and may be
 * lowered; the sign, the policy and the caller's own entries are forgotten. `idreg fuzz` and `idreg
 * prove` show what that costs.
 */
#include "subjects/outside.h"

static uint64_t mask_of(const struct idreg_entry* field) {
  if (field->width == 0 || field->width > 64 || field->shift > 64 - field->width) return 0; /* no such field */
  return (~(uint64_t)0 >> (64 - field->width)) << field->shift;
}

static bool accepts(const struct idreg_entry* general, uint32_t general_count, const struct idreg_entry* overrides,
                    uint32_t override_count, uint64_t writable, uint64_t value, uint64_t limit) {
  uint64_t fields = 0;
  (void)overrides;
  (void)override_count;
  for (uint32_t i = 0; i < general_count; ++i) {
    const uint64_t mask = mask_of(&general[i]);
    if ((mask & ~writable) != 0) continue;
    fields |= mask;
    if ((value & mask) > (limit & mask)) return false;
  }
  return ((value ^ limit) & ~fields) == 0;
}

const struct idreg_subject idreg_outside_subject = {
    IDREG_OUTSIDE_ABI, 1, 0, 0, "lower-only", "every field is a number and may be lowered", accepts};
