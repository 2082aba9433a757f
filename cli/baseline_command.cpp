// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <memory>

#include "cli/baseline.h"
#include "cli/commands.h"
#include "cli/report/json.h"
#include "cli/report/style.h"
#include "cli/report/text.h"
#include "cli/scope.h"
#include "cli/values.h"
#include "corpora/arch/lookup.h"

namespace idreg::cli {
namespace {

struct BaselineOptions {
  std::vector<std::string> dumps;
  bool strict = false;
  bool json = false;
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

void print_json(const Baseline& all, const std::vector<LoadedDump>& dumps, Console& console) {
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

void print_text(const Baseline& all, const std::vector<LoadedDump>& dumps, Console& console) {
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
  if (!all.not_judged.empty()) {
    std::vector<std::string> names;
    for (const std::uint32_t reg : all.not_judged) names.emplace_back(arch::registers()[reg].name);
    console.print(
        report::wrapped("not judged, because not every dump holds them: " + joined(names), 0, terminal.width));
  }
  for (const LoadedDump& dump : dumps) console.print(report::wrapped(skipped_text(dump), 0, terminal.width));
  console.print(report::not_covered_text(terminal.width));
}

Result<Status> run_baseline(const BaselineOptions& options, Console& console) {
  std::vector<LoadedDump> dumps;
  for (const std::string& path : options.dumps) {
    Result<LoadedDump> dump = load_dump(path, options.strict);
    if (!dump) return std::unexpected(dump.error());
    dumps.push_back(std::move(*dump));
  }
  const Result<Baseline> all = baseline(dumps);
  if (!all) return std::unexpected(all.error());
  if (all->registers.empty()) return usage("the dumps have no register in common: nothing to bring together");
  options.json ? print_json(*all, dumps, console) : print_text(*all, dumps, console);
  return all->status();
}

}  // namespace

void declare_baseline(CLI::App& app, Run& run) {
  auto options = std::make_shared<BaselineOptions>();
  CLI::App* sub = app.add_subcommand("baseline", "Values of every register that are safe on all these hosts");
  sub->add_option("dumps", options->dumps, "Dumps of the hosts")->required()->type_name("DUMP...");
  sub->add_flag("--strict", options->strict, "An error for anything in a dump that is no register known here");
  sub->add_flag("--json", options->json, "One JSON document");
  sub->footer("Example: idreg baseline corpora/cpus/*.txt");
  sub->callback([options, &run] { run = [options](Console& console) { return run_baseline(*options, console); }; });
}

}  // namespace idreg::cli
