// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The commands for templates and fleets whose answers need the solver: in `idreg` they hand over to
// `idreg-fleet`.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "cli/program.h"

namespace idreg::cli {

/// Solver units for one question; real dumps take a hundredth of it.
inline constexpr std::uint64_t kRulesBudget = 400'000'000;

/// The options of `idreg lint`.
struct LintOptions {
  std::string file;      ///< a dump, or a template
  std::string base;      ///< a dump below it, or empty
  std::string features;  ///< Arm's file, or empty
  std::uint64_t budget = kRulesBudget;
  bool compare = false;  ///< the rules themselves, and no file
  bool strict = false;
  bool json = false;
};

void declare_lint(CLI::App& app, Run& run, std::function<Result<Status>(const LintOptions&, Console&)> lint);

/// What idreg-fleet does for `lint`: could such a CPU exist? Errors: unreadable input, a template that
/// leaves bits open without a base.
[[nodiscard]] Result<Status> run_lint(const LintOptions& options, Console& console);

/// `lint --compare`: what idreg's own rules and those of Arm's file say differently. Errors: unreadable file.
[[nodiscard]] Result<Status> compare_rules(const LintOptions& options, Console& console);

/// The options of `idreg baseline`.
struct BaselineOptions {
  std::vector<std::string> dumps;
  std::vector<std::string> weights;  ///< FEAT_X=N
  std::string features;              ///< Arm's file, or empty
  std::string write;                 ///< where the values are written, or empty
  std::string html;                  ///< where the table of hosts and features is written, or empty
  bool table = false;                ///< that table in the terminal
  std::uint64_t budget = kRulesBudget;
  bool strict = false;
  bool json = false;
};

void declare_baseline(CLI::App& app, Run& run,
                      std::function<Result<Status>(const BaselineOptions&, Console&)> baseline);

/// What idreg-fleet does for `baseline`: the best values that are safe on all hosts. Errors: unreadable
/// dumps, none in common, a weight of no feature.
[[nodiscard]] Result<Status> run_baseline(const BaselineOptions& options, Console& console);

}  // namespace idreg::cli
