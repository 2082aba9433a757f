// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/smt/term/operators.h"

#include <vector>

namespace idreg::smt::test {

namespace {

using Word = std::uint64_t;

bool negative(Word a, unsigned w) { return (a >> (w - 1) & 1) != 0; }

Word minus(Word a, unsigned w) { return (~a + 1) & ones(w); }

// Division as SMT-LIB defines it: the signed ones through the unsigned one and the signs.
Word udiv(Word a, Word b, unsigned w) { return b == 0 ? ones(w) : a / b; }
Word urem(Word a, Word b, unsigned) { return b == 0 ? a : a % b; }

Word sdiv(Word a, Word b, unsigned w) {
  const Word quotient = udiv(negative(a, w) ? minus(a, w) : a, negative(b, w) ? minus(b, w) : b, w);
  return negative(a, w) != negative(b, w) ? minus(quotient, w) : quotient;
}

Word srem(Word a, Word b, unsigned w) {
  const Word rest = urem(negative(a, w) ? minus(a, w) : a, negative(b, w) ? minus(b, w) : b, w);
  return negative(a, w) ? minus(rest, w) : rest;
}

// Shifts bit by bit, so that no amount is special.
Word shl(Word a, Word b, unsigned w) {
  for (Word i = 0; i < b && i < w; ++i) a = a * 2 & ones(w);
  return a;
}
Word lshr(Word a, Word b, unsigned w) {
  for (Word i = 0; i < b && i < w; ++i) a /= 2;
  return a;
}
Word ashr(Word a, Word b, unsigned w) {
  const Word sign = negative(a, w) ? Word{1} << (w - 1) : 0;
  for (Word i = 0; i < b && i < w; ++i) a = a / 2 | sign;
  return a;
}

// Signed numbers are in order once the sign bit is turned.
Word turned(Word a, unsigned w) {
  return a ^ Word { 1 } << (w - 1);
}

constexpr Binary kBinaries[] = {
    {"bvadd", bvadd, Op::BvAdd, [](Word a, Word b, unsigned) { return a + b; }, false, false},
    {"bvsub", bvsub, Op::BvSub, [](Word a, Word b, unsigned) { return a - b; }, false, false},
    {"bvmul", bvmul, Op::BvMul, [](Word a, Word b, unsigned) { return a * b; }, false, true},
    {"bvudiv", bvudiv, Op::BvUdiv, udiv, false, true},
    {"bvsdiv", bvsdiv, Op::BvSdiv, sdiv, false, true},
    {"bvurem", bvurem, Op::BvUrem, urem, false, true},
    {"bvsrem", bvsrem, Op::BvSrem, srem, false, true},
    {"bvand", bvand, Op::BvAnd, [](Word a, Word b, unsigned) { return a & b; }, false, false},
    {"bvor", bvor, Op::BvOr, [](Word a, Word b, unsigned) { return a | b; }, false, false},
    {"bvxor", bvxor, Op::BvXor, [](Word a, Word b, unsigned) { return a ^ b; }, false, false},
    {"bvshl", bvshl, Op::BvShl, shl, false, false},
    {"bvlshr", bvlshr, Op::BvLshr, lshr, false, false},
    {"bvashr", bvashr, Op::BvAshr, ashr, false, false},
    {"bvult", bvult, Op::BvUlt, [](Word a, Word b, unsigned) { return Word{a < b}; }, true, false},
    {"bvule", bvule, Op::BvUle, [](Word a, Word b, unsigned) { return Word{a <= b}; }, true, false},
    {"bvslt", bvslt, Op::BvSlt, [](Word a, Word b, unsigned w) { return Word{turned(a, w) < turned(b, w)}; }, true,
     false},
    {"bvsle", bvsle, Op::BvSle, [](Word a, Word b, unsigned w) { return Word{turned(a, w) <= turned(b, w)}; }, true,
     false},
    {"equal", equal, Op::Equal, [](Word a, Word b, unsigned) { return Word{a == b}; }, true, false},
};

constexpr Unary kUnaries[] = {
    {"bvnot", bvnot, Op::BvNot, [](Word a, unsigned) { return ~a; }},
    {"bvneg", bvneg, Op::BvNeg, [](Word a, unsigned) { return 0 - a; }},
};

}  // namespace

std::uint64_t ones(unsigned width) { return width >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << width) - 1; }

std::span<const Binary> binaries() { return kBinaries; }

std::span<const Unary> unaries() { return kUnaries; }

namespace {

Term node(Op op, unsigned width, const std::vector<Term>& operands, Word value = 0) {
  return operands.front().context().node(op, width, value, operands);
}

}  // namespace

Term unfolded(const Binary& op, const Term& a, const Term& b) {
  return node(op.op, op.compares ? 0 : a.width(), {a, b});
}
Term unfolded(const Unary& op, const Term& a) { return node(op.op, a.width(), {a}); }
Term unfolded_equal(const Term& a, const Term& b) { return node(Op::Equal, 0, {a, b}); }
Term unfolded_and(const Term& a, const Term& b) { return node(Op::And, 0, {a, b}); }
Term unfolded_or(const Term& a, const Term& b) { return node(Op::Or, 0, {a, b}); }
Term unfolded_not(const Term& a) { return node(Op::Not, 0, {a}); }
Term unfolded_ite(const Term& condition, const Term& yes, const Term& no) {
  return node(Op::Ite, yes.is_bool() ? 0 : yes.width(), {condition, yes, no});
}
Term unfolded_concat(const Term& high, const Term& low) {
  return node(Op::Concat, high.width() + low.width(), {high, low});
}
Term unfolded_extract(unsigned high, unsigned low, const Term& a) {
  return node(Op::Extract, high - low + 1, {a}, Word{high} << 32 | low);
}
Term unfolded_zero_extend(const Term& a, unsigned width) { return node(Op::ZeroExtend, width, {a}); }
Term unfolded_sign_extend(const Term& a, unsigned width) { return node(Op::SignExtend, width, {a}); }

Answer Judge::differ(const Term& a, const Term& b) {
  solver_.push();
  solver_.add(unfolded_not(unfolded_equal(a, b)));
  const Answer answer = solver_.check().answer;
  solver_.pop();
  return answer;
}

}  // namespace idreg::smt::test
