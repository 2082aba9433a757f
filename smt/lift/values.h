// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Private to smt/lift: values of SSA names, with the condition under which they are poison.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "smt/term/term.h"

namespace idreg::smt::lift {

struct Cell;

/// An integer or pointer. i1 is a Boolean term, iN a bit-vector of N bits, a pointer one of 64 bits.
struct Datum {
  Term term;            ///< arbitrary where poison
  Term poison;          ///< Boolean; empty: never
  unsigned source = 0;  ///< what made it poison: an index into the machine's list; 0: nothing
  /// Bytes of memory that are not all poison under one condition (padding): a copy of the whole value
  /// keeps them apart.
  std::shared_ptr<const std::vector<Cell>> bytes;

  [[nodiscard]] bool never_poison() const { return poison.empty() || poison.is_false(); }
  [[nodiscard]] bool always_poison() const { return !poison.empty() && poison.is_true(); }
};

/// A first-class value: one scalar, or the scalars of a struct or array in order.
using Value = std::vector<Datum>;
using ValueRef = std::shared_ptr<const Value>;

/// The disjunction of two conditions of which each may be empty (never).
[[nodiscard]] Term either(const Term& a, const Term& b);

/// `a` where the condition holds, `b` elsewhere. Where one is poison, the other's term stands for both.
[[nodiscard]] Datum choose(const Term& condition, const Datum& a, const Datum& b);
[[nodiscard]] Value choose(const Term& condition, const Value& a, const Value& b);

/// The lowest bit as a Boolean, looking through what stored Booleans are made of.
[[nodiscard]] Term low_bit(const Term& bits);

/// A Boolean as one bit; other terms as they are.
[[nodiscard]] Term as_bits(const Term& term);
/// The other way: a Boolean where `like` is one. For results of operations on i1.
[[nodiscard]] Term as_type(const Term& bits, const Term& like);

/// An integer term of `width` bits as it stands in memory: whole bytes, Booleans as 0 or 1.
[[nodiscard]] Term to_memory(const Term& value);
/// The other way: the low `width` bits, a Boolean for width 1.
[[nodiscard]] Term from_memory(const Term& bytes, unsigned width);

/// Bits of an integer term; 1 for a Boolean.
[[nodiscard]] unsigned width_of(const Term& term);

}  // namespace idreg::smt::lift
