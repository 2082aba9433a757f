// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Circuits (bits.h) as clauses for CaDiCaL.
#include <algorithm>
#include <cadical.hpp>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "smt/term/bits.h"
#include "smt/term/context.h"
#include "smt/term/count.h"
#include "smt/term/solver_impl.h"
#include "smt/term/truth_table.h"

namespace idreg::smt {

namespace {

// What CaDiCaL's `solve` returns; 0: neither, a limit was reached.
constexpr int kSatisfiable = 10;
constexpr int kUnsatisfiable = 20;

/// Of conjunctions of more, some within have variables of their own, in which what is learned can be told. Without a
/// limit the equality of two words is one clause of 64 comparisons, and proofs about tables of 64 slots take three
/// times as long.
constexpr std::size_t kMostConjuncts = 32;

/// Of fewer, CaDiCaL refutes each as soon as a truth table does, and may need but one of them.
constexpr std::size_t kManyOperands = 8;

/// A conflict takes CaDiCaL time in proportion to the variables, 2 to 10 ns for each; a resource unit takes Z3 about
/// 250 ns. So a conflict counts as one unit for every 50 variables, and at least as some.
constexpr std::uint64_t kVariablesOfUnit = 50;
constexpr std::uint64_t kLeastUnits = 20;

/// Values of the inputs, from which those of gates are computed when asked for.
class SatModel final : public Model::Impl {
 public:
  SatModel(Bits& bits, std::vector<bool> inputs) : bits_(&bits), inputs_(std::move(inputs)) {}

  [[nodiscard]] std::uint64_t value(const Term& term) const override {
    const auto word = bits_->of(term);
    if (word.size() > 64) internal_error("a value of more than 64 bits: " + term.text());
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < word.size(); ++i) value |= std::uint64_t{is_true(word[i])} << i;
    return value;
  }

 private:
  enum class Known : std::uint8_t { No, False, True };

  [[nodiscard]] bool is_true(Literal root) const {
    const Circuit& circuit = bits_->circuit();
    if (known_.size() < circuit.gates().size()) known_.resize(circuit.gates().size(), Known::No);
    std::vector<std::size_t> stack{gate_of(root)};
    while (!stack.empty()) {
      const std::size_t gate = stack.back();
      const auto [a, b] = circuit.gates()[gate];
      if (known_[gate] != Known::No) {
        stack.pop_back();
      } else if (a == kNever) {
        known_[gate] = gate < inputs_.size() && inputs_[gate] ? Known::True : Known::False;
      } else if (known_[gate_of(a)] == Known::No) {
        stack.push_back(gate_of(a));
      } else if (!seen(a)) {
        known_[gate] = Known::False;
      } else if (known_[gate_of(b)] == Known::No) {
        stack.push_back(gate_of(b));
      } else {
        known_[gate] = seen(b) ? Known::True : Known::False;
      }
    }
    return seen(root);
  }
  [[nodiscard]] bool seen(Literal literal) const {
    return (known_[gate_of(literal)] == Known::True) != is_negated(literal);
  }

  Bits* bits_;
  std::vector<bool> inputs_;  ///< by gate
  mutable std::vector<Known> known_;
};

/// Counts conflicts: each learns one clause.
class Conflicts final : public CaDiCaL::Learner {
 public:
  [[nodiscard]] std::uint64_t count() const { return count_; }
  bool learning(int /*size*/) override {
    ++count_;
    return false;
  }
  void learn(int /*literal*/) override {}

 private:
  std::uint64_t count_ = 0;
};

class SatSolver final : public Solver::Impl {
 public:
  SatSolver(const Context& context, std::uint64_t budget)
      : context_(&context), bits_(&context.impl().for_bits()), budget_(budget) {
    solver_.set("quiet", 1);
    solver_.connect_learner(&conflicts_);
  }
  ~SatSolver() override { solver_.disconnect_learner(); }
  SatSolver(const SatSolver&) = delete;
  SatSolver& operator=(const SatSolver&) = delete;

  void push() override { levels_.push_back(bits_->fresh()); }
  void pop() override {
    clause({-variable(levels_.back())});
    levels_.pop_back();
  }
  void add(const Term& assertion) override { hold(bits_->of(assertion)[0]); }
  void add_at_most(std::span<const Term> terms, std::size_t most) override { add(at_most(*context_, terms, most)); }
  [[nodiscard]] Decision check(std::span<const Term> assumptions) override;

