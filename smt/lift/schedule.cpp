// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The order in which blocks run. One pending bundle of paths for each block and iteration of the
// loops around it; bundles run in the order of (loop header, iteration, ..., block), so that every
// path into a block has arrived before the block runs.
#include <llvm/IR/Constants.h>

#include <algorithm>
#include <bit>

#include "smt/lift/schedule.h"

namespace idreg::smt::lift {

namespace {

using Key = std::vector<unsigned>;

Key key_of(const BlockInfo& block, unsigned order, std::span<const unsigned> iterations) {
  Key key;
  for (std::size_t i = 0; i < block.loops.size(); ++i) {
    key.push_back(block.loops[i]);
    key.push_back(iterations[i]);
  }
  key.push_back(order);
  return key;
}

}  // namespace

std::vector<unsigned> Run::iterations_of(const Key& key) {
  std::vector<unsigned> result;
  for (std::size_t i = 1; i < key.size(); i += 2) result.push_back(key[i]);
  return result;
}

bool Run::set_phis(State& state, const llvm::BasicBlock* from, const llvm::BasicBlock* to) {
  std::vector<std::pair<unsigned, Value>> values;  // all are read before any is written
  for (const llvm::PHINode& phi : to->phis()) {
    machine_.at = &phi;
    int edge = phi.getBasicBlockIndex(from);
    if (machine_.faulty(Fault::PhiOtherEdge))
      edge = static_cast<int>((static_cast<unsigned>(edge) + 1) % phi.getNumIncomingValues());
    const llvm::Value* incoming = phi.getIncomingValue(static_cast<unsigned>(edge));
    const auto slot = info_.slots.find(incoming);
    if (machine_.faulty(Fault::PhiOtherEdge) && slot != info_.slots.end() && !state.values[slot->second])
      incoming = phi.getIncomingValueForBlock(from);
    values.emplace_back(info_.slots.at(&phi), machine_.operand(state, incoming));
    if (machine_.failed()) return false;
  }
  for (auto& [slot, value] : values) state.values[slot] = std::make_shared<const Value>(std::move(value));
  return true;
}

void Run::go(State state, const llvm::BasicBlock* from, const llvm::BasicBlock* to) {
  if (!set_phis(state, from, to)) return;
  const unsigned order = info_.order.at(to);
  const BlockInfo& block = info_.blocks[order];
  const BlockInfo& origin = info_.blocks[info_.order.at(from)];
  std::vector<unsigned> iterations;
  for (std::size_t i = 0; i < block.loops.size(); ++i) {
    const bool inside = i < origin.loops.size() && origin.loops[i] == block.loops[i];
    iterations.push_back(inside ? iterations_[i] : 0);
    if (!inside || block.loops[i] != order) continue;
    // A back edge: `to` is the header of a loop that `from` is in.
    if (const Machine::Impl::OpenCut* cut = machine_.open_cut(info_, order); cut != nullptr) {
      machine_.close_cut(*cut, state);
      ended_.push_back(state.guard);
      return;
    }
    if (machine_.faulty(Fault::LoopShort) && iterations.back() >= 3) return;
    // Folding does not see every end of a loop; the solver is asked now and then.
    const unsigned next = ++iterations.back();
    if (next >= machine_.limits.feasible_after && std::has_single_bit(next) && !machine_.feasible(state.guard, entry_))
      return;
    if (iterations.back() >= machine_.limits.loop_iterations) {
      machine_.at = from->getTerminator();
      machine_.fail("loop bound not proved: after " + std::to_string(iterations.back()) +
                    " iterations its exit is still not certain");
      return;
    }
  }
  pending_[key_of(block, order, iterations)].push_back(std::move(state));
}

void Run::branch(const llvm::BranchInst& branch) {
  State& state = *machine_.now;
  const llvm::BasicBlock* here = branch.getParent();
  if (branch.isUnconditional()) return go(std::move(state), here, branch.getSuccessor(0));
  const Datum condition = machine_.scalar(state, branch.getCondition());
  if (machine_.failed()) return;
  machine_.use(condition);
  if (state.dead) return;
  if (branch.getSuccessor(0) == branch.getSuccessor(1)) return go(std::move(state), here, branch.getSuccessor(0));
  fork(state, condition.term, here, branch.getSuccessor(0), branch.getSuccessor(1));
}

void Run::fork(State& state, const Term& condition, const llvm::BasicBlock* here, const llvm::BasicBlock* then,
               const llvm::BasicBlock* otherwise) {
  const Guard* yes = machine_.guards.extend(state.guard, condition);
  const Guard* no = machine_.guards.extend(state.guard, logical_not(condition));
  if (yes != nullptr && no != nullptr) {
    State copy = state;
    copy.guard = yes;
    state.guard = no;
    go(std::move(copy), here, then);
    if (!machine_.failed()) go(std::move(state), here, otherwise);
    return;
  }
  const bool taken = yes != nullptr;
  state.guard = taken ? yes : no;
  if (state.guard != nullptr) go(std::move(state), here, taken ? then : otherwise);
}

void Run::jump_by_assembly(const llvm::CallBrInst& call) {
  State& state = *machine_.now;
  if (call.getNumIndirectDests() != 1 || !call.getType()->isVoidTy() || !call.isInlineAsm())
    return machine_.fail("callbr of more than one label, or with a result");
  std::optional<Term> taken = machine_.execute_assembly(call);
  if (!taken) return;
  if (taken->empty() || !taken->is_bool()) return machine_.fail("rule for a callbr without a Boolean");
  if (machine_.faulty(Fault::JumpSwapped)) taken = logical_not(*taken);
  fork(state, *taken, call.getParent(), call.getIndirectDest(0), call.getDefaultDest());
}

void Run::choose_case(const llvm::SwitchInst& choice) {
  State& state = *machine_.now;
  const llvm::BasicBlock* here = choice.getParent();
  const Datum value = machine_.scalar(state, choice.getCondition());
  if (machine_.failed()) return;
  machine_.use(value);
  if (state.dead) return;
  // Cases one after the other, each after "none of those before": a chain of plain decisions.
  std::vector<std::pair<const llvm::BasicBlock*, Term>> groups;
  for (const auto& its_case : choice.cases()) {
    const Term here_if = equal(value.term, machine_.number(its_case.getCaseValue()->getValue()));
    const llvm::BasicBlock* target = its_case.getCaseSuccessor();
    if (target == choice.getDefaultDest()) continue;
    const auto known = std::find_if(groups.begin(), groups.end(), [&](const auto& g) { return g.first == target; });
    if (known == groups.end()) {
      groups.emplace_back(target, here_if);
    } else {
      known->second = logical_or(known->second, here_if);
    }
  }
  if (machine_.faulty(Fault::SwitchDefault) && !groups.empty()) groups.pop_back();
  const Guard* rest = state.guard;
  for (const auto& [target, condition] : groups) {
    if (const Guard* taken = machine_.guards.extend(rest, condition)) {
      State copy = state;
      copy.guard = taken;
      go(std::move(copy), here, target);
      if (machine_.failed()) return;
    }
    rest = machine_.guards.extend(rest, logical_not(condition));
    if (rest == nullptr) return;
  }
  state.guard = rest;
  go(std::move(state), here, choice.getDefaultDest());
}

void Run::leave(const llvm::ReturnInst& instruction) {
  State& state = *machine_.now;
  if (const llvm::Value* result = instruction.getReturnValue()) {
    Value value = machine_.operand(state, result);
    if (machine_.failed()) return;
    machine_.check_result(nullptr, *info_.function, value);
    if (state.dead) return;
    state.values.back() = std::make_shared<const Value>(std::move(value));
  }
  for (const unsigned object : locals_) state.memory.erase(object);
  returned_.push_back(std::move(state));
}

void Run::terminate(const llvm::Instruction& instruction) {
  State& state = *machine_.now;
  const Guard* guard = state.guard;
  if (const auto* jump = llvm::dyn_cast<llvm::BranchInst>(&instruction)) {
    branch(*jump);
  } else if (const auto* assembly = llvm::dyn_cast<llvm::CallBrInst>(&instruction)) {
    jump_by_assembly(*assembly);
  } else if (const auto* choice = llvm::dyn_cast<llvm::SwitchInst>(&instruction)) {
    choose_case(*choice);
  } else if (const auto* result = llvm::dyn_cast<llvm::ReturnInst>(&instruction)) {
    leave(*result);
  } else if (llvm::isa<llvm::UnreachableInst>(instruction)) {
    machine_.end_path("unreachable");
  } else {
    machine_.fail(std::string("instruction ") + instruction.getOpcodeName());
  }
  if (state.dead) ended_.push_back(guard);
}

void Run::run_block(const Key& key, State state) {
  const BlockInfo& block = info_.blocks[key.back()];
  iterations_ = iterations_of(key);
  machine_.now = &state;
  const bool is_header = !block.loops.empty() && block.loops.back() == key.back();
  if (is_header && iterations_.back() == 0) machine_.enter_cut(info_, key.back(), state);
  for (const llvm::Instruction& instruction : *block.block) {
    if (machine_.failed()) return;
    if (state.dead) break;
    if (llvm::isa<llvm::PHINode>(instruction)) continue;
    machine_.at = &instruction;
    if (++machine_.executed > machine_.limits.instructions) {
      machine_.fail("more than " + std::to_string(machine_.limits.instructions) + " instructions");
      return;
    }
    if (instruction.isTerminator()) return terminate(instruction);
    machine_.execute(instruction);
  }
  ended_.push_back(state.guard);
}

Machine::Impl::Returned Run::run(State state) {
  entry_ = state.guard;
  const std::size_t result_slot = info_.slots.size();
  pending_[key_of(info_.blocks[0], 0, {})].push_back(std::move(state));
  while (!pending_.empty() && !machine_.failed()) {
    auto first = pending_.extract(pending_.begin());
    const BlockInfo& block = info_.blocks[first.key().back()];
    machine_.at = &block.block->front();
    run_block(first.key(), machine_.merge_all(std::move(first.mapped()), block.live));
  }
  Machine::Impl::Returned result;
  result.state.dead = true;
  if (machine_.failed()) return result;
  if (machine_.limits.check_merges) check_coverage();
  if (returned_.empty()) return result;
  const unsigned live[] = {static_cast<unsigned>(result_slot)};
  result.state = machine_.merge_all(std::move(returned_), live);
  if (const ValueRef& value = result.state.values[result_slot]) result.value = *value;
  result.state.values.clear();
  return result;
}

void Run::check_coverage() {
  Term all = boolean(machine_.context, false);
  for (const State& state : returned_) all = logical_or(all, state.guard->term);
  for (const Guard* guard : ended_) all = logical_or(all, guard->term);
  machine_.merge_checks.push_back(
      {info_.name, machine_.location(), boolean(machine_.context, false), logical_and(entry_->term, logical_not(all))});
}

Machine::Impl::Returned Machine::Impl::call_function(const FunctionInfo& info, State state,
                                                     std::vector<Value> arguments) {
  Returned result;
  result.state.dead = true;
  if (info.irreducible) {
    failure = Unsupported{"irreducible loop", info.name, ""};
    return result;
  }
  if (depth >= limits.call_depth) {
    fail("calls nested more than " + std::to_string(limits.call_depth) + " deep (recursion?)");
    return result;
  }
  entered.emplace(info.function->getName());
  ++depth;
  State* caller_state = now;
  const llvm::Instruction* caller_at = at;
  const FunctionInfo* caller = function;
  Run* caller_run = run;
  state.values.assign(info.slots.size() + 1, nullptr);
  for (std::size_t i = 0; i < arguments.size(); ++i)
    state.values[i] = std::make_shared<const Value>(std::move(arguments[i]));
  Run its(*this, info);
  function = &info;
  run = &its;
  result = its.run(std::move(state));
  run = caller_run;
  function = caller;
  at = caller_at;
  now = caller_state;
  --depth;
  return result;
}

}  // namespace idreg::smt::lift
