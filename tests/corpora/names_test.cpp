// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "corpora/names.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

#include "engine/order.h"

namespace idreg::corpora {
namespace {

constexpr std::string_view kOrders[] = {"unsigned",     "signed",      "pmu",   "hazard",
                                        "zero-highest", "zero-lowest", "flags", "none"};

/// The four codes of a two-bit field from lowest to highest.
std::vector<std::uint64_t> ascending(std::string_view word) {
  const auto order = parse_order(word, 2);
  std::vector<std::uint64_t> codes = {0, 1, 2, 3};
  std::sort(codes.begin(), codes.end(), [&](std::uint64_t a, std::uint64_t b) {
    return a != b && engine::at_or_below(Scheme{order->kind, order->bias, 0}, 2, a, b);
  });
  return codes;
}

TEST(ParseOrder, MeansWhatTheHeaderSays) {
  using Codes = std::vector<std::uint64_t>;
  EXPECT_EQ(ascending("unsigned"), (Codes{0, 1, 2, 3}));
  EXPECT_EQ(ascending("signed"), (Codes{2, 3, 0, 1}));
  EXPECT_EQ(ascending("pmu"), (Codes{3, 0, 1, 2}));
  EXPECT_EQ(ascending("hazard"), (Codes{3, 2, 1, 0}));
  EXPECT_EQ(ascending("zero-highest"), (Codes{1, 2, 3, 0}));
  EXPECT_EQ(ascending("zero-lowest"), (Codes{0, 3, 2, 1}));
  EXPECT_EQ(parse_order("FLAGS", 4), (Order{OrderKind::Subset, 0}));
  EXPECT_EQ(parse_order("None", 4), (Order{OrderKind::None, 0}));
  EXPECT_FALSE(parse_order("rotation", 4));
  EXPECT_FALSE(parse_order("", 4));
}

TEST(OrderText, ReadsBackForEveryWidth) {
  for (std::uint32_t width = 1; width <= 64; ++width) {
    for (const std::string_view word : kOrders) {
      const auto order = parse_order(word, width);
      ASSERT_TRUE(order);
      EXPECT_EQ(parse_order(to_text(*order, width), width), order) << word << " of width " << width;
      if (width > 2) {
        EXPECT_EQ(to_text(*order, width), word);
      }
    }
  }
  EXPECT_EQ(to_text(Order{OrderKind::Rotation, 5}, 4), "rotation(5)");
  EXPECT_EQ(to_text(Order{OrderKind::ReverseRotation, 5}, 4), "reverse-rotation(5)");
}

TEST(PolicyText, ReadsBack) {
  for (std::uint8_t i = 0; i < idreg::kPolicies; ++i) {
    const auto policy = static_cast<Policy>(i);
    EXPECT_EQ(parse_policy(to_text(policy)), policy);
  }
  EXPECT_EQ(parse_policy("lowersafe"), Policy::LowerSafe);
  EXPECT_EQ(parse_policy("FTR_HIGHER_OR_ZERO_SAFE"), Policy::HigherOrZeroSafe);
  EXPECT_FALSE(parse_policy("lower"));
}

TEST(TableErrorText, IsDistinct) {
  std::set<std::string_view> texts;
  for (int i = 0; i <= static_cast<int>(TableErrorKind::OverrideStraddles); ++i) {
    EXPECT_TRUE(texts.insert(to_text(static_cast<TableErrorKind>(i))).second);
  }
}

}  // namespace
}  // namespace idreg::corpora
