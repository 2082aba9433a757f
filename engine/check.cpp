// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "engine/check.h"

#include "engine/fields.h"
#include "engine/policy.h"
#include "engine/tables.h"

namespace idreg::engine {

bool permitted(const Table& table, std::uint64_t writable, std::uint64_t value, std::uint64_t limit) noexcept {
  const std::uint64_t difference = value ^ limit;
  if ((difference & ~covered(table)) != 0) return false;
  for (std::uint32_t shift = 0; shift < kRegisterBits; ++shift) {
    const Entry& field = table.slots[shift];
    if (field.width == 0) continue;
    const std::uint64_t mask = field_mask(shift, field.width);
    if ((mask & ~writable) != 0) {
      if ((difference & mask) != 0) return false;
      continue;
    }
    if (!permitted_code(field, extract(value, shift, field.width), extract(limit, shift, field.width))) return false;
  }
  return true;
}

bool permitted_with(const Entry* general, std::uint32_t general_count, const Entry* overrides,
                    std::uint32_t override_count, std::uint64_t writable, std::uint64_t value, std::uint64_t limit,
                    TableError* error) noexcept {
  Table table;
  *error = merge(general, general_count, overrides, override_count, &table);
  return error->kind == TableErrorKind::None && permitted(table, writable, value, limit);
}

void explain(const Table& table, std::uint64_t writable, std::uint64_t value, std::uint64_t limit,
             Explanation* out) noexcept {
  *out = Explanation{};
  const std::uint64_t difference = value ^ limit;
  for (std::uint32_t shift = 0; shift < kRegisterBits; ++shift) {
    const Entry& field = table.slots[shift];
    if (field.width == 0) continue;
    const std::uint64_t mask = field_mask(shift, field.width);
    const std::uint64_t value_code = extract(value, shift, field.width);
    const std::uint64_t limit_code = extract(limit, shift, field.width);
    const bool writes = (mask & ~writable) == 0;
    if (writes ? permitted_code(field, value_code, limit_code) : (difference & mask) == 0) continue;
    const Reason reason = writes ? Reason::NotPermitted : Reason::NotWritable;
    out->violations[shift] = {field.width, reason, value_code, limit_code};
    out->fields |= std::uint64_t{1} << shift;
  }
  out->outside = difference & ~covered(table);
}

Nearest nearest(const Table& table, std::uint64_t writable, std::uint64_t wanted, std::uint64_t limit) noexcept {
  Nearest result{limit, 0};
  for (std::uint32_t shift = 0; shift < kRegisterBits; ++shift) {
    const Entry& field = table.slots[shift];
    if (field.width == 0) continue;
    const std::uint64_t mask = field_mask(shift, field.width);
    const std::uint64_t wanted_code = extract(wanted, shift, field.width);
    const std::uint64_t limit_code = extract(limit, shift, field.width);
    bool found = false;
    if ((mask & ~writable) == 0) {
      const std::uint64_t code = nearest_code(field, wanted_code, limit_code, &found);
      result.value = insert(result.value, shift, field.width, code);
    } else {
      found = not_above(field, limit_code, wanted_code);
    }
    if (!found) result.raised |= mask;
  }
  result.raised |= (wanted ^ limit) & ~covered(table);
  return result;
}

}  // namespace idreg::engine
