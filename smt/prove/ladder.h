// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The least model of a question, one quantity after the other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "smt/term/solver.h"
#include "smt/term/term.h"

namespace idreg::smt::prove {

/// The bits of a word of at most 64, the highest first.
[[nodiscard]] std::vector<Term> from_the_top(const Term& word);

/// Fixes one quantity after the other at its least value. Each question is put whole:
/// a solver prepares a whole question better than it extends an old one.
class Ladder {
 public:
  using Decide = std::function<Decision(const Term& question)>;

  /// `question`: what every model must satisfy.
  Ladder(Decide decide, const Term& question);

  /// Whether there is a model at all; call first, and go on after Sat only.
  [[nodiscard]] Answer start();

  /// The least number of the terms that are true; then assumed.
  std::size_t least_count(const std::vector<Term>& terms);
  /// The least value of a word of at most 64 bits; then assumed.
  std::uint64_t least(const Term& word);
  /// The least sequence of bits, the first counting most; then assumed. Most are clear in it: they are asked about
  /// by as many at once as were found so before.
  void least_of(std::span<const Term> bits);

  /// A model of all that is assumed.
  [[nodiscard]] const Model& model() const { return model_; }
  /// How many answers that mattered were neither Sat nor Unsat, so far.
  [[nodiscard]] std::size_t undecided() const { return undecided_; }
  [[nodiscard]] bool certified() const { return undecided_ == 0; }

 private:
  void assume(const Term& more);
  Answer ask(const Term& more);

  Decide decide_;
  Term assertion_;
  Model model_;
  std::size_t undecided_ = 0;
};

}  // namespace idreg::smt::prove
