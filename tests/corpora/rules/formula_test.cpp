// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "corpora/rules/formula.h"

#include <gtest/gtest.h>

#include "corpora/arch/lookup.h"

namespace idreg::rules {
namespace {

std::uint32_t pfr0() { return arch::index_of(*arch::find_register("ID_AA64PFR0_EL1")); }

TEST(Formula, SignedTestsReadTwosComplement) {
  const Comparison fp{{pfr0(), 16, 4}, true, arch::Compare::AtLeast, 0};
  EXPECT_TRUE(fp.holds(0));
  EXPECT_TRUE(fp.holds(7));
  EXPECT_FALSE(fp.holds(0xf));
  const Comparison plain{{pfr0(), 16, 4}, false, arch::Compare::AtLeast, 0};
  EXPECT_TRUE(plain.holds(0xf));
}

TEST(Formula, WhatIsNotKnownStaysOpenUnlessItCannotMatter) {
  const Formula a = Formula::of_symbol(0);
  const Formula b = Formula::of_symbol(1);
  const Symbols first{true, std::nullopt};
  EXPECT_EQ(evaluate(Formula::all({a, b}), {}, first), std::nullopt);
  EXPECT_EQ(evaluate(Formula::any({a, b}), {}, first), true);
  EXPECT_EQ(evaluate(Formula::all({Formula::negated(a), b}), {}, first), false);
  EXPECT_EQ(evaluate(Formula::iff(a, b), {}, first), std::nullopt);
  EXPECT_EQ(evaluate(Formula::iff(a, b), {}, {true, false}), false);
  EXPECT_EQ(evaluate(Formula::implies(b, a), {}, first), true);
  EXPECT_EQ(evaluate(Formula{}, {}, first), true);
}

TEST(Formula, AFieldOfARegisterThatIsNotThereIsOpen) {
  const Formula test = Formula::of_test({{pfr0(), 16, 4}, false, arch::Compare::Equal, 1});
  EXPECT_EQ(evaluate(test, {}, {}), std::nullopt);
  EXPECT_EQ(evaluate(test, {{pfr0(), 0x10000}}, {}), true);
  EXPECT_EQ(evaluate(test, {{pfr0(), 0x20000}}, {}), false);
  EXPECT_EQ(name_of(test.test.field), "ID_AA64PFR0_EL1.FP");
}

TEST(Formula, CodesGoInAndOut) {
  const FieldKey field{pfr0(), 16, 4};
  EXPECT_EQ(code_in(with_code(0xffff'ffff'ffff'ffff, field, 5), field), 5U);
  EXPECT_EQ(with_code(0, field, 0x15), 0x50000U) << "bits outside of the field are not touched";
}

}  // namespace
}  // namespace idreg::rules
