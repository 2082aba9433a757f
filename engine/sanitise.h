// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One value that is safe on several CPUs. Precondition throughout: the table is well formed.
#pragma once

#include <cstdint>

#include "engine/types.h"

namespace idreg::engine {

/// Folds one more CPU's register into a sanitised value: per field, codes that agree are kept, others
/// become their safe value; bits in no field are kept where both have them. Linux: update_cpu_ftr_reg().
[[nodiscard]] std::uint64_t sanitise_pair(const Table& table, std::uint64_t so_far, std::uint64_t cpu) noexcept;

/// The sanitised value of `count` CPUs; 0 for none. The order of CPUs does not matter.
/// Precondition: `cpus` reaches `count` values.
[[nodiscard]] std::uint64_t sanitise(const Table& table, const std::uint64_t* cpus, std::uint32_t count) noexcept;

}  // namespace idreg::engine
