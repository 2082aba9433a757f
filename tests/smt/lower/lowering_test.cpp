// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The native specification means what the terms mean: its bitcode, lifted, equals them for all words,
// and no undefined behaviour can be reached.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "smt/lift/lift.h"
#include "smt/prove/bitcode.h"
#include "smt/spec/spec.h"
#include "smt/term/solver.h"

namespace idreg::smt {
namespace {

constexpr std::uint64_t kBudget = 100'000'000;

/// The program that holds the native specification alone.
std::expected<lift::Program, std::string> native_program() {
  for (const lift::Program::Source& source : prove::shipped_bitcode()) {
    if (source.name == "spec_native.bc") return lift::Program::load({&source, 1});
  }
  return std::unexpected("no spec_native.bc among the embedded bitcode");
}

std::vector<Term> parameters(const Context& context, const spec::Function& function) {
  std::vector<Term> result;
  for (const char* name : function.parameters) result.push_back(variable(context, name, 64));
  return result;
}

/// The term as the native form returns it: a word.
Term as_word(const Term& term) { return term.is_bool() ? to_bv(term, 64) : term; }

/// A lifted function: what it returns, and whether something undefined is reached.
struct Lifted {
  Term result;
  Term undefined;
};

std::optional<Lifted> lifted(const lift::Program& program, const Context& context, const spec::Function& function) {
  lift::Machine machine(program, context);
  const auto result = machine.run(function.symbol, parameters(context, function));
  if (!result) {
    ADD_FAILURE() << function.symbol << ": " << result.error().what << " at " << result.error().location;
    return std::nullopt;
  }
  Term undefined = logical_not(machine.reached());
  for (const lift::Obligation& obligation : machine.obligations()) {
    undefined = logical_or(undefined, obligation.violated);
  }
  return Lifted{*result, undefined};
}

Decision possible(const Context& context, const Term& what) {
  Solver solver(context, kBudget);
  solver.add(what);
  return solver.check();
}

class Lowering : public testing::TestWithParam<const spec::Function*> {
 protected:
  const spec::Function& function_ = *GetParam();
  Context context_;
};

TEST_P(Lowering, LiftedEqualsTheTerm) {
  const auto program = native_program();
  ASSERT_TRUE(program.has_value()) << program.error();
  const auto native = lifted(*program, context_, function_);
  ASSERT_TRUE(native.has_value());
  const Term meant = as_word(function_.build(parameters(context_, function_)));
  const Decision undefined = possible(context_, native->undefined);
  EXPECT_EQ(undefined.answer, Answer::Unsat) << "undefined behaviour; " << undefined.reason;
  const Decision different = possible(context_, logical_not(equal(native->result, meant)));
  EXPECT_EQ(different.answer, Answer::Unsat) << different.reason;
  fmt::print("{}: {} units\n", function_.symbol, different.resources);
}

// The control: each function is told from every other of as many parameters, and from itself with the
// last bit turned.
TEST_P(Lowering, IsToldFromOthers) {
  const auto program = native_program();
  ASSERT_TRUE(program.has_value()) << program.error();
  const auto native = lifted(*program, context_, function_);
  ASSERT_TRUE(native.has_value());
  const std::vector<Term> arguments = parameters(context_, function_);
  const Term turned = bvxor(as_word(function_.build(arguments)), bv(context_, 64, 1));
  EXPECT_EQ(possible(context_, logical_not(equal(native->result, turned))).answer, Answer::Sat);
  for (const spec::Function& other : spec::functions()) {
    if (&other == &function_ || other.parameters.size() != arguments.size()) continue;
    const Term wrong = as_word(other.build(arguments));
    EXPECT_EQ(possible(context_, logical_not(equal(native->result, wrong))).answer, Answer::Sat) << other.symbol;
  }
}

std::vector<const spec::Function*> all_functions() {
  std::vector<const spec::Function*> result;
  for (const spec::Function& function : spec::functions()) result.push_back(&function);
  return result;
}

INSTANTIATE_TEST_SUITE_P(Functions, Lowering, testing::ValuesIn(all_functions()),
                         [](const auto& info) { return std::string(info.param->symbol); });

TEST(NativeProgram, DefinesTheSpecificationAndNothingElse) {
  const auto program = native_program();
  ASSERT_TRUE(program.has_value()) << program.error();
  for (const spec::Function& function : spec::functions()) EXPECT_TRUE(program->defines(function.symbol));
  EXPECT_EQ(program->functions().size(), spec::functions().size());
}

}  // namespace
}  // namespace idreg::smt
