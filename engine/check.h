// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a whole register may show. Precondition throughout: the table is well formed (tables.h).
#pragma once

#include <cstdint>

#include "engine/types.h"

namespace idreg::engine {

/// Whether `value` is permitted under `limit`: each effective field that `writable` covers wholly is
/// permitted, and every other bit equals the limit's. Linux: arm64_check_features().
[[nodiscard]] bool permitted(const Table& table, std::uint64_t writable, std::uint64_t value,
                             std::uint64_t limit) noexcept;

/// The helper as callers use it: merge, then `permitted`. Returns false for lists that `merge` refuses;
/// `*error` tells the two apart.
[[nodiscard]] bool permitted_with(const Entry* general, std::uint32_t general_count, const Entry* overrides,
                                  std::uint32_t override_count, std::uint64_t writable, std::uint64_t value,
                                  std::uint64_t limit, TableError* error) noexcept;

/// Every reason why `value` is not permitted; none iff `permitted`. Writes all of `*out`.
void explain(const Table& table, std::uint64_t writable, std::uint64_t value, std::uint64_t limit,
             Explanation* out) noexcept;

/// The nearest permitted value at or below `wanted`: field by field the highest one (policy.h,
/// nearest_code), the limit's bits where nothing may be written.
[[nodiscard]] Nearest nearest(const Table& table, std::uint64_t writable, std::uint64_t wanted,
                              std::uint64_t limit) noexcept;

}  // namespace idreg::engine
