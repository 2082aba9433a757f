// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The enumeration that gcc compiled (cli/enumerator_main.cpp): no claim about one field is violated by the engine,
// every twin about one field is found, and of the designs it says what tests/expect/designs.txt says.
// IDREG_ENUMERATOR: its path, empty without g++.
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include "cli/child.h"
#include "cli/enumerated.h"
#include "props/claims.h"

namespace idreg::cli {
namespace {

/// What the enumerator says of a subject; a failure of the test if it cannot be had.
Enumerated enumerated(const std::string& budget, const std::string& subject, const std::string& glob) {
  const Result<Said> said = listen_to_child({IDREG_ENUMERATOR, budget, subject, glob});
  EXPECT_TRUE(said) << subject;
  if (!said) return {};
  Result<Enumerated> all = read_enumerated(said->out);
  EXPECT_TRUE(all) << said->out;
  return all ? std::move(*all) : Enumerated{};
}

/// What an enumeration says otherwise than a proof; empty if nothing. `wide`: the fault is in wider fields only.
std::string complaint(const std::string& outcome, const Exhausted& exhausted, bool wide) {
  std::uint64_t cases = 0;
  for (const ExhaustedWidth& one : exhausted.widths) cases += one.cases;
  if (outcome == "proved" || wide) return exhausted.violation ? "violated" : cases == 0 ? "no case" : "";
  return exhausted.violation ? "" : "not violated";
}

/// Refuted only by fields of 32 bits and more, which the enumeration does not try.
bool seen_in_wide_fields_only(const std::string& subject, const std::string& claim) {
  const std::set<std::string> designs = {
      "merged-table", "caller-override-posted", "caller-override-repaired", "ignore-mask",
      "linux-6.5",    "linux-unsigned"};
  return claim == "raising-the-limit" && designs.contains(subject);
}

class Enumerator : public testing::Test {
 protected:
  void SetUp() override {
    if (std::string(IDREG_ENUMERATOR).empty()) GTEST_SKIP() << "g++ is not installed (tools/setup names it)";
  }
};

TEST_F(Enumerator, NoClaimAboutOneFieldIsViolated) {
  const Enumerated all = enumerated(IDREG_CASES, "engine", "*");
  EXPECT_TRUE(all.compiler.starts_with("g++ ")) << all.compiler;
  EXPECT_EQ(all.claims.size(), 10U);
  for (const auto& [claim, exhausted] : all.claims) {
    EXPECT_EQ(complaint("proved", exhausted, false), "") << claim;
    ASSERT_EQ(exhausted.widths.size(), 8U) << claim;
    for (const ExhaustedWidth& one : exhausted.widths)
      if (one.width <= 4) EXPECT_GT(one.cases, 0U) << claim;
  }
  // Claims about two codes and one order are decided whole at width 6 by the ordinary run, at 8 by the campaign.
  const ExhaustedWidth& whole = all.claims.at("orders-equal-spec").widths.at(IDREG_WIDTH - 1);
  EXPECT_EQ(whole.left_out, 0U);
}

TEST_F(Enumerator, EveryTwinIsRefuted) {
  unsigned twins = 0;
  for (const props::NamedSubject& twin : props::subjects()) {
    if (twin.refutes == nullptr) continue;
    const Enumerated all = enumerated("300000", twin.name, twin.refutes);
    if (all.claims.empty()) continue;  // about more than one field
    ++twins;
    const Exhausted& exhausted = all.claims.at(twin.refutes);
    ASSERT_EQ(complaint("refuted", exhausted, false), "") << twin.name;
    // What gcc compiled violates it; so does what clang compiled.
    const props::Claim& claim = *props::find_claim(twin.refutes);
    EXPECT_EQ(claim.predicate(*twin.subject, *exhausted.violation), props::Verdict::Violated) << twin.name;
  }
  EXPECT_GE(twins, 10U);
}

TEST_F(Enumerator, EntriesOfAnyBytes) {
  const Result<Said> engine = listen_to_child({IDREG_ENUMERATOR, "entries", "engine"});
  ASSERT_TRUE(engine);
  EXPECT_EQ(engine->status, 0) << engine->out;
  EXPECT_NE(engine->out.find("entries-equal-spec borders cases "), std::string::npos) << engine->out;
  const Result<Said> twin = listen_to_child({IDREG_ENUMERATOR, "entries", "twin-lax-entry"});
  ASSERT_TRUE(twin);
  EXPECT_EQ(twin->status, 1) << twin->out;
}

TEST_F(Enumerator, TheDesignsAreAsTheProofsSay) {
  std::ifstream file("tests/expect/designs.txt");
  std::map<std::string, Enumerated> by_subject;
  unsigned cells = 0;
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string subject;
    std::string claim;
    std::string outcome;
    if (line.starts_with("#") || !(words >> subject >> claim >> outcome)) continue;
    if (!by_subject.contains(subject)) by_subject[subject] = enumerated("300000", subject, "*");
    const auto found = by_subject[subject].claims.find(claim);
    if (found == by_subject[subject].claims.end()) continue;
    ++cells;
    EXPECT_EQ(complaint(outcome, found->second, seen_in_wide_fields_only(subject, claim)), "")
        << subject << ", " << claim << ": " << outcome;
  }
  EXPECT_GE(cells, 27U);
}

TEST_F(Enumerator, CodeFromOutsideThatGccCompiled) {
  // The example takes every entry for unsigned and lower-safe.
  const Enumerated all = enumerated("300000", IDREG_OUTSIDE_BY_GCC, "*");
  for (const char* claim : {"field-equals-spec", "not-too-strict", "raising-the-limit"}) {
    ASSERT_TRUE(all.claims.contains(claim)) << claim;
    EXPECT_EQ(complaint("refuted", all.claims.at(claim), false), "") << claim;
  }
}

TEST(Enumerated, AnotherOutcomeIsNoticed) {
  EXPECT_EQ(complaint("proved", {{}, props::Case{}}, false), "violated");
  EXPECT_EQ(complaint("proved", {{{1, 0, 4, 4}}, {}}, false), "no case");
  EXPECT_EQ(complaint("refuted", {{{1, 7, 4, 0}}, {}}, false), "not violated");
  EXPECT_EQ(complaint("refuted", {{}, props::Case{}}, true), "violated");
}

TEST(Enumerated, WhatIsSaidIsReadWholeOrNotAtAll) {
  const std::string compiler = "compiler g++ 12.2.0\n";
  const auto good = read_enumerated(compiler + "a width 3 cases 5 shapes 4 left-out 1\na width 4 violated 0001\n");
  ASSERT_TRUE(good);
  EXPECT_EQ(good->claims.at("a").widths.at(0).left_out, 1U);
  EXPECT_TRUE(good->claims.at("a").violation);
  for (const char* bad :
       {"", "a width 3", "a width 3 cases 5 shapes 4 left-out", "a width 3 violated 0", "a width 3 violated 0g",
        "a width x cases 5 shapes 4 left-out 1", "a width 3 cases 5 shapes 4 left-out 1 more"}) {
    EXPECT_FALSE(read_enumerated(bad)) << bad;
    EXPECT_TRUE(std::string(bad).empty() || !read_enumerated(compiler + bad)) << bad;
  }
}

}  // namespace
}  // namespace idreg::cli
