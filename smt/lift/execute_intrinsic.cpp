// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// LLVM's intrinsics on integers, and those that say something to the optimiser.
#include <llvm/IR/IntrinsicInst.h>

#include "smt/lift/machine_impl.h"

namespace idreg::smt::lift {

namespace {

Term zero_like(const Term& a) { return bv(a.context(), a.width(), 0); }

Term ones_like(const Term& a) { return bvnot(zero_like(a)); }

Term least_signed(const Term& a) {
  const Context& c = a.context();
  return bvshl(bv(c, a.width(), 1), bv(c, a.width(), a.width() - 1));
}

Term bit(const Term& a, unsigned index) { return equal(extract(index, index, a), bv(a.context(), 1, 1)); }

Term population(const Term& a) {
  Term sum = zero_like(a);
  for (unsigned i = 0; i < a.width(); ++i) sum = bvadd(sum, zero_extend(extract(i, i, a), a.width()));
  return sum;
}

/// Zeros before the first one, from the lowest bit on or from the highest.
Term zeros(const Term& a, bool from_top) {
  Term result = bv(a.context(), a.width(), a.width());
  for (unsigned i = 0; i < a.width(); ++i) {
    const unsigned index = from_top ? i : a.width() - 1 - i;
    const unsigned count = from_top ? a.width() - 1 - i : index;
    result = ite(bit(a, index), bv(a.context(), a.width(), count), result);
  }
  return result;
}

Term reversed(const Term& a, unsigned step) {
  Term result = extract(step - 1, 0, a);
  for (unsigned low = step; low < a.width(); low += step) result = concat(result, extract(low + step - 1, low, a));
  return result;
}

/// Funnel shift of high:low by amount mod width. A shift by the whole width gives 0 in SMT-LIB.
Term funnel(const Term& high, const Term& low, const Term& amount, bool left) {
  const Term width = bv(amount.context(), high.width(), high.width());
  const Term by = bvurem(amount, width);
  const Term rest = bvsub(width, by);
  return left ? bvor(bvshl(high, by), bvlshr(low, rest)) : bvor(bvlshr(low, by), bvshl(high, rest));
}

}  // namespace

std::optional<Value> Machine::Impl::bit_intrinsic(const llvm::IntrinsicInst& call) {
  const auto id = call.getIntrinsicID();
  switch (id) {
    case llvm::Intrinsic::ctpop:
    case llvm::Intrinsic::cttz:
    case llvm::Intrinsic::ctlz:
    case llvm::Intrinsic::bswap:
    case llvm::Intrinsic::bitreverse:
    case llvm::Intrinsic::fshl:
    case llvm::Intrinsic::fshr: break;
    default: return std::nullopt;
  }
  Datum result = scalar(*now, call.getArgOperand(0));
  if (failed()) return Value{};
  result.bytes.reset();
  const Term from = result.term;
  const Term a = as_bits(from);
  if (id == llvm::Intrinsic::cttz || id == llvm::Intrinsic::ctlz) {
    if (llvm::cast<llvm::ConstantInt>(call.getArgOperand(1))->isOne()) poison(result, equal(a, zero_like(a)), "zero");
    result.term = as_type(zeros(a, (id == llvm::Intrinsic::ctlz) != faulty(Fault::CttzFromTop)), from);
  } else if (id == llvm::Intrinsic::ctpop) {
    result.term = as_type(population(a), from);
  } else if (id == llvm::Intrinsic::bswap || id == llvm::Intrinsic::bitreverse) {
    result.term = as_type(reversed(a, id == llvm::Intrinsic::bswap ? 8 : 1), from);
  } else {
    const Datum low = scalar(*now, call.getArgOperand(1));
    const Datum amount = scalar(*now, call.getArgOperand(2));
    const bool left = id == llvm::Intrinsic::fshl || faulty(Fault::FshrAsFshl);
    result.term = as_type(funnel(a, as_bits(low.term), as_bits(amount.term), left), from);
    result.poison = either(either(result.poison, low.poison), amount.poison);
    result.source = both_sources(result.source, source_of(low, amount));
  }
  return Value{result};
}

std::optional<Value> Machine::Impl::order_intrinsic(const llvm::IntrinsicInst& call) {
  const auto id = call.getIntrinsicID();
  if (id == llvm::Intrinsic::abs) {
    Datum result = scalar(*now, call.getArgOperand(0));
    if (failed()) return Value{};
    const Term from = result.term;
    const Term a = as_bits(from);
    if (llvm::cast<llvm::ConstantInt>(call.getArgOperand(1))->isOne())
      poison(result, equal(a, least_signed(a)), "overflow");
    result.bytes.reset();
    result.term = as_type(ite(bvslt(a, zero_like(a)), bvneg(a), a), from);
    return Value{result};
  }
  Term (*below)(const Term&, const Term&) = nullptr;
  switch (id) {
    case llvm::Intrinsic::smin:
    case llvm::Intrinsic::smax: below = bvslt; break;
    case llvm::Intrinsic::umin:
    case llvm::Intrinsic::umax: below = bvult; break;
    default: return std::nullopt;
  }
  const Datum a = scalar(*now, call.getArgOperand(0));
  const Datum b = scalar(*now, call.getArgOperand(1));
  if (failed()) return Value{};
  const bool smaller = id == llvm::Intrinsic::smin || id == llvm::Intrinsic::umin;
  const Term less = below(as_bits(a.term), as_bits(b.term));
  return Value{{smaller ? ite(less, a.term, b.term) : ite(less, b.term, a.term), either(a.poison, b.poison),
                source_of(a, b), nullptr}};
}

namespace {

enum class Arithmetic : std::uint8_t { Add, Sub, Mul };
enum class Form : std::uint8_t { Saturating, WithOverflow };
struct Checked {
  Arithmetic arithmetic;
  bool is_signed;
  Form form;
};

std::optional<Checked> checked(llvm::Intrinsic::ID id) {
  using enum Arithmetic;
  using enum Form;
  switch (id) {
    case llvm::Intrinsic::uadd_sat: return Checked{Add, false, Saturating};
    case llvm::Intrinsic::sadd_sat: return Checked{Add, true, Saturating};
    case llvm::Intrinsic::usub_sat: return Checked{Sub, false, Saturating};
    case llvm::Intrinsic::ssub_sat: return Checked{Sub, true, Saturating};
    case llvm::Intrinsic::uadd_with_overflow: return Checked{Add, false, WithOverflow};
    case llvm::Intrinsic::sadd_with_overflow: return Checked{Add, true, WithOverflow};
    case llvm::Intrinsic::usub_with_overflow: return Checked{Sub, false, WithOverflow};
    case llvm::Intrinsic::ssub_with_overflow: return Checked{Sub, true, WithOverflow};
    case llvm::Intrinsic::umul_with_overflow: return Checked{Mul, false, WithOverflow};
    case llvm::Intrinsic::smul_with_overflow: return Checked{Mul, true, WithOverflow};
    default: return std::nullopt;
  }
}

}  // namespace

std::optional<Value> Machine::Impl::overflow_intrinsic(const llvm::IntrinsicInst& call) {
  const auto what = checked(call.getIntrinsicID());
  if (!what) return std::nullopt;
  const Datum first = scalar(*now, call.getArgOperand(0));
  const Datum second = scalar(*now, call.getArgOperand(1));
  if (failed()) return Value{};
  const Term a = as_bits(first.term);
  const Term b = as_bits(second.term);
  Datum result{{}, either(first.poison, second.poison), source_of(first, second), nullptr};
  Term overflows;
  switch (what->arithmetic) {
    case Arithmetic::Add: result.term = bvadd(a, b); overflows = add_overflows(a, b, what->is_signed); break;
    case Arithmetic::Sub: result.term = bvsub(a, b); overflows = sub_overflows(a, b, what->is_signed); break;
    case Arithmetic::Mul: result.term = bvmul(a, b); overflows = mul_overflows(a, b, what->is_signed); break;
  }
  if (what->form == Form::WithOverflow) {
    Datum flag = result;
    flag.term = overflows;
    result.term = as_type(result.term, first.term);
    return Value{result, flag};
  }
  Term end;
  if (what->is_signed) {
    end = ite(bvslt(a, zero_like(a)), least_signed(a), bvnot(least_signed(a)));
  } else {
    end = what->arithmetic == Arithmetic::Add ? ones_like(a) : zero_like(a);
  }
  result.term = as_type(ite(overflows, end, result.term), first.term);
  return Value{result};
}

std::optional<Value> Machine::Impl::execute_intrinsic(const llvm::IntrinsicInst& call) {
  if (call.getType()->isVectorTy()) return std::nullopt;
  switch (call.getIntrinsicID()) {
    case llvm::Intrinsic::dbg_declare:
    case llvm::Intrinsic::dbg_value:
    case llvm::Intrinsic::dbg_label:
    case llvm::Intrinsic::dbg_assign:
    case llvm::Intrinsic::experimental_noalias_scope_decl:
    case llvm::Intrinsic::donothing:
    case llvm::Intrinsic::sideeffect:
    case llvm::Intrinsic::invariant_end:
    case llvm::Intrinsic::prefetch: return Value{};
    case llvm::Intrinsic::trap:
    case llvm::Intrinsic::ubsantrap: end_path("trap"); return Value{};
    case llvm::Intrinsic::assume: {
      const Datum condition = scalar(*now, call.getArgOperand(0));
      if (failed()) return Value{};
      use(condition);
      oblige("assume", logical_not(condition.term));
      return Value{};
    }
    case llvm::Intrinsic::expect:
    case llvm::Intrinsic::expect_with_probability:
    case llvm::Intrinsic::annotation:
    case llvm::Intrinsic::launder_invariant_group:
    case llvm::Intrinsic::strip_invariant_group:
    case llvm::Intrinsic::ssa_copy: return operand(*now, call.getArgOperand(0));
    case llvm::Intrinsic::is_constant: return Value{{boolean(context, false), {}, 0, nullptr}};
    case llvm::Intrinsic::objectsize: {
      // "Not known" is always a right answer: all ones, or 0 where the least is asked for.
      const bool least = llvm::cast<llvm::ConstantInt>(call.getArgOperand(1))->isOne();
      const Term zero = bv(context, call.getType()->getIntegerBitWidth(), 0);
      return Value{{least ? zero : bvnot(zero), {}, 0, nullptr}};
    }
    default: break;
  }
  if (auto value = memory_intrinsic(call)) return value;
  if (auto value = bit_intrinsic(call)) return value;
  if (auto value = order_intrinsic(call)) return value;
  return overflow_intrinsic(call);
}

}  // namespace idreg::smt::lift
