// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// `idreg probe` on recorded files; tests/lab boots.
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/cli/run.h"

namespace idreg::cli::test {
namespace {

TEST(Probe, ShowsTheAnswersToTheCodesOfAField) {
  const Ran ran = idreg("probe --from corpora/cpus/emulated/max --field ID_AA64DFR0.PMUVer --json");
  EXPECT_EQ(ran.status, 0) << ran.err;
  const auto json = ran.json();
  ASSERT_EQ(json["fields"].size(), 1U) << ran.out;
  EXPECT_EQ(json["fields"][0]["limit"], "0x6");
  ASSERT_EQ(json["fields"][0]["codes"].size(), 16U);
  EXPECT_EQ(json["fields"][0]["codes"][8]["result"], "EINVAL");
  EXPECT_EQ(json["fields"][0]["codes"][15]["stored"], "0x0");
  EXPECT_EQ(json["calls"][0]["count"], 16);
  EXPECT_EQ(json["above_limit"].size(), 0U);
}

TEST(Probe, AFieldThatNobodyTriedIsInconclusive) {
  EXPECT_EQ(idreg("probe --from corpora/cpus/emulated/max --field ID_AA64ISAR0.AES").status, 3);
  EXPECT_EQ(idreg("probe --from corpora/cpus/emulated/cortex-a72").status, 3) << "no writes there";
}

TEST(Probe, AValueAboveTheLimitIsAFinding) {
  const std::string file =
      file_of("requests.txt",
              "kernel 6.6\nfeatures pmu\n"
              "register ID_AA64DFR0_EL1 S3_0_C0_C5_0 limit 0x606 mask 0xf0f\n0x806 ok\n0x506 EINVAL\n");
  const std::string directory = std::filesystem::path(file).parent_path();
  const Ran ran = idreg("probe --from " + directory + " --field ID_AA64DFR0.PMUVer");
  EXPECT_EQ(ran.status, 1);
  EXPECT_TRUE(contains(ran.out, "NOT AT OR BELOW THE LIMIT: 8 was stored")) << ran.out;
  EXPECT_TRUE(contains(ran.out, "5 was refused although it is at or below the limit")) << ran.out;
  EXPECT_TRUE(contains(ran.out, "0x00000000_00000806 stored, the limit is 0x00000000_00000606")) << ran.out;
  const Ran json = idreg("probe --json --from " + directory);
  EXPECT_EQ(json.status, 1);
  EXPECT_EQ(json.json()["above_limit"][0]["stored"], "0x806");
}

TEST(Probe, RefusesWhatItCannotRead) {
  EXPECT_EQ(idreg("probe --from /nowhere").status, 2);
  EXPECT_TRUE(contains(idreg("probe --from corpora/arch").err, "holds none of the probe's files"));
  EXPECT_TRUE(contains(idreg("probe --from corpora/cpus/emulated/max --field PMUVerr").err, "did you mean"));
  EXPECT_EQ(idreg("probe --from corpora/cpus/emulated/max --cpu max").status, 2) << "nothing is probed then";
  EXPECT_TRUE(contains(idreg("probe", "IDREG_KVM_LAB=/nowhere").err, "cannot start /nowhere"));
  EXPECT_EQ(idreg("probe", "IDREG_KVM_LAB=/bin/false").status, 2) << "its files are not there";
}

}  // namespace
}  // namespace idreg::cli::test
