// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Inputs of the packed check (engine/packed.h) from a case that reads words. Private to props/claims*.
#pragma once

#include "props/predicates.h"

namespace idreg::props {

/// A Packed of any fields. Any words of a case make one that holds the invariant: the first two say where
/// fields lie and where they end. No bit has two policies.
[[nodiscard]] inline engine::Packed any_packed(const Case& c) {
  engine::Packed p{};
  const std::uint64_t bits = c.writable;
  p.fixed = ~bits;
  p.tops = bits & (c.more_values[0] | ~(bits >> 1U));
  p.low = bits & ~p.tops;
  p.bias = c.more_values[1] & p.low;
  p.flip = c.more_values[2] & bits;
  p.ranked = c.more_limits[0] & p.tops;
  p.exact = c.more_limits[1] & bits;
  p.safe = c.more_limits[2] & bits;
  p.fewer = c.cpus[0] & bits & ~p.exact;
  p.more = c.cpus[1] & bits & ~(p.exact | p.fewer);
  p.or_zero = c.cpus[2] & p.tops;
  return p;
}

/// Pairs of a value and a limit: more than one word of the bitmap, all three kinds of pair in each.
struct Pairs {
  static constexpr std::uint64_t kCount = 67;
  std::uint64_t values[kCount];
  std::uint64_t limits[kCount];
};

[[nodiscard]] inline Pairs pairs_of(const Case& c) {
  Pairs pairs;
  for (std::uint64_t i = 0; i < Pairs::kCount; ++i) {
    pairs.values[i] = i % 3 == 1 ? c.limit : c.value;
    pairs.limits[i] = i % 3 == 0 ? c.limit : c.value;
  }
  return pairs;
}

}  // namespace idreg::props
