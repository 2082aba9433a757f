// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tests/smt/term/operators.h"

#include <z3.h>

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
    {"bvadd", bvadd, Z3_mk_bvadd, [](Word a, Word b, unsigned) { return a + b; }, false, false},
    {"bvsub", bvsub, Z3_mk_bvsub, [](Word a, Word b, unsigned) { return a - b; }, false, false},
    {"bvmul", bvmul, Z3_mk_bvmul, [](Word a, Word b, unsigned) { return a * b; }, false, true},
    {"bvudiv", bvudiv, Z3_mk_bvudiv, udiv, false, true},
    {"bvsdiv", bvsdiv, Z3_mk_bvsdiv, sdiv, false, true},
    {"bvurem", bvurem, Z3_mk_bvurem, urem, false, true},
    {"bvsrem", bvsrem, Z3_mk_bvsrem, srem, false, true},
    {"bvand", bvand, Z3_mk_bvand, [](Word a, Word b, unsigned) { return a & b; }, false, false},
    {"bvor", bvor, Z3_mk_bvor, [](Word a, Word b, unsigned) { return a | b; }, false, false},
    {"bvxor", bvxor, Z3_mk_bvxor, [](Word a, Word b, unsigned) { return a ^ b; }, false, false},
    {"bvshl", bvshl, Z3_mk_bvshl, shl, false, false},
    {"bvlshr", bvlshr, Z3_mk_bvlshr, lshr, false, false},
    {"bvashr", bvashr, Z3_mk_bvashr, ashr, false, false},
    {"bvult", bvult, Z3_mk_bvult, [](Word a, Word b, unsigned) { return Word{a < b}; }, true, false},
    {"bvule", bvule, Z3_mk_bvule, [](Word a, Word b, unsigned) { return Word{a <= b}; }, true, false},
    {"bvslt", bvslt, Z3_mk_bvslt, [](Word a, Word b, unsigned w) { return Word{turned(a, w) < turned(b, w)}; }, true,
     false},
    {"bvsle", bvsle, Z3_mk_bvsle, [](Word a, Word b, unsigned w) { return Word{turned(a, w) <= turned(b, w)}; }, true,
     false},
    {"equal", equal, Z3_mk_eq, [](Word a, Word b, unsigned) { return Word{a == b}; }, true, false},
};

constexpr Unary kUnaries[] = {
    {"bvnot", bvnot, Z3_mk_bvnot, [](Word a, unsigned) { return ~a; }},
    {"bvneg", bvneg, Z3_mk_bvneg, [](Word a, unsigned) { return 0 - a; }},
};

}  // namespace

std::uint64_t ones(unsigned width) { return width >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << width) - 1; }

std::span<const Binary> binaries() { return kBinaries; }

std::span<const Unary> unaries() { return kUnaries; }

Term unfolded(const Binary& op, const Term& a, const Term& b) {
  return {a.context(), op.raw(a.context().raw(), a.raw(), b.raw())};
}

Term unfolded(const Unary& op, const Term& a) { return {a.context(), op.raw(a.context().raw(), a.raw())}; }

Term unfolded_equal(const Term& a, const Term& b) {
  return {a.context(), Z3_mk_eq(a.context().raw(), a.raw(), b.raw())};
}

Term unfolded_and(const Term& a, const Term& b) {
  Z3_ast both[] = {a.raw(), b.raw()};
  return {a.context(), Z3_mk_and(a.context().raw(), 2, both)};
}

Term unfolded_or(const Term& a, const Term& b) {
  Z3_ast both[] = {a.raw(), b.raw()};
  return {a.context(), Z3_mk_or(a.context().raw(), 2, both)};
}

Term unfolded_not(const Term& a) { return {a.context(), Z3_mk_not(a.context().raw(), a.raw())}; }

Term unfolded_ite(const Term& condition, const Term& yes, const Term& no) {
  return {yes.context(), Z3_mk_ite(yes.context().raw(), condition.raw(), yes.raw(), no.raw())};
}

Term unfolded_concat(const Term& high, const Term& low) {
  return {high.context(), Z3_mk_concat(high.context().raw(), high.raw(), low.raw())};
}

Term unfolded_extract(unsigned high, unsigned low, const Term& a) {
  return {a.context(), Z3_mk_extract(a.context().raw(), high, low, a.raw())};
}

Term unfolded_zero_extend(const Term& a, unsigned width) {
  return {a.context(), Z3_mk_zero_ext(a.context().raw(), width - a.width(), a.raw())};
}

Term unfolded_sign_extend(const Term& a, unsigned width) {
  return {a.context(), Z3_mk_sign_ext(a.context().raw(), width - a.width(), a.raw())};
}

Answer Judge::differ(const Term& a, const Term& b) {
  solver_.push();
  solver_.add(unfolded_not(unfolded_equal(a, b)));
  const Answer answer = solver_.check().answer;
  solver_.pop();
  return answer;
}

}  // namespace idreg::smt::test
