// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Addresses: 64-bit terms that are numbers, conditional choices between addresses, or a number plus
// an offset in multiples of strides. What such a term may point to is read off its form.
#include <limits>
#include <numeric>
#include <unordered_set>

#include "smt/lift/machine_impl.h"

namespace idreg::smt::lift {

namespace {

constexpr std::uint64_t kMaxPlaces = 4096;
constexpr unsigned kDepth = 64;

void add_affine(Affine& sum, const Term& term, std::uint64_t factor, unsigned depth) {
  if (const auto value = term.constant()) {
    sum.constant += factor * *value;
    return;
  }
  if (depth > 0) {
    const auto parts = term.arguments();
    switch (term.op()) {
      case Op::BvAdd:
        for (const Term& part : parts) add_affine(sum, part, factor, depth - 1);
        return;
      case Op::BvMul:
        if (parts.size() != 2) break;
        if (const auto value = parts[0].constant()) return add_affine(sum, parts[1], factor * *value, depth - 1);
        if (const auto value = parts[1].constant()) return add_affine(sum, parts[0], factor * *value, depth - 1);
        break;
      case Op::BvShl:
        if (const auto value = parts[1].constant(); value && *value < 64)
          return add_affine(sum, parts[0], factor << *value, depth - 1);
        break;
      case Op::BvSub:
        if (parts.size() != 2) break;
        add_affine(sum, parts[0], factor, depth - 1);
        return add_affine(sum, parts[1], 0 - factor, depth - 1);
      default:
        break;  // a leaf
    }
  }
  for (auto& [leaf, coefficient] : sum.terms) {
    if (!leaf.same(term)) continue;
    coefficient += factor;
    return;
  }
  sum.terms.emplace_back(term, factor);
}

}  // namespace

Affine affine(const Term& term) {
  Affine sum;
  add_affine(sum, term, 1, kDepth);
  std::erase_if(sum.terms, [](const auto& part) { return part.second == 0; });
  return sum;
}

namespace {

/// The largest value that the kind of the term, which is no choice, and its constants admit.
std::uint64_t own_bound(const Term& term) {
  const std::uint64_t all = std::numeric_limits<std::uint64_t>::max();
  const unsigned width = term.width();
  const std::uint64_t top = width >= 64 ? all : (std::uint64_t{1} << width) - 1;
  if (width > 64) return all;
  if (const auto value = term.constant()) return *value;
  const auto parts = term.arguments();
  switch (term.op()) {
    case Op::BvAnd: {
      std::uint64_t least = top;
      for (const Term& part : parts) least = std::min(least, part.constant().value_or(top));
      return least;
    }
    case Op::BvUrem:
      if (const auto value = parts[1].constant(); value && *value > 0) return *value - 1;
      return top;
    case Op::BvLshr:
      if (const auto value = parts[1].constant(); value && *value < 64) return top >> *value;
      return top;
    default:
      return top;
  }
}

}  // namespace

std::uint64_t upper_bound(const Term& term) {
  std::uint64_t most = 0;
  std::vector<Term> open{term};
  std::unordered_set<unsigned> seen;  // choices share theirs: there may be more ways through them than can be walked
  while (!open.empty()) {
    const Term one = open.back();
    open.pop_back();
    if (one.width() <= 64 && (one.op() == Op::ZeroExtend || one.op() == Op::Ite)) {
      if (!seen.insert(one.id()).second) continue;
      const auto parts = one.arguments();
      open.insert(open.end(), parts.begin() + (one.op() == Op::Ite ? 1 : 0), parts.end());
    } else {
      most = std::max(most, own_bound(one));
    }
  }
  return most;
}

namespace {

/// The innermost term whose zero extension this is.
Term unextended(const Term& term) { return term.op() == Op::ZeroExtend ? term.arguments()[0] : term; }

/// term == value, on as few bits as say it.
Term equals(const Term& term, std::uint64_t value) { return equal(term, bv(term.context(), term.width(), value)); }

struct Alternative {
  Term condition;  ///< empty: certainly
  Term address;
};

void split(const Term& address, const Term& condition, std::vector<Alternative>& out) {
  if (address.op() == Op::Ite) {
    const auto parts = address.arguments();
    const auto both = [&](const Term& more) { return condition.empty() ? more : logical_and(condition, more); };
    split(parts[1], both(parts[0]), out);
    split(parts[2], both(logical_not(parts[0])), out);
    return;
  }
  if (!condition.empty() && condition.is_false()) return;
  out.push_back({condition, address});
}

}  // namespace

Term Machine::Impl::add_offset(const Term& pointer, const Term& offset) {
  if (offset.constant() == 0) return pointer;
  if (pointer.op() == Op::Ite) {
    const auto parts = pointer.arguments();
    return ite(parts[0], add_offset(parts[1], offset), add_offset(parts[2], offset));
  }
  // Numbers first and summed up, so that equal addresses are equal terms.
  Affine sum = affine(bvadd(pointer, offset));
  Term result = word(sum.constant);
  for (const auto& [term, factor] : sum.terms) result = bvadd(result, bvmul(word(factor), term));
  return result;
}

namespace {

/// Offsets from an object's start: constant + coefficient * index for index 0..last, where no
/// product wraps. Anything else has no such form.
struct Indexed {
  Term index;
  std::uint64_t stride;
  std::int64_t start;
};

std::optional<Indexed> indexed(const Affine& sum, std::int64_t start) {
  if (sum.terms.size() != 1) return std::nullopt;
  const auto& [term, stride] = sum.terms[0];
  const std::uint64_t most = upper_bound(term);
  constexpr std::uint64_t kNoWrap = std::uint64_t{1} << 62;  // with the start, of less than kOffsetBias, added too
  if (stride == 0 || stride >= kOffsetBias || most > kNoWrap / stride) return std::nullopt;
  return Indexed{unextended(term), stride, start};
}

/// The condition index <= last, for a last that may be negative (never).
Term at_most(const Term& index, std::int64_t last) {
  const Context& context = index.context();
  if (last < 0) return boolean(context, false);
  if (static_cast<std::uint64_t>(last) >= upper_bound(index)) return boolean(context, true);
  return bvule(index, bv(context, index.width(), static_cast<std::uint64_t>(last)));
}

std::int64_t floor_divide(std::int64_t a, std::int64_t b) { return a >= 0 ? a / b : -((-a + b - 1) / b); }

std::uint64_t object_of(std::uint64_t address) { return address >> 63 != 0 ? 0 : address >> kOffsetBits; }

std::int64_t offset_of(std::uint64_t address, std::uint64_t object) {
  return static_cast<std::int64_t>(address - address_of_object(object));
}

}  // namespace

namespace {

/// Collects the places of one alternative and the condition under which it is none of them.
struct Collector {
  const Context& context;
  std::uint64_t bytes;
  std::vector<Place>& out;
  std::string& problem;

