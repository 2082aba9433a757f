// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "engine/policy.h"

#include "engine/order.h"

namespace idreg::engine {

namespace {

Scheme order_of(const Entry& entry) noexcept { return {entry.kind, entry.bias, entry.safe}; }

/// The smaller of two codes by the entry's order; of two groups of flags, the flags of both.
std::uint64_t smaller(const Entry& entry, std::uint64_t a, std::uint64_t b) noexcept {
  if (entry.kind == OrderKind::Subset) return a & b;
  return at_or_below(order_of(entry), entry.width, a, b) ? a : b;
}

/// The larger of two codes by the entry's order; of two groups of flags, the flags of either.
std::uint64_t larger(const Entry& entry, std::uint64_t a, std::uint64_t b) noexcept {
  if (entry.kind == OrderKind::Subset) return a | b;
  return at_or_below(order_of(entry), entry.width, a, b) ? b : a;
}

}  // namespace

std::uint64_t safe_code(const Entry& entry, std::uint64_t a, std::uint64_t b) noexcept {
  switch (entry.policy) {
    case Policy::Exact:
      return entry.safe;
    case Policy::LowerSafe:
      return smaller(entry, a, b);
    case Policy::HigherSafe:
      return larger(entry, a, b);
    case Policy::HigherOrZeroSafe:
      return a == 0 || b == 0 ? 0 : larger(entry, a, b);
  }
  return entry.safe;
}

bool permitted_code(const Entry& entry, std::uint64_t value, std::uint64_t limit) noexcept {
  return value == limit || safe_code(entry, value, limit) == value;
}

bool not_above(const Entry& entry, std::uint64_t a, std::uint64_t b) noexcept {
  if (entry.policy == Policy::Exact) return at_or_below(order_of(entry), entry.width, a, b);
  return permitted_code(entry, a, b);
}

std::uint64_t nearest_code(const Entry& entry, std::uint64_t wanted, std::uint64_t limit, bool* found) noexcept {
  *found = true;
  if (permitted_code(entry, wanted, limit)) return wanted;
  if (entry.policy != Policy::Exact) return safe_code(entry, wanted, limit);
  // Exact permits two codes, the limit and the safe value: the higher of those that are not above.
  const bool limit_below = not_above(entry, limit, wanted);
  const bool safe_below = not_above(entry, entry.safe, wanted);
  *found = limit_below || safe_below;
  if (!safe_below) return limit;
  return limit_below && not_above(entry, entry.safe, limit) ? limit : entry.safe;
}

}  // namespace idreg::engine
