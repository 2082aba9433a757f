// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// tools/kvm-lab, as commands call it.
#pragma once

#include <string>
#include <vector>

#include "cli/status.h"

namespace idreg::cli {

struct Boot {
  std::string cpu;       ///< emulated
  std::string image;     ///< an arm64 kernel; empty: Debian's
  std::string kernel;    ///< Debian's series; empty: the lab's default
  std::string out;       ///< a folder for the answers of all CPUs
  std::string requests;  ///< a file of writes to try, or empty
  std::vector<std::string> probe;  ///< options of the probe
};

/// Boots, and returns the folder with the probe's files. `$IDREG_KVM_LAB` names another tool than tools/kvm-lab.
/// Errors: no answer from the machine (the lab has said why).
[[nodiscard]] Result<std::string> boot(const Boot& boot);

}  // namespace idreg::cli
