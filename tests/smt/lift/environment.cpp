// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Small programs whose meaning depends on rules given from outside, each against what it must compute
// when the variables that stand for the environment have the values given.
#include <functional>
#include <map>

#include "tests/smt/lift/suites.h"
#include "tests/smt/lift/support.h"

namespace idreg::smt::lift::testing {

namespace {

using U = std::uint64_t;

struct Example {
  const char* name;
  const char* text;  ///< defines i64 @f(i64 %a)
  std::map<std::string, U> variables;
  U expected;
};

std::vector<Example> examples() {
  const char* const jump =
      "define i64 @f(i64 %a) {\n callbr void asm sideeffect \"jump\", \"i,!i\"(i64 7) to label %no [label %yes]\n"
      "yes:\n ret i64 1\nno:\n ret i64 2\n}";
  return {
      {"a label that is taken", jump, {{"cap!7", 1}}, 1},
      {"a label that is not taken", jump, {{"cap!7", 0}}, 2},
      {"the result of assembly",
       "define i64 @f(i64 %a) {\n %r = call i64 asm \"twice\", \"=r,r\"(i64 %a)\n ret i64 %r\n}",
       {{"a", 21}},
       42},
      {"a mutable global is not its initialiser",
       "@g = global i64 5\ndefine i64 @f(i64 %a) {\n %r = load i64, ptr @g\n ret i64 %r\n}",
       {{"g+0x0", 9}},
       9},
      {"a local one is named after its module",
       "@g = internal global i32 5\ndefine i64 @f(i64 %a) {\n %x = load i32, ptr @g\n %r = zext i32 %x to i64\n"
       " ret i64 %r\n}",
       {{"test.ll:g+0x0", 9}},
       9},
      {"parts of a mutable global",
       "@g = global { i64, i16, i16, i32 } zeroinitializer\ndefine i64 @f(i64 %a) {\n"
       " %p = getelementptr i8, ptr @g, i64 10\n %x = load i16, ptr %p\n %r = zext i16 %x to i64\n ret i64 %r\n}",
       {{"g+0x8", 0x11112222}},
       0x1111},
      {"a pointer keeps its initialiser",
       "@t = constant i64 3\n@g = global { i64, ptr } { i64 5, ptr @t }\ndefine i64 @f(i64 %a) {\n"
       " %p = getelementptr i8, ptr @g, i64 8\n %q = load ptr, ptr %p\n %r = load i64, ptr %q\n ret i64 %r\n}",
       {},
       3},
      {"what was stored is there",
       "@g = global i64 5\ndefine i64 @f(i64 %a) {\n store i64 %a, ptr @g\n %r = load i64, ptr @g\n ret i64 %r\n}",
       {{"a", 77}, {"g+0x0", 9}},
       77},
      {"the path that wrote to a page, of two that meet",
       "@g = global [12 x i64] zeroinitializer\ndefine i64 @f(i64 %a) {\n %p = getelementptr i8, ptr @g, i64 72\n"
       " %c = trunc i64 %a to i1\n br i1 %c, label %x, label %z\nx:\n store i64 50, ptr %p\n br label %z\nz:\n"
       " %y = load i64, ptr %p\n %w = load i64, ptr @g\n %q = getelementptr i8, ptr @g, i64 80\n"
       " %v = load i64, ptr %q\n %s = add i64 %y, %w\n %r = add i64 %s, %v\n ret i64 %r\n}",
       {{"a", 1}, {"g+0x0", 1}, {"g+0x48", 700}, {"g+0x50", 9000}},
       9051},
      {"the path that did not",
       "@g = global [12 x i64] zeroinitializer\ndefine i64 @f(i64 %a) {\n %p = getelementptr i8, ptr @g, i64 72\n"
       " %c = trunc i64 %a to i1\n br i1 %c, label %x, label %z\nx:\n store i64 50, ptr %p\n br label %z\nz:\n"
       " %y = load i64, ptr %p\n %w = load i64, ptr @g\n %q = getelementptr i8, ptr @g, i64 80\n"
       " %v = load i64, ptr %q\n %s = add i64 %y, %w\n %r = add i64 %s, %v\n ret i64 %r\n}",
       {{"a", 2}, {"g+0x0", 1}, {"g+0x48", 700}, {"g+0x50", 9000}},
       9701},
      {"an unknown function changes memory",
       "@g = global i64 5\ndeclare i64 @who(i64)\ndefine i64 @f(i64 %a) {\n store i64 %a, ptr @g\n"
       " %x = call i64 @who(i64 1)\n %y = load i64, ptr @g\n %r = add i64 %x, %y\n ret i64 %r\n}",
       {{"a", 77}, {"who()", 100}, {"g@1+0x0", 9}},
       109},
      {"and no address",
       "@t = constant i64 3\n@g = global { i64, ptr } { i64 5, ptr @t }\ndeclare i64 @who(i64)\n"
       "define i64 @f(i64 %a) {\n %x = call i64 @who(i64 1)\n %p = getelementptr i8, ptr @g, i64 8\n"
       " %q = load ptr, ptr %p\n %r = load i64, ptr %q\n ret i64 %r\n}",
       {},
       3},
      {"a volatile load, where memory is stable",
       "@g = global i64 5\ndefine i64 @f(i64 %a) {\n %x = load volatile i64, ptr @g\n %y = load volatile i64, ptr @g\n"
       " %r = sub i64 %x, %y\n ret i64 %r\n}",
       {{"g+0x0", 9}},
       0},
  };
}

Failure check_example(const Example& example, Limits limits) {
  const auto wrong = [&](const std::string& what) { return std::string(example.name) + ": " + what; };
  limits.symbolic_globals = true;
  limits.stable_volatile = true;
  const Program program = load_text(example.text);
  const Context context;
  Machine machine(program, context, limits);
  machine.assembly([&](Machine&, const Assembly& assembly) -> Result<Term> {
    if (assembly.jumps && assembly.text == "jump")
      return bool_variable(context, "cap!" + std::to_string(assembly.arguments[0].constant().value_or(0)));
    if (assembly.text == "twice") return bvadd(assembly.arguments[0], assembly.arguments[0]);
    return std::unexpected(Unsupported{"assembly", "", ""});
  });
  machine.unknown_functions([&](Machine& its, const UnknownCall& call) -> Result<Term> {
    its.forget();
    return variable(context, call.symbol + "()", call.width);
  });
  const Term arguments[] = {variable(context, "a", 64)};
  const Result<Term> result = machine.run("f", arguments);
  if (!result) return wrong(describe(result.error()));
  const U got = Evaluator(std::span(&*result, 1)).run(example.variables)[0];
  if (got == example.expected) return std::nullopt;
  return wrong("got " + std::to_string(got) + ", expected " + std::to_string(example.expected));
}

}  // namespace

Failure check_environment(const Limits& limits) {
  for (const Example& example : examples()) {
    if (auto failure = check_example(example, limits)) return failure;
  }
  return std::nullopt;
}

}  // namespace idreg::smt::lift::testing
