// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "audit/replay/prepare.h"

#include <llvm/AsmParser/Parser.h>
#include <llvm/IR/DebugInfo.h>
#include <llvm/IR/IRBuilder.h>
#include <llvm/IR/InlineAsm.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IRReader/IRReader.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/SourceMgr.h>

#include <map>

#include "audit/replay/assembly_calls.h"

namespace idreg::audit::replay {

namespace {

using Sources = std::span<const smt::lift::Program::Source>;

std::expected<std::unique_ptr<llvm::Module>, std::string> parse(const smt::lift::Program::Source& source,
                                                                llvm::LLVMContext& context) {
  llvm::SMDiagnostic error;
  const llvm::MemoryBufferRef buffer(llvm::StringRef(source.bytes.data(), source.bytes.size()), source.name);
  auto module = llvm::parseIR(buffer, error, context);
  if (!module) return std::unexpected(source.name + ": " + error.getMessage().str());
  llvm::StripDebugInfo(*module);
  return module;
}

/// Local symbols by the names that everybody else uses, so that they can be looked up.
void name_locals(llvm::Module& module, const std::string& name) {
  unsigned unnamed = 0;
  for (llvm::GlobalValue& value : module.global_values()) {
    if (!value.hasLocalLinkage()) continue;
    const std::string its = value.hasName() ? value.getName().str() : "unnamed" + std::to_string(unnamed++);
    value.setName(name + ":" + its);
    value.setLinkage(llvm::GlobalValue::ExternalLinkage);
  }
}

/// What code and data reach from the wanted functions, by name: bodies and initialisers that are needed.
class Reached {
 public:
  explicit Reached(std::span<const std::unique_ptr<llvm::Module>> modules) {
    for (const auto& module : modules) {
      for (llvm::GlobalValue& value : module->global_values()) {
        if (!value.isDeclaration()) definitions_.try_emplace(value.getName().str(), &value);
      }
    }
  }

  /// A function's body, and what it calls and reads; or a variable, and what it refers to.
  void add_symbol(const std::string& name) {
    const auto found = definitions_.find(name);
    if (found == definitions_.end() || !names_.insert(name).second) return;
    if (const auto* variable = llvm::dyn_cast<llvm::GlobalVariable>(found->second); variable != nullptr)
      return add(variable->getInitializer(), false);
    const auto* function = llvm::dyn_cast<llvm::Function>(found->second);
    if (function == nullptr) return;
    for (const llvm::Instruction& instruction : llvm::instructions(*function)) {
      for (const llvm::Value* operand : instruction.operands()) add(operand, true);
    }
  }

  [[nodiscard]] bool has(const llvm::GlobalValue& value) const { return names_.contains(value.getName().str()); }

 private:
  /// `code`: named by code, so that a function may be called. Functions that only data names may be too, but
  /// those that are wanted are wanted by name.
  void add(const llvm::Value* value, bool code) {
    const auto* constant = llvm::dyn_cast<llvm::Constant>(value);
    if (constant == nullptr) return;
    if (const auto* global = llvm::dyn_cast<llvm::GlobalValue>(constant)) return add_global(*global, code);
    if (!visited_.insert({constant, code}).second) return;
    for (const llvm::Value* operand : constant->operands()) add(operand, code);
  }

  void add_global(const llvm::GlobalValue& global, bool code) {
    const std::string name = global.getName().str();
    if (llvm::isa<llvm::Function>(global)) {
      if (code) add_symbol(name);
      return;
    }
    const auto found = definitions_.find(name);
    if (found == definitions_.end() || !names_.insert(name).second) return;
    const auto* variable = llvm::dyn_cast<llvm::GlobalVariable>(found->second);
    if (variable != nullptr && variable->hasInitializer()) add(variable->getInitializer(), false);
  }

  std::map<std::string, llvm::GlobalValue*> definitions_;
  std::set<std::string> names_;
  std::set<std::pair<const llvm::Constant*, bool>> visited_;
};

/// Drops what is not reached, and what ties the rest to arm64.
void reduce(llvm::Module& module, const Reached& reached) {
  module.setModuleInlineAsm("");
  for (const char* list : {"llvm.used", "llvm.compiler.used", "llvm.global_ctors"}) {
    if (llvm::GlobalVariable* variable = module.getNamedGlobal(list)) variable->eraseFromParent();
  }
  if (llvm::NamedMDNode* flags = module.getModuleFlagsMetadata()) flags->eraseFromParent();
  std::vector<llvm::GlobalAlias*> aliases;
  for (llvm::GlobalAlias& alias : module.aliases()) aliases.push_back(&alias);
  for (llvm::GlobalAlias* alias : aliases) {
    alias->replaceAllUsesWith(alias->getAliasee());
    alias->eraseFromParent();
  }
  for (llvm::Function& function : module) {
    if (!function.isDeclaration() && !reached.has(function)) function.deleteBody();
    function.setAttributes(function.getAttributes().removeFnAttributes(module.getContext()));
    function.setCallingConv(llvm::CallingConv::C);
  }
  for (llvm::GlobalVariable& variable : module.globals()) {
    if (variable.hasInitializer() && !reached.has(variable)) variable.setInitializer(nullptr);
    variable.setThreadLocal(false);
  }
  for (llvm::GlobalObject& object : module.global_objects()) {
    object.setComdat(nullptr);
    object.setSection("");
    object.setDSOLocal(false);
    object.setVisibility(llvm::GlobalValue::DefaultVisibility);
    object.clearMetadata();
    if (object.isDeclaration()) object.setLinkage(llvm::GlobalValue::ExternalLinkage);
  }
}

/// Declarations that nothing uses any more.
void drop_unused(llvm::Module& module) {
  for (bool again = true; again;) {
    again = false;
    std::vector<llvm::GlobalValue*> unused;
    for (llvm::GlobalValue& value : module.global_values()) {
      value.removeDeadConstantUsers();
      if (value.isDeclaration() && value.use_empty()) unused.push_back(&value);
    }
    for (llvm::GlobalValue* value : unused) value->eraseFromParent();
  }
}

}  // namespace

std::expected<Prepared, std::string> prepare(Sources sources, const std::set<std::string>& wanted, Hooks& hooks) {
  Prepared prepared{std::make_unique<llvm::LLVMContext>(), {}, {}};
  for (const auto& source : sources) {
    auto module = parse(source, *prepared.context);
    if (!module) return std::unexpected(module.error());
    name_locals(**module, source.name);
    prepared.modules.push_back(std::move(*module));
  }
  Reached reached(prepared.modules);
  for (const std::string& name : wanted) reached.add_symbol(name);
  std::set<std::string> defined;
  for (const auto& module : prepared.modules) {
    reduce(*module, reached);
    for (const llvm::GlobalValue& value : module->global_values()) {
      if (!value.isDeclaration()) defined.insert(value.getName().str());
    }
  }
  for (const auto& module : prepared.modules) {
    AssemblyCalls calls(*module, hooks);
    calls.run(prepared.keys);
    drop_unused(*module);
    calls.define_missing(defined);
  }
  return prepared;
}

}  // namespace idreg::audit::replay
