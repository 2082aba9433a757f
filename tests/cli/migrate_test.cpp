// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "tests/cli/run.h"

namespace idreg::cli::test {
namespace {

const std::string kV1 = "tests/cli/fleet/neoverse-v1.txt";
const std::string kN1 = "tests/cli/fleet/neoverse-n1.txt";
const std::string kCpu = "corpora/templates/v1-as-n1.txt";

/// A dump of one register and, after it, what else.
std::string dump(const std::string& name, const std::string& lines) {
  return file_of(name, "kind = kvm-limit\nID_AA64PFR0_EL1 = 0x1100000011111112\n" + lines);
}

Ran check(const std::string& from, const std::string& to, const std::string& more = "") {
  return idreg("check --from " + dump("from.txt", from) + " --to " + dump("to.txt", to) + " --json " + more);
}

TEST(Migrate, EveryDifferenceOfV1AsN1IsNamedAndJudged) {
  const Ran ran = idreg("check --from " + kV1 + " --template " + kCpu + " --to " + kN1 + " --json");
  EXPECT_EQ(ran.status, 1) << ran.err;
  const auto json = ran.json();
  EXPECT_EQ(json["restores"], false);
  EXPECT_EQ(json["architectural_only"], true);
  std::set<std::string> named;
  for (const auto& reason : json["reasons"]) {
    const std::string field = reason["field"];
    named.insert(reason["register"].get<std::string>() + (field.empty() ? "" : "." + field));
    EXPECT_FALSE(reason["reason"].get<std::string>().empty());
  }
  for (const char* one : {"MIDR_EL1", "REVIDR_EL1", "ID_AA64PFR0_EL1.MPAM", "ID_AA64PFR0_EL1.RAS",
                          "ID_AA64MMFR2_EL1.IESB", "ID_AA64MMFR2_EL1.NV", "ID_AA64MMFR2_EL1.IDS",
                          "ID_AA64MMFR2_EL1.FWB", "ID_AA64MMFR2_EL1.BBM", "ID_AA64MMFR2_EL1.EVT", "ID_PFR0_EL1.DIT",
                          "ID_ISAR6_EL1.JSCVT", "ID_ISAR6_EL1.FHM", "ID_ISAR6_EL1.BF16", "ID_ISAR6_EL1.I8MM"}) {
    EXPECT_TRUE(named.contains(one)) << one;
  }
  ASSERT_EQ(json["not_judged"].size(), 1U);
  EXPECT_EQ(json["not_judged"][0]["register"], "CCSIDR[0]");
}

TEST(Migrate, TheNearestTemplateLeavesIdentityOnly) {
  const std::string nearest = scratch() + "/nearest.json";
  EXPECT_EQ(idreg("check --from " + kV1 + " --template " + kCpu + " --to " + kN1 + " --nearest " + nearest).status, 1);
  const auto json = idreg("check --from " + kV1 + " --template " + nearest + " --to " + kN1 + " --json").json();
  ASSERT_EQ(json["reasons"].size(), 2U);
  EXPECT_EQ(json["reasons"][0]["register"], "MIDR_EL1");
  EXPECT_EQ(json["reasons"][1]["register"], "REVIDR_EL1");
  EXPECT_EQ(json["nearest"].size(), 0U);
}

TEST(Migrate, CanMigrateIsSaidOnlyWhereEverythingIsJudged) {
  EXPECT_EQ(check("MIDR_EL1 = 1\n", "MIDR_EL1 = 1\n").status, 0);
  const Ran state = check("0x603000000013c100 = 1\n", "0x603000000013c100 = 2\n");
  EXPECT_EQ(state.status, 3);
  EXPECT_TRUE(state.json()["restores"].is_null());
  const Ran text = idreg("check --from " + dump("a.txt", "0x603000000013c100 = 1\n") + " --to " +
                         dump("b.txt", "0x603000000013c100 = 2\n"));
  EXPECT_FALSE(contains(text.out, "can migrate")) << text.out;
  EXPECT_TRUE(contains(text.out, "S3_0_C2_C0_0 (state): differs")) << text.out;
  EXPECT_EQ(check("", "MIDR_EL1 = 1\n").status, 3) << "what one side lacks is not assumed";
  EXPECT_EQ(check("", "MIDR_EL1 = 1\n", "--strict").status, 2);
}

TEST(Migrate, FirmwareByItsOwnOrders) {
  const std::string psci = "KVM_REG_ARM_PSCI_VERSION = ";
  EXPECT_EQ(check(psci + "0x10000\n", psci + "0x10001\n").status, 0);
  EXPECT_EQ(check(psci + "0x10001\n", psci + "0x10000\n").status, 1);
  const std::string workaround = "KVM_REG_ARM_SMCCC_ARCH_WORKAROUND_1 = ";
  EXPECT_EQ(check(workaround + "1\n", workaround + "2\n").status, 0);
  EXPECT_EQ(check(workaround + "2\n", workaround + "1\n").status, 1);
  const std::string services = "KVM_REG_ARM_STD_BMAP = ";
  EXPECT_EQ(check(services + "0b01\n", services + "0b11\n").status, 0);
  EXPECT_EQ(check(services + "0b10\n", services + "0b01\n").status, 1);
  EXPECT_EQ(check("MIDR_EL1 = 1\n", "MIDR_EL1 = 2\n").status, 1);
}

TEST(Migrate, SveLengthsBySubsetAndAgainstTheFieldThatShowsSve) {
  const std::string lengths = "KVM_REG_ARM64_SVE_VLS = ";
  const Ran without = check(lengths + "1\n", lengths + "1\n");
  EXPECT_EQ(without.status, 1) << "ID_AA64PFR0_EL1.SVE is 0";
  const auto sve = [&](const std::string& a, const std::string& b) {
    const std::string head = "kind = kvm-limit\nID_AA64PFR0_EL1 = 0x1100000111111112\n";
    return idreg("check --from " + file_of("a.txt", head + a) + " --to " + file_of("b.txt", head + b)).status;
  };
  EXPECT_EQ(sve(lengths + "3\n", lengths + "0xb\n"), 0);
  EXPECT_EQ(sve(lengths + "4\n", lengths + "3\n"), 1);
  EXPECT_EQ(sve("", ""), 3) << "SVE is shown and nothing is known of its lengths";
}

TEST(Migrate, UsageInWords) {
  EXPECT_TRUE(contains(idreg("check --from " + kV1).err, "--from DUMP and --to DUMP go together"));
  EXPECT_TRUE(contains(idreg("check ID_AA64PFR0_EL1 1 --from " + kV1 + " --to " + kN1).err, "in place of a register"));
  EXPECT_TRUE(
      contains(idreg("check --from " + kV1 + " --template " + kN1 + " --to " + kN1).err, "takes a CPU template"));
  EXPECT_TRUE(contains(idreg("check ID_AA64PFR0_EL1 1").err, "--limit is missing"));
  EXPECT_EQ(idreg("check").status, 2);
}

}  // namespace
}  // namespace idreg::cli::test
