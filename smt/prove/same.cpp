// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "smt/prove/same.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "props/same.h"

namespace idreg::smt::prove {

namespace {

using props::Claim;

/// "permitted" of claim same-permitted.
std::string_view function_of(const Claim& claim) { return std::string_view(claim.name).substr(5); }

/// Whether the function of that name in idreg::engine is among the symbols.
bool defines(const std::set<std::string>& symbols, std::string_view function) {
  const std::string start = fmt::format("_ZN5idreg6engine{}{}E", function.size(), function);
  const auto found = symbols.lower_bound(start);
  return found != symbols.end() && found->starts_with(start);
}

/// Any table that merge can make.
PartPlan any_table(const Claim& claim) {
  return {.claim = &claim,
          .name = "any table",
          .fixed = {{"reg", props::kNoRegister}, {"general_count", 0}, {"override_count", 0}, {"item", 0}},
          .any_table = true};
}

void add_tables(std::vector<PartPlan>& parts, const Claim& claim) {
  if (!claim.reads.cpus) {
    parts.push_back(any_table(claim));
    return;
  }
  for (std::uint32_t count = 0; count <= props::kMaxCpus; ++count) {
    parts.push_back(any_table(claim));
    parts.back().name = fmt::format("any table, {} CPUs", count);
    parts.back().fixed["cpu_count"] = count;
  }
}

/// No pair, one, a whole word of the bitmap, and more than one: each loop ends early, late and not at all.
void add_batches(std::vector<PartPlan>& parts, const Claim& claim) {
  for (const std::uint64_t count : {67U, 64U, 1U, 0U}) {
    parts.push_back({.claim = &claim, .name = fmt::format("{} pairs", count), .fixed = {{"item", count}}, .open = "*"});
  }
}

void add_parts(std::vector<PartPlan>& parts, const Claim& claim) {
  if (claim.reads.lists && claim.reads.registers) return add_tables(parts, claim);
  if (function_of(claim) == "permitted_batch") return add_batches(parts, claim);
  for (PartPlan& part : with_places(plan(claim, true))) {
    // A step adds either an override or a general entry.
    const bool steps = claim.reads.slots && !claim.reads.any_bytes;
    const bool other = steps && part.fixed.at("general_count") != (function_of(claim) == "add_general" ? 1 : 0);
    if (!other) parts.push_back(std::move(part));
  }
}

}  // namespace

std::vector<PartPlan> plan_sameness(const std::set<std::string>& symbols) {
  std::vector<PartPlan> parts;
  for (const Claim& claim : props::sameness()) {
    if (defines(symbols, function_of(claim))) add_parts(parts, claim);
  }
  return parts;
}

std::vector<PartPlan> plan_same_table(const std::string& reg) {
  std::vector<PartPlan> parts;
  for (const Claim& claim : props::sameness()) {
    if (function_of(claim) == "tables") parts = plan(claim, true);
  }
  std::erase_if(parts, [&](const PartPlan& part) { return part.name != reg; });
  return parts;
}

std::vector<PartPlan> ways_to_ask(const PartPlan& part) {
  std::vector<PartPlan> ways(2, part);
  if (part.any_table) {
    ways[1].folded_widths = true;
    return ways;
  }
  ways[1].strategy = Strategy::Search;
  return ways;
}

}  // namespace idreg::smt::prove
