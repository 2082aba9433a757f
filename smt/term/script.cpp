// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// SMT-LIB 2 scripts in the subset that Z3, cvc5 and boolector all read: QF_BV, declare-fun, and one
// `let` for each shared subterm.
#include <map>

#include "smt/term/solver.h"
#include "smt/term/z3.h"

namespace idreg::smt {

namespace {

const char* symbol_of(Op op) {
  switch (op) {
    case Op::BvAdd: return "bvadd";
    case Op::BvSub: return "bvsub";
    case Op::BvMul: return "bvmul";
    case Op::BvUdiv: return "bvudiv";
    case Op::BvSdiv: return "bvsdiv";
    case Op::BvUrem: return "bvurem";
    case Op::BvSrem: return "bvsrem";
    case Op::BvAnd: return "bvand";
    case Op::BvOr: return "bvor";
    case Op::BvXor: return "bvxor";
    case Op::BvNot: return "bvnot";
    case Op::BvNeg: return "bvneg";
    case Op::BvShl: return "bvshl";
    case Op::BvLshr: return "bvlshr";
    case Op::BvAshr: return "bvashr";
    case Op::BvUlt: return "bvult";
    case Op::BvUle: return "bvule";
    case Op::BvSlt: return "bvslt";
    case Op::BvSle: return "bvsle";
    case Op::Concat: return "concat";
    case Op::Equal: return "=";
    case Op::Ite: return "ite";
    case Op::And: return "and";
    case Op::Or: return "or";
    case Op::Not: return "not";
    case Op::Constant:
    case Op::Variable:
    case Op::Extract:
    case Op::ZeroExtend:
    case Op::SignExtend: break;
  }
  return "";
}

std::string head(const Term& term) {
  const auto by = [&term] { return std::to_string(term.width() - term.arguments()[0].width()); };
  if (term.op() == Op::Extract) {
    return "(_ extract " + std::to_string(term.bounds().first) + " " + std::to_string(term.bounds().second) + ")";
  }
  if (term.op() == Op::ZeroExtend) return "(_ zero_extend " + by() + ")";
  if (term.op() == Op::SignExtend) return "(_ sign_extend " + by() + ")";
  return symbol_of(term.op());
}

/// #x... where the width allows it, else #b...
std::string numeral(const Term& term) {
  const unsigned bits_of_digit = term.width() % 4 == 0 ? 4 : 1;
  std::string text = bits_of_digit == 4 ? "#x" : "#b";
  for (unsigned low = term.width(); low > 0;) {
    low -= bits_of_digit;
    const std::uint64_t rest = low < 64 ? *term.constant() >> low : 0;
    text += "0123456789abcdef"[rest & ((1U << bits_of_digit) - 1)];
  }
  return text;
}

std::string leaf(const Term& term) {
  if (term.op() == Op::Variable) return "|" + term.name() + "|";
  if (term.is_bool()) return term.is_true() ? "true" : "false";
  return numeral(term);
}

bool is_leaf(const Term& term) { return term.op() == Op::Constant || term.op() == Op::Variable; }

/// With a let for every inner node, each on a line.
std::string expression(const Term& root) {
  if (is_leaf(root)) return leaf(root);
  std::string lets;
  std::string closing;
  std::map<unsigned, std::string> names;
  for (const Term& term : topological_order({&root, 1})) {
    if (is_leaf(term)) {
      names[term.id()] = leaf(term);
      continue;
    }
    std::string text = "(" + head(term);
    for (const Term& argument : term.arguments()) text += " " + names.at(argument.id());
    const std::string name = "?" + std::to_string(names.size());
    lets.append("(let ((").append(name).append(" ").append(text).append(")))\n");
    closing += ")";
    names[term.id()] = name;
  }
  return lets + names.at(root.id()) + closing;
}

}  // namespace

std::string Term::text() const { return expression(*this); }

std::string script(std::span<const Term> assertions) {
  std::string text = "(set-logic QF_BV)\n";
  for (const Term& term : topological_order(assertions)) {
    if (term.op() != Op::Variable) continue;
    const std::string sort = term.is_bool() ? "Bool" : "(_ BitVec " + std::to_string(term.width()) + ")";
    text += "(declare-fun |" + term.name() + "| () " + sort + ")\n";
  }
  for (const Term& assertion : assertions)
    text += std::string("(assert") + (is_leaf(assertion) ? " " : "\n") + expression(assertion) + ")\n";
  return text + "(check-sat)\n(exit)\n";
}

}  // namespace idreg::smt
