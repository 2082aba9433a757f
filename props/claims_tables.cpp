// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Claims about tables made from two lists of entries: precedence.
#include "props/predicates.h"

namespace idreg::props {

namespace {

bool counts_in_bounds(const Case& c) { return c.override_count <= kMaxOverrides && c.general_count <= kMaxGeneral; }

bool merges(const Subject& s, const Entry* general, std::uint32_t general_count, const Entry* overrides,
            std::uint32_t override_count, Table* table) {
  return s.merge(general, general_count, overrides, override_count, table).kind == TableErrorKind::None;
}

/// All entries of a list well formed and pairwise disjoint, by the specification.
bool disjoint_list(const Entry* entries, std::uint32_t count) {
  bool good = true;
  for (std::uint32_t i = 0; i < count; ++i) {
    good = good && spec::entry_error(entries[i]) == TableErrorKind::None;
    for (std::uint32_t j = 0; j < i; ++j) {
      good = good && (spec::field_mask(entries[i]) & spec::field_mask(entries[j])) == 0;
    }
  }
  return good;
}

bool same_bits(const Entry& a, const Entry& b) { return a.shift == b.shift && a.width == b.width; }

/// Each override has exactly one general entry's bits or is disjoint from all.
bool overrides_match(const Case& c) {
  bool good = true;
  for (std::uint32_t i = 0; i < c.override_count; ++i) {
    for (std::uint32_t j = 0; j < c.general_count; ++j) {
      const bool apart = (spec::field_mask(c.overrides[i]) & spec::field_mask(c.general[j])) == 0;
      good = good && (apart || same_bits(c.overrides[i], c.general[j]));
    }
  }
  return good;
}

bool overridden(const Case& c, const Entry& general) {
  bool result = false;
  for (std::uint32_t i = 0; i < c.override_count; ++i) result = result || same_bits(c.overrides[i], general);
  return result;
}

std::uint64_t start_bit(const Entry& entry) { return std::uint64_t{1} << (entry.shift % kRegisterBits); }

/// Overrides stand in their slots, general entries in theirs unless overridden, nothing else anywhere.
bool is_effective(const Case& c, const Table& table) {
  std::uint64_t starts = 0;
  bool good = true;
  for (std::uint32_t i = 0; i < c.override_count; ++i) {
    good = good && table.slots[c.overrides[i].shift % kRegisterBits] == c.overrides[i];
    starts |= start_bit(c.overrides[i]);
  }
  for (std::uint32_t j = 0; j < c.general_count; ++j) {
    const Entry& general = c.general[j];
    good = good && (overridden(c, general) || table.slots[general.shift % kRegisterBits] == general);
    starts |= start_bit(general);
  }
  for (std::uint32_t shift = 0; shift < kRegisterBits; ++shift) {
    const bool used = (starts >> shift & 1) != 0;
    good = good && (used || table.slots[shift] == Entry{});
  }
  return good;
}

/// What every slot of a table in the making keeps: see Builder.
bool slot_kept(const Entry& slot, std::uint32_t shift, std::uint64_t bits) {
  if (slot.width == 0) return true;
  return slot.shift == shift && spec::entry_error(slot) == TableErrorKind::None &&
         (spec::field_mask(slot) & ~bits) == 0;
}

bool slots_apart(const Entry& a, const Entry& b) {
  return a.width == 0 || b.width == 0 || (spec::field_mask(a) & spec::field_mask(b)) == 0;
}

bool builder_kept(const engine::Builder& b, std::uint32_t one, std::uint32_t two) {
  const std::uint64_t bits = b.override_bits | b.general_bits;
  const Entry& first = b.table.slots[one];
  const Entry& second = b.table.slots[two];
  return slot_kept(first, one, bits) && slot_kept(second, two, bits) && (one == two || slots_apart(first, second));
}

}  // namespace

extern "C" Verdict idreg_claim_precedence(const Subject& s, const Case& c) {
  if (!counts_in_bounds(c)) return Verdict::Discarded;
  Table table;
  const bool accepted = merges(s, c.general, c.general_count, c.overrides, c.override_count, &table);
  const bool good =
      disjoint_list(c.overrides, c.override_count) && disjoint_list(c.general, c.general_count) && overrides_match(c);
  if (!good) return holds(!accepted);
  return holds(accepted && is_effective(c, table));
}

extern "C" Verdict idreg_claim_precedence_order(const Subject& s, const Case& c) {
  if (!counts_in_bounds(c)) return Verdict::Discarded;
  const bool general = c.item < c.general_count && c.other < c.general_count;
  const bool overrides = c.item < c.override_count && c.other < c.override_count;
  if (!general && !overrides) return Verdict::Discarded;
  Case swapped = c;
  if (general) {
    swapped.general[c.item] = c.general[c.other];
    swapped.general[c.other] = c.general[c.item];
  }
  if (overrides) {
    swapped.overrides[c.item] = c.overrides[c.other];
    swapped.overrides[c.other] = c.overrides[c.item];
  }
  Table one;
  Table two;
  const bool first = merges(s, c.general, c.general_count, c.overrides, c.override_count, &one);
  const bool second = merges(s, swapped.general, c.general_count, swapped.overrides, c.override_count, &two);
  return holds(first == second && (!first || one == two));
}

extern "C" Verdict idreg_claim_precedence_twice(const Subject& s, const Case& c) {
  if (!counts_in_bounds(c) || c.general_count + c.override_count > kMaxGeneral) return Verdict::Discarded;
  Table once;
  if (!merges(s, c.general, c.general_count, c.overrides, c.override_count, &once)) return Verdict::Discarded;
  // The effective fields as a list: what stands where each general entry stood, then the added fields.
  Entry effective[kMaxGeneral] = {};
  std::uint32_t count = c.general_count;
  for (std::uint32_t j = 0; j < c.general_count; ++j) effective[j] = once.slots[c.general[j].shift % kRegisterBits];
  for (std::uint32_t i = 0; i < c.override_count; ++i) {
    bool replaces = false;
    for (std::uint32_t j = 0; j < c.general_count; ++j) replaces = replaces || same_bits(c.overrides[i], c.general[j]);
    if (!replaces) effective[count++] = c.overrides[i];
  }
  Table twice;
  const bool accepted = merges(s, effective, count, c.overrides, c.override_count, &twice);
  return holds(accepted && once == twice);
}

extern "C" Verdict idreg_claim_merge_step(const Subject& s, const Case& c) {
  if (c.item >= kRegisterBits || c.other >= kRegisterBits) return Verdict::Discarded;
  engine::Builder builder;
  for (std::uint32_t shift = 0; shift < kRegisterBits; ++shift) builder.table.slots[shift] = c.general[shift];
  builder.override_bits = c.value;
  builder.general_bits = c.limit;
  if (!builder_kept(builder, c.item, c.other)) return Verdict::Discarded;
  const Entry& entry = c.overrides[0];
  const bool adds_override = c.general_count == 0;
  // Overrides come first: nothing is covered but by overrides.
  if (adds_override && builder.general_bits != 0) return Verdict::Discarded;
  const Entry first = builder.table.slots[c.item];
  const std::uint64_t bits = builder.override_bits | builder.general_bits;
  const TableErrorKind error = adds_override ? s.add_override(builder, entry) : s.add_general(builder, entry);
  const std::uint64_t after = builder.override_bits | builder.general_bits;
  if (error != TableErrorKind::None) return holds(builder.table.slots[c.item] == first && after == bits);
  return holds(builder_kept(builder, c.item, c.other) && after == (bits | spec::field_mask(entry)));
}

extern "C" Verdict idreg_claim_helper_agrees(const Subject& s, const Case& c) {
  if (!counts_in_bounds(c)) return Verdict::Discarded;
  TableError error;
  const bool answer =
      s.permitted_with(c.general, c.general_count, c.overrides, c.override_count, c.writable, c.value, c.limit, &error);
  Table table;
  const TableError expected = s.merge(c.general, c.general_count, c.overrides, c.override_count, &table);
  const bool accepted = expected.kind == TableErrorKind::None;
  return holds(error == expected && answer == (accepted && s.permitted(table, c.writable, c.value, c.limit)));
}

}  // namespace idreg::props
