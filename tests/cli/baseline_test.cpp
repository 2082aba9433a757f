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

TEST(Baseline, ThePictureOfAFleet) {
  const Ran ran = idreg("baseline " + kMachines + " --table --html " + scratch() + "/fleet.html");
  EXPECT_EQ(ran.status, 0);
  EXPECT_TRUE(contains(ran.out, "FEAT_LSE           x   x   .    .\n")) << ran.out;
  EXPECT_TRUE(contains(ran.out, "FEAT_CRC32         x   x   x    x\n")) << ran.out;
  const Ran page = idreg("--version >/dev/null; cat " + scratch() + "/fleet.html");
  EXPECT_TRUE(contains(page.out, "<th scope=\"row\">FEAT_LSE</th><td class=\"yes\">yes</td>"));
  EXPECT_FALSE(contains(page.out, "http")) << "nothing is fetched";
  EXPECT_EQ(idreg("baseline " + kMachines + " --html /nonexistent/x").status, 2);
}

TEST(Baseline, UsageInWords) {
  EXPECT_EQ(idreg("baseline " + kMachines + " --weight FEAT_SVE").status, 2);
  EXPECT_TRUE(contains(idreg("baseline " + kMachines + " --weight FEAT_NONE=2").err, "no rule knows FEAT_NONE"));
  EXPECT_EQ(idreg("baseline " + kMachines + " --budget 1").status, 3);
}

}  // namespace
}  // namespace idreg::cli::test
