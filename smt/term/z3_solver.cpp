// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include <set>
#include <string_view>
#include <vector>

#include "smt/term/context.h"
#include "smt/term/solver_impl.h"

namespace idreg::smt {

namespace {

class Z3Model final : public Model::Impl {
 public:
  Z3Model(Z3Terms& terms, Z3_model raw) : terms_(&terms), raw_(raw) { Z3_model_inc_ref(terms.raw(), raw); }
  ~Z3Model() override { Z3_model_dec_ref(terms_->raw(), raw_); }
  Z3Model(const Z3Model&) = delete;
  Z3Model& operator=(const Z3Model&) = delete;

  [[nodiscard]] std::uint64_t value(const Term& term) const override {
    const Z3_context z = terms_->raw();
    Z3_ast result = nullptr;
    if (!Z3_model_eval(z, raw_, terms_->of(term), true, &result))
      internal_error("a model does not evaluate " + term.text());
    Z3_inc_ref(z, result);
    std::uint64_t number = 0;
    const bool is_number = Z3_get_ast_kind(z, result) == Z3_NUMERAL_AST && Z3_get_numeral_uint64(z, result, &number);
    const Z3_lbool truth = is_number ? Z3_L_UNDEF : Z3_get_bool_value(z, result);
    Z3_dec_ref(z, result);
    if (!is_number && truth == Z3_L_UNDEF) internal_error("a model leaves open " + term.text());
    return is_number ? number : truth == Z3_L_TRUE ? 1 : 0;
  }

 private:
  Z3Terms* terms_;
  Z3_model raw_;
};

/// Tactics one after the other.
Z3_solver searching(Z3_context z) {
  Z3_tactic all = Z3_mk_tactic(z, "simplify");
  Z3_tactic_inc_ref(z, all);
  for (const char* name : {"solve-eqs", "smt"}) {
    const Z3_tactic next = Z3_mk_tactic(z, name);
    Z3_tactic_inc_ref(z, next);
    const Z3_tactic both = Z3_tactic_and_then(z, all, next);
    Z3_tactic_inc_ref(z, both);
    Z3_tactic_dec_ref(z, next);
    Z3_tactic_dec_ref(z, all);
    all = both;
  }
  const Z3_solver solver = Z3_mk_solver_from_tactic(z, all);
  Z3_tactic_dec_ref(z, all);
  return solver;
}

/// Z3 counts resources for the whole life of a context.
std::uint64_t resources_so_far(Z3_context c, Z3_solver solver) {
  const Z3_stats stats = Z3_solver_get_statistics(c, solver);
  Z3_stats_inc_ref(c, stats);
  std::uint64_t count = 0;
  for (unsigned i = 0; i < Z3_stats_size(c, stats); ++i) {
    if (std::string_view(Z3_stats_get_key(c, stats, i)) != "rlimit count") continue;
    count = Z3_stats_is_uint(c, stats, i) ? Z3_stats_get_uint_value(c, stats, i)
                                          : static_cast<std::uint64_t>(Z3_stats_get_double_value(c, stats, i));
  }
  Z3_stats_dec_ref(c, stats);
  return count;
}

/// Places in `assumptions` of what Z3 calls the core, rising.
std::vector<std::size_t> core_of(Z3_context c, Z3_solver solver, const std::vector<Z3_ast>& assumptions) {
  if (assumptions.empty()) return {};
  const Z3_ast_vector core = Z3_solver_get_unsat_core(c, solver);
  Z3_ast_vector_inc_ref(c, core);
  std::set<unsigned> ids;
  for (unsigned i = 0; i < Z3_ast_vector_size(c, core); ++i)
    ids.insert(Z3_get_ast_id(c, Z3_ast_vector_get(c, core, i)));
  Z3_ast_vector_dec_ref(c, core);
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < assumptions.size(); ++i) {
    if (ids.contains(Z3_get_ast_id(c, assumptions[i]))) places.push_back(i);
  }
  return places;
}

class Z3Solver final : public Solver::Impl {
 public:
  Z3Solver(const Context& context, std::uint64_t budget, bool search)
      : terms_(&context.impl().for_z3()), budget_(budget) {
    const Z3_context z = terms_->raw();
    raw_ = search ? searching(z) : Z3_mk_solver_for_logic(z, Z3_mk_string_symbol(z, "QF_BV"));
    Z3_solver_inc_ref(z, raw_);
    Z3_params params = Z3_mk_params(z);
    Z3_params_inc_ref(z, params);
    if (budget != 0) {
      const std::uint64_t limit = budget > 0xffffffffU ? 0xffffffffU : budget;
      Z3_params_set_uint(z, params, Z3_mk_string_symbol(z, "rlimit"), static_cast<unsigned>(limit));
    }
    Z3_params_set_uint(z, params, Z3_mk_string_symbol(z, "random_seed"), 0);
    // Else Z3 takes Ctrl-C for itself while it searches, and the run goes on with one more question unanswered.
    Z3_params_set_bool(z, params, Z3_mk_string_symbol(z, "ctrl_c"), false);
    Z3_solver_set_params(z, raw_, params);
    Z3_params_dec_ref(z, params);
  }
  ~Z3Solver() override { Z3_solver_dec_ref(terms_->raw(), raw_); }
  Z3Solver(const Z3Solver&) = delete;
  Z3Solver& operator=(const Z3Solver&) = delete;

