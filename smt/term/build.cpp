// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The builders of terms, with the folding that keeps constant tables and loops from ever reaching
// the solver. Each fold is an identity of SMT-LIB's QF_BV; tests/smt/term checks them all.
#include <bit>

#include "smt/term/term.h"
#include "smt/term/z3.h"

namespace idreg::smt {

namespace {

std::uint64_t ones(unsigned width) { return width >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << width) - 1; }

std::int64_t as_signed(std::uint64_t value, unsigned width) {
  const unsigned unused = 64 - width;
  return static_cast<std::int64_t>(value << unused) >> unused;
}

/// Constants of at most 64 bits on both sides.
struct Constants {
  unsigned width;
  std::uint64_t a;
  std::uint64_t b;
};

std::optional<Constants> both_constant(const Term& a, const Term& b) {
  const unsigned width = a.width();
  if (width != b.width()) internal_error("operands of different widths: " + a.text() + " and " + b.text());
  if (width > 64) return std::nullopt;
  const auto x = a.constant();
  const auto y = b.constant();
  if (!x || !y) return std::nullopt;
  return Constants{width, *x, *y};
}

Term make(Op op, unsigned width, const Term& a, const Term& b) {
  const Term operands[] = {a, b};
  return a.context().node(op, width, 0, operands);
}

Term make(Op op, unsigned width, const Term& a) { return a.context().node(op, width, 0, {&a, 1}); }

/// An operator whose result is as wide as its operands.
Term make(Op op, const Term& a, const Term& b) { return make(op, a.node().width, a, b); }

/// For operators that commute: constants first, then by age, so that the same sum is the same node
/// whichever way round it was written. This alone proves most equalities between engine and
/// specification.
bool in_order(const Term& a, const Term& b) {
  const auto later = [](const Term& t) { return std::pair(t.op() != Op::Constant, t.id()); };
  return later(a) <= later(b);
}

Term make_ordered(Op op, const Term& a, const Term& b) { return in_order(a, b) ? make(op, a, b) : make(op, b, a); }

Term constant_like(const Term& a, std::uint64_t value) { return bv(a.context(), a.width(), value); }

bool is_value(const Term& a, std::uint64_t value) { return a.constant() == value; }

bool is_ones(const Term& a) { return a.width() <= 64 && is_value(a, ones(a.width())); }

bool complementary(const Term& a, const Term& b) {
  return (a.op() == Op::Not && a.arguments()[0].same(b)) || (b.op() == Op::Not && b.arguments()[0].same(a));
}

}  // namespace

Term bv(const Context& context, unsigned width, std::uint64_t value) {
  return context.node(Op::Constant, width, value & ones(width), {});
}

Term boolean(const Context& context, bool value) { return context.node(Op::Constant, 0, value ? 1 : 0, {}); }

Term variable(const Context& context, std::string_view name, unsigned width) { return context.named(name, width); }

Term bool_variable(const Context& context, std::string_view name) { return context.named(name, 0); }

Term bvadd(const Term& a, const Term& b) {
  if (const auto k = both_constant(a, b)) return constant_like(a, k->a + k->b);
  if (is_value(a, 0)) return b;
  if (is_value(b, 0)) return a;
  return make_ordered(Op::BvAdd, a, b);
}

Term bvsub(const Term& a, const Term& b) {
  if (const auto k = both_constant(a, b)) return constant_like(a, k->a - k->b);
  if (is_value(b, 0)) return a;
  if (is_value(a, 0)) return bvneg(b);
  if (a.same(b) && a.width() <= 64) return constant_like(a, 0);
  return make(Op::BvSub, a, b);
}

Term bvmul(const Term& a, const Term& b) {
  if (const auto k = both_constant(a, b)) return constant_like(a, k->a * k->b);
  if (is_value(a, 0) || is_value(b, 1)) return a;
  if (is_value(b, 0) || is_value(a, 1)) return b;
  return make_ordered(Op::BvMul, a, b);
}

Term bvudiv(const Term& a, const Term& b) {
  if (const auto k = both_constant(a, b)) return constant_like(a, k->b == 0 ? ones(k->width) : k->a / k->b);
  if (is_value(b, 1)) return a;
  return make(Op::BvUdiv, a, b);
}

