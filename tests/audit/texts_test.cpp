// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The tree's text files, by texts of the tests' own.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "audit/judge/judge.h"
#include "audit/known.h"

namespace idreg::audit {
namespace {

constexpr const char* kRegister = "Sysreg ID_AA64DFR0_EL1 3 0 0 5 0\n";
constexpr const char* kRest = "Res0 63:12\nEnum 7:0 TraceAndDebug\nEndEnum\nEndSysreg\n";

std::vector<std::string> judged(const std::string& text) {
  const auto file = parse_sysreg(text, "sysreg");
  if (!file) return {file.error().what};
  std::vector<Finding> findings;
  judge_sysreg({}, *file, findings);
  std::vector<std::string> words;
  for (const Finding& f : findings) {
    if (f.severity != Severity::Note) words.push_back(fmt::format("{}:{} {}", f.where.line, f.field, f.detail));
  }
  return words;
}

bool says(const std::vector<std::string>& words, const std::string& part) {
  return std::ranges::any_of(words, [&](const std::string& word) { return word.find(part) != std::string::npos; });
}

TEST(Sysreg, FaultsOfABlockAreFound) {
  const auto enumeration = [](const std::string& kind, const std::string& values) {
    return judged(
        fmt::format("{}Res0 63:12\n{} 11:8 PMUVer\n{}EndEnum\nField 7:4 TraceVer\nField 3:0 DebugVer\nEndSysreg\n",
                    kRegister, kind, values));
  };
  EXPECT_EQ(enumeration("UnsignedEnum", "0b0000 NI\n0b0001 IMP\n"), std::vector<std::string>{});
  EXPECT_TRUE(says(enumeration("SignedEnum", ""), "3:PMUVer") ||
              says(enumeration("SignedEnum", ""), "is a SignedEnum; the architecture's order is pmu"));
  EXPECT_TRUE(says(enumeration("Enum", "0b0001 A\n0b0001 B\n"), "5:PMUVer") ||
              says(enumeration("Enum", "0b0001 A\n0b0001 B\n"), "5 PMUVer value 1 has two names, A and B"));
  EXPECT_TRUE(says(enumeration("Enum", "0b0001 A\n0b0010 A\n"), "the name A stands for two values"));
  EXPECT_TRUE(says(enumeration("Enum", "0b10000 A\n"), "value 0x10 of A does not fit into bits 11:8"));
}

TEST(Sysreg, BitsAreCoveredOnce) {
  EXPECT_TRUE(says(judged(fmt::format("{}Res0 63:12\nField 12:8 PMUVer\nField 7:0 X\nEndSysreg\n", kRegister)),
                   "shares bits with a line above"));
  EXPECT_TRUE(
      says(judged(fmt::format("{}Res0 63:13\nField 11:0 X\nEndSysreg\n", kRegister)), "bits 0x1000 are in no line"));
  EXPECT_TRUE(says(judged(fmt::format("{}Field 11:8 PMUVer\n{}", kRegister, kRest)), "TraceAndDebug has bits 7:0"));
}

TEST(Sysreg, AnUnknownGrammarIsRefused) {
  const auto refused = parse_sysreg(fmt::format("{}Bits 3:0 X\n", kRegister), "sysreg");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().why, Refusal::Why::Unsupported);
  EXPECT_TRUE(refused.error().what.starts_with("sysreg:2:")) << refused.error().what;
  EXPECT_TRUE(parse_sysreg("Sysreg X 2 0 0 0 0\nBits 3:0 X\nEndSysreg\n", "sysreg")) << "not of the ID space";
}

TEST(Selftest, RowsAreReadAndJudged) {
  const auto file = parse_selftest(
      "\tS_REG_FTR_BITS(FTR_LOWER_SAFE, ID_AA64DFR0_EL1, PMUVer, 0),\n"
      "\tREG_FTR_BITS(FTR_LOWER_SAFE, ID_AA64DFR0_EL1, WRPs, 0),\n",
      "set_id_regs.c");
  ASSERT_TRUE(file);
  ASSERT_EQ(file->rows.size(), 2u);
  EXPECT_TRUE(file->rows[0].is_signed);
  EXPECT_EQ(file->rows[1].line, 2u);
  std::vector<Finding> findings;
  judge_selftest({}, *file, findings);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].field, "PMUVer");
  EXPECT_EQ(findings[0].kind, Kind::Selftest);
  EXPECT_EQ(findings[0].where, (SourceLine{"set_id_regs.c", 1}));
}

TEST(Selftest, ASecondRowForAFieldIsReported) {
  const auto file = parse_selftest(
      "\tREG_FTR_BITS(FTR_LOWER_SAFE, ID_AA64DFR0_EL1, WRPs, 0),\n"
      "\tREG_FTR_BITS(FTR_LOWER_SAFE, ID_AA64DFR0_EL1, BRPs, 0),\n"
      "\tREG_FTR_BITS(FTR_LOWER_SAFE, ID_AA64DFR0_EL1, WRPs, 0),\n",
      "set_id_regs.c");
  ASSERT_TRUE(file);
  std::vector<Finding> findings;
  judge_selftest({}, *file, findings);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].field, "WRPs");
  EXPECT_EQ(findings[0].severity, Severity::Low);
  EXPECT_EQ(findings[0].where, (SourceLine{"set_id_regs.c", 3}));
}

TEST(Selftest, AnotherFormIsRefused) {
  EXPECT_FALSE(parse_selftest("nothing here\n", "t.c"));
  EXPECT_FALSE(parse_selftest("REG_FTR_BITS(FTR_LOWER_SAFE, ID_AA64DFR0_EL1),\n", "t.c"));
}

TEST(Known, LinesAreReadAndMistakesNamed) {
  const auto known = parse_known(
      "# all of them\nsign ID_AA64DFR0_EL1.PMUVer: by design\n"
      "reserved CTR_EL0.[31:31]: RES1\n",
      "known");
  ASSERT_TRUE(known);
  ASSERT_EQ(known->size(), 2u);
  EXPECT_EQ((*known)[0].reason, "by design");
  EXPECT_EQ((*known)[1].field, "[31:31]");
  EXPECT_TRUE(accepts((*known)[0], {.kind = Kind::Sign, .reg = "ID_AA64DFR0_EL1", .field = "pmuver"}));
  EXPECT_FALSE(accepts((*known)[0], {.kind = Kind::Policy, .reg = "ID_AA64DFR0_EL1", .field = "PMUVer"}));
  EXPECT_FALSE(accepts((*known)[0], {.kind = Kind::Sign, .reg = "ID_AA64DFR0_EL1", .field = "WRPs"}));
  for (const char* wrong : {"sing ID_AA64DFR0_EL1.PMUVer: x", "sign ID_AA64DFR0_EL1.PMUVer", "sign : x", "sign"}) {
    EXPECT_FALSE(parse_known(wrong, "known")) << wrong;
  }
}

}  // namespace
}  // namespace idreg::audit
