// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "audit/read_ir.h"

#include <gtest/gtest.h>

#include <vector>

#include "audit/ir/entry_lines.h"
#include "tests/audit/compile.h"

namespace idreg::audit {
namespace {

std::expected<Tables, Refusal> read(const std::string& options) {
  const std::vector<std::string> modules = {test::compiled(options)};
  return read_tables(modules, "");
}

/// What the test's tables say, without what depends on names and lines.
void expect_usual(const Tables& tables) {
  ASSERT_EQ(tables.registers.size(), 2u);
  EXPECT_EQ(tables.registers[0].name, "ID_AA64PFR0_EL1");
  const FtrRegister& dfr0 = tables.registers[1];
  EXPECT_EQ(dfr0.name, "ID_AA64DFR0_EL1");
  EXPECT_TRUE(dfr0.terminated);
  EXPECT_EQ(dfr0.after_terminator, 0u);
  ASSERT_EQ(dfr0.fields.size(), 3u);
  EXPECT_TRUE(dfr0.fields[0].is_signed);
  EXPECT_TRUE(dfr0.fields[0].visible);
  EXPECT_EQ(dfr0.fields[0].shift, 36u);
  EXPECT_EQ(dfr0.fields[0].width, 4u);
  EXPECT_EQ(dfr0.fields[0].safe_value, -8);
  EXPECT_EQ(dfr0.fields[0].policy, Policy::LowerSafe);
  EXPECT_FALSE(dfr0.fields[1].is_signed);
  EXPECT_TRUE(dfr0.fields[2].type_known);
  EXPECT_EQ(dfr0.fields[2].policy, Policy::Exact);
  ASSERT_EQ(tables.descs.size(), 2u);
  EXPECT_EQ(tables.descs[1].index, 2u);
  EXPECT_EQ(tables.descs[1].name, "DFR0");
  EXPECT_EQ(tables.descs[1].val, 0xf0fu);
  EXPECT_EQ(tables.descs[1].set_user, "set_it");
  EXPECT_EQ(tables.descs[1].visibility, "");
}

TEST(ReadIr, LayoutsAreWhateverTheyAre) {
  for (const char* options : {"-g", "-g -DMOVED", "-g -DADDED", "-g -DBITFIELDS", "-g -DENUM", "-g -DUNNAMED",
                              "-g -DADDED -DENUM -DUNNAMED -DBITFIELDS"}) {
    SCOPED_TRACE(options);
    const auto tables = read(options);
    ASSERT_TRUE(tables) << tables.error().what;
    expect_usual(*tables);
  }
}

TEST(ReadIr, AMissingMemberIsRefusedByName) {
  const auto tables = read("-g -DRENAMED");
  ASSERT_FALSE(tables);
  EXPECT_EQ(tables.error().why, Refusal::Why::Unsupported);
  EXPECT_NE(tables.error().what.find("has no member sign; it has is_signed"), std::string::npos) << tables.error().what;
}

TEST(ReadIr, WithoutDebugInformationItSaysWhatToDo) {
  const auto tables = read("");
  ASSERT_FALSE(tables);
  EXPECT_EQ(tables.error().why, Refusal::Why::Unsupported);
  EXPECT_NE(tables.error().what.find("-g"), std::string::npos) << tables.error().what;
}

TEST(ReadIr, WhatIsNoTreeIsUnreadable) {
  const std::vector<std::string> no_ir = {IDREG_TABLES};
  const auto tables = read_tables(no_ir, "");
  ASSERT_FALSE(tables);
  EXPECT_EQ(tables.error().why, Refusal::Why::Unreadable);
}

TEST(ReadIr, ATableWithoutAnEndIsSeen) {
  const auto open = read("-g '-DROWS=ROW(0,FTR_EXACT,8,4,0)'");
  ASSERT_TRUE(open) << open.error().what;
  EXPECT_FALSE(open->registers[1].terminated);
  const auto behind = read("-g '-DROWS=ROW(0,FTR_EXACT,8,4,0),END,ROW(0,FTR_EXACT,4,4,0)'");
  ASSERT_TRUE(behind) << behind.error().what;
  EXPECT_EQ(behind->registers[1].after_terminator, 1u);
}

TEST(ReadIr, RowsHaveTheirLines) {
  const auto tables = read("-g");
  ASSERT_TRUE(tables);
  // The file is no tree, so all rows have the line of their array.
  EXPECT_EQ(tables->registers[0].fields[1].where, tables->registers[0].where);
  EXPECT_GT(tables->registers[0].where.line, 0u);

  constexpr std::string_view kSource = "x[] = { // {\n A(1,\n  2),\n /* B, */ { 3, 4 },\n END,\n};\n";
  EXPECT_EQ(row_lines(kSource, 1), (std::vector<std::uint32_t>{2, 4, 5}));
  EXPECT_EQ(row_lines("x[] = {1, 2, 3};", 1).size(), 3u);
  EXPECT_TRUE(row_lines("no initialiser;", 1).empty());
  EXPECT_TRUE(row_lines("x[] = { A(1", 1).empty());
  EXPECT_TRUE(row_lines("", 7).empty());
}

}  // namespace
}  // namespace idreg::audit
