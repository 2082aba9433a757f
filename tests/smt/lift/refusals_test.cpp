// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the lifter does not know stops it, in words that name the function and the place.
#include <gtest/gtest.h>

#include "tests/smt/lift/support.h"

namespace idreg::smt::lift::testing {

namespace {

struct Refusal {
  const char* text;   ///< defines @f(i64 %a)
  const char* what;   ///< part of the message
  const char* place;  ///< part of the location
};

class Refused : public ::testing::TestWithParam<Refusal> {};

const Refusal kRefusals[] = {
    {"define i64 @f(i64 %a) {\n %x = sitofp i64 %a to double\n %y = fadd double %x, 1.0\n %r = fptosi double %y to "
     "i64\n ret i64 %r\n}",
     "instruction sitofp", "sitofp"},
    {"define i64 @f(i64 %a) {\n %p = alloca i64\n %r = atomicrmw add ptr %p, i64 %a seq_cst\n ret i64 %r\n}", "atomic",
     "atomicrmw"},
    {"define i64 @f(i64 %a) {\n %r = call i64 asm \"mov $1, $0\", \"=r,r\"(i64 %a)\n ret i64 %r\n}", "inline assembly",
     "asm"},
    {"declare i64 @elsewhere(i64)\ndefine i64 @f(i64 %a) {\n %r = call i64 @elsewhere(i64 %a)\n ret i64 %r\n}",
     "not defined: elsewhere", "@elsewhere"},
    {"define i64 @f(i64 %a) {\n %c = icmp eq i64 %a, 0\n br i1 %c, label %x, label %y\nx:\n %i = phi i64 [ 0, %0 ], [ "
     "%j, %y ]\n"
     " br label %y\ny:\n %j = phi i64 [ 1, %0 ], [ %i, %x ]\n %d = icmp eq i64 %j, %a\n br i1 %d, label %x, label "
     "%z\nz:\n ret i64 %j\n}",
     "irreducible loop", ""},
    {"define i64 @f(i64 %a) {\n br label %x\nx:\n %i = phi i64 [ 0, %0 ], [ %j, %x ]\n %j = add i64 %i, 1\n"
     " %d = icmp eq i64 %j, %a\n br i1 %d, label %z, label %x\nz:\n ret i64 %j\n}",
     "loop bound not proved", "br i1"},
    {"define i64 @f(i64 %a) {\n %b = sub i64 %a, 1\n %r = call i64 @f(i64 %b)\n ret i64 %r\n}", "nested", "call"},
    {"@g = global i64 0\ndefine i64 @f(i64 %a) {\n %r = load i64, ptr @g\n ret i64 %r\n}", "not known", "load"},
    {"define i64 @f(i64 %a) {\n %p = inttoptr i64 %a to ptr\n %r = load i64, ptr %p\n ret i64 %r\n}", "unknown origin",
     "load"},
    {"define i64 @f(i64 %a) {\n %p = alloca i64\n %r = load volatile i64, ptr %p\n ret i64 %r\n}", "volatile", "load"},
    {"declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)\ndefine i64 @f(i64 %a) {\n %p = alloca i64\n"
     " call void @llvm.memset.p0.i64(ptr %p, i8 0, i64 %a, i1 false)\n ret i64 0\n}",
     "not a number", "memset"},
    {"define i64 @f(i64 %a) {\n %v = insertelement <2 x i64> poison, i64 %a, i64 0\n ret i64 0\n}", "on vectors",
     "insertelement"},
    {"define i64 @f(i64 %a) {\n %p = alloca i8, i64 %a\n ret i64 0\n}", "alloca", "alloca"},
};

}  // namespace

TEST_P(Refused, InWords) {
  const Refusal& refusal = GetParam();
  const Program program = load_text(refusal.text);
  const Context context;
  Machine machine(program, context);
  const Term arguments[] = {variable(context, "a", 64)};
  const Result<Term> result = machine.run("f", arguments);
  ASSERT_FALSE(result.has_value()) << result->text();
  EXPECT_NE(result.error().what.find(refusal.what), std::string::npos) << describe(result.error());
  EXPECT_EQ(result.error().function, "f");
  EXPECT_NE(result.error().location.find(refusal.place), std::string::npos) << describe(result.error());
}

INSTANTIATE_TEST_SUITE_P(All, Refused, ::testing::ValuesIn(kRefusals));

TEST(Program, RefusesWhatItCannotRead) {
  const std::string noise = "this is no module";
  const Program::Source sources[] = {{"noise.bc", noise}};
  const auto program = Program::load(sources);
  ASSERT_FALSE(program.has_value());
  EXPECT_NE(program.error().find("noise.bc:1"), std::string::npos) << program.error();
}

TEST(Program, RefusesTwoDefinitions) {
  const std::string text = "define void @f() {\n ret void\n}";
  const Program::Source sources[] = {{"one.ll", text}, {"two.ll", text}};
  const auto program = Program::load(sources);
  ASSERT_FALSE(program.has_value());
  for (const char* part : {"two.ll: f", "already defined in one.ll"})
    EXPECT_NE(program.error().find(part), std::string::npos) << program.error();
}

TEST(Program, LinksModulesAndKeepsLocalNamesApart) {
  const std::string one =
      "define internal i64 @local() {\n ret i64 1\n}\ndeclare i64 @g()\ndefine i64 @f() {\n"
      " %a = call i64 @local()\n %b = call i64 @g()\n %r = add i64 %a, %b\n ret i64 %r\n}";
  const std::string two =
      "define internal i64 @local() {\n ret i64 20\n}\ndefine i64 @g() {\n %a = call i64 @local()\n ret i64 %a\n}";
  const Program::Source sources[] = {{"one.ll", one}, {"two.ll", two}};
  const auto program = Program::load(sources);
  ASSERT_TRUE(program.has_value()) << program.error();
  const Context context;
  Machine machine(*program, context);
  const Result<Term> result = machine.run("f", {});
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(result->constant(), 21U);
}

TEST(Machine, SameRunSameTerms) {
  const std::string text = "define i64 @f(i64 %a, i64 %b) {\n %s = shl i64 %a, %b\n %x = freeze i64 %s\n ret i64 %x\n}";
  const Program program = load_text(text);
  std::string first;
  for (unsigned i = 0; i < 3; ++i) {
    const Context context;
    Machine machine(program, context);
    const Term arguments[] = {variable(context, "a", 64), variable(context, "b", 64)};
    const Result<Term> result = machine.run("f", arguments);
    ASSERT_TRUE(result.has_value());
    if (i == 0) first = result->text();
    EXPECT_EQ(result->text(), first);
  }
}

}  // namespace idreg::smt::lift::testing
