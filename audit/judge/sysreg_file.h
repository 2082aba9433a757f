// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Two text files of a Linux tree: arch/arm64/tools/sysreg, from which its headers are generated, and the
// hand-kept table of the selftest set_id_regs.c.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "audit/ir.h"
#include "audit/read_ir.h"

namespace idreg::audit {

/// One line of a register's block.
struct SysregField {
  enum class Kind : std::uint8_t { Field, Enum, UnsignedEnum, SignedEnum, Res0, Res1, Raz, Unknown };
  struct Value {
    std::uint64_t code = 0;
    std::string name;
    std::uint32_t line = 0;
  };
  Kind kind = Kind::Field;
  std::uint32_t msb = 0;
  std::uint32_t lsb = 0;
  std::string name = {};  ///< empty for reserved bits
  std::vector<Value> values = {};
  std::uint32_t line = 0;
};

struct SysregBlock {
  std::string name;
  std::uint32_t encoding = 0;
  std::vector<SysregField> fields = {};  ///< as they stand, from bit 63 down
  std::uint32_t line = 0;
};

struct SysregFile {
  std::string path;  ///< relative to the tree
  std::vector<SysregBlock> blocks;
};

/// Reads the blocks of the ID space (op0 3, CRn 0). `path` is for messages. A line of a kind that is not
/// known is refused with its number: the file's grammar has changed.
[[nodiscard]] std::expected<SysregFile, Refusal> parse_sysreg(std::string_view text, std::string path);

/// One row of a `struct reg_ftr_bits` table of the selftest.
struct SelftestRow {
  std::string reg;    ///< "ID_AA64DFR0_EL1"
  std::string field;  ///< "PMUVer"
  bool is_signed = false;
  Policy policy = Policy::LowerSafe;
  std::uint32_t line = 0;
};

struct SelftestFile {
  std::string path;
  std::vector<SelftestRow> rows;
};

/// Reads the REG_FTR_BITS and S_REG_FTR_BITS lines. Refused: such a line that is not as expected, or a file
/// that has none.
[[nodiscard]] std::expected<SelftestFile, Refusal> parse_selftest(std::string_view text, std::string path);

}  // namespace idreg::audit
