// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "smt/lift/guard.h"

#include <algorithm>
#include <vector>

namespace idreg::smt::lift {

namespace {

const Guard* common(const Guard* a, const Guard* b) {
  while (a != b) {
    if (a->depth >= b->depth) {
      a = a->parent;
    } else {
      b = b->parent;
    }
  }
  return a;
}

/// The decisions from below `ancestor` to `guard`, first one first.
std::vector<Term> decisions(const Guard* ancestor, const Guard* guard) {
  std::vector<Term> result;
  for (; guard != ancestor; guard = guard->parent) result.push_back(guard->condition);
  std::reverse(result.begin(), result.end());
  return result;
}

}  // namespace

Guards::Guards(const Context& context) : context_(context) {
  nodes_.push_back({nullptr, boolean(context, true), boolean(context, true), 0});
}

Term Guards::known(const Guard* guard, const Term& condition) const {
  if (condition.constant()) return condition;
  const bool negated = condition.op() == Op::Not;
  const Term inner = negated ? condition.arguments()[0] : condition;
  const Term inverse = negated ? inner : logical_not(condition);
  for (; guard != nullptr; guard = guard->parent) {
    if (guard->condition.same(condition)) return boolean(context_, true);
    if (guard->condition.same(inverse)) return boolean(context_, false);
  }
  return condition;
}

const Guard* Guards::extend(const Guard* guard, const Term& condition) {
  const Term decision = known(guard, condition);
  if (decision.is_true()) return guard;
  if (decision.is_false()) return nullptr;
  Term term = logical_and(guard->term, decision);
  if (term.is_false()) return nullptr;
  nodes_.push_back({guard, decision, std::move(term), guard->depth + 1});
  return &nodes_.back();
}

Guards::Joined Guards::join(const Guard* first, const Guard* second) {
  const Guard* ancestor = common(first, second);
  const std::vector<Term> a = decisions(ancestor, first);
  const std::vector<Term> b = decisions(ancestor, second);
  const Term only_a = conjunction(context_, a);
  const Term only_b = conjunction(context_, b);
  Term either = logical_or(only_a, only_b);
  // The usual case: the paths parted by one decision, so that it alone selects.
  if (!a.empty() && !b.empty() && logical_not(a[0]).same(b[0])) {
    const std::span<const Term> rest_a = std::span(a).subspan(1);
    const std::span<const Term> rest_b = std::span(b).subspan(1);
    either = ite(a[0], conjunction(context_, rest_a), conjunction(context_, rest_b));
    if (either.is_true()) return {ancestor, a[0]};
    const Guard* guard = extend(ancestor, either);
    return {guard == nullptr ? ancestor : guard, a[0]};
  }
  const Guard* guard = extend(ancestor, either);
  return {guard == nullptr ? ancestor : guard, only_a};
}

unsigned Guards::common_depth(const Guard* a, const Guard* b) { return common(a, b)->depth; }

}  // namespace idreg::smt::lift
