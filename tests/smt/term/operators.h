// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each operator on bit-vectors three times: our builder, the operator's own node (of which nothing folds),
// and native arithmetic written from SMT-LIB's definition.
#pragma once

#include <cstdint>
#include <span>

#include "smt/term/solver.h"
#include "smt/term/term.h"

namespace idreg::smt::test {

/// 2^width - 1.
[[nodiscard]] std::uint64_t ones(unsigned width);

struct Binary {
  const char* name;
  Term (*build)(const Term& a, const Term& b);
  Op op;
  /// Operands below 2^width; of the result the low `width` bits count, of a comparison 0 or 1.
  std::uint64_t (*native)(std::uint64_t a, std::uint64_t b, unsigned width);
  bool compares;  ///< the result is a Boolean
  bool hard;      ///< multiplies or divides: narrow words only where a solver decides
};
[[nodiscard]] std::span<const Binary> binaries();

struct Unary {
  const char* name;
  Term (*build)(const Term& a);
  Op op;
  std::uint64_t (*native)(std::uint64_t a, unsigned width);
};
[[nodiscard]] std::span<const Unary> unaries();

/// An operator's node, not folded.
[[nodiscard]] Term unfolded(const Binary& op, const Term& a, const Term& b);
[[nodiscard]] Term unfolded(const Unary& op, const Term& a);
[[nodiscard]] Term unfolded_equal(const Term& a, const Term& b);
[[nodiscard]] Term unfolded_and(const Term& a, const Term& b);
[[nodiscard]] Term unfolded_or(const Term& a, const Term& b);
[[nodiscard]] Term unfolded_not(const Term& a);
[[nodiscard]] Term unfolded_ite(const Term& condition, const Term& yes, const Term& no);
[[nodiscard]] Term unfolded_concat(const Term& high, const Term& low);
[[nodiscard]] Term unfolded_extract(unsigned high, unsigned low, const Term& a);
[[nodiscard]] Term unfolded_zero_extend(const Term& a, unsigned width);
[[nodiscard]] Term unfolded_sign_extend(const Term& a, unsigned width);

/// Asks one solver whether two terms of one sort can differ.
class Judge {
 public:
  explicit Judge(const Context& context) : solver_(context, 0) {}
  /// Sat: they can.
  [[nodiscard]] Answer differ(const Term& a, const Term& b);

 private:
  Solver solver_;
};

}  // namespace idreg::smt::test
