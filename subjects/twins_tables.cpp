// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Must-fail twins of the functions about tables and whole registers.
#include "subjects/twins.h"

namespace idreg::subjects {

namespace {

using props::kEngineFunctions;
using props::Subject;

/// The check as the engine does it, with three of its decisions left open to be got wrong.
struct Variant {
  bool skip_last;     ///< the loop ends before the last used slot
  bool zero_outside;  ///< other bits must be 0 rather than the limit's
  bool any_writable;  ///< one writable bit opens a whole field
};

bool check(const Table& table, std::uint64_t writable, std::uint64_t value, std::uint64_t limit,
           Variant variant) noexcept {
  std::uint32_t last = kRegisterBits;
  for (std::uint32_t shift = 0; shift < kRegisterBits && variant.skip_last; ++shift) {
    if (table.slots[shift].width != 0) last = shift;
  }
  std::uint64_t judged = 0;
  bool good = true;
  for (std::uint32_t shift = 0; shift < kRegisterBits; ++shift) {
    const Entry& field = table.slots[shift];
    if (field.width == 0) continue;
    const std::uint64_t mask = engine::field_mask(shift, field.width);
    const bool writes = variant.any_writable ? (mask & writable) != 0 : (mask & ~writable) == 0;
    if (!writes) continue;
    judged |= mask;
    if (shift == last) continue;
    good = good && engine::permitted_code(field, engine::extract(value, shift, field.width),
                                          engine::extract(limit, shift, field.width));
  }
  const std::uint64_t others = variant.zero_outside ? value : value ^ limit;
  return good && (others & ~judged) == 0;
}

bool skips_last_field(const Table& table, std::uint64_t writable, std::uint64_t value, std::uint64_t limit) noexcept {
  return check(table, writable, value, limit, {true, false, false});
}

bool zero_outside(const Table& table, std::uint64_t writable, std::uint64_t value, std::uint64_t limit) noexcept {
  return check(table, writable, value, limit, {false, true, false});
}

bool limit_only(const Table&, std::uint64_t, std::uint64_t value, std::uint64_t limit) noexcept {
  return value == limit;
}

bool permits_all(const Table&, std::uint64_t, std::uint64_t, std::uint64_t) noexcept { return true; }

bool partly_writable(const Table& table, std::uint64_t writable, std::uint64_t value, std::uint64_t limit) noexcept {
  return check(table, writable, value, limit, {false, false, true});
}

TableError general_first(const Entry* general, std::uint32_t general_count, const Entry* overrides,
                         std::uint32_t override_count, Table* table) noexcept {
  // The general entry wins where both describe the same bits.
  const TableError error = engine::merge(general, general_count, overrides, override_count, table);
  if (error.kind != TableErrorKind::None) return error;
  for (std::uint32_t i = 0; i < general_count; ++i) table->slots[general[i].shift] = general[i];
  return error;
}

TableError last_entry_wins(const Entry* general, std::uint32_t general_count, const Entry* overrides,
                           std::uint32_t override_count, Table* table) noexcept {
  // No entry is compared with any other: whoever writes a slot last stands in it.
  *table = Table{};
  for (std::uint32_t i = 0; i < general_count + override_count; ++i) {
    const Entry& entry = i < general_count ? general[i] : overrides[i - general_count];
    const TableErrorKind kind = engine::entry_error(entry);
    if (kind != TableErrorKind::None) return {kind, 0, i, 0, 0};
    table->slots[entry.shift] = entry;
  }
  return {};
}

TableError same_override_drops(const Entry* general, std::uint32_t general_count, const Entry* overrides,
                               std::uint32_t override_count, Table* table) noexcept {
  // An override that says what the general entry says anyway takes the field away.
  const TableError error = engine::merge(general, general_count, overrides, override_count, table);
  if (error.kind != TableErrorKind::None) return error;
  for (std::uint32_t i = 0; i < override_count; ++i) {
    for (std::uint32_t j = 0; j < general_count; ++j) {
      if (overrides[i] == general[j]) table->slots[general[j].shift] = Entry{};
    }
  }
  return error;
}

TableErrorKind step_overlaps(engine::Builder& builder, const Entry& entry) noexcept {
  const TableErrorKind kind = engine::entry_error(entry);
  if (kind != TableErrorKind::None) return kind;
  builder.general_bits |= engine::field_mask(entry.shift, entry.width);
  if (builder.table.slots[entry.shift].width == 0) builder.table.slots[entry.shift] = entry;  // overlap unseen
  return TableErrorKind::None;
}

TableError merges_nothing(const Entry*, std::uint32_t, const Entry*, std::uint32_t, Table* table) noexcept {
  *table = Table{};
  return {TableErrorKind::Width, 0, 0, 0, 0};
}

TableError merge_skips_last(const Entry* general, std::uint32_t general_count, const Entry* overrides,
                            std::uint32_t override_count, Table* table) noexcept {
  // Right for every list that is short enough to be unrolled in every arrangement.
  const std::uint32_t seen = general_count > 3 ? general_count - 1 : general_count;
  return engine::merge(general, seen, overrides, override_count, table);
}

TableErrorKind step_refuses(engine::Builder& builder, const Entry& entry) noexcept {
  return entry.shift == 0 ? TableErrorKind::Shift : engine::add_override(builder, entry);
}

bool skips_unused(const Table& table) noexcept {
  Table cleaned = table;
  for (Entry& slot : cleaned.slots) {
    if (slot.width == 0) slot = Entry{};
  }
  return engine::well_formed(cleaned);
}

TableError blames_another(const Entry* general, std::uint32_t general_count, const Entry* overrides,
                          std::uint32_t override_count, Table* table) noexcept {
  TableError error = engine::merge(general, general_count, overrides, override_count, table);
  if (error.second > 0) --error.second;
  return error;
}

bool helper_without_overrides(const Entry* general, std::uint32_t general_count, const Entry* overrides,
                              std::uint32_t override_count, std::uint64_t writable, std::uint64_t value,
                              std::uint64_t limit, TableError* error) noexcept {
  Table table;
  *error = engine::merge(general, general_count, overrides, override_count, &table);
  if (error->kind != TableErrorKind::None) return false;
  const TableError ignored = engine::merge(general, general_count, nullptr, 0, &table);
  return ignored.kind == TableErrorKind::None && engine::permitted(table, writable, value, limit);
}

bool helper_general_first(const Entry* general, std::uint32_t general_count, const Entry* overrides,
                          std::uint32_t override_count, std::uint64_t writable, std::uint64_t value,
                          std::uint64_t limit, TableError* error) noexcept {
  // The general entry's policy survives under an override.
  Table table;
  *error = general_first(general, general_count, overrides, override_count, &table);
  return error->kind == TableErrorKind::None && engine::permitted(table, writable, value, limit);
}

bool helper_drops_bad_lists(const Entry* general, std::uint32_t general_count, const Entry* overrides,
                            std::uint32_t override_count, std::uint64_t writable, std::uint64_t value,
                            std::uint64_t limit, TableError* error) noexcept {
  // What cannot be merged is left out in silence, and the rest decides.
  Table table;
  *error = engine::merge(general, general_count, overrides, override_count, &table);
  return engine::permitted(table, writable, value, limit);
}

void explains_first_only(const Table& table, std::uint64_t writable, std::uint64_t value, std::uint64_t limit,
                         Explanation* out) noexcept {
  engine::explain(table, writable, value, limit, out);
  bool seen = false;
  for (std::uint32_t shift = 0; shift < kRegisterBits; ++shift) {
    Violation& violation = out->violations[shift];
    if (violation.width == 0) continue;
    if (seen) {
      violation = Violation{};
      out->fields &= ~(std::uint64_t{1} << shift);
    }
    seen = true;
  }
}

void explains_fields_only(const Table& table, std::uint64_t writable, std::uint64_t value, std::uint64_t limit,
                          Explanation* out) noexcept {
  engine::explain(table, writable, value, limit, out);
  out->outside = 0;
}

Nearest nearest_is_limit(const Table&, std::uint64_t, std::uint64_t, std::uint64_t limit) noexcept {
  return {limit, 0};
}

std::uint64_t sanitise_by_and(const Table&, std::uint64_t so_far, std::uint64_t cpu) noexcept { return so_far & cpu; }

std::uint64_t sanitise_first_two(const Table& table, const std::uint64_t* cpus, std::uint32_t count) noexcept {
  return engine::sanitise(table, cpus, count > 2 ? 2 : count);
}

std::uint64_t sanitise_highest(const Table&, const std::uint64_t* cpus, std::uint32_t count) noexcept {
  std::uint64_t all = 0;
  for (std::uint32_t i = 0; i < count; ++i) all |= cpus[i];
  return all;
}

bool carries_over(const engine::Packed& packed, std::uint64_t value, std::uint64_t limit) noexcept {
  // Top bits are added like all others, so that what a field carries is added to the next.
  engine::Packed joined = packed;
  joined.low |= joined.tops;
  return engine::permitted_packed(joined, value, limit);
}

std::uint64_t batch_drops_rest(const engine::Packed& packed, const std::uint64_t* values, const std::uint64_t* limits,
                               std::uint64_t count, std::uint64_t* bitmap) noexcept {
  return engine::permitted_batch(packed, values, limits, count / kRegisterBits * kRegisterBits, bitmap);
}

std::uint64_t batch_one_more(const engine::Packed& packed, const std::uint64_t* values, const std::uint64_t* limits,
                             std::uint64_t count, std::uint64_t* bitmap) noexcept {
  // The loop over words turns once more after a last full one.
  if (count % kRegisterBits == 0) bitmap[count / kRegisterBits] = 0;
  return engine::permitted_batch(packed, values, limits, count, bitmap);
}

template <class Function>
constexpr Subject with(Function Subject::* member, Function wrong) {
  Subject subject = kEngineFunctions;
  subject.*member = wrong;
  return subject;
}

}  // namespace

constinit const Subject idreg_subject_skips_last_field = with(&Subject::permitted, &skips_last_field);
constinit const Subject idreg_subject_zero_outside = with(&Subject::permitted, &zero_outside);
constinit const Subject idreg_subject_limit_only = with(&Subject::permitted, &limit_only);
constinit const Subject idreg_subject_permits_all = with(&Subject::permitted, &permits_all);
constinit const Subject idreg_subject_partly_writable = with(&Subject::permitted, &partly_writable);
constinit const Subject idreg_subject_general_first = with(&Subject::merge, &general_first);
constinit const Subject idreg_subject_last_entry_wins = with(&Subject::merge, &last_entry_wins);
constinit const Subject idreg_subject_same_override_drops = with(&Subject::merge, &same_override_drops);
constinit const Subject idreg_subject_step_overlaps = with(&Subject::add_general, &step_overlaps);
constinit const Subject idreg_subject_merges_nothing = with(&Subject::merge, &merges_nothing);
constinit const Subject idreg_subject_merge_skips_last = with(&Subject::merge, &merge_skips_last);
constinit const Subject idreg_subject_step_refuses = with(&Subject::add_override, &step_refuses);
constinit const Subject idreg_subject_skips_unused = with(&Subject::well_formed, &skips_unused);
constinit const Subject idreg_subject_blames_another = with(&Subject::merge, &blames_another);
constinit const Subject idreg_subject_helper_without_overrides =
    with(&Subject::permitted_with, &helper_without_overrides);
constinit const Subject idreg_subject_helper_general_first = with(&Subject::permitted_with, &helper_general_first);
constinit const Subject idreg_subject_helper_drops_bad_lists = with(&Subject::permitted_with, &helper_drops_bad_lists);
constinit const Subject idreg_subject_explains_first_only = with(&Subject::explain, &explains_first_only);
constinit const Subject idreg_subject_explains_fields_only = with(&Subject::explain, &explains_fields_only);
constinit const Subject idreg_subject_nearest_is_limit = with(&Subject::nearest, &nearest_is_limit);
constinit const Subject idreg_subject_sanitise_by_and = with(&Subject::sanitise_pair, &sanitise_by_and);
constinit const Subject idreg_subject_sanitise_first_two = with(&Subject::sanitise, &sanitise_first_two);
constinit const Subject idreg_subject_sanitise_highest = with(&Subject::sanitise, &sanitise_highest);
constinit const Subject idreg_subject_carries_over = with(&Subject::permitted_packed, &carries_over);
constinit const Subject idreg_subject_batch_drops_rest = with(&Subject::permitted_batch, &batch_drops_rest);
constinit const Subject idreg_subject_batch_one_more = with(&Subject::permitted_batch, &batch_one_more);

}  // namespace idreg::subjects
