// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Private to smt/mutate: the operators. To add one: a case in changes.cpp; the list in docs/mutants.md
// names it.
#pragma once

#include <llvm/IR/Instructions.h>

#include <functional>
#include <string>
#include <vector>

namespace idreg::smt::mutate {

/// One way to break an instruction. `apply` may be called once, and may erase the instruction.
struct Change {
  std::string name;  ///< unique among the changes of the instruction
  std::string what;  ///< in words
  std::function<void()> apply;
};

/// Every change of an instruction; none for what only describes (debug information, lifetimes).
[[nodiscard]] std::vector<Change> changes_of(llvm::Instruction& instruction);

}  // namespace idreg::smt::mutate
