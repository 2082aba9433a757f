// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Codes that a tree takes as a function of the limit: the same as single writes, and another tree is another
// function.
#include "audit/allowed.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "corpora/arch/lookup.h"
#include "tests/audit/code/command.h"

namespace idreg::audit::code::testing {

namespace {

const arch::Field& field(const char* reg, const char* name) {
  return *arch::find_field(*arch::find_register(reg), name);
}

/// The tree's entry for PMUVer.
FtrBits entry(bool is_signed, Policy policy = Policy::LowerSafe) {
  return {is_signed, false, false, 0, true, policy, 8, 4, 0, {}};
}

Allowed pmuver(const Tree& tree, const FtrBits& its) {
  const auto path = WritePath::lift(tree, "ID_AA64DFR0_EL1");
  EXPECT_TRUE(path.has_value());
  return allowed(*path, field("ID_AA64DFR0_EL1", "PMUVer"), &its, {{"pmu", true}});
}

}  // namespace

TEST(Allowed, TheFunctionIsThatOfSingleWrites) {
  for (const char* flags : {"", "-DPMUVER_SIGNED=1", "-DPMUVER_TYPE=FTR_HIGHER_SAFE"}) {
    const Tree tree = miniature(flags);
    const Allowed found = pmuver(tree, entry(false));
    ASSERT_TRUE(found.complete) << flags << found.why;
    const auto table = found.by_limit(4);
    const auto path = WritePath::lift(tree, "ID_AA64DFR0_EL1");
    for (const std::uint64_t limit : {0U, 1U, 5U, 6U}) {
      for (std::uint64_t code = 0; code < 16; ++code) {
        const std::uint64_t value = code << 8 | 6;
        const WriteAnswer answer = path->write(value, limit << 8 | 6, {{"pmu", true}});
        const bool taken = answer.kind == WriteAnswer::Kind::Accepted && answer.stored == value;
        EXPECT_EQ(std::ranges::count(table[limit], code) != 0, taken) << flags << ": " << code << " under " << limit;
      }
    }
  }
}

TEST(Allowed, TheTreesOwnRuleIsFoundWhateverItsTableSays) {
  const Allowed right = pmuver(miniature(), entry(false));
  EXPECT_EQ(right.rule, Allowed::Rule::AtOrBelow);
  EXPECT_FALSE(right.is_signed);
  EXPECT_TRUE(right.exceptions.empty());
  // KVM has a rule of its own for the field: the table's is not believed.
  EXPECT_EQ(pmuver(miniature(), entry(false, Policy::Exact)).rule, Allowed::Rule::AtOrBelow);
  const Allowed broken = pmuver(miniature("-DPMUVER_SIGNED=1"), entry(true));
  EXPECT_TRUE(broken.is_signed);
  const auto table = broken.by_limit(4);
  EXPECT_TRUE(std::ranges::count(table[0], 8U) != 0) << "the fault of Linux 6.5";
}

TEST(Allowed, WhatDependsOnMoreIsSaid) {
  const Allowed found = pmuver(miniature("-DEXTRA_FACT=1"), entry(false));
  for (const auto& one : found.exceptions) EXPECT_EQ(one.answer, Allowed::Exception::Answer::Depends);
  EXPECT_TRUE(found.exceptions.empty() || found.complete);
}

TEST(Allowed, FieldsOutsideOfTheMaskTakeTheLimitOnly) {
  const Tree tree = miniature();
  const auto path = WritePath::lift(tree, "ID_AA64DFR0_EL1");
  const Allowed found = allowed(*path, field("ID_AA64DFR0_EL1", "BRPs"), nullptr, {});
  EXPECT_EQ(found.rule, Allowed::Rule::LimitOnly);
  EXPECT_TRUE(found.complete);
  EXPECT_TRUE(found.exceptions.empty());
}

TEST(Allowed, OutOfBudgetIsNoProof) {
  const Tree tree = miniature();
  const auto path = WritePath::lift(tree, "ID_AA64DFR0_EL1");
  EXPECT_FALSE(allowed(*path, field("ID_AA64DFR0_EL1", "PMUVer"), nullptr, {}, 1).complete);
}

using ListOfTree = Command;

TEST_F(ListOfTree, FieldsAsTheTreeHasThem) {
  const std::string list = "list fields ID_AA64DFR0_EL1 --ir --linux " + tree("tree", "");
  EXPECT_EQ(run(list), 0) << said_;
  EXPECT_TRUE(said("ID_AA64DFR0_EL1.PMUVer       [11:8]   writable  unsigned  LowerSafe  at-or-below\n")) << said_;
  EXPECT_TRUE(said("ID_AA64DFR0_EL1.BRPs         [15:12]  fixed                          limit-only\n")) << said_;
  EXPECT_EQ(run(list + " --json --vcpu pmu"), 0) << said_;
  EXPECT_TRUE(said("\"by_limit\"")) << said_;
  EXPECT_EQ(run("list registers --linux " + tree("tree", "")), 2) << said_;
  EXPECT_EQ(run(list + " --vcpu avx"), 2) << said_;
}

}  // namespace idreg::audit::code::testing
