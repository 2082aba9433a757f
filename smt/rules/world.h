// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Arm's rules as terms: each field a bit-vector, each feature and version a Boolean, each rule behind a
// switch, so that a question says which rules are in force.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "corpora/rules/rules.h"
#include "smt/rules/optimise.h"
#include "smt/term/solver.h"

namespace idreg::smt::rules {

using idreg::rules::FieldKey;
using idreg::rules::Formula;
using idreg::rules::RuleSet;
using idreg::rules::Symbols;
using idreg::rules::Values;

class World {
 public:
  /// `rules` must outlive the world. `budget`: solver units for each question; 0: none.
  World(const RuleSet& rules, std::uint64_t budget);

  [[nodiscard]] const Context& context() const { return context_; }
  [[nodiscard]] Solver& solver() { return solver_; }
  [[nodiscard]] const RuleSet& rules() const { return rules_; }
  /// Fields that some rule reads.
  [[nodiscard]] const std::set<FieldKey>& fields() const { return fields_; }

  // Boolean variables, for use as assumptions:
  /// Rule `index` is in force.
  [[nodiscard]] const Term& in_force(std::size_t index) const { return switches_[index]; }
  /// The field holds this code.
  [[nodiscard]] Term holds(const FieldKey& field, std::uint64_t code);
  /// The field holds one of these codes, which are rising and at least one.
  [[nodiscard]] Term holds_one_of(const FieldKey& field, const std::vector<std::uint64_t>& codes);
  [[nodiscard]] const Term& symbol(std::uint32_t number) const { return symbols_[number]; }

  /// Cores of all questions about this world, for the next ones.
  [[nodiscard]] CoreMemory& memory() { return memory_; }

  [[nodiscard]] Symbols symbols_in(const Model& model) const;
  [[nodiscard]] std::uint64_t code_in(const Model& model, const FieldKey& field);

 private:
  [[nodiscard]] Term term(const Formula& formula);
  [[nodiscard]] Term comparison(const idreg::rules::Comparison& test);
  [[nodiscard]] const Term& code(const FieldKey& field);

  const RuleSet& rules_;
  Context context_;
  Solver solver_;
  std::set<FieldKey> fields_;
  std::map<FieldKey, Term> codes_;
  std::vector<Term> symbols_;
  std::vector<Term> switches_;
  CoreMemory memory_;
  std::map<std::pair<FieldKey, std::vector<std::uint64_t>>, Term> choices_;
};

}  // namespace idreg::smt::rules
