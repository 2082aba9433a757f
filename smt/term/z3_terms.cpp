// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Our nodes as Z3's: for each operator the one of Z3 that has its SMT-LIB name.
#include <cstdio>
#include <cstdlib>

#include "smt/term/context.h"

namespace idreg::smt {

void internal_error(std::string_view message) {
  std::fprintf(stderr, "idreg: internal error: %.*s\n", static_cast<int>(message.size()), message.data());
  std::abort();
}

Z3Terms::Z3Terms() {
  Z3_config config = Z3_mk_config();
  raw_ = Z3_mk_context_rc(config);
  Z3_del_config(config);
  Z3_set_error_handler(raw_,
                       [](Z3_context context, Z3_error_code code) { internal_error(Z3_get_error_msg(context, code)); });
}

Z3Terms::~Z3Terms() {
  // Users before operands: what Z3 finds left over when its context ends it takes apart at ten times the cost.
  for (auto node = of_node_.rbegin(); node != of_node_.rend(); ++node) {
    if (*node != nullptr) Z3_dec_ref(raw_, *node);
  }
  Z3_del_context(raw_);
}

Z3_ast Z3Terms::of(const Term& term) {
  std::vector<const Node*> stack{&term.node()};
  while (!stack.empty()) {
    const Node& node = *stack.back();
    if (node.id >= of_node_.size()) of_node_.resize(node.id + 1, nullptr);
    if (of_node_[node.id] != nullptr) {
      stack.pop_back();
      continue;
    }
    const std::size_t before = stack.size();
    for (unsigned i = node.arity; i > 0; --i) {
      const Node& operand = node.operands[i - 1].node();
      if (operand.id >= of_node_.size() || of_node_[operand.id] == nullptr) stack.push_back(&operand);
    }
    if (stack.size() > before) continue;
    stack.pop_back();
    of_node_[node.id] = make(node);
    Z3_inc_ref(raw_, of_node_[node.id]);
  }
  return of_node_[term.id()];
}

Z3_ast Z3Terms::make(const Node& node) const {
  const Z3_context c = raw_;
  const auto operand = [&](unsigned i) { return of_node_[node.operands[i].id()]; };
  const auto added_bits = [&] { return node.width - node.operands[0].width(); };
  const auto sort = [&] { return node.width == 0 ? Z3_mk_bool_sort(c) : Z3_mk_bv_sort(c, node.width); };
  switch (node.op) {
    case Op::Constant:
      if (node.width == 0) return node.value != 0 ? Z3_mk_true(c) : Z3_mk_false(c);
      return Z3_mk_unsigned_int64(c, node.value, sort());
    case Op::Variable: return Z3_mk_const(c, Z3_mk_string_symbol(c, Term(node).name().c_str()), sort());
    case Op::BvAdd: return Z3_mk_bvadd(c, operand(0), operand(1));
    case Op::BvSub: return Z3_mk_bvsub(c, operand(0), operand(1));
    case Op::BvMul: return Z3_mk_bvmul(c, operand(0), operand(1));
    case Op::BvUdiv: return Z3_mk_bvudiv(c, operand(0), operand(1));
    case Op::BvSdiv: return Z3_mk_bvsdiv(c, operand(0), operand(1));
    case Op::BvUrem: return Z3_mk_bvurem(c, operand(0), operand(1));
    case Op::BvSrem: return Z3_mk_bvsrem(c, operand(0), operand(1));
    case Op::BvAnd: return Z3_mk_bvand(c, operand(0), operand(1));
    case Op::BvOr: return Z3_mk_bvor(c, operand(0), operand(1));
    case Op::BvXor: return Z3_mk_bvxor(c, operand(0), operand(1));
    case Op::BvNot: return Z3_mk_bvnot(c, operand(0));
    case Op::BvNeg: return Z3_mk_bvneg(c, operand(0));
    case Op::BvShl: return Z3_mk_bvshl(c, operand(0), operand(1));
    case Op::BvLshr: return Z3_mk_bvlshr(c, operand(0), operand(1));
    case Op::BvAshr: return Z3_mk_bvashr(c, operand(0), operand(1));
    case Op::BvUlt: return Z3_mk_bvult(c, operand(0), operand(1));
    case Op::BvUle: return Z3_mk_bvule(c, operand(0), operand(1));
    case Op::BvSlt: return Z3_mk_bvslt(c, operand(0), operand(1));
    case Op::BvSle: return Z3_mk_bvsle(c, operand(0), operand(1));
    case Op::Concat: return Z3_mk_concat(c, operand(0), operand(1));
    case Op::Extract: {
      const auto [high, low] = Term(node).bounds();
      return Z3_mk_extract(c, high, low, operand(0));
    }
    case Op::ZeroExtend: return Z3_mk_zero_ext(c, added_bits(), operand(0));
    case Op::SignExtend: return Z3_mk_sign_ext(c, added_bits(), operand(0));
    case Op::Equal: return Z3_mk_eq(c, operand(0), operand(1));
    case Op::Ite: return Z3_mk_ite(c, operand(0), operand(1), operand(2));
    case Op::And:
    case Op::Or: {
      const Z3_ast both[] = {operand(0), operand(1)};
      return node.op == Op::And ? Z3_mk_and(c, 2, both) : Z3_mk_or(c, 2, both);
    }
    case Op::Not: return Z3_mk_not(c, operand(0));
  }
  internal_error("an unknown operator in " + Term(node).text());
}

}  // namespace idreg::smt
