// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "smt/term/term.h"

#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "smt/term/z3.h"

namespace idreg::smt {

namespace {

/// Constants of up to 64 bits are kept.
constexpr unsigned kWidths = 65;

}  // namespace

/// By width and value.
struct Context::Constants {
  std::unordered_map<std::uint64_t, Z3_ast> of_width[kWidths];
};

Context::Context() : constants_(std::make_unique<Constants>()) {
  Z3_config config = Z3_mk_config();
  raw_ = Z3_mk_context_rc(config);
  Z3_del_config(config);
  Z3_set_error_handler(raw_,
                       [](Z3_context context, Z3_error_code code) { internal_error(Z3_get_error_msg(context, code)); });
}

Context::~Context() { Z3_del_context(raw_); }

Z3_ast Context::constant(unsigned width, std::uint64_t value) const {
  if (width >= kWidths) return Z3_mk_unsigned_int64(raw_, value, Z3_mk_bv_sort(raw_, width));
  const auto [place, made] = constants_->of_width[width].try_emplace(value, nullptr);
  if (made) {
    place->second = Z3_mk_unsigned_int64(raw_, value, Z3_mk_bv_sort(raw_, width));
    Z3_inc_ref(raw_, place->second);
  }
  return place->second;
}

Term::Term(const Context& context, _Z3_ast* ast) : context_(&context), ast_(ast) { Z3_inc_ref(context.raw(), ast); }

Term::Term(const Term& other) : context_(other.context_), ast_(other.ast_) {
  if (ast_ != nullptr) Z3_inc_ref(context_->raw(), ast_);
}

Term::Term(Term&& other) noexcept
    : context_(std::exchange(other.context_, nullptr)), ast_(std::exchange(other.ast_, nullptr)) {}

Term& Term::operator=(Term other) noexcept {
  std::swap(context_, other.context_);
  std::swap(ast_, other.ast_);
  return *this;
}

Term::~Term() {
  if (ast_ != nullptr) Z3_dec_ref(context_->raw(), ast_);
}

bool Term::is_bool() const {
  const Z3_context c = context_->raw();
  return Z3_get_sort_kind(c, Z3_get_sort(c, ast_)) == Z3_BOOL_SORT;
}

unsigned Term::width() const {
  const Z3_context c = context_->raw();
  return Z3_get_bv_sort_size(c, Z3_get_sort(c, ast_));
}

std::optional<std::uint64_t> Term::constant() const {
  const Z3_context c = context_->raw();
  if (Z3_get_ast_kind(c, ast_) == Z3_NUMERAL_AST) {
    std::uint64_t value = 0;
    if (Z3_get_numeral_uint64(c, ast_, &value)) return value;
    return std::nullopt;
  }
  switch (Z3_get_bool_value(c, ast_)) {
    case Z3_L_TRUE:
      return 1;
    case Z3_L_FALSE:
      return 0;
    case Z3_L_UNDEF:
      return std::nullopt;
  }
  return std::nullopt;
}

unsigned Term::id() const { return Z3_get_ast_id(context_->raw(), ast_); }

Op Term::op() const {
  const Z3_context c = context_->raw();
  if (Z3_get_ast_kind(c, ast_) == Z3_NUMERAL_AST) return Op::Constant;
  switch (Z3_get_decl_kind(c, Z3_get_app_decl(c, Z3_to_app(c, ast_)))) {
    case Z3_OP_TRUE:
    case Z3_OP_FALSE:
      return Op::Constant;
    case Z3_OP_UNINTERPRETED:
      return Op::Variable;
    case Z3_OP_BADD:
      return Op::BvAdd;
    case Z3_OP_BSUB:
      return Op::BvSub;
    case Z3_OP_BMUL:
      return Op::BvMul;
    case Z3_OP_BUDIV:
      return Op::BvUdiv;
    case Z3_OP_BSDIV:
      return Op::BvSdiv;
    case Z3_OP_BUREM:
      return Op::BvUrem;
    case Z3_OP_BSREM:
      return Op::BvSrem;
    case Z3_OP_BAND:
      return Op::BvAnd;
    case Z3_OP_BOR:
      return Op::BvOr;
    case Z3_OP_BXOR:
      return Op::BvXor;
    case Z3_OP_BNOT:
      return Op::BvNot;
    case Z3_OP_BNEG:
      return Op::BvNeg;
    case Z3_OP_BSHL:
      return Op::BvShl;
    case Z3_OP_BLSHR:
      return Op::BvLshr;
    case Z3_OP_BASHR:
      return Op::BvAshr;
    case Z3_OP_ULT:
      return Op::BvUlt;
    case Z3_OP_ULEQ:
      return Op::BvUle;
    case Z3_OP_SLT:
      return Op::BvSlt;
    case Z3_OP_SLEQ:
      return Op::BvSle;
    case Z3_OP_CONCAT:
      return Op::Concat;
    case Z3_OP_EXTRACT:
      return Op::Extract;
    case Z3_OP_ZERO_EXT:
      return Op::ZeroExtend;
    case Z3_OP_SIGN_EXT:
      return Op::SignExtend;
    case Z3_OP_EQ:
      return Op::Equal;
    case Z3_OP_ITE:
      return Op::Ite;
    case Z3_OP_AND:
      return Op::And;
    case Z3_OP_OR:
      return Op::Or;
    case Z3_OP_NOT:
      return Op::Not;
    // A foreign enum: the builders make no other kind, and guessing one would be a wrong proof.
    default:
      internal_error("term with an operator that no builder makes: " + text());
  }
}

std::vector<Term> Term::arguments() const {
  std::vector<Term> result;
  const Z3_context c = context_->raw();
  if (Z3_get_ast_kind(c, ast_) != Z3_APP_AST) return result;
  const Z3_app app = Z3_to_app(c, ast_);
  const unsigned count = Z3_get_app_num_args(c, app);
  result.reserve(count);
  for (unsigned i = 0; i < count; ++i) result.emplace_back(*context_, Z3_get_app_arg(c, app, i));
  return result;
}

std::string Term::name() const {
  const Z3_context c = context_->raw();
  return Z3_get_symbol_string(c, Z3_get_decl_name(c, Z3_get_app_decl(c, Z3_to_app(c, ast_))));
}

std::pair<unsigned, unsigned> Term::bounds() const {
  const Z3_context c = context_->raw();
  const Z3_func_decl decl = Z3_get_app_decl(c, Z3_to_app(c, ast_));
  return {static_cast<unsigned>(Z3_get_decl_int_parameter(c, decl, 0)),
          static_cast<unsigned>(Z3_get_decl_int_parameter(c, decl, 1))};
}

std::string Term::text() const { return Z3_ast_to_string(context_->raw(), ast_); }

Term substitute(const Term& term, std::span<const Term> from, std::span<const Term> to) {
  if (from.size() != to.size()) internal_error("substitute: lists of different length");
  std::vector<Z3_ast> old_asts;
  std::vector<Z3_ast> new_asts;
  for (std::size_t i = 0; i < from.size(); ++i) {
    old_asts.push_back(from[i].raw());
    new_asts.push_back(to[i].raw());
  }
  const Context& context = term.context();
  const Term result(context, Z3_substitute(context.raw(), term.raw(), static_cast<unsigned>(from.size()),
                                           old_asts.data(), new_asts.data()));
  // Z3's simplifier may use operators that no builder makes: only a constant is taken from it.
  const Term simplified(context, Z3_simplify(context.raw(), result.raw()));
  return simplified.constant() ? simplified : result;
}

std::vector<Term> topological_order(std::span<const Term> roots) {
  std::vector<Term> order;
  std::unordered_set<unsigned> done;  // membership only; never iterated
  std::vector<std::pair<Term, bool>> stack;
  for (auto root = roots.rbegin(); root != roots.rend(); ++root) stack.emplace_back(*root, false);
  while (!stack.empty()) {
    auto [term, operands_done] = stack.back();
    stack.pop_back();
    if (done.contains(term.id())) continue;
    if (operands_done) {
      done.insert(term.id());
      order.push_back(term);
      continue;
    }
    stack.emplace_back(term, true);
    const std::vector<Term> arguments = term.arguments();
    for (auto a = arguments.rbegin(); a != arguments.rend(); ++a) {
      if (!done.contains(a->id())) stack.emplace_back(*a, false);
    }
  }
  return order;
}

}  // namespace idreg::smt
