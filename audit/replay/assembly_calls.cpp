// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "audit/replay/assembly_calls.h"

#include <llvm/IR/InlineAsm.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/Instructions.h>

#include <array>
#include <string_view>

namespace idreg::audit::replay {

namespace {

/// Of C's library: the same function, called natively.
constexpr std::array<std::string_view, 7> kShared = {"memcpy", "memset",  "memmove", "memcmp",
                                                     "strcmp", "strncmp", "strlen"};

bool is_shared(llvm::StringRef name) {
  for (const std::string_view shared : kShared) {
    if (name == llvm::StringRef(shared.data(), shared.size())) return true;
  }
  return false;
}

}  // namespace

AssemblyCalls::AssemblyCalls(llvm::Module& module, Hooks& hooks) : module_(module) {
  llvm::LLVMContext& context = module.getContext();
  auto* address = llvm::ConstantInt::get(llvm::Type::getInt64Ty(context), reinterpret_cast<std::uint64_t>(&hooks));
  hooks_ = llvm::ConstantExpr::getIntToPtr(address, llvm::PointerType::getUnqual(context));
}

llvm::Value* AssemblyCalls::call(llvm::IRBuilder<>& build, const char* hook, llvm::Type* result,
                                 std::initializer_list<llvm::Value*> arguments) {
  std::vector<llvm::Value*> all = {hooks_};
  all.insert(all.end(), arguments.begin(), arguments.end());
  std::vector<llvm::Type*> types;
  for (const llvm::Value* argument : all) types.push_back(argument->getType());
  const auto function = module_.getOrInsertFunction(hook, llvm::FunctionType::get(result, types, false));
  return build.CreateCall(function, all);
}

llvm::Value* AssemblyCalls::text(const std::string& words) {
  llvm::Constant* bytes = llvm::ConstantDataArray::getString(module_.getContext(), words);
  return new llvm::GlobalVariable(module_, bytes->getType(), true, llvm::GlobalValue::PrivateLinkage, bytes);
}

void AssemblyCalls::end_path(llvm::IRBuilder<>& build, const std::string& why) {
  call(build, "idreg_native_end", build.getVoidTy(), {text(why)});
}

void AssemblyCalls::run(std::set<std::string>& keys) {
  std::vector<llvm::CallBase*> assembly;
  std::vector<llvm::BinaryOperator*> shifts;
  std::vector<llvm::UnreachableInst*> ends;
  for (llvm::Function& function : module_) {
    for (llvm::Instruction& instruction : llvm::instructions(function)) {
      if (auto* its = llvm::dyn_cast<llvm::CallBase>(&instruction)) {
        its->setCallingConv(llvm::CallingConv::C);
        its->setAttributes(its->getAttributes().removeFnAttributes(module_.getContext()));
        if (its->isInlineAsm()) assembly.push_back(its);
      }
      auto* operation = llvm::dyn_cast<llvm::BinaryOperator>(&instruction);
      if (operation != nullptr && operation->isShift() && !llvm::isa<llvm::Constant>(operation->getOperand(1)))
        shifts.push_back(operation);
      if (auto* end = llvm::dyn_cast<llvm::UnreachableInst>(&instruction)) ends.push_back(end);
    }
  }
  for (llvm::CallBase* its : assembly) replace(*its, keys);
  for (llvm::BinaryOperator* shift : shifts) guard_shift(*shift);
  for (llvm::UnreachableInst* end : ends) {
    llvm::IRBuilder<> build(end);
    end_path(build, "unreachable");
  }
}

void AssemblyCalls::replace(llvm::CallBase& its, std::set<std::string>& keys) {
  const std::string words = llvm::cast<llvm::InlineAsm>(its.getCalledOperand())->getAsmString();
  auto* branch = llvm::dyn_cast<llvm::CallBrInst>(&its);
  const code::Shape shape = code::shape_of(words, branch != nullptr);
  using Kind = code::Shape::Kind;
  if (branch != nullptr && (shape.kind == Kind::Capability || shape.kind == Kind::StaticKey))
    return jump(*branch, shape, keys);
  llvm::IRBuilder<> build(&its);
  const bool passes = shape.kind == Kind::Nothing && (its.getType()->isVoidTy() || its.arg_size() == 1);
  if (shape.kind == Kind::Bug) end_path(build, "BUG() at " + shape.place);
  if (!passes && shape.kind != Kind::Bug && shape.kind != Kind::Warn)
    end_path(build, "inline assembly \"" + words.substr(0, 60) + "\"");
  if (!its.getType()->isVoidTy()) {
    llvm::Value* value = passes ? its.getArgOperand(0) : llvm::Constant::getNullValue(its.getType());
    its.replaceAllUsesWith(value->getType() == its.getType() ? value : llvm::Constant::getNullValue(its.getType()));
  }
  if (branch != nullptr) build.CreateBr(branch->getDefaultDest());
  its.eraseFromParent();
}

void AssemblyCalls::jump(llvm::CallBrInst& its, const code::Shape& shape, std::set<std::string>& keys) {
  llvm::IRBuilder<> build(&its);
  llvm::Value* taken = nullptr;
  if (shape.kind == code::Shape::Kind::Capability) {
    llvm::Value* number = build.CreateZExtOrTrunc(its.getArgOperand(0), build.getInt64Ty());
    taken = call(build, "idreg_native_capability", build.getInt8Ty(), {number});
    if (!shape.jumps_if_set) taken = build.CreateXor(taken, build.getInt8(1));
  } else {
    llvm::Value* key = its.getArgOperand(0);
    keys.insert(key->stripInBoundsConstantOffsets()->getName().str());
    llvm::Value* branch =
        its.arg_size() > 1 ? build.CreateZExtOrTrunc(its.getArgOperand(1), build.getInt8Ty()) : build.getInt8(2);
    llvm::Value* address = key->getType()->isPointerTy() ? build.CreatePtrToInt(key, build.getInt64Ty()) : key;
    taken = call(build, "idreg_native_key", build.getInt8Ty(), {address, branch});
  }
  build.CreateCondBr(build.CreateTrunc(taken, build.getInt1Ty()), its.getIndirectDest(0), its.getDefaultDest());
  its.eraseFromParent();
}

void AssemblyCalls::guard_shift(llvm::BinaryOperator& shift) {
  if (!shift.getType()->isIntegerTy()) return;
  llvm::IRBuilder<> build(&shift);
  llvm::Value* width = llvm::ConstantInt::get(shift.getType(), shift.getType()->getIntegerBitWidth());
  llvm::Value* bad = build.CreateICmpUGE(shift.getOperand(1), width);
  call(build, "idreg_native_check", build.getVoidTy(), {bad, text("shift")});
}

void AssemblyCalls::define_missing(std::set<std::string>& defined) {
  std::vector<llvm::Function*> functions;
  for (llvm::Function& function : module_) {
    if (!function.isDeclaration() || function.isIntrinsic() || is_shared(function.getName())) continue;
    if (function.getName().starts_with("idreg_native_")) continue;
    if (defined.insert(function.getName().str()).second) functions.push_back(&function);
  }
  for (llvm::Function* function : functions) define(*function);
  std::vector<llvm::GlobalVariable*> variables;
  for (llvm::GlobalVariable& variable : module_.globals()) {
    if (variable.isDeclaration() && defined.insert(variable.getName().str()).second) variables.push_back(&variable);
  }
  for (llvm::GlobalVariable* variable : variables) {
    // An array without a size, or a structure that is not known here.
    constexpr std::uint64_t kPage = 4096;
    llvm::Type* type = variable->getValueType();
    const bool sized = type->isSized() && module_.getDataLayout().getTypeAllocSize(type) >= 8;
    if (!sized) type = llvm::ArrayType::get(llvm::Type::getInt8Ty(module_.getContext()), kPage);
    auto* zeros = new llvm::GlobalVariable(module_, type, false, llvm::GlobalValue::ExternalLinkage,
                                           llvm::Constant::getNullValue(type));
    zeros->setAlignment(llvm::Align(16));
    variable->replaceAllUsesWith(zeros);
    zeros->takeName(variable);
    variable->eraseFromParent();
  }
}

void AssemblyCalls::define(llvm::Function& function) {
  auto* block = llvm::BasicBlock::Create(module_.getContext(), "", &function);
  llvm::IRBuilder<> build(block);
  llvm::Type* type = function.getReturnType();
  llvm::Value* result = nullptr;
  if (function.getName() == "bsearch" && function.arg_size() == 5) {
    result = call(build, "idreg_native_bsearch", build.getPtrTy(),
                  {function.getArg(0), function.getArg(1), function.getArg(2), function.getArg(3), function.getArg(4)});
  } else {
    result = call(build, "idreg_native_unknown", build.getInt64Ty(), {text(function.getName().str())});
  }
  if (type->isVoidTy()) {
    build.CreateRetVoid();
  } else if (type->isIntegerTy() && type->getIntegerBitWidth() <= 64 && result->getType()->isIntegerTy()) {
    build.CreateRet(build.CreateZExtOrTrunc(result, type));
  } else if (type->isPointerTy()) {
    build.CreateRet(result->getType()->isPointerTy() ? result : build.CreateIntToPtr(result, type));
  } else {
    build.CreateRet(llvm::Constant::getNullValue(type));
  }
}

}  // namespace idreg::audit::replay
