// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Claims about tables made from two lists of entries: precedence.
#include "props/effective.h"

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

/// The error of entry `index` of a list for what it shares with the first of `count` others, if it does.
/// `unless_same`: having exactly the same bits is no fault.
TableError collision(TableErrorKind kind, const Entry* list, bool in_overrides, std::uint32_t index,
                     const Entry* others, std::uint32_t count, bool unless_same) {
  TableError result{};
  for (std::uint32_t j = count; j > 0; --j) {
    const Entry& other = others[j - 1];
    const std::uint64_t shared = spec::field_mask(list[index]) & spec::field_mask(other);
    if (shared == 0 || (unless_same && same_bits(list[index], other))) continue;
    result = {kind, static_cast<std::uint8_t>(in_overrides), index, j - 1, shared};
  }
  return result;
}

/// The first entry that is refused, overrides before general ones, and why; all zero if none is.
TableError first_refusal(const Case& c) {
  const auto own = [](const Entry& entry, bool in_overrides, std::uint32_t index) {
    const TableErrorKind kind = spec::entry_error(entry);
    return kind == TableErrorKind::None ? TableError{}
                                        : TableError{kind, static_cast<std::uint8_t>(in_overrides), index, 0, 0};
  };
  TableError result{};
  const auto keep = [&result](const TableError& next) {
    if (result.kind == TableErrorKind::None) result = next;
  };
  for (std::uint32_t i = 0; i < c.override_count; ++i) {
    keep(own(c.overrides[i], true, i));
    keep(collision(TableErrorKind::OverrideOverlap, c.overrides, true, i, c.overrides, i, false));
  }
  for (std::uint32_t i = 0; i < c.general_count; ++i) {
    keep(own(c.general[i], false, i));
    keep(collision(TableErrorKind::GeneralOverlap, c.general, false, i, c.general, i, false));
    keep(collision(TableErrorKind::OverrideStraddles, c.general, false, i, c.overrides, c.override_count, true));
  }
  return result;
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
  const Entry& entry = c.overrides[0];
  const bool adds_override = c.general_count == 0;
  if (entry.shift >= kRegisterBits) return Verdict::Discarded;  // refused before anything else: entries-equal-spec
  engine::Builder builder;
  builder.override_bits = c.value;
  builder.general_bits = c.limit;
  for (std::uint32_t shift = 0; shift < kRegisterBits; ++shift) builder.table.slots[shift] = c.general[shift];
  // Of the builder only what is known of the one slot matters: no other is read, nor touched.
  const std::uint64_t taken = c.value | c.limit;
  if (adds_override && c.limit != 0) return Verdict::Discarded;  // overrides come first
  if (!slot_kept(c.general[entry.shift], entry.shift, taken)) return Verdict::Discarded;

  const TableErrorKind error = adds_override ? s.add_override(builder, entry) : s.add_general(builder, entry);
  const bool accepted = error == TableErrorKind::None;
  if (accepted && spec::entry_error(entry) != TableErrorKind::None) return Verdict::Violated;
  const std::uint64_t mask = accepted ? idreg_spec_field_mask(entry.shift, entry.width) : 0;
  const bool placed = accepted && (adds_override || (c.value & mask) == 0);
  // The entry stands in its slot, which was empty, or an override stood there already. It shares no bit
  // with those taken, which hold every other field; and no other slot is touched. So every slot is kept
  // again: this one because the entry is well formed and its bits are taken now, the others because no bit
  // is given back.
  bool good = (!placed || ((mask & taken) == 0 && c.general[entry.shift].width == 0)) &&
              builder.override_bits == (c.value | (adds_override ? mask : 0)) &&
              builder.general_bits == (c.limit | (adds_override ? 0 : mask));
  for (std::uint32_t shift = 0; shift < kRegisterBits; ++shift) {
    const bool here = placed && shift == entry.shift;
    good = good && builder.table.slots[shift] == (here ? entry : c.general[shift]);
  }
  return holds(good);
}

extern "C" Verdict idreg_claim_step_refusals(const Subject& s, const Case& c) {
  const Entry& entry = c.overrides[0];
  const bool adds_override = c.general_count == 0;
  if (entry.shift >= kRegisterBits) return Verdict::Discarded;  // refused before anything else: entries-equal-spec
  engine::Builder builder;
  builder.override_bits = c.value;
  builder.general_bits = c.limit;
  bool kept = !adds_override || c.limit == 0;  // overrides come first
  for (std::uint32_t shift = 0; shift < kRegisterBits; ++shift) {
    builder.table.slots[shift] = c.general[shift];
    kept = kept && slot_kept(c.general[shift], shift, c.value | c.limit);
  }
  if (!kept) return Verdict::Discarded;

  TableErrorKind expected = spec::entry_error(entry);
  if (expected == TableErrorKind::None) {
    const std::uint64_t mask = spec::field_mask(entry);
    const bool straddles = (c.value & mask) != 0 && c.general[entry.shift].width != entry.width;
    if (adds_override && (c.value & mask) != 0) expected = TableErrorKind::OverrideOverlap;
    if (!adds_override && straddles) expected = TableErrorKind::OverrideStraddles;
    if (!adds_override && (c.limit & mask) != 0) expected = TableErrorKind::GeneralOverlap;
  }
  return holds((adds_override ? s.add_override(builder, entry) : s.add_general(builder, entry)) == expected);
}

extern "C" Verdict idreg_claim_well_formed_equals_spec(const Subject& s, const Case& c) {
  Table table;
  std::uint64_t seen = 0;
  bool good = true;
  for (std::uint32_t shift = 0; shift < kRegisterBits; ++shift) {
    const Entry& slot = c.general[shift];
    table.slots[shift] = slot;
    if (slot.width == 0) {
      good = good && slot == Entry{};
    } else {
      good = good && slot.shift == shift && spec::entry_error(slot) == TableErrorKind::None;
      const std::uint64_t mask = idreg_spec_field_mask(shift, slot.width);
      good = good && (seen & mask) == 0;
      seen |= mask;
    }
  }
  return holds(s.well_formed(table) == good);
}

extern "C" Verdict idreg_claim_refusals_named(const Subject& s, const Case& c) {
  if (!counts_in_bounds(c)) return Verdict::Discarded;
  Table table;
  const TableError error = s.merge(c.general, c.general_count, c.overrides, c.override_count, &table);
  const TableError expected = first_refusal(c);
  return holds(error == expected && (expected.kind == TableErrorKind::None || table == Table{}));
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
