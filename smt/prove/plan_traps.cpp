// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The parts of claim no-ub.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

#include "smt/prove/plan.h"

namespace idreg::smt::prove {

namespace {

using props::Claim;

/// Any table, of which whatever the claim asks is run: for what does not depend on the slot that it speaks of.
PartPlan any_table_run(const Claim& claim) {
  PartPlan part{.claim = &claim,
                .name = "any table",
                .fixed = {{"reg", props::kNoRegister}, {"general_count", 0}, {"override_count", 0}},
                .any_table = true};
  if (claim.reads.items) part.fixed["item"] = 0;
  return part;
}

}  // namespace

std::vector<PartPlan> plan_traps(bool shares_merge) {
  // Claims that between them run every function of the engine, on all that it admits.
  constexpr std::string_view kMerges = "register-equals-spec";
  constexpr const char* kClaims[] = {
      "extraction",         "orders-equal-spec",       "policies-equal-spec",  "entries-equal-spec",
      "fits-is-sound",      "covered-equals-spec",     "register-equals-spec", "merge-step",
      "nearest-code",       "well-formed-equals-spec", "helper-agrees",        "explain-exactly",
      "nearest-is-best",    "sanitise-equals-spec",    "sanitise-order",       "packed-equals-loop",
      "batch-equals-packed"};
  std::vector<PartPlan> parts;
  for (const char* name : kClaims) {
    const Claim& claim = *props::find_claim(name);
    // What runs on a table runs on any; merging, which that leaves out, on the lists and registers of one such claim.
    const bool any = shares_merge && claim.reads.lists && claim.reads.registers;
    std::vector<PartPlan> its;
    if (any) its.push_back(any_table_run(claim));
    if (!any || std::string_view(name) == kMerges) std::ranges::move(plan(claim, false), std::back_inserter(its));
    for (PartPlan& part : its) {
      part.name = fmt::format("{}, {}", name, part.name);
      part.trapping = true;
      part.splits.clear();
      part.other_bias.clear();
      part.codes.clear();
      parts.push_back(std::move(part));
    }
  }
  return parts;
}

}  // namespace idreg::smt::prove
