// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The list of all claims, in the order of the theorems (docs/claims.md). The predicates are in
// claims_fields.cpp, claims_tables.cpp, claims_registers.cpp and claims_architecture.cpp.
//
// To add one: a predicate there, its line in predicates.h, a row here, and a subject that it refutes in
// subjects/twins*.cpp; a test fails while one of the four is missing.
#include "props/claims.h"

#include "props/predicates.h"

namespace idreg::props {

namespace {

constexpr const char* kEngine = "engine/*.h";
constexpr const char* kSchemes = "Arm ARM D24.1.3, principles of the ID scheme";
constexpr const char* kSafe = "Linux 6.12, arm64_ftr_safe_value()";
constexpr const char* kCheck = "Linux 6.12, arm64_check_features()";
constexpr const char* kWellFormed = "the entry is well formed";
constexpr const char* kCodes = "the entry is well formed, all codes are below 2^width";
constexpr const char* kWidth = "1 <= width <= 64";
constexpr const char* kMerges = "the lists merge, or the register's table does";

#define IDREG_CLAIM_ROW(id) "idreg_claim_" #id, idreg_claim_##id

constexpr Claim kClaims[] = {
    {"extraction",
     "A field's mask, code and insertion are what the specification says, for every shift and width.",
     "Arm ARM, register fields",
     "1 <= width, shift + width <= 64",
     1,
     IDREG_CLAIM_ROW(extraction),
     {.one_entry = true, .any_bytes = true, .pair = true}},
    {"orders-equal-spec",
     "Rank, order and lowest code of every scheme are the specification's.",
     kSchemes,
     kWidth,
     1,
     IDREG_CLAIM_ROW(orders_equal_spec),
     {.one_entry = true, .pair = true, .codes = true, .scheme = true}},
    {"policies-equal-spec",
     "The safe value of two codes, and what it permits, are the specification's.",
     kSafe,
     kWidth,
     1,
     IDREG_CLAIM_ROW(policies_equal_spec),
     {.one_entry = true, .pair = true, .codes = true}},
    {"entries-equal-spec",
     "An entry of any bytes is refused for the specification's reason.",
     kEngine,
     "none",
     1,
     IDREG_CLAIM_ROW(entries_equal_spec),
     {.one_entry = true, .any_bytes = true}},
    {"field-equals-spec",
     "For every shift, width, order, policy, safe value, value and limit, the answer for a field is the "
     "specification's.",
     kCheck,
     kWellFormed,
     1,
     IDREG_CLAIM_ROW(field_equals_spec),
     {.one_entry = true, .pair = true}},
    {"covered-equals-spec", "The bits of a table's fields are those of its used slots.", kEngine, kMerges, 1,
     IDREG_CLAIM_ROW(covered_equals_spec), {.lists = true, .registers = true}},
    {"register-equals-spec",
     "A register is permitted iff each wholly writable field is, and every other bit equals the limit's.",
     kCheck,
     kMerges,
     1,
     IDREG_CLAIM_ROW(register_equals_spec),
     {.lists = true, .pair = true, .writable = true, .registers = true}},
    {"fits-is-sound",
     "What an entry permits that fits a scheme is at or below the limit in that scheme.",
     kSchemes,
     "the codes are below 2^width, the entry fits and permits the value",
     2,
     IDREG_CLAIM_ROW(fits_is_sound),
     {.one_entry = true, .pair = true, .codes = true, .scheme = true}},
    {"never-above-limit",
     "If the helper accepts, every effective field is at or below the limit: in its true scheme where its entry fits, "
     "and for registers by name in the architecture's scheme whether it fits or not.",
     kSchemes,
     "the table is made, and it accepts the value",
     2,
     IDREG_CLAIM_ROW(never_above_limit),
     {.lists = true, .pair = true, .writable = true, .scheme = true, .registers = true, .items = true}},
    {"precedence",
     "Lists are accepted iff general entries are disjoint, overrides are disjoint, and each override has exactly one "
     "general entry's bits or none; overrides win and affect no other field; nothing else is in the table.",
     kEngine,
     "the counts are in bounds",
     3,
     IDREG_CLAIM_ROW(precedence),
     {.lists = true}},
    {"precedence-order",
     "The order of entries within a list does not matter.",
     kEngine,
     "two entries of one list are named",
     3,
     IDREG_CLAIM_ROW(precedence_order),
     {.lists = true, .items = true}},
    {"precedence-twice",
     "Merging the overrides into the effective table again changes nothing.",
     kEngine,
     "the lists merge",
     3,
     IDREG_CLAIM_ROW(precedence_twice),
     {.lists = true}},
    {"merge-step",
     "Each step of merging puts the entry in its slot or leaves it to the override that stands there, apart from every "
     "other field, and touches no other slot: the induction step for lists of any length.",
     kEngine, "the builder has been made by such steps; the entry starts below bit 64", 3, IDREG_CLAIM_ROW(merge_step),
     {.slots = true}},
    {"merged-well-formed", "Every table that merging makes is well formed, and is not with one slot spoilt.", kEngine,
     kMerges, 3, IDREG_CLAIM_ROW(merged_well_formed), {.lists = true, .registers = true, .items = true}},
    {"helper-agrees",
     "The helper answers as merging and checking one after the other.",
     kEngine,
     "the counts are in bounds",
     3,
     IDREG_CLAIM_ROW(helper_agrees),
     {.lists = true, .pair = true, .writable = true}},
    {"no-leak",
     "A bit that no effective field covers, or that is not writable, equals the limit's.",
     kCheck,
     "the table is made, and it accepts the value",
     4,
     IDREG_CLAIM_ROW(no_leak),
     {.lists = true, .pair = true, .writable = true, .registers = true}},
    {"signed-and-pmuver",
     "Each signed and each PMU-version field follows its scheme by name, and declared with the other order it lets a "
     "value above the limit pass.",
     "Arm ARM D24.1.3.2; Linux d1dcc20bcc40",
     "the field is signed or a PMU version",
     5,
     IDREG_CLAIM_ROW(signed_and_pmuver),
     {.pair = true, .registers = true, .items = true}},
    {"table-sound",
     "What the architecture's tables permit gains no feature, within a register and across registers, except the "
     "combinations listed.",
     "Arm Features.json (2025-03), each defining <->",
     "every register that the feature reads is permitted, and no listed combination gains it",
     6,
     IDREG_CLAIM_ROW(table_sound),
     {.pair = true, .definitions = true}},
    {"exceptions-needed",
     "Each combination listed is needed: whatever the fields around it hold, its witness is permitted and gains a "
     "feature, and no other combination listed allows that.",
     "Arm Features.json (2025-03), each defining <->",
     "one of the combinations listed (props/exceptions.h)",
     6,
     IDREG_CLAIM_ROW(exceptions_needed),
     {.pair = true, .exceptions = true}},
    {"limit-permitted",
     "The limit itself is permitted.",
     kCheck,
     kMerges,
     7,
     IDREG_CLAIM_ROW(limit_permitted),
     {.lists = true, .pair = true, .writable = true, .registers = true}},
    {"not-too-strict",
     "A field whose entry fits permits whatever is at or below the limit; Exact permits the limit and the safe value "
     "and nothing else.",
     kSchemes,
     "the entry fits the scheme, or is Exact",
     7,
     IDREG_CLAIM_ROW(not_too_strict),
     {.one_entry = true, .pair = true, .codes = true, .scheme = true}},
    {"lowest-is-lowest",
     "The lowest code is a code, and at or below every other.",
     kSchemes,
     kCodes,
     7,
     IDREG_CLAIM_ROW(lowest_is_lowest),
     {.one_entry = true, .pair = true, .codes = true, .scheme = true}},
    {"safe-value-algebra",
     "The safe value is commutative and associative, and idempotent unless the policy is Exact.",
     kSafe,
     kCodes,
     8,
     IDREG_CLAIM_ROW(safe_value_algebra),
     {.one_entry = true, .pair = true, .codes = true, .candidate = true}},
    {"raising-the-limit",
     "Raising the limit of a field that is not Exact withdraws no permission.",
     kSafe,
     "the value is permitted, the raised limit is not below the limit",
     8,
     IDREG_CLAIM_ROW(raising_the_limit),
     {.one_entry = true, .pair = true, .codes = true, .candidate = true}},
    {"sanitise-equals-spec",
     "Sanitising two CPUs is the safe value field by field, and the common bits elsewhere.",
     "Linux 6.12, update_cpu_ftr_reg()",
     kMerges,
     8,
     IDREG_CLAIM_ROW(sanitise_equals_spec),
     {.lists = true, .cpus = true, .registers = true, .items = true}},
    {"sanitise-order",
     "Sanitising ignores the order of CPUs, and sanitising again changes nothing.",
     "Linux 6.12, update_cpu_ftr_reg()",
     kMerges,
     8,
     IDREG_CLAIM_ROW(sanitise_order),
     {.lists = true, .cpus = true, .registers = true}},
    {"sanitised-permitted",
     "The sanitised value is permitted on each CPU iff the CPUs agree in the bits outside of all fields.",
     "Linux 6.12, update_cpu_ftr_reg()",
     kMerges,
     8,
     IDREG_CLAIM_ROW(sanitised_permitted),
     {.lists = true, .cpus = true, .registers = true}},
    {"no-ub",
     "No input that the interface admits leads to undefined behaviour.",
     "C++23 [basic.exec], engine/*.h",
     "some claim's precondition is met",
     9,
     IDREG_CLAIM_ROW(no_ub),
     {.lists = true, .pair = true, .writable = true, .cpus = true, .scheme = true, .registers = true, .items = true}},
    {"explain-agrees", "The explanation is empty iff the value is permitted.", kEngine, kMerges, 10,
     IDREG_CLAIM_ROW(explain_agrees), {.lists = true, .pair = true, .writable = true, .registers = true}},
    {"explain-exactly", "The explanation lists exactly the offending fields, each with its codes and reason.", kEngine,
     kMerges, 10, IDREG_CLAIM_ROW(explain_exactly),
     {.lists = true, .pair = true, .writable = true, .registers = true, .items = true}},
    {"nearest-code",
     "The nearest code is permitted, at or below the wanted one, and no permitted code between is higher.",
     kEngine,
     kCodes,
     10,
     IDREG_CLAIM_ROW(nearest_code),
     {.one_entry = true, .pair = true, .codes = true, .candidate = true}},
    {"nearest-is-best",
     "The nearest value is permitted, and no permitted value at or below the wanted one is higher in any field.",
     kEngine,
     kMerges,
     10,
     IDREG_CLAIM_ROW(nearest_is_best),
     {.lists = true, .pair = true, .writable = true, .registers = true, .items = true, .candidate = true}},
};

#undef IDREG_CLAIM_ROW

}  // namespace

std::span<const Claim> claims() { return kClaims; }

const Claim* find_claim(std::string_view name) {
  for (const Claim& claim : kClaims) {
    if (claim.name == name) return &claim;
  }
  return nullptr;
}

}  // namespace idreg::props
