// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The predicates of all claims (their text is in claims.cpp) and what they share. Private to
// props/claims*.cpp.
#pragma once

#include "props/claims.h"
#include "props/spec.h"

namespace idreg::props {

[[nodiscard]] inline Verdict holds(bool conclusion) { return conclusion ? Verdict::Holds : Verdict::Violated; }

// C linkage: the prover finds a predicate by this very name.
#define IDREG_PREDICATE(name) extern "C" Verdict idreg_claim_##name(const Subject& subject, const Case& input)

// claims_fields.cpp
IDREG_PREDICATE(extraction);
IDREG_PREDICATE(orders_equal_spec);
IDREG_PREDICATE(policies_equal_spec);
IDREG_PREDICATE(entries_equal_spec);
IDREG_PREDICATE(field_equals_spec);
IDREG_PREDICATE(fits_is_sound);
IDREG_PREDICATE(lowest_is_lowest);
IDREG_PREDICATE(not_too_strict);
IDREG_PREDICATE(safe_value_algebra);
IDREG_PREDICATE(raising_the_limit);
IDREG_PREDICATE(nearest_code);

// claims_tables.cpp
IDREG_PREDICATE(precedence);
IDREG_PREDICATE(precedence_order);
IDREG_PREDICATE(precedence_twice);
IDREG_PREDICATE(merge_step);
IDREG_PREDICATE(step_refusals);
IDREG_PREDICATE(refusals_named);
IDREG_PREDICATE(helper_agrees);
IDREG_PREDICATE(covered_equals_spec);
IDREG_PREDICATE(register_equals_spec);
IDREG_PREDICATE(never_above_limit);
IDREG_PREDICATE(registers_by_name);
IDREG_PREDICATE(no_leak);
IDREG_PREDICATE(limit_permitted);
IDREG_PREDICATE(explain_agrees);
IDREG_PREDICATE(explain_exactly);
IDREG_PREDICATE(well_formed_equals_spec);
IDREG_PREDICATE(merged_well_formed);
IDREG_PREDICATE(nearest_is_best);
IDREG_PREDICATE(sanitise_equals_spec);
IDREG_PREDICATE(sanitise_order);
IDREG_PREDICATE(sanitised_permitted);

// claims_designs.cpp
IDREG_PREDICATE(overrides_win);
IDREG_PREDICATE(bad_lists_refused);

// claims_architecture.cpp
IDREG_PREDICATE(signed_and_pmuver);
IDREG_PREDICATE(table_sound);
IDREG_PREDICATE(exceptions_needed);

// claims_packed.cpp
IDREG_PREDICATE(packed_equals_loop);
IDREG_PREDICATE(batch_equals_packed);

// claims_ub.cpp
IDREG_PREDICATE(no_ub);

}  // namespace idreg::props