 private:
  /// The literal's number for CaDiCaL.
  [[nodiscard]] int variable(Literal literal);
  void clause(std::initializer_list<int> literals);
  /// Asserts it, under the innermost level.
  void hold(Literal root);
  [[nodiscard]] std::vector<Literal> all_conjuncts(Literal root) const;  ///< through all gates, unlike conjuncts_of
  [[nodiscard]] Literal without_never(Literal literal);
  /// Clauses that make the gates below the root what they are.
  void define(Literal root);
  /// A choice (or an exclusive or) takes two levels of the graph, and one variable here.
  struct Choice;
  [[nodiscard]] std::vector<Literal> conjuncts_of(std::size_t gate) const;
  void define_choice(int its, const Choice& choice);
  [[nodiscard]] bool find_choice(const Circuit::Gate& gate, Choice& choice) const;
  [[nodiscard]] Model model();

  const Context* context_;
  Bits* bits_;
  std::uint64_t budget_;
  CaDiCaL::Solver solver_;
  Conflicts conflicts_;
  std::vector<int> variables_;   ///< by gate; 0: none yet
  std::vector<bool> defined_;    ///< by gate
  std::unordered_map<Literal, bool> never_;  ///< operands of disjunctions, as is_never says
  std::vector<Literal> levels_;  ///< true while what was pushed has not been popped
  int last_variable_ = 0;
};

int SatSolver::variable(Literal literal) {
  const std::size_t gate = gate_of(literal);
  if (gate >= variables_.size()) variables_.resize(bits_->circuit().gates().size(), 0);
  if (variables_[gate] == 0) variables_[gate] = ++last_variable_;
  return is_negated(literal) ? -variables_[gate] : variables_[gate];
}

void SatSolver::clause(std::initializer_list<int> literals) {
  for (const int literal : literals) solver_.add(literal);
  solver_.add(0);
}

void SatSolver::hold(Literal root) {
  for (const Literal literal : all_conjuncts(root)) {
    const Literal rest = without_never(literal);
    if (rest != literal) {
      hold(rest);
      continue;
    }
    define(literal);
    if (levels_.empty())
      clause({variable(literal)});
    else
      clause({-variable(levels_.back()), variable(literal)});
  }
}

/// What the literal is a conjunction of, each once; itself if it is none.
std::vector<Literal> SatSolver::all_conjuncts(Literal root) const {
  const Circuit& circuit = bits_->circuit();
  if (is_negated(root) || !circuit.is_and(root)) return {root};
  std::vector<Literal> conjuncts;
  std::unordered_set<Literal> seen{root};
  std::vector<Literal> stack{root};
  while (!stack.empty()) {
    const Literal literal = stack.back();
    stack.pop_back();
    if (is_negated(literal) || !circuit.is_and(literal)) {
      conjuncts.push_back(literal);
      continue;
    }
    for (const Literal operand : {circuit.gate(literal).b, circuit.gate(literal).a}) {
      if (seen.insert(operand).second) stack.push_back(operand);
    }
  }
  return conjuncts;
}

/// What is asserted, without those operands of a disjunction that a truth table shows to be never true.
Literal SatSolver::without_never(Literal literal) {
  if (!is_negated(literal)) return literal;
  std::vector<Literal> operands = all_conjuncts(negated(literal));
  const std::size_t all = operands.size();
  if (all < kManyOperands) return literal;
  for (Literal& operand : operands) operand = negated(operand);
  std::erase_if(operands, [&](Literal operand) {
    const auto [known, is_new] = never_.try_emplace(operand, false);
    if (is_new) known->second = is_never(bits_->circuit(), operand);
    return known->second;
  });
  return operands.size() == all ? literal : bits_->any(operands);
}

struct SatSolver::Choice {
  Literal condition, yes, no;
};

/// not (c and x) and not (not c and y): if c then not x, else not y.
bool SatSolver::find_choice(const Circuit::Gate& gate, Choice& choice) const {
  const Circuit& circuit = bits_->circuit();
  if (!is_negated(gate.a) || !is_negated(gate.b) || !circuit.is_and(gate.a) || !circuit.is_and(gate.b)) return false;
  const auto [a0, a1] = circuit.gate(gate.a);
  const auto [b0, b1] = circuit.gate(gate.b);
  for (const auto& [c, x] : {std::pair(a0, a1), std::pair(a1, a0)}) {
    if (c != negated(b0) && c != negated(b1)) continue;
    choice = {c, negated(x), negated(c == negated(b0) ? b1 : b0)};
    return true;
  }
  return false;
}

/// What the gate is a conjunction of, through gates that nothing else uses: these need no variable.
std::vector<Literal> SatSolver::conjuncts_of(std::size_t gate) const {
  const Circuit& circuit = bits_->circuit();
  std::vector<Literal> conjuncts;
  std::vector<Literal> stack{circuit.gates()[gate].b, circuit.gates()[gate].a};
  while (!stack.empty()) {
    const Literal literal = stack.back();
    stack.pop_back();
    const Circuit::Gate& its = circuit.gate(literal);
    Choice choice;
    const bool ends = is_negated(literal) || !circuit.is_and(literal) || circuit.users(literal) > 1 ||
                      conjuncts.size() + stack.size() + 2 > kMostConjuncts || find_choice(its, choice);
    if (ends) {
      conjuncts.push_back(literal);
      continue;
    }
    stack.push_back(its.b);
    stack.push_back(its.a);
  }
  return conjuncts;
}

void SatSolver::define_choice(int its, const Choice& choice) {
  const int c = variable(choice.condition);
  const int x = variable(choice.yes);
  const int y = variable(choice.no);
  clause({-c, -x, its});
  clause({-c, x, -its});
  clause({c, -y, its});
  clause({c, y, -its});
  if (x == -y) return;
  clause({-x, -y, its});  // implied, but seen before the condition is
  clause({x, y, -its});
}

void SatSolver::define(Literal root) {
  const Circuit& circuit = bits_->circuit();
  std::vector<Literal> stack{root};
  while (!stack.empty()) {
    const std::size_t gate = gate_of(stack.back());
    stack.pop_back();
    if (gate >= defined_.size()) defined_.resize(circuit.gates().size(), false);
    if (defined_[gate]) continue;
    defined_[gate] = true;
    const int its = variable(static_cast<Literal>(gate << 1));
    if (Choice choice; find_choice(circuit.gates()[gate], choice)) {
      define_choice(its, choice);
      for (const Literal next : {choice.condition, choice.yes, choice.no}) stack.push_back(next);
    } else if (circuit.gates()[gate].a != kNever) {
      const std::vector<Literal> conjuncts = conjuncts_of(gate);
      for (const Literal conjunct : conjuncts) clause({-its, variable(conjunct)});
      for (const Literal conjunct : conjuncts) solver_.add(-variable(conjunct));
      clause({its});
      stack.insert(stack.end(), conjuncts.begin(), conjuncts.end());
    } else if (gate == 0) {
      clause({-its});
    }
  }
}

Model SatSolver::model() {
  std::vector<bool> inputs(variables_.size(), false);
  for (std::size_t gate = 0; gate < variables_.size(); ++gate)
    inputs[gate] = variables_[gate] != 0 && solver_.val(variables_[gate]) > 0;
  return Model(std::make_shared<SatModel>(*bits_, std::move(inputs)));
}

Decision SatSolver::check(std::span<const Term> assumptions) {
  std::vector<int> assumed;
  for (const Term& assumption : assumptions) {
    const Literal literal = bits_->of(assumption)[0];
    define(literal);
    assumed.push_back(variable(literal));
  }
  for (const Literal level : levels_) solver_.assume(variable(level));
  for (const int literal : assumed) solver_.assume(literal);
  constexpr std::uint64_t kMost = 0x7fffffff;
  const auto variables = static_cast<std::uint64_t>(last_variable_);
  const std::uint64_t units = std::max(kLeastUnits, variables / kVariablesOfUnit);  // of a conflict
  const std::uint64_t conflicts = (budget_ + units - 1) / units;
  if (budget_ != 0) solver_.limit("conflicts", static_cast<int>(std::min(conflicts, kMost)));
  const std::uint64_t before = conflicts_.count();
  const int answer = solver_.solve();
  Decision decision{Answer::Unknown, "", units * (conflicts_.count() - before), {}, {}};
  if (answer == kSatisfiable) {
    decision.answer = Answer::Sat;
    decision.model = model();
  } else if (answer == kUnsatisfiable) {
    decision.answer = Answer::Unsat;
    for (std::size_t i = 0; i < assumed.size(); ++i) {
      if (solver_.failed(assumed[i])) decision.core.push_back(i);
    }
  } else {
    decision.resources = std::max(decision.resources, budget_);
    decision.reason = out_of_budget(budget_);
  }
  return decision;
}

}  // namespace

std::unique_ptr<Solver::Impl> sat_solver(const Context& context, std::uint64_t budget) {
  return std::make_unique<SatSolver>(context, budget);
}

std::string sat_version() { return std::string("CaDiCaL ") + CaDiCaL::Solver::version(); }

}  // namespace idreg::smt
