// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "lab/model.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>

#include "corpora/text.h"
#include "smt/term/solver.h"

namespace idreg::lab {
namespace {

using smt::Term;

struct ErrorName {
  int number;
  std::string_view name;
};
constexpr std::array<ErrorName, 5> kErrors = {
    {{EINVAL, "EINVAL"}, {ENOENT, "ENOENT"}, {EBUSY, "EBUSY"}, {EPERM, "EPERM"}, {E2BIG, "E2BIG"}}};

/// Each feature that the tree knows is there or not, as the probe's name of the vCPU says.
Term vcpu_of(const audit::code::Tree& tree, const smt::Context& context, std::string_view features) {
  Term all = smt::boolean(context, true);
  for (const auto& [name, there] : vcpu_features(features)) {
    const Term has = audit::code::has_feature(tree, context, name);
    if (has.empty()) continue;
    all = smt::logical_and(all, there ? has : smt::logical_not(has));
  }
  return all;
}

Term number_like(const Term& term, std::uint64_t value) {
  return term.is_bool() ? smt::boolean(term.context(), value != 0) : smt::bv(term.context(), term.width(), value);
}

}  // namespace

Model::Model(const audit::code::Tree& tree, const audit::code::Path& path, const RegisterCalls& reg,
             std::uint64_t budget)
    : path_(path), budget_(budget) {
  const smt::Context& context = path.value.context();
  const Term limit = smt::bv(context, 64, reg.limit);
  std::vector<Term> premises = {path.returned, smt::logical_not(path.hidden), smt::equal(path.limit, limit),
                                smt::equal(path.before, limit), vcpu_of(tree, context, reg.features)};
  if (const Term run = audit::code::has_run(tree, context); !run.empty()) premises.push_back(smt::logical_not(run));
  premise_ = smt::conjunction(context, premises);
  const Term roots[] = {premise_, path.result, path.stored};
  for (const Term& term : smt::topological_order(roots)) {
    if (term.op() == smt::Op::Variable && !term.same(path.value)) variables_.push_back(term);
  }
}

Term Model::on_chosen(const Term& term) const { return smt::substitute(term, variables_, numbers_); }

Model::Fit Model::choose() {
  smt::Solver solver(path_.value.context(), budget_);
  solver.add(premise_);
  const smt::Decision decision = solver.check();
  if (decision.answer == smt::Answer::Unknown) return Fit::Unknown;
  if (decision.answer == smt::Answer::Unsat) return Fit::None;
  numbers_.clear();
  for (const Term& variable : variables_) numbers_.push_back(number_like(variable, decision.model.value(variable)));
  result_ = on_chosen(path_.result);
  stored_ = on_chosen(path_.stored);
  return Fit::Found;
}

void Model::learn(const Call& call) {
  const smt::Context& context = path_.value.context();
  const Term from[] = {path_.value};
  const Term to[] = {smt::bv(context, 64, call.value)};
  const auto at_call = [&](const Term& term) { return smt::substitute(term, from, to); };
  const Term zero = smt::bv(context, path_.result.width(), 0);
  Term says = smt::equal(at_call(path_.result), zero);
  for (const ErrorName& error : kErrors) {
    if (error.name != call.error) continue;
    says = smt::equal(at_call(path_.result), smt::bv(context, path_.result.width(), -std::uint64_t(error.number)));
  }
  premise_ = smt::logical_and(premise_, smt::logical_and(at_call(path_.returned), says));
  if (call.stored) {
    premise_ = smt::logical_and(premise_, smt::equal(at_call(path_.stored), smt::bv(context, 64, *call.stored)));
  }
}

bool Model::determined() const {
  const Term differ = smt::logical_or(smt::logical_not(smt::equal(path_.result, result_)),
                                      smt::logical_not(smt::equal(path_.stored, stored_)));
  smt::Solver solver(path_.value.context(), budget_);
  solver.add(premise_);
  solver.add(differ);
  return solver.check().answer == smt::Answer::Unsat;
}

Model::Answer Model::answer(std::uint64_t value) const {
  const Term from[] = {path_.value};
  const Term to[] = {smt::bv(path_.value.context(), 64, value)};
  const auto result = smt::substitute(result_, from, to).constant();
  const auto stored = smt::substitute(stored_, from, to).constant();
  return {static_cast<std::int32_t>(result.value()), stored.value()};
}

std::vector<std::pair<std::string, bool>> vcpu_features(std::string_view features) {
  const std::vector<std::string_view> there = corpora::split(features, '+');
  std::vector<std::pair<std::string, bool>> all;
  for (const audit::code::Feature& feature : audit::code::features()) {
    const std::string_view probes = feature.name == "nested" ? "el2" : feature.name;
    all.emplace_back(feature.name, std::ranges::find(there, probes) != there.end());
  }
  return all;
}

std::string error_name(std::int32_t error) {
  if (error == 0) return "";
  for (const ErrorName& known : kErrors) {
    if (known.number == -error) return std::string(known.name);
  }
  return fmt::format("E{}", -error);
}

bool same_answer(const Call& kernel, const Model::Answer& model) {
  return kernel.error == error_name(model.error) && (!kernel.stored || *kernel.stored == model.stored);
}

}  // namespace idreg::lab
