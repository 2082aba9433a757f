// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Conclusions can fail: each claim's does when some answer of the engine is another, a planted one's never.
#include "props/disturbed.h"

#include <gtest/gtest.h>

#include <string_view>

#include "props/claims.h"
#include "subjects/twins.h"

namespace idreg::props {
namespace {

constexpr std::uint64_t kCases = 5'000;

TEST(Disturbed, EveryClaimFailsWhenSomeAnswerIsAnother) {
  for (const Claim& claim : claims()) {
    if (std::string_view(claim.name) == "no-ub") continue;  // no predicate's conclusion; a twin shows that it fails
    const auto doubt = false_if_disturbed(claim, subjects::idreg_subject_engine, 1, kCases);
    ASSERT_TRUE(doubt.has_value()) << claim.name;
    EXPECT_NE(claim.predicate(subjects::idreg_subject_engine, doubt->input), Verdict::Violated)
        << claim.name << ": the engine itself does not";
  }
}

TEST(Disturbed, AConclusionThatCannotFailIsNotSeenToFail) {
  Claim planted = *find_claim("limit-permitted");
  planted.predicate = [](const Subject& subject, const Case& input) {
    return subject.permitted(Table{}, 0, input.value, input.limit) ? Verdict::Holds : Verdict::Discarded;
  };
  EXPECT_FALSE(false_if_disturbed(planted, subjects::idreg_subject_engine, 1, kCases).has_value());
}

TEST(Disturbed, TheFunctionIsNamed) {
  const auto of_mask =
      false_if_disturbed(*find_claim("covered-equals-spec"), subjects::idreg_subject_engine, 1, kCases);
  ASSERT_TRUE(of_mask.has_value());
  EXPECT_STREQ(of_mask->function, "covered");
}

TEST(Disturbed, EveryClaimAboutADesignFailsWhenItAnswersAtRandom) {
  for (const NamedSubject& one : props::subjects()) {
    if (one.subject->design == nullptr) continue;
    for (const Claim& claim : claims()) {
      if (!not_applicable(claim, *one.subject).empty() || std::string_view(claim.name) == "no-ub") continue;
      const auto doubt = false_if_disturbed(claim, *one.subject, 1, kCases);
      ASSERT_TRUE(doubt.has_value()) << claim.name << " on " << one.name;
      EXPECT_STREQ(doubt->function, "accepts");
    }
  }
}

}  // namespace
}  // namespace idreg::props
