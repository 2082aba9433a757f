// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "cli/architecture.h"
#include "cli/fleet_options.h"
#include "cli/report/rules.h"
#include "cli/report/style.h"
#include "cli/report/text.h"
#include "cli/subject_file.h"
#include "cli/values.h"
#include "cli/vcpu.h"
#include "corpora/arch/lookup.h"
#include "smt/rules/lint.h"

namespace idreg::cli {
namespace {

namespace rules = idreg::rules;

/// All that one run of lint knows.
struct Linted {
  Guest guest;
  std::optional<LoadedDump> base;
  rules::RuleSet rules;
  smt::rules::Lint found;
  std::vector<Hidden> hidden;  ///< fields that a vCPU with these features does not show

  [[nodiscard]] bool good() const { return hidden.empty() && (base ? found.consistent() : found.conflicts.empty()); }
};

std::string whose(const Linted& all, const smt::rules::Conflict& conflict) {
  if (all.base) return conflict.of_base ? "broken by the base already" : "added by the template";
  return all.guest.hardware ? "broken by the hardware itself" : "";
}

report::Json conflict_json(const Linted& all, const smt::rules::Conflict& conflict) {
  report::Json json{{"rules", report::Json::array()}, {"fields", report::Json::array()}};
  for (const std::size_t rule : conflict.rules) json["rules"].push_back(all.rules.rules()[rule].text);
  for (const auto& one : conflict.fields) {
    json["fields"].push_back({{"field", rules::name_of(one.field)}, {"code", hex(one.code)}});
  }
  json["repair"] = report::Json::array();
  for (const auto& mending : conflict.mendings) {
    report::Json codes = report::Json::array();
    for (const std::uint64_t code : mending.codes) codes.push_back(hex(code));
    json["repair"].push_back({{"field", rules::name_of(mending.field)}, {"codes", std::move(codes)}});
  }
  json["of_base"] = conflict.of_base;
  json["words"] = report::conflict_words(all.rules, conflict, all.guest.values);
  return json;
}

void print_json(const Linted& all, Console& console) {
  report::Json json = report::document();
  json["file"] = all.guest.path;
  json["base"] = all.base ? report::Json(all.base->path) : report::Json(nullptr);
  json["rules_from"] = all.rules.source;
  json["consistent"] = all.good();
  json["conflicts"] = report::Json::array();
  for (const auto& conflict : all.found.conflicts) json["conflicts"].push_back(conflict_json(all, conflict));
  json["repair"] = report::Json(nullptr);
  if (all.found.repair) {
    json["repair"] = report::Json::array();
    for (const auto& change : *all.found.repair) {
      json["repair"].push_back(
          {{"field", rules::name_of(change.field)}, {"from", hex(change.from)}, {"to", hex(change.to)}});
    }
  }
  json["not_of_this_vcpu"] = report::Json::array();
  for (const Hidden& one : all.hidden) {
    json["not_of_this_vcpu"].push_back(
        {{"field", one.name()}, {"code", hex(one.code)}, {"feature", one.feature->name}, {"reason", one.why()}});
  }
  json["not_in_dump"] = report::Json::array();
  for (const std::uint32_t reg : all.found.open) json["not_in_dump"].push_back(arch::registers()[reg].name);
  console.print(report::dump(json));
}

void print_repair(const Linted& all, Console& console) {
  if (!all.found.no_repair.empty()) console.print("\nno repair that only lowers: " + all.found.no_repair + "\n");
  if (!all.found.repair || all.found.repair->empty()) return;
  console.print(
      fmt::format("\nsmallest repair that only lowers ({}; proved, EL0 to EL3, FP and AdvSIMD counted as eight)\n",
                  all.found.repair->size() == 1 ? "1 field" : fmt::format("{} fields", all.found.repair->size())));
  report::Columns columns;
  for (const auto& change : *all.found.repair) {
    columns.add({rules::name_of(change.field), fmt::format("{} -> {}", change.from, change.to)});
  }
  console.print(columns.text(2));
}

void print_text(const Linted& all, Console& console) {
  const Terminal& terminal = console.terminal();
  const report::Style style(terminal.colour);
  console.print(fmt::format("{}: {}\n", all.guest.path, all.guest.what));
  if (all.base)
    console.print(
        fmt::format("on {}: {} registers, kind {}\n", all.base->path, all.base->values.size(), all.base->kind));
  console.print(
      report::wrapped(fmt::format("{} rules, {}", all.rules.rules().size(), all.rules.source), 0, terminal.width));
  const std::size_t count = all.found.conflicts.size();
  if (count == 0) {
    console.print("\n" + style.good("consistent: such a CPU could exist, as far as these rules go") + "\n");
  } else {
    const auto added = std::ranges::count_if(all.found.conflicts, [](const auto& one) { return !one.of_base; });
    console.print(fmt::format(
        "\n{}\n",
        all.base && added == 0
            ? style.good("consistent: nothing conflicts that the base does not break")
            : style.bad(fmt::format("not consistent: {} conflict{}", all.base ? static_cast<std::size_t>(added) : count,
                                    (all.base ? added : static_cast<std::ptrdiff_t>(count)) == 1 ? "" : "s"))));
  }
  std::size_t number = 0;
  for (const bool of_base : {false, true}) {
    for (const auto& conflict : all.found.conflicts) {
      if (conflict.of_base != of_base) continue;
      const std::string origin = whose(all, conflict);
      std::string text = fmt::format("{}. {}", ++number, report::conflict_words(all.rules, conflict, all.guest.values));
      if (!origin.empty()) text += " [" + origin + "]";
      console.print("\n" + report::wrapped(text, 2, terminal.width));
    }
  }
  print_repair(all, console);
  if (!all.hidden.empty()) console.print("\n" + style.bad("not what KVM shows to a vCPU with these features") + "\n");
  for (const Hidden& one : all.hidden) {
    console.print(report::wrapped(fmt::format("{} = {}: {}", one.name(), hex(one.code), one.why()), 2, terminal.width));
  }
  if (!all.found.open.empty()) {
    std::string names;
    for (const std::uint32_t reg : all.found.open) {
      names += std::string(names.empty() ? "" : ", ") + arch::registers()[reg].name;
    }
    console.print("\n" + report::wrapped("not in the dump, so left open: " + names, 0, terminal.width));
  }
}

}  // namespace

Result<Status> run_lint(const LintOptions& options, Console& console) {
  if (options.compare) return compare_rules(options, console);
  if (options.file.empty()) return usage("lint: a dump or a CPU template is missing");
  std::optional<LoadedDump> base;
  if (!options.base.empty()) {
    Result<LoadedDump> loaded = load_dump(options.base, false);
    if (!loaded) return std::unexpected(loaded.error());
    base = std::move(*loaded);
  }
  Result<Guest> guest = load_guest(options.file, base ? &*base : nullptr, false);
  if (!guest) return std::unexpected(guest.error());
  Result<rules::RuleSet> loaded = load_rules(options.features);
  if (!loaded) return std::unexpected(loaded.error());
  Linted all{std::move(*guest), std::move(base), std::move(*loaded), {}, {}};
  all.hidden = hidden_fields(all.guest.values, all.guest.vcpu);
  smt::rules::World world(all.rules, options.budget);
  auto found = smt::rules::lint(world, all.guest.values, all.base ? &all.base->values : nullptr);
  if (!found) return std::unexpected(Error{Status::Inconclusive, "no answer: " + found.error().reason});
  all.found = std::move(*found);
  if (options.strict && !all.found.open.empty()) {
    std::string names;
    for (const std::uint32_t reg : all.found.open)
      names += std::string(names.empty() ? "" : ", ") + arch::registers()[reg].name;
    return usage(fmt::format("{}: lacks {}, which the rules read", options.file, names));
  }
  options.json ? print_json(all, console) : print_text(all, console);
  return all.good() ? Status::Holds : Status::Finding;
}

}  // namespace idreg::cli
