// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What truth tables say of literals that are true of no assignment, of one, and of too many inputs to tell.
#include "smt/term/truth_table.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <random>
#include <vector>

namespace idreg::smt {
namespace {

std::vector<Literal> inputs_of(Circuit& circuit, std::size_t count) {
  std::vector<Literal> inputs;
  for (std::size_t i = 0; i < count; ++i) inputs.push_back(circuit.input());
  return inputs;
}

Literal signed_as(Literal literal, bool negative) { return negative ? negated(literal) : literal; }

/// True of one assignment of the inputs, whose bits are given.
Literal only(Circuit& circuit, const std::vector<Literal>& inputs, std::uint64_t assignment) {
  Literal result = kAlways;
  for (std::size_t i = 0; i < inputs.size(); ++i)
    result = circuit.both(result, signed_as(inputs[i], (assignment >> i & 1) == 0));
  return result;
}

/// The parity of the inputs, by a chain that begins with each in turn: the same function in other gates.
Literal parity(Circuit& circuit, const std::vector<Literal>& inputs, std::size_t first) {
  Literal result = kNever;
  for (std::size_t i = 0; i < inputs.size(); ++i) result = circuit.differ(result, inputs[(first + i) % inputs.size()]);
  return result;
}

TEST(TruthTable, ConstantsAndInputs) {
  Circuit circuit;
  const Literal input = circuit.input();
  EXPECT_TRUE(is_never(circuit, kNever));
  EXPECT_FALSE(is_never(circuit, kAlways));
  EXPECT_FALSE(is_never(circuit, input));
  EXPECT_FALSE(is_never(circuit, negated(input)));
}

// The one assignment may be in any place of any word of any block.
TEST(TruthTable, OneAssignmentIsFound) {
  for (std::size_t count = 2; count <= 16; ++count) {
    std::mt19937_64 random(count);
    const std::uint64_t all = (std::uint64_t{1} << count) - 1;
    std::vector<std::uint64_t> assignments{0, 1, all, all - 1, all >> 1};
    for (int i = 0; i < 20; ++i) assignments.push_back(random() & all);
    for (const std::uint64_t assignment : assignments) {
      Circuit circuit;
      const std::vector<Literal> inputs = inputs_of(circuit, count);
      EXPECT_FALSE(is_never(circuit, only(circuit, inputs, assignment))) << count << " " << assignment;
      EXPECT_FALSE(is_never(circuit, negated(only(circuit, inputs, assignment)))) << count;
    }
  }
}

TEST(TruthTable, WhatIsNeverTrueIsSeenHoweverItIsBuilt) {
  for (std::size_t count = 3; count <= 16; ++count) {
    Circuit circuit;
    const std::vector<Literal> inputs = inputs_of(circuit, count);
    const Literal one = parity(circuit, inputs, 0);
    const Literal other = parity(circuit, inputs, 1);
    ASSERT_NE(one, other) << "else the circuit folds it";
    EXPECT_TRUE(is_never(circuit, circuit.both(one, negated(other)))) << count;
    EXPECT_TRUE(is_never(circuit, circuit.differ(one, other))) << count;
    EXPECT_FALSE(is_never(circuit, circuit.both(one, other))) << count;
    EXPECT_FALSE(is_never(circuit, negated(circuit.differ(one, other)))) << "always";
    // All but one assignment of a difference that is never: the one is found.
    const Literal here = only(circuit, inputs, (std::uint64_t{1} << count) - 2);
    EXPECT_FALSE(is_never(circuit, circuit.either(circuit.differ(one, other), here))) << count;
  }
}

/// Random gates over few inputs against their own tables of 64 assignments.
TEST(TruthTable, RandomGatesOfSixInputs) {
  constexpr std::uint64_t kInputs[] = {0xaaaaaaaaaaaaaaaa, 0xcccccccccccccccc, 0xf0f0f0f0f0f0f0f0,
                                       0xff00ff00ff00ff00, 0xffff0000ffff0000, 0xffffffff00000000};
  std::size_t never = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    std::mt19937_64 random(seed);
    Circuit circuit;
    std::vector<std::pair<Literal, std::uint64_t>> built;
    for (const std::uint64_t table : kInputs) built.emplace_back(circuit.input(), table);
    const auto pick = [&] {
      const auto& [literal, table] = built[random() % built.size()];
      return random() % 2 == 0 ? std::pair(literal, table) : std::pair(negated(literal), ~table);
    };
    for (int i = 0; i < 60; ++i) {
      const auto [a, x] = pick();
      const auto [b, y] = pick();
      built.emplace_back(circuit.both(a, b), x & y);
      EXPECT_EQ(is_never(circuit, built.back().first), built.back().second == 0) << seed;
      if (built.back().second == 0 && built.back().first != kNever) ++never;
    }
  }
  EXPECT_GT(never, 100U) << "else the circuit folds them all";
}

TEST(TruthTable, OfMoreInputsNothingIsSaid) {
  Circuit circuit;
  const std::vector<Literal> inputs = inputs_of(circuit, 17);
  const Literal difference = circuit.differ(parity(circuit, inputs, 0), parity(circuit, inputs, 1));
  EXPECT_NE(difference, kNever);
  EXPECT_FALSE(is_never(circuit, difference));
}

}  // namespace
}  // namespace idreg::smt
