// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// idreg mutate: a seeded sample in every run, all that are expected in a campaign (IDREG_MUTANTS).
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>

#include "tests/cli/run.h"

namespace idreg::cli::test {
namespace {

constexpr const char* kExpected = "tests/expect/mutants.txt";

TEST(Mutate, ThoseThatAreExpectedAreKilledOrEquivalent) {
  const Ran ran = idreg(fmt::format("mutate --json --expect {} {}", kExpected, IDREG_MUTANTS));
  EXPECT_EQ(ran.status, 0) << ran.out << ran.err;
  const auto summary = ran.json()["summary"];
  EXPECT_EQ(summary["unexpected"], 0);
  EXPECT_EQ(summary["killed"].get<int>() + summary["equivalent"].get<int>(), summary["mutants"].get<int>());
  fmt::print("{}\n", summary.dump());
}

TEST(Mutate, TheListIsNotEmptied) {
  std::ifstream file(kExpected);
  std::size_t lines = 0;
  for (std::string line; std::getline(file, line);) lines += line.empty() || line[0] == '#' ? 0U : 1U;
  EXPECT_GE(lines, 48U);
}

TEST(Mutate, ANameThatNoLongerAppliesFailsTheRun) {
  const std::string stale = file_of("stale.txt", "fields.extract/mul.0/as-add killed extraction\n");
  const Ran ran = idreg("mutate --expect " + stale);
  EXPECT_EQ(ran.status, 1);
  EXPECT_TRUE(contains(ran.err, "fields.extract/mul.0/as-add no longer applies")) << ran.err;
  EXPECT_EQ(idreg("mutate --only fields.extract/mul.0/as-add").status, 2);
}

TEST(Mutate, AKillCountsOnlyForTheClaimThatIsNamed) {
  // The mutant breaks extraction, and not what is expected here.
  const std::string wrong = file_of("wrong.txt", "fields.extract/and.0/forget killed orders-equal-spec\n");
  const Ran ran = idreg("mutate --fuzz-time 0 --property-cases 0 --corpus '' --expect " + wrong);
  EXPECT_EQ(ran.status, 1) << ran.out << ran.err;
  EXPECT_TRUE(contains(ran.out, "expected killed orders-equal-spec")) << ran.out;
  EXPECT_TRUE(contains(ran.out, "property tests not asked"));
}

TEST(Mutate, RefusesWhatItCannotRead) {
  const std::string bad = file_of("bad.txt", "fields.extract/and.0/forget dead\n");
  const Ran ran = idreg("mutate --expect " + bad);
  EXPECT_EQ(ran.status, 2);
  EXPECT_TRUE(contains(ran.err, "bad.txt:1: expected \"MUTANT killed CLAIM\"")) << ran.err;
}

}  // namespace
}  // namespace idreg::cli::test
