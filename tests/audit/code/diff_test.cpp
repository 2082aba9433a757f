// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Two trees: a harmless edit is proved to change nothing, a breaking one is named for what it is.
#include <gtest/gtest.h>

#include "audit/code/diff.h"
#include "tests/audit/code/trees.h"

namespace idreg::audit::code::testing {

namespace {

std::string summary(const Comparison& comparison) {
  std::string text;
  for (const Change& change : comparison.changes)
    text += change.reg + "." + change.field + " " + std::string(to_text(change.kind)) + "; ";
  for (const std::string& why : comparison.undecided) text += "undecided " + why + "; ";
  return text;
}

Comparison between(const std::string& before, const std::string& after) {
  return compare(miniature(before), miniature(after), {});
}

class Harmless : public ::testing::TestWithParam<const char*> {};

}  // namespace

TEST_P(Harmless, NoChangeIsProved) {
  const Comparison comparison = between("", GetParam());
  EXPECT_EQ(summary(comparison), "");
  EXPECT_EQ(comparison.same.size(), 4U);
}

INSTANTIATE_TEST_SUITE_P(All, Harmless, ::testing::Values("", "-DREORDERED", "-O1", "-fno-inline", "-DMOVED_MEMBERS"));

TEST(Diff, ASignIsNamedWithTheSmallestWrites) {
  const Comparison comparison = between("", "-DPMUVER_SIGNED=1");
  ASSERT_FALSE(comparison.changes.empty());
  const Change& change = comparison.changes[0];
  EXPECT_EQ(change.field, "PMUVer");
  EXPECT_EQ(change.kind, Difference::Accepted);
  EXPECT_EQ(change.value, 0x808U);
  EXPECT_EQ(change.new_limit, 0x8U);
  EXPECT_TRUE(change.certified);
  for (const Change& its : comparison.changes) EXPECT_EQ(its.field, "PMUVer") << summary(comparison);
  EXPECT_EQ(comparison.same.size(), 3U);
}

/// What no module defines may be another function in each tree, whatever its name.
TEST(Diff, AFunctionThatNoModuleDefinesIsNeverAlike) {
  const char* const foreign = "-Dmutex_unlock=somebody_elses_function";
  const Comparison comparison = between(foreign, foreign);
  EXPECT_NE(summary(comparison).find("undecided"), std::string::npos) << summary(comparison);
  EXPECT_NE(summary(comparison).find("somebody_elses_function"), std::string::npos) << summary(comparison);
  EXPECT_LT(comparison.same.size(), 4U);
}

TEST(Diff, WhatIsStoredWithoutAFunctionIsUndecided) {
  EXPECT_EQ(between("-DWITH_PFR2=0", "-DWITH_PFR2=0").undecided, std::vector<std::string>{});
  const Comparison comparison = between("-DWITH_PFR2=7", "-DWITH_PFR2=7");
  EXPECT_NE(summary(comparison).find("undecided ID_AA64PFR2_EL1: its row names a place"), std::string::npos)
      << summary(comparison);
}

TEST(Diff, ALimitThatShrankRefusesWhatWasHeld) {
  const Comparison comparison = between("", "-DPMUVER_LIMIT=5");
  ASSERT_GE(comparison.changes.size(), 2U) << summary(comparison);
  EXPECT_EQ(comparison.changes[0].kind, Difference::LimitShrank);
  EXPECT_EQ(comparison.changes[0].field, "PMUVer");
  EXPECT_EQ(comparison.changes[0].old_limit >> 8 & 15, 6U);
  EXPECT_EQ(comparison.changes[0].new_limit >> 8 & 15, 5U);
  EXPECT_NE(summary(comparison).find("refused"), std::string::npos);
}

TEST(Diff, WhatIsStoredAndTheMaskAreCompared) {
  const Comparison stored = between("", "-DSTORE_MASK=0x10000000");
  EXPECT_NE(summary(stored).find("stored"), std::string::npos) << summary(stored);
  const Comparison mask = between("", "-DDFR0_MASK=0xf0fULL");
  EXPECT_NE(summary(mask).find("mask"), std::string::npos) << summary(mask);
}

/// The rest of a comparison takes the host's registers as given.
TEST(Diff, WhatAHostKeepsIsCompared) {
  const Comparison merged = between("", "'-DMERGED(f,a,b)=(f->shift==16?b:safe_value(f,a,b))'");
  ASSERT_EQ(summary(merged), "ID_AA64PFR0_EL1.FP sanitised; ");
  const Change& change = merged.changes[0];
  EXPECT_NE(change.old_stored, change.new_stored);
  EXPECT_TRUE(change.certified);
}

/// A patch that makes the kernel panic stores nothing else than before, and is a change.
TEST(Diff, AnEndThatOnlyOneTreeComesToIsNeverAlike) {
  const Comparison write = between("", "'-DDEBUGVER_FLOOR=((val>>8)%16==3?(__builtin_trap(),6):6)'");
  EXPECT_NE(summary(write).find("undecided ID_AA64DFR0_EL1: only one tree"), std::string::npos) << summary(write);
  EXPECT_EQ(write.same.size(), 3U);
  const Comparison host = between("", "'-DMERGED(f,a,b)=(b==5?(__builtin_trap(),b):safe_value(f,a,b))'");
  EXPECT_NE(summary(host).find("undecided ID_AA64PFR0_EL1: as the host keeps it: only one tree"), std::string::npos)
      << summary(host);
}

}  // namespace idreg::audit::code::testing
