// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the split of a claim rests on: a part that is left out says nothing new, and a part about all widths or places
// hides none in which the precondition cannot be met.
#include "smt/prove/plan.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "engine/tables.h"
#include "props/run.h"
#include "subjects/twins.h"

namespace idreg::smt::prove {
namespace {

using props::Case;
using props::Claim;
using props::Verdict;

constexpr std::uint64_t kCases = 100'000;

Case exchanged(Case c) {
  if (c.item < c.general_count && c.other < c.general_count) std::swap(c.general[c.item], c.general[c.other]);
  if (c.item < c.override_count && c.other < c.override_count) std::swap(c.overrides[c.item], c.overrides[c.other]);
  return c;
}

/// Native cases in which the claim holds, until `visit` says that it has seen enough.
template <class Visit>
void cases_that_hold(const Claim& claim, Visit visit) {
  props::Random random(1);
  for (std::uint64_t i = 0; i < kCases; ++i) {
    const Case input = props::generate(claim, random, static_cast<unsigned>(i % 100));
    if (claim.predicate(subjects::idreg_subject_engine, input) == Verdict::Holds && visit(input)) return;
  }
}

TEST(Plan, WhatIsSaidOfTwoEntriesIsSaidOfThemExchanged) {
  const Claim& claim = *props::find_claim("precedence-order");
  std::map<Verdict, int> seen;
  props::Random random(1);
  for (int i = 0; i < 20'000; ++i) {
    const Case input = props::generate(claim, random, static_cast<unsigned>(i % 100));
    for (const props::NamedSubject& subject : props::subjects()) {
      if (!props::not_applicable(claim, *subject.subject).empty()) continue;
      const Verdict verdict = claim.predicate(*subject.subject, input);
      ASSERT_EQ(verdict, claim.predicate(*subject.subject, exchanged(input))) << subject.name;
      ++seen[verdict];
    }
  }
  EXPECT_GT(seen[Verdict::Holds], 1'000);
  EXPECT_GT(seen[Verdict::Violated], 10) << "of twins";
}

/// The fields that the lists of a case merge to, as general entries; nothing if they do not merge.
std::optional<Case> in_one_list(Case c) {
  Table table;
  const TableError error = engine::merge(c.general, c.general_count, c.overrides, c.override_count, &table);
  if (error.kind != TableErrorKind::None) return std::nullopt;
  c.general_count = c.override_count = 0;
  for (const Entry& slot : table.slots) {
    if (slot.width != 0) c.general[c.general_count++] = slot;
  }
  return c;
}

// Claims about tables are not asked of lists with overrides, but for the one about what the helper lets pass.
TEST(Plan, WhatIsSaidOfATableIsSaidOfItsFieldsInOneList) {
  int violated = 0;
  for (const Claim& claim : props::claims()) {
    const bool shortened = claim.reads.lists && claim.reads.registers && !claim.reads.scheme;
    if (!shortened || std::string_view(claim.name) == "no-ub") continue;
    std::map<Verdict, int> seen;
    props::Random random(1);
    for (int i = 0; i < 5'000; ++i) {
      const Case input = props::generate(claim, random, static_cast<unsigned>(i % 100));
      const auto other = in_one_list(input);
      if (!other || input.reg != props::kNoRegister || input.override_count == 0) continue;
      for (const props::NamedSubject& subject : props::subjects()) {
        if (subject.subject->merge != &engine::merge || subject.subject->design != nullptr) continue;
        const Verdict verdict = claim.predicate(*subject.subject, input);
        ASSERT_EQ(verdict, claim.predicate(*subject.subject, *other)) << claim.name << " on " << subject.name;
        ++seen[verdict];
      }
    }
    EXPECT_GT(seen[Verdict::Holds], 1'000) << claim.name;
    violated += seen[Verdict::Violated] > 10 ? 1 : 0;
  }
  EXPECT_GT(violated, 8) << "of twins";
}

/// At how many of the 64 bits the fields of any table are asked about; each once.
std::size_t bits_asked(const std::vector<PartPlan>& parts) {
  std::set<std::uint64_t> bits;
  for (const PartPlan& part : parts) {
    if (!part.any_table) continue;
    for (const std::uint64_t bit : part.values)
      EXPECT_TRUE(bit < kRegisterBits && bits.insert(bit).second) << part.name;
  }
  return bits.size();
}

TEST(Plan, AFieldOfAnyTableIsAskedAboutAtEveryBit) {
  for (const char* name : {"never-above-limit", "explain-exactly"}) {
    const Claim& claim = *props::find_claim(name);
    EXPECT_EQ(bits_asked(plan(claim, true)), kRegisterBits) << name;
    EXPECT_EQ(bits_asked(with_places(plan(claim, true))), kRegisterBits) << name;
  }
}

// Scripts for other solvers are files by these names, written and removed side by side.
TEST(Plan, PartsOfAClaimHaveNamesOfTheirOwn) {
  for (const Claim& claim : props::claims()) {
    const bool traps = std::string_view(claim.name) == "no-ub";
    std::set<std::string> names;
    for (const PartPlan& part : traps ? plan_traps(true) : plan(claim, true))
      EXPECT_TRUE(names.insert(part.name).second) << claim.name << ": " << part.name;
  }
}

TEST(Plan, OfTwoArrangementsOneIsAsked) {
  const Claim& claim = *props::find_claim("precedence-order");
  using Shape = std::pair<std::uint64_t, std::uint64_t>;
  using Arrangement = std::pair<std::vector<Shape>, std::vector<Shape>>;
  const auto list = [](const PartPlan& part, const char* name, const char* count) {
    std::vector<Shape> shapes;
    for (std::uint64_t i = 0; i < part.fixed.at(count); ++i)
      shapes.emplace_back(part.fixed.at(fmt::format("{}[{}].shift", name, i)),
                          part.fixed.at(fmt::format("{}[{}].width", name, i)));
    return shapes;
  };
  std::set<Arrangement> all;
  const std::vector<PartPlan> parts = plan(claim, true);
  for (const PartPlan& part : parts) {
    auto general = list(part, "general", "general_count");
    auto overrides = list(part, "overrides", "override_count");
    all.emplace(general, overrides);
    if (general.size() == 2) std::ranges::reverse(general);
    if (overrides.size() == 2) std::ranges::reverse(overrides);
    all.emplace(general, overrides);
  }
  // Of 4 shapes: lists of 2 and 2, of 2 and up to 1, of up to 1 and 2.
  EXPECT_EQ(all.size(), 16U * 16 + 16 * 5 + 5 * 16);
  // Those that are their own mirror: two equal entries (4), or at most one.
  EXPECT_EQ(parts.size(), (16U * 16 + 4 * 4) / 2 + 2 * 5 * (16 + 4) / 2);
}

/// Widths of a field in which no case was seen to hold.
std::set<unsigned> empty_widths(const Claim& claim) {
  std::set<unsigned> empty;
  for (unsigned width = 1; width <= kRegisterBits; ++width) empty.insert(width);
  cases_that_hold(claim, [&](const Case& input) { return empty.erase(input.general[0].width), empty.empty(); });
  return empty;
}

TEST(Plan, EveryWidthHasACaseThatHolds) {
  for (const Claim& claim : props::claims()) {
    if (claim.reads.one_entry) EXPECT_EQ(empty_widths(claim), std::set<unsigned>{}) << claim.name;
  }
  Claim planted = *props::find_claim("extraction");
  planted.predicate = [](const props::Subject& subject, const Case& input) {
    return input.general[0].width == 7 ? Verdict::Discarded
                                       : props::find_claim("extraction")->predicate(subject, input);
  };
  EXPECT_EQ(empty_widths(planted), std::set<unsigned>{7});
}

TEST(Plan, EveryStepIsTakenAtEveryBit) {
  for (const Claim& claim : props::claims()) {
    if (!claim.reads.slots || claim.reads.any_bytes) continue;
    std::set<std::pair<bool, std::uint8_t>> missing;
    for (unsigned bit = 0; bit < kRegisterBits; ++bit) {
      for (const bool general : {false, true}) missing.emplace(general, static_cast<std::uint8_t>(bit));
    }
    cases_that_hold(claim, [&](const Case& input) {
      return missing.erase({input.general_count != 0, input.overrides[0].shift}), missing.empty();
    });
    EXPECT_TRUE(missing.empty()) << claim.name << ": " << missing.size() << " steps are never taken";
  }
}

}  // namespace
}  // namespace idreg::smt::prove
