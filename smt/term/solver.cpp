// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "smt/term/solver.h"

#include <set>
#include <vector>

#include "smt/term/z3.h"

namespace idreg::smt {

struct Model::Impl {
  const Context* context;
  Z3_model raw;

  Impl(const Context& c, Z3_model m) : context(&c), raw(m) { Z3_model_inc_ref(c.raw(), m); }
  ~Impl() { Z3_model_dec_ref(context->raw(), raw); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
};

std::uint64_t Model::value(const Term& term) const {
  Z3_ast result = nullptr;
  if (!Z3_model_eval(impl_->context->raw(), impl_->raw, term.raw(), true, &result))
    internal_error("a model does not evaluate " + term.text());
  const Term evaluated(*impl_->context, result);
  const auto value = evaluated.constant();
  if (!value) internal_error("a model leaves open " + term.text());
  return *value;
}

namespace {

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

}  // namespace

struct Solver::Impl {
  const Context* context;
  Z3_solver raw;
  std::uint64_t budget;

  Impl(const Context& c, std::uint64_t b, Strategy strategy) : context(&c), raw(nullptr), budget(b) {
    const Z3_context z = c.raw();
    const char* logic = strategy == Strategy::Direct ? "QF_FD" : "QF_BV";
    raw = strategy == Strategy::Search ? searching(z) : Z3_mk_solver_for_logic(z, Z3_mk_string_symbol(z, logic));
    Z3_solver_inc_ref(z, raw);
    Z3_params params = Z3_mk_params(z);
    Z3_params_inc_ref(z, params);
    if (b != 0) {
      const std::uint64_t limit = b > 0xffffffffU ? 0xffffffffU : b;
      Z3_params_set_uint(z, params, Z3_mk_string_symbol(z, "rlimit"), static_cast<unsigned>(limit));
    }
    Z3_params_set_uint(z, params, Z3_mk_string_symbol(z, "random_seed"), 0);
    // Else Z3 takes Ctrl-C for itself while it searches, and the run goes on with one more question unanswered.
    Z3_params_set_bool(z, params, Z3_mk_string_symbol(z, "ctrl_c"), false);
    Z3_solver_set_params(z, raw, params);
    Z3_params_dec_ref(z, params);
  }
  ~Impl() { Z3_solver_dec_ref(context->raw(), raw); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
};

namespace {

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

}  // namespace

Solver::Solver(const Context& context, std::uint64_t budget, Strategy strategy)
    : impl_(std::make_unique<Impl>(context, budget, strategy)) {}

Solver::~Solver() = default;

void Solver::push() { Z3_solver_push(impl_->context->raw(), impl_->raw); }

void Solver::pop() { Z3_solver_pop(impl_->context->raw(), impl_->raw, 1); }

void Solver::add(const Term& assertion) { Z3_solver_assert(impl_->context->raw(), impl_->raw, assertion.raw()); }

void Solver::add_at_most(std::span<const Term> terms, std::size_t most) {
  std::vector<Z3_ast> raw;
  for (const Term& term : terms) raw.push_back(term.raw());
  const Z3_context c = impl_->context->raw();
  const Term bound(*impl_->context,
                   Z3_mk_atmost(c, static_cast<unsigned>(raw.size()), raw.data(), static_cast<unsigned>(most)));
  add(bound);
}

Decision Solver::check() { return check({}); }

Decision Solver::check(std::span<const Term> assumptions) {
  std::vector<Z3_ast> raw;
  for (const Term& assumption : assumptions) raw.push_back(assumption.raw());
  const Z3_context c = impl_->context->raw();
  const std::uint64_t before = resources_so_far(c, impl_->raw);
  const Z3_lbool answer = Z3_solver_check_assumptions(c, impl_->raw, static_cast<unsigned>(raw.size()), raw.data());
  const std::uint64_t after = resources_so_far(c, impl_->raw);
  Decision decision{Answer::Unknown, "", after >= before ? after - before : after, {}, {}};
  switch (answer) {
    case Z3_L_FALSE:
      decision.answer = Answer::Unsat;
      decision.core = core_of(c, impl_->raw, raw);
      break;
    case Z3_L_TRUE:
      decision.answer = Answer::Sat;
      decision.model.impl_ = std::make_shared<Model::Impl>(*impl_->context, Z3_solver_get_model(c, impl_->raw));
      break;
    case Z3_L_UNDEF: {
      const std::string reason = Z3_solver_get_reason_unknown(c, impl_->raw);
      // Z3 calls an exhausted budget "canceled", as it does an interrupt.
      const bool spent = impl_->budget != 0 && decision.resources >= impl_->budget;
      decision.reason = spent ? "out of budget (" + std::to_string(impl_->budget) + " solver units)" : reason;
      break;
    }
  }
  return decision;
}

std::string solver_version() { return Z3_get_full_version(); }

}  // namespace idreg::smt
