// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the command line names: registers, values, dumps, tables of one's own.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cli/features.h"
#include "cli/judge.h"
#include "cli/status.h"
#include "corpora/other_registers.h"
#include "corpora/vcpu.h"

namespace idreg::cli {

/// Index of the register of that name, in any case, also without _EL1. The error suggests a name.
[[nodiscard]] Result<std::uint32_t> register_named(std::string_view name);

/// A register's value; the error says `what` it was meant to be.
[[nodiscard]] Result<std::uint64_t> value_of(std::string_view text, std::string_view what);

/// A dump as read from a file.
struct LoadedDump {
  std::string path;
  std::string kind;  ///< "raw", "user", "sanitised", "kvm-limit", "guest", or "unstated"
  Values values;
  std::vector<std::string> skipped;  ///< what is in the file and is none of the registers known here
  std::vector<corpora::OtherRegister> others = {};  ///< registers that are no ID registers, by rising KVM id
  corpora::VcpuFeatures vcpu = {};   ///< of the vCPU that shows them, as far as the file says
};

/// Reads a dump of any format. With `strict` anything that would be skipped is an error.
[[nodiscard]] Result<LoadedDump> load_dump(const std::string& path, bool strict);

/// Which kind of limit it is: `stated` if it names one, else `otherwise`. Errors for other words.
[[nodiscard]] Result<std::string> limit_kind(const std::string& stated, const std::string& otherwise);

/// "2 registers of the dump skipped: A, B" for one dump; empty if it has none.
[[nodiscard]] std::string skipped_text(const LoadedDump& dump);

/// --table, --override and --writable as given.
struct TableOptions {
  std::string table;                   ///< a file, or empty
  std::vector<std::string> overrides;  ///< NAME=ORDER,POLICY[,SAFE], or files
  std::string writable;                ///< a mask, or empty
};

/// Tables of one's own, read once and then asked by register.
class Tables {
 public:
  /// Reads the files. `context` is the register that bare field names belong to, by index.
  [[nodiscard]] static Result<Tables> load(const TableOptions& options, const std::uint32_t* context);

  /// The table in force for one register.
  [[nodiscard]] Definitions of(std::uint32_t reg) const;
  [[nodiscard]] std::optional<std::uint64_t> writable() const { return writable_; }
  /// Registers that an entry of one's own is about.
  [[nodiscard]] std::vector<std::uint32_t> registers() const;

 private:
  std::map<std::uint32_t, std::vector<Entry>> general_;
  std::map<std::uint32_t, std::vector<Entry>> overrides_;
  std::optional<std::uint64_t> writable_;
};

}  // namespace idreg::cli
