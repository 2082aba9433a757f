// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Terms of the theory of bit-vectors (QF_BV), as values. This folder is the only one that includes
// the solvers' headers; everybody else sees Context, Term, Solver and Model. The nodes are ours: building and walking
// them is most of what lifting does, and a solver is shown only what it is asked about.
//
// Trust: the builders fold constants and a few identities before a solver sees a term; tests/smt/term
// checks every builder against native arithmetic and each fold against the unfolded term.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace idreg::smt {

/// The operators, by their SMT-LIB names. Variable and Constant are the leaves.
enum class Op : std::uint8_t {
  Constant, Variable,
  BvAdd, BvSub, BvMul, BvUdiv, BvSdiv, BvUrem, BvSrem, BvAnd, BvOr, BvXor, BvNot, BvNeg, BvShl, BvLshr, BvAshr,
  BvUlt, BvUle, BvSlt, BvSle, Concat, Extract, ZeroExtend, SignExtend,
  Equal, Ite, And, Or, Not,
};

class Term;
struct Node;

/// Owns the nodes of terms, one for each distinct term, for as long as it lives; and what the solvers make of them.
/// Not thread safe: one per thread; terms of two contexts never mix.
class Context {
 public:
  Context();
  ~Context();
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  /// The term itself: nothing folds, which is for the builders below. `width`: 0 for a Boolean. `value`: of a
  /// Constant itself, of an Extract its bounds (Node::value); at most three operands.
  [[nodiscard]] Term node(Op op, unsigned width, std::uint64_t value, std::span<const Term> operands) const;
  /// As `variable` and `bool_variable`. `width`: 0 for a Boolean.
  [[nodiscard]] Term named(std::string_view name, unsigned width) const;
  [[nodiscard]] const std::string& name_of(const Term& variable) const;

  struct Impl;
  [[nodiscard]] Impl& impl() const { return *impl_; }

 private:
  std::unique_ptr<Impl> impl_;
};

/// A bit-vector of width 1 and up, or a Boolean. A default-constructed term is empty: it may only be
/// assigned to and asked `empty()`.
class Term {
 public:
  Term() = default;
  explicit Term(const Node& node) : node_(&node) {}

  [[nodiscard]] bool empty() const { return node_ == nullptr; }
  [[nodiscard]] bool is_bool() const;
  /// Bits of a bit-vector; precondition: not a Boolean.
  [[nodiscard]] unsigned width() const;
  /// The value of a constant (a Boolean: 0 or 1; bits from the 64th on are 0); nothing for other terms.
  [[nodiscard]] std::optional<std::uint64_t> constant() const;
  [[nodiscard]] bool is_true() const { return is_bool() && constant() == 1; }
  [[nodiscard]] bool is_false() const { return is_bool() && constant() == 0; }
  /// The same node: there is one for each distinct term of a context.
  [[nodiscard]] bool same(const Term& other) const { return node_ == other.node_; }
  /// A number that is equal iff `same`, for use as a map key. Depends on the order of construction
  /// only, never on addresses.
  [[nodiscard]] unsigned id() const;

  [[nodiscard]] Op op() const;
  [[nodiscard]] std::span<const Term> arguments() const;
  /// Precondition: op() is Variable.
  [[nodiscard]] const std::string& name() const;
  /// Precondition: op() is Extract. {high, low}.
  [[nodiscard]] std::pair<unsigned, unsigned> bounds() const;
  /// SMT-LIB 2 text, for error messages.
  [[nodiscard]] std::string text() const;

  [[nodiscard]] const Context& context() const;
  [[nodiscard]] const Node& node() const { return *node_; }

 private:
  const Node* node_ = nullptr;
};

/// What a term points to. Private to this folder and to the functions below.
struct Node {
  const Context* context;
  Op op;
  std::uint8_t arity;
  std::uint32_t width;  ///< 0: a Boolean
  std::uint32_t id;
  std::uint64_t value;  ///< Constant: itself; Variable: its name's number; Extract: high << 32 | low; else 0
  Term operands[3];
  mutable std::uint64_t visit = 0;  ///< the last walk that came by (topological_order)
};

