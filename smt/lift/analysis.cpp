// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a function's shape tells before it runs: reverse post-order, loops, live values, offsets.
#include <llvm/ADT/PostOrderIterator.h>
#include <llvm/Analysis/CFG.h>
#include <llvm/Analysis/LoopInfo.h>
#include <llvm/Demangle/Demangle.h>
#include <llvm/IR/CFG.h>
#include <llvm/IR/Dominators.h>
#include <llvm/IR/GetElementPtrTypeIterator.h>

#include <algorithm>

#include "smt/lift/program_impl.h"

namespace idreg::smt::lift {

namespace {

using Set = std::vector<bool>;

void number_values(FunctionInfo& info) {
  for (const llvm::Argument& argument : info.function->args())
    info.slots.emplace(&argument, static_cast<unsigned>(info.slots.size()));
  for (const BlockInfo& block : info.blocks) {
    for (const llvm::Instruction& instruction : *block.block)
      info.slots.emplace(&instruction, static_cast<unsigned>(info.slots.size()));
  }
}

/// Uses before definitions and definitions of one block; phis count as defined before it.
struct Local {
  Set used;
  Set defined;
};

Local local_uses(const FunctionInfo& info, const llvm::BasicBlock& block) {
  Local local{Set(info.slots.size()), Set(info.slots.size())};
  for (const llvm::Instruction& instruction : block) {
    if (!llvm::isa<llvm::PHINode>(instruction)) {
      for (const llvm::Value* operand : instruction.operand_values()) {
        const auto slot = info.slots.find(operand);
        if (slot != info.slots.end() && !local.defined[slot->second]) local.used[slot->second] = true;
      }
      local.defined[info.slots.at(&instruction)] = true;
    }
  }
  return local;
}

/// Adds what the successors of a block need of it. Returns whether anything was new.
bool add_live_out(const FunctionInfo& info, const std::vector<Set>& live, const llvm::BasicBlock& block, Set& out) {
  bool grown = false;
  const auto add = [&](unsigned slot) {
    grown = grown || !out[slot];
    out[slot] = true;
  };
  for (const llvm::BasicBlock* successor : llvm::successors(&block)) {
    Set phis(info.slots.size());
    for (const llvm::PHINode& phi : successor->phis()) {
      phis[info.slots.at(&phi)] = true;
      const auto slot = info.slots.find(phi.getIncomingValueForBlock(&block));
      if (slot != info.slots.end()) add(slot->second);
    }
    const Set& needed = live[info.order.at(successor)];
    for (unsigned slot = 0; slot < needed.size(); ++slot) {
      if (needed[slot] && !phis[slot]) add(slot);
    }
  }
  return grown;
}

void find_live(FunctionInfo& info) {
  std::vector<Local> local;
  for (const BlockInfo& block : info.blocks) local.push_back(local_uses(info, *block.block));
  std::vector<Set> in(info.blocks.size(), Set(info.slots.size()));
  std::vector<Set> out = in;
  for (std::size_t i = 0; i < in.size(); ++i) in[i] = local[i].used;
  for (bool grown = true; grown;) {
    grown = false;
    for (std::size_t i = info.blocks.size(); i-- > 0;) {
      if (!add_live_out(info, in, *info.blocks[i].block, out[i])) continue;
      grown = true;
      for (unsigned slot = 0; slot < out[i].size(); ++slot) {
        if (out[i][slot] && !local[i].defined[slot]) in[i][slot] = true;
      }
    }
  }
  for (std::size_t i = 0; i < in.size(); ++i) {
    for (unsigned slot = 0; slot < in[i].size(); ++slot) {
      if (in[i][slot]) info.blocks[i].live.push_back(slot);
    }
  }
}

void find_loops(FunctionInfo& info) {
  // LLVM's analyses take a mutable function and do not change it.
  auto& function = const_cast<llvm::Function&>(*info.function);
  llvm::DominatorTree dominators(function);
  llvm::LoopInfo loops(dominators);
  const llvm::ReversePostOrderTraversal<llvm::Function*> order(&function);
  info.irreducible = llvm::containsIrreducibleCFG<const llvm::BasicBlock*>(order, loops);
  for (BlockInfo& block : info.blocks) {
    for (const llvm::Loop* loop = loops.getLoopFor(block.block); loop != nullptr; loop = loop->getParentLoop())
      block.loops.push_back(info.order.at(loop->getHeader()));
    std::reverse(block.loops.begin(), block.loops.end());
    const unsigned self = info.order.at(block.block);
    if (!block.loops.empty() && block.loops.back() == self) info.loop_headers.push_back(self);
  }
}

}  // namespace

FunctionInfo analyse(const llvm::Function& function) {
  FunctionInfo info{};
  info.function = &function;
  info.name = llvm::demangle(function.getName().str());
  const llvm::ReversePostOrderTraversal<const llvm::Function*> order(&function);
  for (const llvm::BasicBlock* block : order) {
    info.order.emplace(block, static_cast<unsigned>(info.blocks.size()));
    info.blocks.push_back({block, {}, {}});
  }
  number_values(info);
  find_loops(info);
  find_live(info);
  const llvm::DataLayout& layout = function.getParent()->getDataLayout();
  for (const BlockInfo& block : info.blocks) {
    for (const llvm::Instruction& instruction : *block.block) {
      if (const auto* gep = llvm::dyn_cast<llvm::GEPOperator>(&instruction))
        info.geps.emplace(&instruction, plan_gep(*gep, layout));
    }
  }
  return info;
}

GepPlan plan_gep(const llvm::GEPOperator& gep, const llvm::DataLayout& layout) {
  GepPlan plan;
  if (gep.getType()->isVectorTy()) plan.supported = false;
  unsigned operand = 1;
  for (auto type = llvm::gep_type_begin(gep); type != llvm::gep_type_end(gep); ++type, ++operand) {
    const llvm::Value* index = type.getOperand();
    const auto* constant = llvm::dyn_cast<llvm::ConstantInt>(index);
    if (llvm::StructType* structure = type.getStructTypeOrNull()) {
      plan.constant += static_cast<std::int64_t>(layout.getStructLayout(structure)->getElementOffset(
          static_cast<unsigned>(constant->getZExtValue())));
      continue;
    }
    const llvm::TypeSize stride = type.getSequentialElementStride(layout);
    if (stride.isScalable()) {
      plan.supported = false;
      return plan;
    }
    if (constant != nullptr) {
      plan.constant += constant->getSExtValue() * static_cast<std::int64_t>(stride.getFixedValue());
    } else {
      plan.indices.push_back({operand, stride.getFixedValue()});
    }
  }
  return plan;
}

std::optional<std::vector<Leaf>> leaves_of(llvm::Type* type, const llvm::DataLayout& layout) {
  std::vector<Leaf> result;
  const auto visit = [&](auto&& self, llvm::Type* part, std::uint64_t offset) -> bool {
    if (part->isIntegerTy()) {
      result.push_back({offset, part->getIntegerBitWidth()});
      return true;
    }
    if (part->isPointerTy()) {
      result.push_back({offset, 64});
      return layout.getPointerSizeInBits(part->getPointerAddressSpace()) == 64;
    }
    if (auto* structure = llvm::dyn_cast<llvm::StructType>(part); structure && structure->isSized()) {
      const llvm::StructLayout* places = layout.getStructLayout(structure);
      for (unsigned i = 0; i < structure->getNumElements(); ++i) {
        if (!self(self, structure->getElementType(i), offset + places->getElementOffset(i).getFixedValue()))
          return false;
      }
      return true;
    }
    if (auto* array = llvm::dyn_cast<llvm::ArrayType>(part)) {
      const std::uint64_t stride = layout.getTypeAllocSize(array->getElementType()).getFixedValue();
      for (std::uint64_t i = 0; i < array->getNumElements(); ++i) {
        if (!self(self, array->getElementType(), offset + i * stride)) return false;
      }
      return true;
    }
    return false;
  };
  if (!visit(visit, type, 0)) return std::nullopt;
  return result;
}

namespace {

ConstantBits bits(llvm::APInt value) { return {ConstantBits::Kind::Bits, std::move(value)}; }
ConstantBits unsupported() { return {ConstantBits::Kind::Unsupported, llvm::APInt(8, 0)}; }

ConstantBits gep_bits(const Program::Impl& program, const llvm::GEPOperator& gep, const llvm::DataLayout& layout) {
  const GepPlan plan = plan_gep(gep, layout);
  ConstantBits base =
      program.constant_bits(*llvm::cast<llvm::Constant>(gep.getPointerOperand()), layout);
  if (base.kind != ConstantBits::Kind::Bits || !plan.supported || !plan.indices.empty()) return unsupported();
  base.bits += llvm::APInt(64, static_cast<std::uint64_t>(plan.constant), true);
  return base;
}

ConstantBits expression_bits(const Program::Impl& program, const llvm::ConstantExpr& expression,
                             const llvm::DataLayout& layout) {
  if (const auto* gep = llvm::dyn_cast<llvm::GEPOperator>(&expression)) return gep_bits(program, *gep, layout);
  const ConstantBits a = program.constant_bits(*expression.getOperand(0), layout);
  if (a.kind != ConstantBits::Kind::Bits) return a;
  const unsigned width = expression.getType()->isPointerTy() ? 64 : expression.getType()->getScalarSizeInBits();
  switch (expression.getOpcode()) {
    case llvm::Instruction::PtrToInt:
    case llvm::Instruction::IntToPtr: return bits(a.bits.zextOrTrunc(width));
    case llvm::Instruction::Trunc: return bits(a.bits.trunc(width));
    case llvm::Instruction::BitCast:
      return expression.getOperand(0)->getType()->isPointerTy() ? a : unsupported();
    default: break;
  }
  if (expression.getNumOperands() != 2) return unsupported();
  const ConstantBits b = program.constant_bits(*expression.getOperand(1), layout);
  if (b.kind != ConstantBits::Kind::Bits) return b;
  switch (expression.getOpcode()) {
    case llvm::Instruction::Add: return bits(a.bits + b.bits);
    case llvm::Instruction::Sub: return bits(a.bits - b.bits);
    case llvm::Instruction::Mul: return bits(a.bits * b.bits);
    case llvm::Instruction::Xor: return bits(a.bits ^ b.bits);
    default: return unsupported();
  }
}

}  // namespace

ConstantBits Program::Impl::constant_bits(const llvm::Constant& constant, const llvm::DataLayout& layout) const {
  llvm::Type* type = constant.getType();
  if (!type->isIntegerTy() && !type->isPointerTy()) return unsupported();
  const unsigned width = type->isPointerTy() ? 64 : type->getIntegerBitWidth();
  if (llvm::isa<llvm::UndefValue>(constant)) return {ConstantBits::Kind::Undefined, llvm::APInt(width, 0)};
  if (const auto* integer = llvm::dyn_cast<llvm::ConstantInt>(&constant)) return bits(integer->getValue());
  if (constant.isNullValue()) return bits(llvm::APInt(width, 0));
  if (const auto* global = llvm::dyn_cast<llvm::GlobalValue>(&constant)) {
    const auto number = numbers.find(global);
    return number == numbers.end() ? unsupported() : bits(llvm::APInt(64, address_of_object(number->second)));
  }
  if (const auto* expression = llvm::dyn_cast<llvm::ConstantExpr>(&constant))
    return expression_bits(*this, *expression, layout);
  return unsupported();
}

}  // namespace idreg::smt::lift
