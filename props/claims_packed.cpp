// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Claims about the packed check (engine/packed.h).
#include "props/effective.h"

namespace idreg::props {

namespace {

using engine::Packed;

/// A Packed of any fields. Any words of a case make one that holds the invariant: the first two say where
/// fields lie and where they end.
Packed any_packed(const Case& c) {
  Packed p{};
  const std::uint64_t bits = c.writable;
  p.fixed = ~bits;
  p.tops = bits & (c.more_values[0] | ~(bits >> 1U));
  p.low = bits & ~p.tops;
  p.bias = c.more_values[1] & p.low;
  p.flip = c.more_values[2] & bits;
  p.ranked = c.more_limits[0] & p.tops;
  p.exact = c.more_limits[1] & bits;
  p.safe = c.more_limits[2] & bits;
  p.fewer = c.cpus[0] & bits;
  p.more = c.cpus[1] & bits;
  p.or_zero = c.cpus[2] & p.tops;
  return p;
}

/// The invariant of Packed: what keeps carries inside fields.
bool holds_invariant(const Packed& p) {
  return (p.tops & p.low) == 0 && ((p.low << 1U) & ~(p.low | p.tops)) == 0 && (p.low >> 63U) == 0 &&
         p.fixed == ~(p.tops | p.low);
}

}  // namespace

extern "C" Verdict idreg_claim_packed_equals_loop(const Subject& s, const Case& c) {
  Table table;
  if (!effective_table(s, c, &table)) return Verdict::Discarded;
  const Packed packed = s.pack(table, c.writable);
  return holds(holds_invariant(packed) &&
               s.permitted_packed(packed, c.value, c.limit) == s.permitted(table, c.writable, c.value, c.limit));
}

extern "C" Verdict idreg_claim_batch_equals_packed(const Subject& s, const Case& c) {
  const Packed packed = any_packed(c);
  // More than one word of pairs, all three answers in each.
  constexpr std::uint64_t kPairs = 67;
  std::uint64_t values[kPairs];
  std::uint64_t limits[kPairs];
  for (std::uint64_t i = 0; i < kPairs; ++i) {
    values[i] = i % 3 == 1 ? c.limit : c.value;
    limits[i] = i % 3 == 0 ? c.limit : c.value;
  }
  std::uint64_t bitmap[2] = {};
  const std::uint64_t count = s.permitted_batch(packed, values, limits, kPairs, bitmap);
  std::uint64_t expected = 0;
  bool good = (bitmap[1] >> (kPairs - 64)) == 0;
  for (std::uint64_t i = 0; i < kPairs; ++i) {
    const bool permitted = s.permitted_packed(packed, values[i], limits[i]);
    expected += permitted ? 1U : 0U;
    good = good && (bitmap[i / 64] >> i % 64 & 1U) == (permitted ? 1U : 0U);
  }
  return holds(good && count == expected);
}

}  // namespace idreg::props
