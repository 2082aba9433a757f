// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the tables of a Linux tree say, as plain data: the rows of arm64_ftr_regs with their fields, and the
// rows of KVM's sys_reg_descs. Read from the IR of the tree's own build by audit/read_ir.h; nobody else
// needs to know IR to judge them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "corpora/arch/arch.h"
#include "engine/types.h"

namespace idreg::audit {

/// A place in the tree's sources.
struct SourceLine {
  std::string file;        ///< relative to the top of the tree; empty: not known
  std::uint32_t line = 0;  ///< from 1; 0: not known

  friend bool operator==(const SourceLine&, const SourceLine&) = default;
};

/// "FILE:LINE", "FILE", or "" where nothing is known.
[[nodiscard]] std::string to_text(const SourceLine& where);

/// One row of a `struct arm64_ftr_bits` table, as it stands: nothing is checked yet.
struct FtrBits {
  bool is_signed = false;        ///< member `sign`
  bool visible = false;          ///< to user space, through the kernel's mrs emulation
  bool strict = false;           ///< CPUs that differ taint the kernel
  std::uint32_t type = 0;        ///< member `type`, as the enumerator's value
  bool type_known = false;       ///< `type` is one of the enumerators that `policy` can name
  Policy policy = Policy::Exact; ///< `type`, by the enumerator's name; meaningless unless type_known
  std::uint32_t shift = 0;
  std::uint32_t width = 0;       ///< at least 1: the row of width 0 is the terminator
  std::int64_t safe_value = 0;   ///< member `safe_val`, as a signed number
  SourceLine where;

  friend bool operator==(const FtrBits&, const FtrBits&) = default;
};

/// One row of `arm64_ftr_regs`: a register's general table.
struct FtrRegister {
  std::uint32_t encoding = 0;    ///< member `sys_id`: sys_reg(op0, op1, CRn, CRm, op2)
  std::string name;              ///< member `name` ("SYS_ID_AA64PFR0_EL1" without SYS_), else "S3_0_C0_C4_0"
  std::string table;             ///< symbol of the array of fields; empty: the row has none
  std::vector<FtrBits> fields;   ///< up to the terminator
  bool terminated = false;       ///< a row of width 0 was found within the array
  std::uint32_t after_terminator = 0;  ///< rows behind the terminator, which the kernel never reads
  std::string override_symbol;   ///< the command line's override (struct arm64_ftr_override); may be empty
  SourceLine where;              ///< of the array of fields

  friend bool operator==(const FtrRegister&, const FtrRegister&) = default;
};

/// One row of `sys_reg_descs`. Functions are named by their symbols, as smt::lift::Program finds them with
/// `module`; empty where the pointer is null.
struct SysRegDesc {
  std::uint32_t index = 0;       ///< in sys_reg_descs
  std::uint32_t op0 = 0, op1 = 0, crn = 0, crm = 0, op2 = 0;
  std::string name;              ///< member `name`; may be empty
  std::uint64_t val = 0;         ///< the writable mask, for an ID register
  std::string access, reset, get_user, set_user, visibility;
  std::uint64_t address = 0;     ///< offset of the row in bytes from the start of the array

  friend bool operator==(const SysRegDesc&, const SysRegDesc&) = default;
};

/// Everything that is read of one tree.
struct Tables {
  std::vector<FtrRegister> registers;  ///< in the order of the array, which the kernel searches by bisection
  std::vector<SysRegDesc> descs;       ///< rows of the ID space (op0 3, op1 0/1/3, CRn 0) only, in order
  std::string registers_symbol;        ///< "arm64_ftr_regs"
  std::string descs_symbol;            ///< "sys_reg_descs"; empty: the tree has no KVM table
  std::string registers_module;        ///< file of the IR that defines it
  std::string descs_module;
  SourceLine registers_where;
  SourceLine descs_where;
  std::string compiler;                ///< the producer that the IR names
  std::string tree;                    ///< the top of the sources; empty: they are not there
};

/// op0 << 19 | op1 << 16 | CRn << 12 | CRm << 8 | op2 << 5: Linux's sys_reg().
[[nodiscard]] std::uint32_t sys_reg(std::uint32_t op0, std::uint32_t op1, std::uint32_t crn, std::uint32_t crm,
                                    std::uint32_t op2) noexcept;

/// What corpora/arch says of the register with this encoding; null if it knows none.
[[nodiscard]] const arch::Register* arch_register(std::uint32_t encoding);

/// Arm's name of the register with this encoding if corpora/arch knows it, else "S3_0_C0_C4_3".
[[nodiscard]] std::string register_name(std::uint32_t encoding);

/// The row of a register in either table; null if there is none.
[[nodiscard]] const FtrRegister* find_register(const Tables& tables, std::uint32_t encoding);
[[nodiscard]] const SysRegDesc* find_desc(const Tables& tables, std::uint32_t encoding);

}  // namespace idreg::audit
