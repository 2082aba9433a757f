// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each judgement on tables made for it: what is right is passed over, and each fault is found.
#include "audit/judge/judge.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "audit/diff.h"
#include "corpora/arch/lookup.h"

namespace idreg::audit {
namespace {

/// The architecture's own table of a register as a tree would have it, with everything writable.
Tables tables_of(const char* name) {
  const arch::Register* reg = arch::find_register(name);
  FtrRegister table{.encoding = sys_reg(reg->op0, reg->op1, reg->crn, reg->crm, reg->op2),
                    .name = reg->name,
                    .table = "table",
                    .fields = {},
                    .terminated = true,
                    .override_symbol = "",
                    .where = {"cpufeature.c", 10}};
  for (const arch::Field& field : arch::fields(*reg)) {
    const Entry& entry = field.entry;
    const bool is_signed =
        entry.width > 1 && entry.kind == OrderKind::Rotation && entry.bias == std::uint64_t{1} << (entry.width - 1);
    const auto safe = static_cast<std::int64_t>(entry.safe);
    table.fields.insert(table.fields.begin(),
                        FtrBits{.is_signed = is_signed,
                                .type_known = true,
                                .policy = entry.policy,
                                .shift = entry.shift,
                                .width = entry.width,
                                .safe_value = is_signed ? safe - (std::int64_t{1} << entry.width) : safe,
                                .where = {"cpufeature.c", 20}});
  }
  Tables tables;
  tables.registers = {table};
  tables.descs = {SysRegDesc{.op0 = reg->op0,
                             .op1 = reg->op1,
                             .crn = reg->crn,
                             .crm = reg->crm,
                             .op2 = reg->op2,
                             .name = "",
                             .val = ~std::uint64_t{0},
                             .access = "",
                             .reset = "",
                             .get_user = "",
                             .set_user = "",
                             .visibility = ""}};
  return tables;
}

FtrBits& at(Tables& tables, std::uint32_t shift) {
  return *std::ranges::find(tables.registers[0].fields, shift, &FtrBits::shift);
}

/// Findings about the one register, without notes: "sign ID_AA64DFR0_EL1.PMUVer high".
std::vector<std::string> judged(const Tables& tables) {
  std::vector<Finding> findings;
  judge_form(tables, findings);
  judge_entries(tables, findings);
  judge_masks(tables, findings);
  judge_across(tables, findings);
  std::vector<std::string> words;
  for (const Finding& finding : findings) {
    if (finding.severity == Severity::Note) continue;
    words.push_back(
        fmt::format("{} {}.{} {}", to_text(finding.kind), finding.reg, finding.field, to_text(finding.severity)));
  }
  return words;
}

using Words = std::vector<std::string>;

TEST(Judge, TheArchitecturesOwnTableIsRight) {
  // But for the PMU version, whose order no entry of Linux can state: 1 under 0xf.
  EXPECT_EQ(judged(tables_of("ID_AA64ISAR0_EL1")), Words{});
  EXPECT_EQ(judged(tables_of("ID_AA64PFR0_EL1")), Words{});
  EXPECT_EQ(judged(tables_of("ID_AA64DFR0_EL1")), Words{"sign ID_AA64DFR0_EL1.PMUVer high"});
}

TEST(Judge, HigherIsSafeForASpeculationHazard) {
  Tables tables = tables_of("ID_AA64MMFR1_EL1");
  EXPECT_EQ(judged(tables), Words{});
  at(tables, 24).policy = Policy::LowerSafe;  // SpecSEI
  EXPECT_EQ(judged(tables), Words{"policy ID_AA64MMFR1_EL1.SpecSEI low"});
}

TEST(Judge, ASignThatIsWrongLetsTopBitsPass) {
  Tables tables = tables_of("ID_AA64DFR0_EL1");
  at(tables, 8).is_signed = true;
  std::vector<Finding> findings;
  judge_entries(tables, findings);
  const auto found = std::ranges::find_if(findings, [](const Finding& f) { return f.field == "PMUVer"; });
  ASSERT_NE(found, findings.end());
  EXPECT_EQ(found->kind, Kind::Sign);
  EXPECT_EQ(found->severity, Severity::High);
  EXPECT_EQ(found->basis, Basis::Feature);
  EXPECT_EQ(found->value, 0x800u);
  EXPECT_EQ(found->limit, 0u);
}

TEST(Judge, AWrongSignSleepsUnderExact) {
  Tables tables = tables_of("ID_AA64DFR0_EL1");
  at(tables, 8) = {.is_signed = true,
                   .type_known = true,
                   .policy = Policy::Exact,
                   .shift = 8,
                   .width = 4,
                   .safe_value = -1,
                   .where = {}};
  EXPECT_EQ(judged(tables), Words{"sign ID_AA64DFR0_EL1.PMUVer high"});
  tables.descs[0].val = 0;
  EXPECT_EQ(judged(tables), Words{"sign ID_AA64DFR0_EL1.PMUVer low"});
}

TEST(Judge, PolicySafeValueWidthAndReservedBits) {
  Tables tables = tables_of("ID_AA64ISAR0_EL1");
  at(tables, 4).policy = Policy::HigherSafe;                             // AES
  at(tables, 8) = {
      .type_known = true, .policy = Policy::Exact, .shift = 8, .width = 4, .safe_value = 1, .where = {}};  // SHA1
  at(tables, 16).width = 3;  // CRC32
  at(tables, 12).safe_value = 16;  // SHA2
  tables.registers[0].fields.push_back(
      {.type_known = true, .policy = Policy::LowerSafe, .shift = 0, .width = 4, .where = {}});  // bits 3:0
  EXPECT_EQ(judged(tables), (Words{"width ID_AA64ISAR0_EL1.CRC32 medium", "safe-value ID_AA64ISAR0_EL1.SHA1 high",
                                   "policy ID_AA64ISAR0_EL1.AES high", "reserved ID_AA64ISAR0_EL1.[3:0] low"}));
}

TEST(Judge, FormIsWhatTheKernelDemands) {
  Tables tables = tables_of("ID_AA64ISAR0_EL1");
  auto& fields = tables.registers[0].fields;
  std::swap(fields[0], fields[1]);
  EXPECT_EQ(judged(tables), Words{"order ID_AA64ISAR0_EL1.RNDR low"});
  std::swap(fields[0], fields[1]);
  fields.push_back(fields.back());
  EXPECT_EQ(judged(tables), Words{"overlap ID_AA64ISAR0_EL1.AES high"});
  fields.pop_back();
  fields.front().type_known = false;
  EXPECT_EQ(judged(tables), Words{"policy ID_AA64ISAR0_EL1.RNDR high"});
  fields.front().type_known = true;
  fields.front().width = 9;
  EXPECT_EQ(judged(tables), Words{"width ID_AA64ISAR0_EL1.[68:60] high"});
  fields.front().width = 4;
  tables.registers[0].terminated = false;
  EXPECT_EQ(judged(tables), Words{"terminator ID_AA64ISAR0_EL1. high"});
  tables.registers[0].terminated = true;
  tables.registers.push_back(tables.registers[0]);
  EXPECT_EQ(judged(tables), Words{"order ID_AA64ISAR0_EL1. high"});
}

TEST(Judge, AMaskCutsAField) {
  Tables tables = tables_of("ID_AA64ISAR0_EL1");
  tables.descs[0].val = 0x30;
  EXPECT_EQ(judged(tables), Words{"mask ID_AA64ISAR0_EL1.AES medium"});
}

TEST(Judge, AMissingEntryShowsAFeature) {
  Tables tables = tables_of("ID_AA64PFR1_EL1");
  EXPECT_EQ(judged(tables), Words{});
  std::erase_if(tables.registers[0].fields, [](const FtrBits& bits) { return bits.shift == 40; });
  EXPECT_EQ(judged(tables), Words{"missing ID_AA64PFR1_EL1.MTE_frac medium"});
}

/// What no entry by itself shows: the end of a table, bits with two entries, the order of registers.
TEST(DiffTables, TheFormOfATableIsCompared) {
  const auto kinds = [](const Tables& before, const Tables& after) {
    std::string text;
    for (const Change& change : diff_tables(before, after)) text += change.kind + ";";
    return text;
  };
  const Tables right = tables_of("ID_AA64ISAR0_EL1");
  EXPECT_EQ(kinds(right, right), "");
  Tables wrong = right;
  wrong.registers[0].terminated = false;
  EXPECT_EQ(kinds(right, wrong), "terminator;");
  wrong = right;
  FtrBits again = wrong.registers[0].fields[0];
  again.policy = Policy::Exact;
  wrong.registers[0].fields.push_back(again);
  EXPECT_EQ(kinds(right, wrong), "overlap;");
  EXPECT_EQ(kinds(wrong, wrong), "");
  Tables two = right;
  two.registers.push_back(tables_of("ID_AA64ISAR1_EL1").registers[0]);
  wrong = two;
  std::swap(wrong.registers[0], wrong.registers[1]);
  EXPECT_EQ(kinds(two, wrong), "order;");
}

}  // namespace
}  // namespace idreg::audit
