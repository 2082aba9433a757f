// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Files that a command writes beside its answer, each made from the document that --json prints.
#pragma once

#include <string>
#include <vector>

#include "cli/program.h"
#include "cli/report/json.h"
#include "cli/status.h"

namespace idreg::cli::report {

/// Paths; empty ones are not written.
struct Outputs {
  std::string junit;
  std::string sarif;
  std::string html;
};

/// --junit, --sarif, --html.
void add_output_options(CLI::App& command, Outputs& outputs);

/// Writes them from documents of `prove` and `fuzz`; HTML from documents of any command.
[[nodiscard]] Result<void> write_outputs(const Outputs& outputs, const std::vector<Json>& documents);

/// JUnit of the results of `prove` and `fuzz`: a case for each claim on each subject.
[[nodiscard]] std::string junit_of(const std::vector<Json>& documents);

/// SARIF of the same: refuted and violated claims are errors, claims without an answer warnings.
[[nodiscard]] Json sarif_of(const std::vector<Json>& documents);

}  // namespace idreg::cli::report