  void push() override { Z3_solver_push(terms_->raw(), raw_); }
  void pop() override { Z3_solver_pop(terms_->raw(), raw_, 1); }
  void add(const Term& assertion) override { Z3_solver_assert(terms_->raw(), raw_, terms_->of(assertion)); }
  void add_at_most(std::span<const Term> terms, std::size_t most) override {
    const std::vector<Z3_ast> raw = all(terms);
    const auto count = static_cast<unsigned>(raw.size());
    Z3_solver_assert(terms_->raw(), raw_, Z3_mk_atmost(terms_->raw(), count, raw.data(), static_cast<unsigned>(most)));
  }
  [[nodiscard]] Decision check(std::span<const Term> assumptions) override;

 private:
  [[nodiscard]] std::vector<Z3_ast> all(std::span<const Term> terms) {
    std::vector<Z3_ast> raw;
    for (const Term& term : terms) raw.push_back(terms_->of(term));
    return raw;
  }

  Z3Terms* terms_;
  Z3_solver raw_ = nullptr;
  std::uint64_t budget_;
};

Decision Z3Solver::check(std::span<const Term> assumptions) {
  const std::vector<Z3_ast> raw = all(assumptions);
  const Z3_context c = terms_->raw();
  const std::uint64_t before = resources_so_far(c, raw_);
  const Z3_lbool answer = Z3_solver_check_assumptions(c, raw_, static_cast<unsigned>(raw.size()), raw.data());
  const std::uint64_t after = resources_so_far(c, raw_);
  Decision decision{Answer::Unknown, "", after >= before ? after - before : after, {}, {}};
  switch (answer) {
    case Z3_L_FALSE:
      decision.answer = Answer::Unsat;
      decision.core = core_of(c, raw_, raw);
      break;
    case Z3_L_TRUE:
      decision.answer = Answer::Sat;
      decision.model = Model(std::make_shared<Z3Model>(*terms_, Z3_solver_get_model(c, raw_)));
      break;
    case Z3_L_UNDEF: {
      const std::string reason = Z3_solver_get_reason_unknown(c, raw_);
      // Z3 calls an exhausted budget "canceled", as it does an interrupt.
      decision.reason = budget_ != 0 && decision.resources >= budget_ ? out_of_budget(budget_) : reason;
      break;
    }
  }
  return decision;
}

}  // namespace

std::unique_ptr<Solver::Impl> z3_solver(const Context& context, std::uint64_t budget, bool search) {
  return std::make_unique<Z3Solver>(context, budget, search);
}

std::string z3_version() { return std::string("Z3 ") + Z3_get_full_version(); }

}  // namespace idreg::smt
