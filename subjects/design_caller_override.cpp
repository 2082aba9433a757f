// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The caller-override helper of the reviewer's reply, three times: as posted, with the one line repaired
// that shows first, and done right. Overrides are looked at first, then the general table for the bits
// not yet seen.
#include "engine/fields.h"
#include "engine/policy.h"
#include "engine/tables.h"
#include "subjects/designs.h"
#include "subjects/linux_field.h"

namespace idreg::subjects {

namespace {

/// One pass over a list. The loop moves a cursor, but the body reads the head of the list: for the mask,
/// unless `mask_of_cursor`, and for the field's values always.
bool pass_at_head(const Entry* list, std::uint32_t count, bool mask_of_cursor, std::uint64_t value, std::uint64_t limit,
                  std::uint64_t* seen) {
  for (std::uint32_t i = 0; i < count; ++i) {
    const Entry& masked = mask_of_cursor ? list[i] : list[0];
    if (!is_field(masked) || !is_field(list[0])) continue;
    const std::uint64_t bits = bits_of(masked);
    if ((*seen & bits) != 0) continue;  // on any overlap, not only where all of it was seen
    *seen |= bits;
    if (!is_safe(list[0], value, limit)) return false;  // and the limit is not safe as such
  }
  return true;
}

bool two_passes(const Entry* general, std::uint32_t general_count, const Entry* overrides, std::uint32_t override_count,
                bool mask_of_cursor, std::uint64_t value, std::uint64_t limit) {
  std::uint64_t seen = 0;
  return pass_at_head(overrides, override_count, mask_of_cursor, value, limit, &seen) &&
         pass_at_head(general, general_count, mask_of_cursor, value, limit, &seen) && (value & ~seen) == 0;
}

/// Well-formed entries without a bit in common; their bits.
bool disjoint(const Entry* list, std::uint32_t count, std::uint64_t* bits) {
  *bits = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    if (engine::entry_error(list[i]) != TableErrorKind::None) return false;
    const std::uint64_t mask = engine::field_mask(list[i].shift, list[i].width);
    if ((*bits & mask) != 0) return false;
    *bits |= mask;
  }
  return true;
}

/// Each entry that shares bits with `overridden` has exactly the bits of one of the overrides.
bool exactly_overridden(const Entry& entry, const Entry* overrides, std::uint32_t override_count,
                        std::uint64_t overridden) {
  if ((engine::field_mask(entry.shift, entry.width) & overridden) == 0) return true;
  for (std::uint32_t i = 0; i < override_count; ++i) {
    if (overrides[i].shift == entry.shift && overrides[i].width == entry.width) return true;
  }
  return false;
}

/// One pass with the cursor: fields not seen before, wholly writable ones by their entry. What it judged
/// is added to `judged`.
bool pass(const Entry* list, std::uint32_t count, std::uint64_t seen, std::uint64_t writable, std::uint64_t value,
          std::uint64_t limit, std::uint64_t* judged) {
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint64_t bits = engine::field_mask(list[i].shift, list[i].width);
    if ((seen & bits) != 0 || (bits & ~writable) != 0) continue;
    *judged |= bits;
    if (!engine::permitted_code(list[i], engine::extract(value, list[i].shift, list[i].width),
                                engine::extract(limit, list[i].shift, list[i].width))) {
      return false;
    }
  }
  return true;
}

}  // namespace

IDREG_DESIGN(caller_override_posted) {
  (void)writable;
  return two_passes(general, general_count, overrides, override_count, false, value, limit);
}

IDREG_DESIGN(caller_override_repaired) {
  (void)writable;
  return two_passes(general, general_count, overrides, override_count, true, value, limit);
}

IDREG_DESIGN(caller_override_right) {
  std::uint64_t overridden = 0;
  std::uint64_t described = 0;
  if (!disjoint(overrides, override_count, &overridden) || !disjoint(general, general_count, &described)) return false;
  for (std::uint32_t i = 0; i < general_count; ++i) {
    if (!exactly_overridden(general[i], overrides, override_count, overridden)) return false;
  }
  std::uint64_t judged = 0;
  return pass(overrides, override_count, 0, writable, value, limit, &judged) &&
         pass(general, general_count, overridden, writable, value, limit, &judged) && ((value ^ limit) & ~judged) == 0;
}

}  // namespace idreg::subjects
