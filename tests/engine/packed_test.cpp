// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "engine/packed.h"

#include <gtest/gtest.h>

#include "engine/check.h"
#include "tests/engine/model.h"

namespace idreg::engine {
namespace {

constexpr int kRounds = 8000;
constexpr std::uint64_t kPairs = 200;

/// How often the packed check differs from the loop, with `spoil` done to what was packed.
template <class Spoil>
int disagreements(Spoil spoil) {
  model::Random random(9);
  int wrong = 0;
  for (int i = 0; i < kRounds; ++i) {
    const std::vector<Entry> fields = random.fields();
    const Table table = model::table_of(fields);
    const std::uint64_t writable = random.mask(fields);
    const std::uint64_t limit = random.below(8) == 0 ? 0 : random.word();
    const std::uint64_t value = random.value(fields, limit);
    Packed packed = pack(table, writable);
    spoil(packed);
    const bool expected = permitted(table, writable, value, limit);
    wrong += permitted_packed(packed, value, limit) == expected ? 0 : 1;
  }
  return wrong;
}

TEST(PermittedPacked, AgreesWithTheLoop) {
  EXPECT_EQ(disagreements([](Packed&) {}), 0);
}

TEST(PermittedPacked, TheComparisonNoticesEachPartThatIsForgotten) {
  EXPECT_GT(disagreements([](Packed& p) { p.fixed = 0; }), 0);
  EXPECT_GT(disagreements([](Packed& p) { p.tops &= ~p.ranked; }), 0);
  EXPECT_GT(disagreements([](Packed& p) { p.bias = 0; }), 0);
  EXPECT_GT(disagreements([](Packed& p) { p.flip = 0; }), 0);
  EXPECT_GT(disagreements([](Packed& p) { p.ranked = 0; }), 0);
  EXPECT_GT(disagreements([](Packed& p) { p.exact = 0; }), 0);
  EXPECT_GT(disagreements([](Packed& p) { p.safe = 0; }), 0);
  EXPECT_GT(disagreements([](Packed& p) { p.fewer = 0; }), 0);
  EXPECT_GT(disagreements([](Packed& p) { p.more = 0; }), 0);
  EXPECT_GT(disagreements([](Packed& p) { p.or_zero = 0; }), 0);
}

/// Fields of one bit and of all 64, where there is no room for a guard bit.
TEST(PermittedPacked, AgreesAtTheWidestAndTheNarrowest) {
  model::Random random(10);
  for (const unsigned width : {1U, 2U, 63U, 64U}) {
    for (int i = 0; i < kRounds / 4; ++i) {
      std::vector<Entry> fields;
      for (unsigned shift = 0; shift + width <= kRegisterBits; shift += width) {
        fields.push_back(random.entry(shift, width));
      }
      const Table table = model::table_of(fields);
      const std::uint64_t limit = random.word();
      const std::uint64_t value = random.value(fields, limit);
      ASSERT_EQ(permitted_packed(pack(table, ~std::uint64_t{0}), value, limit),
                permitted(table, ~std::uint64_t{0}, value, limit))
          << "width " << width << ", value " << value << ", limit " << limit;
    }
  }
}

/// Pairs of one table, and what is to be said of each.
struct Batch {
  std::vector<std::uint64_t> values;
  std::vector<std::uint64_t> limits;
  std::vector<bool> expected;
};

Batch batch_of(model::Random& random, const std::vector<Entry>& fields, const Packed& packed) {
  Batch batch;
  for (std::uint64_t i = 0; i < kPairs; ++i) {
    batch.limits.push_back(random.word());
    batch.values.push_back(random.value(fields, batch.limits.back()));
    batch.expected.push_back(permitted_packed(packed, batch.values.back(), batch.limits.back()));
  }
  return batch;
}

TEST(PermittedBatch, SaysOfEachPairWhatTheSingleCheckSays) {
  model::Random random(11);
  std::uint64_t seen[2] = {};
  for (int round = 0; round < 40; ++round) {
    const std::vector<Entry> fields = random.fields();
    const Packed packed = pack(model::table_of(fields), random.mask(fields));
    const Batch batch = batch_of(random, fields, packed);
    for (std::uint64_t count = 0; count <= kPairs; ++count) {
      std::uint64_t bitmap[(kPairs + 63) / 64 + 1];
      for (std::uint64_t& word : bitmap) word = 0x5555555555555555;
      const std::uint64_t permitted_count =
          permitted_batch(packed, batch.values.data(), batch.limits.data(), count, bitmap);
      std::uint64_t ones = 0;
      for (std::uint64_t i = 0; i < (count + 63) / 64 * 64; ++i) {
        const bool said = (bitmap[i / 64] >> i % 64 & 1) != 0;
        ASSERT_EQ(said, i < count && batch.expected[i]) << "pair " << i << " of " << count;
        ones += said ? 1U : 0U;
        ++seen[said ? 1 : 0];
      }
      ASSERT_EQ(permitted_count, ones);
      ASSERT_EQ(bitmap[(count + 63) / 64], 0x5555555555555555U) << "wrote behind its words";
    }
  }
  EXPECT_GT(seen[0], kPairs);
  EXPECT_GT(seen[1], kPairs);
}

}  // namespace
}  // namespace idreg::engine
