// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Does a guest, as one host shows it, restore on another? Register by register, those that are no ID
// registers too; what is not judged is said.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/judge.h"
#include "cli/kernel.h"
#include "cli/subject_file.h"

namespace idreg::cli {

/// One reason why a guest does not restore.
struct Obstacle {
  std::string reg;
  std::string group;  ///< "ID register", or what the register is about: "identity", "PSCI version", ...
  std::string field;  ///< of an ID register; else empty
  std::string value;  ///< of the field, or of the register
  std::string limit;
  std::string reason;
};

/// A register that differs, or that one side lacks, and about which nothing is said.
struct Unjudged {
  std::string reg;
  std::string group;
  std::string value;  ///< empty: not on this side
  std::string limit;
  std::string why;
};

/// A field of the nearest guest that the destination's ID registers permit.
struct Lowered {
  std::string reg;
  std::string field;
  std::uint64_t from = 0;
  std::uint64_t to = 0;
};

struct Migration {
  std::size_t same = 0;              ///< registers that are equal on both sides
  std::size_t lower = 0;             ///< registers that differ and are permitted
  std::vector<Obstacle> obstacles;
  std::vector<Unjudged> not_judged;
  std::vector<Lowered> nearest;      ///< empty if nothing is to be changed
  Values nearest_values;             ///< the guest's ID registers with these changes, asked again and permitted
  std::vector<std::string> no_nearest;  ///< registers where nothing at or below is permitted

  /// Finding with an obstacle, Inconclusive with a difference not judged, else Holds.
  [[nodiscard]] Status status() const;
};

/// Judges every register of the guest against the destination's fresh vCPU, ID registers by the
/// architecture's table, or by what the destination's kernel answers.
[[nodiscard]] Result<Migration> migrate(const Guest& guest, const LoadedDump& destination,
                                        const Kernel* kernel = nullptr);

}  // namespace idreg::cli
