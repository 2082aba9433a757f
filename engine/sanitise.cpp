// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "engine/sanitise.h"

#include "engine/fields.h"
#include "engine/policy.h"

namespace idreg::engine {

std::uint64_t sanitise_pair(const Table& table, std::uint64_t so_far, std::uint64_t cpu) noexcept {
  std::uint64_t result = so_far & cpu;
  for (std::uint32_t shift = 0; shift < kRegisterBits; ++shift) {
    const Entry& field = table.slots[shift];
    if (field.width == 0) continue;
    const std::uint64_t a = extract(so_far, shift, field.width);
    const std::uint64_t b = extract(cpu, shift, field.width);
    result = insert(result, shift, field.width, a == b ? a : safe_code(field, a, b));
  }
  return result;
}

std::uint64_t sanitise(const Table& table, const std::uint64_t* cpus, std::uint32_t count) noexcept {
  if (count == 0) return 0;
  std::uint64_t result = cpus[0];
  for (std::uint32_t i = 1; i < count; ++i) result = sanitise_pair(table, result, cpus[i]);
  return result;
}

}  // namespace idreg::engine
