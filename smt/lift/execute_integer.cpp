// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Integer arithmetic, comparison, conversion, choice. Rules: LLVM 19 Language Reference.
#include <llvm/IR/Instructions.h>
#include <llvm/IR/Operator.h>

#include "smt/lift/machine_impl.h"

namespace idreg::smt::lift {

namespace {

std::uint64_t ones(unsigned width) { return width >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << width) - 1; }
std::uint64_t largest_signed(unsigned width) { return ones(width) >> 1; }

/// Bounds that fold most overflow tests away; no bound beyond 63 bits.
struct Bounds {
  bool small;  ///< both are at most 63 bits wide, or tell such a bound
  std::uint64_t a;
  std::uint64_t b;
};
Bounds bounds(const Term& a, const Term& b) {
  const std::uint64_t x = upper_bound(a);
  const std::uint64_t y = upper_bound(b);
  return {a.width() <= 64 && x <= largest_signed(64) && y <= largest_signed(64), x, y};
}

Term is_negative(const Term& a) { return bvslt(a, bv(a.context(), a.width(), 0)); }
Term differ(const Term& a, const Term& b) { return logical_not(equal(a, b)); }

}  // namespace

Term add_overflows(const Term& a, const Term& b, bool is_signed) {
  const Bounds most = bounds(a, b);
  const std::uint64_t limit = is_signed ? largest_signed(a.width()) : ones(a.width());
  if (most.small && most.a + most.b <= limit) return boolean(a.context(), false);
  const Term sum = bvadd(a, b);
  if (!is_signed) return bvult(sum, a);
  return logical_and(equal(is_negative(a), is_negative(b)), differ(is_negative(sum), is_negative(a)));
}

Term sub_overflows(const Term& a, const Term& b, bool is_signed) {
  const Bounds most = bounds(a, b);
  if (!is_signed) {
    if (const auto from = a.constant(); from && a.width() <= 64 && most.b <= *from) return boolean(a.context(), false);
    return bvult(a, b);
  }
  const std::uint64_t limit = largest_signed(a.width());
  if (most.small && most.a <= limit && most.b <= limit) return boolean(a.context(), false);
  return logical_and(differ(is_negative(a), is_negative(b)), differ(is_negative(bvsub(a, b)), is_negative(a)));
}

Term mul_overflows(const Term& a, const Term& b, bool is_signed) {
  const unsigned width = a.width();
  const Bounds most = bounds(a, b);
  const std::uint64_t limit = is_signed ? largest_signed(width) : ones(width);
  if (most.small && (most.a == 0 || most.b <= limit / most.a)) return boolean(a.context(), false);
  const auto factor = b.constant();
  if (const auto other = a.constant(); other && factor && width <= 64) {
    // The widened product below would not fold.
    __extension__ using Wide = __int128;
    const auto extend = [&](std::uint64_t x) {
      const Wide top = is_signed ? Wide{1} << (width - 1) : 0;
      return (static_cast<Wide>(x) ^ top) - top;
    };
    if (!is_signed && *factor != 0) return boolean(a.context(), *other > ones(width) / *factor);
    const Wide product = extend(*other) * extend(*factor);
    const Wide top = static_cast<Wide>(limit);
    return boolean(a.context(), is_signed ? product > top || product < -top - 1 : product > top);
  }
  if (a.constant() && !factor) return mul_overflows(b, a, is_signed);
  if (!is_signed && factor && width <= 64 && *factor != 0) return bvult(bv(a.context(), width, limit / *factor), a);
  const auto widen = [&](const Term& x) { return is_signed ? sign_extend(x, 2 * width) : zero_extend(x, 2 * width); };
  const Term product = bvmul(widen(a), widen(b));
  return differ(widen(extract(width - 1, 0, product)), product);
}

Datum Machine::Impl::shift(const llvm::BinaryOperator& operation, const Datum& a, const Datum& b) {
  const Term x = as_bits(a.term);
  const Term amount = as_bits(b.term);
  const unsigned width = x.width();
  Datum result;
  switch (operation.getOpcode()) {
    case llvm::Instruction::Shl:
      result.term = bvshl(x, amount);
      break;
    case llvm::Instruction::LShr:
      result.term = faulty(Fault::LshrAsAshr) ? bvashr(x, amount) : bvlshr(x, amount);
      break;
    default:
      result.term = bvashr(x, amount);
      break;
  }
  if (!faulty(Fault::PoisonDropped)) {
    result.poison = either(a.poison, b.poison);
    result.source = source_of(a, b);
  }
  if (upper_bound(amount) >= width && !faulty(Fault::PoisonDropped))
    poison(result, logical_not(bvult(amount, bv(context, width, width))), "shift");
  if (operation.getOpcode() == llvm::Instruction::Shl) {
    if (operation.hasNoUnsignedWrap()) poison(result, differ(bvlshr(result.term, amount), x), "overflow");
    if (operation.hasNoSignedWrap()) poison(result, differ(bvashr(result.term, amount), x), "overflow");
  } else if (operation.isExact()) {
    poison(result, differ(bvshl(result.term, amount), x), "exact");
  }
  result.term = as_type(result.term, a.term);
  return result;
}

