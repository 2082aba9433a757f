// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <functional>
#include <future>

#include "audit/code/diff.h"
#include "audit/kernel/revisions.h"
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
    case code::Difference::Sanitised:
      return "the hosts keep different numbers of the same CPUs";
  }
  return "";
}

std::string text_of(const code::Change& change) {
  std::string text = fmt::format("{}{}{}  {}\n    {}\n", change.reg, change.field.empty() ? "" : ".", change.field,
                                 to_text(change.kind), words_of(change.kind));
  if (change.kind == code::Difference::Appeared || change.kind == code::Difference::Disappeared) return text;
  if (change.kind == code::Difference::Mask)
    return text + fmt::format("    old {:#x}, new {:#x}\n", change.old_limit, change.new_limit);
  const char* const doubt = change.certified ? "" : " (not certified smallest)";
  if (change.kind == code::Difference::Sanitised) {
    text += fmt::format("    a CPU with {:#x} comes to {:#x}: OLD keeps {:#x}, NEW {:#x}{}\n", change.value,
                        change.old_limit, change.old_stored, change.new_stored, doubt);
  } else {
    text += fmt::format("    write {:#x}: old limit {:#x}, then {:#x}; new limit {:#x}, then {:#x}{}\n", change.value,
                        change.old_limit, change.old_stored, change.new_limit, change.new_stored, doubt);
  }
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
  auto loading = std::async(std::launch::async, load_code, std::cref(before));
  auto new_tree = load_code(after);
  auto old_tree = loading.get();
  if (!old_tree) return std::unexpected(Error{Status::Inconclusive, "OLD: " + old_tree.error()});
  if (!new_tree) return std::unexpected(Error{Status::Inconclusive, "NEW: " + new_tree.error()});
  return code::compare(*old_tree, *new_tree, chosen);
}

/// What changed in the tables; masks are left to the comparison of the code, where that is made.
Result<std::vector<audit::Change>> compare_tables(const Modules& before, const Modules& after, bool masks) {
  auto reading = std::async(std::launch::async, [&] { return audit::read_tables(before, ""); });
  const auto new_tables = audit::read_tables(after, "");
  const auto old_tables = reading.get();
  if (!old_tables) return std::unexpected(Error{Status::Inconclusive, "OLD: " + old_tables.error().what});
  if (!new_tables) return std::unexpected(Error{Status::Inconclusive, "NEW: " + new_tables.error().what});
  std::vector<audit::Change> changes = audit::diff_tables(*old_tables, *new_tables);
  if (!masks) std::erase_if(changes, [](const audit::Change& change) { return change.kind == "mask"; });
  return changes;
}

Result<audit::Revisions> revisions_of(const DiffOptions& options, Console& console) {
  const TreeOptions source{"", "", options.config, options.cache};
  auto revisions = audit::Revisions::open(options.git[0], build_options(source, console));
  if (!revisions) return refused(revisions.error());
  return std::move(*revisions);
}

Result<Modules> modules_at(const audit::Revisions& revisions, const std::string& revision) {
  const auto commit = revisions.commit_of(revision);
  if (!commit) return refused(commit.error());
  auto built = revisions.build(*commit);
  if (!built) return refused(built.error());
  return std::move(built->modules);
}

/// Two sides to compare: trees, folders of IR, or revisions OLD..NEW.
Result<std::pair<Modules, Modules>> sides_of(const DiffOptions& options, Console& console) {
  Result<Modules> before;
  Result<Modules> after;
  if (options.git.empty()) {
    before = modules_of(options.old_tree, options, console);
    if (before) after = modules_of(options.new_tree, options, console);
  } else {
    const std::size_t dots = options.git[1].find("..");
    if (dots == std::string::npos) {
      return usage(fmt::format("--git {} {}: diff compares two revisions, OLD..NEW (or takes --patch SERIES)",
                               options.git[0], options.git[1]));
    }
    const auto revisions = revisions_of(options, console);
    if (!revisions) return std::unexpected(revisions.error());
    before = modules_at(*revisions, options.git[1].substr(0, dots));
    if (before) after = modules_at(*revisions, options.git[1].substr(dots + 2));
  }
  if (!before) return std::unexpected(before.error());
  if (!after) return std::unexpected(after.error());
  return std::pair(std::move(*before), std::move(*after));
}

