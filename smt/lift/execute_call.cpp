// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Calls: of functions, through pointers, and of what stands for a function.
#include <llvm/Demangle/Demangle.h>
#include <llvm/IR/ConstantRange.h>
#include <llvm/IR/InlineAsm.h>
#include <llvm/IR/IntrinsicInst.h>

#include "smt/lift/machine_impl.h"

namespace idreg::smt::lift {

namespace {

unsigned type_width(const llvm::Type* type) { return type->isPointerTy() ? 64 : type->getScalarSizeInBits(); }

}  // namespace

void Machine::Impl::check_arguments(const llvm::CallBase& call, const llvm::Function* target,
                                    std::span<Value> arguments) {
  for (unsigned i = 0; i < arguments.size(); ++i) {
    const auto has = [&](llvm::Attribute::AttrKind kind) {
      return call.paramHasAttr(i, kind) ||
             (target != nullptr && i < target->arg_size() && target->hasParamAttribute(i, kind));
    };
    if (arguments[i].size() == 1 && has(llvm::Attribute::NonNull))
      poison(arguments[i][0], equal(arguments[i][0].term, word(0)), "null");
    if (has(llvm::Attribute::NoUndef)) settle(arguments[i]);
  }
}

void Machine::Impl::check_result(const llvm::CallBase* call, const llvm::Function& target, Value& value) {
  const llvm::AttributeList attributes = call != nullptr ? call->getAttributes() : target.getAttributes();
  if (value.size() == 1) {
    if (const llvm::Attribute range = attributes.getRetAttrs().getAttribute(llvm::Attribute::Range); range.isValid())
      check_range(value[0], range.getRange());
    if (attributes.hasRetAttr(llvm::Attribute::NonNull)) poison(value[0], equal(value[0].term, word(0)), "null");
  }
  if (attributes.hasRetAttr(llvm::Attribute::NoUndef)) settle(value);
}

Value Machine::Impl::result_of_term(const Term& term, llvm::Type* type) {
  if (type->isVoidTy()) return {};
  const auto leaves = leaves_of(type, function->function->getParent()->getDataLayout());
  if (!leaves || term.empty()) {
    fail(term.empty() ? "replacement without a result" : "result of a type that is neither integer nor pointer");
    return {};
  }
  Term bits = term.is_bool() ? to_bv(term, leaves->size() == 1 ? std::max(1U, (*leaves)[0].width) : 1) : term;
  Value result;
  unsigned low = 0;
  for (const Leaf& leaf : *leaves) {
    if (low + leaf.width > bits.width()) {
      fail("replacement whose result has " + std::to_string(bits.width()) + " bits");
      return {};
    }
    const Term part = extract(low + leaf.width - 1, low, bits);
    result.push_back({leaf.width == 1 ? low_bit(part) : part, {}, 0, nullptr});
    low += leaf.width;
  }
  if (low != bits.width()) fail("replacement whose result has " + std::to_string(bits.width()) + " bits");
  return result;
}

std::vector<Term> Machine::Impl::terms_of(std::span<const Value> arguments) {
  std::vector<Term> terms;
  for (const Value& argument : arguments) {
    for (const Datum& part : argument) {
      use(part);
      terms.push_back(part.term);
    }
  }
  return terms;
}

void Machine::Impl::keep_failure(const Unsupported& error) {
  if (!failure) failure = error;
  if (failure->function.empty()) failure->function = function_name();
  if (failure->location.empty()) failure->location = location();
}

Value Machine::Impl::call_replacement(const llvm::CallBase& call, const Intrinsic& replacement,
                                      std::span<const Value> arguments) {
  const std::vector<Term> terms = terms_of(arguments);
  if (now->dead) return {};
  const Result<Term> result = replacement(self, terms);
  if (!result) {
    keep_failure(result.error());
    return {};
  }
  if (now->dead) return {};
  return result_of_term(*result, call.getType());
}

Value Machine::Impl::call_unknown(const llvm::CallBase& call, std::string_view symbol,
                                  std::span<const Value> arguments) {
  const Intrinsic replacement = [&](Machine&, std::span<const Term> terms) {
    return unknown_functions(self, {std::string(symbol), {terms.begin(), terms.end()}, type_width(call.getType())});
  };
  return call_replacement(call, replacement, arguments);
}

std::optional<Term> Machine::Impl::execute_assembly(const llvm::CallBase& call) {
  if (!assembly) {
    fail("inline assembly");
    return std::nullopt;
  }
  const auto& its = *llvm::cast<llvm::InlineAsm>(call.getCalledOperand());
  std::vector<Value> arguments;
  for (const llvm::Use& argument : call.args()) {
    if (argument->getType()->isMetadataTy() || argument->getType()->isLabelTy()) continue;
    arguments.push_back(operand(*now, argument.get()));
    if (failed()) return std::nullopt;
  }
  const std::vector<Term> terms = terms_of(arguments);
  if (now->dead) return std::nullopt;
  const bool jumps = llvm::isa<llvm::CallBrInst>(call);
  const unsigned width = call.getType()->isVoidTy() ? 0 : type_width(call.getType());
  Result<Term> result = assembly(self, {its.getAsmString(), its.getConstraintString(), terms, jumps, width});
  if (!result) {
    keep_failure(result.error());
    return std::nullopt;
  }
  if (now->dead) return std::nullopt;
  return std::move(*result);
}

Value Machine::Impl::call_target(const llvm::CallBase& call, const llvm::GlobalValue* target,
                                 std::vector<Value> arguments) {
  const std::string_view symbol(target->getName().data(), target->getName().size());
  const auto* callee = llvm::dyn_cast<llvm::Function>(target);
  check_arguments(call, callee, arguments);
  if (now->dead || failed()) return {};
  if (const auto replaced = replacements.find(symbol); replaced != replacements.end())
    return call_replacement(call, replaced->second, arguments);
  const auto info = program.functions.find(callee);
  if (info == program.functions.end()) {
    if (auto value = library_call(call, symbol, arguments)) return std::move(*value);
    if (unknown_functions) return call_unknown(call, symbol, arguments);
    fail("call of a function that is not defined: " + llvm::demangle(std::string(symbol)));
    return {};
  }
  if (callee->isVarArg() || callee->arg_size() != arguments.size() || callee->getReturnType() != call.getType()) {
    fail("call of " + info->second.name + " with another signature");
    return {};
  }
  for (unsigned i = 0; i < arguments.size(); ++i) {
    if (arguments[i].size() == 1 && type_width(callee->getArg(i)->getType()) != width_of(arguments[i][0].term)) {
      fail("call of " + info->second.name + " with another type of argument " + std::to_string(i + 1));
      return {};
    }
    if (!callee->hasParamAttribute(i, llvm::Attribute::ByVal)) continue;
    // The callee gets a copy of its own.
    const std::uint64_t size =
        callee->getParent()->getDataLayout().getTypeAllocSize(callee->getParamByValType(i)).getFixedValue();
    const unsigned copy = new_object("byval", size, Object::Kind::Local);
    const Cells cells = read_cells(arguments[i][0].term, size);
    if (failed() || now->dead) return {};
    now->memory.set(copy, initial(copy));
    write_object(copy, 0, cells);
    arguments[i][0] = {word(address_of_object(copy)), {}, 0, nullptr};
  }
  State inner;
  inner.guard = now->guard;
  inner.memory = now->memory;
  Returned returned = call_function(info->second, std::move(inner), std::move(arguments));
  if (failed()) return {};
  now->dead = returned.state.dead;
  if (now->dead) return {};
  now->guard = returned.state.guard;
  now->memory = std::move(returned.state.memory);
  check_result(&call, *callee, returned.value);
  return std::move(returned.value);
}

void Machine::Impl::execute_call(const llvm::CallBase& call) {
  if (const auto* intrinsic = llvm::dyn_cast<llvm::IntrinsicInst>(&call)) {
    if (auto value = execute_intrinsic(*intrinsic)) {
      if (!call.getType()->isVoidTy()) set(call, std::move(*value));
      return;
    }
    return fail("intrinsic " + intrinsic->getCalledFunction()->getName().str());
  }
  if (call.isInlineAsm()) {
    const std::optional<Term> result = execute_assembly(call);
    if (result && !call.getType()->isVoidTy()) set(call, result_of_term(*result, call.getType()));
    return;
  }
  if (call.hasOperandBundles()) return fail("call with operand bundles");
  std::vector<Value> arguments;
  for (const llvm::Use& argument : call.args()) arguments.push_back(operand(*now, argument.get()));
  const Datum address = scalar(*now, call.getCalledOperand());
  if (failed()) return;
  use(address);
  const std::vector<Target> targets = functions_at(address.term);
  if (failed()) return;
  if (targets.empty()) now->dead = true;
  if (now->dead) return;
  if (targets.size() == 1) {
    Value value = call_target(call, targets[0].function, std::move(arguments));
    if (!now->dead && !call.getType()->isVoidTy()) set(call, std::move(value));
    return;
  }
  // One path for each function that may be meant.
  State* outer = now;
  std::vector<State> paths;
  std::vector<unsigned> live;
  for (unsigned slot = 0; slot < outer->values.size(); ++slot) live.push_back(slot);
  for (const Target& target : targets) {
    const Guard* taken = guards.extend(outer->guard, target.condition);
    if (taken == nullptr) continue;
    State path = *outer;
    path.guard = taken;
    now = &path;
    Value value = call_target(call, target.function, arguments);
    if (!path.dead && !call.getType()->isVoidTy()) set(call, std::move(value));
    now = outer;
    if (failed()) return;
    if (!path.dead) paths.push_back(std::move(path));
  }
  if (paths.empty()) {
    outer->dead = true;
    return;
  }
  *outer = merge_all(std::move(paths), live);
}

}  // namespace idreg::smt::lift
