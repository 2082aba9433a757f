// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Registers of a machine as a file: four formats, told apart by content.
//   arm-cpusysregs text     NAME: 64 binary digits in groups, then indented details
//   Firecracker's JSON      a fingerprint's guest_cpu_config, or that part alone
//   the plain format        kind = raw, then NAME = VALUE; # comments say where it is from
//   pairs                   KVM register id and value, as KVM_GET_ONE_REG gives them, one pair a line
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "corpora/file.h"
#include "corpora/other_registers.h"
#include "corpora/vcpu.h"

namespace idreg::corpora {

/// Whose view of the registers a dump shows. Only KvmLimit is a limit as KVM means it.
enum class DumpKind : std::uint8_t {
  Raw,        ///< one CPU's hardware
  User,       ///< the kernel's emulation of mrs for user space
  Sanitised,  ///< the kernel's value for all CPUs
  KvmLimit,   ///< a fresh vCPU
  Guest,      ///< a vCPU after a template
};
/// "raw", "user", "sanitised", "kvm-limit", "guest".
[[nodiscard]] std::string_view to_text(DumpKind kind);
[[nodiscard]] std::optional<DumpKind> parse_dump_kind(std::string_view word);

enum class DumpFormat : std::uint8_t { CpuSysregs, Fingerprint, Plain, Pairs };
/// "arm-cpusysregs text", "Firecracker JSON", "plain", "KVM_GET_ONE_REG pairs".
[[nodiscard]] std::string_view to_text(DumpFormat format);

/// A register of a dump.
struct DumpValue {
  std::uint32_t reg;  ///< index into arch::registers()
  std::uint64_t value;

  friend bool operator==(const DumpValue&, const DumpValue&) = default;
};

/// Something in a dump that is none of arch::registers().
struct Skipped {
  std::string name;        ///< as it stands there: a name, or a KVM id in hexadecimal
  std::uint32_t line = 0;  ///< 0 in JSON

  friend bool operator==(const Skipped&, const Skipped&) = default;
};

struct Dump {
  std::string file;
  DumpKind kind = DumpKind::Raw;
  DumpFormat format = DumpFormat::Plain;
  std::vector<std::string> provenance;  ///< comment lines of the plain format, without `#` (and without SPDX-)
  std::vector<DumpValue> registers;     ///< by rising index
  std::vector<Skipped> skipped;         ///< in the order of the file
  std::vector<OtherRegister> others;    ///< by rising id: what has a KVM id, or is an identity register by name
  VcpuFeatures vcpu = {};               ///< of the vCPU that shows them, as far as the file says

  /// The value of one register, if the dump has it.
  [[nodiscard]] std::optional<std::uint64_t> value_of(std::uint32_t reg) const;
};

/// What becomes of registers that are none of arch::registers(): listed, or an error.
enum class Unknown : std::uint8_t { Skip, Refuse };

/// Reads a dump. Errors, with file and line (in JSON: the path): none of the formats, a malformed
/// value of a known register, two values for one register, no register at all, a plain dump without a
/// kind, a value too large for the size in its register id, more than 10,000 things to skip, and with Unknown::Refuse
/// anything that would be skipped, save registers that other_id names.
[[nodiscard]] std::expected<Dump, Error> parse_dump(std::string_view text, const std::string& file,
                                                    Unknown unknown = Unknown::Skip);

/// read_file, then parse_dump.
[[nodiscard]] std::expected<Dump, Error> read_dump(const std::string& path, Unknown unknown = Unknown::Skip);

/// The plain format; parse_dump gives back the same kind, features of the vCPU, provenance and registers.
[[nodiscard]] std::string write_dump(const Dump& dump);

}  // namespace idreg::corpora