  Term both(const Term& a, const Term& b) const { return a.empty() ? b : logical_and(a, b); }

  Term collect_indexed(const Indexed& form, unsigned object, std::int64_t last_start, const Term& condition) {
    const auto stride = static_cast<std::int64_t>(form.stride);
    const std::int64_t first = form.start >= 0 ? 0 : floor_divide(-form.start + stride - 1, stride);
    const std::int64_t last = floor_divide(last_start - form.start, stride);
    const auto most = static_cast<std::int64_t>(upper_bound(form.index));
    for (std::int64_t i = first; i <= std::min(last, most); ++i) {
      if (out.size() > kMaxPlaces) return problem = "address with too many possible places", boolean(context, true);
      Term here = equals(form.index, static_cast<std::uint64_t>(i));
      if (here.is_false()) continue;
      out.push_back({both(condition, here), object, static_cast<std::uint64_t>(form.start + i * stride)});
    }
    const Term inside = logical_and(at_most(form.index, last), logical_not(at_most(form.index, first - 1)));
    return both(condition, logical_not(inside));
  }

  Term collect_general(const Affine& sum, const Term& address, unsigned object, std::int64_t start,
                       std::int64_t last_start, const Term& condition) {
    // Powers of two divide whatever wraps; other divisors do not survive it.
    std::uint64_t step = std::uint64_t{1} << 32;
    for (const auto& [term, factor] : sum.terms) step = std::gcd(step, factor);
    Term anywhere = boolean(context, false);
    const std::int64_t residue =
        start - floor_divide(start, static_cast<std::int64_t>(step)) * static_cast<std::int64_t>(step);
    for (std::int64_t at = residue; at <= last_start; at += static_cast<std::int64_t>(step)) {
      if (out.size() > kMaxPlaces) return problem = "address with too many possible places", boolean(context, true);
      const Term here = equals(address, address_of_object(object) + static_cast<std::uint64_t>(at));
      if (here.is_false()) continue;
      anywhere = logical_or(anywhere, here);
      out.push_back({both(condition, here), object, static_cast<std::uint64_t>(at)});
    }
    return both(condition, logical_not(anywhere));
  }
};

}  // namespace

std::vector<Place> Machine::Impl::places(const Term& address, std::uint64_t bytes) {
  std::vector<Place> result;
  std::vector<Alternative> alternatives;
  split(address, {}, alternatives);
  std::string problem;
  Collector collector{context, bytes, result, problem};
  for (const Alternative& alternative : alternatives) {
    Term condition = alternative.condition;
    if (!condition.empty()) {
      condition = guards.known(now->guard, condition);
      if (condition.is_false()) continue;
      if (condition.is_true()) condition = {};
    }
    const Term always = condition.empty() ? boolean(context, true) : condition;
    const Affine sum = affine(alternative.address);
    const std::uint64_t number = object_of(sum.constant);
    if (number == 0 || number >= objects.size()) {
      if (!sum.terms.empty() && number == 0 && upper_bound(alternative.address) >= (std::uint64_t{1} << kOffsetBits)) {
        fail("address of unknown origin");
        return {};
      }
      oblige("null", always);
      continue;
    }
    const auto object = static_cast<unsigned>(number);
    const Object& its = objects[object];
    if (its.kind == Object::Kind::Local && !now->memory.find(object)) {
      oblige("lifetime", always);
      continue;
    }
    const std::int64_t start = offset_of(sum.constant, number);
    auto last_start = static_cast<std::int64_t>(its.size) - static_cast<std::int64_t>(bytes);
    if (faulty(Fault::BoundsOneMore)) ++last_start;
    if (sum.terms.empty()) {
      if (start < 0 || start > last_start) {
        oblige("bounds", always);
      }
      if (start >= 0 && start + static_cast<std::int64_t>(bytes) <= static_cast<std::int64_t>(its.size))
        result.push_back({condition, object, static_cast<std::uint64_t>(start)});
      continue;
    }
    const auto form = indexed(sum, start);
    const Term wrong = form ? collector.collect_indexed(*form, object, last_start, condition)
                            : collector.collect_general(sum, alternative.address, object, start, last_start, condition);
    if (!problem.empty()) {
      fail(problem);
      return {};
    }
    oblige("bounds", wrong);
  }
  std::erase_if(result, [&](const Place& place) {
    return place.offset + bytes > objects[place.object].size;  // reached under Fault::BoundsOneMore only
  });
  return result;
}

Term Machine::Impl::outside(const Term& address) {
  std::vector<Alternative> alternatives;
  split(address, {}, alternatives);
  Term result;
  for (const Alternative& alternative : alternatives) {
    const Affine sum = affine(alternative.address);
    const std::uint64_t number = object_of(sum.constant);
    if (number == 0 || number >= objects.size()) continue;  // null + 0 is allowed; the access will tell
    const std::int64_t start = offset_of(sum.constant, number);
    const auto size = static_cast<std::int64_t>(objects[number].size);
    Term out;
    if (sum.terms.empty()) {
      out = boolean(context, start < 0 || start > size);
    } else if (const auto form = indexed(sum, start)) {
      const auto stride = static_cast<std::int64_t>(form->stride);
      out = logical_not(at_most(form->index, floor_divide(size - start, stride)));
      if (start < 0) out = logical_or(out, at_most(form->index, floor_divide(-start - 1, stride)));
    } else {
      out = bvult(word(objects[number].size), bvsub(alternative.address, word(address_of_object(number))));
    }
    if (out.is_false()) continue;
    result = either(result, alternative.condition.empty() ? out : logical_and(alternative.condition, out));
  }
  return result;
}

std::vector<Machine::Impl::Target> Machine::Impl::functions_at(const Term& address) {
  std::vector<Alternative> alternatives;
  split(address, {}, alternatives);
  std::vector<Target> result;
  for (const Alternative& alternative : alternatives) {
    Term condition = alternative.condition;
    if (!condition.empty()) condition = guards.known(now->guard, condition);
    if (!condition.empty() && condition.is_false()) continue;
    if (!condition.empty() && condition.is_true()) condition = {};
    const auto value = alternative.address.constant();
    if (!value) {
      fail("call through a pointer of unknown origin");
      return {};
    }
    const std::uint64_t number = object_of(*value);
    const bool callable = number != 0 && number < objects.size() && offset_of(*value, number) == 0 &&
                          objects[number].kind == Object::Kind::Function;
    if (!callable) {
      oblige(number == 0 ? "null" : "call", condition.empty() ? boolean(context, true) : condition);
      continue;
    }
    result.push_back({condition, program.globals[number - 1].value});
  }
  return result;
}

}  // namespace idreg::smt::lift
