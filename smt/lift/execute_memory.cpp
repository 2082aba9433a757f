// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Memory instructions and the parts of aggregates.
#include <llvm/IR/ConstantRange.h>
#include <llvm/IR/Instructions.h>
#include <llvm/IR/Metadata.h>

#include "smt/lift/schedule.h"

namespace idreg::smt::lift {

void Machine::Impl::execute_alloca(const llvm::AllocaInst& allocation) {
  const llvm::DataLayout& layout = allocation.getModule()->getDataLayout();
  const auto* count = llvm::dyn_cast<llvm::ConstantInt>(allocation.getArraySize());
  if (count == nullptr || !allocation.getAllocatedType()->isSized())
    return fail("alloca of a size that is not constant");
  const llvm::TypeSize each = layout.getTypeAllocSize(allocation.getAllocatedType());
  if (each.isScalable()) return fail("alloca of a scalable vector");
  const unsigned object =
      new_object(allocation.getName().str(), each.getFixedValue() * count->getZExtValue(), Object::Kind::Local);
  if (failed()) return;
  now->memory.set(object, initial(object));
  run->add_local(object);
  set(allocation, {Datum{word(address_of_object(object)), {}, 0, nullptr}});
}

namespace {

/// The condition under which a value is outside a range.
Term out_of_range(Machine::Impl& machine, const Term& value, const llvm::ConstantRange& range) {
  if (range.isFullSet()) return boolean(machine.context, false);
  if (range.isEmptySet()) return boolean(machine.context, true);
  const Term bits = value.is_bool() ? to_bv(value, 1) : value;
  const Term low = machine.number(range.getLower());
  const Term high = machine.number(range.getUpper());
  if (value.is_bool()) return logical_not(equal(value, low));  // a proper range of i1 is one value
  return logical_not(bvult(bvsub(bits, low), bvsub(high, low)));
}

}  // namespace

void Machine::Impl::check_range(Datum& value, const llvm::ConstantRange& range) {
  if (range.getBitWidth() != width_of(value.term)) return fail("range of another width than its value");
  poison(value, out_of_range(*this, value.term, range), "range");
}

Value Machine::Impl::execute_load(const llvm::LoadInst& load) {
  if (load.isVolatile() && !limits.stable_volatile) {
    fail("volatile load");
    return {};
  }
  const Datum address = scalar(*now, load.getPointerOperand());
  const auto leaves = leaves_of(load.getType(), load.getModule()->getDataLayout());
  if (!leaves) fail("load of a type that is neither integer nor pointer");
  if (failed()) return {};
  use(address);
  Value result;
  for (const Leaf& leaf : *leaves) {
    if (now->dead) return result;
    result.push_back(load_scalar(add_offset(address.term, word(leaf.offset)), leaf.width));
    if (failed()) return {};
  }
  if (const llvm::MDNode* range = load.getMetadata(llvm::LLVMContext::MD_range)) {
    const llvm::ConstantRange bounds = llvm::getConstantRangeFromMetadata(*range);
    if (limits.typed_memory && bounds.getBitWidth() == width_of(result[0].term))
      self.assume(logical_not(out_of_range(*this, result[0].term, bounds)));
    check_range(result[0], bounds);
  }
  if (load.hasMetadata(llvm::LLVMContext::MD_nonnull)) poison(result[0], equal(result[0].term, word(0)), "null");
  if (load.hasMetadata(llvm::LLVMContext::MD_noundef)) settle(result);
  return result;
}

void Machine::Impl::execute_store(const llvm::StoreInst& store) {
  if (store.isVolatile() && !limits.stable_volatile) return fail("volatile store");
  const Datum address = scalar(*now, store.getPointerOperand());
  const auto leaves = leaves_of(store.getValueOperand()->getType(), store.getModule()->getDataLayout());
  if (!leaves) return fail("store of a type that is neither integer nor pointer");
  const Value value = operand(*now, store.getValueOperand());
  if (failed()) return;
  use(address);
  for (std::size_t i = 0; i < value.size() && !now->dead && !failed(); ++i)
    store_scalar(add_offset(address.term, word((*leaves)[i].offset)), value[i]);
}

Datum Machine::Impl::execute_gep(const llvm::GetElementPtrInst& gep) {
  Datum result = scalar(*now, gep.getPointerOperand());
  const GepPlan& plan = function->geps.at(&gep);
  if (!plan.supported) fail("address of a vector's element");
  if (failed()) return result;
  result.bytes.reset();
  Term offset = word(static_cast<std::uint64_t>(plan.constant));
  for (const GepPlan::Index& index : plan.indices) {
    const Datum its = scalar(*now, gep.getOperand(index.operand));
    if (failed()) return result;
    const Term wide = its.term.is_bool()       ? sign_extend(to_bv(its.term, 1), 64)
                      : its.term.width() <= 64 ? sign_extend(its.term, 64)
                                               : extract(63, 0, its.term);
    offset = bvadd(offset, bvmul(word(index.stride + (faulty(Fault::GepScale) ? 1 : 0)), wide));
    result.poison = either(result.poison, its.poison);
    result.source = both_sources(result.source, its.source);
  }
  result.term = add_offset(result.term, offset);
  if (gep.isInBounds()) poison(result, outside(result.term), "bounds");
  return result;
}

namespace {

std::size_t count_leaves(llvm::Type* type) {
  if (auto* structure = llvm::dyn_cast<llvm::StructType>(type)) {
    std::size_t sum = 0;
    for (llvm::Type* element : structure->elements()) sum += count_leaves(element);
    return sum;
  }
  if (auto* array = llvm::dyn_cast<llvm::ArrayType>(type))
    return array->getNumElements() * count_leaves(array->getElementType());
  return 1;
}

/// Which scalars of an aggregate the indices name: {first, count}.
std::pair<std::size_t, std::size_t> part_of(llvm::Type* type, llvm::ArrayRef<unsigned> indices) {
  std::size_t first = 0;
  for (const unsigned index : indices) {
    if (auto* structure = llvm::dyn_cast<llvm::StructType>(type)) {
      for (unsigned i = 0; i < index; ++i) first += count_leaves(structure->getElementType(i));
      type = structure->getElementType(index);
    } else {
      type = llvm::cast<llvm::ArrayType>(type)->getElementType();
      first += index * count_leaves(type);
    }
  }
  return {first, count_leaves(type)};
}

}  // namespace

Value Machine::Impl::execute_extract(const llvm::ExtractValueInst& extraction) {
  const Value whole = operand(*now, extraction.getAggregateOperand());
  if (failed()) return {};
  const auto [first, count] = part_of(extraction.getAggregateOperand()->getType(), extraction.getIndices());
  const auto begin = whole.begin() + static_cast<std::ptrdiff_t>(first);
  return {begin, begin + static_cast<std::ptrdiff_t>(count)};
}

Value Machine::Impl::execute_insert(const llvm::InsertValueInst& insertion) {
  Value whole = operand(*now, insertion.getAggregateOperand());
  const Value part = operand(*now, insertion.getInsertedValueOperand());
  if (failed()) return {};
  const std::size_t first = part_of(insertion.getAggregateOperand()->getType(), insertion.getIndices()).first;
  for (std::size_t i = 0; i < part.size(); ++i) whole[first + i] = part[i];
  return whole;
}

}  // namespace idreg::smt::lift
