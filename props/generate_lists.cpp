// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Two lists of entries, and tables in the making.
#include <algorithm>
#include <utility>

#include "corpora/arch/arch.h"
#include "props/generate.h"

namespace idreg::props {

namespace {

void shuffle(Random& random, Entry* entries, std::uint32_t count) {
  for (std::uint32_t i = count; i > 1; --i) std::swap(entries[i - 1], entries[random.below(i)]);
}

/// One more entry, if there is room; it goes to a random place.
void insert_entry(Random& random, Entry* entries, std::uint32_t& count, std::uint32_t capacity, const Entry& entry) {
  if (count >= capacity) return;
  entries[count] = entry;
  std::swap(entries[count], entries[random.below(count + 1)]);
  ++count;
}

/// Exactly one fault in lists that were well formed.
void spoil_lists(Random& random, Case& c) {
  const bool any_general = c.general_count > 0;
  const bool any_override = c.override_count > 0;
  switch (random.below(5)) {
    case 0:
      if (any_override) return spoil_entry(random, c.overrides[random.below(c.override_count)]);
      [[fallthrough]];
    case 1:
      if (any_general) return spoil_entry(random, c.general[random.below(c.general_count)]);
      [[fallthrough]];
    case 2: {  // two general entries share bits, or are equal in bits
      if (!any_general) return;
      const Entry& other = c.general[random.below(c.general_count)];
      const Span bits = random.one_in(3) ? Span{other.shift, other.width} : overlapping(random, other);
      return insert_entry(random, c.general, c.general_count, kMaxGeneral, well_formed_entry(random, bits));
    }
    case 3: {
      if (!any_override) return;
      const Entry& other = c.overrides[random.below(c.override_count)];
      const Span bits = random.one_in(3) ? Span{other.shift, other.width} : overlapping(random, other);
      return insert_entry(random, c.overrides, c.override_count, kMaxOverrides, well_formed_entry(random, bits));
    }
    default: {  // an override straddles a general entry
      if (!any_general) return;
      const Span bits = overlapping(random, c.general[random.below(c.general_count)]);
      return insert_entry(random, c.overrides, c.override_count, kMaxOverrides, well_formed_entry(random, bits));
    }
  }
}

/// An override for these bits: anything, or the general entry with one thing changed (PMUVer's fault).
Entry override_for(Random& random, const Entry& general) {
  if (random.one_in(3)) return well_formed_entry(random, {general.shift, general.width});
  Entry entry = general;
  const std::uint64_t all = ones(entry.width);
  switch (random.below(4)) {
    case 0:
      entry.kind = OrderKind::Rotation;
      entry.bias = all ^ (all >> 1U);
      break;
    case 1:
      entry.kind = OrderKind::Rotation;
      entry.bias = 0;
      break;
    case 2:
      if (entry.kind != OrderKind::None) entry.policy = static_cast<Policy>(random.below(kPolicies));
      break;
    default:
      entry.safe = boundary_code(random, entry);
      break;
  }
  return entry;
}

}  // namespace

void fill_lists(Random& random, unsigned size, bool spoilt, Case& output) {
  std::vector<Entry> fields;
  if (arch::kRegisterCount > 0 && random.one_in(6)) {
    const arch::Register& reg = arch::kRegisters[random.below(arch::kRegisterCount)];
    fields.assign(reg.entries, reg.entries + std::min(reg.field_count, kMaxGeneral));
  } else {
    for (const Span bits : partition(random, size)) fields.push_back(well_formed_entry(random, bits));
  }
  const std::uint64_t overridden = random.below(4) * 20;  // per cent
  for (const Entry& field : fields) {
    const bool has_override = output.override_count < kMaxOverrides && random.percent(overridden);
    if (has_override) output.overrides[output.override_count++] = override_for(random, field);
    // An override without a general entry adds a field.
    if (!has_override || random.percent(70)) output.general[output.general_count++] = field;
  }
  shuffle(random, output.general, output.general_count);
  shuffle(random, output.overrides, output.override_count);
  if (spoilt || random.one_in(5)) spoil_lists(random, output);
}

void fill_slots(Random& random, unsigned size, Case& output) {
  const bool adds_override = random.one_in(2);
  output.general_count = adds_override ? 0 : 1;
  std::vector<Entry> fields;
  for (const Span bits : partition(random, size)) {
    const Entry field = well_formed_entry(random, bits);
    fields.push_back(field);
    output.general[bits.shift] = field;
    const bool overrides = adds_override || random.one_in(3);
    output.value |= overrides ? bits_of(field) : 0;
    output.limit |= !overrides || (!adds_override && random.one_in(3)) ? bits_of(field) : 0;
  }
  // The entry to add: in a gap, on a field's bits, or across them.
  const Entry& field = fields[random.below(fields.size())];
  const std::vector<Span> others = partition(random, size);
  const Span choices[] = {others[random.below(others.size())], {field.shift, field.width}, overlapping(random, field)};
  output.overrides[0] = well_formed_entry(random, choices[random.below(3)]);
  if (random.one_in(8)) spoil_entry(random, output.overrides[0]);
  output.item = random.one_in(4) ? output.overrides[0].shift % kRegisterBits : field.shift;
  output.other = random.one_in(2) ? output.overrides[0].shift % kRegisterBits
                                  : static_cast<std::uint32_t>(random.below(kRegisterBits));
}

void spoil_slots(Random& random, Case& output) {
  if (random.one_in(3)) {
    output.general[output.overrides[0].shift % kRegisterBits] = output.overrides[0];
  } else {
    spoil_entry(random, output.general[random.one_in(2) ? output.item : random.below(kRegisterBits)]);
  }
}

}  // namespace idreg::props
