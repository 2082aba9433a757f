// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <gtest/gtest.h>

#include "tests/cli/run.h"

namespace idreg::cli::test {
namespace {

const std::string kMachines =
    "corpora/cpus/ampere-altra.txt corpora/cpus/graviton-3.txt corpora/cpus/raspberry-pi-4.txt";

TEST(Baseline, ThreeMachinesProvedBest) {
  const Ran ran = idreg("baseline " + kMachines + " --json");
  EXPECT_EQ(ran.status, 0) << ran.err;
  const auto json = ran.json();
  EXPECT_EQ(json["proved_best"], true);
  EXPECT_EQ(json["waived"].size(), 0U);
  EXPECT_EQ(json["features"].size(), 17U);
  for (const auto& reg : json["registers"]) EXPECT_TRUE(reg["value"].is_string()) << reg;
  for (const auto& lost : json["lost"]) EXPECT_TRUE(lost["lacking"].is_array());
  EXPECT_EQ(json["gain_by_dropping"].size(), 3U);
}

TEST(Baseline, TheWrittenValuesArePermittedEverywhereAndCouldBeACpu) {
  const std::string written = scratch() + "/baseline.txt";
  EXPECT_EQ(idreg("baseline " + kMachines + " --write " + written).status, 0);
  EXPECT_EQ(idreg("lint " + written).status, 0);
  for (const char* machine : {"ampere-altra", "graviton-3", "raspberry-pi-4"}) {
    EXPECT_EQ(idreg("check " + written + " --limit corpora/cpus/" + machine + ".txt").status, 0) << machine;
  }
}

TEST(Baseline, UsageInWords) {
  EXPECT_EQ(idreg("baseline " + kMachines + " --weight FEAT_SVE").status, 2);
  EXPECT_TRUE(contains(idreg("baseline " + kMachines + " --weight FEAT_NONE=2").err, "no rule knows FEAT_NONE"));
  EXPECT_EQ(idreg("baseline " + kMachines + " --budget 1").status, 3);
}

}  // namespace
}  // namespace idreg::cli::test
