// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "engine/tables.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "tests/engine/model.h"

namespace idreg::engine {
namespace {

constexpr Entry plain(unsigned shift, unsigned width, std::uint64_t safe = 0) {
  return {static_cast<std::uint8_t>(shift),
          static_cast<std::uint8_t>(width),
          Policy::LowerSafe,
          OrderKind::Rotation,
          0,
          safe};
}

struct Outcome {
  TableError error;
  Table table;
};

Outcome run(const std::vector<Entry>& general, const std::vector<Entry>& overrides) {
  Outcome result{};
  result.table.slots[3].width = 9;  // whatever was there before must not survive
  result.error = merge(general.data(), static_cast<std::uint32_t>(general.size()), overrides.data(),
                       static_cast<std::uint32_t>(overrides.size()), &result.table);
  return result;
}

void expect_refused(const Outcome& outcome, const TableError& error) {
  EXPECT_EQ(outcome.error.kind, error.kind);
  EXPECT_EQ(outcome.error.in_overrides, error.in_overrides);
  EXPECT_EQ(outcome.error.first, error.first);
  EXPECT_EQ(outcome.error.second, error.second);
  EXPECT_EQ(outcome.error.bits, error.bits);
  EXPECT_EQ(outcome.table, Table{});
}

TEST(EntryError, AgreesWithTheModelAtAndBeyondEveryEdge) {
  int checked = 0;
  for (const unsigned width : {0U, 1U, 2U, 4U, 31U, 32U, 33U, 63U, 64U, 65U, 128U, 255U}) {
    for (const unsigned shift : {0U, 1U, 31U, 32U, 60U, 61U, 62U, 63U, 64U, 128U, 255U}) {
      for (unsigned policy = 0; policy <= kPolicies; ++policy) {
        for (unsigned kind = 0; kind <= kOrderKinds; ++kind) {
          const std::uint64_t over = width < 64 ? std::uint64_t{1} << width : ~std::uint64_t{0};
          for (const std::uint64_t bias : {std::uint64_t{0}, std::uint64_t{1}, over - 1, over, ~std::uint64_t{0}}) {
            for (const std::uint64_t safe : {std::uint64_t{0}, over - 1, over, ~std::uint64_t{0}}) {
              const Entry entry{static_cast<std::uint8_t>(shift),
                                static_cast<std::uint8_t>(width),
                                static_cast<Policy>(policy),
                                static_cast<OrderKind>(kind),
                                bias,
                                safe};
              ASSERT_EQ(entry_error(entry), model::entry_error(entry)) << model::to_string(entry);
              ++checked;
            }
          }
        }
      }
    }
  }
  EXPECT_EQ(checked, 12 * 11 * 5 * 5 * 5 * 4);
}

TEST(EntryError, NamesTheFirstRuleThatIsBroken) {
  const Entry all_wrong{63, 0, static_cast<Policy>(9), static_cast<OrderKind>(9), 99, 99};
  EXPECT_EQ(entry_error(all_wrong), TableErrorKind::Width);
  EXPECT_EQ(entry_error({61, 4, static_cast<Policy>(9), {}, 0, 0}), TableErrorKind::Shift);
  EXPECT_EQ(entry_error({60, 4, static_cast<Policy>(4), static_cast<OrderKind>(9), 0, 0}), TableErrorKind::Policy);
  EXPECT_EQ(entry_error({60, 4, Policy::Exact, static_cast<OrderKind>(4), 99, 0}), TableErrorKind::Order);
  EXPECT_EQ(entry_error({60, 4, Policy::LowerSafe, OrderKind::None, 0, 0}), TableErrorKind::Order);
  EXPECT_EQ(entry_error({60, 4, Policy::LowerSafe, OrderKind::Rotation, 16, 99}), TableErrorKind::Bias);
  EXPECT_EQ(entry_error({60, 4, Policy::LowerSafe, OrderKind::Subset, 1, 0}), TableErrorKind::Bias);
  EXPECT_EQ(entry_error({60, 4, Policy::LowerSafe, OrderKind::Rotation, 8, 16}), TableErrorKind::Safe);
  EXPECT_EQ(entry_error({60, 4, Policy::LowerSafe, OrderKind::Rotation, 8, 8}), TableErrorKind::None);
}

TEST(Merge, AnIllFormedEntryIsNamedByListAndIndex) {
  const Entry wide{0, 65, Policy::LowerSafe, OrderKind::Rotation, 0, 0};
  expect_refused(run({plain(0, 4), wide}, {}), {TableErrorKind::Width, 0, 1, 0, 0});
  expect_refused(run({plain(0, 4)}, {plain(4, 4), plain(8, 4), wide}), {TableErrorKind::Width, 1, 2, 0, 0});
}

TEST(Merge, GeneralEntriesThatOverlapAreNamedWithTheirBits) {
  expect_refused(run({plain(0, 4), plain(8, 4), plain(10, 4)}, {}), {TableErrorKind::GeneralOverlap, 0, 2, 1, 0xC00});
}

TEST(Merge, AGeneralEntryOnTheBitsOfAReplacedOneIsRefusedToo) {
  expect_refused(run({plain(8, 4), plain(8, 4)}, {plain(8, 4)}), {TableErrorKind::GeneralOverlap, 0, 1, 0, 0xF00});
}

TEST(Merge, OverridesThatOverlapAreNamedWithTheirBits) {
  expect_refused(run({}, {plain(60, 4), plain(0, 8), plain(4, 1)}), {TableErrorKind::OverrideOverlap, 1, 2, 1, 0x10});
}

TEST(Merge, AnOverrideAcrossTwoFieldsIsRefused) {
  expect_refused(run({plain(0, 4), plain(4, 4)}, {plain(12, 4), plain(0, 8)}),
                 {TableErrorKind::OverrideStraddles, 0, 0, 1, 0xF});
}

TEST(Merge, AnOverrideOfPartOfAFieldIsRefused) {
  expect_refused(run({plain(8, 4)}, {plain(8, 2)}), {TableErrorKind::OverrideStraddles, 0, 0, 0, 0x300});
  expect_refused(run({plain(8, 4)}, {plain(10, 2)}), {TableErrorKind::OverrideStraddles, 0, 0, 0, 0xC00});
  expect_refused(run({plain(8, 4)}, {plain(6, 4)}), {TableErrorKind::OverrideStraddles, 0, 0, 0, 0x300});
}

TEST(Merge, OverridesAreJudgedBeforeGeneralEntries) {
  expect_refused(run({plain(0, 4), plain(0, 4)}, {plain(8, 4), plain(8, 4)}),
                 {TableErrorKind::OverrideOverlap, 1, 1, 0, 0xF00});
}

TEST(Merge, AnOverrideReplacesTheEntryOfItsBitsAndNoOther) {
  const Outcome merged = run({plain(0, 4, 1), plain(4, 4, 2), plain(8, 4, 3)}, {plain(4, 4, 9)});
  EXPECT_EQ(merged.error, TableError{});
  EXPECT_EQ(merged.table, model::table_of({plain(0, 4, 1), plain(4, 4, 9), plain(8, 4, 3)}));
}

TEST(Merge, AnOverrideInAGapAddsAField) {
  const Outcome merged = run({plain(0, 4)}, {plain(32, 32)});
  EXPECT_EQ(merged.error, TableError{});
  EXPECT_EQ(merged.table, model::table_of({plain(0, 4), plain(32, 32)}));
}

TEST(Merge, NothingAtAllIsAnEmptyTable) {
  Table table;
  EXPECT_EQ(merge(nullptr, 0, nullptr, 0, &table), TableError{});
  EXPECT_EQ(table, Table{});
}

TEST(Merge, SixtyFourFieldsOfOneBitFillTheTable) {
  std::vector<Entry> general;
  for (unsigned i = 0; i < 64; ++i) general.push_back(plain(63 - i, 1));
  const Outcome merged = run(general, general);
  EXPECT_EQ(merged.error, TableError{});
  EXPECT_EQ(covered(merged.table), ~std::uint64_t{0});
  general.push_back(plain(7, 1));
  expect_refused(run(general, {}), {TableErrorKind::GeneralOverlap, 0, 64, 56, 0x80});
}

/// Every list of up to three general entries and two overrides over the places of a 4-bit register.
TEST(Merge, AgreesWithTheModelForEveryShortListOverFourBits) {
  std::vector<Entry> places;
  for (unsigned width = 1; width <= 3; ++width) {
    for (unsigned shift = 0; shift + width <= 4; ++shift) places.push_back(plain(shift, width));
  }
  const std::size_t choices = places.size() + 1;  // the last means: no entry
  int refused = 0;
  int accepted = 0;
  for (std::size_t code = 0; code < choices * choices * choices * choices * choices; ++code) {
    std::size_t rest = code;
    std::vector<Entry> general;
    std::vector<Entry> overrides;
    for (int i = 0; i < 5; ++i, rest /= choices) {
      if (rest % choices == places.size()) continue;
      Entry entry = places[rest % choices];
      entry.safe = static_cast<std::uint64_t>(i) % 2;
      (i < 3 ? general : overrides).push_back(entry);
    }
    const Outcome merged = run(general, overrides);
    const model::Merged expected = model::merge(general, overrides);
    ASSERT_EQ(merged.error, expected.error) << "lists number " << code;
    ASSERT_EQ(merged.table, model::table_of(expected.fields)) << "lists number " << code;
    ++(merged.error == TableError{} ? accepted : refused);
  }
  EXPECT_GT(accepted, 500);
  EXPECT_GT(refused, 50000);
}

/// Random long lists: well formed, and with one fault put in.
TEST(Merge, AgreesWithTheModelOnLongLists) {
  model::Random random(5);
  int refused = 0;
  for (int i = 0; i < 5000; ++i) {
    std::vector<Entry> general = random.fields();
    std::vector<Entry> overrides;
    for (const Entry& entry : general) {
      if (random.below(4) == 0) overrides.push_back(random.entry(entry.shift, entry.width));
    }
    if (!general.empty() && random.below(2) == 0) {
      Entry& victim = random.below(2) == 0 || overrides.empty() ? general[random.below(general.size())]
                                                                : overrides[random.below(overrides.size())];
      if (random.below(2) == 0) {
        victim.width = static_cast<std::uint8_t>(random.below(66));
      } else {
        victim.bias = random.word();
      }
    }
    const Outcome merged = run(general, overrides);
    const model::Merged expected = model::merge(general, overrides);
    ASSERT_EQ(merged.error, expected.error) << "round " << i;
    ASSERT_EQ(merged.table, model::table_of(expected.fields)) << "round " << i;
    refused += merged.error == TableError{} ? 0 : 1;
    if (merged.error != TableError{}) continue;
    ASSERT_TRUE(well_formed(merged.table));
    model::Bits bits;
    for (const Entry& entry : expected.fields) bits.merge(model::span_of(entry));
    ASSERT_EQ(covered(merged.table), model::word_of(bits));
  }
  EXPECT_GT(refused, 500);
  EXPECT_LT(refused, 4500);
}

TEST(Builder, ARefusedEntryChangesNothing) {
  Builder builder{};
  ASSERT_EQ(add_override(builder, plain(4, 4)), TableErrorKind::None);
  ASSERT_EQ(add_general(builder, plain(12, 4)), TableErrorKind::None);
  const Builder before = builder;
  EXPECT_EQ(add_general(builder, plain(6, 4)), TableErrorKind::OverrideStraddles);
  EXPECT_EQ(add_general(builder, plain(10, 4)), TableErrorKind::GeneralOverlap);
  EXPECT_EQ(add_general(builder, plain(0, 0)), TableErrorKind::Width);
  EXPECT_EQ(add_override(builder, plain(4, 4)), TableErrorKind::OverrideOverlap);
  EXPECT_EQ(builder.table, before.table);
  EXPECT_EQ(builder.override_bits, before.override_bits);
  EXPECT_EQ(builder.general_bits, before.general_bits);
}

TEST(Builder, AnOverriddenGeneralEntryCountsAsSeen) {
  Builder builder{};
  ASSERT_EQ(add_override(builder, plain(4, 4, 1)), TableErrorKind::None);
  ASSERT_EQ(add_general(builder, plain(4, 4, 2)), TableErrorKind::None);
  EXPECT_EQ(builder.table.slots[4], plain(4, 4, 1));
  EXPECT_EQ(builder.general_bits, 0xF0U);
}

TEST(WellFormed, RefusesEachWayOfBreakingTheInvariant) {
  Table table = model::table_of({plain(0, 4), plain(8, 4), plain(63, 1)});
  EXPECT_TRUE(well_formed(table));
  EXPECT_TRUE(well_formed(Table{}));
  Table misplaced = table;
  misplaced.slots[16] = plain(17, 4);
  EXPECT_FALSE(well_formed(misplaced));
  Table overlapping = table;
  overlapping.slots[9] = plain(9, 1);
  EXPECT_FALSE(well_formed(overlapping));
  Table dirty = table;
  dirty.slots[20].safe = 1;
  EXPECT_FALSE(well_formed(dirty));
  Table ill = table;
  ill.slots[63].width = 2;
  EXPECT_FALSE(well_formed(ill));
}

TEST(WellFormed, CoversAreTheUnionOfTheFields) {
  EXPECT_EQ(covered(Table{}), 0U);
  EXPECT_EQ(covered(model::table_of({plain(0, 64)})), ~std::uint64_t{0});
  EXPECT_EQ(covered(model::table_of({plain(63, 1), plain(4, 4)})), 0x80000000000000F0U);
}

}  // namespace
}  // namespace idreg::engine
