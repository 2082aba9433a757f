// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The comparison notices what it must: a kernel of two hundred lines (tests/audit/code/miniature.c) is the tree, and
// its answers are computed here in words of our own. Then the tree is broken, or one answer.
#include "lab/conformance.h"

#include <gtest/gtest.h>

#include "tests/audit/code/trees.h"

namespace idreg::lab {
namespace {

using audit::code::testing::miniature;

constexpr std::uint64_t kBudget = 50'000'000;
constexpr std::uint64_t kLimit = 0x300606;
constexpr std::uint64_t kMask = 0xf00f0f;

/// What the unbroken miniature does with a write to ID_AA64DFR0_EL1 that holds kLimit, its vCPU having a PMU.
Call answered(std::uint64_t value) {
  const auto refused = Call{value, "EINVAL", kLimit};
  const std::uint64_t stored = (value >> 8 & 15) == 15 ? value & ~std::uint64_t{0xf00} : value;
  if ((value & 15) < 6 || ((stored ^ kLimit) & ~kMask) != 0) return refused;
  for (const unsigned shift : {0U, 8U, 20U}) {
    std::uint64_t code = stored >> shift & 15;
    if (shift == 20 && code > 3) return refused;
    if (shift != 20 && code > 6) return refused;
  }
  return {value, "", stored};
}

/// Every code of every nibble, each bit turned over, and some pairs.
Calls recorded() {
  RegisterCalls reg{"pmu", "ID_AA64DFR0_EL1", 3U << 19 | 5U << 8, kLimit, kMask, {}};
  for (unsigned shift = 0; shift < 64; shift += 4) {
    for (std::uint64_t code = 0; code < 16; ++code) {
      const std::uint64_t value = (kLimit & ~(std::uint64_t{15} << shift)) | code << shift;
      reg.calls.push_back(answered(value));
      reg.calls.push_back(answered(value ^ 0xf00));
    }
  }
  for (unsigned bit = 0; bit < 64; ++bit) reg.calls.push_back(answered(kLimit ^ std::uint64_t{1} << bit));
  Calls calls;
  calls.kernel = "miniature";
  calls.registers.push_back(reg);
  return calls;
}

RegisterConformance compared(const Calls& calls, const std::string& flags = "") {
  return compare(miniature(flags), calls, kBudget).at(0);
}

TEST(Conformance, TheUnbrokenTreeAgrees) {
  const RegisterConformance reg = compared(recorded());
  EXPECT_EQ(reg.why, "");
  EXPECT_TRUE(reg.disagreements.empty());
  EXPECT_EQ(reg.compared, 576U);
  EXPECT_TRUE(reg.determined) << "nothing but limit and features matters here";
  EXPECT_EQ(reg.learned, 0U);
}

TEST(Conformance, ABrokenTreeIsNoticed) {
  for (const std::string flags : {"-DPMUVER_SIGNED=1", "-DPMUVER_TYPE=FTR_EXACT", "-DDFR0_MASK=0xf0f00fULL",
                                  "-DDFR0_MASK=0xf00b0fULL", "-DDFR0_MASK=0x000f0fULL", "-DCHECK_REST=0",
                                  "-DDEBUGVER_FLOOR=5", "-DSTORE_MASK=0x1000ULL", "-DPMUVER_LIMIT=5"}) {
    EXPECT_EQ(compared(recorded(), flags).disagreements.size(), 1U) << flags;
  }
}

TEST(Conformance, AKernelThatAnswersOtherwiseIsNoticed) {
  for (const std::size_t place : {std::size_t{0}, std::size_t{17}, std::size_t{300}, std::size_t{575}}) {
    Calls error = recorded();
    Call& call = error.registers[0].calls[place];
    call.error = call.accepted() ? "EINVAL" : "EPERM";
    EXPECT_EQ(compared(error).disagreements.size(), 1U) << place;
    Calls store = recorded();
    *store.registers[0].calls[place].stored ^= 0x100;
    EXPECT_EQ(compared(store).disagreements.size(), 1U) << place;
  }
}

TEST(Conformance, AVcpuWithoutThePmuHasAnotherLimit) {
  Calls calls = recorded();
  calls.registers[0].features = "none";
  const RegisterConformance reg = compared(calls);
  EXPECT_EQ(reg.compared, 0U);
  EXPECT_EQ(reg.why, "no host of the model has this limit for this vCPU");
  EXPECT_EQ(reg.disagreements.size(), 1U);
}

// AArch32's registers on a CPU without AArch32: KVM takes every write and keeps none (REG_USER_WI).
TEST(Conformance, WritesThatAreIgnoredAreAccepted) {
  Calls calls;
  calls.registers.push_back({"pmu", "ID_AA64AFR0_EL1", 3U << 19 | 5U << 8 | 4U << 5, 0, 0, {{0x10, "", 0}}});
  EXPECT_TRUE(compared(calls, "-DZERO_VISIBILITY=6").disagreements.empty());
  EXPECT_EQ(compared(calls, "-DZERO_VISIBILITY=2").disagreements.size(), 1U) << "without it the function refuses";
}

TEST(Conformance, WhatIsNotInTheTreeIsNotCompared) {
  Calls calls = recorded();
  calls.registers[0].encoding = 3U << 19 | 7U << 8;
  EXPECT_EQ(compared(calls).why, "the tree's table has no function that writes it");
}

TEST(Conformance, OutOfBudgetIsSaid) {
  const auto all = compare(miniature(), recorded(), 1);
  EXPECT_TRUE(all.at(0).disagreements.empty());
  EXPECT_TRUE(all.at(0).why == "the solver's budget ran out" || all.at(0).compared > 0);
}

}  // namespace
}  // namespace idreg::lab
