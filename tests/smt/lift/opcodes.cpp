// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/smt/lift/opcodes.h"

#include "smt/term/solver.h"
#include "tests/smt/lift/suites.h"

namespace idreg::smt::lift::testing {

namespace {

std::string with_width(std::string text, unsigned width) {
  for (std::size_t at = text.find("iW"); at != std::string::npos; at = text.find("iW", at))
    text.replace(at, 2, "i" + std::to_string(width));
  return text;
}

std::string function_of(const Case& test, std::size_t index, unsigned width) {
  std::string text =
      "define i" + std::to_string(test.result == 0 ? width : test.result) + " @f" + std::to_string(index) + "(";
  for (std::size_t i = 0; i < test.operands.size(); ++i) {
    const unsigned bits = test.operands[i] == 0 ? width : test.operands[i];
    text += (i == 0 ? "i" : ", i") + std::to_string(bits) + " %" + static_cast<char>('a' + i);
  }
  return text + ") {\n " + with_width(test.body, width) + "\n}\n";
}

std::string module_text(const std::vector<Case>& cases, unsigned width) {
  std::string text;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    if (cases[i].applies(width)) text += function_of(cases[i], i, width);
  }
  std::string declarations = "declare void @llvm.assume(i1)\n";
  const auto declare = [&](const std::string& name, const std::string& parameters, const std::string& result) {
    declarations += with_width("declare " + result + " @llvm." + name + ".iW(" + parameters + ")\n", width);
  };
  for (const char* name : {"smin", "smax", "umin", "umax", "sadd.sat", "uadd.sat", "ssub.sat", "usub.sat", "expect"})
    declare(name, "iW, iW", "iW");
  for (const char* name : {"sadd", "uadd", "ssub", "usub", "smul", "umul"})
    declare(std::string(name) + ".with.overflow", "iW, iW", "{ iW, i1 }");
  for (const char* name : {"cttz", "ctlz", "abs"}) declare(name, "iW, i1", "iW");
  declare("ctpop", "iW", "iW");
  declare("bitreverse", "iW", "iW");
  if (width % 16 == 0) declare("bswap", "iW", "iW");
  for (const char* name : {"fshl", "fshr"}) declare(name, "iW, iW, iW", "iW");
  return text + declarations;
}

std::vector<Operands> inputs_for(const Case& test, unsigned width, bool exhaustive, Random& random) {
  std::vector<Operands> result;
  const auto bits = [&](std::size_t i) {
    return i < test.operands.size() ? (test.operands[i] == 0 ? width : test.operands[i]) : 0;
  };
  if (exhaustive && bits(0) + bits(1) + bits(2) <= 12) {
    for (U a = 0; a <= (bits(0) == 0 ? 0 : ones(bits(0))); ++a) {
      for (U b = 0; b <= (bits(1) == 0 ? 0 : ones(bits(1))); ++b) {
        for (U c = 0; c <= (bits(2) == 0 ? 0 : ones(bits(2))); ++c) result.push_back({width, a, b, c});
      }
    }
    return result;
  }
  const unsigned count = exhaustive ? 600 : 24;
  for (unsigned i = 0; i < count; ++i) {
    const auto pick = [&](std::size_t operand) { return bits(operand) == 0 ? 0 : random.edgy(bits(operand)); };
    Operands operands{width, pick(0), pick(1), pick(2)};
    if (i % 3 == 0 && bits(1) > 4) operands.b %= width + 2;  // amounts of shifts
    if (i % 3 == 1 && bits(2) > 4) operands.c %= width + 2;
    if (bits(1) != 0) operands.b &= ones(bits(1));
    if (bits(2) != 0) operands.c &= ones(bits(2));
    result.push_back(operands);
  }
  return result;
}

std::string show(const Case& test, const Operands& o) {
  return test.name + " at width " + std::to_string(o.width) + " of " + std::to_string(o.a) + ", " +
         std::to_string(o.b) + ", " + std::to_string(o.c);
}

Term constant_term(const Context& context, unsigned width, U value) {
  return width == 1 ? boolean(context, (value & 1) != 0) : bv(context, width, value);
}

Failure check_folded(const Program& program, const Context& context, const Limits& limits, const Case& test,
                     const std::string& symbol, const Operands& o) {
  const U values[] = {o.a, o.b, o.c};
  std::vector<Term> arguments;
  for (std::size_t i = 0; i < test.operands.size(); ++i)
    arguments.push_back(constant_term(context, test.operands[i] == 0 ? o.width : test.operands[i], values[i]));
  Machine machine(program, context, limits);
  const Result<Term> result = machine.run(symbol, arguments);
  if (!result) return show(test, o) + ": " + describe(result.error());
  const Outcome expected = test.reference(o);
  const bool undefined = broken_obligation(machine).has_value();
  if (undefined != expected.undefined)
    return show(test, o) + ": undefined " + (undefined ? "but should not be" : "not noticed");
  if (undefined) return std::nullopt;
  if (!machine.obligations().empty()) return show(test, o) + ": an obligation on constants that does not fold";
  const unsigned width = test.result == 0 ? o.width : test.result;
  if (result->constant() != (expected.value & ones(width)))
    return show(test, o) + ": " + result->text() + ", not " + std::to_string(expected.value & ones(width));
  return std::nullopt;
}

Failure check_symbolic(const Program& program, const Context& context, const Limits& limits, const Case& test,
                       const std::string& symbol, unsigned width, const std::vector<Operands>& inputs) {
  std::vector<Term> arguments;
  const char* const names[] = {"a", "b", "c"};
  for (std::size_t i = 0; i < test.operands.size(); ++i) {
    const unsigned bits = test.operands[i] == 0 ? width : test.operands[i];
    arguments.push_back(bits == 1 ? bool_variable(context, names[i]) : variable(context, names[i], bits));
  }
  Machine machine(program, context, limits);
  const Result<Term> result = machine.run(symbol, arguments);
  if (!result) return test.name + " at width " + std::to_string(width) + ": " + describe(result.error());
  Term undefined = boolean(context, false);
  for (const Obligation& obligation : machine.obligations()) undefined = logical_or(undefined, obligation.violated);
  const Term roots[] = {*result, undefined};
  const Evaluator evaluator(roots);
  const unsigned result_width = test.result == 0 ? width : test.result;
  Term wrong = boolean(context, false);
  for (const Operands& o : inputs) {
    const Outcome expected = test.reference(o);
    const U value = expected.value & ones(result_width);
    const auto got = evaluator.run({{"a", o.a}, {"b", o.b}, {"c", o.c}});
    if ((got[1] != 0) != expected.undefined || (!expected.undefined && got[0] != value))
      return show(test, o) + ": the term evaluates to " + std::to_string(got[0]) + (got[1] != 0 ? " (undefined)" : "");
    Term here = boolean(context, true);
    std::vector<Term> numbers;
    const U values[] = {o.a, o.b, o.c};
    for (std::size_t i = 0; i < arguments.size(); ++i) {
      numbers.push_back(constant_term(context, arguments[i].is_bool() ? 1 : arguments[i].width(), values[i]));
      here = logical_and(here, equal(arguments[i], numbers[i]));
    }
    const Term right = expected.undefined ? undefined
                                          : logical_and(logical_not(undefined),
                                                        equal(*result, constant_term(context, result_width, value)));
    // Small widths as one question over the variables; wide products only on numbers.
    const Term here_wrong = logical_and(here, logical_not(right));
    wrong = logical_or(wrong, width <= 5 ? here_wrong : substitute(here_wrong, arguments, numbers));
  }
  Solver solver(context, 0);
  solver.add(wrong);
  if (solver.check().answer != Answer::Unsat)
    return test.name + " at width " + std::to_string(width) + ": the solver disagrees";
  return std::nullopt;
}

}  // namespace

Failure check_opcodes(const Limits& limits, unsigned exhaustive) {
  const std::vector<Case> cases = all_cases();
  Random random(7);
  std::vector<unsigned> widths;
  for (unsigned width = 1; width <= exhaustive; ++width) widths.push_back(width);
  for (const unsigned width : {7U, 8U, 13U, 16U, 31U, 32U, 33U, 48U, 63U, 64U}) widths.push_back(width);
  for (const unsigned width : widths) {
    const Program program = load_text(module_text(cases, width));
    const Context context;
    for (std::size_t i = 0; i < cases.size(); ++i) {
      const Case& test = cases[i];
      if (!test.applies(width)) continue;
      const std::string symbol = "f" + std::to_string(i);
      const std::vector<Operands> inputs = inputs_for(test, width, width <= exhaustive, random);
      for (const Operands& o : inputs) {
        if (auto failure = check_folded(program, context, limits, test, symbol, o)) return failure;
      }
      if (auto failure = check_symbolic(program, context, limits, test, symbol, width, inputs)) return failure;
    }
  }
  return std::nullopt;
}

}  // namespace idreg::smt::lift::testing
