// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// `idreg check --from --to --linux`: the answer is what the tree's own code says, on miniatures.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/audit/code/command.h"

namespace idreg::audit::code::testing {

namespace {

class Check : public Command {
 protected:
  std::string dump(const std::string& name, const std::string& lines) {
    return file(name, "kind = kvm-limit\nvcpu = pmu\n" + lines);
  }
  /// Status and answer of a guest that shows `value` and a host whose fresh vCPU shows `limit`.
  int check(const std::string& value, const std::string& limit, const std::string& flags = "",
            const std::string& more = "") {
    const int status = run("check --json --ir --linux " + tree("tree", flags) + " --from " + dump("from", value) +
                           " --to " + dump("to", limit) + " " + more);
    json_ = nlohmann::json::parse(said_, nullptr, false);
    EXPECT_FALSE(json_.is_discarded()) << said_;
    return status;
  }
  [[nodiscard]] std::string reason(std::size_t i = 0) const { return json_["reasons"][i]["reason"]; }

  nlohmann::json json_;
};

const std::string kDfr0 = "ID_AA64DFR0_EL1 = ";

}  // namespace

TEST_F(Check, WhatTheTreeTakesRestores) {
  EXPECT_EQ(check(kDfr0 + "0x406", kDfr0 + "0x506"), 0) << said_;
  EXPECT_EQ(json_["architectural_only"], false);
  EXPECT_EQ(json_["restores"], true);
  EXPECT_EQ(json_["permitted"], 1);
}

TEST_F(Check, WhatItRefusesIsNamedWithItsAnswer) {
  EXPECT_EQ(check(kDfr0 + "0x606", kDfr0 + "0x506"), 1) << said_;
  EXPECT_EQ(json_["reasons"][0]["field"], "PMUVer");
  EXPECT_EQ(reason().find("KVM answers EINVAL; above the limit"), 0U) << reason();
  EXPECT_EQ(json_["nearest"][0]["to"], "0x5");
}

TEST_F(Check, ATreesOwnPolicyCountsWhereTheArchitecturePermits) {
  // DebugVer 5 is at or below 6; the tree demands at least 6.
  EXPECT_EQ(check(kDfr0 + "0x505", kDfr0 + "0x506"), 1) << said_;
  EXPECT_EQ(reason(), "KVM answers EINVAL, though it is at or below the limit");
  EXPECT_EQ(json_["nearest"][0]["to"], "0x6") << "the limit's code, where KVM takes no lower one";
  // WRPs is not in the writable mask.
  EXPECT_EQ(check(kDfr0 + "0x100506", kDfr0 + "0x200506", "-DDFR0_MASK=0xf0fULL"), 1) << said_;
  EXPECT_EQ(reason(), "KVM answers EINVAL: the kernel does not let this field be written");
  // 0xF is stored as 0.
  EXPECT_EQ(check(kDfr0 + "0xf06", kDfr0 + "0x506"), 1) << said_;
  EXPECT_EQ(reason().find("KVM stores 0x0 in its place"), 0U) << reason();
}

TEST_F(Check, ATreeThatTakesTooMuchDoesNotHideIt) {
  EXPECT_EQ(check(kDfr0 + "0x806", kDfr0 + "0x506", "-DPMUVER_SIGNED=1"), 1) << said_;
  EXPECT_EQ(reason().find("KVM takes it, but it is above the limit"), 0U) << reason();
}

TEST_F(Check, WhatIsNotDecidedIsNotGuessed) {
  EXPECT_EQ(check(kDfr0 + "0x406", kDfr0 + "0x506", "-DEXTRA_FACT=1"), 3) << said_;
  EXPECT_TRUE(json_["restores"].is_null());
  EXPECT_EQ(check(kDfr0 + "0x706", kDfr0 + "0x706"), 3) << "the tree caps PMUVer at 6";
  EXPECT_NE(said_.find("is the dump from another kernel?"), std::string::npos) << said_;
}

TEST_F(Check, WhatKvmStoresUnjudgedIsUndecidedAndNotReadOnly) {
  const std::string same = kDfr0 + "0x506\nID_AA64PFR2_EL1 = 1";
  const auto why = [&](const std::string& flags) {
    EXPECT_EQ(check(same, same, flags), 3) << said_;
    EXPECT_TRUE(json_["restores"].is_null()) << said_;
    EXPECT_EQ(json_["reasons"].size(), 0U) << said_;
    const auto& open = json_["not_judged"];
    return open.size() == 1 && open[0]["register"] == "ID_AA64PFR2_EL1" ? open[0]["reason"].get<std::string>() : said_;
  };
  // No set_user and a place in the vCPU: any value is stored. A set_user without a reset: no limit is known.
  EXPECT_NE(why("-DWITH_PFR2=7").find("stores any value"), std::string::npos) << said_;
  EXPECT_NE(why("-DWITH_PFR2=0 -DPFR2_SET=set_id_reg").find("no reset function"), std::string::npos) << said_;
  // Neither: userspace cannot write it, and equal values restore.
  EXPECT_EQ(check(same, same, "-DWITH_PFR2=0"), 0) << said_;
}

TEST_F(Check, RegistersThatCannotBeWrittenMustBeEqual) {
  EXPECT_EQ(check(kDfr0 + "0x506\nID_AA64ISAR0_EL1 = 1", kDfr0 + "0x506\nID_AA64ISAR0_EL1 = 1"), 0) << said_;
  EXPECT_EQ(check(kDfr0 + "0x506\nID_AA64ISAR0_EL1 = 1", kDfr0 + "0x506\nID_AA64ISAR0_EL1 = 0x11"), 1) << said_;
  EXPECT_EQ(reason(), "this kernel's KVM has no such register");
}

TEST_F(Check, EachHostHasItsOwnTree) {
  const std::string lower = dump("lower", kDfr0 + "0x406");
  const std::string host = dump("host", kDfr0 + "0x506");
  const std::string broken = tree("broken", "-DPMUVER_TYPE=FTR_EXACT");
  EXPECT_EQ(run("check --ir --from " + lower + " --to " + host + "@" + tree("right", "")), 0) << said_;
  EXPECT_TRUE(said("what KVM of " + tree("right", "") + " accepts")) << said_;
  EXPECT_EQ(run("check --ir --from " + lower + " --to " + host + "@" + broken), 1) << said_;
  EXPECT_EQ(run("check --ir --linux " + tree("right", "") + " --from " + lower + " --to " + host + "@" + broken), 1)
      << "a host's own tree goes before that of all";
  // The template is refused where it is applied already.
  const std::string cpu = file("cpu", "kind = template\nID_AA64DFR0_EL1.PMUVer = 4\n");
  EXPECT_EQ(run("check --ir --from " + host + "@" + broken + " --template " + cpu + " --to " + host + "@" +
                tree("right", "")),
            1)
      << said_;
  EXPECT_TRUE(said("where the template is applied: KVM answers EINVAL")) << said_;
}

TEST_F(Check, FeaturesOfTheVcpuDecide) {
  // Without a PMU no host has such a limit; with it, it is one.
  const std::string host = file("host", "kind = kvm-limit\n" + kDfr0 + "0x506\n");
  const std::string ask = "check --ir --linux " + tree("tree", "") + " --from " + host + " --to " + host + " --vcpu ";
  EXPECT_EQ(run(ask + "pmu"), 0) << said_;
  EXPECT_EQ(run(ask + "none"), 1) << said_;
  EXPECT_EQ(run(ask + "avx"), 2) << said_;
  EXPECT_TRUE(said("avx is no feature")) << said_;
}

TEST_F(Check, UsageInWords) {
  const std::string host = dump("host", kDfr0 + "0x506");
  EXPECT_EQ(run("check --ir --linux /nowhere --from " + host + " --to " + host), 2) << said_;
  EXPECT_EQ(run("check ID_AA64DFR0_EL1 1 --limit 1 --linux " + tree("tree", "")), 2) << said_;
  EXPECT_TRUE(said("--linux goes with --from DUMP and --to DUMP")) << said_;
}

}  // namespace idreg::audit::code::testing
