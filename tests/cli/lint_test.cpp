// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <gtest/gtest.h>

#include "tests/cli/run.h"

namespace idreg::cli::test {
namespace {

const std::string kSha = "kind = template\nID_AA64ISAR0_EL1.SHA2 = 2\nID_AA64ISAR0_EL1.SHA3 = 0\n";

TEST(Lint, ATemplateThatNoCpuCouldBeIsRefusedWithTheRule) {
  const Ran ran = idreg("lint " + file_of("sha.txt", kSha) + " --base corpora/cpus/graviton-3.txt --json");
  EXPECT_EQ(ran.status, 1) << ran.err;
  const auto json = ran.json();
  EXPECT_EQ(json["consistent"], false);
  bool found = false;
  for (const auto& conflict : json["conflicts"]) {
    if (conflict["of_base"] == true) continue;
    found = true;
    EXPECT_EQ(conflict["words"],
              "ID_AA64ISAR0_EL1.SHA3 = 0 means no FEAT_SHA3; ID_AA64ISAR0_EL1.SHA2 = 2 means FEAT_SHA512; but "
              "FEAT_SHA512 requires FEAT_SHA3: set ID_AA64ISAR0_EL1.SHA2 to at most 1, or ID_AA64ISAR0_EL1.SHA3 to "
              "at least 1");
    EXPECT_EQ(conflict["repair"].size(), 2U);
  }
  EXPECT_TRUE(found);
  EXPECT_EQ(json["repair"].dump(), R"([{"field":"ID_AA64ISAR0_EL1.SHA2","from":"0x2","to":"0x1"}])");
}

TEST(Lint, WhatTheHardwareBreaksIsToldFromWhatTheTemplateAdds) {
  const Ran raw = idreg("lint corpora/cpus/graviton-3.txt");
  EXPECT_EQ(raw.status, 1);
  EXPECT_TRUE(contains(raw.out, "by the hardware itself]")) << raw.out;
  const std::string harmless = file_of("dp.txt", "kind = template\nID_AA64ISAR0_EL1.DP = 0\n");
  const Ran worse = idreg("lint " + harmless + " --base corpora/cpus/graviton-3.txt");
  EXPECT_EQ(worse.status, 1) << "Armv8.4 demands FEAT_DotProd beside FEAT_AdvSIMD, and RNDR says Armv8.4";
  EXPECT_TRUE(contains(worse.out, "[added by the template]")) << worse.out;
  EXPECT_TRUE(contains(worse.out, "[broken by the base already]")) << worse.out;
  const std::string good = file_of("rndr.txt", "kind = template\nID_AA64ISAR0_EL1.RNDR = 0\n");
  const Ran better = idreg("lint " + good + " --base corpora/cpus/graviton-3.txt");
  EXPECT_EQ(better.status, 0) << better.out;
  EXPECT_TRUE(contains(better.out, "nothing conflicts that the base does not break")) << better.out;
}

TEST(Lint, PartialAndMalformedInputGetsAClearWord) {
  const std::string open = file_of("open.json", R"({"reg_modifiers": [{"addr": "0x603000000013c030", "bitmap": "0b)" +
                                                    std::string(60, 'x') + "0001\"}]}");
  const Ran without = idreg("lint " + open);
  EXPECT_EQ(without.status, 2);
  EXPECT_TRUE(contains(without.err, "leaves bits open: ID_AA64ISAR0_EL1 [63:4]; give a dump to apply it to"))
      << without.err;
  const Ran strict = idreg("lint corpora/cpus/raspberry-pi-4.txt --strict");
  EXPECT_EQ(strict.status, 2);
  EXPECT_TRUE(contains(strict.err, "lacks ID_DFR0_EL1")) << strict.err;
  const Ran listed = idreg("lint corpora/cpus/raspberry-pi-4.txt");
  EXPECT_EQ(listed.status, 0) << listed.out;
  EXPECT_TRUE(contains(listed.out, "not in the dump, so left open: ID_DFR0_EL1")) << listed.out;
  EXPECT_EQ(idreg("lint /nonexistent").status, 2);
  EXPECT_EQ(idreg("lint corpora/cpus/raspberry-pi-4.txt --budget 1").status, 3);
}

TEST(Lint, AGuestOfAHypervisorThatLowersDebugVer) {
  const auto json = idreg("lint tests/cli/fleet/neoverse-v1.txt --json").json();
  std::string all;
  for (const auto& conflict : json["conflicts"]) all += conflict["words"].get<std::string>() + "\n";
  EXPECT_TRUE(contains(all, "ID_AA64DFR0_EL1.DebugVer = 6 means no FEAT_Debugv8p4")) << all;
}

}  // namespace
}  // namespace idreg::cli::test
