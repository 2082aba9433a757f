// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A tree's modules made ready to run on this machine: what the wanted functions reach is kept, the rest
// dropped; inline assembly and functions of other files become calls of hooks.h. Nothing else is changed: it
// is the same IR, compiled for another processor. Shares only the shapes of assembly with the lifter.
#pragma once

#include <llvm/IR/Module.h>

#include <expected>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "audit/replay/hooks.h"
#include "smt/lift/lift.h"

namespace idreg::audit::replay {

struct Prepared {
  std::unique_ptr<llvm::LLVMContext> context;
  std::vector<std::unique_ptr<llvm::Module>> modules;  ///< local symbols are MODULE:SYMBOL now, and external
  std::set<std::string> keys;                          ///< names of static keys that the functions ask for
};

/// `wanted`: functions and variables by symbol, MODULE:SYMBOL where local. Errors: IR that LLVM does not read.
[[nodiscard]] std::expected<Prepared, std::string> prepare(std::span<const smt::lift::Program::Source> modules,
                                                           const std::set<std::string>& wanted, Hooks& hooks);

}  // namespace idreg::audit::replay
