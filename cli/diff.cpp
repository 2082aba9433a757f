// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "audit/code/diff.h"
#include "cli/audit_code.h"
#include "cli/audit_inputs.h"
#include "cli/auditor.h"
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

Result<code::Tree> tree_of(const std::string& path, const DiffOptions& options, Console& console) {
  const TreeOptions source =
      options.ir ? TreeOptions{"", path, "", ""} : TreeOptions{path, "", options.config, options.cache};
  const Result<audit::Inputs> inputs = inputs_of(source, console);
  if (!inputs) return std::unexpected(inputs.error());
  auto tree = load_code(inputs->modules);
  if (!tree) return std::unexpected(Error{Status::Inconclusive, path + ": " + tree.error()});
  return std::move(*tree);
}

}  // namespace

Result<Status> run_diff(const DiffOptions& options, Console& console) {
  auto features = code::parse_features(options.vcpu);
  if (!features) return usage(fmt::format("--vcpu {}: no such feature; see --help", features.error()));
  code::Options chosen;
  chosen.vcpu = std::move(*features);
  const Result<code::Tree> before = tree_of(options.old_tree, options, console);
  if (!before) return std::unexpected(before.error());
  const Result<code::Tree> after = tree_of(options.new_tree, options, console);
  if (!after) return std::unexpected(after.error());
  const code::Comparison comparison = code::compare(*before, *after, chosen);
  if (options.json) {
    report::Json json = report::document();
    json["changes"] = report::Json::array();
    for (const code::Change& change : comparison.changes) json["changes"].push_back(json_of(change));
    json["same"] = comparison.same;
    json["undecided"] = comparison.undecided;
    console.print(report::dump(json));
  } else {
    console.print(text_of(comparison));
  }
  if (!comparison.changes.empty()) return Status::Finding;
  return comparison.undecided.empty() ? Status::Holds : Status::Inconclusive;
}

}  // namespace idreg::cli
