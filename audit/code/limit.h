// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a fresh vCPU is shown against what the host has, decided for every host and VM: no feature that the
// host lacks, no field that means nothing any more because another was hidden or rewritten. Which fields
// reach a guest as the host has them is told.
#pragma once

#include <string>
#include <vector>

#include "audit/code/judge.h"

namespace idreg::audit::code {

struct LimitVerdict {
  const Descriptor* reg;
  /// Kind::Limit; the witness's value is what the guest is shown, its limit what the host has.
  std::vector<Flaw> flaws;
  /// Fields that some VM is shown whatever code the host has, reserved ones included; from bit 0 upwards.
  std::vector<std::string> uncapped;
  std::string undecided;  ///< why something of it is not known; empty: all is
};

/// All registers that have a reset function and of which the tree knows the host's value, by rising encoding.
[[nodiscard]] std::vector<LimitVerdict> judge_limits(const Tree& tree, const Options& options);

}  // namespace idreg::audit::code
