// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Registers of a vCPU that are no ID registers, by KVM's register ids: what they are, and their values.
// Source: Linux, arch/arm64/include/uapi/asm/kvm.h (ids, sizes) and arch/arm64/kvm/hypercalls.c (firmware).
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace idreg::corpora {

/// What a register of a vCPU is about, as far as migration goes.
enum class RegisterGroup : std::uint8_t {
  Identity,      ///< MIDR, REVIDR, AIDR: which CPU this is
  Cache,         ///< CCSIDR, CLIDR, CTR, DCZID: caches
  Psci,          ///< the version of PSCI
  Workaround,    ///< the level of a firmware workaround
  Bitmap,        ///< firmware services, one bit each
  SveLengths,    ///< SVE vector lengths, one bit each
  Timer,         ///< counters and timers
  State,         ///< what a guest changes while it runs: core and system registers
};
/// "identity", "cache", "PSCI version", ...
[[nodiscard]] std::string_view to_text(RegisterGroup group);

/// A register by its KVM id.
struct OtherRegister {
  std::uint64_t id = 0;
  std::vector<std::uint64_t> words;  ///< the value, lowest word first, as many as the id's size asks for

  friend bool operator==(const OtherRegister&, const OtherRegister&) = default;
};

/// Bits of the register, by its id: 8 to 2048.
[[nodiscard]] unsigned size_of(std::uint64_t id);
[[nodiscard]] RegisterGroup group_of(std::uint64_t id);
/// "MIDR_EL1", "KVM_REG_ARM_PSCI_VERSION", "S3_3_C14_C3_2", or the id in hexadecimal.
[[nodiscard]] std::string other_name(std::uint64_t id);
/// The id of a name that other_name gives to a register of the groups Identity, Psci, Workaround, Bitmap
/// and SveLengths; in any case.
[[nodiscard]] std::optional<std::uint64_t> other_id(std::string_view name);
/// "0x" and hexadecimal digits.
[[nodiscard]] std::string value_text(const OtherRegister& reg);

/// Reads 0b, 0x or decimal digits as a value of the size in the id. The error says what is wrong, such as
/// bits above that size.
[[nodiscard]] std::expected<OtherRegister, std::string> parse_other(std::uint64_t id, std::string_view value);

}  // namespace idreg::corpora
