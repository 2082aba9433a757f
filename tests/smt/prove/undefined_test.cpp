// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Obligations asked about without their paths have the answer of all of them with theirs.
#include "smt/prove/undefined.h"

#include <gtest/gtest.h>

#include <vector>

namespace idreg::smt::prove {
namespace {

constexpr std::uint64_t kBudget = 1'000'000;

class Undefined : public testing::Test {
 protected:
  Term word(std::uint64_t value) const { return bv(context, 64, value); }
  Term above(const Term& a, std::uint64_t value) const { return logical_not(bvule(a, word(value))); }
  void add(const Term& path, const Term& undefined) {
    obligations.push_back({"trap", "f", "f.cpp:1", logical_and(path, undefined), undefined});
  }
  Answer answer() const { return decide_undefined(facts, obligations, kBudget).answer; }

  Context context;
  Facts facts{context, [](const std::string&) { return true; }, Strategy::Bits};
  Term yes = boolean(context, true);
  Term x = variable(context, "x", 64);
  Term y = variable(context, "y", 64);
  Term no_path = logical_and(above(x, 5), bvule(x, word(3)));
  std::vector<lift::Obligation> obligations;
};

TEST_F(Undefined, NoneCannotBeBroken) { EXPECT_EQ(answer(), Answer::Unsat); }

TEST_F(Undefined, APlaceThatAPathReachesIsFoundBesideThoseThatNeedNoPath) {
  add(yes, logical_and(above(y, 9), bvule(y, word(7))));
  EXPECT_EQ(answer(), Answer::Unsat);
  add(equal(x, word(4)), yes);
  EXPECT_EQ(answer(), Answer::Sat);
}

TEST_F(Undefined, APlaceThatNoPathReachesIsNot) {
  add(no_path, yes);
  add(yes, logical_and(above(y, 9), bvule(y, word(7))));
  EXPECT_EQ(answer(), Answer::Unsat);
}

TEST_F(Undefined, WhatCanBeTrueWithoutThePathIsAskedWithIt) {
  add(no_path, equal(y, word(1)));
  EXPECT_EQ(answer(), Answer::Unsat);
  add(equal(x, word(4)), equal(y, word(1)));
  EXPECT_EQ(answer(), Answer::Sat);
}

TEST_F(Undefined, AssumptionsHold) {
  add(yes, equal(y, word(1)));
  facts.assume(above(y, 2));
  EXPECT_EQ(answer(), Answer::Unsat);
}

}  // namespace
}  // namespace idreg::smt::prove
