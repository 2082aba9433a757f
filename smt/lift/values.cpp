// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "smt/lift/values.h"

namespace idreg::smt::lift {

Term either(const Term& a, const Term& b) {
  if (a.empty()) return b;
  if (b.empty()) return a;
  return logical_or(a, b);
}

namespace {

Term guarded_poison(const Term& condition, const Datum& a, const Datum& b) {
  if (a.never_poison() && b.never_poison()) return {};
  const Context& context = condition.context();
  const Term yes = a.poison.empty() ? boolean(context, false) : a.poison;
  const Term no = b.poison.empty() ? boolean(context, false) : b.poison;
  return ite(condition, yes, no);
}

}  // namespace

Datum choose(const Term& condition, const Datum& a, const Datum& b) {
  if (condition.is_true()) return a;
  if (condition.is_false()) return b;
  Datum result;
  result.poison = guarded_poison(condition, a, b);
  result.source = a.never_poison() || a.source == 0 ? b.source : a.source;
  if (a.always_poison()) {
    result.term = b.term;
  } else if (b.always_poison()) {
    result.term = a.term;
  } else {
    result.term = ite(condition, a.term, b.term);
  }
  return result;
}

Value choose(const Term& condition, const Value& a, const Value& b) {
  Value result;
  result.reserve(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) result.push_back(choose(condition, a[i], b[i]));
  return result;
}

namespace {

Term low_bit_within(const Term& bits, unsigned depth) {
  const Context& context = bits.context();
  if (const auto value = bits.constant(); value && bits.width() <= 64) return boolean(context, (*value & 1) != 0);
  if (depth > 0) {
    switch (bits.op()) {
      case Op::Ite: {
        const auto parts = bits.arguments();
        return ite(parts[0], low_bit_within(parts[1], depth - 1), low_bit_within(parts[2], depth - 1));
      }
      case Op::ZeroExtend:
      case Op::SignExtend: return low_bit_within(bits.arguments()[0], depth - 1);
      case Op::BvAnd: {
        const auto parts = bits.arguments();
        if (parts.size() == 2)
          return logical_and(low_bit_within(parts[0], depth - 1), low_bit_within(parts[1], depth - 1));
        break;
      }
      case Op::BvOr: {
        const auto parts = bits.arguments();
        if (parts.size() == 2)
          return logical_or(low_bit_within(parts[0], depth - 1), low_bit_within(parts[1], depth - 1));
        break;
      }
      default: break;  // the general form below
    }
  }
  return equal(extract(0, 0, bits), bv(context, 1, 1));
}

}  // namespace

Term low_bit(const Term& bits) {
  constexpr unsigned kLevels = 6;  // each may double the work
  return low_bit_within(bits, kLevels);
}

Term as_bits(const Term& term) { return term.is_bool() ? to_bv(term, 1) : term; }

Term as_type(const Term& bits, const Term& like) { return like.is_bool() ? low_bit(bits) : bits; }

unsigned width_of(const Term& term) { return term.is_bool() ? 1 : term.width(); }

Term to_memory(const Term& value) {
  const unsigned width = width_of(value);
  const unsigned bytes = (width + 7) / 8;
  return value.is_bool() ? to_bv(value, 8) : zero_extend(value, bytes * 8);
}

Term from_memory(const Term& bytes, unsigned width) {
  if (width == 1) return low_bit(bytes);
  return extract(width - 1, 0, bytes);
}

}  // namespace idreg::smt::lift
