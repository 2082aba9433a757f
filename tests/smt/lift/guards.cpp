// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The guards themselves: at each merge the paths exclude each other, the merged guard is just all of
// them, the selector picks the right one, and what enters a function leaves it or ends.
#include <cstdio>

#include "smt/term/solver.h"
#include "tests/smt/lift/programs.h"
#include "tests/smt/lift/suites.h"

namespace idreg::smt::lift::testing {

namespace {

constexpr std::uint64_t kBudget = 20'000'000;

Failure prove(const Context& context, const Machine& machine, const std::string& what, std::size_t& proved) {
  Solver solver(context, kBudget);
  for (const MergeCheck& check : machine.merge_checks()) {
    const Term wrong = logical_or(check.overlap, check.uncovered);
    if (wrong.is_false()) {
      ++proved;
      continue;
    }
    solver.push();
    solver.add(wrong);
    const Answer answer = solver.check().answer;
    solver.pop();
    if (answer == Answer::Sat) return what + ": guards at " + check.location + " in " + check.function;
    if (answer == Answer::Unknown) continue;  // counted by the caller's minimum
    ++proved;
  }
  return std::nullopt;
}

}  // namespace

Failure check_guards(const Limits& limits, std::uint64_t seed) {
  Random random(seed);
  Limits own = limits;
  own.check_merges = true;
  own.feasible_after = 4;
  std::size_t proved = 0;
  std::size_t all = 0;
  unsigned refused = 0;
  for (unsigned unit = 0; unit < 2; ++unit) {
    constexpr unsigned kFunctions = 4;
    const std::string source = random_program(random, kFunctions);
    const Compiled compiled(source, unit == 0 ? "-O1" : "-O2");
    for (unsigned i = 0; i < kFunctions; ++i) {
      const Context context;
      Machine machine(compiled.program(), context, own);
      std::vector<Term> arguments;
      for (const char* name : {"a", "b", "c", "d"}) arguments.push_back(variable(context, name, 64));
      const std::string symbol = "f" + std::to_string(i);
      const Result<Term> result = machine.run(symbol, arguments);
      if (!result) {  // a loop in a random program may have no bound that can be shown
        const std::string why = "seed " + std::to_string(seed) + " " + symbol + ": " + describe(result.error());
        std::printf("refused: %s\n", why.c_str());
        if (++refused > 1) return "too many refused: " + why;
        continue;
      }
      all += machine.merge_checks().size();
      if (auto failure = prove(context, machine, "seed " + std::to_string(seed) + " " + symbol, proved)) return failure;
    }
  }
  if (proved < 20) return "only " + std::to_string(proved) + " merges were seen";
  if (all - proved > all / 10) return std::to_string(all - proved) + " of " + std::to_string(all) + " merges undecided";
  return std::nullopt;
}

}  // namespace idreg::smt::lift::testing