Datum Machine::Impl::division(const llvm::BinaryOperator& operation, const Datum& a, const Datum& b) {
  use(b);
  const Term x = as_bits(a.term);
  const Term y = as_bits(b.term);
  const unsigned width = x.width();
  const auto opcode = operation.getOpcode();
  oblige("division", equal(y, bv(context, width, 0)));
  const bool is_signed = opcode == llvm::Instruction::SDiv || opcode == llvm::Instruction::SRem;
  if (is_signed) {
    const Term least = bvshl(bv(context, width, 1), bv(context, width, width - 1));
    const Term overflows = logical_and(equal(x, least), equal(y, bvnot(bv(context, width, 0))));
    if (!a.never_poison() && !overflows.is_false()) use(a);
    oblige("overflow", overflows);
  }
  Datum result{{}, a.poison, a.source, nullptr};
  switch (opcode) {
    case llvm::Instruction::UDiv:
      result.term = bvudiv(x, y);
      break;
    case llvm::Instruction::SDiv:
      result.term = bvsdiv(x, y);
      break;
    case llvm::Instruction::URem:
      result.term = bvurem(x, y);
      break;
    default:
      result.term = bvsrem(x, y);
      break;
  }
  if (const auto* exact = llvm::dyn_cast<llvm::PossiblyExactOperator>(&operation); exact && exact->isExact())
    poison(result, differ(bvmul(result.term, y), x), "exact");
  result.term = as_type(result.term, a.term);
  return result;
}

namespace {

Term bitwise(llvm::Instruction::BinaryOps opcode, const Term& a, const Term& b) {
  if (a.is_bool()) {
    if (opcode == llvm::Instruction::And) return logical_and(a, b);
    if (opcode == llvm::Instruction::Or) return logical_or(a, b);
    return logical_not(equal(a, b));
  }
  if (opcode == llvm::Instruction::And) return bvand(a, b);
  if (opcode == llvm::Instruction::Or) return bvor(a, b);
  return bvxor(a, b);
}

}  // namespace

Datum Machine::Impl::binary(const llvm::BinaryOperator& operation, const Datum& a, const Datum& b) {
  Datum result;
  if (!faulty(Fault::PoisonDropped)) {
    result.poison = either(a.poison, b.poison);
    result.source = source_of(a, b);
  }
  const auto opcode = operation.getOpcode();
  if (opcode == llvm::Instruction::And || opcode == llvm::Instruction::Or || opcode == llvm::Instruction::Xor) {
    result.term = bitwise(opcode, a.term, b.term);
    if (const auto* disjoint = llvm::dyn_cast<llvm::PossiblyDisjointInst>(&operation);
        disjoint && disjoint->isDisjoint()) {
      const Term both = bitwise(llvm::Instruction::And, a.term, b.term);
      poison(result, both.is_bool() ? both : to_bool(both), "disjoint");
    }
    return result;
  }
  const Term x = as_bits(a.term);
  const Term y = as_bits(b.term);
  Term (*overflows)(const Term&, const Term&, bool) = nullptr;
  switch (opcode) {
    case llvm::Instruction::Add:
      result.term = bvadd(x, y);
      overflows = add_overflows;
      break;
    case llvm::Instruction::Sub:
      result.term = faulty(Fault::SubSwapped) ? bvsub(y, x) : bvsub(x, y);
      overflows = sub_overflows;
      break;
    default:
      result.term = bvmul(x, y);
      overflows = mul_overflows;
      break;
  }
  if (operation.hasNoUnsignedWrap()) poison(result, overflows(x, y, false), "overflow");
  if (operation.hasNoSignedWrap() && !faulty(Fault::NswForgotten)) poison(result, overflows(x, y, true), "overflow");
  result.term = as_type(result.term, a.term);
  return result;
}

Datum Machine::Impl::compare(const llvm::ICmpInst& comparison) {
  const Datum a = scalar(*now, comparison.getOperand(0));
  const Datum b = scalar(*now, comparison.getOperand(1));
  Datum result{{}, either(a.poison, b.poison), source_of(a, b), nullptr};
  if (failed()) return result;
  const Term x = as_bits(a.term);
  const Term y = as_bits(b.term);
  switch (comparison.getPredicate()) {
    case llvm::CmpInst::ICMP_EQ:
      result.term = equal(a.term, b.term);
      break;
    case llvm::CmpInst::ICMP_NE:
      result.term = differ(a.term, b.term);
      break;
    case llvm::CmpInst::ICMP_ULT:
      result.term = bvult(x, y);
      break;
    case llvm::CmpInst::ICMP_ULE:
      result.term = bvule(x, y);
      break;
    case llvm::CmpInst::ICMP_UGT:
      result.term = bvult(y, x);
      break;
    case llvm::CmpInst::ICMP_UGE:
      result.term = bvule(y, x);
      break;
    case llvm::CmpInst::ICMP_SLT:
      result.term = faulty(Fault::SltAsSle) ? bvsle(x, y) : bvslt(x, y);
      break;
    case llvm::CmpInst::ICMP_SLE:
      result.term = bvsle(x, y);
      break;
    case llvm::CmpInst::ICMP_SGT:
      result.term = bvslt(y, x);
      break;
    case llvm::CmpInst::ICMP_SGE:
      result.term = bvsle(y, x);
      break;
    default:
      fail("comparison with an unknown predicate");
  }
  return result;
}

