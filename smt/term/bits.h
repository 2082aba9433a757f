// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Private to smt/term: terms as circuits, bit by bit.
#pragma once

#include <deque>
#include <span>
#include <vector>

#include "smt/term/circuit.h"
#include "smt/term/term.h"

namespace idreg::smt {

/// The circuits of the terms of one context that were asked for.
class Bits {
 public:
  /// Lowest bit first; of a Boolean one. Valid as long as this lives.
  [[nodiscard]] std::span<const Literal> of(const Term& term);
  [[nodiscard]] const Circuit& circuit() const { return circuit_; }
  /// A literal of its own, that no term has.
  [[nodiscard]] Literal fresh() { return circuit_.input(); }
  /// Their disjunction.
  [[nodiscard]] Literal any(std::span<const Literal> literals) {
    Literal result = kNever;
    for (const Literal literal : literals) result = circuit_.either(result, literal);
    return result;
  }

 private:
  using Word = std::vector<Literal>;

  [[nodiscard]] Word make(const Node& node);
  [[nodiscard]] Word operation(const Node& node, const Word& a, const Word& b);
  [[nodiscard]] Literal same(const Word& a, const Word& b);
  [[nodiscard]] Literal at_most(const Word& a, const Word& b, bool is_signed);
  [[nodiscard]] Word choice(Literal condition, const Word& yes, const Word& no);
  [[nodiscard]] Word sum(const Word& a, const Word& b, Literal carry);
  [[nodiscard]] Word minus(const Word& a);
  [[nodiscard]] Word product(const Word& a, const Word& b);
  struct Quotient;
  [[nodiscard]] Quotient divided(const Word& a, const Word& b);
  [[nodiscard]] Word signed_division(Op op, const Word& a, const Word& b);
  [[nodiscard]] Word shifted(Op op, Word word, const Word& amount);

  Circuit circuit_;
  std::deque<Word> of_node_;  ///< by id; empty where none was asked for
};

}  // namespace idreg::smt
