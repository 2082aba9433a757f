// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Private to smt/mutate: faults in the rows of the architecture's general tables (corpora/arch/arch.h), as
// somebody makes them who writes a table. What a row should be stays beside it in the register's fields.
#pragma once

#include <llvm/IR/Module.h>

#include <functional>
#include <string>
#include <vector>

namespace idreg::smt::mutate {

/// One way to break a table. `apply` may be called once.
struct TableChange {
  std::string reg;   ///< "ID_AA64DFR0_EL1"
  std::string name;  ///< "ID_AA64DFR0_EL1.PMUVer/sign"
  std::string what;  ///< in words
  std::function<void()> apply;
};

/// Every change of every row of a module's tables, in the order of registers and rows; none where it has no
/// tables.
[[nodiscard]] std::vector<TableChange> table_changes(llvm::Module& module);

}  // namespace idreg::smt::mutate