inline bool Term::is_bool() const { return node_->width == 0; }
inline unsigned Term::width() const { return node_->width; }
inline std::optional<std::uint64_t> Term::constant() const {
  return node_->op == Op::Constant ? std::optional(node_->value) : std::nullopt;
}
inline unsigned Term::id() const { return node_->id; }
inline Op Term::op() const { return node_->op; }
inline std::span<const Term> Term::arguments() const { return {node_->operands, node_->arity}; }
inline const std::string& Term::name() const { return node_->context->name_of(*this); }
inline std::pair<unsigned, unsigned> Term::bounds() const {
  return {static_cast<unsigned>(node_->value >> 32), static_cast<unsigned>(node_->value & 0xffffffffU)};
}
inline const Context& Term::context() const { return *node_->context; }

[[nodiscard]] Term bv(const Context& context, unsigned width, std::uint64_t value);  ///< value mod 2^width
[[nodiscard]] Term boolean(const Context& context, bool value);
[[nodiscard]] Term variable(const Context& context, std::string_view name, unsigned width);
[[nodiscard]] Term bool_variable(const Context& context, std::string_view name);

// Both operands of one width; results as in SMT-LIB (bvudiv by zero is all ones, shifts by the width
// or more are 0 or the sign).
[[nodiscard]] Term bvadd(const Term& a, const Term& b);
[[nodiscard]] Term bvsub(const Term& a, const Term& b);
[[nodiscard]] Term bvmul(const Term& a, const Term& b);
[[nodiscard]] Term bvudiv(const Term& a, const Term& b);
[[nodiscard]] Term bvsdiv(const Term& a, const Term& b);
[[nodiscard]] Term bvurem(const Term& a, const Term& b);
[[nodiscard]] Term bvsrem(const Term& a, const Term& b);
[[nodiscard]] Term bvand(const Term& a, const Term& b);
[[nodiscard]] Term bvor(const Term& a, const Term& b);
[[nodiscard]] Term bvxor(const Term& a, const Term& b);
[[nodiscard]] Term bvnot(const Term& a);
[[nodiscard]] Term bvneg(const Term& a);
[[nodiscard]] Term bvshl(const Term& a, const Term& b);
[[nodiscard]] Term bvlshr(const Term& a, const Term& b);
[[nodiscard]] Term bvashr(const Term& a, const Term& b);
[[nodiscard]] Term bvult(const Term& a, const Term& b);
[[nodiscard]] Term bvule(const Term& a, const Term& b);
[[nodiscard]] Term bvslt(const Term& a, const Term& b);
[[nodiscard]] Term bvsle(const Term& a, const Term& b);
[[nodiscard]] Term concat(const Term& high, const Term& low);
[[nodiscard]] Term extract(unsigned high, unsigned low, const Term& a);
[[nodiscard]] Term zero_extend(const Term& a, unsigned width);  ///< to `width` bits, which is at least a's
[[nodiscard]] Term sign_extend(const Term& a, unsigned width);

[[nodiscard]] Term equal(const Term& a, const Term& b);  ///< two bit-vectors of one width, or two Booleans
[[nodiscard]] Term ite(const Term& condition, const Term& yes, const Term& no);
[[nodiscard]] Term logical_and(const Term& a, const Term& b);
[[nodiscard]] Term logical_or(const Term& a, const Term& b);
[[nodiscard]] Term logical_not(const Term& a);
[[nodiscard]] Term implies(const Term& a, const Term& b);
[[nodiscard]] Term conjunction(const Context& context, std::span<const Term> terms);
[[nodiscard]] Term disjunction(const Context& context, std::span<const Term> terms);

/// A Boolean as a bit-vector 0 or 1 of that width.
[[nodiscard]] Term to_bv(const Term& boolean_term, unsigned width);
/// Whether a bit-vector is not 0.
[[nodiscard]] Term to_bool(const Term& a);

/// `term` with each `from[i]` replaced by `to[i]` (whole subterms, all at once); what is above them folds.
[[nodiscard]] Term substitute(const Term& term, std::span<const Term> from, std::span<const Term> to);

/// The same, each operator built anew over what its operands have become, so that it folds; and moved
/// into operands that are a choice (ite) of few alternatives: (ite c x y) + z is ite c (x + z) (y + z).
[[nodiscard]] Term rebuild(const Term& term, std::span<const Term> from, std::span<const Term> to);

/// The node's operator over other operands, of the sorts of its own; it folds as its builder does.
[[nodiscard]] Term with_operands(const Term& node, std::span<const Term> a);

/// Every distinct subterm of the roots, operands before their users; the order depends on the terms
/// only.
[[nodiscard]] std::vector<Term> topological_order(std::span<const Term> roots);

}  // namespace idreg::smt
