// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Substitution, and the same by building anew: with the operators inside the choices, both sides of an equation are
// about the same few terms, where a solver would have to find out that they are.
#include <algorithm>
#include <map>
#include <unordered_map>

#include "smt/term/term.h"
#include "smt/term/z3.h"

namespace idreg::smt {

Term with_operands(const Term& node, std::span<const Term> a) {
  // No builder joins more than two words; to leave one out would be another term.
  if (a.size() > 2 && node.op() != Op::Ite && node.op() != Op::And && node.op() != Op::Or)
    internal_error("more than two operands in " + node.text());
  switch (node.op()) {
    case Op::Constant:
    case Op::Variable:
      return node;
    case Op::BvAdd:
      return bvadd(a[0], a[1]);
    case Op::BvSub:
      return bvsub(a[0], a[1]);
    case Op::BvMul:
      return bvmul(a[0], a[1]);
    case Op::BvUdiv:
      return bvudiv(a[0], a[1]);
    case Op::BvSdiv:
      return bvsdiv(a[0], a[1]);
    case Op::BvUrem:
      return bvurem(a[0], a[1]);
    case Op::BvSrem:
      return bvsrem(a[0], a[1]);
    case Op::BvAnd:
      return bvand(a[0], a[1]);
    case Op::BvOr:
      return bvor(a[0], a[1]);
    case Op::BvXor:
      return bvxor(a[0], a[1]);
    case Op::BvNot:
      return bvnot(a[0]);
    case Op::BvNeg:
      return bvneg(a[0]);
    case Op::BvShl:
      return bvshl(a[0], a[1]);
    case Op::BvLshr:
      return bvlshr(a[0], a[1]);
    case Op::BvAshr:
      return bvashr(a[0], a[1]);
    case Op::BvUlt:
      return bvult(a[0], a[1]);
    case Op::BvUle:
      return bvule(a[0], a[1]);
    case Op::BvSlt:
      return bvslt(a[0], a[1]);
    case Op::BvSle:
      return bvsle(a[0], a[1]);
    case Op::Concat:
      return concat(a[0], a[1]);
    case Op::Extract:
      return extract(node.bounds().first, node.bounds().second, a[0]);
    case Op::ZeroExtend:
      return zero_extend(a[0], node.width());
    case Op::SignExtend:
      return sign_extend(a[0], node.width());
    case Op::Equal:
      return equal(a[0], a[1]);
    case Op::Ite:
      return ite(a[0], a[1], a[2]);
    case Op::And:
      return conjunction(node.context(), a);
    case Op::Or:
      return disjunction(node.context(), a);
    case Op::Not:
      return logical_not(a[0]);
  }
  internal_error("an unknown operator in " + node.text());
}

namespace {

/// An operator is moved into choices of at most so many alternatives, all operands' multiplied.
constexpr std::size_t kAlternatives = 32;

bool is_choice(const Term& term) { return !term.is_bool() && term.op() == Op::Ite; }

class Rebuild {
 public:
  /// The node with other operands, whose sorts are those of its own.
  Term operator()(const Term& node, const std::vector<Term>& operands) {
    std::size_t product = 1;
    std::size_t first = operands.size();
    for (std::size_t i = 0; i < operands.size(); ++i) {
      product *= alternatives(operands[i]);
      if (is_choice(operands[i]) && first == operands.size()) first = i;
      if (product > kAlternatives) return with_operands(node, operands);
    }
    if (node.op() == Op::Ite || first == operands.size()) return with_operands(node, operands);
    const auto choice = operands[first].arguments();
    std::vector<Term> yes = operands;
    std::vector<Term> no = operands;
    yes[first] = choice[1];
    no[first] = choice[2];
    return ite(choice[0], (*this)(node, yes), (*this)(node, no));
  }

 private:
  /// The number of ways through the choices that a term is; more than kAlternatives counts as that and one.
  std::size_t alternatives(const Term& term) {
    if (!is_choice(term)) return 1;
    if (const auto known = alternatives_.find(term.id()); known != alternatives_.end()) return known->second;
    const auto choice = term.arguments();
    const std::size_t count = std::min(alternatives(choice[1]) + alternatives(choice[2]), kAlternatives + 1);
    alternatives_.try_emplace(term.id(), count);
    return count;
  }

  std::map<unsigned, std::size_t> alternatives_;  ///< by id
};

/// `term` over what `from` becomes: `make(node, operands)` is each node above, over what its operands have become.
template <typename Make>
Term replaced(const Term& term, std::span<const Term> from, std::span<const Term> to, Make make) {
  if (from.size() != to.size()) internal_error("to replace terms by others, lists of different length");
  std::unordered_map<unsigned, Term> result;
  for (std::size_t i = 0; i < from.size(); ++i) result.insert_or_assign(from[i].id(), to[i]);
  for (const Term& node : topological_order({&term, 1})) {
    if (result.contains(node.id())) continue;
    std::vector<Term> operands;
    for (const Term& argument : node.arguments()) operands.push_back(result.at(argument.id()));
    result.emplace(node.id(), make(node, operands));
  }
  return result.at(term.id());
}

}  // namespace

Term substitute(const Term& term, std::span<const Term> from, std::span<const Term> to) {
  return replaced(term, from, to, with_operands);
}

Term rebuild(const Term& term, std::span<const Term> from, std::span<const Term> to) {
  return replaced(term, from, to, Rebuild());
}

}  // namespace idreg::smt
