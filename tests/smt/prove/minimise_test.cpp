// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is certified as the smallest: nothing that shrinking reaches is smaller, whichever case it starts from.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "props/case_io.h"
#include "props/run.h"
#include "props/smaller.h"
#include "smt/prove/prove.h"
#include "subjects/twins.h"

namespace idreg::smt::prove {
namespace {

struct Fault {
  const char* subject;
  const char* claim;
};

class Minimise : public testing::TestWithParam<Fault> {};

// Of one field in many widths, of registers by name, of lists, of exceptions.
INSTANTIATE_TEST_SUITE_P(All, Minimise,
                         testing::Values(Fault{"twin-dropped-sign", "orders-equal-spec"},
                                         Fault{"pmuver-signed", "never-above-limit"},
                                         Fault{"twin-skips-last-field", "register-equals-spec"},
                                         Fault{"twin-general-first", "precedence"},
                                         Fault{"twin-limit-only", "exceptions-needed"}));

TEST_P(Minimise, EndsAtOneCaseThatNothingFoundIsBelow) {
  const props::Claim& claim = *props::find_claim(GetParam().claim);
  const props::Subject& subject =
      *std::ranges::find(props::subjects(), std::string_view(GetParam().subject), &props::NamedSubject::name)->subject;
  Options options;
  options.subject = GetParam().subject;
  std::string first;
  for (const std::uint64_t seed : {1U, 2U}) {
    const props::RunResult run = props::sample(claim, subject, seed, 100'000);
    ASSERT_TRUE(run.counterexample.has_value());
    const auto smallest = minimise(claim, options, *run.counterexample);
    ASSERT_TRUE(smallest.has_value()) << smallest.error();
    EXPECT_TRUE(smallest->smallest);
    EXPECT_EQ(claim.predicate(subject, smallest->input), props::Verdict::Violated);
    const std::string text = props::to_json({claim.name, options.subject, smallest->input});
    if (first.empty()) first = text;
    EXPECT_EQ(text, first) << "the smallest does not depend on where one starts";
    // Lists: of the shapes that are proved, as the first level says.
    const bool lists = smallest->input.override_count + smallest->input.general_count != 0;
    EXPECT_EQ(smallest->levels.front().find("shapes of lists") != std::string::npos, lists);
    if (lists) continue;
    // From many other cases too: a register or a width of its own may hold a smaller one.
    for (std::uint64_t other = seed; other < seed + 50; ++other) {
      const props::RunResult again = props::sample(claim, subject, other, 100'000);
      ASSERT_TRUE(again.counterexample.has_value());
      const props::Case shrunk = props::shrink_greedily(claim, subject, *again.counterexample);
      EXPECT_FALSE(props::smaller(shrunk, smallest->input)) << text << props::to_json({claim.name, "", shrunk});
    }
  }
}

/// A budget of so few units is spent by the first conflict.
constexpr std::uint64_t kOneConflict = 20;

/// 0 against 1 in one bit, of a subject that is wrong about it.
props::Case one_bit(OrderKind kind, std::uint64_t bias) {
  props::Case input{};
  input.limit = 1;
  input.general_count = 1;
  input.general[0] = {.shift = 0, .width = 1, .policy = Policy::HigherSafe, .kind = kind, .bias = bias, .safe = 0};
  return input;
}

TEST(Undecided, IsSaidOfALevel) {
  const props::Claim& claim = *props::find_claim("safe-value-algebra");
  const props::Case input = one_bit(OrderKind::Rotation, 0);
  Options options;
  options.subject = "twin-first-of-two";
  options.budget = 10'000'000;
  const auto decided = minimise(claim, options, input);
  ASSERT_TRUE(decided.has_value()) << decided.error();
  EXPECT_TRUE(decided->smallest);
  for (const std::string& level : decided->levels) EXPECT_NE(level.find("unsatisfiable"), std::string::npos) << level;
  options.budget = kOneConflict;
  const auto undecided = minimise(claim, options, input);
  ASSERT_TRUE(undecided.has_value()) << undecided.error();
  EXPECT_FALSE(undecided->smallest);
  ASSERT_EQ(undecided->levels.size(), decided->levels.size());
  EXPECT_EQ(undecided->levels[1], "1 field(s) differ: fewer is not decided");
}

TEST(Undecided, IsSaidOfAPart) {
  const props::Claim& claim = *props::find_claim("raising-the-limit");
  props::Case input = one_bit(OrderKind::Rotation, 1);
  input.value = 1;
  input.general[0].policy = Policy::LowerSafe;
  Options options;
  options.subject = "twin-dropped-sign";
  options.budget = kOneConflict;
  const auto undecided = minimise(claim, options, input);
  ASSERT_TRUE(undecided.has_value()) << undecided.error();
  EXPECT_FALSE(undecided->smallest);
  ASSERT_EQ(undecided->levels.size(), 1U);
  EXPECT_NE(undecided->levels.front().find("any width was not decided: out of budget"), std::string::npos)
      << undecided->levels.front();
}

}  // namespace
}  // namespace idreg::smt::prove
