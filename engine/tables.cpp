// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "engine/tables.h"

#include "engine/fields.h"

namespace idreg::engine {

namespace {

std::uint64_t mask_of(const Entry& entry) noexcept { return field_mask(entry.shift, entry.width); }

/// Whether `earlier` may be blamed for the refusal of an entry that covers `mask`.
bool shares_bits(const Entry& earlier, std::uint64_t mask) noexcept { return (mask_of(earlier) & mask) != 0; }

/// The index of the first of `count` well-formed entries that shares bits with `mask`; `count` if none.
std::uint32_t first_overlap(const Entry* entries, std::uint32_t count, std::uint64_t mask) noexcept {
  std::uint32_t i = 0;
  while (i < count && !shares_bits(entries[i], mask)) ++i;
  return i;
}

/// Completes an error with the entry that the refused one collides with.
TableError describe(TableErrorKind kind, bool in_overrides, std::uint32_t index, const Entry& entry,
                    const Entry* others, std::uint32_t count) noexcept {
  TableError error{kind, static_cast<std::uint8_t>(in_overrides), index, 0, 0};
  if (kind < TableErrorKind::GeneralOverlap) return error;
  error.second = first_overlap(others, count, mask_of(entry));
  if (error.second < count) error.bits = mask_of(entry) & mask_of(others[error.second]);
  return error;
}

}  // namespace

TableErrorKind add_override(Builder& builder, const Entry& entry) noexcept {
  if (const TableErrorKind error = entry_error(entry); error != TableErrorKind::None) return error;
  const std::uint64_t mask = mask_of(entry);
  if ((builder.override_bits & mask) != 0) return TableErrorKind::OverrideOverlap;
  builder.override_bits |= mask;
  builder.table.slots[entry.shift] = entry;
  return TableErrorKind::None;
}

TableErrorKind add_general(Builder& builder, const Entry& entry) noexcept {
  if (const TableErrorKind error = entry_error(entry); error != TableErrorKind::None) return error;
  const std::uint64_t mask = mask_of(entry);
  if ((builder.general_bits & mask) != 0) return TableErrorKind::GeneralOverlap;
  Entry& slot = builder.table.slots[entry.shift];
  const bool overridden = (builder.override_bits & mask) != 0;
  // Bits of an override, and none of another general entry: what stands in the slot is an override.
  if (overridden && slot.width != entry.width) return TableErrorKind::OverrideStraddles;
  builder.general_bits |= mask;
  if (!overridden) slot = entry;
  return TableErrorKind::None;
}

TableError merge(const Entry* general, std::uint32_t general_count, const Entry* overrides,
                 std::uint32_t override_count, Table* table) noexcept {
  *table = Table{};
  Builder builder{};
  for (std::uint32_t i = 0; i < override_count; ++i) {
    const TableErrorKind kind = add_override(builder, overrides[i]);
    if (kind != TableErrorKind::None) return describe(kind, true, i, overrides[i], overrides, i);
  }
  for (std::uint32_t i = 0; i < general_count; ++i) {
    const TableErrorKind kind = add_general(builder, general[i]);
    if (kind == TableErrorKind::None) continue;
    if (kind == TableErrorKind::OverrideStraddles)
      return describe(kind, false, i, general[i], overrides, override_count);
    return describe(kind, false, i, general[i], general, i);
  }
  *table = builder.table;
  return TableError{};
}

std::uint64_t covered(const Table& table) noexcept {
  std::uint64_t bits = 0;
  for (std::uint32_t shift = 0; shift < kRegisterBits; ++shift) {
    const Entry& slot = table.slots[shift];
    if (slot.width != 0) bits |= field_mask(shift, slot.width);
  }
  return bits;
}

bool well_formed(const Table& table) noexcept {
  std::uint64_t seen = 0;
  for (std::uint32_t shift = 0; shift < kRegisterBits; ++shift) {
    const Entry& slot = table.slots[shift];
    if (slot.width == 0) {
      if (slot != Entry{}) return false;
      continue;
    }
    if (slot.shift != shift || entry_error(slot) != TableErrorKind::None) return false;
    if ((seen & field_mask(shift, slot.width)) != 0) return false;
    seen |= field_mask(shift, slot.width);
  }
  return true;
}

}  // namespace idreg::engine
