// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Hand-written programs about memory, each against what it must compute for every input tried.
#include <functional>

#include "tests/smt/lift/suites.h"
#include "tests/smt/lift/support.h"

namespace idreg::smt::lift::testing {

namespace {

using U = std::uint64_t;

struct Example {
  const char* name;
  const char* text;  ///< defines i64 @f(i64 %a, i64 %b)
  std::function<U(U, U)> expected;
};

const char* const kCopy =
    "target datalayout = \"e-m:e-i64:64-i128:128-n8:16:32:64-S128\"\n"
    "declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)\n"
    "declare void @llvm.memset.p0.i64(ptr, i8, i64, i1)\n";

std::vector<Example> examples() {
  return {
      {"bytes of a word",
       R"(define i64 @f(i64 %a, i64 %b) {
 %p = alloca i64
 store i64 %a, ptr %p
 %q = getelementptr i8, ptr %p, i64 3
 %x = load i16, ptr %q
 %r = zext i16 %x to i64
 ret i64 %r
})",
       [](U a, U) { return a >> 24 & 0xffff; }},
      {"a choice of choices is looked at once, however often it is shared",
       R"(define i64 @f(i64 %a, i64 %b) {
 br label %x
x:
 %i = phi i64 [ 0, %0 ], [ %j, %x ]
 %v = phi i8 [ 0, %0 ], [ %w, %x ]
 %p = lshr i64 %a, %i
 %c = trunc i64 %p to i1
 %q = lshr i64 %b, %i
 %d = trunc i64 %q to i1
 %k = trunc i64 %i to i8
 %t = select i1 %c, i8 %k, i8 %v
 %w = select i1 %d, i8 %t, i8 %v
 %j = add i64 %i, 1
 %more = icmp ult i64 %j, 60
 br i1 %more, label %x, label %z
z:
 %r = zext nneg i8 %w to i64
 ret i64 %r
})",
       [](U a, U b) {
         U last = 0;
         for (U i = 0; i < 60; ++i) last = (a & b) >> i & 1 ? i : last;
         return last;
       }},
      {"bytes make a word",
       R"(define i64 @f(i64 %a, i64 %b) {
 %p = alloca i64
 store i64 %a, ptr %p
 %x = trunc i64 %b to i8
 %q = getelementptr i8, ptr %p, i64 5
 store i8 %x, ptr %q
 %r = load i64, ptr %p
 ret i64 %r
})",
       [](U a, U b) { return (a & ~(U{0xff} << 40)) | (b & 0xff) << 40; }},
      {"load at a symbolic index",
       R"(@t = constant [8 x i32] [i32 3, i32 1, i32 4, i32 1, i32 5, i32 9, i32 2, i32 6]
define i64 @f(i64 %a, i64 %b) {
 %i = and i64 %a, 7
 %p = getelementptr inbounds [8 x i32], ptr @t, i64 0, i64 %i
 %x = load i32, ptr %p
 %r = zext i32 %x to i64
 ret i64 %r
})",
       [](U a, U) {
         constexpr U kDigits[] = {3, 1, 4, 1, 5, 9, 2, 6};
         return kDigits[a & 7];
       }},
      {"a constant that begins in one page of cells and ends in the next",
       R"(@t = constant <{ [30 x i8], i64, i16, [30 x i8], i32 }>
 <{ [30 x i8] zeroinitializer, i64 1234605616436508552, i16 3, [30 x i8] zeroinitializer, i32 5 }>
define i64 @f(i64 %a, i64 %b) {
 %h = getelementptr i8, ptr @t, i64 34
 %i = load i32, ptr %h
 %p = getelementptr i8, ptr @t, i64 30
 %x = load i64, ptr %p
 %q = getelementptr i8, ptr @t, i64 70
 %y = load i32, ptr %q
 %m = zext i32 %i to i64
 %n = zext i32 %y to i64
 %s = mul i64 %m, %n
 %u = xor i64 %x, %s
 %r = add i64 %u, %a
 ret i64 %r
})",
       [](U a, U) { return (U{0x1122334455667788} ^ U{5} * 0x11223344) + a; }},
      {"store at a symbolic index of structs",
       R"(%s = type { i8, i64, i64 }
define i64 @f(i64 %a, i64 %b) {
 %t = alloca [4 x %s]
 %z = getelementptr inbounds [4 x %s], ptr %t, i64 0, i64 2, i32 1
 store i64 77, ptr %z
 %i = and i64 %a, 3
 %p = getelementptr inbounds [4 x %s], ptr %t, i64 0, i64 %i, i32 1
 store i64 %b, ptr %p
 %r = load i64, ptr %z
 ret i64 %r
})",
       [](U a, U b) { return (a & 3) == 2 ? b : 77; }},
      {"store in two dimensions",
       R"(define i64 @f(i64 %a, i64 %b) {
 %t = alloca [3 x [4 x i64]]
 call void @llvm.memset.p0.i64(ptr %t, i8 1, i64 96, i1 false)
 %i = and i64 %a, 1
 %j = and i64 %b, 3
 %p = getelementptr inbounds [3 x [4 x i64]], ptr %t, i64 0, i64 %i, i64 %j
 store i64 %b, ptr %p
 %q = getelementptr inbounds [3 x [4 x i64]], ptr %t, i64 0, i64 1, i64 2
 %r = load i64, ptr %q
 ret i64 %r
})",
       [](U a, U b) { return (a & 1) == 1 && (b & 3) == 2 ? b : 0x0101010101010101; }},
      {"memcpy takes every byte",
       R"(define i64 @f(i64 %a, i64 %b) {
 %p = alloca [2 x i64]
 %q = alloca [2 x i64]
 %p1 = getelementptr i64, ptr %p, i64 1
 store i64 %a, ptr %p
 store i64 %b, ptr %p1
 call void @llvm.memset.p0.i64(ptr %q, i8 0, i64 16, i1 false)
 call void @llvm.memcpy.p0.p0.i64(ptr %q, ptr %p, i64 16, i1 false)
 %q1 = getelementptr i64, ptr %q, i64 1
 %r = load i64, ptr %q1
 ret i64 %r
})",
       [](U, U b) { return b; }},
      {"copy to a symbolic index",
       R"(%e = type { i8, i8, i64 }
define i64 @f(i64 %a, i64 %b) {
 %t = alloca [4 x %e]
 call void @llvm.memset.p0.i64(ptr %t, i8 0, i64 64, i1 false)
 %n = alloca %e
 %n2 = getelementptr %e, ptr %n, i64 0, i32 2
 store i8 1, ptr %n
 store i64 %b, ptr %n2
 %i = and i64 %a, 3
 %p = getelementptr inbounds [4 x %e], ptr %t, i64 0, i64 %i
 call void @llvm.memcpy.p0.p0.i64(ptr %p, ptr %n, i64 16, i1 false)
 %q = getelementptr [4 x %e], ptr %t, i64 0, i64 3, i32 2
 %r = load i64, ptr %q
 ret i64 %r
})",
       [](U a, U b) { return (a & 3) == 3 ? b : 0; }},
      {"a pointer to one of two",
       R"(define i64 @f(i64 %a, i64 %b) {
 %p = alloca i64
 %q = alloca i64
 store i64 1, ptr %p
 store i64 2, ptr %q
 %c = icmp ult i64 %a, %b
 %s = select i1 %c, ptr %p, ptr %q
 store i64 %b, ptr %s
 %x = load i64, ptr %p
 %y = load i64, ptr %q
 %z = shl i64 %y, 1
 %r = add i64 %x, %z
 ret i64 %r
})",
       [](U a, U b) { return a < b ? b + 4 : 1 + 2 * b; }},
      {"a store on one path",
       R"(define i64 @f(i64 %a, i64 %b) {
 %p = alloca i64
 store i64 %a, ptr %p
 %c = icmp ult i64 %a, %b
 br i1 %c, label %yes, label %end
yes:
 store i64 %b, ptr %p
 br label %end
end:
 %r = load i64, ptr %p
 ret i64 %r
})",
       [](U a, U b) { return a < b ? b : a; }},
      {"functions in a constant table",
       R"(@t = internal constant [2 x ptr] [ptr @g, ptr @h]
define internal i64 @g(i64 %x) {
 %r = add i64 %x, 5
 ret i64 %r
}
define internal i64 @h(i64 %x) {
 %r = mul i64 %x, 3
 ret i64 %r
}
define i64 @f(i64 %a, i64 %b) {
 %i = and i64 %a, 1
 %p = getelementptr inbounds [2 x ptr], ptr @t, i64 0, i64 %i
 %g = load ptr, ptr %p
 %r = call i64 %g(i64 %b)
 ret i64 %r
})",
       [](U a, U b) { return (a & 1) == 0 ? b + 5 : b * 3; }},
      {"a copy by value is its own",
       R"(%s = type { i64, i64 }
define internal i64 @g(ptr byval(%s) %p) {
 %x = load i64, ptr %p
 store i64 0, ptr %p
 ret i64 %x
}
define i64 @f(i64 %a, i64 %b) {
 %p = alloca %s
 store i64 %a, ptr %p
 %q = getelementptr %s, ptr %p, i64 0, i32 1
 store i64 %b, ptr %q
 %x = call i64 @g(ptr byval(%s) %p)
 %y = load i64, ptr %p
 %r = add i64 %x, %y
 ret i64 %r
})",
       [](U a, U) { return 2 * a; }},
      {"a loop whose end is not a number",
       R"(define i64 @f(i64 %a, i64 %b) {
 %n = and i64 %a, 7
 %z = icmp eq i64 %n, 0
 br i1 %z, label %none, label %loop
loop:
 %i = phi i64 [ 0, %0 ], [ %j, %loop ]
 %s = phi i64 [ %b, %0 ], [ %t, %loop ]
 %t = add i64 %s, %i
 %j = add nuw nsw i64 %i, 1
 %e = icmp eq i64 %j, %n
 br i1 %e, label %end, label %loop
end:
 ret i64 %t
none:
 ret i64 0
})",
       [](U a, U b) {
         const U n = a & 7;
         return n == 0 ? 0 : b + n * (n - 1) / 2;
       }},
      {"padding may be copied",
       R"(%s = type { i8, i32 }
define i64 @f(i64 %a, i64 %b) {
 %p = alloca %s
 %q = alloca %s
 %x = trunc i64 %a to i8
 %y = trunc i64 %b to i32
 store i8 %x, ptr %p
 %p1 = getelementptr %s, ptr %p, i64 0, i32 1
 store i32 %y, ptr %p1
 %w = load i64, ptr %p
 store i64 %w, ptr %q
 %q1 = getelementptr %s, ptr %q, i64 0, i32 1
 %v = load i32, ptr %q1
 %r = zext i32 %v to i64
 ret i64 %r
})",
       [](U, U b) { return b & 0xffffffff; }},
  };
}

