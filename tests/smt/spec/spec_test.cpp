// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The specification against the naive model of tests/engine (sets of bits, lists of codes), and by
// cases that the rules' own texts give.
#include "smt/spec/spec.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <set>
#include <string>
#include <vector>

#include "tests/engine/model.h"

namespace idreg::smt::spec {
namespace {

template <class Enum>
std::uint64_t word(Enum value) {
  return static_cast<std::uint64_t>(value);
}

std::uint64_t value(const Context& context, const char* symbol, std::initializer_list<std::uint64_t> words) {
  std::vector<Term> arguments;
  for (const std::uint64_t w : words) arguments.push_back(bv(context, 64, w));
  return find(symbol)->build(arguments).constant().value();
}

/// A random well-formed entry of any width, with codes for it.
struct Sample {
  Entry entry;
  std::uint64_t a;
  std::uint64_t b;
};

Sample sample(model::Random& random) {
  const auto width = static_cast<unsigned>(random.below(3) == 0 ? 1 + random.below(64) : 1 + random.below(4));
  const auto shift = static_cast<unsigned>(random.below(65 - width));
  return {random.entry(shift, width), random.code(width), random.code(width)};
}

constexpr int kSamples = 4'000;

TEST(Spec, EveryFunctionSaysWhatItIs) {
  std::set<std::string> symbols;
  for (const Function& function : functions()) {
    EXPECT_TRUE(symbols.insert(function.symbol).second) << function.symbol;
    EXPECT_TRUE(std::string_view(function.symbol).starts_with("idreg_spec_"));
    EXPECT_FALSE(std::string_view(function.sentence).empty());
    EXPECT_FALSE(std::string_view(function.source).empty());
    EXPECT_EQ(find(function.symbol), &function);
  }
  EXPECT_EQ(find("idreg_spec_nothing"), nullptr);
}

TEST(Spec, CodesOfFields) {
  const Context context;
  model::Random random(1);
  for (int i = 0; i < kSamples; ++i) {
    const auto [e, a, b] = sample(random);
    const std::uint64_t reg = random.word();
    const std::uint64_t mask = model::word_of(model::span_of(e));
    ASSERT_EQ(value(context, "idreg_spec_field_mask", {e.shift, e.width}), mask);
    ASSERT_EQ(value(context, "idreg_spec_extract", {reg, e.shift, e.width}), model::code_of(reg, e));
    ASSERT_EQ(value(context, "idreg_spec_insert", {reg, e.shift, e.width, a}), model::with_code(reg, e, a));
  }
}

TEST(Spec, Orders) {
  const Context context;
  model::Random random(2);
  for (int i = 0; i < kSamples; ++i) {
    const auto [e, a, b] = sample(random);
    const auto kind = word(e.kind);
    ASSERT_EQ(value(context, "idreg_spec_at_or_below", {e.width, kind, e.bias, e.safe, a, b}) != 0,
              model::at_or_below(model::order_of(e), e.width, a, b))
        << testing::PrintToString(e) << " codes " << a << " " << b;
    const std::uint64_t lowest = value(context, "idreg_spec_lowest", {e.width, kind, e.bias, e.safe});
    ASSERT_TRUE(model::at_or_below(model::order_of(e), e.width, lowest, a)) << testing::PrintToString(e) << " " << a;
  }
}

TEST(Spec, Policies) {
  const Context context;
  model::Random random(3);
  for (int i = 0; i < kSamples; ++i) {
    const auto [e, a, b] = sample(random);
    const auto of = [&](const char* symbol) {
      return value(context, symbol, {e.width, word(e.policy), word(e.kind), e.bias, e.safe, a, b});
    };
    const std::string what = testing::PrintToString(e) + " codes " + std::to_string(a) + " " + std::to_string(b);
    ASSERT_EQ(of("idreg_spec_safe_code"), model::safe(e, a, b)) << what;
    ASSERT_EQ(of("idreg_spec_permitted_code") != 0, model::permitted(e, a, b)) << what;
    ASSERT_EQ(of("idreg_spec_not_above") != 0, model::not_above(e, a, b)) << what;
  }
}

TEST(Spec, EntriesWithAndWithoutErrors) {
  const Context context;
  model::Random random(4);
  std::set<TableErrorKind> seen;
  for (int i = 0; i < kSamples; ++i) {
    Entry e = sample(random).entry;
    switch (random.below(8)) {
      case 0:
        e.width = static_cast<std::uint8_t>(random.below(256));
        break;
      case 1:
        e.shift = static_cast<std::uint8_t>(random.below(256));
        break;
      case 2:
        e.policy = static_cast<Policy>(random.below(256));
        break;
      case 3:
        e.kind = static_cast<OrderKind>(random.below(256));
        break;
      case 4:
        e.bias = random.word();
        break;
      case 5:
        e.safe = random.word();
        break;
      default:
        break;
    }
    const TableErrorKind expected = model::entry_error(e);
    seen.insert(expected);
    ASSERT_EQ(
        value(context, "idreg_spec_entry_error", {e.shift, e.width, word(e.policy), word(e.kind), e.bias, e.safe}),
        word(expected))
        << testing::PrintToString(e);
  }
  EXPECT_EQ(seen.size(), 7U) << "none, and six rules to break";
}

// An entry fits a scheme iff nothing that it permits is above the limit there: all small entries.
TEST(Spec, FitsIsExactForNarrowFields) {
  const Context context;
  std::size_t fitting = 0;
  std::size_t others = 0;
  for (unsigned width = 1; width <= 2; ++width) {
    model::for_each_entry(width, [&](const Entry& e) {
      model::for_each_scheme(width, [&](const Scheme& s) {
        bool sound = true;
        for (std::uint64_t v = 0; v < std::uint64_t{1} << width; ++v) {
          for (std::uint64_t limit = 0; limit < std::uint64_t{1} << width; ++limit) {
            sound = sound && (!model::permitted(e, v, limit) || model::at_or_below(s, width, v, limit));
          }
        }
        const bool fits =
            value(context, "idreg_spec_fits",
                  {e.width, word(e.policy), word(e.kind), e.bias, e.safe, word(s.kind), s.bias, s.safe}) != 0;
        ASSERT_TRUE(sound || !fits) << testing::PrintToString(e) << " scheme " << word(s.kind) << " " << s.bias;
        ++(fits ? fitting : others);
      });
    });
  }
  EXPECT_GT(fitting, 50U);
  EXPECT_GT(others, 50U);
}

// Arm ARM, D24.1.3: signed fields rank 0xf (minus one) lowest; PMUVer ranks 0xf (IMPLEMENTATION
// DEFINED) below 0.
TEST(Spec, OrdersThatTheManualNames) {
  const Context context;
  const auto below = [&](std::uint64_t bias, std::uint64_t a, std::uint64_t b) {
    return value(context, "idreg_spec_at_or_below", {4, word(OrderKind::Rotation), bias, 0, a, b}) != 0;
  };
  EXPECT_TRUE(below(0, 1, 2));
  EXPECT_FALSE(below(0, 0xf, 0)) << "unsigned";
  EXPECT_TRUE(below(8, 0xf, 0)) << "signed: minus one is below zero";
  EXPECT_FALSE(below(8, 7, 8)) << "signed: 8 is minus eight";
  EXPECT_TRUE(below(1, 0xf, 0)) << "PMU version";
  EXPECT_TRUE(below(1, 7, 8)) << "PMU version: 8 is a higher version than 7";
}

}  // namespace
}  // namespace idreg::smt::spec
