// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The table that a case is about: of its own lists, or of a register by name. Private to props/claims*.
#pragma once

#include "corpora/arch/arch.h"
#include "props/predicates.h"

namespace idreg::props {

/// The architecture's table of register `reg` under the subject's overrides. False: refused.
/// Precondition: reg < arch::kRegisterCount.
[[nodiscard]] inline bool register_table(const Subject& subject, std::uint32_t reg, Table* table) {
  const arch::Register& general = arch::kRegisters[reg];
  const std::uint16_t wanted = encoding(general.op0, general.op1, general.crn, general.crm, general.op2);
  Entry overrides[kMaxOverrides];
  std::uint32_t count = 0;
  for (std::uint32_t i = 0; i < subject.override_count && count < kMaxOverrides; ++i) {
    if (subject.overrides[i].encoding == wanted) overrides[count++] = subject.overrides[i].entry;
  }
  return subject.merge(general.entries, general.field_count, overrides, count, table).kind == TableErrorKind::None;
}

/// The table of a case. False: the case has none.
[[nodiscard]] inline bool effective_table(const Subject& subject, const Case& c, Table* table) {
  if (c.reg != kNoRegister) return c.reg < arch::kRegisterCount && register_table(subject, c.reg, table);
  if (c.override_count > kMaxOverrides || c.general_count > kMaxGeneral) return false;
  return subject.merge(c.general, c.general_count, c.overrides, c.override_count, table).kind == TableErrorKind::None;
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
