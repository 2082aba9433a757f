// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which architectural features register values imply, by the definitions of corpora/arch: the right
// side of each "feature <-> ..." of Arm's Features file, guards taken as true.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "corpora/arch/arch.h"

namespace idreg::cli {

/// Registers whose value is known, by index into arch::registers().
using Values = std::map<std::uint32_t, std::uint64_t>;

/// Whether a definition holds when only some of its registers are known.
enum class Truth : std::uint8_t {
  False,    ///< whatever the other registers hold
  True,     ///< whatever the other registers hold
  Depends,  ///< on registers that are not known
};

[[nodiscard]] Truth holds(const arch::Definition& definition, const Values& values);

/// A feature by name, with the fields of registers that are not known on which it depends.
struct Implied {
  std::string feature;
  std::string depends_on;  ///< "ID_PFR2_EL1.RAS_frac"; empty when nothing is open

  friend auto operator<=>(const Implied&, const Implied&) = default;
};

/// Features whose definitions read `reg` and hold, or hold for some contents of the registers not
/// known. By name, each once: certain ones are not repeated as open ones.
[[nodiscard]] std::vector<Implied> implied_by(std::uint32_t reg, const Values& values);

/// Features with a definition that holds for `values` and not for `limits`, among the definitions that
/// read a register whose two values differ. Where registers are not known they are taken to hold the
/// same on both sides, and the gain is reported as depending on them unless they cannot matter.
[[nodiscard]] std::vector<Implied> gained(const Values& values, const Values& limits);

}  // namespace idreg::cli
