// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The runtime-merged table of the series, v4 and v6, which answer alike: v6 builds the same tables at
// boot where v4 built them at the first call.
#include "subjects/designs.h"
#include "subjects/linux_field.h"

namespace idreg::subjects {

namespace {

/// Room for a table with overrides: sixteen fields and an end mark.
constexpr std::uint32_t kRoom = 17;

struct Merged {
  Entry rows[kRoom];
  std::uint32_t count;
};

/// The general table, cut off at what there is room for; an override takes the place of the entry with
/// its shift, whatever the widths, and is lost where there is none.
void merge_rows(const Entry* general, std::uint32_t general_count, const Entry* overrides, std::uint32_t override_count,
                Merged* merged) {
  merged->count = general_count < kRoom - 1 ? general_count : kRoom - 1;
  for (std::uint32_t i = 0; i < merged->count; ++i) {
    merged->rows[i] = general[i];
    for (std::uint32_t j = 0; j < override_count; ++j) {
      if (overrides[j].shift == general[i].shift) merged->rows[i] = overrides[j];
    }
  }
}

bool check(const Entry* rows, std::uint32_t count, std::uint64_t value, std::uint64_t limit) {
  std::uint64_t fields = 0;
  for (std::uint32_t i = 0; i < count; ++i) {
    if (!is_field(rows[i])) continue;
    fields |= bits_of(rows[i]);
    if (!is_limit_or_safe(rows[i], value, limit)) return false;
  }
  return (value & ~fields) == 0;  // not: equal to the limit's
}

}  // namespace

IDREG_DESIGN(merged_table) {
  (void)writable;
  // Only a register with overrides got a table of its own.
  if (override_count == 0) return check(general, general_count, value, limit);
  Merged merged;
  merge_rows(general, general_count, overrides, override_count, &merged);
  return check(merged.rows, merged.count, value, limit);
}

}  // namespace idreg::subjects
