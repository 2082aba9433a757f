// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "smt/mutate/mutate.h"

#include <llvm/Bitcode/BitcodeWriter.h>
#include <llvm/Demangle/Demangle.h>
#include <llvm/IR/DebugInfoMetadata.h>
#include <llvm/IR/Verifier.h>
#include <llvm/Support/raw_ostream.h>

#include <map>
#include <utility>

#include "smt/mutate/changes.h"
#include "smt/mutate/parse.h"
#include "smt/mutate/tables.h"

namespace idreg::smt::mutate {

namespace {

std::string stem(std::string_view file) { return std::string(file.substr(0, file.find('.'))); }

/// "at_or_below" of idreg::engine::at_or_below(...); the symbol itself for what is no C++.
std::string short_name(const llvm::Function& function) {
  std::string name = llvm::demangle(function.getName().str());
  if (const std::size_t open = name.find('('); open != std::string::npos && open != 0) {
    // An unnamed namespace has parentheses of its own.
    const std::string unnamed = "(anonymous namespace)::";
    const std::size_t inner = name.find(unnamed);
    if (inner != std::string::npos) name.erase(inner, unnamed.size());
    name = name.substr(0, name.find('('));
  }
  const std::size_t colon = name.rfind("::");
  return colon == std::string::npos ? name : name.substr(colon + 2);
}

std::string location_of(const llvm::Instruction& instruction) {
  const llvm::DebugLoc& place = instruction.getDebugLoc();
  if (!place || place.getLine() == 0) return "";
  return place->getFilename().str() + ":" + std::to_string(place.getLine());
}

/// Calls visit(mutant, apply) for every change; stops where `visit` returns false.
template <class Visit>
void for_each_change(llvm::Module& module, std::string_view file, Visit visit) {
  for (llvm::Function& function : module) {
    std::map<std::string, unsigned> seen;  // instructions of each kind so far
    for (llvm::BasicBlock& block : function) {
      for (llvm::Instruction& instruction : block) {
        const std::string kind = instruction.getOpcodeName();
        const unsigned ordinal = seen[kind]++;
        const std::string place = stem(file) + "." + short_name(function) + "/" + kind + "." + std::to_string(ordinal);
        for (Change& change : changes_of(instruction)) {
          const Mutant mutant{place + "/" + change.name, function.getName().str(), "", location_of(instruction),
                              change.what};
          if (!visit(mutant, change.apply)) return;
        }
      }
    }
  }
  for (const TableChange& change : table_changes(module)) {
    if (!visit(Mutant{stem(file) + "." + change.name, "", change.reg, "", change.what}, change.apply)) return;
  }
}

Bytes bytes_of(const llvm::Module& module) {
  llvm::SmallVector<char, 0> buffer;
  llvm::raw_svector_ostream stream(buffer);
  llvm::WriteBitcodeToFile(module, stream);
  return {buffer.begin(), buffer.end()};
}

}  // namespace

std::expected<std::vector<Mutant>, std::string> list(const Module& module) {
  llvm::LLVMContext context;
  const auto parsed = parse(module, context);
  if (!parsed) return std::unexpected(parsed.error());
  std::vector<Mutant> mutants;
  for_each_change(**parsed, module.name, [&](const Mutant& mutant, const std::function<void()>&) {
    mutants.push_back(mutant);
    return true;
  });
  return mutants;
}

std::expected<Bytes, std::string> mutated(const Module& module, std::string_view name) {
  llvm::LLVMContext context;
  const auto parsed = parse(module, context);
  if (!parsed) return std::unexpected(parsed.error());
  bool applied = false;
  for_each_change(**parsed, module.name, [&](const Mutant& mutant, const std::function<void()>& apply) {
    if (mutant.name != name) return true;
    apply();
    applied = true;
    return false;
  });
  if (!applied) return std::unexpected(module.name + ": no mutant " + std::string(name));
  std::string why;
  llvm::raw_string_ostream stream(why);
  if (llvm::verifyModule(**parsed, &stream)) return std::unexpected(std::string(name) + " is not valid IR: " + why);
  return bytes_of(**parsed);
}

std::expected<std::set<std::string>, std::string> defined(const Module& module) {
  llvm::LLVMContext context;
  const auto parsed = parse(module, context);
  if (!parsed) return std::unexpected(parsed.error());
  std::set<std::string> symbols;
  for (const llvm::GlobalValue& value : (*parsed)->global_values()) {
    if (!value.isDeclaration() && !value.hasLocalLinkage()) symbols.insert(value.getName().str());
  }
  return symbols;
}

std::expected<std::set<std::string>, std::string> callers(const Module& module, const std::string& function) {
  llvm::LLVMContext context;
  const auto parsed = parse(module, context);
  if (!parsed) return std::unexpected(parsed.error());
  std::set<std::string> symbols{function};
  std::vector<const llvm::Function*> open{(*parsed)->getFunction(function)};
  while (!open.empty()) {
    const llvm::Function* const callee = open.back();
    open.pop_back();
    if (callee == nullptr) continue;
    for (const llvm::User* user : callee->users()) {
      const auto* call = llvm::dyn_cast<llvm::CallBase>(user);
      if (call != nullptr && symbols.insert(call->getFunction()->getName().str()).second)
        open.push_back(call->getFunction());
    }
  }
  return symbols;
}

std::expected<Bytes, std::string> renamed(const Module& module, const std::set<std::string>& symbols,
                                          std::string_view suffix) {
  llvm::LLVMContext context;
  const auto parsed = parse(module, context);
  if (!parsed) return std::unexpected(parsed.error());
  for (llvm::GlobalValue& value : (*parsed)->global_values()) {
    const std::string name = value.getName().str();
    if (symbols.contains(name)) value.setName(name + std::string(suffix));
  }
  return bytes_of(**parsed);
}

}  // namespace idreg::smt::mutate
