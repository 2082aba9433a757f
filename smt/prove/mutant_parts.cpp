// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "smt/prove/mutant_parts.h"

#include <algorithm>
#include <iterator>
#include <span>
#include <string_view>

#include "corpora/arch/arch.h"
#include "props/exceptions.h"

namespace idreg::smt::prove {

namespace {

using mutate::Mutant;

/// Which claims are about a function of the engine: they are tried before all others.
struct About {
  std::string_view function;
  std::string_view claims[2];
};
constexpr About kAbout[] = {
    {"field_mask", {"extraction"}},
    {"extract", {"extraction"}},
    {"insert", {"extraction"}},
    {"rank", {"orders-equal-spec"}},
    {"at_or_below", {"orders-equal-spec"}},
    {"lowest", {"orders-equal-spec"}},
    {"fits", {"fits-is-sound"}},
    {"safe_code", {"policies-equal-spec"}},
    {"permitted_code", {"policies-equal-spec"}},
    {"not_above", {"policies-equal-spec"}},
    {"nearest_code", {"nearest-code"}},
    {"entry_error", {"entries-equal-spec"}},
    {"add_override", {"step-refusals", "merge-step"}},
    {"add_general", {"step-refusals", "merge-step"}},
    {"merge", {"precedence", "refusals-named"}},
    {"describe", {"refusals-named"}},
    {"covered", {"covered-equals-spec"}},
    {"well_formed", {"well-formed-equals-spec"}},
    {"permitted", {"register-equals-spec"}},
    {"permitted_with", {"helper-agrees"}},
    {"explain", {"explain-exactly", "explain-agrees"}},
    {"nearest", {"nearest-is-best"}},
    {"sanitise_pair", {"sanitise-equals-spec"}},
    {"sanitise", {"sanitise-order"}},
    {"pack", {"packed-equals-loop"}},
    {"permitted_packed", {"packed-equals-loop"}},
    {"permitted_batch", {"batch-equals-packed"}},
};

/// "at_or_below" of order.at_or_below/icmp.2/edge.
std::string_view function_of(const Mutant& mutant) {
  const std::string_view name = mutant.name;
  const std::size_t dot = name.find('.') + 1;
  return name.substr(dot, name.find('/') - dot);
}

/// Parts of a claim that are unlike each other are tried before the rest.
std::size_t turn_of(std::size_t index, std::size_t count) {
  const std::size_t first[] = {std::min<std::size_t>(3, count - 1), 0, count - 1, count / 2};
  return std::ranges::find(first, index) == std::end(first) ? 1 : 0;
}

/// The place of a register in arch::kRegisters.
std::uint64_t index_of(std::string_view reg) {
  const std::span<const arch::Register> all(arch::kRegisters, arch::kRegisterCount);
  return static_cast<std::uint64_t>(std::ranges::find(all, reg, &arch::Register::name) - all.begin());
}

}  // namespace

bool is_about(const props::Claim& claim, const Mutant& mutant) {
  if (!mutant.reg.empty()) return claim.reads.registers && !claim.reads.lists;
  const auto* const found = std::ranges::find(kAbout, function_of(mutant), &About::function);
  return found != std::end(kAbout) && std::ranges::find(found->claims, claim.name) != std::end(found->claims);
}

std::vector<PartUse> all_parts() {
  std::vector<PartUse> parts;
  const auto claims = props::claims();
  for (std::size_t i = 0; i < claims.size(); ++i) {
    if (std::string_view(claims[i].name) == "no-ub") continue;
    std::vector<PartPlan> plans = with_places(plan(claims[i], true));
    // Of any table a proof is soon found, a counterexample among 64 free fields is not: short lists and registers
    // by name kill.
    std::vector<PartPlan> any_table;
    std::ranges::copy_if(plans, std::back_inserter(any_table), &PartPlan::any_table);
    std::erase_if(plans, [](const PartPlan& part) { return part.any_table; });
    for (std::size_t k = 0; k < plans.size(); ++k) parts.push_back({plans[k], i, k, turn_of(k, plans.size())});
    for (std::size_t k = 0; k < any_table.size(); ++k) parts.push_back({any_table[k], i, plans.size() + k, 1});
  }
  return parts;
}

bool reads_register(const PartPlan& part, const std::string& reg) {
  const std::uint64_t place = index_of(reg);
  const auto named = part.fixed.find("reg");
  if (named != part.fixed.end()) return named->second == place;
  if (part.claim->reads.exceptions) return true;  // each is about two registers and the features they imply
  if (!part.claim->reads.definitions) return false;
  const arch::Definition& definition = arch::kDefinitions[part.fixed.at("item")];
  const std::span<const std::uint32_t> read(definition.registers, definition.register_count);
  return std::ranges::find(read, place) != read.end();
}

}  // namespace idreg::smt::prove
