// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What each operator means to each way of deciding: to Z3, and to our circuits and CaDiCaL.
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "tests/smt/term/operators.h"

namespace idreg::smt::test {
namespace {

using Word = std::uint64_t;

/// All words of few bits; of more the extremes and shift amounts.
std::vector<Word> words(unsigned width) {
  if (width <= 3) {
    std::vector<Word> all;
    for (Word value = 0; value <= ones(width); ++value) all.push_back(value);
    return all;
  }
  const Word sign = Word{1} << (width - 1);
  return {0, 1, 3, width - 1, width, sign - 1, sign, sign | 5, ones(width) - 1, ones(width)};
}

class Strategies : public testing::TestWithParam<Strategy> {
 protected:
  /// A function of two words: the term of two variables, none of it folded, and what it must be.
  struct Operation {
    std::string name;
    std::function<Term(const Term& a, const Term& b)> term;
    std::function<Word(Word a, Word b)> native;
  };

  /// Whether the two differ somewhere; `wrong`: of one pair something else is expected.
  static Answer differs(const Operation& operation, unsigned width, bool wrong) {
    const Context context;
    const Term a = variable(context, "a", width);
    const Term b = variable(context, "b", width);
    const Term result = operation.term(a, b);
    Term different = boolean(context, false);
    for (const Word x : words(width)) {
      for (const Word y : words(width)) {
        const bool here = wrong && x == words(width).back() && y == 1;
        const Word expected = (operation.native(x, y) ^ (here ? 1 : 0)) & ones(result.is_bool() ? 1 : result.width());
        const Term want = result.is_bool() ? boolean(context, expected != 0) : bv(context, result.width(), expected);
        const Term operands = logical_and(equal(a, bv(context, width, x)), equal(b, bv(context, width, y)));
        different = logical_or(different, logical_and(operands, unfolded_not(unfolded_equal(result, want))));
      }
    }
    Solver solver(context, 0, GetParam());
    solver.add(different);
    return solver.check().answer;
  }

  /// At several widths.
  static void compare(const std::function<Operation(unsigned width)>& operation, bool hard = false) {
    for (const unsigned width : {1U, 2U, 3U, 8U, 33U, 64U}) {
      // How Z3 multiplies and divides wide words is not ours to test, and takes it long.
      if (hard && width > 8 && GetParam() != Strategy::Circuit) continue;
      const Operation here = operation(width);
      EXPECT_EQ(differs(here, width, false), Answer::Unsat) << here.name << ", width " << width;
      EXPECT_EQ(differs(here, width, true), Answer::Sat) << here.name << ", width " << width;
    }
  }
  static void compare(const Operation& operation) {
    compare([&](unsigned /*width*/) { return operation; });
  }
};

TEST_P(Strategies, OperatorsOfTwoWords) {
  for (const Binary& op : binaries()) {
    compare(
        [&](unsigned width) {
          return Operation{op.name, [&](const Term& a, const Term& b) { return unfolded(op, a, b); },
                           [&op, width](Word a, Word b) { return op.native(a, b, width); }};
        },
        op.hard);
  }
}

TEST_P(Strategies, OperatorsOfOneWord) {
  for (const Unary& op : unaries()) {
    compare([&](unsigned width) {
      return Operation{op.name, [&](const Term& a, const Term&) { return unfolded(op, a); },
                       [&op, width](Word a, Word) { return op.native(a, width); }};
    });
  }
}

TEST_P(Strategies, OperatorsThatMoveBits) {
  compare([](unsigned width) {
    return Operation{"extract",
                     [](const Term& a, const Term&) { return unfolded_extract(a.width() - 1, a.width() / 2, a); },
                     [width](Word a, Word) { return a >> (width / 2); }};
  });
  compare([](unsigned /*width*/) {
    return Operation{"zero_extend",
                     [](const Term& a, const Term&) {
                       return unfolded_extract(a.width(), 1, unfolded_zero_extend(a, a.width() + 7));
                     },
                     [](Word a, Word) { return a >> 1; }};
  });
  compare([](unsigned width) {
    return Operation{"sign_extend",
                     [](const Term& a, const Term&) {
                       return unfolded_extract(a.width(), 1, unfolded_sign_extend(a, a.width() + 7));
                     },
                     [width](Word a, Word) { return a >> 1 | (a >> (width - 1)) << (width - 1); }};
  });
  compare([](unsigned width) {
    return Operation{"concat",
                     [](const Term& a, const Term& b) { return unfolded_extract(a.width(), 1, unfolded_concat(a, b)); },
                     [width](Word a, Word b) { return b >> 1 | (a & 1) << (width - 1); }};
  });
}

TEST_P(Strategies, OperatorsOfBooleans) {
  const auto is_odd = [](const Term& a) { return unfolded_equal(unfolded_extract(0, 0, a), bv(a.context(), 1, 1)); };
  compare({"and", [&](const Term& a, const Term& b) { return unfolded_and(is_odd(a), is_odd(b)); },
           [](Word a, Word b) { return a & b & 1; }});
  compare({"or", [&](const Term& a, const Term& b) { return unfolded_or(is_odd(a), is_odd(b)); },
           [](Word a, Word b) { return (a | b) & 1; }});
  compare({"not", [&](const Term& a, const Term&) { return unfolded_not(is_odd(a)); },
           [](Word a, Word) { return ~a & 1; }});
  compare({"equal", [&](const Term& a, const Term& b) { return unfolded_equal(is_odd(a), is_odd(b)); },
           [](Word a, Word b) { return ~(a ^ b) & 1; }});
  compare({"ite", [&](const Term& a, const Term& b) { return unfolded_ite(is_odd(a), b, a); },
           [](Word a, Word b) { return (a & 1) != 0 ? b : a; }});
}

std::string name_of(const testing::TestParamInfo<Strategy>& its) {
  return its.param == Strategy::Bits ? "Bits" : its.param == Strategy::Circuit ? "Circuit" : "Search";
}

INSTANTIATE_TEST_SUITE_P(Each, Strategies, testing::Values(Strategy::Bits, Strategy::Circuit, Strategy::Search),
                         name_of);

}  // namespace
}  // namespace idreg::smt::test
