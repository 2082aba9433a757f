// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "cli/features.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "corpora/arch/lookup.h"

namespace idreg::cli {
namespace {

std::uint32_t reg(const char* name) { return arch::index_of(*arch::find_register(name)); }

bool certain(const std::vector<Implied>& list, const std::string& feature) {
  return std::ranges::count(list, Implied{feature, ""}) == 1;
}

const Implied* find(const std::vector<Implied>& list, const std::string& feature) {
  const auto found = std::ranges::find(list, feature, &Implied::feature);
  return found == list.end() ? nullptr : &*found;
}

TEST(Features, OfOneRegister) {
  const std::uint32_t dfr0 = reg("ID_AA64DFR0_EL1");
  const auto some = implied_by(dfr0, {{dfr0, 0x600}});
  EXPECT_TRUE(certain(some, "FEAT_PMUv3"));
  EXPECT_TRUE(certain(some, "FEAT_PMUv3p5"));
  EXPECT_EQ(find(some, "FEAT_PMUv3p7"), nullptr);
  EXPECT_EQ(find(implied_by(dfr0, {{dfr0, 0xf00}}), "FEAT_PMUv3"), nullptr) << "0xF is no PMUv3";
  EXPECT_EQ(find(implied_by(dfr0, {{dfr0, 0}}), "FEAT_PMUv3"), nullptr);
}

// FEAT_RASv1p1 holds for RAS >= 2, or for RAS == 1 with RAS_frac >= 1 in another register.
TEST(Features, ThatReadAnotherRegisterAreOpenUntilItIsKnown) {
  const std::uint32_t pfr0 = reg("ID_AA64PFR0_EL1");
  const std::uint32_t pfr1 = reg("ID_AA64PFR1_EL1");
  constexpr std::uint64_t kRas1 = std::uint64_t{1} << 28;
  constexpr std::uint64_t kRas2 = std::uint64_t{2} << 28;
  constexpr std::uint64_t kFrac1 = std::uint64_t{1} << 12;

  const auto open = implied_by(pfr0, {{pfr0, kRas1}});
  ASSERT_NE(find(open, "FEAT_RASv1p1"), nullptr);
  EXPECT_EQ(find(open, "FEAT_RASv1p1")->depends_on, "ID_AA64PFR1_EL1.RAS_frac");
  EXPECT_TRUE(certain(implied_by(pfr0, {{pfr0, kRas2}}), "FEAT_RASv1p1"));
  EXPECT_TRUE(certain(implied_by(pfr0, {{pfr0, kRas1}, {pfr1, kFrac1}}), "FEAT_RASv1p1"));
  EXPECT_EQ(find(implied_by(pfr0, {{pfr0, kRas1}, {pfr1, 0}}), "FEAT_RASv1p1"), nullptr);
  EXPECT_EQ(find(implied_by(pfr0, {{pfr0, 0}}), "FEAT_RASv1p1"), nullptr);
}

TEST(Features, GainedAreThoseOfTheValueAlone) {
  const std::uint32_t dfr0 = reg("ID_AA64DFR0_EL1");
  EXPECT_TRUE(certain(gained({{dfr0, 0x900}}, {{dfr0, 0x600}}), "FEAT_PMUv3p9"));
  EXPECT_TRUE(gained({{dfr0, 0x600}}, {{dfr0, 0x900}}).empty());
  EXPECT_TRUE(gained({{dfr0, 0x900}}, {{dfr0, 0x900}}).empty());
}

// Per field both are at or below; together they gain CSV2_1p1.
TEST(Features, AcrossFieldsCanBeGainedByGoingDown) {
  const std::uint32_t pfr0 = reg("ID_AA64PFR0_EL1");
  const std::uint32_t pfr1 = reg("ID_AA64PFR1_EL1");
  constexpr std::uint64_t kCsv2 = std::uint64_t{1} << 56;
  const auto both =
      gained({{pfr0, 1 * kCsv2}, {pfr1, std::uint64_t{1} << 32}}, {{pfr0, 2 * kCsv2}, {pfr1, std::uint64_t{1} << 32}});
  EXPECT_TRUE(certain(both, "FEAT_CSV2_1p1"));
  const auto alone = gained({{pfr0, 1 * kCsv2}}, {{pfr0, 2 * kCsv2}});
  ASSERT_NE(find(alone, "FEAT_CSV2_1p1"), nullptr);
  EXPECT_FALSE(find(alone, "FEAT_CSV2_1p1")->depends_on.empty());
}

}  // namespace
}  // namespace idreg::cli
