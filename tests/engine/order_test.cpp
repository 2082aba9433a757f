// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "engine/order.h"

#include <gtest/gtest.h>

#include "engine/policy.h"
#include "tests/engine/model.h"

namespace idreg::engine {
namespace {

using model::Code;

/// Triples (scheme, a, b) of one width where a function is not the relation written out as a list.
int disagreements(unsigned width, decltype(&at_or_below) below) {
  int wrong = 0;
  model::for_each_scheme(width, [&](const Scheme& scheme) {
    const model::Relation relation = model::relation_of(scheme, width);
    for (Code a = 0; a < relation.size(); ++a) {
      for (Code b = 0; b < relation.size(); ++b) {
        wrong += below(scheme, width, a, b) == relation[a][b] ? 0 : 1;
        // The test's own second form, so that it may speak for widths that no list can.
        wrong += model::at_or_below(scheme, width, a, b) == relation[a][b] ? 0 : 1;
      }
    }
  });
  return wrong;
}

TEST(Order, AtOrBelowIsTheListOfCodesAtSmallWidths) {
  for (unsigned width = 1; width <= model::kSmall; ++width) EXPECT_EQ(disagreements(width, at_or_below), 0) << width;
}

TEST(Order, TheComparisonNoticesASignThatIsDropped) {
  const auto unsigned_only = [](const Scheme& s, std::uint32_t width, std::uint64_t a, std::uint64_t b) noexcept {
    return at_or_below({s.kind, s.kind == OrderKind::Rotation ? 0 : s.bias, s.safe}, width, a, b);
  };
  EXPECT_GT(disagreements(4, unsigned_only), 0);
}

TEST(Order, TheComparisonNoticesFlagsComparedAsNumbers) {
  const auto as_numbers = [](const Scheme& s, std::uint32_t width, std::uint64_t a, std::uint64_t b) noexcept {
    return s.kind == OrderKind::Subset ? a <= b : at_or_below(s, width, a, b);
  };
  EXPECT_GT(disagreements(2, as_numbers), 0);
}

TEST(Order, RankIsThePlaceInTheList) {
  for (unsigned width = 1; width <= model::kSmall; ++width) {
    for (Code bias = 0; bias < Code{1} << width; ++bias) {
      const model::Relation relation = model::relation_of({OrderKind::Rotation, bias, 0}, width);
      for (Code code = 0; code < relation.size(); ++code) {
        Code lower = 0;
        for (Code other = 0; other < relation.size(); ++other) lower += relation[other][code] ? 1 : 0;
        EXPECT_EQ(rank(code, bias, width), lower - 1) << "code " << code << " bias " << bias << " width " << width;
      }
    }
  }
}

TEST(Order, LowestIsAtOrBelowEveryCode) {
  for (unsigned width = 1; width <= model::kSmall; ++width) {
    model::for_each_scheme(width, [&](const Scheme& scheme) {
      const model::Relation relation = model::relation_of(scheme, width);
      const Code found = lowest(scheme, width);
      ASSERT_LT(found, relation.size());
      for (Code code = 0; code < relation.size(); ++code) EXPECT_TRUE(relation[found][code]);
    });
  }
}

TEST(Order, AgreesWithWideArithmeticAtWordEdges) {
  model::Random random(2);
  for (const unsigned width : {5U, 31U, 32U, 33U, 63U, 64U}) {
    for (int i = 0; i < 20000; ++i) {
      const auto kind = static_cast<OrderKind>(random.below(kOrderKinds));
      const bool rotates = kind == OrderKind::Rotation || kind == OrderKind::ReverseRotation;
      const Scheme scheme{kind, rotates ? random.code(width) : 0, random.code(width)};
      const Code a = random.code(width);
      const Code b = random.code(width);
      ASSERT_EQ(at_or_below(scheme, width, a, b), model::at_or_below(scheme, width, a, b))
          << "width " << width << " kind " << static_cast<int>(kind) << " bias " << scheme.bias << ": " << a << ", "
          << b;
      ASSERT_TRUE(model::at_or_below(scheme, width, lowest(scheme, width), b)) << "width " << width;
    }
  }
}

/// Whether all that an entry permits is in the scheme's relation, by trying every pair of codes.
bool permits_only_below(const Entry& entry, const model::Relation& relation) {
  for (Code value = 0; value < relation.size(); ++value) {
    for (Code limit = 0; limit < relation.size(); ++limit) {
      if (model::permitted(entry, value, limit) && !relation[value][limit]) return false;
    }
  }
  return true;
}

/// Pairs (entry, scheme) of one width where `fits` is not exact; the first few are named.
int inexact(unsigned width, decltype(&fits) function, bool name_them) {
  int wrong = 0;
  model::for_each_scheme(width, [&](const Scheme& scheme) {
    const model::Relation relation = model::relation_of(scheme, width);
    model::for_each_entry(width, [&](const Entry& entry) {
      if (function(entry, scheme) == permits_only_below(entry, relation)) return;
      if (name_them && ++wrong <= 10) {
        ADD_FAILURE() << model::to_string(entry) << " in scheme kind " << static_cast<int>(scheme.kind) << " bias "
                      << scheme.bias << " safe " << scheme.safe << ": fits says " << function(entry, scheme);
      }
      wrong += name_them ? 0 : 1;
    });
  });
  return wrong;
}

TEST(Fits, IsExactForEveryEntryAndSchemeAtSmallWidths) {
  for (unsigned width = 1; width <= model::kSmall; ++width) EXPECT_EQ(inexact(width, fits, true), 0) << width;
}

TEST(Fits, TheComparisonNoticesAnAnswerThatIsTooKindAndOneThatIsTooStrict) {
  EXPECT_GT(inexact(2, [](const Entry&, const Scheme&) noexcept { return true; }, false), 0);
  EXPECT_GT(inexact(2, [](const Entry&, const Scheme&) noexcept { return false; }, false), 0);
}

TEST(Fits, PmuVersionDeclaredSignedDoesNotFit) {
  const Scheme pmu{OrderKind::Rotation, 1, 0};
  EXPECT_FALSE(fits({8, 4, Policy::LowerSafe, OrderKind::Rotation, 8, 0}, pmu));
  EXPECT_TRUE(fits({8, 4, Policy::LowerSafe, OrderKind::Rotation, 1, 0}, pmu));
}

}  // namespace
}  // namespace idreg::engine