Term bvurem(const Term& a, const Term& b) {
  if (const auto k = both_constant(a, b)) return constant_like(a, k->b == 0 ? k->a : k->a % k->b);
  return make(Op::BvUrem, a, b);
}

Term bvsdiv(const Term& a, const Term& b) {
  if (const auto k = both_constant(a, b)) {
    const std::int64_t x = as_signed(k->a, k->width);
    const std::int64_t y = as_signed(k->b, k->width);
    if (y == 0) return constant_like(a, x < 0 ? 1 : ones(k->width));
    if (y == -1) return constant_like(a, 0 - k->a);  // the one quotient that overflows wraps
    return constant_like(a, static_cast<std::uint64_t>(x / y));
  }
  return make(Op::BvSdiv, a, b);
}

Term bvsrem(const Term& a, const Term& b) {
  if (const auto k = both_constant(a, b)) {
    const std::int64_t x = as_signed(k->a, k->width);
    const std::int64_t y = as_signed(k->b, k->width);
    if (y == 0) return a;
    if (y == -1) return constant_like(a, 0);
    return constant_like(a, static_cast<std::uint64_t>(x % y));
  }
  return make(Op::BvSrem, a, b);
}

Term bvand(const Term& a, const Term& b) {
  if (const auto k = both_constant(a, b)) return constant_like(a, k->a & k->b);
  if (a.same(b) || is_value(a, 0) || is_ones(b)) return a;
  if (is_value(b, 0) || is_ones(a)) return b;
  return make_ordered(Op::BvAnd, a, b);
}

Term bvor(const Term& a, const Term& b) {
  if (const auto k = both_constant(a, b)) return constant_like(a, k->a | k->b);
  if (a.same(b) || is_value(b, 0) || is_ones(a)) return a;
  if (is_value(a, 0) || is_ones(b)) return b;
  return make_ordered(Op::BvOr, a, b);
}

Term bvxor(const Term& a, const Term& b) {
  if (const auto k = both_constant(a, b)) return constant_like(a, k->a ^ k->b);
  if (is_value(a, 0)) return b;
  if (is_value(b, 0)) return a;
  if (a.same(b) && a.width() <= 64) return constant_like(a, 0);
  if (is_ones(b)) return bvnot(a);
  if (is_ones(a)) return bvnot(b);
  return make_ordered(Op::BvXor, a, b);
}

Term bvnot(const Term& a) {
  if (a.width() <= 64) {
    if (const auto value = a.constant()) return constant_like(a, ~*value);
  }
  if (a.op() == Op::BvNot) return a.arguments()[0];
  return make(Op::BvNot, a.width(), a);
}

Term bvneg(const Term& a) {
  if (a.width() <= 64) {
    if (const auto value = a.constant()) return constant_like(a, 0 - *value);
  }
  return make(Op::BvNeg, a.width(), a);
}

Term bvshl(const Term& a, const Term& b) {
  if (const auto k = both_constant(a, b)) return constant_like(a, k->b >= k->width ? 0 : k->a << k->b);
  if (is_value(b, 0) || is_value(a, 0)) return a;
  return make(Op::BvShl, a, b);
}

Term bvlshr(const Term& a, const Term& b) {
  if (const auto k = both_constant(a, b)) return constant_like(a, k->b >= k->width ? 0 : k->a >> k->b);
  if (is_value(b, 0) || is_value(a, 0)) return a;
  return make(Op::BvLshr, a, b);
}

Term bvashr(const Term& a, const Term& b) {
  if (const auto k = both_constant(a, b)) {
    const std::uint64_t amount = k->b >= k->width ? k->width - 1 : k->b;
    return constant_like(a, static_cast<std::uint64_t>(as_signed(k->a, k->width) >> amount));
  }
  if (is_value(b, 0) || is_value(a, 0)) return a;
  return make(Op::BvAshr, a, b);
}

Term bvult(const Term& a, const Term& b) {
  if (const auto k = both_constant(a, b)) return boolean(a.context(), k->a < k->b);
  if (a.same(b) || is_value(b, 0)) return boolean(a.context(), false);
  return logical_not(make(Op::BvUle, 0, b, a));
}

Term bvule(const Term& a, const Term& b) {
  if (const auto k = both_constant(a, b)) return boolean(a.context(), k->a <= k->b);
  if (a.same(b) || is_value(a, 0) || is_ones(b)) return boolean(a.context(), true);
  return make(Op::BvUle, 0, a, b);
}

