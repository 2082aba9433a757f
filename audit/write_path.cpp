// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "audit/write_path.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "smt/term/solver.h"

namespace idreg::audit {

namespace {

using smt::Answer;
using smt::Term;

Term with_value(const Term& term, const Term& from, const Term& to) {
  return smt::substitute(term, std::span(&from, 1), std::span(&to, 1));
}

smt::Decision ask(const Term& condition, std::uint64_t budget) {
  smt::Solver solver(condition.context(), budget);
  solver.add(condition);
  return solver.check();
}

WriteAnswer answer_in(const smt::Model& model, const Term& result, const Term& stored) {
  const auto error = static_cast<std::int32_t>(model.value(result));
  if (error != 0) return {WriteAnswer::Kind::Refused, 0, error};
  return {WriteAnswer::Kind::Accepted, model.value(stored), 0};
}

std::string in_words(const WriteAnswer& answer) {
  return answer.kind == WriteAnswer::Kind::Refused ? fmt::format("error {}", answer.error)
                                                   : fmt::format("{:#x} stored", answer.stored);
}

}  // namespace

std::expected<WritePath, std::string> WritePath::lift(const code::Tree& tree, std::string_view reg) {
  const code::Descriptor* its = tree.find(reg);
  if (its == nullptr) return std::unexpected(fmt::format("{}: the tree's sys_reg_descs has no such ID register", reg));
  if (its->set_user.empty() || its->reset.empty())
    return std::unexpected(fmt::format("{}: the tree does not let userspace write it", reg));
  auto context = std::make_unique<smt::Context>();
  auto path = code::lift_path(tree, *context, *its);
  if (!path)
    return std::unexpected(fmt::format("{}: {} in {} at {} cannot be lifted", reg, path.error().what,
                                       path.error().function, path.error().location));
  if (!path->met.unknown.empty())
    return std::unexpected(
        fmt::format("{}: its write path calls {}, which no module defines", reg, fmt::join(path->met.unknown, ", ")));
  return WritePath(tree, std::move(context), std::move(*path));
}

Term WritePath::given(const Term& limit, const Vcpu& vcpu) const {
  const smt::Context& context = path_.value.context();
  std::vector<Term> all = {path_.returned, smt::logical_not(path_.hidden), smt::equal(path_.limit, limit),
                           smt::equal(path_.before, limit)};
  if (const Term run = code::has_run(*tree_, context); !run.empty()) all.push_back(smt::logical_not(run));
  for (const auto& [name, wanted] : vcpu) {
    const Term has = code::has_feature(*tree_, context, name);
    if (!has.empty()) all.push_back(wanted ? has : smt::logical_not(has));
  }
  return smt::conjunction(context, all);
}

Term WritePath::accepted(const Term& value) const { return with_value(path_.accepted(), path_.value, value); }

Term WritePath::stored(const Term& value) const { return with_value(path_.stored, path_.value, value); }

WriteAnswer WritePath::write(std::uint64_t value, std::uint64_t limit, const Vcpu& vcpu, std::uint64_t budget) const {
  const smt::Context& context = path_.value.context();
  const Term written = smt::bv(context, 64, value);
  const Term premise = with_value(given(smt::bv(context, 64, limit), vcpu), path_.value, written);
  const Term result = with_value(path_.result, path_.value, written);
  const Term after = stored(written);
  const smt::Decision some = ask(premise, budget);
  if (some.answer == Answer::Unknown) return {WriteAnswer::Kind::Undecided, 0, 0, some.reason};
  if (some.answer == Answer::Unsat) return {WriteAnswer::Kind::Impossible};
  WriteAnswer answer = answer_in(some.model, result, after);
  const bool refused = answer.kind == WriteAnswer::Kind::Refused;
  const Term like = refused
                        ? smt::equal(result, smt::bv(context, result.width(), static_cast<std::uint32_t>(answer.error)))
                        : smt::logical_and(smt::equal(result, smt::bv(context, result.width(), 0)),
                                           smt::equal(after, smt::bv(context, 64, answer.stored)));
  const smt::Decision other = ask(smt::logical_and(premise, smt::logical_not(like)), budget);
  if (other.answer == Answer::Unsat) return answer;
  if (other.answer == Answer::Unknown) return {WriteAnswer::Kind::Undecided, 0, 0, other.reason};
  const Term roots[] = {premise, result, after};
  std::vector<std::string> differ;
  for (const Term& term : smt::topological_order(roots)) {
    if (term.op() == smt::Op::Variable && some.model.value(term) != other.model.value(term))
      differ.push_back(fmt::format("{} = {:#x} or {:#x}", tree_->in_words(term.name()), some.model.value(term),
                                   other.model.value(term)));
  }
  return {WriteAnswer::Kind::Depends, 0, 0,
          fmt::format("{} or {}, with {}", in_words(answer), in_words(answer_in(other.model, result, after)),
                      fmt::join(differ, ", "))};
}

}  // namespace idreg::audit
