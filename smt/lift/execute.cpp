// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One instruction: who executes it.
#include <llvm/IR/IntrinsicInst.h>

#include "smt/lift/machine_impl.h"

namespace idreg::smt::lift {

void Machine::Impl::set(const llvm::Instruction& instruction, Value value) {
  if (failed()) return;
  now->values[function->slots.at(&instruction)] = std::make_shared<const Value>(std::move(value));
}

void Machine::Impl::execute(const llvm::Instruction& instruction) {
  if (instruction.isAtomic()) return fail(std::string("atomic instruction ") + instruction.getOpcodeName());
  if (const auto* allocation = llvm::dyn_cast<llvm::AllocaInst>(&instruction)) return execute_alloca(*allocation);
  if (const auto* load = llvm::dyn_cast<llvm::LoadInst>(&instruction)) return set(instruction, execute_load(*load));
  if (const auto* store = llvm::dyn_cast<llvm::StoreInst>(&instruction)) return execute_store(*store);
  if (const auto* gep = llvm::dyn_cast<llvm::GetElementPtrInst>(&instruction))
    return set(instruction, {execute_gep(*gep)});
  if (const auto* extraction = llvm::dyn_cast<llvm::ExtractValueInst>(&instruction))
    return set(instruction, execute_extract(*extraction));
  if (const auto* insertion = llvm::dyn_cast<llvm::InsertValueInst>(&instruction))
    return set(instruction, execute_insert(*insertion));
  if (const auto* call = llvm::dyn_cast<llvm::CallInst>(&instruction)) return execute_call(*call);
  if (auto value = execute_integer(instruction)) return set(instruction, std::move(*value));
  if (failed()) return;
  std::string type;
  if (instruction.getType()->isVectorTy()) type = " on vectors";
  fail(std::string("instruction ") + instruction.getOpcodeName() + type);
}

}  // namespace idreg::smt::lift
