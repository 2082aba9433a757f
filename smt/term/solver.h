// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Deciding terms. Budgets are Z3 resource units (rlimit), never seconds, so that a slow machine
// gives the same answer as a fast one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "smt/term/term.h"

namespace idreg::smt {

/// Values of variables under which a set of assertions holds.
class Model {
 public:
  /// The value of a Boolean or a bit-vector of at most 64 bits; variables that the model leaves open
  /// are 0.
  [[nodiscard]] std::uint64_t value(const Term& term) const;

 private:
  friend class Solver;
  struct Impl;
  std::shared_ptr<const Impl> impl_;
};

enum class Answer : std::uint8_t { Unsat, Sat, Unknown };

/// Outcome of one query. `reason` says in words why an answer is Unknown: out of budget, or what Z3
/// gives as its reason.
struct Decision {
  Answer answer;
  std::string reason;
  std::uint64_t resources;  ///< Z3 resource units used by this query
  Model model;              ///< meaningful iff Sat
  std::vector<std::size_t> core = {};  ///< iff Unsat under assumptions: which of them do not go together
};

/// How Z3 goes about a question; the answer does not depend on it. Which is quicker is measured, not known:
/// questions about the codes of one field, with few variables and much arithmetic, are halved by Search;
/// questions about tables and lists take it up to twenty times as long. Questions of some hundred terms are halved
/// by Direct (docs/performance.md).
enum class Strategy : std::uint8_t {
  Bits,    ///< Z3's own way for bit-vectors: all to bits, then SAT
  Direct,  ///< to bits and SAT without the tactics before them: Z3's way for finite domains (QF_FD)
  Search,  ///< equations solved first, then the search core, which opens terms when they matter
};

/// An incremental solver over one context.
class Solver {
 public:
  /// `budget`: resource units for each query; 0: none.
  Solver(const Context& context, std::uint64_t budget, Strategy strategy = Strategy::Bits);
  ~Solver();
  Solver(const Solver&) = delete;
  Solver& operator=(const Solver&) = delete;

  void push();
  void pop();
  void add(const Term& assertion);
  /// At most so many of the Booleans are true. For Strategy::Direct this costs a fraction of the circuit that
  /// `at_most` (count.h) makes a term of.
  void add_at_most(std::span<const Term> terms, std::size_t most);
  [[nodiscard]] Decision check();
  /// Under further assumptions, which hold for this question only. Each is a Boolean variable.
  [[nodiscard]] Decision check(std::span<const Term> assumptions);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// The assertions as an SMT-LIB 2 script that Z3, cvc5 and boolector read (QF_BV; set-logic,
/// declare-fun, let; check-sat at the end).
[[nodiscard]] std::string script(std::span<const Term> assertions);

/// Z3's own name and version, for reports.
[[nodiscard]] std::string solver_version();

}  // namespace idreg::smt
