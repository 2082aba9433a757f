// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Statements over features, versions of the architecture and fields of ID registers, and their direct
// evaluation. What the solver says about a rule is held against this evaluation.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "corpora/arch/arch.h"

namespace idreg::rules {

/// Registers whose value is known, by index into arch::registers().
using Values = std::map<std::uint32_t, std::uint64_t>;

/// A field of a register, by its bits.
struct FieldKey {
  std::uint32_t reg = 0;  ///< index into arch::registers()
  std::uint8_t shift = 0;
  std::uint8_t width = 0;

  friend auto operator<=>(const FieldKey&, const FieldKey&) = default;
};

/// "ID_AA64ISAR0_EL1.SHA2", or "[msb:lsb]" in place of a name that is not known.
[[nodiscard]] std::string name_of(const FieldKey& field);

/// A comparison of one field with a constant.
struct Comparison {
  FieldKey field;
  bool is_signed = false;  ///< the code is read as two's complement
  arch::Compare compare = arch::Compare::Equal;
  std::uint64_t constant = 0;  ///< sign-extended to 64 bits where is_signed

  [[nodiscard]] bool holds(std::uint64_t code) const;
};

/// A statement. Symbols (features, versions) are numbers that a RuleSet names.
struct Formula {
  enum class Op : std::uint8_t { True, Symbol, Test, Not, And, Or, Iff };

  Op op = Op::True;
  std::uint32_t symbol = 0;
  Comparison test{};
  std::vector<Formula> args;

  static Formula of_symbol(std::uint32_t symbol);
  static Formula of_test(const Comparison& test);
  static Formula negated(Formula of);
  static Formula all(std::vector<Formula> args);  ///< of nothing: true
  static Formula any(std::vector<Formula> args);
  static Formula iff(Formula a, Formula b);
  /// premise implies conclusion.
  static Formula implies(Formula premise, Formula conclusion);
};

/// What is known of each symbol.
using Symbols = std::vector<std::optional<bool>>;

/// The statement's truth where what is known decides it, else nothing. Registers that `values` lacks
/// are not known.
[[nodiscard]] std::optional<bool> evaluate(const Formula& formula, const Values& values, const Symbols& symbols);

/// Adds the symbols and fields that a statement reads.
void collect(const Formula& formula, std::set<std::uint32_t>* symbols, std::set<FieldKey>* fields);

/// The code of a field in a register's value.
[[nodiscard]] std::uint64_t code_in(std::uint64_t value, const FieldKey& field);
/// The value with another code in that field.
[[nodiscard]] std::uint64_t with_code(std::uint64_t value, const FieldKey& field, std::uint64_t code);

}  // namespace idreg::rules