Term bvslt(const Term& a, const Term& b) {
  if (const auto k = both_constant(a, b))
    return boolean(a.context(), as_signed(k->a, k->width) < as_signed(k->b, k->width));
  if (a.same(b)) return boolean(a.context(), false);
  return logical_not(make(Op::BvSle, 0, b, a));
}

Term bvsle(const Term& a, const Term& b) {
  if (const auto k = both_constant(a, b))
    return boolean(a.context(), as_signed(k->a, k->width) <= as_signed(k->b, k->width));
  if (a.same(b)) return boolean(a.context(), true);
  return make(Op::BvSle, 0, a, b);
}

Term concat(const Term& high, const Term& low) {
  const unsigned width = high.width() + low.width();
  const auto x = high.constant();
  const auto y = low.constant();
  if (x && y && width <= 64) return bv(high.context(), width, *x << low.width() | *y);
  if (is_value(high, 0)) return zero_extend(low, width);
  if (high.op() == Op::Extract && low.op() == Op::Extract && high.arguments()[0].same(low.arguments()[0]) &&
      high.bounds().second == low.bounds().first + 1)
    return extract(high.bounds().first, low.bounds().second, high.arguments()[0]);
  return make(Op::Concat, width, high, low);
}

Term extract(unsigned high, unsigned low, const Term& a) {
  const unsigned width = high - low + 1;
  if (width == a.width()) return a;
  if (const auto value = a.constant(); value && a.width() <= 64) return bv(a.context(), width, *value >> low);
  const Op op = a.op();
  if (op == Op::Extract) return extract(high + a.bounds().second, low + a.bounds().second, a.arguments()[0]);
  if (op == Op::Concat && a.arguments().size() == 2) {
    const auto parts = a.arguments();
    const unsigned split = parts[1].width();
    if (low >= split) return extract(high - split, low - split, parts[0]);
    if (high < split) return extract(high, low, parts[1]);
  }
  if (op == Op::ZeroExtend) {
    const Term inner = a.arguments()[0];
    if (high < inner.width()) return extract(high, low, inner);
    if (low >= inner.width() && width <= 64) return bv(a.context(), width, 0);
  }
  return a.context().node(Op::Extract, width, std::uint64_t{high} << 32 | low, {&a, 1});
}

Term zero_extend(const Term& a, unsigned width) {
  if (width == a.width()) return a;
  if (const auto value = a.constant(); value && width <= 64) return bv(a.context(), width, *value);
  if (a.op() == Op::ZeroExtend) return zero_extend(a.arguments()[0], width);
  return make(Op::ZeroExtend, width, a);
}

Term sign_extend(const Term& a, unsigned width) {
  if (width == a.width()) return a;
  if (const auto value = a.constant(); value && width <= 64)
    return bv(a.context(), width, static_cast<std::uint64_t>(as_signed(*value, a.width())));
  if (a.op() == Op::ZeroExtend) return zero_extend(a.arguments()[0], width);  // whose top bit is 0
  return make(Op::SignExtend, width, a);
}

namespace {

/// equal(constant, ite(c, constant, constant)) is c, its negation, or a constant.
std::optional<Term> equal_constant_ite(const Term& a, const Term& b) {
  if (a.op() != Op::Constant || b.op() != Op::Ite) return std::nullopt;
  const auto parts = b.arguments();
  if (parts[1].op() != Op::Constant || parts[2].op() != Op::Constant) return std::nullopt;
  const bool yes = parts[1].same(a);
  const bool no = parts[2].same(a);
  if (yes && no) return boolean(a.context(), true);
  if (!yes && !no) return boolean(a.context(), false);
  return yes ? parts[0] : logical_not(parts[0]);
}

/// equal(constant, zero_extend(x)) compares x alone.
std::optional<Term> equal_constant_extended(const Term& a, const Term& b) {
  const auto value = a.constant();
  if (!value || b.op() != Op::ZeroExtend || a.width() > 64) return std::nullopt;
  const Term inner = b.arguments()[0];
  if (*value > ones(inner.width())) return boolean(a.context(), false);
  return equal(bv(a.context(), inner.width(), *value), inner);
}

Term equal_bool(const Term& a, const Term& b) {
  if (a.is_true()) return b;
  if (b.is_true()) return a;
  if (a.is_false()) return logical_not(b);
  if (b.is_false()) return logical_not(a);
  if (complementary(a, b)) return boolean(a.context(), false);
  return in_order(a, b) ? make(Op::Equal, 0, a, b) : make(Op::Equal, 0, b, a);
}

}  // namespace

