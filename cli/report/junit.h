// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Results as JUnit XML, as continuous integration reads it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace idreg::cli::report {

enum class JunitOutcome : std::uint8_t {
  Passed,
  Failure,  ///< a finding
  Error,    ///< no answer: unknown, unsupported, not tried
  Skipped,  ///< does not apply to this subject
};

struct JunitCase {
  std::string group;  ///< the class: a subject
  std::string name;   ///< a claim
  double seconds = 0;
  JunitOutcome outcome = JunitOutcome::Passed;
  std::string message;  ///< one line; empty where it passed
  std::string details;  ///< any text
};

/// One suite of these cases, in the given order. Characters that XML 1.0 cannot hold are replaced.
[[nodiscard]] std::string junit(const std::string& suite, const std::vector<JunitCase>& cases);

}  // namespace idreg::cli::report
