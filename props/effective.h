// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The table that a case is about: of its own lists, or of a register by name; and whether a subject
// accepts a value there, be it the engine's like or a design. Private to props/claims*.
#pragma once

#include "corpora/arch/arch.h"
#include "props/predicates.h"

namespace idreg::props {

/// Two lists of entries as a subject is given them.
struct Lists {
  Entry general[kMaxGeneral];
  Entry overrides[kMaxOverrides];
  std::uint32_t general_count;
  std::uint32_t override_count;
};

/// An entry as a design understands it. Many know no orders but unsigned and signed: what has another is
/// said to be Exact with the safe value, which no order is above.
[[nodiscard]] inline Entry said(const Design& design, const Entry& entry) {
  if (design.takes_orders != 0) return entry;
  const bool is_signed = entry.kind == OrderKind::Rotation && entry.width >= 1 && entry.width <= kRegisterBits &&
                         entry.bias == std::uint64_t{1} << (entry.width - 1U);
  const bool known = is_signed || (entry.kind == OrderKind::Rotation && entry.bias == 0);
  return {
      entry.shift, entry.width, known ? entry.policy : Policy::Exact, OrderKind::Rotation, is_signed ? entry.bias : 0,
      entry.safe};
}

/// The entries that `all` has for a register; their number.
inline std::uint32_t entries_for(const arch::Register& reg, const NamedOverride* all, std::uint64_t count,
                                 Entry* entries) {
  const std::uint16_t wanted = encoding(reg.op0, reg.op1, reg.crn, reg.crm, reg.op2);
  std::uint32_t found = 0;
  for (std::uint64_t i = 0; i < count && found < kMaxOverrides; ++i) {
    if (all[i].encoding == wanted) entries[found++] = all[i].entry;
  }
  return found;
}

/// What a design is given for register `reg`: the architecture's rows, some as it declares them itself,
/// and its own overrides. Precondition: reg < arch::kRegisterCount.
void lists_of_register(const Subject& subject, std::uint32_t reg, Lists* lists);

/// What a design is given for a case. False: the case has no lists and no register.
[[nodiscard]] bool lists_of(const Subject& subject, const Case& c, Lists* lists);

/// Whether the subject, a design, accepts a value of register `reg`, all bits writable.
[[nodiscard]] bool design_accepts(const Subject& subject, std::uint32_t reg, std::uint64_t value, std::uint64_t limit);

/// The same for the lists or the register of a case.
[[nodiscard]] bool design_accepts(const Subject& subject, const Case& c, std::uint64_t value, std::uint64_t limit);

/// The table of a design's lists, by the engine: what the lists mean is the judge's to say.
[[nodiscard]] inline bool merged(const Subject& subject, const Lists& lists, Table* table) {
  return subject.merge(lists.general, lists.general_count, lists.overrides, lists.override_count, table).kind ==
         TableErrorKind::None;
}

/// The table of register `reg` as the subject declares it: the architecture's, its own entries first.
/// False: refused. Precondition: reg < arch::kRegisterCount.
[[nodiscard]] inline bool register_table(const Subject& subject, std::uint32_t reg, Table* table) {
  if (subject.design != nullptr) {
    Lists lists;
    lists_of_register(subject, reg, &lists);
    return merged(subject, lists, table);
  }
  const arch::Register& general = subject.registers[reg];
  Entry overrides[kMaxOverrides];
  const std::uint32_t count = entries_for(general, subject.overrides, subject.override_count, overrides);
  return subject.merge(general.entries, general.entry_count, overrides, count, table).kind == TableErrorKind::None;
}

/// The table of a case. False: the case has none.
[[nodiscard]] inline bool effective_table(const Subject& subject, const Case& c, Table* table) {
  if (subject.design != nullptr) {
    Lists lists;
    return lists_of(subject, c, &lists) && merged(subject, lists, table);
  }
  if (c.reg != kNoRegister) return c.reg < arch::kRegisterCount && register_table(subject, c.reg, table);
  if (c.override_count > kMaxOverrides || c.general_count > kMaxGeneral) return false;
  return subject.merge(c.general, c.general_count, c.overrides, c.override_count, table).kind == TableErrorKind::None;
}

/// The writable mask by which a subject is judged: all bits for a design that has none.
[[nodiscard]] inline std::uint64_t writable_of(const Subject& subject, const Case& c) {
  return subject.design != nullptr && subject.design->takes_mask == 0 ? ~std::uint64_t{0} : c.writable;
}

/// Whether the subject accepts a value for the table of a case.
[[nodiscard]] inline bool accepts(const Subject& subject, const Case& c, const Table& table, std::uint64_t value,
                                  std::uint64_t limit) {
  if (subject.design != nullptr) return design_accepts(subject, c, value, limit);
  return subject.permitted(table, c.writable, value, limit);
}

/// The same for register `reg`, all bits writable.
[[nodiscard]] inline bool accepts_register(const Subject& subject, std::uint32_t reg, const Table& table,
                                           std::uint64_t value, std::uint64_t limit) {
  if (subject.design != nullptr) return design_accepts(subject, reg, value, limit);
  return subject.permitted(table, ~std::uint64_t{0}, value, limit);
}

/// Whether the subject accepts code `value` under `limit` for a field alone in its register.
[[nodiscard]] inline bool accepts_code(const Subject& subject, const Entry& entry, std::uint64_t value,
                                       std::uint64_t limit) {
  if (subject.design == nullptr) return subject.permitted_code(entry, value, limit);
  return subject.design->accepts(&entry, 1, nullptr, 0, ~std::uint64_t{0}, value << entry.shift, limit << entry.shift);
}

/// The bits of a used slot; 0 for an unused one. By the specification.
[[nodiscard]] inline std::uint64_t slot_mask(const Table& table, std::uint32_t shift) {
  const Entry& slot = table.slots[shift];
  return slot.width == 0 ? 0 : idreg_spec_field_mask(shift, slot.width);
}

/// The code of the field in a used slot. By the specification.
[[nodiscard]] inline std::uint64_t slot_code(const Table& table, std::uint32_t shift, std::uint64_t reg) {
  return idreg_spec_extract(reg, shift, table.slots[shift].width);
}

/// What every slot of a table in the making keeps (engine/tables.h, Builder): a well-formed entry at its
/// own place, within the bits taken so far.
[[nodiscard]] inline bool slot_kept(const Entry& slot, std::uint32_t shift, std::uint64_t taken) {
  if (slot.width == 0) return true;
  return slot.shift == shift && slot.width <= kRegisterBits - shift &&
         spec::entry_error(slot) == TableErrorKind::None && (idreg_spec_field_mask(shift, slot.width) & ~taken) == 0;
}

/// Bits of all effective fields. By the specification. Not inline: the prover knows it by name, as it
/// knows engine::covered once claim covered-equals-spec is proved.
extern "C" std::uint64_t idreg_claims_all_field_bits(const Table& table) noexcept;

/// Whether the field in a used slot may show `value` under `limit`. By the specification.
[[nodiscard]] inline bool slot_permits(const Table& table, std::uint32_t shift, std::uint64_t writable,
                                       std::uint64_t value, std::uint64_t limit) {
  const std::uint64_t mask = slot_mask(table, shift);
  if ((mask & ~writable) != 0) return ((value ^ limit) & mask) == 0;
  return spec::permitted_code(table.slots[shift], slot_code(table, shift, value), slot_code(table, shift, limit));
}

}  // namespace idreg::props
