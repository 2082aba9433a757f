// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is known of a program besides its code: local names, sizes, layouts, names of addresses; and what
// is assumed of memory on request.
#include <gtest/gtest.h>

#include "smt/term/solver.h"
#include "tests/smt/lift/support.h"

namespace idreg::smt::lift::testing {

namespace {

const char* const kStruct = R"(
@table = internal constant [3 x i32] [i32 1, i32 2, i32 3]
define internal i64 @local(i64 %a) {
  ret i64 %a
}
define i64 @f(i64 %a) {
  %p = load ptr, ptr @pointer
  ret i64 %a
}
@pointer = constant ptr @local
!llvm.dbg.cu = !{!1}
!llvm.module.flags = !{!5}
!1 = distinct !DICompileUnit(language: DW_LANG_C99, file: !2, emissionKind: FullDebug, retainedTypes: !6)
!2 = !DIFile(filename: "example.c", directory: "/")
!5 = !{i32 2, !"Debug Info Version", i32 3}
!6 = !{!7}
!7 = distinct !DICompositeType(tag: DW_TAG_structure_type, name: "outer", file: !2, size: 192, elements: !8)
!8 = !{!9, !10}
!9 = !DIDerivedType(tag: DW_TAG_member, name: "first", scope: !7, baseType: !11, size: 64)
!10 = !DIDerivedType(tag: DW_TAG_member, scope: !7, baseType: !12, size: 128, offset: 64)
!11 = !DIBasicType(name: "long", size: 64, encoding: DW_ATE_signed)
!12 = distinct !DICompositeType(tag: DW_TAG_union_type, scope: !7, file: !2, size: 128, elements: !13)
!13 = !{!14}
!14 = !DIDerivedType(tag: DW_TAG_member, name: "second", scope: !12, baseType: !15, size: 64, offset: 64)
!15 = !DIDerivedType(tag: DW_TAG_typedef, name: "alias", file: !2, baseType: !16)
!16 = distinct !DICompositeType(tag: DW_TAG_structure_type, name: "inner", file: !2, size: 64, elements: !{})
)";

}  // namespace

TEST(DebugInfo, NamesMembersAndTheirPlaces) {
  const Program program = load_text(kStruct);
  const auto outer = program.layout("outer");
  ASSERT_TRUE(outer.has_value());
  EXPECT_EQ(outer->bytes, 24U);
  ASSERT_EQ(outer->members.size(), 2U);
  EXPECT_EQ(outer->members[0].name, "first");
  EXPECT_EQ(outer->members[1].name, "");
  ASSERT_EQ(outer->members[1].inside.size(), 1U);
  EXPECT_EQ(outer->members[1].inside[0].name, "second");
  EXPECT_EQ(outer->members[1].inside[0].offset, 16U);
  EXPECT_EQ(outer->members[1].inside[0].type, "inner");
  EXPECT_FALSE(program.layout("another").has_value());
}

TEST(Symbols, LocalOnesAreNamedByModule) {
  const Program program = load_text(kStruct);
  EXPECT_TRUE(program.defines("test.ll:table"));
  EXPECT_FALSE(program.defines("table"));
  EXPECT_EQ(program.size_of("test.ll:table"), 12U);
  EXPECT_EQ(program.size_of("nothing"), std::nullopt);
}

TEST(Machine, CallsAFunctionThatATableNames) {
  const Program program = load_text(kStruct);
  const Context context;
  Machine machine(program, context);
  const auto pointer = machine.load(*machine.address_of("pointer"), 0, 64);
  ASSERT_TRUE(pointer.has_value());
  EXPECT_EQ(machine.name_of(*pointer), "test.ll:local");
  EXPECT_EQ(machine.name_of(bvadd(*machine.address_of("test.ll:table"), bv(context, 64, 8))), "test.ll:table+0x8");
  EXPECT_EQ(machine.name_of(bv(context, 64, 8)), "");
  const Term arguments[] = {bv(context, 64, 12)};
  const auto result = machine.call(*pointer, arguments);
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(result->constant(), 12U);
  EXPECT_FALSE(machine.call(*machine.address_of("test.ll:table"), arguments).has_value());
}

TEST(Machine, MemoryKeepsToItsTypeOnRequestOnly) {
  const char* const text =
      "@g = global i8 0\ndefine i64 @f(i64 %a) {\n %x = load i8, ptr @g, !range !{i8 0, i8 2}, !noundef !{}\n"
      " %r = zext i8 %x to i64\n ret i64 %r\n}";
  const Program program = load_text(text);
  for (const bool typed : {false, true}) {
    const Context context;
    Limits limits;
    limits.symbolic_globals = true;
    limits.typed_memory = typed;
    Machine machine(program, context, limits);
    const Term arguments[] = {bv(context, 64, 0)};
    const auto result = machine.run("f", arguments);
    ASSERT_TRUE(result.has_value()) << describe(result.error());
    EXPECT_EQ(machine.obligations().empty(), typed);
    Solver solver(context, 0);
    solver.add(machine.reached());
    solver.add(equal(*result, bv(context, 64, 7)));
    EXPECT_EQ(solver.check().answer, typed ? Answer::Unsat : Answer::Sat);
  }
}

}  // namespace idreg::smt::lift::testing
