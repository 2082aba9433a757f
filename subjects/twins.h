// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Must-fail twins: the engine with one function done deliberately wrong. Each names the claim that has
// to refute it; a claim that refutes nothing would prove nothing.
//
// To add one: the wrong function and the subject in twins_*.cpp, a line here, a row in subjects.cpp.
#pragma once

#include "props/subject.h"

namespace idreg::subjects {

// A subject under the name by which the prover finds it in the bitcode.
#define IDREG_SUBJECT(name) extern "C" const props::Subject idreg_subject_##name

IDREG_SUBJECT(engine);
IDREG_SUBJECT(pmuver_signed);
IDREG_SUBJECT(pmuver_exact);

// twins_fields.cpp
IDREG_SUBJECT(narrow_extract);
IDREG_SUBJECT(unmasked_insert);
IDREG_SUBJECT(shift_by_64);
IDREG_SUBJECT(overflow_test);
IDREG_SUBJECT(lax_entry);
IDREG_SUBJECT(dropped_sign);
IDREG_SUBJECT(wrong_lowest);
IDREG_SUBJECT(generous_fits);
IDREG_SUBJECT(zero_forgotten);
IDREG_SUBJECT(first_of_two);
IDREG_SUBJECT(exact_means_safe);
IDREG_SUBJECT(refuses_zero);
IDREG_SUBJECT(near_limit_only);
IDREG_SUBJECT(nearest_safe);

// twins_tables.cpp
IDREG_SUBJECT(skips_last_field);
IDREG_SUBJECT(zero_outside);
IDREG_SUBJECT(limit_only);
IDREG_SUBJECT(permits_all);
IDREG_SUBJECT(partly_writable);
IDREG_SUBJECT(general_first);
IDREG_SUBJECT(last_entry_wins);
IDREG_SUBJECT(same_override_drops);
IDREG_SUBJECT(step_overlaps);
IDREG_SUBJECT(merges_nothing);
IDREG_SUBJECT(merge_skips_last);
IDREG_SUBJECT(step_refuses);
IDREG_SUBJECT(skips_unused);
IDREG_SUBJECT(blames_another);
IDREG_SUBJECT(helper_without_overrides);
IDREG_SUBJECT(helper_general_first);
IDREG_SUBJECT(helper_drops_bad_lists);
IDREG_SUBJECT(explains_first_only);
IDREG_SUBJECT(explains_fields_only);
IDREG_SUBJECT(nearest_is_limit);
IDREG_SUBJECT(sanitise_by_and);
IDREG_SUBJECT(sanitise_first_two);
IDREG_SUBJECT(sanitise_highest);
IDREG_SUBJECT(carries_over);
IDREG_SUBJECT(batch_drops_rest);
IDREG_SUBJECT(batch_one_more);

}  // namespace idreg::subjects
