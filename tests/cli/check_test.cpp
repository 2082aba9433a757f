// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <gtest/gtest.h>

#include "tests/cli/run.h"

namespace idreg::cli::test {
namespace {

TEST(Check, RefusesPmuVersionAboveTheLimitAndOffersTheNearest) {
  const Ran ran = idreg("check ID_AA64DFR0_EL1 0x900 --limit 0x600");
  EXPECT_EQ(ran.status, 1);
  EXPECT_TRUE(contains(ran.out, "PMUVer [11:8]"));
  EXPECT_TRUE(contains(ran.out, "above the limit: 9"));
  EXPECT_TRUE(contains(ran.out, "PMU-version order"));
  EXPECT_TRUE(contains(ran.out, "nearest permitted value: 0x00000000_00000600"));
  EXPECT_TRUE(contains(ran.out, "FEAT_PMUv3p9"));
  EXPECT_TRUE(contains(ran.out, "architectural only"));
  EXPECT_TRUE(contains(ran.out, "not covered"));
}

TEST(Check, KnowsThatFIsTheLowestPmuVersion) {
  EXPECT_EQ(idreg("check ID_AA64DFR0_EL1 0 --limit 0xf00").status, 1);
  EXPECT_EQ(idreg("check ID_AA64DFR0_EL1 0xf00 --limit 0").status, 0);
  EXPECT_EQ(idreg("check ID_AA64DFR0_EL1 0x600 --limit 0x600").status, 0);
}

TEST(Check, TakesNamesInAnyCaseAndNumbersInAnyBase) {
  EXPECT_EQ(idreg("check id_aa64dfr0 2304 --limit 0b0110_0000_0000").status, 1);
  EXPECT_EQ(idreg("check ID_AA64DFR0 0x5_00 --limit 1536").status, 0);
}

TEST(Check, DocumentHasTheKeysOfTheInterface) {
  const Ran ran = idreg("check ID_AA64DFR0_EL1 0x900 --limit 0x600 --json");
  EXPECT_EQ(ran.status, 1);
  const auto json = ran.json();
  ASSERT_TRUE(json.is_object()) << ran.out << ran.err;
  EXPECT_EQ(json["schema"], 1);
  EXPECT_EQ(json["architectural_only"], true);
  EXPECT_EQ(json["register"], "ID_AA64DFR0_EL1");
  EXPECT_EQ(json["value"], "0x900");
  EXPECT_EQ(json["limit"], "0x600");
  EXPECT_EQ(json["limit_kind"], "unstated");
  EXPECT_EQ(json["permitted"], false);
  ASSERT_EQ(json["violations"].size(), 1U);
  EXPECT_EQ(json["violations"][0]["field"], "PMUVer");
  EXPECT_EQ(json["violations"][0]["value"], "0x9");
  EXPECT_EQ(json["violations"][0]["limit"], "0x6");
  EXPECT_TRUE(json["violations"][0]["reason"].is_string());
  EXPECT_EQ(json["nearest"], "0x600");
}

TEST(Check, NamesTheKindOfLimit) {
  const auto json = idreg("check CTR_EL0 0 --limit 0 --limit-kind kvm-limit --json").json();
  EXPECT_EQ(json["limit_kind"], "kvm-limit");
  EXPECT_EQ(json["architectural_only"], false);
  const Ran ran = idreg("check CTR_EL0 0 --limit 0 --limit-kind kvm-limit");
  EXPECT_FALSE(contains(ran.out, "architectural only"));
  EXPECT_EQ(idreg("check CTR_EL0 0 --limit 0 --limit-kind kvm").status, 2);
}

TEST(Check, BitsInNoFieldMustEqualTheLimits) {
  const auto json = idreg("check ID_AA64ZFR0_EL1 0x30000000 --limit 0 --json").json();
  EXPECT_EQ(json["permitted"], false);
  EXPECT_EQ(json["violations"][0]["field"], "[29:28]");
  EXPECT_EQ(idreg("check ID_AA64ZFR0_EL1 0x30000000 --limit 0x30000000").status, 0);
}

TEST(Check, AMaskClosesFields) {
  const Ran ran = idreg("check ID_AA64DFR0_EL1 0x500 --limit 0x600 --writable 0x700");
  EXPECT_EQ(ran.status, 1);
  EXPECT_TRUE(contains(ran.out, "not writable"));
  EXPECT_EQ(idreg("check ID_AA64DFR0_EL1 0x500 --limit 0x600 --writable 0xf00").status, 0);
}

// The mistake of Linux 6.5: the table says yes, and the answer must not be green.
TEST(Check, NamesEntriesThatDoNotFitFirstAndTrustsThemNot) {
  const std::string arguments = "check ID_AA64DFR0_EL1 0x800 --limit 0 --override PMUVer=signed,LowerSafe";
  const Ran ran = idreg(arguments);
  EXPECT_EQ(ran.status, 1);
  EXPECT_TRUE(ran.out.starts_with("warning: ID_AA64DFR0_EL1.PMUVer")) << ran.out;
  EXPECT_TRUE(contains(ran.out, "above the limit in the architecture's scheme"));
  const auto json = idreg(arguments + " --json").json();
  EXPECT_EQ(json["permitted"], true);
  EXPECT_EQ(json["above_limit"][0]["field"], "PMUVer");
  EXPECT_EQ(json["misfits"][0]["field"], "PMUVer");
  EXPECT_EQ(json["nearest"], "0x0") << "nearest by the architecture";
  EXPECT_EQ(idreg("check ID_AA64DFR0_EL1 0x800 --limit 0x800 --override PMUVer=signed,LowerSafe").status, 0);
}

TEST(Check, TakesTablesFromFiles) {
  const std::string table = file_of("table.txt", "register ID_AA64DFR0_EL1\n  PMUVer  unsigned  LowerSafe\n");
  EXPECT_EQ(idreg("check ID_AA64DFR0_EL1 0 --limit 0xf00 --table " + table).status, 1) << "above, though permitted";
  EXPECT_EQ(idreg("check ID_AA64DFR0_EL1 0 --limit 0x1 --table " + table).status, 1) << "DebugVer is in no field";
  EXPECT_EQ(idreg("check ID_AA64DFR0_EL1 0x400 --limit 0x500 --table " + table).status, 0);
  EXPECT_EQ(idreg("check ID_AA64DFR0_EL1 0 --limit 0xf00 --override " + table).status, 1);
}

TEST(Check, SeveralOverridesDoNotSwallowTheOtherArguments) {
  EXPECT_EQ(idreg("check --override PMUVer=pmu,LowerSafe --override DebugVer=unsigned,Exact,6 ID_AA64DFR0_EL1 0x506 "
                  "--limit 0x608")
                .status,
            0);
}

TEST(Check, WordsForFlagsAndExactFields) {
  const Ran exact = idreg("check ID_AA64DFR0_EL1 0x5 --limit 0x8 --override DebugVer=unsigned,Exact,0");
  EXPECT_EQ(exact.status, 1);
  EXPECT_TRUE(contains(exact.out, "the entry is Exact")) << exact.out;
  const Ran strict = idreg("check ID_AA64DFR0_EL1 0x5 --limit 0x8 --override DebugVer=unsigned,HigherSafe");
  EXPECT_EQ(strict.status, 1);
  EXPECT_TRUE(contains(strict.out, "refused by the entry")) << strict.out;
}

TEST(Check, OfDumps) {
  const std::string low = file_of("low.txt", "kind = guest\nID_AA64DFR0_EL1 = 0x500\nCTR_EL0 = 0x8444c004\n");
  const std::string high = file_of("high.txt", "kind = raw\nID_AA64DFR0_EL1 = 0x600\n");
  const Ran good = idreg("check " + low + " --limit " + high);
  EXPECT_EQ(good.status, 0) << good.out << good.err;
  EXPECT_TRUE(contains(good.out, "1 of 1 registers permitted"));
  EXPECT_TRUE(contains(good.out, "CTR_EL0")) << "not judged, and said so";
  EXPECT_TRUE(contains(good.out, "architectural only"));
  EXPECT_EQ(idreg("check " + high + " --limit " + low).status, 1);
  const auto json = idreg("check " + high + " --limit " + low + " --json").json();
  EXPECT_EQ(json["permitted"], false);
  EXPECT_EQ(json["limit_kind"], "guest");
  EXPECT_EQ(json["registers"][0]["violations"][0]["field"], "PMUVer");
}

// Field by field both are lower; together they gain CSV2_1p1.
TEST(Check, SaysThatFieldsTogetherGainAFeature) {
  const std::string value =
      file_of("csv2.txt", "kind = guest\nID_AA64PFR0_EL1 = 0x0100000000000000\nID_AA64PFR1_EL1 = 0x100000000\n");
  const std::string limit =
      file_of("csv2l.txt", "kind = raw\nID_AA64PFR0_EL1 = 0x0200000000000000\nID_AA64PFR1_EL1 = 0x100000000\n");
  const Ran ran = idreg("check " + value + " --limit " + limit);
  EXPECT_EQ(ran.status, 1);
  EXPECT_TRUE(contains(ran.out, "FEAT_CSV2_1p1")) << ran.out;
}

}  // namespace
}  // namespace idreg::cli::test