Term equal(const Term& a, const Term& b) {
  if (a.same(b)) return boolean(a.context(), true);
  if (a.is_bool() != b.is_bool()) internal_error("equal: " + a.text() + " and " + b.text());
  if (a.is_bool()) return equal_bool(a, b);
  if (a.width() != b.width()) internal_error("operands of different widths: " + a.text() + " and " + b.text());
  if (a.op() == Op::Constant && b.op() == Op::Constant) return boolean(a.context(), false);
  if (b.op() == Op::Constant) return equal(b, a);
  if (auto folded = equal_constant_ite(a, b)) return *folded;
  if (auto folded = equal_constant_extended(a, b)) return *folded;
  return in_order(a, b) ? make(Op::Equal, 0, a, b) : make(Op::Equal, 0, b, a);
}

Term ite(const Term& condition, const Term& yes, const Term& no) {
  if (condition.is_true() || yes.same(no)) return yes;
  if (condition.is_false()) return no;
  if (condition.op() == Op::Not) return ite(condition.arguments()[0], no, yes);
  if (yes.is_bool()) {
    if (yes.is_true()) return logical_or(condition, no);
    if (yes.is_false()) return logical_and(logical_not(condition), no);
    if (no.is_true()) return logical_or(logical_not(condition), yes);
    if (no.is_false()) return logical_and(condition, yes);
  }
  if (yes.op() == Op::Ite && yes.arguments()[0].same(condition)) return ite(condition, yes.arguments()[1], no);
  if (no.op() == Op::Ite && no.arguments()[0].same(condition)) return ite(condition, yes, no.arguments()[2]);
  const Term operands[] = {condition, yes, no};
  return condition.context().node(Op::Ite, yes.node().width, 0, operands);
}

Term logical_and(const Term& a, const Term& b) {
  if (a.is_false() || b.is_true() || a.same(b)) return a;
  if (b.is_false() || a.is_true()) return b;
  if (complementary(a, b)) return boolean(a.context(), false);
  return make_ordered(Op::And, a, b);
}

namespace {

/// (g and c) or (g and not c) is g: the guard after a diamond.
std::optional<Term> rejoined(const Term& a, const Term& b) {
  if (a.op() != Op::And || b.op() != Op::And) return std::nullopt;
  const auto x = a.arguments();
  const auto y = b.arguments();
  if (x.size() != 2 || y.size() != 2) return std::nullopt;
  for (unsigned i = 0; i < 2; ++i) {
    for (unsigned j = 0; j < 2; ++j) {
      if (x[i].same(y[j]) && complementary(x[1 - i], y[1 - j])) return x[i];
    }
  }
  return std::nullopt;
}

}  // namespace

Term logical_or(const Term& a, const Term& b) {
  if (a.is_true() || b.is_false() || a.same(b)) return a;
  if (b.is_true() || a.is_false()) return b;
  if (complementary(a, b)) return boolean(a.context(), true);
  if (auto guard = rejoined(a, b)) return *guard;
  return make_ordered(Op::Or, a, b);
}

Term logical_not(const Term& a) {
  if (const auto value = a.constant()) return boolean(a.context(), *value == 0);
  if (a.op() == Op::Not) return a.arguments()[0];
  return make(Op::Not, 0, a);
}

Term implies(const Term& a, const Term& b) { return logical_or(logical_not(a), b); }

Term conjunction(const Context& context, std::span<const Term> terms) {
  Term result = boolean(context, true);
  for (const Term& term : terms) result = logical_and(result, term);
  return result;
}

Term disjunction(const Context& context, std::span<const Term> terms) {
  Term result = boolean(context, false);
  for (const Term& term : terms) result = logical_or(result, term);
  return result;
}

Term to_bv(const Term& boolean_term, unsigned width) {
  const Context& context = boolean_term.context();
  return ite(boolean_term, bv(context, width, 1), bv(context, width, 0));
}

Term to_bool(const Term& a) { return logical_not(equal(a, bv(a.context(), a.width(), 0))); }

}  // namespace idreg::smt
