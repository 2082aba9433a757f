// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Private to smt/term: an and-inverter graph. Every gate is the conjunction of two literals; equal gates are one
// (structural hashing), and a gate that two levels of it show to be another is that other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

namespace idreg::smt {

/// A gate's number twice, and 1 more where it is negated. Gate 0 is false.
using Literal = std::uint32_t;
constexpr Literal kNever = 0;
constexpr Literal kAlways = 1;

[[nodiscard]] constexpr Literal negated(Literal literal) { return literal ^ 1U; }
[[nodiscard]] constexpr bool is_negated(Literal literal) { return (literal & 1U) != 0; }
[[nodiscard]] constexpr std::size_t gate_of(Literal literal) { return literal >> 1; }

class Circuit {
 public:
  /// What is conjoined; both kNever: an input (or gate 0).
  struct Gate {
    Literal a = kNever;
    Literal b = kNever;
  };

  Circuit();

  [[nodiscard]] Literal input();
  [[nodiscard]] Literal both(Literal a, Literal b);
  [[nodiscard]] Literal either(Literal a, Literal b) { return negated(both(negated(a), negated(b))); }
  [[nodiscard]] Literal differ(Literal a, Literal b);
  [[nodiscard]] Literal choose(Literal condition, Literal yes, Literal no);

  /// By number; operands before their users.
  [[nodiscard]] const std::vector<Gate>& gates() const { return gates_; }
  [[nodiscard]] const Gate& gate(Literal literal) const { return gates_[gate_of(literal)]; }
  /// How many gates conjoin it or its negation.
  [[nodiscard]] unsigned users(Literal literal) const { return users_[gate_of(literal)]; }
  /// What it is in 64 assignments, drawn once: one that is true in some is not never true.
  [[nodiscard]] std::uint64_t sample(Literal literal) const {
    return is_negated(literal) ? ~samples_[gate_of(literal)] : samples_[gate_of(literal)];
  }
  [[nodiscard]] bool is_and(Literal literal) const { return gate(literal).a != kNever; }

 private:
  enum class Fold : std::uint8_t { None, Done, Again };
  [[nodiscard]] Fold fold(Literal& a, Literal& b) const;
  [[nodiscard]] Fold fold_one(Literal gate_side, Literal& a, Literal& b) const;
  [[nodiscard]] Fold fold_two(Literal& a, Literal& b) const;
  [[nodiscard]] Literal hashed(Literal a, Literal b);
  void grow();

  [[nodiscard]] Literal added(Gate gate, std::uint64_t sample);

  std::vector<Gate> gates_;
  std::vector<unsigned> users_;
  std::vector<std::uint64_t> samples_;
  std::mt19937_64 random_;           ///< the inputs' samples; always the same ones
  std::vector<std::uint32_t> table_;  ///< numbers of ANDs, open addressing, a power of two of places; 0: free
  std::size_t ands_ = 0;
};

}  // namespace idreg::smt
