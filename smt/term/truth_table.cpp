// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "smt/term/truth_table.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace idreg::smt {

namespace {

/// Four codes of 4 bits.
constexpr std::size_t kMostInputs = 16;
/// Those of a comparison of such codes are 200; a table takes some 10 ns for each.
constexpr std::size_t kMostGates = 512;

/// Assignments that are looked at together, 64 in each word.
constexpr std::size_t kInputsOfBlock = 12;
constexpr std::size_t kWords = (std::size_t{1} << kInputsOfBlock) / 64;
using Block = std::array<std::uint64_t, kWords>;

constexpr std::uint64_t kAll = ~std::uint64_t{0};

/// The gates on which a literal depends, by number, so that operands come before their users; nothing if they or
/// their inputs are too many.
std::optional<std::vector<std::size_t>> cone_of(const Circuit& circuit, Literal root) {
  std::vector<std::size_t> gates{gate_of(root)};
  std::size_t inputs = 0;
  for (std::size_t i = 0; i < gates.size(); ++i) {
    const auto [a, b] = circuit.gates()[gates[i]];
    if (a == kNever) {
      if (++inputs > kMostInputs) return std::nullopt;
      continue;
    }
    for (const Literal operand : {a, b}) {
      if (std::ranges::find(gates, gate_of(operand)) == gates.end()) gates.push_back(gate_of(operand));
    }
    if (gates.size() > kMostGates) return std::nullopt;
  }
  std::ranges::sort(gates);
  return gates;
}

/// What an input is in the block of a number: the first inputs change within it, the others from one to the next.
Block block_of(std::size_t input, std::size_t number) {
  constexpr std::uint64_t kWithin[] = {0xaaaaaaaaaaaaaaaa, 0xcccccccccccccccc, 0xf0f0f0f0f0f0f0f0,
                                       0xff00ff00ff00ff00, 0xffff0000ffff0000, 0xffffffff00000000};
  constexpr std::size_t kInputsOfWord = std::size(kWithin);
  Block block{};
  if (input >= kInputsOfBlock) {
    if ((number >> (input - kInputsOfBlock) & 1) != 0) block.fill(kAll);
    return block;
  }
  for (std::size_t i = 0; i < kWords; ++i)
    block[i] = input < kInputsOfWord ? kWithin[input] : (i >> (input - kInputsOfWord) & 1) != 0 ? kAll : 0;
  return block;
}

/// A gate of a cone, with its operands' places in this.
struct Local {
  bool is_input;
  std::size_t a, b;            ///< of an input `a` is which one
  std::uint64_t flip_a, flip_b;
};

std::vector<Local> localised(const Circuit& circuit, const std::vector<std::size_t>& cone, std::size_t& inputs) {
  const auto place = [&](Literal operand) {
    return static_cast<std::size_t>(std::ranges::lower_bound(cone, gate_of(operand)) - cone.begin());
  };
  std::vector<Local> result;
  for (const std::size_t gate : cone) {
    const auto [a, b] = circuit.gates()[gate];
    if (a == kNever)
      result.push_back({true, inputs++, 0, 0, 0});
    else
      result.push_back({false, place(a), place(b), is_negated(a) ? kAll : 0, is_negated(b) ? kAll : 0});
  }
  return result;
}

}  // namespace

bool is_never(const Circuit& circuit, Literal literal) {
  if (!circuit.is_and(literal)) return literal == kNever;
  if (circuit.sample(literal) != 0) return false;
  const auto cone = cone_of(circuit, literal);
  if (!cone) return false;
  std::size_t inputs = 0;
  const std::vector<Local> gates = localised(circuit, *cone, inputs);
  std::vector<Block> blocks(gates.size());
  const std::uint64_t never = is_negated(literal) ? kAll : 0;
  for (std::size_t number = 0; number << kInputsOfBlock < std::size_t{1} << inputs; ++number) {
    for (std::size_t i = 0; i < gates.size(); ++i) {
      const auto& [is_input, a, b, flip_a, flip_b] = gates[i];
      if (is_input) {
        blocks[i] = block_of(a, number);
        continue;
      }
      for (std::size_t w = 0; w < kWords; ++w) blocks[i][w] = (blocks[a][w] ^ flip_a) & (blocks[b][w] ^ flip_b);
    }
    if (!std::ranges::all_of(blocks.back(), [&](std::uint64_t word) { return word == never; })) return false;
  }
  return true;
}

}  // namespace idreg::smt
