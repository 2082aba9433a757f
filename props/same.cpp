// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "props/same.h"

namespace idreg::props {

#define IDREG_SAME(name) extern "C" Verdict idreg_same_##name(const Subject& subject, const Case& input)

IDREG_SAME(field_mask);
IDREG_SAME(extract);
IDREG_SAME(insert);
IDREG_SAME(entry_error);
IDREG_SAME(rank);
IDREG_SAME(at_or_below);
IDREG_SAME(lowest);
IDREG_SAME(fits);
IDREG_SAME(safe_code);
IDREG_SAME(permitted_code);
IDREG_SAME(not_above);
IDREG_SAME(nearest_code);
IDREG_SAME(add_override);
IDREG_SAME(add_general);
IDREG_SAME(merge);
IDREG_SAME(covered);
IDREG_SAME(well_formed);
IDREG_SAME(permitted);
IDREG_SAME(permitted_with);
IDREG_SAME(explain);
IDREG_SAME(nearest);
IDREG_SAME(sanitise_pair);
IDREG_SAME(sanitise);
IDREG_SAME(pack);
IDREG_SAME(permitted_packed);
IDREG_SAME(permitted_batch);
IDREG_SAME(tables);

#undef IDREG_SAME

namespace {

constexpr Reads kShape{.one_entry = true, .any_bytes = true, .pair = true};
constexpr Reads kOrder{.one_entry = true, .pair = true, .codes = true, .scheme = true};
constexpr Reads kCodes{.one_entry = true, .pair = true, .codes = true};
constexpr Reads kRegister{.lists = true, .pair = true, .writable = true, .registers = true};

constexpr Reads kWords{.pair = true, .words = true};

constexpr Claim row(const char* name, const char* precondition, const char* symbol,
                    decltype(Claim::predicate) predicate, Reads reads) {
  return {name, "The function answers as the engine's.", "engine/*.h", precondition, 0, symbol, predicate, reads};
}

#define IDREG_ROW(id, precondition, reads) row("same-" #id, precondition, "idreg_same_" #id, idreg_same_##id, reads)

constexpr Claim kSameness[] = {
    IDREG_ROW(field_mask, "1 <= width, shift + width <= 64", (kShape)),
    IDREG_ROW(extract, "1 <= width, shift + width <= 64", (kShape)),
    IDREG_ROW(insert, "1 <= width, shift + width <= 64", (kShape)),
    IDREG_ROW(entry_error, "none", (Reads{.one_entry = true, .any_bytes = true})),
    IDREG_ROW(rank, "codes and scheme are of the width", (kOrder)),
    IDREG_ROW(at_or_below, "codes and scheme are of the width", (kOrder)),
    IDREG_ROW(lowest, "codes and scheme are of the width", (kOrder)),
    IDREG_ROW(fits, "codes and scheme are of the width", (kOrder)),
    IDREG_ROW(safe_code, "the entry is well formed, the codes are below 2^width", (kCodes)),
    IDREG_ROW(permitted_code, "the entry is well formed, the codes are below 2^width", (kCodes)),
    IDREG_ROW(not_above, "the entry is well formed, the codes are below 2^width", (kCodes)),
    IDREG_ROW(nearest_code, "the entry is well formed, the codes are below 2^width", (kCodes)),
    IDREG_ROW(add_override, "the builder has been made by such steps; the entry starts below bit 64",
              (Reads{.slots = true})),
    IDREG_ROW(add_general, "the builder has been made by such steps; the entry starts below bit 64",
              (Reads{.slots = true})),
    IDREG_ROW(merge, "the counts are in bounds", (Reads{.lists = true})),
    IDREG_ROW(covered, "the table is one that merge makes", (Reads{.lists = true, .registers = true})),
    IDREG_ROW(well_formed, "none", (Reads{.slots = true, .any_bytes = true})),
    IDREG_ROW(permitted, "the table is one that merge makes", (kRegister)),
    IDREG_ROW(permitted_with, "the counts are in bounds", (kRegister)),
    IDREG_ROW(explain, "the table is one that merge makes", (kRegister)),
    IDREG_ROW(nearest, "the table is one that merge makes", (kRegister)),
    IDREG_ROW(sanitise_pair, "the table is one that merge makes",
              (Reads{.lists = true, .cpus = true, .registers = true})),
    IDREG_ROW(sanitise, "the table is one that merge makes", (Reads{.lists = true, .cpus = true, .registers = true})),
    IDREG_ROW(pack, "the table is one that merge makes", (kRegister)),
    IDREG_ROW(permitted_packed, "the invariant of Packed", (kWords)),
    IDREG_ROW(tables, "a register by name", (Reads{.pair = true, .writable = true, .registers = true})),
    IDREG_ROW(permitted_batch, "the invariant of Packed; up to 67 pairs", (kWords)),
};

#undef IDREG_ROW

}  // namespace

std::span<const Claim> sameness() { return kSameness; }

}  // namespace idreg::props
