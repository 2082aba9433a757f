// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>

#include "smt/prove/plan.h"

namespace idreg::smt::prove {

namespace {

/// Of the parts about the engine, those that show a design's faults; a design is run whole in each. Wide fields are not
/// like others: in an `int` one of 32 bits can be negative, signed or not, and a wider one is cut off.
constexpr std::uint64_t kWidest = 8;
constexpr std::uint64_t kInt = 32;
constexpr std::uint64_t kGeneral = 2;
constexpr std::uint64_t kOverrides = 1;

std::uint64_t fixed_or(const PartPlan& part, const char* name, std::uint64_t otherwise) {
  const auto value = part.fixed.find(name);
  return value == part.fixed.end() ? otherwise : value->second;
}

bool wanted(const PartPlan& part) {
  return fixed_or(part, "general_count", 0) <= kGeneral && fixed_or(part, "override_count", 0) <= kOverrides;
}

/// The part in some widths, with the field in the lowest and in the highest bits. Without lemmas a code that is moved
/// to a place which is not known is dear to compare.
std::vector<PartPlan> at_both_ends(const PartPlan& any_width) {
  std::vector<PartPlan> parts;
  const auto add = [&](std::uint64_t width) {
    for (const std::uint64_t shift : std::set{std::uint64_t{0}, kRegisterBits - width}) {
      parts.push_back(any_width);
      parts.back().name = fmt::format("width {} at bit {}", width, shift);
      parts.back().fixed["general[0].width"] = width;
      parts.back().fixed["general[0].shift"] = shift;
    }
  };
  for (std::uint64_t width = 1; width <= kWidest; ++width) add(width);
  add(kInt);
  add(kRegisterBits);
  return parts;
}

}  // namespace

bool uses_lemmas(const props::Subject& subject) {
  return subject.design == nullptr || subject.design->takes_orders != 0;
}

std::vector<PartPlan> plan_design(const props::Claim& claim, const props::Design& design) {
  std::vector<PartPlan> parts = plan(claim, false);
  std::erase_if(parts, [](const PartPlan& part) { return !wanted(part); });
  if (claim.reads.one_entry) parts = at_both_ends(parts.front());
  // Whole registers under overrides: no single part need have a case, and some do.
  for (PartPlan& part : parts) {
    part.may_be_empty = true;
    if (design.takes_orders == 0) part.codes.clear();  // ranks in an order that the design does not know
  }
  return parts;
}

std::vector<PartPlan> plan_design_traps(const props::Design& design) {
  std::vector<PartPlan> parts;
  for (const char* name : {"register-equals-spec", "overrides-win", "bad-lists-refused"}) {
    for (PartPlan& part : plan_design(*props::find_claim(name), design)) {
      part.name = fmt::format("{}, {}", name, part.name);
      part.trapping = true;
      part.splits.clear();
      part.other_bias.clear();
      parts.push_back(std::move(part));
    }
  }
  return parts;
}

std::vector<std::string> design_assumptions(const props::Claim& claim, const props::Design& design) {
  std::string split;
  const auto add = [&split](std::string_view part) { split += (split.empty() ? "" : "; ") + std::string(part); };
  const props::Reads& reads = claim.reads;
  if (reads.one_entry) {
    add(fmt::format(
        "a design, widths 1 to {}, {} and {} in turn at the lowest and the highest bits, all else symbolic; "
        "others are sampled, not proved",
        kWidest, kInt, kRegisterBits));
  }
  if (reads.definitions) add("each definition of a feature in turn");
  if (reads.lists) {
    add(fmt::format("a design, lists of up to {} general entries and {} override; others are sampled, not proved",
                    kGeneral, kOverrides));
  }
  if (reads.registers) add("each register by name, with the entries that the design declares");
  std::vector<std::string> all{"split: " + split};
  if (design.takes_mask == 0 && reads.writable && std::string_view(claim.name) != "no-leak")
    all.emplace_back("premise: all bits are writable, since the design takes no mask");
  if (design.takes_orders == 0) all.emplace_back("premise: entries are unsigned or signed, the orders that it knows");
  return all;
}

}  // namespace idreg::smt::prove
