// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Finding registers and fields by name, encoding, KVM id or bits.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "corpora/arch/arch.h"

namespace idreg::arch {

/// All registers, by rising encoding.
[[nodiscard]] std::span<const Register> registers();
/// All definitions of features, by the first register they read.
[[nodiscard]] std::span<const Definition> definitions();
/// The fields of a register, from bit 0 upwards, and their entries: the architectural general table.
[[nodiscard]] std::span<const Field> fields(const Register& reg);
[[nodiscard]] std::span<const Entry> entries(const Register& reg);
/// What the codes of a field mean, where known, by rising code.
[[nodiscard]] std::span<const Meaning> meanings(const Field& field);

/// The place of a register in registers(). Precondition: it is one of them.
[[nodiscard]] std::uint32_t index_of(const Register& reg);

/// By name in any case, also without _EL1 or _EL0; null if there is none.
[[nodiscard]] const Register* find_register(std::string_view name);
[[nodiscard]] const Register* register_by_encoding(std::uint32_t op0, std::uint32_t op1, std::uint32_t crn,
                                                   std::uint32_t crm, std::uint32_t op2);
/// 0x6030000000130000 | op0 << 14 | op1 << 11 | CRn << 7 | CRm << 3 | op2 (Linux: ARM64_SYS_REG).
[[nodiscard]] std::uint64_t kvm_id(const Register& reg);
[[nodiscard]] const Register* register_by_kvm_id(std::uint64_t id);

/// By name in any case; null if there is none.
[[nodiscard]] const Field* find_field(const Register& reg, std::string_view name);
/// The field with exactly these bits; null if there is none.
[[nodiscard]] const Field* field_at(const Register& reg, std::uint32_t shift, std::uint32_t width);
/// The name of the field with exactly these bits, else "[MSB:LSB]".
[[nodiscard]] std::string bits_name(const Register& reg, std::uint32_t shift, std::uint32_t width);

/// One field and where it stands.
struct FieldPlace {
  const Register* reg;
  const Field* field;
};
/// Every field of this name in any register: "MTPMU" has two, "ID_DFR1.MTPMU" one.
[[nodiscard]] std::vector<FieldPlace> find_fields(std::string_view name);

/// The meaning of a code; empty if not known.
[[nodiscard]] std::string_view meaning_of(const Field& field, std::uint64_t code);

/// ", did you mean X?" if some register or field is near in spelling; else empty.
[[nodiscard]] std::string suggest_register(std::string_view name);
[[nodiscard]] std::string suggest_field(const Register& reg, std::string_view name);
/// The same among the fields of all registers.
[[nodiscard]] std::string suggest_field(std::string_view name);

}  // namespace idreg::arch
