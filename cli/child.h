// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Another program, run to its end.
#pragma once

#include <string>
#include <vector>

#include "cli/status.h"

namespace idreg::cli {

/// Runs a program (found by PATH if it has no slash) whose standard output goes to our standard error, so that ours
/// stays for the answer. Its exit status, or 128 + signal. The error, an internal one, says why it did not start.
[[nodiscard]] Result<int> run_child(const std::vector<std::string>& arguments);

/// What a program said on its standard output, and how it ended (as above).
struct Said {
  int status;
  std::string out;
};

/// Runs a program and keeps what it says. The error, an internal one, says why it did not start.
[[nodiscard]] Result<Said> listen_to_child(const std::vector<std::string>& arguments);

}  // namespace idreg::cli
