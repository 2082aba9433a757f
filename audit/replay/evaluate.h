// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Terms as numbers, fast: many evaluations of the same terms. Written for itself: nothing of Z3 is asked.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "smt/term/term.h"

namespace idreg::audit::replay {

class Evaluation {
 public:
  /// Precondition: no bit-vector among the subterms is wider than 64 bits.
  explicit Evaluation(std::span<const smt::Term> roots);

  struct Variable {
    std::string name;
    unsigned bits;  ///< 1 for a Boolean
  };
  [[nodiscard]] const std::vector<Variable>& variables() const { return variables_; }

  /// Values of the roots, in order, where the variables have these, in order. Valid until the next call.
  [[nodiscard]] std::span<const std::uint64_t> run(std::span<const std::uint64_t> variables);

 private:
  struct Step {
    smt::Op op;
    std::uint8_t width;  ///< of the result; of the operands for a comparison
    std::uint8_t low;    ///< Extract; Concat: width of the low part; extensions: the operand's width
    std::uint32_t a = 0, b = 0, c = 0;  ///< places of operands; `a`: the variable's number
    std::uint64_t constant = 0;
  };
  [[nodiscard]] std::uint64_t value_of(const Step& step, std::span<const std::uint64_t> variables) const;

  std::vector<Step> steps_;
  std::vector<std::uint64_t> values_;
  std::vector<std::uint32_t> roots_;
  std::vector<std::uint64_t> results_;
  std::vector<Variable> variables_;
};

}  // namespace idreg::audit::replay
