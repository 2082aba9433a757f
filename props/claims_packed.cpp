// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Claims about the packed check (engine/packed.h).
#include "props/any_packed.h"
#include "props/effective.h"

namespace idreg::props {

namespace {

using engine::Packed;

/// The invariant of Packed: what keeps carries inside fields.
bool holds_invariant(const Packed& p) {
  return (p.tops & p.low) == 0 && ((p.low << 1U) & ~(p.low | p.tops)) == 0 && (p.low >> 63U) == 0 &&
         p.fixed == ~(p.tops | p.low);
}

/// Batches that end with a word of the bitmap leave the next one as it was: no pairs, and one whole word of them.
bool stays_within(const Subject& s, const Packed& packed, const Pairs& pairs, std::uint64_t first_word) {
  constexpr std::uint64_t kUntouched = 0x5555555555555555;
  std::uint64_t bitmap[2] = {kUntouched, kUntouched};
  const std::uint64_t none = s.permitted_batch(packed, pairs.values, pairs.limits, 0, bitmap);
  const bool nothing = none == 0 && bitmap[0] == kUntouched && bitmap[1] == kUntouched;
  s.permitted_batch(packed, pairs.values, pairs.limits, 64, bitmap);
  return nothing && bitmap[0] == first_word && bitmap[1] == kUntouched;
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
  const Pairs pairs = pairs_of(c);
  std::uint64_t bitmap[2] = {};
  const std::uint64_t count = s.permitted_batch(packed, pairs.values, pairs.limits, Pairs::kCount, bitmap);
  std::uint64_t expected = 0;
  bool good = (bitmap[1] >> (Pairs::kCount - 64)) == 0;
  for (std::uint64_t i = 0; i < Pairs::kCount; ++i) {
    const bool permitted = s.permitted_packed(packed, pairs.values[i], pairs.limits[i]);
    expected += permitted ? 1U : 0U;
    good = good && (bitmap[i / 64] >> i % 64 & 1U) == (permitted ? 1U : 0U);
  }
  return holds(good && count == expected && stays_within(s, packed, pairs, bitmap[0]));
}

}  // namespace idreg::props
