// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Registers by name: fields whose scheme is uncommon, features at their thresholds.
#include <algorithm>

#include "corpora/arch/arch.h"
#include "engine/policy.h"
#include "props/exceptions.h"
#include "props/generate.h"
#include "props/predicates.h"

namespace idreg::props {

namespace {

bool is_uncommon(const arch::Field& field) {
  return field.entry.width > 1 && (field.scheme.kind != OrderKind::Rotation || field.scheme.bias != 0);
}

std::vector<ChosenField> uncommon_fields() {
  std::vector<ChosenField> fields;
  for (std::uint32_t r = 0; r < arch::kRegisterCount; ++r)
    for (std::uint32_t i = 0; i < arch::kRegisters[r].field_count; ++i)
      if (is_uncommon(arch::kRegisters[r].fields[i])) fields.push_back({r, i});
  return fields;
}

std::uint64_t with_code(std::uint64_t reg, const Entry& entry, std::uint64_t code) {
  return (reg & ~bits_of(entry)) | ((code << entry.shift) & bits_of(entry));
}

std::uint64_t code_of(std::uint64_t reg, const Entry& entry) { return (reg & bits_of(entry)) >> entry.shift; }

/// `limit` with some fields lowered, each to a code that the field's own entry permits.
std::uint64_t permitted_register(Random& random, const arch::Register& reg, std::uint64_t limit) {
  const std::uint64_t lowered = random.below(4) * 33;  // per cent
  std::uint64_t value = limit;
  for (std::uint32_t i = 0; i < reg.field_count; ++i) {
    const Entry& entry = reg.entries[i];
    if (!random.percent(lowered)) continue;
    value = with_code(value, entry, engine::safe_code(entry, boundary_code(random, entry), code_of(limit, entry)));
  }
  return value;
}

/// The entry of the field that an atom reads; null if it reads something else.
const Entry* entry_of(const arch::Register& reg, const arch::Atom& atom) {
  for (std::uint32_t i = 0; i < reg.field_count; ++i)
    if (reg.entries[i].shift == atom.shift && reg.entries[i].width == atom.width) return &reg.entries[i];
  return nullptr;
}

/// A code at the atom's threshold, one below or one above.
std::uint64_t code_at(Random& random, const arch::Atom& atom) {
  return (atom.constant + random.below(3) - 1) & ones(atom.width);
}

}  // namespace

ChosenField choose_field(Random& random) {
  static const std::vector<ChosenField> kUncommon = uncommon_fields();
  if (!kUncommon.empty() && random.percent(75)) return kUncommon[random.below(kUncommon.size())];
  const auto reg = static_cast<std::uint32_t>(random.below(arch::kRegisterCount));
  return {reg, static_cast<std::uint32_t>(random.below(arch::kRegisters[reg].field_count))};
}

std::vector<std::uint32_t> definitions_gained(std::uint32_t exception) {
  std::vector<std::uint32_t> gained;
  Case c{};
  c.item = exception;
  for (c.other = 0; c.other < arch::kDefinitionCount; ++c.other)
    if (idreg_claim_exceptions_needed(kEngineFunctions, c) == Verdict::Holds) gained.push_back(c.other);
  return gained;
}

void fill_definition(Random& random, Case& output) {
  if (arch::kDefinitionCount == 0) return;
  output.item = static_cast<std::uint32_t>(random.below(arch::kDefinitionCount));
  const arch::Definition& definition = arch::kDefinitions[output.item];
  std::uint64_t* const values[] = {&output.value, &output.more_values[0], &output.more_values[1],
                                   &output.more_values[2]};
  std::uint64_t* const limits[] = {&output.limit, &output.more_limits[0], &output.more_limits[1],
                                   &output.more_limits[2]};
  for (std::uint32_t i = 0; i < definition.register_count; ++i) {
    const arch::Register& reg = arch::kRegisters[definition.registers[i]];
    const std::span<const Entry> entries(reg.entries, reg.field_count);
    *limits[i] = random.one_in(2) ? real_value(random, definition.registers[i]) : boundary_register(random, entries);
    *values[i] =
        random.one_in(8) ? register_near(random, entries, *limits[i]) : permitted_register(random, reg, *limits[i]);
  }
  const std::uint32_t atoms = definition.conjunction_count == 0 ? 0 : definition.ends[definition.conjunction_count - 1];
  for (std::uint32_t i = 0; i < atoms; ++i) {
    const arch::Atom& atom = definition.atoms[i];
    const Entry* entry = entry_of(arch::kRegisters[definition.registers[atom.place]], atom);
    if (entry == nullptr || random.one_in(4)) continue;
    const std::uint64_t limit = code_at(random, atom);
    const std::uint64_t wanted = random.one_in(2) ? code_at(random, atom) : boundary_code(random, *entry);
    *limits[atom.place] = with_code(*limits[atom.place], *entry, limit);
    *values[atom.place] = with_code(*values[atom.place], *entry, engine::safe_code(*entry, wanted, limit));
  }
}

}  // namespace idreg::props
