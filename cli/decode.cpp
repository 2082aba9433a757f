// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <filesystem>
#include <memory>

#include "cli/architecture.h"
#include "cli/commands.h"
#include "cli/report/json.h"
#include "cli/report/picture.h"
#include "cli/report/style.h"
#include "cli/report/text.h"
#include "cli/side_by_side.h"
#include "cli/values.h"
#include "corpora/arch/lookup.h"

namespace idreg::cli {
namespace {

struct DecodeOptions {
  std::string what;   ///< a register, or a file
  std::string value;  ///< empty: `what` is a file; a file: the other of two
  std::string other;  ///< of a register: another value, to be shown beside the first
  std::string html;   ///< where a page with two sides is written, or empty
  std::string features;  ///< Arm's file, or empty
  bool strict = false;
  bool json = false;
};

Result<Status> decode_register(const DecodeOptions& options, Console& console) {
  const Result<std::uint32_t> index = register_named(options.what);
  if (!index) return std::unexpected(index.error());
  const Result<std::uint64_t> value = value_of(options.value, "the value");
  if (!value) return std::unexpected(value.error());

  const std::vector<Implied> features = implied_by(*index, {{*index, *value}});
  if (options.json) {
    report::Json json = report::document();
    json.update(report::decoded(*index, *value, features));
    console.print(report::dump(json));
    return Status::Holds;
  }
  const arch::Register& reg = arch::registers()[*index];
  const Terminal& terminal = console.terminal();
  const report::Style style(terminal.colour);
  console.print(fmt::format("{} = {}\n\n", style.strong(reg.name), register_hex(*value)));
  console.print(report::picture(reg, {{"", *value}}, 0, terminal));
  console.print("\n" + report::fields_text(reg, *value, false));
  console.print("\nfeatures\n" + report::features_text(features, 2, terminal.width));
  return Status::Holds;
}

void print_dump_json(const LoadedDump& dump, const Architecture& architecture, Console& console) {
  report::Json json = report::document();
  json["file"] = dump.path;
  json["kind"] = dump.kind;
  json["registers"] = report::Json::array();
  for (const auto& [reg, value] : dump.values) {
    json["registers"].push_back(report::decoded(reg, value, implied_by(reg, dump.values)));
  }
  json["features"] = architecture.features;
  json["architecture"] = architecture_json(architecture);
  json["skipped"] = dump.skipped;
  console.print(report::dump(json));
}

Result<Status> decode_dump(const DecodeOptions& options, Console& console) {
  if (arch::find_register(options.what) != nullptr && !std::filesystem::exists(options.what)) {
    return usage(fmt::format("decode {}: the register's value is missing", options.what));
  }
  const Result<LoadedDump> dump = load_dump(options.what, options.strict);
  if (!dump) return std::unexpected(dump.error());
  const Result<rules::RuleSet> rules = load_rules(options.features);
  if (!rules) return std::unexpected(rules.error());
  const Architecture architecture = architecture_of(*rules, dump->values);
  if (options.json) {
    print_dump_json(*dump, architecture, console);
    return Status::Holds;
  }
  const Terminal& terminal = console.terminal();
  const report::Style style(terminal.colour);
  console.print(fmt::format("{}: {} registers, kind {}; fields that are 0 are left out\n", dump->path,
                            dump->values.size(), dump->kind));
  for (const auto& [reg, value] : dump->values) {
    console.print(fmt::format("\n{} = {}\n", style.strong(arch::registers()[reg].name), register_hex(value)));
    console.print(report::fields_text(arch::registers()[reg], value, true));
  }
  std::vector<Implied> features;
  for (const std::string& name : architecture.features) features.push_back({name, ""});
  console.print(fmt::format("\nfeatures ({})\n", features.size()) + report::features_text(features, 2, terminal.width));
  console.print("\n" + architecture_text(architecture, terminal.width));
  const std::string skipped = skipped_text(*dump);
  if (!skipped.empty()) console.print("\n" + report::wrapped(skipped, 0, terminal.width));
  return Status::Holds;
}

Result<Status> decode(const DecodeOptions& options, Console& console) {
  const bool dumps = options.other.empty() && !options.value.empty() && std::filesystem::exists(options.what);
  if (dumps || !options.other.empty()) {
    return side_by_side({dumps ? "" : options.what, dumps ? options.what : options.value,
                         dumps ? options.value : options.other, options.html, options.strict, options.json},
                        console);
  }
  if (!options.html.empty()) return usage("decode: --html shows two sides: REG VALUE VALUE, or DUMP DUMP");
  return options.value.empty() ? decode_dump(options, console) : decode_register(options, console);
}

}  // namespace

void declare_decode(CLI::App& app, Run& run) {
  auto options = std::make_shared<DecodeOptions>();
  CLI::App* sub = app.add_subcommand("decode", "Fields by name, what each code means, the features implied");
  sub->add_option("register", options->what, "A register by Arm's name, in any case, also without _EL1; or a dump")
      ->required()
      ->type_name("REG|DUMP");
  sub->add_option("value", options->value, "Hex (0x), binary (0b) or decimal, _ between digits; none for a dump")
      ->type_name("VALUE");
  sub->add_option("other", options->other, "Another value, to be shown beside the first; or give two dumps")
      ->type_name("VALUE");
  sub->add_option("--html", options->html, "Two sides as a page that needs no network")->type_name("FILE");
  add_features_option(*sub, options->features);
  sub->add_flag("--strict", options->strict, "An error for anything in a dump that is no register known here");
  sub->add_flag("--json", options->json, "One JSON document");
  sub->footer(
      "Example: idreg decode ID_AA64DFR0_EL1 0x1100010305408\n"
      "         idreg decode corpora/cpus/graviton-3.txt\n"
      "         idreg decode corpora/cpus/graviton-3.txt corpora/cpus/ampere-altra.txt --html page.html");
  sub->callback([options, &run] { run = [options](Console& console) { return decode(*options, console); }; });
}

}  // namespace idreg::cli
