// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Private to smt/term: what a solver and a model are to Solver and Model.
#pragma once

#include "smt/term/solver.h"

namespace idreg::smt {

struct Model::Impl {
  Impl() = default;
  virtual ~Impl() = default;
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  [[nodiscard]] virtual std::uint64_t value(const Term& term) const = 0;
};

/// As Solver.
struct Solver::Impl {
  Impl() = default;
  virtual ~Impl() = default;
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  virtual void push() = 0;
  virtual void pop() = 0;
  virtual void add(const Term& assertion) = 0;
  virtual void add_at_most(std::span<const Term> terms, std::size_t most) = 0;
  [[nodiscard]] virtual Decision check(std::span<const Term> assumptions) = 0;
};

[[nodiscard]] std::unique_ptr<Solver::Impl> z3_solver(const Context& context, std::uint64_t budget, bool search);
[[nodiscard]] std::string z3_version();
[[nodiscard]] std::unique_ptr<Solver::Impl> sat_solver(const Context& context, std::uint64_t budget);
[[nodiscard]] std::string sat_version();

/// Why a query has no answer, for people.
[[nodiscard]] std::string out_of_budget(std::uint64_t budget);

}  // namespace idreg::smt
