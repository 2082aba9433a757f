// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "corpora/rules/propagate.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "corpora/arch/lookup.h"
#include "corpora/dump.h"

namespace idreg::rules {
namespace {

Values machine(const std::string& name) {
  const auto dump = corpora::read_dump("corpora/cpus/" + name + ".txt");
  Values values;
  for (const corpora::DumpValue& one : dump.value().registers) values.emplace(one.reg, one.value);
  return values;
}

std::optional<bool> has(const RuleSet& rules, const Symbols& symbols, const char* name) {
  return symbols[*rules.find(name)];
}

TEST(Propagate, VersionsOfRealMachines) {
  const RuleSet rules = own_rules();
  const ArchitectureVersion a72 = version_of(rules, shown(rules, machine("raspberry-pi-4")));
  EXPECT_EQ(a72.at_least.version, "");
  EXPECT_EQ(a72.complete, "v8Ap0");
  const ArchitectureVersion n1 = version_of(rules, shown(rules, machine("ampere-altra")));
  EXPECT_EQ(n1.at_least.version, "v8Ap2");
  EXPECT_EQ(n1.complete, "v8Ap2");
  EXPECT_EQ(n1.next.version, "v8Ap3");
  EXPECT_EQ(n1.next.features, (std::vector<std::string>{"FEAT_FCMA", "FEAT_JSCVT"}));
  const ArchitectureVersion v1 = version_of(rules, shown(rules, machine("graviton-3")));
  EXPECT_EQ(v1.at_least.version, "v8Ap4");
  EXPECT_EQ(v1.complete, "v8Ap3") << "the machine hides TLBIOS, TLBIRANGE and TTL";
}

TEST(Propagate, AArch32ViewsSaySomethingOnlyOnACpuWithAArch32) {
  const RuleSet rules = own_rules();
  Values values = machine("graviton-3");
  EXPECT_EQ(has(rules, shown(rules, values), "FEAT_AA32I8MM"), true);
  const std::uint32_t pfr0 = arch::index_of(*arch::find_register("ID_AA64PFR0_EL1"));
  values[pfr0] = with_code(values[pfr0], {pfr0, 0, 4}, 1);
  EXPECT_EQ(has(rules, shown(rules, values), "FEAT_AA32EL0"), false);
  EXPECT_EQ(has(rules, shown(rules, values), "FEAT_AA32I8MM"), std::nullopt);
}

TEST(Propagate, WhatTwoDefinitionsDisputeStaysOpen) {
  const RuleSet rules = own_rules();
  Values values = machine("graviton-3");
  const std::uint32_t isar6 = arch::index_of(*arch::find_register("ID_ISAR6_EL1"));
  const std::uint32_t isar0 = arch::index_of(*arch::find_register("ID_ISAR5_EL1"));
  EXPECT_EQ(has(rules, shown(rules, values), "FEAT_CRC32"), true);
  values[isar0] = 0;
  values[isar6] = 0;
  EXPECT_EQ(has(rules, shown(rules, values), "FEAT_CRC32"), std::nullopt);
}

TEST(Propagate, NoSolutionTriesEveryCombination) {
  const auto rules = parse_rules(
      "feature FEAT_Q\n  needs FEAT_R\nfeature FEAT_R\n  excludes FEAT_Q\n"
      "given FEAT_Q\n",
      "f");
  ASSERT_TRUE(rules);
  std::vector<const Rule*> chosen;
  for (std::size_t i = 0; i < 3; ++i) chosen.push_back(&rules->rules()[i]);
  EXPECT_TRUE(no_solution(chosen, {}, rules->symbols().size()));
  for (std::size_t without = 0; without < 3; ++without) {
    std::vector<const Rule*> fewer = chosen;
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(without));
    EXPECT_FALSE(no_solution(fewer, {}, rules->symbols().size())) << without;
  }
}

}  // namespace
}  // namespace idreg::rules
