// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "audit/code/diff.h"
#include "cli/audit_code.h"
#include "cli/audit_inputs.h"
#include "cli/auditor.h"
#include "cli/diff_tables.h"
#include "cli/report/json.h"
#include "cli/values.h"

namespace idreg::cli {
namespace {

namespace code = audit::code;

std::string words_of(code::Difference kind) {
  switch (kind) {
    case code::Difference::Accepted:
      return "NEW accepts what OLD refuses";
    case code::Difference::Refused:
      return "NEW refuses what OLD accepts: a guest that holds it cannot be restored";
    case code::Difference::Stored:
      return "both accept it, and store different values";
    case code::Difference::LimitGrew:
      return "the limit grew";
    case code::Difference::LimitShrank:
      return "the limit shrank";
    case code::Difference::Mask:
      return "the writable mask";
    case code::Difference::Appeared:
      return "only NEW lets userspace write it";
    case code::Difference::Disappeared:
      return "only OLD lets userspace write it";
  }
  return "";
}

std::string text_of(const code::Change& change) {
  std::string text = fmt::format("{}{}{}  {}\n    {}\n", change.reg, change.field.empty() ? "" : ".", change.field,
                                 to_text(change.kind), words_of(change.kind));
  if (change.kind == code::Difference::Appeared || change.kind == code::Difference::Disappeared) return text;
  if (change.kind == code::Difference::Mask)
    return text + fmt::format("    old {:#x}, new {:#x}\n", change.old_limit, change.new_limit);
  text += fmt::format("    write {:#x}: old limit {:#x}, then {:#x}; new limit {:#x}, then {:#x}{}\n", change.value,
                      change.old_limit, change.old_stored, change.new_limit, change.new_stored,
                      change.certified ? "" : " (not certified smallest)");
  for (const auto& [name, value] : change.state) text += fmt::format("    where {} = {:#x}\n", name, value);
  return text;
}

report::Json json_of(const code::Change& change) {
  report::Json witness{{"value", hex(change.value)},           {"old_limit", hex(change.old_limit)},
                       {"new_limit", hex(change.new_limit)},   {"old_stored", hex(change.old_stored)},
                       {"new_stored", hex(change.new_stored)}, {"certified", change.certified}};
  for (const auto& [name, value] : change.state) witness["state"][name] = hex(value);
  return {{"register", change.reg}, {"field", change.field}, {"kind", to_text(change.kind)}, {"witness", witness}};
}

std::string text_of(const code::Comparison& comparison) {
  std::string text;
  for (const code::Change& change : comparison.changes) text += text_of(change) + "\n";
  for (const std::string& why : comparison.undecided) text += fmt::format("not decided: {}\n", why);
  return text + fmt::format("{} changes; {} registers proved alike for every value, host and VM (no vCPU has run)\n",
                            comparison.changes.size(), comparison.same.size());
}

Result<std::vector<std::string>> modules_of(const std::string& path, const DiffOptions& options, Console& console) {
  const TreeOptions source =
      options.ir ? TreeOptions{"", path, "", ""} : TreeOptions{path, "", options.config, options.cache};
  Result<audit::Inputs> inputs = inputs_of(source, console);
  if (!inputs) return std::unexpected(inputs.error());
  return std::move(inputs->modules);
}

using Modules = std::vector<std::string>;

Result<code::Comparison> compare_code(const Modules& before, const Modules& after, const code::Options& chosen) {
  auto old_tree = load_code(before);
  if (!old_tree) return std::unexpected(Error{Status::Inconclusive, "OLD: " + old_tree.error()});
  auto new_tree = load_code(after);
  if (!new_tree) return std::unexpected(Error{Status::Inconclusive, "NEW: " + new_tree.error()});
  return code::compare(*old_tree, *new_tree, chosen);
}

/// What changed in the tables; masks are left to the comparison of the code, where that is made.
Result<std::vector<audit::Change>> compare_tables(const Modules& before, const Modules& after, bool masks) {
  const auto old_tables = audit::read_tables(before, "");
  if (!old_tables) return std::unexpected(Error{Status::Inconclusive, "OLD: " + old_tables.error().what});
  const auto new_tables = audit::read_tables(after, "");
  if (!new_tables) return std::unexpected(Error{Status::Inconclusive, "NEW: " + new_tables.error().what});
  std::vector<audit::Change> changes = audit::diff_tables(*old_tables, *new_tables);
  if (!masks) std::erase_if(changes, [](const audit::Change& change) { return change.kind == "mask"; });
  return changes;
}

}  // namespace

Result<Status> run_diff(const DiffOptions& options, Console& console) {
  auto features = code::parse_features(options.vcpu);
  if (!features) return usage(fmt::format("--vcpu {}: no such feature; see --help", features.error()));
  code::Options chosen;
  chosen.vcpu = std::move(*features);
  const auto before = modules_of(options.old_tree, options, console);
  if (!before) return std::unexpected(before.error());
  const auto after = modules_of(options.new_tree, options, console);
  if (!after) return std::unexpected(after.error());
  const auto tables = compare_tables(*before, *after, options.tables_only);
  if (!tables) return std::unexpected(tables.error());
  Result<code::Comparison> comparison;
  if (!options.tables_only) comparison = compare_code(*before, *after, chosen);
  if (!comparison) return std::unexpected(comparison.error());
  if (options.json) {
    report::Json json = report::document();
    json["changes"] = report::Json::array();
    for (const audit::Change& change : *tables) json["changes"].push_back(json_of(change));
    for (const code::Change& change : comparison->changes) json["changes"].push_back(json_of(change));
    json["same"] = comparison->same;
    json["undecided"] = comparison->undecided;
    console.print(report::dump(json));
  } else {
    for (const audit::Change& change : *tables) console.print(text_of(change) + "\n");
    console.print(fmt::format("{} changes in the tables\n", tables->size()));
    if (!options.tables_only) console.print(text_of(*comparison));
  }
  if (!tables->empty() || !comparison->changes.empty()) return Status::Finding;
  return comparison->undecided.empty() ? Status::Holds : Status::Inconclusive;
}

}  // namespace idreg::cli
