// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Claims about whole registers: of any table, and of each register by name.
#include "props/effective.h"

namespace idreg::props {

namespace {

/// A bit that no field covers, or of a field that is not wholly writable, differs from the limit's.
bool leaks(const Table& table, std::uint64_t writable, std::uint64_t difference) {
  bool leak = (difference & ~idreg_claims_all_field_bits(table)) != 0;
  for (std::uint32_t shift = 0; shift < kRegisterBits; ++shift) {
    const std::uint64_t mask = slot_mask(table, shift);
    leak = leak || ((mask & ~writable) != 0 && (difference & mask) != 0);
  }
  return leak;
}

/// Every field of a register by name, judged by the architecture's scheme whatever its entry says.
bool at_or_below_by_name(const arch::Register& reg, std::uint64_t value, std::uint64_t limit) {
  bool good = true;
  for (std::uint32_t i = 0; i < reg.field_count; ++i) {
    const arch::Field& field = reg.fields[i];
    good = good && spec::at_or_below(field.scheme, field.entry.width, spec::extract(value, field.entry),
                                     spec::extract(limit, field.entry));
  }
  return good;
}

bool scheme_for(const Scheme& scheme, std::uint8_t width) {
  return spec::entry_error({0, width, Policy::Exact, scheme.kind, scheme.bias, scheme.safe}) == TableErrorKind::None;
}

}  // namespace

extern "C" Verdict idreg_claim_covered_equals_spec(const Subject& s, const Case& c) {
  Table table;
  if (!effective_table(s, c, &table)) return Verdict::Discarded;
  return holds(s.covered(table) == idreg_claims_all_field_bits(table));
}

extern "C" Verdict idreg_claim_merged_well_formed(const Subject& s, const Case& c) {
  Table table;
  if (!effective_table(s, c, &table)) return Verdict::Discarded;
  return holds(s.well_formed(table));
}

extern "C" Verdict idreg_claim_register_equals_spec(const Subject& s, const Case& c) {
  Table table;
  if (!effective_table(s, c, &table)) return Verdict::Discarded;
  const std::uint64_t writable = writable_of(s, c);
  bool good = true;
  for (std::uint32_t shift = 0; shift < kRegisterBits; ++shift) {
    good = good && (table.slots[shift].width == 0 || slot_permits(table, shift, writable, c.value, c.limit));
  }
  good = good && ((c.value ^ c.limit) & ~idreg_claims_all_field_bits(table)) == 0;
  return holds(accepts(s, c, table, c.value, c.limit) == good);
}

extern "C" Verdict idreg_claim_never_above_limit(const Subject& s, const Case& c) {
  Table table;
  if (!effective_table(s, c, &table)) return Verdict::Discarded;
  if (c.reg != kNoRegister) {
    if (!accepts(s, c, table, c.value, c.limit)) return Verdict::Discarded;
    return holds(at_or_below_by_name(arch::kRegisters[c.reg], c.value, c.limit));
  }
  // The field in slot `item`, whose true scheme is a ghost that the engine never sees.
  if (c.item >= kRegisterBits) return Verdict::Discarded;
  const Entry& field = table.slots[c.item];
  if (field.width == 0 || !scheme_for(c.scheme, field.width) || !s.fits(field, c.scheme)) return Verdict::Discarded;
  if (spec::entry_error(field) != TableErrorKind::None) return Verdict::Violated;  // no table holds such a field
  if (!accepts(s, c, table, c.value, c.limit)) return Verdict::Discarded;
  return holds(
      spec::at_or_below(c.scheme, field.width, slot_code(table, c.item, c.value), slot_code(table, c.item, c.limit)));
}

extern "C" Verdict idreg_claim_registers_by_name(const Subject& s, const Case& c) {
  if (c.reg >= arch::kRegisterCount) return Verdict::Discarded;
  const arch::Register& reg = arch::kRegisters[c.reg];
  Table table;
  if (!register_table(s, c.reg, &table)) return Verdict::Violated;
  std::uint64_t bits = 0;
  for (std::uint32_t i = 0; i < reg.field_count; ++i) bits |= spec::field_mask(reg.fields[i].entry);
  const bool good = ((c.value ^ c.limit) & ~bits) == 0 && at_or_below_by_name(reg, c.value, c.limit);
  return holds(accepts_register(s, c.reg, table, c.value, c.limit) == good);
}

extern "C" Verdict idreg_claim_no_leak(const Subject& s, const Case& c) {
  Table table;
  if (!effective_table(s, c, &table)) return Verdict::Discarded;
  if (!accepts(s, c, table, c.value, c.limit)) return Verdict::Discarded;
  return holds(!leaks(table, c.writable, c.value ^ c.limit));
}

extern "C" Verdict idreg_claim_limit_permitted(const Subject& s, const Case& c) {
  Table table;
  if (!effective_table(s, c, &table)) return Verdict::Discarded;
  return holds(accepts(s, c, table, c.limit, c.limit));
}

extern "C" Verdict idreg_claim_explain_agrees(const Subject& s, const Case& c) {
  Table table;
  if (!effective_table(s, c, &table)) return Verdict::Discarded;
  Explanation why;
  s.explain(table, c.writable, c.value, c.limit, &why);
  const bool empty = why.fields == 0 && why.outside == 0;
  return holds(empty == s.permitted(table, c.writable, c.value, c.limit) &&
               why.outside == ((c.value ^ c.limit) & ~idreg_claims_all_field_bits(table)));
}

extern "C" Verdict idreg_claim_explain_exactly(const Subject& s, const Case& c) {
  Table table;
  if (!effective_table(s, c, &table) || c.item >= kRegisterBits) return Verdict::Discarded;
  Explanation why;
  s.explain(table, c.writable, c.value, c.limit, &why);
  const Entry& field = table.slots[c.item];
  const bool offends = field.width != 0 && !slot_permits(table, c.item, c.writable, c.value, c.limit);
  Violation expected{};
  if (offends) {
    const bool writes = (slot_mask(table, c.item) & ~c.writable) == 0;
    expected = {field.width, writes ? Reason::NotPermitted : Reason::NotWritable, slot_code(table, c.item, c.value),
                slot_code(table, c.item, c.limit)};
  }
  return holds(why.violations[c.item] == expected && (why.fields >> c.item & 1) == (offends ? 1U : 0U));
}

extern "C" Verdict idreg_claim_nearest_is_best(const Subject& s, const Case& c) {
  Table table;
  if (!effective_table(s, c, &table) || c.item >= kRegisterBits) return Verdict::Discarded;
  const Nearest best = s.nearest(table, c.writable, c.value, c.limit);
  const std::uint64_t outside = ~idreg_claims_all_field_bits(table);
  bool good =
      s.permitted(table, c.writable, best.value, c.limit) && (best.raised & outside) == ((c.value ^ c.limit) & outside);
  const Entry& field = table.slots[c.item];
  if (field.width == 0) return holds(good);
  // One field, whichever, against any other code for it.
  const std::uint64_t mask = slot_mask(table, c.item);
  const std::uint64_t wanted = slot_code(table, c.item, c.value);
  const std::uint64_t nearest = slot_code(table, c.item, best.value);
  const std::uint64_t candidate = slot_code(table, c.item, c.more_values[0]);
  const bool rival =
      slot_permits(table, c.item, c.writable, c.more_values[0], c.limit) && spec::not_above(field, candidate, wanted);
  const bool raised = (best.raised & mask) != 0;
  const bool higher = candidate != nearest && spec::not_above(field, nearest, candidate);
  // What is raised is so as a whole, to the limit, where nothing at or below what was wanted is permitted.
  const bool to_limit = (best.raised & mask) == mask && nearest == slot_code(table, c.item, c.limit) && !rival;
  const bool below = spec::not_above(field, nearest, wanted) && !(rival && higher);
  return holds(good && (raised ? to_limit : below));
}

extern "C" Verdict idreg_claim_sanitise_equals_spec(const Subject& s, const Case& c) {
  Table table;
  if (!effective_table(s, c, &table) || c.item >= kRegisterBits) return Verdict::Discarded;
  const std::uint64_t result = s.sanitise_pair(table, c.cpus[0], c.cpus[1]);
  const std::uint64_t outside = ~idreg_claims_all_field_bits(table);
  const bool good = (result & outside) == (c.cpus[0] & c.cpus[1] & outside);
  const Entry& field = table.slots[c.item];
  if (field.width == 0) return holds(good);
  const std::uint64_t a = slot_code(table, c.item, c.cpus[0]);
  const std::uint64_t b = slot_code(table, c.item, c.cpus[1]);
  return holds(good && slot_code(table, c.item, result) == (a == b ? a : spec::safe_code(field, a, b)));
}

extern "C" Verdict idreg_claim_sanitise_order(const Subject& s, const Case& c) {
  Table table;
  if (!effective_table(s, c, &table)) return Verdict::Discarded;
  // A swap and a rotation make every order of three.
  const std::uint64_t swapped[] = {c.cpus[1], c.cpus[0], c.cpus[2]};
  const std::uint64_t rotated[] = {c.cpus[1], c.cpus[2], c.cpus[0]};
  const std::uint64_t result = s.sanitise(table, c.cpus, 3);
  const bool same = result == s.sanitise(table, swapped, 3) && result == s.sanitise(table, rotated, 3);
  const std::uint64_t again[] = {result, c.cpus[0]};
  return holds(same && s.sanitise(table, c.cpus, 1) == c.cpus[0] && s.sanitise(table, c.cpus, 0) == 0 &&
               s.sanitise_pair(table, result, result) == result && s.sanitise(table, again, 2) == result);
}

extern "C" Verdict idreg_claim_sanitised_permitted(const Subject& s, const Case& c) {
  Table table;
  if (!effective_table(s, c, &table)) return Verdict::Discarded;
  const std::uint64_t result = s.sanitise(table, c.cpus, 3);
  const std::uint64_t outside = ~idreg_claims_all_field_bits(table);
  bool everywhere = true;
  bool agree = true;
  for (std::uint32_t i = 0; i < 3; ++i) {
    everywhere = everywhere && s.permitted(table, ~std::uint64_t{0}, result, c.cpus[i]);
    agree = agree && ((c.cpus[i] ^ c.cpus[0]) & outside) == 0;
  }
  return holds(everywhere == agree);
}

}  // namespace idreg::props
