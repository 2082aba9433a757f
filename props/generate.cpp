// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A case for a claim: what the claim reads is filled, the rest is 0.
#include "props/generate.h"

#include <algorithm>
#include <optional>

#include "corpora/arch/arch.h"
#include "props/exceptions.h"

namespace idreg::props {

namespace {

bool names_register(const Claim& claim, const Case& c) { return claim.reads.registers && c.reg < arch::kRegisterCount; }

/// The entries that say where the codes of value and limit lie.
std::vector<Entry> fields_of(const Claim& claim, const Case& c) {
  if (claim.reads.one_entry) return {c.general[0]};
  std::vector<Entry> fields;
  if (names_register(claim, c)) {
    const arch::Register& reg = arch::kRegisters[c.reg];
    fields.assign(reg.entries, reg.entries + reg.field_count);
  }
  fields.insert(fields.end(), c.general, c.general + c.general_count);
  fields.insert(fields.end(), c.overrides, c.overrides + c.override_count);
  return fields;
}

/// Two fields by their lowest bits or (a claim about lists only) two entries by their places in a list.
void fill_items(const Claim& claim, Random& random, Case& c) {
  const std::vector<Entry> fields = fields_of(claim, c);
  const std::uint32_t shorter = std::min(c.general_count, c.override_count);
  const std::uint32_t longer = std::max(c.general_count, c.override_count);
  const std::uint32_t count = shorter > 0 && random.one_in(2) ? shorter : longer;
  const bool places = !claim.reads.registers && random.percent(80);
  const auto any = [&] {
    if (places) return static_cast<std::uint32_t>(random.below(std::max(count, 1U)));
    if (fields.empty() || random.one_in(8)) return static_cast<std::uint32_t>(random.below(kRegisterBits));
    return fields[random.below(fields.size())].shift % kRegisterBits;
  };
  c.item = any();
  c.other = any();
}

std::uint64_t any_limit(const Claim& claim, Random& random, const std::vector<Entry>& fields, const Case& c) {
  if (names_register(claim, c) && random.one_in(3)) return real_value(random, c.reg);
  return boundary_register(random, fields);
}

/// The field that the ghost scheme is about: the effective one in slot `item`.
Entry subject_of_scheme(const Claim& claim, const Case& c) {
  if (claim.reads.one_entry) return c.general[0];
  for (std::uint32_t i = 0; i < c.override_count; ++i)
    if (c.overrides[i].shift == c.item) return c.overrides[i];
  for (std::uint32_t i = 0; i < c.general_count; ++i)
    if (c.general[i].shift == c.item) return c.general[i];
  return Entry{0, 4, Policy::LowerSafe, OrderKind::Rotation, 0, 0};
}

void fill_one_entry(const Claim& claim, Random& random, unsigned size, Case& c) {
  const std::vector<Span> spans = partition(random, size);
  Span bits = spans[random.below(spans.size())];
  if (random.one_in(4)) {
    bits.width = static_cast<std::uint8_t>(1 + random.below(kRegisterBits));
    bits.shift = static_cast<std::uint8_t>(random.below(kRegisterBits - bits.width + 1U));
  }
  c.general[0] = well_formed_entry(random, bits);
  if (claim.reads.any_bytes && random.one_in(3)) spoil_entry(random, c.general[0]);
}

/// Which entries, which register, which field. Returns the one field that the case is to be about, if
/// there is one: a fault there must not hide behind a refusal elsewhere.
std::optional<Entry> fill_shape(const Claim& claim, Random& random, unsigned size, Case& c) {
  std::optional<Entry> focus;
  const bool named = claim.reads.registers && arch::kRegisterCount > 0 && (!claim.reads.lists || random.one_in(3));
  if (named) {
    const ChosenField chosen = choose_field(random);
    c.reg = chosen.reg;
    c.item = claim.reads.items && !claim.reads.lists ? chosen.field : 0;
    if (random.one_in(2)) focus = arch::kRegisters[chosen.reg].entries[chosen.field];
  } else if (claim.reads.lists) {
    c.reg = claim.reads.registers ? kNoRegister : 0;
    fill_lists(random, size, claim.reads.spoilt, c);
  }
  if (claim.reads.one_entry) fill_one_entry(claim, random, size, c);
  if (claim.reads.lists && claim.reads.items) fill_items(claim, random, c);
  if (claim.reads.scheme && !named) c.scheme = scheme_for(random, subject_of_scheme(claim, c));
  return focus;
}

void fill_codes(const Claim& claim, Random& random, Case& c) {
  const Entry& entry = c.general[0];
  const std::uint64_t highest = boundary_code(random, entry);
  if (claim.reads.pair) {
    c.limit = claim.reads.candidate && random.one_in(2) ? code_near(random, entry, highest) : highest;
    c.value = code_near(random, entry, c.limit);
  }
  if (claim.reads.candidate)
    c.more_values[0] = random.one_in(2) ? highest : code_near(random, entry, random.one_in(2) ? c.value : c.limit);
  if (!claim.reads.cpus) return;
  for (std::uint64_t& cpu : c.cpus) cpu = code_near(random, entry, highest);
}

void fill_registers(const Claim& claim, Random& random, const std::optional<Entry>& focus, Case& c) {
  const std::vector<Entry> all = fields_of(claim, c);
  const std::vector<Entry> fields = focus ? std::vector<Entry>{*focus} : all;
  const std::uint64_t limit = any_limit(claim, random, all, c);
  if (claim.reads.pair) {
    c.limit = limit;
    c.value = register_near(random, fields, limit);
  }
  if (claim.reads.candidate) c.more_values[0] = register_near(random, fields, random.one_in(2) ? c.value : limit);
  if (claim.reads.writable) c.writable = writable_mask(random, all);
  if (!claim.reads.cpus) return;
  c.cpu_count = static_cast<std::uint32_t>(random.below(kMaxCpus + 1));
  for (std::uint64_t& cpu : c.cpus)
    cpu = random.one_in(4) ? any_limit(claim, random, fields, c) : register_near(random, fields, limit);
}

// --- conform ---

void conform_lists(const Claim& claim, const Case& input, Case& c) {
  if (claim.reads.registers) c.reg = input.reg < arch::kRegisterCount ? input.reg : kNoRegister;
  if (claim.reads.items) {
    c.item = input.item % kRegisterBits;
    c.other = input.other % kRegisterBits;
  }
  if (claim.reads.registers && c.reg != kNoRegister) return;
  c.override_count = std::min(input.override_count, kMaxOverrides);
  c.general_count = std::min(input.general_count, kMaxGeneral);
  std::copy_n(input.overrides, c.override_count, c.overrides);
  std::copy_n(input.general, c.general_count, c.general);
  if (claim.reads.scheme) c.scheme = input.scheme;
}

void conform_slots(const Case& input, Case& c) {
  c.general_count = input.general_count == 0 ? 0 : 1;
  c.overrides[0] = input.overrides[0];
  std::ranges::copy(input.general, c.general);
  c.value = input.value;
  c.limit = input.limit;
  c.item = input.item % kRegisterBits;
  c.other = input.other % kRegisterBits;
}

/// One of definitions_gained, found once for each exception: `wanted` if it is one. 0 where there is none.
std::uint32_t definition_of_exception(std::uint32_t exception, std::uint32_t wanted) {
  static const std::vector<std::vector<std::uint32_t>> kGained = [] {
    std::vector<std::vector<std::uint32_t>> gained;
    for (std::uint32_t i = 0; i < kExceptionCount; ++i) gained.push_back(definitions_gained(i));
    return gained;
  }();
  const std::vector<std::uint32_t>& gained = kGained[exception];
  if (gained.empty() || std::ranges::find(gained, wanted) != gained.end()) return wanted;
  return gained[wanted % gained.size()];
}

void conform_definition(const Case& input, Case& c) {
  c.item = input.item % std::max(arch::kDefinitionCount, 1U);
  if (c.item >= arch::kDefinitionCount) return;
  const std::uint32_t further = std::min(arch::kDefinitions[c.item].register_count - 1, kMaxMore);
  std::copy_n(input.more_values, further, c.more_values);
  std::copy_n(input.more_limits, further, c.more_limits);
}

void conform_one_entry(const Claim& claim, const Case& input, Case& c) {
  c.general[0] = input.general[0];
  if (claim.reads.scheme) c.scheme = input.scheme;
  if (!claim.reads.codes) return;
  const std::uint64_t all = ones(std::max<std::uint32_t>(c.general[0].width, 1));
  for (std::uint64_t* code : {&c.value, &c.limit, &c.more_values[0]}) *code &= all;
  for (std::uint64_t& code : c.cpus) code &= all;
}

}  // namespace

namespace {

/// A word with few bits set, few clear, or any.
std::uint64_t any_word(Random& random) {
  const std::uint64_t word = random.next();
  switch (random.below(4)) {
    case 0:
      return 0;
    case 1:
      return word & random.next() & random.next();
    case 2:
      return word | random.next() | random.next();
    default:
      return word;
  }
}

void fill_words(Random& random, Case& c) {
  c.writable = any_word(random);
  for (std::uint64_t& word : c.more_values) word = any_word(random);
  for (std::uint64_t& word : c.more_limits) word = any_word(random);
  for (std::uint64_t& word : c.cpus) word = any_word(random);
}

}  // namespace

Case generate(const Claim& claim, Random& random, unsigned size) {
  Case c{};
  if (claim.reads.slots) {
    fill_slots(random, size, c);
    if (claim.reads.any_bytes && random.one_in(2)) spoil_slots(random, c);
  } else if (claim.reads.definitions) {
    fill_definition(random, c);
  } else if (claim.reads.exceptions) {
    c.item = static_cast<std::uint32_t>(random.below(kExceptionCount));
    c.other = definition_of_exception(c.item, static_cast<std::uint32_t>(random.below(arch::kDefinitionCount)));
    c.value = random.next();
    c.limit = random.next();
    c.more_values[0] = random.below(width_of(kExceptions[c.item].values) + 1);
    c.more_limits[0] = random.below(width_of(kExceptions[c.item].limits) + 1);
  } else {
    const std::optional<Entry> focus = fill_shape(claim, random, size, c);
    if (claim.reads.codes) {
      fill_codes(claim, random, c);
    } else {
      fill_registers(claim, random, focus, c);
    }
    if (claim.reads.words) fill_words(random, c);
  }
  return c;
}

Case conform(const Claim& claim, const Case& input) {
  Case c{};
  if (claim.reads.pair) {
    c.value = input.value;
    c.limit = input.limit;
  }
  if (claim.reads.writable) c.writable = input.writable;
  if (claim.reads.candidate) c.more_values[0] = input.more_values[0];
  if (claim.reads.cpus) {
    c.cpu_count = std::min(input.cpu_count, kMaxCpus);
    std::ranges::copy(input.cpus, c.cpus);
  }
  if (claim.reads.words) {
    c.writable = input.writable;
    std::ranges::copy(input.more_values, c.more_values);
    std::ranges::copy(input.more_limits, c.more_limits);
    std::ranges::copy(input.cpus, c.cpus);
  }
  if (claim.reads.slots) conform_slots(input, c);
  if (claim.reads.definitions) conform_definition(input, c);
  if (claim.reads.exceptions) {
    c.item = input.item % kExceptionCount;
    c.other = definition_of_exception(c.item, input.other);
    c.more_values[0] = input.more_values[0] % (width_of(kExceptions[c.item].values) + 1);
    c.more_limits[0] = input.more_limits[0] % (width_of(kExceptions[c.item].limits) + 1);
  }
  if (claim.reads.one_entry) conform_one_entry(claim, input, c);
  if (claim.reads.lists) {
    conform_lists(claim, input, c);
  } else if (claim.reads.registers && arch::kRegisterCount > 0) {
    c.reg = input.reg % arch::kRegisterCount;
    c.item = input.item % std::max(arch::kRegisters[c.reg].field_count, 1U);
  }
  return c;
}

}  // namespace idreg::props
