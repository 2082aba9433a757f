// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The SMT-LIB text of terms is read by the solver's own command and answered as the library answers.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

#include "tests/smt/term/operators.h"

namespace idreg::smt::test {
namespace {

bool z3_is_there() { return std::system("z3 --version >/dev/null 2>&1") == 0; }

/// Standard output of `z3` on a script; errors of the parser are part of it.
std::string answer_of_z3(const std::string& text) {
  const std::string path = testing::TempDir() + "idreg_script_test.smt2";
  std::ofstream(path) << text;
  std::string output;
  FILE* pipe = popen(("z3 -smt2 " + path + " 2>&1").c_str(), "r");
  if (pipe == nullptr) return "z3 cannot be started";
  char buffer[256];
  while (std::fgets(buffer, sizeof buffer, pipe) != nullptr) output += buffer;
  const int status = pclose(pipe);
  std::remove(path.c_str());
  return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? output : "failed: " + output;
}

std::string answer_of_library(const Context& context, const std::vector<Term>& assertions) {
  Solver solver(context, 0);
  for (const Term& assertion : assertions) solver.add(assertion);
  return solver.check().answer == Answer::Sat ? "sat\n" : "unsat\n";
}

/// For each operator a claim about all words and its opposite, one of them true.
std::vector<std::vector<Term>> questions(const Context& context) {
  const Term x = variable(context, "x", 6);
  const Term y = variable(context, "general[0].width", 6);
  const Term p = bool_variable(context, "p");
  std::vector<std::vector<Term>> result;
  const auto ask = [&result](const Term& a, const Term& b) {
    result.push_back({logical_not(equal(a, b))});
    result.push_back({equal(a, b)});
  };
  for (const Binary& op : binaries()) {
    const Term meant = op.build(bvadd(x, y), y);
    op.compares ? ask(meant, p) : ask(meant, bvxor(x, y));
    op.compares ? ask(meant, op.build(bvadd(y, x), y)) : ask(meant, op.build(bvadd(x, y), bvadd(y, bv(context, 6, 0))));
  }
  for (const Unary& op : unaries()) ask(op.build(op.build(x)), x);
  ask(concat(extract(2, 0, x), extract(5, 3, x)), x);
  ask(extract(5, 0, sign_extend(x, 9)), extract(5, 0, zero_extend(bvxor(x, y), 9)));
  ask(extract(8, 3, sign_extend(x, 9)), bvashr(x, bv(context, 6, 3)));
  ask(ite(p, x, y), ite(logical_not(p), x, y));
  ask(logical_and(p, equal(x, y)), logical_or(p, bvult(x, y)));
  result.push_back({p, logical_not(p)});
  result.push_back({boolean(context, true)});
  result.push_back({boolean(context, false)});
  result.push_back({});
  return result;
}

TEST(Script, IsAnsweredAlikeByTheCommand) {
  if (!z3_is_there()) GTEST_SKIP() << "no z3 command: scripts were not read by it (install the package z3)";
  const Context context;
  std::size_t sat = 0;
  std::size_t unsat = 0;
  for (const std::vector<Term>& assertions : questions(context)) {
    const std::string expected = answer_of_library(context, assertions);
    ++(expected == "sat\n" ? sat : unsat);
    EXPECT_EQ(answer_of_z3(script(assertions)), expected) << script(assertions);
  }
  fmt::print("{} scripts satisfiable, {} not\n", sat, unsat);
  EXPECT_GT(sat, 20U);
  EXPECT_GT(unsat, 10U);
}

TEST(Script, ABrokenScriptIsNotAnAnswer) {
  if (!z3_is_there()) GTEST_SKIP() << "no z3 command: scripts were not read by it (install the package z3)";
  const Context context;
  const std::vector<Term> assertions = {equal(variable(context, "x", 6), bv(context, 6, 5))};
  std::string text = script(assertions);
  text.replace(text.find("BitVec 6"), 8, "BitVec 7");
  EXPECT_NE(answer_of_z3(text), answer_of_library(context, assertions));
}

TEST(Script, SharedSubtermsAreWrittenOnce) {
  const Context context;
  Term sum = variable(context, "x", 32);
  for (int i = 0; i < 60; ++i) sum = bvmul(sum, sum);
  const std::vector<Term> assertions = {equal(sum, bv(context, 32, 1))};
  EXPECT_LT(script(assertions).size(), 4'000U) << "2^60 times x, were it a tree";
}

}  // namespace
}  // namespace idreg::smt::test
