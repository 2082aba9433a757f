// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Applications of specification functions, kept opaque until a model needs them opened.
//
// A call to the specification becomes a fresh variable; that the variable equals the function's term
// is a fact held back. A query is decided without facts first; a model that breaks some of them is
// answered by adding those, until the query is unsatisfiable (fewer facts than there are, so a proof)
// or the model breaks none (so a model of everything). This is what lets a check over 64 fields be
// decided by looking into one.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "smt/spec/spec.h"
#include "smt/term/solver.h"
#include "smt/term/term.h"

namespace idreg::smt::prove {

class Facts {
 public:
  /// `open`: whether an application whose arguments mention the variable of that name is replaced by
  /// its term at once instead of being kept opaque.
  /// `strategy`: how its questions are decided.
  Facts(const Context& context, std::function<bool(const std::string& variable)> open, Strategy strategy);

  /// The specification function applied to 64-bit words: a 64-bit word.
  [[nodiscard]] Term apply(const spec::Function& function, std::span<const Term> arguments);

  /// A name for a 64-bit term that is kept opaque in the same way.
  [[nodiscard]] Term name(const Term& definition, const std::string& hint);

  /// Assumes something of fresh variables: a postcondition.
  void assume(const Term& fact);

  /// Who is told what was asserted and what became of it, of each question that `decide` answers and each
  /// that `decide_locally` refutes.
  using Observer = std::function<void(std::span<const Term> assertions, const Decision& decision)>;
  void observe(Observer observer) { observer_ = std::move(observer); }

  /// Decides `query` under all facts. A Sat answer's model satisfies every fact that matters to it.
  [[nodiscard]] Decision decide(const Term& query, std::uint64_t budget) const;

  /// The same under those assumptions only that are of at most so many nodes, and no other fact: Unsat is
  /// Unsat under all of them, other answers mean nothing.
  [[nodiscard]] Decision decide_locally(const Term& query, std::size_t nodes, std::uint64_t budget) const;

 private:
  struct Fact {
    Term statement;  ///< Boolean
    Term head;       ///< the variable that it defines; empty for an assumption, which every query needs
  };

  /// An application that was kept opaque.
  struct Application {
    const spec::Function* function;
    std::vector<Term> arguments;
    Term result;  ///< as a word
  };

  /// Adds what the definitions of mentioned variables are about, and so on.
  static void mention_further(std::span<const Fact* const> definitions, std::set<unsigned>& mentioned);
  [[nodiscard]] bool mentions_open(std::span<const Term> arguments) const;
  [[nodiscard]] Term fresh(const Term& definition, const std::string& hint);
  /// What proved claims say of opaque applications taken together; held back like definitions.
  [[nodiscard]] std::vector<Term> consequences() const;
  void add_equal_codes(std::vector<Term>& result) const;
  void add_fitting(std::vector<Term>& result) const;
  void add_shared_bits(std::vector<Term>& result) const;
  void add_shapes(std::vector<Term>& result) const;
  [[nodiscard]] static bool same(std::span<const Term> a, std::span<const Term> b);
  [[nodiscard]] Term is_zero(const Term& word) const;
  [[nodiscard]] std::vector<const Application*> applications_of(std::string_view symbol) const;

  const Context* context_;
  Observer observer_;
  std::function<bool(const std::string&)> open_;
  Strategy strategy_;
  std::vector<Fact> facts_;
  std::set<unsigned> assumed_;  ///< the assumptions among them
  std::vector<Application> applications_;
  std::map<std::vector<unsigned>, Term> results_;  ///< by function and arguments
  std::map<unsigned, bool> opened_;                ///< whether that result variable hides an open argument
};

}  // namespace idreg::smt::prove
