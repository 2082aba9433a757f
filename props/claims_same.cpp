// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A subject's functions against the engine's, one by one, on all that the interface admits.
#include "props/any_packed.h"
#include "props/effective.h"
#include "props/same.h"

namespace idreg::props {

namespace {

bool valid_width(const Entry& e) { return e.width >= 1 && e.width <= kRegisterBits; }

bool valid_shape(const Entry& e) { return valid_width(e) && e.shift <= kRegisterBits - e.width; }

bool valid_code(std::uint64_t code, const Entry& e) { return code <= idreg_spec_field_mask(0, e.width); }

/// engine/order.h: a width, codes and bias below 2^width, a kind that OrderKind names.
bool valid_order(const Case& c) {
  const Entry& e = c.general[0];
  const Entry as_entry{0, e.width, Policy::Exact, c.scheme.kind, c.scheme.bias, c.scheme.safe};
  return valid_width(e) && spec::entry_error(as_entry) == TableErrorKind::None && valid_code(c.value, e) &&
         valid_code(c.limit, e);
}

/// engine/policy.h: a well-formed entry, codes of it.
bool valid_codes(const Case& c) {
  const Entry& e = c.general[0];
  return spec::entry_error(e) == TableErrorKind::None && valid_code(c.value, e) && valid_code(c.limit, e);
}

engine::Builder builder_of(const Case& c) {
  engine::Builder builder;
  builder.override_bits = c.value;
  builder.general_bits = c.limit;
  for (std::uint32_t shift = 0; shift < kRegisterBits; ++shift) builder.table.slots[shift] = c.general[shift];
  return builder;
}

/// The builder has been made by steps of adding, and the entry to add (overrides[0]) starts below bit 64.
bool made_by_steps(const Case& c) {
  bool kept = c.overrides[0].shift < kRegisterBits;
  for (std::uint32_t shift = 0; shift < kRegisterBits; ++shift) {
    kept = kept && slot_kept(c.general[shift], shift, c.value | c.limit);
  }
  return kept;
}

bool same(const engine::Packed& a, const engine::Packed& b) {
  return a.fixed == b.fixed && a.tops == b.tops && a.low == b.low && a.bias == b.bias && a.flip == b.flip &&
         a.ranked == b.ranked && a.exact == b.exact && a.safe == b.safe && a.fewer == b.fewer && a.more == b.more &&
         a.or_zero == b.or_zero;
}

bool same(const engine::Builder& a, const engine::Builder& b) {
  return a.override_bits == b.override_bits && a.general_bits == b.general_bits && a.table == b.table;
}

}  // namespace

// The next four hold for any words and bytes, like the lemmas about the same functions.
extern "C" Verdict idreg_same_field_mask(const Subject& s, const Case& c) {
  const Entry& e = c.general[0];
  if (!valid_shape(e)) return Verdict::Discarded;
  return holds(s.field_mask(e.shift, e.width) == idreg_reference.field_mask(e.shift, e.width));
}

extern "C" Verdict idreg_same_extract(const Subject& s, const Case& c) {
  const Entry& e = c.general[0];
  if (!valid_shape(e)) return Verdict::Discarded;
  return holds(s.extract(c.value, e.shift, e.width) == idreg_reference.extract(c.value, e.shift, e.width));
}

extern "C" Verdict idreg_same_insert(const Subject& s, const Case& c) {
  const Entry& e = c.general[0];
  if (!valid_shape(e)) return Verdict::Discarded;
  return holds(s.insert(c.value, e.shift, e.width, c.limit) ==
               idreg_reference.insert(c.value, e.shift, e.width, c.limit));
}

extern "C" Verdict idreg_same_entry_error(const Subject& s, const Case& c) {
  return holds(s.entry_error(c.general[0]) == idreg_reference.entry_error(c.general[0]));
}

extern "C" Verdict idreg_same_rank(const Subject& s, const Case& c) {
  const Entry& e = c.general[0];
  if (!valid_order(c)) return Verdict::Discarded;
  return holds(s.rank(c.value, c.scheme.bias, e.width) == idreg_reference.rank(c.value, c.scheme.bias, e.width));
}

extern "C" Verdict idreg_same_at_or_below(const Subject& s, const Case& c) {
  const Entry& e = c.general[0];
  if (!valid_order(c)) return Verdict::Discarded;
  return holds(s.at_or_below(c.scheme, e.width, c.value, c.limit) ==
               idreg_reference.at_or_below(c.scheme, e.width, c.value, c.limit));
}

extern "C" Verdict idreg_same_lowest(const Subject& s, const Case& c) {
  if (!valid_order(c)) return Verdict::Discarded;
  return holds(s.lowest(c.scheme, c.general[0].width) == idreg_reference.lowest(c.scheme, c.general[0].width));
}

extern "C" Verdict idreg_same_fits(const Subject& s, const Case& c) {
  const Entry& e = c.general[0];
  if (!valid_order(c) || spec::entry_error(e) != TableErrorKind::None) return Verdict::Discarded;
  return holds(s.fits(e, c.scheme) == idreg_reference.fits(e, c.scheme));
}

extern "C" Verdict idreg_same_safe_code(const Subject& s, const Case& c) {
  const Entry& e = c.general[0];
  if (!valid_codes(c)) return Verdict::Discarded;
  return holds(s.safe_code(e, c.value, c.limit) == idreg_reference.safe_code(e, c.value, c.limit));
}

extern "C" Verdict idreg_same_permitted_code(const Subject& s, const Case& c) {
  const Entry& e = c.general[0];
  if (!valid_codes(c)) return Verdict::Discarded;
  return holds(s.permitted_code(e, c.value, c.limit) == idreg_reference.permitted_code(e, c.value, c.limit));
}

extern "C" Verdict idreg_same_not_above(const Subject& s, const Case& c) {
  const Entry& e = c.general[0];
  if (!valid_codes(c)) return Verdict::Discarded;
  return holds(s.not_above(e, c.value, c.limit) == idreg_reference.not_above(e, c.value, c.limit));
}

extern "C" Verdict idreg_same_nearest_code(const Subject& s, const Case& c) {
  const Entry& e = c.general[0];
  if (!valid_codes(c)) return Verdict::Discarded;
  bool one = false;
  bool two = false;
  const std::uint64_t nearest = s.nearest_code(e, c.value, c.limit, &one);
  return holds(nearest == idreg_reference.nearest_code(e, c.value, c.limit, &two) && one == two);
}

extern "C" Verdict idreg_same_add_override(const Subject& s, const Case& c) {
  if (!made_by_steps(c) || c.limit != 0) return Verdict::Discarded;  // overrides come first
  engine::Builder one = builder_of(c);
  engine::Builder two = builder_of(c);
  const TableErrorKind error = s.add_override(one, c.overrides[0]);
  return holds(error == idreg_reference.add_override(two, c.overrides[0]) && same(one, two));
}

extern "C" Verdict idreg_same_add_general(const Subject& s, const Case& c) {
  if (!made_by_steps(c)) return Verdict::Discarded;
  engine::Builder one = builder_of(c);
  engine::Builder two = builder_of(c);
  const TableErrorKind error = s.add_general(one, c.overrides[0]);
  return holds(error == idreg_reference.add_general(two, c.overrides[0]) && same(one, two));
}

extern "C" Verdict idreg_same_merge(const Subject& s, const Case& c) {
  if (c.override_count > kMaxOverrides || c.general_count > kMaxGeneral) return Verdict::Discarded;
  Table one;
  Table two;
  const TableError error = s.merge(c.general, c.general_count, c.overrides, c.override_count, &one);
  const TableError other = idreg_reference.merge(c.general, c.general_count, c.overrides, c.override_count, &two);
  return holds(error == other && one == two);
}

extern "C" Verdict idreg_same_covered(const Subject& s, const Case& c) {
  Table table;
  if (!effective_table(s, c, &table)) return Verdict::Discarded;
  return holds(s.covered(table) == idreg_reference.covered(table));
}

extern "C" Verdict idreg_same_well_formed(const Subject& s, const Case& c) {
  const engine::Builder builder = builder_of(c);  // any bytes at all
  return holds(s.well_formed(builder.table) == idreg_reference.well_formed(builder.table));
}

extern "C" Verdict idreg_same_permitted(const Subject& s, const Case& c) {
  Table table;
  if (!effective_table(s, c, &table)) return Verdict::Discarded;
  return holds(s.permitted(table, c.writable, c.value, c.limit) ==
               idreg_reference.permitted(table, c.writable, c.value, c.limit));
}

extern "C" Verdict idreg_same_permitted_with(const Subject& s, const Case& c) {
  if (c.override_count > kMaxOverrides || c.general_count > kMaxGeneral) return Verdict::Discarded;
  TableError one;
  TableError two;
  const bool answer =
      s.permitted_with(c.general, c.general_count, c.overrides, c.override_count, c.writable, c.value, c.limit, &one);
  const bool other = idreg_reference.permitted_with(c.general, c.general_count, c.overrides, c.override_count,
                                                    c.writable, c.value, c.limit, &two);
  return holds(answer == other && one == two);
}

extern "C" Verdict idreg_same_explain(const Subject& s, const Case& c) {
  Table table;
  if (!effective_table(s, c, &table) || c.item >= kRegisterBits) return Verdict::Discarded;
  Explanation one;
  Explanation two;
  s.explain(table, c.writable, c.value, c.limit, &one);
  idreg_reference.explain(table, c.writable, c.value, c.limit, &two);
  bool good = one.fields == two.fields && one.outside == two.outside;
  for (std::uint32_t shift = 0; shift < kRegisterBits; ++shift) {
    good = good && one.violations[shift] == two.violations[shift];
  }
  return holds(good);
}

extern "C" Verdict idreg_same_nearest(const Subject& s, const Case& c) {
  Table table;
  if (!effective_table(s, c, &table)) return Verdict::Discarded;
  const Nearest one = s.nearest(table, c.writable, c.value, c.limit);
  const Nearest two = idreg_reference.nearest(table, c.writable, c.value, c.limit);
  return holds(one.value == two.value && one.raised == two.raised);
}

extern "C" Verdict idreg_same_sanitise_pair(const Subject& s, const Case& c) {
  Table table;
  if (!effective_table(s, c, &table)) return Verdict::Discarded;
  return holds(s.sanitise_pair(table, c.cpus[0], c.cpus[1]) ==
               idreg_reference.sanitise_pair(table, c.cpus[0], c.cpus[1]));
}

extern "C" Verdict idreg_same_sanitise(const Subject& s, const Case& c) {
  Table table;
  if (!effective_table(s, c, &table) || c.cpu_count > kMaxCpus) return Verdict::Discarded;
  return holds(s.sanitise(table, c.cpus, c.cpu_count) == idreg_reference.sanitise(table, c.cpus, c.cpu_count));
}

extern "C" Verdict idreg_same_pack(const Subject& s, const Case& c) {
  Table table;
  if (!effective_table(s, c, &table)) return Verdict::Discarded;
  return holds(same(s.pack(table, c.writable), idreg_reference.pack(table, c.writable)));
}

extern "C" Verdict idreg_same_permitted_packed(const Subject& s, const Case& c) {
  const engine::Packed packed = any_packed(c);
  return holds(s.permitted_packed(packed, c.value, c.limit) ==
               idreg_reference.permitted_packed(packed, c.value, c.limit));
}

extern "C" Verdict idreg_same_permitted_batch(const Subject& s, const Case& c) {
  if (c.item > Pairs::kCount) return Verdict::Discarded;
  const engine::Packed packed = any_packed(c);
  const Pairs pairs = pairs_of(c);
  std::uint64_t one[2] = {};
  std::uint64_t two[2] = {};
  const std::uint64_t count = s.permitted_batch(packed, pairs.values, pairs.limits, c.item, one);
  const std::uint64_t other = idreg_reference.permitted_batch(packed, pairs.values, pairs.limits, c.item, two);
  return holds(count == other && one[0] == two[0] && one[1] == two[1]);
}

/// All that the engine makes of a register's table; what differs in none of this differs in nothing.
extern "C" Verdict idreg_same_tables(const Subject& s, const Case& c) {
  if (c.reg >= arch::kRegisterCount) return Verdict::Discarded;
  Table one;
  Table two;
  if (!register_table(s, c.reg, &one) || !register_table(idreg_reference, c.reg, &two)) return Verdict::Violated;
  const Nearest nearest = s.nearest(one, c.writable, c.value, c.limit);
  const Nearest other = s.nearest(two, c.writable, c.value, c.limit);
  return holds(s.permitted(one, c.writable, c.value, c.limit) == s.permitted(two, c.writable, c.value, c.limit) &&
               s.sanitise_pair(one, c.value, c.limit) == s.sanitise_pair(two, c.value, c.limit) &&
               nearest.value == other.value && nearest.raised == other.raised);
}

}  // namespace idreg::props
