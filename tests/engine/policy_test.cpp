// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "engine/policy.h"

#include <vector>

#include <gtest/gtest.h>

#include "tests/engine/model.h"

namespace idreg::engine {
namespace {

using model::Code;

struct Functions {
  decltype(&safe_code) safe = safe_code;
  decltype(&permitted_code) permit = permitted_code;
  decltype(&not_above) below = not_above;
};

bool agree(const Functions& f, const Entry& entry, Code a, Code b) {
  return f.safe(entry, a, b) == model::safe(entry, a, b) && f.permit(entry, a, b) == model::permitted(entry, a, b) &&
         f.below(entry, a, b) == model::not_above(entry, a, b);
}

int disagreements(unsigned width, const Functions& f) {
  int wrong = 0;
  model::for_each_entry(width, [&](const Entry& entry) {
    for (Code a = 0; a < Code{1} << width; ++a) {
      for (Code b = 0; b < Code{1} << width; ++b) wrong += agree(f, entry, a, b) ? 0 : 1;
    }
  });
  return wrong;
}

TEST(Policy, AgreesWithTheModelForEveryEntryAndCodeAtSmallWidths) {
  for (unsigned width = 1; width <= model::kSmall; ++width) EXPECT_EQ(disagreements(width, {}), 0) << width;
}

TEST(Policy, TheComparisonNoticesExactTakenForTheSafeValueOnly) {
  Functions wrong;
  wrong.permit = [](const Entry& e, std::uint64_t value, std::uint64_t limit) noexcept {
    return safe_code(e, value, limit) == value;
  };
  EXPECT_GT(disagreements(1, wrong), 0);
}

TEST(Policy, TheComparisonNoticesHigherOrZeroTakenForHigher) {
  Functions wrong;
  wrong.safe = [](const Entry& e, std::uint64_t a, std::uint64_t b) noexcept {
    Entry other = e;
    if (e.policy == Policy::HigherOrZeroSafe) other.policy = Policy::HigherSafe;
    return safe_code(other, a, b);
  };
  EXPECT_GT(disagreements(2, wrong), 0);
}

TEST(Policy, TheComparisonNoticesOnlyTheLimitBelowForExact) {
  Functions wrong;
  wrong.below = permitted_code;
  EXPECT_GT(disagreements(2, wrong), 0);
}

TEST(Policy, AgreesWithTheModelAtWordEdges) {
  model::Random random(3);
  for (const unsigned width : {5U, 31U, 32U, 33U, 63U, 64U}) {
    for (int i = 0; i < 20000; ++i) {
      const Entry entry = random.entry(64 - width, width);
      const Code a = random.code(width);
      const Code b = random.below(4) == 0 ? a : random.code(width);
      ASSERT_TRUE(agree({}, entry, a, b)) << model::to_string(entry) << ": " << a << ", " << b;
    }
  }
}

/// What an answer of `nearest_code` must satisfy, by trying every code: it is one of the permitted
/// codes at or below the wanted one, and none of those is higher; the limit if there are none.
/// (Two groups of flags of an Exact entry may be neither above nor below each other: then either.)
bool is_nearest(const Entry& entry, Code wanted, Code limit, Code answer, bool found) {
  std::vector<Code> candidates;
  for (Code code = 0; code < Code{1} << entry.width; ++code) {
    if (model::permitted(entry, code, limit) && model::not_above(entry, code, wanted)) candidates.push_back(code);
  }
  if (candidates.empty()) return !found && answer == limit;
  bool is_candidate = false;
  for (const Code other : candidates) {
    is_candidate = is_candidate || other == answer;
    const bool higher = model::not_above(entry, answer, other) && !model::not_above(entry, other, answer);
    if (higher) return false;
  }
  return found && is_candidate;
}

int not_nearest(unsigned width, decltype(&nearest_code) function) {
  int wrong = 0;
  model::for_each_entry(width, [&](const Entry& entry) {
    for (Code wanted = 0; wanted < Code{1} << width; ++wanted) {
      for (Code limit = 0; limit < Code{1} << width; ++limit) {
        bool found = false;
        const Code answer = function(entry, wanted, limit, &found);
        wrong += is_nearest(entry, wanted, limit, answer, found) ? 0 : 1;
      }
    }
  });
  return wrong;
}

TEST(Policy, NearestIsTheHighestPermittedCodeAtOrBelowTheWantedOne) {
  for (unsigned width = 1; width <= model::kSmall; ++width) EXPECT_EQ(not_nearest(width, nearest_code), 0) << width;
}

TEST(Policy, TheComparisonNoticesANearestThatIsMerelyPermitted) {
  const auto always_limit = [](const Entry&, std::uint64_t, std::uint64_t limit, bool* found) noexcept {
    *found = true;
    return limit;
  };
  EXPECT_GT(not_nearest(2, always_limit), 0);
  const auto always_lowest = [](const Entry& e, std::uint64_t wanted, std::uint64_t limit, bool* found) noexcept {
    const std::uint64_t code = nearest_code(e, wanted, limit, found);
    return permitted_code(e, 0, limit) ? 0 : code;
  };
  EXPECT_GT(not_nearest(2, always_lowest), 0);
}

TEST(Policy, NearestIsPermittedAtWordEdges) {
  model::Random random(4);
  for (const unsigned width : {31U, 32U, 33U, 63U, 64U}) {
    for (int i = 0; i < 20000; ++i) {
      const Entry entry = random.entry(0, width);
      const Code wanted = random.code(width);
      const Code limit = random.code(width);
      bool found = false;
      const Code answer = nearest_code(entry, wanted, limit, &found);
      ASSERT_TRUE(model::permitted(entry, answer, limit)) << model::to_string(entry);
      ASSERT_EQ(found, model::not_above(entry, answer, wanted)) << model::to_string(entry) << wanted << limit;
      if (model::permitted(entry, wanted, limit)) ASSERT_EQ(answer, wanted) << model::to_string(entry);
    }
  }
}

TEST(Policy, SignedAndPmuVersionFields) {
  const Entry signed_field{16, 4, Policy::LowerSafe, OrderKind::Rotation, 8, 8};
  EXPECT_FALSE(permitted_code(signed_field, 0x0, 0xF));
  EXPECT_TRUE(permitted_code(signed_field, 0xF, 0x0));
  const Entry pmu{8, 4, Policy::LowerSafe, OrderKind::Rotation, 1, 0xF};
  EXPECT_FALSE(permitted_code(pmu, 8, 7));
  EXPECT_FALSE(permitted_code(pmu, 0, 0xF));
  EXPECT_TRUE(permitted_code(pmu, 0xF, 0));
}

}  // namespace
}  // namespace idreg::engine
