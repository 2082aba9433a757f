// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "audit/ir/undefined.h"

#include <llvm/IR/InstrTypes.h>
#include <llvm/IR/Instructions.h>

#include <set>

#include "audit/ir/modules.h"

namespace idreg::audit {
namespace {

/// Every function that a constant names, through aggregates.
void collect(const llvm::Constant& constant, std::set<const llvm::Function*>& found) {
  if (const auto* function = llvm::dyn_cast<llvm::Function>(&constant)) {
    found.insert(function);
    return;
  }
  if (llvm::isa<llvm::GlobalValue>(constant)) return;
  for (const llvm::Use& operand : constant.operands()) {
    if (const auto* inner = llvm::dyn_cast<llvm::Constant>(operand.get())) collect(*inner, found);
  }
}

/// Functions of the rows that are in the ID space, by the names that the tables give.
std::set<const llvm::Function*> entries(const Modules& modules, const Tables& tables) {
  std::set<std::string> names;
  for (const SysRegDesc& desc : tables.descs) {
    names.insert({desc.reset, desc.get_user, desc.set_user, desc.visibility});
  }
  std::set<const llvm::Function*> all;
  std::set<const llvm::Function*> wanted;
  if (const llvm::GlobalVariable* descs = modules.find(tables.descs_symbol)) collect(*descs->getInitializer(), all);
  for (const llvm::Function* function : all) {
    if (names.contains(function->getName().str())) wanted.insert(function);
  }
  return wanted;
}

}  // namespace

std::expected<std::vector<std::string>, Refusal> undefined_calls(std::span<const std::string> modules) {
  const auto tables = read_tables(modules, "");
  if (!tables) return std::unexpected(tables.error());
  const auto loaded = Modules::load(modules);
  if (!loaded) return std::unexpected(loaded.error());
  std::set<std::string> undefined;
  const auto first = entries(*loaded, *tables);
  std::vector<const llvm::Function*> open(first.begin(), first.end());
  std::set<const llvm::Function*> seen = first;
  while (!open.empty()) {
    const llvm::Function* function = open.back();
    open.pop_back();
    if (function->isDeclaration()) function = loaded->function_named(function->getName());
    if (function == nullptr) continue;
    for (const llvm::BasicBlock& block : *function) {
      for (const llvm::Instruction& instruction : block) {
        const auto* call = llvm::dyn_cast<llvm::CallBase>(&instruction);
        const llvm::Function* callee = call == nullptr ? nullptr : call->getCalledFunction();
        if (callee == nullptr || callee->isIntrinsic() || !seen.insert(callee).second) continue;
        if (callee->isDeclaration() && loaded->function_named(callee->getName()) == nullptr) {
          undefined.insert(callee->getName().str());
        }
        open.push_back(callee);
      }
    }
  }
  return std::vector<std::string>(undefined.begin(), undefined.end());
}

}  // namespace idreg::audit
