// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Single writes: what is accepted, what is refused, what depends on more than the limit.
#include "audit/write_path.h"

#include <gtest/gtest.h>

#include "smt/term/solver.h"
#include "tests/audit/code/trees.h"

namespace idreg::audit::code::testing {

namespace {

using Kind = WriteAnswer::Kind;

WriteAnswer write(const Tree& tree, const char* reg, std::uint64_t value, std::uint64_t limit, const Vcpu& vcpu = {}) {
  const auto path = WritePath::lift(tree, reg);
  EXPECT_TRUE(path.has_value()) << path.error();
  return path->write(value, limit, vcpu);
}

}  // namespace

TEST(WritePath, AnswersAsTheTreeDoes) {
  const Tree tree = miniature();
  const WriteAnswer lower = write(tree, "ID_AA64DFR0_EL1", 0x406, 0x506, {{"pmu", true}});
  EXPECT_EQ(lower.kind, Kind::Accepted) << lower.why;
  EXPECT_EQ(lower.stored, 0x406U);
  const WriteAnswer higher = write(tree, "ID_AA64DFR0_EL1", 0x606, 0x506, {{"pmu", true}});
  EXPECT_EQ(higher.kind, Kind::Refused) << higher.why;
  EXPECT_EQ(higher.error, -22);
  // 0xF is rewritten before it is stored; DebugVer below 6 is refused.
  EXPECT_EQ(write(tree, "ID_AA64DFR0_EL1", 0xf06, 0x506).stored, 0x6U);
  EXPECT_EQ(write(tree, "ID_AA64DFR0_EL1", 0x405, 0x506).error, -22);
}

TEST(WritePath, ALimitThatNoVmHasIsSaidToBe) {
  const Tree tree = miniature();
  EXPECT_EQ(write(tree, "ID_AA64DFR0_EL1", 0x406, 0x506, {{"pmu", false}}).kind, Kind::Impossible);
  EXPECT_EQ(write(tree, "ID_AA64DFR0_EL1", 0x706, 0x706).kind, Kind::Impossible);  // the tree caps PMUVer at 6
}

TEST(WritePath, WhatDependsOnMoreIsNotGuessed) {
  // A tree that also asks a global variable.
  const Tree tree = miniature("-DEXTRA_FACT=1");
  const WriteAnswer answer = write(tree, "ID_AA64DFR0_EL1", 0x406, 0x506);
  EXPECT_EQ(answer.kind, Kind::Depends);
  EXPECT_NE(answer.why.find("error -1"), std::string::npos) << answer.why;
  EXPECT_NE(answer.why.find("fact"), std::string::npos) << answer.why;
}

TEST(WritePath, TermsSayTheSame) {
  const Tree tree = miniature("-DPMUVER_SIGNED=1");
  const auto path = WritePath::lift(tree, "ID_AA64DFR0_EL1");
  ASSERT_TRUE(path.has_value());
  const smt::Context& context = path->context();
  const smt::Term value = smt::variable(context, "any", 64);
  const smt::Term limit = smt::bv(context, 64, 0x6);
  smt::Solver solver(context, 0);
  solver.add(path->given(limit, {{"pmu", true}}));
  solver.add(path->accepted(value));
  solver.add(smt::logical_not(smt::equal(path->stored(value), limit)));
  const smt::Decision decision = solver.check();
  ASSERT_EQ(decision.answer, smt::Answer::Sat);  // signed: codes from 8 on are below 0
  EXPECT_GE(decision.model.value(value) >> 8 & 15, 8U);
}

TEST(WritePath, WhatCannotBeAskedIsSaidInWords) {
  const Tree tree = miniature();
  EXPECT_NE(WritePath::lift(tree, "ID_AA64ZFR0_EL1").error().find("no such ID register"), std::string::npos);
  const Tree other = miniature("-Dmutex_unlock=somebody_elses_function");
  EXPECT_NE(WritePath::lift(other, "ID_AA64DFR0_EL1").error().find("somebody_elses_function"), std::string::npos);
}

}  // namespace idreg::audit::code::testing
