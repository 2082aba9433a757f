// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "cli/cases.h"
#include "cli/report/picture.h"
#include "cli/report/text.h"
#include "cli/values.h"
#include "corpora/arch/lookup.h"
#include "corpora/entries.h"
#include "engine/fields.h"

namespace idreg::cli {
namespace {

bool has_register(const props::Case& input) { return input.reg < arch::registers().size(); }

unsigned msb_of(const Entry& entry) { return entry.shift + entry.width - 1U; }

/// Entries of any bytes are shown too, so nothing here may trust one.
std::string entry_text(const Entry& entry) {
  if (entry.width == 0 || entry.shift + unsigned{entry.width} > kRegisterBits) {
    return fmt::format("shift {}, width {} (ill formed)", entry.shift, entry.width);
  }
  return fmt::format("{}: {}", bits(msb_of(entry), entry.shift), corpora::describe(entry));
}

std::string list_text(const char* name, std::span<const Entry> entries) {
  std::string text;
  for (std::size_t i = 0; i < entries.size(); ++i)
    text += fmt::format("  {} {}  {}\n", name, i, entry_text(entries[i]));
  return text;
}

std::span<const Entry> overrides_of(const props::Case& input) {
  return {input.overrides, std::min(input.override_count, props::kMaxOverrides)};
}

std::span<const Entry> general_of(const props::Claim& claim, const props::Case& input) {
  if (claim.reads.one_entry) return {input.general, 1};
  return {input.general, std::min(input.general_count, props::kMaxGeneral)};
}

/// Bits of named fields in which value and limit differ.
std::uint64_t differing(const arch::Register& reg, const props::Case& input) {
  std::uint64_t mask = 0;
  for (const arch::Field& field : arch::fields(reg)) {
    const std::uint64_t bits_of_field = engine::field_mask(field.entry.shift, field.entry.width);
    if (((input.value ^ input.limit) & bits_of_field) != 0) mask |= bits_of_field;
  }
  return mask;
}

std::string register_text(const props::Case& input, const Terminal& terminal) {
  const arch::Register& reg = arch::registers()[input.reg];
  return fmt::format("  register {}\n", reg.name) +
         report::picture(reg, {{"value", input.value}, {"limit", input.limit}}, differing(reg, input), terminal);
}

std::string pair_text(const props::Claim& claim, const props::Case& input) {
  const char* what = claim.reads.codes ? " (a code)" : "";
  return fmt::format("  value {}{}\n  limit {}{}\n", hex(input.value), what, hex(input.limit), what);
}

}  // namespace

std::string case_text(const props::Claim& claim, const props::Case& input, const Terminal& terminal) {
  std::string text;
  if (claim.reads.pair || claim.reads.registers) text += pair_text(claim, input);
  if (claim.reads.writable) text += fmt::format("  writable {}\n", hex(input.writable));
  if (claim.reads.cpus) {
    for (std::uint32_t i = 0; i < std::min(input.cpu_count, props::kMaxCpus); ++i) {
      text += fmt::format("  CPU {} {}\n", i, hex(input.cpus[i]));
    }
  }
  if (claim.reads.registers && has_register(input)) {
    text += register_text(input, terminal);
  } else if (claim.reads.lists || claim.reads.one_entry) {
    text += list_text("entry", general_of(claim, input));
  }
  if (claim.reads.lists) text += list_text("override", overrides_of(input));
  return text;
}

report::Json case_json(const props::Claim& claim, const props::Case& input) {
  report::Json json = report::Json::object();
  const bool named = claim.reads.registers && has_register(input);
  if (named) json["register"] = arch::registers()[input.reg].name;
  json["value"] = hex(input.value);
  json["limit"] = hex(input.limit);
  if (claim.reads.writable) json["writable"] = hex(input.writable);
  json["entries"] = report::Json::array();
  if (!named) {
    for (const Entry& entry : general_of(claim, input)) json["entries"].push_back(report::to_json(entry));
  }
  json["overrides"] = report::Json::array();
  if (claim.reads.lists) {
    for (const Entry& entry : overrides_of(input)) json["overrides"].push_back(report::to_json(entry));
  }
  return json;
}

}  // namespace idreg::cli