/// What two trees do differently, in all that was asked.
struct Compared {
  std::vector<audit::Change> tables;
  code::Comparison code;

  [[nodiscard]] Status status() const {
    if (!tables.empty() || !code.changes.empty()) return Status::Finding;
    return code.undecided.empty() ? Status::Holds : Status::Inconclusive;
  }
};

Result<Compared> compare(const Modules& before, const Modules& after, const DiffOptions& options,
                         const code::Options& chosen) {
  auto tables = compare_tables(before, after, options.tables_only);
  if (!tables) return std::unexpected(tables.error());
  Result<code::Comparison> comparison;
  if (!options.tables_only) comparison = compare_code(before, after, chosen);
  if (!comparison) return std::unexpected(comparison.error());
  return Compared{std::move(*tables), std::move(*comparison)};
}

void put(report::Json& json, const Compared& compared) {
  json["changes"] = report::Json::array();
  for (const audit::Change& change : compared.tables) json["changes"].push_back(cli::json_of(change));
  for (const code::Change& change : compared.code.changes) json["changes"].push_back(json_of(change));
  json["same"] = compared.code.same;
  json["undecided"] = compared.code.undecided;
}

std::string text_of(const Compared& compared, const DiffOptions& options) {
  std::string text;
  for (const audit::Change& change : compared.tables) text += cli::text_of(change) + "\n";
  text += fmt::format("{} changes in the tables\n", compared.tables.size());
  return options.tables_only ? text : text + text_of(compared.code);
}

/// Each patch of a series against the tree without it, in order.
Result<Status> diff_series(const DiffOptions& options, const code::Options& chosen, Console& console) {
  const auto revisions = revisions_of(options, console);
  if (!revisions) return std::unexpected(revisions.error());
  const auto base = revisions->commit_of(options.git[1]);
  if (!base) return refused(base.error());
  const auto patches = revisions->patches(options.patch);
  if (!patches) return refused(patches.error());
  if (auto done = revisions->check_out(*base); !done) return refused(done.error());
  auto before = revisions->build(*base);
  if (!before) return refused(before.error());
  report::Json json = report::document();
  json["base"] = *base;
  json["patches"] = report::Json::array();
  Status status = Status::Holds;
  std::string commit = *base;
  for (std::size_t i = 0; i < patches->size(); ++i) {
    // What is kept of an earlier run was not checked out.
    if (auto done = revisions->check_out(commit); !done) return refused(done.error());
    const auto applied = revisions->apply((*patches)[i]);
    if (!applied) return refused(applied.error());
    commit = *applied;
    const std::string subject = revisions->subject_of(commit);
    auto after = revisions->build(commit);
    if (!after) {
      return usage(fmt::format("patch {} of {}, {}: {}", i + 1, patches->size(), subject, after.error().what));
    }
    const auto compared = compare(before->modules, after->modules, options, chosen);
    if (!compared) return std::unexpected(compared.error());
    status = worse(status, compared->status());
    json["patches"].push_back({{"subject", subject}});
    put(json["patches"].back(), *compared);
    if (!options.json) {
      console.print(fmt::format("patch {} of {}: {}\n", i + 1, patches->size(), subject));
      console.print(text_of(*compared, options) + "\n");
    }
    before = std::move(after);
  }
  if (options.json) console.print(report::dump(json));
  return status;
}

}  // namespace

Result<Status> run_diff(const DiffOptions& options, Console& console) {
  auto features = code::parse_features(options.vcpu);
  if (!features) return usage(fmt::format("--vcpu {}: no such feature; see --help", features.error()));
  code::Options chosen;
  chosen.vcpu = std::move(*features);
  if (!options.patch.empty()) return diff_series(options, chosen, console);
  const auto sides = sides_of(options, console);
  if (!sides) return std::unexpected(sides.error());
  const auto compared = compare(sides->first, sides->second, options, chosen);
  if (!compared) return std::unexpected(compared.error());
  if (options.json) {
    report::Json json = report::document();
    put(json, *compared);
    console.print(report::dump(json));
  } else {
    console.print(text_of(*compared, options));
  }
  return compared->status();
}

}  // namespace idreg::cli
