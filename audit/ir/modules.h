// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The modules of one tree, and their constant data.
#pragma once

#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/Module.h>

#include <cstdint>
#include <expected>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "audit/ir/layout.h"
#include "audit/read_ir.h"

namespace idreg::audit {

/// A place in the initialiser of a global variable.
struct Data {
  const llvm::GlobalVariable* global = nullptr;  ///< null: a null pointer
  std::uint64_t offset = 0;                      ///< in bytes
};

class Modules {
 public:
  [[nodiscard]] static std::expected<Modules, Refusal> load(std::span<const std::string> paths);

  /// The defined variable of this name; null if there is none.
  [[nodiscard]] const llvm::GlobalVariable* find(std::string_view name) const;
  /// The function of this name that has a body; null if there is none.
  [[nodiscard]] const llvm::Function* function_named(std::string_view name) const;
  /// All defined variables with an initialiser, in the order of the modules.
  [[nodiscard]] std::vector<const llvm::GlobalVariable*> variables() const;

  /// The member's bits in the row that starts at `row`; nullopt where they are not constants.
  [[nodiscard]] std::optional<std::uint64_t> number(const Data& row, const Member& member) const;
  /// What a pointer in the row points to; nullopt where that is no constant address of a variable.
  [[nodiscard]] std::optional<Data> pointer(const Data& row, const Member& member) const;
  /// The function that a pointer in the row names; empty for null, nullopt where it is something else.
  [[nodiscard]] std::optional<std::string> function(const Data& row, const Member& member) const;
  /// A NUL-terminated string.
  [[nodiscard]] std::string text(const Data& at) const;

 private:
  // Declared first, so that it dies last: modules live in their context.
  std::unique_ptr<llvm::LLVMContext> context_;
  std::vector<std::unique_ptr<llvm::Module>> modules_;
};

/// Writes a module of text as bitcode, which takes half the time to read. Refused: a module that LLVM does not read, a
/// file that cannot be written.
[[nodiscard]] std::expected<void, Refusal> write_as_bitcode(const std::string& from, const std::string& to);

/// The debug information of a variable; null if there is none.
[[nodiscard]] const llvm::DIGlobalVariable* debug_variable(const llvm::GlobalVariable& variable);
/// Bytes of the variable's value.
[[nodiscard]] std::uint64_t size_of(const llvm::GlobalVariable& variable);
/// Where debug information says that it stands: the file as the compiler saw it, absolute.
[[nodiscard]] SourceLine place_of(const llvm::DIGlobalVariable* variable);

}  // namespace idreg::audit
