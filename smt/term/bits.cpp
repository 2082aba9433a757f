// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// SMT-LIB's operators as circuits: sums ripple, shifts go by powers of two, division restores. The lowest bit of a
// word comes first. tests/smt/term/bits_test.cpp holds each against native arithmetic.
#include "smt/term/bits.h"

#include <algorithm>

#include "smt/term/z3.h"

namespace idreg::smt {

namespace {

std::vector<Literal> inverted(std::vector<Literal> word) {
  for (Literal& bit : word) bit = negated(bit);
  return word;
}

std::vector<Literal> number(std::size_t width, std::uint64_t value) {
  std::vector<Literal> word(width, kNever);
  for (std::size_t i = 0; i < std::min<std::size_t>(width, 64); ++i) word[i] = (value >> i & 1) != 0 ? kAlways : kNever;
  return word;
}

}  // namespace

std::span<const Literal> Bits::of(const Term& term) {
  std::vector<const Node*> stack{&term.node()};
  while (!stack.empty()) {
    const Node& node = *stack.back();
    if (node.id >= of_node_.size()) of_node_.resize(node.id + 1);
    if (!of_node_[node.id].empty()) {
      stack.pop_back();
      continue;
    }
    const std::size_t before = stack.size();
    for (unsigned i = node.arity; i > 0; --i) {
      const Node& operand = node.operands[i - 1].node();
      if (operand.id >= of_node_.size() || of_node_[operand.id].empty()) stack.push_back(&operand);
    }
    if (stack.size() > before) continue;
    stack.pop_back();
    of_node_[node.id] = make(node);
  }
  return of_node_[term.id()];
}

Bits::Word Bits::make(const Node& node) {
  const std::size_t width = node.width == 0 ? 1 : node.width;
  const auto operand = [&](unsigned i) -> const Word& { return of_node_[node.operands[i].id()]; };
  switch (node.op) {
    case Op::Constant: return number(width, node.value);
    case Op::Variable: {
      Word word;
      for (std::size_t i = 0; i < width; ++i) word.push_back(circuit_.input());
      return word;
    }
    case Op::Ite: return choice(operand(0)[0], operand(1), operand(2));
    case Op::Not:
    case Op::BvNot: return inverted(operand(0));
    case Op::BvNeg: return minus(operand(0));
    case Op::Extract: {
      const auto [high, low] = Term(node).bounds();
      return {operand(0).begin() + low, operand(0).begin() + high + 1};
    }
    case Op::ZeroExtend:
    case Op::SignExtend: {
      Word word = operand(0);
      word.resize(width, node.op == Op::SignExtend ? word.back() : kNever);
      return word;
    }
    case Op::Concat: {
      Word word = operand(1);
      word.insert(word.end(), operand(0).begin(), operand(0).end());
      return word;
    }
    default: return operation(node, operand(0), operand(1));
  }
}

Bits::Word Bits::operation(const Node& node, const Word& a, const Word& b) {
  const auto bitwise = [&](auto gate) {
    Word word;
    for (std::size_t i = 0; i < a.size(); ++i) word.push_back(gate(a[i], b[i]));
    return word;
  };
  switch (node.op) {
    case Op::And:
    case Op::BvAnd: return bitwise([&](Literal x, Literal y) { return circuit_.both(x, y); });
    case Op::Or:
    case Op::BvOr: return bitwise([&](Literal x, Literal y) { return circuit_.either(x, y); });
    case Op::BvXor: return bitwise([&](Literal x, Literal y) { return circuit_.differ(x, y); });
    case Op::BvAdd: return sum(a, b, kNever);
    case Op::BvSub: return sum(a, inverted(b), kAlways);
    case Op::BvMul: return product(a, b);
    case Op::BvUdiv:
    case Op::BvUrem:
    case Op::BvSdiv:
    case Op::BvSrem: return signed_division(node.op, a, b);
    case Op::BvShl:
    case Op::BvLshr:
    case Op::BvAshr: return shifted(node.op, a, b);
    case Op::BvUlt: return {negated(at_most(b, a, false))};
    case Op::BvUle: return {at_most(a, b, false)};
    case Op::BvSlt: return {negated(at_most(b, a, true))};
    case Op::BvSle: return {at_most(a, b, true)};
    case Op::Equal: return {same(a, b)};
    default: internal_error("no circuit for " + Term(node).text());
  }
}

Literal Bits::same(const Word& a, const Word& b) {
  Literal result = kAlways;
  for (std::size_t i = 0; i < a.size(); ++i) result = circuit_.both(result, negated(circuit_.differ(a[i], b[i])));
  return result;
}

/// The highest bit in which the two differ decides; of signs, a set one is the lower.
Literal Bits::at_most(const Word& a, const Word& b, bool is_signed) {
  Literal result = kAlways;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const bool is_sign = is_signed && i + 1 == a.size();
    result = circuit_.choose(circuit_.differ(a[i], b[i]), is_sign ? a[i] : b[i], result);
  }
  return result;
}

