// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Constants and operands as values.
#include <llvm/IR/Constants.h>

#include "smt/lift/machine_impl.h"

namespace idreg::smt::lift {

Term Machine::Impl::zero_of(unsigned width) const {
  return width == 1 ? boolean(context, false) : bv(context, width, 0);
}

Term Machine::Impl::number(const llvm::APInt& bits) const {
  const unsigned width = bits.getBitWidth();
  if (width == 1) return boolean(context, !bits.isZero());
  if (width <= 64) return bv(context, width, bits.getZExtValue());
  Term result = bv(context, 64, bits.extractBitsAsZExtValue(64, 0));
  for (unsigned low = 64; low < width; low += 64) {
    const unsigned count = std::min(64U, width - low);
    result = concat(bv(context, count, bits.extractBitsAsZExtValue(count, low)), result);
  }
  return result;
}

Value Machine::Impl::constant(const llvm::Constant& constant_value) {
  llvm::Type* type = constant_value.getType();
  const llvm::DataLayout& layout = function->function->getParent()->getDataLayout();
  if (type->isIntegerTy() || type->isPointerTy()) {
    const ConstantBits bits = program.constant_bits(constant_value, layout);
    if (bits.kind == ConstantBits::Kind::Bits) return {Datum{number(bits.bits), {}, 0, nullptr}};
    if (bits.kind == ConstantBits::Kind::Undefined) return {undefined(bits.bits.getBitWidth(), "poison")};
    fail("constant expression");
    return {};
  }
  if (const auto leaves = type->isAggregateType() ? leaves_of(type, layout) : std::nullopt) {
    Value result;
    if (constant_value.isNullValue() || llvm::isa<llvm::UndefValue>(constant_value)) {
      for (const Leaf& leaf : *leaves) {
        result.push_back(constant_value.isNullValue() ? Datum{zero_of(leaf.width), {}, 0, nullptr}
                                                      : undefined(leaf.width, "poison"));
      }
      return result;
    }
    if (const auto* data = llvm::dyn_cast<llvm::ConstantDataSequential>(&constant_value)) {
      for (unsigned i = 0; i < data->getNumElements(); ++i)
        result.push_back({number(data->getElementAsAPInt(i)), {}, 0, nullptr});
      return result;
    }
    if (llvm::isa<llvm::ConstantAggregate>(constant_value)) {
      for (const llvm::Use& part : constant_value.operands()) {
        for (Datum& scalar_part : constant(*llvm::cast<llvm::Constant>(part.get())))
          result.push_back(std::move(scalar_part));
      }
      return result;
    }
  }
  std::string text = "constant of a type that is neither integer nor pointer";
  fail(text);
  return {};
}

Value Machine::Impl::operand(const State& state, const llvm::Value* value) {
  if (const auto* constant_value = llvm::dyn_cast<llvm::Constant>(value)) return constant(*constant_value);
  const auto slot = function->slots.find(value);
  if (slot == function->slots.end() || !state.values[slot->second]) {
    fail(llvm::isa<llvm::InlineAsm>(value) ? "inline assembly" : "operand without a value");
    return {};
  }
  return *state.values[slot->second];
}

Datum Machine::Impl::scalar(const State& state, const llvm::Value* value) {
  Value result = operand(state, value);
  if (result.size() == 1) return std::move(result[0]);
  fail("operand that is not an integer or a pointer");
  return {bv(context, 64, 0), {}, 0, nullptr};
}

}  // namespace idreg::smt::lift
