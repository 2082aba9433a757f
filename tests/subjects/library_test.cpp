// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Subjects from shared libraries: the example in C, a variant of the engine, and what is refused.
#include "subjects/library.h"

#include <gtest/gtest.h>

#include <string>

#include "props/run.h"

namespace idreg::subjects {
namespace {

std::string refusal(const std::string& path) {
  const auto library = Library::load(path);
  return library ? std::string("loaded") : library.error();
}

TEST(Library, TheExampleIsJudgedByClaimsAboutAnswersOnly) {
  const auto library = Library::load(IDREG_EXAMPLE);
  ASSERT_TRUE(library.has_value()) << library.error();
  const props::NamedSubject& subject = (*library)->subject();
  EXPECT_STREQ(subject.name, "lower-only");
  const auto run = [&](const char* claim) {
    return props::run_property(*props::find_claim(claim), *subject.subject, 1, 20'000).outcome;
  };
  EXPECT_EQ(run("never-above-limit"), props::RunResult::Outcome::Violated);
  EXPECT_EQ(run("overrides-win"), props::RunResult::Outcome::Violated);
  EXPECT_EQ(run("no-leak"), props::RunResult::Outcome::Passed);
  EXPECT_EQ(run("limit-permitted"), props::RunResult::Outcome::Passed);
  std::size_t applicable = 0;
  for (const props::Claim& claim : props::claims()) {
    EXPECT_EQ(props::not_applicable(claim, *subject.subject).empty(), claim.whole) << claim.name;
    applicable += claim.whole ? 1 : 0;
  }
  EXPECT_EQ(applicable, 12U);
}

TEST(Library, AVariantOfTheEngineIsJudgedByEveryClaim) {
  const auto library = Library::load(IDREG_VARIANT);
  ASSERT_TRUE(library.has_value()) << library.error();
  const props::NamedSubject& subject = (*library)->subject();
  EXPECT_STREQ(subject.name, "anything-goes");
  const props::Claim& claim = *props::find_claim("policies-equal-spec");
  EXPECT_EQ(props::not_applicable(claim, *subject.subject), "");
  EXPECT_EQ(props::run_property(claim, *subject.subject, 1, 20'000).outcome, props::RunResult::Outcome::Violated);
}

TEST(Library, WhatIsNoSubjectIsRefusedInWords) {
  EXPECT_NE(refusal("no/such/file.so").find("no such file"), std::string::npos);
  EXPECT_NE(refusal("README.md").find("not a shared library"), std::string::npos);
  EXPECT_NE(refusal(IDREG_OLD).find("interface 2"), std::string::npos);
  EXPECT_NE(refusal(IDREG_STRANGER).find("defines neither"), std::string::npos);
}

}  // namespace
}  // namespace idreg::subjects
