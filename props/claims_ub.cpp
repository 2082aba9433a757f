// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// No undefined behaviour. What is claimed is what the run does not do: the prover asks it of bitcode in
// which each undefined behaviour is a trap, the fuzzers of a build with sanitizers.
#include "props/predicates.h"

namespace idreg::props {

extern "C" Verdict idreg_claim_no_ub(const Subject& s, const Case& c) {
  constexpr decltype(&idreg_claim_no_ub) kOthers[] = {
      idreg_claim_extraction,         idreg_claim_orders_equal_spec,    idreg_claim_policies_equal_spec,
      idreg_claim_entries_equal_spec, idreg_claim_register_equals_spec, idreg_claim_never_above_limit,
      idreg_claim_precedence,         idreg_claim_merge_step,           idreg_claim_helper_agrees,
      idreg_claim_nearest_code,       idreg_claim_sanitise_order,       idreg_claim_explain_agrees,
      idreg_claim_nearest_is_best,    idreg_claim_explain_exactly,      idreg_claim_merged_well_formed};
  // A design has no functions but its answer, and that is run by these.
  constexpr decltype(&idreg_claim_no_ub) kWhole[] = {idreg_claim_register_equals_spec, idreg_claim_never_above_limit,
                                                     idreg_claim_overrides_win, idreg_claim_bad_lists_refused};
  bool any = false;
  if (s.design != nullptr) {
    for (const auto other : kWhole) any = other(s, c) != Verdict::Discarded || any;
    return any ? Verdict::Holds : Verdict::Discarded;
  }
  for (const auto other : kOthers) any = other(s, c) != Verdict::Discarded || any;
  return any ? Verdict::Holds : Verdict::Discarded;
}

}  // namespace idreg::props
