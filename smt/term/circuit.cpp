// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "smt/term/circuit.h"

#include <utility>

namespace idreg::smt {

namespace {

constexpr std::size_t kPlacesAtFirst = 4096;

std::size_t hash_of(Literal a, Literal b) {
  const std::uint64_t hash = (std::uint64_t{a} << 32 | b) * 0x9e3779b97f4a7c15;
  return hash ^ (hash >> 29);
}

}  // namespace

Circuit::Circuit() : gates_(1), users_(1, 0), samples_(1, 0), table_(kPlacesAtFirst, 0) {}

Literal Circuit::added(Gate gate, std::uint64_t sample) {
  gates_.push_back(gate);
  users_.push_back(0);
  samples_.push_back(sample);
  return static_cast<Literal>((gates_.size() - 1) << 1);
}

Literal Circuit::input() { return added({}, random_()); }

// The rules are those of two levels that never make the graph larger (Brummayer and Biere, "Local two-level
// and-inverter graph minimization without blowup", 2006). Each is an identity; tests/smt/term/circuit_test.cpp holds
// all circuits of some gates against their truth tables.

/// `side` is `a` or `b`, and a gate; the other side is any literal. Done: `a` is the result.
Circuit::Fold Circuit::fold_one(Literal side, Literal& a, Literal& b) const {
  const Literal other = side == a ? b : a;
  const auto [x, y] = gate(side);
  const bool contradicts = x == negated(other) || y == negated(other);
  const bool repeats = x == other || y == other;
  if (!contradicts && !repeats) return Fold::None;
  if (!is_negated(side)) {
    a = contradicts ? kNever : side;
    return Fold::Done;
  }
  if (contradicts) {  // not (x and y), and not x
    a = other;
    return Fold::Done;
  }
  b = negated(x == other ? y : x);  // not (x and y), and x
  a = other;
  return Fold::Again;
}

/// Both are gates. Done: `a` is the result.
Circuit::Fold Circuit::fold_two(Literal& a, Literal& b) const {
  const auto [a0, a1] = gate(a);
  const auto [b0, b1] = gate(b);
  if (!is_negated(a) && !is_negated(b)) {
    if (a0 == negated(b0) || a0 == negated(b1) || a1 == negated(b0) || a1 == negated(b1)) {
      a = kNever;
      return Fold::Done;
    }
    if (b0 == a0 || b0 == a1) return b = b1, Fold::Again;
    if (b1 == a0 || b1 == a1) return b = b0, Fold::Again;
    return Fold::None;
  }
  if (is_negated(a) && is_negated(b)) {  // (x and y) or (x and not y) is x
    for (const auto& [x, y] : {std::pair(a0, a1), std::pair(a1, a0)}) {
      if ((x == b0 && y == negated(b1)) || (x == b1 && y == negated(b0))) return a = negated(x), Fold::Done;
    }
    return Fold::None;
  }
  const Literal straight = is_negated(a) ? b : a;
  const auto [p0, p1] = gate(straight);
  const auto [n0, n1] = gate(is_negated(a) ? a : b);
  if (n0 == negated(p0) || n0 == negated(p1) || n1 == negated(p0) || n1 == negated(p1)) return a = straight, Fold::Done;
  for (const auto& [shared, rest] : {std::pair(n0, n1), std::pair(n1, n0)}) {
    if (shared != p0 && shared != p1) continue;
    a = straight;
    b = negated(rest);
    return Fold::Again;
  }
  return Fold::None;
}

Circuit::Fold Circuit::fold(Literal& a, Literal& b) const {
  if (a > b) std::swap(a, b);
  if (a == kNever || a == b) return Fold::Done;
  if (a == kAlways) return a = b, Fold::Done;
  if (a == negated(b)) return a = kNever, Fold::Done;
  for (const Literal side : {a, b}) {
    if (!is_and(side)) continue;
    if (const Fold folded = fold_one(side, a, b); folded != Fold::None) return folded;
  }
  return is_and(a) && is_and(b) ? fold_two(a, b) : Fold::None;
}

Literal Circuit::both(Literal a, Literal b) {
  for (;;) {
    const Fold folded = fold(a, b);
    if (folded == Fold::Done) return a;
    if (folded == Fold::None) return hashed(a, b);
  }
}

/// Precondition: a < b.
Literal Circuit::hashed(Literal a, Literal b) {
  std::size_t place = hash_of(a, b) & (table_.size() - 1);
  for (; table_[place] != 0; place = (place + 1) & (table_.size() - 1)) {
    const Gate& known = gates_[table_[place]];
    if (known.a == a && known.b == b) return table_[place] << 1;
  }
  const Literal made = added({a, b}, sample(a) & sample(b));
  ++users_[gate_of(a)];
  ++users_[gate_of(b)];
  table_[place] = static_cast<std::uint32_t>(gate_of(made));
  if (2 * ++ands_ > table_.size()) grow();
  return made;
}

void Circuit::grow() {
  std::vector<std::uint32_t> larger(2 * table_.size(), 0);
  for (const std::uint32_t number : table_) {
    if (number == 0) continue;
    std::size_t place = hash_of(gates_[number].a, gates_[number].b) & (larger.size() - 1);
    while (larger[place] != 0) place = (place + 1) & (larger.size() - 1);
    larger[place] = number;
  }
  table_.swap(larger);
}

Literal Circuit::differ(Literal a, Literal b) {
  // Negations move outward, so that a pair has one gate whatever its signs.
  const Literal flipped = (a ^ b) & 1U;
  a &= ~1U;
  b &= ~1U;
  return both(negated(both(a, b)), negated(both(negated(a), negated(b)))) ^ flipped;
}

Literal Circuit::choose(Literal condition, Literal yes, Literal no) {
  if (is_negated(condition)) return choose(negated(condition), no, yes);
  if (condition == kNever || yes == no) return no;
  if (yes == negated(no)) return differ(condition, no);
  return negated(both(negated(both(condition, yes)), negated(both(negated(condition), no))));
}

}  // namespace idreg::smt
