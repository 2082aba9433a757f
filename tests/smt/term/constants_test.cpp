// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Every builder on constants folds to what native arithmetic says: all operands of narrow words,
// random and extreme ones of wide words.
#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "tests/smt/term/operators.h"

namespace idreg::smt::test {
namespace {

constexpr unsigned kWide[] = {8, 31, 32, 63, 64};
constexpr std::uint64_t kSeed = 20261;
constexpr int kRandom = 400;

/// All operands of a narrow word; of a wide one the extremes, shift amounts, and random ones.
std::vector<std::uint64_t> operands(unsigned width) {
  std::vector<std::uint64_t> values;
  if (width <= 4) {
    for (std::uint64_t v = 0; v <= ones(width); ++v) values.push_back(v);
    return values;
  }
  const std::uint64_t sign = std::uint64_t{1} << (width - 1);
  values = {0, 1, 2, width - 1, width, width + 1, sign - 1, sign, sign + 1, ones(width) - 1, ones(width)};
  std::mt19937_64 random(kSeed + width);
  for (int i = 0; i < 20; ++i) values.push_back(random() & ones(width) & (i % 2 == 0 ? ~std::uint64_t{0} : random()));
  for (std::uint64_t& v : values) v &= ones(width);
  return values;
}

std::vector<unsigned> widths() {
  std::vector<unsigned> result = {1, 2, 3, 4};
  result.insert(result.end(), std::begin(kWide), std::end(kWide));
  return result;
}

TEST(Constants, BinaryOperators) {
  const Context context;
  std::size_t cases = 0;
  for (const Binary& op : binaries()) {
    for (const unsigned width : widths()) {
      for (const std::uint64_t a : operands(width)) {
        for (const std::uint64_t b : operands(width)) {
          const Term result = op.build(bv(context, width, a), bv(context, width, b));
          const std::uint64_t expected = op.native(a, b, width) & ones(op.compares ? 1 : width);
          ASSERT_EQ(result.constant(), expected) << op.name << " " << a << " " << b << " width " << width;
          ASSERT_EQ(result.is_bool(), op.compares) << op.name;
          ++cases;
        }
      }
    }
  }
  EXPECT_GT(cases, 80'000U);
}

TEST(Constants, UnaryOperators) {
  const Context context;
  for (const Unary& op : unaries()) {
    for (const unsigned width : widths()) {
      for (const std::uint64_t a : operands(width)) {
        const Term result = op.build(bv(context, width, a));
        ASSERT_EQ(result.constant(), op.native(a, width) & ones(width)) << op.name << " " << a << " width " << width;
      }
    }
  }
}

// The control: were one operator taken for another, some case above would show it.
TEST(Constants, NoTwoOperatorsAreMistakenForEachOther) {
  const Context context;
  for (const Binary& built : binaries()) {
    for (const Binary& native : binaries()) {
      if (&built == &native || built.compares != native.compares) continue;
      bool told_apart = false;
      for (std::uint64_t a = 0; a < 16; ++a) {
        for (std::uint64_t b = 0; b < 16; ++b) {
          const auto result = built.build(bv(context, 4, a), bv(context, 4, b)).constant();
          told_apart |= result != (native.native(a, b, 4) & ones(native.compares ? 1 : 4));
        }
      }
      EXPECT_TRUE(told_apart) << built.name << " and " << native.name;
    }
  }
}

TEST(Constants, ConcatAndExtract) {
  const Context context;
  std::mt19937_64 random(kSeed);
  for (int i = 0; i < 20 * kRandom; ++i) {
    const unsigned width = 2 + static_cast<unsigned>(random() % 63);
    const unsigned low_width = 1 + static_cast<unsigned>(random() % (width - 1));
    const std::uint64_t value = random() & ones(width);
    const Term whole = bv(context, width, value);
    const Term low = extract(low_width - 1, 0, whole);
    const Term high = extract(width - 1, low_width, whole);
    ASSERT_EQ(low.constant(), value & ones(low_width));
    ASSERT_EQ(high.constant(), value >> low_width);
    ASSERT_EQ(high.width(), width - low_width);
    ASSERT_EQ(concat(high, low).constant(), value) << width << " bits, " << low_width << " of them low";
  }
}

TEST(Constants, Extensions) {
  const Context context;
  std::mt19937_64 random(kSeed);
  for (int i = 0; i < 20 * kRandom; ++i) {
    const unsigned width = 1 + static_cast<unsigned>(random() % 64);
    const unsigned wider = width + static_cast<unsigned>(random() % (65 - width));
    const std::uint64_t value = random() & ones(width);
    const bool negative = (value >> (width - 1) & 1) != 0;
    const std::uint64_t above = ones(wider) & ~ones(width);
    ASSERT_EQ(zero_extend(bv(context, width, value), wider).constant(), value);
    ASSERT_EQ(sign_extend(bv(context, width, value), wider).constant(), negative ? value | above : value);
  }
}

TEST(Constants, BooleansAndChoices) {
  const Context context;
  for (const bool a : {false, true}) {
    const Term x = boolean(context, a);
    EXPECT_EQ(logical_not(x).constant(), !a);
    EXPECT_EQ(to_bv(x, 7).constant(), a ? 1U : 0U);
    for (const bool b : {false, true}) {
      const Term y = boolean(context, b);
      EXPECT_EQ(logical_and(x, y).constant(), a && b);
      EXPECT_EQ(logical_or(x, y).constant(), a || b);
      EXPECT_EQ(implies(x, y).constant(), !a || b);
      EXPECT_EQ(equal(x, y).constant(), a == b);
      const Term both[] = {x, y};
      EXPECT_EQ(conjunction(context, both).constant(), a && b);
      EXPECT_EQ(disjunction(context, both).constant(), a || b);
      for (const bool c : {false, true}) EXPECT_EQ(ite(x, y, boolean(context, c)).constant(), a ? b : c);
    }
    EXPECT_EQ(ite(x, bv(context, 9, 300), bv(context, 9, 17)).constant(), a ? 300U : 17U);
  }
  EXPECT_TRUE(conjunction(context, {}).is_true());
  EXPECT_TRUE(disjunction(context, {}).is_false());
  EXPECT_TRUE(to_bool(bv(context, 5, 16)).is_true());
  EXPECT_TRUE(to_bool(bv(context, 5, 32)).is_false()) << "32 is 0 in five bits";
}

TEST(ConstantsDeathTest, OperandsOfDifferentWidths) {
  const Context context;
  const Term narrow = variable(context, "narrow", 8);
  const Term wide = variable(context, "wide", 16);
  EXPECT_DEATH((void)bvadd(narrow, wide), "operands of different widths");
  EXPECT_DEATH((void)equal(narrow, wide), "operands of different widths");
  EXPECT_DEATH((void)equal(narrow, boolean(context, true)), "equal");
}

}  // namespace
}  // namespace idreg::smt::test
