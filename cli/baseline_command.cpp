// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "cli/architecture.h"
#include "cli/baseline.h"
#include "cli/fleet_options.h"
#include "cli/report/fleet.h"
#include "cli/report/json.h"
#include "cli/report/style.h"
#include "cli/report/text.h"
#include "cli/scope.h"
#include "cli/values.h"
#include "corpora/arch/lookup.h"
#include "corpora/dump.h"
#include "corpora/text.h"
#include "smt/rules/baseline.h"

namespace idreg::cli {
namespace {

namespace rules = idreg::rules;

/// All that one run of baseline knows.
struct Planned {
  std::vector<LoadedDump> dumps;
  rules::RuleSet rules;
  smt::rules::Baseline best;
  Baseline judged;

  [[nodiscard]] std::string hosts(const std::vector<std::size_t>& places) const {
    std::vector<std::string> names;
    for (const std::size_t place : places) names.push_back(dumps[place].path);
    return fmt::format("{}", fmt::join(names, ", "));
  }
};

bool architectural_only(const std::vector<LoadedDump>& dumps) {
  return std::ranges::any_of(dumps, [](const LoadedDump& dump) { return dump.kind != "kvm-limit"; });
}

report::Json prevented_json(const BaselineRegister& one) {
  report::Json array = report::Json::array();
  for (const Prevented& host : one.prevented) {
    report::Json violations = report::Json::array();
    for (const Offence& offence : host.violations) violations.push_back(report::to_json(offence));
    array.push_back({{"dump", host.host}, {"violations", std::move(violations)}});
  }
  return array;
}

report::Json hosts_json(const Planned& planned, const std::vector<std::size_t>& places) {
  report::Json hosts = report::Json::array();
  for (const std::size_t place : places) hosts.push_back(planned.dumps[place].path);
  return hosts;
}

/// What the rules had to say: waived, lost with the hosts that cost it, below, gains.
void add_rules_json(const Planned& planned, report::Json& json) {
  const smt::rules::Baseline& best = planned.best;
  json["proved_best"] = true;
  json["unsat_answers"] = best.unsat;
  json["rules_from"] = planned.rules.source;
  json["waived"] = report::Json::array();
  for (const auto& one : best.waived) {
    json["waived"].push_back(
        {{"rule", planned.rules.rules()[one.rule].text}, {"hosts", hosts_json(planned, one.hosts)}});
  }
  json["features"] = best.kept;
  json["lost"] = report::Json::array();
  for (const auto& one : best.lost) {
    json["lost"].push_back({{"feature", one.feature}, {"lacking", hosts_json(planned, one.lacking)}});
  }
  json["below"] = report::Json::array();
  for (const auto& one : best.below) {
    json["below"].push_back(
        {{"field", rules::name_of(one.field)}, {"permitted", hex(one.from)}, {"value", hex(one.to)}});
  }
  json["gain_by_dropping"] = report::Json::array();
  for (std::size_t host = 0; host < best.gains.size(); ++host) {
    json["gain_by_dropping"].push_back({{"host", planned.dumps[host].path}, {"features", best.gains[host]}});
  }
}

void print_json(const Planned& planned, Console& console) {
  const Baseline& all = planned.judged;
  const std::vector<LoadedDump>& dumps = planned.dumps;
  report::Json json = report::document();
  json["architectural_only"] = architectural_only(dumps);
  json["dumps"] = report::Json::array();
  for (const LoadedDump& dump : dumps) {
    json["dumps"].push_back({{"file", dump.path}, {"kind", dump.kind}, {"skipped", dump.skipped}});
  }
  json["registers"] = report::Json::array();
  for (const BaselineRegister& one : all.registers) {
    report::Json reg{{"register", arch::registers()[one.reg].name}};
    reg["value"] = one.prevented.empty() ? report::Json(hex(one.value)) : report::Json(nullptr);
    reg["lost"] = one.lost;
    reg["gained"] = report::to_json(one.gained);
    if (!one.prevented.empty()) {
      reg["sanitised"] = hex(one.value);
      reg["prevented"] = prevented_json(one);
    }
    json["registers"].push_back(std::move(reg));
  }
  add_rules_json(planned, json);
  json["not_covered"] = kNotCovered;
  json["not_judged"] = report::Json::array();
  for (const std::uint32_t reg : all.not_judged) json["not_judged"].push_back(arch::registers()[reg].name);
  console.print(report::dump(json));
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

std::string register_text(const BaselineRegister& one, const Terminal& terminal) {
  const report::Style style(terminal.colour);
  std::string text = fmt::format("{:<18} {}", arch::registers()[one.reg].name, register_hex(one.value));
  text += (one.prevented.empty() ? "" : "  " + style.bad("not permitted on every host")) + "\n";
  for (const Prevented& host : one.prevented) {
    for (const Offence& offence : host.violations) {
      text += report::wrapped(fmt::format("{}: {} is {} there and {} here: {}", host.host, offence.field,
                                          hex(offence.limit), hex(offence.value), offence.reason),
                              4, terminal.width);
    }
  }
  if (!one.lost.empty()) text += report::wrapped("lost: " + joined(one.lost), 4, terminal.width);
  if (!one.gained.empty())
    text += "    gained over some host:\n" + report::features_text(one.gained, 6, terminal.width);
  return text;
}

/// The rules that are waived, the features that are lost, and what a host costs.
std::string rules_text(const Planned& planned, unsigned width) {
  const smt::rules::Baseline& best = planned.best;
  std::string text;
  for (const auto& one : best.waived) {
    text += report::wrapped(
        fmt::format("waived: {} (broken by {})", planned.rules.rules()[one.rule].text, planned.hosts(one.hosts)), 0,
        width);
  }
  for (const auto& one : best.below) {
    text += report::wrapped(fmt::format("lower than every host permits, because of the rules: {} {} in place of {}",
                                        rules::name_of(one.field), hex(one.to), hex(one.from)),
                            0, width);
  }
  std::map<std::string, std::vector<std::string>> by_hosts;
  for (const auto& one : best.lost) {
    by_hosts[one.lacking.empty() ? "to the rules, though every host has it"
                                 : "lacking on " + planned.hosts(one.lacking)]
        .push_back(one.feature);
  }
  text += fmt::format("\n{} features kept, {} lost; proved: fewest rules waived ({}), then most features\n",
                      best.kept.size(), best.lost.size(), best.waived.size());
  for (const auto& [hosts, features] : by_hosts) {
    text += report::wrapped(fmt::format("lost, {}: {}", hosts, joined(features)), 2, width);
  }
  for (std::size_t host = 0; host < best.gains.size(); ++host) {
    if (best.gains[host].empty()) continue;
    text += report::wrapped(fmt::format("without {} one would keep {} more: {}", planned.dumps[host].path,
                                        best.gains[host].size(), joined(best.gains[host])),
                            2, width);
  }
  return text;
}

void print_text(const Planned& planned, Console& console) {
  const Baseline& all = planned.judged;
  const std::vector<LoadedDump>& dumps = planned.dumps;
  const Terminal& terminal = console.terminal();
  const report::Style style(terminal.colour);
  console.print(style.strong(architectural_only(dumps)
                                 ? "architectural only, not what KVM accepts"
                                 : "limits of KVM, brought together by the architecture's table") +
                "\n");
  for (const LoadedDump& dump : dumps) {
    console.print(fmt::format("  {}: {} registers, kind {}\n", dump.path, dump.values.size(), dump.kind));
  }
  console.print("\n");
  std::size_t safe = 0;
  for (const BaselineRegister& one : all.registers) {
    console.print(register_text(one, terminal));
    safe += one.prevented.empty() ? 1 : 0;
  }
  console.print(fmt::format("\n{} of {} registers have a value that check permits on each of the {} hosts\n", safe,
                            all.registers.size(), dumps.size()));
  console.print(rules_text(planned, terminal.width));
  if (!all.not_judged.empty()) {
    std::vector<std::string> names;
    for (const std::uint32_t reg : all.not_judged) names.emplace_back(arch::registers()[reg].name);
    console.print(
        report::wrapped("not judged, because not every dump holds them: " + joined(names), 0, terminal.width));
  }
  for (const LoadedDump& dump : dumps) console.print(report::wrapped(skipped_text(dump), 0, terminal.width));
  console.print(report::not_covered_text(terminal.width));
}

Result<smt::rules::Weights> weights_of(const BaselineOptions& options, const rules::RuleSet& rules) {
  smt::rules::Weights weights;
  for (const std::string& text : options.weights) {
    const std::size_t sign = text.find('=');
    const std::string name = text.substr(0, sign);
    const auto number = sign == std::string::npos ? std::nullopt : corpora::parse_number(text.substr(sign + 1));
    if (!number || *number > 1000) return usage(fmt::format("--weight {}: expected FEATURE=N, N at most 1000", text));
    if (rules.find(name) == nullptr) return usage(fmt::format("--weight {}: no rule knows {}", text, name));
    weights[name] = *number;
  }
  return weights;
}

/// The rules that no permitted values obey.
Status print_conflict(const Planned& planned, const BaselineOptions& options, Console& console) {
  report::Json json = report::document();
  json["proved_best"] = false;
  json["conflict"] = {{"rules", report::Json::array()}, {"fields", report::Json::array()}};
  console.print(options.json ? "" : "no values that all hosts permit form a CPU that could exist:\n");
  for (const std::size_t rule : planned.best.core_rules) {
    json["conflict"]["rules"].push_back(planned.rules.rules()[rule].text);
    if (!options.json) console.print(report::wrapped(planned.rules.rules()[rule].text, 2, console.terminal().width));
  }
  for (const auto& field : planned.best.core_fields) {
    json["conflict"]["fields"].push_back(rules::name_of(field));
    if (!options.json) console.print(fmt::format("  {}\n", rules::name_of(field)));
  }
  if (options.json) console.print(report::dump(json));
  return Status::Finding;
}

Result<void> write_values(const Planned& planned, const std::string& path) {
  corpora::Dump dump;
  dump.kind = corpora::DumpKind::Guest;
  dump.provenance.push_back(fmt::format("The baseline of {} hosts, by idreg.", planned.dumps.size()));
  for (const BaselineRegister& one : planned.judged.registers) dump.registers.push_back({one.reg, one.value});
  const auto written = corpora::write_file(path, corpora::write_dump(dump));
  return written ? Result<void>() : usage(corpora::to_text(written.error()));
}

report::Fleet fleet_of(const Planned& planned) {
  report::Fleet fleet;
  std::map<std::string, report::FleetRow> rows;
  for (std::size_t host = 0; host < planned.dumps.size(); ++host) {
    fleet.hosts.push_back(planned.dumps[host].path);
    for (const std::string& name : architecture_of(planned.rules, planned.dumps[host].values).features) {
      report::FleetRow& row = rows[name];
      row.hosts.resize(planned.dumps.size(), false);
      row.hosts[host] = true;
    }
  }
  for (auto& [name, row] : rows) {
    row.feature = name;
    row.kept = std::ranges::binary_search(planned.best.kept, name);
    fleet.rows.push_back(std::move(row));
  }
  return fleet;
}

}  // namespace

Result<Status> run_baseline(const BaselineOptions& options, Console& console) {
  Planned planned;
  std::vector<Values> hosts;
  for (const std::string& path : options.dumps) {
    Result<LoadedDump> dump = load_dump(path, options.strict);
    if (!dump) return std::unexpected(dump.error());
    hosts.push_back(dump->values);
    planned.dumps.push_back(std::move(*dump));
  }
  Result<rules::RuleSet> loaded = load_rules(options.features);
  if (!loaded) return std::unexpected(loaded.error());
  planned.rules = std::move(*loaded);
  const Result<smt::rules::Weights> weights = weights_of(options, planned.rules);
  if (!weights) return std::unexpected(weights.error());
  smt::rules::World world(planned.rules, options.budget);
  auto best = smt::rules::baseline(world, hosts, *weights);
  if (!best) return std::unexpected(Error{Status::Inconclusive, "no answer: " + best.error().reason});
  planned.best = std::move(*best);
  if (!planned.best.possible) return print_conflict(planned, options, console);
  Result<Baseline> judged = baseline(planned.dumps, planned.best.values);
  if (!judged) return std::unexpected(judged.error());
  planned.judged = std::move(*judged);
  if (planned.judged.registers.empty()) return usage("the dumps have no register in common: nothing to bring together");
  if (!options.write.empty()) {
    if (const auto written = write_values(planned, options.write); !written) return std::unexpected(written.error());
  }
  if (!options.html.empty()) {
    const auto written = corpora::write_file(options.html, report::fleet_html(fleet_of(planned)));
    if (!written) return usage(corpora::to_text(written.error()));
  }
  if (options.table && !options.json) console.print(report::fleet_text(fleet_of(planned), console.terminal()) + "\n");
  options.json ? print_json(planned, console) : print_text(planned, console);
  return planned.judged.status();
}

}  // namespace idreg::cli