Failure compare(const Example& example, const Machine& machine, const Result<Term>& result, U a, U b) {
  const std::string where = std::string(example.name) + " of " + std::to_string(a) + ", " + std::to_string(b) + ": ";
  if (!result) return where + describe(result.error());
  if (const auto broken = broken_obligation(machine)) return where + *broken;
  if (result->constant() != example.expected(a, b))
    return where + result->text() + ", not " + std::to_string(example.expected(a, b));
  return std::nullopt;
}

}  // namespace

Failure check_memory(const Limits& limits) {
  Random random(3);
  const Context context;
  Limits own = limits;
  own.feasible_after = 4;
  for (const Example& example : examples()) {
    const Program program = load_text(kCopy + std::string(example.text), example.name);
    Machine symbolic(program, context, own);
    const Term variables[] = {variable(context, "a", 64), variable(context, "b", 64)};
    const Result<Term> general = symbolic.run("f", variables);
    if (!general) return std::string(example.name) + ": " + describe(general.error());
    std::vector<Term> roots{*general};
    for (const Obligation& obligation : symbolic.obligations()) roots.push_back(obligation.violated);
    const Evaluator evaluator(roots);
    for (unsigned i = 0; i < 24; ++i) {
      const U a = random.edgy(64) + i;
      const U b = random.edgy(64);
      Machine machine(program, context, own);
      const Term numbers[] = {bv(context, 64, a), bv(context, 64, b)};
      if (auto failure = compare(example, machine, machine.run("f", numbers), a, b)) return failure;
      const auto got = evaluator.run({{"a", a}, {"b", b}});
      for (std::size_t k = 1; k < got.size(); ++k) {
        if (got[k] != 0) return std::string(example.name) + ": " + symbolic.obligations()[k - 1].kind;
      }
      if (got[0] != example.expected(a, b)) return std::string(example.name) + ": symbolic result differs";
    }
  }
  return std::nullopt;
}

}  // namespace idreg::smt::lift::testing
