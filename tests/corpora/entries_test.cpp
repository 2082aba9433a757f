// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "corpora/entries.h"

#include <gtest/gtest.h>

#include "corpora/arch/lookup.h"
#include "engine/tables.h"

namespace idreg::corpora {
namespace {

const arch::Register& reg(std::string_view name) { return *arch::find_register(name); }
std::uint32_t index(std::string_view name) { return arch::index_of(reg(name)); }

TEST(ParseEntries, ReadsATable) {
  const auto found = parse_entries(
      "# mine\nregister id_aa64dfr0\n  pmuver signed LowerSafe\n  15:12 unsigned Exact 5 # comment\n"
      "register CTR_EL0\n [29:28] flags lowersafe\n CWG unsigned FTR_HIGHER_OR_ZERO_SAFE\n",
      "f");
  ASSERT_TRUE(found) << to_text(found.error());
  const std::uint32_t dfr0 = index("ID_AA64DFR0");
  const std::uint32_t ctr = index("CTR");
  const std::vector<NamedEntry> expected = {
      {dfr0, "PMUVer", {8, 4, Policy::LowerSafe, OrderKind::Rotation, 8, 8}, 3},
      {dfr0, "BRPs", {12, 4, Policy::Exact, OrderKind::Rotation, 0, 5}, 4},
      {ctr, "[29:28]", {28, 2, Policy::LowerSafe, OrderKind::Subset, 0, 0}, 6},
      {ctr, "CWG", {24, 4, Policy::HigherOrZeroSafe, OrderKind::Rotation, 0, 0}, 7},
  };
  EXPECT_EQ(*found, expected);
  EXPECT_EQ(entries_of(*found, dfr0).size(), 2U);
  EXPECT_TRUE(entries_of(*found, index("ID_PFR0")).empty());
}

TEST(ParseEntries, NamesTheLine) {
  const auto fault = [](const std::string& text) {
    const auto found = parse_entries(text, "f");
    return found ? std::string("none") : to_text(found.error());
  };
  EXPECT_EQ(fault(""), "f: no entries found; expected 'register NAME' and lines 'FIELD ORDER POLICY'");
  EXPECT_EQ(fault("register CTR\n"), "f: no entries found; expected 'register NAME' and lines 'FIELD ORDER POLICY'");
  EXPECT_EQ(fault("\nDIC unsigned LowerSafe\n"),
            "f:2: 'DIC unsigned LowerSafe': expected 'register NAME' before any entry");
  EXPECT_EQ(fault("register CTR_EL2\n"), "f:1: 'CTR_EL2' is not a register, did you mean CTR_EL0?");
  EXPECT_EQ(fault("register\n"), "f:1: '' is not a register");
  const std::string head = "register CTR\n";
  EXPECT_EQ(fault(head + "DIK unsigned LowerSafe\n"), "f:2: CTR_EL0 has no field 'DIK', did you mean DIC?");
  EXPECT_EQ(fault(head + "0:3 unsigned LowerSafe\n"), "f:2: '0:3' is not MSB:LSB with 63 >= MSB >= LSB");
  EXPECT_EQ(fault(head + "64:1 unsigned LowerSafe\n"), "f:2: '64:1' is not MSB:LSB with 63 >= MSB >= LSB");
  EXPECT_EQ(fault(head + "DIC unsigned\n"), "f:2: expected ORDER, POLICY and perhaps a safe value");
  EXPECT_EQ(fault(head + "DIC unsigned LowerSafe 0 0\n"), "f:2: expected ORDER, POLICY and perhaps a safe value");
  EXPECT_EQ(fault(head + "DIC up LowerSafe\n"),
            "f:2: 'up' is not an order: unsigned, signed, pmu, hazard, zero-highest, zero-lowest, flags or none");
  EXPECT_EQ(fault(head + "DIC unsigned Low\n"),
            "f:2: 'Low' is not a policy: Exact, LowerSafe, HigherSafe or HigherOrZeroSafe");
  EXPECT_EQ(fault(head + "DIC none LowerSafe\n"),
            "f:2: there is no such order, or the policy needs one and the field has none (only Exact does without)");
  EXPECT_EQ(fault(head + "CWG unsigned LowerSafe\n7:0 unsigned LowerSafe\n26:25 unsigned LowerSafe\n"),
            "f:4: [26:25] shares bits with CWG in line 2");
  EXPECT_EQ(fault(head + "CWG unsigned LowerSafe\nregister ID_PFR0\n26:25 unsigned LowerSafe\n"), "none");
}

std::string override_fault(std::string_view text, const arch::Register* within = nullptr) {
  const auto found = parse_override(text, within);
  return found ? "none" : to_text(found.error());
}

TEST(ParseOverride, TakesBitsFromTheField) {
  const NamedEntry expected{index("ID_AA64DFR0"), "PMUVer", {8, 4, Policy::LowerSafe, OrderKind::Rotation, 8, 8}, 0};
  EXPECT_EQ(parse_override("PMUVer=signed,LowerSafe"), expected);
  EXPECT_EQ(parse_override(" id_aa64dfr0.pmuver = SIGNED , lowersafe , -8 "), expected);
  EXPECT_EQ(parse_override("ID_AA64DFR0_EL1.11:8=signed,LowerSafe"), expected);
  EXPECT_EQ(parse_override("[11:8]=signed,LowerSafe", &reg("ID_AA64DFR0")), expected);
  EXPECT_EQ(parse_override("MTPMU=pmu,LowerSafe", &reg("ID_DFR1"))->reg, index("ID_DFR1"));
}

TEST(ParseOverride, SaysWhatIsWrong) {
  EXPECT_EQ(override_fault("PMUVer"), "override 'PMUVer': expected NAME=ORDER,POLICY[,SAFE]");
  EXPECT_EQ(override_fault("MTPMU=signed,LowerSafe"),
            "override 'MTPMU=signed,LowerSafe': 'MTPMU' is a field of several registers: write one of "
            "ID_DFR1_EL1.MTPMU, ID_AA64DFR0_EL1.MTPMU");
  EXPECT_EQ(override_fault("PMUVr=signed,LowerSafe"),
            "override 'PMUVr=signed,LowerSafe': 'PMUVr' is not a field of any register, did you mean PMUVer?");
  EXPECT_EQ(override_fault("ID_X.PMUVer=signed,LowerSafe"),
            "override 'ID_X.PMUVer=signed,LowerSafe': 'ID_X' is not a register");
  EXPECT_EQ(override_fault("CTR.PMUVer=signed,LowerSafe"),
            "override 'CTR.PMUVer=signed,LowerSafe': CTR_EL0 has no field 'PMUVer'");
  EXPECT_EQ(override_fault("11:8=signed,LowerSafe"),
            "override '11:8=signed,LowerSafe': bits need a register: write REGISTER.11:8");
  EXPECT_EQ(override_fault("PMUVer="), "override 'PMUVer=': expected ORDER, POLICY and perhaps a safe value");
  EXPECT_EQ(override_fault("PMUVer=signed,LowerSafe,"),
            "override 'PMUVer=signed,LowerSafe,': safe value '' is not a number from -8 to 7");
  EXPECT_NE(override_fault(std::string(1 << 20, '.')), "none");
}

TEST(SafeValues, AreInTheDomainOfTheEntry) {
  const auto safe = [](const std::string& text) { return parse_override("PMUVer=" + text)->entry.safe; };
  EXPECT_EQ(safe("signed,Exact,-1"), 15U);
  EXPECT_EQ(safe("signed,Exact,-8"), 8U);
  EXPECT_EQ(safe("signed,Exact,7"), 7U);
  EXPECT_EQ(safe("unsigned,Exact,0xf"), 15U);
  EXPECT_EQ(safe("none,Exact,3"), 3U);
  for (const char* text : {"signed,Exact,8", "signed,Exact,-9", "signed,Exact,--1", "unsigned,Exact,16",
                           "unsigned,Exact,-1", "flags,Exact,-1", "unsigned,Exact,x"}) {
    EXPECT_FALSE(parse_override("PMUVer=" + std::string(text))) << text;
  }
  EXPECT_EQ(override_fault("PMUVer=unsigned,Exact"),
            "override 'PMUVer=unsigned,Exact': policy Exact needs a safe value");
}

TEST(SafeValues, DefaultToTheLowestCode) {
  const auto safe = [](const std::string& text) { return parse_override("PMUVer=" + text + ",LowerSafe")->entry.safe; };
  EXPECT_EQ(safe("unsigned"), 0U);
  EXPECT_EQ(safe("signed"), 8U);
  EXPECT_EQ(safe("pmu"), 15U);
  EXPECT_EQ(safe("hazard"), 15U);
  EXPECT_EQ(safe("zero-highest"), 1U);
  EXPECT_EQ(safe("zero-lowest"), 0U);
  EXPECT_EQ(safe("flags"), 0U);
}

TEST(SafeValues, OfTheWholeRegister) {
  const arch::Register* ctr = &reg("CTR");
  EXPECT_EQ(parse_override("63:0=unsigned,Exact,0xffffffffffffffff", ctr)->entry.safe, UINT64_MAX);
  EXPECT_EQ(parse_override("63:0=signed,Exact,-9223372036854775808", ctr)->entry.safe, std::uint64_t{1} << 63);
  EXPECT_FALSE(parse_override("63:0=signed,Exact,9223372036854775808", ctr));
}

TEST(Describe, Entries) {
  EXPECT_EQ(describe(parse_override("PMUVer=signed,LowerSafe")->entry), "signed, LowerSafe, safe -8");
  EXPECT_EQ(describe(parse_override("PMUVer=unsigned,Exact,12")->entry), "unsigned, Exact, safe 0xc");
}

TEST(Describe, RefusedMerges) {
  const arch::Register& dfr0 = reg("ID_AA64DFR0");
  Table table{};
  const std::vector<Entry> straddles = {parse_override("14:11=unsigned,LowerSafe", &dfr0)->entry};
  TableError error = engine::merge(dfr0.entries, dfr0.field_count, straddles.data(), 1, &table);
  EXPECT_EQ(describe(error, dfr0, arch::entries(dfr0), straddles),
            "ID_AA64DFR0_EL1: an override shares bits with a general entry without covering exactly the same: general "
            "entry 2 (PMUVer) and override 0 ([14:11]), bits 0x800");
  const std::vector<Entry> overlap = {straddles[0], parse_override("PMUVer=pmu,LowerSafe")->entry};
  error = engine::merge(nullptr, 0, overlap.data(), 2, &table);
  EXPECT_EQ(describe(error, dfr0, {}, overlap),
            "ID_AA64DFR0_EL1: two overrides share bits: override 1 (PMUVer) and override 0 ([14:11]), bits 0x800");
  const std::vector<Entry> bad = {Entry{8, 4, Policy::Exact, OrderKind::Rotation, 16, 0}};
  error = engine::merge(bad.data(), 1, nullptr, 0, &table);
  EXPECT_EQ(describe(error, dfr0, bad, {}),
            "ID_AA64DFR0_EL1: general entry 0 (PMUVer): the bias is not below 2^width, or the order takes none");
}

}  // namespace
}  // namespace idreg::corpora
