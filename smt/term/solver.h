// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Deciding terms. Budgets are solver units, never seconds, so that a slow machine gives the same answer as a fast one:
// Z3's resource units (rlimit), and for each of CaDiCaL's conflicts some that grow with the number of its variables.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "smt/term/term.h"

namespace idreg::smt {

/// Values of variables under which a set of assertions holds.
class Model {
 public:
  /// The value of a Boolean or a bit-vector of at most 64 bits; variables that the model leaves open
  /// are 0.
  [[nodiscard]] std::uint64_t value(const Term& term) const;

  struct Impl;
  Model() = default;
  explicit Model(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}

 private:
  std::shared_ptr<const Impl> impl_;
};

enum class Answer : std::uint8_t { Unsat, Sat, Unknown };

/// Outcome of one query. `reason` says in words why an answer is Unknown: out of budget, or what the
/// solver gives as its reason.
struct Decision {
  Answer answer;
  std::string reason;
  std::uint64_t resources;  ///< solver units used by this query
  Model model;              ///< meaningful iff Sat
  std::vector<std::size_t> core = {};  ///< iff Unsat under assumptions: which of them do not go together
};

/// How a question is decided; the answer does not depend on it. Which is quicker is measured, not known
/// (docs/performance.md).
enum class Strategy : std::uint8_t {
  Bits,     ///< Z3's own way for bit-vectors: its tactics, to bits, then its SAT solver
  Circuit,  ///< to an and-inverter graph of ours (bits.h), then CaDiCaL
  Search,   ///< Z3: equations solved first, then the search core, which opens terms when they matter
};

/// An incremental solver over one context.
class Solver {
 public:
  /// `budget`: solver units for each query; 0: no limit.
  Solver(const Context& context, std::uint64_t budget, Strategy strategy = Strategy::Circuit);
  ~Solver();
  Solver(const Solver&) = delete;
  Solver& operator=(const Solver&) = delete;

  void push();
  void pop();
  void add(const Term& assertion);
  /// At most so many of the Booleans are true.
  void add_at_most(std::span<const Term> terms, std::size_t most);
  [[nodiscard]] Decision check();
  /// Under further assumptions, which hold for this question only. Each is a Boolean variable.
  [[nodiscard]] Decision check(std::span<const Term> assumptions);

  struct Impl;

 private:
  std::unique_ptr<Impl> impl_;
};

/// The assertions as an SMT-LIB 2 script that Z3, cvc5 and boolector read (QF_BV; set-logic,
/// declare-fun, let; check-sat at the end).
[[nodiscard]] std::string script(std::span<const Term> assertions);

/// The solvers' names and versions, for reports.
[[nodiscard]] std::string solver_version();

}  // namespace idreg::smt
