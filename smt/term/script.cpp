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

std::string leaf(const Term& term) {
  if (term.op() == Op::Variable) return "|" + term.name() + "|";
  if (term.is_bool()) return term.is_true() ? "true" : "false";
  return term.text();  // Z3 prints a numeral as #x... or #b...
}

bool is_leaf(const Term& term) { return term.op() == Op::Constant || term.op() == Op::Variable; }

/// One assertion, with a let for every inner node.
std::string assertion_text(const Term& root) {
  if (is_leaf(root)) return "(assert " + leaf(root) + ")\n";
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
    lets += "(let ((" + name + " " + text + ")))\n";
    closing += ")";
    names[term.id()] = name;
  }
  return "(assert\n" + lets + names.at(root.id()) + closing + ")\n";
}

}  // namespace

std::string script(std::span<const Term> assertions) {
  std::string text = "(set-logic QF_BV)\n";
  for (const Term& term : topological_order(assertions)) {
    if (term.op() != Op::Variable) continue;
    const std::string sort = term.is_bool() ? "Bool" : "(_ BitVec " + std::to_string(term.width()) + ")";
    text += "(declare-fun |" + term.name() + "| () " + sort + ")\n";
  }
  for (const Term& assertion : assertions) text += assertion_text(assertion);
  return text + "(check-sat)\n(exit)\n";
}

}  // namespace idreg::smt
