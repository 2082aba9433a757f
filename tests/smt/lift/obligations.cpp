// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Small functions that go wrong for some inputs: the obligations must say so for just those, and
// name the kind and the line.
#include <functional>

#include "tests/smt/lift/suites.h"
#include "tests/smt/lift/support.h"

namespace idreg::smt::lift::testing {

namespace {

using U = std::uint64_t;

struct Example {
  const char* name;
  const char* text;  ///< defines @f(i64 %a, i64 %b); the instruction at fault is at line 42
  const char* kind;
  std::function<bool(U, U)> wrong;
};

const char* const kDebug = R"(
declare void @llvm.ubsantrap(i8)
declare void @llvm.lifetime.end.p0(i64, ptr)
!llvm.dbg.cu = !{!1}
!llvm.module.flags = !{!5}
!1 = distinct !DICompileUnit(language: DW_LANG_C99, file: !2, emissionKind: LineTablesOnly)
!2 = !DIFile(filename: "example.c", directory: "/")
!3 = distinct !DISubprogram(name: "f", file: !2, line: 1, type: !4, unit: !1, spFlags: DISPFlagDefinition)
!4 = !DISubroutineType(types: !{})
!5 = !{i32 2, !"Debug Info Version", i32 3}
!9 = !DILocation(line: 42, scope: !3)
)";

bool signed_sum_overflows(U a, U b) {
  std::int64_t sum = 0;
  return __builtin_add_overflow(static_cast<std::int64_t>(a), static_cast<std::int64_t>(b), &sum);
}

std::vector<Example> examples() {
  return {
      {"signed overflow", "define i64 @f(i64 %a, i64 %b) !dbg !3 {\n %r = add nsw i64 %a, %b, !dbg !9\n ret i64 %r\n}",
       "overflow", signed_sum_overflows},
      {"overflow of an unused sum",
       "define i64 @f(i64 %a, i64 %b) !dbg !3 {\n %r = add nsw i64 %a, %b, !dbg !9\n ret i64 %b\n}", "overflow",
       [](U, U) { return false; }},
      {"overflow in a branch",
       "define i64 @f(i64 %a, i64 %b) !dbg !3 {\n %r = add nsw i64 %a, %b, !dbg !9\n %c = icmp eq i64 %r, 0\n"
       " br i1 %c, label %x, label %y\nx:\n ret i64 1\ny:\n ret i64 2\n}",
       "overflow", signed_sum_overflows},
      {"shift", "define i64 @f(i64 %a, i64 %b) !dbg !3 {\n %r = lshr i64 %a, %b, !dbg !9\n ret i64 %r\n}", "shift",
       [](U, U b) { return b >= 64; }},
      {"division", "define i64 @f(i64 %a, i64 %b) !dbg !3 {\n %r = udiv i64 %a, %b, !dbg !9\n ret i64 0\n}", "division",
       [](U, U b) { return b == 0; }},
      {"null",
       "define i64 @f(i64 %a, i64 %b) !dbg !3 {\n %m = alloca i64\n store i64 1, ptr %m\n %c = icmp ult i64 %a, %b\n"
       " %p = select i1 %c, ptr null, ptr %m\n %r = load i64, ptr %p, !dbg !9\n ret i64 %r\n}",
       "null", [](U a, U b) { return a < b; }},
      {"load behind an array",
       "@t = constant [5 x i8] c\"abcde\"\ndefine i64 @f(i64 %a, i64 %b) !dbg !3 {\n %i = and i64 %a, 7\n"
       " %p = getelementptr i8, ptr @t, i64 %i\n %x = load i8, ptr %p, !dbg !9\n %r = zext i8 %x to i64\n ret i64 "
       "%r\n}",
       "bounds", [](U a, U) { return (a & 7) > 4; }},
      {"store behind a variable",
       "define i64 @f(i64 %a, i64 %b) !dbg !3 {\n %m = alloca [4 x i32]\n %i = and i64 %a, 15\n"
       " %p = getelementptr i8, ptr %m, i64 %i\n store i32 7, ptr %p, !dbg !9\n ret i64 0\n}",
       "bounds", [](U a, U) { return (a & 15) > 12; }},
      {"an address that wraps",
       "define i64 @f(i64 %a, i64 %b) !dbg !3 {\n %m = alloca [4 x i64]\n %i = add i64 %a, -1\n"
       " %p = getelementptr i64, ptr %m, i64 %i\n store i64 7, ptr %p, !dbg !9\n ret i64 0\n}",
       "bounds", [](U a, U) { return ((a - 1) * 8) > 24; }},
      {"an index of bytes that wraps",
       "define i64 @f(i64 %a, i64 %b) !dbg !3 {\n %m = alloca [4 x i64]\n %q = getelementptr i64, ptr %m, i64 2\n"
       " %p = getelementptr i8, ptr %q, i64 %a\n store i64 7, ptr %p, !dbg !9\n ret i64 0\n}",
       "bounds", [](U a, U) { return (a + 16) > 24; }},
      {"an index of 32 bits, of which few are places",
       "define i64 @f(i64 %a, i64 %b) !dbg !3 {\n %m = alloca [4 x i64]\n %t = trunc i64 %a to i32\n"
       " %i = zext i32 %t to i64\n %p = getelementptr i64, ptr %m, i64 %i\n store i64 7, ptr %p, !dbg !9\n"
       " ret i64 0\n}",
       "bounds", [](U a, U) { return (a & 0xffffffff) > 3; }},
      {"unreachable",
       "define i64 @f(i64 %a, i64 %b) !dbg !3 {\n %c = icmp eq i64 %a, %b\n br i1 %c, label %x, label %y\n"
       "x:\n unreachable, !dbg !9\ny:\n ret i64 2\n}",
       "unreachable", [](U a, U b) { return a == b; }},
      {"trap",
       "define i64 @f(i64 %a, i64 %b) !dbg !3 {\n %c = icmp ugt i64 %a, %b\n br i1 %c, label %x, label %y\n"
       "x:\n call void @llvm.ubsantrap(i8 19), !dbg !9\n unreachable\ny:\n ret i64 2\n}",
       "trap", [](U a, U b) { return a > b; }},
      {"uninitialised",
       "define i64 @f(i64 %a, i64 %b) !dbg !3 {\n %m = alloca i64\n %c = icmp ugt i64 %a, %b\n br i1 %c, label %x, "
       "label %y\n"
       "x:\n store i64 5, ptr %m\n br label %y\ny:\n %r = load i64, ptr %m, !dbg !9\n ret i64 %r\n}",
       "uninitialised", [](U a, U b) { return a <= b; }},
      {"range of a load",
       "define i64 @f(i64 %a, i64 %b) !dbg !3 {\n %m = alloca i64\n store i64 %a, ptr %m\n"
       " %r = load i64, ptr %m, !dbg !9, !range !{i64 3, i64 9}\n ret i64 %r\n}",
       "range", [](U a, U) { return a < 3 || a >= 9; }},
      {"write to a constant",
       "@t = constant i64 1\ndefine i64 @f(i64 %a, i64 %b) !dbg !3 {\n %m = alloca i64\n %c = icmp ugt i64 %a, %b\n"
       " %p = select i1 %c, ptr @t, ptr %m\n store i64 3, ptr %p, !dbg !9\n ret i64 0\n}",
       "constant", [](U a, U b) { return a > b; }},
      {"last use of a variable",
       "define internal ptr @g() {\n %m = alloca i64\n ret ptr %m\n}\ndefine i64 @f(i64 %a, i64 %b) !dbg !3 {\n"
       " %m = alloca i64\n store i64 1, ptr %m\n %g = call ptr @g()\n %c = icmp ugt i64 %a, %b\n"
       " %p = select i1 %c, ptr %g, ptr %m\n %r = load i64, ptr %p, !dbg !9\n ret i64 %r\n}",
       "lifetime", [](U a, U b) { return a > b; }},
      {"argument that must be defined",
       "define internal i64 @g(i64 noundef %x) {\n ret i64 0\n}\ndefine i64 @f(i64 %a, i64 %b) !dbg !3 {\n"
       " %s = add nsw i64 %a, %b, !dbg !9\n %r = call i64 @g(i64 noundef %s)\n ret i64 %r\n}",
       "overflow", signed_sum_overflows},
  };
}

Failure check_one(const Example& example, const Context& context, const Limits& limits, Random& random) {
  const Program program = load_text(example.text + std::string(kDebug), example.name);
  Machine machine(program, context, limits);
  const Term arguments[] = {variable(context, "a", 64), variable(context, "b", 64)};
  const Result<Term> result = machine.run("f", arguments);
  const std::string where = std::string(example.name) + ": ";
  if (!result) return where + describe(result.error());
  std::vector<Term> roots{boolean(context, false)};
  for (const Obligation& obligation : machine.obligations()) {
    roots.push_back(obligation.violated);
    if (obligation.kind != example.kind) return where + "kind " + obligation.kind + ", not " + example.kind;
    if (obligation.location != "example.c:42") return where + "place " + obligation.location;
  }
  const Evaluator evaluator(roots);
  for (unsigned i = 0; i < 60; ++i) {
    const U a = i < 20 ? i : random.edgy(64);
    const U b = i % 3 == 0 ? a : i % 7 == 0 ? 0 : random.edgy(i % 2 == 0 ? 64 : 7);
    bool broken = false;
    for (const U value : evaluator.run({{"a", a}, {"b", b}})) broken = broken || value != 0;
    if (broken != example.wrong(a, b))
      return where + (broken ? "broken" : "not broken") + " for " + std::to_string(a) + ", " + std::to_string(b);
  }
  return std::nullopt;
}

}  // namespace

Failure check_obligations(const Limits& limits) {
  Random random(11);
  const Context context;
  for (const Example& example : examples()) {
    if (auto failure = check_one(example, context, limits, random)) return failure;
  }
  return std::nullopt;
}

}  // namespace idreg::smt::lift::testing
