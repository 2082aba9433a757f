// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Findings in SARIF 2.1.0 (OASIS), as code-scanning services read it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/report/json.h"

namespace idreg::cli::report {

/// What a finding is a case of: a claim, a kind of audit finding.
struct SarifRule {
  std::string id;    ///< "never-above-limit"
  std::string text;  ///< one sentence
};

enum class SarifLevel : std::uint8_t { Error, Warning, Note };

struct SarifResult {
  std::string rule;  ///< the id of one of the rules
  SarifLevel level = SarifLevel::Error;
  std::string message;
  std::string file;        ///< relative to the root of the sources; empty: no place
  std::uint32_t line = 0;  ///< from 1; 0: the whole file
  /// Equal for the same finding in two runs, whatever line it moved to.
  std::string fingerprint;
};

/// One run of idreg, results in the given order. Precondition: each result's rule is among `rules`.
[[nodiscard]] Json sarif(const std::vector<SarifRule>& rules, const std::vector<SarifResult>& results);

}  // namespace idreg::cli::report
