// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/side_by_side.h"

#include <fmt/format.h>

#include <array>
#include <vector>

#include "cli/input.h"
#include "cli/report/html.h"
#include "cli/report/json.h"
#include "cli/report/picture.h"
#include "cli/report/style.h"
#include "cli/report/text.h"
#include "cli/values.h"
#include "corpora/arch/lookup.h"
#include "corpora/file.h"
#include "engine/fields.h"

namespace idreg::cli {
namespace {

struct Pair {
  std::uint32_t reg = 0;
  std::array<std::uint64_t, 2> values{};
};

/// A field whose codes differ.
struct Difference {
  const arch::Field* field = nullptr;
  std::array<std::uint64_t, 2> codes{};
};

struct Sides {
  std::array<std::string, 2> names;
  std::vector<Pair> pairs;                         ///< registers that both sides hold
  std::array<std::vector<std::string>, 2> alone{}; ///< those that only one holds
};

std::vector<Difference> differences(const Pair& pair) {
  std::vector<Difference> found;
  for (const arch::Field& field : arch::fields(arch::registers()[pair.reg])) {
    Difference one{&field, {}};
    for (std::size_t side = 0; side < 2; ++side) {
      one.codes[side] = engine::extract(pair.values[side], field.entry.shift, field.entry.width);
    }
    if (one.codes[0] != one.codes[1]) found.push_back(one);
  }
  return found;
}

/// Bits in no field that differ.
std::uint64_t outside(const Pair& pair) {
  std::uint64_t bits = pair.values[0] ^ pair.values[1];
  for (const arch::Field& field : arch::fields(arch::registers()[pair.reg])) {
    bits &= ~engine::field_mask(field.entry.shift, field.entry.width);
  }
  return bits;
}

std::string code_words(const arch::Field& field, std::uint64_t code) {
  const std::string_view meaning = arch::meaning_of(field, code);
  return meaning.empty() ? hex(code) : fmt::format("{} ({})", hex(code), meaning);
}

Result<Sides> of_values(const SideBySideOptions& options) {
  const Result<std::uint32_t> reg = register_named(options.reg);
  if (!reg) return std::unexpected(reg.error());
  Pair pair{*reg, {}};
  for (std::size_t side = 0; side < 2; ++side) {
    const Result<std::uint64_t> value = value_of(side == 0 ? options.first : options.second, "the value");
    if (!value) return std::unexpected(value.error());
    pair.values[side] = *value;
  }
  return Sides{{register_hex(pair.values[0]), register_hex(pair.values[1])}, {pair}};
}

Result<Sides> of_dumps(const SideBySideOptions& options) {
  std::array<LoadedDump, 2> dumps;
  for (std::size_t side = 0; side < 2; ++side) {
    Result<LoadedDump> dump = load_dump(side == 0 ? options.first : options.second, options.strict);
    if (!dump) return std::unexpected(dump.error());
    dumps[side] = std::move(*dump);
  }
  Sides sides{{options.first, options.second}, {}};
  for (std::size_t side = 0; side < 2; ++side) {
    for (const auto& [reg, value] : dumps[side].values) {
      const auto other = dumps[1 - side].values.find(reg);
      if (other == dumps[1 - side].values.end()) {
        sides.alone[side].emplace_back(arch::registers()[reg].name);
      } else if (side == 0) {
        sides.pairs.push_back({reg, {value, other->second}});
      }
    }
  }
  if (sides.pairs.empty()) {
    return usage(fmt::format("{} and {} have no register in common", options.first, options.second));
  }
  return sides;
}

report::Json to_json(const Pair& pair) {
  report::Json fields = report::Json::array();
  for (const Difference& one : differences(pair)) {
    const Entry& entry = one.field->entry;
    fields.push_back({{"field", one.field->name},
                      {"msb", entry.shift + entry.width - 1U},
                      {"lsb", entry.shift},
                      {"first", hex(one.codes[0])},
                      {"second", hex(one.codes[1])},
                      {"first_meaning", arch::meaning_of(*one.field, one.codes[0])},
                      {"second_meaning", arch::meaning_of(*one.field, one.codes[1])}});
  }
  return {{"register", arch::registers()[pair.reg].name},
          {"first", hex(pair.values[0])},
          {"second", hex(pair.values[1])},
          {"differences", std::move(fields)},
          {"outside_fields", hex(outside(pair))}};
}

report::Json to_json(const Sides& sides) {
  report::Json json = report::document();
  json["first"] = sides.names[0];
  json["second"] = sides.names[1];
  json["pairs"] = report::Json::array();
  for (const Pair& pair : sides.pairs) json["pairs"].push_back(to_json(pair));
  json["first_only"] = sides.alone[0];
  json["second_only"] = sides.alone[1];
  return json;
}

void print_pair(const Pair& pair, Console& console) {
  const Terminal& terminal = console.terminal();
  const report::Style style(terminal.colour);
  const arch::Register& reg = arch::registers()[pair.reg];
  console.print(fmt::format("\n{}\n", style.strong(reg.name)));
  console.print(
      report::picture(reg, {{"1", pair.values[0]}, {"2", pair.values[1]}}, pair.values[0] ^ pair.values[1], terminal));
  for (const Difference& one : differences(pair)) {
    console.print(report::wrapped(fmt::format("{}: {}, then {}", one.field->name, code_words(*one.field, one.codes[0]),
                                              code_words(*one.field, one.codes[1])),
                                  2, terminal.width));
  }
  if (outside(pair) != 0) console.print(fmt::format("  outside of fields: {}\n", bit_runs(outside(pair))));
}

void print_text(const Sides& sides, bool all, Console& console) {
  std::size_t differ = 0;
  for (std::size_t side = 0; side < 2; ++side) console.print(fmt::format("{}: {}\n", side + 1, sides.names[side]));
  for (const Pair& pair : sides.pairs) {
    const bool same = pair.values[0] == pair.values[1];
    if (!same || all) print_pair(pair, console);
    differ += same ? 0 : 1;
  }
  console.print(fmt::format("\n{} of {} registers differ\n", differ, sides.pairs.size()));
  for (std::size_t side = 0; side < 2; ++side) {
    if (sides.alone[side].empty()) continue;
    console.print(report::wrapped(fmt::format("only {} has {}", side + 1, fmt::join(sides.alone[side], ", ")), 0,
                                  console.terminal().width));
  }
}

}  // namespace

Result<Status> side_by_side(const SideBySideOptions& options, Console& console) {
  const Result<Sides> sides = options.reg.empty() ? of_dumps(options) : of_values(options);
  if (!sides) return std::unexpected(sides.error());
  if (!options.html.empty()) {
    const auto written = corpora::write_file(options.html, report::html({to_json(*sides)}));
    if (!written) return usage(corpora::to_text(written.error()));
  }
  if (options.json) {
    console.print(report::dump(to_json(*sides)));
  } else {
    print_text(*sides, !options.reg.empty(), console);
  }
  return Status::Holds;
}

}  // namespace idreg::cli
