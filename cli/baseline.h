// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One value of each register that is safe on several machines.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/input.h"

namespace idreg::cli {

/// Why a register's value is not permitted on one machine.
struct Prevented {
  std::string host;  ///< the dump's path
  std::vector<Offence> violations;
};

struct BaselineRegister {
  std::uint32_t reg = 0;
  std::uint64_t value = 0;           ///< the common value
  std::vector<Prevented> prevented;  ///< machines that do not permit it; none if it is safe
  std::vector<std::string> lost;     ///< features some machine has and this value does not give
  std::vector<Implied> gained;       ///< features it gives that some machine does not certainly have
};

struct Baseline {
  std::vector<BaselineRegister> registers;  ///< those that every machine holds
  std::vector<std::uint32_t> not_judged;    ///< those that only some hold

  [[nodiscard]] Status status() const;
};

/// Takes the `chosen` value of each register that every machine holds (sanitised by the architecture's table
/// where none is chosen) and asks the engine's check for each machine.
[[nodiscard]] Result<Baseline> baseline(const std::vector<LoadedDump>& dumps, const Values& chosen);

}  // namespace idreg::cli
