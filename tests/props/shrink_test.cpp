// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <gtest/gtest.h>

#include <algorithm>

#include "corpora/arch/arch.h"
#include "props/case_io.h"
#include "props/run.h"
#include "props/smaller.h"
#include "tests/props/local_claims.h"

namespace idreg::props {
namespace {

/// The simplest case that a claim speaks of: an exception gains some definition, and not the first one.
Case simplest(const Claim& claim) { return claim.reads.exceptions ? conform(claim, Case{}) : Case{}; }

std::string text_of(const Case& c) { return to_json({"", "", c}); }

const NamedSubject& subject_named(std::string_view name) {
  const auto found = std::ranges::find(subjects(), name, &NamedSubject::name);
  EXPECT_NE(found, subjects().end()) << name;
  return found == subjects().end() ? subjects().front() : *found;
}

// What shrinking must satisfy whatever it proposes: each shrink is smaller than the case (so never the
// case itself, and shrinking ends), none comes twice, simplest first.
TEST(Shrinks, AreSmallerDistinctAndSorted) {
  for (const Claim& claim : claims())
    for (std::uint64_t i = 0; i < 12; ++i) {
      const Case c = nth_case(claim, 1, i * 9);
      const std::vector<Case> all = shrinks(claim, c);
      for (std::size_t k = 0; k < all.size(); ++k) {
        ASSERT_TRUE(smaller(all[k], c)) << claim.name << "\n" << text_of(c) << text_of(all[k]);
        if (k > 0) {
          ASSERT_TRUE(smaller(all[k - 1], all[k])) << claim.name;
        }
      }
      ASSERT_FALSE(all.empty() && c != simplest(claim)) << claim.name << text_of(c);
    }
}

TEST(Shrinks, TheSimplestCaseHasNone) {
  for (const Claim& claim : claims()) {
    EXPECT_TRUE(shrinks(claim, simplest(claim)).empty()) << claim.name;
  }
}

// Whatever the case, always taking the first shrink ends, and at the simplest case of all.
TEST(Shrinks, EndAtZero) {
  for (const Claim& claim : claims()) {
    Case c = nth_case(claim, 1, 77);
    int steps = 0;
    for (std::vector<Case> next = shrinks(claim, c); !next.empty() && steps < 1000; next = shrinks(claim, c), ++steps)
      c = next.front();
    EXPECT_EQ(c, simplest(claim)) << claim.name;
  }
}

TEST(ShrinkGreedily, FindsTheSmallestValue) {
  const Claim claim = test::always(test::fails_above_31);
  Case c{};
  c.value = 0xfedcba9876543210;
  c.limit = 0x8000000000000001;
  Case expected{};
  expected.value = std::uint64_t{1} << 32U;
  EXPECT_EQ(shrink_greedily(claim, kEngineFunctions, c), expected);
}

TEST(ShrinkGreedily, FindsTheSmallestLists) {
  const Claim claim = test::local_claim("local", test::fails_on_lists, {.lists = true, .pair = true});
  bool any = false;
  for (std::uint64_t i = 0; i < 3000; ++i) {
    const Case c = nth_case(claim, 1, i);
    if (claim.predicate(kEngineFunctions, c) != Verdict::Violated) continue;
    any = true;
    const Case least = shrink_greedily(claim, kEngineFunctions, c);
    Case expected{};
    expected.override_count = expected.general_count = 1;
    expected.overrides[0] = {8, 0, Policy::Exact, OrderKind::Rotation, 0, 0};
    expected.general[0] = {0, 3, Policy::Exact, OrderKind::Rotation, 0, 0};
    ASSERT_EQ(least, expected) << text_of(c) << text_of(least);
  }
  EXPECT_TRUE(any);
}

TEST(ShrinkGreedily, LeavesAloneWhatIsNoViolation) {
  const Claim claim = test::always(test::holds_always);
  Case c{};
  c.value = 42;
  EXPECT_EQ(shrink_greedily(claim, kEngineFunctions, c), c);
}

// A case that the engine itself violates would say nothing about the twin.
TEST(ShrinkGreedily, StaysAmongCasesThatTheEngineGetsRight) {
  for (const NamedSubject& twin : subjects()) {
    if (twin.refutes == nullptr) continue;
    const Claim& claim = *find_claim(twin.refutes);
    const RunResult run = sample(claim, *twin.subject, 1, 20'000);
    if (!run.counterexample) continue;  // some are seen by proof or sanitizers only
    const Case least = shrink_greedily(claim, *twin.subject, *run.counterexample);
    EXPECT_NE(claim.predicate(kEngineFunctions, least), Verdict::Violated) << twin.name << text_of(least);
  }
}

// The story that the project starts from: 0x800 against 0.
TEST(ShrinkGreedily, PmuverSignedIsValue800AgainstLimit0) {
  const NamedSubject& subject = subject_named("pmuver-signed");
  const Claim& claim = *find_claim("never-above-limit");
  const auto reg = std::ranges::find_if(std::span(arch::kRegisters, arch::kRegisterCount), [](const auto& one) {
    return std::string_view(one.name) == "ID_AA64DFR0_EL1";
  });
  Case c{};
  c.reg = static_cast<std::uint32_t>(&*reg - arch::kRegisters);
  c.limit = 0x103103050100;
  c.value = (c.limit & ~std::uint64_t{0xf00}) | 0x900;
  c.writable = ~std::uint64_t{0};
  ASSERT_EQ(claim.predicate(*subject.subject, c), Verdict::Violated);
  const Case least = shrink_greedily(claim, *subject.subject, c);
  EXPECT_EQ(least.value, 0x800U);
  EXPECT_EQ(least.limit, 0U);
  EXPECT_EQ(least.writable, 0xf00U);
}

}  // namespace
}  // namespace idreg::props
