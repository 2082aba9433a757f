// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "smt/term/term.h"

#include <algorithm>

#include "smt/term/context.h"

namespace idreg::smt {

namespace {

constexpr unsigned kNodesInBlock = 512;
constexpr std::size_t kPlacesAtFirst = 4096;

std::size_t hash_of(Op op, unsigned width, std::uint64_t value, std::span<const Term> operands) {
  constexpr std::uint64_t kOdd = 0x9e3779b97f4a7c15;  // 2^64 by the golden ratio: neighbours come to lie far apart
  std::uint64_t hash = (value ^ (static_cast<std::uint64_t>(op) << 32 | width)) * kOdd;
  for (const Term& operand : operands) hash = ((hash ^ (hash >> 29)) + operand.id() + 1) * kOdd;
  return hash ^ (hash >> 32);
}

std::size_t hash_of(const Node& node) {
  return hash_of(node.op, node.width, node.value, {node.operands, node.arity});
}

bool is(const Node& node, Op op, unsigned width, std::uint64_t value, std::span<const Term> operands) {
  return node.op == op && node.width == width && node.value == value &&
         std::ranges::equal(std::span(node.operands, node.arity), operands,
                            [](const Term& a, const Term& b) { return a.same(b); });
}

}  // namespace

Context::Impl::Impl() : table(kPlacesAtFirst, nullptr) {}

Z3Terms& Context::Impl::for_z3() {
  if (!z3) z3 = std::make_unique<Z3Terms>();
  return *z3;
}

Bits& Context::Impl::for_bits() {
  if (!bits) bits = std::make_unique<Bits>();
  return *bits;
}

void Context::Impl::grow() {
  std::vector<const Node*> larger(2 * table.size(), nullptr);
  for (const Node* node : table) {
    if (node == nullptr) continue;
    std::size_t place = hash_of(*node) & (larger.size() - 1);
    while (larger[place] != nullptr) place = (place + 1) & (larger.size() - 1);
    larger[place] = node;
  }
  table.swap(larger);
}

Context::Context() : impl_(std::make_unique<Impl>()) {}

Context::~Context() = default;

Term Context::node(Op op, unsigned width, std::uint64_t value, std::span<const Term> operands) const {
  Impl& its = *impl_;
  std::size_t place = hash_of(op, width, value, operands) & (its.table.size() - 1);
  for (; its.table[place] != nullptr; place = (place + 1) & (its.table.size() - 1)) {
    if (is(*its.table[place], op, width, value, operands)) return Term(*its.table[place]);
  }
  for (const Term& operand : operands) {
    if (&operand.context() != this) internal_error("an operand of another context: " + operand.text());
  }
  if (its.count % kNodesInBlock == 0) its.blocks.push_back(std::make_unique<Node[]>(kNodesInBlock));
  Node& made = its.blocks.back()[its.count % kNodesInBlock];
  made.context = this;
  made.op = op;
  made.arity = static_cast<std::uint8_t>(operands.size());
  made.width = width;
  made.id = its.count++;
  made.value = value;
  std::ranges::copy(operands, made.operands);
  its.table[place] = &made;
  if (2 * std::size_t{its.count} > its.table.size()) its.grow();
  return Term(made);
}

Term Context::named(std::string_view name, unsigned width) const {
  const auto [known, is_new] = impl_->numbers.try_emplace(std::string(name), impl_->names.size());
  if (is_new) impl_->names.push_back(known->first);
  return node(Op::Variable, width, known->second, {});
}

const std::string& Context::name_of(const Term& variable) const { return impl_->names[variable.node().value]; }

std::vector<Term> topological_order(std::span<const Term> roots) {
  std::vector<Term> order;
  if (roots.empty()) return order;
  // A node is open while its operands are walked, done when it has its place.
  Context::Impl& its = roots.front().context().impl();
  const std::uint64_t open = ++its.visits;
  const std::uint64_t done = ++its.visits;
  std::vector<Term> stack(roots.rbegin(), roots.rend());
  while (!stack.empty()) {
    const Term term = stack.back();
    const Node& node = term.node();
    if (node.visit == open || node.visit == done) {
      stack.pop_back();
      if (node.visit == open) order.push_back(term);
      node.visit = done;
      continue;
    }
    node.visit = open;
    const auto arguments = term.arguments();
    for (auto a = arguments.rbegin(); a != arguments.rend(); ++a) {
      if (a->node().visit != done) stack.push_back(*a);
    }
  }
  return order;
}

}  // namespace idreg::smt
