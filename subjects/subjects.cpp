// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Every subject by name. What a twin `refutes` is the claim that must find it out.
#include <string_view>

#include "props/claims.h"
#include "subjects/designs.h"
#include "subjects/twins.h"

namespace idreg::props {

namespace {

#define IDREG_SUBJECT_ROW(id) "idreg_subject_" #id, &subjects::idreg_subject_##id

constexpr NamedSubject kSubjects[] = {
    {"engine", IDREG_SUBJECT_ROW(engine), "the reference engine", nullptr},
    {"pmuver-signed", IDREG_SUBJECT_ROW(pmuver_signed),
     "the engine with ID_AA64DFR0_EL1.PMUVer declared signed and lower-is-safe, as Linux did from 6.5 on",
     "never-above-limit"},
    {"twin-narrow-extract", IDREG_SUBJECT_ROW(narrow_extract), "the code is one bit short", "extraction"},
    {"twin-unmasked-insert", IDREG_SUBJECT_ROW(unmasked_insert), "a code too wide spills over", "extraction"},
    {"twin-shift-by-64", IDREG_SUBJECT_ROW(shift_by_64), "the mask shifts by 64", "no-ub"},
    {"twin-overflow-test", IDREG_SUBJECT_ROW(overflow_test), "tests for overflow by overflowing", "no-ub"},
    {"twin-lax-entry", IDREG_SUBJECT_ROW(lax_entry), "a safe value outside the field is let in", "entries-equal-spec"},
    {"twin-dropped-sign", IDREG_SUBJECT_ROW(dropped_sign), "compares codes without their bias", "orders-equal-spec"},
    {"twin-wrong-lowest", IDREG_SUBJECT_ROW(wrong_lowest), "takes 0 for the lowest code", "lowest-is-lowest"},
    {"twin-generous-fits", IDREG_SUBJECT_ROW(generous_fits), "calls any rotation fitting", "fits-is-sound"},
    {"twin-zero-forgotten", IDREG_SUBJECT_ROW(zero_forgotten), "HigherOrZeroSafe without the zero",
     "policies-equal-spec"},
    {"twin-first-of-two", IDREG_SUBJECT_ROW(first_of_two), "HigherSafe takes the first code", "safe-value-algebra"},
    {"twin-exact-means-safe", IDREG_SUBJECT_ROW(exact_means_safe), "Exact refuses the limit", "field-equals-spec"},
    {"twin-refuses-zero", IDREG_SUBJECT_ROW(refuses_zero), "refuses code 0 below the limit", "not-too-strict"},
    {"twin-exact-pmuver", IDREG_SUBJECT_ROW(pmuver_exact), "ID_AA64DFR0_EL1.PMUVer takes no lower version",
     "registers-by-name"},
    {"twin-near-limit-only", IDREG_SUBJECT_ROW(near_limit_only), "refuses codes far from the limit",
     "raising-the-limit"},
    {"twin-nearest-safe", IDREG_SUBJECT_ROW(nearest_safe), "answers with a safe value above the wanted code",
     "nearest-code"},
    {"twin-skips-last-field", IDREG_SUBJECT_ROW(skips_last_field), "the loop ends one field early",
     "register-equals-spec"},
    {"twin-zero-outside", IDREG_SUBJECT_ROW(zero_outside), "other bits must be 0, not the limit's", "limit-permitted"},
    {"twin-limit-only", IDREG_SUBJECT_ROW(limit_only), "permits nothing but the limit", "exceptions-needed"},
    {"twin-permits-all", IDREG_SUBJECT_ROW(permits_all), "permits whatever is asked", "table-sound"},
    {"twin-partly-writable", IDREG_SUBJECT_ROW(partly_writable), "one writable bit opens the field", "no-leak"},
    {"twin-general-first", IDREG_SUBJECT_ROW(general_first), "the general entry wins", "precedence"},
    {"twin-last-entry-wins", IDREG_SUBJECT_ROW(last_entry_wins), "overlaps go unseen", "precedence-order"},
    {"twin-same-override-drops", IDREG_SUBJECT_ROW(same_override_drops),
     "an override equal to the general entry takes the field away", "precedence-twice"},
    {"twin-step-overlaps", IDREG_SUBJECT_ROW(step_overlaps), "a step adds a field over another", "merge-step"},
    {"twin-merges-nothing", IDREG_SUBJECT_ROW(merges_nothing), "every list is refused", "precedence"},
    {"twin-merge-skips-last", IDREG_SUBJECT_ROW(merge_skips_last),
     "merging skips the last entry of a list of more than three", "precedence"},
    {"twin-step-refuses", IDREG_SUBJECT_ROW(step_refuses), "a step refuses the override of the lowest bit",
     "step-refusals"},
    {"twin-skips-unused", IDREG_SUBJECT_ROW(skips_unused), "does not look into slots of width 0",
     "well-formed-equals-spec"},
    {"twin-blames-another", IDREG_SUBJECT_ROW(blames_another), "an overlap is blamed on the entry before",
     "refusals-named"},
    {"twin-helper-without-overrides", IDREG_SUBJECT_ROW(helper_without_overrides), "the helper forgets the overrides",
     "helper-agrees"},
    {"twin-helper-general-first", IDREG_SUBJECT_ROW(helper_general_first), "the helper asks the general entry",
     "overrides-win"},
    {"twin-helper-drops-bad-lists", IDREG_SUBJECT_ROW(helper_drops_bad_lists),
     "the helper goes on where lists cannot be merged", "bad-lists-refused"},
    {"twin-explains-first-only", IDREG_SUBJECT_ROW(explains_first_only), "explains the first field only",
     "explain-exactly"},
    {"twin-explains-fields-only", IDREG_SUBJECT_ROW(explains_fields_only), "says nothing of bits outside of all fields",
     "explain-agrees"},
    {"twin-nearest-is-limit", IDREG_SUBJECT_ROW(nearest_is_limit), "always offers the limit", "nearest-is-best"},
    {"twin-sanitise-by-and", IDREG_SUBJECT_ROW(sanitise_by_and), "sanitises by bitwise and", "sanitise-equals-spec"},
    {"twin-sanitise-first-two", IDREG_SUBJECT_ROW(sanitise_first_two), "ignores all CPUs but two", "sanitise-order"},
    {"twin-sanitise-highest", IDREG_SUBJECT_ROW(sanitise_highest), "sanitises to the union", "sanitised-permitted"},
    {"twin-carries-over", IDREG_SUBJECT_ROW(carries_over), "a field's carry reaches the next field",
     "packed-equals-loop"},
    {"twin-batch-drops-rest", IDREG_SUBJECT_ROW(batch_drops_rest), "pairs after the last full word are not judged",
     "batch-equals-packed"},
    {"twin-batch-one-more", IDREG_SUBJECT_ROW(batch_one_more), "after a last full word of answers another is written",
     "batch-equals-packed"},
    // The designs of 2022 and 2023, and Linux's own.
    {"merged-table", IDREG_SUBJECT_ROW(merged_table), "a table merged at run time, v4 and v6 of the series",
     "limit-permitted"},
    {"caller-override-posted", IDREG_SUBJECT_ROW(caller_override_posted),
     "the caller-override helper as posted: it reads the head of each list", "limit-permitted"},
    {"caller-override-repaired", IDREG_SUBJECT_ROW(caller_override_repaired),
     "the same with its mask line alone repaired: every field passes on the first one's verdict", "never-above-limit"},
    {"caller-override-right", IDREG_SUBJECT_ROW(caller_override_right), "the same done right", nullptr},
    {"ignore-mask", IDREG_SUBJECT_ROW(ignore_mask),
     "named fields are left out and compared by hand, without sign or policy", "register-equals-spec"},
    {"full-table", IDREG_SUBJECT_ROW(full_table),
     "the caller's own table: four-bit unsigned defaults and six exceptions", "never-above-limit"},
    {"full-table-bound", IDREG_SUBJECT_ROW(full_table_bound), "the same with an upper bound for each exception",
     "limit-permitted"},
    {"linux-6.5", IDREG_SUBJECT_ROW(linux_signed),
     "Linux since 6.5: the policy of three fields replaced, the sign kept, PMUVer signed", "never-above-limit"},
    {"linux-unsigned", IDREG_SUBJECT_ROW(linux_unsigned), "the same since d1dcc20bcc40: PMUVer unsigned",
     "signed-and-pmuver"},
};

#undef IDREG_SUBJECT_ROW

}  // namespace

std::span<const NamedSubject> subjects() { return kSubjects; }

}  // namespace idreg::props
