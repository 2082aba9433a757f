// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <filesystem>
#include <memory>

#include "cli/commands.h"
#include "cli/migrate_command.h"
#include "cli/report/json.h"
#include "cli/report/text.h"
#include "cli/scope.h"
#include "cli/table_options.h"
#include "cli/values.h"
#include "corpora/arch/lookup.h"

namespace idreg::cli {
namespace {

struct CheckOptions {
  std::string what;   ///< a register, or a file
  std::string value;  ///< empty: `what` and `limit` are files
  std::string limit;
  std::string limit_kind;
  TableOptions tables;
  bool strict = false;
  bool json = false;
  MigrateOptions migrate;
};

Result<Status> check_register(const CheckOptions& options, Console& console) {
  const Result<std::uint32_t> reg = register_named(options.what);
  if (!reg) return std::unexpected(reg.error());
  const Result<std::uint64_t> value = value_of(options.value, "the value");
  if (!value) return std::unexpected(value.error());
  const Result<std::uint64_t> limit = value_of(options.limit, "--limit");
  if (!limit) return std::unexpected(limit.error());
  const Result<std::string> kind = limit_kind(options.limit_kind, "unstated");
  if (!kind) return std::unexpected(kind.error());
  const Result<Tables> tables = Tables::load(options.tables, &*reg);
  if (!tables) return std::unexpected(tables.error());

  const Result<Judgement> judgement = judge({*reg, *value, *limit, tables->writable(), tables->of(*reg), {}, {}});
  if (!judgement) return std::unexpected(judgement.error());
  if (options.json) {
    report::Json json = report::document();
    json["architectural_only"] = *kind != "kvm-limit";
    json.update(report::to_json(*judgement, *kind));
    json["not_covered"] = kNotCovered;
    console.print(report::dump(json));
  } else {
    console.print(report::judgement_text(*judgement, console.terminal()));
    console.print("\n" + report::architectural_heading(*kind) + report::not_covered_text(console.terminal().width));
  }
  return judgement->status();
}

/// A whole dump against another: the registers that both hold.
struct Comparison {
  LoadedDump value;
  LoadedDump limit;
  std::string kind;
  std::vector<Judgement> judgements;
  std::vector<std::uint32_t> not_judged;  ///< in the value's dump only
  Status status = Status::Holds;
};

Result<Comparison> compare(const CheckOptions& options) {
  if (arch::find_register(options.what) != nullptr && !std::filesystem::exists(options.what)) {
    return usage(fmt::format("check {}: the register's value is missing", options.what));
  }
  Result<LoadedDump> value = load_dump(options.what, options.strict);
  if (!value) return std::unexpected(value.error());
  Result<LoadedDump> limit = load_dump(options.limit, options.strict);
  if (!limit) return std::unexpected(limit.error());
  Result<std::string> kind = limit_kind(options.limit_kind, limit->kind);
  if (!kind) return std::unexpected(kind.error());
  const Result<Tables> tables = Tables::load(options.tables, nullptr);
  if (!tables) return std::unexpected(tables.error());
  if (tables->writable()) return usage("--writable is a mask for one register; a dump has many");

  Comparison all{std::move(*value), std::move(*limit), std::move(*kind), {}, {}, Status::Holds};
  for (const auto& [reg, code] : all.value.values) {
    const auto found = all.limit.values.find(reg);
    if (found == all.limit.values.end()) {
      all.not_judged.push_back(reg);
      continue;
    }
    Result<Judgement> judgement =
        judge({reg, code, found->second, std::nullopt, tables->of(reg), all.value.values, all.limit.values});
    if (!judgement) return std::unexpected(judgement.error());
    all.status = worse(all.status, judgement->status());
    all.judgements.push_back(std::move(*judgement));
  }
  if (all.judgements.empty()) {
    return usage(fmt::format("{} and {} have no register in common: nothing to check", options.what, options.limit));
  }
  return all;
}

void print_json(const Comparison& all, Console& console) {
  report::Json json = report::document();
  json["architectural_only"] = all.kind != "kvm-limit";
  json["limit_kind"] = all.kind;
  json["value_kind"] = all.value.kind;
  json["permitted"] = all.status == Status::Holds;
  json["registers"] = report::Json::array();
  for (const Judgement& judgement : all.judgements) json["registers"].push_back(report::to_json(judgement, all.kind));
  json["not_covered"] = kNotCovered;
  json["not_judged"] = report::Json::array();
  for (const std::uint32_t reg : all.not_judged) json["not_judged"].push_back(arch::registers()[reg].name);
  console.print(report::dump(json));
}

void print_text(const Comparison& all, Console& console) {
  const Terminal& terminal = console.terminal();
  console.print(report::architectural_heading(all.kind));
  std::size_t good = 0;
  for (const Judgement& judgement : all.judgements) {
    console.print(report::judgement_text(judgement, terminal));
    good += judgement.status() == Status::Holds ? 1 : 0;
  }
  console.print(fmt::format("\n{} of {} registers permitted", good, all.judgements.size()));
  if (!all.not_judged.empty()) {
    std::string names;
    for (const std::uint32_t reg : all.not_judged) {
      names += std::string(names.empty() ? "" : ", ") + arch::registers()[reg].name;
    }
    console.print(fmt::format("; not judged, because the limit lacks them: {}", names));
  }
  console.print("\n");
  for (const LoadedDump* dump : {&all.value, &all.limit}) {
    console.print(report::wrapped(skipped_text(*dump), 0, terminal.width));
  }
  console.print(report::not_covered_text(terminal.width));
}

Result<Status> check_dump(const CheckOptions& options, Console& console) {
  const Result<Comparison> all = compare(options);
  if (!all) return std::unexpected(all.error());
  options.json ? print_json(*all, console) : print_text(*all, console);
  return all->status;
}

Result<Status> run_check(const CheckOptions& options, const WithTrees& with_trees, Console& console) {
  const MigrateOptions& migration = options.migrate;
  if (!migration.from.empty() || !migration.to.empty()) {
    if (!options.what.empty()) return usage("check: --from and --to stand in place of a register or dump");
    const bool tree = !host_of(migration.from, migration.linux_tree).tree.empty() ||
                      !host_of(migration.to, migration.linux_tree).tree.empty();
    return tree ? with_trees(migration, console) : check_migration(migration, {}, console);
  }
  if (!migration.linux_tree.empty()) return usage("check: --linux goes with --from DUMP and --to DUMP");
  if (options.what.empty()) return usage("check: a register and a value, a dump, or --from and --to are missing");
  if (options.limit.empty()) return usage("check: --limit is missing: the largest that may be shown");
  return options.value.empty() ? check_dump(options, console) : check_register(options, console);
}

}  // namespace

void declare_check(CLI::App& app, Run& run, WithTrees with_trees) {
  auto options = std::make_shared<CheckOptions>();
  CLI::App* sub =
      app.add_subcommand("check", "Is a value permitted under a limit? Which field not, why, and what is nearest");
  sub->add_option("register", options->what, "A register; or a dump, checked against the dump given as --limit")
      ->type_name("REG|DUMP");
  sub->add_option("value", options->value, "What is to be shown; none for a dump")->type_name("VALUE");
  sub->add_option("--limit", options->limit, "The largest that may be shown")->type_name("VALUE|DUMP");
  sub->add_option("--limit-kind", options->limit_kind, "raw, user, sanitised, kvm-limit or guest")->type_name("KIND");
  add_table_options(*sub, options->tables, true);
  sub->add_option("--from", options->migrate.from,
                  "Does a guest of this host restore on another? What a vCPU shows here")
      ->type_name("DUMP");
  sub->add_option("--template", options->migrate.cpu, "A CPU template on top of --from")->type_name("FILE");
  sub->add_option("--to", options->migrate.to, "What a fresh vCPU shows on the other host")->type_name("DUMP");
  sub->add_option("--nearest", options->migrate.nearest,
                  "Where the nearest template that the other host permits is written")
      ->type_name("FILE");
  sub->add_option("--vcpu", options->migrate.vcpu,
                  "Features that both vCPUs are created with, \"pmu, sve\" or \"none\"; else as the files say")
      ->type_name("LIST");
  sub->add_option("--linux", options->migrate.linux_tree,
                  "What KVM of this Linux tree accepts, by its compiled write paths; DUMP@TREE for one host")
      ->type_name("TREE");
  sub->add_flag("--ir", options->migrate.ir, "Trees are directories with IR that exists");
  sub->add_option("--config", options->migrate.config, "A kernel configuration for trees, as for audit")
      ->type_name("FILE");
  sub->add_option("--cache", options->migrate.cache, "Where builds are kept; else $IDREG_CACHE or ~/.cache/idreg")
      ->type_name("DIR");
  sub->add_flag("--strict", options->strict, "An error for anything in a dump that is no register known here");
  sub->add_flag("--json", options->json, "One JSON document");
  sub->footer(
      "Example: idreg check ID_AA64DFR0_EL1 0x900 --limit 0x600\n"
      "         idreg check ID_AA64DFR0_EL1 0x800 --limit 0 --override PMUVer=signed,LowerSafe\n"
      "         idreg check guest.json --limit host.txt\n"
      "         idreg check --from v1.json --template v1-as-n1.json --to n1.json\n"
      "         idreg check --from v1.json@linux-6.12 --to n1.json@linux-6.15");
  sub->callback([options, &run, with_trees = std::move(with_trees)] {
    run = [options, with_trees](Console& console) {
      options->migrate.strict = options->strict;
      options->migrate.json = options->json;
      return run_check(*options, with_trees, console);
    };
  });
}

}  // namespace idreg::cli
