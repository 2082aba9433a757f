// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/architecture.h"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>

#include "cli/report/text.h"

namespace idreg::cli {
namespace {

std::string version_word(const std::string& version) { return rules::display(version.empty() ? "v8Ap0" : version); }

}  // namespace

Result<rules::RuleSet> load_rules(const std::string& path) {
  auto loaded = rules::load_rules(path);
  if (!loaded) return usage(corpora::to_text(loaded.error()));
  return std::move(*loaded);
}

void add_features_option(CLI::App& sub, std::string& path) {
  sub.add_option("--features", path, "Arm's Features.json in place of idreg's own statement of its rules")
      ->envname("IDREG_FEATURES")
      ->type_name("FILE");
}

Architecture architecture_of(const rules::RuleSet& rules, const rules::Values& values) {
  Architecture found;
  const rules::Symbols symbols = rules::shown(rules, values);
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    if (symbols[i] == true) found.features.push_back(rules.symbols()[i]);
  }
  std::ranges::sort(found.features);
  found.version = rules::version_of(rules, symbols);
  return found;
}

std::string architecture_text(const Architecture& architecture, unsigned width) {
  const rules::ArchitectureVersion& version = architecture.version;
  std::string text = "at least " + version_word(version.at_least.version);
  if (!version.at_least.features.empty()) {
    text += fmt::format(", from which on {} exist{}", fmt::join(version.at_least.features, ", "),
                        version.at_least.features.size() == 1 ? "s" : "");
  }
  text += fmt::format("; all that {} demands is there", version_word(version.complete));
  if (!version.next.version.empty()) {
    text += fmt::format(", of what {} demands not {}", version_word(version.next.version),
                        fmt::join(version.next.features, ", "));
  }
  return "architecture\n" + report::wrapped(text, 2, width);
}

report::Json architecture_json(const Architecture& architecture) {
  const rules::ArchitectureVersion& version = architecture.version;
  return {
      {"at_least", version_word(version.at_least.version)},
      {"because", version.at_least.features},
      {"complete", version_word(version.complete)},
      {"next", version.next.version.empty() ? report::Json(nullptr) : report::Json(version_word(version.next.version))},
      {"missing", version.next.features}};
}

}  // namespace idreg::cli
