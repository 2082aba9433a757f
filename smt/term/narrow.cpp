// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Words of which few bits matter, told by those bits: shifts by constants become extracts, extracts move to
// where the bits come from, and comparisons of extended words compare what was extended.
#include "smt/term/narrow.h"

#include <algorithm>
#include <bit>
#include <tuple>

namespace idreg::smt {

namespace {

/// A term as the extension of another, which can be itself.
struct Extended {
  Term inner;
  bool is_signed;

  /// Bits that the word needs in a signed reading.
  [[nodiscard]] unsigned signed_width() const { return inner.width() + (is_signed ? 0 : 1); }
  [[nodiscard]] Term to(unsigned width) const {
    return is_signed ? sign_extend(inner, width) : zero_extend(inner, width);
  }
};

Extended seen(const Term& term) {
  const unsigned width = term.width();
  if (term.op() == Op::ZeroExtend) return {term.arguments()[0], false};
  if (term.op() == Op::SignExtend) return {term.arguments()[0], true};
  const auto value = term.constant();
  if (!value || width > 64) return {term, false};
  const std::uint64_t left = *value << (64 - width);
  const bool negative = left >> 63 != 0;
  const auto bits = negative ? width - static_cast<unsigned>(std::countl_one(left)) + 1
                             : std::max(1U, static_cast<unsigned>(std::bit_width(*value)));
  if (bits >= width) return {term, false};
  return {bv(term.context(), bits, *value), negative};
}

/// Both words in as few bits as hold them, and whether those are to be read as signed; nothing: all are needed.
struct Fewer {
  Term a, b;
  bool is_signed;
};

std::optional<Fewer> fewer(const Term& a, const Term& b) {
  const Extended x = seen(a);
  const Extended y = seen(b);
  const bool is_signed = x.is_signed || y.is_signed;
  const unsigned width =
      is_signed ? std::max(x.signed_width(), y.signed_width()) : std::max(x.inner.width(), y.inner.width());
  if (width >= a.width()) return std::nullopt;
  return Fewer{x.to(width), y.to(width), is_signed};
}

Term equal_words(const Term& a, const Term& b) {
  if (a.is_bool()) return equal(a, b);
  if (const auto less = fewer(a, b)) return equal_words(less->a, less->b);
  for (const auto& [whole, other] : {std::pair(a, b), std::pair(b, a)}) {
    const bool splits = whole.op() == Op::Concat && (other.constant() || other.op() == Op::Concat);
    if (!splits || whole.width() > 64) continue;
    const auto parts = whole.arguments();
    const unsigned split = parts[1].width();
    if (other.op() == Op::Concat && other.arguments()[1].width() != split) continue;
    return logical_and(equal_words(parts[0], extract(other.width() - 1, split, other)),
                       equal_words(parts[1], extract(split - 1, 0, other)));
  }
  return equal(a, b);
}

Term at_most(const Term& a, const Term& b, bool is_signed) {
  const auto less = fewer(a, b);
  // Extended by a sign, words keep their unsigned order too; but then theirs is not that of the narrow pair.
  if (!less || (!is_signed && less->is_signed)) return is_signed ? bvsle(a, b) : bvule(a, b);
  return less->is_signed ? bvsle(less->a, less->b) : bvule(less->a, less->b);
}

Term choice(const Term& condition, const Term& yes, const Term& no) {
  if (!yes.is_bool()) {
    if (const auto less = fewer(yes, no)) {
      const Term inner = choice(condition, less->a, less->b);
      return less->is_signed ? sign_extend(inner, yes.width()) : zero_extend(inner, yes.width());
    }
  }
  return ite(condition, yes, no);
}

/// A constant amount, as far as it moves anything.
std::optional<unsigned> amount(const Term& by) {
  const auto value = by.constant();
  if (!value || by.width() > 64) return std::nullopt;
  return static_cast<unsigned>(std::min<std::uint64_t>(*value, by.width()));
}

}  // namespace

Term Narrow::part(unsigned high, unsigned low, const Term& word) {
  if (high - low + 1 == word.width()) return word;
  const std::tuple key(word.id(), high, low);
  if (const auto known = parts_.find(key); known != parts_.end()) return known->second;
  Term result = part_anew(high, low, word);
  parts_.emplace(key, result);
  return result;
}

Term Narrow::part_anew(unsigned high, unsigned low, const Term& word) {
  const unsigned width = high - low + 1;
  const auto a = word.arguments();
  switch (word.op()) {
    case Op::Extract:
      return part(high + word.bounds().second, low + word.bounds().second, a[0]);
    case Op::Concat: {
      const unsigned split = a[1].width();
      if (low >= split) return part(high - split, low - split, a[0]);
      if (high < split) return part(high, low, a[1]);
      return concat(part(high - split, 0, a[0]), part(split - 1, low, a[1]));
    }
    case Op::ZeroExtend:
    case Op::SignExtend: {
      const unsigned top = a[0].width() - 1;
      const bool is_signed = word.op() == Op::SignExtend;
      if (high <= top) return part(high, low, a[0]);
      if (low > top && !is_signed) return bv(word.context(), width, 0);
      const Term rest = part(top, std::min(low, top), a[0]);
      return is_signed ? sign_extend(rest, width) : zero_extend(rest, width);
    }
    case Op::Ite:
      return choice(a[0], part(high, low, a[1]), part(high, low, a[2]));
    case Op::BvAnd:
      return bvand(part(high, low, a[0]), part(high, low, a[1]));
    case Op::BvOr:
      return bvor(part(high, low, a[0]), part(high, low, a[1]));
    case Op::BvXor:
      return bvxor(part(high, low, a[0]), part(high, low, a[1]));
    case Op::BvNot:
      return bvnot(part(high, low, a[0]));
    default:
      return extract(high, low, word);
  }
}

/// A word under a mask of adjacent bits: those bits between zeros.
std::optional<Term> Narrow::masked(const Term& mask, const Term& word) {
  const auto bits = mask.constant();
  if (!bits || mask.width() > 64 || *bits == 0) return std::nullopt;
  const auto low = static_cast<unsigned>(std::countr_zero(*bits));
  const auto high = static_cast<unsigned>(std::bit_width(*bits)) - 1;
  if (std::popcount(*bits) != static_cast<int>(high - low + 1)) return std::nullopt;
  Term kept = part(high, low, word);
  if (low > 0) kept = concat(kept, bv(mask.context(), low, 0));
  return zero_extend(kept, mask.width());
}

Term Narrow::shifted(const Term& node, const Term& word, unsigned by) {
  const unsigned width = word.width();
  if (by == 0) return word;
  if (node.op() == Op::BvAshr) return sign_extend(part(width - 1, std::min(by, width - 1), word), width);
  if (by >= width) return bv(word.context(), width, 0);
  if (node.op() == Op::BvLshr) return zero_extend(part(width - 1, by, word), width);
  return concat(part(width - 1 - by, 0, word), bv(word.context(), by, 0));
}

Term Narrow::build(const Term& node, const std::vector<Term>& a) {
  if (a.size() > 2 && node.op() != Op::Ite) return with_operands(node, a);
  switch (node.op()) {
    case Op::BvShl:
    case Op::BvLshr:
    case Op::BvAshr:
      if (const auto by = amount(a[1])) return shifted(node, a[0], *by);
      break;
    case Op::BvAnd:
      for (const auto& [mask, word] : {std::pair(a[0], a[1]), std::pair(a[1], a[0])}) {
        if (auto kept = masked(mask, word)) return *kept;
      }
      break;
    case Op::BvUle:
      return at_most(a[0], a[1], false);
    case Op::BvSle:
      return at_most(a[0], a[1], true);
    case Op::Equal:
      return equal_words(a[0], a[1]);
    case Op::Ite:
      return choice(a[0], a[1], a[2]);
    case Op::Extract:
      return part(node.bounds().first, node.bounds().second, a[0]);
    default:
      break;
  }
  return with_operands(node, a);
}

Term Narrow::operator()(const Term& term) {
  // Operands first, without going again into what is known.
  std::vector<Term> open = {term};
  while (!open.empty()) {
    const Term node = open.back();
    const auto arguments = node.arguments();
    std::vector<Term> operands;
    for (const Term& argument : arguments) {
      if (const auto known = narrowed_.find(argument.id()); known != narrowed_.end())
        operands.push_back(known->second);
      else
        open.push_back(argument);
    }
    if (operands.size() < arguments.size()) continue;
    open.pop_back();
    if (narrowed_.contains(node.id())) continue;
    narrowed_.emplace(node.id(), build(node, operands));
  }
  return narrowed_.at(term.id());
}

}  // namespace idreg::smt
