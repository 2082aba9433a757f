// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "engine/check.h"

#include <gtest/gtest.h>

#include "engine/tables.h"
#include "tests/engine/model.h"

namespace idreg::engine {
namespace {

constexpr std::uint64_t kAll = ~std::uint64_t{0};

/// One register with its table, mask, wanted value and limit.
struct Input {
  std::vector<Entry> fields;
  Table table;
  std::uint64_t writable;
  std::uint64_t value;
  std::uint64_t limit;
};

Input random_input(model::Random& random) {
  Input input{};
  input.fields = random.fields();
  input.table = model::table_of(input.fields);
  input.writable = random.mask(input.fields);
  input.limit = random.below(8) == 0 ? 0 : random.word();
  input.value = random.value(input.fields, input.limit);
  return input;
}

constexpr int kRounds = 5000;

int disagreements(decltype(&permitted) function) {
  model::Random random(6);
  int wrong = 0;
  for (int i = 0; i < kRounds; ++i) {
    const Input in = random_input(random);
    const bool expected = model::permitted(in.fields, in.writable, in.value, in.limit);
    wrong += function(in.table, in.writable, in.value, in.limit) == expected ? 0 : 1;
  }
  return wrong;
}

TEST(Permitted, AgreesWithTheModel) { EXPECT_EQ(disagreements(permitted), 0); }

TEST(Permitted, TheComparisonSeesBothAnswers) {
  EXPECT_GT(disagreements([](const Table&, std::uint64_t, std::uint64_t, std::uint64_t) noexcept { return true; }),
            kRounds / 20);
  EXPECT_GT(disagreements([](const Table&, std::uint64_t, std::uint64_t, std::uint64_t) noexcept { return false; }),
            kRounds / 20);
}

TEST(Permitted, TheComparisonNoticesAMaskThatIsIgnored) {
  EXPECT_GT(disagreements([](const Table& table, std::uint64_t, std::uint64_t value, std::uint64_t limit) noexcept {
              return permitted(table, kAll, value, limit);
            }),
            0);
}

TEST(Permitted, TheComparisonNoticesALastFieldThatIsSkipped) {
  EXPECT_GT(
      disagreements([](const Table& table, std::uint64_t writable, std::uint64_t value, std::uint64_t limit) noexcept {
        Table shorter = table;
        for (std::uint32_t shift = kRegisterBits; shift-- > 0;) {
          if (shorter.slots[shift].width == 0) continue;
          const std::uint64_t mask = model::word_of(model::span_of(shorter.slots[shift]));
          return permitted(shorter, writable, (value & ~mask) | (limit & mask), limit);
        }
        return permitted(shorter, writable, value, limit);
      }),
      0);
}

/// One field of each small width at each end of the register, every entry, every pair of codes.
TEST(Permitted, OneFieldIsWhatThePolicySaysAtBothEndsOfTheRegister) {
  for (unsigned width = 1; width <= 3; ++width) {
    for (const unsigned shift : {0U, 31U, 64 - width}) {
      model::for_each_entry(width, [&](Entry entry) {
        entry.shift = static_cast<std::uint8_t>(shift);
        const Table table = model::table_of({entry});
        for (std::uint64_t v = 0; v < std::uint64_t{1} << width; ++v) {
          for (std::uint64_t l = 0; l < std::uint64_t{1} << width; ++l) {
            const std::uint64_t value = model::with_code(0x5A5A5A5A5A5A5A5A, entry, v);
            const std::uint64_t limit = model::with_code(0x5A5A5A5A5A5A5A5A, entry, l);
            ASSERT_EQ(permitted(table, kAll, value, limit), model::permitted(entry, v, l)) << model::to_string(entry);
          }
        }
      });
    }
  }
}

TEST(PermittedWith, TellsARefusedListFromARefusedValue) {
  const Entry field{8, 4, Policy::LowerSafe, OrderKind::Rotation, 0, 0};
  const Entry part{8, 2, Policy::LowerSafe, OrderKind::Rotation, 0, 0};
  TableError error{TableErrorKind::Bias, 1, 2, 3, 4};
  EXPECT_TRUE(permitted_with(&field, 1, nullptr, 0, kAll, 0x500, 0x600, &error));
  EXPECT_EQ(error, TableError{});
  EXPECT_FALSE(permitted_with(&field, 1, nullptr, 0, kAll, 0x700, 0x600, &error));
  EXPECT_EQ(error, TableError{});
  EXPECT_FALSE(permitted_with(&field, 1, &part, 1, kAll, 0x600, 0x600, &error));
  EXPECT_EQ(error, (TableError{TableErrorKind::OverrideStraddles, 0, 0, 0, 0x300}));
}

TEST(PermittedWith, IsMergeThenPermitted) {
  model::Random random(7);
  for (int i = 0; i < kRounds; ++i) {
    const Input in = random_input(random);
    std::vector<Entry> overrides;
    for (const Entry& field : in.fields) {
      if (random.below(3) == 0) overrides.push_back(random.entry(field.shift, field.width));
    }
    const model::Merged merged = model::merge(in.fields, overrides);
    TableError error;
    const bool answer =
        permitted_with(in.fields.data(), static_cast<std::uint32_t>(in.fields.size()), overrides.data(),
                       static_cast<std::uint32_t>(overrides.size()), in.writable, in.value, in.limit, &error);
    ASSERT_EQ(error, merged.error);
    ASSERT_EQ(answer, model::permitted(merged.fields, in.writable, in.value, in.limit));
  }
}

TEST(Explain, AgreesWithTheModelAndIsEmptyIffPermitted) {
  model::Random random(8);
  int empty = 0;
  for (int i = 0; i < kRounds; ++i) {
    const Input in = random_input(random);
    Explanation out;
    explain(in.table, in.writable, in.value, in.limit, &out);
    const Explanation expected = model::explain(in.fields, in.writable, in.value, in.limit);
    ASSERT_EQ(out.fields, expected.fields) << "round " << i;
    ASSERT_EQ(out.outside, expected.outside) << "round " << i;
    for (unsigned slot = 0; slot < kRegisterBits; ++slot)
      ASSERT_EQ(out.violations[slot], expected.violations[slot]) << "round " << i << " slot " << slot;
    const bool none = out.fields == 0 && out.outside == 0;
    ASSERT_EQ(none, permitted(in.table, in.writable, in.value, in.limit)) << "round " << i;
    empty += none ? 1 : 0;
  }
  EXPECT_GT(empty, kRounds / 20);
  EXPECT_LT(empty, kRounds - kRounds / 20);
}

TEST(Explain, NamesTheFieldTheCodesAndTheReason) {
  const Table table = model::table_of(
      {{8, 4, Policy::LowerSafe, OrderKind::Rotation, 1, 0xF}, {16, 4, Policy::LowerSafe, OrderKind::Rotation, 0, 0}});
  Explanation out;
  explain(table, 0xF00, 0x1'0003'0902, 0x1'0004'0600, &out);
  EXPECT_EQ(out.fields, 0x10100U);
  EXPECT_EQ(out.violations[8], (Violation{4, Reason::NotPermitted, 9, 6}));
  EXPECT_EQ(out.violations[16], (Violation{4, Reason::NotWritable, 3, 4}));
  EXPECT_EQ(out.outside, 0x2U);
}

TEST(Nearest, IsPermittedAndBestFieldByField) {
  model::Random random(9);
  for (int i = 0; i < kRounds; ++i) {
    const Input in = random_input(random);
    const Nearest near = nearest(in.table, in.writable, in.value, in.limit);
    ASSERT_TRUE(model::permitted(in.fields, in.writable, near.value, in.limit)) << "round " << i;
    if (model::permitted(in.fields, in.writable, in.value, in.limit)) ASSERT_EQ(near.value, in.value) << "round " << i;
    model::Bits raised = model::bits_of(in.value ^ near.value);
    for (const Entry& field : in.fields) {
      const std::uint64_t mask = model::word_of(model::span_of(field));
      const std::uint64_t got = model::code_of(near.value, field);
      const std::uint64_t wanted = model::code_of(in.value, field);
      ASSERT_EQ((near.raised & mask) == mask, !model::not_above(field, got, wanted))
          << "round " << i << " " << model::to_string(field);
      ASSERT_TRUE((near.raised & mask) == mask || (near.raised & mask) == 0);
      for (const unsigned bit : model::span_of(field)) raised.erase(bit);
    }
    const std::uint64_t outside = ~covered(in.table);
    ASSERT_EQ(near.raised & outside, model::word_of(raised)) << "round " << i;
  }
}

TEST(Nearest, PmuVersionAboveTheLimitComesDownToIt) {
  const Table table = model::table_of({{8, 4, Policy::LowerSafe, OrderKind::Rotation, 1, 0xF}});
  const Nearest near = nearest(table, kAll, 0x900, 0x600);
  EXPECT_EQ(near.value, 0x600U);
  EXPECT_EQ(near.raised, 0U);
}

TEST(Nearest, NothingAtOrBelowIsSaidAndTheLimitOffered) {
  const Table table = model::table_of({{0, 4, Policy::Exact, OrderKind::Rotation, 0, 9}});
  const Nearest near = nearest(table, kAll, 0x2, 0x5);
  EXPECT_EQ(near.value, 0x5U);
  EXPECT_EQ(near.raised, 0xFU);
}

}  // namespace
}  // namespace idreg::engine
