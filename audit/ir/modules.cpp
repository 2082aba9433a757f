// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "audit/ir/modules.h"

#include <fmt/format.h>
#include <llvm/Analysis/ConstantFolding.h>
#include <llvm/Bitcode/BitcodeWriter.h>
#include <llvm/IR/Constants.h>
#include <llvm/IR/DebugInfoMetadata.h>
#include <llvm/IRReader/IRReader.h>
#include <llvm/Support/SourceMgr.h>
#include <llvm/Support/raw_ostream.h>

#include <filesystem>

#include "corpora/file.h"

namespace idreg::audit {
namespace {

/// The constant of `type` at some offset of a variable's initialiser; null where folding does not reach it.
const llvm::Constant* constant_at(const Data& at, std::uint64_t bytes, llvm::Type* type) {
  if (at.global == nullptr || !at.global->hasInitializer()) return nullptr;
  const llvm::DataLayout& layout = at.global->getParent()->getDataLayout();
  return llvm::ConstantFoldLoadFromConst(const_cast<llvm::Constant*>(at.global->getInitializer()), type,
                                         llvm::APInt(64, at.offset + bytes), layout);
}

const llvm::Constant* pointer_at(const Data& row, const Member& member) {
  if (row.global == nullptr) return nullptr;
  return constant_at(row, member.offset / 8, llvm::PointerType::getUnqual(row.global->getContext()));
}

std::expected<std::unique_ptr<llvm::Module>, Refusal> parse(const std::string& path, llvm::LLVMContext& context) {
  llvm::SMDiagnostic error;
  std::unique_ptr<llvm::Module> module = llvm::parseIRFile(path, error, context);
  if (module) return module;
  return std::unexpected(Refusal{
      Refusal::Why::Unreadable,
      fmt::format("{}{}: not LLVM IR that LLVM 19 reads: {}", path,
                  error.getLineNo() > 0 ? fmt::format(":{}", error.getLineNo()) : "", error.getMessage().str())});
}

}  // namespace

std::expected<Modules, Refusal> Modules::load(std::span<const std::string> paths) {
  Modules all;
  all.context_ = std::make_unique<llvm::LLVMContext>();
  for (const std::string& path : paths) {
    auto module = parse(path, *all.context_);
    if (!module) return std::unexpected(module.error());
    all.modules_.push_back(std::move(*module));
  }
  return all;
}

std::expected<void, Refusal> write_as_bitcode(const std::string& from, const std::string& to) {
  llvm::LLVMContext context;
  const auto module = parse(from, context);
  if (!module) return std::unexpected(module.error());
  std::string bitcode;
  llvm::raw_string_ostream stream(bitcode);
  llvm::WriteBitcodeToFile(**module, stream);
  std::error_code ignored;  // a folder that is not there shows when the file is written
  std::filesystem::create_directories(std::filesystem::path(to).parent_path(), ignored);
  const auto written = corpora::write_file(to, bitcode);
  if (!written) return std::unexpected(Refusal{Refusal::Why::Unreadable, to_text(written.error())});
  return {};
}

const llvm::GlobalVariable* Modules::find(std::string_view name) const {
  for (const auto& module : modules_) {
    const llvm::GlobalVariable* variable = module->getGlobalVariable(name, true);
    if (variable != nullptr && variable->hasInitializer()) return variable;
  }
  return nullptr;
}

const llvm::Function* Modules::function_named(std::string_view name) const {
  for (const auto& module : modules_) {
    const llvm::Function* function = module->getFunction(name);
    if (function != nullptr && !function->isDeclaration()) return function;
  }
  return nullptr;
}

std::vector<const llvm::GlobalVariable*> Modules::variables() const {
  std::vector<const llvm::GlobalVariable*> all;
  for (const auto& module : modules_) {
    for (const llvm::GlobalVariable& variable : module->globals()) {
      if (variable.hasInitializer()) all.push_back(&variable);
    }
  }
  return all;
}

std::optional<std::uint64_t> Modules::number(const Data& row, const Member& member) const {
  if (row.global == nullptr || member.bits == 0 || member.bits > 64) return std::nullopt;
  const std::uint64_t first = member.offset / 8;
  const std::uint64_t bits = (member.offset % 8 + member.bits + 7) / 8 * 8;
  llvm::Type* type = llvm::IntegerType::get(row.global->getContext(), static_cast<unsigned>(bits));
  const auto* value = llvm::dyn_cast_or_null<llvm::ConstantInt>(constant_at(row, first, type));
  if (value == nullptr) return std::nullopt;
  return value->getValue().lshr(member.offset % 8).trunc(static_cast<unsigned>(member.bits)).getZExtValue();
}

std::optional<Data> Modules::pointer(const Data& row, const Member& member) const {
  const llvm::Constant* value = pointer_at(row, member);
  if (value == nullptr) return std::nullopt;
  if (value->isNullValue()) return Data{};
  llvm::APInt offset(64, 0);
  const llvm::DataLayout& layout = row.global->getParent()->getDataLayout();
  const llvm::Value* base = value->stripAndAccumulateConstantOffsets(layout, offset, true);
  const auto* variable = llvm::dyn_cast<llvm::GlobalVariable>(base);
  if (variable == nullptr) return std::nullopt;
  if (!variable->hasInitializer()) variable = find(variable->getName());
  if (variable == nullptr) return std::nullopt;
  return Data{variable, offset.getZExtValue()};
}

std::optional<std::string> Modules::function(const Data& row, const Member& member) const {
  const llvm::Constant* value = pointer_at(row, member);
  if (value == nullptr) return std::nullopt;
  if (value->isNullValue()) return "";
  const auto* function = llvm::dyn_cast<llvm::GlobalValue>(value->stripPointerCasts());
  if (function == nullptr) return std::nullopt;
  return function->getName().str();
}

std::string Modules::text(const Data& at) const {
  if (at.global == nullptr || !at.global->hasInitializer()) return "";
  const auto* bytes = llvm::dyn_cast<llvm::ConstantDataSequential>(at.global->getInitializer());
  if (bytes == nullptr || !bytes->isString()) return "";
  const llvm::StringRef all =
      bytes->getAsString().drop_front(std::min<std::size_t>(at.offset, bytes->getNumElements()));
  return all.substr(0, all.find('\0')).str();
}

const llvm::DIGlobalVariable* debug_variable(const llvm::GlobalVariable& variable) {
  llvm::SmallVector<llvm::DIGlobalVariableExpression*, 1> expressions;
  variable.getDebugInfo(expressions);
  return expressions.empty() ? nullptr : expressions.front()->getVariable();
}

std::uint64_t size_of(const llvm::GlobalVariable& variable) {
  return variable.getParent()->getDataLayout().getTypeAllocSize(variable.getValueType()).getFixedValue();
}

SourceLine place_of(const llvm::DIGlobalVariable* variable) {
  if (variable == nullptr) return {};
  // An absolute name replaces the folder.
  const std::filesystem::path file =
      std::filesystem::path(variable->getDirectory().str()) / variable->getFilename().str();
  return {file.lexically_normal(), variable->getLine()};
}

}  // namespace idreg::audit
