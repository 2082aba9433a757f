// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where paths meet: values and memory are merged under what parted them.
#include "smt/lift/machine_impl.h"

namespace idreg::smt::lift {

Memory Machine::Impl::merge_memory(const Term& condition, const Memory& a, const Memory& b) {
  if (a.same(b) || faulty(Fault::MergeKeepsFirst)) return a;
  Memory result = a;
  for (const auto& [number, contents_b] : b.objects()) {
    std::shared_ptr<const Contents> contents_a = a.find(number);
    if (contents_a == contents_b) continue;
    if (!contents_a) {
      // A local variable of one path only: the other cannot name it.
      if (objects[number].kind == Object::Kind::Local) {
        result.set(number, contents_b);
        continue;
      }
      contents_a = initial(number);
    }
    result.set(number, std::make_shared<Contents>(Contents::merge(context, condition, *contents_a, *contents_b)));
  }
  for (const auto& [number, contents_a] : a.objects()) {
    if (objects[number].kind == Object::Kind::Local || b.find(number)) continue;
    const auto contents_b = initial(number);
    result.set(number, std::make_shared<Contents>(Contents::merge(context, condition, *contents_a, *contents_b)));
  }
  return result;
}

void Machine::Impl::check_merge(const Guard* a, const Guard* b, const Guards::Joined& joined) {
  if (!limits.check_merges) return;
  const Term wrongly_selected =
      logical_or(logical_and(a->term, logical_not(joined.first)), logical_and(b->term, joined.first));
  const Term either_path = logical_or(a->term, b->term);
  merge_checks.push_back({function_name(), location(), logical_or(logical_and(a->term, b->term), wrongly_selected),
                          logical_not(equal(joined.guard->term, either_path))});
}

State Machine::Impl::merge_states(State first, State second, std::span<const unsigned> live) {
  Guards::Joined joined = guards.join(first.guard, second.guard);
  if (faulty(Fault::MergeGuardDropped)) joined.guard = first.guard;
  check_merge(first.guard, second.guard, joined);
  State result;
  result.guard = joined.guard;
  result.memory = merge_memory(joined.first, first.memory, second.memory);
  result.values.resize(first.values.size());
  for (const unsigned slot : live) {
    const ValueRef& a = first.values[slot];
    const ValueRef& b = second.values[slot];
    if (a == b) {
      result.values[slot] = a;
    } else if (a && b) {
      result.values[slot] = std::make_shared<const Value>(choose(joined.first, *a, *b));
    }
  }
  return result;
}

State Machine::Impl::merge_all(std::vector<State> states, std::span<const unsigned> live) {
  // The two that parted last are merged first: what remains is again a set of paths of a tree.
  while (states.size() > 1) {
    std::size_t best_a = 0;
    std::size_t best_b = 1;
    unsigned deepest = 0;
    // Neighbours only where there are many: exits of one loop arrive in order.
    const std::size_t reach = states.size() > 24 ? 1 : states.size();
    for (std::size_t a = 0; a < states.size(); ++a) {
      for (std::size_t b = a + 1; b < states.size() && b - a <= reach; ++b) {
        const unsigned depth_here = Guards::common_depth(states[a].guard, states[b].guard);
        if (depth_here < deepest) continue;
        deepest = depth_here;
        best_a = a;
        best_b = b;
      }
    }
    states[best_a] = merge_states(std::move(states[best_a]), std::move(states[best_b]), live);
    states.erase(states.begin() + static_cast<std::ptrdiff_t>(best_b));
  }
  return std::move(states[0]);
}

}  // namespace idreg::smt::lift
