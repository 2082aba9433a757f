// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which version of the architecture registers speak of, for people and programs.
#pragma once

#include <string>
#include <vector>

#include "cli/report/json.h"
#include "cli/status.h"
#include "corpora/rules/propagate.h"

namespace CLI {
class App;
}

namespace idreg::cli {

/// --features as given: Arm's Features file or one in the format of corpora/arch/rules.txt; empty: idreg's own.
[[nodiscard]] Result<rules::RuleSet> load_rules(const std::string& path);

/// Adds --features (or IDREG_FEATURES) to a command.
void add_features_option(CLI::App& sub, std::string& path);

/// What whole registers show: features by their definitions, conditions respected.
struct Architecture {
  std::vector<std::string> features;  ///< by name
  rules::ArchitectureVersion version;
};

[[nodiscard]] Architecture architecture_of(const rules::RuleSet& rules, const rules::Values& values);

[[nodiscard]] std::string architecture_text(const Architecture& architecture, unsigned width);
/// at_least, because, complete, next, missing.
[[nodiscard]] report::Json architecture_json(const Architecture& architecture);

}  // namespace idreg::cli
