// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "smt/rules/lint.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "corpora/arch/lookup.h"
#include "corpora/dump.h"
#include "corpora/rules/propagate.h"

namespace idreg::smt::rules {
namespace {

constexpr std::uint64_t kBudget = 400'000'000;

Values machine(const std::string& path) {
  const auto dump = corpora::read_dump(path);
  Values values;
  for (const corpora::DumpValue& one : dump.value().registers) values.emplace(one.reg, one.value);
  return values;
}

FieldKey field(const char* reg, const char* name) {
  const arch::Register* found = arch::find_register(reg);
  const arch::Field* of = arch::find_field(*found, name);
  return {arch::index_of(*found), of->entry.shift, of->entry.width};
}

void set(Values& values, const char* reg, const char* name, std::uint64_t code) {
  const FieldKey key = field(reg, name);
  values[key.reg] = idreg::rules::with_code(values[key.reg], key, code);
}

std::vector<std::string> changes(const Lint& found) {
  std::vector<std::string> all;
  for (const Change& change : found.repair.value_or(std::vector<Change>{})) {
    all.push_back(idreg::rules::name_of(change.field) + " " + std::to_string(change.from) + " " +
                  std::to_string(change.to));
  }
  return all;
}

class Linting : public testing::Test {
 protected:
  RuleSet rules_ = idreg::rules::own_rules();
  World world_{rules_, kBudget};
};

TEST_F(Linting, ThreeRealMachines) {
  const auto a72 = lint(world_, machine("corpora/cpus/raspberry-pi-4.txt"), nullptr);
  ASSERT_TRUE(a72);
  EXPECT_TRUE(a72->conflicts.empty());
  const auto n1 = lint(world_, machine("corpora/cpus/ampere-altra.txt"), nullptr);
  ASSERT_TRUE(n1);
  ASSERT_EQ(n1->conflicts.size(), 1U) << "EVT in one view only";
  EXPECT_EQ(changes(*n1), std::vector<std::string>{"ID_AA64MMFR2_EL1.EVT 1 0"});
  const auto v1 = lint(world_, machine("corpora/cpus/graviton-3.txt"), nullptr);
  ASSERT_TRUE(v1);
  EXPECT_EQ(v1->conflicts.size(), 2U) << "and RNDR without what its version demands";
}

TEST_F(Linting, Sha512WithoutSha3IsRefusedWithTheRuleAndTheLeastRepair) {
  const Values base = machine("corpora/cpus/graviton-3.txt");
  Values values = base;
  set(values, "ID_AA64ISAR0_EL1", "SHA3", 0);
  const auto found = lint(world_, values, &base);
  ASSERT_TRUE(found);
  EXPECT_FALSE(found->consistent());
  const auto added = std::ranges::find(found->conflicts, false, &Conflict::of_base);
  ASSERT_NE(added, found->conflicts.end());
  EXPECT_EQ(std::ranges::count(found->conflicts, false, &Conflict::of_base), 1);
  EXPECT_EQ(rules_.rules()[added->waived].text, "FEAT_SHA512 requires FEAT_SHA3");
  ASSERT_EQ(added->mendings.size(), 2U);
  EXPECT_EQ(added->mendings[0].codes, (std::vector<std::uint64_t>{0, 1})) << "SHA2";
  EXPECT_EQ(added->mendings[1].codes.front(), 1U) << "SHA3";
  EXPECT_EQ(changes(*found), std::vector<std::string>{"ID_AA64ISAR0_EL1.SHA2 2 1"});
}

TEST_F(Linting, TheBaseItselfAddsNothing) {
  const Values base = machine("corpora/cpus/graviton-3.txt");
  const auto found = lint(world_, base, &base);
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->consistent());
  EXPECT_FALSE(found->repair);
}

TEST_F(Linting, AArch32ViewsCountOnlyWhereTheCpuHasAArch32) {
  Values values = machine("corpora/cpus/ampere-altra.txt");
  set(values, "ID_AA64PFR0_EL1", "EL0", 1);
  set(values, "ID_ISAR6_EL1", "I8MM", 1);
  const auto without = lint(world_, values, nullptr);
  ASSERT_TRUE(without);
  EXPECT_TRUE(without->conflicts.empty());
  set(values, "ID_AA64PFR0_EL1", "EL0", 2);
  const auto with = lint(world_, values, nullptr);
  ASSERT_TRUE(with);
  EXPECT_EQ(with->conflicts.size(), 2U) << "EVT and I8MM";
}

TEST_F(Linting, WhatIsNotInTheDumpIsOpenAndAssumedToBeNothing) {
  const std::uint32_t isar0 = field("ID_AA64ISAR0_EL1", "SHA2").reg;
  Values values{{isar0, machine("corpora/cpus/graviton-3.txt").at(isar0)}};
  set(values, "ID_AA64ISAR0_EL1", "RNDR", 0);
  const auto found = lint(world_, values, nullptr);
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->conflicts.empty());
  EXPECT_NE(std::ranges::find(found->open, field("ID_AA64PFR0_EL1", "FP").reg), found->open.end());
}

// The repair is compared with trying all lower codes of the fields in question.
TEST_F(Linting, NoSmallerRepairExists) {
  const Values base = machine("corpora/cpus/graviton-3.txt");
  Values values = base;
  set(values, "ID_AA64ISAR0_EL1", "SHA1", 0);
  const auto found = lint(world_, values, &base);
  ASSERT_TRUE(found && found->repair);
  const auto sizes = found->repair->size();
  ASSERT_GE(sizes, 2U) << "SHA2 and SHA3 both need SHA1";
  const auto tolerated = broken_rules(world_, base, {});
  ASSERT_TRUE(tolerated);
  for (const FieldKey& key : world_.fields()) {
    if (key.reg != field("ID_AA64ISAR0_EL1", "SHA1").reg) continue;
    Values lowered = values;
    lowered[key.reg] = idreg::rules::with_code(lowered[key.reg], key, 0);
    const auto again = broken_rules(world_, lowered, *tolerated);
    ASSERT_TRUE(again);
    EXPECT_FALSE(std::ranges::includes(*tolerated, *again)) << "one field is enough: " << idreg::rules::name_of(key);
  }
}

TEST_F(Linting, OutOfBudgetIsNoAnswer) {
  World poor(rules_, 1);
  const auto found = lint(poor, machine("corpora/cpus/graviton-3.txt"), nullptr);
  ASSERT_FALSE(found);
  EXPECT_FALSE(found.error().reason.empty());
}

}  // namespace
}  // namespace idreg::smt::rules
