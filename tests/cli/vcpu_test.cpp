// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a vCPU is created with decides which fields it can show, and which limits a dump speaks of.
#include <gtest/gtest.h>

#include "tests/cli/run.h"

namespace idreg::cli::test {
namespace {

/// A dump of a vCPU with these features, with SVE and a PMU where it has them.
std::string vcpu(const std::string& name, const std::string& features, bool sve, bool pmu) {
  return file_of(name, "kind = kvm-limit\n" + (features.empty() ? "" : "vcpu = " + features + "\n") +
                           "ID_AA64PFR0_EL1 = " + (sve ? "0x1100000111111112" : "0x1100000011111112") +
                           "\nID_AA64DFR0_EL1 = " + (pmu ? "0x10305606" : "0x10305006") + "\n" +
                           (sve ? "KVM_REG_ARM64_SVE_VLS = 3\n" : ""));
}

/// Firecracker's template with these features and capabilities; it sets PFR0.CSV3 to what it is.
std::string cpu_template(const std::string& bitmap, const std::string& capabilities) {
  return file_of("cpu.json", R"({"kvm_capabilities": [)" + capabilities +
                                 R"(], "vcpu_features": [{"index": 0, "bitmap": ")" + bitmap +
                                 R"("}], "reg_modifiers": [{"addr": "0x603000000013c020", "bitmap": "0b0001)" +
                                 std::string(60, 'x') + R"("}]})");
}

TEST(Vcpu, FieldsOfAFeatureThatTheVcpuLacksAreConflicts) {
  const Ran bad = idreg("lint " + vcpu("a.txt", "pmu", true, true) + " --json");
  EXPECT_EQ(bad.status, 1) << bad.err;
  const auto json = bad.json();
  ASSERT_EQ(json["not_of_this_vcpu"].size(), 1U);
  EXPECT_EQ(json["not_of_this_vcpu"][0]["field"], "ID_AA64PFR0_EL1.SVE");
  const Ran text = idreg("lint " + vcpu("a.txt", "pmu", true, true));
  EXPECT_TRUE(contains(text.out, "the vCPU is created without sve (KVM_ARM_VCPU_SVE)")) << text.out;
  EXPECT_EQ(idreg("lint " + vcpu("b.txt", "pmu", false, true) + " --json").json()["not_of_this_vcpu"].size(), 0U);
  EXPECT_EQ(idreg("lint " + vcpu("c.txt", "", true, true) + " --json").json()["not_of_this_vcpu"].size(), 0U)
      << "nothing is assumed where the file does not say";
}

TEST(Vcpu, ATemplatesFeaturesAreWhatTheGuestIsCreatedWith) {
  const std::string host = vcpu("host.txt", "", true, true);
  const auto fields = [&](const std::string& bitmap) {
    const auto json = idreg("lint " + cpu_template(bitmap, "") + " --base " + host + " --json").json();
    std::string names;
    for (const auto& one : json["not_of_this_vcpu"]) names += one["field"].get<std::string>() + " ";
    return names;
  };
  EXPECT_EQ(fields("0b11xxx"), "");
  EXPECT_EQ(fields("0b10xxx"), "ID_AA64DFR0_EL1.PMUVer ");
  EXPECT_EQ(fields("0b1xxx"), "ID_AA64PFR0_EL1.SVE ") << "a feature that the template does not ask for is off";
}

TEST(Vcpu, LimitsOfAVcpuWithoutTheFeatureSayNothingOfOneThatHasIt) {
  const std::string from = vcpu("from.txt", "sve", true, false);
  const Ran other = idreg("check --from " + from + " --to " + vcpu("to.txt", "none", false, false) + " --json");
  EXPECT_EQ(other.status, 3) << other.out;
  bool named = false;
  for (const auto& one : other.json()["not_judged"]) named = named || one["register"] == "sve";
  EXPECT_TRUE(named);
  EXPECT_EQ(idreg("check --from " + from + " --to " + vcpu("to.txt", "sve", true, false)).status, 0);
  EXPECT_EQ(idreg("check --from " + from + " --to " + vcpu("to.txt", "", false, false)).status, 1)
      << "where the destination does not say its features its values are the limits";
}

TEST(Vcpu, CapabilitiesThatATemplateDemands) {
  const std::string from = vcpu("from.txt", "", true, false);
  const auto to = [&](const std::string& capabilities, const std::string& head, bool sve) {
    const std::string path =
        file_of("to.txt", head + "\nID_AA64PFR0_EL1 = " + (sve ? "0x1100000111111112" : "0x1100000011111112") +
                              "\nID_AA64ZFR0_EL1 = 0\nID_AA64DFR0_EL1 = 0x10305006\nKVM_REG_ARM64_SVE_VLS = 3\n");
    return idreg("check --from " + from + " --template " + cpu_template("0b1xxxx", capabilities) + " --to " + path +
                 " --json")
        .json();
  };
  const auto has = [](const auto& list) {
    for (const auto& one : list) {
      if (one["register"] == "KVM_CAP_ARM_SVE") return true;
    }
    return false;
  };
  EXPECT_TRUE(has(to(R"("170")", "kind = raw", false)["reasons"])) << "hardware without SVE has no such capability";
  EXPECT_FALSE(has(to(R"("170")", "kind = raw", true)["reasons"]));
  EXPECT_TRUE(has(to(R"("170")", "kind = kvm-limit\nvcpu = none", false)["not_judged"]));
  EXPECT_FALSE(has(to(R"("!170")", "kind = kvm-limit\nvcpu = none", false)["not_judged"]));
  const auto unknown = to(R"("9999")", "kind = raw", true)["not_judged"];
  ASSERT_GE(unknown.size(), 1U);
  EXPECT_EQ(unknown[unknown.size() - 1]["register"], "KVM capability 9999");
}

}  // namespace
}  // namespace idreg::cli::test
