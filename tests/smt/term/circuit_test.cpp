// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Circuits of three inputs against their truth tables, and what two levels of a gate show.
#include "smt/term/circuit.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <random>
#include <vector>

namespace idreg::smt {
namespace {

using Table = std::uint8_t;  ///< a bit for each assignment of three inputs
constexpr std::array<Table, 3> kInputs = {0xaa, 0xcc, 0xf0};

/// The table of every gate, from its operands' alone.
std::vector<Table> simulated(const Circuit& circuit) {
  std::vector<Table> tables;
  std::size_t input = 0;
  const auto of = [&](Literal literal) {
    const Table table = tables[gate_of(literal)];
    return static_cast<Table>(is_negated(literal) ? ~table : table);
  };
  for (std::size_t i = 0; i < circuit.gates().size(); ++i) {
    const auto [a, b] = circuit.gates()[i];
    if (i == 0)
      tables.push_back(0);
    else if (a == kNever)
      tables.push_back(kInputs.at(input++));
    else
      tables.push_back(static_cast<Table>(of(a) & of(b)));
  }
  return tables;
}

struct Built {
  Literal literal;
  Table table;  ///< what it must be
};

/// Some gate over what was built before.
Built some_gate(Circuit& circuit, const std::vector<Built>& built, std::mt19937_64& random) {
  const auto pick = [&] {
    const Built& one = built[random() % built.size()];
    return random() % 2 == 0 ? one : Built{negated(one.literal), static_cast<Table>(~one.table)};
  };
  const Built x = pick();
  const Built y = pick();
  const Built z = pick();
  switch (random() % 4) {
    case 0:
      return {circuit.both(x.literal, y.literal), static_cast<Table>(x.table & y.table)};
    case 1:
      return {circuit.either(x.literal, y.literal), static_cast<Table>(x.table | y.table)};
    case 2:
      return {circuit.differ(x.literal, y.literal), static_cast<Table>(x.table ^ y.table)};
    default:
      return {circuit.choose(x.literal, y.literal, z.literal),
              static_cast<Table>((x.table & y.table) | (~x.table & z.table))};
  }
}

/// Three inputs and some gates over them. A few levels: deep down all functions of three inputs are there, and nothing
/// is new.
std::vector<Built> some_gates(Circuit& circuit, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<Built> built{{kNever, 0}};
  for (const Table table : kInputs) built.push_back({circuit.input(), table});
  for (int i = 0; i < 60; ++i) built.push_back(some_gate(circuit, built, random));
  return built;
}

TEST(Circuit, EveryGateIsWhatWasAskedFor) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    Circuit circuit;
    const std::vector<Built> built = some_gates(circuit, seed);
    const std::vector<Table> tables = simulated(circuit);
    for (const Built& one : built) {
      const Table table = tables[gate_of(one.literal)];
      ASSERT_EQ(is_negated(one.literal) ? static_cast<Table>(~table) : table, one.table) << "seed " << seed;
    }
  }
}

// What is never true is so of no sample, and inputs differ in some.
TEST(Circuit, SamplesAreThoseOfSomeAssignments) {
  std::size_t always_or_never = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    Circuit circuit;
    for (const auto& [literal, table] : some_gates(circuit, seed)) {
      EXPECT_EQ(circuit.sample(literal) == 0, table == 0) << "of three inputs 64 samples leave no assignment out";
      EXPECT_EQ(circuit.sample(negated(literal)), ~circuit.sample(literal));
      always_or_never += table == 0 || table == 0xff ? 1U : 0U;
    }
  }
  EXPECT_GT(always_or_never, 200U);
}

TEST(Circuit, OperandsComeBeforeTheirGates) {
  Circuit circuit;
  (void)some_gates(circuit, 7);
  for (std::size_t i = 1; i < circuit.gates().size(); ++i) {
    EXPECT_LT(gate_of(circuit.gates()[i].a), i);
    EXPECT_LT(gate_of(circuit.gates()[i].b), i);
  }
}

TEST(Circuit, WhatTwoLevelsShowIsNoNewGate) {
  Circuit circuit;
  const Literal a = circuit.input();
  const Literal b = circuit.input();
  const Literal c = circuit.input();
  const Literal ab = circuit.both(a, b);
  EXPECT_EQ(circuit.both(b, a), ab);
  EXPECT_EQ(circuit.both(ab, negated(a)), kNever);
  EXPECT_EQ(circuit.both(ab, b), ab);
  EXPECT_EQ(circuit.both(negated(ab), negated(b)), negated(b));
  EXPECT_EQ(circuit.both(negated(ab), a), circuit.both(a, negated(b)));
  EXPECT_EQ(circuit.both(ab, circuit.both(negated(a), c)), kNever);
  EXPECT_EQ(circuit.both(ab, circuit.both(a, c)), circuit.both(ab, c));
  EXPECT_EQ(circuit.both(negated(ab), negated(circuit.both(a, negated(b)))), negated(a));
  EXPECT_EQ(circuit.both(ab, negated(circuit.both(negated(a), c))), ab);
  EXPECT_EQ(circuit.both(ab, negated(circuit.both(b, c))), circuit.both(ab, negated(c)));
  EXPECT_EQ(circuit.choose(a, b, negated(b)), negated(circuit.differ(a, b)));
  EXPECT_EQ(circuit.choose(negated(a), b, c), circuit.choose(a, c, b));
  EXPECT_EQ(circuit.differ(negated(a), negated(b)), circuit.differ(b, a));
}

TEST(Circuit, UsersAreCounted) {
  Circuit circuit;
  const Literal a = circuit.input();
  const Literal b = circuit.input();
  const Literal c = circuit.input();
  const Literal ab = circuit.both(a, b);
  EXPECT_EQ(circuit.users(ab), 0U);
  (void)circuit.both(ab, c);
  (void)circuit.both(negated(ab), negated(c));
  (void)circuit.both(c, ab);
  EXPECT_EQ(circuit.users(ab), 2U) << "a gate that is there already uses nothing anew";
}

}  // namespace
}  // namespace idreg::smt
