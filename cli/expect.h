// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// prove --expect FILE: the outcomes that somebody expects, one "subject claim outcome" on a line.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "cli/status.h"

namespace idreg::cli {

/// Outcomes by subject and claim.
using Outcomes = std::map<std::pair<std::string, std::string>, std::string>;

/// Reads the file; `#` begins a comment. Errors name the line.
[[nodiscard]] Result<Outcomes> read_expected(const std::string& path);

/// One line for each difference: an outcome that is not as expected, missing, or not expected.
[[nodiscard]] std::vector<std::string> differences(const Outcomes& expected, const Outcomes& actual);

}  // namespace idreg::cli
