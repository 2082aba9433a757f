// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "smt/mutate/changes.h"

#include <llvm/IR/Constants.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/IntrinsicInst.h>

namespace idreg::smt::mutate {

namespace {

using llvm::CmpInst;
using llvm::Instruction;
using Changes = std::vector<Change>;

void replace(Instruction& instruction, llvm::Value* value) {
  instruction.replaceAllUsesWith(value);
  instruction.eraseFromParent();
}

/// A promise of the compiler's about the original is none about the mutant.
void forget_flags(Instruction& instruction) { instruction.dropPoisonGeneratingFlags(); }

/// The constant one higher, of one bit the other one; the wrap-around included.
llvm::ConstantInt* one_more(const llvm::ConstantInt& constant) {
  return llvm::ConstantInt::get(constant.getContext(), constant.getValue() + 1);
}

/// Each constant operand one higher.
void add_constants(Changes& changes, Instruction& instruction) {
  for (unsigned i = 0; i < instruction.getNumOperands(); ++i) {
    auto* constant = llvm::dyn_cast<llvm::ConstantInt>(instruction.getOperand(i));
    if (constant == nullptr) continue;
    changes.push_back({"constant" + std::to_string(i), "a constant is one higher", [&instruction, i, constant] {
                         forget_flags(instruction);
                         instruction.setOperand(i, one_more(*constant));
                       }});
  }
}

void add_predicate(Changes& changes, llvm::ICmpInst& compare, const char* name, const char* what,
                   CmpInst::Predicate predicate) {
  changes.push_back({name, what, [&compare, predicate] { compare.setPredicate(predicate); }});
}

/// Strict becomes not strict and the other way round; "equal" lets what is smaller through as well.
CmpInst::Predicate edge_of(CmpInst::Predicate predicate) {
  if (predicate == CmpInst::ICMP_EQ) return CmpInst::ICMP_ULE;
  if (predicate == CmpInst::ICMP_NE) return CmpInst::ICMP_UGT;
  return CmpInst::isStrictPredicate(predicate) ? CmpInst::getNonStrictPredicate(predicate)
                                               : CmpInst::getStrictPredicate(predicate);
}

void change_compare(Changes& changes, llvm::ICmpInst& compare) {
  add_predicate(changes, compare, "negate", "a comparison is turned round", compare.getInversePredicate());
  if (compare.getOperand(0)->getType()->isPointerTy()) return;
  add_predicate(changes, compare, "edge", "a comparison is one off at its edge", edge_of(compare.getPredicate()));
  if (compare.isRelational()) {
    add_predicate(changes, compare, "sign", "a comparison takes the other signedness",
                  CmpInst::getFlippedSignednessPredicate(compare.getPredicate()));
  }
  add_constants(changes, compare);
}

struct Other {
  const char* name;
  Instruction::BinaryOps opcode;
};

/// What an operation is mistaken for.
std::vector<Other> others(unsigned opcode) {
  switch (opcode) {
    case Instruction::Add:
      return {{"as-sub", Instruction::Sub}};
    case Instruction::Sub:
      return {{"as-add", Instruction::Add}};
    case Instruction::And:
      return {{"as-or", Instruction::Or}};
    case Instruction::Or:
      return {{"as-and", Instruction::And}, {"as-xor", Instruction::Xor}};
    case Instruction::Xor:
      return {{"as-and", Instruction::And}};
    case Instruction::Shl:
      return {{"as-lshr", Instruction::LShr}};
    case Instruction::LShr:
      return {{"as-shl", Instruction::Shl}, {"as-ashr", Instruction::AShr}};
    case Instruction::AShr:
      return {{"as-lshr", Instruction::LShr}};
    default:
      return {};
  }
}

void change_binary(Changes& changes, llvm::BinaryOperator& operation) {
  for (const Other& other : others(operation.getOpcode())) {
    changes.push_back({other.name, "another operation", [&operation, other] {
                         llvm::IRBuilder<> builder(&operation);
                         replace(operation,
                                 builder.CreateBinOp(other.opcode, operation.getOperand(0), operation.getOperand(1)));
                       }});
  }
  changes.push_back({"forget", "an operation is forgotten: its first operand is the result",
                     [&operation] { replace(operation, operation.getOperand(0)); }});
  if (operation.isShift() && !llvm::isa<llvm::ConstantInt>(operation.getOperand(1))) {
    changes.push_back({"one-more", "a shift by one more", [&operation] {
                         llvm::IRBuilder<> builder(&operation);
                         forget_flags(operation);
                         llvm::Value* amount = operation.getOperand(1);
                         operation.setOperand(1,
                                              builder.CreateAdd(amount, llvm::ConstantInt::get(amount->getType(), 1)));
                       }});
  }
  add_constants(changes, operation);
}

void change_cast(Changes& changes, llvm::CastInst& cast) {
  const bool extends_sign = cast.getOpcode() == Instruction::SExt;
  if (!extends_sign && cast.getOpcode() != Instruction::ZExt) return;
  changes.push_back({extends_sign ? "as-zext" : "as-sext",
                     extends_sign ? "a sign extension is dropped" : "the top bit is taken for a sign",
                     [&cast, extends_sign] {
                       llvm::IRBuilder<> builder(&cast);
                       llvm::Value* from = cast.getOperand(0);
                       replace(cast, extends_sign ? builder.CreateZExt(from, cast.getType())
                                                  : builder.CreateSExt(from, cast.getType()));
                     }});
}

void change_select(Changes& changes, llvm::SelectInst& choice) {
  changes.push_back({"swap", "a choice takes the other value", [&choice] { choice.swapValues(); }});
  changes.push_back(
      {"first", "a choice always takes its first value", [&choice] { replace(choice, choice.getTrueValue()); }});
  changes.push_back(
      {"second", "a choice always takes its second value", [&choice] { replace(choice, choice.getFalseValue()); }});
}

void change_phi(Changes& changes, llvm::PHINode& phi) {
  for (unsigned i = 0; i < phi.getNumIncomingValues(); ++i) {
    auto* constant = llvm::dyn_cast<llvm::ConstantInt>(phi.getIncomingValue(i));
    if (constant == nullptr) continue;
    changes.push_back({"constant" + std::to_string(i),
                       constant->getBitWidth() == 1 ? "an answer is turned round"
                                                    : "a start or result is one higher: the first turn is skipped",
                       [&phi, i, constant] {
                         // A block may come in by several edges, all with one value.
                         phi.setIncomingValueForBlock(phi.getIncomingBlock(i), one_more(*constant));
                       }});
  }
}

void change_branch(Changes& changes, llvm::BranchInst& branch) {
  if (!branch.isConditional()) return;
  const auto fixed = [&branch](bool taken) {
    return [&branch, taken] { branch.setCondition(llvm::ConstantInt::getBool(branch.getContext(), taken)); };
  };
  changes.push_back({"always", "a condition counts as true", fixed(true)});
  changes.push_back({"never", "a condition counts as false", fixed(false)});
}

/// A case goes where the default goes; the phi nodes on both sides learn of it.
void to_default(llvm::SwitchInst& choice, llvm::ConstantInt* value) {
  llvm::BasicBlock* const from = choice.getParent();
  llvm::BasicBlock* const to = choice.getDefaultDest();
  const auto found = choice.findCaseValue(value);
  found->getCaseSuccessor()->removePredecessor(from, true);
  for (llvm::PHINode& phi : to->phis()) phi.addIncoming(phi.getIncomingValueForBlock(from), from);
  found->setSuccessor(to);
}

void change_switch(Changes& changes, llvm::SwitchInst& choice) {
  for (const auto& one : choice.cases()) {
    llvm::ConstantInt* const value = one.getCaseValue();
    if (one.getCaseSuccessor() == choice.getDefaultDest()) continue;
    changes.push_back({"case" + std::to_string(value->getZExtValue()), "a case is treated as the default",
                       [&choice, value] { to_default(choice, value); }});
  }
}

bool is_description(const llvm::CallBase& call) {
  const auto* intrinsic = llvm::dyn_cast<llvm::IntrinsicInst>(&call);
  if (intrinsic == nullptr) return false;
  return intrinsic->isAssumeLikeIntrinsic() || llvm::isa<llvm::DbgInfoIntrinsic>(intrinsic);
}

void add_swapped_arguments(Changes& changes, llvm::CallBase& call) {
  for (unsigned i = 0; i + 1 < call.arg_size(); ++i) {
    if (call.getArgOperand(i)->getType() != call.getArgOperand(i + 1)->getType()) continue;
    if (!call.getArgOperand(i)->getType()->isIntegerTy()) continue;
    changes.push_back({"swap" + std::to_string(i), "two arguments are swapped", [&call, i] {
                         llvm::Value* first = call.getArgOperand(i);
                         call.setArgOperand(i, call.getArgOperand(i + 1));
                         call.setArgOperand(i + 1, first);
                       }});
  }
}

void change_call(Changes& changes, llvm::CallBase& call) {
  if (is_description(call) || !llvm::isa<llvm::CallInst>(call)) return;
  llvm::Type* type = call.getType();
  if (type->isVoidTy()) {
    changes.push_back({"drop", "a call is left out", [&call] { call.eraseFromParent(); }});
  } else if (type->isIntegerTy()) {
    changes.push_back({"zero", "a call's answer is taken to be 0 or no",
                       [&call, type] { replace(call, llvm::ConstantInt::get(type, 0)); }});
    if (type->isIntegerTy(1)) {
      changes.push_back({"yes", "a call's answer is taken to be yes",
                         [&call, type] { replace(call, llvm::ConstantInt::get(type, 1)); }});
    }
  }
  if (!llvm::isa<llvm::IntrinsicInst>(call)) add_swapped_arguments(changes, call);
}

void change_store(Changes& changes, llvm::StoreInst& store) {
  changes.push_back({"drop", "a value is not stored", [&store] { store.eraseFromParent(); }});
  auto* constant = llvm::dyn_cast<llvm::ConstantInt>(store.getValueOperand());
  if (constant == nullptr) return;
  changes.push_back({"constant0", "a constant that is stored is one higher",
                     [&store, constant] { store.setOperand(0, one_more(*constant)); }});
}

/// A member's offset in bytes: that of its neighbour (1 and 0, 2 and 3; 8 and 16).
void change_address(Changes& changes, llvm::GetElementPtrInst& address) {
  auto* offset = llvm::dyn_cast<llvm::ConstantInt>(address.getOperand(1));
  if (offset == nullptr || address.getNumIndices() != 1 || !address.getSourceElementType()->isIntegerTy(8)) return;
  const std::uint64_t bytes = offset->getZExtValue();
  if (bytes >= 24) return;
  changes.push_back({"neighbour", "another member is meant", [&address, offset, bytes] {
                       const std::uint64_t other = bytes < 8 ? bytes ^ 1U : bytes ^ 24U;
                       address.setOperand(1, llvm::ConstantInt::get(offset->getType(), other));
                     }});
}

}  // namespace

std::vector<Change> changes_of(Instruction& instruction) {
  Changes changes;
  if (auto* compare = llvm::dyn_cast<llvm::ICmpInst>(&instruction)) change_compare(changes, *compare);
  if (auto* operation = llvm::dyn_cast<llvm::BinaryOperator>(&instruction)) change_binary(changes, *operation);
  if (auto* cast = llvm::dyn_cast<llvm::CastInst>(&instruction)) change_cast(changes, *cast);
  if (auto* choice = llvm::dyn_cast<llvm::SelectInst>(&instruction)) change_select(changes, *choice);
  if (auto* phi = llvm::dyn_cast<llvm::PHINode>(&instruction)) change_phi(changes, *phi);
  if (auto* branch = llvm::dyn_cast<llvm::BranchInst>(&instruction)) change_branch(changes, *branch);
  if (auto* choice = llvm::dyn_cast<llvm::SwitchInst>(&instruction)) change_switch(changes, *choice);
  if (auto* call = llvm::dyn_cast<llvm::CallBase>(&instruction)) change_call(changes, *call);
  if (auto* store = llvm::dyn_cast<llvm::StoreInst>(&instruction)) change_store(changes, *store);
  if (auto* address = llvm::dyn_cast<llvm::GetElementPtrInst>(&instruction)) change_address(changes, *address);
  return changes;
}

}  // namespace idreg::smt::mutate
