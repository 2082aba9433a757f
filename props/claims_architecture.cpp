// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Claims about the architecture's own tables and features.
#include "props/effective.h"
#include "props/exceptions.h"

namespace idreg::props {

namespace {

using arch::Atom;
using arch::Compare;
using arch::Definition;

bool is_signed_scheme(const arch::Field& field) {
  return field.scheme.kind == OrderKind::Rotation && field.entry.width > 1 &&
         field.scheme.bias == std::uint64_t{1} << (field.entry.width - 1U);
}

bool is_pmu_scheme(const arch::Field& field) {
  return field.scheme.kind == OrderKind::Rotation && field.entry.width > 1 && field.scheme.bias == 1;
}

/// One code under one limit, all else equal, by the register's table.
bool code_permitted(const Subject& s, std::uint32_t reg, const Table& table, const Entry& field, std::uint64_t code,
                    std::uint64_t limit_code, std::uint64_t rest) {
  const std::uint64_t value = spec::insert(rest, field, code);
  const std::uint64_t limit = spec::insert(rest, field, limit_code);
  if (s.design != nullptr) return design_accepts(s, reg, value, limit);
  return s.permitted(table, spec::field_mask(field), value, limit);
}

/// The same field declared with an order that is not its own must let a value above the limit pass.
bool wrong_order_shows(const Subject& s, const arch::Field& field, std::uint64_t wrong_bias, std::uint64_t code,
                       std::uint64_t limit_code) {
  Entry wrong = field.entry;
  wrong.policy = Policy::LowerSafe;
  wrong.bias = wrong_bias;
  Table table;
  if (s.merge(&wrong, 1, nullptr, 0, &table).kind != TableErrorKind::None) return false;
  const bool shown = s.design != nullptr ? accepts_code(s, wrong, code, limit_code)
                                         : s.permitted(table, spec::field_mask(wrong), spec::insert(0, wrong, code),
                                                       spec::insert(0, wrong, limit_code));
  return shown && !spec::at_or_below(field.scheme, field.entry.width, code, limit_code);
}

bool atom_holds(const Atom& atom, std::uint64_t reg) {
  std::uint64_t code = idreg_spec_extract(reg, atom.shift, atom.width);
  std::uint64_t constant = atom.constant;
  if (atom.is_signed != 0) {
    // Offset binary: the order of two's complement as an order of unsigned numbers.
    const std::uint64_t sign = std::uint64_t{1} << (atom.width - 1U);
    code = code ^ sign;
    constant = (constant ^ sign) & idreg_spec_field_mask(0, atom.width);
  }
  switch (atom.compare) {
    case Compare::Equal:
      return code == constant;
    case Compare::AtLeast:
      return code >= constant;
    case Compare::Below:
      return code < constant;
  }
  return false;
}

/// Whether a feature is present: some conjunction holds. `regs`: one value for each of its registers.
bool present(const Definition& definition, const std::uint64_t* regs) {
  bool result = false;
  std::uint32_t atom = 0;
  for (std::uint32_t i = 0; i < definition.conjunction_count; ++i) {
    bool all = true;
    for (; atom < definition.ends[i]; ++atom) {
      all = all && atom_holds(definition.atoms[atom], regs[definition.atoms[atom].place]);
    }
    result = result || all;
  }
  return result;
}

FieldBits field_read(const Definition& definition, const Atom& atom) {
  const arch::Register& reg = arch::kRegisters[definition.registers[atom.place]];
  return {encoding(reg.op0, reg.op1, reg.crn, reg.crm, reg.op2), atom.shift};
}

/// The first atom that reads a field; null if none does.
const Atom* atom_about(const Definition& definition, const FieldBits& field) {
  const std::uint32_t atoms = definition.ends[definition.conjunction_count - 1];
  for (std::uint32_t i = 0; i < atoms; ++i) {
    if (field_read(definition, definition.atoms[i]) == field) return &definition.atoms[i];
  }
  return nullptr;
}

bool among(const Codes& codes, std::uint64_t code) { return code >= codes.lowest && code <= codes.highest; }

/// Whether one listed exception speaks of this definition and these registers.
bool is_exception(const Exception& exception, const Definition& definition, const std::uint64_t* values,
                  const std::uint64_t* limits) {
  const Atom* const atom = atom_about(definition, exception.field);
  if (atom == nullptr || atom_about(definition, exception.beside) == nullptr) return false;
  return among(exception.values, idreg_spec_extract(values[atom->place], atom->shift, atom->width)) &&
         among(exception.limits, idreg_spec_extract(limits[atom->place], atom->shift, atom->width));
}

bool is_listed(const Definition& definition, const std::uint64_t* values, const std::uint64_t* limits) {
  bool listed = false;
  for (std::uint32_t i = 0; i < kExceptionCount; ++i) {
    listed = listed || is_exception(kExceptions[i], definition, values, limits);
  }
  return listed;
}

/// The register of this encoding; kRegisterCount if there is none.
std::uint32_t register_at(std::uint16_t wanted) {
  for (std::uint32_t i = 0; i < arch::kRegisterCount; ++i) {
    const arch::Register& reg = arch::kRegisters[i];
    if (encoding(reg.op0, reg.op1, reg.crn, reg.crm, reg.op2) == wanted) return i;
  }
  return arch::kRegisterCount;
}

/// `reg` with the field at `shift` showing `code`.
std::uint64_t showing(const arch::Register& architecture, std::uint64_t reg, std::uint8_t shift, std::uint64_t code) {
  for (std::uint32_t i = 0; i < architecture.field_count; ++i) {
    const Entry& entry = architecture.fields[i].entry;
    if (entry.shift == shift) return spec::insert(reg, entry, code);
  }
  return reg;
}

/// An exception's witness: two registers (the same one twice where it is about one field).
struct Witness {
  std::uint32_t regs[2];
  std::uint64_t values[2];
  std::uint64_t limits[2];
};

/// Whether a definition reads the witness's fields and is gained by it, with no other exception to allow it.
bool gains(const Definition& definition, const Exception& exception, const Witness& witness) {
  if (atom_about(definition, exception.field) == nullptr) return false;
  if (atom_about(definition, exception.beside) == nullptr) return false;
  std::uint64_t values[4] = {};
  std::uint64_t limits[4] = {};
  for (std::uint32_t place = 0; place < definition.register_count; ++place) {
    const std::uint32_t which = definition.registers[place] == witness.regs[0] ? 0 : 1;
    // A register of neither field: the witness does not tell what it holds.
    if (definition.registers[place] != witness.regs[which]) return false;
    values[place] = witness.values[which];
    limits[place] = witness.limits[which];
  }
  std::uint32_t listed = 0;
  for (std::uint32_t i = 0; i < kExceptionCount; ++i) {
    listed += is_exception(kExceptions[i], definition, values, limits) ? 1 : 0;
  }
  return listed == 1 && is_exception(exception, definition, values, limits) && present(definition, values) &&
         !present(definition, limits);
}

}  // namespace

extern "C" Verdict idreg_claim_signed_and_pmuver(const Subject& s, const Case& c) {
  if (c.reg >= arch::kRegisterCount || c.item >= arch::kRegisters[c.reg].field_count) return Verdict::Discarded;
  const arch::Field& field = arch::kRegisters[c.reg].fields[c.item];
  const bool pmu = is_pmu_scheme(field);
  if (!pmu && !is_signed_scheme(field)) return Verdict::Discarded;
  Table table;
  if (!register_table(s, c.reg, &table)) return Verdict::Violated;

  const std::uint64_t ones = idreg_spec_field_mask(0, field.entry.width);
  const std::uint64_t top = ones - (ones >> 1U);
  const auto permitted = [&](std::uint64_t code, std::uint64_t limit) {
    return code_permitted(s, c.reg, table, field.entry, code, limit, c.limit);
  };
  // What the theorem says in words: the lowest code is all ones, for both families.
  const bool ends = !permitted(0, ones) && permitted(ones, 0) && (!pmu || !permitted(top, top - 1));
  const bool shows = pmu ? wrong_order_shows(s, field, top, top, 0) : wrong_order_shows(s, field, 0, 0, ones);
  const std::uint64_t code = spec::extract(c.value, field.entry);
  const std::uint64_t limit = spec::extract(c.limit, field.entry);
  return holds(ends && shows &&
               permitted(code, limit) == spec::at_or_below(field.scheme, field.entry.width, code, limit));
}

extern "C" Verdict idreg_claim_table_sound(const Subject& s, const Case& c) {
  if (c.item >= arch::kDefinitionCount) return Verdict::Discarded;
  const Definition& definition = arch::kDefinitions[c.item];
  const std::uint64_t values[] = {c.value, c.more_values[0], c.more_values[1], c.more_values[2]};
  const std::uint64_t limits[] = {c.limit, c.more_limits[0], c.more_limits[1], c.more_limits[2]};
  for (std::uint32_t i = 0; i < definition.register_count; ++i) {
    Table table;
    if (!register_table(s, definition.registers[i], &table)) return Verdict::Discarded;
    if (!accepts_register(s, definition.registers[i], table, values[i], limits[i])) return Verdict::Discarded;
  }
  if (!present(definition, values) || present(definition, limits)) return Verdict::Holds;
  return is_listed(definition, values, limits) ? Verdict::Discarded : Verdict::Violated;
}

extern "C" Verdict idreg_claim_exceptions_needed(const Subject& s, const Case& c) {
  if (c.item >= kExceptionCount || c.other >= arch::kDefinitionCount) return Verdict::Discarded;
  const Exception& exception = kExceptions[c.item];
  const std::uint64_t value = exception.values.lowest + c.more_values[0];
  const std::uint64_t limit = exception.limits.lowest + c.more_limits[0];
  if (c.more_values[0] > width_of(exception.values) || c.more_limits[0] > width_of(exception.limits))
    return Verdict::Discarded;
  Witness witness = {{register_at(exception.field.encoding), register_at(exception.beside.encoding)},
                     {c.value, c.limit},
                     {c.value, c.limit}};
  if (witness.regs[0] == arch::kRegisterCount || witness.regs[1] == arch::kRegisterCount) return Verdict::Violated;
  const arch::Register& first = arch::kRegisters[witness.regs[0]];
  const arch::Register& second = arch::kRegisters[witness.regs[1]];
  witness.values[1] = showing(second, c.limit, exception.beside.shift, exception.beside_code);
  witness.limits[1] = witness.values[1];
  witness.values[0] = showing(first, c.value, exception.field.shift, value);
  witness.limits[0] = showing(first, c.value, exception.field.shift, limit);

  for (std::uint32_t i = 0; i < 2; ++i) {
    Table table;
    if (!register_table(s, witness.regs[i], &table)) return Verdict::Violated;
    if (!s.permitted(table, ~std::uint64_t{0}, witness.values[i], witness.limits[i])) return Verdict::Violated;
  }
  return holds(gains(arch::kDefinitions[c.other], exception, witness));
}

}  // namespace idreg::props