Bits::Word Bits::choice(Literal condition, const Word& yes, const Word& no) {
  Word word;
  for (std::size_t i = 0; i < yes.size(); ++i) word.push_back(circuit_.choose(condition, yes[i], no[i]));
  return word;
}

Bits::Word Bits::sum(const Word& a, const Word& b, Literal carry) {
  Word word;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const Literal one = circuit_.differ(a[i], b[i]);
    word.push_back(circuit_.differ(one, carry));
    carry = circuit_.choose(one, carry, a[i]);
  }
  return word;
}

Bits::Word Bits::minus(const Word& a) { return sum(number(a.size(), 0), inverted(a), kAlways); }

Bits::Word Bits::product(const Word& a, const Word& b) {
  Word word = number(a.size(), 0);
  for (std::size_t i = 0; i < a.size(); ++i) {
    Word row = number(a.size(), 0);
    for (std::size_t j = 0; i + j < a.size(); ++j) row[i + j] = circuit_.both(a[i], b[j]);
    word = sum(word, row, kNever);
  }
  return word;
}

struct Bits::Quotient {
  Word quotient;
  Word remainder;
};

/// By zero all ones, and the dividend remains: what subtracting 0 wherever it fits gives.
Bits::Quotient Bits::divided(const Word& a, const Word& b) {
  Word divisor = b;
  divisor.push_back(kNever);  // the remainder, shifted, has a bit more
  Word remainder = number(a.size() + 1, 0);
  Word quotient(a.size());
  for (std::size_t i = a.size(); i > 0; --i) {
    remainder.insert(remainder.begin(), a[i - 1]);
    remainder.pop_back();
    const Literal fits = at_most(divisor, remainder, false);
    quotient[i - 1] = fits;
    remainder = choice(fits, sum(remainder, inverted(divisor), kAlways), remainder);
  }
  remainder.pop_back();
  return {quotient, remainder};
}

/// Signed division is that of the absolute values, with signs as SMT-LIB defines them; unsigned it is `divided`.
Bits::Word Bits::signed_division(Op op, const Word& a, const Word& b) {
  if (op == Op::BvUdiv) return divided(a, b).quotient;
  if (op == Op::BvUrem) return divided(a, b).remainder;
  const Quotient absolute = divided(choice(a.back(), minus(a), a), choice(b.back(), minus(b), b));
  if (op == Op::BvSrem) return choice(a.back(), minus(absolute.remainder), absolute.remainder);
  return choice(circuit_.differ(a.back(), b.back()), minus(absolute.quotient), absolute.quotient);
}

Bits::Word Bits::shifted(Op op, Word word, const Word& amount) {
  const std::size_t width = word.size();
  const Literal filler = op == Op::BvAshr ? word.back() : kNever;
  Literal all = kNever;  // the amount has a bit that moves everything out
  for (std::size_t k = 0; k < width; ++k) {
    if (k >= 32 || std::size_t{1} << k >= width) {
      all = circuit_.either(all, amount[k]);
      continue;
    }
    const std::size_t by = std::size_t{1} << k;
    Word moved(width, filler);
    if (op == Op::BvShl) {
      std::copy(word.begin(), word.end() - static_cast<std::ptrdiff_t>(by),
                moved.begin() + static_cast<std::ptrdiff_t>(by));
    } else {
      std::copy(word.begin() + static_cast<std::ptrdiff_t>(by), word.end(), moved.begin());
    }
    word = choice(amount[k], moved, word);
  }
  return choice(all, Word(width, filler), word);
}

}  // namespace idreg::smt