Datum Machine::Impl::cast(const llvm::CastInst& conversion) {
  Datum result = scalar(*now, conversion.getOperand(0));
  if (failed()) return result;
  result.bytes.reset();
  const Term from = as_bits(result.term);
  llvm::Type* type = conversion.getType();
  const unsigned width = type->isPointerTy() ? 64 : type->getIntegerBitWidth();
  const auto shrink = [&] { return width == 1 ? low_bit(from) : extract(width - 1, 0, from); };
  const auto resize = [&] { return width <= from.width() ? shrink() : zero_extend(from, width); };
  switch (conversion.getOpcode()) {
    case llvm::Instruction::Trunc: {
      const auto& truncation = llvm::cast<llvm::TruncInst>(conversion);
      result.term = shrink();
      const Term kept = as_bits(result.term);
      if (truncation.hasNoUnsignedWrap() && upper_bound(from) > ones(width))
        poison(result, differ(zero_extend(kept, from.width()), from), "overflow");
      if (truncation.hasNoSignedWrap() && upper_bound(from) > largest_signed(width))
        poison(result, differ(sign_extend(kept, from.width()), from), "overflow");
      break;
    }
    case llvm::Instruction::ZExt:
      if (conversion.hasNonNeg() && upper_bound(from) > largest_signed(from.width()))
        poison(result, is_negative(from), "nneg");
      result.term = faulty(Fault::ZextAsSext) ? sign_extend(from, width) : zero_extend(from, width);
      if (!faulty(Fault::ZextAsSext) && from.op() == Op::Ite && from.width() == 1)
        result.term = to_bv(low_bit(from), width);
      break;
    case llvm::Instruction::SExt:
      result.term = from.width() == 1 ? ite(low_bit(from), bvnot(bv(context, width, 0)), bv(context, width, 0))
                                      : sign_extend(from, width);
      break;
    case llvm::Instruction::PtrToInt:
    case llvm::Instruction::IntToPtr:
      result.term = resize();
      break;
    case llvm::Instruction::BitCast:
      break;
    default:
      fail(std::string("instruction ") + conversion.getOpcodeName());
  }
  return result;
}

Value Machine::Impl::select(const llvm::SelectInst& choice) {
  const Datum condition = scalar(*now, choice.getCondition());
  Value yes = operand(*now, choice.getTrueValue());
  Value no = operand(*now, choice.getFalseValue());
  if (failed()) return {};
  if (faulty(Fault::SelectSwapped)) std::swap(yes, no);
  Term decision = guards.known(now->guard, condition.term);
  Value result = choose(decision, yes, no);
  for (std::size_t i = 0; i < result.size(); ++i) {
    Datum& part = result[i];
    if (faulty(Fault::SelectPoisonStrict)) part.poison = either(yes[i].poison, no[i].poison);
    if (condition.never_poison()) continue;
    part.poison = either(condition.poison, part.poison);
    part.source = both_sources(condition.source, part.source);
    part.bytes.reset();
  }
  return result;
}

std::optional<Value> Machine::Impl::execute_integer(const llvm::Instruction& instruction) {
  const auto is_scalar = [](const llvm::Type* type) { return type->isIntegerTy() || type->isPointerTy(); };
  if (const auto* choice = llvm::dyn_cast<llvm::SelectInst>(&instruction)) {
    if (choice->getCondition()->getType()->isVectorTy()) return std::nullopt;
    return select(*choice);
  }
  if (llvm::isa<llvm::FreezeInst>(instruction)) {
    Value value = operand(*now, instruction.getOperand(0));
    for (Datum& part : value) part = frozen(part);
    return value;
  }
  if (instruction.getNumOperands() == 0 || !is_scalar(instruction.getOperand(0)->getType()) ||
      !is_scalar(instruction.getType()))
    return std::nullopt;
  if (const auto* comparison = llvm::dyn_cast<llvm::ICmpInst>(&instruction)) return Value{compare(*comparison)};
  if (const auto* conversion = llvm::dyn_cast<llvm::CastInst>(&instruction)) return Value{cast(*conversion)};
  const auto* operation = llvm::dyn_cast<llvm::BinaryOperator>(&instruction);
  if (operation == nullptr) return std::nullopt;
  const Datum a = scalar(*now, operation->getOperand(0));
  const Datum b = scalar(*now, operation->getOperand(1));
  if (failed()) return std::nullopt;
  if (operation->isShift()) return Value{shift(*operation, a, b)};
  if (operation->isIntDivRem()) return Value{division(*operation, a, b)};
  return Value{binary(*operation, a, b)};
}

}  // namespace idreg::smt::lift
