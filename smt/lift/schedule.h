// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Private to smt/lift: one call of one function.
#pragma once

#include <llvm/IR/Instructions.h>

#include <map>
#include <span>
#include <vector>

#include "smt/lift/machine_impl.h"

namespace idreg::smt::lift {

class Run {
 public:
  Run(Machine::Impl& machine, const FunctionInfo& info) : machine_(machine), info_(info) {}

  /// Runs the function from its first block; all paths that return are merged.
  [[nodiscard]] Machine::Impl::Returned run(State state);
  /// A local variable that ends with the call.
  void add_local(unsigned object) { locals_.push_back(object); }

 private:
  using Key = std::vector<unsigned>;

  static std::vector<unsigned> iterations_of(const Key& key);
  bool set_phis(State& state, const llvm::BasicBlock* from, const llvm::BasicBlock* to);
  void go(State state, const llvm::BasicBlock* from, const llvm::BasicBlock* to);
  void branch(const llvm::BranchInst& branch);
  void jump_by_assembly(const llvm::CallBrInst& call);
  /// Both ways on, each under its condition.
  void fork(State& state, const Term& condition, const llvm::BasicBlock* here, const llvm::BasicBlock* then,
            const llvm::BasicBlock* otherwise);
  void choose_case(const llvm::SwitchInst& choice);
  void leave(const llvm::ReturnInst& instruction);
  void terminate(const llvm::Instruction& instruction);
  void run_block(const Key& key, State state);
  void check_coverage();

  Machine::Impl& machine_;
  const FunctionInfo& info_;
  std::map<Key, std::vector<State>> pending_;
  const Guard* entry_ = nullptr;
  std::vector<unsigned> iterations_;   ///< of the loops around the current block
  std::vector<State> returned_;
  std::vector<const Guard*> ended_;    ///< paths that do not return
  std::vector<unsigned> locals_;
};

}  // namespace idreg::smt::lift
