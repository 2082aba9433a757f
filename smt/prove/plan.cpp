// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "smt/prove/plan.h"

#include <fmt/format.h>

#include <string_view>

#include "corpora/arch/arch.h"
#include "props/exceptions.h"
#include "props/generate.h"

namespace idreg::smt::prove {

namespace {

using props::Claim;

/// Lists of up to this many entries are proved by plain unrolling, each.
constexpr std::uint32_t kUnrolled = 3;

void add_widths(std::vector<PartPlan>& parts, const Claim& claim) {
  for (std::uint64_t width = 1; width <= kRegisterBits; ++width) {
    parts.push_back({.claim = &claim,
                     .name = fmt::format("width {}", width),
                     .fixed = {{"general[0].width", width}},
                     .open = "*"});
  }
}

Fixed counts(std::uint64_t general, std::uint64_t overrides) {
  return {{"reg", props::kNoRegister}, {"general_count", general}, {"override_count", overrides}};
}

void add_any_table(std::vector<PartPlan>& parts, const Claim& claim) {
  if (!claim.reads.items) {
    parts.push_back({.claim = &claim, .name = "any table", .fixed = counts(0, 0), .any_table = true});
    return;
  }
  for (std::uint64_t slot = 0; slot < kRegisterBits; ++slot) {
    PartPlan part{.claim = &claim, .name = fmt::format("any table, field at bit {}", slot), .fixed = counts(0, 0)};
    part.fixed["item"] = slot;
    part.any_table = true;
    parts.push_back(std::move(part));
  }
}

/// Lists of any shapes.
void add_lists(std::vector<PartPlan>& parts, const Claim& claim) {
  for (std::uint64_t overrides = 0; overrides <= kUnrolled; ++overrides) {
    for (std::uint64_t general = 0; general <= kUnrolled; ++general) {
      parts.push_back({.claim = &claim,
                       .name = fmt::format("lists of {} general and {} overrides", general, overrides),
                       .fixed = counts(general, overrides)});
    }
  }
}

/// Lists of fields of 4 bits, through merging and checking as compiled: the last general entry is
/// overridden, further overrides add fields. Orders, policies and values are free.
void add_short_lists(std::vector<PartPlan>& parts, const Claim& claim) {
  for (std::uint64_t overrides = 0; overrides <= kUnrolled; ++overrides) {
    for (std::uint64_t general = 0; general <= kUnrolled; ++general) {
      PartPlan part{.claim = &claim,
                    .name = fmt::format("lists of {} general and {} overrides, 4 bits each", general, overrides),
                    .fixed = counts(general, overrides),
                    .open = "*"};
      const auto place = [&part](const char* list, std::uint64_t index, std::uint64_t shift) {
        part.fixed[fmt::format("{}[{}].shift", list, index)] = shift;
        part.fixed[fmt::format("{}[{}].width", list, index)] = 4;
      };
      for (std::uint64_t i = 0; i < general; ++i) place("general", i, 4 * i);
      for (std::uint64_t i = 0; i < overrides; ++i) place("overrides", i, 4 * (i + (general == 0 ? 0 : general - 1)));
      if (claim.reads.items) part.fixed["item"] = 4 * (general == 0 ? 0 : general - 1);
      parts.push_back(std::move(part));
    }
  }
}

/// The fields that signed-and-pmuver speaks of: of more than one bit, with a biased rotation.
bool signed_or_pmu(const arch::Field& field) {
  return field.scheme.kind == OrderKind::Rotation && field.entry.width > 1 &&
         (field.scheme.bias == 1 || field.scheme.bias == std::uint64_t{1} << (field.entry.width - 1U));
}

void add_registers(std::vector<PartPlan>& parts, const Claim& claim) {
  for (std::uint32_t reg = 0; reg < arch::kRegisterCount; ++reg) {
    const arch::Register& architecture = arch::kRegisters[reg];
    PartPlan part{.claim = &claim, .name = architecture.name, .fixed = {{"reg", reg}}, .open = "*"};
    if (!claim.reads.items || claim.reads.lists) {
      parts.push_back(std::move(part));
      continue;
    }
    for (std::uint32_t i = 0; i < architecture.field_count; ++i) {
      const arch::Field& field = architecture.fields[i];
      if (!signed_or_pmu(field)) continue;
      part.name = fmt::format("{}.{}", architecture.name, field.name);
      part.fixed["item"] = i;
      parts.push_back(part);
    }
  }
}

void add_definitions(std::vector<PartPlan>& parts, const Claim& claim) {
  for (std::uint32_t i = 0; i < arch::kDefinitionCount; ++i) {
    const arch::Definition& definition = arch::kDefinitions[i];
    parts.push_back({.claim = &claim,
                     .name = fmt::format("{} by {}", definition.feature,
                                         arch::kRegisters[definition.registers[0]].name),
                     .fixed = {{"item", i}},
                     .open = "*"});
  }
}

void add_exceptions(std::vector<PartPlan>& parts, const Claim& claim) {
  for (std::uint32_t i = 0; i < props::kExceptionCount; ++i) {
    parts.push_back({.claim = &claim,
                     .name = props::kExceptions[i].feature,
                     .fixed = {{"item", i}, {"other", props::definition_gained(i)}},
                     .open = "*"});
  }
}

void add_steps(std::vector<PartPlan>& parts, const Claim& claim) {
  for (const bool general : {false, true}) {
    for (std::uint64_t slot = 0; slot < kRegisterBits; ++slot) {
      parts.push_back({.claim = &claim,
                       .name = fmt::format("adding {}, slot {}", general ? "a general entry" : "an override", slot),
                       .fixed = {{"general_count", general ? 1 : 0}, {"item", slot}}});
    }
  }
}

/// Claims about values that are built field by field need the disjointness of all fields at once, which
/// no solver of ours decides for 64 free ones: they are proved on registers and short lists.
bool any_table_suffices(const Claim& claim) {
  return claim.reads.lists && claim.reads.registers && !claim.reads.cpus && !claim.reads.candidate;
}

}  // namespace

std::vector<PartPlan> plan(const Claim& claim, bool shares_merge) {
  std::vector<PartPlan> parts;
  const props::Reads& reads = claim.reads;
  if (reads.one_entry) add_widths(parts, claim);
  if (reads.slots) add_steps(parts, claim);
  if (reads.definitions) add_definitions(parts, claim);
  if (reads.exceptions) add_exceptions(parts, claim);
  if (any_table_suffices(claim) && shares_merge) add_any_table(parts, claim);
  if (reads.lists && !reads.registers) add_lists(parts, claim);
  if (reads.lists && reads.registers) add_short_lists(parts, claim);
  if (reads.registers) add_registers(parts, claim);
  return parts;
}

std::string coverage(const Claim& claim) {
  const props::Reads& reads = claim.reads;
  std::string text;
  const auto add = [&text](std::string_view part) { text += (text.empty() ? "" : "; ") + std::string(part); };
  if (reads.one_entry) add("every width 1 to 64 in turn, shift and all else symbolic");
  if (reads.slots) add("each slot in turn, the builder and the entry symbolic");
  if (reads.definitions) add("each definition of a feature in turn");
  if (reads.exceptions) add("each exception in turn");
  if (any_table_suffices(claim)) add("any table that merging can make, so lists of every length");
  if (reads.lists && !reads.registers) add(fmt::format("lists of 0 to {} entries, shapes symbolic", kUnrolled));
  if (reads.lists && reads.registers) add(fmt::format("lists of 0 to {} fields of 4 bits, unrolled whole", kUnrolled));
  if (reads.registers) add("each register by name");
  return text;
}

}  // namespace idreg::smt::prove
