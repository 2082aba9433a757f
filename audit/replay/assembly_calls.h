// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Part of prepare.h: in one module, inline assembly as calls of hooks, and bodies for what no module defines.
#pragma once

#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/Module.h>

#include <set>
#include <string>

#include "audit/code/assembly.h"
#include "audit/replay/hooks.h"

namespace idreg::audit::replay {

class AssemblyCalls {
 public:
  AssemblyCalls(llvm::Module& module, Hooks& hooks);

  /// Replaces inline assembly; guards shifts and `unreachable`. Adds names of static keys to `keys`.
  void run(std::set<std::string>& keys);
  /// Functions and variables that are declared, used, and not among `defined` (which grows): functions answer
  /// what Hooks says, variables hold zeros. The few of C's library that the kernel shares are left to it.
  void define_missing(std::set<std::string>& defined);

 private:
  void replace(llvm::CallBase& call, std::set<std::string>& keys);
  void jump(llvm::CallBrInst& call, const code::Shape& shape, std::set<std::string>& keys);
  void guard_shift(llvm::BinaryOperator& shift);
  void end_path(llvm::IRBuilder<>& build, const std::string& why);
  llvm::Value* call(llvm::IRBuilder<>& build, const char* hook, llvm::Type* result,
                    std::initializer_list<llvm::Value*> arguments);
  llvm::Value* text(const std::string& words);
  void define(llvm::Function& function);

  llvm::Module& module_;
  llvm::Value* hooks_;
};

}  // namespace idreg::audit::replay
