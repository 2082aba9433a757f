// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The generator: deterministic, of the form that each claim reads, rarely discarded, and everywhere
// where faults live.
#include "props/generate.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "corpora/arch/arch.h"
#include "engine/order.h"
#include "engine/tables.h"
#include "props/case_io.h"
#include "props/exceptions.h"
#include "tests/props/local_claims.h"

namespace idreg::props {
namespace {

constexpr std::uint64_t kCases = 4000;

const Subject& engine_subject() { return *subjects().front().subject; }

const Claim& claim_named(const char* name) {
  const Claim* claim = find_claim(name);
  EXPECT_NE(claim, nullptr) << name;
  return claim == nullptr ? claims().front() : *claim;
}

TEST(Generate, SameSeedSameCase) {
  for (const Claim& claim : claims()) {
    int different = 0;
    for (std::uint64_t i = 0; i < 50; ++i) {
      ASSERT_EQ(nth_case(claim, 5, i), nth_case(claim, 5, i));
      different += nth_case(claim, 5, i + 100) == nth_case(claim, 6, i + 100) ? 0 : 1;
    }
    // Of a claim that reads no more than a register's name, two cases may well be the same.
    EXPECT_GE(different, 40) << claim.name;
  }
}

TEST(Generate, FillsWhatTheClaimReadsAndNothingElse) {
  for (const Claim& claim : claims())
    for (std::uint64_t i = 0; i < kCases; ++i) {
      const Case c = nth_case(claim, 1, i);
      ASSERT_EQ(conform(claim, c), c) << claim.name << " case " << i << " of seed 1";
    }
}

TEST(Conform, IsIdempotentOnAnything) {
  Random random(3);
  for (int i = 0; i < 2000; ++i) {
    std::vector<std::uint8_t> bytes(random.below(1000));
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random.next());
    const Case input = decode(bytes);
    for (const Claim& claim : claims()) {
      const Case once = conform(claim, input);
      ASSERT_EQ(conform(claim, once), once) << claim.name;
    }
  }
}

TEST(Conform, DropsWhatIsNotRead) {
  Case c{};
  c.value = 5;
  c.writable = 7;
  c.general[0].width = 3;
  c.cpus[1] = 9;
  const Case kept = conform(test::always(test::holds_always), c);
  EXPECT_EQ(kept.value, 5U);
  Case expected{};
  expected.value = 5;
  EXPECT_EQ(kept, expected);
}

// A claim that discards nearly everything is hardly tested.
TEST(Generate, FewCasesAreDiscarded) {
  for (const Claim& claim : claims()) {
    std::uint64_t discarded = 0;
    for (std::uint64_t i = 0; i < kCases; ++i)
      discarded += claim.predicate(engine_subject(), nth_case(claim, 1, i)) == Verdict::Discarded ? 1 : 0;
    EXPECT_LT(discarded, kCases * 4 / 5) << claim.name;
  }
}

struct Seen {
  std::set<Policy> policies;
  std::set<OrderKind> kinds;
  std::set<std::uint32_t> widths;
  std::map<TableErrorKind, int> errors;
  std::size_t longest = 0;
  bool replacing = false, adding = false, same = false;
};

void look_at_overrides(const Case& c, Seen& seen) {
  for (std::uint32_t i = 0; i < c.override_count; ++i) {
    bool replaces = false;
    for (std::uint32_t k = 0; k < c.general_count; ++k) {
      const bool match = c.overrides[i].shift == c.general[k].shift && c.overrides[i].width == c.general[k].width;
      replaces = replaces || match;
      seen.same = seen.same || c.overrides[i] == c.general[k];
    }
    (replaces ? seen.replacing : seen.adding) = true;
  }
}

TEST(Generate, ListsOfEveryKindAndEveryFault) {
  const Claim& claim = claim_named("precedence");
  Seen seen;
  for (std::uint64_t i = 0; i < 20'000; ++i) {
    const Case c = nth_case(claim, 1, i);
    Table table;
    ++seen.errors[engine::merge(c.general, c.general_count, c.overrides, c.override_count, &table).kind];
    seen.longest = std::max<std::size_t>(seen.longest, c.general_count);
    look_at_overrides(c, seen);
    for (const Entry& entry : table.slots) {
      if (entry.width == 0) continue;
      seen.policies.insert(entry.policy);
      seen.kinds.insert(entry.kind);
      seen.widths.insert(entry.width);
    }
  }
  EXPECT_EQ(seen.policies.size(), kPolicies);
  EXPECT_EQ(seen.kinds.size(), kOrderKinds);
  EXPECT_GE(seen.widths.size(), 50U);
  EXPECT_TRUE(seen.widths.contains(1) && seen.widths.contains(63) && seen.widths.contains(64));
  EXPECT_GE(seen.longest, 40U);
  EXPECT_TRUE(seen.replacing && seen.adding && seen.same);
  for (auto kind = TableErrorKind::None; kind <= TableErrorKind::OverrideStraddles;
       kind = static_cast<TableErrorKind>(static_cast<int>(kind) + 1))
    EXPECT_GE(seen.errors[kind], 20) << "TableErrorKind " << static_cast<int>(kind);
  EXPECT_GT(seen.errors[TableErrorKind::None], 20'000 * 3 / 4) << "most lists are well formed";
}

TEST(Generate, CodesAtTheEndsAndNearTheLimit) {
  const Claim& claim = claim_named("policies-equal-spec");
  std::map<std::string, int> seen;
  for (std::uint64_t i = 0; i < 20'000; ++i) {
    const Case c = nth_case(claim, 1, i);
    const std::uint64_t all = ones(c.general[0].width);
    ASSERT_LE(c.value | c.limit, all);
    ++seen[c.value == c.limit ? "equal" : "different"];
    if (c.value == ((c.limit + 1) & all)) ++seen["one above"];
    if (c.value == ((c.limit - 1) & all)) ++seen["one below"];
    if (c.value == c.general[0].safe) ++seen["safe"];
    if (c.limit == 0) ++seen["zero"];
    if (c.limit == all) ++seen["all ones"];
    if (c.limit == (all ^ (all >> 1U))) ++seen["sign bit"];
    if (((c.limit + c.general[0].bias) & all) == 0) ++seen["lowest"];
    if (((c.limit + c.general[0].bias) & all) == all) ++seen["highest"];
  }
  EXPECT_EQ(seen.size(), 10U);
  for (const auto& [what, count] : seen) EXPECT_GE(count, 500) << what;
}

TEST(Generate, EveryRegisterEveryFeatureAndRealValues) {
  const Claim& named = claim_named("register-equals-spec");
  const Claim& features = claim_named("table-sound");
  std::set<std::uint32_t> registers;
  std::set<std::uint32_t> definitions;
  std::set<std::uint64_t> masks;
  for (std::uint64_t i = 0; i < 20'000; ++i) {
    const Case c = nth_case(named, 1, i);
    if (c.reg != kNoRegister) registers.insert(c.reg);
    masks.insert(c.writable);
    definitions.insert(nth_case(features, 1, i).item);
  }
  EXPECT_EQ(registers.size(), arch::kRegisterCount);
  EXPECT_EQ(definitions.size(), arch::kDefinitionCount);
  EXPECT_TRUE(masks.contains(0) && masks.contains(~std::uint64_t{0}));
  Random random(1);
  std::set<std::uint64_t> real;
  for (std::uint32_t reg = 0; reg < arch::kRegisterCount; ++reg)
    for (int i = 0; i < 20; ++i) real.insert(real_value(random, reg));
  EXPECT_GE(real.size(), 40U) << "three machines";
  EXPECT_EQ(real_value(random, arch::kRegisterCount), 0U);
}

TEST(Generate, SchemesThatFitAndSchemesThatDoNot) {
  const Claim& claim = claim_named("orders-equal-spec");
  std::uint64_t fitting = 0;
  for (std::uint64_t i = 0; i < kCases; ++i) {
    const Case c = nth_case(claim, 1, i);
    fitting += engine::fits(c.general[0], c.scheme) ? 1 : 0;
  }
  EXPECT_GT(fitting, kCases / 2);
  EXPECT_LT(fitting, kCases * 9 / 10);
}

TEST(Mutate, ChangesMostCasesAndKeepsTheirForm) {
  Random random(9);
  for (const Claim& claim : claims()) {
    int changed = 0;
    for (std::uint64_t i = 0; i < 200; ++i) {
      const Case before = nth_case(claim, 1, i);
      const Case after = mutate(claim, before, random);
      ASSERT_EQ(conform(claim, after), after) << claim.name;
      changed += after == before ? 0 : 1;
    }
    EXPECT_GE(changed, 40) << claim.name;
  }
}

TEST(SpoilEntry, AlwaysBreaksARule) {
  Random random(4);
  for (int i = 0; i < 20'000; ++i) {
    const auto width = static_cast<std::uint8_t>(1 + random.below(64));
    const auto shift = static_cast<std::uint8_t>(random.below(65 - width));
    Entry entry = well_formed_entry(random, {shift, width});
    ASSERT_EQ(engine::entry_error(entry), TableErrorKind::None);
    spoil_entry(random, entry);
    ASSERT_NE(engine::entry_error(entry), TableErrorKind::None) << "case " << i;
  }
}

TEST(Overlapping, SharesBitsAndIsAnother) {
  Random random(4);
  for (int i = 0; i < 20'000; ++i) {
    const auto width = static_cast<std::uint8_t>(1 + random.below(64));
    const auto shift = static_cast<std::uint8_t>(random.below(65 - width));
    const Entry entry = well_formed_entry(random, {shift, width});
    const Span other = overlapping(random, entry);
    ASSERT_NE(bits_of(entry) & (ones(other.width) << other.shift), 0U);
    ASSERT_FALSE(other.shift == shift && other.width == width);
    ASSERT_GE(other.width, 1);
    ASSERT_LE(other.shift + other.width, 64);
  }
}

// A listed exception is needed for each feature that it names, and for each of its codes.
TEST(Exceptions, EachFeatureNamedIsGainedByEachCode) {
  const std::vector<std::uint32_t> by_csv2 = definitions_gained(0);
  std::vector<std::string> features;
  for (const std::uint32_t i : by_csv2) features.emplace_back(arch::kDefinitions[i].feature);
  EXPECT_EQ(features, (std::vector<std::string>{"FEAT_CSV2_1p1", "FEAT_CSV2_1p2"}));
  const Claim& claim = *find_claim("exceptions-needed");
  for (std::uint32_t i = 0; i < kExceptionCount; ++i) {
    const std::vector<std::uint32_t> gained = definitions_gained(i);
    EXPECT_FALSE(gained.empty()) << kExceptions[i].feature;
    Case c{};
    c.item = i;
    for (c.other = 0; c.other < arch::kDefinitionCount; ++c.other) {
      const bool listed = std::ranges::find(gained, c.other) != gained.end();
      for (c.more_values[0] = 0; listed && c.more_values[0] <= width_of(kExceptions[i].values); ++c.more_values[0]) {
        for (c.more_limits[0] = 0; c.more_limits[0] <= width_of(kExceptions[i].limits); ++c.more_limits[0])
          EXPECT_EQ(claim.predicate(kEngineFunctions, c), Verdict::Holds) << kExceptions[i].feature;
        EXPECT_EQ(claim.predicate(kEngineFunctions, c), Verdict::Discarded) << "one limit further is not listed";
      }
    }
  }
}

TEST(Partition, IsDisjointAndInRange) {
  Random random(4);
  for (unsigned size = 0; size <= 100; ++size)
    for (int i = 0; i < 20; ++i) {
      std::uint64_t seen = 0;
      for (const Span& span : partition(random, size)) {
        ASSERT_GE(span.width, 1);
        ASSERT_LE(span.shift + span.width, 64);
        const std::uint64_t mask = ones(span.width) << span.shift;
        ASSERT_EQ(seen & mask, 0U);
        seen |= mask;
      }
      ASSERT_NE(seen, 0U);
    }
}

TEST(Random, IsSplitmix64) {
  // The published first outputs for seed 1234567.
  Random random(1234567);
  EXPECT_EQ(random.next(), 6457827717110365317U);
  EXPECT_EQ(random.next(), 3203168211198807973U);
  EXPECT_EQ(random.next(), 9817491932198370423U);
}

TEST(Random, BelowStaysBelowAndReachesAll) {
  Random random(1);
  EXPECT_EQ(random.below(0), 0U);
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(random.below(10));
  EXPECT_EQ(seen.size(), 10U);
  EXPECT_EQ(*seen.rbegin(), 9U);
}

}  // namespace
}  // namespace idreg::props
