// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Many questions about the same few large terms. Each term gets a name, whose meaning the solver is told
// once; a question is then about names, and small. What one question has taught the solver helps the next.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "smt/term/narrow.h"
#include "smt/term/solver.h"

namespace idreg::audit::code {

/// One solver and its names.
class Questions {
 public:
  /// `budget`: solver units for each question.
  Questions(const smt::Context& context, std::uint64_t budget)
      : context_(context), budget_(budget), solver_(context, budget, smt::Strategy::Circuit) {}

  /// A variable that equals the term in all questions from now on; one and the same for equal terms, and the term
  /// itself where it is a leaf.
  [[nodiscard]] smt::Term name(const smt::Term& term);
  /// The variables that the terms depend on, those that names stand for among them.
  [[nodiscard]] std::vector<smt::Term> variables(std::span<const smt::Term> terms) const;

  /// Whether the condition can be true. No question constrains another.
  [[nodiscard]] smt::Decision ask(const smt::Term& condition);

  /// Tells another solver what the names mean.
  void define(smt::Solver& solver) const;
  [[nodiscard]] std::uint64_t budget() const { return budget_; }
  [[nodiscard]] const smt::Context& context() const { return context_; }

 private:
  const smt::Context& context_;
  std::uint64_t budget_;
  smt::Solver solver_;
  smt::Narrow narrow_;
  std::map<unsigned, smt::Term> names_;     ///< by the id of what they mean
  std::map<unsigned, smt::Term> meanings_;  ///< by the name's id; keeps what has a name, and so its id
  std::uint64_t asked_ = 0;
};

}  // namespace idreg::audit::code
