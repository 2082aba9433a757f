// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "smt/rules/hitting_set.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace idreg::smt::rules {
namespace {

using Sets = std::vector<std::vector<std::size_t>>;

std::uint64_t cost_of(const std::vector<std::size_t>& chosen, const std::vector<std::uint64_t>& weights) {
  std::uint64_t sum = 0;
  for (const std::size_t one : chosen) sum += weights[one];
  return sum;
}

/// The least over all subsets of at most 12 elements.
std::uint64_t least(const Sets& sets, const std::vector<std::uint64_t>& weights) {
  std::uint64_t best = ~std::uint64_t{0};
  for (std::size_t subset = 0; subset >> weights.size() == 0; ++subset) {
    const auto in = [&](std::size_t one) { return (subset >> one & 1) != 0; };
    if (!std::ranges::all_of(sets, [&](const auto& set) { return std::ranges::any_of(set, in); })) continue;
    std::uint64_t sum = 0;
    for (std::size_t one = 0; one < weights.size(); ++one) sum += in(one) ? weights[one] : 0;
    best = std::min(best, sum);
  }
  return best;
}

TEST(HittingSet, IsTheCheapestOfAllSubsets) {
  std::mt19937_64 random(1);
  for (int round = 0; round < 300; ++round) {
    std::vector<std::uint64_t> weights(10);
    for (std::uint64_t& weight : weights) weight = 1 + random() % 5;
    Sets sets(1 + random() % 8);
    for (auto& set : sets) {
      for (std::size_t one = 0; one < weights.size(); ++one) {
        if (random() % 3 == 0) set.push_back(one);
      }
      if (set.empty()) set.push_back(random() % weights.size());
    }
    const auto found = cheapest_hitting_set(sets, weights, 1'000'000);
    ASSERT_TRUE(found);
    for (const auto& set : sets) {
      EXPECT_TRUE(std::ranges::any_of(set, [&](std::size_t one) { return std::ranges::binary_search(*found, one); }));
    }
    EXPECT_EQ(cost_of(*found, weights), least(sets, weights)) << "round " << round;
  }
}

TEST(HittingSet, NothingToHitCostsNothingAndFewStepsGiveNoAnswer) {
  const std::vector<std::uint64_t> weights{1, 1};
  EXPECT_EQ(cheapest_hitting_set({}, weights, 10), std::vector<std::size_t>{});
  EXPECT_EQ(cheapest_hitting_set({{0}, {1}}, weights, 1), std::nullopt);
}

}  // namespace
}  // namespace idreg::smt::rules
