// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Entries as people write them: files of tables (--table FILE, --override FILE) and single overrides
// (--override PMUVer=signed,LowerSafe).
//
//   register ID_AA64DFR0_EL1
//     PMUVer  signed    LowerSafe       # bits of the field of that name
//     15:12   unsigned  Exact  5        # bits by number; the safe value in the entry's own domain
#pragma once

#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "corpora/arch/arch.h"
#include "corpora/file.h"
#include "engine/types.h"

namespace idreg::corpora {

/// An entry, and what it is called.
struct NamedEntry {
  std::uint32_t reg = 0;   ///< index into arch::registers()
  std::string field;       ///< the field with exactly these bits, else "[MSB:LSB]"
  Entry entry{};
  std::uint32_t line = 0;  ///< in the file; 0 on the command line

  friend bool operator==(const NamedEntry&, const NamedEntry&) = default;
};

/// Reads a file of tables, in the order of the file. Each entry is well formed, and those of one register
/// are disjoint. Errors have file and line, and say which line an entry collides with.
[[nodiscard]] std::expected<std::vector<NamedEntry>, Error> parse_entries(std::string_view text,
                                                                          const std::string& file);
/// read_file, then parse_entries.
[[nodiscard]] std::expected<std::vector<NamedEntry>, Error> read_entries(const std::string& path);

/// Reads one override, "[REGISTER.]NAME=ORDER,POLICY[,SAFE]"; NAME may be MSB:LSB where the register is
/// known. A name without register is looked for in `within`, or without that in all registers, where it
/// must be found once. The error lists the candidates.
[[nodiscard]] std::expected<NamedEntry, Error> parse_override(std::string_view text,
                                                              const arch::Register* within = nullptr);

/// "signed, LowerSafe, safe -8": what an entry says besides its bits.
[[nodiscard]] std::string describe(const Entry& entry);

/// The entries of one register, packed as the engine wants them.
[[nodiscard]] std::vector<Entry> entries_of(std::span<const NamedEntry> named, std::uint32_t reg);

/// A refused merge in words: which entries, by name of the field and index, and which bits.
/// Preconditions: `error` came from merging exactly these lists, and its kind is not None.
[[nodiscard]] std::string describe(const TableError& error, const arch::Register& reg, std::span<const Entry> general,
                                   std::span<const Entry> overrides);

}  // namespace idreg::corpora
